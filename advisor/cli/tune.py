"""`advisor tune`: the guide's way through a search, on the user's data."""

import shlex
import shutil
import sys
import time
from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from advisor.cli import options
from advisor.cli.guard import leave
from advisor.cli.profile import watching
from advisor.cli.recognising import told_apart
from advisor.cli.streams import emit, tell
from advisor.cli.what_is_trained import data_words, source_of
from advisor.errors import Diagnostic, ExitCode, InputError

if TYPE_CHECKING:
    from advisor.exporting import Source
    from advisor.exporting.search.space import Space
    from advisor.training.results import Run
    from advisor.tuning.journal import Journal, Trial
    from advisor.tuning.trials import Trials
    from advisor.tuning.walk import Found, Pair, Walk

TRIALS: Final = 30  # where nothing limits a search; from which on a search pays, as `tuning.method` has it
LAST: Final = 0.25  # of the minutes, kept for training what was found and what was recommended with all seeds
WRITTEN: Final = ("trials.jsonl", "trials", "config.yaml", "chart.html", "train.csv", "test.csv", "data.csv",
                  "recommended", "tuned")  # fmt: skip
EXAMPLES = """\
  advisor tune train.csv --target price --minutes 30        the same again goes on
  advisor tune config.yaml --data train.csv --trials 50 -o tuned
  advisor train tuned/config.yaml --data train.csv          the network that was found
"""


def command(
    config: options.Trained = None,
    data: options.TrainingData = None,
    test: options.TestData = None,
    most: Annotated[
        int | None,
        typer.Option(
            "--trials", metavar="N", min=1, help=f"Training runs to search with ({TRIALS}, or what the problem says)."
        ),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", metavar="N", min=0.1, help="Time for all of it."),
    ] = None,
    max_seconds: Annotated[
        float | None, typer.Option("--max-seconds", metavar="N", min=1, help="Time for each trial.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="The folder for trials, chart and config.")
    ] = "tuned",
    on: Annotated[str, typer.Option("--on", metavar="DEVICE", help="cpu, cuda, cuda:1, mps, auto.")] = "auto",
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm/--no-confirm",
            help="Whether to train what was recommended and what was found with all seeds, and score both on the test"
            " data.",
        ),
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
    """Search for a better config in the guide's order, one change at a time, each a training run.

    First the learning rate by its range test under a constant schedule, then capacity until it overfits, then
    regularisation, activation and batch size, the schedule last, and the rate again after each. Every trial is kept in
    trials.jsonl: the same command goes on where it was interrupted, and with more --trials or --minutes. chart.html
    shows all trials, config.yaml is the best one and says which change came from which trial. A table of the stages
    goes to stdout, all else to stderr.
    """
    from advisor.exporting import export
    from advisor.exporting.search.space import space
    from advisor.quantities import plural
    from advisor.training.installed import refuse_lacking
    from advisor.tuning.trials import Trials

    began = time.monotonic()
    config, data = told_apart(config, data, quiet)
    if data is None:
        raise InputError(Diagnostic("is missing", "--data", hint="advisor tune train.csv --target price"))
    source = source_of(config, data, facts, set_ or [], pin or [], ruleset, quiet, header)
    notes: list[str] = []
    searched = space(source, notes)
    refuse_lacking(export("torch", source).files["requirements.txt"])
    for note in () if quiet else [*source.recommendation.warnings, *notes]:
        tell(f"warning: {note}")
    folder = Path(output)
    journal = _journal(folder, source, data, test, max_seconds, force)
    words = data_words(source, data, test, folder, quiet, header)
    seed = str((source.value("training.seeds") or [0])[0])
    runs = Trials(source, searched.edited, folder, [*words[:2], "--seed", seed, "--device", on])
    if most is None and not minutes:
        most = source.problem.priorities.trials if source.problem.priorities.trials > 1 else TRIALS
    try:
        walk = _searched(searched, runs, journal, most, minutes, max_seconds, confirm, quiet)
    except KeyboardInterrupt:
        if not quiet:
            kept = plural(len(journal.trials), "trial")
            tell(f"\n{kept} and the best config are in {output}; the same command goes on")
        leave(ExitCode.INTERRUPTED)
    if not walk.judged_by:
        tell(f"{output}: no trial has a score: {walk.done[0].failed}")
        leave(ExitCode.DIVERGED)
    found, unseen = walk.found, {}
    if confirm:
        left = max(60 * minutes - (time.monotonic() - began), 1.0) if minutes else 0.0
        own = 0.0 if left or not max_seconds else max_seconds * len(source.value("training.seeds") or [0])
        unseen = _confirm(found, runs, [*words, "--device", on], left, own, quiet)
    _write(folder, searched, walk, unseen)
    _show(found, walk, searched, unseen)
    if not quiet:
        _tell_next(folder, data)


def _journal(
    folder: Path, source: "Source", data: str, test: str | None, max_seconds: float | None, force: bool
) -> "Journal":
    """The journal of the search in a folder, begun anew where `force`. Raises `InputError` where it is of another."""
    from advisor.tuning.journal import NAME, Header, Journal, hashed

    if force:
        for name in WRITTEN:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    elif folder.is_dir() and not (folder / NAME).exists() and any((folder / name).exists() for name in WRITTEN):
        raise InputError(Diagnostic("holds something else than a search", str(folder), hint="-o names another folder"))
    for named in filter(None, (data, test)):
        if not Path(named).exists():
            raise InputError(Diagnostic("cannot be read: No such file or directory", named))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be made a directory: {error.strerror or error}", str(folder))) from None
    limit = [] if max_seconds is None else ["--max-seconds", f"{max_seconds:g}"]
    kept = {name: value for name, value in source.document.items() if name not in ("advisor", "warnings")}
    return Journal(folder, Header(config=hashed(kept), data=hashed(data, test), words=limit))


def _searched(
    searched: "Space",
    runs: "Trials",
    journal: "Journal",
    most: int | None,
    minutes: float | None,
    max_seconds: float | None,
    confirm: bool,
    quiet: bool,
) -> "Walk":
    """Walk through the stages, telling of each trial, with the config and the chart as they are after each."""
    from advisor.quantities import plural
    from advisor.tuning.budget import Budget
    from advisor.tuning.report import changes, stage_name
    from advisor.tuning.walk import Walk

    kept, total = len(journal.trials), f" of {most}" if most else ""
    seconds = 60 * minutes * (1 - LAST * confirm) if minutes else inf
    if kept and not quiet:
        tell(f"going on after {plural(kept, 'trial')} in {journal.path}")
    walk: Walk | None = None
    with watching(quiet) as watch:

        def telling(stage: str, changed: Mapping[str, "Pair"], part: float) -> None:
            watch(f"trial {len(journal.trials) + 1}{total}: {stage_name(stage)}", min(part, 1.0))

        def told(trial: "Trial") -> None:
            assert walk is not None
            if trial.number <= kept:
                return
            _write(runs.folder, searched, walk, {})
            if not quiet:
                scored = trial.failed or f"{trial.judged_by} {trial.score:.4f}"
                best = "the best so far" if walk.found.best is trial else f"best {_best(walk)}"
                count = total if trial.number == len(walk.done) else f" ({len(walk.done)}{total})"
                place = f"trial {trial.number}{count}, {stage_name(trial.stage)}"
                tell(f"{place}: {changes(trial.changed)}: {scored} ({best})")

        walk = Walk(searched, runs, journal, Budget(most or inf, seconds), max_seconds or 0.0, telling, told)
        first = walk.done[0]
        _write(runs.folder, searched, walk, {})
        if not quiet and not kept:
            tell(f"trial 1{total}, as recommended: {first.failed or f'{first.judged_by} {first.score:.4f}'}")
        walk.walk()
    return walk


def _best(walk: "Walk") -> str:
    score = walk.found.best.score
    return "-" if score is None else f"{score:.4f}"


def _confirm(
    found: "Found", runs: "Trials", words: list[str], left: float, own: float, quiet: bool
) -> dict[str, "Run"]:
    """What was recommended and what was found, trained with all seeds in `left` seconds together, or `own` each."""
    from advisor.training.process import DivergedError
    from advisor.tuning.confirming import confirmed

    asked = {"recommended": runs.source, "tuned": found.config.source}
    if not found.steps:
        del asked["tuned"]
    ended: dict[str, Run] = {}
    began, until = time.monotonic(), len(asked)
    for name, source in asked.items():
        seconds = (left - (time.monotonic() - began)) / until if left else own
        if not quiet:
            tell(f"training with all seeds in {runs.folder / name}")
        try:
            ended[name] = confirmed(runs, runs.folder / name, source, words, max(seconds, 1.0) if left else own)
        except DivergedError:
            tell(f"{runs.folder / name}: training diverged")
        until -= 1
    return ended


def _write(folder: Path, searched: "Space", walk: "Walk", ended: Mapping[str, "Run"]) -> None:
    """The config that was found so far, and the chart of all trials."""
    from advisor.tuning.chart import chart
    from advisor.tuning.report import tuned_yaml
    from advisor.yamlio import write_all

    name = walk.judged_by
    unseen = {which: scores[name] for which, run in ended.items() if name in (scores := run.metrics.get("test") or {})}
    title = f"{folder.name}: {len(walk.done)} trials in the guide's order"
    texts = {"config.yaml": tuned_yaml(walk.found, walk.done, unseen), "chart.html": chart(walk.done, title)}
    write_all({folder / file: text for file, text in texts.items()}, force=True)


def _show(found: "Found", walk: "Walk", searched: "Space", ended: Mapping[str, "Run"]) -> None:
    """The stages, and how what was found does beside what was recommended."""
    from advisor.training.report import scores_table
    from advisor.tuning.report import stages_table

    emit(stages_table(found, walk.done, [stage.title for stage in searched.stages]))
    if ended:
        part = "test" if all(run.metrics.get("test") for run in ended.values()) else "validation"
        emit("\n" + scores_table({name: run.metrics[part] for name, run in ended.items()}, part))


def _tell_next(folder: Path, data: str) -> None:
    """Say what is where, and what to do next."""
    tell(f"wrote {folder / 'config.yaml'} and {folder / 'chart.html'}")
    config = shlex.quote(str(folder / "config.yaml"))
    tell(f"next: advisor train {config} --data {shlex.quote(data)}")
    sys.stderr.flush()
