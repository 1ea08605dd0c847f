"""What people see at a terminal."""

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from advisor.cli.streams import console, tell, terminal
from advisor.engine import Choice
from advisor.explaining.text import LABEL_WIDTH, Line, heading, lines_of
from advisor.explaining.values import shown
from advisor.problem import Problem
from advisor.recommending import Recommendation, plain

if TYPE_CHECKING:
    from rich.console import Console

    from advisor.explaining import Explanation

STYLES = {"warning": "bold yellow", "beyond": "yellow", "the guide": "cyan", "differs": "cyan"}
WIDEST = 120  # columns; longer lines are hard to read
ROOMY = 100  # columns from which a table with prose in it reads well
VALUE_WIDTH = 26  # columns of a value beside its reason
TOO_LONG = frozenset({"data.columns", "data.path"})  # facts too long to list beside others


def show_facts(problem: Problem, color: str) -> None:
    """The facts as a table, each with its origin, and with its meaning where there is room."""
    from rich.table import Table
    from rich.text import Text

    screen = console(sys.stdout, color)
    titles = ("fact", "value", "origin", "what it is")[: 4 if screen.width >= ROOMY else 3]
    table = Table(*titles, box=None, pad_edge=False)
    for leaf, value, origin in problem.relevant():
        style = "dim" if origin == "assumed" else ""
        cells = (Text(leaf.path, style), Text(shown(plain(value)), style), Text(origin, style))
        table.add_row(*(*cells, Text(leaf.description, "dim"))[: len(titles)])
    screen.print(table, width=_width(screen))


def facts_document(problem: Problem, form: str) -> str:
    """The facts as YAML or JSON, each with its origin."""
    from advisor.yamlio import write_json, write_yaml

    facts = {leaf.path: {"value": plain(value), "origin": origin} for leaf, value, origin in problem.relevant()}
    return write_json(facts) if form == "json" else write_yaml(facts)


def show_recommendation(recommendation: Recommendation, screen: "Console") -> None:
    """Every choice of the config with its reason, section by section."""
    from rich.text import Text

    said = [leaf.path for leaf, _, origin in recommendation.problem.relevant() if origin != "assumed"]
    screen.print(Text.assemble(("facts: ", "bold"), ", ".join(_facts(recommendation, said))), width=_width(screen))
    for warning in recommendation.warnings:
        screen.print(Text.assemble(("warning: ", STYLES["warning"]), warning), width=_width(screen))
    landing = [(path, choice) for path, choice in recommendation.choices.items() if choice.decision.lands]
    for section, choices in groupby(landing, lambda each: each[0].partition(".")[0]):
        screen.print()
        screen.print(Text(section, "bold underline"))
        _show_section(list(choices), screen)


def _facts(recommendation: Recommendation, paths: list[str]) -> Iterator[str]:
    for path in paths:
        if path not in TOO_LONG:
            yield f"{path} = {shown(plain(recommendation.problem.value(path)))}"


def _show_section(choices: list[tuple[str, Choice]], screen: "Console") -> None:
    """One section of the config: in three columns where there is room, else the reason below each value."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    names = {path: "  " + (path.partition(".")[2] or path) for path, _ in choices}
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in (max(map(len, names.values())), VALUE_WIDTH, None):
        table.add_column(width=width, overflow="fold")
    for path, choice in choices:
        value, why = Text(shown(plain(choice.value)), "bold green"), Text(choice.pick.because, "dim")
        if screen.width >= ROOMY:
            table.add_row(names[path], value, why)
        else:
            screen.print(Text.assemble(names[path], ": ", value), width=_width(screen))
            screen.print(Padding(why, (0, 0, 0, 6)), width=_width(screen))
    if table.rows:
        screen.print(table, width=_width(screen))


def _width(screen: "Console") -> int:
    return min(screen.width, WIDEST)


def show_report(recommendation: Recommendation, color: str) -> None:
    """The whole explanation on stderr."""
    from advisor.counterfactuals import Boundaries
    from advisor.explaining import explain, explain_choices

    if not terminal(sys.stderr):
        tell(explain(recommendation))
        return
    screen = console(sys.stderr, color)
    _head(recommendation, screen)
    for explanation in explain_choices(recommendation, Boundaries(recommendation)):
        screen.print()
        show_explanation(explanation, screen)


def show_explanation(explanation: "Explanation", screen: "Console", whole: bool = False) -> None:
    """One choice with its margin labels, wrapped to the terminal."""
    show_lines(list(lines_of(explanation, whole)), screen)


def show_lines(lines: list[Line], screen: "Console", width: int = LABEL_WIDTH) -> None:
    """A heading and lines with labels in the margin, wrapped to the terminal."""
    from rich.table import Table
    from rich.text import Text

    title = Text(lines[0].text, "bold green")
    gap = max(2, _width(screen) - len(lines[0].text) - len(lines[0].note))
    screen.print(Text.assemble(title, " " * gap, (lines[0].note, "dim")))
    table = Table.grid(padding=(0, 2))
    table.add_column(width=2 + width)
    table.add_column(overflow="fold")
    for line in lines[1:]:
        table.add_row(Text("  " + line.label, "dim"), Text(line.text, STYLES.get(line.label, "")))
    screen.print(table, width=_width(screen))


def _head(recommendation: Recommendation, screen: "Console") -> None:
    from rich.text import Text

    for line in heading(recommendation):
        label, _, rest = line.partition(": ")
        screen.print(Text.assemble((f"{label}: ", STYLES.get(label, "bold")), rest))
