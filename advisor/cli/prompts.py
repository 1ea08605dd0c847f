"""How one question is put at a terminal: arrow keys where questionary is there, plain lines elsewhere. On stderr."""

import os
import sys
from importlib.util import find_spec
from typing import Final, Protocol

from advisor.errors import visible
from advisor.explaining.values import shown
from advisor.interview import Question

EXPLAIN: Final = "?"
BACK: Final = "<"
HINT: Final = "Enter keeps what is in brackets; ? explains, < goes back, path=value sets any fact, Ctrl-C leaves."


class Prompter(Protocol):
    """Asks, and gives back what was typed or chosen: an answer, `?`, `<`, `path=value` or nothing."""

    def ask(self, question: Question) -> str: ...

    def line(self, text: str, default: str) -> str: ...


def prompter() -> Prompter:
    """The best way of asking that this terminal has."""
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return Plain() if dumb or find_spec("questionary") is None else Arrows()


class Plain:
    """Questions as lines of text."""

    def ask(self, question: Question) -> str:
        """Put the question with its choices numbered; a number or the word itself answers."""
        write = sys.stderr.write
        write(f"\n{question.fact.about.asks}\n")
        for number, choice in enumerate(question.choices, 1):
            write(f"  {number}  {choice}\n")
        typed = self.line(question.fact.path, "" if question.required else shown(question.assumed))
        if typed.isdecimal() and question.choices and 1 <= int(typed) <= len(question.choices):
            return question.choices[int(typed) - 1]
        return typed

    def line(self, text: str, default: str) -> str:
        """Read one line; end of input is Ctrl-C."""
        sys.stderr.write(f"{text} [{visible(default)}]: " if default else f"{text}: ")
        sys.stderr.flush()
        typed = sys.stdin.readline()
        if not typed:
            raise KeyboardInterrupt
        return typed.strip()


class Arrows:
    """Questions with arrow keys."""

    def ask(self, question: Question) -> str:
        """Choices as a list to move in, other facts as a line to type."""
        import questionary

        choices = question.choices or (("true", "false") if question.fact.type is bool else ())
        if not choices:
            return self.line(question.fact.about.asks, "" if question.required else shown(question.assumed))
        default = str(question.assumed).lower() if question.fact.type is bool else question.assumed
        listed = [questionary.Choice(choice, choice) for choice in choices]
        more = [questionary.Choice("explain this question", EXPLAIN), questionary.Choice("go back", BACK)]
        answer = questionary.select(
            question.fact.about.asks,
            choices=[*listed, questionary.Separator(), *more],
            default=default if default in choices else None,
            instruction="(arrow keys, Enter)",
            output=_stderr(),
        ).unsafe_ask()
        return str(answer)

    def line(self, text: str, default: str) -> str:
        """A line to type, the default in brackets."""
        import questionary

        return str(
            questionary.text(f"{text} [{visible(default)}]" if default else text, output=_stderr()).unsafe_ask()
        ).strip()


def _stderr() -> object:
    from prompt_toolkit.output import create_output

    return create_output(stdout=sys.stderr)
