"""Files on disk -> the format of the tables in them, or a plain word on why they hold none."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Final, Literal, NamedTuple

from advisor.errors import InputError
from advisor.profiling.shared.files import POINTER, Files, left_out, listed, suffix
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.compression import packing_of, read_head

Form = Literal["csv", "tsv", "parquet", "json", "arrow", "numpy", "document", "arff", "sheet", "database", "frame"]
FORMS: Final[dict[str, Form]] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".jsonl": "json",
    ".ndjson": "json",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".json": "document",  # unless it holds annotations of images
    ".arff": "arff",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    **dict.fromkeys((".db", ".sqlite", ".sqlite3", ".db3", ".duckdb", ".ddb"), "database"),
    **dict.fromkeys((".dta", ".sav", ".zsav", ".sas7bdat", ".xpt"), "frame"),
}
READ: Final = (
    "CSV, TSV, Parquet, JSON, Arrow, Excel, ARFF, SQLite, DuckDB, Stata, SPSS and SAS are (text may be packed as .gz,"
    " .bz2, .xz or .zst)"
)
BINARY: Final = ("sheet", "database", "frame")
# What cannot be read as it lies there, and the line that makes a table of it.
CONVERTED: Final[dict[str, str]] = {
    ".pkl": "a pickle runs code when it is read; if you trust it: pd.read_pickle('{0}').to_parquet('{1}.parquet')",
    ".xls": "pd.read_excel('{0}').to_csv('{1}.csv', index=False), with the package xlrd",
    ".xlsb": "pd.read_excel('{0}').to_csv('{1}.csv', index=False), with the package pyxlsb",
    ".ods": "pd.read_excel('{0}').to_csv('{1}.csv', index=False), with the package odfpy",
    ".rds": "in R: write.csv(readRDS('{0}'), '{1}.csv', row.names = FALSE)",
    ".rdata": "in R: load('{0}'), then write.csv(NAME, '{1}.csv', row.names = FALSE)",
    ".mat": "scipy.io.loadmat('{0}'), then np.savez('{1}.npz', x=..., y=...)",
    ".h5": "pd.read_hdf('{0}').to_parquet('{1}.parquet'), or h5py and np.savez('{1}.npz', x=..., y=...)",
    ".dcm": "with pydicom and Pillow: Image.fromarray(pydicom.dcmread('{0}').pixel_array).save('{1}.png')",
    ".orc": "pd.read_orc('{0}').to_parquet('{1}.parquet')",
    ".avro": "in DuckDB: INSTALL avro; COPY (FROM read_avro('{0}')) TO '{1}.parquet'",
    ".ts": "with sktime: x, y = load_from_tsfile('{0}', return_data_type='numpy3D'); np.savez('{1}.npz', x=x, y=y)",
    ".tsf": "with sktime: load_tsf_to_dataframe('{0}')[0].reset_index().to_csv('{1}.csv', index=False)",
    ".xml": "pd.read_xml('{0}').to_csv('{1}.csv', index=False)",
}
CONVERTED.update({".pickle": CONVERTED[".pkl"], ".rda": CONVERTED[".rdata"], ".hdf5": CONVERTED[".h5"]})
# Likewise of files that are told by how they begin, whatever their suffix.
NUMBER: Final = rb"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?"
SPARSE: Final = re.compile(rb"(?:%s(?:[ \t]+[0-9]+)?(?:[ \t]+[0-9]+:%s)+[ \t]*(?:#.*)?\r?\n){2}" % (NUMBER, NUMBER))
CONTENTS: Final[tuple[tuple[re.Pattern[bytes], str, str], ...]] = (
    (
        SPARSE,
        "holds sparse rows as LIBSVM writes them",
        (
            "with scikit-learn: x, y = load_svmlight_file('{0}');"
            " pd.DataFrame(x.toarray()).assign(target=y).to_csv('{1}.csv', index=False)"
        ),
    ),
    (
        re.compile(rb"\0\0[\x08-\x0e][\x01-\x04]\0"),
        "holds an array as MNIST has them (IDX)",
        (
            "read it after its header of 4 + 4 x dimensions bytes: np.frombuffer(content, np.uint8, offset=16)"
            ".reshape(-1, 28, 28), of labels with offset=8; then np.savez('{1}.npz', x=..., y=...)"
        ),
    ),
)
BEGIN: Final = 2**16  # bytes by which they are told
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
LOOSE: Final[Form] = "csv"  # how a text is read whose suffix says nothing, unless its lines are JSON
OBJECTS: Final = 2  # lines of JSON by which they are told
TOGETHER: Final = ("csv", "tsv", "parquet", "json", "arrow")  # forms of which many files make one table
# How files begin that are called a text by mistake, what they hold, what they are then, and the suffix that says so.
CALLED: Final = (
    (b"PK\x03\x04", b"xl/", "a workbook of Excel", ".xlsx"),
    (b"PK\x03\x04", b"", "an archive", ".zip"),
    (b"\xd0\xcf\x11\xe0", b"", "an old workbook of Excel", ".xls"),
    (b"PAR1", b"", "a Parquet file", ".parquet"),
)
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
    by_file: bool = False  # whether each row is to have the name of its file
    part: str = ""  # the table, or the sheet, that is named of several in one file


def form_of(path: str) -> tuple[Form | None, str]:
    """The form of a table by the suffix of its file, and the suffix of its packing."""
    packing = packing_of(path)
    form = FORMS.get(suffix(path[: -len(packing)] if packing else path))
    return (None if packing and (form in MAGIC or form in BINARY) else form), packing


def json_lines(head: bytes) -> bool:
    """Whether a text holds a JSON object a line, by its start."""
    lines = head[:BEGIN].decode("utf-8-sig", errors="replace").splitlines()[:OBJECTS]
    if len(lines) < OBJECTS and len(head) > BEGIN:
        lines = head.decode("utf-8-sig", errors="replace").splitlines()[:OBJECTS]
    try:
        return len(lines) == OBJECTS and all(isinstance(json.loads(line), dict) for line in lines)
    except (ValueError, RecursionError):
        return False


def foreign(path: str) -> tuple[str, str] | None:
    """What a file holds that cannot be read as it lies there, by its start, and the line that converts it."""
    try:
        head = read_head(path)[:BEGIN]
    except InputError:  # said where it is read
        return None
    if head[:3] == b"\xef\xbb\xbf":
        head = head[3:]
    stem = Path(path).name.split(".")[0]
    return next(((what, hint.format(path, stem)) for begins, what, hint in CONTENTS if begins.match(head)), None)


def inspect(path: str, files: Files) -> TableFiles:
    """Look at files before they are read; those among many that cannot be used are left out, and that is said.

    Raises `InputError` where none is left, all missing, empty or binary, or where they are of several formats.
    """
    forms = Counter(found for each in files.paths if (found := form_of(each)[0]) is not None)
    if len(forms) > 1:  # a document beside tables describes them
        forms.pop("document", None)
    if len(forms) > 1:
        refuse(
            path, f"holds tables of several kinds: {', '.join(forms)}", "name one kind with a pattern, as 'data/*.csv'"
        )
    form: Form = next(iter(forms), LOOSE)
    if not forms and json_lines(read_head(files.paths[0])):
        form = "json"
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
    if len(chosen) > 1 and form not in TOGETHER:
        hint = "name one of them"
        refuse(path, f"holds {len(chosen):,} files of a kind that is read alone: {listed(chosen, files.root)}", hint)
    return TableFiles(path, chosen, form, packed, size, first, [*files.notes, *notes], part=files.part)


def _looked_at(path: str, form: Form) -> tuple[int, bytes]:
    """The size of a file and the start of its text. Raises `InputError` where it cannot be such a table."""
    try:
        size = Path(path).stat().st_size
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    if size == 0:
        refuse(path, "is empty")
    head = read_head(path)
    if head.startswith(POINTER):
        refuse(path, "is a pointer of Git LFS, and the file itself was not fetched", "git lfs pull")
    if form in MAGIC:
        magic, name = MAGIC[form]
        if not head.startswith(magic) and not (form == "arrow" and head.startswith(b"\xff\xff\xff\xff")):
            refuse(path, f"is no {name} file")
    elif form in BINARY:
        pass  # the library that reads it says what is wrong
    elif b"\0" in head and not head.startswith(UTF16):
        found = ((what, end) for start, holds, what, end in CALLED if head.startswith(start) and holds in head)
        what, ending = next(found, ("a binary file", ""))
        named = shlex.quote(f"{path.removesuffix(Path(path).suffix)}{ending}")
        hint = f"name it by what it holds: mv {shlex.quote(path)} {named}" if ending else None
        refuse(path, f"is {what}, not text", hint)
    elif not head.strip(b"\xef\xbb\xbf \t\r\n"):
        refuse(path, "is empty")
    return size, head
