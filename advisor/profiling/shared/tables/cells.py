"""A sample of the table turned long, a row for each cell, so that one short query measures hundreds of columns.

Every cell is read as text first, whatever the file's own types: so the same table has the same facts in any format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from advisor.profiling.shared.tables import marks
from advisor.profiling.shared.tables.column_types import named_id
from advisor.profiling.shared.tables.column_types import words as words_of
from advisor.profiling.shared.tables.sql import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from advisor.profiling.shared.tables.table import Table

SAMPLE_ROWS: Final = 100_000  # rows up to which everything is exact, and that are sampled beyond
MOST_SAMPLED: Final = 4 * SAMPLE_ROWS  # rows, should one row fill half the table
TRIED: Final = 100  # cells of a column by which it is told to hold no dates
COPIES: Final = 0.1  # share of a sample that may repeat other rows of it
AT_ONCE: Final = 4_000_000  # cells of one batch: a few hundred MB at most
WIDE: Final = 400  # columns of one batch: longer queries take longer to plan
SEVERAL: Final = 20  # dates among which one odd value is a slip
MISSPELT: Final = 0.01  # share of odd values up to which a column still holds numbers or dates
LETTERED: Final = "[0-9]+[AC-JLN-Zac-jln-z]"  # a number with a letter that is no scale, as a code may have
LARGEST: Final = 1e100  # beyond it a number is as good as infinite, and infinite is missing
# Spellings of a missing value in any column, and words that mean it where all else is a number or a date.
MISSING: Final = (
    "", "?", "na", "n/a", "nan", "-nan", "null", "nil", "<na>", "#n/a", "#na", ".", "..", "...", "…", "--",
    "---", "\\n", "nat",
)  # fmt: skip
DASH: Final = "-"  # missing too, unless `+` stands beside it
MISSING_WORDS: Final = (
    DASH, "none", "missing", "unknown", "unk", "undefined", "void", "not available", "n.a.", "n.a", "n.d.",
    "<null>", "(null)", "#value!", "#ref!", "#null!", "#name?", "#div/0!", "#num!", "-1.#ind", "1.#qnan",
)  # fmt: skip
DATES: Final = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
    "%b %d,%Y", "%B %d,%Y",
    "%d-%b-%Y", "%d-%b-%y", "%Y-%m", "%Y/%m", "%b %Y", "%m/%d/%y", "%d.%m.%y",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M %p", "%m/%d/%y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%m/%d/%y %H:%M", "%m/%d/%y %H:%M:%S",
    "%d/%m/%y %H:%M", "%d/%m/%y %H:%M:%S", "%d.%m.%y %H:%M", "%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M", "%Y-%m-%d %H.%M.%S",
    "%d/%m/%Y %H.%M.%S", "%d/%m/%Y %H.%M", "%d.%m.%Y %H.%M.%S", "%d.%m.%Y %H.%M",
    "%b-%y", "%b-%Y", "%B-%Y", "%B %Y", "%b %y", "%Y-%b", "%d%b%Y", "%d%b%Y %H:%M:%S", "%d%b%Y:%H:%M:%S", "%d %b %y",
    "%b %d %Y", "%B %d %Y", "%d %b %Y %H:%M:%S", "%b %d %H:%M:%S %Y", "%b %d, %Y %I:%M %p", "%Y%m%d %H:%M:%S",
    "%Y%m%d %H:%M", "%Y %b", "%Y %B", "%Y %m",
    "%d %b %Y - %H:%M", "%d %B %Y - %H:%M", "%Y-%m-%d %H-%M", "%Y-%m-%d %H-%M-%S", "%Y-%m-%d_%H-%M-%S",
)  # fmt: skip
CLOCKS: Final = ("%I:%M %p", "%I:%M:%S %p", "%H.%M.%S", "%H:%M")
WEEKDAY: Final = "^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? "  # before a date, which says it anyway
ZONE: Final = " (gmt|utc|[+-][0-9]{2}:?[0-9]{2})( |$)"  # in or after a date
QUARTER: Final = "^([0-9]{4})[- ]?q([1-4])$"
QUARTER_FIRST: Final = "^q([1-4])[-/ ]?((?:[0-9]{2})?[0-9]{2})$"
CENTURY: Final = 70  # from which years of two digits are of the last one
VERSIONED: Final = "[0-9]{2}.[0-9]{2}.[0-9]{2}"  # all that a clock with points may look like
MONTH: Final = "[0-9]{1,2}[/-](1[5-9]|20|21)[0-9]{2}"
# Words in names of columns of numbers that stand for times, each with how such numbers are told.
FOREIGN_DAYS: Final = ("날짜", "일자", "日期", "日付", "дата", "datum", "fecha", "tarih")  # which are no English words
DAYS: Final = frozenset(
    ("date", "day", "dt", "mmddyyyy", "ddmmyyyy", "dob", "birthdate", "birthday", "born", *FOREIGN_DAYS)
)
MONTHS: Final = frozenset(("month", "yyyymm", "yearmonth", "period", "date", "ym", "yearmon"))
EPOCHS: Final = frozenset(("epoch", "unix", "timestamp", "time", "ts", "utc", "unixtime", "date"))
EPOCH_S: Final = (100_000_000, 4_000_000_000)  # seconds since 1970: from 1973 to 2096
FIRST_DAY, LAST_DAY = 19_000_101, 21_001_231  # between which whole numbers may be dates as YYYYMMDD, and
SHORT_DAYS: Final = (10_101, 991_231)  # likewise as YYMMDD, where the name says so
EARLIEST_DAY: Final = 15_000_101  # where the name of their column says so
COMMA: Final = r"[+-]?((\d+|\d{1,3}(\.\d{3})+)(,\d+)?|,\d+)"  # a number with a decimal comma, and points before it
DURATION: Final = "([0-9]+ days? )?[0-9]+:[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"  # as pandas and stop watches write it
SPELLED: Final = "[0-9]+ ?h[a-z]*( ?[0-9]+ ?m[a-z]*)?|[0-9]+ ?m[a-z]*"  # as travellers write it: 2h 50m, and 19h
LASTS: Final = f"regexp_full_match(v, '{DURATION}|{SPELLED}')"
BOTH: Final = "regexp_full_match(v, '[0-9]+ ?h[a-z]* ?[0-9]+ ?m[a-z]*')"  # hours and minutes, which half of them have


def moment(value: str) -> str:
    """SQL for the TIMESTAMP that a text stands for, or NULL."""
    plain = f"trim(regexp_replace(regexp_replace({value}, '{WEEKDAY}', '', 'i'), '{ZONE}', '\\2', 'i'))"
    quarter = f"regexp_extract(lower({value}), '{QUARTER}', ['y', 'q'])"
    first = f"regexp_extract(lower({value}), '{QUARTER_FIRST}', ['q', 'y'])"
    short = f"CASE WHEN {first}.y::INT < {CENTURY} THEN 2000 ELSE 1900 END"
    year = f"({first}.y::INT + CASE WHEN length({first}.y) = 4 THEN 0 ELSE {short} END)"
    return (
        f"coalesce(TRY_CAST({value} AS TIMESTAMP), try_strptime({value}, {list(DATES)}),"
        f" CASE WHEN regexp_matches({value}, '[A-Za-z]') THEN coalesce(try_strptime({plain}, {list(DATES)}),"
        f" CASE WHEN regexp_full_match(lower({value}), '{QUARTER}') THEN"
        f" make_timestamp({quarter}.y::INT, 3 * {quarter}.q::INT - 2, 1, 0, 0, 0)"
        f" WHEN regexp_full_match(lower({value}), '{QUARTER_FIRST}') THEN"
        f" make_timestamp({year}, 3 * {first}.q::INT - 2, 1, 0, 0, 0) END)"
        f" WHEN regexp_full_match({value}, '{MONTH}') THEN try_strptime({value}, ['%m/%Y', '%m-%Y']) END)"
    )


def clock_time(value: str) -> str:
    """SQL for the TIME of a day that a text stands for, or NULL."""
    clock = f"try_strptime({value}, {list(CLOCKS)})"
    fits = f"(NOT contains({value}, '.') OR regexp_full_match({value}, '{VERSIONED}'))"
    return f"coalesce(TRY_CAST({value} AS TIME), CASE WHEN {fits} THEN {clock}::TIME END)"


class Reading(NamedTuple):
    """How the cells of a column are read. `odd` counts those that are none of that, and `example` is one."""

    kind: Literal["number", "date", "text"]
    style: str = "plain"  # or comma, thousands, or marked as `marks` says
    dash: bool = False
    odd: int = 0
    example: str = ""
    marks: str = ""  # what stands beside the numbers: a currency, a unit
    clock: Literal["", "h:m", "h:m:s", "h m"] = ""  # how times of a day, or durations, are written

    def sql(self, column: str) -> str:
        """The value of a raw column: a finite DOUBLE, or a text; NULL where it is missing."""
        return number(f"{column}::VARCHAR", self.style) if self.kind == "number" else _text(column, self.dash)


def number(value: str, style: str = "plain") -> str:
    """SQL for the finite number that a text stands for, or NULL."""
    if style.startswith("marked"):
        found = marks.marked(f"trim({value})", style)
        return f"CASE WHEN abs({found}) < {LARGEST} THEN {found} END"
    if style == "comma":
        value = f"replace(replace({value}, '.', ''), ',', '.')"
    elif style == "thousands":
        value = f"replace({value}, ',', '')"
    plain = f"abs(TRY_CAST({value} AS DOUBLE)) < {LARGEST} AND NOT contains({value}, '_')"
    return f"CASE WHEN {plain} THEN TRY_CAST({value} AS DOUBLE) END"


def _text(column: str, dash: bool) -> str:
    trimmed = f"trim({column}::VARCHAR)"
    missing = listed(MISSING if dash else (*MISSING, DASH))
    return f"CASE WHEN length({trimmed}) > 4 OR lower({trimmed}) NOT IN {missing} THEN {trimmed} END"


def take_sample(table: Table) -> None:
    """Set `table.sample`, a relation: all rows of a small table, else about `SAMPLE_ROWS` of it.

    Rows are chosen by a fingerprint of what they hold, which is the same on every engine: the same rows whatever the
    number of threads, from the whole file however it is sorted. Where many rows are copies, each is taken as often as
    its share asks: by its fingerprint alone it would come with all its copies or without.
    """
    if table.held and table.rows <= SAMPLE_ROWS:
        return
    row = ", ".join(f"c{place}::VARCHAR" for place in range(len(table.names)))
    share = min(16**8 - 1, 16**8 * SAMPLE_ROWS // max(SAMPLE_ROWS, table.rows))
    chosen = f"md5(concat_ws(chr(31), {row})) < '{share:08x}'"
    table.bring("sample", f"SELECT * FROM raw WHERE {chosen} LIMIT {MOST_SAMPLED}")
    table.sample = "sample"
    total, different = table.run(f"SELECT count(*), count(DISTINCT hash({row})) FROM sample")[0]
    if not SAMPLE_ROWS / 2 < total < SAMPLE_ROWS * 2 or different < (1 - COPIES) * total:
        _take_copies(table, row, share)


def _take_copies(table: Table, row: str, share: int) -> None:
    """Take the sample anew from rows that are counted: the whole part of its share for sure, the rest by chance."""
    columns = ", ".join(f"c{place}" for place in range(len(table.names)))
    mark = f"md5(concat_ws(chr(31), {row}))"
    counted = (
        f"SELECT {columns}, count(*) AS n FROM raw GROUP BY {columns} HAVING count(*) > 1 OR {mark} < '{share:08x}'"
    )
    table.bring("counted", counted)
    copies = f"floor(n * {share / 16**8} + 1 - ('0x' || {mark}[:8])::BIGINT / {16**8})::BIGINT"
    table.run(
        f"CREATE OR REPLACE TEMP TABLE sample AS SELECT {columns}"
        f" FROM (SELECT {columns}, unnest(range({copies})) FROM counted)"
    )
    table.run("DROP TABLE counted")


def batches(places: Sequence[int], rows: int) -> Iterator[Sequence[int]]:
    """The columns in parts whose cells fit in memory."""
    step = max(1, min(WIDE, AT_ONCE // max(1, rows)))
    for start in range(0, len(places), step):
        yield places[start : start + step]


def spread(table: Table, places: Sequence[int], label: str | None) -> None:
    """Make `spread`: place `k`, text `v` (NULL where missing), number `x`, and the label as hash `y` and number `z`.

    `label` is SQL for the target: rows without it are left out.
    """
    columns = ", ".join(f"c{place}::VARCHAR" for place in places)
    numbers = ", ".join(map(str, places))
    target = label or "0"
    table.run(
        f"CREATE OR REPLACE TEMP TABLE spread AS SELECT y, z, k, v,"
        f" CASE WHEN NOT contains(v, '_') THEN TRY_CAST(v AS DOUBLE) END AS x FROM ("  # DuckDB takes 0001_01 for 101
        f"SELECT y, z, k, CASE WHEN length(v) > 4 OR lower(v) NOT IN {listed(MISSING)} THEN v END AS v FROM ("
        f"SELECT hash({target}) AS y, TRY_CAST({target} AS DOUBLE) AS z, unnest([{numbers}])::INTEGER AS k,"
        f" trim(unnest([{columns}])) AS v FROM {table.sample} WHERE {target} IS NOT NULL))"
    )


def look(table: Table) -> dict[int, Reading]:
    """How each column of `spread` is best read."""
    readings: dict[int, Reading] = {}
    unclear: list[int] = []
    written: list[int] = []
    query = f"""
        SELECT k, count(v), count(x),
            count(*) FILTER (x IS NULL AND lower(v) IN {listed(MISSING_WORDS)}),
            count(*) FILTER (v = '+'),
            count(*) FILTER (x IS NOT NULL AND length(v) > 1 AND regexp_full_match(v, '[+]?0\\d+')),
            count(*) FILTER (length(v) > 15 AND regexp_full_match(v, '[+-]?\\d{{16,}}')),
            count(*) FILTER (x IS NULL AND regexp_full_match(v, '{COMMA}')),
            count(*) FILTER (x IS NULL AND regexp_full_match(v, '[+-]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?')),
            min(v) FILTER (x IS NULL AND lower(v) NOT IN {listed(MISSING_WORDS)}),
            count(*) FILTER (x IS NULL AND length(v) <= 35 AND (length(v) > 3 AND regexp_matches(v, '\\d.*\\d')
                OR regexp_full_match(v, '{SPELLED}'))),
            count(*) FILTER (x IS NULL AND regexp_full_match(v, '{LETTERED}')),
            count(*) FILTER (x IS NULL AND length(v) <= {marks.LONGEST} AND regexp_matches(v, '\\d')),
            min(x), max(x), bool_and(x = trunc(x))
        FROM spread GROUP BY k"""
    for k, filled, numbers, words, plus, zeros, long, comma, thousands, example, dated, lettered, *more in table.run(
        query
    ):
        digits, *ends = more
        said = filled - words
        needed = (1 - MISSPELT) * said
        readings[k] = Reading("text", dash=plus > 0)
        days = numbers == said and _times(table.labels[k], *ends)
        if zeros and days:
            unclear.append(k)
        # Codes: zip codes keep their zeros, long ones are beyond a double, and some end with a letter.
        coded = lettered > 1 and lettered == said - numbers and ends[-1]
        if zeros or long > MISSPELT * said or coded or not said:
            continue
        if numbers >= needed:
            readings[k] = Reading("number", odd=said - numbers, example=example or "")
            if days:
                unclear.append(k)
        elif numbers + thousands >= needed and table.separator == ",":
            readings[k] = Reading("number", "thousands", odd=said - numbers - thousands)
        elif numbers + comma >= needed:
            readings[k] = Reading("number", "comma", odd=said - numbers - comma)
        elif dated >= needed:
            unclear.append(k)
        if readings[k].kind == "text" and not named_id(table.labels[k]) and numbers + digits >= marks.SHARE * said:
            written.append(k)
    if unclear:
        readings |= _dates(table, unclear)
    written = [k for k in written if readings[k].kind == "text" and not readings[k].clock]
    for k, each in (marks.look(table, written, MISSING_WORDS) if written else {}).items():
        if each.style == "text":
            readings[k] = readings[k]._replace(marks=each.said)
        else:
            readings[k] = Reading("number", each.style, odd=each.odd, example=each.example, marks=each.said)
    return readings


def _times(name: str, low: float | None, high: float | None, whole: bool | None) -> bool:
    """Whether numbers of this range may be times: days as YYYYMMDD, or what the name of their column says."""
    if low is None or high is None:
        return False
    if not whole:
        return epochs(name, low, high) == 1
    said = set(words_of(name))
    return (
        ((EARLIEST_DAY if said & DAYS else FIRST_DAY) <= low and high <= LAST_DAY)
        or (low >= EARLIEST_DAY // 100 and high <= LAST_DAY // 100 and bool(said & MONTHS))
        or (low >= SHORT_DAYS[0] and high <= SHORT_DAYS[1] and bool(said & DAYS))
        or (low >= 1_011_900 and high <= 12_312_100 and bool(said & DAYS))
        or epochs(name, low, high) is not None
    )


def epochs(name: str, low: float, high: float) -> int | None:
    """How many of its units a second has, where a column counts them since 1970; nothing where it does not."""
    if not EPOCHS.intersection(words_of(name)):
        return None
    return next((unit for unit in (1, 10**3, 10**6) if EPOCH_S[0] * unit <= low <= high <= EPOCH_S[1] * unit), None)


def _dates(table: Table, places: Sequence[int]) -> dict[int, Reading]:
    """The columns among these that hold dates or times; most that do not are told by their first cells."""

    def hits(way: str) -> str:
        return f"coalesce(sum(n) FILTER ({way} IS NOT NULL), 0)"

    listed_places = ", ".join(map(str, places))
    query = f"""
        SELECT k, count(*), count({moment("v")}), count({clock_time("v")}), count(x), count(*) FILTER ({LASTS}) FROM (
            SELECT k, v, x FROM spread WHERE k IN ({listed_places}) AND v IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY k) <= {TRIED}) GROUP BY k"""
    found = table.run(query)
    places = [k for k, filled, *hits, numbers, lasts in found if numbers or 2 * max(*hits, lasts) >= filled]
    if not places:
        return {}
    query = f"""
        SELECT k, sum(n), {hits(moment("v"))}, {hits(clock_time("v"))}, {hits(f"nullif({LASTS}, false)")},
            {hits("CASE WHEN v LIKE '%:%:%' THEN v END")}, {hits("CASE WHEN v LIKE '%:%' THEN v END")},
            {hits(f"nullif({BOTH}, false)")},
            greatest({", ".join(hits(f"try_strptime(v, '{form}')") for form in ("%Y%m%d", "%m%d%Y", "%d%m%Y"))},
                {hits("CASE WHEN length(v) = 6 THEN try_strptime(v, '%Y%m') END")},
                {hits("CASE WHEN length(v) BETWEEN 5 AND 6 THEN try_strptime(lpad(v, 6, '0'), '%y%m%d') END")}),
            count(x), min(x), max(x)
        FROM (SELECT k, v, x, count(*) AS n FROM spread WHERE k IN ({", ".join(map(str, places))}) AND v IS NOT NULL
            AND lower(v) NOT IN {MISSING_WORDS} GROUP BY k, v, x) GROUP BY k"""
    told = {}
    for k, filled, dates, times, lasts, parted, colons, both, days, numbers, low, high in table.run(query):
        counted = filled if numbers and epochs(table.labels[k], low, high) is not None else days
        hits = counted if numbers else max(dates, times)
        named = bool(DAYS.intersection(words_of(table.labels[k])))
        slips = MISSPELT * filled * named if numbers else max(MISSPELT * filled, float(filled >= SEVERAL))
        written: Literal["h:m", "h:m:s", "h m"] = "h:m:s" if parted else "h:m" if colons else "h m"
        if hits >= filled - slips:
            told[k] = Reading("date", clock=written if not numbers and times > dates else "")
        elif not numbers and lasts >= filled - slips and (colons or 2 * both >= filled):
            told[k] = Reading("text", clock=written)
    return told


def settle(table: Table, readings: Mapping[int, Reading]) -> None:
    """Make `cells` of `spread`: as `spread`, with every cell read as its column is, and `numeric` saying how."""
    dashes = [k for k, reading in readings.items() if reading.dash]
    numbers = {
        style: [k for k, reading in readings.items() if reading.kind == "number" and reading.style == style]
        for style in sorted({reading.style for reading in readings.values()} | {"plain"})
    }
    value = (
        "CASE "
        + " ".join(f"WHEN {_among(places)} THEN {number('v', style)}" for style, places in numbers.items())
        + " END"
    )
    every = [k for places in numbers.values() for k in places]
    table.run(
        f"CREATE OR REPLACE TEMP TABLE cells AS SELECT y, z, k, numeric, x,"
        f" CASE WHEN numeric THEN CASE WHEN x IS NOT NULL THEN v END"
        f" WHEN v <> '{DASH}' OR {_among(dashes)} THEN v END AS v"
        f" FROM (SELECT y, z, k, v, {_among(every)} AS numeric, {value} AS x FROM spread)"
    )


def _among(places: Sequence[int]) -> str:
    return f"k IN ({', '.join(map(str, places))})" if places else "false"
