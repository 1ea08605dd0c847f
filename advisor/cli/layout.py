"""Lines that fit a terminal: wrapped at words, with labels in a margin, and tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from advisor.explaining.text import LABEL_WIDTH, Line

Block = list[Text]  # lines that stand together

WIDEST: Final = 120  # columns; longer lines are hard to read
NARROW: Final = 60  # columns below which a label stands in its text, not in a margin
INDENT: Final = 4  # columns, of the lines after the first where there is no margin
GAP: Final = 2  # columns between those of a table
LEAST: Final = 16  # columns for prose in a table
WORD: Final = re.compile(r"(\s*)(\S+)")
JOINTS: Final = re.compile(r"[/._,:=-]+")  # behind which a word that is longer than a line is broken
TITLE: Final = "bold green"
STYLES: Final = {"warning": "bold yellow", "beyond": "yellow", "the guide": "cyan", "differs": "cyan"}  # by label


def room(columns: int = 0) -> int:
    """The columns that prose may take on a terminal of that width, by default on this one."""
    return min(columns or get_terminal_size().columns, WIDEST)


# Lines ----------------------------------------------------------------------------------------------------------


def wrapped(text: Text | str, width: int, indent: int = 0) -> Block:
    """The text in lines of at most that width, broken at spaces, all but the first indented."""
    text = text if isinstance(text, Text) else Text(text)
    first, *others = text.divide(_breaks(text.plain, width, indent))
    lines = [first, *(Text(" " * indent).append_text(line) for line in others)]
    for line in lines:
        line.rstrip()
    return lines


def _breaks(plain: str, width: int, indent: int) -> Iterator[int]:
    """The offsets at which lines begin, but for the first one."""
    used, line = 0, width
    for match in WORD.finditer(plain):
        spaces, word = match.groups()
        if used and used + len(spaces) + cell_len(word) > line:
            yield match.start(2)
            used, line = 0, width - indent
        else:
            used += len(spaces)
        at = 0
        while cell_len(word[at:]) > line - used:
            at += _fitting(word[at:], line - used)
            yield match.start(2) + at
            used, line = 0, width - indent
        used += cell_len(word[at:])


def _fitting(word: str, width: int) -> int:
    """How many letters of a word that is too long go on a line: up to its last joint there, if it has one."""
    most = max(1, next(at for at in range(len(word), -1, -1) if cell_len(word[:at]) <= width))
    joints = [match.end() for match in JOINTS.finditer(word) if match.end() <= most]
    return joints[-1] if joints else most


def labelled(label: str, text: Text | str, width: int, margin: int = LABEL_WIDTH, style: str = "") -> Block:
    """A text behind its label, which stands in a margin where there is room for one."""
    if width < NARROW:
        head, indent = f"  {label}  ", INDENT
    else:
        head, indent = f"  {label:<{margin}}  ", margin + 4
    return wrapped(Text.assemble((head, "dim"), (text, style) if isinstance(text, str) else text), width, indent)


def heading(title: str, note: str, width: int, style: str = TITLE) -> Block:
    """A title, and at the right edge what is to be known of it."""
    gap = width - cell_len(title) - cell_len(note)
    if gap >= GAP or not note:
        return wrapped(Text.assemble((title, style), (" " * gap + note if note else "", "dim")), width, INDENT)
    return wrapped(Text.assemble((title, style), (f"  {note}", "dim")), width, INDENT)


def block(lines: Iterable[Line], width: int, margin: int = LABEL_WIDTH) -> Block:
    """Lines of an explanation: a heading, and texts with labels."""
    laid: Block = []
    for line in lines:
        if line.label:
            laid += labelled(line.label, line.text, width, margin, STYLES.get(line.label, ""))
        else:
            laid += heading(line.text, line.note, width)
    return laid


def aligned(line: str, width: int) -> Block:
    """A line of plain text; its later lines begin below its text, behind a label where it has one."""
    label = re.match(r" *(?:\S+ ?){1,3} {2,}(?=\S)", line)
    depth = len(line) - len(line.lstrip())
    indent = label.end() if label and label.end() <= LABEL_WIDTH + 4 and width >= NARROW else depth + INDENT
    return wrapped(line, width, min(indent, width // 2))


# Tables ---------------------------------------------------------------------------------------------------------


class Column:
    """A column of a table: its name, whether it holds numbers, whether its cells may be wrapped, from which width."""

    def __init__(
        self, name: str, cells: Sequence[str], numbers: bool = False, prose: bool = False, most: int = 0
    ) -> None:
        self.name = name
        self.cells = cells
        self.numbers = numbers
        self.prose = prose
        self.most = most

    @property
    def widest(self) -> int:
        """The width of its widest cell."""
        return max(map(cell_len, (self.name, *self.cells)))

    @property
    def natural(self) -> int:
        """The width at which no cell is wrapped that need not be."""
        return max(self.least, min(self.widest, self.most)) if self.most else self.widest

    @property
    def least(self) -> int:
        """The width below which it cannot be read."""
        if not self.prose:
            return self.widest
        words = [word for cell in (self.name, *self.cells) for word in cell.split()]
        return max([min(LEAST, self.widest), *map(cell_len, words)])


def natural_width(columns: Sequence[Column]) -> int:
    """The width at which no cell of a table is wrapped."""
    return sum(column.natural for column in columns) + GAP * (len(columns) - 1)


def table(columns: Sequence[Column], width: int, styles: Sequence[str] = ()) -> list[Block] | None:
    """The titles, then a block for each row; None where the columns do not fit beside one another."""
    spare = width - GAP * (len(columns) - 1) - sum(column.least for column in columns)
    if spare < 0:
        return None
    widths = [column.least for column in columns]
    while spare and (short := [at for at, column in enumerate(columns) if widths[at] < column.natural]):
        part = max(1, spare // len(short))
        for at in short:
            more = min(part, columns[at].natural - widths[at], spare)
            widths[at] += more
            spare -= more
    titles = _row([column.name for column in columns], columns, widths, ["bold"] * len(columns))
    rows = zip(*(column.cells for column in columns), strict=True)
    return [titles, *(_row(row, columns, widths, styles) for row in rows)]


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], styles: Sequence[str]) -> Block:
    styles = [*styles, *[""] * len(cells)][: len(cells)]
    laid = [wrapped(Text(cell, style), width) for cell, width, style in zip(cells, widths, styles, strict=True)]
    lines = []
    for at in range(max(map(len, laid))):
        line = Text()
        for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
            part = laid[place][at] if at < len(laid[place]) else Text()
            space = " " * (width - part.cell_len)
            line.append(" " * GAP if place else "")
            line = line.append(space).append_text(part) if column.numbers else line.append_text(part).append(space)
        line.rstrip()
        lines.append(line)
    return lines
