"""What is assumed where nobody said or measured it, and the default depends on other facts."""

from typing import Any, Final

from advisor.problem.vocabulary import KIND_OF_TASK

# GiB of memory of one GPU; the smaller variant where a model is sold in two.
MEMORY_GIB: Final = {
    "t4": 16,
    "v100": 16,
    "a10": 24,
    "l4": 24,
    "a100": 40,
    "h100": 80,
    "h200": 141,
    "b200": 180,
}
UNKNOWN_GPU_GIB: Final = 16.0
USUAL_CLASSES: Final = {
    "multiclass": 10, "ordinal": 5, "segmentation": 10, "detection": 10, "token-classification": 9,
}  # fmt: skip
USUAL_CARDINALITY: Final = 10
STEP_VALUES: Final = 16  # values a step of a sequence
LABELS: Final = 10  # labels of a multi-label task
LARGEST: Final = 1e18  # beyond it nothing is worked out: no fact may be so large
# Facts that only one kind of data has, by the kind that they give away.
TELLING: Final = {
    "data.image.height": "image",
    "data.image.width": "image",
    "data.image.channels": "image",
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
    assumed: dict[str, Any] = {}

    def know(path: str, default: Any) -> Any:
        return said.get(path, assumed.get(path, default))

    task = said.get("task") if isinstance(said.get("task"), str) else None
    assumed["data.kind"] = kind_of(said)
    kind = know("data.kind", "table")
    if task in USUAL_CLASSES:
        rows: Any = said.get("data.rows")
        assumed["data.classes"] = max(3, min(USUAL_CLASSES[task], rows)) if _number(rows) else USUAL_CLASSES[task]
    if task == "multilabel":
        assumed["data.outputs"] = LABELS
    if isinstance(targets := said.get("data.targets"), list | tuple) and targets:
        assumed["data.outputs"] = len(targets)
    if kind == "sequence":
        assumed["data.features"] = STEP_VALUES
    _sizes(said, assumed, kind, task)
    _categories(said, assumed)
    _classes(know, assumed, task)
    _machines(said, assumed)
    return {path: value for path, value in assumed.items() if path not in said}


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def _count(number: float) -> int:
    """A quotient as a count; a divisor near zero makes it as large as counts may be."""
    return int(min(number, LARGEST))


def _sizes(said: dict[str, Any], assumed: dict[str, Any], kind: str, task: Any) -> None:
    """Rows, tokens and hours say the same thing: whichever was said gives the others."""
    rows: Any = said.get("data.rows")
    length: Any = said.get("data.length", 1024)
    tokens: Any = said.get("data.tokens")
    hours: Any = said.get("data.hours")
    seconds: Any = said.get("data.seconds", 10.0)
    if task == "language-modeling":
        assumed["data.length"] = 1024
        if _number(length) and length > 0:
            if _number(tokens) and rows is None:
                assumed["data.rows"] = max(2, _count(tokens // length))
            elif tokens is None and _number(rows):
                assumed["data.tokens"] = max(1, _count(rows * length))
            elif tokens is None:
                assumed["data.rows"] = 10_000_000 // int(max(length, 1)) or 2
    if task == "speech-recognition" and _number(seconds) and seconds > 0:
        if _number(hours) and rows is None:
            assumed["data.rows"] = max(2, _count(hours * 3600 / seconds))
        elif hours is None and _number(rows):
            assumed["data.hours"] = rows * seconds / 3600
        elif hours is None:
            assumed["data.rows"] = max(2, _count(10.0 * 3600 / seconds))


def _categories(said: dict[str, Any], assumed: dict[str, Any]) -> None:
    categorical = said.get("data.categorical", 0)
    if not _number(categorical) or categorical < 1:
        return
    rows: Any = said.get("data.rows", 10_000)
    cardinality: Any = min(USUAL_CARDINALITY, rows) if _number(rows) else USUAL_CARDINALITY
    levels: Any = said.get("data.levels")
    if _number(levels):
        cardinality = min(cardinality, levels)
    assumed["data.cardinality"] = cardinality
    largest = said.get("data.cardinality", cardinality)
    if _number(largest):  # the other columns are taken to be of usual size
        assumed["data.levels"] = _count(largest + (categorical - 1) * min(largest, USUAL_CARDINALITY))
    if "data.features" not in said:
        assumed["data.features"] = max(20, int(categorical))


def _classes(know: Any, assumed: dict[str, Any], task: Any) -> None:
    if task not in ("binary", "multiclass", "ordinal"):
        return
    rows, classes, ratio = know("data.rows", 10_000), know("data.classes", 2), know("data.imbalance", 1.0)
    if _number(rows) and _number(classes) and _number(ratio) and classes >= 1 and ratio >= 1:
        # the least that the smallest class can hold: all others as large as the largest
        assumed["data.smallest_class"] = int(rows / (1 + (classes - 1) * ratio))


def _machines(said: dict[str, Any], assumed: dict[str, Any]) -> None:
    accelerator = said.get("compute.accelerator", "unknown")
    gpus = said.get("compute.gpus", 0)
    if accelerator != "unknown" or (_number(gpus) and gpus > 0):
        assumed["compute.device"] = "gpu"
    if said.get("compute.device", assumed.get("compute.device")) == "gpu":
        nodes = said.get("compute.nodes", 1)
        assumed["compute.gpus"] = nodes if _number(nodes) else 1
        assumed["compute.device_memory_gib"] = float(MEMORY_GIB.get(str(accelerator), UNKNOWN_GPU_GIB))
