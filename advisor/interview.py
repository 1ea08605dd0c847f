"""Which question to ask next: only facts that can change the advice, given the answers so far."""

import shlex
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.facts import FACTS, Fact
from advisor.problem.intake import Intake
from advisor.problem.problem import Origin
from advisor.problem.vocabulary import KIND_OF_TASK, SUPPORTED
from advisor.recommending import Ruleset, recommend

# Factors on a number's present value, and absolute values, that are tried to see whether it matters.
FACTORS: Final = (0.01, 0.1, 0.5, 2, 10, 100, 10_000)
VALUES: Final = (0, 0.05, 0.3, 1, 2, 5, 20, 100, 1_000, 10_000, 1_000_000)
INDIFFERENT: Final = ("problem", "resources")  # parts of a document that are no advice


class Question(NamedTuple):
    """One question: the fact, the words that it may take here, what is assumed, and whom it concerns."""

    fact: Fact
    choices: tuple[str, ...]
    assumed: Any
    decisions: tuple[str, ...]  # paths of the decisions that read the fact

    @property
    def required(self) -> bool:
        """Whether there is nothing to assume."""
        return self.fact.path == "task"


class Interview:
    """Facts that grow answer by answer; each answer can be taken back."""

    def __init__(self, facts: dict[str, Any], origins: dict[str, Origin], ruleset: Ruleset = "current") -> None:
        self.facts = facts
        self.origins = origins
        self.ruleset: Ruleset = ruleset
        self.passed: list[str] = []  # facts that were asked for, in order, answered or left as assumed
        self._before: list[tuple[dict[str, Any], dict[str, Origin]]] = []

    def problem(self) -> Problem:
        """The problem as it stands. Raises InputError while the task is missing."""
        return self._intake().problem()

    def _intake(self, **more: Any) -> Intake:
        intake = Intake()
        intake.facts, intake.origins = {**self.facts, **more}, {**self.origins, **dict.fromkeys(more, "given")}
        return intake

    def next(self) -> Question | None:
        """The next question, or None when no further answer could change the advice."""
        if "task" not in self.facts:
            return self._opening()
        problem = self.problem()
        read = recommend(problem, self.ruleset).settlement.facts_read
        for path, leaf in FACTS.items():
            if (
                leaf.about.asks
                and path not in self.facts
                and path not in self.passed
                and path in read
                and leaf.matters(problem.data.kind, problem.task)
                and self.matters(leaf)
            ):
                return Question(leaf, leaf.choices, problem.value(path), tuple(read[path]))
        return None

    def _opening(self) -> Question:
        """First the kind of data, unless it is known, then the tasks that it supports."""
        kind = self.facts.get("data.kind")
        if kind is None and "data.kind" not in self.passed:
            leaf = FACTS["data.kind"]
            return Question(leaf, leaf.choices, "table", ("model.family",))
        tasks = SUPPORTED.get(str(kind), FACTS["task"].choices)
        return Question(FACTS["task"], tasks, tasks[0], ("model.family", "training.loss.name"))

    def matters(self, leaf: Fact) -> bool:
        """Whether some other value of this fact, all else equal, gives other advice."""
        now = self._advice()
        for value in self._probes(leaf, self.problem().value(leaf.path)):
            if (other := self._advice(**{leaf.path: value})) is not None and other != now:
                return True
        return False

    def _advice(self, **more: Any) -> dict[str, Any] | None:
        try:
            document = recommend(self._intake(**more).problem(), self.ruleset).document()
        except InputError:
            return None  # a value that contradicts the other facts
        return {section: value for section, value in document.items() if section not in INDIFFERENT}

    @staticmethod
    def _probes(leaf: Fact, now: Any) -> Iterator[Any]:
        if leaf.choices:
            yield from leaf.choices
        elif leaf.type is bool:
            yield not now
        elif leaf.type in (int, float):
            base = [now * factor for factor in FACTORS] if isinstance(now, int | float) else []
            for value in dict.fromkeys([*base, *VALUES]):
                yield leaf.type(value)

    def answer(self, question: Question, text: str) -> None:
        """Take an answer as typed; an empty one leaves the fact as assumed. Raises InputError for a wrong one."""
        self._take(question.fact.path, text)
        self.passed.append(question.fact.path)

    def change(self, path: str, text: str) -> None:
        """Set any fact. Raises InputError for a wrong one."""
        self._take(path, text)
        self.passed.append(path)

    def _take(self, path: str, text: str) -> None:
        before = (dict(self.facts), dict(self.origins))
        intake = self._intake()
        if text.strip():
            intake.text(path, text.strip(), "answer")
        if intake.complaints:
            raise InputError(intake.complaints)
        intake.check()
        if "task" in intake.facts:
            intake.problem()
        self._before.append(before)
        self.facts, self.origins = intake.facts, intake.origins

    def back(self) -> bool:
        """Take the last answer back; False when there is none."""
        if not self._before:
            return False
        self.facts, self.origins = self._before.pop()
        self.passed.pop()
        return True

    def command(self, output: str | None = None) -> str:
        """The command that gives the same advice without questions."""
        return equivalent(self.facts, self.origins, self.ruleset, output)


def equivalent(
    facts: dict[str, Any], origins: dict[str, Origin], ruleset: Ruleset = "current", output: str | None = None
) -> str:
    """`advisor recommend` with a flag for each given fact; measured ones follow from the data."""
    words = ["advisor", "recommend"]
    measured = "measured" in origins.values()
    if measured:
        words += ["--data", str(facts.get("data.path", ""))]
    implied = {"data.path"} if measured else set()
    if facts.get("data.kind") == KIND_OF_TASK.get(str(facts.get("task"))):
        implied.add("data.kind")
    for path, value in facts.items():
        if origins.get(path) == "measured" or path in implied:
            continue
        flag = FACTS[path].about.flag
        if isinstance(value, bool) and flag:
            words.append(f"--{'' if value else 'no-'}{flag}")
        elif flag:
            words += [f"--{flag}", str(value)]
        else:
            written = ",".join(map(str, value)) if isinstance(value, list | tuple) else value
            words += ["--set", f"{path}={written}"]
    if ruleset != "current":
        words += ["--ruleset", ruleset]
    if output:
        words += ["-o", output]
    return shlex.join(words)
