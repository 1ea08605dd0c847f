"""Reading and writing: `-`, files that are written whole, colour only where it is wanted."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from advisor.errors import Complaint, InputError
from advisor.yamlio import Document, read_document, write_whole

if TYPE_CHECKING:
    from rich.console import Console

STDIN = "-"


def read(path: str) -> Document:
    """Read a document from a file, or from stdin for `-`."""
    if path == STDIN:
        return read_document(sys.stdin.buffer.read(), "<stdin>")
    try:
        return read_document(Path(path).read_bytes(), path)
    except OSError as error:
        raise InputError(Complaint(f"cannot be read: {error.strerror or error}", path)) from None
    except ValueError:  # a NUL byte in the path
        raise InputError(Complaint("is not the name of a file", path)) from None


def emit(text: str) -> None:
    """Write a result to stdout, as UTF-8 with LF on every platform."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Say something to people, on stderr."""
    sys.stderr.write(text if text.endswith("\n") else text + "\n")


def save(path: str, text: str, force: bool, quiet: bool = False) -> None:
    """Write a file whole and say so."""
    write_whole(path, text, force)
    if not quiet:
        tell(f"wrote {path}")


def terminal(stream: TextIO) -> bool:
    """Whether people read this stream."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def colourful(stream: TextIO, choice: str = "auto") -> bool:
    """Whether to colour: `--color`, then NO_COLOR and FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or terminal(stream)


def console(stream: TextIO, color: str = "auto") -> "Console":
    """A rich console on a stream, with markup and highlighting off: data is never markup."""
    from rich.console import Console

    wanted = colourful(stream, color)
    return Console(
        file=stream, markup=False, highlight=False, emoji=False, no_color=not wanted, force_terminal=wanted or None
    )
