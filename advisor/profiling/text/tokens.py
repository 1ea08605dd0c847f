"""Sentences with a tag for each token: CoNLL files, or lists of tokens and tags in the rows of a table."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.files import Files, listed, suffix
from advisor.profiling.shared.profile import EXACT, Profile, Section, refuse, rounded
from advisor.profiling.shared.suffixes import CONLL
from advisor.profiling.shared.tables.compression import HEAD
from advisor.profiling.shared.words import Words
from advisor.profiling.text.tokenizers import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table

TOKENS: Final = ("tokens", "words")  # names of a column of tokens
TAGS: Final = ("tags", "labels", "ner")  # and of one of tags, beside all that end in `tags`
SAMPLE: Final = 20_000  # first sentences whose lengths and languages are counted; tags are counted in all
TOLD_EVERY: Final = 1_000  # sentences between two looks at the bar
MOST_SHARE: Final = 0.1  # share of different tags above which they are no tags
SURE: Final = 50  # different tags below which they are, whatever the share
UNIVERSAL: Final = 10  # columns of CoNLL-U
MOST_SHOWN: Final = 50  # tags listed

Sentence = tuple["list[str]", "list[str] | None"]


class Counts(NamedTuple):
    """What is counted over sentences that have a tag for each token."""

    tags: Counter[str]
    spans: int
    orphans: int  # spans that begin with I-
    tagged: int
    untagged: int
    words: Words


def measure(source: Source, found: tuple[int, int] | None) -> Profile:
    """Measure tagged tokens: in columns of a table that were found, else in CoNLL files.

    Raises `InputError` where no sentence has a tag for each token, or the last column holds no tags.
    """
    if found is not None:
        return profile(source.table, source.asked, found)
    conll = [path for path in source.files.paths if suffix(path) in CONLL]
    return _in_files(source.asked, source.files._replace(paths=conll or source.files.paths), source.watch)


def _in_files(asked: Asked, files: Files, watch: Watch) -> Profile:
    """A token a line, its tag last, a blank line after a sentence."""
    broken: list[str] = []
    counts = count(asked, _all_sentences(files, broken, watch))
    notes = [*files.notes]
    if broken:
        notes.append(f"{len(broken):,} of {len(files.paths):,} files are no text: {listed(broken, files.root)}")
    return stated(asked, counts, {}, notes)


def _all_sentences(files: Files, broken: list[str], watch: Watch) -> Iterator[Sentence]:
    for place, path in enumerate(files.paths):
        try:
            with Path(path).open("rb") as file:
                if b"\0" in file.read(HEAD):
                    raise ValueError
            for number, sentence in enumerate(sentences(path)):
                if number % TOLD_EVERY == 0:
                    watch("reading sentences", place / len(files.paths))
                yield sentence
        except (OSError, ValueError):
            broken.append(path)


def sentences(path: str) -> Iterator[Sentence]:
    """The sentences of a CoNLL file; a sentence whose lines do not all have a tag has none."""
    block: list[list[str]] = []
    with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            cells = line.split("\t" if "\t" in line else None)
            if line.strip():
                if len(cells) == UNIVERSAL and cells[0] == "1" and "\t" in line:
                    hint = f"write token and tag, for example the parts of speech: cut -f2,4 {Path(path).name}"
                    refuse(path, "is CoNLL-U, whose last column holds no tags", hint, number)
                block.append(cells)
            elif block:
                yield from _sentence(block)
                block = []
    yield from _sentence(block)


def _sentence(block: list[list[str]]) -> Iterator[Sentence]:
    """The sentence of a block of lines, without comments before it and marks between documents."""
    while len(block) > 1 and block[0][0].startswith("#") and len(block[0]) != len(block[-1]):
        block = block[1:]
    block = [cells for cells in block if cells[0] != "-DOCSTART-"]
    if block:
        tagged = all(len(cells) > 1 for cells in block)
        yield [cells[0] for cells in block], [cells[-1].strip() for cells in block] if tagged else None


def columns(table: Table, asked: Asked) -> tuple[int, int] | None:
    """Where lists of tokens and of their tags stand in a table; nothing where there are none."""
    labels = {label.lower(): label for label in reversed(table.labels)}
    token = next((labels[name] for name in TOKENS if name in labels), None)
    tag = asked.target or next((labels[name] for name in TAGS if name in labels), "")
    tag = tag or next((label for label in table.labels if label.lower().endswith("tags")), "")
    if token is None or tag not in table.labels or tag == token:
        return None
    places = table.labels.index(token), table.labels.index(tag)
    first = table.run(f"SELECT {', '.join(map(_as_json, places))} FROM raw LIMIT 1")
    return places if first and all(isinstance(_list(cell), list) for cell in first[0]) else None


def _as_json(place: int) -> str:
    """SQL for a list as JSON: of a column of lists, or of texts that hold JSON already."""
    return f"CASE WHEN typeof(c{place}) LIKE '%[]' THEN to_json(c{place})::VARCHAR ELSE c{place}::VARCHAR END"


def _list(cell: str | None) -> Any:
    try:
        return json.loads(cell or "")
    except (ValueError, RecursionError):
        return None


def profile(table: Table, asked: Asked, places: tuple[int, int]) -> Profile:
    """Measure lists of tokens and tags in the rows of a table. Raises `InputError` as `measure`."""
    names = [table.labels[place] for place in places]
    table.stage("reading sentences")
    rows = table.run(f"SELECT {', '.join(map(_as_json, places))} FROM raw")

    def read() -> Iterator[Sentence]:
        for cells in rows:
            token, tag = map(_list, cells)
            if isinstance(token, list):
                fits = isinstance(tag, list) and len(tag) == len(token)
                yield [str(each) for each in token], [str(each) for each in tag] if fits else None

    notes = list(table.notes)
    if names != ["tokens", "tags"]:
        notes.append(f"an exported project reads JSON Lines with `tokens` and `tags`; here they are {names}")
    return stated(asked, count(asked, read()), {"data.target": names[1]}, notes)


def count(asked: Asked, found: Iterable[Sentence]) -> Counts:
    """Count sentences. Raises `InputError` where none has a tag for each token, or tags are none."""
    tags: Counter[str] = Counter()
    words = Words(opened(asked.tokenizer))
    spans = orphans = tagged = untagged = 0
    for tokens, said in found:
        if said is None or not tokens:
            untagged += 1
            continue
        if tagged < SAMPLE:
            words.add(" ".join(tokens))
        tagged += 1
        tags.update(said)
        begun, lone = _spans(said)
        spans += begun
        orphans += lone
    total = sum(tags.values())
    if not tagged:
        refuse(
            asked.path, "holds no sentence with a tag for each token", "a token a line, its tag last, as `Oslo B-LOC`"
        )
    if len(tags) < 2:
        refuse(asked.path, f"all {total:,} tokens have the same tag: there is nothing to learn")
    if len(tags) > max(SURE, MOST_SHARE * total):
        refuse(asked.path, f"its last column holds {len(tags):,} different values for {total:,} tokens: no tags")
    return Counts(tags, spans, orphans, tagged, untagged, words)


def _spans(tags: Sequence[str]) -> tuple[int, int]:
    """How many spans tags as B-PER, I-PER mark, and how many of them begin with I-.

    >>> _spans(["B-PER", "I-PER", "O", "I-LOC", "B-LOC", "S-ORG"])
    (4, 1)
    """
    spans = orphans = 0
    before = "O"
    for tag in tags:
        mark, kind = tag[:1], tag[2:]
        if tag[1:2] != "-":
            before = "O"
            continue
        lone = mark in "IEL" and (before == "O" or before[2:] != kind or before[0] in "ESLU")
        spans += mark in "BSU" or lone
        orphans += lone
        before = tag
    return spans, orphans


def stated(asked: Asked, counts: Counts, more: dict[str, Any], notes: list[str]) -> Profile:
    """The facts of counted sentences."""
    words, sizes = counts.words, counts.tags.most_common()
    facts: dict[str, Any] = {"data.kind": "text", "data.path": asked.path} | more
    facts |= {} if asked.task else {"task": "token-classification"}
    facts |= {
        "data.rows": counts.tagged,
        "data.classes": len(sizes),
        "data.imbalance": rounded(sizes[0][1] / sizes[-1][1]),
    }
    facts |= words.facts() | {"data.duplicates": rounded(words.duplicates)}
    if counts.untagged:
        notes.append(f"{counts.untagged:,} sentences without a tag for each token are left out")
    if counts.orphans:
        notes.append(
            f"{counts.orphans:,} of {counts.spans:,} spans begin with I-: the scheme is IOB1, or those are slips"
        )
    total = sum(counts.tags.values())
    rows = [
        (tag if asked.values else f"class {place}", n, f"{n / total:.1%}", "█" * round(20 * n / sizes[0][1]))
        for place, (tag, n) in enumerate(sizes[:MOST_SHOWN], 1)
    ]
    title = f"tags of {total:,} tokens" + (f": {counts.spans:,} spans" if counts.spans else "")
    sections = [Section(title, ("class", "tokens", "share", "bar"), list(rows)), *words.sections()]
    sampled = f"on the first {SAMPLE:,} of {counts.tagged:,} sentences" if counts.tagged > SAMPLE else ""
    methods = words.methods(sampled)
    return Profile(facts, f"{EXACT}, over all {counts.tagged:,} sentences", methods, sections, [*notes, *words.notes()])
