"""A sample of the table turned long, a row for each cell, so that one short query measures hundreds of columns.

Every cell is read as text first, whatever the file's own types: so the same table has the same facts in any format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from advisor.profiling.shared.tables import marks
from advisor.profiling.shared.tables.sql import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from advisor.profiling.shared.tables.table import Table

SAMPLE_ROWS: Final = 100_000  # rows up to which everything is exact, and that are sampled beyond
MOST_SAMPLED: Final = 4 * SAMPLE_ROWS  # rows, should one row fill half the table
AT_ONCE: Final = 4_000_000  # cells of one batch: a few hundred MB at most
WIDE: Final = 400  # columns of one batch: longer queries take longer to plan
MISSPELT: Final = 0.01  # share of odd values up to which a column still holds numbers or dates
LARGEST: Final = 1e100  # beyond it a number is as good as infinite, and infinite is missing
# Spellings of a missing value in any column, and words that mean it where all else is a number or a date.
MISSING: Final = (
    "", "?", "na", "n/a", "nan", "-nan", "null", "nil", "<na>", "#n/a", "#na", ".", "..", "--", "\\n", "nat",
)  # fmt: skip
DASH: Final = "-"  # missing too, unless `+` stands beside it
MISSING_WORDS: Final = (
    DASH, "none", "missing", "unknown", "unk", "undefined", "void", "not available", "<null>", "(null)", "#value!",
    "#ref!", "#null!", "#name?", "#div/0!", "#num!", "-1.#ind", "1.#qnan",
)  # fmt: skip
DATES: Final = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
    "%d-%b-%Y", "%d-%b-%y", "%Y-%m", "%Y/%m", "%b %Y", "%m/%d/%y", "%d.%m.%y",
)  # fmt: skip
FIRST_DAY, LAST_DAY = 19_000_101, 21_001_231  # between which whole numbers may be dates as YYYYMMDD


class Reading(NamedTuple):
    """How the cells of a column are read. `odd` counts those that are none of that, and `example` is one."""

    kind: Literal["number", "date", "text"]
    style: str = "plain"  # or comma, thousands, or marked as `marks` says
    dash: bool = False
    odd: int = 0
    example: str = ""
    marks: str = ""  # what stands beside the numbers: a currency, a unit

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
    return f"CASE WHEN abs(TRY_CAST({value} AS DOUBLE)) < {LARGEST} THEN TRY_CAST({value} AS DOUBLE) END"


def _text(column: str, dash: bool) -> str:
    trimmed = f"trim({column}::VARCHAR)"
    missing = listed(MISSING if dash else (*MISSING, DASH))
    return f"CASE WHEN length({trimmed}) > 4 OR lower({trimmed}) NOT IN {missing} THEN {trimmed} END"


def take_sample(table: Table) -> None:
    """Set `table.sample`, a relation: all rows of a small table, else about `SAMPLE_ROWS` of it.

    Rows are chosen by a fingerprint of what they hold, which is the same on every engine: the same rows whatever the
    number of threads, from the whole file however it is sorted, and a row with all its copies or without.
    """
    if table.held and table.rows <= SAMPLE_ROWS:
        return
    row = ", ".join(f"c{place}::VARCHAR" for place in range(len(table.names)))
    share = min(16**8 - 1, 16**8 * SAMPLE_ROWS // max(SAMPLE_ROWS, table.rows))
    chosen = f"md5(concat_ws(chr(31), {row})) < '{share:08x}'"
    table.bring("sample", f"SELECT * FROM raw WHERE {chosen} LIMIT {MOST_SAMPLED}")
    table.sample = "sample"


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
        f"CREATE OR REPLACE TEMP TABLE spread AS SELECT y, z, k, v, TRY_CAST(v AS DOUBLE) AS x FROM ("
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
            count(*) FILTER (x IS NOT NULL AND length(v) > 1 AND regexp_full_match(v, '[+-]?0\\d+')),
            count(*) FILTER (length(v) > 15 AND regexp_full_match(v, '[+-]?\\d{{16,}}')),
            count(*) FILTER (x IS NULL AND regexp_full_match(v, '[+-]?(\\d+|\\d{{1,3}}(\\.\\d{{3}})+)(,\\d+)?')),
            count(*) FILTER (x IS NULL AND regexp_full_match(v, '[+-]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?')),
            min(v) FILTER (x IS NULL AND lower(v) NOT IN {listed(MISSING_WORDS)}),
            count(*) FILTER (x IS NULL AND length(v) BETWEEN 5 AND 35 AND regexp_matches(v, '\\d.*\\d')),
            count(*) FILTER (x IS NULL AND length(v) <= {marks.LONGEST} AND regexp_matches(v, '\\d')),
            min(x) >= {FIRST_DAY} AND max(x) <= {LAST_DAY} AND bool_and(x = trunc(x))
        FROM spread GROUP BY k"""
    for k, filled, numbers, words, plus, zeros, long, comma, thousands, example, dated, digits, days in table.run(
        query
    ):
        said = filled - words
        needed = (1 - MISSPELT) * said
        readings[k] = Reading("text", dash=plus > 0)
        if zeros or long or not said:  # codes: zip codes keep their zeros, and long ones are beyond a double
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
        if readings[k].kind == "text" and numbers + digits >= marks.SHARE * said:
            written.append(k)
    if unclear:
        readings |= _dates(table, unclear)
    written = [k for k in written if readings[k].kind == "text"]
    for k, each in (marks.look(table, written, MISSING_WORDS) if written else {}).items():
        readings[k] = Reading("number", each.style, odd=each.odd, example=each.example, marks=each.said)
    return readings


def _dates(table: Table, places: Sequence[int]) -> dict[int, Reading]:
    """The columns among these that hold dates or times."""
    query = f"""
        SELECT k, count(*), count(coalesce(TRY_CAST(v AS TIMESTAMP), try_strptime(v, {list(DATES)}))),
            count(TRY_CAST(v AS TIME)), count(try_strptime(v, '%Y%m%d')), count(x)
        FROM spread WHERE k IN ({", ".join(map(str, places))}) AND v IS NOT NULL AND lower(v) NOT IN {MISSING_WORDS}
        GROUP BY k"""
    found = {}
    for k, filled, dates, times, days, numbers in table.run(query):
        hits = days if numbers else max(dates, times)
        if hits >= (1 - (0 if numbers else MISSPELT)) * filled:
            found[k] = Reading("date")
    return found


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
