"""A source -> the kind of data that it holds: every kind's detector is asked, and the most confident one wins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

# The kinds of data, each registered by its package; of equally confident ones the first wins.
from advisor.profiling import arrays, audio, image, sequence, series, table, text  # noqa: F401
from advisor.profiling.kinds import KINDS, Kind, Match
from advisor.profiling.shared.archives import ARCHIVES
from advisor.profiling.shared.checks import check_kind
from advisor.profiling.shared.files import pointer, suffix
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.compression import PACKED, read_head
from advisor.profiling.shared.tables.formats import CONVERTED, READ, foreign, form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from advisor.profiling.shared.source import Source


def recognise(source: Source) -> Match:
    """What the source holds. Raises `InputError` where it holds nothing that is read, or not what is wanted."""
    check_kind(source.asked)
    _refuse_foreign(source)
    fitting = [kind for kind in KINDS if source.wanted in (None, *kind.names)]
    best = _by_files(source, fitting)
    if source.tables and (best is None or best.confidence < source.tables / 2):
        source.open()
        best = _surest(kind.in_table(source) for kind in fitting if kind.in_table)
    if best is None:
        _refuse(source, fitting)
    return best


def _by_files(source: Source, kinds: Sequence[Kind]) -> Match | None:
    """The surest match by files, of the kinds that are wanted or whose files lie there."""
    near = [kind for kind in kinds if source.wanted in kind.names or kind.any_text or source.share(kind.reads)]
    return _surest(kind.in_files(source) for kind in near if kind.in_files)


def _surest(matches: Iterable[Match | None]) -> Match | None:
    found = [match for match in matches if match is not None and match.confidence]
    return max(found, key=lambda match: match.confidence, default=None)


def _refuse_foreign(source: Source) -> None:
    """Refuse what is told by its start to be no text and no table, of one file whose suffix says nothing of it."""
    path = source.files.paths[0]
    if not source.files.folder and pointer(path):
        refuse(source.asked.path, "is a pointer of Git LFS, and the file itself was not fetched", "git lfs pull")
    alone = not source.files.folder and source.plain and form_of(path)[0] is None
    if alone and (found := foreign(path)) is not None:
        what, hint = found
        refuse(source.asked.path, what, hint)


def _refuse(source: Source, fitting: Sequence[Kind]) -> NoReturn:
    path, files = source.asked.path, source.files
    if source.flag == "--engine":
        refuse(path, "Spark measures tables alone", "leave --engine out", field=source.flag)
    if source.tables or _by_files(source, KINDS):
        expected = "; or ".join(kind.expects for kind in fitting if kind.expects)
        refuse(path, f"holds no data of the kind {source.wanted}", f"expected {expected}", field=source.flag)
    if files.folder:
        if (other := foreign(files.paths[0])) is not None:
            what, hint = other
            refuse(path, f"holds no files of a kind that is read: the first of them {what}", hint)
        found = ", ".join(each or "no suffix" for each, _ in source.suffixes.most_common(5))
        most = next((each for each in files.paths if suffix(each) == source.suffixes.most_common(1)[0][0]), "")
        way = f"convert each: {_converted(most)}; " if suffix(most) in CONVERTED else ""
        packed = [each for each in files.paths if suffix(each) in ARCHIVES]
        named = f"name the archive: {packed[0]}; " if len(packed) == 1 else "unpack them first; "
        way = way or (named if packed else "")
        refuse(path, f"holds no files of a kind that is read (but {found})", f"{way}{READ}; images, recordings, texts")
    if suffix(files.paths[0]) in CONVERTED:
        refuse(path, f"is of a kind that is not read ({suffix(files.paths[0])})", _converted(files.paths[0]))
    endings = Path(files.paths[0]).suffixes
    shown = "".join(endings[-2:] if endings and endings[-1].lower() in PACKED else endings[-1:])
    written = "" if b"\0" in read_head(files.paths[0]) else "; --kind text reads it as text to model"
    refuse(path, f"is of a kind that is not read ({shown or 'no suffix'})", f"{READ}{written}")


def _converted(path: str) -> str:
    """The line that converts a file of a kind that is not read."""
    return CONVERTED[suffix(path)].format(path, Path(path).stem)
