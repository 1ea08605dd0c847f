"""Which question to ask next: only facts that can change the advice, given the answers so far."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from advisor.counterfactuals import bearing
from advisor.errors import UNSAFE, InputError
from advisor.problem import Problem
from advisor.problem.assuming import kind_of
from advisor.problem.facts import FACTS, Fact, Origin
from advisor.problem.intake import Intake
from advisor.problem.vocabulary import SUPPORTED
from advisor.recommending import recommend
from advisor.versions import Ruleset

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
CONFIRMED: Final = frozenset({"data.kind", "compute.device"})
OPENING: Final = ("data.kind", "task")  # what is asked first
IMAGE_SIZES: Final = ("data.image.height", "data.image.width", "data.image.channels")


class Question(NamedTuple):
    """One question: its text, the fact, the words that it may take here, what is assumed, and what another changes."""

    text: str
    fact: Fact
    choices: tuple[str, ...]
    assumed: Any
    decisions: tuple[str, ...]  # paths of the decisions that another answer changes

    @property
    def required(self) -> bool:
        """Whether there is nothing to assume."""
        return self.fact.path == "task"

    @property
    def opening(self) -> bool:
        """Whether the task is yet to be said, without which there is no advice."""
        return self.fact.path in OPENING


class Interview:
    """Facts that grow answer by answer; each answer can be taken back.

    `document` and `data` are the files that the facts at the start were read and measured from.
    """

    def __init__(
        self,
        facts: Mapping[str, Any],
        origins: Mapping[str, Origin],
        ruleset: Ruleset = "current",
        document: str | None = None,
        data: str | None = None,
    ) -> None:
        self.facts = {path: value for path, value in facts.items() if value is not None}  # what nobody knows
        self.origins = {path: origins[path] for path in self.facts}
        self.ruleset: Ruleset = ruleset
        self.files = (document, data)
        self.passed: list[str] = []  # facts that were asked for, in order, answered or left as assumed
        self.enough = False  # the rest is to be assumed
        self._before: list[tuple[dict[str, Any], dict[str, Origin]]] = []

    def problem(self) -> Problem:
        """The problem as it stands. Raises InputError while the task is missing."""
        return Problem.of(self._intake())

    def _intake(self, **more: Any) -> Intake:
        intake = Intake()
        intake.facts, intake.origins = {**self.facts, **more}, {**self.origins, **dict.fromkeys(more, "given")}
        return intake

    def next(self) -> Question | None:
        """The next question, or None when no further answer could change the advice."""
        if "task" not in self.facts:
            return self._opening()
        if self.enough:
            return None
        if (question := self._kind()) is not None:
            return question
        problem = self.problem()
        bears = bearing(recommend(problem, self.ruleset), self._open(problem))
        if not bears:
            return None
        path = max(bears, key=lambda path: _weight(path, bears))  # of equal ones the first
        path = next((first for first in _preceding(path) if first in bears), path)
        leaf = FACTS[path]
        text = leaf.question(problem.data.kind, problem.task)
        return Question(text, leaf, leaf.choices, problem.value(path), tuple(bears[path]))

    def _open(self, problem: Problem) -> Iterator[Fact]:
        """The facts that may still be asked for."""
        for path, leaf in FACTS.items():
            said = path in self.facts or path in self.passed or path in OPENING
            if leaf.about.question and not said and leaf.matters(problem.data.kind, problem.task):
                yield leaf

    def _kind(self) -> Question | None:
        """The kind of data, where only the task was said and it does not tell."""
        kinds = tuple(kind for kind, tasks in SUPPORTED.items() if self.facts["task"] in tasks)
        if "data.kind" in (*self.facts, *self.passed) or len(kinds) < 2 or kind_of(self.facts) != kind_of({}):
            return None
        return self._asked("data.kind", kinds, kind_of(self.facts))

    def _opening(self) -> Question:
        """First the kind of data, unless it is known, then the tasks that it supports."""
        if "data.kind" not in self.facts:
            return self._asked("data.kind", FACTS["data.kind"].choices, kind_of(self.facts))
        tasks = SUPPORTED[self.facts["data.kind"]]
        return self._asked("task", tasks, tasks[0], "training.loss.name")

    @staticmethod
    def _asked(path: str, choices: tuple[str, ...], assumed: Any, *more: str) -> Question:
        """A question whose answer decides the family, and more choices."""
        return Question(FACTS[path].about.question, FACTS[path], choices, assumed, ("model.family", *more))

    def answer(self, question: Question, text: str) -> None:
        """Take an answer as typed; an empty one leaves the fact as assumed. Raises InputError for a wrong one."""
        path = question.fact.path
        self._take(path, question.assumed if path in CONFIRMED and not text.strip() else text)
        self.passed.append(path)

    def change(self, path: str, text: str) -> None:
        """Set any fact. Raises InputError for a wrong one."""
        self._take(path, text)
        self.passed.append(path)

    def _take(self, path: str, text: str) -> None:
        before = (dict(self.facts), dict(self.origins))
        intake = self._intake()
        if text.strip():
            intake.text(path, text.strip(), "answer")
        if intake.diagnostics:
            raise InputError(intake.diagnostics)
        intake.check()
        if "task" in intake.facts:
            intake.resolved()
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
        return equivalent(self.facts, self.origins, self.ruleset, output, *self.files)


def _weight(path: str, bears: Mapping[str, list[str]]) -> int:
    """How many choices depend on a fact, or on one that it comes before."""
    return max([len(bears.get(path, ())), *(_weight(later, bears) for later in BEFORE.get(path, ()))])


def _preceding(path: str) -> list[str]:
    """The facts that come before one, the first of them first."""
    for first, later in BEFORE.items():
        if path in later:
            return [*_preceding(first), first]
    return []


def equivalent(
    facts: Mapping[str, Any],
    origins: Mapping[str, Origin],
    ruleset: Ruleset = "current",
    output: str | None = None,
    document: str | None = None,
    data: str | None = None,
) -> str:
    """`advisor recommend` with a flag for each given fact; measured ones come from the files that hold them."""
    words = ["advisor", "recommend"]
    measured = [path for path in facts if origins.get(path) == "measured"]
    if measured and document is not None:
        words.append(document)
    if data is not None:
        words += ["--data", data]
    given = {path: value for path, value in facts.items() if origins.get(path) != "measured"}
    if data is not None:
        given.pop("data.path", None)
    if all(size in given for size in IMAGE_SIZES):
        words += ["--image", "x".join(str(given.pop(size)) for size in IMAGE_SIZES)]
    for path, value in given.items():
        words += _said(path, value)
    if ruleset != "current" or (measured and document is not None):
        words += ["--ruleset", ruleset]
    if output:
        words += ["-o", output]
    return " ".join(map(_quoted, words))


def _said(path: str, value: Any) -> list[str]:
    """The flag that says a fact, or `--set` where it has none."""
    if path == "data.targets":
        return [word for name in value for word in ("--target", str(name))]
    flag = FACTS[path].about.flag
    if isinstance(value, bool) and flag:
        return [f"--{'' if value else 'no-'}{flag}"]
    if FACTS[path].several:
        from msgspec.json import encode

        value = encode(value).decode()
    return [f"--{flag}", str(value)] if flag else ["--set", f"{path}={value}"]


def _quoted(word: str) -> str:
    """A word as a shell reads it; what could steer a terminal is written as an escape."""
    if not UNSAFE.search(word):
        return shlex.quote(word)
    plain = word.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + UNSAFE.sub(lambda match: f"\\U{ord(match[0]):08x}", plain) + "'"
