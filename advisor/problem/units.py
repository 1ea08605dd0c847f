"""Units that measure the same thing, so that numbers in several of them can be read in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

# By the unit in which all are read; a pound and an ounce are those of weight.
UNITS: Final[dict[str, dict[str, float]]] = {
    "g": {
        "g": 1, "gm": 1, "gram": 1, "mg": 1e-3, "kg": 1e3, "kilo": 1e3, "kilogram": 1e3, "oz": 28.349523125,
        "ounce": 28.349523125, "lb": 453.59237, "pound": 453.59237,
    },
    "m": {
        "m": 1, "meter": 1, "metre": 1, "mm": 1e-3, "cm": 0.01, "km": 1e3, "in": 0.0254, "inch": 0.0254,
        "inches": 0.0254, "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "yd": 0.9144, "yard": 0.9144, "mi": 1609.344,
        "mile": 1609.344,
    },
    "l": {"l": 1, "liter": 1, "litre": 1, "ml": 1e-3, "cl": 0.01, "dl": 0.1},
    "days": {
        "day": 1, "d": 1, "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "minute": 1 / 1440, "min": 1 / 1440,
        "second": 1 / 86400, "sec": 1 / 86400, "s": 1 / 86400, "week": 7, "wk": 7, "month": 30.4375, "mo": 30.4375,
        "year": 365.25, "yr": 365.25,
    },
    "MB": {"mb": 1, "kb": 1e-3, "gb": 1e3, "tb": 1e6},
}  # fmt: skip
ALONE: Final = ("inch", "inches", "foot", "feet")  # without another plural


def factors_to(unit: str) -> dict[str, float]:
    """What one of each unit is in the given one; plurals too.

    >>> factors_to("l")["cl"], factors_to("m")["inches"]
    (0.01, 0.0254)
    """
    return {
        name + end: factor
        for name, factor in UNITS[unit].items()
        for end in ("", "s")
        if not end or (len(name) > 1 and name not in ALONE)
    }


def common_unit(stems: Collection[str]) -> str:
    """The unit in which all of these can be read; empty where they measure different things.

    >>> common_unit({"kg", "lbs"}), common_unit({"kmpl", "km/kg"})
    ('g', '')
    """
    return next((unit for unit in UNITS if set(stems) <= factors_to(unit).keys()), "")
