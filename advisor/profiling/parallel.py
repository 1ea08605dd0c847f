"""Parallel corpora: texts of two languages in a file each, which agree line by line: `train.en`, `train.de`."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from advisor.profiling.shared.files import Files

# Codes of languages (ISO 639), and words for the two sides; each of the first has two letters.
CODES: Final = (
    "amarazbebgbnbscacscydadeeleneoeseteufafifrgaglguhahehihrhuhyidigisitjakakkkmknkokukylolt"
    "lvmkmlmnmrmsmtmynenlnopaplpsptrorurwsiskslsosqsrsvswtatetgthtltrukuruzvixhyozhzu"
)
SIDES: Final = ("src", "tgt", "source", "target")
LANGUAGES: Final = frozenset((*(CODES[place : place + 2] for place in range(0, len(CODES), 2)), *SIDES))
WORDS: Final = re.compile(r"[-_.]")
FEWEST: Final = 20  # lines of a corpus
MOST_FILES: Final = 500
MOST_BYTES: Final = 2**28  # whose lines are counted


def parallel(files: Files) -> tuple[str, str] | None:
    """Two files of texts in two languages with as many lines; nothing where there are none."""
    if not files.folder or len(files.paths) > MOST_FILES:
        return None
    by_rest: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in files.paths:
        if form_of(path)[0] is None and (rest := _without_language(path)) is not None:
            by_rest[rest].append(path)
    for several in by_rest.values():
        counts: dict[int, str] = {}
        for path in several if len(several) > 1 else ():
            lines = _lines(path)
            if lines >= FEWEST and lines in counts:
                return counts[lines], path
            counts[lines] = path
    return None


def _without_language(path: str) -> tuple[str, ...] | None:
    """The folder and the words of a name, but for one that is a language; nothing where none is."""
    words = WORDS.split(Path(path).name.lower())
    place = next((at for at in range(len(words) - 1, -1, -1) if words[at] in LANGUAGES), None)
    return None if place is None else (str(Path(path).parent), *words[:place], "", *words[place + 1 :])


def _lines(path: str) -> int:
    """The number of lines of a text; 0 where it is none, or too large to count."""
    if Path(path).stat().st_size > MOST_BYTES:
        return 0
    content = Path(path).read_bytes()
    return 0 if b"\0" in content else content.count(b"\n")
