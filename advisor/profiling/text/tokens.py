"""Sentences with a tag for each token: CoNLL files, or lists of tokens and tags in the rows of a table."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.errors import InputError
from advisor.profiling.shared.files import Files, listed
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, Section, refuse, rounded
from advisor.profiling.shared.suffixes import CONLL
from advisor.profiling.shared.tables.compression import opened_text, plain_suffix, read_head
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

BLANK: Final = re.compile(r"\n[ \t\r]*\n")  # between sentences
START: Final = 64 * 2**10  # bytes by which a file is told to hold tagged tokens
FEWEST: Final = 2  # sentences in them
LAYERS: Final = 2  # columns of tags of spans that are usual: chunks, and then entities, which are read
SHORTEST: Final = 2  # tokens of a sentence, on average
ALIKE: Final = 0.98  # share of the lines that have equally many cells
SCHEME: Final = re.compile(r"O|[BIELSU](-\S*)?|[BI]_\S+")

Sentence = tuple["list[str]", "list[str] | None"]


LAST: Final = -1  # the last cell of a line, which holds the tag though a slip doubled a tab before it


class Layout(NamedTuple):
    """In which cell of a line the token stands, and in which its tag."""

    token: int
    tag: int
    layers: int = 1  # columns that hold tags as `O` and `B-PER`


class Counts(NamedTuple):
    """What is counted over sentences that have a tag for each token."""

    tags: Counter[str]
    spans: int
    orphans: int  # spans that begin with I-
    tagged: int
    untagged: int
    whole: int  # sentences that have one tag throughout, where all of several tokens do
    words: Words


def measure(source: Source, found: tuple[int, int] | None) -> Profile:
    """Measure tagged tokens: in columns of a table that were found, else in CoNLL files.

    Raises `InputError` where no sentence has a tag for each token, or the last column holds no tags.
    """
    if found is not None:
        return profile(source.table, source.asked, found)
    files = source.files
    conll = [path for path in files.paths if plain_suffix(path) in CONLL]
    if files.folder and not conll:
        conll = [path for path in files.paths if layout_of(path) is not None]
    left = [path for path in files.paths if path not in set(conll)] if conll else []
    notes = [*files.notes, f"files beside those of tagged tokens are left out: {listed(left, files.root)}"]
    files = files._replace(paths=conll or files.paths, notes=notes if left else files.notes)
    return _in_files(source.asked, files, source.watch)


def _in_files(asked: Asked, files: Files, watch: Watch) -> Profile:
    """A token a line, its tag last, a blank line after a sentence."""
    broken: list[str] = []
    found, kept = _kept(asked, _all_sentences(files, broken, watch))
    counts = count(asked, found)
    notes = [*files.notes]
    layout = layout_of(files.paths[0])
    if layout is not None and layout.layers > LAYERS and not layout.token:
        said = f"{layout.layers} columns hold tags of spans, and the last of them is read"
        notes.append(f"{said}; to read another one, keep it alone: {_cut(files.paths[0], 1, 2)}")
    if layout is not None and layout.token:
        notes.append(f"tokens are numbered, and the first tags after them are read; to export them alone: {CONVERT}")
    if broken:
        notes.append(f"{len(broken):,} of {len(files.paths):,} files are no text: {listed(broken, files.root)}")
    return stated(asked, counts, {}, notes)._replace(examples=kept)


def _kept(asked: Asked, found: Iterable[Sentence]) -> tuple[Iterable[Sentence], list[tuple[Any, ...]]]:
    """Sentences, and where they are to be written for exported projects, those that are tagged, below a header."""
    if not asked.export:
        return found, []
    every = [*found]
    return every, [(TOKENS[0], TAGS[0]), *(sentence for sentence in every if sentence[1] is not None)]


def _cut(path: str, *fields: int) -> str:
    """The command that keeps some cells of each line."""
    by = "" if b"\t" in read_head(path)[:START] else "-d' ' "
    return f"cut {by}-f{','.join(map(str, fields))}"


def _all_sentences(files: Files, broken: list[str], watch: Watch) -> Iterator[Sentence]:
    for place, path in enumerate(files.paths):
        try:
            if _binary(path):
                raise ValueError
            for number, sentence in enumerate(sentences(path)):
                if number % TOLD_EVERY == 0:
                    watch("reading sentences", place / len(files.paths))
                yield sentence
        except (OSError, EOFError, ValueError):
            broken.append(path)


def _binary(path: str) -> bool:
    """Whether a file holds no text, or cannot be unpacked."""
    try:
        return b"\0" in read_head(path)
    except InputError:
        return True


def sentences(path: str, layout: Layout | None = None) -> Iterator[Sentence]:
    """The sentences of a CoNLL file; a sentence whose lines do not all have a tag has none."""
    layout = layout or layout_of(path) or Layout(0, LAST)
    block: list[list[str]] = []
    with opened_text(path) as file:
        for number, line in enumerate(file, 1):
            cells = line.split("\t" if "\t" in line else None)
            if line.strip():
                if len(cells) == UNIVERSAL and cells[0] == "1" and "\t" in line:
                    hint = f"write token and tag, for example the parts of speech: cut -f2,4 {Path(path).name}"
                    refuse(path, "is CoNLL-U, whose last column holds no tags", hint, number)
                block.append(cells)
            elif block:
                yield from _sentence(block, layout)
                block = []
    yield from _sentence(block, layout)


def _sentence(block: list[list[str]], layout: Layout) -> Iterator[Sentence]:
    """The sentence of a block of lines, without comments before it and marks between documents."""
    while len(block) > 1 and block[0][0].startswith("#") and (len(block[0]) != len(block[-1]) or layout.token):
        block = block[1:]
    block = [cells for cells in block if cells[0] != "-DOCSTART-"]
    if block:
        tagged = all(len(cells) > max(1, layout.tag, layout.token) for cells in block)
        tokens = [cells[min(layout.token, len(cells) - 1)] for cells in block]
        yield tokens, [cells[layout.tag].strip() for cells in block] if tagged else None


def layout_of(path: str) -> Layout | None:
    """Where tokens and tags stand in a text, by its start; nothing where its lines are no tagged tokens.

    Blocks of lines of equally many cells are sentences. Tokens are numbered in some files, with the tags that count in
    the first column of such; else the tag stands last.
    """
    try:
        head = read_head(path)[:START]
    except InputError:
        return None
    if b"\0" in head:
        return None
    text = head.decode("utf-8-sig", errors="replace")
    whole = text if len(head) < START else text[: max([0, *(gap.start() for gap in BLANK.finditer(text))])]
    separator = "\t" if "\t" in text else None
    blocks = BLANK.split(whole)
    lines = [[line.split(separator) for line in block.splitlines() if not _marks(line)] for block in blocks]
    lines = [block for block in lines if block]
    rows = [cells for block in lines for cells in block]
    widths = Counter(map(len, rows))
    if len(lines) < FEWEST or not rows or widths.most_common(1)[0][1] < len(rows) * ALIKE:
        return None
    width = widths.most_common(1)[0][0]
    rows = [cells for cells in rows if len(cells) == width]
    if width < 2 or len(rows) < SHORTEST * len(lines):
        return None
    columns = [[cells[place].strip() for cells in rows] for place in range(width)]
    numbered = all(cell.isdigit() for cell in columns[0]) and sum(cell == "1" for cell in columns[0]) >= len(lines) / 2
    marked = [place for place in range(1 + numbered, width) if _tagged(columns[place])]
    if marked:
        last = LAST if marked[-1] == width - 1 else marked[-1]
        return Layout(int(numbered), marked[0] if numbered else last, len(marked))
    tags = set(columns[-1])
    plain = len(tags) <= SURE and len(tags) <= MOST_SHARE * len(rows) and not any(map(_number, tags))
    last = width - 1 if numbered else LAST
    return Layout(int(numbered), last) if plain and len(set(columns[int(numbered)])) > len(tags) else None


def _marks(line: str) -> bool:
    return not line.strip() or line.startswith(("#\t", "# ", "-DOCSTART-"))


def _tagged(cells: Sequence[str]) -> bool:
    """Whether cells are tags as `O` and `B-PER`."""
    return len(set(cells)) > 1 and all(SCHEME.fullmatch(cell) for cell in cells)


def _number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def columns(table: Table, asked: Asked) -> tuple[int, int] | None:
    """Where lists of tokens and of their tags stand in a table; nothing where there are none."""
    labels = {label.lower(): label for label in reversed(table.labels)}
    token = next((labels[name] for name in TOKENS if name in labels), None)
    tag = asked.target or next((labels[name] for name in TAGS if name in labels), "")
    tag = tag or next(iter(tags_in(table.labels)), "")
    if token is None or tag not in table.labels or tag == token:
        return None
    places = table.labels.index(token), table.labels.index(tag)
    first = table.run(f"SELECT {', '.join(map(_as_json, places))} FROM raw LIMIT 1")
    return places if first and all(isinstance(_list(cell), list) for cell in first[0]) else None


def tags_in(labels: Sequence[str]) -> list[str]:
    """Columns that are called tags, those of entities first, as sets with several layers are known for them.

    >>> tags_in(["tokens", "pos_tags", "ner_tags"])
    ['ner_tags', 'pos_tags']
    """
    found = [label for label in labels if label.lower().endswith("tags")]
    return sorted(found, key=lambda label: not label.lower().startswith("ner"))


def _as_json(place: int) -> str:
    """SQL for a list as JSON: of a column of lists, or of texts that hold JSON already."""
    return f"CASE WHEN typeof(c{place}) LIKE '%[]' THEN to_json(c{place})::VARCHAR ELSE c{place}::VARCHAR END"


def _list(cell: str | None) -> Any:
    """A list that is written as JSON, or as Python prints it."""
    for read in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            return read(cell or "")
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
    if not asked.target and (others := [name for name in tags_in(table.labels) if name != names[1]]):
        notes.append(f"{names[1]!r} are read as the tags; --target reads others: {', '.join(others)}")
    if names != ["tokens", "tags"]:
        notes.append(
            f"an exported project reads JSON Lines with `tokens` and `tags`, and here they are {names}: {CONVERT}"
        )
    found, kept = _kept(asked, read())
    return stated(asked, count(asked, found), {"data.target": names[1]}, notes)._replace(examples=kept)


def count(asked: Asked, found: Iterable[Sentence]) -> Counts:
    """Count sentences. Raises `InputError` where none has a tag for each token, or tags are none."""
    tags: Counter[str] = Counter()
    words = Words(opened(asked.tokenizer))
    spans = orphans = tagged = untagged = whole = several = 0
    for tokens, said in found:
        if said is None or not tokens:
            untagged += 1
            continue
        if tagged < SAMPLE:
            words.add(" ".join(tokens))
        tagged += 1
        tags.update(said)
        several += len(said) > 1
        whole += len(said) > 1 == len(set(said))
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
    if tagged == 1 and not untagged:
        refuse(asked.path, f"holds one sentence of {total:,} tokens", "a blank line ends a sentence")
    return Counts(tags, spans, orphans, tagged, untagged, whole if whole == several else 0, words)


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
    if counts.whole:
        said = "each sentence has one tag throughout, as a label of the whole"
        notes.append(f"{said}: a table with columns `text` and `label` makes a text classification of it")
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
