"""Recordings -> facts: a sub-folder for each class, or transcripts beside them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.bounded import read_lines
from advisor.profiling.audio import SOUNDS
from advisor.profiling.audio.clips import Clips
from advisor.profiling.audio.facts import assembled, opened, speech_facts
from advisor.profiling.audio.in_table import beside, naming
from advisor.profiling.audio.labels import labels_of
from advisor.profiling.shared.checks import check_followed
from advisor.profiling.shared.class_folders import class_facts
from advisor.profiling.shared.files import Files, suffix
from advisor.profiling.shared.name_parts import PART, which_part
from advisor.profiling.shared.profile import Profile, Section, refuse
from advisor.profiling.shared.words import Words

if TYPE_CHECKING:
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source

TRANSCRIPTS = (".txt", ".lab")


def measure(source: Source, found: Any) -> Profile:
    """Measure a folder of recordings. Raises `InputError` where none can be read, or the task does not fit them."""
    del found
    asked, files, watch = source.asked, source.files, source.watch
    task = asked.task
    by_part = bool(PART.fullmatch(asked.target))
    if not by_part and (by_manifest := beside(asked, files, watch)) is not None:
        return by_manifest
    check_followed(asked, "audio", ("target",) if by_part else ())
    clips = opened(asked, [path for path in files.paths if suffix(path) in SOUNDS], watch)
    spoken = transcripts(files)
    if task == "speech-recognition" or (task is None and len(spoken) > len(clips.good) / 2):
        return _spoken(asked, clips, spoken, files, watch)
    paths = [clip.path for clip in clips.good]
    labels = labels_of(paths, files.root, asked)
    classes = labels.classes
    facts: dict[str, Any] = {"data.kind": "audio", "data.path": asked.path, "data.rows": len(clips.good)}
    sections: list[Section] = []
    if len(classes) > 1 and task != "multilabel":
        more, sections = class_facts(asked, classes)
        facts |= more
        if groups := labels.groups:
            facts |= {"data.groups": groups.number, "data.group_part": groups.part}
    elif task in ("binary", "multiclass"):
        hint = which_part(paths) or "sounds/dog/1.wav, sounds/cat/2.wav"
        refuse(asked.path, "has no sub-folder for each class", hint)
    more_notes = naming(asked, files, watch) if len(classes) < 2 and task is None else []
    notes = [*files.notes, *labels.notes, *more_notes]
    profile = assembled(asked, facts, clips, sections, notes, files.root, watch)
    if not asked.export or len(classes) < 2:
        return profile
    columns = {"path": [*map(os.path.abspath, paths)], asked.target or "label": labels.names}
    columns |= {"group": [*map(labels.groups.value, paths)]} if labels.groups else {}
    return profile._replace(examples=[tuple(columns), *zip(*columns.values(), strict=True)])


def transcripts(files: Files) -> dict[str, str]:
    """Transcripts by the path of a recording without its suffix: a file beside each, or lists as of LibriSpeech."""
    found: dict[str, str] = {}
    for path in files.paths:
        if path.endswith(".trans.txt"):
            lines = read_lines(path)
            told = (line.partition(" ") for line in lines if line.strip())
            found |= {str(Path(path).parent / name): text for name, _, text in told}
    if found:
        return found
    sounds = {str(Path(path).with_suffix("")) for path in files.paths if suffix(path) in SOUNDS}
    beside = (path for path in files.paths if suffix(path) in TRANSCRIPTS)
    return {stem: path for path in beside if (stem := str(Path(path).with_suffix(""))) in sounds}


def _spoken(asked: Asked, clips: Clips, spoken: dict[str, str], files: Files, watch: Watch) -> Profile:
    """Speech with its transcripts; recordings without one are left out."""
    told = [clip for clip in clips.good if str(Path(clip.path).with_suffix("")) in spoken]
    if not told:
        refuse(
            asked.path, "no transcript lies beside its recordings", "a manifest names them, or a .txt file beside each"
        )
    words = Words()
    for clip in told[:20_000]:
        words.add(_said(clip.path, spoken))
    notes = list(files.notes)
    if silent := len(clips.good) - len(told):
        notes.append(f"{silent:,} of {len(clips.good):,} recordings have no transcript and are left out")
    profile = assembled(
        asked, speech_facts(asked, told, words), clips._replace(good=told), words.sections(), notes, files.root, watch
    )
    if not asked.export:
        return profile
    rows = ((str(Path(clip.path).absolute()), _said(clip.path, spoken)) for clip in told)
    return profile._replace(examples=[("path", "transcript"), *rows])


def _said(path: str, spoken: dict[str, str]) -> str:
    """What is said in a recording: the transcript itself, or what its file holds."""
    text = spoken[str(Path(path).with_suffix(""))]
    return "\n".join(read_lines(text)) if suffix(text) in TRANSCRIPTS else text
