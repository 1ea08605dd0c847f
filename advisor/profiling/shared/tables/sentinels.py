"""Values that stand apart from all others of a column and come again and again: codes for missing, as 999 or -200."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.tables.code_families import families

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table

LEAST: Final = 3  # rows that hold a code, and
SHARE: Final = 0.002  # the share of rows from which a value is no lone slip
ZEROS: Final = 0.6  # share of the rows above which a value is what most are, and no code, but for one written as such
OTHERS: Final = 5  # different values beside it, but for
SURE: Final = -99  # what is written with two nines or more below zero, where no other value is
ZERO_GAP: Final = 0.9  # interquartile ranges between zero and the next value, and
ZERO_FAR: Final = 2.5  # from zero to the median of the others, from which nothing measured was zero
CODE: Final = re.compile(r"-1|-?([789])\1*([.]\1+)?|-?[.]9+|-?0[.]9+")  # as codes for missing are written
SURELY: Final = re.compile(r"-([789])\1+([.]\1+)?")  # likewise, where few values stand beside it
COLUMNS: Final = 2  # that hold a code, from which it is one in others as well, where no other value is below zero
FAR: Final = 5  # ranges of all other values, by which any value stands apart
SHOWN: Final = 5  # columns named
TARGET: Final = -1  # the place of the target in the query


class Code(NamedTuple):
    """A value that may be a code, the column that holds it with its place, and the share of its rows that do."""

    value: float
    column: str
    place: int  # `TARGET` for a target
    share: float


def codes(table: Table, columns: Sequence[Measured], target: str) -> list[Code]:
    """Values of the columns in `cells` that may be codes.

    `target` is the name of a target of numbers, which is looked at too; empty where there is none.
    """
    names = {column.place: column.name for column in columns if column.numeric}
    if not names and not target:
        return []
    places = ", ".join(map(str, names)) or "NULL"
    own = f" UNION ALL SELECT {TARGET} AS k, z AS x FROM cells WHERE k = (SELECT min(k) FROM cells)" if target else ""
    numbers = f"SELECT k, x FROM cells WHERE numeric AND k IN ({places}){own}"
    found = [Code(x, names.get(k, target), k, rows / total) for k, x, rows, total in families(table, numbers)]
    if found:
        pairs = ", ".join(f"({code.place}, {code.value!r})" for code in found)
        numbers = f"SELECT k, x FROM ({numbers}) WHERE (k, x) NOT IN (VALUES {pairs})"
    query = f"""
        WITH numbers AS ({numbers}),
        sizes AS (SELECT k, x, count(*) AS n FROM numbers WHERE x IS NOT NULL GROUP BY k, x),
        ends AS (SELECT k, min(x) AS low, max(x) AS high, arg_min(n, x) AS lows, arg_max(n, x) AS highs,
                     sum(n) AS total, count(*) AS others FROM sizes GROUP BY k)
        SELECT k, low, high, lows, highs, total, others, min(x) FILTER (x > low), max(x) FILTER (x < high),
            quantile_cont(x, [0.25, 0.5, 0.75]) FILTER (x > low)
        FROM numbers JOIN ends USING (k)
        WHERE (others > {OTHERS} OR (others > 1 AND low <= {SURE}))
            AND (greatest(lows, highs) >= greatest({LEAST}, {SHARE} * total) OR low <= {SURE})
        GROUP BY ALL ORDER BY k"""
    lone: list[Code] = []  # least values below zero beside none other, which other columns may show to be codes
    for k, low, high, lows, highs, total, others, second, last, quartiles in table.run(query):
        often = max(LEAST, SHARE * total)
        name = names.get(int(k), target)
        surely = second is not None and second >= 0 and SURELY.fullmatch(written(low))
        if second is not None and low < 0 <= second and lows >= often:
            lone.append(Code(float(low), name, int(k), float(lows / total)))
        if others <= OTHERS or (surely and lows < often):
            if surely:
                found.append(Code(float(low), name, int(k), float(lows / total)))
            continue
        apart = highs >= often and _apart(high, high - last, last - second)
        top = last if apart else high
        apart = apart and (highs <= ZEROS * total or _code(high))
        most = lows > ZEROS * total and (low == 0 or not _code(low))
        told = _apart(low, second - low, top - second) or _alone(low, second, quartiles)
        if lows >= often and told and not most:
            found.append(Code(float(low), name, int(k), float(lows / total)))
        elif apart and not _apart(high, high - last, last - low):
            continue
        if apart:
            found.append(Code(float(high), name, int(k), float(highs / total)))
    known = {code.value for code in found if sum(each.value == code.value for each in found) >= COLUMNS}
    there = {(code.place, code.value) for code in found}
    found += [code for code in lone if code.value in known and (code.place, code.value) not in there]
    return sorted(found, key=lambda code: code.place)


def written(value: float) -> str:
    """A number as a table writes it.

    >>> written(-9999.0), written(99999999.0), written(-9.99)
    ('-9999', '99999999', '-9.99')
    """
    return f"{value:.12g}"


def _code(value: float) -> bool:
    return CODE.fullmatch(written(value)) is not None


def _apart(value: float, gap: float, others: float) -> bool:
    """Whether a value is farther from all others than these are from one another, and by much unless it is a code."""
    return gap > (1 if CODE.fullmatch(written(value)) or value < 0 else FAR) * others


def _alone(low: float, second: float, quartiles: Sequence[float]) -> bool:
    """Whether the least value is a lone negative code, or zero where nothing measured is near it."""
    if low == 0:
        return _never_zero(second, quartiles)
    return low < 0 <= second and CODE.fullmatch(written(low)) is not None


def _never_zero(least: float, quartiles: Sequence[float]) -> bool:
    """Whether zero is far from all other values, which all lie above it."""
    width = quartiles[2] - quartiles[0]
    if least <= 1 and not least % 1 and not any(each % 1 for each in quartiles):  # counts, of which zero is one
        return False
    return width > 0 and least >= ZERO_GAP * width and quartiles[1] >= ZERO_FAR * width


def by_place(found: Sequence[Code]) -> dict[int, list[float]]:
    """The codes of each column."""
    return {code.place: [each.value for each in found if each.place == code.place] for code in found}


def remarks(found: Sequence[Code], apart: bool = False) -> list[str]:
    """A note for each set of codes, with the columns that hold it; `apart` says that figures leave it out."""
    notes = []
    of_column = by_place(found)
    for values in dict.fromkeys(map(tuple, of_column.values())):
        alike = [code for code in found if tuple(of_column[code.place]) == values]
        shares = dict.fromkeys((code.column for code in alike), 0.0)
        for code in alike:
            shares[code.column] += code.share
        named = ", ".join(f"{name!r} ({share:.2g} of the rows)" for name, share in [*shares.items()][:SHOWN])
        more = f" and {len(shares) - SHOWN:,} more" if len(shares) > SHOWN else ""
        without = "; means, spreads and tails are measured without them" if apart else ""
        *first, last = map(written, values)
        codes = f"{', '.join(first)} and {last} stand" if first else f"{last} stands"
        means = "they mean" if first else "it means"
        notes.append(
            f"{codes} apart from all other values of {named}{more}: if {means} missing, empty these cells{without}"
        )
    return notes
