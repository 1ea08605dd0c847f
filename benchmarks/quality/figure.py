"""A critical-difference diagram: mean ranks on a line, and the distance from which they differ (Demsar 2006)."""

from collections.abc import Mapping
from html import escape
from math import sqrt
from statistics import mean

Q = {2: 1.960, 3: 2.344, 4: 2.569, 5: 2.728, 6: 2.850, 7: 2.949, 8: 3.031}  # Nemenyi, 5%, by number of methods
METHODS = ("advisor", "realmlp", "histogram-boosting", "linear")
WIDE, LEFT, LINE = 720, 210, 300


def ranks(
    splits: Mapping[str, Mapping[tuple[str, int], tuple[float, float]]], which: int
) -> tuple[dict[str, float], int]:
    """The mean rank of each method over tables (means of seeds), ties shared, and the number of tables.

    >>> ranks({"advisor": {("t", 0): (1.0, 1.0)}, "realmlp": {("t", 0): (0.5, 1.0)}}, 0)
    ({'advisor': 1.0, 'realmlp': 2.0}, 1)
    """
    methods = [name for name in METHODS if name in splits]
    shared = set.intersection(*(set(splits[name]) for name in methods))
    tables = sorted({table for table, _ in shared})
    found: dict[str, list[float]] = {name: [] for name in methods}
    for table in tables:
        mine = {n: mean(splits[n][key][which] for key in shared if key[0] == table) for n in methods}
        for name in methods:
            above = sum(other > mine[name] for other in mine.values())
            ties = sum(other == mine[name] for other in mine.values())
            found[name].append(above + (ties + 1) / 2)
    return {name: mean(values) for name, values in found.items()}, len(tables)


def diagram(splits: Mapping[str, Mapping[tuple[str, int], tuple[float, float]]], names: Mapping[str, str]) -> str:
    """An SVG with a line for the headline and one for the loss."""
    parts, top = [], 20
    for which, title in ((0, "headline"), (1, "log-loss or RMSE")):
        found, tables = ranks(splits, which)
        count = len(found)

        def x(rank: float, count: int = count) -> float:
            return LEFT + (rank - 1) / max(1, count - 1) * LINE

        parts.append(f'<text x="8" y="{top + 4}" font-weight="bold">{title}, {tables} tables</text>')
        parts.append(f'<line x1="{x(1)}" y1="{top}" x2="{x(count)}" y2="{top}" stroke="black"/>')
        numbers = range(1, count + 1)
        parts += [f'<text x="{x(number)}" y="{top - 6}" text-anchor="middle">{number}</text>' for number in numbers]
        distance = Q[count] * sqrt(count * (count + 1) / (6 * tables))
        parts.append(
            f'<line x1="{x(1)}" y1="{top + 8}" x2="{x(1 + distance)}" y2="{top + 8}" stroke="gray" stroke-width="3"/>'
        )
        parts.append(
            f'<text x="{x(count) + 20}" y="{top + 4}">grey: the least distance that counts, {distance:.2f}</text>'
        )
        for place, (name, rank) in enumerate(sorted(found.items(), key=lambda each: each[1])):
            y = top + 28 + 18 * place
            parts.append(f'<path d="M{x(rank)} {top} V{y - 4} H{x(count) + 16}" fill="none" stroke="steelblue"/>')
            parts.append(f'<text x="{x(count) + 20}" y="{y}">{escape(names[name])} {rank:.2f}</text>')
        top += 60 + 18 * count
    style = 'font-family="sans-serif" font-size="12"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {top}" {style}>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
