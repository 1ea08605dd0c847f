"""Random problems over all kinds of data and tasks, for hypothesis."""

from typing import Any

from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.fact import Fact
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import SUPPORTED

RULESETS = st.sampled_from(["current", "guide"])
PAIRS = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]
LARGEST = {"data.rows": 10**10, "data.features": 10**6, "data.classes": 10**5, "data.outputs": 10**4}
# Facts that contradict one another only together.
FAMILIES = (
    {"compute.device", "compute.gpus", "compute.nodes", "compute.accelerator"},
    {"data.rows", "data.classes", "data.smallest_class", "data.imbalance"},
    {"data.features", "data.categorical", "data.cardinality", "data.levels"},
    {"data.rows", "data.series", "data.horizon"},
    {"data.rows", "data.groups"},
)
LEFT_OUT = {"task", "data.kind", "data.path", "data.target", "data.columns", "data.leaks"}


def _value(leaf: Fact) -> st.SearchStrategy[Any]:
    if leaf.choices:
        return st.sampled_from(leaf.choices)
    if leaf.type is bool:
        return st.booleans()
    if leaf.type is str:
        return st.sampled_from(["", "subject"])
    if leaf.path == "data.quantiles":
        return st.lists(st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.9, 0.975]), max_size=4)
    low = leaf.bounds.ge if leaf.bounds.ge is not None else leaf.bounds.gt if leaf.bounds.gt is not None else -1e4
    high = min(float(leaf.bounds.le or 1e6), LARGEST.get(leaf.path, 1e6))
    if leaf.type is int:
        exponents = st.floats(0, 1).map(lambda x: round(max(low, 1) * (high / max(low, 1)) ** x))
        return exponents.map(lambda n: int(min(max(n, low), high)))
    if leaf.bounds.gt is not None:
        low = low + 1e-3
    return st.floats(float(low), high, allow_nan=False).map(lambda x: min(max(round(x, 4), low), high))


@st.composite
def problems(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(SUPPORTED), tasks: tuple[str, ...] = ()) -> Problem:
    """A problem whose facts do not contradict one another; half of the facts are said."""
    kind, task = draw(st.sampled_from([(k, t) for k, t in PAIRS if k in kinds and (not tasks or t in tasks)]))
    facts: dict[str, Any] = {"task": task, "data.kind": kind}
    for path, leaf in FACTS.items():
        if path not in LEFT_OUT and leaf.matters(kind, task) and draw(st.booleans()):
            facts[path] = draw(_value(leaf))
    return resolve(facts)


def resolve(facts: dict[str, Any]) -> Problem:
    """Drop the facts that contradict others until the rest is a problem."""
    while True:
        try:
            return Problem(**facts)
        except InputError as error:
            wrong = {diagnostic.field for diagnostic in error.diagnostics}
            related = {path for family in FAMILIES if wrong & family for path in family}
            remaining = {path: value for path, value in facts.items() if path not in wrong | related}
            if len(remaining) == len(facts):
                raise
            facts = remaining
