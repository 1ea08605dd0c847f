"""Models that predict tables as they are, reading the training rows at every prediction, as `tabular.json` says it.

They are never trained here: a problem is only told which of them to try, and under which terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.json import decode

TABULAR: Final = Path(__file__).with_name("tabular.json")


class TabularModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published model of tables. None stands for a bound that its publisher does not name."""

    key: str
    name: str
    package: str
    """What pip installs."""
    license: str
    """Of the weights."""
    commercial: bool
    """Whether the licence lets a closed product use the weights without buying another one."""
    log_in: bool
    """Whether the weights are given only after a log-in, or for a token where there is no browser."""
    most_rows: int | None = None
    cpu_rows: int | None = None
    """The most rows on a CPU."""
    columns: int | None = None
    classes: int | None = None
    elo: int | None = None
    """On TabArena's 51 tables, without tuning; CatBoost, tuned and ensembled, has 1,419."""
    source: str
    read: date
    note: str = ""


@cache
def tabular_models() -> Mapping[str, TabularModel]:
    """All of them by key, the first to try first: permissive licences before others, stronger before weaker."""
    return {model.key: model for model in decode(TABULAR.read_bytes(), type=list[TabularModel])}
