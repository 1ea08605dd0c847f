"""Files on disk -> the format of the tables in them, or a plain word on why they hold none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, Literal, NamedTuple

from advisor.errors import InputError
from advisor.profiling.shared.files import Files, left_out, listed, suffix
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.compression import packing_of, read_head

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
READ: Final = "CSV, TSV, Parquet, JSON Lines and Arrow are (text may be packed as .gz, .bz2, .xz or .zst)"
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
LOOSE: Final[Form] = "csv"  # how a text is read whose suffix says nothing
MAGIC: Final = {"parquet": (b"PAR1", "Parquet"), "arrow": (b"ARROW1", "Arrow")}


class TableFiles(NamedTuple):
    """Files that may hold a table; `head` is the start of the first text, unpacked, and `size` is in bytes on disk."""

    path: str
    paths: list[str]
    form: Form
    packed: bool
    size: int
    head: bytes
    notes: list[str]
    header: bool | None = None  # whether a text has one, where the user says so


def form_of(path: str) -> tuple[Form | None, str]:
    """The form of a table by the suffix of its file, and the suffix of its packing."""
    packing = packing_of(path)
    form = FORMS.get(suffix(path[: -len(packing)] if packing else path))
    return (None if packing and form in MAGIC else form), packing


def inspect(path: str, files: Files) -> TableFiles:
    """Look at files before they are read; those among many that cannot be used are left out, and that is said.

    Raises `InputError` where none is left, all missing, empty or binary, or where they are of several formats.
    """
    forms = Counter(found for each in files.paths if (found := form_of(each)[0]) is not None)
    if len(forms) > 1:
        refuse(
            path, f"holds tables of several kinds: {', '.join(forms)}", "name one kind with a pattern, as 'data/*.csv'"
        )
    form: Form = next(iter(forms), LOOSE)
    chosen, refused, reason = [], [], ""
    size, first, packed = 0, b"", False
    for each in files.paths:
        if forms and form_of(each)[0] != form:
            continue
        try:
            status, head = _looked_at(each, form)
        except InputError as error:
            if not files.folder:
                raise
            refused.append(each)
            reason = reason or error.diagnostics[0].message
            continue
        first = first or head
        size += status
        packed = packed or bool(form_of(each)[1])
        chosen.append(each)
    if not chosen:
        refuse(path, f"holds no table that can be read: {listed(refused, files.root)}", reason)
    notes = left_out(refused, len(refused) + len(chosen), "files", files.root, reason)
    return TableFiles(path, chosen, form, packed, size, first, [*files.notes, *notes])


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
    elif b"\0" in head and not head.startswith(UTF16):
        refuse(path, "is a binary file, not text")
    elif not head.strip(b"\xef\xbb\xbf \t\r\n"):
        refuse(path, "is empty")
    return size, head
