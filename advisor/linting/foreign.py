"""Configs that are of no known form: neither the advisor's own nor a trainer's whose keys were read."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.linting.trainers.known import trainers
from advisor.problem.fact import PINS
from advisor.problem.facts import FACTS
from advisor.yamlio import Document

OWN: Final = ("schema", "problem")  # keys of which each of the advisor's configs has one
LEAST: Final = 0.5  # part of the values that are facts, above which a document is a problem of the advisor's
HINT: Final = "say what it decides as flags, as in: advisor recommend --task binary --rows 5000"


def refuse_foreign(document: Document) -> None:
    """Refuse a document of another form in one line. Raises InputError; a mistake in the advisor's own is no such."""
    data: Any = document.data
    if not isinstance(data, Mapping) or any(key in data for key in OWN):
        return
    paths = list(_leaves({key: value for key, value in data.items() if key != PINS}, ""))
    if not paths or sum(path in FACTS for path in paths) > LEAST * len(paths):
        return
    *names, last = [trainer.name for trainer in trainers()]
    said = f"is of no form that is known: neither the advisor's own nor of {', '.join(names)} or {last}"
    raise InputError(Diagnostic(said, document.name, hint=HINT))


def _leaves(data: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for key, value in data.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{path}.")
        else:
            yield path
