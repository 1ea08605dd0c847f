"""How one question is asked at a terminal: arrow keys where questionary is there, plain lines elsewhere. On stderr."""

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, Protocol

from advisor.counterfactuals.interview import Question
from advisor.errors import Diagnostic, InputError, visible
from advisor.explaining.values import shown

if TYPE_CHECKING:
    import questionary
    from prompt_toolkit.key_binding import KeyPressEvent

EXPLAIN: Final = "?"
BACK: Final = "<"
DONE: Final = "done"
KEYS: Final = (EXPLAIN, BACK, DONE)
HINT: Final = (
    "Enter keeps what is in brackets; ? explains the question, < goes back, done keeps all the rest; data.rows=500 sets"
    " any fact; Ctrl-C leaves, and nothing is written."
)
WIDEST: Final = 100  # columns of text
MARK: Final = "  "  # as wide as what stands before a question with arrow keys
TYPED: Final = 16  # columns that an answer takes
LISTED: Final = 12  # choices that are listed as lines; more are named by typing them


class Prompter(Protocol):
    """Asks, and gives back what was typed or chosen: an answer, `?`, `<`, `done`, `path=value` or nothing."""

    def ask(self, question: Question) -> str: ...

    def line(self, text: str, default: str) -> str: ...


def prompter() -> Prompter:
    """The best way of asking that this terminal has."""
    dumb = os.environ.get("TERM", "dumb") == "dumb"
    return Plain() if dumb or find_spec("questionary") is None else Arrows()


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a text, broken between words as the terminal is wide."""
    width = min(get_terminal_size().columns - 1, WIDEST)
    return wrap(visible(text), max(width, 20), initial_indent=indent, subsequent_indent=indent) or [""]


class Plain:
    """Questions as lines of text."""

    def ask(self, question: Question) -> str:
        """Ask with the choices numbered; a number or the word itself answers."""
        titles = list(_titles(question).values())
        listed = titles[:LISTED] if len(titles) > LISTED + 1 else titles
        lines = ["", *wrapped(f"{question.text}{_dependents(question, ' ({})')}")]
        lines += [f"  {number:2}  {title}" for number, title in enumerate(listed, 1)]
        if more := len(titles) - len(listed):
            lines += wrapped(f"or any of {more} more by name: {', '.join(question.choices[len(listed) :])}", " " * 6)
        sys.stderr.write("\n".join(lines) + "\n")
        typed = self.line(question.fact.path, _default(question))
        numbered = typed not in question.choices and typed.isdecimal() and 1 <= int(typed) <= len(listed)
        return question.choices[int(typed) - 1] if numbered else _completed(typed, question.choices)

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
    """Questions with arrow keys, in which everything can be typed as well."""

    def ask(self, question: Question) -> str:
        """Choices as a list to move in, other facts as a line to type."""
        import questionary

        if question.fact.path == "data.path":
            from prompt_toolkit.completion import PathCompleter

            files = PathCompleter(expanduser=True)  # by Tab, so that Enter always answers
            prompt = questionary.text(
                _asked(question.text), completer=files, complete_while_typing=False, output=_stderr()
            )
            return _answered(prompt)
        titles = _titles(question)
        if question.fact.type is bool:
            titles = {"yes": "yes", "no": "no"}
        if not titles:
            return self.line(question.text, _default(question), _dependents(question, "({})"))
        assumed = _default(question)
        kept = "" if question.opening else "  (assumed)"
        listed = [
            questionary.Choice(title + kept if word == assumed else title, word) for word, title in titles.items()
        ]
        keys = f"(arrows or typing{_dependents(question, '; {}')})"
        prompt = questionary.select(
            _asked(question.text, keys, 0),
            choices=listed,
            default=assumed if assumed in titles else None,
            instruction=keys,
            use_jk_keys=False,
            output=_stderr(),
        )
        chosen = _completed(_answered(_typable(prompt)), titles)
        return "" if chosen == assumed else chosen

    def line(self, text: str, default: str, remark: str = "") -> str:
        """A line to type, the default in brackets."""
        import questionary

        asked = f"{text} [{visible(default)}]" if default else text
        return _answered(questionary.text(_asked(asked, remark), instruction=remark or None, output=_stderr()))


def _typable(prompt: "questionary.Question") -> "questionary.Question":
    """The same list with a line below it: what is typed there moves to the choice that begins so, or is the answer."""
    from prompt_toolkit.filters import Condition, is_done
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.key_binding.bindings.named_commands import get_by_name
    from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout
    from prompt_toolkit.widgets import TextArea
    from questionary.prompts.common import InquirerControl

    layout = prompt.application.layout
    listed = next(w.content for w in layout.find_all_windows() if isinstance(w.content, InquirerControl))
    line = TextArea(height=1, multiline=False, prompt="   ")
    keys = KeyBindings()
    keys.add("<any>")(get_by_name("self-insert"))  # which the list would swallow

    def begins(place: int) -> bool:
        return str(listed.choices[place].value).casefold().startswith(line.text.strip().casefold())

    def follow(_: object) -> None:
        if line.text.strip():
            listed.pointed_at = next(filter(begins, range(len(listed.choices))), listed.pointed_at)

    @keys.add("enter", eager=True, filter=Condition(lambda: line.text.strip() in KEYS or not begins(listed.pointed_at)))
    def say(event: "KeyPressEvent") -> None:
        event.app.exit(result=line.text)

    @keys.add("c-d", filter=Condition(lambda: not line.text))
    def leave(event: "KeyPressEvent") -> None:
        event.app.exit(exception=EOFError)

    line.buffer.on_text_changed += follow
    line.control.key_bindings = keys
    typing = ~is_done | Condition(lambda: not listed.is_answered)  # what was typed stays to be read
    below = ConditionalContainer(line, typing)
    prompt.application.layout = Layout(HSplit([layout.container, below]), focused_element=line)
    return prompt


def _titles(question: Question) -> dict[str, str]:
    """The words to choose from, each with what it means beside it."""
    names = {word: visible(word) for word in question.choices}
    widest = max(map(len, names.values()), default=0)
    meanings = question.meanings
    return {word: f"{name:{widest}}  {meanings[word]}" if word in meanings else name for word, name in names.items()}


def _completed(typed: str, choices: Iterable[str]) -> str:
    """The one choice that begins with what was typed, where there is one and it is none itself."""
    begun = [word for word in choices if typed and word.casefold().startswith(typed.casefold())]
    return begun[0] if len(begun) == 1 and typed not in KEYS else typed


def _dependents(question: Question, form: str) -> str:
    """How many choices another answer changes, so that one knows when to stop answering."""
    number = len(question.decisions)
    return "" if question.opening else form.format(f"{number} choice{'s depend' if number > 1 else ' depends'} on it")


def _default(question: Question) -> str:
    return "" if question.required or question.assumed == "" else shown(question.assumed)


def _asked(text: str, remark: str = "", room: int = TYPED) -> str:
    """A question broken between words; where remark and answer do not fit beside it, they have a line of their own."""
    lines = wrapped(text, MARK)
    asked = "\n".join(lines).removeprefix(MARK)
    fits = len(lines[-1]) + len(remark) + room + 2 < get_terminal_size().columns
    return asked if fits or not remark else asked + "\n"


def _answered(prompt: "questionary.Question") -> str:
    """What is chosen or typed; end of input is Ctrl-C."""
    try:
        return str(prompt.unsafe_ask()).strip()
    except EOFError:
        raise KeyboardInterrupt from None


def _stderr() -> Any:
    from prompt_toolkit.output import create_output

    return create_output(stdout=sys.stderr)
