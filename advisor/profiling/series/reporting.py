"""What is said of series beside their facts: how their steps, seasons and values are, in words and in a table."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from advisor.profiling.series.patterns import TRENDING
from advisor.profiling.shared.profile import Section, bins
from advisor.profiling.shared.tables import sentinels
from advisor.profiling.shared.tables.cells import batches, look, settle, spread
from advisor.profiling.shared.tables.columns import aggregate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.series.patterns import Pattern
    from advisor.profiling.series.variables import Variables
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.times import Clock


def section(lengths: Sequence[int], step: Clock, patterns: Sequence[Pattern], gaps: int, expected: int) -> Section:
    """The steps, trends and seasons of the series as a table."""
    shown: list[tuple[Any, ...]] = [
        ("steps of a series", min(lengths), median(lengths), max(lengths), bins(lengths)),
        ("trend, share of the variance", *_spread([each.trend for each in patterns])),
        ("season, autocorrelation", *_spread([each.strength for each in patterns])),
        ("zeros, share of the steps", *_spread([each.zeros for each in patterns])),
    ]
    if tested := [each.tested for each in patterns if each.tested]:
        ratios = [(each.adf.statistic / each.adf.critical, each.kpss.statistic / each.kpss.critical) for each in tested]
        for name, values in zip(("ADF", "KPSS"), zip(*ratios, strict=True), strict=True):
            shown.append((f"{name}, times its critical value at 5%", *_spread(values)))
    title = f"series in steps of {step.name}; {gaps / max(1, expected):.1%} of the steps are missing"
    return Section(title, ("what", "least", "median", "most", "shape"), shown)


def step_notes(
    step: Clock, gaps: int, doubled: int, patterns: Sequence[Pattern], period: int | None, clocks: bool
) -> list[str]:
    """What to know of steps, seasons and zeros; `clocks` says that repeated times are those that clocks show twice."""
    notes = []
    if not step.regular:
        notes.append(f"steps are uneven: only {step.share:.0%} of them take {step.name}")
    elif gaps:
        notes.append(f"{gaps:,} steps of {step.name} are missing")
    if doubled:
        repeat = f"{doubled:,} rows repeat a time of their" if doubled > 1 else "a row repeats a time of its"
        told = ", as clocks go back an hour: times in UTC keep both"
        named = ": --group-column names the column that tells series apart"
        notes.append(f"{repeat} series{told if clocks else named}")
    if not period:
        notes.append("no season stands out")
    if median(each.trend for each in patterns) > TRENDING:
        notes.append("a straight trend makes most of the variance, so that the series is not stationary as it stands")
    notes += _tested(patterns)
    if median(each.zeros for each in patterns) > 0.5:
        notes.append("most values are zero: the series are intermittent")
    return notes


def code_notes(table: Table, target: str, others: Variables) -> list[str]:
    """Notes of values of the series and of the columns beside it that may be codes for missing."""
    places = [table.labels.index(name) for name in (target, *others.numbers)]
    rows = int(table.run(f"SELECT count(*) FROM {table.sample}")[0][0])
    found = []
    for part in batches(places, rows):
        spread(table, part, None)
        readings = look(table)
        settle(table, readings)
        found += sentinels.codes(table, aggregate(table, readings, rows), "")
    return sentinels.remarks(found)


def _tested(patterns: Sequence[Pattern]) -> list[str]:
    """What the tests for a unit root say, of most series."""
    found = [each.tested for each in patterns if each.tested]
    if not found:
        return []
    ((conclusion, number),) = Counter(each.conclusion for each in found).most_common(1)
    several = len(found) > 1
    around = "straight trend" if median(each.trend for each in patterns) > TRENDING else "mean"
    said = {
        "stationary": f"stationary around {'their' if several else 'its'} {around}",
        "unit root": "not stationary, by a unit root: differences are easier to forecast",
        "unclear": "neither clearly stationary nor clearly not",
    }[conclusion]
    if several:
        return [f"{number:,} of {len(found):,} series are {said} (ADF and KPSS at 5%)"]
    adf, kpss = found[0].adf, found[0].kpss
    first = f"ADF {adf.statistic:.2f} of {adf.critical:.2f} with {adf.lags} lags"
    return [f"the series is {said} ({first}, KPSS {kpss.statistic:.3g} of {kpss.critical:g} at 5%)"]


def _spread(values: Sequence[float]) -> tuple[float, float, float, Any]:
    return (
        round(min(values), 4),
        round(median(values), 4),
        round(max(values), 4),
        bins(values) if len(values) > 1 else None,
    )
