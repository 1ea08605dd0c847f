"""What is assumed where nobody said or measured it, and the default depends on other facts."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from advisor.problem.accelerators import GPUS
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import CLASSIFICATION, KIND_OF_TASK

UNKNOWN_GPU_GIB: Final = 16.0
USUAL_CLASSES: Final = {
    "multiclass": 10, "ordinal": 5, "segmentation": 10, "detection": 10, "token-classification": 9,
}  # fmt: skip
USUAL_LENGTH: Final = 1024  # tokens of an example for a language model
USUAL_CARDINALITY: Final = 10
STEP_VALUES: Final = 16  # values a step of a sequence
ONE_CLASS: Final = (*sorted(CLASSIFICATION - {"multilabel"}),)  # tasks whose examples have one class each
SIGN_SIDE: Final = 32  # pixels a side of the usual sets of digits and letters, at most
SCAN_SIDE: Final = 128  # pixels a side from which grey images are scans rather than signs or faces; folklore
OF_PHOTOGRAPHS: Final = (3, 4)  # channels: colour, with or without transparency
PARTS: Final = 4  # of a series, one of which is forecast at most where nobody said how far
LABELS: Final = 10  # labels of a multi-label task
LARGEST: Final = 1e18  # beyond it nothing is worked out: no fact may be so large
# Facts that only one kind of data has, by the kind that they give away.
TELLING: Final = {
    "data.image.height": "image",
    "data.image.width": "image",
    "data.image.channels": "image",
    "data.image.mirrored": "image",
    "data.objects": "image",
    "data.volumetric": "image",
    "data.tokens": "text",
    "data.multilingual": "text",
    "data.seconds": "audio",
    "data.hours": "audio",
    "data.sample_rate": "audio",
    "data.series": "series",
    "data.horizon": "series",
    "data.period": "series",
    "data.covariates": "series",
    "data.length": "sequence",
}


def kind_of(said: dict[str, Any]) -> str:
    """The kind of data that the given facts are about; a table where nothing tells."""
    task = said.get("task")
    if isinstance(task, str) and (kind := KIND_OF_TASK.get(task)) is not None:
        return kind
    return next((kind for path, kind in TELLING.items() if path in said), "table")


def assumptions(said: dict[str, Any]) -> dict[str, Any]:
    """Defaults that follow from the facts that were said; other facts have their constant default.

    Never raises on wrong types or absurd numbers: the check of each fact comes later and reports them.

    >>> assumptions({"task": "language-modeling", "data.tokens": 2_048_000})["data.rows"]
    2000
    """
    assumed: dict[str, Any] = {} if "data.kind" in said else {"data.kind": kind_of(said)}
    known = said | assumed
    for path, (follows, work_out) in _WORKED_OUT.items():
        if path not in known and (value := work_out(*map(known.get, follows))) is not None:
            known[path] = assumed[path] = value
    return assumed


# How each fact is worked out, in this order, and the facts that it follows from. The function gets these alone: each
# as given or measured, else as assumed before, else None.
_WorkedOut: TypeAlias = Callable[..., Any]
_WORKED_OUT: Final[dict[str, tuple[tuple[str, ...], _WorkedOut]]] = {}


def _assumes(path: str, *follows: str) -> Callable[[_WorkedOut], _WorkedOut]:
    def register(function: _WorkedOut) -> _WorkedOut:
        _WORKED_OUT[path] = follows, function
        return function

    return register


def _or_usual(value: Any, path: str) -> Any:
    """What is known of a fact, else its constant default."""
    return FACTS[path].default if value is None else value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def _positive(value: Any) -> bool:
    return _number(value) and value > 0


def _count(number: float) -> int:
    """A quotient as a count; a divisor near zero makes it as large as counts may be."""
    return int(min(number, LARGEST))


@_assumes("data.horizon", "data.kind", "data.rows", "data.series")
def _ahead(kind: Any, rows: Any, series: Any) -> int | None:
    """Of short series no more than a quarter, so that windows are left to train on and to validate."""
    if kind != "series" or not _number(rows) or not _number(_or_usual(series, "data.series")):
        return None
    steps = int(rows // max(1, _or_usual(series, "data.series")))
    return max(1, steps // PARTS) if steps < PARTS * FACTS["data.horizon"].default else None


@_assumes("data.classes", "task", "data.rows")
def _classes(task: Any, rows: Any) -> Any:
    usual = USUAL_CLASSES.get(task) if isinstance(task, str) else None
    return max(3, min(usual, rows)) if usual and _number(rows) else usual


@_assumes("data.outputs", "task", "data.targets")
def _outputs(task: Any, targets: Any) -> int | None:
    if isinstance(targets, list | tuple) and targets:
        return len(targets)
    return LABELS if task == "multilabel" else None


@_assumes("data.features", "data.kind", "data.categorical")
def _features(kind: Any, categorical: Any) -> Any:
    if _number(categorical) and categorical >= 1:
        return max(FACTS["data.features"].default, int(categorical))
    return STEP_VALUES if kind == "sequence" else None


# Examples, tokens and hours say the same thing: whichever was said gives the others.


@_assumes("data.length", "task")
def _length(task: Any) -> int | None:
    return USUAL_LENGTH if task == "language-modeling" else None


@_assumes("data.tokens", "task", "data.rows", "data.length")
def _tokens(task: Any, rows: Any, length: Any) -> int | None:
    if task == "language-modeling" and _number(rows) and _positive(length):
        return max(1, _count(rows * length))
    return None


@_assumes("data.hours", "task", "data.rows", "data.seconds")
def _hours(task: Any, rows: Any, seconds: Any) -> float | None:
    seconds = _or_usual(seconds, "data.seconds")
    if task == "speech-recognition" and _number(rows) and _positive(seconds):
        return rows * seconds / 3600  # type: ignore[no-any-return]
    return None


@_assumes("data.rows", "task", "data.tokens", "data.length", "data.hours", "data.seconds")
def _rows(task: Any, tokens: Any, length: Any, hours: Any, seconds: Any) -> int | None:
    if task == "language-modeling" and _positive(length):
        tokens = _or_usual(tokens, "data.tokens")
        return max(2, _count(tokens // length)) if _number(tokens) else None
    hours, seconds = _or_usual(hours, "data.hours"), _or_usual(seconds, "data.seconds")
    if task == "speech-recognition" and _number(hours) and _positive(seconds):
        return max(2, _count(hours * 3600 / seconds))
    return None


@_assumes("data.cardinality", "data.categorical", "data.rows", "data.levels")
def _cardinality(categorical: Any, rows: Any, levels: Any) -> Any:
    if not _number(categorical) or categorical < 1:
        return None
    return min((USUAL_CARDINALITY, *filter(_number, (_or_usual(rows, "data.rows"), levels))))


@_assumes("data.levels", "data.categorical", "data.cardinality")
def _levels(categorical: Any, largest: Any) -> int | None:
    if not _number(categorical) or categorical < 1 or not _number(largest):
        return None
    return _count(largest + (categorical - 1) * min(largest, USUAL_CARDINALITY))  # the others are of usual size


@_assumes("data.imbalance", "task", "data.rows", "data.classes", "data.smallest_class")
def _imbalance(task: Any, rows: Any, classes: Any, smallest: Any) -> float | None:
    """The least that the largest class can exceed the smallest by: all others as large as the largest."""
    rows, classes = _or_usual(rows, "data.rows"), _or_usual(classes, "data.classes")
    if task not in ONE_CLASS or not (_number(rows) and _number(classes) and _positive(smallest)):
        return None
    ratio = (rows - smallest) / (classes - 1) / smallest if classes > 1 else 1.0
    return round(min(max(1.0, ratio), LARGEST), 1)


@_assumes("data.smallest_class", "task", "data.rows", "data.classes", "data.imbalance")
def _smallest_class(task: Any, rows: Any, classes: Any, ratio: Any) -> int | None:
    """The least that the smallest class can hold: all others as large as the largest."""
    rows, classes = _or_usual(rows, "data.rows"), _or_usual(classes, "data.classes")
    ratio = _or_usual(ratio, "data.imbalance")
    if task not in ONE_CLASS or not (_number(rows) and _number(classes) and _number(ratio)):
        return None
    return int(rows / (1 + (classes - 1) * ratio)) if classes >= 1 and ratio >= 1 else None


@_assumes("data.image.mirrored", "data.image.channels", "data.image.height", "data.image.width")
def _mirrored(channels: Any, height: Any, width: Any) -> bool | None:
    """Small grey images are mostly scanned digits and letters, which a mirror turns into something else."""
    sides = [_or_usual(height, "data.image.height"), _or_usual(width, "data.image.width")]
    return False if channels == 1 and all(_number(side) and side <= SIGN_SIDE for side in sides) else None


@_assumes("data.domain", "data.image.channels", "data.image.height", "data.image.width")
def _domain(channels: Any, height: Any, width: Any) -> str | None:
    """Large grey images and those of many bands are X-rays, micrographs, documents, satellites: no photographs."""
    sides = [_or_usual(height, "data.image.height"), _or_usual(width, "data.image.width")]
    large = all(_number(side) and side >= SCAN_SIDE for side in sides)
    return "far" if _number(channels) and channels not in OF_PHOTOGRAPHS and large else None


@_assumes("compute.device", "compute.accelerator", "compute.gpus")
def _device(accelerator: Any, gpus: Any) -> str | None:
    return "gpu" if accelerator not in (None, "unknown") or _positive(gpus) else None


@_assumes("compute.gpus", "compute.device", "compute.nodes")
def _gpus(device: Any, nodes: Any) -> Any:
    if device != "gpu":
        return None
    return nodes if _number(nodes) else 1


@_assumes("compute.device_memory_gib", "compute.device", "compute.accelerator")
def _memory(device: Any, accelerator: Any) -> float | None:
    if device != "gpu":
        return None
    gpu = GPUS.get(str(accelerator))
    return float(gpu.memory_gib) if gpu else UNKNOWN_GPU_GIB


# Facts that are assumed where others are said, and those that all of them but the kind of data follow from.
ASSUMED: Final = ("data.kind", *_WORKED_OUT)
FOLLOWED: Final = frozenset(path for follows, _ in _WORKED_OUT.values() for path in follows)
