"""A sheet of a workbook of Excel -> a CSV file: the sheet that is meant, without what is no part of its table."""

from __future__ import annotations

import csv
import warnings
from collections import deque
from functools import partial
from importlib import import_module
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.files import PART
from advisor.profiling.shared.profile import need, refuse
from advisor.profiling.shared.tables.conversions import FEWEST, LOOKED, SAVE, SHOWN, refuse_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.profiling.shared.tables.formats import TableFiles
    from advisor.profiling.shared.tables.table import Table

PAGES: Final = frozenset(  # names of sheets that speak of the others
    ("about", "readme", "read me", "info", "notes", "note", "metadata", "legend", "cover", "contents", "codebook",
     "dictionary", "data dictionary", "description", "index", "instructions", "documentation", "sources")
)  # fmt: skip
REMARKS: Final = 20  # rows at the end of a sheet that may be none of its table


def sheet_of(table: Table, source: TableFiles, wanted: str) -> str:
    """A sheet of a workbook as a CSV file: the one that is named, or whose first rows name the column that is wanted.

    Raises `InputError` where there is none, or openpyxl is missing.
    """
    (path,) = source.paths
    need(path, "openpyxl", "formats", "reading Excel's workbooks")
    openpyxl: Any = import_module("openpyxl")  # which has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles, and of what charts need
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except Exception as error:  # whatever the library raises of a broken file
            refuse(path, f"cannot be read as a workbook: {str(error)[:200]}", SAVE)
        try:
            sheets = {sheet.title: sheet for sheet in book.worksheets}
            for sheet in sheets.values():
                if (sheet.max_row or 1) == 1:  # as some tools say of any sheet
                    sheet.reset_dimensions()
            chosen = _chosen_sheet(table, source, sheets, wanted)
            target = Path(table.spill) / "sheet.csv"
            _write_sheet(table, sheets[chosen], target)
        finally:
            book.close()
    return str(target)


def _chosen_sheet(table: Table, source: TableFiles, sheets: Mapping[str, Any], wanted: str) -> str:
    """The name of the sheet that is read."""
    if source.part and source.part not in sheets:
        refuse_part(source, list(sheets))
    filled = [name for name, sheet in sheets.items() if (sheet.max_row or FEWEST) >= FEWEST]
    tables = [name for name in filled if _tabular(sheets[name])]
    tables.sort(key=lambda name: name.strip().lower() in PAGES)
    naming = [name for name in tables if wanted and _names(sheets[name], wanted)]
    chosen = source.part or next(iter((*naming, *tables, *filled)), "") or next(iter(sheets))
    if len(filled) > 1 and not source.part:
        shown = ", ".join(map(repr, filled[:SHOWN]))
        table.parts = f"of the sheets {shown}, {chosen!r} is read: {source.paths[0]}{PART}SHEET names another"
        table.notes.append(table.parts)
    return chosen


def _names(sheet: Any, wanted: str) -> bool:
    """Whether a cell of the first rows of a sheet is the name of a column."""
    return any(wanted == str(cell).strip() for row in sheet.iter_rows(max_row=LOOKED, values_only=True) for cell in row)


def _write_sheet(table: Table, sheet: Any, target: Path) -> None:
    """Write the rows of a sheet that hold anything as CSV, all of one width, without remarks below the table."""
    width = sheet.max_column or max((len(row) for row in sheet.iter_rows(values_only=True)), default=0)
    filled = (row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        last: deque[tuple[Any, ...]] = deque()
        for row in filled:
            last.append(row)
            if len(last) > REMARKS:
                writer.writerow(_padded(last.popleft(), width))
        below = len([*takewhile(partial(_remark, width=width), reversed(last))])
        writer.writerows(_padded(row, width) for row in islice(last, len(last) - below % REMARKS))
    _without_empty_ends(target, width)
    if below % REMARKS:
        lines_are = f"{below} rows below the table are" if below > 1 else "a row below the table is"
        table.notes.append(f"{lines_are} left out, as remarks")


def _without_empty_ends(target: Path, width: int) -> None:
    """Leave columns at the end of a sheet out that hold nothing, as a format alone leaves them."""
    with target.open(encoding="utf-8", newline="") as file:
        used = max((n for row in csv.reader(file) for n, cell in enumerate(row, 1) if cell), default=width)
    if used < width:
        whole = target.rename(target.with_suffix(".whole"))
        with whole.open(encoding="utf-8", newline="") as file, target.open("w", encoding="utf-8", newline="") as kept:
            csv.writer(kept).writerows(row[:used] for row in csv.reader(file))


def _padded(row: tuple[Any, ...], width: int) -> list[Any]:
    return [*map(_cell, row), *[None] * (width - len(row))]


def _remark(row: tuple[Any, ...], width: int) -> bool:
    """Whether a row of a sheet is no row of its table: it has words alone, in less than half of the columns."""
    cells = [cell for cell in row if cell is not None]
    return len(cells) < width / 2 and all(isinstance(cell, str) for cell in cells)


def _tabular(sheet: Any) -> bool:
    """Whether the first rows of a sheet are those of a table rather than of a page about it: most fill all columns."""
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(max_row=LOOKED, values_only=True)]
    widths = [len(row) for row in rows if row]
    most = max(widths, default=0)
    return most > 1 and sum(width > most / 2 for width in widths) > len(widths) / 2


def _cell(value: Any) -> Any:
    """A cell as text: times as ISO writes them, days without midnight."""
    return value.isoformat(sep=" ").removesuffix(" 00:00:00") if hasattr(value, "date") else value
