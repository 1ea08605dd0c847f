"""Run a child process and see what it cost.

A child started through vfork inherits its parent's peak memory as a floor, so whoever measures here
stays small: no DuckDB, no NumPy, no advisor in this process.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BYTES_PER_MAXRSS = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss: bytes on macOS, KiB elsewhere


@dataclass(frozen=True, slots=True)
class Cost:
    """One run of a child: wall-clock and processor seconds, peak memory, and how it ended."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    code: int
    diagnostic: str

    @property
    def failed(self) -> bool:
        """Whether the child did not end well."""
        return self.code != 0


def run(command: Sequence[str], stdout: Path | None = None) -> Cost:
    """Run a command to its end, stdout into a file or away."""
    with tempfile.TemporaryFile() as errors, Path(stdout or os.devnull).open("wb") as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=_as_users_have_it())
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        lines = errors.read().decode(errors="replace").strip().splitlines()
    return Cost(
        wall_s=wall,
        cpu_s=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss * BYTES_PER_MAXRSS / 1e6,
        code=child.returncode,
        diagnostic=diagnostic(lines) if child.returncode else "",
    )


def _as_users_have_it() -> dict[str, str]:
    """The environment, in which Python keeps what it compiles: else every start compiles everything again."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def diagnostic(lines: Sequence[str]) -> str:
    """What a failed child said first; of a traceback, what it said last."""
    if not lines:
        return ""
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]


def interleave(commands: Mapping[str, Sequence[str]], runs: int, warm_up: int) -> dict[str, list[Cost]]:
    """Run each command in turn, again and again, so that a slow minute of the machine hits all alike.

    A command that fails is not run again.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(-warm_up, runs):
        for name, command in commands.items():
            known = costs[name]
            if known and known[-1].failed:
                continue
            cost = run(command)
            if turn >= 0 or cost.failed:
                known.append(cost)
    return costs


def median_wall(costs: Sequence[Cost]) -> float:
    """The median of the wall-clock seconds."""
    return statistics.median(cost.wall_s for cost in costs)


def advisor(*arguments: str) -> list[str]:
    """The command as a user types it: the installed script, else the module."""
    script = Path(sys.executable).with_name("advisor")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "advisor"]
    return [*program, *arguments]
