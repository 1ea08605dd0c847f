"""What one fact is: where it matters, how people say it and ask for it, and which values it may take."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin

from msgspec import Meta

from advisor.problem.vocabulary import SUPPORTED, metrics_for

PINS: Final = "pins"  # the name under which choices are fixed
Origin = Literal["given", "measured", "assumed"]


NO_OTHERS: Final[Mapping[str, str]] = MappingProxyType({})
EXAMPLES: Final[Mapping[str, str]] = {  # what people call the examples of each kind of data
    "table": "rows",
    "image": "images",
    "text": "texts",
    "audio": "clips",
    "series": "series",
    "sequence": "sequences",
}


class About(NamedTuple):
    """What the flags and the wizard need to know of a fact beyond its type and its description."""

    question: str  # empty where the wizard does not ask; `{examples}` stands for images, texts, clips ...
    flag: str
    kinds: tuple[str, ...]
    tasks: tuple[str, ...]
    questions: Mapping[str, str]  # by task or kind of data, where other words are needed
    machine: bool = False  # whether it is measured on a machine, and has no meaning while it is not


def fact(
    description: str,
    question: str = "",
    flag: str = "",
    kinds: str = "",
    tasks: str = "",
    questions: Mapping[str, str] = NO_OTHERS,
    machine: bool = False,
    **bounds: Any,
) -> Meta:
    """Describe one fact: `kinds` and `tasks` (space-separated) say where it matters, everywhere if empty."""
    about = About(question, flag, tuple(kinds.split()), tuple(tasks.split()), questions, machine)
    return Meta(description=description, extra={"about": about}, **bounds)


class Fact(NamedTuple):
    """One leaf of the facts, with its dotted path, its type (Meta stripped), what is said of it and its default."""

    path: str
    type: Any
    annotation: Any
    about: About
    description: str
    bounds: Meta
    default: Any

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that the fact may take, or nothing where it is no choice among words."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    def fitting(self, kind: str | None, task: str | None) -> tuple[str, ...]:
        """The words among its choices that go with a kind of data and a task, as far as these are known."""
        if self.path == "data.kind" and task is not None:
            return tuple(kind for kind, tasks in SUPPORTED.items() if task in tasks)
        if self.path == "task" and kind is not None:
            return SUPPORTED[kind]
        if self.path == "priorities.metric" and task is not None:
            return ("auto", *metrics_for(task))
        return self.choices

    @property
    def several(self) -> bool:
        """Whether the fact is a list."""
        return get_origin(self.type) is tuple

    def bounded(self, value: Any) -> Any:
        """A number moved to the nearest that the fact may be; anything else as it is."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            return value
        if (low := self.bounds.ge) is not None:
            value = max(value, type(value)(low))
        if (high := self.bounds.le) is not None:
            value = min(value, type(value)(high))
        return value

    def question(self, kind: str, task: str) -> str:
        """How a person asks for the fact, in the words of the kind of data; empty where nobody does."""
        about = self.about
        asked = about.questions.get(task) or about.questions.get(kind) or about.question
        return asked.format(examples=EXAMPLES[kind])

    def matters(self, kind: str, task: str) -> bool:
        """Whether the fact has a meaning for this kind of data and this task, said or not."""
        about = self.about
        fits = (not about.kinds or kind in about.kinds) and (not about.tasks or task in about.tasks)
        return fits and not about.machine
