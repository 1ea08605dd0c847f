"""Images that the rows of a table hold or name, with what is to be predicted of each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.errors import InputError
from advisor.profiling.image import DENSE, IMAGES
from advisor.profiling.image.belonging import together
from advisor.profiling.image.headers import format_section, header_notes, opened, size_facts, size_section
from advisor.profiling.image.objects import LARGE, SMALL, Objects
from advisor.profiling.image.pixels import look, look_notes
from advisor.profiling.image.scenes import Thing
from advisor.profiling.shared.files import TRAINING, class_of, listed
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, Section
from advisor.profiling.shared.splits import HELD_OUT
from advisor.profiling.shared.tables.cells import number, take_sample
from advisor.profiling.shared.tables.embedded import Embedded
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.tables.named_files import (
    LABELS,
    examples,
    extracted,
    located,
    only,
    tails,
    target_of,
    written,
)
from advisor.profiling.shared.tables.readers import open_table
from advisor.profiling.shared.tables.sections import target_section
from advisor.profiling.shared.tables.sql import listed as sql_listed
from advisor.profiling.shared.tables.target import Target, measure_target, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table

MOST_TABLES: Final = 10  # tables of a folder that are looked at for one of labels
MOST_COLUMNS: Final = 100  # columns of such a table
CORNERS: Final = (  # names of the columns of a box
    ("xmin", "ymin", "xmax", "ymax"), ("x_min", "y_min", "x_max", "y_max"), ("x1", "y1", "x2", "y2"),
    ("x1", "y1", "w", "h"), ("x", "y", "w", "h"),
)  # fmt: skip
CORNER: Final = 4  # numbers of a box
FIT: Final = 0.99  # share of the rows that must be boxes, where no name says that they are
CALLED: Final = ("name", "class_name", "label_name", "class_id", "category_id")  # columns of their classes, besides
MOST_BOXES: Final = 1_000_000  # whose size is looked at
MOST_NAMES: Final = 10_000  # labels that are compared with the names of folders
CLASSES: Final = 100  # different words of a column up to which they may be classes, with
EACH: Final = 5  # rows for each
LOOKED: Final = 500  # its first rows
NAMED: Final = 0.5  # share of them that must name an image that lies there


def measure(source: Source, found: Embedded | str) -> Profile:
    """Measure images that a column holds, or names. Raises `InputError` where none can be read."""
    if isinstance(found, Embedded):
        return held(source.table, source.asked, found, source.files.root, source.watch)
    return named(source.table, source.asked, found, Path(source.files.root), source.watch)


def held(table: Table, asked: Asked, column: Embedded, root: str, watch: Watch) -> Profile:
    """Measure a table that holds images. Raises `InputError` where they cannot be read, or the task does not fit."""
    target = _target(table, asked)
    paths = extracted(table, column, root)
    rows = target.facts["data.rows"] if target else table.rows
    sampled = "" if len(paths) >= table.rows else f"on a sample of {len(paths):,} of {table.rows:,} images"
    notes = [f"an exported project reads files that a table names, and {column.label!r} holds them: {CONVERT}"]
    profile = _stated(table, asked, target, paths, rows, sampled, notes, str(Path(paths[0]).parent), watch)
    return profile._replace(examples=written(table, column, root, asked.files)) if asked.export else profile


def named(table: Table, asked: Asked, column: str, home: Path, watch: Watch) -> Profile:
    """Measure a table that names images beside it. Raises `InputError` as `held`."""
    place = place_of(table, column, "--data")
    cells = table.run(f"SELECT DISTINCT c{place}::VARCHAR FROM raw WHERE c{place} IS NOT NULL")
    names = sorted(str(name) for (name,) in cells)
    found, notes = located(names, home, asked.path, "image", "images")
    only(table, place, found, len(names))
    return _by_names(table, asked, column, found, notes, home, watch)


def beside(asked: Asked, files: Files, images: Sequence[str], watch: Watch) -> Profile | Objects | None:
    """The profile by a table in a folder of images that names them, with their suffix or without; nothing for none.

    Where sub-folders may be the classes, it must say which column holds them. A table of boxes gives their objects.
    """
    tables = [path for path in files.paths if form_of(path)[0] in ("csv", "tsv", "parquet", "json")]
    known = {key: path for path in reversed(images) for key in keys_of(path, files.root)} if tables else {}
    parted = len({class_of(path, files.root, "images") for path in images} - {""}) > 1
    for path in sorted(tables, key=lambda path: -Path(path).stat().st_size)[:MOST_TABLES]:  # what names most of them
        alone = files._replace(paths=[path], folder=False, notes=[])
        try:
            with open_table(asked._replace(path=path), alone, watch) as table:
                if (column := naming(table, known)) is None:
                    continue
                aimed = _aimed(table, asked, column)
                if parted and not aimed.target and not target_of(table, aimed):
                    continue
                if asked.task in (None, *DENSE) and (boxes := boxes_in(table, column, images)) is not None:
                    return boxes
                if parted and not asked.target and _named_as_folders(table, aimed, images, files.root):
                    continue
                place = table.labels.index(column)
                rows = table.run(f"SELECT DISTINCT trim(c{place}::VARCHAR) FROM raw WHERE c{place} IS NOT NULL")
                names = [str(name) for (name,) in rows]
                found = {name: lies for name in names if (lies := _known(name, known)) is not None}
                lost = len(names) - len(found)
                notes = [f"{lost:,} images that are named do not lie there"] if lost else []
                if aimed.targets != asked.targets and len(aimed.targets) < len(table.labels) - 1:
                    notes.append(f"{aimed.target!r} is taken to be predicted; --target names another column")
                only(table, place, found, len(names))
                table.notes[:0] = [*files.notes, f"labels are read from {listed([path], files.root)}"]
                return _by_names(table, aimed, column, found, notes, Path(path).parent, watch)
        except InputError:
            if asked.target:
                raise
    return None


def _named_as_folders(table: Table, aimed: Asked, images: Sequence[str], root: str) -> bool:
    """Whether the labels are the names of the folders, which tell images apart whose names are the same in several."""
    target = target_of(table, aimed)
    if target not in table.labels:
        return False
    place = table.labels.index(target)
    found = table.run(f"SELECT DISTINCT trim(c{place}::VARCHAR) FROM raw WHERE c{place} IS NOT NULL LIMIT {MOST_NAMES}")
    return {str(name) for (name,) in found} == {class_of(path, root, "images") for path in images} - {""}


def boxes_in(table: Table, column: str, images: Sequence[str]) -> Objects | None:
    """The objects of a table whose rows are boxes in images; nothing where it holds none."""
    labels = {label.strip().lower(): place for place, label in enumerate(table.labels)}
    corners = next((names for names in CORNERS if labels.keys() >= set(names)), None)
    if len(table.labels) > MOST_COLUMNS:
        return None
    image = table.labels.index(column)
    if corners is None and not (table.headless and _boxes_by_place(table, image)):
        return None
    places = [labels[name] for name in corners] if corners else list(range(image + 1, image + CORNER + 1))
    kinds = [labels[name] for name in (*LABELS, *CALLED) if name in labels] if corners else [image + CORNER + 1]
    kind = f"trim(c{kinds[0]}::VARCHAR)" if kinds else "''"
    left, top, right, low = (number(f"c{place}::VARCHAR") for place in places)
    by_class = table.run(f"SELECT count(*) FROM raw WHERE {left} IS NOT NULL GROUP BY {kind} ORDER BY {kind}")
    by_image = table.run(f"SELECT count({left}) FROM raw GROUP BY trim(c{image}::VARCHAR)")
    counts = [int(n) for (n,) in by_image]
    counts += [0] * (len(images) - len(counts))
    by_sides = corners is not None and corners[2] == "w"
    sides = f"{right}, {low}" if by_sides else f"{right} - {left}, {low} - {top}"
    rows = table.run(f"SELECT trim(c{image}::VARCHAR), {kind}, {left}, {top}, {sides} FROM raw LIMIT {MOST_BOXES}")
    boxes: dict[str, list[Thing]] = {}
    for name, label, *numbers in rows:
        things = boxes.setdefault(str(name), [])
        things += [Thing(str(label), *numbers)] if None not in numbers else []
    small = [0, 0, 0]
    for thing in (thing for things in boxes.values() for thing in things):
        small[(thing.area > SMALL) + (thing.area > LARGE)] += 1
    notes = [f"boxes are read from {Path(table.path).name}"]
    by_size = (small[0], small[1], small[2])
    return Objects([int(n) for (n,) in by_class], counts, [], by_size, [], "a table", notes, boxes)


def _boxes_by_place(table: Table, image: int) -> bool:
    """Whether two corners and a class stand behind each image, as keras-retinanet writes tables without a header.

    An image without objects has a row of its own, whose other cells are empty.
    """
    if len(table.labels) != image + CORNER + 2:
        return False
    left, top, right, low = (number(f"c{image + at}::VARCHAR") for at in range(1, CORNER + 1))
    fits = f"{left} < {right} AND {top} < {low} AND c{image + CORNER + 1} IS NOT NULL"
    cells = ", ".join(f"c{image + at}::VARCHAR" for at in range(1, CORNER + 2))
    query = f"SELECT count(*) FILTER ({fits}), count(*) FILTER (coalesce({cells}) IS NOT NULL) FROM raw"
    boxes, filled = table.run(query)[0]
    return bool(0 < boxes >= FIT * filled)


def _aimed(table: Table, asked: Asked, column: str) -> Asked:
    """What is asked; where no target is named, with the only other column, or all of them where they are 0 and 1."""
    others = [label for label in table.labels if label != column]
    if asked.target or asked.task in DENSE or not others or len(others) > MOST_COLUMNS:
        return asked
    if len(others) == 1:
        return asked._replace(target=others[0])
    flags = " AND ".join(f"bool_and(trim(c{table.labels.index(label)}::VARCHAR) IN ('0', '1'))" for label in others)
    if asked.task in (None, "multilabel") and table.run(f"SELECT {flags} FROM raw")[0][0]:
        return asked._replace(target=others[0], more=tuple(others[1:]))
    if asked.task in (None, "binary", "multiclass") and not target_of(table, asked):
        worded = [label for label in others if _few_words(table, table.labels.index(label))]
        worded = worded or [label for label in others if label.lower() in CALLED[1:]]
        return asked._replace(target=worded[0]) if len(worded) == 1 else asked
    return asked


def _few_words(table: Table, place: int) -> bool:
    """Whether a column holds a few different words, as the names of classes are, and none of parts of a split."""
    value = f"trim(c{place}::VARCHAR)"
    found = f"count(DISTINCT {value}), count({value}), count(TRY_CAST({value} AS DOUBLE))"
    parts = f"coalesce(bool_and(lower({value}) IN {sql_listed((*TRAINING, *HELD_OUT))}), false)"
    different, filled, numbers, divides = table.run(f"SELECT {found}, {parts} FROM raw")[0]
    return not numbers and not divides and 1 < different <= min(CLASSES, filled / EACH)


def keys_of(path: str, root: str) -> list[str]:
    """What a table may call an image: its path below the folder, or the end of it, its name without a suffix."""
    below = os.path.relpath(path, root)
    return [*tails(below), Path(path).name.rsplit(".", 1)[0]]


def naming(table: Table, known: Mapping[str, str]) -> str | None:
    """The column whose values name images that lie there."""
    for place, label in enumerate(table.labels[:MOST_COLUMNS]):
        rows = table.run(f"SELECT trim(c{place}::VARCHAR) FROM raw WHERE c{place} IS NOT NULL LIMIT {LOOKED}")
        if rows and sum(_known(name, known) is not None for (name,) in rows) >= NAMED * len(rows):
            return label
    return None


def _known(name: str, known: Mapping[str, str]) -> str | None:
    """The image that a cell names, perhaps by a path of another machine."""
    return next((known[tail] for tail in tails(name) if tail in known), None)


def _by_names(
    table: Table, asked: Asked, column: str, found: Mapping[str, str], notes: list[str], home: Path, watch: Watch
) -> Profile:
    _once(table, table.labels.index(column), notes)
    if also := _pictured(table, column):
        notes.append(f"{also!r} names images as well as {column!r}, and one of each row is read: the latter")
    target = _target(table, asked)
    rows = min(target.facts["data.rows"], len(found)) if target else len(found)
    if target and "data.classes" in target.facts and (told := _together(table, asked, column, found)):
        notes.append(told)
    if column != "path":
        notes.append(f"an exported project reads the column `path`, and here it is {column!r}: {CONVERT}")
    profile = _stated(table, asked, target, list(found.values()), rows, "", notes, str(home), watch)
    place = table.labels.index(column)
    return profile._replace(examples=examples(table, place, found)) if asked.export else profile


def _together(table: Table, asked: Asked, column: str, found: Mapping[str, str]) -> str:
    """A note of a part of the images' names by which they belong together; empty where none tells."""
    name, label = (f"trim(c{table.labels.index(each)}::VARCHAR)" for each in (column, target_of(table, asked)))
    rows = table.run(f"SELECT {name}, {label} FROM raw WHERE {label} IS NOT NULL LIMIT {MOST_NAMES}")
    known = [(found[str(name)], str(label)) for name, label in rows if str(name) in found]
    return together([path for path, _ in known], [label for _, label in known])


def _pictured(table: Table, column: str) -> str:
    """Another column whose first cells name images; empty for none."""
    for place, label in enumerate(table.labels[:MOST_COLUMNS]):
        cells = table.run(f"SELECT c{place}::VARCHAR FROM raw WHERE c{place} IS NOT NULL LIMIT 5")
        if label != column and cells and all(Path(str(cell)).suffix.lower() in IMAGES for (cell,) in cells):
            return label
    return ""


def _once(table: Table, place: int, notes: list[str]) -> None:
    """Go on with one row of each image; with a note where rows name one again."""
    name = f"trim(c{place}::VARCHAR)"
    rows, images = table.run(f"SELECT count({name}), count(DISTINCT {name}) FROM raw")[0]
    if rows == images:
        return
    columns = ", ".join(f"c{each}" for each in range(len(table.labels)))
    table.narrow(f"SELECT DISTINCT ON ({name}) {columns} FROM raw ORDER BY {name}, {columns}", table.labels)
    notes.append(f"{rows - images:,} rows name an image that another row names, and are left out")


def _target(table: Table, asked: Asked) -> Target | None:
    """What is to be predicted: the column that is named, or one that is called so; nothing where there is none."""
    task = asked.task
    if task in DENSE:
        return None
    name = target_of(table, asked)
    if not name and task is None:
        return None
    place_of(table, name, "--target")
    take_sample(table)
    return measure_target(table, asked._replace(target=name, task=task), ordered=False)


def _stated(
    table: Table,
    asked: Asked,
    target: Target | None,
    paths: list[str],
    rows: int,
    sampled: str,
    notes: list[str],
    root: str,
    watch: Watch,
) -> Profile:
    headers = opened(asked, paths, watch)
    sizes = size_facts(headers.good)
    facts: dict[str, Any] = {"data.kind": "image", "data.path": asked.path}
    facts |= target.facts | {"data.rows": rows} if target else {"data.rows": rows}
    facts |= sizes
    sections: list[Section] = []
    if target and asked.shown:
        sections.append(target_section(table, target, asked.values))
    looks = look(headers.good, watch)
    if target is None and asked.task is None:
        notes = [*notes, "no column of labels is known, so the task is for you to say: --target, --task"]
    notes = [*table.notes, *(target.notes if target else ()), *notes]
    return Profile(
        facts,
        f"{EXACT}, over all {table.rows:,} rows",
        dict.fromkeys(sizes, sampled) if sampled else {},
        [*sections, size_section(headers.good), format_section(headers.good)],
        [*notes, *header_notes(headers, root), *look_notes(looks, root)],
    )
