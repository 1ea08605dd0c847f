"""A table that names recordings, with a label or a transcript for each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from advisor.errors import InputError
from advisor.profiling.audio.facts import assembled, opened, speech_facts
from advisor.profiling.audio.groups import UNTOLD, column_of
from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, refuse, rounded
from advisor.profiling.shared.splits import named as quoted
from advisor.profiling.shared.suffixes import LOOSE, SUFFIXES
from advisor.profiling.shared.tables.cells import take_sample
from advisor.profiling.shared.tables.dialect import columns_alike
from advisor.profiling.shared.tables.embedded import Embedded
from advisor.profiling.shared.tables.first_rows import look
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.tables.named_files import examples, extracted, located, only, target_of, written
from advisor.profiling.shared.tables.readers import open_table
from advisor.profiling.shared.tables.sections import target_section
from advisor.profiling.shared.tables.target import measure_target, place_of
from advisor.profiling.shared.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table

# Names of columns of transcripts, by which they are told where nobody says the target.
SPOKEN: Final = ("text", "sentence", "transcript", "transcription", "normalized_text", "utterance")
SPACED: Final = 0.5  # share of the cells of several words in a column of transcripts, and
DIFFERENT: Final = 0.5  # of different ones
MOST: Final = 5_000_000  # rows of a manifest
TRANSCRIPTS: Final = 20_000  # that are read


def beside(asked: Asked, files: Files, watch: Watch) -> Profile | None:
    """The profile by a manifest that lies in a folder of recordings; nothing where none does."""
    for path in (path for path in files.paths if form_of(path)[0] is not None or _barred(path)):
        alone = files._replace(paths=[path], folder=False)
        try:
            with open_table(asked._replace(path=path), alone, watch) as table:
                if sounds := look(table).files["audio"]:
                    table.notes[:0] = files.notes
                    recordings = [each for each in files.paths if suffix(each) in SUFFIXES["audio"]]
                    return named(table, asked, sounds[0], Path(path).parent, watch, recordings)
        except InputError:
            if asked.target:
                raise
    return None


def naming(asked: Asked, files: Files, watch: Watch) -> list[str]:
    """A note of the tables in a folder that name its recordings, where none of their columns is known for labels."""
    found = []
    for path in (path for path in files.paths if form_of(path)[0] is not None or _barred(path)):
        try:
            with open_table(asked._replace(path=path), files._replace(paths=[path], folder=False), watch) as table:
                sounds = look(table).files["audio"]
                others = [label for label in table.labels if label not in sounds]
                if sounds and others:
                    which = f"--target says which of {quoted(others)} is to be predicted"
                    found.append(f"{Path(path).name} names recordings: {which}")
        except InputError:
            continue
    return found[:1]


def _barred(path: str) -> bool:
    """Whether a plain text is a table, as `wavs/1.wav|What is said` a line."""
    return suffix(path) in LOOSE and columns_alike([path])


def measure(source: Source, found: Embedded | str) -> Profile:
    """Measure recordings that a column holds, or names. Raises `InputError` where what to predict is unclear."""
    if isinstance(found, Embedded):
        return held(source.table, source.asked, found, source.files.root, source.watch)
    return named(source.table, source.asked, found, Path(source.files.root), source.watch)


def named(table: Table, asked: Asked, column: str, home: Path, watch: Watch, recordings: Sequence[str] = ()) -> Profile:
    """Measure recordings that a table names, which lie below its folder or are these.

    Raises `InputError` where none lies there, or the target is unclear.
    """
    task = asked.task
    file = place_of(table, column, "--data")
    target, transcribed = _aim(table, asked, task, column)
    place = place_of(table, target, "--target")
    cells = table.run(f"SELECT DISTINCT c{file}::VARCHAR FROM raw WHERE c{file} IS NOT NULL LIMIT {MOST}")
    names = [str(name) for (name,) in cells]
    paths, notes = located(names, home, asked.path, "audio", "recordings", recordings)
    only(table, file, paths, len(names))
    take_sample(table)
    label = (
        "c0" if transcribed else (found := measure_target(table, asked._replace(target=target, task=task), False)).label
    )
    value = f"c{place}" if transcribed else label
    query = f"SELECT c{file}::VARCHAR, {value}::VARCHAR FROM raw WHERE {value} IS NOT NULL AND c{file} IS NOT NULL"
    rows = table.run(f"{query} LIMIT {MOST}")
    told = dict.fromkeys(str(path) for path, _ in rows)
    clips = opened(asked, list(dict.fromkeys(paths[name] for name in told if name in paths)), watch)
    notes = [*table.notes, *notes]
    written = examples(table, file, paths) if asked.export else ()
    if transcribed:
        words = Words()
        for _, text in rows[:TRANSCRIPTS]:
            words.add(text)
        facts = speech_facts(asked, clips.good, words) | {"data.target": target}
        return assembled(asked, facts, clips, words.sections(), notes, str(home), watch)._replace(examples=written)
    if found.task == "regression":
        _refuse_numbers(asked, target)
    facts = {"data.kind": "audio", "data.path": asked.path} | found.facts
    facts["data.rows"] = min(len(clips.good), found.measured.filled)
    facts |= _grouped(table, asked, (column, target), notes)
    sections = [target_section(table, found, asked.values)] if asked.shown else []
    return assembled(asked, facts, clips, sections, notes, str(home), watch)._replace(examples=written)


def _aim(table: Table, asked: Asked, task: str | None, column: str) -> tuple[str, bool]:
    """The column to predict, and whether it holds transcripts."""
    labels = {label.lower(): label for label in table.labels}
    spoken = next((labels[name] for name in SPOKEN if name in labels), "") or _spoken(table, column)
    transcribed = spoken and not asked.target and task in (None, "speech-recognition")
    target = spoken if transcribed else target_of(table, asked)
    return target, task == "speech-recognition" or (task is None and bool(target) and target == spoken)


def _spoken(table: Table, column: str) -> str:
    """What is said in the recordings of a column: the one other column of a table without a header, if it is texts."""
    others = [label for label in table.labels if label != column]
    if not table.headless or len(others) != 1:
        return ""
    value = f"trim(c{table.labels.index(others[0])}::VARCHAR)"
    spaced, different, filled = table.run(
        f"SELECT avg((contains({value}, ' '))::INTEGER), count(DISTINCT {value}), count({value}) FROM raw"
    )[0]
    return others[0] if filled and spaced >= SPACED and different >= DIFFERENT * filled else ""


def held(table: Table, asked: Asked, column: Embedded, root: str, watch: Watch) -> Profile:
    """Measure a table that holds recordings, on a sample. Raises `InputError` as `named`."""
    task = asked.task
    target, transcribed = _aim(table, asked, task, column.label)
    place = place_of(table, target, "--target")
    take_sample(table)
    clips = opened(asked, extracted(table, column, root), watch)
    notes = [f"an exported project reads files that a table names, and {column.label!r} holds them: {CONVERT}"]
    if transcribed:
        words = Words()
        query = f"SELECT c{place}::VARCHAR FROM raw WHERE c{place} IS NOT NULL"
        for (text,) in table.run(f"{query} LIMIT {TRANSCRIPTS}"):
            words.add(text)
        rows = int(table.run(f"SELECT count(c{place}) FROM raw")[0][0])
        facts = speech_facts(asked, clips.good, words) | {"data.target": target, "data.rows": rows}
        facts["data.hours"] = rounded(facts["data.hours"] * rows / len(clips.good))
        sections = words.sections()
    else:
        found = measure_target(table, asked._replace(target=target, task=task), False)
        if found.task == "regression":
            _refuse_numbers(asked, target)
        facts = {"data.kind": "audio", "data.path": asked.path} | found.facts
        facts |= _grouped(table, asked, (column.label, target), notes)
        sections = [target_section(table, found, asked.values)] if asked.shown else []
    told = assembled(asked, facts, clips, sections, [*table.notes, *notes], str(Path(clips.good[0].path).parent), watch)
    sampled = f"on a sample of {len(clips.good):,} of {table.rows:,} recordings"
    heard = [path for path in ("data.seconds", "data.sample_rate", "data.hours") if path in told.facts]
    methods: dict[str, str] = {path: sampled for path in heard if len(clips.good) < table.rows}
    rows_of_files = written(table, column, root, asked.files) if asked.export else ()
    return told._replace(
        method=f"{EXACT}, over all {table.rows:,} rows", methods=told.methods | methods, examples=rows_of_files
    )


def _grouped(table: Table, asked: Asked, others: tuple[str, str], notes: list[str]) -> dict[str, Any]:
    """Facts of the column that says who or what was recorded, as named or as it is called; a note of it."""
    column = asked.group_column or column_of(table.labels, others)
    if not column:
        notes.append(UNTOLD)
        return {}
    place = place_of(table, column, "--group-column")
    number = int(table.run(f"SELECT count(DISTINCT c{place}) FROM raw")[0][0])
    if not asked.group_column:
        notes.append(
            f"the column {column!r} has {number:,} values: taken as whom or what was recorded and held out whole; if it"
            " is another one, name it with --group-column"
        )
    return {"data.group_column": column, "data.groups": number}


def _refuse_numbers(asked: Asked, target: str) -> NoReturn:
    refuse(asked.path, f"{target!r} holds numbers, and recordings have no regression", "name a column of classes")
