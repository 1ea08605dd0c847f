"""Data on disk -> facts. Only aggregates leave the data."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from typing import Any

from advisor.profiling.profiles import Asked, Profile, Section, Shape, Watch, refuse, unwatched

__all__ = ["Asked", "Profile", "Section", "Shape", "Watch", "examine", "profile"]


def examine(asked: Asked, watch: Watch = unwatched) -> Profile:
    """Measure data of any kind: a table, or a folder of tables, images, texts or recordings.

    Raises `InputError` where there is nothing that can be read or understood, or what the user said does not fit it.
    """
    from advisor.profiling.recognising import recognise

    measure, files = recognise(asked)
    if asked.engine == "spark" and measure.__module__ != "advisor.profiling.tabular":
        refuse(asked.path, "Spark measures tables alone", "leave --engine out", field="--engine")
    return measure(asked, files, watch)


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
