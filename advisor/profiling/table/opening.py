"""Files on disk -> what kind of table they hold, or a plain word on why they hold none."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections import Counter
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from advisor.errors import InputError
from advisor.profiling.files import Files, listed, suffix
from advisor.profiling.profiles import refuse

Form = Literal["csv", "tsv", "parquet", "json", "arrow", "numpy"]
FORMS: Final[dict[str, Form]] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
PACKED: Final[dict[str, Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": None,  # DuckDB alone reads it
}
READ: Final = "CSV, TSV, Parquet, JSON Lines and Arrow are (text may be packed as .gz, .bz2, .xz or .zst)"
HEAD: Final = 4 * 2**20  # bytes at the start of a text that are looked at: room for 10,000 long names
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
MAGIC: Final = {"parquet": (b"PAR1", "Parquet"), "arrow": (b"ARROW1", "Arrow")}
BOMB: Final = 200  # times its size to which the start of a packed table may unpack; real ones stay below 50


class Source(NamedTuple):
    """Files that may hold a table; `head` is the start of the first text, unpacked, and `size` is in bytes on disk."""

    path: str
    files: list[str]
    form: Form
    packed: bool
    size: int
    head: bytes
    notes: list[str]


def form_of(path: str) -> tuple[Form | None, str]:
    """The form of a table by the suffix of its file, and the suffix of its packing."""
    last = suffix(path)
    packing = last if last in PACKED else ""
    form = FORMS.get(suffix(path[: -len(packing)]) if packing else last)
    return (None if packing and form in MAGIC else form), packing


def inspect(path: str, files: Files) -> Source:
    """Look at files before they are read; those among many that cannot be used are left out, and that is said.

    Raises `InputError` where none is left: all missing, empty, binary, or of a kind that is not read.
    """
    forms = Counter(form for each in files.paths if (form := form_of(each)[0]) is not None)
    if not forms:
        kinds = sorted({"".join(Path(each).suffixes[-2:]) or "no suffix" for each in files.paths})[:5]
        refuse(path, f"is of a kind that is not read ({', '.join(kinds)})", READ)
    if len(forms) > 1:
        refuse(
            path, f"holds tables of several kinds: {', '.join(forms)}", "name one kind with a pattern, as 'data/*.csv'"
        )
    (form,) = forms
    chosen, notes, refused = [], list(files.notes), []
    size, first, packed = 0, b"", False
    for each in files.paths:
        if form_of(each)[0] != form:
            continue
        try:
            status, head = _looked_at(each, form)
        except InputError as error:
            if not files.folder:
                raise
            refused.append((each, error.diagnostics[0].message))
            continue
        first = first or head
        size += status
        packed = packed or bool(form_of(each)[1])
        chosen.append(each)
    if not chosen:
        refuse(
            path, f"holds no table that can be read: {listed([each for each, _ in refused], files.root)}", refused[0][1]
        )
    if refused:
        names = listed([each for each, _ in refused], files.root)
        notes.append(
            f"{len(refused):,} of {len(refused) + len(chosen):,} files are left out: {names} ({refused[0][1]})"
        )
    return Source(path, chosen, form, packed, size, first, notes)


def _looked_at(path: str, form: Form) -> tuple[int, bytes]:
    """The size of a file and the start of its text. Raises `InputError` where it cannot be such a table."""
    try:
        size = Path(path).stat().st_size
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    if size == 0:
        refuse(path, "is empty")
    head = read_head(path)
    if form in MAGIC:
        magic, name = MAGIC[form]
        if not head.startswith(magic) and not (form == "arrow" and head.startswith(b"\xff\xff\xff\xff")):
            refuse(path, f"is no {name} file")
    elif head.startswith(UTF16):
        refuse(path, "is UTF-16 text", "save it as UTF-8")
    elif b"\0" in head:
        refuse(path, "is a binary file, not text")
    elif not head.strip(b"\xef\xbb\xbf \t\r\n"):
        refuse(path, "is empty")
    return size, head


def read_head(path: str) -> bytes:
    """The start of a file, unpacked."""
    packing = form_of(path)[1]
    if packing == ".zst":
        return _head_of_zst(path)
    try:
        with PACKED[packing](path) if packing else Path(path).open("rb") as opened:
            head: bytes = opened.read(HEAD)
            if packing:
                _refuse_bomb(path, opened, len(head))
            return head
    except InputError:
        raise
    except EOFError:
        refuse(path, f"is a {packing[1:]} file that was cut off")
    except (OSError, ValueError) as error:
        refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    except Exception as error:  # zlib.error and lzma.LZMAError have no other parent
        refuse(path, f"cannot be unpacked: {error}")


def _refuse_bomb(path: str, opened: Any, unpacked: int) -> None:
    """Refuse a file that unpacks to absurdly much, which fills the disk of whoever reads it."""
    if unpacked < HEAD:
        return
    raw = getattr(opened, "fileobj", None) or getattr(opened, "_fp", None)
    size = Path(path).stat().st_size
    if unpacked > BOMB * max(1, min(raw.tell(), size) if raw is not None else size):
        refuse(path, f"unpacks to more than {BOMB} times its size", "unpack it first, if that is meant")


def _head_of_zst(path: str) -> bytes:
    import duckdb

    columns = (
        "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}"
    )
    query = f"SELECT line FROM read_csv(?, compression = 'zstd', strict_mode = false, {columns}) LIMIT 1000"
    try:
        with duckdb.connect() as connection:
            return b"".join(f"{line or ''}\n".encode() for (line,) in connection.execute(query, [path]).fetchall())
    except (duckdb.Error, RuntimeError):
        refuse(path, "cannot be unpacked", "is it really zstd?")


def unpack(path: str, folder: str, most: int) -> str:
    """A file that DuckDB cannot unpack itself, unpacked into a folder. Raises `InputError` beyond `most` bytes."""
    target = Path(folder) / f"{len(list(Path(folder).iterdir()))}.text"
    written = 0
    try:
        with PACKED[form_of(path)[1]](path) as packed, target.open("wb") as plain:
            while part := packed.read(2**20):
                written += len(part)
                if written > most:
                    refuse(path, f"unpacks to more than the {most / 1e9:.0f} GB that the disk has room for")
                plain.write(part)
    except EOFError:
        refuse(path, "was cut off")
    except (OSError, lzma.LZMAError, ValueError) as error:
        refuse(path, f"cannot be unpacked: {error}")
    return str(target)
