"""Codes for missing that stand side by side in a column, as surveys have them: -7, -8 and -9, or 97, 98 and 99."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.table import Table

MOST: Final = 5  # codes of one column
OTHERS: Final = 3  # different values beside them, at least
LEAST: Final = 3  # rows that hold one of them
# Written as a code below zero: one digit from 6 on, the same digits, or the last ones before a power of ten.
BELOW: Final = re.compile(r"-([6-9])\1*|-9+[5-8]")
ABOVE: Final = re.compile(r"([789])\1+|9+[5-8]")  # above all others: two digits and more

Counted = list[tuple[float, int]]  # values with their rows


def families(table: Table, numbers: str) -> list[tuple[int, float, int, int]]:
    """Each code of a family: the place of its column, the code, its rows, and the rows of the column.

    `numbers` is SQL for places `k` and numbers `x`.
    """
    query = f"""
        WITH sizes AS (SELECT k, x, count(*) AS n FROM ({numbers}) WHERE x IS NOT NULL GROUP BY k, x)
        SELECT k, sum(n), count(*), list([x, n] ORDER BY x)[:{MOST + 1}], list([x, n] ORDER BY x DESC)[:{MOST + OTHERS}]
        FROM sizes GROUP BY k ORDER BY k"""
    found = []
    for k, total, different, lowest, highest in table.run(query):
        for family in (below(lowest), above(highest, lowest[0][0])):
            if family and different >= len(family) + OTHERS and sum(rows for _, rows in family) >= LEAST:
                found += [(int(k), value, int(rows), int(total)) for value, rows in sorted(family)]
    return found


def below(lowest: Sequence[Sequence[float]]) -> Counted:
    """The family among the least values: all that are below zero, which beside -1 are written as codes.

    >>> below([(-9, 40), (-8, 3), (-7, 5), (0, 9), (12, 8)])
    [(-9, 40), (-8, 3), (-7, 5)]
    >>> below([(-9, 40), (-4, 3), (0, 9)])
    []
    """
    negative = [(value, int(rows)) for value, rows in lowest if value < 0]
    written = [value for value, _ in negative if BELOW.fullmatch(f"{value:.12g}")]
    told = 2 <= len(negative) <= MOST and len(written) >= 2 and all(v in written or v == -1 for v, _ in negative)
    return negative if told else []


def above(highest: Sequence[Sequence[float]], low: float) -> Counted:
    """The family among the greatest values, farther from all others than these, from `low` on, lie from one another.

    >>> above([(99, 40), (98, 3), (5, 9), (4, 8)], 1)
    [(99, 40), (98, 3)]
    >>> above([(99, 4), (98, 3), (96, 9), (95, 2), (93, 8)], 20)
    []
    """
    family: Counted = []
    for value, rows in highest:
        if not ABOVE.fullmatch(f"{value:.12g}") or (family and len(f"{value:.12g}") != len(f"{family[0][0]:.12g}")):
            told = 2 <= len(family) <= MOST and family[-1][0] - value > value - low >= 0 and low > -value
            return family if told else []
        family.append((value, int(rows)))
    return []
