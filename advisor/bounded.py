"""Files and streams read whole up to a bound, so that no device, pipe or vast file fills memory."""

import sys
from pathlib import Path
from typing import BinaryIO

from advisor.errors import Diagnostic, InputError

MIB = 1 << 20
BLOCK = 8 * MIB
LIST = 64 * MIB  # bytes of a list, a label or a transcript that lies beside data


def read_path(path: str | Path, most: int, hint: str | None = None) -> bytes:
    """All that a file holds. Raises `OSError` or `ValueError` where it cannot be read, `InputError` beyond `most`."""
    with Path(path).open("rb") as file:
        return read_stream(file, str(path), most, hint)


def read_stdin(most: int, hint: str | None = None) -> bytes:
    """All that stdin holds. Raises `InputError` beyond `most` bytes."""
    return read_stream(sys.stdin.buffer, "<stdin>", most, hint)


def read_stream(stream: BinaryIO, name: str, most: int, hint: str | None = None) -> bytes:
    """All that a stream holds, called `name` in messages. Raises `InputError` beyond `most` bytes."""
    data = bytearray()
    while block := stream.read(min(BLOCK, most + 1 - len(data))):  # what is asked for at once is reserved at once
        data += block
    if len(data) > most:
        raise InputError(Diagnostic(f"too large: at most {most // MIB} MiB can be read", name, hint=hint))
    return bytes(data)


def read_lines(path: str | Path) -> list[str]:
    """The lines of a list that lies beside data, whatever its encoding. Raises as `read_path` does."""
    return read_path(path, LIST).decode("utf-8", errors="replace").splitlines()
