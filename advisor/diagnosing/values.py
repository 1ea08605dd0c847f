"""Values of a log as numbers."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from advisor.diagnosing.columns import Source, known_columns

TENSOR: Final = re.compile(r"^tensor\(([^,()]+)")  # a number as PyTorch prints it
PERCENT: Final = re.compile(r"\s*%$")


def number_of(value: Any) -> float | None:
    """A value as a number; a percent sign goes, and what is too large for a float is infinite."""
    if isinstance(value, bool) or value is None or value == "":
        return None
    if isinstance(value, str):
        value = PERCENT.sub("", value.strip())
        if (printed := TENSOR.match(value)) is not None:
            value = printed[1]
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    except (TypeError, ValueError):
        return None


def sum_of(row: Mapping[str, float | None], source: Source) -> float | None:
    """The value of a series in a row: the sum or mean of its columns, None where one of them is missing."""
    found = [value for column in source.columns if (value := row.get(column)) is not None]
    if len(found) < len(source.columns):
        return None
    return sum(found) / len(found) if source.averaged else sum(found)


def places_in(rows: Sequence[Mapping[str, Any]]) -> dict[str, Source]:
    """The columns of each series in rows, by their names and by how many numbers they hold."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    numbers = {column: sum(number_of(row.get(column)) is not None for row in rows) for column in columns}
    return known_columns(columns, numbers.__getitem__)
