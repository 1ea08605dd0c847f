"""The scopes of rules and decisions: for which kinds of data, tasks and families of networks they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from advisor.config.words import Family
from advisor.engine import Scope
from advisor.problem.vocabulary import SUPPORTED, Supervision

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS: Final = frozenset(SUPPORTED)
TASKS: Final = frozenset(task for tasks in SUPPORTED.values() for task in tasks)
ONE_LABEL: Final = frozenset({"binary", "multiclass", "ordinal"})  # tasks whose examples have one class each
FAMILIES: Final[frozenset[str]] = frozenset(get_args(Family))
TRAINED: Final = FAMILIES - {"zero-shot"}
FINE_TUNED: Final = frozenset({"pretrained", "sentence-embedding", "detector", "segmenter", "speech-to-text"})
PUBLISHED: Final = FINE_TUNED | {"zero-shot"}  # families that start from published weights
FROM_SCRATCH: Final = FAMILIES - PUBLISHED
TAUGHT: Final[frozenset[str]] = frozenset(get_args(Supervision))
ANSWERED: Final = TAUGHT - {"none"}  # what shows a language model which answers are good
NUMBERS: Final = frozenset({"regression", "forecasting"})  # tasks whose targets are numbers


def scope(
    *,
    kind: str | Iterable[str] = (),
    task: str | Iterable[str] = (),
    family: str | Iterable[str] = (),
    supervision: str | Iterable[str] = (),
) -> Scope:
    """The problems of these kinds, tasks and families, taught so; what is not named is not asked for.

    Raises ValueError for a word that does not exist.

    >>> scope(kind="image", task=("binary", "multiclass")).facts["data.kind"]
    frozenset({'image'})
    """
    facts = {
        path: words
        for path, words in (
            ("task", _words(task, TASKS)),
            ("data.kind", _words(kind, KINDS)),
            ("data.supervision", _words(supervision, TAUGHT)),
        )
        if words
    }
    families = _words(family, FAMILIES)
    return Scope(facts, {"family": families} if families else {})


def tasks_but(*tasks: str) -> frozenset[str]:
    """All tasks but these."""
    return TASKS - _words(tasks, TASKS)


def kinds_but(*kinds: str) -> frozenset[str]:
    """All kinds of data but these."""
    return KINDS - _words(kinds, KINDS)


def families_but(*families: str) -> frozenset[str]:
    """All families of networks but these."""
    return FAMILIES - _words(families, FAMILIES)


def _words(said: str | Iterable[str], known: frozenset[str]) -> frozenset[str]:
    words = frozenset([said] if isinstance(said, str) else said)
    if words - known:
        raise ValueError(f"unknown: {', '.join(sorted(words - known))}")
    return words
