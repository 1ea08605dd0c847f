"""Scripts of a project as processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from advisor.errors import Diagnostic, InputError


def run_script(project: Path, words: Sequence[str], quiet: bool) -> None:
    """Run train.py in the folder of a project; what it prints goes to stderr, as stdout holds the result.

    Raises `InputError` where it fails: its own message has been shown by then, or is shown where `quiet`.
    """
    command = [sys.executable, "train.py", *words]
    captured = subprocess.PIPE if quiet else None
    try:
        ended = subprocess.run(
            command, cwd=project, stdout=captured or sys.stderr.fileno(), stderr=captured, check=False
        )
    except OSError as error:
        raise InputError(Diagnostic(f"train.py cannot be run: {error}", str(project))) from None
    if ended.returncode:
        last = (ended.stderr or b"").decode(errors="replace").strip().rpartition("\n")[2]
        raise InputError(Diagnostic(f"train.py ended with {ended.returncode}. {last}".strip(), str(project)))


def run_baselines(
    project: Path, task: str, kind: str, named: Sequence[str], words: Sequence[str]
) -> dict[str, dict[str, float]] | str:
    """Scores of the baselines, by name; or why there are none. `named` are those of the config."""
    command = [sys.executable, "-m", "advisor.training.baselines", task, kind, ",".join(named), *words]
    ended = subprocess.run(
        command, cwd=project, capture_output=True, check=False, env={**os.environ, "PYTHONWARNINGS": "ignore"}
    )
    if ended.returncode:
        return ended.stderr.decode(errors="replace").strip().rpartition("\n")[2] or f"ended with {ended.returncode}"
    scores: dict[str, Any] = json.loads(ended.stdout)
    return scores
