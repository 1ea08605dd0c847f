"""`advisor train`: from data to a trained network, compared with simpler models."""

import json
import shlex
import sys
import time
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from advisor.cli import options
from advisor.cli.guard import leave
from advisor.cli.profile import watching
from advisor.cli.recognising import told_apart
from advisor.cli.streams import emit, tell, terminal
from advisor.cli.what_is_trained import data_words, source_of, to_predict
from advisor.errors import Diagnostic, ExitCode, InputError

if TYPE_CHECKING:
    from advisor.exporting import Source
    from advisor.training.results import Run

COMPARED: Final = ("binary", "multiclass", "multilabel", "ordinal", "regression")  # tasks whose answers are rows
TRAINED: Final = (  # baselines, as configs name them
    "constant", "ridge", "logistic-regression", "linear-on-pixels", "tfidf-linear", "linear-on-mel",
    "seasonal-naive", "ridge-on-lags", "empirical-quantiles", "linear-quantiles",
)  # fmt: skip
BASELINES: Final = (" of seasonal naive", " of empirical quantiles")  # ends of scores that the project computes itself
RATE: Final = "training.learning_rate.initial"
SHORTEST: Final = 30.0  # seconds that baselines get at least
EXAMPLES = """\
  advisor train train.csv --target price                  recommend, export, train, compare
  advisor train config.yaml --data train.csv -o run       the network of a config
  advisor train --data train.csv --pin model.family=tabm --target price -o tabm
"""


def command(
    config: options.Trained = None,
    data: options.TrainingData = None,
    test: options.TestData = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="The folder for project, weights and results.")
    ] = "run",
    seed: Annotated[list[int] | None, typer.Option("--seed", help="Instead of the config's. Repeatable.")] = None,
    find_lr: Annotated[
        bool | None,
        typer.Option(
            "--find-lr/--no-find-lr",
            help="Train at the rate that the range test finds, not at the config's: so where the ruleset is guide.",
        ),
    ] = None,
    max_seconds: Annotated[
        float | None,
        typer.Option(
            "--max-seconds",
            metavar="N",
            min=0,
            help="Time until the network has scores; the baselines get as long again, or 30 s.",
        ),
    ] = None,
    on: Annotated[str, typer.Option("--on", metavar="DEVICE", help="cpu, cuda, cuda:1, mps, auto.")] = "auto",
    baselines: Annotated[
        bool,
        typer.Option("--baselines/--no-baselines", help="Whether to train the baselines that the network has to beat."),
    ] = True,
    set_: options.Set = None,
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    header: options.Header = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Train the network of a config, or the one recommended for the data, and compare it with baselines.

    Writes a PyTorch project into a folder, runs its learning-rate range test and its training, scores network and
    baselines on the same rows, and shows scores and curves. The table of scores goes to stdout, all else to stderr.
    """
    from advisor.exporting import export
    from advisor.training.installed import refuse_lacking
    from advisor.training.process import DivergedError, run_script
    from advisor.training.results import read_run

    began = time.monotonic() - time.process_time()  # since it started
    config, data = told_apart(config, data, quiet)
    if data is None:
        raise InputError(Diagnostic("is missing", "--data", hint="advisor train train.csv --target price"))
    if config is None and max_seconds:  # what is recommended fits into the time that there is
        facts = {"time": f"{max_seconds:g} s"} | facts
    source = source_of(config, data, facts, set_ or [], pin or [], ruleset, quiet, header)
    project = export("torch", source)
    refuse_lacking(project.files["requirements.txt"])
    folder = Path(output)
    project.write(output, force)
    for note in () if quiet else [*source.recommendation.warnings, *(f"not expressed: {n}" for n in project.notes)]:
        tell(f"warning: {note}")
    find_lr = _finds_rate(source) if find_lr is None else find_lr
    words = data_words(source, data, test, folder, quiet, header)
    words += [word for number in seed or [] for word in ("--seed", str(number))][:1] + [str(n) for n in seed or []]
    more = ["--device", on]
    more += ["--find-lr"] if find_lr else ["--check-lr"] if max_seconds is None else []
    if max_seconds is not None:
        left = max(max_seconds - (time.monotonic() - began), max_seconds / 2)
        more += ["--max-seconds", f"{left:.1f}"]
    if not quiet:
        _tell_start(folder, source, max_seconds, find_lr)
    try:
        run_script(folder, [*words, *more], quiet)
    except DivergedError as said:
        tell(f"{output}: training diverged: {said}".removesuffix(": "))
        leave(ExitCode.DIVERGED)
    run = read_run(output)
    seconds = None if max_seconds is None else max(max_seconds, SHORTEST)
    others, notes = _baselines(folder, words, source, seconds, quiet) if baselines else ({}, [])
    _show(folder, run, others, notes, quiet)
    if not quiet:
        _tell_next(folder, source, to_predict(data, source.problem.data.target))
        sys.stderr.flush()


def _finds_rate(source: "Source") -> bool:
    """Whether the range test sets the rate: the guide names no other, unless the user does."""
    choice = source.recommendation.choices.get(RATE)
    own = choice is None or choice.pinned or source.edited(RATE)
    return source.value("ruleset") == "guide" and not own


def _tell_start(folder: Path, source: "Source", max_seconds: float | None, find_lr: bool) -> None:
    """Say how long training may take."""
    from advisor.training.report import duration

    if max_seconds is not None:
        unchecked = "" if find_lr else ", without a range test (--find-lr runs it)"
        tell(f"training in {folder}, {duration(max_seconds)} for all but the baselines{unchecked}")
        return
    hours = source.value("resources.training_hours")
    tell(f"training in {folder}" + (f", some {duration(3600 * hours)} if every epoch is used" if hours else ""))


def _baselines(
    folder: Path, words: list[str], source: "Source", seconds: float | None, quiet: bool
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Scores of the baselines by name, and what there is to say of those that have none."""
    from advisor.training.process import run_baselines

    task, kind = source.problem.task, source.problem.data.kind
    if task != "forecasting" and not (task in COMPARED and kind in ("table", "image", "text", "audio")):
        return {}, []
    named = [each["name"] for each in source.value("evaluation.baselines") or []]
    with watching(quiet) as watch:

        def telling(name: str) -> None:
            watch(f"training the baseline {name}", None)
            if not quiet and not terminal(sys.stderr):
                tell(f"training the baseline {name}")

        watch("preparing the baselines", None)
        scores, fault = run_baselines(folder, task, kind, named, words, seconds, telling)
    notes = _stand_ins(named, scores, kind) if scores else []
    if fault:
        hint = " (pip install 'nn-advisor[train]')" if "sklearn" in fault else ""
        notes.insert(0, f"{'not all' if scores else 'no'} baselines: {fault}{hint}")
    return scores, notes


def _stand_ins(named: list[str], found: Container[str], kind: str) -> list[str]:
    """Which of the baselines that the config names another one stands in for, and which were not trained."""
    notes = []
    left = [name for name in named if name not in TRAINED and name not in found]
    trees = [name for name in left if name in ("lightgbm", "catboost", "xgboost")]
    if trees and kind == "table" and "boosted-trees" in found:
        left = [name for name in left if name not in trees]
        hint = "; pip install lightgbm" if "lightgbm" in trees else ""
        stands = f"stands in for {' and '.join(trees)}{hint}"
        notes.append(f"boosted-trees is scikit-learn's HistGradientBoosting, which {stands}")
    return notes + ([f"not trained here: {', '.join(left)}"] if left else [])


def _show(folder: Path, run: "Run", others: dict[str, dict[str, float]], notes: list[str], quiet: bool) -> None:
    """Keep the scores side by side, and show them with the curves and with what they do not say."""
    from advisor.cli.compare import show_curves
    from advisor.training.report import network_rows, remarks, scores_table
    from advisor.training.results import with_null
    from advisor.yamlio import write_whole

    test = {name: value for name, value in (run.metrics.get("test") or {}).items() if not name.endswith(BASELINES)}
    part = "test" if test else "validation"
    whole, alone = test or run.metrics["validation"], run.metrics.get("network_alone", {}).get(part)
    run.metrics["compared"] = {"network": whole} | ({"network alone": alone} if alone else {}) | others
    write_whole(folder / "metrics.json", json.dumps(with_null(run.metrics), indent=2) + "\n", force=True)
    if not quiet:
        show_curves([run], folder / "curves.png")
    rows = network_rows(run, whole, alone) | others
    emit(scores_table(rows, part))
    for note in () if quiet else [*remarks(run, rows), *notes]:
        tell(note)


def _tell_next(folder: Path, source: "Source", new: str) -> None:
    """Say what to do next."""
    search = {path: values for path, values in (source.value("tuning.search") or {}).items() if values}
    path = RATE if RATE in search else next(iter(search), "")
    place = shlex.quote(str(folder))
    tell("next, what the curves show and what to try first:")
    tell(f"  advisor diagnose {place} --config {shlex.quote(str(folder / 'config.yaml'))}")
    if path:
        tell(f"try next: train again with another {path} (README.md names what is worth a run), and compare:")
        tell(f"  advisor compare {place} OTHER")
    script, model = (shlex.quote(str(folder / name)) for name in ("predict.py", "model.pt"))
    tell(f"predict: python {script} --model {model} --data {shlex.quote(new)}")
