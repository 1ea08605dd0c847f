"""Tools that read the log of a training, each asked through its own command line or its one function."""

import json
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.faults.causes import named_by_text
from benchmarks.faults.program import Program, Setup
from benchmarks.faults.training import HISTORY

SNITCH: Final = """\
import sys, json, gradsnitch
found = gradsnitch.lint_csv(sys.argv[1])
print(json.dumps([{"severity": str(each.severity), "text": str(vars(each))} for each in found]))
"""
DOCTOR: Final = """\
import sys, csv, json
from training_doctor import Doctor
doctor = Doctor()
doctor.set_auto_print(False)
for number, row in enumerate(csv.DictReader(open(sys.argv[1]))):
    doctor.log(step=number, loss=float(row["loss"]), val_loss=float(row["val_loss"]))
found = doctor.analyze() or []
print(json.dumps([{"severity": each.severity.value, "text": str(each)} for each in found]))
"""


class Tool(NamedTuple):
    """How a tool is asked of a log, and how its answer is read: severity and text of each finding."""

    command: Callable[[str, str], Sequence[str]]
    read: Callable[[Any], Iterable[tuple[str, str]]]
    complaints: tuple[str, ...] = ("error", "warning", "critical")


def _beside(python: str, name: str) -> str:
    return str(Path(python).with_name(name))


def _each(findings: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for each in findings:
        yield str(each.get("severity", "")).lower().rpartition(".")[2], json.dumps(each)


TOOLS: Final = {
    "losslint": Tool(
        lambda python, log: [_beside(python, "losslint"), "check", log, "--format", "json", "--step-col", "epoch",
                             "--loss-col", "loss", "--eval-loss-col", "val_loss"],
        lambda said: _each(said["findings"]),
    ),
    "trainspotter": Tool(
        lambda python, log: [_beside(python, "trainspotter"), "analyze", log, "--format", "csv", "--output", "json"],
        lambda said: _each(said["findings"]),
    ),
    "runmedic": Tool(
        lambda python, log: [_beside(python, "runmedic"), "diagnose", log, "--json", "--train-loss", "loss",
                             "--val-loss", "val_loss"],
        lambda said: _each(finding for run in said for finding in run["findings"]),
    ),
    "gradsnitch": Tool(lambda python, log: [python, "-c", SNITCH, log], _each),
    "training-doctor": Tool(lambda python, log: [python, "-c", DOCTOR, log], _each),
}  # fmt: skip


def asking(name: str) -> Callable[[Program, Setup, Path, Any], dict[str, Any]]:
    """The method that asks one of the tools."""
    tool = TOOLS[name]

    def ask(program: Program, _setup: Setup, folder: Path, asked: Any) -> dict[str, Any]:
        log = folder / HISTORY
        if not log.exists():
            return {"complaints": [], "named": [], "tool": name}
        done = subprocess.run(tool.command(asked.python, str(log)), capture_output=True, text=True, check=False)
        try:
            found = list(tool.read(json.loads(done.stdout)))
        except ValueError as error:
            raise RuntimeError(f"{name}: {(done.stderr or done.stdout).strip()[-200:]}") from error
        loud = [text for severity, text in found if severity in tool.complaints]
        return {"complaints": [text[:120] for text in loud],
                "named": named_by_text(program.causes, " ".join(text for _, text in found)),
                "tool": _version(asked.python, name)}  # fmt: skip

    return ask


def _version(python: str, name: str) -> str:
    code = f"from importlib.metadata import version; print(version({name!r}))"
    return f"{name} {subprocess.run([python, '-c', code], capture_output=True, text=True, check=False).stdout.strip()}"
