"""`advisor diagnose`: what a training run's history shows, and what to do next."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.bounded import read_path, read_stdin
from advisor.cli import options
from advisor.cli.choices import ANSWERS, COLORS, one_of
from advisor.cli.diagnosis_lines import NAMES, told
from advisor.cli.guard import leave
from advisor.cli.streams import STDIN, emit, save, terminal
from advisor.errors import Diagnostic, ExitCode, InputError, visible

if TYPE_CHECKING:
    from advisor.counterfactuals import Difference, Side
    from advisor.diagnosing import History, Remedy, Trained
    from advisor.recommending import Recommendation

MAX_BYTES = 1 << 28  # of a history
KEPT = "keep a line an epoch"
WEIGHTS = (".keras", ".h5", ".hdf5", ".pt", ".pth", ".ckpt", ".safetensors")  # of files that hold a model
LOGS = ("history.csv", "metrics.csv")  # in the folder of a run: an exported project's, Lightning's
EXAMPLES = """\
  advisor diagnose history.csv
  advisor diagnose history.csv --config config.yaml -o revised.yaml
  advisor diagnose history.csv --model model.keras
  advisor diagnose run
  advisor diagnose learning_rates.csv
"""


def command(
    history: Annotated[
        str,
        typer.Argument(
            metavar="HISTORY",
            help="A CSV or JSON Lines file as Keras' CSVLogger, Lightning, Weights & Biases or an exported project"
            " write it, a pickled history, the text that a loop prints, a notebook with its outputs, TensorBoard's"
            " event files, the folder of a run that holds any of them, MLflow's metrics or CatBoost's tables, or the"
            " log of a learning-rate range test; - is stdin.",
        ),
    ],
    config: Annotated[
        str | None, typer.Option("--config", metavar="CONFIG", help="The config that was trained, to be revised.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="The model that was trained, as `advisor check` takes it: faults that explain the curves come first.",
        ),
    ] = None,
    classes: Annotated[int | None, typer.Option("--classes", min=2, help="Classes that the model tells apart.")] = None,
    import_: Annotated[
        bool, typer.Option("--import", help="Import a PyTorch module and run its code unasked; in a pipe only so.")
    ] = False,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write the revised config.")
    ] = None,
    force: options.Force = False,
    all_: options.All = False,
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
) -> None:
    """Say what the curves of a run show, with the evidence, and what to try first.

    With --model and --config it names what of them explains the curves. With --config it also says what to change in
    the config, and -o writes the revised config. Exit code 3: the log holds too little to tell.
    """
    one_of(("--format", format_, ANSWERS), ("--color", color, COLORS))
    if output is not None and config is None:
        raise InputError(Diagnostic("needs --config, the config to revise", "--output"))
    from advisor.diagnosing import informed
    from advisor.diagnosing.conditions import TOO_FEW
    from advisor.diagnosing.rate_test import is_rate_test, read_rate_test

    runs = _histories(history)
    if is_rate_test(runs[0]):
        test = read_rate_test(runs[0])
        if format_ == "json":
            from advisor.yamlio import write_json

            emit(write_json({"range_test": test._asdict()}))
        else:
            diverges = f"diverges from {test.diverges:.3g}" if test.diverges else "does not diverge in this range"
            falls = f"falls most steeply at {test.steepest:.3g} and is lowest at {test.lowest:.3g}"
            pin = f"--pin training.learning_rate.initial={test.rate:g}"
            emit(f"a learning-rate range test: the loss {diverges}, {falls}\n  train with  {test.rate:g}: {pin}\n")
        return
    trained = _trained(config) if config else None
    known = _known(model, config, trained, classes, import_)
    runs = [informed(run, known) for run in runs]
    if format_ == "json":
        emit(_as_json(runs, trained, known))
    elif terminal(sys.stdout):
        from advisor.cli.show_diagnosis import show_diagnosis

        show_diagnosis(runs, known, _changes(runs, trained), all_, color)
    else:
        emit(_as_text(runs, trained, known))
    sys.stdout.flush()
    if trained is not None and output is not None:
        save(output, _revised(runs, trained).to_yaml(), force, quiet)
    if _names(runs) == [TOO_FEW]:
        leave(ExitCode.UNCLEAR)


def _histories(path: str) -> "list[History]":
    """The runs of a file, of a folder or of stdin."""
    from advisor.diagnosing import read_histories
    from advisor.diagnosing.catboost import catboost_folder, read_catboost
    from advisor.diagnosing.events import MARK, event_files, read_events
    from advisor.diagnosing.mlflow import metric_folders, read_mlflow

    try:
        if path != STDIN and Path(path).is_dir():
            if (boosted := catboost_folder(Path(path))) is not None:
                return read_catboost(boosted)
            logged = next((file for name in LOGS if (file := Path(path) / name).is_file()), None)
            if logged is None and not event_files(Path(path)):
                if metric_folders(Path(path)):
                    return read_mlflow(Path(path))
                kinds = f"neither event files nor MLflow's metrics nor CatBoost's tables nor {' or '.join(LOGS)}"
                raise InputError(Diagnostic(f"holds {kinds}", path))
            path = str(logged or path)
        if Path(path).is_dir() or (MARK in Path(path).name and Path(path).is_file()):
            return read_events(Path(path))
    except (OSError, ValueError) as error:
        raise InputError(Diagnostic(f"cannot be read: {getattr(error, 'strerror', None) or error}", path)) from None
    return read_histories(_text(path), "<stdin>" if path == STDIN else path)


def _text(path: str) -> str:
    try:
        data = read_stdin(MAX_BYTES, KEPT) if path == STDIN else read_path(path, MAX_BYTES, KEPT)
    except (OSError, ValueError) as error:
        raise InputError(Diagnostic(f"cannot be read: {getattr(error, 'strerror', None) or error}", path)) from None
    if Path(path).suffix.lower() in WEIGHTS:
        raise InputError(
            Diagnostic("is a model and no history", path, hint="give the history first, and it with --model")
        )
    from advisor.diagnosing.stored import text_of

    return text_of(data, path)


def _trained(config: str) -> "Side":
    from advisor.cli.diff import side

    return side(config)


def _known(model: str | None, config: str | None, side: "Side | None", classes: int | None, import_: bool) -> "Trained":
    """What is wrong with the model and the config that were trained, where they are at hand."""
    if model is None and config is None:
        from advisor.diagnosing.advice import NOTHING

        return NOTHING
    from advisor.cli.what_was_trained import what_was_trained

    return what_was_trained(model, config, side, classes, import_)


def _names(runs: "list[History]") -> list[str]:
    from advisor.diagnosing import diagnose

    return list(dict.fromkeys(found.name for run in runs for found in diagnose(run)))


def _revised(runs: "list[History]", trained: "Side") -> "Recommendation":
    from advisor.diagnosing.revising import revised

    return revised(trained.recommendation, _names(runs), trained.value)


def _changes(runs: "list[History]", trained: "Side | None") -> "list[Difference]":
    """What the revised config changes."""
    if trained is None:
        return []
    from advisor.counterfactuals import Side, differences

    return differences(trained, Side(_revised(runs, trained)))


def _as_text(runs: "list[History]", trained: "Side | None", known: "Trained") -> str:
    from advisor.diagnosing import advise, diagnose
    from advisor.explaining.comparison import lines as differing

    lines: list[str] = []
    for run in runs:
        if run.run:
            lines.append(f"[{visible(run.run)}]")
        for advice in advise(diagnose(run), known):
            lines.append(f"{advice.condition.name}: {advice.condition.says}")
            lines += [f"  {label:<9} {text}" for label, text in told(advice, known)]
    if trained is not None:
        changed = list(differing([], _changes(runs, trained), NAMES))
        lines += ["", "the revised config:", *changed] if changed else ["", "the config stays as it is"]
    return "\n".join(lines) + "\n"


def _as_json(runs: "list[History]", trained: "Side | None", known: "Trained") -> str:
    from msgspec import to_builtins

    from advisor.diagnosing import advise, diagnose
    from advisor.yamlio import write_json

    def remedy(each: "Remedy") -> dict[str, Any]:
        held = {"already": each.already(known.value)} if known.value else {}
        return {"says": each.says, "source": each.source, **held}

    answer: dict[str, Any] = {
        "runs": [
            {
                "run": run.run,
                "epochs": len(run.epochs),
                "conditions": [
                    {
                        **to_builtins(advice.condition),
                        "culprits": [culprit._asdict() for culprit in advice.culprits],
                        **({"faults": [fault._asdict() for fault in advice.faults]} if advice.faults else {}),
                        "remedies": [remedy(each) for each in advice.remedies],
                    }
                    for advice in advise(diagnose(run), known)
                ],
            }
            for run in runs
        ]
    }
    if trained is not None:
        from advisor.explaining.comparison import as_data

        answer["changes"] = as_data([], _changes(runs, trained))["choices"]
        answer["config"] = _revised(runs, trained).document()
    return write_json(answer)
