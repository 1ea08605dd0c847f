"""NumPy arrays, `.npy` or `.npz`, alone or as files of a folder: tables, images or sequences by their shape."""

from __future__ import annotations

import re
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.errors import InputError
from advisor.problem.vocabulary import SUPPORTED
from advisor.profiling.arrays import ARRAYS
from advisor.profiling.arrays.labels import labels_beside
from advisor.profiling.shared.checks import check_followed, check_task
from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.profile import EXACT, Profile, refuse, rounded
from advisor.profiling.shared.tables.cells import take_sample
from advisor.profiling.shared.tables.formats import TableFiles
from advisor.profiling.shared.tables.sections import target_section
from advisor.profiling.shared.tables.table import MOST_COLUMNS, Table, named, opened
from advisor.profiling.shared.tables.target import measure_target
from advisor.profiling.table import profiler as rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source

LABELS: Final = ("y", "y_train", "label", "labels", "target", "targets", "train_labels", "classes")
UNNAMED: Final = re.compile(r"arr_\d+")  # as np.savez calls arrays that have no name
FEW: Final = 0.1  # share of different values up to which they are labels
HELD_OUT: Final = ("test", "val", "valid")
CHANNELS: Final = (1, 3, 4)
SHOWN: Final = 10  # arrays that are named in a diagnostic
SAMPLE: Final = 1_000  # examples by which scales and gaps of sequences are measured
MOST: Final = 4 * 2**30  # bytes that packed arrays may unpack to
SMALL: Final = 2**26  # bytes that they may unpack to in any case, and beyond it no more than
BOMB: Final = 200  # times the size of the file
TASKS: Final = {
    "image": ("binary", "multiclass", "multilabel", "regression"),
    "sequence": ("binary", "multiclass", "multilabel", "regression"),
    "series": ("binary", "multiclass"),
}


class Chosen(NamedTuple):
    """The array of inputs, the name of that of labels, which may be empty, and the kind of data that they hold."""

    name: str
    inputs: Any
    label: str
    arrays: dict[str, Any]
    kind: str
    notes: list[str]


def measure(source: Source, found: Any) -> Profile:
    """Measure arrays. Raises `InputError` where they hold Python objects, or their shapes do not go together."""
    del found
    asked, watch = source.asked, source.watch
    chosen = _chosen(asked, source.files)
    if chosen.kind == "table" and chosen.inputs.ndim <= 2:
        with _as_table(asked, chosen, watch) as (table, asked):
            profile = rows.profile(table, asked)
        return profile._replace(notes=[*chosen.notes, *profile.notes])
    array = chosen.inputs
    if array.ndim == 2 and chosen.kind in ("series", "sequence"):
        array = array[:, :, None]
    if chosen.kind not in TASKS or array.ndim < 3:
        refuse(
            asked.path,
            f"{chosen.name!r} of shape {array.shape} is no data of kind {chosen.kind}",
            field="--kind",
        )
    return _signals(asked, chosen.kind, array, chosen.label, chosen.arrays, chosen.notes, watch)


@contextmanager
def as_table(source: Source) -> Iterator[Table | None]:
    """The arrays as a table, where they are inputs side by side; else nothing. Raises `InputError` as `measure`."""
    chosen = _chosen(source.asked, source.files)
    if chosen.kind == "table" and chosen.inputs.ndim <= 2:
        with _as_table(source.asked, chosen, source.watch) as (table, _):
            yield table
    else:
        yield None


def _chosen(asked: Asked, files: Files) -> Chosen:
    arrays = _arrays(asked, [path for path in files.paths if suffix(path) in ARRAYS])
    sizes = {len(each) for each in arrays.values() if each.ndim}
    within = asked.target in arrays or (not asked.target and _label(asked, arrays))
    beside = {} if within else labels_beside(files.paths, sizes)
    arrays |= beside
    label = ("" if asked.target else next(iter(beside), "")) or _label(asked, arrays)
    if label and not (arrays[label].ndim and arrays[label].size):
        refuse(asked.path, f"{label!r} of shape {arrays[label].shape} holds no target", field="--target")
    rows = len(arrays[label]) if label else None
    rest = {
        name: each
        for name, each in arrays.items()
        if name != label and each.ndim and each.size and rows in (None, len(each))
    }
    inputs = {
        name: each for name, each in rest.items() if not any(part in name.lower().split("_") for part in HELD_OUT)
    }
    if not inputs:
        shapes = ", ".join(f"{name} {each.shape}" for name, each in list(arrays.items())[:SHOWN])
        of = f" has the {rows:,} examples of {label!r}" if rows else " holds examples"
        refuse(asked.path, f"no array{of}; there are: {shapes}")
    name = max(inputs, key=lambda each: inputs[each].size)
    notes = list(files.notes)
    if others := sorted(set(arrays) - {name, label}):
        notes.append(
            f"of {len(arrays)} arrays, {name!r}{f' and {label!r}' if label else ''} are measured; left: {len(others)}"
        )
    kind = asked.kind or _kind(inputs[name])
    check_task(asked, kind, SUPPORTED[kind])
    return Chosen(name, inputs[name], label, arrays, kind, notes)


@contextmanager
def _as_table(asked: Asked, chosen: Chosen, watch: Watch) -> Iterator[tuple[Table, Asked]]:
    """A column for each input and each target, as a table, and what is asked with the names of the targets."""
    array, name = chosen.inputs, chosen.name
    wide = array.ndim == 2
    if wide and array.shape[1] > MOST_COLUMNS:
        refuse(asked.path, f"has {array.shape[1]:,} columns, and {MOST_COLUMNS:,} are the most that are measured")
    columns = {f"{name}{place}": array[:, place] for place in range(array.shape[1])} if wide else {name: array}
    if array.dtype.names:
        columns = {each: array[each] for each in array.dtype.names}
    if chosen.label:
        goals = _goals(asked, chosen.label, chosen.arrays[chosen.label])
        columns |= goals
        asked = _asked(asked, goals)
    with _opened(asked, columns, asked.target, watch) as table:
        yield table, asked


def _arrays(asked: Asked, paths: list[str]) -> dict[str, Any]:
    """All arrays by name; those of `.npy` files stay on disk."""
    import numpy as np

    found: dict[str, Any] = {}
    for path in paths:
        try:
            if suffix(path) == ".npy":
                found[Path(path).stem] = np.load(path, mmap_mode="r", allow_pickle=False)
                continue
            with zipfile.ZipFile(path) as archive:
                size = sum(member.file_size for member in archive.infolist())
                if size > MOST or size > max(SMALL, BOMB * Path(path).stat().st_size):
                    refuse(
                        path,
                        f"unpacks to {size / 1e9:,.2g} GB",
                        "save the arrays apart as .npy, which are read in place",
                    )
            with np.load(path, allow_pickle=False) as packed:
                found |= {name: packed[name] for name in packed.files}
        except InputError:
            raise
        except Exception as error:  # whatever numpy and zlib raise of a broken header
            pickled = "pickle" in str(error) or "Python objects" in str(error)
            if pickled:
                plain = "{name: a[name].astype(str) if a[name].dtype == object else a[name] for name in a}"
                saved = f"if you trust it: a = np.load({path!r}, allow_pickle=True); np.savez('plain.npz', **{plain})"
                refuse(path, "holds Python objects, which are not read", saved)
            refuse(path, f"is no NumPy file, or a broken one: {error}"[:200])
    if not found:
        refuse(asked.path, "holds no array")
    return found


def _label(asked: Asked, arrays: dict[str, Any]) -> str:
    """The array of labels. Raises `InputError` where a named one is not there."""
    if asked.target:
        if asked.target in arrays:
            return asked.target
        if any(asked.target in (each.dtype.names or ()) for each in arrays.values()):
            return ""
        listed = ", ".join(list(arrays)[:10])
        refuse(asked.path, f"there is no array {asked.target!r}", f"there are: {listed}", field="--target")
    called = next((name for name in LABELS if name in arrays and len(arrays) > 1), "")
    return called or _unnamed_label(arrays)


def _unnamed_label(arrays: dict[str, Any]) -> str:
    """The labels of two arrays that `np.savez` numbered: a whole number for each example of the other, few different.

    Nothing where it is not so.
    """
    import numpy as np

    found = [
        name
        for name, each in arrays.items()
        if UNNAMED.fullmatch(name) and each.ndim == 1 and each.dtype.kind in "biu" and len(each)
    ]
    if len(arrays) != 2 or len(found) != 1:
        return ""
    (other,) = (each for name, each in arrays.items() if name != found[0])
    labels = arrays[found[0]]
    fits = other.ndim > 1 and len(other) == len(labels)
    return found[0] if fits and 1 < len(np.unique(labels)) <= FEW * len(labels) else ""


def _kind(array: Any) -> str:
    """What an array of this shape and type holds."""
    if array.ndim <= 2:
        return "table"
    if array.ndim == 4:
        return "image"
    return "image" if array.dtype == "uint8" or array.shape[1] == array.shape[2] else "sequence"


def _opened(asked: Asked, columns: dict[str, Any], target: str, watch: Watch) -> Any:
    """The columns as a table in DuckDB."""

    def load(table: Table, files: TableFiles, wanted: str) -> None:
        named(table, list(columns))
        import numpy as np

        arrays = {
            f"c{place}": np.ascontiguousarray(_plain(asked, name, each))
            for place, (name, each) in enumerate(columns.items())
        }
        table.connection.register("arrays", arrays)
        table.run("CREATE TEMP TABLE raw AS SELECT * FROM arrays")
        table.connection.unregister("arrays")
        table.rows = int(table.run("SELECT count(*) FROM raw")[0][0])

    return opened(TableFiles(asked.path, [asked.path], "numpy", False, 0, b"", []), target, watch, load, asked.export)


def _plain(asked: Asked, name: str, array: Any) -> Any:
    """A column in a type that DuckDB knows: this machine's byte order, no number wider than a double, texts as texts.

    Raises `InputError` for what is no number, text or time.
    """
    import numpy as np

    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind in "cV":
        refuse(
            asked.path, f"{name!r} holds {array.dtype}, which is no number", "save its parts as columns of their own"
        )
    if kind in "Mm":
        return np.where(np.isnat(array), "", array.astype("M8[us]" if kind == "M" else "m8[s]").astype(str))
    if kind == "S":
        return np.char.decode(array, "latin-1")
    if kind == "f" and size not in (4, 8):
        return array.astype("f4" if size < 4 else "f8")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _goals(asked: Asked, label: str, array: Any) -> dict[str, Any]:
    """The columns of an array of labels, by name."""
    if array.ndim > 2:
        refuse(asked.path, f"{label!r} of shape {array.shape} is no column of targets, nor several", field="--target")
    if array.ndim == 1 or array.shape[1] == 1:
        return {label: array.reshape(-1)}
    return {f"{label}{place}": array[:, place] for place in range(array.shape[1])}


def _asked(asked: Asked, goals: dict[str, Any]) -> Asked:
    first, *more = goals
    return asked._replace(target=first, more=tuple(more))


def _signals(
    asked: Asked, kind: str, array: Any, label: str, arrays: dict[str, Any], notes: list[str], watch: Watch
) -> Profile:
    """Images or sequences, with what their labels say."""
    import numpy as np

    check_followed(asked, kind, ("target",))
    if array.dtype.kind not in "biuf":
        refuse(asked.path, f"an array of {kind} data holds numbers, and this one {array.dtype}")
    task = asked.task
    facts: dict[str, Any] = {"data.kind": kind, "data.path": asked.path, "data.rows": len(array)}
    sections = []
    if label and task in (None, *TASKS[kind]):
        goals = _goals(asked, label, arrays[label])
        with _opened(asked, goals, label, watch) as table:
            take_sample(table)
            goal = measure_target(table, _asked(asked, goals), ordered=False)
            facts |= {path: value for path, value in goal.facts.items() if not path.startswith("data.target")}
            facts |= {path: value for path, value in goal.facts.items() if path.startswith("data.target_")}
            if asked.shown:
                sections.append(target_section(table, goal, asked.values))
    elif task is None:
        notes = [*notes, "no array of labels goes with it, so the task is for you to say"]
    if kind == "image":
        first = array.ndim == 4 and array.shape[1] in CHANNELS and array.shape[3] not in CHANNELS
        sizes = array.shape[2:] if first else array.shape[1:3]
        channels = 1 if array.ndim == 3 else array.shape[1 if first else 3]
        facts |= {
            f"data.image.{name}": int(n)
            for name, n in zip(("height", "width", "channels"), (*sizes, channels), strict=True)
        }
        return Profile(facts, f"{EXACT}, from shape and labels", {}, sections, notes)
    values = int(array.shape[2])
    facts |= {"data.length": int(array.shape[1])}
    facts |= {"data.covariates": values - 1} if kind == "series" else {"data.features": values}
    sample = np.asarray(array[:: max(1, len(array) // SAMPLE)], float).reshape(-1, array.shape[2])
    spread = np.nanstd(np.where(np.isfinite(sample), sample, np.nan), axis=0)
    spread = spread[spread > 0]
    facts["data.missing"] = rounded(float((~np.isfinite(sample)).mean()))
    if kind == "sequence":
        facts["data.scale_ratio"] = rounded(float(spread.max() / spread.min())) if spread.size else 1.0
    methods: dict[str, str] = {}
    if len(array) > SAMPLE:
        sampled = f"on every {len(array) // SAMPLE:,}th of {len(array):,} sequences"
        methods = {path: sampled for path in ("data.missing", "data.scale_ratio") if path in facts}
    return Profile(facts, EXACT, methods, sections, notes)
