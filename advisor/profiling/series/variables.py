"""The columns beside a series: which are its variables, and which of them are known ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.tables.column_types import words

if TYPE_CHECKING:
    from collections.abc import Collection

    from advisor.profiling.shared.tables.table import Table

NUMBERS: Final = 0.9  # share of the filled cells that are numbers in a column of numbers
LEVELS: Final = 50  # of a category that is encoded; more of them are names, or texts
SHOWN: Final = 5  # columns named in a note
# Spellings of a missing value that pandas reads as one, as an exported project does.
MISSING: Final = ("", "na", "n/a", "nan", "-nan", "null", "<na>", "#n/a")
THOUSANDS: Final = "[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?"  # between commas, in a file that commas do not separate so
AT_ONCE: Final = 50  # columns of one query, whose planning takes longer than many
# Words for what a calendar or a plan tells before it happens.
AHEAD: Final = frozenset(
    ("year", "month", "day", "hour", "minute", "week", "weekday", "dayofweek", "dow", "quarter", "season", "holiday",
     "workingday", "weekend", "promo", "promotion", "event", "snap", "schoolholiday", "calendar")
)  # fmt: skip


# Words for what is measured, also of a day or in a season, and for what comes later.
MEASURED: Final = frozenset(
    ("price", "close", "closing", "open", "opening", "high", "low", "sales", "sold", "value", "volume", "return",
     "returns", "mean", "avg", "average", "total", "sum", "max", "min", "rate", "change", "lag", "prev", "previous",
     "next", "temp", "temperature")
)  # fmt: skip
LATER: Final = frozenset(("next", "future", "tomorrow", "lead", "following"))


def _known_ahead(name: str) -> bool:
    """Whether a column is known before its step, by its name."""
    said = set(words(name))
    return bool(said & AHEAD) and not said & MEASURED


class Variables(NamedTuple):
    """Columns of numbers and of categories, and those that are left out: they name the steps, or never change."""

    numbers: list[str]
    categories: list[str]
    left: list[str]
    measured: list[str]  # of the numbers those with a fraction, which no calendar tells

    @property
    def names(self) -> list[str]:
        """All that are measured beside the series."""
        return [*self.numbers, *self.categories]

    def notes(self) -> list[str]:
        """What becomes of them."""
        notes = []
        if self.categories:
            notes.append(f"{_listed(self.categories)}: categories beside the series, encoded as numbers")
        if self.left:
            notes.append(f"{_listed(self.left)}: no variables, as they name the steps, hold texts or never change")
        ahead = [name for name in self.names if _known_ahead(name) and name not in self.measured]
        later = [name for name in self.names if LATER.intersection(words(name))]
        if later:
            notes.append(f"{_listed(later)}: named as of a later step, so leave out what is not known before")
        if ahead and len(ahead) < len(self.names):
            past = [name for name in self.names if name not in ahead]
            notes.append(
                f"known ahead, by their names: {_listed(ahead)}; only in the past: {_listed(past)}; the network sees"
                " all of them up to the last step"
            )
        elif self.names and not ahead:
            notes.append(f"taken as known only in the past: {_listed(self.names)}")
        return notes


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names[:SHOWN])) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


def variables(table: Table, taken: Collection[str]) -> Variables:
    """Tell the columns beside a series apart, as an exported project does."""
    found = Variables([], [], [], [])
    comma = table.separator not in ("", ",")  # which may then stand before the fraction of a number
    places = [place for place, name in enumerate(table.labels) if name not in taken]
    for start in range(0, len(places), AT_ONCE):
        part = places[start : start + AT_ONCE]
        wanted = []
        for place in part:
            value = f"CASE WHEN lower(trim(c{place}::VARCHAR)) NOT IN {MISSING} THEN trim(c{place}::VARCHAR) END"
            decimal = f"TRY_CAST(replace(replace({value}, '.', ''), ',', '.') AS DOUBLE)"
            grouped = f"CASE WHEN regexp_full_match({value}, '{THOUSANDS}') THEN replace({value}, ',', '') END"
            other = decimal if comma else f"TRY_CAST({grouped} AS DOUBLE)"
            number = f"coalesce(TRY_CAST({value} AS DOUBLE), {other})"
            wanted.append(f"count({value}), count({number}), approx_count_distinct({value})")
            wanted.append(f"max({number}) - min({number}), bool_and({number} % 1 = 0)")
        values = table.run(f"SELECT count(*), {', '.join(wanted)} FROM raw")[0]
        rows = int(values[0])
        for k, place in enumerate(part):
            filled, numbers, distinct, spread, whole = values[1 + 5 * k : 6 + 5 * k]
            name = table.labels[place]
            counts = bool(numbers == rows > 2 and whole and spread == rows - 1)
            if not filled or distinct < min(2, rows) or counts:
                found.left.append(name)
            elif numbers >= NUMBERS * filled:
                found.numbers.append(name)
                found.measured.extend([] if whole else [name])
            else:
                few = distinct <= 2 * LEVELS and _levels(table, place) <= LEVELS  # the first is an estimate
                (found.categories if few else found.left).append(name)
    return found


def _levels(table: Table, place: int) -> int:
    return int(table.run(f"SELECT count(DISTINCT trim(c{place}::VARCHAR)) FROM raw")[0][0])
