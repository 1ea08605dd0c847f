"""What is to be predicted: one column, several of them, or one that holds several labels a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.errors import Diagnostic, InputError, nearest
from advisor.profiling.shared.profile import refuse, rounded
from advisor.profiling.shared.tables import first_rows, marks, tasks, wide
from advisor.profiling.shared.tables.cells import SAMPLE_ROWS, batches, look, settle, spread
from advisor.profiling.shared.tables.columns import Measured, aggregate, classes_of, scan
from advisor.profiling.shared.tables.sql import listed, text
from advisor.profiling.shared.tables.target_facts import class_facts, lone_value, number_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from advisor.problem.vocabulary import ColumnType
    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.tables.cells import Reading
    from advisor.profiling.shared.tables.table import Table

SHOWN: Final = 10  # columns listed in a diagnostic
LONGEST: Final = 60  # characters of a name in a list
MOST: Final = 1_000  # targets; beyond it queries take longer to plan than to run
YES: Final = ("1", "1.0", "true", "yes")  # a label that holds, as the projects that are exported read it
NO: Final = ("0", "0.0", "false", "no")
SEPARATORS: Final = "|;,\t "  # between the labels of one cell, the least ambiguous first
FEWEST: Final = 6  # classes in which several labels may be, of which
MANY: Final = 0.5  # this share must have several, and there must be fewer labels than that
KINDS: Final = 20  # different values with units up to which they may be kinds, as `2 rooms`
SEPARATED: Final = 0.01  # share of the cells that must hold a separator


class Target(NamedTuple):
    """What is to be predicted: columns as measured, each as SQL that is NULL where any is missing, the task, facts."""

    columns: tuple[Measured, ...]
    labels: tuple[str, ...]
    task: str
    facts: dict[str, Any]
    held: tuple[int, ...] = ()  # rows in which each label of several holds
    notes: tuple[str, ...] = ()

    @property
    def measured(self) -> Measured:
        """The first column."""
        return self.columns[0]

    @property
    def label(self) -> str:
        """The first column as SQL."""
        return self.labels[0]

    @property
    def places(self) -> frozenset[int]:
        """Where all of them stand."""
        return frozenset(column.place for column in self.columns)


class UnsaidTargetError(InputError):
    """Nobody said which column is to be predicted: these there are, each with its type as the first rows show it."""

    def __init__(self, diagnostic: Diagnostic, columns: Mapping[str, ColumnType | None]) -> None:
        super().__init__(diagnostic)
        self.columns = columns


def place_of(table: Table, name: str, flag: str) -> int:
    """Where a named column stands. Raises `InputError` where there is none, or more than one."""
    shown = [f"{label[:LONGEST]}..." if len(label) > LONGEST else label for label in table.labels[:SHOWN]]
    named = ", ".join(shown) + (", ..." if len(table.labels) > SHOWN else "")
    named += " (no header was found; --header says that there is one)" if table.headless else ""
    named += f"; {table.parts}" if table.parts else ""
    if not name:
        hint = "; ".join((f"{flag} COLUMN; there are: {named}", *wide.remarks(table.labels)))
        asks = Diagnostic("which column is to be predicted?", table.path, hint=hint)
        raise UnsaidTargetError(asks, first_rows.types(table))
    if table.names.count(name) > 1:
        refuse(table.path, f"{table.names.count(name)} columns are called {name!r}", "give each a name of its own")
    if name not in table.labels:
        near = nearest(name, table.labels)
        hint = f"did you mean {near!r}?" if near else f"there are: {named}"
        raise InputError(Diagnostic(f"there is no column {name!r}", table.path, field=flag, hint=hint))
    return table.labels.index(name)


def measure_target(table: Table, asked: Asked, ordered: bool = True) -> Target:
    """Measure the target, or the targets, over all rows; `ordered` says whether grades are a task of their own.

    Raises `InputError` where nothing can be learnt from it, or the task does not fit it.
    """
    if asked.more:
        return _several(table, asked)
    place = place_of(table, asked.target, "--target")
    ((found,), (label,), _) = _measured(table, [place], asked.task)
    if asked.task == "multilabel":
        return _separated(table, found, label)
    facts: dict[str, Any] = {"data.rows": found.filled}
    if asked.task is None and found.name in table.classes:
        task = facts["task"] = "binary" if found.distinct == 2 else "multiclass"
    elif asked.task is None:
        task = tasks.infer(found, table.path)
        task = facts["task"] = "multiclass" if task == "ordinal" and not ordered else task
    else:
        task = asked.task
        tasks.check(task, found, table.path)
    facts |= number_facts(found) if task == "regression" else class_facts(classes_of(table, label))
    guessed = tasks.guess(task, found) if asked.task is None and found.name not in table.classes else ""
    several = _several_in_cells(table, found, label) if asked.task is None else ""
    lone = lone_value(found) if task == "regression" else tasks.unlabelled(task, found)
    notes = tuple(filter(None, (guessed, several, lone)))
    return Target((found,), (label,), task, {"data.target": found.name} | facts, notes=notes)


def _several_in_cells(table: Table, found: Measured, label: str) -> str:
    """A note of classes that are several labels between commas or the like, of which each comes in many classes."""
    if found.numeric or found.distinct < FEWEST:
        return ""
    for separator in SEPARATORS.strip():
        parts = (
            f"SELECT count(DISTINCT trim(part)) FROM (SELECT unnest(string_split(v, {text(separator)})) AS part FROM c)"
        )
        query = (
            f"WITH c AS (SELECT DISTINCT {label} AS v FROM {table.sample} WHERE {label} IS NOT NULL)"
            f" SELECT count(*) FILTER (contains(v, {text(separator)})), count(*), ({parts}) FROM c"
        )
        several, classes, labels = table.run(query)[0]
        if several >= MANY * classes and labels <= MANY * classes:
            shown = {"\t": "tab"}.get(separator, separator)
            what = f"{found.name!r} holds {labels:,} labels in {classes:,} combinations, separated by {shown!r}"
            return f"{what}: --task multilabel reads each by itself"
    return ""


def _measured(
    table: Table, places: Sequence[int], asked_for: str | None
) -> tuple[list[Measured], list[str], list[int]]:
    """Columns over the rows that have a value in each, the SQL of each, and cells of each that are no labels of 0 or 1.

    Raises `InputError` where there is nothing to learn.
    """
    readings: dict[int, Reading] = {}
    odd: dict[int, int] = {}
    total = min(table.rows, table.run(f"SELECT count(*) FROM {table.sample}")[0][0])
    for part in batches(places, total):
        spread(table, part, None)
        readings |= look(table)
        for place in part:
            _refuse_units(table, place, readings[place], asked_for)
        flags = f"count(v) FILTER (lower(v) NOT IN {listed((*YES, *NO))})"
        for place, filled, others in table.run(f"SELECT k, count(v), {flags} FROM spread GROUP BY k ORDER BY k"):
            if not filled:
                refuse(table.path, f"the target {table.labels[place]!r} is missing in every row")
            odd[place] = int(others)
    plain = [readings[place].sql(f"c{place}") for place in places]
    known = " AND ".join(f"{label} IS NOT NULL" for label in plain)
    labels = [f"CASE WHEN {known} THEN {label} END" for label in plain] if len(plain) > 1 else plain
    rows = int(table.run(f"SELECT count(*) FROM {table.sample} WHERE {known}")[0][0])
    columns: list[Measured] = []
    for part in batches(places, total):
        spread(table, part, labels[0])
        settle(table, {place: readings[place] for place in part})
        columns += aggregate(table, {place: readings[place] for place in part}, rows)
    if table.rows > SAMPLE_ROWS:
        columns = scan(table, columns, labels[0])
    for column in columns:
        _refuse_nothing(table, column)
    return columns, labels, [odd[place] for place in places]


def _refuse_units(table: Table, place: int, told: Reading, asked_for: str | None) -> None:
    """Refuse a target of amounts in several units, which one prediction cannot have; a few kinds stay classes."""
    unit, named = marks.unit_of(told.style), told.marks
    if not unit:
        if told.kind != "text" or not named or asked_for not in (None, "regression"):
            return
        if table.run(f"SELECT count(DISTINCT v) FROM spread WHERE k = {place}")[0][0] <= KINDS:
            return
    named = named.partition(",")[0] if unit else named
    hint = f"convert them first, as to {unit}, so that predictions have one unit"
    if not unit:
        hint = "make one unit of them first, so that predictions have one; --task multiclass reads classes"
    refuse(table.path, f"the target {table.labels[place]!r} holds numbers in several units ({named})", hint)


def _refuse_nothing(table: Table, column: Measured) -> None:
    if column.filled < 2:
        refuse(table.path, "two rows with a target are the least to learn from")
    if column.distinct < 2:
        refuse(table.path, f"the target {column.name!r} is the same in every row: there is nothing to learn")


def _several(table: Table, asked: Asked) -> Target:
    """Several columns at once: numbers, which are a regression, or labels of 0 and 1 that may hold together."""
    if len(set(asked.targets)) < len(asked.targets):
        refuse(table.path, "a target is named twice", field="--target")
    if len(asked.targets) > MOST:
        refuse(table.path, f"{len(asked.targets):,} targets are named, and {MOST:,} are the most that are measured")
    if asked.task not in (None, "regression", "multilabel"):
        hint = "several numbers are a regression, several labels of 0 and 1 are multilabel"
        refuse(table.path, f"a task of the kind {asked.task} has one target", hint, field="--task")
    columns, labels, odd = _measured(table, [place_of(table, name, "--target") for name in asked.targets], asked.task)
    flags = [n == 0 for n in odd]
    task = asked.task or ("multilabel" if all(flags) else "regression")
    for column, flag in zip(columns, flags, strict=True):
        if task == "multilabel" and not flag:
            refuse(
                table.path,
                f"a label of a multi-label task is 0 or 1, true or false, yes or no, and {column.name!r} is neither",
                "classes that exclude one another are one target each",
                field="--target",
            )
        if task == "regression" and not column.numeric:
            refuse(
                table.path,
                f"several targets are all numbers, or all labels of 0 and 1, and {column.name!r} is neither",
                "name one target alone",
                field="--target",
            )
    facts: dict[str, Any] = {"data.targets": list(asked.targets), "data.rows": min(c.filled for c in columns)}
    facts |= {} if asked.task else {"task": task}
    facts["data.outputs"] = len(columns)
    if task == "regression":
        return Target(tuple(columns), tuple(labels), task, facts | _numbers_together(columns))
    cells = (
        f"CASE WHEN {label} IS NOT NULL THEN lower(trim(c{c.place}::VARCHAR)) END"
        for c, label in zip(columns, labels, strict=True)
    )
    holds = ", ".join(f"count(*) FILTER ({cell} IN {listed(YES)})" for cell in cells)
    held = [int(n) for n in table.over_all(f"SELECT {holds} FROM raw")[0]]
    facts["data.imbalance"] = rounded(max(held) / max(1, min(held)))
    return Target(tuple(columns), tuple(labels), task, facts, tuple(held))


def _numbers_together(columns: Sequence[Measured]) -> dict[str, Any]:
    """Facts that hold for all targets; each has a mean and a deviation of its own."""
    each = [number_facts(column) for column in columns]
    ranges = {facts["data.target_range"] for facts in each}
    return {
        "data.target_range": ranges.pop() if len(ranges) == 1 else "unbounded",
        "data.target_outliers": max(facts["data.target_outliers"] for facts in each),
        "data.target_skew": max((facts["data.target_skew"] for facts in each), key=abs),
    }


def _separated(table: Table, found: Measured, label: str) -> Target:
    """One column of texts that each hold several labels, as `drama|comedy` or `["drama", "comedy"]`."""
    if found.numeric:
        hint = f"--target a --target b names columns of 0 and 1; {found.name!r} alone is a task of one label"
        refuse(table.path, f"{found.name!r} holds numbers: a multi-label task has a column for each label", hint)
    plain = f"regexp_replace({label}, '[\\[\\]{{}}\"'']', '', 'g')"  # as Python and JSON write a list
    holds = ", ".join(f"count(*) FILTER (contains({plain}, {text(each)}))" for each in SEPARATORS)
    total, *counts = table.run(f"SELECT count({label}), {holds} FROM {table.sample}")[0]
    separator = next((s for s, n in zip(SEPARATORS, counts, strict=True) if n > SEPARATED * total), None)
    if separator is None:
        hint = "labels of one cell are separated by | or ; or a comma, or each has a column of 0 and 1"
        refuse(table.path, f"no cell of {found.name!r} holds several labels", hint, field="--task")
    query = f"""
        SELECT trim(part), count(*) FROM (
            SELECT unnest(string_split({plain}, {text(separator)})) AS part FROM raw WHERE {label} IS NOT NULL)
        WHERE trim(part) <> '' GROUP BY 1"""
    sizes = [int(n) for _, n in table.over_all(query)]
    if len(sizes) < 2:
        refuse(table.path, f"{found.name!r} holds one label alone: there is nothing to learn")
    facts = {
        "data.target": found.name,
        "data.rows": found.filled,
        "data.outputs": len(sizes),
        "data.imbalance": rounded(max(sizes) / min(sizes)),
    }
    shown = {"\t": "tab", " ": "space"}.get(separator, separator)
    note = (
        f"{found.name!r} holds {len(sizes):,} labels, {sum(sizes) / found.filled:.2g} a cell, separated by {shown!r};"
        f" an exported project reads a column of 0 and 1 for each: table[{found.name!r}].str.get_dummies({separator!r})"
    )
    return Target((found,), (label,), "multilabel", facts, notes=(note,))
