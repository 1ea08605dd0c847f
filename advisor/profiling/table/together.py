"""Columns that give the target away together: a sum, a product, the time between two dates, the larger of two."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.tables.column_types import words
from advisor.profiling.shared.tables.times import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.target import Target

SEVERAL: Final = 20  # rows below which agreement says nothing
ADDED: Final = 40  # columns that may add up to the target,
PAIRED: Final = 20  # that may give it two by two, and
FEW: Final = 500  # rows below which all of them are compared, two by two
LOOKED: Final = 2_000  # rows in which that is tried
DATES: Final = 4  # columns of dates between which a time may lie
RELATED: Final = 0.05  # share of the entropy that the best of them resolves at least
MATTERS: Final = 0.01  # deviations of the target that a part of the sum makes up at least
EXACT: Final = 1e-3  # share of the largest value by which a sum may be off
NEAR: Final = 0.01  # share of the target by which a product, or a time, may be off
ROUNDED: Final = 0.05  # share of a value that rounding may have changed, up to which it tells something
UNITS: Final = (1e6, 1e5, 1e4, 1e3, 1e2, 10.0, 1.0, 0.1, 0.01, 1e-3, 1e-4)  # to which values may be rounded
PERCENT: Final = frozenset(("percent", "percentage", "pct"))
SLIP: Final = 1e-6  # of a unit
FIRST: Final = 200  # rows by which most pairs are passed over
RESOLVED: Final = 0.99  # share of the rows in which they agree
MOSTLY: Final = 0.95  # likewise of what is counted, where some are equal
TELLING: Final = 0.8  # share of the rows of all but the largest class that a comparison must tell
ALONE: Final = 0.9  # share in which one of them agrees by itself, from which the other adds nothing
OUTCOMES: Final = (2, 3)  # classes of a comparison, the third where both are equal
MOST: Final = 10  # classes of which the largest of as many columns may be one
UNLESS: Final = "leave one of them out unless all are known before"


def remarks(table: Table, columns: Sequence[Measured], dates: Sequence[str], target: Target) -> list[str]:
    """A note of columns that give the target away together; at most one of each kind."""
    if len(target.columns) > 1 or target.task == "multilabel":
        return []
    numbers = sorted((c for c in columns if c.numeric), key=lambda column: -(column.relevance or 0.0))[:ADDED]
    related = len(numbers) > 1 and (numbers[0].relevance or 0.0) >= RELATED
    if target.task == "regression":
        notes = (_sum(table, numbers, target) or _product(table, numbers[:PAIRED], target)) if related else []
        return notes + _between(table, dates, target)
    small = len(numbers) > 1 and target.measured.filled < FEW  # where what tells much may not stand out from chance
    if not (related or small):
        return []
    counted = target.measured.numeric and target.facts.get("data.classes", 0) > OUTCOMES[0]
    return _largest(table, numbers, target) or (_sum(table, numbers, target) if counted else [])


def _values(table: Table, sql: Sequence[str], target: Target) -> Any:
    """The values of the target and of these columns in rows that have all of them, as an array of numbers."""
    import numpy as np

    known = ", ".join((target.label, *sql))
    rows = table.run(f"SELECT {known} FROM {table.sample} WHERE {target.label} IS NOT NULL LIMIT {LOOKED}")
    values = np.array(rows, dtype=float).reshape(len(rows), 1 + len(sql))
    return values[np.isfinite(values).all(axis=1)]


def _sql(column: Measured) -> str:
    return column.reading.sql(f"c{column.place}")


def _sum(table: Table, numbers: Sequence[Measured], target: Target) -> list[str]:
    """A note of columns that add up to a target of numbers."""
    import numpy as np

    values = _values(table, [*map(_sql, numbers)], target)
    if len(values) <= SEVERAL + len(numbers):
        return []
    goal, parts = values[:, 0], values[:, 1:]
    weights = np.linalg.lstsq(np.column_stack([parts, np.ones(len(parts))]), goal, rcond=None)[0][:-1]
    spreads = np.abs(weights) * parts.std(axis=0)
    used = np.flatnonzero(spreads > MATTERS * goal.std())
    residual = np.abs(goal - goal.mean() - (parts - parts.mean(axis=0))[:, used] @ weights[used])
    off = _unit(goal, whole=False) / 2 + sum(abs(weights[at]) * _unit(parts[:, at], whole=False) / 2 for at in used)
    bar = max(EXACT * float(np.abs(goal).max() or 1.0), min(off, ROUNDED * float(goal.std())))
    if len(used) < 2 or np.mean(residual < bar) < RESOLVED:
        return []
    names = [repr(column.name) for column in sorted((numbers[int(at)] for at in used), key=lambda column: column.place)]
    if np.all(np.abs(weights[used] - 1) < EXACT):
        return [f"{' + '.join(names)} = {target.measured.name!r}: {UNLESS}"]
    together = f"{', '.join(names[:-1])} and {names[-1]} together give {target.measured.name!r}"
    return [f"{together}, as a weighted sum: {UNLESS}"]


def _product(table: Table, numbers: Sequence[Measured], target: Target) -> list[str]:
    """A note of two columns whose product, or ratio, is the target, but for a unit and what rounding leaves open."""
    import numpy as np

    values = _values(table, [*map(_sql, numbers)], target)
    if len(values) <= SEVERAL:
        return []
    goal, parts = values[:, 0], values[:, 1:]
    rounded = _rounding(goal, whole=True)
    off = [_rounding(parts[:, place], _in_percent(column)) for place, column in enumerate(numbers)]
    alone = [_share(parts[:, place], goal, rounded + off[place]) for place in range(len(numbers))]
    able = [place for place, share in enumerate(alone) if share < ALONE]
    pairs = [(one, other, "*") for one, other in combinations(able, 2)]
    filled = [place for place in able if np.mean(parts[:, place] != 0) >= MOSTLY]
    pairs += [(one, other, "/") for one, other in permutations(able, 2) if other in filled]
    first = parts[:FIRST], goal[:FIRST], [each[:FIRST] for each in (rounded, *off)]
    for one, other, sign in pairs:
        if _share(*_made(*first, one, other, sign)) < ALONE:
            continue
        if _share(*_made(parts, goal, [rounded, *off], one, other, sign)) >= RESOLVED:
            said = f"{numbers[one].name!r} {sign} {numbers[other].name!r}"
            return [f"{said} gives {target.measured.name!r}: {UNLESS}"]
    return []


def _made(parts: Any, goal: Any, off: Sequence[Any], one: int, other: int, sign: str) -> tuple[Any, Any, Any]:
    """A product or a ratio of two columns, the target, and the share of it that rounding may have changed.

    Rows in which something is divided by nothing are left out. `off` begins with what is rounded of the target.
    """
    off_by = off[0] + off[1 + one] + off[1 + other]
    if sign == "*":
        return parts[:, one] * parts[:, other], goal, off_by
    kept = parts[:, other] != 0
    return parts[kept, one] / parts[kept, other], goal[kept], off_by[kept]


def _in_percent(column: Measured) -> bool:
    """Whether a column holds shares of a hundred, by its signs or its name, which are rounded where they are whole."""
    return "%" in column.reading.marks or "%" in column.name or not PERCENT.isdisjoint(words(column.name))


def _unit(values: Any, whole: bool) -> float:
    """To what all values may be rounded; nothing for whole numbers, unless `whole` says that they may be."""
    import numpy as np

    for unit in UNITS:
        if np.allclose(values, np.round(values / unit) * unit, rtol=0, atol=SLIP * unit):
            return 0.0 if unit == 1 and not whole else unit
    return 0.0


def _rounding(values: Any, whole: bool = False) -> Any:
    """The share of each value that rounding may have taken or added; none of whole numbers, which may be counts.

    `whole` says that a whole number may be a rounded one.
    """
    import numpy as np

    unit = _unit(values, whole)
    return unit / 2 / np.maximum(np.abs(values), unit * SLIP) if unit else np.zeros(len(values))


def _share(found: Any, goal: Any, rounding: Any = 0.0) -> float:
    """The share of the rows in which a value is the target, but for a factor that is the same in all of them.

    `rounding` is the share of each value that rounding may have changed: what agrees without it agrees anyway, and
    rows in which it is much say nothing.
    """
    import numpy as np

    rounding = np.broadcast_to(rounding, goal.shape)
    some = (goal != 0) & (found != 0)
    if some.mean() < 1 - ALONE or some.sum() <= SEVERAL:
        return 0.0
    ratios = goal[some] / found[some]
    middle = np.median(ratios)
    least = 2 * np.abs(goal[some]).min()  # what may have been rounded to nothing
    if np.any(np.maximum(np.abs(goal[~some]), np.abs(middle * found[~some])) > least):
        return 0.0
    exact = float(np.mean(np.abs(ratios - middle) <= NEAR * abs(middle)))
    told = rounding[some] <= ROUNDED
    if exact >= RESOLVED or told.mean() < 1 - ALONE or told.sum() <= SEVERAL:
        return exact
    middle = np.median(ratios[told])
    return max(exact, float(np.mean(np.abs(ratios - middle)[told] <= (NEAR + rounding[some][told]) * abs(middle))))


def _between(table: Table, dates: Sequence[str], target: Target) -> list[str]:
    """A note of two dates between which lies the time that is the target."""
    import numpy as np

    instants = {
        name: each.sql for name in dates[:DATES] if (each := seconds(table, (name,))) is not None and each.dated
    }
    for one, other in permutations(instants, 2):
        values = _values(table, [f"({instants[other]} - {instants[one]})"], target)
        if len(values) > SEVERAL and np.median(values[:, 1]) > 0 and _share(values[:, 1], values[:, 0]) >= ALONE:
            return [f"{other!r} - {one!r} gives {target.measured.name!r}: {UNLESS}"]
    return []


def _largest(table: Table, numbers: Sequence[Measured], target: Target) -> list[str]:
    """A note of the columns of which the largest is the class: of two, or of one for each class, side by side."""
    import numpy as np

    classes = int(target.facts.get("data.classes", 0))
    if not 1 < classes <= MOST:
        return []
    known = ", ".join((f"{target.label}::VARCHAR", *map(_sql, numbers)))
    from_all = f"FROM {table.sample} WHERE {target.label} IS NOT NULL ORDER BY hash({known}) LIMIT {LOOKED}"
    rows = table.run(f"SELECT {known} {from_all}")  # of all classes, however they are sorted
    if len(rows) <= SEVERAL:
        return []
    labels = np.unique([row[0] for row in rows], return_inverse=True)[1].astype(float)
    parts = np.array([row[1:] for row in rows], dtype=float)
    places = sorted(range(len(numbers)), key=lambda place: numbers[place].place)
    for start in range(len(places) - classes + 1) if classes > OUTCOMES[0] else ():
        some = places[start : start + classes]
        if _told(parts[:, some].argmax(axis=1), labels, classes):
            named = ", ".join(repr(numbers[place].name) for place in some)
            return [f"the largest of {named} gives {target.measured.name!r}: {UNLESS}"]
    if classes in OUTCOMES:
        compared = len(numbers) if target.measured.filled < FEW else min(PAIRED, len(numbers))
        for one, other in combinations(range(compared), 2):
            signs = np.sign(parts[:, one] - parts[:, other])
            if _told(signs, labels, classes) and not any(_told(parts[:, each] > 0, labels, 2) for each in (one, other)):
                pair = f"{numbers[one].name!r} or {numbers[other].name!r}"
                return [f"whether {pair} is larger gives {target.measured.name!r}: {UNLESS}"]
    return []


def _told(found: Any, labels: Any, classes: int) -> bool:
    """Whether each of as many values as there are classes goes with one of them."""
    import numpy as np

    known = np.isfinite(found) if found.dtype.kind == "f" else np.ones(len(found), bool)
    values = np.unique(found[known])
    if len(values) != classes or known.mean() < ALONE:
        return False
    best = [np.unique(labels[known & (found == value)], return_counts=True) for value in values]
    different = len({float(names[counts.argmax()]) for names, counts in best}) == classes
    right = sum(counts.max() for _, counts in best)
    usual = np.unique(labels[known], return_counts=True)[1].max()
    return different and right >= MOSTLY * known.sum() and right - usual >= TELLING * (known.sum() - usual)
