"""What must hold between the leaves of a config, whoever wrote it: the register and what a constraint sees."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from advisor.pinning.completing import lacking
from advisor.problem import Problem

Severity = Literal["error", "warning"]


class View:
    """A config as plain data, asked for its leaves by path; what it does not say is None.

    `problem` is None where nobody knows the facts, as in a model made elsewhere.
    """

    def __init__(self, config: Mapping[str, Any], problem: Problem | None = None, ruleset: str = "current") -> None:
        self.config = config
        self.problem = problem
        self.ruleset = ruleset

    def __call__(self, path: str) -> Any:
        value: Any = self.config
        for name in path.split("."):
            if not isinstance(value, Mapping) or name not in value:
                return None
            value = value[name]
        return value

    def number(self, path: str) -> float | None:
        """A leaf if it is a number."""
        value = self(path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def numbers(self, path: str) -> list[float]:
        """A leaf if it is a list of numbers, else an empty list."""
        value = self(path)
        listed = isinstance(value, list) and all(isinstance(x, int | float) for x in value)
        return list(value) if listed else []

    def task(self) -> str | None:
        """The task, where it is known."""
        return self.problem.task if self.problem else None


class Broken(NamedTuple):
    """Why a constraint does not hold, and the values by path that would fix it; `safe` if they fix it for sure."""

    because: str
    fix: Mapping[str, Any] = {}
    safe: bool = False


class Constraint(NamedTuple):
    """One thing that must hold: its id, the leaves that it binds (the first is where it is reported), its reason."""

    id: str
    severity: Severity
    places: tuple[str, ...]
    rules: tuple[str, ...]  # ids of the rules that the advice follows here
    check: Callable[[View], Broken | None]

    @property
    def doc(self) -> str:
        """Why it must hold."""
        return " ".join((self.check.__doc__ or "").split())


class Finding(NamedTuple):
    """A constraint that does not hold."""

    constraint: Constraint
    broken: Broken


CONSTRAINTS: Final[dict[str, Constraint]] = {}
Check = Callable[[View], Broken | None]


def constraint(
    constraint_id: str, severity: Severity, places: Sequence[str], rules: Sequence[str] = ()
) -> Callable[[Check], Check]:
    """Register the decorated function. Raises ValueError for an id used twice."""

    def register(check: Check) -> Check:
        if constraint_id in CONSTRAINTS:
            raise ValueError(f"a constraint's id is used twice: {constraint_id}")
        CONSTRAINTS[constraint_id] = Constraint(constraint_id, severity, tuple(places), tuple(rules), check)
        return check

    return register


def findings(view: View) -> Iterator[Finding]:
    """Every constraint that does not hold."""
    for each in CONSTRAINTS.values():
        if (broken := each.check(view)) is not None:
            yield Finding(each, broken)


def needs_beside(c: View, path: str, word: str) -> Broken | None:
    """The settings that a choice lacks, if any, with their usual values."""
    missing = lacking(path, c(path)) if isinstance(c(path), dict) else {}
    fix = {f"{path}.{name}": value for name, value in missing.items()}
    return Broken(f"{c(word)} needs {', '.join(missing)} as well", fix, True) if missing else None
