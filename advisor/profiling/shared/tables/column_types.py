"""The type of an input column, by its name and what was measured of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.problem.vocabulary import ColumnType
    from advisor.profiling.shared.tables.columns import Measured

TEXT_LENGTH: Final = 40  # mean characters from which strings are texts
TEXT_SHARE: Final = 0.5  # share of distinct strings above which a column is no category
LONG_TEXT_SHARE: Final = 0.1  # likewise for strings as long as texts
NAME_SHARE: Final = 0.95  # share of distinct short strings from which they name the rows
RARE: Final = 0.01  # share of rows that must have a lone value, and must lack it, for that to tell anything
SEVERAL: Final = 20  # rows that an index counts, from which it is no number of its own
DENSE: Final = 1.05  # values from the least to the largest, for each row, up to which whole numbers count the rows
DIGITS: Final = 6  # of whole numbers, all alike, from which they may be codes, of
MANY: Final = 100  # rows or more, in which
UNREPEATED: Final = 0.99  # this share is different, where they tell nothing of the target
FEW_WORDS: Final = 10  # different short strings in as many rows, below which they are categories, however rare
HEAVY: Final = 0.01  # fraction of values beyond five robust deviations from which a feature is heavy-tailed
ID_WORDS: Final = frozenset(
    (
        "id",
        "ids",
        "identifier",
        "uuid",
        "guid",
        "key",
        "index",
        "idx",
        "row",
        "rowid",
        "no",
        "nr",
        "number",
        "isbn",
        "isbn13",
        "issn",
        "ean",
        "upc",
        "iban",
        "vin",
        "imei",
        "doi",
    )
)
INDEX_NAMES: Final = frozenset(
    (
        "s.no",
        "s.no.",
        "sno",
        "sr.no",
        "sr no",
        "sl no",
        "serial no",
        "rownames",
        "rowname",
        "row.names",
        "row_names",
        "row names",
        "index",
        "level_0",
        "rn",
        "obs",
    )
)
UNNAMED: Final = re.compile(r"Unnamed: \d+(_level_\d+)?|\.\.\.\d+|_c0|X")  # as pandas, readr, Spark and R call them
OWN: Final = re.compile(  # the number of somebody or something in one word, as `clientnum`
    "(client|customer|cust|user|member|employee|emp|patient|student|account|acct|order|invoice|case|loan|policy|object|"
    "obj|specobj|record|rec|transaction|trans|ticket|city|country|state|region|store|shop|station|product|item|movie|"
    "film|school|team|player|match|driver|device|sensor|site|location|post|group|category)(id|num|no|nbr|number|key)$"
)
CODE_WORDS: Final = frozenset(
    ("id", "code", "zip", "zipcode", "postcode", "postal", "plz", "fips", "type", "category", "cat", "class", "cluster")
)
NUMBERED: Final = frozenset(  # what numbers name rather than measure, as in `flight number` or `bus_no`
    (
        "flight", "room", "house", "route", "bus", "train", "tram", "line", "gate", "seat", "account", "phone", "card",
        "ward", "district", "precinct", "block", "lot", "parcel", "station", "platform", "batch", "plate", "ticket",
    )
)  # fmt: skip
ENTITIES: Final = frozenset(  # what a column of whole numbers names by their codes, where it is called so
    (
        "state", "country", "province", "region", "county", "city", "firm", "store", "shop", "hospital", "clinic",
        "subject", "participant", "wafer", "batch", "operator", "rater", "judge",
    )
)  # fmt: skip
AMOUNTS: Final = frozenset(  # words in names of columns of numbers that measure or count, however many digits they have
    (
        "amount", "paid", "price", "cost", "value", "salary", "income", "revenue", "sales", "profit", "budget",
        "balance", "total", "population", "area", "volume", "distance", "weight", "mass", "size", "views", "sum",
        "mean", "count",
    )
)  # fmt: skip
LETTERS: Final = re.compile(r"[^\W\d_]+|[0-9]+")  # words of any language, which has no capitals within them
WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words(name: str) -> list[str]:
    """The words of a column's name.

    >>> words("CustomerId"), words("zip-code 5"), words("MSSubClass")
    (['customer', 'id'], ['zip', 'code', '5'], ['ms', 'sub', 'class'])
    >>> words("Año 2"), words("年")
    (['año', '2'], ['年'])
    """
    if not name.isascii():
        return LETTERS.findall(name.lower())
    return [word.lower() for word in WORD.findall(re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name))]


def named_id(name: str) -> bool:
    """Whether a column's name says that it identifies rows.

    >>> named_id("PassengerId"), named_id("id_customer"), named_id("CLIENTNUM"), named_id("humid")
    (True, True, True, False)
    """
    said = words(name)
    while len(said) > 1 and said[-1].isdecimal():  # of several alike
        said.pop()
    return (
        bool(said)
        and not _of_time(said)
        and (said[-1] in ID_WORDS or said[0] in ("id", "uuid", "guid", "index") or bool(OWN.match(said[-1])))
    )


def named_code(name: str) -> bool:
    """Whether a column's name says that its numbers are codes of categories.

    >>> named_code("store_id"), named_code("cityid"), named_code("Flight Number"), named_code("yearID")
    (True, True, True, False)
    """
    said = words(name)
    numbered = len(said) > 1 and said[-1] in ("number", "no", "nr", "num") and said[-2] in NUMBERED
    owned = bool(said) and OWN.match(said[-1]) is not None
    return (
        bool(said)
        and not _of_time(said)
        and (said[-1] in CODE_WORDS | ENTITIES or said[0] == "id" or numbered or owned)
    )


def _of_time(said: Sequence[str]) -> bool:
    """Whether a name is that of a time, though it ends as those of codes do: `yearID`."""
    return len(said) == 2 and said[0] in ("year", "month", "day", "date", "hour", "time") and said[1] == "id"


def numbers_rows(column: Measured) -> bool:
    """Whether a column without a name, or named as tools name it, is the index that one wrote beside the table."""
    name = column.name.strip()
    named = name.lower() in INDEX_NAMES or UNNAMED.fullmatch(name) is not None
    return column.nameless or (column.place <= 1 and named)


def column_type(column: Measured, total: int) -> ColumnType:
    """What an input column holds, for a network; `total` counts all rows of the file, labelled or not."""
    if column.distinct == 0:
        return "constant"
    if column.distinct == 1:
        telling = RARE * column.rows <= column.filled <= (1 - RARE) * column.rows
        return "categorical" if telling else "constant"  # present or not may be all that a column says
    if column.reading.kind == "date":
        return "date"
    return _number_type(column, total) if column.numeric else _text_type(column)


def _number_type(column: Measured, total: int) -> ColumnType:
    if not column.whole or column.low is None or column.high is None:
        one_each = column.filled >= MANY and column.distinct >= UNREPEATED * column.filled
        return "identifier" if one_each and words(column.name)[-1:] == ["id"] else "numeric"
    complete = column.unique and column.filled == column.rows
    if complete and (column.high - column.low < DENSE * total or named_id(column.name) or numbers_rows(column)):
        return "identifier"
    if numbers_rows(column) and column.high - column.low == column.distinct - 1 >= SEVERAL:  # begun anew in each part
        return "identifier"
    if column.relevance == 0 and _never_repeats(column):
        return "identifier"
    if column.distinct > 2 and named_code(column.name):
        return "categorical" if column.distinct <= TEXT_SHARE * column.filled else "identifier"
    return "numeric"


def _never_repeats(column: Measured) -> bool:
    """Whether whole numbers of equally many digits are codes of the rows: hardly one stands there twice."""
    digits = {len(f"{abs(end):.0f}") for end in (column.low, column.high) if end is not None}
    many = column.filled >= MANY and column.distinct >= UNREPEATED * column.filled
    return (
        many
        and not AMOUNTS.intersection(words(column.name))
        and len(digits) == 1
        and min(digits) >= DIGITS
        and (column.low or 0) > 0
    )


def _text_type(column: Measured) -> ColumnType:
    if column.links and column.distinct > 2:
        return "identifier"
    if column.coded and column.length >= DIGITS and column.distinct > max(2, TEXT_SHARE * column.filled):
        return "identifier"
    long = column.length >= TEXT_LENGTH
    if not long and named_id(column.name) and column.distinct > max(2, TEXT_SHARE * column.filled):
        return "identifier"
    if not long and column.rows >= MANY and column.distinct < FEW_WORDS:
        return "categorical"  # in the few rows that have one
    if not long and column.distinct >= NAME_SHARE * column.filled and column.distinct > 2:
        return "identifier"
    if column.distinct > (LONG_TEXT_SHARE if long else TEXT_SHARE) * column.filled and column.distinct > 2:
        return "text"
    return "categorical"
