"""Problems, configs of advisor and of other trainers, and the logs of runs."""

import copy
import csv
import io
import json
import struct
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from advisor.linting.trainers.known import trainers
from advisor.problem.facts import FACTS
from tests.fuzz.chance import Chance, as_document
from tests.fuzz.inputs.tree import Input

ROOT = Path(__file__).parents[3]
NAMES = list(FACTS)
FORMS = ("json", "yaml")


def problem(chance: Chance, base: Any) -> Input:
    """A problem with odd facts, keys that there are not, and bytes amiss."""
    data = chance.changed(base, most=2) if chance.one_in(3) else copy.deepcopy(base)
    for path in chance.random.sample(NAMES, chance.pick([0, 1, 2])) if isinstance(data, dict) else ():
        branch = data
        *sections, name = path.split(".")
        for section in sections:
            below = branch.setdefault(section, {})
            branch = below if isinstance(below, dict) else branch
        choices = FACTS[path].choices or (0, 1, 2, 10, 1000, 10**6, 0.5, True, False)
        branch[name] = chance.odd() if chance.one_in(5) else chance.pick(choices)
    form = chance.pick(FORMS)
    return Input({f"p.{form}": chance.damaged(as_document(data, form))}, f"p.{form}")


@cache
def gallery() -> list[Any]:
    """The configs of the gallery."""
    return [yaml.safe_load(path.read_bytes()) for path in sorted((ROOT / "configs").glob("*/config.yaml"))]


def config(chance: Chance, base: Any) -> Input:
    """A config in which keys are left out and values are others."""
    form = chance.pick(FORMS)
    return Input({f"c.{form}": chance.damaged(as_document(chance.changed(base), form))}, f"c.{form}")


def trainer(chance: Chance, _: Any) -> Input:
    """A config of another trainer: some of its keys, with values that fit, or not."""
    one = chance.pick(trainers())
    keys = [*chance.random.sample(list(one.keys), min(len(one.keys), 12)), *chance.pick(one.marks)]
    data: dict[str, Any] = {}
    for key in [*keys, *one.roles.values()]:
        kind = one.keys.get(key, "")
        value = chance.pick(kind) if isinstance(kind, list) and kind else chance.pick([1, 0.1, True, 8, "x", None, [1]])
        if isinstance(key, str):
            section, _, name = key.partition(".")
            below = data.setdefault(section, {}) if name else data
            (below if isinstance(below, dict) else data)[name or section] = value
    form = chance.pick(FORMS)
    return Input({f"t.{form}": chance.damaged(as_document(chance.changed(data), form))}, f"t.{form}")


COLUMNS = ["loss", "val_loss", "train_loss", "validation_loss", "lr", "learning_rate", "accuracy"]
COLUMNS += ["step", "seed", "run", "gradient_norm", "rate", ""]


def history(chance: Chance, _: Any) -> Input:
    """The log of a run: CSV, JSON Lines, JSON, or TensorBoard's events."""
    names = ["epoch", "loss", *(chance.pick(COLUMNS) for _ in range(chance.number(0, 4)))]
    if chance.one_in(4):
        names[chance.number(0, len(names) - 1)] = chance.word()
    rows, slope = chance.pick([0, 1, 3, 12, 12, 25, 60]), chance.random.uniform(-0.2, 1)
    cells = [
        [str(row), *(f"{chance.random.random() * 0.1 + 2 / (1 + row) ** slope:.4g}" for _ in names[1:])]
        for row in range(rows)
    ]
    cells = chance.changed(cells, most=4) if cells and chance.one_in(2) else cells
    cells = [row if isinstance(row, list) else [row] for row in cells]
    form = chance.pick(["csv", "csv", "jsonl", "json", "events"])
    if form == "csv":
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator=chance.pick(["\n", "\r\n", "\r"]), escapechar="\\").writerows([names, *cells])
        return Input({"h.csv": chance.damaged(buffer.getvalue().encode("utf-8", "replace"))}, "h.csv")
    if form == "events":
        whole = b"".join(_record(_event(place, _single(row[-1]))) for place, row in enumerate(cells) if row)
        return Input({"events.out.tfevents.1.host": chance.damaged(whole)}, "events.out.tfevents.1.host")
    records = [{name: _number(cell) for name, cell in zip(names, row, strict=False)} for row in cells]
    columns = {name: [record.get(name) for record in records] for name in names}
    document = chance.pick([records, {"log_history": records}, columns])
    text = "\n".join(map(json.dumps, records)) if form == "jsonl" else json.dumps(document)
    return Input({f"h.{form}": chance.damaged(text.encode())}, f"h.{form}")


def _number(cell: Any) -> Any:
    try:
        return float(cell)
    except (TypeError, ValueError, OverflowError):
        return cell


def _single(cell: Any) -> float:
    """A number that fits 32 bits."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", float(cell)))[0])
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def _event(step: int, value: float) -> bytes:
    inner = b"\x0a\x04loss" + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + bytes([len(inner)]) + inner
    return b"\x09" + struct.pack("<d", 1.0) + b"\x10" + bytes([step]) + b"\x2a" + bytes([len(summary)]) + summary


def _record(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + b"\0" * 4 + data + b"\0" * 4
