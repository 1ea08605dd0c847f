"""Results as rows, printed as plain tables and kept for `--json`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: as text for people, as numbers for programs, and whether its aim was met."""

    name: str
    cells: tuple[str, ...]
    values: dict[str, float] = field(default_factory=dict)
    aim: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A table of measurements that were made in one run."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    @property
    def failed(self) -> bool:
        """Whether some command did not run at all."""
        return any("failed" in cell for row in self.rows for cell in row.cells)


VERDICT = {True: "met", False: "missed", None: ""}


def failure(name: str, code: int, diagnostic: str) -> Row:
    """The row of a command that did not run."""
    return Row(name, (f"failed (exit {code}): {diagnostic}"[:100],))


def as_text(section: Section) -> str:
    """The table, columns aligned, numbers to the right."""
    header = (section.title, *section.columns, "aim", "")
    body = [
        row.cells[0].join((f"{row.name}  ", ""))
        if len(row.cells) == 1 and row.cells[0].startswith("failed")
        else (row.name, *row.cells, row.aim, VERDICT[row.met])
        for row in section.rows
    ]
    tabular: Sequence[tuple[str, ...]] = [header, *(line for line in body if isinstance(line, tuple))]
    widths = [max(map(len, column)) for column in zip(*tabular, strict=True)]

    def line(cells: tuple[str, ...]) -> str:
        first, *rest = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join((first, *rest)).rstrip()

    lines = [line(header), "-" * len(line(header))]
    lines += [line(cells) if isinstance(cells, tuple) else cells for cells in body]
    if section.note:
        lines.append(section.note)
    return "\n".join(lines) + "\n"


def as_document(section: Section) -> dict[str, Any]:
    """The table for a program."""
    return asdict(section)
