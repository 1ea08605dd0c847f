"""Whether the rows of a table follow one another though no column says so: those next to each other are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.target import Target

LOOKED: Final = 5_000  # first rows
FEWEST: Final = 100  # of them
COLUMNS: Final = 20  # columns of numbers, of which
VALUES: Final = 20  # different values make a measurement, and
SEVERAL: Final = 3  # with the target so many are compared from row to row, of which
PAIR: Final = 2  # so many, and half of all, must be alike:
ALIKE: Final = 0.8  # the correlation of a row with the next
SORTED: Final = 0.9  # share of the steps in one direction from which a column is sorted
WAY: Final = "if they follow in time, count them (rename_axis('step')) and name --time-column step"


def remarks(table: Table, columns: Sequence[Measured], target: Target) -> list[str]:
    """A note of rows that seem to be steps in order. Sorted columns say nothing, and classes are taken out first."""
    numbers = [column for column in columns if column.numeric and column.distinct > VALUES][:COLUMNS]
    if not table.held or len(numbers) + 1 < SEVERAL or len(target.columns) > 1 or table.engine is not None:
        return []
    import numpy as np

    classifies = target.task != "regression"
    goal = f"{target.label}::VARCHAR" if classifies else target.label
    known = ", ".join((goal, *(column.reading.sql(f"c{column.place}") for column in numbers)))
    rows = table.run(f"SELECT {known} FROM raw LIMIT {LOOKED}")
    parts: Any = np.array([row[1:] for row in rows], dtype=float)
    goals = [row[0] for row in rows]
    if len(rows) < FEWEST:
        return []
    if classifies:
        classes = np.unique([str(each) for each in goals], return_inverse=True)[1]
        means = [np.nan_to_num(parts[classes == each]).mean(axis=0) for each in range(classes.max() + 1)]
        parts = parts - np.stack(means)[classes]
    else:
        parts = np.column_stack([np.array(goals, dtype=float), parts])
    found = [alike for place in range(parts.shape[1]) if (alike := _alike(parts[:, place])) is not None]
    first = None if classifies else _alike(parts[:, 0])
    near = [alike for alike in found if alike >= ALIKE]
    told = len(found) >= SEVERAL and len(near) >= max(PAIR, len(found) / 2)
    if not told or (not classifies and (first is None or first < ALIKE)):
        return []
    said = f"rows that stand next to each other are alike (correlation {np.median(near):.2f})"
    return [f"{said}, so that a split at random flatters: {WAY}"]


def _alike(values: Any) -> float | None:
    """The correlation of a value with the next; nothing where the column is sorted, or hardly changes."""
    import numpy as np

    pairs = np.column_stack([values[:-1], values[1:]])
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    steps = np.sign(pairs[:, 1] - pairs[:, 0])
    moves = np.count_nonzero(steps)
    if len(pairs) < FEWEST or not moves or abs(steps.sum()) >= SORTED * moves or not pairs.std(axis=0).all():
        return None
    return float(np.corrcoef(pairs[:, 0], pairs[:, 1])[0, 1])
