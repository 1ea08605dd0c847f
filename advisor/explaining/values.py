"""How facts and choices are written in a sentence."""

import json
from typing import Any, Final

from advisor.errors import visible

LONGEST: Final = 160  # characters of one value in running text; the document holds it whole


def shown(value: Any) -> str:
    """A value in one short line: plain words, counts with separators, lists and mappings in brackets."""
    text = visible(_written(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "unknown"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if 1e-4 <= abs(value) < 1e15 or value == 0 else f"{value:.3g}"
    if isinstance(value, str):
        return value or "(none)"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_written(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        if len(value) > 3 and all(item == value[0] for item in value):
            return f"{len(value)} times {_written(value[0])}"
        inner = ", ".join(f"({_written(item)})" if isinstance(item, dict | list) else _written(item) for item in value)
        return inner or "(none)"
    return json.dumps(value)


def next_tries(value: Any) -> str:
    """What to try next, as a range or a list."""
    if isinstance(value, dict) and value.keys() == {"low", "high", "log"}:
        return f"{shown(value['low'])} to {shown(value['high'])}{' (logarithmic)' if value['log'] else ''}"
    return shown(value)
