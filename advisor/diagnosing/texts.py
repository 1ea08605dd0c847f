"""Losses in the lines of a text log, as loops print them, and as boosted trees, Darknet and others do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.diagnosing.columns import has_loss, kinds_of, known_columns
from advisor.diagnosing.printed_pairs import HIGHER_IS_BETTER, NUMBER, pairs_of, place_of
from advisor.diagnosing.printed_tables import PrintedTable, heading

Row = Mapping[str, Any]

COLOR: Final = re.compile(r"\x1b\[[0-9;]*m")  # a terminal's
# `[50]  training's l2: 0.41  valid_0's l2: 0.52` and `[0]  train-rmse:0.41  eval-rmse:0.52`: a round of boosting.
ROUND: Final = re.compile(r"^\W*\[(\d+)\]\s+(?=\w+(?:'s |-)\w+:)")
OF_ROUND: Final = re.compile(rf"(\w+?)(?:'s |-)(\w+):\s*({NUMBER})")
# `1414: 0.784680, 0.851108 avg loss, 0.001000 rate`, as Darknet prints a batch.
DARKNET: Final = re.compile(rf"^\s*(\d+): {NUMBER}, ({NUMBER}) avg(?: loss)?, ({NUMBER}) rate")
CELL: Final = re.compile(rf"^\|\s*([A-Za-z][^|]*?)\s*\|\s*({NUMBER})\s*\|\s*$", re.IGNORECASE)  # of a printed table
RULED: Final = re.compile(r"^-{5,}$")  # the line below such a table
# Of what the next lines are.
TESTING: Final = re.compile(
    r"^\W*(?:(?:running )?(?:testing|evaluati(?:ng|on)|validati(?:ng|on))\b|eval begin"
    r"|(?:test|validation|eval) (?:error|set|results?)\W*$)",
    re.IGNORECASE,
)
SAVED: Final = re.compile(
    r"\b(?:best|sav(?:ed|ing)|checkpoint)\b", re.IGNORECASE
)  # in a line that repeats a best value
BATCH: Final = re.compile(r"\[\s*\d+/\d+\s*\]|\bbatch\b|\d%\|", re.IGNORECASE)  # in a line of a batch, as is a step
ENDED: Final = 5  # epochs with a line of their own, from which those of their batches are left out
LEAST_LINES: Final = 2  # of a text log that hold a number for a loss
LEAST_NUMBERS: Final = 3  # a line without names, from which they are losses
MOST_EPOCHS: Final = 5_000  # values in a list up to which each stands for an epoch


def of_text(lines: Sequence[str]) -> Iterator[Row]:
    """The losses in the lines of a text log, each with the epoch or step that was last named."""
    rows: list[Row] = []
    on_their_way: list[Row] = []  # lines of a progress bar, which count where there are no others
    place: dict[str, float] = {}
    tested = False
    cells: dict[str, str] = {}
    table: PrintedTable | None = None
    of_batches: set[int] = set()
    repeated: set[int] = set()
    for line in map(_plain, lines):
        if (begun := heading(line)) is not None:
            table = begun
            continue
        if table is not None and (row := table.row(line)) is not None:
            place |= {key: row[at.columns[0]] for key, at in known_columns(row).items() if key in ("epoch", "step")}
            rows.append({**place, **row})
            continue
        if match := CELL.match(line):
            cells[match[1]] = match[2]
            continue
        if cells and RULED.match(line.strip()):
            rows.append(cells)
            cells = {}
        if row := _of_round(line) or _of_darknet(line):
            rows.append(row)
            continue
        own = place_of(line)
        place |= own
        pairs = pairs_of(line, tested)
        tested = not pairs and (tested or bool(TESTING.match(line)))
        if kinds_of(tuple(pairs)) and (own or rows or has_loss(pairs)):
            if " ETA" in line:
                on_their_way.append({**place, **pairs})
                continue
            if "step" in own or BATCH.search(line):
                of_batches.add(len(rows))
            if SAVED.search(line) and "train_loss" not in kinds_of(tuple(pairs)):
                repeated.add(len(rows))
            rows.append({**place, **pairs})
    if not any(has_loss(row) for row in rows):
        rows = on_their_way + rows
    else:
        _leave_out_batches(rows, of_batches)
        rows = _without_repeated(rows, repeated)
    if sum(has_loss(row) for row in rows) >= LEAST_LINES:
        yield from rows


def _without_repeated(rows: list[Row], repeated: set[int]) -> list[Row]:
    """The rows without those that say what was saved, where others hold the same series."""
    others = frozenset[str]().union(*(kinds_of(tuple(row)) for at, row in enumerate(rows) if at not in repeated))
    return [row for at, row in enumerate(rows) if at not in repeated or not kinds_of(tuple(row)) <= others]


def _leave_out_batches(rows: list[Row], of_batches: set[int]) -> None:
    """Take the training loss out of lines of batches where lines that name no batch hold that of most epochs."""
    source = known_columns(list(dict.fromkeys(name for row in rows for name in row))).get("train_loss")
    if source is None or not of_batches or len(source.columns) > 1:
        return
    train = source.columns[0]
    logged = [at for at, row in enumerate(rows) if train in row and "epoch" in row]
    ends = [rows[at]["epoch"] for at in logged if at not in of_batches]
    among = {rows[at]["epoch"] for at in logged}
    if not (ENDED <= len(set(ends)) == len(ends) >= len(among) - 1 and len(ends) < len(logged) / 2):
        return
    spans: dict[float, list[float]] = {}
    for at in of_batches.intersection(logged):
        spans.setdefault(rows[at]["epoch"], []).append(float(rows[at][train]))
    means = [(rows[at]["epoch"], float(rows[at][train])) for at in logged if at not in of_batches]
    inside = sum(min(spans[epoch]) <= mean <= max(spans[epoch]) for epoch, mean in means if epoch in spans)
    if inside > len(means) / 2:  # else they are of another set
        for at in of_batches.intersection(logged):
            rows[at] = {name: value for name, value in rows[at].items() if name != train}


def of_numbers(text: str) -> Iterator[Row]:
    """Numbers without a name: one a line is a loss, and of two a line those that count up are the steps."""
    lines = [line.replace(",", " ").split() for line in text.split("\n") if line.strip()]
    try:
        numbers = [[float(word) for word in words] for words in lines]
    except ValueError:
        return
    if len(numbers) < LEAST_NUMBERS and not (len(numbers) == 1 and len(numbers[0]) >= LEAST_NUMBERS):
        return
    if all(len(row) == 2 for row in numbers):
        for step, loss in ((0, 1), (1, 0)):
            counted = [row[step] for row in numbers]
            if all(at == int(at) >= 0 for at in counted) and counted == sorted(set(counted)):
                yield from ({"step": row[step], "loss": row[loss]} for row in numbers)
                return
    if len(numbers) > 1 and any(len(row) != 1 for row in numbers):
        return
    losses = [number for row in numbers for number in row]
    column = "epoch" if len(losses) <= MOST_EPOCHS else "step"
    yield from ({column: at, "loss": loss} for at, loss in enumerate(losses, 1))


def _plain(line: str) -> str:
    return COLOR.sub("", line) if "\x1b" in line else line


def _of_round(line: str) -> Row | None:
    """A round of boosted trees: the first metric that is a loss, of training and of the last set that was watched."""
    if not (match := ROUND.match(line)):
        return None
    found: dict[str, dict[str, str]] = {}
    for part, metric, value in OF_ROUND.findall(line):
        found.setdefault(metric, {})[part] = value
    metric = next((name for name in found if not name.lower().startswith(HIGHER_IS_BETTER)), None)
    if metric is None:
        return None
    parts = found[metric]
    train = next((part for part in parts if part.startswith("train") or part == "dtrain"), None)
    if train is None and len(parts) > 1:
        train = next(iter(parts))  # the first set that is watched is that of training, as examples have it
    row: dict[str, Any] = {"epoch": int(match[1])}
    if train is not None:
        row[f"train {metric} loss"] = parts[train]
    if watched := [part for part in parts if part != train]:
        row[f"valid {metric} loss"] = parts[watched[-1]]
    return row


def _of_darknet(line: str) -> Row | None:
    if not (match := DARKNET.match(line)):
        return None
    return {"step": int(match[1]), "loss": match[2], "lr": match[3]}
