"""Published forecasters, used as they are, as `forecasters.json` says it: terms, look-back, other variables, error.

Those that a config may name stand among the backbones as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.json import decode

FORECASTERS: Final = Path(__file__).with_name("forecasters.json")


class Forecaster(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published forecaster. None and an empty string stand for what was not read."""

    key: str
    name: str
    package: str
    """What pip installs."""
    license: str
    """Of the weights."""
    commercial: bool
    """Whether the licence lets a closed product use the weights without buying another one."""
    parameters: int | None = None
    lookback: int | None = None
    """Steps of the past that it reads at most."""
    variables: Literal["", "none", "past and future", "by a regression beside it"] = ""
    """Which other variables it reads beside the series."""
    mase: float
    """On the 97 configurations of GIFT-Eval, over that of the seasonal naive, as a geometric mean."""
    source: str
    read: date
    note: str = ""


@cache
def forecasters() -> Mapping[str, Forecaster]:
    """All of them by key, the one that is advised first."""
    return {each.key: each for each in decode(FORECASTERS.read_bytes(), type=list[Forecaster])}
