"""Scripts of a project as processes of their own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer
from typing import Any, Final, NamedTuple

from advisor.errors import Diagnostic, ExitCode, InputError

ENDING: Final = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # by which schedulers and closed terminals end a process
PATIENCE: Final = 10.0  # seconds for a process to end by itself


class DivergedError(Exception):
    """The loss of a training run was no number; holds its own words where nobody has read them."""


class Baselines(NamedTuple):
    """Scores of baselines by name, and why there are no more of them; empty where there are all."""

    scores: dict[str, dict[str, float]]
    fault: str


def run_script(project: Path, words: Sequence[str], quiet: bool) -> None:
    """Run train.py in the folder of a project; what it prints goes to stderr, as stdout holds the result.

    It ends with this process, be that by Ctrl-C, by a signal or by a kill. Raises `InputError` where it fails: its own
    message has been shown by then, or is shown where `quiet`; `DivergedError` where its loss was no number.
    """
    command = [sys.executable, "-m", "advisor.training.child", "train.py", *words]
    captured = subprocess.PIPE if quiet else None
    end, held = os.pipe()  # which train.py sees closed where this process is killed
    try:
        process = subprocess.Popen(
            command,
            cwd=project,
            stdin=end,
            stdout=captured or sys.stderr.fileno(),
            stderr=captured,
            process_group=0,  # a Ctrl-C comes here alone, and train.py is ended without a traceback of its own
        )
        with _ended_together(process):
            _, said = process.communicate()
    except OSError as error:
        raise InputError(Diagnostic(f"train.py cannot be run: {error}", str(project))) from None
    finally:
        os.close(end)
        os.close(held)
    if process.returncode:
        last = (said or b"").decode(errors="replace").strip().rpartition("\n")[2]
        if process.returncode == ExitCode.DIVERGED:
            raise DivergedError(last)
        raise InputError(Diagnostic(f"train.py ended with {process.returncode}. {last}".strip(), str(project)))


@contextmanager
def _ended_together(process: subprocess.Popen[Any]) -> Iterator[None]:
    """End a process where this one is ended."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    handlers = {number: signal.signal(number, end) for number in ENDING}
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
        for number, handler in handlers.items():
            signal.signal(number, handler)


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
            with _ended_together(process):
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
        if late.is_set():
            return Baselines(scores, f"time was up after {seconds:.0f} s, before {begun} was trained")
        if process.returncode:
            said.seek(0)
            return Baselines(scores, said.read().strip().rpartition("\n")[2] or f"ended with {process.returncode}")
    return Baselines(scores, "")
