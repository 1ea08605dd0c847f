"""Files that the rows of a table name, or hold: where they lie, below its folder."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.suffixes import SUFFIXES
from advisor.profiling.shared.tables.sql import literals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.tables.embedded import Embedded
    from advisor.profiling.shared.tables.table import Table

LABELS: Final = ("label", "class", "category", "target", "emotion", "genre", "species")  # names of columns to predict
PLACES: Final = ("", "clips", "audio", "wavs", "wav", "sounds", "images", "imgs", "img")  # folders beside the table
PACKED: Final = (".zip", ".tar", ".tgz", ".gz", ".7z", ".rar")  # what may hold the files
LOOKED: Final = 100  # names that are looked for
SAMPLE: Final = 2_000  # held files that are looked at
MOST: Final = 2**30  # bytes of them
FETCHED: Final = 16  # rows that are held at once
SEVERAL: Final = 5  # folders that are named
DEEPEST: Final = 12  # folders of a path that are looked through
BETWEEN: Final = re.compile(r"[\\/]+")


def target_of(table: Table, asked: Asked) -> str:
    """The column to predict: the one that the user names, whose numbers stand for classes, or that is called so."""
    labels = {label.lower(): label for label in reversed(table.labels)}
    by_name = next((labels[name] for name in LABELS if name in labels), "")
    return asked.target or next(iter(table.classes), "") or by_name


def tails(name: str) -> list[str]:
    r"""A path as it is written, and then without its first folders, which may be those of another machine.

    >>> tails("C:\\data\\1.png")
    ['C:\\data\\1.png', 'C:/data/1.png', 'data/1.png', '1.png']
    """
    parts = BETWEEN.split(name.strip())[-DEEPEST:]
    return list(dict.fromkeys([name.strip(), *("/".join(parts[start:]) for start in range(len(parts)))]))


def lies_there(name: str, home: Path) -> Path | None:
    """The file that a cell names, in a folder or in one of those where such files usually lie."""
    places = (home / place / tail for tail in tails(name) for place in PLACES)
    return next((place for place in places if place.is_file()), None)


def located(
    names: list[str], home: Path, source: str, kind: str, what: str, beside: Sequence[str] = ()
) -> tuple[dict[str, str], list[str]]:
    """Where the files that a table names lie, below its folder, or by their names alone among those `beside` it.

    Raises `InputError` where none does.
    """
    root = home.resolve()
    called = Counter(Path(path).name for path in beside)
    by_name = {Path(path).name: path for path in beside if called[Path(path).name] == 1}
    found: dict[str, str] = {}
    outside = missing = 0
    for name in names:
        if suffix(name.strip()) not in SUFFIXES[kind] or "\0" in name:
            missing += 1
            continue
        path = lies_there(name, home)
        if path is None and (other := by_name.get(Path(name.strip()).name)) is not None:
            found[name] = other
        elif path is None:
            missing += 1
        elif not path.resolve().is_relative_to(root):
            outside += 1
        else:
            found[name] = str(path)
    several = sorted({str(Path(path).parent.name) for path in beside if called[Path(path).name] > 1})
    if not found and several and any(called[Path(name.strip()).name] > 1 for name in names):
        where = ", ".join(several[:SEVERAL])
        refuse(source, f"the {what} that it names lie in several folders: {where}", "move the table into one of them")
    if not found:
        why = "lie outside its folder" if outside else "do not lie beside it"
        hint = f"{_where(names, home)}, or measure its other columns: --kind table"
        refuse(source, f"the {len(names):,} {what} that it names {why}", hint)
    notes = [f"{missing:,} {what} that are named do not lie there"] if missing else []
    notes += [f"{outside:,} {what} that are named lie outside the folder and were not opened"] if outside else []
    return found, notes


def _where(names: Sequence[str], home: Path) -> str:
    """What to do about files that do not lie beside the table that names them: they may lie near, or be packed."""
    above = Path(os.path.normpath(home / ".."))
    if any(lies_there(name, above) is not None for name in names[:LOOKED]):
        return f"they lie in the folder above: name that, {above}"
    packed = sorted(path.name for path in home.iterdir() if suffix(path.name) in PACKED)
    return f"unpack {packed[0]} first" if packed else "move the table to the folder that holds them"


def only(table: Table, place: int, found: Collection[str], total: int) -> None:
    """Go on with the rows alone whose file was found, of so many names."""
    if len(found) == total:
        return
    table.connection.execute("CREATE OR REPLACE TEMP TABLE located AS SELECT unnest(?) AS name", [list(found)])
    columns = ", ".join(f"c{each}" for each in range(len(table.labels)))
    table.narrow(f"SELECT {columns} FROM raw WHERE trim(c{place}::VARCHAR) IN (FROM located)", table.labels)


def examples(table: Table, place: int, found: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The rows of files that were found, as exported projects read them: their path, and the other columns."""
    others = [other for other in range(len(table.labels)) if other != place]
    header = ("path", *(table.labels[other] for other in others))
    cells = ", ".join(f"coalesce(c{each}::VARCHAR, '')" for each in (place, *others))
    rows = table.run(f"SELECT {cells} FROM raw")
    there = ((found.get(name) or found.get(name.strip()), more) for name, *more in rows)
    return [header, *((os.path.abspath(path), *more) for path, more in there if path)]  # noqa: PTH100 - of a million files


def extracted(table: Table, column: Embedded, root: str) -> list[str]:
    """A sample of the files in a column, as files of their own.

    Files that are named rather than held are taken where they lie below `root`. Raises `InputError` where there are
    none.
    """
    folder = Path(table.spill) / "embedded"
    folder.mkdir()
    step = max(1, table.rows // SAMPLE)
    paths: list[str] = []
    size = 0
    for place, (content, path) in enumerate(_held(table, column.label, step)):
        table.watch(f"taking a sample of {table.rows // step:,} files", place * step / table.rows)
        if lies := _placed(content, path, folder / f"row {place * step + 1}", root):
            paths.append(lies)
        size += len(content or b"")
        if size > MOST:
            break
    if not paths:
        refuse(table.path, f"the column {column.label!r} holds no files, and names none that lie beside it")
    return paths


def _placed(content: bytes | None, path: str | None, file: Path, root: str) -> str:
    """Where the file of a cell lies: at `file`, to which it is written where the cell holds it, else below `root`."""
    if content:
        file.write_bytes(content)
        return str(file)
    named = Path(root) / path if path and "\0" not in path else None
    there = named is not None and named.is_file() and named.resolve().is_relative_to(Path(root).resolve())
    return str(named) if there else ""


def written(table: Table, column: Embedded, root: str, folder: str) -> list[tuple[str, ...]]:
    """Write all files that a column holds into a new folder; the rows, as `examples` gives them.

    Raises `InputError` where no folder is named, or there is one.
    """
    if not folder:
        refuse(
            table.path, f"holds its files in {column.label!r}, which are written beside the table", "-o names a file"
        )
    try:
        Path(folder).mkdir(parents=True)
    except FileExistsError:
        refuse(
            folder, "is there already, and the files of the table are to be written into it", "delete it, or change -o"
        )
    place = table.labels.index(column.label)
    others = [other for other in range(len(table.labels)) if other != place]
    found = [("path", *(table.labels[other] for other in others))]
    cells = ", ".join(["1", *(f"coalesce(c{other}::VARCHAR, '')" for other in others)])
    rows = table.run(f"SELECT {cells} FROM raw")
    for number, ((content, path), (_, *more)) in enumerate(zip(_held(table, column.label, 1), rows, strict=True), 1):
        table.watch(f"writing {table.rows:,} files", number / table.rows)
        if lies := _placed(content, path, Path(folder) / f"{number:07}{suffix(path or '')}", root):
            found.append((os.path.abspath(lies), *more))  # noqa: PTH100 - of a million files
    return found


def _held(table: Table, label: str, step: int) -> Iterator[tuple[bytes | None, str | None]]:
    """Bytes and path of every so many rows."""
    if table.files.form == "arrow":
        from advisor.profiling.shared.tables.arrow import cells

        yield from cells(table.files.paths, label, step)
        return
    quoted = '"' + label.replace('"', '""') + '"'
    query = (
        f"SELECT f.bytes, f.path FROM (SELECT {quoted} AS f, row_number() OVER () AS n"
        f" FROM read_parquet({literals(table.files.paths)}, union_by_name = true)) WHERE n % {step} = 0"
    )
    result = table.connection.execute(query)
    while part := result.fetchmany(FETCHED):
        yield from part
