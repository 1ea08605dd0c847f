"""A path, a folder or a pattern -> the files that it means."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from advisor.profiling.profiles import refuse

MOST_FILES: Final = 20_000_000  # beyond it a listing alone fills memory
SHOWN: Final = 3  # files named in a note


TRAINING: Final = ("train", "training")  # folders and files of the part to learn from


class Files(NamedTuple):
    """Files in order of their names, the folder that holds them all, and what was left out, in words."""

    root: str
    paths: list[str]
    notes: list[str]
    folder: bool

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

    Hidden files and those that begin with `_` are left out of folders, and so are links that lead out of them. Raises
    `InputError` where there is nothing.
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        if glob.has_magic(path) and "\0" not in path:
            return _matching(path)
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
    outside: list[str] = []
    closed: list[str] = []
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
                    elif not entry.name.startswith((".", "_")) and not entry.is_dir():
                        found.append(entry.path)
        except OSError as error:
            closed.append(str(error.filename))
        if len(found) > MOST_FILES:
            refuse(folder, f"holds more than {MOST_FILES:,} files")
    if not found:
        refuse(folder, "is a folder without files")
    notes = []
    if outside:
        named = listed(sorted(outside), folder)
        notes.append(f"{len(outside):,} links that lead out of the folder were not followed: {named}")
    if closed:
        notes.append(f"{len(closed):,} folders could not be opened: {listed(closed, folder)}")
    return Files(folder, sorted(found), notes, True)


def _leads_out(path: str, home: str) -> bool:
    """Whether a link leads out of a folder."""
    real = os.path.realpath(path)
    return real != home and not real.startswith(home.rstrip(os.sep) + os.sep)


def listed(paths: Sequence[str], root: str) -> str:
    """The first few files by their names below the root."""
    names = [os.path.relpath(path, root) for path in paths[:SHOWN]]
    return ", ".join(names) + (", ..." if len(paths) > SHOWN else "")
