"""What loggers write, as rows of numbers: CSV, JSON Lines, JSON documents, printed dictionaries and text logs."""

import ast
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from advisor.diagnosing.columns import folded, has_loss, known_columns
from advisor.diagnosing.printed import MOST_EPOCHS, NUMBER, is_of_log, of_numbers, of_program, of_text, rise
from advisor.errors import Diagnostic, InputError

Row = Mapping[str, Any]

MAX_ROWS: Final = 1_000_000
BROKEN: Final = 0.1  # part of JSON Lines that may be broken
BARE: Final = 3  # numbers in a list without a name, from which they are losses
NOTHING: Final = "is no CSV with a header and two columns, no JSON, and no log with losses in its lines"
UNNAMED: Final = "holds numbers without a name that rise, which a score does as well as a loss"
HEADED: Final = "the first line of a table holds the names of its columns"
IMPROVED: Final = "improved. New best score"  # what Lightning prints of a metric that is watched
BEST_ALONE: Final = "only best values are printed here: give the metrics.csv of the run's folder"
NO_NAME: Final = re.compile(r"[\d\[({<:*-]")  # how a date, a number or a bracket begins, and no column's name
DATED: Final = re.compile(r"\W*\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d\S* +\W*[A-Za-z]")  # how a line of a log begins
A_NUMBER: Final = re.compile(rf"\s*(?:tensor\()?{NUMBER}\s*(?:[%,)].*)?$", re.IGNORECASE)  # in a lone column
OF_RUN: Final = re.compile(r"^(?P<run>.+) - (?P<name>.+)$")  # a column of a table that Weights & Biases exports
BOUNDS: Final = ("__MIN", "__MAX")  # what it writes beside each column
BACK: Final = re.compile("\x08+")  # backspaces, by which older Keras goes back to the beginning of its bar
LONG: Final = (("key", "metric", "name", "tag", "metric_name"), ("value", "metric_value"))  # a row for each value


def rows_of(text: str, name: str) -> list[Row]:
    """The rows of a history in any known form. Raises InputError that says what was found instead."""
    text = BACK.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    rows = _of_document(text, name) if text.lstrip()[:1] in ("{", "[") else _of_table(text, name)
    if len(rows) > MAX_ROWS:
        raise InputError(Diagnostic(f"holds more than {MAX_ROWS:,} rows", name))
    return _reshaped(rows)


# JSON ---------------------------------------------------------------------------------------------------


def _of_document(text: str, name: str) -> list[Row]:
    try:
        return _found(json.loads(text), name)
    except (ValueError, RecursionError):
        pass
    lines = text.split("\n")
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            if len(whole := _whole(lines)) >= BARE:
                return whole
            if (found := _printed(text)) is not None:
                return _found(found, name)
            if logged := list(of_text(lines)):
                return logged
            if number == 1 and line[:1] == "[":  # a time in brackets
                raise InputError(Diagnostic(NOTHING, name, 1)) from None
            raise InputError(Diagnostic(f"is no JSON: {error}", name, number)) from None
        if not isinstance(row, dict):
            raise InputError(Diagnostic("expected an object", name, number))
        rows.append(row)
    return rows


def _whole(lines: Sequence[str]) -> list[Row]:
    """The objects of JSON Lines of which a few are broken, as where a run was cut off; none where many are."""
    rows: list[Row] = []
    written = [line for line in lines if line.strip()]
    for line in written:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows if len(rows) >= (1 - BROKEN) * len(written) else []


def _printed(text: str) -> Any:
    """A dictionary as Python prints it."""
    try:
        return ast.literal_eval(re.sub(r"\bnan\b", "None", text.strip()))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _found(document: Any, name: str) -> list[Row]:
    """The rows in a document: a list of them, at any depth, or lists of numbers by name."""
    tables: list[list[Row]] = []
    columns: dict[str, list[Any]] = {}
    scalars: dict[str, Any] = {}
    _walk(document, (), tables, columns, scalars)
    with_loss = [rows for rows in tables if has_loss(_columns(rows))]
    if with_loss:
        return max(with_loss, key=len)
    if tables and not has_loss(columns):
        return max(tables, key=len)  # which are then refused by their columns
    if columns:
        longest = max(map(len, columns.values()))
        if {"epoch", "step"}.isdisjoint(known_columns(columns)) and longest <= MOST_EPOCHS:
            columns["epoch"] = list(range(1, longest + 1))  # as Keras keeps a history
        rows = [row for named in _by_model(columns) for row in named]
        if isinstance(document, list) and rise(rows):
            raise InputError(Diagnostic(UNNAMED, name, hint='name the numbers, as in {"loss": [...]}'))
        return rows
    if scalars:
        return [scalars]
    raise InputError(Diagnostic("holds no row", name))


def _by_model(columns: Mapping[str, list[Any]]) -> Iterator[list[Row]]:
    """The rows of each model where several stand side by side: `a_loss`, `a_val_loss`, `b_loss` and so on.

    The outputs of one network are called otherwise: `val_a_loss`, beside a `loss` of all.
    """
    models = [name.removesuffix("_val_loss") for name in columns if name.endswith("_val_loss")]
    models = [model for model in models if f"{model}_loss" in columns]
    if len(models) < 2 or "loss" in columns:
        yield _side_by_side(columns)
        return
    for model in models:
        own = {key.removeprefix(f"{model}_"): values for key, values in columns.items() if key.startswith(f"{model}_")}
        longest = max(map(len, own.values()))
        yield _side_by_side({**own, "run": [model] * longest, "epoch": list(range(1, longest + 1))})


def _side_by_side(columns: Mapping[str, list[Any]]) -> list[Row]:
    longest = max(map(len, columns.values()))
    return [{key: values[at] for key, values in columns.items() if at < len(values)} for at in range(longest)]


def _walk(
    value: Any, path: tuple[str, ...], tables: list[list[Row]], columns: dict[str, list[Any]], scalars: dict[str, Any]
) -> None:
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        tables.append(_of_fits(value) or value)
    elif (rows := _of_lists(value)) is not None:
        tables.append(rows)
    elif isinstance(value, list) and len(value) >= (1 if path else BARE) and all(_is_number(item) for item in value):
        columns["_".join(part for part in path if part != "history") or "loss"] = value
    elif isinstance(value, dict) and value and all(str(key).isdecimal() for key in value):
        _walk([value[key] for key in sorted(value, key=int)], path, tables, columns, scalars)
    elif isinstance(value, dict):
        for key, item in value.items():
            _walk(item, (*path, str(key)), tables, columns, scalars)
    elif _is_number(value):
        scalars["_".join(path)] = value


def _of_fits(value: list[dict[str, Any]]) -> list[Row]:
    """The rows of a list of histories, each with lists of numbers by name; none of any other."""
    if not all(fit and all(map(_is_series, fit.values())) for fit in value):
        return []
    return [
        {"run": number if len(value) > 1 else "", "epoch": epoch, **row}
        for number, fit in enumerate(value, 1)
        for epoch, row in enumerate(_side_by_side(fit), 1)
    ]


def _is_series(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_number, value))


def _of_lists(value: Any) -> list[Row] | None:
    """Lists of a step that counts up, a training loss and, as a third, a validation loss."""
    if not isinstance(value, list) or len(value) < BARE or not all(isinstance(item, list) for item in value):
        return None
    widths = {len(item) for item in value}
    if widths not in ({2}, {3}) or not all(_is_number(number) for item in value for number in item):
        return None
    steps = [item[0] for item in value]
    if any(step is None or step != int(step) for step in steps) or steps != sorted(set(steps)):
        return None
    return [dict(zip(("step", "loss", "val_loss"), item, strict=False)) for item in value]


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


# Tables and text ----------------------------------------------------------------------------------------


def _of_table(text: str, name: str) -> list[Row]:
    head = text[:65536].lstrip("\n ").partition("\n")[0]
    rows = [] if is_of_log(head) or of_program(head) or DATED.match(head) else list(_csv(text))
    rows = _with_index(rows)
    named = bool(rows) and (has_loss(_columns(rows)) or _is_long(rows) or "rate" in _columns(rows))
    if named and (len(rows[0]) > 1 or any(A_NUMBER.match(value) for row in rows for value in row.values())):
        return rows
    if logged := list(of_text(text.split("\n"))):
        return logged
    if logged := list(of_numbers(text)):
        if rise(logged):
            raise InputError(Diagnostic(UNNAMED, name, 1, hint="name the columns in the first line, as in epoch,loss"))
        return logged
    if not rows or all(NO_NAME.match(column) for column in list(rows[0])[:1]) or _is_prose(rows):
        raise InputError(Diagnostic(NOTHING, name, 1, hint=BEST_ALONE if IMPROVED in text else HEADED))
    return rows


def _with_index(rows: list[Row]) -> list[Row]:
    """The rows with a first column without a name as the epoch, where it counts up, as pandas writes an index."""
    first = next(iter(rows[0]), None) if rows else None
    if first not in ("", "Unnamed: 0") or not {"epoch", "step"}.isdisjoint(known_columns(rows[0])):
        return rows
    counted = [row.get(first, "") for row in rows]
    if counted not in ([str(at) for at in range(start, len(rows) + start)] for start in (0, 1)):
        return rows
    return [{"epoch" if key == first else key: value for key, value in row.items()} for row in rows]


def _is_prose(rows: Sequence[Row]) -> bool:
    """Whether hardly a row holds a number in a cell: lines of text that were split at their commas are no table."""
    numbered = sum(any(A_NUMBER.match(value) for value in row.values()) for row in rows)
    return numbered < len(rows) / 2


def _csv(text: str) -> Iterator[Row]:
    head = text[:65536].lstrip("\n").partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(max(len(text), 131_072))
    table: list[list[str]] = []
    try:
        lines = csv.reader(io.StringIO(text.lstrip("\n")), delimiter=delimiter, skipinitialspace=True)
        table.extend(islice(filter(None, lines), MAX_ROWS + 2))
    except csv.Error:  # what was read before it counts
        pass
    names, *rows = table or [[]]
    if not names or (len(names) < 2 and not has_loss(names)):
        return
    empty = _empty_beyond(names, rows)
    for row in rows:
        cells = [cell for at, cell in enumerate(row) if at not in empty] if empty else row
        yield {name.strip(): cell for name, cell in zip(names, cells, strict=False)}


def _empty_beyond(names: Sequence[str], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns that hold nothing, where each row has just so many more cells than there are names, not at its end.

    Flair's `loss.tsv` has such a one behind the training loss.
    """
    widths = {len(row) for row in rows}
    more = max(widths, default=0) - len(names)
    if len(widths) != 1 or more <= 0 or not any(row[-1].strip() for row in rows):
        return frozenset()
    empty = [at for at in range(len(names) + more) if not any(row[at].strip() for row in rows)]
    return frozenset(empty) if len(empty) == more else frozenset()


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


# Shapes -------------------------------------------------------------------------------------------------


def _is_long(rows: Sequence[Row]) -> bool:
    names = {folded(column) for column in rows[0]}
    return all(names & set(spellings) for spellings in LONG)


def _reshaped(rows: list[Row]) -> list[Row]:
    """One row for each moment, whichever way the logger lays its values out."""
    if not rows:
        return rows
    if _is_long(rows):
        return _wide(rows)
    columns = _columns(rows)
    if any(column.endswith(BOUNDS) for column in columns) or sum(bool(OF_RUN.match(c)) for c in columns) > 0:
        return list(_by_run(rows, columns))
    return rows


def _wide(rows: Sequence[Row]) -> list[Row]:
    by_name = {folded(column): column for column in rows[0]}
    key, value = (next(by_name[word] for word in spellings if word in by_name) for spellings in LONG)
    moments: dict[tuple[Any, ...], dict[str, Any]] = {}
    rest = [column for name, column in by_name.items() if name in ("run", "run_id", "epoch", "step")]
    for row in rows:
        place = tuple(row.get(column) for column in rest)
        moment = moments.setdefault(place, {folded(c).replace("run_id", "run"): row.get(c) for c in rest})
        moment[str(row.get(key))] = row.get(value)
    return list(moments.values())


def _by_run(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[Row]:
    shared = [column for column in columns if not OF_RUN.match(column)]
    runs: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        if (match := OF_RUN.match(column)) and not column.endswith(BOUNDS):
            runs.setdefault(match["run"], []).append((column, match["name"]))
    for run, named in runs.items():
        for row in rows:
            values = {name: row.get(column) for column, name in named if row.get(column) not in (None, "")}
            if values:
                yield {"run": run if len(runs) > 1 else "", **{c: row.get(c) for c in shared}, **values}
