"""Recordings: a folder of them, or a table that holds or names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import MOST, Kind, Match, of_cells, register
from advisor.profiling.shared.profile import refuse

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

SOUNDS: Final = frozenset((".wav", ".flac", ".ogg", ".mp3", ".opus", ".aif", ".aiff", ".au"))
FEW: Final = 0.1  # share of the files from which recordings are what a folder is about
SOUNDFILE: Final = ("soundfile", "data", "reading recordings")
FOLLOWS: Final = frozenset(("target", "group_column"))


def in_files(source: Source) -> Match:
    """A folder of recordings. Raises `InputError` for a single one."""
    share = source.share(SOUNDS)
    if share and not source.files.folder:
        refuse(source.files.paths[0], "is one recording", "name the folder that holds all of them")
    confidence = share / 2
    if share and (share > FEW or source.wanted == "audio"):
        confidence = MOST - 0.05  # images beside them come first
    return Match(confidence, "audio", "advisor.profiling.audio.folder", follows=FOLLOWS, needs=SOUNDFILE)


def in_table(source: Source) -> Match | None:
    """A column of recordings, or of names of recordings."""
    return of_cells(source, "audio", FOLLOWS, SOUNDFILE)


register(
    Kind(
        ("audio",),
        "a folder of recordings, or a table with a column of recordings or of names such as a.wav",
        SOUNDS,
        in_files,
        in_table,
        SOUNDS,
    )
)
