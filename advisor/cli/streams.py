"""Reading and writing: `-`, files that are written whole, colour only where it belongs."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from advisor.errors import Diagnostic, InputError, visible
from advisor.yamlio import MAX_BYTES, Document, open_stream, read_document, write_whole

if TYPE_CHECKING:
    from rich.console import Console

STDIN = STDOUT = "-"


def read(path: str, faults: list[Diagnostic] | None = None, numbered: bool = False) -> Document:
    """Read a document from a file, or from stdin for `-`; `faults` and `numbered` are as for `read_document`."""
    from advisor.bounded import read_path, read_stdin

    if path == STDIN:
        return read_document(read_stdin(MAX_BYTES), "<stdin>", faults, numbered)
    try:
        return read_document(read_path(path, MAX_BYTES), path, faults, numbered)
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be read: {error.strerror or error}", path)) from None
    except ValueError:  # a NUL byte in the path
        raise InputError(Diagnostic("is not the name of a file", path)) from None


def emit(text: str) -> None:
    """Write a result to stdout, as UTF-8 with LF on every platform."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Print a message on stderr, with what could steer a terminal or CI escaped; one that fails is dropped."""
    shown = "".join(f"{_inert(visible(line))}\n" for line in text.removesuffix("\n").split("\n"))
    with suppress(OSError):
        sys.stderr.write(shown)
        sys.stderr.flush()


def _inert(line: str) -> str:
    """A line of which no command of GitHub's comes, which begins with two colons, on stderr as well."""
    return line.replace(":", "\\x3a", 1) if line.lstrip().startswith("::") else line


def save(path: str, text: str, force: bool, quiet: bool = False) -> None:
    """Write a file whole and say so; YAML whose schema lies beside it begins with the line that names that."""
    from advisor.cli.modeline import with_modeline

    write_whole(path, with_modeline(path, text), force)
    if not quiet:
        tell(f"wrote {path}")


def check_free(paths: Iterable[str], force: bool) -> None:
    """Refuse to write over files, or twice to one, before anything is written."""
    diagnostics, seen = [], set()
    for path in paths:
        try:
            real = os.path.realpath(path)
        except OSError as error:  # the working directory has gone
            raise InputError(Diagnostic(f"cannot be written: {error.strerror}", path)) from None
        if real in seen:
            diagnostics.append(Diagnostic("two results cannot go to one file", path))
        elif Path(path).is_file() and not force and not open_stream(path):
            diagnostics.append(Diagnostic("the file exists and was not overwritten", path, hint="--force"))
        seen.add(real)
    if diagnostics:
        raise InputError(diagnostics)


def terminal(stream: TextIO) -> bool:
    """Whether people read this stream."""
    return stream.isatty()


def colourful(stream: TextIO, choice: str = "auto") -> bool:
    """Whether to colour: `--color`, then NO_COLOR and FORCE_COLOR, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal(stream) and os.environ.get("TERM") != "dumb")


def console(stream: TextIO, color: str = "auto", live: bool = False) -> "Console":
    """A rich console on a stream, with markup and highlighting off: data is never markup.

    `live` is for what moves at a terminal, as a bar does, with colours or without.
    """
    from rich.console import Console

    wanted = colourful(stream, color)
    return Console(
        file=stream,
        markup=False,
        highlight=False,
        emoji=False,
        force_terminal=wanted or live,  # otherwise not even bold
        color_system="auto" if wanted else None,
        no_color=not wanted,
    )
