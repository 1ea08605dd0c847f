"""A table that names recordings, with a label or a transcript for each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from advisor.errors import InputError
from advisor.profiling.audio import assembled, known, opened, speech_facts
from advisor.profiling.files import Files, suffix
from advisor.profiling.profiles import EXACT, Profile, refuse, rounded
from advisor.profiling.recognising import SOUNDS
from advisor.profiling.table import reading as tables
from advisor.profiling.table.cells import take_sample
from advisor.profiling.table.embedded import extracted
from advisor.profiling.table.opening import form_of, inspect
from advisor.profiling.table.showing import target_section
from advisor.profiling.table.target import measure_target, place_of
from advisor.profiling.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.profiles import Asked, Watch
    from advisor.profiling.table.embedded import Embedded
    from advisor.profiling.table.reading import Table

# Names of columns of transcripts, by which they are told where nobody says the target.
SPOKEN: Final = ("text", "sentence", "transcript", "transcription", "normalized_text", "utterance")
LABELS: Final = ("label", "class", "category", "target")
MOST: Final = 5_000_000  # rows of a manifest
TRANSCRIPTS: Final = 20_000  # that are read
PLACES: Final = (
    "",
    "clips",
    "audio",
    "wavs",
    "wav",
    "sounds",
    "images",
    "imgs",
    "img",
)  # folders beside a manifest that hold what it names


def beside(asked: Asked, files: Files, watch: Watch) -> Profile | None:
    """The profile by a manifest that lies in a folder of recordings; nothing where none does."""
    from advisor.profiling.tabular import peek

    for path in (path for path in files.paths if form_of(path)[0] is not None):
        alone = files._replace(paths=[path], folder=False)
        try:
            with tables.opened(inspect(path, alone), asked.target, watch) as table:
                if sounds := peek(table).sounds:
                    table.notes[:0] = files.notes
                    return profile(table, asked, sounds, Path(path).parent, watch)
        except InputError:
            if asked.target:
                raise
    return None


def profile(table: Table, asked: Asked, sounds: Sequence[str], home: Path, watch: Watch) -> Profile:
    """Measure recordings that a table names. Raises `InputError` where it names none, or what to predict is unclear."""
    task = known(asked)
    if not sounds:
        refuse(asked.path, "has no column that names recordings", "names end in .wav, .flac, .ogg, .mp3 ...")
    named = place_of(table, sounds[0], "--data")
    target, transcribed = _aim(table, asked, task)
    place = place_of(table, target, "--target")
    take_sample(table)
    label = (
        "c0" if transcribed else (found := measure_target(table, asked._replace(target=target, task=task), False)).label
    )
    value = f"c{place}" if transcribed else label
    query = f"SELECT c{named}::VARCHAR, {value}::VARCHAR FROM raw WHERE {value} IS NOT NULL AND c{named} IS NOT NULL"
    rows = table.run(f"{query} LIMIT {MOST}")
    paths, notes = located([str(path) for path, _ in rows], home, asked.path, SOUNDS, "recordings")
    clips = opened(asked, list(dict.fromkeys(paths.values())), watch)
    notes = [*table.notes, *notes]
    if transcribed:
        words = Words()
        for _, text in rows[:TRANSCRIPTS]:
            words.add(text)
        facts = speech_facts(asked, clips.good, words) | {"data.target": target}
        return assembled(asked, facts, clips, words.sections(), notes, str(home), watch)
    if found.task == "regression":
        _refuse_numbers(asked, target)
    facts = {"data.kind": "audio", "data.path": asked.path} | found.facts
    facts["data.rows"] = min(len(clips.good), found.measured.filled)
    sections = [target_section(table, found, asked.values)] if asked.shown else []
    return assembled(asked, facts, clips, sections, notes, str(home), watch)


def _aim(table: Table, asked: Asked, task: str | None) -> tuple[str, bool]:
    """The column to predict, and whether it holds transcripts."""
    labels = {label.lower(): label for label in table.labels}
    spoken = next((labels[name] for name in SPOKEN if name in labels), "")
    target = asked.target
    if not target:
        target = spoken if task in (None, "speech-recognition") and spoken else next(iter(table.classes), "")
        target = target or next((labels[name] for name in LABELS if name in labels), "")
    return target, task == "speech-recognition" or (task is None and bool(target) and target == spoken)


def held(table: Table, asked: Asked, column: Embedded, root: str, watch: Watch) -> Profile:
    """Measure a table that holds recordings, on a sample. Raises `InputError` as `profile`."""
    task = known(asked)
    target, transcribed = _aim(table, asked, task)
    place = place_of(table, target, "--target")
    take_sample(table)
    clips = opened(asked, extracted(table, column, root), watch)
    notes = [f"an exported project reads files that a table names by `path`: save {column.label!r} so"]
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
        sections = [target_section(table, found, asked.values)] if asked.shown else []
    told = assembled(asked, facts, clips, sections, [*table.notes, *notes], str(Path(clips.good[0].path).parent), watch)
    sampled = f"on a sample of {len(clips.good):,} of {table.rows:,} recordings"
    heard = [path for path in ("data.seconds", "data.sample_rate", "data.hours") if path in told.facts]
    methods: dict[str, str] = {path: sampled for path in heard if len(clips.good) < table.rows}
    return told._replace(method=f"{EXACT}, over all {table.rows:,} rows", methods=methods)


def _refuse_numbers(asked: Asked, target: str) -> NoReturn:
    refuse(asked.path, f"{target!r} holds numbers, and recordings have no regression", "name a column of classes")


def located(
    names: list[str], home: Path, source: str, suffixes: frozenset[str], what: str
) -> tuple[dict[str, str], list[str]]:
    """Where the files that a table names lie, below its folder. Raises `InputError` where none does."""
    root = home.resolve()
    found: dict[str, str] = {}
    outside = missing = 0
    for name in names:
        if suffix(name.strip()) not in suffixes or "\0" in name:
            missing += 1
            continue
        places = [home / place / name.strip() for place in PLACES]
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            missing += 1
        elif not path.resolve().is_relative_to(root):
            outside += 1
        else:
            found[name] = str(path)
    if not found:
        why = "lie outside its folder" if outside else "do not lie beside it"
        refuse(source, f"the {len(names):,} {what} that it names {why}", "move the table to the folder that holds them")
    notes = [f"{missing:,} {what} that are named do not lie there"] if missing else []
    notes += [f"{outside:,} {what} that are named lie outside the folder and were not opened"] if outside else []
    return found, notes
