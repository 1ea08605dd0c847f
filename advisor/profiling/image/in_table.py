"""Images that the rows of a table hold or name, with what is to be predicted of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.profiling.image import DENSE
from advisor.profiling.image.headers import format_section, header_notes, opened, size_facts, size_section
from advisor.profiling.image.pixels import look, look_notes
from advisor.profiling.shared.profile import EXACT, Profile, Section
from advisor.profiling.shared.tables.cells import take_sample
from advisor.profiling.shared.tables.embedded import Embedded
from advisor.profiling.shared.tables.named_files import extracted, located, target_of
from advisor.profiling.shared.tables.sections import target_section
from advisor.profiling.shared.tables.target import Target, measure_target, place_of

if TYPE_CHECKING:
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table


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
    notes = [
        f"an exported project reads files, in a folder for each class or named in a table: save {column.label!r} so"
    ]
    return _stated(table, asked, target, paths, rows, sampled, notes, str(Path(paths[0]).parent), watch)


def named(table: Table, asked: Asked, column: str, home: Path, watch: Watch) -> Profile:
    """Measure a table that names images beside it. Raises `InputError` as `held`."""
    place = place_of(table, column, "--data")
    cells = table.run(f"SELECT DISTINCT c{place}::VARCHAR FROM raw WHERE c{place} IS NOT NULL")
    found, notes = located(sorted(str(name) for (name,) in cells), home, asked.path, "image", "images")
    target = _target(table, asked)
    rows = min(target.facts["data.rows"], len(found)) if target else len(found)
    if column != "path":
        notes.append(f"an exported project reads the column `path`, and here it is {column!r}")
    return _stated(table, asked, target, list(found.values()), rows, "", notes, str(home), watch)


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
