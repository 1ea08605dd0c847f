"""Which question to ask next: only facts that can change the advice, given the answers so far."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from advisor.counterfactuals import bearing
from advisor.counterfactuals.command_line import equivalent
from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.assuming import kind_of
from advisor.problem.fact import Fact, Origin
from advisor.problem.facts import FACTS
from advisor.problem.intake import BY_KEYWORD, Intake
from advisor.problem.vocabulary import MEANINGS
from advisor.recommending import recommend
from advisor.versions import Ruleset

# Takes what is measured on a file or a folder into an intake, which holds what was said of it.
Measure = Callable[[Intake, str], None]

# Facts that are easier to say once another is, by that other.
BEFORE: Final = {
    "data.features": ("data.categorical", "data.missing", "data.scale_ratio"),
    "data.categorical": ("data.cardinality",),
    "data.classes": ("data.imbalance",),
    "data.image.height": ("data.image.width",),
    "data.image.width": ("data.image.channels",),
    "data.series": ("data.horizon", "data.covariates"),
    "data.horizon": ("data.period",),
    "compute.device": ("compute.gpus",),
    "compute.gpus": ("compute.accelerator",),
    "compute.accelerator": ("compute.device_memory_gib",),
}
# Facts that follow from others where nobody says them: whoever confirms such a one means it, whatever follows.
CONFIRMED: Final = frozenset({"data.target", "data.kind", "compute.device"})
OPENING: Final = ("data.path", "data.target", "data.kind", "task")  # what is asked first
# What is said of data at hand, by which it is measured anew.
READ_BY: Final = frozenset({*OPENING, "data.targets", "data.group_column", "data.time_column"})
FEW: Final = 3  # choices; a question that decides fewer is asked only on request
MOST: Final = 5  # such questions on data at hand, so that it takes eight to the file with those for data and file
LATER: Final = "observed."  # facts of an earlier run, which whoever starts has not


class Question(NamedTuple):
    """One question: its text, the fact, the words that it may take here, what is assumed, and what another changes."""

    text: str
    fact: Fact
    choices: tuple[str, ...]
    assumed: Any
    decisions: tuple[str, ...]  # paths of the decisions that another answer changes
    meanings: Mapping[str, str]  # of the choices, where there is something to say

    @property
    def required(self) -> bool:
        """Whether there is nothing to assume."""
        return self.fact.path == "task" or (self.fact.path == "data.target" and not self.assumed)

    @property
    def opening(self) -> bool:
        """Whether the task is yet to be said or measured, without which there is no advice."""
        return self.fact.path in OPENING


class _State(NamedTuple):
    """What was known before an answer."""

    facts: dict[str, Any]
    origins: dict[str, Origin]
    data: str | None
    columns: Mapping[str, str | None]
    passed: tuple[str, ...]


class Interview:
    """Facts that grow answer by answer; each answer can be taken back.

    `document` and `data` are the files that the facts at the start were read and measured from, and `columns` those of
    the data, each with its type, where the one to predict is yet to be said. With `measure` data is asked for.
    """

    def __init__(
        self,
        facts: Mapping[str, Any],
        origins: Mapping[str, Origin],
        ruleset: Ruleset = "current",
        document: str | None = None,
        data: str | None = None,
        measure: Measure | None = None,
        columns: Mapping[str, str | None] | None = None,
    ) -> None:
        self.facts = {path: value for path, value in facts.items() if value is not None}  # what nobody knows
        self.origins = {path: origins[path] for path in self.facts}
        self.ruleset: Ruleset = ruleset
        self.document = document
        self.data = data
        self.columns: Mapping[str, str | None] = columns or {}
        self.passed: tuple[str, ...] = ()  # facts that were asked for, in order, answered or left as assumed
        self.enough = False  # the rest is to be assumed
        self.thorough = False  # questions that decide few choices are asked as well
        self.left = 0  # questions that could still be asked
        self._measure = measure
        self._before: list[_State] = []

    def problem(self) -> Problem:
        """The problem as it stands. Raises InputError while the task is missing."""
        return Problem.of(self._intake())

    def _intake(self) -> Intake:
        intake = Intake()
        intake.facts, intake.origins = dict(self.facts), dict(self.origins)
        return intake

    def next(self) -> Question | None:
        """The next question, or None when none is left that is worth asking unasked."""
        self.left = 0
        if (question := self._of_data()) is not None:
            return question
        if "task" not in self.facts:
            return self._opening()
        if self.enough:
            return None
        if (question := self._kind()) is not None:
            return question
        problem = self.problem()
        bears = bearing(recommend(problem, self.ruleset), self._open(problem))
        self.left = len(bears)
        asked = bears if self.thorough else [path for path in bears if _weight(path, bears) >= FEW]
        full = self.data is not None and not self.thorough and len({*self.passed} - READ_BY) >= MOST
        if not asked or full:
            return None
        path = max(asked, key=lambda path: _weight(path, bears))  # of equal ones the first
        path = next((first for first in _preceding(path) if first in bears), path)
        leaf, kind, task = FACTS[path], problem.data.kind, problem.task
        choices = leaf.fitting(kind, task)
        return _question(leaf.question(kind, task), path, choices, problem.value(path), tuple(bears[path]))

    def _of_data(self) -> Question | None:
        """The data, where there may be some and nothing of it is said, then the column to predict."""
        if self.columns:
            from advisor.profiling.table.likely_target import likely_targets

            likely = likely_targets(list(self.columns), list(self.columns.values()))
            choices = tuple(dict.fromkeys((*likely, *self.columns)))
            types = {name: kind for name, kind in self.columns.items() if kind}
            return _question("Which column is to be predicted?", "data.target", choices, (*likely, "")[0], (), types)
        said = self.document or self.data or any(path.startswith("data.") for path in (*self.facts, *self.passed))
        if self._measure is None or said:
            return None
        return _question("Path to your data (Enter: describe it)", "data.path", (), "", ())

    def _open(self, problem: Problem) -> Iterator[Fact]:
        """The facts that may still be asked for."""
        kind, task = problem.data.kind, problem.task
        for path, leaf in FACTS.items():
            said = path in self.facts or path in self.passed or path in OPENING
            settled = len(leaf.fitting(kind, task)) == 1 or (path == "data.outputs" and "data.target" in self.facts)
            if leaf.about.question and not said and not settled and leaf.matters(kind, task):
                yield leaf

    def _kind(self) -> Question | None:
        """The kind of data, where only the task was said and it does not tell."""
        kinds = FACTS["data.kind"].fitting(None, self.facts["task"])
        if "data.kind" in (*self.facts, *self.passed) or len(kinds) < 2 or kind_of(self.facts) != kind_of({}):
            return None
        return _opening("data.kind", kinds, kind_of(self.facts))

    def _opening(self) -> Question:
        """First the kind of data, unless it is known, then the tasks that it supports."""
        if "data.kind" not in self.facts:
            return _opening("data.kind", FACTS["data.kind"].choices, kind_of(self.facts))
        tasks = FACTS["task"].fitting(self.facts["data.kind"], None)
        return _opening("task", tasks, tasks[0], "training.loss.name")

    def answer(self, question: Question, text: str) -> None:
        """Take an answer as typed; an empty one leaves the fact as assumed. Raises InputError for a wrong one."""
        path = question.fact.path
        self.change(path, question.assumed if path in CONFIRMED and not text.strip() else text)

    def change(self, path: str, text: str) -> None:
        """Set any fact. Raises InputError for a wrong one."""
        intake, path, text = self._intake(), _path(path), text.strip()
        if text and path == "data.target":
            intake.facts.pop("data.targets", None)
            intake.target([text] if text in self.columns else [name.strip() for name in text.split(",")], "answer")
        elif text:
            intake.text(path, text, "answer")
        if intake.diagnostics:
            raise InputError(intake.diagnostics)
        data, columns = self.data, self.columns
        if text and path in READ_BY and self._measure and (data := intake.facts.get("data.path", data)):
            intake, columns = _measured(intake, data, self._measure)
        intake.check()
        if "task" in intake.facts:
            intake.resolved()
        self._before.append(_State(self.facts, self.origins, self.data, self.columns, self.passed))
        self.facts, self.origins, self.data, self.columns = intake.facts, intake.origins, data, columns
        self.passed = (*self.passed, path)

    def back(self) -> bool:
        """Take the last answer back; False when there is none."""
        if not self._before:
            return False
        self.facts, self.origins, self.data, self.columns, self.passed = self._before.pop()
        self.enough = False
        return True

    def command(self, output: str | None = None) -> str:
        """The command that gives the same advice without questions."""
        return equivalent(self.facts, self.origins, self.ruleset, output, self.document, self.data)


def _measured(said: Intake, data: str, measure: Measure) -> tuple[Intake, Mapping[str, str | None]]:
    """What is said and what is measured by it, the former first; the columns where the one to predict is not said."""
    from advisor.profiling.shared.tables.target import UnsaidTargetError

    given = {path: value for path, value in said.facts.items() if said.origins[path] == "given"}
    intake = Intake()
    intake.facts, intake.origins = dict(given), dict.fromkeys(given, "given")
    columns: Mapping[str, str | None] = {}
    try:
        measure(intake, data)
    except UnsaidTargetError as unsaid:
        columns = unsaid.columns
    intake.facts |= given
    intake.origins |= dict.fromkeys(given, "given")
    return intake, columns


def _question(
    text: str,
    path: str,
    choices: tuple[str, ...],
    assumed: Any,
    decisions: tuple[str, ...],
    meanings: Mapping[str, str] | None = None,
) -> Question:
    return Question(text, FACTS[path], choices, assumed, decisions, meanings or MEANINGS.get(path, {}))


def _opening(path: str, choices: tuple[str, ...], assumed: Any, *more: str) -> Question:
    """A question whose answer decides the family, and more choices."""
    return _question(FACTS[path].about.question, path, choices, assumed, ("model.family", *more))


def is_fact(name: str) -> bool:
    """Whether a name is that of a fact."""
    return _path(name) in FACTS


def _path(name: str) -> str:
    """The path of a fact by its flag, as it stands on a command line, or by its path."""
    return BY_KEYWORD.get(name.strip().removeprefix("--").replace("-", "_"), name.strip())


def _weight(path: str, bears: Mapping[str, list[str]]) -> int:
    """How many choices depend on a fact, or on one that it comes before; none on what a first run is yet to show."""
    if path.startswith(LATER):
        return 0
    return max([len(bears.get(path, ())), *(_weight(later, bears) for later in BEFORE.get(path, ()))])


def _preceding(path: str) -> list[str]:
    """The facts that come before one, the first of them first."""
    for first, later in BEFORE.items():
        if path in later:
            return [*_preceding(first), first]
    return []
