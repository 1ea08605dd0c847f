"""The class of each recording, and what belongs together, as far as folders and names tell."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.audio.groups import UNTOLD, Groups, groups_by_folder, groups_in_folders, groups_of
from advisor.profiling.audio.published_names import Named, named
from advisor.profiling.shared.class_names import class_in_name, classes_in_names
from advisor.profiling.shared.class_names import told as told_names
from advisor.profiling.shared.files import TRAINING, class_of, folders
from advisor.profiling.shared.name_parts import PART, told_part, value_of, which_part
from advisor.profiling.shared.profile import CONVERT
from advisor.profiling.shared.tables.named_files import PLACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked

# Folders that are numbered persons or parts of a split say who was recorded, and not what.
PERSON: Final = re.compile(
    r"(?:actor|speaker|spk|subject|subj|participant|patient|person|user|singer|volunteer|session|fold)[ _-]?\d+",
    re.IGNORECASE,
)
UNLABELLED: Final = "no labels lie beside the recordings, so the task and its classes are for you to say"


class Labels(NamedTuple):
    """The class of each recording, empty where nothing tells; groups, where they are told; notes for people."""

    names: list[str]
    groups: Groups | None
    notes: list[str]

    @property
    def classes(self) -> Counter[str]:
        """How many recordings there are of each class."""
        return Counter(name for name in self.names if name)


def labels_of(paths: Sequence[str], root: str, asked: Asked) -> Labels:
    """Read the classes of recordings off the part of their paths that is asked for, else off folders, else off names.

    Raises `InputError` where names do not have that part.
    """
    if PART.fullmatch(asked.target):
        return _by_part(paths, asked)
    within = [tuple(part for part in folders(path, root) if part.lower() not in TRAINING) for path in paths]
    persons = all(parts and PERSON.fullmatch(parts[-1]) for parts in within) and len({*within}) > 1
    by_folder = [class_of(path, root, *PLACES) for path in paths]
    if (told := named(paths)) is not None and (persons or not _sorted(told.labels, by_folder)):
        return _published(paths, told)
    groups = groups_in_folders(within)
    names = [parts[0] for parts in within] if groups else [""] * len(paths) if persons else by_folder
    notes = []
    if len({*names}) < 2 and asked.task in (None, "binary", "multiclass"):
        if by_name := classes_in_names(paths):
            names = [*map(class_in_name, paths)]
            notes = [told_names(by_name, "recordings")]
            groups = groups_by_folder(paths, names) if persons else None
        else:
            numbered = f"the folders are numbered ({by_folder[0]}, ...), so that they are taken for no classes"
            notes = [f"{numbered}; if they are, say --target folder"] if persons else []
            return Labels([""] * len(paths), None, [*notes, *(_hint(paths) if asked.task is None else [])])
    if len({*names}) > 1 and asked.task != "multilabel":
        groups = groups or groups_of(paths, names)
        notes.append(groups.told() if groups else UNTOLD)
    return Labels(names, groups, notes)


def _by_part(paths: Sequence[str], asked: Asked) -> Labels:
    names = [value_of(path, asked.target) for path in paths]
    note = told_part(asked, {*names}, paths)
    groups = groups_of(paths, names)
    return Labels(names, groups, [note, groups.told() if groups else UNTOLD])


def _published(paths: Sequence[str], told: Named) -> Labels:
    way = told.way
    groups = Counter(told.groups)
    shown = ", ".join(sorted({*told.labels} - {""})[:3])
    note = (
        f"the files are named as those of {way.name} ({way.source}): {way.label} is read as the class ({shown}, ...),"
        f" and {way.group} is held out whole; an exported project reads a table of paths and labels: {CONVERT}"
    )
    found = Groups(len(groups), way.group_part, sorted(groups)[:3], True) if len(groups) > 1 else None
    return Labels(told.labels, found, [note])


def _sorted(labels: Sequence[str], by_folder: Sequence[str]) -> bool:
    """Whether several folders hold all recordings of each class: then somebody sorted them, and named the folders."""
    held: dict[str, set[str]] = defaultdict(set)
    for label, folder in zip(labels, by_folder, strict=True):
        held[label].add(folder)
    return len({*by_folder}) > 1 and all(len(places) == 1 for places in held.values())


def _hint(paths: Sequence[str]) -> list[str]:
    return ["; ".join(filter(None, (UNLABELLED, which_part(paths))))]
