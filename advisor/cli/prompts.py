"""How one question is asked at a terminal: arrow keys where questionary is there, plain lines elsewhere. On stderr."""

import os
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Protocol

from advisor.counterfactuals.interview import Question
from advisor.errors import Diagnostic, InputError, visible
from advisor.explaining.values import shown
from advisor.problem.vocabulary import MEANINGS

if TYPE_CHECKING:
    import questionary

EXPLAIN: Final = "?"
BACK: Final = "<"
DONE: Final = "done"
LETTERS: Final = {"y": "true", "n": "false"}
HINT: Final = (
    "Enter keeps what is in brackets; ? explains the question, < goes back, done keeps all the rest;\n"
    "data.rows=500 sets any fact; Ctrl-C leaves, and nothing is written."
)


class Prompter(Protocol):
    """Asks, and gives back what was typed or chosen: an answer, `?`, `<`, `done`, `path=value` or nothing."""

    def ask(self, question: Question) -> str: ...

    def line(self, text: str, default: str) -> str: ...


def prompter() -> Prompter:
    """The best way of asking that this terminal has."""
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return Plain() if dumb or find_spec("questionary") is None else Arrows()


class Plain:
    """Questions as lines of text."""

    def ask(self, question: Question) -> str:
        """Ask with the choices numbered; a number or the word itself answers."""
        write = sys.stderr.write
        write(f"\n{question.text}{_dependents(question, ' ({})')}\n")
        for number, title in enumerate(_titles(question).values(), 1):
            write(f"  {number:2}  {title}\n")
        typed = self.line(question.fact.path, _default(question))
        if typed.isdecimal() and question.choices and 1 <= int(typed) <= len(question.choices):
            return question.choices[int(typed) - 1]
        return LETTERS.get(typed.lower(), typed) if question.fact.type is bool else typed

    def line(self, text: str, default: str) -> str:
        """Read one line; end of input is Ctrl-C."""
        sys.stderr.write(f"{text} [{visible(default)}]: " if default else f"{text}: ")
        sys.stderr.flush()
        try:
            typed = sys.stdin.readline()
        except UnicodeDecodeError:
            raise InputError(Diagnostic("this is not UTF-8 text")) from None
        if not typed:
            raise KeyboardInterrupt
        return typed.strip()


class Arrows:
    """Questions with arrow keys."""

    def ask(self, question: Question) -> str:
        """Choices as a list to move in, other facts as a line to type."""
        import questionary

        titles = _titles(question)
        if question.fact.type is bool:
            listed = {word: questionary.Choice(word, value) for word, value in (("yes", "true"), ("no", "false"))}
        elif not titles:
            return self.line(question.text, _default(question), _dependents(question, "({}) "))
        else:
            listed = {word: questionary.Choice(title, word) for word, title in titles.items()}
        assumed = None if question.required else listed.get(shown(question.assumed))
        if assumed is not None:
            assumed.title, assumed.value = f"{assumed.title}  (assumed)", ""
        more = [questionary.Choice("explain this question", EXPLAIN), questionary.Choice("go back", BACK)]
        if not question.opening:
            more.append(questionary.Choice("keep all the rest as assumed", DONE))
        return _answered(
            questionary.select(
                question.text,
                choices=[*listed.values(), questionary.Separator(), *more],
                default=assumed,
                instruction=f"(arrow keys, Enter{_dependents(question, '; {}')})",
                output=_stderr(),
            )
        )

    def line(self, text: str, default: str, remark: str = "") -> str:
        """A line to type, the default in brackets."""
        import questionary

        asked = f"{text} [{visible(default)}]" if default else text
        return _answered(questionary.text(asked, instruction=remark or None, output=_stderr()))


def _titles(question: Question) -> dict[str, str]:
    """The words to choose from, each with what it means beside it."""
    meanings = MEANINGS.get(question.fact.path, {})
    widest = max(map(len, question.choices), default=0)
    return {word: f"{word:{widest}}  {meanings[word]}" if word in meanings else word for word in question.choices}


def _dependents(question: Question, form: str) -> str:
    """How many choices another answer changes, so that one knows when to stop answering."""
    number = len(question.decisions)
    return "" if question.opening else form.format(f"{number} choice{'s depend' if number > 1 else ' depends'} on it")


def _default(question: Question) -> str:
    return "" if question.required else shown(question.assumed)


def _answered(prompt: "questionary.Question") -> str:
    """What is chosen or typed; end of input is Ctrl-C."""
    try:
        return str(prompt.unsafe_ask()).strip()
    except EOFError:
        raise KeyboardInterrupt from None


def _stderr() -> Any:
    from prompt_toolkit.output import create_output

    return create_output(stdout=sys.stderr)
