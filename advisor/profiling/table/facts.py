"""Measured input columns -> facts by path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.profile import refuse, rounded
from advisor.profiling.shared.tables import wide
from advisor.profiling.shared.tables.column_types import HEAVY, column_type, named_id, words
from advisor.profiling.shared.tables.columns import duplicates
from advisor.profiling.shared.tables.marks import unit_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.problem.vocabulary import ColumnType
    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table

STEPS: Final = (
    "where its rows are steps in order: pd.read_csv(...).rename_axis('step').to_csv('steps.csv'), --kind series"
)
FILES: Final = {  # that names of rows may name, by the words that such a column is called by
    "the path of its image, for --kind image": frozenset(("image", "img", "picture", "photo", "slide", "scan")),
    "the path of its recording, for --kind audio": frozenset(("audio", "wav", "recording", "clip", "sound")),
}
INPUTS: Final = ("numeric", "categorical", "date")  # types of columns that a network takes as they are


def column_facts(
    inputs: Sequence[Measured], leaks: Collection[int], table: Table, timed: bool, amounts: bool
) -> dict[str, Any]:
    """Facts of the input columns; dates are no inputs where a column of time orders the rows (`timed`).

    `amounts` says whether the target is a number, which may be forecast.

    Raises `InputError` where no column is left to learn from.
    """
    types = {column.place: column_type(column, table.rows) for column in inputs}
    usable = [
        column
        for column in inputs
        if column.place not in leaks and types[column.place] in INPUTS and not (timed and types[column.place] == "date")
    ]
    if not usable:
        _refuse_nothing_left(table.path, inputs, types, leaks, amounts)
    categories = [column for column in usable if types[column.place] == "categorical"]
    numbers = [column for column in usable if types[column.place] == "numeric"]
    spreads = [column.deviation for column in numbers if column.deviation]
    missing = sum(column.rows - column.filled for column in usable) / sum(column.rows for column in usable)
    facts: dict[str, Any] = {
        "data.features": len(usable),
        "data.categorical": len(categories),
        "data.missing": rounded(missing),
        "data.duplicates": rounded(duplicates(table)),
        "data.columns": [_listed(column, types[column.place]) for column in inputs],
        "data.leaks": [column.name for column in inputs if column.place in leaks],
    }
    if categories:
        facts["data.cardinality"] = max(column.distinct for column in categories)
        facts["data.levels"] = sum(column.distinct for column in categories)
    if numbers:
        facts["data.scale_ratio"] = rounded(max(1.0, max(spreads) / min(spreads))) if spreads else 1.0
        facts["data.heavy_tails"] = rounded(sum(column.outliers > HEAVY for column in numbers) / len(numbers))
    return facts


def _refuse_nothing_left(
    path: str, inputs: Sequence[Measured], types: dict[int, ColumnType], leaks: Collection[int], amounts: bool
) -> None:
    if not inputs:
        refuse(path, "has no column beside the target", STEPS)
    kinds = ["a leak" if column.place in leaks else types[column.place] for column in inputs]
    found = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    hint = "a table of texts and labels is a task of --kind text" if "text" in kinds else None
    counted = (column for column in inputs if amounts and column.whole and column.unique)
    steps = next((column.name for column in counted if not named_id(column.name)), "")
    in_time = f"--kind series --time-column {steps} forecasts by it" if steps else ""
    named = next((column.name for column in inputs if types[column.place] == "identifier"), "")
    file = next((what for what, called in FILES.items() if called.intersection(words(named))), "the text of its file")
    known = f"{named!r} names the rows alone: join what is known of each as columns, as {file}"
    told = hint or "; ".join(wide.remarks([column.name for column in inputs])) or in_time or (known if named else "")
    refuse(path, f"has no column to learn from beside the target: {found}", told or None)


def _listed(column: Measured, kind: ColumnType) -> dict[str, Any]:
    listed: dict[str, Any] = {"name": column.name, "type": kind, "distinct": column.distinct}
    if column.filled < column.rows:
        listed["missing"] = rounded((column.rows - column.filled) / column.rows)
    if column.relevance is not None:
        listed["relevance"] = column.relevance
    if unit := unit_of(column.reading.style):
        listed["unit"] = unit
    return listed
