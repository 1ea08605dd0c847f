"""A path, a folder or a pattern -> the files that it means."""

from __future__ import annotations

import glob
import os
import re
import shlex
import stat
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from advisor.profiling.shared.profile import Watch, refuse

Found = TypeVar("Found")

MOST_FILES: Final = 20_000_000  # beyond it a listing alone fills memory
SHOWN: Final = 3  # files named in a note
TOLD_EVERY: Final = 128  # files between two looks at the bar
TRAINING: Final = ("train", "training", "trainset")  # folders and files of the training part
ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
PART: Final = "::"  # between a file and the table in it
HIDDEN: Final = (".", "_")  # how the names of files begin that are left out, but for
ABOUT: Final = frozenset(("readme", "license", "licence", "copying", "citation", "changelog"))  # files about the data
LICENCES: Final = ("cc_by", "cc-by", "license-", "license_", "licence-")  # how the names of others begin
POINTER: Final = b"version https://git-lfs.github.com/spec/"  # what lies there where the file was not fetched
FETCHED: Final = "pointers of Git LFS lie in their place: git lfs pull"
ANNOTATIONS: Final = ("_annotations.", "_classes.")  # as Roboflow calls them


class Files(NamedTuple):
    """Files in order of their names, the folder that holds them all, and what was left out, in words."""

    root: str
    paths: list[str]
    notes: list[str]
    folder: bool
    part: str = ""  # the table that is named of several in one file

    def suffixes(self) -> list[str]:
        """The suffix of each file, in lower case."""
        return [suffix(path) for path in self.paths]


def suffix(path: str) -> str:
    """The suffix of a file, in lower case."""
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind(os.sep) + 1 else ""  # by hand, as pathlib takes 20 times as long


def folders(path: str, root: str) -> tuple[str, ...]:
    """The folders between a root and a file, from the top."""
    return _between(os.path.dirname(path), root)  # noqa: PTH120 - of a million files


@lru_cache(maxsize=2**16)
def _between(folder: str, root: str) -> tuple[str, ...]:
    return Path(folder).relative_to(root).parts


def class_of(path: str, root: str, *passed: str) -> str:
    """The folder that a file lies in, below a root, past folders of the training part and those that are `passed`."""
    return "/".join(part for part in folders(path, root) if part.lower() not in (*TRAINING, *passed))


def find(path: str) -> Files:
    """The files that a path means: itself, all in a folder, or all that match a pattern.

    `file::table` names one of several tables in a file. Hidden files and those that begin with `_` are left out of
    folders, and so are links that lead out of them. Raises `InputError` where there is nothing.
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if ADDRESS.match(path):
            refuse(path, "is an address, and nothing is fetched", f"curl -LO {shlex.quote(path)}, and name the file")
        if glob.has_magic(path) and "\0" not in path:
            return _matching(path)
        whole, _, part = path.rpartition(PART)
        if whole and part and "\0" not in whole and Path(whole).is_file():
            return find(whole)._replace(part=part)
        refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if not stat.S_ISDIR(mode):
        if not stat.S_ISREG(mode):
            refuse(path, "is no regular file, and data is read more than once", "write it to a file first")
        return Files(str(Path(path).parent), [path], [], False)
    return _within(path)


def _matching(pattern: str) -> Files:
    found = sorted(name for name in glob.glob(pattern, recursive=True) if Path(name).is_file())  # noqa: PTH207 - as the user wrote it
    if not found:
        refuse(pattern, "no file matches this pattern")
    root = (
        os.path.commonpath([str(Path(name).parent) for name in found]) if len(found) > 1 else str(Path(found[0]).parent)
    )
    return Files(root, found, [], len(found) > 1)


def _within(folder: str) -> Files:
    home = os.path.realpath(folder)
    found: list[str] = []
    beside: list[str] = []
    outside: list[str] = []
    closed: list[str] = []
    reason: str | None = None
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_symlink() and _leads_out(entry.path, home):
                        outside += [] if entry.name.startswith(".") else [entry.path]
                    elif entry.is_dir(follow_symlinks=False):
                        waiting += [] if entry.name.startswith((".", "__")) else [entry.path]
                    elif _shown(entry.name) and not entry.is_dir():
                        about = place == folder and _about(entry.name)
                        (beside if about else found).append(entry.path)
        except OSError as error:
            closed.append(str(error.filename))
            reason = reason or error.strerror
        if len(found) > MOST_FILES:
            refuse(folder, f"holds more than {MOST_FILES:,} files")
    found = found or beside
    if not found and closed:
        what = "cannot be read" if closed == [folder] else f"has folders that cannot be read ({listed(closed, folder)})"
        refuse(folder, f"{what}: {reason}")
    if not found:
        refuse(folder, "is a folder without files")
    notes = []
    if outside:
        named = listed(sorted(outside), folder)
        notes.append(f"{len(outside):,} links that lead out of the folder were not followed: {named}")
    if closed:
        notes.append(f"{len(closed):,} folders could not be opened: {listed(closed, folder)}")
    return Files(folder, sorted(found), notes, True)


def _about(name: str) -> bool:
    """Whether a file is about the data: a readme, or a licence."""
    return name.split(".", maxsplit=1)[0].lower() in ABOUT or name.lower().startswith(LICENCES)


def _shown(name: str) -> bool:
    return not name.startswith(HIDDEN) or name.startswith(ANNOTATIONS)


def _leads_out(path: str, home: str) -> bool:
    """Whether a link leads out of a folder."""
    real = os.path.realpath(path)
    return real != home and not real.startswith(home.rstrip(os.sep) + os.sep)


def listed(paths: Sequence[str], root: str) -> str:
    """The first few files by their names below the root."""
    names = [os.path.relpath(path, root) for path in paths[:SHOWN]]
    return ", ".join(names) + (", ..." if len(paths) > SHOWN else "")


def read_each(
    paths: Sequence[str], read: Callable[[str], Found], watch: Watch, what: str, why: Callable[[Exception], str]
) -> tuple[list[Found], list[str], str]:
    """What is found in each file, those that cannot be read, and why the first of them cannot."""
    good: list[Found] = []
    bad: list[str] = []
    reason = ""
    for place, path in enumerate(paths):
        if place % TOLD_EVERY == 0:
            watch(f"reading the headers of {len(paths):,} {what}", place / len(paths))
        try:
            good.append(read(path))
        except Exception as error:  # a broken file may raise anything
            bad.append(path)
            reason = reason or why(error)
    return good, bad, reason


def pointer(path: str) -> bool:
    """Whether a pointer of Git LFS lies in the place of a file."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(POINTER)) == POINTER
    except OSError:
        return False


def left_out(bad: Sequence[str], total: int, what: str, root: str, reason: str) -> list[str]:
    """A note of the files that could not be read, where there are any."""
    return [f"{len(bad):,} of {total:,} {what} are left out: {listed(bad, root)} ({reason})"] if bad else []
