"""The problem as rules and people see it: facts with their origins."""

from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from types import MappingProxyType
from typing import Any, Final, Self

from advisor.problem.fact import PINS, Fact, Origin
from advisor.problem.facts import FACTS, Compute, Data, Facts, Observed, Priorities
from advisor.problem.intake import Intake
from advisor.problem.vocabulary import CLASSIFICATION, Task

NO_PINS: Final[Mapping[str, Any]] = MappingProxyType({})


class Problem:
    """The facts of a problem, immutable, by keyword or path; what was neither given nor measured is assumed.

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
        intake = Intake()
        intake.pins.update(facts.pop(PINS, NO_PINS))
        for name, value in facts.items():
            intake.keyword(name, value)
        self._set(intake.resolved(), intake.origins, intake.pins)

    @classmethod
    def from_facts(cls, facts: Facts, origins: Mapping[str, Origin], pins: Mapping[str, Any] = NO_PINS) -> Self:
        """Wrap facts that have been checked; `origins` names those that are not assumed."""
        problem = cls.__new__(cls)
        problem._set(facts, origins, pins)
        return problem

    @classmethod
    def of(cls, intake: Intake) -> Self:
        """The problem that the facts taken in make.

        Raises `InputError` with every problem at once.
        """
        return cls.from_facts(intake.resolved(), intake.origins, intake.pins)

    def _set(self, facts: Facts, origins: Mapping[str, Origin], pins: Mapping[str, Any]) -> None:
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
        return type(self).from_facts, (Facts(**facts), dict(self.origins), dict(self.pins))

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> Self:
        """Read a problem, or the problem inside a config, from a YAML or JSON file."""
        from advisor.bounded import read_path
        from advisor.yamlio import MAX_BYTES, read_document

        intake, faults = Intake(), list[Any]()
        intake.document(read_document(read_path(fspath(path), MAX_BYTES), fspath(path), faults), faults)
        return cls.of(intake)

    def replace(self, **facts: Any) -> Self:
        """The same problem with other facts, and other pins if they are named; what was assumed is assumed anew."""
        intake = Intake()
        intake.facts = {path: self.value(path) for path in self.origins}
        intake.origins = dict(self.origins)
        intake.pins = dict(facts.pop(PINS, self.pins))
        for name, value in facts.items():
            intake.keyword(name, value)
        return self.of(intake)

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
                value = to_builtins(self.value(path))
                branch[name] = list(value) if isinstance(value, tuple) else value
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
