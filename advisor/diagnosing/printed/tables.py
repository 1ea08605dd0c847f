"""Tables in the lines of a log: names in one line, and numbers in the lines below it."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from advisor.diagnosing.columns import folded, has_loss, known_columns

NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf", re.IGNORECASE)
OF_ALL: Final = re.compile(r"(\d+)/\d+")  # an epoch of all
# Parts of a detector's loss by the names that YOLO prints them under, without the word, and a column beside these.
OF_DETECTION: Final = frozenset({"box", "obj", "cls", "dfl", "giou", "seg"})
MEMORY: Final = frozenset({"gpu_mem", "mem"})
WORDS: Final = ("loss", " box", " map", "gpu_mem")  # of which a heading holds one
VALUE: Final = re.compile(r"\d\.\d|=|\d%\|")  # in a line that is no heading
COUNTED: Final = frozenset({"epoch", "step", "iter", "iteration"})  # names of a first column
TIME: Final = "time"
FEWEST: Final = 2  # columns of a table; a row may lack the last one, as fastai's of a range test do
LONGEST: Final = 40  # letters of a column's name
BAR: Final = re.compile(r":?\s*\d+%\s*\|.*$")  # of progress, behind a heading
BARS: Final = re.compile(r"\s*\|\s*")
TABS: Final = re.compile(r"\s*\t\s*")
GAPS: Final = re.compile(r"\s{2,}")
SPACES: Final = re.compile(r"\s+")
THRESHOLD: Final = re.compile(r"@0?\.5(:0?\.95)?")  # of a mean precision, which newer versions name otherwise


class PrintedTable(NamedTuple):
    """The names of a table's columns, and where its lines are cut into cells."""

    names: list[str]
    cut: re.Pattern[str]
    first: str = ""  # what the first cell of a row must be, in a table of scores by class

    def row(self, line: str) -> Mapping[str, Any] | None:
        """The values of a line of the table, by name; None where it is no such line."""
        cells = _cells(line, self.cut)
        if len(cells) < max(FEWEST, len(self.names) - 1) or (self.first and cells[0].lower() != self.first):
            return None
        values: dict[str, float] = {}
        for name, cell in zip(self.names, cells, strict=False):
            if (whole := OF_ALL.fullmatch(cell)) is not None:
                values[name] = float(whole[1])
            elif NUMBER.fullmatch(cell):
                values[name] = float(cell)
        longer = len(cells) > len(self.names) and not (self.first or OF_ALL.fullmatch(cells[0]))
        told = known_columns(values) if self.first else has_loss(values) and self.names[0] in values
        return values if told and not longer else None


def heading(line: str) -> PrintedTable | None:
    """The table that a line begins: the names of what is counted and of a loss, and no number; None for any other."""
    line = BAR.sub("", line)
    lower = line.lower()
    if not any(word in lower for word in WORDS) or VALUE.search(THRESHOLD.sub("", line)):
        return None
    for cut in _cuts(line):
        cells = _cells(line, cut)
        if len(cells) < FEWEST or any(NUMBER.fullmatch(cell) or len(cell) > LONGEST for cell in cells):
            continue
        if cells[0] == "Class" and " mAP" in line:
            named = [THRESHOLD.sub(lambda found: "50-95" if found[1] else "50", cell).rstrip(":)") for cell in cells]
            return PrintedTable(named[: _last(named) + 1], cut, first="all")
        at = folded(cells[0]) == TIME and len(cells) > FEWEST  # which may stand before what is counted
        if folded(cells[at]) not in COUNTED:
            continue
        if MEMORY & {folded(cell) for cell in cells}:
            parts = frozenset({"total"}) if "total" in cells else OF_DETECTION
            cells = [f"train/{cell}_loss" if folded(cell) in parts else cell for cell in cells]
        if has_loss(cells):
            return PrintedTable(cells, cut)
    return None


def _last(names: list[str]) -> int:
    """The place of the last mean precision: a progress bar may stand behind it."""
    return max(at for at, name in enumerate(names) if name.startswith("mAP"))


def _cuts(line: str) -> list[re.Pattern[str]]:
    """Where a line may be cut into cells, the surest way first."""
    if line.count("|") >= FEWEST:
        return [BARS, GAPS, SPACES]
    if "\t" in line:
        return [TABS]
    return [GAPS, SPACES] if GAPS.search(line.strip()) else [SPACES]


def _cells(line: str, cut: re.Pattern[str]) -> list[str]:
    stripped = line.strip().strip("|").strip()
    return cut.split(stripped) if stripped else []
