"""Run the real command as a process: in a pipe, or at a terminal."""

import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pexpect

ADVISOR = str(Path(sys.executable).with_name("advisor"))
ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CONFIGS = ROOT / "configs"
STEERING = ("CI", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "COLUMNS", "LINES")
ESCAPE = "\x1b"


class Result(NamedTuple):
    """What a run left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without what steers colours, widths and prompts."""
    kept = {name: value for name, value in os.environ.items() if name not in STEERING}
    return {**kept, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", **(more or {})}


def advisor(
    *words: str, given: bytes | str = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Result:
    """Run in a pipe; `given` is what stands on stdin."""
    typed = given.encode() if isinstance(given, str) else given
    run = subprocess.run(
        [ADVISOR, *words], input=typed, capture_output=True, check=False, cwd=cwd, env=environment(env)
    )
    return Result(run.returncode, run.stdout, run.stderr.decode())


def shell(line: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Result:
    """Run a line of bash in which `advisor` is the command."""
    path = {"PATH": f"{Path(ADVISOR).parent}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(
        ["bash", "-c", line], capture_output=True, check=False, cwd=cwd, env=environment({**path, **(env or {})})
    )
    return Result(run.returncode, run.stdout, run.stderr.decode())


def terminal(
    *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, columns: int = 100, rows: int = 60
) -> pexpect.spawn:
    """Start at a pseudo-terminal."""
    with warnings.catch_warnings():  # JAX, once a test has used it, warns of a fork; this child runs a program at once
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        return pexpect.spawn(
            ADVISOR,
            list(words),
            cwd=str(cwd) if cwd else None,
            env=environment(env),
            dimensions=(rows, columns),
            encoding="utf-8",
            codec_errors="replace",
            timeout=120,  # of a loaded machine
        )


def screen(
    *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, columns: int = 100, rows: int = 60
) -> tuple[int, str]:
    """What a run without questions shows at a terminal, and how it ends."""
    child = terminal(*words, cwd=cwd, env=env, columns=columns, rows=rows)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus is not None, f"killed by signal {child.signalstatus}"
    return child.exitstatus, str(child.before).replace("\r\n", "\n")
