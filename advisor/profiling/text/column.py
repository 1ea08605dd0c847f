"""A table with a column of texts -> facts of the texts and of their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.profile import EXACT, Profile, refuse, rounded
from advisor.profiling.shared.tables.cells import take_sample
from advisor.profiling.shared.tables.sections import target_section
from advisor.profiling.shared.tables.target import measure_target, place_of
from advisor.profiling.shared.words import Words
from advisor.profiling.text.folder import sampled
from advisor.profiling.text.tokenizers import opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table

SAMPLE: Final = 20_000  # texts that are read
SHARE: Final = 1_000_003  # a prime, modulo which a hash chooses rows


def measure(source: Source, found: Sequence[str]) -> Profile:
    """Measure the texts and their target; of several columns of texts the longest is read first.

    Raises `InputError` where the task does not fit the target.
    """
    table, asked, texts = source.table, source.asked, found
    task = asked.task
    facts: dict[str, Any] = {"data.kind": "text", "data.path": asked.path}
    sections, notes = [], list(table.notes)
    if task is not None and task != "language-modeling" and not asked.target:
        asked = asked._replace(target=_only_other(table, texts))
    place = place_of(table, texts[0], "--data")
    take_sample(table)
    if task == "language-modeling" or (task is None and not asked.target):
        label, rows = "1", table.rows
        facts |= {} if asked.task else {"task": "language-modeling"}
    else:
        target = measure_target(table, asked._replace(task=task), ordered=False)
        label, rows = target.label, target.measured.filled
        facts |= target.facts
        notes += target.notes
        if asked.shown:
            sections.append(target_section(table, target, asked.values))
    words = _read(table, place, label, Words(opened(asked.tokenizer)))
    modelled = facts.get("task", task) == "language-modeling"
    told = words.facts()
    if modelled:
        facts["data.tokens"] = max(1, round(sum(words.tokens) / max(1, len(words.words)) * rows))
        told.pop("data.length")
    facts |= told | {"data.duplicates": rounded(words.duplicates)}
    facts["data.columns"] = [{"name": name, "type": "text"} for name in texts]
    notes += words.notes()
    if len(texts) > 1:
        notes.append(f"of {len(texts)} columns of texts the longest, {texts[0]!r}, is measured")
    how = words.methods(sampled(len(words.words), rows))
    if modelled:
        how["data.tokens"] = how.pop("data.length")
    return Profile(facts, f"{EXACT}, over all {table.rows:,} rows", how, [*sections, *words.sections()], notes)


def _only_other(table: Table, texts: Sequence[str]) -> str:
    """The one column beside the texts; empty where there are none or several."""
    others = [label for label in table.labels if label not in texts]
    return others[0] if len(others) == 1 else ""


def _read(table: Table, place: int, label: str, words: Words) -> Words:
    """Count the texts of a sample of the rows that have a label, chosen by a hash of the row."""
    row = ", ".join(f"c{other}" for other in range(len(table.names)))
    share = max(1, SHARE * SAMPLE // max(SAMPLE, table.rows))
    chosen = f"hash({row}) % {SHARE} < {share}" if table.rows > SAMPLE else "true"
    table.stage("reading texts")
    filled = f"{label} IS NOT NULL AND c{place} IS NOT NULL AND {chosen}"
    query = f"SELECT c{place}::VARCHAR FROM raw WHERE {filled} LIMIT {2 * SAMPLE}"
    for (text,) in table.run(query):
        words.add(text)
    if not words.words:
        refuse(table.path, "its column of texts is empty")
    return words
