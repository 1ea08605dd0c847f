"""Tagged tokens in plain tables: a token a row, or a sentence and its tags in a cell each. Both become lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.tables.column_types import words

if TYPE_CHECKING:
    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.tables.table import Table

WORDS: Final = frozenset(("word", "token", "words", "tokens"))  # names of a column of tokens
SENTENCES: Final = frozenset(("sentence", "sent", "text", "doc", "document", "tweet", "example", "line"))  # in names
SCHEME: Final = re.compile(r"[O0]|[BIELSU][-_]\S+")  # tags of spans; some write the letter O as a zero
BEGINS: Final = "B"
MOST: Final = 0.98  # share of the tags that must fit
AGREED: Final = 0.5  # share of the sentences that have a tag for each token; the others are left out
LOOKED: Final = 2_000  # rows
WIDEST: Final = 50  # columns
FEWEST: Final = 2  # tokens of a sentence, on average


def gather(table: Table, asked: Asked) -> bool:
    """Make lists of tokens and tags of a table that holds them otherwise; whether it does.

    The columns are called `tokens` and `tags` then.
    """
    if len(table.labels) > WIDEST or table.engine is not None or asked.more or table.headless:
        return False
    looked = _looked(table)
    tags = [place for place in looked if _are_tags(looked[place])]
    if asked.target in table.labels:
        tags = [place for place in tags if place == table.labels.index(asked.target)]
    query = _by_rows(table, tags[-1]) if tags else _by_cells(table, looked, asked)
    if not query:
        return False
    table.narrow(query, ["tokens", "tags"])
    return True


def _looked(table: Table) -> dict[int, list[str]]:
    """The first values of each column."""
    columns = ", ".join(f"c{place}::VARCHAR" for place in range(len(table.labels)))
    rows = table.run(f"SELECT {columns} FROM raw LIMIT {LOOKED}")
    return {place: [row[place].strip() for row in rows if row[place]] for place in range(len(table.labels))}


def _are_tags(values: list[str]) -> bool:
    """Whether values are tags of spans, some of which begin one."""
    fits = sum(SCHEME.fullmatch(value) is not None for value in values)
    return len(values) > 1 and fits >= MOST * len(values) and any(value.startswith(BEGINS) for value in values)


def _by_rows(table: Table, tag: int) -> str:
    """The query that gathers a token a row; empty where no column holds tokens, or none tells the sentences apart."""
    named = {place: words(label) for place, label in enumerate(table.labels)}
    token = next((place for place, said in named.items() if place != tag and WORDS.intersection(said)), None)
    others = [place for place, said in named.items() if place not in (tag, token) and SENTENCES.intersection(said)]
    if token is None or not others:
        return ""
    sentence = f"nullif(trim(c{others[0]}::VARCHAR), '')"
    numbered = "SELECT *, row_number() OVER () AS number FROM raw"
    told = f"last_value({sentence} IGNORE NULLS) OVER (ORDER BY number)"  # some name it in its first row alone
    kept = f"c{token} IS NOT NULL AND c{tag} IS NOT NULL"
    lists = ", ".join(f"list(trim(c{place}::VARCHAR) ORDER BY number)" for place in (token, tag))
    gathered = f"SELECT {lists} FROM (SELECT *, {told} AS sentence FROM ({numbered})) WHERE {kept}"
    query = f"{gathered} GROUP BY sentence ORDER BY min(number)"
    rows, sentences = table.run(f"SELECT count(*), count(DISTINCT {sentence}) FROM raw")[0]
    return _named(query) if rows >= FEWEST * sentences > FEWEST else ""


def _by_cells(table: Table, looked: dict[int, list[str]], asked: Asked) -> str:
    """The query that takes apart a sentence and its tags in a cell each; empty where no two columns agree so."""
    parts = {place: [value.split() for value in values] for place, values in looked.items()}
    tags = [place for place, rows in parts.items() if _are_tags([tag for row in rows for tag in row])]
    aimed = asked.target if asked.target in table.labels else ""
    tags = [place for place in tags if aimed in ("", table.labels[place]) and len(parts[place]) > 1]
    for tag in tags:
        sizes = [len(row) for row in parts[tag]]
        for place, rows in parts.items():
            same = sum(len(row) == size for row, size in zip(rows, sizes, strict=False))
            if place != tag and len(rows) == len(sizes) and same >= AGREED * len(sizes):
                cut = [f"regexp_split_to_array(trim(c{each}::VARCHAR), '\\s+')" for each in (place, tag)]
                return _named(f"SELECT {', '.join(cut)} FROM raw WHERE c{place} IS NOT NULL AND c{tag} IS NOT NULL")
    return ""


def _named(query: str) -> str:
    return f"SELECT * FROM ({query}) AS gathered(c0, c1)"
