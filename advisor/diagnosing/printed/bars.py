"""Progress bars: which states of a bar count, and of which epoch and set a bar is that names neither."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from advisor.diagnosing.printed.names import PART
from advisor.diagnosing.printed.places import EPOCH

STATE: Final = re.compile(r"(\d+)%\|[^|]*\|\s*(\d+)/(\d+)")  # `45%|####      | 9/20`, as tqdm prints it
FEW: Final = 4  # states of a bar up to which all of them count
LEAST: Final = 2  # bars of a total that make epochs


class State(NamedTuple):
    """What a bar without a name means at a line: its epoch, whether it is of validation, whether it counts."""

    epoch: float
    tested: bool
    counts: bool


class _Bar(NamedTuple):
    total: int
    lines: list[tuple[int, int]]  # the number of each line, and how far the bar is there


def states_of(lines: Sequence[str]) -> Mapping[int, State]:
    """By line the states of bars, where neither they nor other lines name epochs.

    Each bar of the longer total is an epoch of training, and one of a shorter total behind each of them is of
    validation. Of a bar the second half counts: what it shows is a mean so far, or a single batch.
    """
    bars = _bars(lines)
    totals = [bar.total for bar in bars]
    longer, shorter = max(totals, default=0), min(totals, default=0)
    if totals.count(longer) < LEAST or not {longer, shorter} >= set(totals):
        return {}
    if sum(EPOCH.search(line) is not None for line in lines) >= totals.count(longer) / 2:
        return {}
    if any(PART.search(STATE.split(lines[at])[0]) for bar in bars for at, _ in bar.lines[:1]):
        return {}
    if longer != shorter and not all(before != after for before, after in pairwise(totals)):
        return {}
    states: dict[int, State] = {}
    epoch = 0
    for bar in bars:
        epoch += bar.total == longer
        for at, done in bar.lines:
            counts = len(bar.lines) <= FEW or done > bar.total / 2
            states[at] = State(float(max(epoch, 1)), bar.total != longer, counts)
    return states


def _bars(lines: Sequence[str]) -> list[_Bar]:
    """The bars that hold a number by name, in their order."""
    bars: list[_Bar] = []
    for at, line in enumerate(lines):
        if (match := STATE.search(line)) is None or not re.search(r"[a-z_]\s*[:=]\s*[-\d.]", line[: match.start()]):
            continue
        done, total = int(match[2]), int(match[3])
        if not bars or bars[-1].total != total or done < bars[-1].lines[-1][1]:
            bars.append(_Bar(total, []))
        bars[-1].lines.append((at, done))
    return bars
