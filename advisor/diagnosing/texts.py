"""Losses in the lines of a text log, as loops print them, and as boosted trees, Darknet and others do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.diagnosing.columns import VALIDATION, folded, has_loss, known_columns

Row = Mapping[str, Any]

NUMBER: Final = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
# `train loss 1.97`, `val_acc: 0.61`, `lr=3e-4`, `val loss is 0.03`, `loss so far is 1.2` in a line of text.
PAIR: Final = re.compile(
    r"((?:[A-Za-z]+[ _/.-]){0,3}"
    r"(?:loss|acc|accuracy|lr|rate|grad_norm|gnorm|trl|tel|top1|acc1|miou|dice|f1|auc|map|reward|wer|cer)\w*)"
    rf"['\"]?(?:\s*[:=]\s*\[?\s*|\s+(?:\w+\s+){{0,2}}is:?\s+|\s+)({NUMBER})\b(?![.\d]*[xX/])",
    re.IGNORECASE,
)
EPOCH: Final = re.compile(
    r"\b(?:ep(?:och|isode|oche|oca|oque)?s?|época|эпоха)\b['\"]?(?:\((?:train|val|test)\))?[\s:=#\[(|]*['\"]?(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
OF_PART: Final = re.compile(r"\b(?:Epoch|Iter)\((train|val|test)\)")  # as mmengine begins a line
# A word by itself that says of what set the numbers after it are: `Eval metrics: loss 0.3`, not `val.py` nor `/test/`.
PART: Final = re.compile(
    r"(?<![/\\.\w-])(?:(train(?:ing)?)|(val(?:id(?:ation)?)?|eval(?:uation)?|test(?:ing)?))\b(?![./\\-]\w)",
    re.IGNORECASE,
)
SETS: Final = re.compile(rf"\b(train|val|valid|validation|test)\s*[:=]\s*({NUMBER})\b(?![.\d]*[%/])", re.IGNORECASE)
STEP: Final = re.compile(
    r"\b(?:global_step|step|iter|iteration|it|batch|s|итерация)\b['\"]?[\s:=#\[(|]*(\d+)", re.IGNORECASE
)
OF_EPOCHS: Final = re.compile(r"\[(\d+)/\d+\],? \[\d+/\d+\]")  # an epoch of all, then a batch of all, without names
COLOR: Final = re.compile(r"\x1b\[[0-9;]*m")  # a terminal's
# `[50]  training's l2: 0.41  valid_0's l2: 0.52` and `[0]  train-rmse:0.41  eval-rmse:0.52`: a round of boosting.
ROUND: Final = re.compile(r"^\W*\[(\d+)\]\s+(?=\w+(?:'s |-)\w+:)")
OF_ROUND: Final = re.compile(rf"(\w+?)(?:'s |-)(\w+):\s*({NUMBER})")
HIGHER_IS_BETTER: Final = ("auc", "map", "ndcg", "accuracy", "acc", "f1", "r2")  # beginnings of metrics of boosting
# `1414: 0.784680, 0.851108 avg loss, 0.001000 rate`, as Darknet prints a batch.
DARKNET: Final = re.compile(rf"^\s*(\d+): {NUMBER}, ({NUMBER}) avg(?: loss)?, ({NUMBER}) rate")
CELL: Final = re.compile(rf"^\|\s*([A-Za-z][^|]*?)\s*\|\s*({NUMBER})\s*\|\s*$", re.IGNORECASE)  # of a printed table
RULED: Final = re.compile(r"^-{5,}$")  # the line below such a table
TESTING: Final = re.compile(r"^\W*(?:testing|evaluating|validating)\b", re.IGNORECASE)  # of what the next line is
LEAST_LINES: Final = 2  # of a text log that hold a number for a loss
LEAST_NUMBERS: Final = 3  # a line without names, from which they are losses
MOST_EPOCHS: Final = 5_000  # values in a list up to which each stands for an epoch


def of_text(lines: Sequence[str]) -> Iterator[Row]:
    """The losses in the lines of a text log, each with the epoch or step that was last named."""
    rows: list[Row] = []
    on_their_way: list[Row] = []  # lines of a progress bar, which count where there are no others
    place: dict[str, Any] = {}
    tested = False
    cells: dict[str, str] = {}
    for line in map(_plain, lines):
        if match := CELL.match(line):
            cells[match[1]] = match[2]
            continue
        if cells and RULED.match(line.strip()):
            rows.append(cells)
            cells = {}
        if row := _of_round(line) or _of_darknet(line):
            rows.append(row)
            continue
        for key, pattern in (("epoch", EPOCH), ("epoch", OF_EPOCHS), ("step", STEP)):
            if match := pattern.search(line):
                place[key] = float(match[1])
        part = match[1] if (match := OF_PART.search(line)) else "val" if tested else ""
        pairs = {_last_words(f"{part or _part(line, match)} {match[1]}".strip()): match[2]
                 for match in PAIR.finditer(line)}  # fmt: skip
        if not pairs and EPOCH.search(line) and len(sets := dict(SETS.findall(line))) > 1:
            pairs = {f"{name.lower()}_loss": value for name, value in sets.items()}  # `train=0.52  val=0.41`
        tested = bool(TESTING.match(line)) or (tested and not pairs)
        if known_columns(pairs):
            (on_their_way if " ETA" in line else rows).append({**place, **pairs})
    if not any(has_loss([*row]) for row in rows):
        rows = on_their_way + rows
    if sum(has_loss([*row]) for row in rows) >= LEAST_LINES:
        yield from rows


def _part(line: str, pair: re.Match[str]) -> str:
    """The part that a loss or a score without one is of, where the last word that says so is of validation."""
    name = _last_words(pair[1])
    known = known_columns([name]).keys() & {"train_loss", "train_score", "validation_score"}
    if not known or set(name.split("_")) & VALIDATION:
        return ""
    of_training = [bool(found[1]) for found in PART.finditer(line, 0, pair.end(1))]
    return "" if not of_training or of_training[-1] else "val"


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


def _last_words(name: str) -> str:
    """The words at the end of a name that say what it holds: `step train loss` is `train loss`."""
    words = folded(name).split("_")
    for drop in range(len(words)):
        if known_columns(["_".join(words[drop:])]):
            return "_".join(words[drop:])
    return "_".join(words)
