"""Data on disk -> facts. Only aggregates leave the data."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from typing import Any, Final

from advisor.errors import InputError
from advisor.profiling.shared.profile import Asked, Profile, Section, Shape, Watch, unwatched

__all__ = ["Asked", "Profile", "Section", "Shape", "Watch", "examine", "profile"]

MOST_LIKELY: Final = 2  # columns that a diagnostic names as the target, beside the last one


def examine(asked: Asked, watch: Watch = unwatched) -> Profile:
    """Measure data of any kind: a table, or a folder of tables, images, texts or recordings.

    Raises `InputError` where there is nothing that can be read or understood, or what the user said does not fit it.
    """
    from importlib import import_module

    from advisor.profiling.detection import recognise
    from advisor.profiling.shared.checks import check_match
    from advisor.profiling.shared.source import Source

    with Source(asked, watch) as source:
        match = recognise(source)
        check_match(source.asked, match)
        try:
            measured: Profile = import_module(match.profiler).measure(source, match.found)
        except InputError as error:
            raise _with_likely_targets(error) from error.__cause__
    return measured


def _with_likely_targets(error: InputError) -> InputError:
    """The same error; one about a target that nobody named says which columns it may be."""
    from advisor.profiling.shared.tables.target import UnsaidTargetError
    from advisor.profiling.table.likely_target import likely_targets

    if not isinstance(error, UnsaidTargetError):
        return error
    likely = likely_targets(list(error.columns), list(error.columns.values()))
    last = [name for name in list(error.columns)[-1:] if name in likely[MOST_LIKELY:]]
    named = " or ".join(likely[:MOST_LIKELY] + last)
    (asks,) = error.diagnostics
    return UnsaidTargetError(
        asks._replace(hint=f"{asks.hint}; likely: {named}" if likely else asks.hint), error.columns
    )


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
