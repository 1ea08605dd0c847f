"""A file on disk -> what kind of table it is, or a plain word on why it is none."""

from __future__ import annotations

import gzip
import stat
from pathlib import Path
from typing import Final, Literal, NamedTuple, NoReturn

from advisor.errors import Complaint, InputError

Form = Literal["csv", "tsv", "parquet", "json"]
FORMS: Final[dict[str, Form]] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
}
READ: Final = "CSV, TSV, Parquet and JSON Lines are (text may be gzipped)"
HEAD: Final = 4 * 2**20  # bytes at the start of a text that are looked at: room for 10,000 long names
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class Source(NamedTuple):
    """A file that may hold a table; `head` is the start of a text, unpacked, and `size` is in bytes on disk."""

    path: str
    form: Form
    packed: bool
    size: int
    head: bytes


def refuse(path: str, message: str, hint: str | None = None, line: int | None = None) -> NoReturn:
    """Stop with a complaint about the file."""
    raise InputError(Complaint(message, path, line, hint=hint))


def inspect(path: str) -> Source:
    """Look at a file before it is read.

    Raises `InputError` where it is missing, no file, empty, binary or of a kind that is not read.
    """
    file = Path(path)
    try:
        status = file.stat()
    except (OSError, ValueError) as error:
        refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if stat.S_ISDIR(status.st_mode):
        refuse(path, "is a folder", "name one file: CSV, TSV, Parquet or JSON Lines")
    if not stat.S_ISREG(status.st_mode):
        refuse(path, "is no regular file, and a table is read more than once", "write it to a file first")
    if status.st_size == 0:
        refuse(path, "is empty")
    parts = [part.lower() for part in file.suffixes]
    packed = parts[-1:] == [".gz"]
    suffix = "".join(parts[-2:-1] if packed else parts[-1:])
    form = FORMS.get(suffix)
    if form is None or (packed and form == "parquet"):
        refuse(path, f"is of a kind that is not read ({suffix or 'no suffix'})", READ)
    head = _head(path, packed)
    if form == "parquet":
        if not head.startswith(b"PAR1"):
            refuse(path, "is no Parquet file")
    elif head.startswith(UTF16):
        refuse(path, "is UTF-16 text", "save it as UTF-8")
    elif b"\0" in head:
        refuse(path, "is a binary file, not text")
    elif not head.strip(b"\xef\xbb\xbf \t\r\n"):
        refuse(path, "is empty")
    return Source(path, form, packed, status.st_size, head)


def _head(path: str, packed: bool) -> bytes:
    try:
        with gzip.open(path) if packed else Path(path).open("rb") as opened:
            return opened.read(HEAD)
    except EOFError:
        refuse(path, "is a gzip file that was cut off")
    except (OSError, ValueError) as error:
        refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    except Exception as error:  # zlib.error has no other parent
        refuse(path, f"cannot be unpacked: {error}")
