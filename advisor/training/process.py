"""Scripts of a project as processes of their own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Timer
from typing import NamedTuple

from advisor.errors import Diagnostic, InputError


class Baselines(NamedTuple):
    """Scores of baselines by name, and why there are no more of them; empty where there are all."""

    scores: dict[str, dict[str, float]]
    fault: str


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
    project: Path,
    task: str,
    kind: str,
    named: Sequence[str],
    words: Sequence[str],
    seconds: float | None,
    telling: Callable[[str], None],
) -> Baselines:
    """Train the baselines until the time for it is up, if it is limited. `named` are those of the config.

    `telling` is called with the name of each that begins.
    """
    command = [sys.executable, "-m", "advisor.training.baselines", task, kind, ",".join(named), *words]
    scores: dict[str, dict[str, float]] = {}
    begun, late = "", Event()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
        process = subprocess.Popen(
            command, cwd=project, stdout=subprocess.PIPE, stderr=said, env=environment, text=True
        )

        def stop() -> None:
            late.set()
            process.kill()

        limit = Timer(seconds or 0.0, stop)
        assert process.stdout
        try:
            for line in process.stdout:
                found = json.loads(line)
                if "scores" in found:
                    scores[found["name"]] = found["scores"]
                else:
                    if seconds is not None and not begun:  # what it takes to read the data is no model's
                        limit.start()
                    begun = found["name"]
                    telling(begun)
            process.wait()
        finally:
            limit.cancel()
            process.kill()
        if late.is_set():
            return Baselines(scores, f"time was up after {seconds:.0f} s, before {begun} was trained")
        if process.returncode:
            said.seek(0)
            return Baselines(scores, said.read().strip().rpartition("\n")[2] or f"ended with {process.returncode}")
    return Baselines(scores, "")
