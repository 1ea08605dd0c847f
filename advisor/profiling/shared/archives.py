"""An archive that holds one table -> that table, unpacked for as long as it is measured."""

from __future__ import annotations

import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final, NoReturn

from advisor.profiling.shared.files import Files
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.formats import TOGETHER, form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack

TARS: Final = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz")
CLOSED: Final = (".7z", ".rar")  # which the standard library does not read
ARCHIVES: Final = (".zip", *TARS, *CLOSED)
MOST: Final = 100_000  # members that are looked at
BOMB: Final = 200  # times its size to which an archive may unpack
SHOWN: Final = 5  # tables that are named where there are several
LOOSE: Final = ".txt"  # the suffix of what may be anything, until it is read
UNPACK: Final = "unpack it, and name the folder"

BROKEN: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, RuntimeError)

Members = dict[str, "tuple[int, Callable[[], IO[bytes] | None]]"]


def unpacked(files: Files, opened: ExitStack) -> Files:
    """The tables of an archive in a folder that lives as long as `opened`; other files as they are.

    Raises `InputError` where an archive holds no table, more than one, or cannot be unpacked.
    """
    path = files.paths[0]
    if files.folder or not path.lower().endswith(ARCHIVES):
        return files
    if path.lower().endswith(CLOSED):
        refuse(path, "is an archive", UNPACK)
    home = opened.enter_context(tempfile.TemporaryDirectory(prefix="advisor-"))
    with _members(path) as members:
        names = _chosen(path, list(members), files.part)
        size = sum(members[name][0] for name in names)
        if size > max(2**20, BOMB * Path(path).stat().st_size) or size > shutil.disk_usage(home).free // 2:
            refuse(path, f"is an archive that unpacks to {size / 1e9:,.1f} GB", "unpack it first, if that is meant")
        found = [_unpack(path, members[name], Path(home) / PurePosixPath(name).name) for name in names]
    return Files(home, found, [f"{names[0]!r} in the archive is read"] if len(found) == 1 else [], len(found) > 1)


@contextmanager
def _members(path: str) -> Iterator[Members]:
    """The regular files in an archive, by name. Raises `InputError` where it cannot be opened."""
    try:
        if path.lower().endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                yield {
                    each.filename: (each.file_size, lambda each=each: archive.open(each))  # type: ignore[misc]
                    for each in archive.infolist()[:MOST]
                    if not each.is_dir()
                }
            return
        with tarfile.open(path) as tar:
            found: Members = {}
            for member in tar:
                if member.isreg():
                    found[member.name] = (member.size, lambda each=member: tar.extractfile(each))  # type: ignore[misc]
                if len(found) > MOST:
                    break
            yield found
    except (*BROKEN, tarfile.TarError) as error:
        refuse(path, f"is an archive that cannot be opened: {error}"[:200], UNPACK)


def _chosen(path: str, names: list[str], part: str) -> list[str]:
    """The tables of an archive that are read: the one that is named, or those of which one is left."""
    plain = [each for each in names if not each.startswith("__MACOSX") and not PurePosixPath(each).name.startswith(".")]
    if part:
        named = [each for each in plain if each == part or PurePosixPath(each).name == part]
        if len(named) != 1:
            _several(path, f"is an archive with {len(named) or 'no'} files {part!r}", plain)
        return named
    tables = [each for each in plain if form_of(each)[0] is not None] or (plain if len(plain) == 1 else [])
    if not tables:
        refuse(path, f"is an archive of {len(plain):,} files, none of them a table", UNPACK)
    forms = {form_of(each)[0] for each in tables}
    alone = len({PurePosixPath(each).name for each in tables}) < len(tables) or not forms.issubset(TOGETHER)
    if len(tables) > 1 and alone:
        _several(path, f"is an archive of {len(tables):,} tables", tables)
    return tables


def _several(path: str, message: str, names: list[str]) -> NoReturn:
    shown = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    refuse(path, message, f"name one as {path}::NAME, or unpack it; there are: {shown}")


def _unpack(path: str, member: tuple[int, Callable[[], IO[bytes] | None]], target: Path) -> str:
    size, begin = member
    with target.open("wb") as plain:
        packed = begin()
        if packed is not None:
            with packed:
                left = size + 1
                while left > 0 and (block := packed.read(min(left, 2**20))):
                    plain.write(block)
                    left -= len(block)
                if left <= 0:
                    refuse(path, "is an archive that unpacks to more than it says")
    if target.suffix.lower() == ".zip" and not zipfile.is_zipfile(target):  # so pandas names the table that it packs
        target = target.rename(target.with_suffix(LOOSE))
    return str(target)
