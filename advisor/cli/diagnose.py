"""`advisor diagnose`: what a training run's history shows, and what to do next."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import ANSWERS, chosen_ruleset, one_of
from advisor.cli.facts import advise
from advisor.cli.guard import leave
from advisor.cli.streams import STDIN, emit, read, save
from advisor.errors import Diagnostic, ExitCode, InputError, visible

if TYPE_CHECKING:
    from advisor.diagnosing import History
    from advisor.recommending import Recommendation

MAX_BYTES = 1 << 28  # of a history
LOGS = ("history.csv", "metrics.csv")  # in the folder of a run: an exported project's, Lightning's
EXAMPLES = """\
  advisor diagnose history.csv
  advisor diagnose history.csv --config config.yaml -o revised.yaml
  advisor diagnose run
  advisor diagnose learning_rates.csv
"""


def command(
    history: Annotated[
        str,
        typer.Argument(
            metavar="HISTORY",
            help="A CSV or JSON Lines file as Keras' CSVLogger, Lightning, Weights & Biases or an exported project"
            " write it, TensorBoard's event files, the folder of a run that holds any of them, or the log of a"
            " learning-rate range test; - is stdin.",
        ),
    ],
    config: Annotated[
        str | None, typer.Option("--config", metavar="CONFIG", help="The config that was trained, to be revised.")
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write the revised config.")
    ] = None,
    force: options.Force = False,
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Say what the curves of a run show, with the evidence, and what to try first.

    With --config it also says what to change in the config, and -o writes the revised config. Exit code 3: the log
    holds too little to tell.
    """
    one_of(("--format", format_, ANSWERS))
    if output is not None and config is None:
        raise InputError(Diagnostic("needs --config, the config to revise", "--output"))
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
    known = _known(config) if config else None
    emit(_as_json(runs, known) if format_ == "json" else _as_text(runs, known))
    sys.stdout.flush()
    if known is not None and output is not None:
        save(output, _revised(runs, known).to_yaml(), force, quiet)
    if _names(runs) == [TOO_FEW]:
        leave(ExitCode.UNCLEAR)


def _histories(path: str) -> "list[History]":
    """The runs of a file, of a folder or of stdin."""
    from advisor.diagnosing import read_histories
    from advisor.diagnosing.events import MARK, event_files, read_events

    try:
        if path != STDIN and Path(path).is_dir():
            logged = next((file for name in LOGS if (file := Path(path) / name).is_file()), None)
            if logged is None and not event_files(Path(path)):
                raise InputError(Diagnostic(f"holds neither event files nor {' or '.join(LOGS)}", path))
            path = str(logged or path)
        if Path(path).is_dir() or (MARK in Path(path).name and Path(path).is_file()):
            return read_events(Path(path))
    except (OSError, ValueError) as error:
        raise InputError(Diagnostic(f"cannot be read: {getattr(error, 'strerror', None) or error}", path)) from None
    return read_histories(_text(path), "<stdin>" if path == STDIN else path)


def _text(path: str) -> str:
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(Diagnostic(f"cannot be read: {getattr(error, 'strerror', None) or error}", path)) from None
    if len(data) > MAX_BYTES:
        raise InputError(Diagnostic(f"is larger than {MAX_BYTES >> 20} MiB", path, hint="keep a line an epoch"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Diagnostic("is not UTF-8 text", path, hint="export the scalars as CSV")) from None


def _known(config: str) -> "Recommendation":
    from advisor.problem.intake import Intake

    intake = Intake()
    intake.document(read(config))
    return advise(intake, chosen_ruleset(None, intake.ruleset))


def _names(runs: "list[History]") -> list[str]:
    from advisor.diagnosing import diagnose

    return list(dict.fromkeys(found.name for run in runs for found in diagnose(run)))


def _revised(runs: "list[History]", known: "Recommendation") -> "Recommendation":
    from advisor.diagnosing.remedies import revised

    return revised(known, _names(runs))


def _as_text(runs: "list[History]", known: "Recommendation | None") -> str:
    from advisor.diagnosing import diagnose, remedies

    lines: list[str] = []
    for run in runs:
        if run.run:
            lines.append(f"[{visible(run.run)}]")
        for found in diagnose(run):
            lines.append(f"{found.name}: {found.says}")
            lines += [f"  evidence  {visible(each)}" for each in found.evidence]
            lines += [f"  try {at}.    {each.says} [{each.source}]" for at, each in enumerate(remedies(found.name), 1)]
    if known is not None:
        from advisor.counterfactuals import Side, differences
        from advisor.explaining.comparison import lines as differing

        changed = list(differing([], differences(Side(known), Side(_revised(runs, known))), ("trained", "revised")))
        lines += ["", "the revised config:", *changed] if changed else ["", "the config stays as it is"]
    return "\n".join(lines) + "\n"


def _as_json(runs: "list[History]", known: "Recommendation | None") -> str:
    from msgspec import to_builtins

    from advisor.diagnosing import diagnose, remedies
    from advisor.yamlio import write_json

    answer: dict[str, Any] = {
        "runs": [
            {
                "run": run.run,
                "epochs": len(run.epochs),
                "conditions": [
                    {**to_builtins(found), "remedies": [to_builtins(each) for each in remedies(found.name)]}
                    for found in diagnose(run)
                ],
            }
            for run in runs
        ]
    }
    if known is not None:
        from advisor.counterfactuals import Side, differences
        from advisor.explaining.comparison import as_data

        after = _revised(runs, known)
        answer["changes"] = as_data([], differences(Side(known), Side(after)))["choices"]
        answer["config"] = after.document()
    return write_json(answer)
