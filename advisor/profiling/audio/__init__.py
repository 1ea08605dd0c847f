"""Recordings -> facts: a sub-folder for each class, or transcripts beside them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import nearest
from advisor.problem.vocabulary import SUPPORTED, TASK_ALIASES
from advisor.profiling.audio.clips import Clips, clip_facts, clip_notes, clip_sections, listen, read_clips
from advisor.profiling.files import Files, class_of, suffix
from advisor.profiling.profiles import EXACT, Profile, Section, balance, class_section, need, refuse, rounded
from advisor.profiling.recognising import SOUNDS
from advisor.profiling.text.words import Words

if TYPE_CHECKING:
    from advisor.profiling.profiles import Asked, Watch

TRANSCRIPTS = (".txt", ".lab")


def known(asked: Asked) -> str | None:
    """The task, where it is one of recordings. Raises `InputError` where it is not, or they cannot be read."""
    task = TASK_ALIASES.get(asked.task or "", asked.task)
    if task is not None and task not in SUPPORTED["audio"]:
        near = nearest(task, SUPPORTED["audio"], TASK_ALIASES)
        tasks = ", ".join(SUPPORTED["audio"])
        hint = f"did you mean {near}?" if near else None
        refuse(asked.path, f"expected a task of recordings ({tasks}); got {task!r}", hint, field="--task")
    need(asked.path, "soundfile", "data", "reading recordings")
    return task


def measure(asked: Asked, files: Files, watch: Watch) -> Profile:
    """Measure a folder of recordings. Raises `InputError` where none can be read, or the task does not fit them."""
    from advisor.profiling.audio import manifest

    task = known(asked)
    if (beside := manifest.beside(asked, files, watch)) is not None:
        return beside
    clips = opened(asked, [path for path in files.paths if suffix(path) in SOUNDS], watch)
    spoken = transcripts(files)
    if task == "speech-recognition" or (task is None and len(spoken) > len(clips.good) / 2):
        return _spoken(asked, clips, spoken, files, watch)
    classes = Counter(class_of(clip.path, files.root) for clip in clips.good)
    facts: dict[str, Any] = {"data.kind": "audio", "data.path": asked.path, "data.rows": len(clips.good)}
    sections, notes = [], []
    if len(classes) > 1 and task != "multilabel":
        implied = "binary" if len(classes) == 2 else "multiclass"
        if task not in (None, implied):
            refuse(asked.path, f"{task} does not fit {len(classes):,} sub-folders", f"--task {implied}", field="--task")
        facts |= ({} if asked.task else {"task": implied}) | balance(list(classes.values()))
        sections.append(class_section(classes, len(clips.good)))
    elif task in ("binary", "multiclass"):
        refuse(asked.path, "has no sub-folder for each class", "sounds/dog/1.wav, sounds/cat/2.wav")
    elif task is None:
        notes.append("no labels lie beside the recordings, so the task and its classes are for you to say")
    return assembled(asked, facts, clips, sections, [*files.notes, *notes], files.root, watch)


def opened(asked: Asked, paths: list[str], watch: Watch) -> Clips:
    """The recordings by their headers. Raises `InputError` where none can be opened."""
    clips = read_clips(paths, watch)
    if not clips.good:
        refuse(asked.path, f"none of its {len(paths):,} recordings can be opened", clips.reason or None)
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
    return Profile(facts | clip_facts(clips.good), method, {}, [*sections, *clip_sections(clips.good)], notes)


def transcripts(files: Files) -> dict[str, str]:
    """Transcripts by the path of a recording without its suffix: a file beside each, or lists as of LibriSpeech."""
    found: dict[str, str] = {}
    for path in files.paths:
        if path.endswith(".trans.txt"):
            lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
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
        text = spoken[str(Path(clip.path).with_suffix(""))]
        if suffix(text) in TRANSCRIPTS:
            text = Path(text).read_text(encoding="utf-8", errors="replace")
        words.add(text)
    notes = list(files.notes)
    if silent := len(clips.good) - len(told):
        notes.append(f"{silent:,} of {len(clips.good):,} recordings have no transcript and are left out")
    return assembled(
        asked, speech_facts(asked, told, words), clips._replace(good=told), words.sections(), notes, files.root, watch
    )


def speech_facts(asked: Asked, told: list[Any], words: Words) -> dict[str, Any]:
    """Facts of transcribed speech."""
    facts: dict[str, Any] = {"data.kind": "audio", "data.path": asked.path, "data.rows": len(told)}
    facts |= {} if asked.task else {"task": "speech-recognition"}
    facts["data.hours"] = rounded(sum(clip.seconds for clip in told) / 3600)
    if "data.multilingual" in (more := words.facts()):
        facts["data.multilingual"] = more["data.multilingual"]
    return facts
