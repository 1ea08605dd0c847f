"""The trainers that are known: their keys, by version, as `trainers.json` says them, and how their configs look."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.json import decode

TRAINERS: Final = Path(__file__).with_name("trainers.json")
LEAST_KNOWN: Final = 0.3  # part of the keys that a trainer knows where a config is its own
Kind = Literal["number", "integer", "boolean", "list", ""]


class Trainer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trainer, and what was read of it."""

    key: str
    name: str
    version: str
    source: str
    """Where its keys were read."""
    read: date
    older: list[str]
    """Further versions, and libraries that it takes arguments of, whose keys were read too."""
    marks: list[list[str]]
    """Sets of keys, each of which only a config of this trainer has."""
    roles: dict[str, str]
    """By what a key decides (rate, batch, ...), its path."""
    renamed: dict[str, str]
    """Former keys, and what they are called now."""
    remembered: list[str]
    """Keys that were read nowhere: they are taken as known, with any value, and suggested to nobody."""
    former: list[str] = []
    """Keys of older versions, which the named one refuses or ignores."""
    keys: dict[str, Kind | list[str]]
    """All keys, with the kind of each or its words; an empty kind where several are taken."""


@cache
def trainers() -> list[Trainer]:
    """All of them, those with the most telling marks first."""
    return decode(TRAINERS.read_bytes(), type=list[Trainer])


@cache
def trainer(key: str) -> Trainer:
    """One of them. Raises KeyError where there is none."""
    return {each.key: each for each in trainers()}[key]


def recognised(data: Any) -> Trainer | None:
    """The trainer that a document is a config of; None where it is of none, or of the advisor's own form."""
    if not isinstance(data, Mapping) or "problem" in data or str(data.get("schema", "")).startswith("advisor/"):
        return None
    for trainer in trainers():
        if (
            marked(trainer, data)
            and not _own(data)
            and _share(trainer, data) >= LEAST_KNOWN
            and not _of_another(trainer, data)
        ):
            return trainer
    return None


def marked(trainer: Trainer, data: Mapping[str, Any]) -> bool:
    """Whether a document has keys that only a config of a trainer has."""
    return any(all(name in data for name in marks) for marks in trainer.marks)


def _share(trainer: Trainer, data: Mapping[str, Any]) -> float:
    """The part of a document's keys that a trainer knows: of another program's config some happen to be the same."""
    heads = {path.partition(".")[0] for path in trainer.keys}
    return sum(str(name) in heads for name in data) / len(data)


def _of_another(trainer: Trainer, data: Mapping[str, Any]) -> bool:
    """Whether of sections whose keys are known hardly one is there: another program's section is called the same."""
    sections = {path.partition(".")[0] for path in trainer.keys if "." in path}
    inside = [f"{name}.{key}" for name in sections if isinstance(data.get(name), Mapping) for key in data[name]]
    return bool(inside) and sum(path in trainer.keys for path in inside) < LEAST_KNOWN * len(inside)


def _own(data: Mapping[str, Any]) -> bool:
    """Whether the model and training sections are the advisor's."""
    model = data.get("model")
    return isinstance(model, Mapping) and "family" in model


def at(data: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    value: Any = data
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return value
