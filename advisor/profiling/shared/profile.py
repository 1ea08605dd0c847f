"""What a user says of the data, and what was measured on it: facts by path, how, and tables to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, NamedTuple, NoReturn

from advisor.errors import Diagnostic, InputError

Engine = Literal["duckdb", "spark"]
EXACT: Final = "exact"
CONVERT: Final = "`advisor convert` writes that"  # how what exported projects read is made of what they do not


class Shape(NamedTuple):
    """A distribution in short: how many values fall in each of a few bins, in order."""

    counts: tuple[int, ...]


Cell = str | int | float | Shape | None


class Section(NamedTuple):
    """A table of a profile, for people."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


class Profile(NamedTuple):
    """Facts by path for `Intake.measured`; how they were measured, in general and, where it differs, by path."""

    facts: dict[str, Any]
    method: str
    methods: dict[str, str]
    sections: list[Section]
    notes: list[str]
    examples: Sequence[tuple[Any, ...]] = ()  # for exported projects, where they are no rows of a table: below a header


Watch = Callable[[str, float | None], None]  # is told what is being done, and how much of it: 0 to 1, where known


def unwatched(text: str, part: float | None) -> None:
    """Tell nobody."""


class Asked(NamedTuple):
    """What the user says of the data; an empty text is nothing said."""

    path: str
    target: str = ""
    kind: str | None = None
    task: str | None = None
    group_column: str = ""
    time_column: str = ""
    shown: bool = False  # whether people will read the profile, so that what only they need is measured too
    values: bool = False  # whether raw values may be shown
    engine: Engine = "duckdb"
    more: tuple[str, ...] = ()  # further columns to predict, beside the target
    header: bool | None = None  # whether the first row of a text table holds the names; nothing said: it is told
    tokenizer: str = ""  # a file, a folder or a name, by which tokens are counted
    export: bool = False  # whether what is read will be written for exported projects, in the order of the files
    files: str = ""  # the folder to which files that a table holds are written then
    held_out: bool = False  # whether the test part of divided data is read, rather than the training part

    @property
    def targets(self) -> tuple[str, ...]:
        """All columns to predict."""
        return (self.target, *self.more) if self.target else ()


def refuse(path: str, message: str, hint: str | None = None, line: int | None = None, field: str = "") -> NoReturn:
    """Stop with a diagnostic about the data."""
    raise InputError(Diagnostic(message, path, line, field=field, hint=hint))


def need(path: str, package: str, extra: str, why: str) -> None:
    """Refuse where a package that reads this data is not installed, naming the command that installs it."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        refuse(path, f"{why} needs {package}, which is not installed", f"pip install 'nn-advisor[{extra}]'")


def rounded(value: float, digits: int = 4) -> float:
    """Four significant digits: sums differ in the last ones with the number of threads."""
    return float(f"{value:.{digits}g}")


def bins(values: Sequence[float], number: int = 10) -> Shape:
    """Values counted in bins of equal width between the least and the largest.

    >>> bins([0, 0, 1, 10], 2)
    Shape(counts=(3, 1))
    """
    if not values:
        return Shape(())
    low, high = min(values), max(values)
    counts = [0] * number
    for value in values:
        counts[min(number - 1, int((value - low) / (high - low) * number)) if high > low else 0] += 1
    return Shape(tuple(counts))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies, interpolated; `values` must be sorted.

    >>> quantile([1, 2, 3, 4], 0.5)
    2.5
    """
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
