"""Opened recordings -> facts: what is known of their labels or words, and of their headers and sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.profiling.audio.clips import (
    Clips,
    clip_facts,
    clip_notes,
    clip_sections,
    listen,
    read_clips,
    sounding_fact,
)
from advisor.profiling.shared.files import FETCHED, pointer
from advisor.profiling.shared.profile import EXACT, Profile, Section, refuse, rounded
from advisor.profiling.shared.sampling import SEED

if TYPE_CHECKING:
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.words import Words


def opened(asked: Asked, paths: list[str], watch: Watch) -> Clips:
    """The recordings by their headers. Raises `InputError` where none can be opened."""
    clips = read_clips(paths, watch)
    if not clips.good:
        reason = FETCHED if paths and pointer(paths[0]) else clips.reason
        refuse(asked.path, f"none of its {len(paths):,} recordings can be opened", reason or None)
    return clips


def assembled(
    asked: Asked,
    facts: dict[str, Any],
    clips: Clips,
    sections: list[Section],
    notes: list[str],
    root: str,
    watch: Watch,
) -> Profile:
    """A profile of recordings: what is known of their labels, and their headers and sound."""
    heard = listen(clips.good, watch)
    notes = [*notes, *clip_notes(clips, heard, root)]
    method = f"{EXACT}, from the headers of {len(clips.good):,} recordings"
    sounding = {} if facts.get("task") == "speech-recognition" else sounding_fact(clips.good, heard)
    sampled = dict.fromkeys(sounding, f"on a sample of {heard.heard:,} recordings (seed {SEED})")
    return Profile(
        facts | clip_facts(clips.good) | sounding, method, sampled, [*sections, *clip_sections(clips.good)], notes
    )


def speech_facts(asked: Asked, told: list[Any], words: Words) -> dict[str, Any]:
    """Facts of transcribed speech."""
    facts: dict[str, Any] = {"data.kind": "audio", "data.path": asked.path, "data.rows": len(told)}
    facts |= {} if asked.task else {"task": "speech-recognition"}
    facts["data.hours"] = rounded(sum(clip.seconds for clip in told) / 3600)
    if "data.multilingual" in (more := words.facts()):
        facts["data.multilingual"] = more["data.multilingual"]
    return facts
