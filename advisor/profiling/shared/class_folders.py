"""A sub-folder for each class: the task that this implies, and the classes as facts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.profile import Section, refuse, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from advisor.profiling.shared.profile import Asked

MOST_SHOWN: Final = 50  # classes listed


def labelled(paths: Iterable[str], label_of: Callable[[str], str], target: str = "") -> list[tuple[str, ...]]:
    """Examples as exported projects read them: a header, and the path and the class of each file."""
    return [("path", target or "label"), *((os.path.abspath(path), label_of(path)) for path in paths)]  # noqa: PTH100 - of a million files


def class_facts(asked: Asked, classes: Mapping[str, int]) -> tuple[dict[str, Any], list[Section]]:
    """Facts of classes of these sizes, and a table of them; nothing where the task is not about one class each.

    Raises `InputError` where another task of classes was given.
    """
    implied = "binary" if len(classes) == 2 else "multiclass"
    if asked.task in ("binary", "multiclass") and asked.task != implied:
        message = f"{asked.task} does not fit {len(classes):,} sub-folders"
        refuse(asked.path, message, f"--task {implied}", field="--task")
    if asked.task not in (None, implied):
        return {}, []
    sizes, total = classes.values(), sum(classes.values())
    facts: dict[str, Any] = {
        "data.classes": len(sizes),
        "data.imbalance": rounded(max(sizes) / max(1, min(sizes))),
        "data.smallest_class": min(sizes),
    }
    ordered = sorted(classes.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN]
    rows = [(name, count, f"{count / total:.1%}", "█" * round(20 * count / max(sizes))) for name, count in ordered]
    section = Section("classes", ("class", "examples", "share", "bar"), list(rows))
    return facts | ({} if asked.task else {"task": implied}), [section]
