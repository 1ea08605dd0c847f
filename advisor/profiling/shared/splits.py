"""The training part of data that is divided into parts: what is held out is not for advice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.bounded import read_lines
from advisor.errors import InputError
from advisor.profiling.shared.files import TRAINING, Files, folders, listed, suffix
from advisor.profiling.shared.suffixes import CONLL, TEXTS
from advisor.profiling.shared.tables.compression import packing_of, plain_suffix
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.tables.sql import text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

HELD_OUT: Final = (
    "test",
    "testing",
    "testset",
    "val",
    "valid",
    "validation",
    "validate",
    "dev",
    "devel",
    "development",
    "eval",
    "testa",
    "testb",
    "unsupervised",
    "unlabeled",
)
PARTS: Final = frozenset(f".{part}" for part in (*TRAINING, *HELD_OUT))  # as suffixes: `eng.train`, `eng.testa`
TESTS: Final = ("test", "testing", "testset")  # parts that are to be predicted
WHOLE: Final = ("all", "full", "whole", "complete", "entire", "combined", "merged")  # what holds every part
WORDS: Final = re.compile("[a-z]+")
ENDS: Final = re.compile("[-_.]")  # before the last word of a text's name, whose others may be its title
PACKED_ARRAYS: Final = frozenset((".npz",))  # of which each may hold a part, under the same names
LISTS: Final = "ImageSets"  # the folder of Pascal VOC's lists
SUBMISSION: Final = "submi"  # in the name of a file of answers, as of a submission, or an example to submit
TEXT_TABLES: Final = ("csv", "tsv")  # whose columns are told by their start
NAMED_TABLES: Final = (*TEXT_TABLES, "parquet")  # whose columns are quick to tell
MOST_COMPARED: Final = 100  # tables whose columns are compared
SHARED: Final = 0.5  # of the columns of the training part that a further table of it has
# What is left out, one or many.
HELD: Final = ("1 file held out for validation or test is", "{:,} files held out for validation or test are")
ANSWERS: Final = ("1 submission is no training data and is", "{:,} submissions are no training data and are")
UNDIVIDED: Final = (
    "1 file that holds all parts once more is",
    "{:,} files that hold all parts once more are",
)
ASIDE: Final = ("1 file in a folder beside the parts is", "{:,} files in folders beside the parts are")
BESIDE: Final = (
    "1 table beside the training and the test part is",
    "{:,} tables beside the training and the test part are",
)
LACKING: Final = (
    "1 table without the column to predict is",
    "{:,} tables without the column to predict are",
)
OTHERS: Final = (
    "1 table beside the training part has other columns and is",
    "{:,} tables beside the training part have other columns and are",
)


def training_part(files: Files, targets: Sequence[str] = ()) -> Files:
    """The files of the training part, where folders, or the names of files, say which those are.

    A submission is an answer to the test part, and tables beside a training one that lack most of its columns are
    about something else: neither is measured. `targets` are columns that the training part has.
    """
    if not files.folder:
        return files
    files = _by_lists(files)
    placed = {path: folders(path, files.root) for path in files.paths}
    known = {part: _part(part) for parts in placed.values() for part in parts}
    training = [path for path, parts in placed.items() if any(known[part] == "training" for part in parts)]
    held = [path for path, parts in placed.items() if any(known[part] == "held" for part in parts)]
    if not training or not held:
        named = _by_names(_without_submissions(files), targets)
        return _with_unknown(_alike(named, targets), files, targets)
    rest = [path for path, parts in placed.items() if not any(known[part] for part in parts)]
    aside = _aside(rest, training, placed, known)
    files = (
        _without(files, [path for path in files.paths if path not in aside], sorted(aside), ASIDE) if aside else files
    )
    return _without(files, [*training, *(path for path in rest if path not in aside)], held, HELD)


def _by_lists(files: Files) -> Files:
    """Without the files that lists of Pascal VOC name for validation or test alone: `ImageSets/Main/val.txt`."""
    lists = {path for path in files.paths if LISTS in folders(path, files.root) and suffix(path) in TEXTS}
    if not lists:
        return files
    said = {path: _listed_in(path) for path in lists if called(path, (*TRAINING, *HELD_OUT))}
    training = frozenset[str]().union(*(said[path] for path in said if called(path, TRAINING)))
    held = frozenset[str]().union(*(said[path] for path in said if not called(path, TRAINING))) - training
    kept = [path for path in files.paths if path not in lists]
    left = [path for path in kept if training and Path(path).stem in held]
    if not left or len(left) == len(kept):
        return files._replace(paths=kept or files.paths)
    return _without(files, [path for path in kept if path not in set(left)], left, HELD)


def _listed_in(path: str) -> frozenset[str]:
    """The names without suffixes that a list holds, one a line, perhaps with a mark of a class behind."""
    return frozenset(Path(line.split()[0]).stem for line in read_lines(path) if line.strip())


def _aside(
    rest: Sequence[str], training: Sequence[str], placed: Mapping[str, tuple[str, ...]], known: Mapping[str, str]
) -> set[str]:
    """Files of the kind of the training part in folders beside it that belong to no file of it, as examples do.

    A folder that is divided as the training part is, into the same classes, is another version of it.
    """
    parents = {
        placed[path][:depth]
        for path in training
        for depth, part in enumerate(placed[path])
        if known[part] == "training"
    }
    suffixes, stems = {suffix(path) for path in training}, {Path(path).stem for path in training}
    divided = frozenset(part for path in training for part in _below(placed[path], known))
    by_folder: dict[tuple[str, ...], list[str]] = {}
    for path in rest:
        parts = placed[path]
        beside = next((parts[: len(parent) + 1] for parent in parents if parts[: len(parent)] == parent), ())
        if suffix(path) in suffixes and beside and len(parts) >= len(beside):
            by_folder.setdefault(beside, []).append(path)
    return {
        path
        for beside, paths in by_folder.items()
        if sum(Path(path).stem in stems for path in paths) <= SHARED * len(paths)
        or (divided and divided == {part for path in paths for part in placed[path][len(beside) :][:1]})
        for path in paths
    }


def _below(parts: Sequence[str], known: Mapping[str, str]) -> Sequence[str]:
    """The folder of a file right below that of the training part, where there is one."""
    start = next(depth for depth, part in enumerate(parts) if known[part] == "training")
    return parts[start + 1 : start + 2]


def _part(folder: str) -> str:
    """Which part a folder holds, as `train`, `test_images` or `images-val`; nothing where it is about no part."""
    ends = part_words(folder)
    return "training" if ends.intersection(TRAINING) else "held" if ends.intersection(HELD_OUT) else ""


def part_words(folder: str) -> set[str]:
    """The first and the last word of the name of a folder, which may be that of a part."""
    words = folder.lower().removesuffix("annot").replace("_", "-").split("-")
    return {words[0], words[-1]}


def _without_submissions(files: Files) -> Files:
    """Without answers to a test part, as competitions ask for."""
    tables = [path for path in files.paths if form_of(path)[0] is not None]
    found = {path for path in tables if SUBMISSION in Path(path).name.lower()}
    if not found or len(found) == len(tables):
        return files
    return _without(files, [path for path in files.paths if path not in found], sorted(found), ANSWERS)


def _by_names(files: Files, targets: Sequence[str]) -> Files:
    """Likewise where the names of files say so: `train-00000-of-00002.parquet`, `test.csv`, `shops_valid.csv`."""
    texts = TEXTS | CONLL | PARTS | PACKED_ARRAYS
    whole = [path for path in files.paths if form_of(path)[0] is not None or plain_suffix(path) in texts]
    training = [path for path in whole if called(path, TRAINING)]
    held = [path for path in whole if called(path, HELD_OUT)]
    both = {*training} & {*held}  # as `train_test.csv`, which is no part of either unless others are
    training, held = ([path for path in part if path not in both] for part in (training, held))
    if not training:
        training, held = _counterparts(files.paths) or (training, held)
    if not training and len(held) < len(whole):  # any other table beside one that is called no more than `test`
        held = [path for path in held if form_of(path)[0] is not None and Path(path).name.split(".")[0] in HELD_OUT]
    elif not training:
        held = []
    if not held:
        return files
    left = set(held)
    files = _without(files, [path for path in files.paths if path not in left], held, HELD)
    others = [path for path in files.paths if path in set(whole) - set(training)] if training else []
    if all_parts := [path for path in others if called(path, WHOLE)]:
        files = _without(files, [path for path in files.paths if path not in all_parts], all_parts, UNDIVIDED)
    return _without_tables_beside(files, training, [path for path in others if path not in all_parts], targets)


def _counterparts(paths: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """Files of the training and of the test part that are called alike but for that; nothing where there are none.

    `train_FD001.txt` beside `test_FD001.txt`, and as at UCI `adult.data` beside `adult.test`.
    """
    there = set(paths)
    training, held = [], []
    for path in paths:
        name = Path(path).name
        others = [
            str(Path(path).with_name(part + name[len(begins) :]))
            for begins in TRAINING
            for part in TESTS
            if name.lower().startswith(begins) and not name[len(begins) :][:1].isalpha()
        ]
        others += [str(Path(path).with_suffix(".test"))] if suffix(path) == ".data" else []
        if found := [other for other in others if other in there]:
            training.append(path)
            held += found
    return (training, held) if training else None


def _without_tables_beside(
    files: Files, training: Sequence[str], others: Sequence[str], targets: Sequence[str]
) -> Files:
    """Without further tables of the form of the training part, where files are named as that and as a held one."""
    forms = {form_of(path)[0] for path in training} - {None}
    found = [path for path in others if form_of(path)[0] in forms]
    if found and forms <= set(TEXT_TABLES) and targets:
        known = {name for path in training for name in columns_of(path)}
        found = [path for path in found if known.issuperset(targets) or not columns_of(path).issuperset(targets)]
    return _without(files, [path for path in files.paths if path not in found], found, BESIDE) if found else files


def called(path: str, parts: Collection[str]) -> bool:
    """Whether the name of a file begins or ends with the name of a part."""
    stem = Path(path).name.lower().removesuffix(packing_of(path)).removesuffix(plain_suffix(path))
    words = ENDS.split(stem)[-1:] if suffix(path) in TEXTS else WORDS.findall(stem) or [stem]
    return words[0] in parts or words[-1] in parts or plain_suffix(path)[1:] in parts


def _alike(files: Files, targets: Sequence[str]) -> Files:
    """Without the tables that lack columns of the one that is called the training part.

    Beside one of that very name, others of it are its versions where they have other columns: `train_full.csv`.
    """
    tables = [path for path in files.paths if form_of(path)[0] in NAMED_TABLES]
    training = [path for path in tables if called(path, TRAINING)]
    plain = [path for path in training if Path(path).name.split(".")[0].lower() in TRAINING]
    if targets and 1 < len(tables) <= MOST_COMPARED and (not training or (training == tables and len(plain) != 1)):
        return _with_target(files, tables, targets)
    if not training or len(tables) > MOST_COMPARED or (len(training) == len(tables) and len(plain) != 1):
        return files
    names = columns_of((plain or training)[0])
    versions = set(training) - set(plain) if len(plain) == 1 and names.issuperset(targets) else set()
    others = [path for path in training if path in versions and columns_of(path) != names]
    for path in tables:
        if path not in training:
            shared = names & (found := columns_of(path))
            if len(shared) < len(names) or (names.issuperset(targets) and not found.issuperset(targets)):
                others.append(path)
    if not others:
        return files
    left = set(others)
    return _without(files, [path for path in files.paths if path not in left], others, OTHERS)


def _with_target(files: Files, tables: Sequence[str], targets: Sequence[str]) -> Files:
    """Without the tables that lack the target and most columns of those that have it."""
    names = {path: columns_of(path) for path in tables}
    having = [path for path in tables if names[path].issuperset(targets)]
    known = {name for path in having for name in names[path]}
    lacking = [path for path in tables if names[path] and path not in having]
    others = [path for path in lacking if len(names[path] & known) < SHARED * len(known)]
    if not having or not others:
        return files
    return _without(files, [path for path in files.paths if path not in set(others)], others, LACKING)


def _with_unknown(files: Files, before: Files, targets: Sequence[str]) -> Files:
    """The same, with a note of columns that the test part lacks beside the target: they are not known then."""
    tables = [path for path in files.paths if form_of(path)[0] in TEXT_TABLES]
    left = set(before.paths) - set(files.paths)
    tests = [path for path in sorted(left) if form_of(path)[0] in TEXT_TABLES and called(path, TESTS)]
    if len(tables) != 1 or not targets or len(tests) > MOST_COMPARED:
        return files
    names = columns_of(tables[0])
    for path in tests:
        known = columns_of(path).difference(targets)
        if len(known) > 1 and known < names.difference(targets) and (unknown := names.difference(known, targets)):
            lacks = f"the test part ({Path(path).name}) lacks {named(sorted(unknown))} beside the target"
            note = f"{lacks}: leave out what is not known when predicting"
            return files._replace(notes=[*files.notes, note])
    return files


def named(names: Sequence[str], most: int = 3) -> str:
    """The first few names, in quotation marks.

    >>> named(["a", "b", "c", "d"])
    "'a', 'b', 'c' and 1 more"
    """
    more = len(names) - most
    return ", ".join(map(repr, names[:most])) + (f" and {more} more" if more > 0 else "")


def columns_of(path: str) -> set[str]:
    """The columns of a table of text or Parquet; none where it cannot be read, which is told when it is."""
    from advisor.profiling.shared.tables.dialect import csv_dialect

    if form_of(path)[0] == "parquet":
        import duckdb

        try:
            found = duckdb.connect().execute(f"DESCRIBE FROM read_parquet({text(path)})").fetchall()
            return {str(name) for name, *_ in found}
        except duckdb.Error:
            return set()
    try:
        names = set(csv_dialect(path).names)
    except InputError:
        return set()
    return set() if any("\0" in name for name in names) else names


def _without(files: Files, kept: Sequence[str], held: Sequence[str], why: tuple[str, str]) -> Files:
    one, many = why
    left = one if len(held) == 1 else many.format(len(held))
    note = f"{left} left out: only the training part is measured"
    if why is not HELD:
        note = f"{left} left out: {listed(held, files.root)}"
    return files._replace(paths=sorted(kept), notes=[*files.notes, note])
