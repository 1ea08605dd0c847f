"""What `advisor check` and `advisor diagnose` answer of a program, through the command line as people use it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.faults.causes import CAUSES
from benchmarks.faults.training import HISTORY, MODEL

COMPLAINTS: Final = ("error", "warning")
SILENT: Final = ("healthy", "too-few-to-tell", "still-improving")  # a run of a few epochs may well go on
READ: Final = 2  # remedies of the first condition that count as named


class Answer(NamedTuple):
    """What was complained of, and which causes were named."""

    complaints: list[str]
    named: list[str]
    said: list[str]


def ask(folder: Path, causes: Sequence[str]) -> Answer:
    """The complaints about a model and its history, and the causes that were named."""
    findings = _run("check", str(folder / MODEL), "-f", "json")
    rules = {each["rule"]: each["severity"] for each in findings}
    complaints = [each["rule"] for each in findings if each["severity"] in COMPLAINTS]
    culprits: set[str] = set()
    remedies: list[str] = []
    said = [f"{each['rule']} ({each['severity']})" for each in findings]
    if (folder / HISTORY).exists():
        conditions = _run("diagnose", str(folder / HISTORY), "--model", str(folder / MODEL), "-f", "json")
        conditions = conditions["runs"][0]["conditions"]
        complaints += [each["name"] for each in conditions if each["name"] not in SILENT]
        said += [each["name"] for each in conditions]
        culprits = {culprit["rule"] for each in conditions for culprit in each["culprits"]}
        remedies = [each["says"] for each in conditions[0]["remedies"][:READ]]
    named = [cause for cause in causes if _names(cause, {*rules, *culprits}, remedies)]
    return Answer(list(dict.fromkeys(complaints)), named, list(dict.fromkeys(said)))


def _names(cause: str, rules: set[str], remedies: Sequence[str]) -> bool:
    known = CAUSES[cause]
    return bool(rules.intersection(known.rules)) or any(
        said.startswith(beginning) for said in remedies for beginning in known.remedies
    )


def _run(*arguments: str) -> Any:
    done = subprocess.run([sys.executable, "-m", "advisor", *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"advisor {' '.join(arguments)}: {done.stderr.strip()}")
    return json.loads(done.stdout)
