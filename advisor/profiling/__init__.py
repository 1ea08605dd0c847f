"""Data on disk -> facts. Only aggregates leave the data."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from advisor.errors import Diagnostic, InputError
from advisor.profiling.shared.profile import Asked, Profile, Section, Shape, Watch, refuse, unwatched

if TYPE_CHECKING:
    from advisor.problem.not_covered import NotCovered

__all__ = ["Asked", "Profile", "Section", "Shape", "Watch", "examine", "profile"]


def examine(asked: Asked, watch: Watch = unwatched) -> Profile:
    """Measure data of any kind: a table, or a folder of tables, images, texts or recordings.

    Raises `InputError` where there is nothing that can be read or understood, or what the user said does not fit it.
    """
    from importlib import import_module

    from advisor.profiling.detection import recognise
    from advisor.profiling.not_covered import aimed_at, by_data, by_folders, by_head
    from advisor.profiling.shared.checks import check_match
    from advisor.profiling.shared.source import Source

    with Source(asked, watch) as source:
        if (other := by_head(source) or by_folders(source)) is not None:
            refuse(asked.path, other.look, other.hint)
        match = recognise(source)
        check_match(source.asked, match)
        other = by_data(source)
        try:
            measured: Profile = import_module(match.profiler).measure(source, match.found)
        except InputError as error:
            raise _with_field(_with_likely_targets(error), other) from error.__cause__
        if other is not None and (not asked.targets or aimed_at(source, other)):
            refuse(asked.path, other.look, f"{other.hint}; to go on all the same: --task {measured.facts['task']}")
        measured.notes[:0] = [] if other is None else [f"this {other.look}; {other.hint}"]
    if measured.facts.get("data.rows") == 1:
        hint = "name the folder, where each example is a file of its own"
        refuse(asked.path, "holds one example, and two are the least to learn from", hint)
    return measured


def _with_likely_targets(error: InputError) -> InputError:
    """The same error; one about a target that nobody named says which columns it may be."""
    from advisor.profiling.not_covered import without_target
    from advisor.profiling.shared.tables.target import UnsaidTargetError
    from advisor.profiling.table.likely_target import likely_targets, says_target

    if not isinstance(error, UnsaidTargetError):
        return error
    names = list(error.columns)
    likely = likely_targets(names, list(error.columns.values()))
    (asks,) = error.diagnostics
    if likely:
        named = " or ".join(dict.fromkeys([likely[0], *(name for name in names[-1:] if name in likely)]))
        asks = asks._replace(hint=f"{asks.hint}; likely: {named}")
    if not any(map(says_target, names)):
        asks = asks._replace(hint=f"{asks.hint}; {without_target()}")
    return UnsaidTargetError(asks, error.columns)


def _with_field(error: InputError, other: NotCovered | None) -> InputError:
    """The same error; of data that look like a problem that is not covered it says so, too."""
    if other is not None:
        error.diagnostics.append(Diagnostic(other.look, error.diagnostics[0].file, hint=other.hint))
    return error


def profile(
    path: str | PathLike[str],
    target: str | Sequence[str] = "",
    *,
    kind: str | None = None,
    task: str | None = None,
    group_column: str = "",
    time_column: str = "",
    tokenizer: str = "",
) -> dict[str, Any]:
    """Measure data: facts by path, for `Intake.measured`. As `examine`, of which it gives the facts alone.

    `target` is the column to predict, or several.
    """
    first, *more = [target] if isinstance(target, str) else target or [""]
    asked = Asked(fspath(path), first, kind, task, group_column, time_column, more=tuple(more), tokenizer=tokenizer)
    return examine(asked).facts
