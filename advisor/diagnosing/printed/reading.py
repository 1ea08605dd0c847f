"""The losses in the lines of a text log: each line is given to a table of small readers, and the first takes it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.diagnosing.columns import has_loss, kinds_of, known_columns, names_loss
from advisor.diagnosing.printed.bars import states_of
from advisor.diagnosing.printed.batches import BATCH, SAVED, leave_out_batches, without_repeated
from advisor.diagnosing.printed.headings import with_first
from advisor.diagnosing.printed.names import NUMBER, pairs_of
from advisor.diagnosing.printed.places import place_of
from advisor.diagnosing.printed.programs import of_program
from advisor.diagnosing.printed.tables import PrintedTable, heading

COLOR: Final = re.compile(r"\x1b\[[0-9;]*m")  # a terminal's
DIGIT: Final = re.compile(r"\d|\bnan\b|\binf", re.IGNORECASE)
CELL: Final = re.compile(rf"^\|\s*([A-Za-z][^|]*?)\s*\|\s*({NUMBER})\s*\|\s*$", re.IGNORECASE)  # of a printed table
RULED: Final = re.compile(r"^-{5,}$")  # the line below such a table
OF_A_CLASS: Final = re.compile(r"\btp:\s*\d+\W+fp:\s*\d+")  # `Cloud  tp: 73 - fp: 7`, as Flair reports a class
# `Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.121`, as COCO's tools print an evaluation:
# what stands between the brackets are thresholds, and the first line holds the mean that counts.
COCO: Final = re.compile(rf"\bAverage (?:Precision|Recall)\b.*@\[\s*IoU=.*\]\s*=\s*({NUMBER})")
MEAN_PRECISION: Final = re.compile(r"\bPrecision\b.*@\[\s*IoU=0\.50:0\.95 \| area= *all \|")
SETTINGS: Final = re.compile(r"^\W*(?:\w+\W{1,2})?Namespace\(")  # options as Python prints them
# Of what the next lines are.
TESTING: Final = re.compile(
    r"^(?:INFO:\w+:)?\W*(?:(?:running )?(?:testing|evaluati(?:ng|on)|validati(?:ng|on))\b|eval begin"
    r"|(?:test|validation|eval) (?:error|set|results?)\W*$)",
    re.IGNORECASE,
)
# `Eval epoch: 9`, `Training epoch: 10`: of what the next lines are, with the epoch.
OF_NEXT: Final = re.compile(r"\b(train|eval|val|test)\w*\s+epoch\b[\s:#]*\d+\W*$", re.IGNORECASE)
SCORES: Final = frozenset({"validation_score", "validation_error", "train_score"})
SCORED_EPOCHS: Final = 5  # from which scores without a loss are a curve
EVALUATE: Final = re.compile(r"\bevaluate\s*:\s*(?:dev|val(?:id)?|test)\s*$", re.IGNORECASE)  # the same, at an end
A_RESULT: Final = re.compile(rf"^(?:INFO:\w+:)?\s*\w+ = {NUMBER}\s*$", re.IGNORECASE)  # one of several, a line each
LEAST_LINES: Final = 2  # of a text log that hold a number for a loss


class Log:
    """What was read of a log so far, and where it is."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.rows: list[dict[str, Any]] = []
        self.on_their_way: list[dict[str, Any]] = []  # lines of a progress bar, which count where there are no others
        self.place: dict[str, float] = {}
        self.headings: list[tuple[int, float]] = []  # the row that each stands before, and the epoch that it names
        self.tested = False  # whether a line said that the next numbers are of validation
        self.cells: dict[str, str] = {}
        self.table: PrintedTable | None = None
        self.of_batches: set[int] = set()
        self.repeated: set[int] = set()
        self.programs = 0  # rows that have the form of a known program
        self.states = states_of(lines)

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row at the place that was last named."""
        self.rows.append({**self.place, **row})


def _table_heading(log: Log, line: str, _: int) -> bool:
    begun = heading(line)
    log.table = begun or log.table
    return begun is not None


def _table_row(log: Log, line: str, _: int) -> bool:
    if log.table is None or (row := log.table.row(line)) is None:
        return False
    log.place |= {key: row[at.columns[0]] for key, at in known_columns(row).items() if key in ("epoch", "step")}
    log.add(row)
    return True


def _cell(log: Log, line: str, _: int) -> bool:
    if match := CELL.match(line):
        log.cells[match[1]] = match[2]
        return True
    if log.cells and RULED.match(line.strip()):
        log.rows.append(log.cells)
        log.cells = {}
    return False


def _coco(log: Log, line: str, _: int) -> bool:
    if (match := COCO.search(line)) is None:
        return False
    if log.rows and MEAN_PRECISION.search(line):
        log.add({"val_map": match[1]})
    return True


def _program(log: Log, line: str, _: int) -> bool:
    if (row := of_program(line)) is None:
        return False
    log.programs += 1
    log.rows.append(dict(row))
    return True


def _named(log: Log, line: str, at: int) -> bool:
    if SETTINGS.match(line) or OF_A_CLASS.search(line):
        return False
    if not DIGIT.search(line):
        log.tested = log.tested or bool(TESTING.match(line)) or bool(EVALUATE.search(line))
        return False
    state = log.states.get(at)
    if state is not None and not state.counts:
        return True
    own = place_of(line) if state is None else {"epoch": state.epoch}
    log.place |= own
    pairs = pairs_of(line, state.tested if state else log.tested)
    log.tested = (
        (log.tested and (not pairs or bool(A_RESULT.match(line))))
        or (not pairs and bool(TESTING.match(line)))
        or bool(EVALUATE.search(line))
    )
    if not pairs and (following := OF_NEXT.search(line)) is not None:
        log.tested = following[1].lower() != "train"
    if not kinds_of(tuple(pairs)) or not (own or log.place or log.rows or has_loss(pairs)):
        if "epoch" in own:
            log.headings.append((len(log.rows), own["epoch"]))
        return False
    if " ETA" in line:
        log.on_their_way.append({**log.place, **pairs})
        return True
    if state is not None or "step" in own or BATCH.search(line):
        log.of_batches.add(len(log.rows))
    if SAVED.search(line) and "train_loss" not in kinds_of(tuple(pairs)):
        log.repeated.add(len(log.rows))
    log.add(pairs)
    return True


# In their order; the first that takes a line is the last that is asked.
READERS: Final[tuple[Callable[[Log, str, int], bool], ...]] = (
    _table_heading,
    _table_row,
    _cell,
    _coco,
    _program,
    _named,
)


def of_text(lines: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The losses in the lines of a text log, each with the epoch or step that was last named."""
    log = Log(lines)
    for at, line in enumerate(lines):
        plain = COLOR.sub("", line) if "\x1b" in line else line
        any(reader(log, plain, at) for reader in READERS)
    rows = log.rows
    if log.programs >= LEAST_LINES:  # what is between them at no place is of their parts
        rows = [row for row in rows if "epoch" in row or "step" in row]
    if not any(has_loss(row) for row in rows):
        rows = log.on_their_way + rows
    else:
        rows = with_first(rows, log.headings)
        leave_out_batches(rows, log.of_batches)
        rows = without_repeated(rows, log.repeated)
    placed = [row for row in rows if {"epoch", "step"} & row.keys() and has_loss(row)]
    known = sum(map(names_loss, rows)) >= LEAST_LINES or any(map(names_loss, placed))
    if known or len(placed) >= LEAST_LINES or _scored(rows):
        yield from rows


def _scored(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether scores without a loss were printed at several epochs."""
    return len({row["epoch"] for row in rows if "epoch" in row and kinds_of(tuple(row)) & SCORES}) >= SCORED_EPOCHS
