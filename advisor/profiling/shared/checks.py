"""What a user says of the data - kind, task, columns, engine - is followed, or refused with what would fit."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from advisor.errors import nearest
from advisor.problem.vocabulary import SUPPORTED, TASK_ALIASES
from advisor.profiling.shared.profile import need, refuse

if TYPE_CHECKING:
    from advisor.profiling.kinds import Match
    from advisor.profiling.shared.profile import Asked


def check_kind(asked: Asked) -> None:
    """Refuse a task or a kind that is not covered, an unknown kind, and one that the engine does not measure."""
    known = (*SUPPORTED, *TASK_ALIASES, *(task for tasks in SUPPORTED.values() for task in tasks))
    for said, path, flag in ((asked.kind, "data.kind", "--kind"), (asked.task, "task", "--task")):
        if said and said not in known:
            from advisor.problem.not_covered import by_word

            if (other := by_word(said)) is not None:
                refuse(asked.path, other.message(path), other.hint, field=flag)
    if asked.kind is not None and asked.kind not in SUPPORTED:
        near = nearest(asked.kind, SUPPORTED)
        hint = f"did you mean {near}?" if near else None
        refuse(asked.path, f"expected one of {', '.join(SUPPORTED)}; got {asked.kind!r}", hint, field="--kind")
    if asked.engine == "spark" and asked.kind not in (None, "table"):
        refuse(asked.path, "Spark measures tables alone", "leave --engine out", field="--engine")


def check_match(asked: Asked, match: Match) -> None:
    """Refuse a task and options that do not go with what the source was recognised as, and a missing package."""
    check_task(asked, match.kind, match.tasks or SUPPORTED[match.kind])
    check_followed(asked, match.kind, match.follows)
    if match.needs is not None:
        need(asked.path, *match.needs)


def check_task(asked: Asked, kind: str, supported: Collection[str]) -> None:
    """Refuse a task that this kind of data does not have, with the nearest that it does."""
    if asked.task is None or asked.task in supported:
        return
    near = nearest(asked.task, supported, TASK_ALIASES)
    hint = f"did you mean {near}?" if near else None
    message = f"expected a task of {kind} data ({', '.join(supported)}); got {asked.task!r}"
    refuse(asked.path, message, hint, field="--task")


def check_followed(asked: Asked, kind: str, follows: Collection[str]) -> None:
    """Refuse what was said of the data and would be dropped."""
    said = {
        "target": asked.target,
        "group_column": asked.group_column,
        "time_column": asked.time_column,
        "tokenizer": asked.tokenizer,
        "engine": "" if asked.engine == "duckdb" else asked.engine,
    }
    for name, value in said.items():
        if value and name not in follows:
            flag = "--" + name.replace("_", "-")
            refuse(
                asked.path,
                f"read as {kind} data, it has no use for {flag} {value}",
                "leave it out, or say --kind",
                field=flag,
            )
