"""How much each column tells of the target by itself, and columns by which rows belong together or follow in time."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.profile import rounded
from advisor.profiling.shared.tables.cells import SAMPLE_ROWS
from advisor.profiling.shared.tables.column_types import ID_WORDS, column_type, words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table

MOST_PARTS: Final = 10  # parts of equal size into which numbers fall, and
A_CELL: Final = 20  # rows that each part must hold, on average, of each class or part of the target
MOST_LEVELS: Final = 64  # of a category or of the target; more are thrown together by a hash
CHANCE: Final = 2.58  # standard errors above what independent columns show, beyond which a column tells something
# Words for whom or what a row is about, by which a column of names keeps rows together.
OWNERS: Final = frozenset(
    (
        "patient", "user", "subject", "customer", "client", "person", "speaker", "session", "device", "household",
        "student", "account", "participant", "member", "author", "group", "driver", "employee", "machine", "sensor",
        "visitor", "case", "family", "litter", "animal", "trip", "ride", "voyage", "storm", "vehicle", "ship", "vessel",
        "player", "athlete", "school", "hospital", "clinic", "physician", "doctor", "teacher", "worker",
        "transaction", "order", "invoice", "basket", "username", "source", "experiment",
        "race", "match", "game",
    )
)  # fmt: skip
REPEATED: Final = 1.5  # rows for each name from which a split at random tears them apart
YEARS: Final = (1800, 2100)  # between which numbers may be years
SERIAL: Final = (15_000, 60_000)  # days since 1899 that dates of spreadsheets are: from 1941 to 2064
YEAR_WORDS: Final = frozenset(("year", "yr", "season", "date", "time", "years"))
LISTED: Final = 3  # columns named in a note
NUMBERED: Final = re.compile(r"[0-9]+$")  # at the end of a name
PLACES: Final = re.compile(r"([a-z]{0,2}|attr(ibute)?|column|col|feature|feat|var)[ _.-]?", re.IGNORECASE)  # any column
IN_A_RUN: Final = 3  # rows for each name, on average, that stand together
AGAIN: Final = 1.2  # runs a name up to which a name hardly comes again
LOOKED: Final = 5_000  # first rows in which that is looked for, and
TRIED: Final = 10  # columns
SIBLINGS: Final = 2  # columns that are called as the target is
PAIRED: Final = 0.05  # share of rows beside the first of their group, and
COUNTING: Final = 0.5  # share of rows in groups counted without a gap, from which numbers with numbers are groups
SHORTEST: Final = 3  # characters, on average, with which names begin that tell more than a letter


def relevance(table: Table, columns: Sequence[Measured], classes: int | None) -> dict[int, float]:
    """The share of the target's entropy that each column in `cells` resolves by itself: 0 to 1.

    Numbers fall into parts of equal size, and so does a target of numbers (no `classes`); missing is a value too. From
    the mutual information that chance alone would show is taken off, and what does not stand out from it is nothing.
    """
    if not columns:
        return {}
    places = ", ".join(str(column.place) for column in columns)
    cells = max(1, columns[0].rows // A_CELL)
    parts = int(sqrt(cells)) if classes is None else cells // classes
    parts = max(2, min(MOST_PARTS, parts))
    ends = [place / parts for place in range(1, parts)]
    part = " + ".join(f"(x > q[{place}])::INTEGER" for place in range(1, parts))
    above = [f"(z > {edge})::INTEGER" for edge in ([] if classes else _edges(table, ends))]
    goal = f"y % {MOST_LEVELS}" if classes else " + ".join(above) or "0"
    query = f"""
        WITH edges AS (
            SELECT k, quantile_cont(x, {ends}) AS q FROM cells
            WHERE numeric AND x IS NOT NULL AND k IN ({places}) GROUP BY k)
        SELECT k, level, goal, count(*) FROM (
            SELECT k, CASE WHEN v IS NULL THEN -1 WHEN numeric THEN {part} ELSE (hash(v) % {MOST_LEVELS})::INTEGER END
                AS level, {goal} AS goal
            FROM cells LEFT JOIN edges USING (k) WHERE k IN ({places}))
        GROUP BY k, level, goal"""
    counts: dict[int, Counter[tuple[int, int]]] = {}
    for k, level, goal, n in table.run(query):
        counts.setdefault(int(k), Counter())[int(level), int(goal)] += int(n)
    return {k: rounded(resolved(each), 3) for k, each in counts.items()}


def _edges(table: Table, ends: Sequence[float]) -> list[float]:
    """Where the parts of a target of numbers end."""
    first = "k = (SELECT min(k) FROM cells)"
    (found,) = table.run(f"SELECT quantile_cont(z, {list(ends)}) FROM cells WHERE {first}")[0]
    return sorted(set(map(float, found or ())))


def resolved(counts: Mapping[tuple[int, int], int]) -> float:
    """The share of the entropy of the second part of pairs that the first resolves, less what chance would show.

    >>> resolved({(0, 0): 500, (1, 1): 500}) > 0.99, resolved({(0, 0): 250, (0, 1): 250, (1, 0): 250, (1, 1): 250})
    (True, 0.0)
    """
    total = sum(counts.values())
    levels, goals = Counter[int](), Counter[int]()
    for (level, goal), n in counts.items():
        levels[level] += n
        goals[goal] += n
    entropy = -sum(n / total * log(n / total) for n in goals.values())
    shared = sum(n / total * log(n * total / (levels[level] * goals[goal])) for (level, goal), n in counts.items())
    free = (len(levels) - 1) * (len(goals) - 1)
    if not free or not entropy or 2 * total * shared < free + CHANCE * sqrt(2 * free):  # chi-square, by its moments
        return 0.0
    return max(0.0, min(1.0, (shared - free / (2 * total)) / entropy))


def split_notes(
    columns: Sequence[Measured],
    aside: Collection[int],
    total: int,
    grouped: bool,
    timed: bool,
    parts: Sequence[str] = (),
) -> list[str]:
    """Columns that forbid a split at random, as far as their names and values tell; `parts` tell a time together."""
    free = [column for column in columns if column.place not in aside]
    owners = [column for column in free if not grouped and _owns_rows(column)]
    dates = [column for column in free if not timed and (column_type(column, total) == "date" or dated(column))]
    notes = [
        f"{column.name!r} has {column.distinct:,} values in {column.filled:,} rows: if it names whom a row is about, a"
        f" split at random flatters, and --group-column keeps each in one part"
        for column in owners[:LISTED]
    ]
    if parts and not timed:
        words_in = any(column.name in parts and not column.numeric for column in columns)
        joined = " + ' ' + ".join(f"table[{name!r}].astype(str)" for name in parts)
        listed = f"table[[{', '.join(map(repr, parts))}]]"
        made = f"pd.to_datetime({joined if words_in else listed})"
        notes.append(
            f"{'+'.join(parts)} tell a time: if later data is to be predicted, {made} as --time-column orders it"
        )
    dates = [column for column in dates if column.name not in parts and not column.reading.clock]
    if dates:
        named = ", ".join(repr(column.name) for column in dates[:LISTED])
        hold = "hold" if len(dates) > 1 else "holds"
        notes.append(f"{named} {hold} dates: if later data is to be predicted, --time-column orders the split by it")
    return notes


def counted_days(columns: Sequence[Measured]) -> list[str]:
    """A note of a column of dates that are counted in days, as spreadsheets keep them."""
    return [
        f"{column.name!r} may count days as spreadsheets do:"
        f" pd.to_datetime(table[{column.name!r}], unit='D', origin='1899-12-30') makes dates of them"
        for column in columns
        if column.numeric and column.whole and column.distinct > MOST_PARTS and "date" in words(column.name)
        if column.low is not None and column.high is not None and SERIAL[0] <= column.low <= column.high <= SERIAL[1]
    ]


def siblings(columns: Sequence[Measured], targets: Sequence[str]) -> list[str]:
    """A note of columns that are called as the target is but for a number, as outcomes of other months are."""
    bare = {stem for name in targets if (stem := NUMBERED.sub("", name)) != name and not PLACES.fullmatch(stem)}
    same = [column.name for column in columns if column.name not in targets and NUMBERED.sub("", column.name) in bare]
    if len(same) < SIBLINGS:
        return []
    named = ", ".join(map(repr, same[:LISTED])) + (f" and {len(same) - LISTED:,} more" if len(same) > LISTED else "")
    return [f"{named} are named as the target is: leave out what is not known before, or name all as targets"]


def beginnings(table: Table, columns: Sequence[Measured]) -> list[str]:
    """A note of a column of names that begin alike in groups, as `s01_1` and `s01_2`: of rows that belong together."""
    for column in columns:
        if column.numeric or column.reading.kind != "text" or column_type(column, column.rows) != "identifier":
            continue
        stem = f"regexp_replace(c{column.place}::VARCHAR, '[_ .-]?[0-9]+$', '')"
        groups, longest = table.run(f"SELECT count(DISTINCT {stem}), avg(length({stem})) FROM {table.sample}")[0]
        often = MOST_PARTS < groups <= column.filled / (REPEATED * REPEATED) and longest > SHORTEST
        if (often or _counted_within(table, column)) and not column.links:
            said = (
                f"the names in {column.name!r} begin in {groups:,} ways: if those name whom a row is about, a split at"
            )
            stems = f"table[{column.name!r}].str.replace(r'[_ .-]?\\d+$', '', regex=True)"
            return [f"{said} random flatters: {stems} as --group-column"]
    return []


def _counted_within(table: Table, column: Measured) -> bool:
    """Whether names are numbers with a number behind them that counts from one or zero in each, as `0001_02` has it."""
    name = f"c{column.place}::VARCHAR"
    query = f"""
        WITH parts AS (SELECT regexp_extract({name}, '^([0-9]+)[_-]([0-9]{{1,3}})$', ['stem', 'number']) AS p
            FROM {table.sample} WHERE {name} IS NOT NULL),
        stems AS (SELECT p.stem AS stem, count(*) AS n, min(TRY_CAST(p.number AS INT)) AS low,
            max(TRY_CAST(p.number AS INT)) AS high FROM parts GROUP BY 1)
        SELECT bool_and(stem <> ''), count(*), sum(n),
            coalesce(sum(n) FILTER (low <= 1 AND high - low = n - 1), 0) FROM stems"""
    all_so, stems, rows, counting = table.run(query)[0]
    whole = table.held and table.rows <= SAMPLE_ROWS
    return bool(all_so) and MOST_PARTS < stems <= (1 - PAIRED) * rows and (counting >= COUNTING * rows or not whole)


def in_runs(table: Table, columns: Sequence[Measured], told: Sequence[str]) -> list[str]:
    """A note of a column of names that stand together row after row, unsorted, as those of storms and trips do.

    Nothing where notes that are `told` already name a group.
    """
    if any("--group-column" in note for note in told) or not table.held:
        return []
    able = [
        column
        for column in columns
        if column.reading.kind == "text" and MOST_PARTS < column.distinct <= column.filled / IN_A_RUN
    ][:TRIED]
    if not able:
        return []
    names = ", ".join(f"c{column.place}::VARCHAR" for column in able)
    rows = table.run(f"SELECT {names} FROM raw LIMIT {LOOKED}")
    for column, cells in zip(able, zip(*rows, strict=True), strict=True):
        runs = [cell for cell, _ in groupby(cells) if cell is not None]
        different = list(dict.fromkeys(runs))
        is_sorted = different in (sorted(different), sorted(different, reverse=True))
        if MOST_PARTS < len(different) >= len(runs) / AGAIN and len(rows) >= IN_A_RUN * len(runs) and not is_sorted:
            said = f"rows with the same {column.name!r} stand together: if they belong together, a split at random"
            return [f"{said} flatters, and --group-column keeps each in one part"]
    return []


def dated(column: Measured) -> bool:
    """Whether a column holds years, by its name and its values."""
    years = column.low is not None and column.high is not None and column.low >= YEARS[0] and column.high <= YEARS[1]
    named = set(words(column.name)) - {"id"}
    return years and column.distinct > MOST_PARTS and bool(named) and named <= YEAR_WORDS


def _owns_rows(column: Measured) -> bool:
    """Whether a column may say whom a row is about: by its name, and as its values repeat."""
    return (
        column.reading.kind != "date"
        and _names_owner(column)
        and MOST_PARTS < column.distinct <= column.filled / REPEATED
    )


def _names_owner(column: Measured) -> bool:
    """Whether a name ends with an owner, or one and `id`; a number needs that, or the owner alone."""
    said = words(column.name)
    ids = [word for word in said if word in ID_WORDS or word in ("name", "code")]
    bare = [word for word in said if word not in ids]
    if said == ["name"]:
        return not column.numeric
    if said == ["id"]:  # that repeats
        return not column.numeric or column.whole
    owned = bool(bare) and bare[-1] in OWNERS and said[-1] in (bare[-1], *ids)
    return owned and (not column.numeric or (column.whole and bool(ids or len(bare) == 1)))
