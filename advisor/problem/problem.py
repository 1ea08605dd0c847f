"""The problem as rules and people see it: facts with their origins."""

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike, fspath
from types import MappingProxyType
from typing import Any, Final, Literal

from advisor.problem.facts import FACTS, Compute, Data, Fact, Facts, Observed, Priorities
from advisor.problem.vocabulary import CLASSIFICATION, Task

PINS: Final = "pins"  # the name under which choices are fixed
NO_PINS: Final[Mapping[str, Any]] = MappingProxyType({})

Origin = Literal["given", "measured", "assumed"]
DATA_WORDS = ("kind", "task", "group_column", "time_column")  # facts that tell how data is to be measured


class Problem:
    """The facts of a problem, immutable; what was neither given nor measured is assumed.

    Facts are named as the flags are, with underscores, or by their path::

        Problem(task="regression", rows=442, features=10)
        Problem(task="multiclass", image="28x28x1", classes=10, device="gpu")
        Problem(**{"task": "binary", "data.missing": 0.2})

    >>> problem = Problem(task="regression", rows=442, features=10)
    >>> problem.data.rows, problem.origin("data.rows"), problem.origin("data.missing")
    (442, 'given', 'assumed')
    >>> problem.replace(rows=1_000)
    Problem(task='regression', rows=1000, features=10)

    `pins` fixes choices by their path, whatever the rules say: `Problem(task="binary", pins={"training.epochs": 5})`.

    Raises `InputError` with every problem at once where facts are wrong or contradict one another.
    """

    __slots__ = ("compute", "data", "observed", "origins", "pins", "priorities", "task")
    __struct_fields__ = ("task", "data", "compute", "priorities", "observed")

    task: Task
    data: Data
    compute: Compute
    priorities: Priorities
    observed: Observed
    origins: Mapping[str, Origin]
    pins: Mapping[str, Any]  # fixed choices by path, as plain data

    def __init__(self, **facts: Any) -> None:
        from advisor.problem.intake import Intake

        intake = Intake()
        intake.pins.update(facts.pop(PINS, NO_PINS))
        for name, value in facts.items():
            intake.keyword(name, value)
        resolved = intake.problem()
        self._set(resolved, resolved.origins, resolved.pins)

    @classmethod
    def from_facts(cls, facts: Facts, origins: Mapping[str, Origin], pins: Mapping[str, Any] = NO_PINS) -> "Problem":
        """Wrap facts that have been checked; `origins` names those that are not assumed."""
        problem = cls.__new__(cls)
        problem._set(facts, origins, pins)
        return problem

    def _set(self, facts: "Facts | Problem", origins: Mapping[str, Origin], pins: Mapping[str, Any]) -> None:
        write = object.__setattr__
        for name in self.__struct_fields__:
            write(self, name, getattr(facts, name))
        write(self, "origins", MappingProxyType(dict(origins)))
        write(self, "pins", MappingProxyType(dict(pins)) if pins else NO_PINS)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a problem is immutable: make a new one with problem.replace(...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a problem is immutable: make a new one with problem.replace(...)")

    def __reduce__(self) -> Any:
        facts = {name: getattr(self, name) for name in self.__struct_fields__}
        return Problem.from_facts, (Facts(**facts), dict(self.origins), dict(self.pins))

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> "Problem":
        """Read a problem, or the problem inside a config, from a YAML or JSON file."""
        from pathlib import Path

        from advisor.problem.intake import Intake
        from advisor.yamlio import read_document

        intake, faults = Intake(), list[Any]()
        intake.document(read_document(Path(path).read_bytes(), fspath(path), faults), faults)
        return intake.problem()

    @classmethod
    def from_data(cls, path: str | PathLike[str], target: str | Sequence[str] = "", **facts: Any) -> "Problem":
        """Measure data: a table, or a folder (see `advisor profile`); needs the `data` extra. `facts` go on top.

        `target` names the column to predict, or several.
        """
        from advisor.problem.intake import Intake
        from advisor.profiling import profile

        intake = Intake()
        intake.measured(profile(path, target, **{name: facts[name] for name in DATA_WORDS if name in facts}))
        for name, value in facts.items():
            intake.keyword(name, value)
        return intake.problem()

    def replace(self, **facts: Any) -> "Problem":
        """The same problem with other facts, and other pins if they are named; what was assumed is assumed anew."""
        from advisor.problem.intake import Intake

        intake = Intake()
        intake.facts = {path: self.value(path) for path in self.origins}
        intake.origins = dict(self.origins)
        intake.pins = dict(facts.pop(PINS, self.pins))
        for name, value in facts.items():
            intake.keyword(name, value)
        return intake.problem()

    def value(self, path: str) -> Any:
        """A fact by its dotted path."""
        value: Any = self
        for name in path.split("."):
            value = getattr(value, name)
        return value

    def origin(self, path: str) -> Origin:
        """Whether a fact was given, measured or assumed."""
        return self.origins.get(path, "assumed")

    def relevant(self) -> Iterator[tuple[Fact, Any, Origin]]:
        """The facts that matter for this task and kind of data, and all that were said, in their order."""
        for path, leaf in FACTS.items():
            if path in self.origins or leaf.matters(self.data.kind, self.task):
                yield leaf, self.value(path), self.origin(path)

    @property
    def classifies(self) -> bool:
        """Whether the task is to tell classes apart (example by example)."""
        return self.task in CLASSIFICATION

    def document(self) -> dict[str, Any]:
        """The given and measured facts, and the pins, as a document that reads back as this problem."""
        from msgspec import to_builtins

        tree: dict[str, Any] = {}
        for path in FACTS:
            if path in self.origins:
                section, _, name = path.rpartition(".")
                branch = tree
                for part in section.split(".") if section else ():
                    branch = branch.setdefault(part, {})
                branch[name] = to_builtins(self.value(path))
        if measured := [path for path in FACTS if self.origins.get(path) == "measured"]:
            tree["measured"] = measured
        if self.pins:
            tree["pins"] = dict(self.pins)
        return tree

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and self.document() == other.document()

    def __hash__(self) -> int:
        return hash((self.task, self.data, self.compute, self.priorities, self.observed))

    def __repr__(self) -> str:
        said = [(path, FACTS[path].about.flag.replace("-", "_")) for path in FACTS if path in self.origins]
        words = [f"{keyword}={self.value(path)!r}" for path, keyword in said if keyword]
        if rest := {path: self.value(path) for path, keyword in said if not keyword}:
            words.append(f"**{rest!r}")
        if self.pins:
            words.append(f"pins={dict(self.pins)!r}")
        return f"Problem({', '.join(words)})"
