"""Long answers at a terminal, through the user's pager."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size, which
from typing import TYPE_CHECKING

from advisor.cli.streams import console, emit, terminal

if TYPE_CHECKING:
    from rich.console import Console

DEFAULT_PAGER = "less"


@contextmanager
def paged(color: str = "auto") -> Iterator["Console"]:
    """A console whose output goes to stdout: through a pager where it is longer than the terminal is high.

    The pager is that of the environment variable PAGER, else `less` if it is installed; `PAGER=cat` turns it off.
    """
    screen = console(sys.stdout, color)
    with screen.capture() as captured:
        yield screen
    text = captured.get()
    command = _pager() if terminal(sys.stdout) and text.count("\n") >= get_terminal_size().lines else None
    if command is None:
        emit(text)
        return
    environment = {"LESS": "FRX", **os.environ}  # quit if it fits, keep colours, leave the text on the screen
    try:
        subprocess.run(command, input=text.encode(), env=environment, check=False)
    except OSError:  # the pager of the environment does not start
        emit(text)


def _pager() -> list[str] | None:
    """The command of the pager, if there is one that can page."""
    if os.environ.get("TERM", "dumb") == "dumb" or not terminal(sys.stdin):
        return None
    command = shlex.split(os.environ.get("PAGER", DEFAULT_PAGER))
    return command if command and which(command[0]) else None
