"""Columns of times, in one of them or in parts -> seconds, the step between them, and what is missing in between."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.tables.cells import (
    DATES,
    DAYS,
    EARLIEST_DAY,
    EPOCHS,
    FIRST_DAY,
    LAST_DAY,
    MONTHS,
    SHORT_DAYS,
    clock_time,
    epochs,
    moment,
    number,
)
from advisor.profiling.shared.tables.column_types import words
from advisor.profiling.shared.tables.sql import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from advisor.profiling.shared.tables.table import Table

LOOKED: Final = 5_000  # values by which the way of writing is told
TOLD: Final = 200  # values by which most ways are told to be none
PARSED: Final = 0.98  # share of values that one way must read
DATELIKE: Final = re.compile(
    r"\d{4}-\d{1,2}(-\d{1,2}([ T_]\d.*)?)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}( .*)?|\d{4}/\d{1,2}(/\d{1,2}.*)?"
    r"|[A-Za-z]{3,9}[ -]\d.*|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}( .*)?|[A-Za-z]{3,9},? ([A-Za-z]{3,9} )?\d.*\d{2,4}.*"
    r"|\d{1,2}[A-Za-z]{3}\d{2,4}.*|\d{1,2}[/-](1[5-9]|20|21)\d{2}|\d{4}[ -]?[Qq][1-4]|\d{4}[- ][A-Za-z]{3,9}|\d{8} \d.*"
    r"|(1[5-9]|20|21)\d{2} (0[1-9]|1[0-2])|[Qq][1-4][-/ ]?(\d{2})?\d{2}"
)
CLOCKLIKE: Final = re.compile(r"\d{1,2}[:.]\d{2}([:.]\d{2}([.]\d+)?)?( ?[AaPp][Mm])?")
JOINED: Final = "+"  # between the names of columns that tell the time together
# The same words in other languages, but for those that are also English ones.
FOREIGN: Final = {
    "year": (
        "jahr",
        "año",
        "ano",
        "anno",
        "année",
        "annee",
        "jaar",
        "rok",
        "år",
        "yıl",
        "год",
        "年",
        "年份",
        "年度",
        "연도",
    ),
    "month": ("monat", "mes", "mês", "mois", "mese", "maand", "месяц", "月", "月份", "월"),
    "day": ("día", "dia", "jour", "giorno", "gün", "день", "日", "일"),
}
# Words for the parts of a time, in order, with the numbers that such a column may hold.
PARTS: Final = {
    "year": (frozenset(("year", "yr", "yyyy", *FOREIGN["year"])), 500, 2200),
    "month": (frozenset(("month", "mon", "mo", "mm", "mnth", *FOREIGN["month"])), 1, 12),
    "day": (frozenset(("day", "dd", "dom", "mday", *FOREIGN["day"])), 1, 31),
    "hour": (frozenset(("hour", "hr", "hh", "hours")), 0, 24),
    "minute": (frozenset(("minute", "min", "minutes")), 0, 59),
    "quarter": (frozenset(("quarter", "qtr", "q")), 1, 4),
}
CHAINS: Final = (("year", "month", "day", "hour", "minute"), ("year", "quarter"))  # parts that go together
YEARS: Final = PARTS["year"][0] | {"years", "time", "date"}  # names of columns of decimal years
WEEKS: Final = frozenset(("week", "yearweek", "yyyyww", "yw", "weeknumber", "isoweek"))  # columns of 202401 for a week
LAST_WEEK: Final = 53
SHORT_YEARS: Final = (40, 99)  # years of the last century by their last two digits
MONTH_NAMES: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LATEST: Final = 2035  # year up to which two digits stand for this century
NEAR: Final = 0.15  # of a month by which a decimal year may miss one
QUARTERS: Final = 4
YEAR_S: Final = 31_556_952.0
NAMES: Final = frozenset(
    ("date", "time", "datetime", "timestamp", "ds", "year", "month", "day", "week", "hour", "step", "t")
)
TIMES: Final = YEARS | MONTHS | DAYS | EPOCHS  # words with which the names of columns of times end
TRIED: Final = 5  # columns that may hold times
WIDEST: Final = 1_000  # columns among which times are looked for
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
# Steps by their names: seconds from and to, and the seasons that they are known for, in steps.
STEPS: Final = (
    ("a second", 1.0, 1.0, (60, 3_600)),
    ("a minute", MINUTE, MINUTE, (60, 1_440)),
    ("5 minutes", 5 * MINUTE, 5 * MINUTE, (288, 2_016)),
    ("10 minutes", 10 * MINUTE, 10 * MINUTE, (144, 1_008)),
    ("15 minutes", 15 * MINUTE, 15 * MINUTE, (96, 672)),
    ("30 minutes", 30 * MINUTE, 30 * MINUTE, (48, 336)),
    ("an hour", HOUR, HOUR, (24, 168)),
    ("a day", DAY, DAY, (7, 365)),
    ("a week", 7 * DAY, 7 * DAY, (52,)),
    ("a month", 28 * DAY, 31 * DAY, (12,)),
    ("a quarter", 90 * DAY, 92 * DAY, (4,)),
    ("a year", 365 * DAY, 366 * DAY, ()),
)
MEAN_S: Final = {"a month": YEAR_S / 12, "a quarter": YEAR_S / 4, "a year": YEAR_S}
WORKING_DAY: Final = "a working day"
EVEN: Final = 0.9  # share of steps of the usual length from which a series is regular


class Clock(NamedTuple):
    """The usual step: its name, seconds from and to (as months differ), the share that takes it, and usual seasons."""

    name: str
    least: float
    most: float
    share: float
    seasons: tuple[int, ...]

    @property
    def usual(self) -> float:
        """Its length in seconds: of months and the like the average."""
        return MEAN_S.get(self.name, self.most)

    @property
    def regular(self) -> bool:
        """Whether nearly all steps are of one length."""
        return self.share >= EVEN


class Instant(NamedTuple):
    """SQL for a time: seconds since 1970 where it is `dated`, else the numbers by which steps are counted."""

    sql: str
    dated: bool


def datelike(values: Sequence[str]) -> bool:
    """Whether texts look like dates or times."""
    return sum(DATELIKE.fullmatch(value.strip()) is not None for value in values) >= PARSED * len(values)


def clocklike(values: Sequence[str]) -> bool:
    """Whether texts look like times of a day."""
    return sum(CLOCKLIKE.fullmatch(value.strip()) is not None for value in values) >= PARSED * len(values)


def named_times(labels: Sequence[str], times: Sequence[str], clocks: Sequence[str]) -> list[tuple[str, ...]]:
    """Columns that may tell the time, alone or together, the most telling first; `times` hold dates, by their values.

    >>> named_times(["No", "year", "month", "y"], [], [])
    [('year', 'month'), ('year',), ('month',)]
    >>> named_times(["CreationYear", "CreationMonth", "y"], [], [])[0]
    ('CreationYear', 'CreationMonth')
    >>> named_times(["Date", "Time", "CO"], ["Date"], ["Time"])
    [('Date', 'Time'), ('Date',)]
    """
    if len(labels) > WIDEST:
        return [(name,) for name in times]
    by_part = {part: [label for label in labels if _called(label, part)] for part in PARTS}
    dates = [name for name in times if name not in clocks] or list(times)
    chains = _chains(by_part)
    for before in dict.fromkeys(told[0] for label in labels if (told := _role(label)) is not None and told[0]):
        same = {part: [label for label in labels if _role(label) == (before, part)] for part in PARTS}
        chains += _chains(same)
    together = [(date, other) for date in dates[:TRIED] for other in (*clocks, *by_part["hour"][:1]) if other != date]
    numbers = [name for name in labels if name not in (*dates, *clocks) and timed(name)][:TRIED]
    alone = [(name,) for name in (*dates, *numbers)]
    return list(dict.fromkeys([*chains, *together, *alone]))


def seconds(table: Table, names: Sequence[str]) -> Instant | None:
    """The time that columns tell, alone or together; nothing where they tell none.

    Of several ways to write a date the one that reads most values is taken.
    """
    key = tuple(names)
    if key not in table.instants:
        table.instants[key] = _together(table, names) if len(names) > 1 else _alone(table, *names)
    found: Instant | None = table.instants[key]
    return found


def _alone(table: Table, name: str) -> Instant | None:
    """The time that one column tells."""
    place = table.labels.index(name)
    value = f"trim(c{place}::VARCHAR)"
    plain = number(value)
    ends = f"min({plain}), max({plain}), bool_and({plain} % 1 = 0)"
    sample = f"(SELECT c{place} FROM raw WHERE c{place} IS NOT NULL LIMIT {LOOKED})"
    stamp = f"TRY_CAST({value} AS TIMESTAMP)"
    parts = f"bool_and(regexp_full_match({value}, '[0-9]{{4}}-[1-4]')), count(DISTINCT right({value}, 1))"
    query = f"SELECT count(*), count({stamp}), count({plain}), {ends}, {parts} FROM {sample}"
    filled, stamps, numbers, low, high, whole, quartered, quarters = table.run(query)[0]
    if not filled:
        return None
    if quartered and quarters == QUARTERS:  # months that never go beyond the fourth are quarters
        month = f"3 * right({value}, 1)::INTEGER - 2"
        return Instant(f"epoch(make_date(left({value}, 4)::INTEGER, {month}, 1))", dated=True)
    if stamps >= PARSED * filled:
        return Instant(f"epoch({stamp})", dated=True)
    if numbers >= PARSED * filled:
        return _numbered(table, place, low, high, whole) or Instant(plain, dated=False)
    ways = [stamp, *(_written(value, each) for each in DATES)]
    few = f"(SELECT c{place} FROM raw WHERE c{place} IS NOT NULL LIMIT {TOLD})"
    first = table.run(f"SELECT {', '.join(f'count({way})' for way in ways)} FROM {few}")[0]
    ways = [way for way, n in zip(ways, first, strict=True) if n == max(first)]  # of which all of them tell one
    hits = table.run(f"SELECT {', '.join(f'count({way})' for way in ways)} FROM {sample}")[0] if max(first) else [0]
    best = max(range(len(hits)), key=lambda way: (hits[way], -way))
    if hits[best] >= PARSED * filled:
        return Instant(f"epoch({ways[best]})", dated=True)
    every = moment(value)
    if table.run(f"SELECT count({every}) FROM {sample}")[0][0] >= PARSED * filled:
        return Instant(f"epoch({every})", dated=True)
    return None


def _written(value: str, form: str) -> str:
    """SQL for a date that is written so; years of two digits lie in the past."""
    found = f"try_strptime({value}, {text(form)})"
    if "%y" not in form:
        return found
    return f"({found} - CASE WHEN year({found}) > {LATEST} THEN INTERVAL 100 YEAR ELSE INTERVAL 0 YEAR END)"


def _numbered(table: Table, place: int, low: float, high: float, whole: bool) -> Instant | None:
    """The time that numbers stand for, by their range and the name of their column; nothing for any others."""
    name, value = table.labels[place], f"trim(c{place}::VARCHAR)"
    said = set(words(name)) if table.names[place].strip() else {"year"}  # as an index without a name may be one
    said = {"date"} if table.headless and not place else said  # which such a table begins with
    forms = {
        "%Y%m%d": (EARLIEST_DAY if said & DAYS else FIRST_DAY) <= low <= high <= LAST_DAY,
        "%Y%m": EARLIEST_DAY // 100 <= low <= high <= LAST_DAY // 100 and bool(said & MONTHS),
        "%m%d%Y": 1_011_900 <= low <= high <= 12_312_100 and bool(said & DAYS),
        "%y%m%d": SHORT_DAYS[0] <= low <= high <= SHORT_DAYS[1] and bool(said & DAYS),
    }
    for form, fits in forms.items():
        digits = 6 if form in ("%Y%m", "%y%m%d") else 8
        found = f"try_strptime(lpad(({number(value)})::BIGINT::VARCHAR, {digits}, '0'), '{form}')"
        if (
            whole
            and fits
            and table.run(f"SELECT count({found}) >= {PARSED} * count(*) FROM (SELECT * FROM raw LIMIT {LOOKED})")[0][0]
        ):
            return Instant(f"epoch({found})", dated=True)
    if whole and said & WEEKS and FIRST_DAY // 100 <= low <= high <= LAST_DAY // 100:
        year, week = f"(({number(value)})::BIGINT // 100)", f"(({number(value)})::BIGINT % 100)"
        off = f"count(*) FILTER ({week} NOT BETWEEN 1 AND {LAST_WEEK})"
        if table.run(f"SELECT {off} FROM raw")[0][0] == 0:
            monday = (
                f"epoch(date_trunc('week', make_date({year}, 1, 4)))"  # of the week that holds 4 January (ISO 8601)
            )
            return Instant(f"({monday} + {7 * DAY} * ({week} - 1))", dated=True)
    if (unit := epochs(name, low, high)) is not None and (whole or unit == 1):
        return Instant(f"({number(value)} / {unit})", dated=True)
    if whole and said <= PARTS["year"][0] and SHORT_YEARS[0] <= low and high <= SHORT_YEARS[1]:
        return Instant(f"epoch(make_date(1900 + ({number(value)})::INTEGER, 1, 1))", dated=True)
    if said & YEARS and low >= PARTS["year"][1] and high <= PARTS["year"][2]:
        months = f"(({number(value)} - 1970) * 12)"
        off = f"max(abs({months} - round({months})))"
        if table.run(f"SELECT {off} FROM raw")[0][0] <= NEAR:
            return Instant(f"epoch(TIMESTAMP '1970-01-01' + to_months(round({months})::INTEGER))", dated=True)
        return Instant(_by_days(table, number(value)) or f"(({number(value)} - 1970) * {YEAR_S})", dated=True)
    return None


def _by_days(table: Table, year: str) -> str:
    """SQL for the seconds of decimal years that count days or weeks, to the day; empty for other steps."""
    query = f"""
        SELECT median(d) FROM (SELECT x - lag(x) OVER (ORDER BY x) AS d FROM (
            SELECT DISTINCT {year} AS x FROM raw WHERE {year} IS NOT NULL)) WHERE d > 0"""
    step = table.run(query)[0][0]
    if step is None or not any(abs(step * YEAR_S / (days * DAY) - 1) <= NEAR / days for days in (1, 7)):
        return ""
    whole = f"floor({year})::INTEGER"
    length = f"date_diff('day', make_date({whole}, 1, 1), make_date({whole} + 1, 1, 1))"
    return f"(epoch(make_date({whole}, 1, 1)) + {DAY} * round(({year} - {whole}) * {length}))"


def _together(table: Table, names: Sequence[str]) -> Instant | None:
    """A date and a time of day in two columns, or the parts of a date in one column each."""
    places = [table.labels.index(name) for name in names]
    values = [f"trim(c{place}::VARCHAR)" for place in places]
    roles = [part for name in names for part in PARTS if _called(name, part)]
    if len(roles) < len(names) and len({told[0] for name in names if (told := _role(name)) is not None}) == 1:
        roles = [told[1] for name in names if (told := _role(name)) is not None]
    if any(tuple(roles) == chain[: len(names)] for chain in CHAINS):
        parts = dict(zip(roles, map(_part, roles, values), strict=True))
        given = [f"({parts[part]})::BIGINT" if part in parts else str(low) for part, (_, low, _) in PARTS.items()]
        year, month, day, hour, minute, quarter = given
        month = f"(3 * {quarter} - 2)" if "quarter" in parts else month
        fits = f"{day} <= day(last_day(make_date({year}, {month}, 1)))"
        date = f"CASE WHEN {fits} THEN epoch(make_timestamp({year}, {month}, {day}, 0, 0, 0)) END"
        found = f"({date} + {HOUR} * {hour} + {MINUTE} * {minute})"
    elif len(names) == 2:
        dated = seconds(table, names[:1])
        if dated is None or not dated.dated:
            return None
        hours = _part("hour", values[1]) if _called(names[1], "hour") else "NULL"
        found = f"({dated.sql} + coalesce(epoch({clock_time(values[1])}), {HOUR} * {hours}))"
    else:
        return None
    known = " AND ".join(f"c{place} IS NOT NULL" for place in places)
    filled, read = table.run(f"SELECT count(*), count({found}) FROM (SELECT * FROM raw WHERE {known} LIMIT {LOOKED})")[
        0
    ]
    return Instant(found, dated=True) if filled and read >= PARSED * filled else None


def _chains(by_part: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Columns of parts that go together, from the year on."""
    found = (list(takewhile(bool, (by_part[part][:1] for part in chain))) for chain in CHAINS)
    return [tuple(name for (name,) in parts) for parts in found if len(parts) > 1]


def _role(name: str) -> tuple[tuple[str, ...], str] | None:
    """The words of a name before a part of a time, and that part: `CreationYear` is a year; nothing for other names."""
    *before, last = words(name) or [""]
    part = next((part for part, (called, _, _) in PARTS.items() if last in called), None)
    return None if part is None else (tuple(before), part)


def timed(label: str) -> bool:
    """Whether a column is called as one of times is."""
    said = words(label)
    return bool(said) and (said[-1] in TIMES or set(said) <= NAMES)


def _called(name: str, part: str) -> bool:
    """Whether a column is called as a part of a time."""
    return bool(said := set(words(name))) and said <= PARTS[part][0]


def _part(role: str, value: str) -> str:
    """SQL for a part of a time that is a whole number in its range, or the name of a month."""
    _, low, high = PARTS[role]
    plain = number(value)
    found = f"CASE WHEN {plain} BETWEEN {low} AND {high} AND {plain} % 1 = 0 THEN {plain} END"
    if role != "month":
        return found
    return f"coalesce({found}, nullif(list_position({MONTH_NAMES}, lower(left({value}, 3))), 0))"


def clock(table: Table) -> Clock:
    """The usual step between the times `t` of the series `g` in `steps`."""
    query = """
        SELECT d, count(*) AS n FROM (SELECT t - lag(t) OVER (PARTITION BY g ORDER BY t) AS d FROM steps)
        WHERE d > 0 GROUP BY d ORDER BY n DESC, d LIMIT 1000"""
    found = [(float(d), int(n)) for d, n in table.run(query)]
    total = sum(n for _, n in found)
    if not total:
        return Clock("unknown", 1.0, 1.0, 0.0, ())
    usual = found[0][0]
    name, least, most, seasons = next(
        ((name, low, high, seasons) for name, low, high, seasons in STEPS if low <= usual <= high),
        (f"{usual:,.6g} seconds", usual, usual, ()),
    )
    share = sum(n for d, n in found if least <= d <= most) / total
    weekend = sum(n for d, n in found if d in (DAY, 3 * DAY)) / total
    if name == "a day" and share < EVEN <= weekend:
        return Clock(WORKING_DAY, DAY, 3 * DAY, weekend, (5, 261))
    return Clock(name, least, most, share, seasons)


def numbered(step: Clock) -> Clock:
    """The same for steps that are counted rather than dated."""
    return step._replace(name=f"{step.least:g} in its own numbers", seasons=())
