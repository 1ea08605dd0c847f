"""Facts that contradict one another."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from advisor.problem.facts import FACTS, Facts
from advisor.problem.vocabulary import SUPPORTED, UNNAMED, metrics_for


class Contradiction(NamedTuple):
    """A fact that cannot be true beside the others."""

    path: str
    message: str
    hint: str | None = None


def contradictions(facts: Facts, origins: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Every contradiction. Measured facts that have no meaning for the task are ignored."""
    task, data, compute = facts.task, facts.data, facts.compute
    supported = SUPPORTED[data.kind]
    if task not in supported:
        yield Contradiction(
            "task",
            f"{task} is not supported for data of kind {data.kind}",
            f"supported for {data.kind}: {', '.join(supported)}; {task} goes with: "
            + ", ".join(kind for kind, tasks in SUPPORTED.items() if task in tasks),
        )
    for path, origin in origins.items():
        about = FACTS[path].about
        if origin != "given" or (task not in supported):
            continue
        if about.kinds and data.kind not in about.kinds:
            yield Contradiction(
                path,
                f"has no meaning for data of kind {data.kind}",
                f"it belongs to: {', '.join(about.kinds)}",
            )
        elif about.tasks and task not in about.tasks and not (path == "data.classes" and task == "binary"):
            yield Contradiction(path, f"has no meaning for the task {task}", f"it belongs to: {', '.join(about.tasks)}")
    if (metric := facts.priorities.metric) not in (*UNNAMED, *metrics_for(task)):
        scores = ", ".join(metrics_for(task))
        own = f"scores of {task}: {scores}; auto lets the task decide" if scores else "auto: it has scores of its own"
        yield Contradiction("priorities.metric", f"{metric} does not measure the task {task}", own)
    yield from _data(facts)
    if compute.device == "cpu" and compute.gpus > 0:
        yield Contradiction("compute.gpus", f"there are {compute.gpus} GPUs, yet compute.device is cpu")
    if compute.device == "cpu" and compute.accelerator != "unknown":
        yield Contradiction("compute.accelerator", f"the GPU is {compute.accelerator}, yet compute.device is cpu")
    if compute.device == "gpu" and compute.gpus < compute.nodes:
        yield Contradiction("compute.gpus", f"{compute.gpus} GPUs cannot be spread over {compute.nodes} machines")


def _data(facts: Facts) -> Iterator[Contradiction]:
    task, data = facts.task, facts.data
    if task == "binary" and data.classes != 2:
        yield Contradiction(
            "data.classes", f"a binary task has 2 classes, not {data.classes}", "use the task multiclass"
        )
    if task in ("multiclass", "ordinal") and data.classes < 3:
        yield Contradiction(
            "data.classes",
            f"a {task} task needs at least 3 classes, not {data.classes}",
            "2 classes are the task binary",
        )
    if task in ("binary", "multiclass", "ordinal"):
        if data.classes > data.rows:
            yield Contradiction("data.classes", f"{data.classes} classes need more than {data.rows} examples")
        elif data.smallest_class * data.classes > data.rows:
            yield Contradiction(
                "data.smallest_class",
                f"{data.classes} classes of at least {data.smallest_class} examples are more than {data.rows} examples",
            )
    if data.targets and task in ("regression", "multilabel") and data.outputs != len(data.targets):
        yield Contradiction(
            "data.outputs", f"{data.outputs} outputs, yet {len(data.targets)} columns are to be predicted"
        )
    if data.quantiles and task in ("regression", "forecasting"):
        if data.kind == "series" and task == "regression":
            yield Contradiction(
                "data.quantiles",
                "quantiles are predicted for the rows of a table and for forecasts, not for a number of a whole series",
            )
        elif data.outputs > 1:
            yield Contradiction(
                "data.quantiles",
                f"quantiles are predicted of one number, and there are {data.outputs}",
                "let each have a network of its own",
            )
    if data.kind == "table":
        if data.categorical > data.features:
            yield Contradiction(
                "data.categorical",
                f"{data.categorical} categorical columns among {data.features} input columns",
            )
        if data.cardinality > data.rows:
            yield Contradiction(
                "data.cardinality", f"{data.cardinality} distinct values in {data.rows} rows are impossible"
            )
        if data.levels < data.cardinality:
            yield Contradiction(
                "data.levels",
                f"{data.levels} levels in all are fewer than the {data.cardinality} of one column",
            )
    if data.groups > data.rows:
        yield Contradiction("data.groups", f"{data.groups} groups need more than {data.rows} examples")
    if task == "forecasting" and data.horizon * data.series >= data.rows:
        yield Contradiction(
            "data.horizon",
            f"{data.horizon} steps ahead of {data.series} series need more than {data.rows} time steps in all",
        )
