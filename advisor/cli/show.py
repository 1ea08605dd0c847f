"""What people see at a terminal."""

import sys
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from advisor.cli.streams import console, emit, terminal
from advisor.explaining.text import heading, lines_of
from advisor.explaining.values import shown
from advisor.problem import Problem
from advisor.recommending import Recommendation, plain

if TYPE_CHECKING:
    from rich.console import Console

    from advisor.explaining import Account

STYLES = {"warning": "bold yellow", "beyond": "yellow", "the guide": "cyan", "differs": "cyan"}
WIDEST = 120


def show_problem(problem: Problem, form: str | None, color: str) -> None:
    """Print the facts, each with its origin: a table at a terminal, YAML or JSON elsewhere."""
    if form is None and terminal(sys.stdout):
        from rich.table import Table
        from rich.text import Text

        table = Table("fact", "value", "origin", "what it is", box=None, pad_edge=False)
        for leaf, value, origin in problem.relevant():
            style = "dim" if origin == "assumed" else ""
            table.add_row(
                Text(leaf.path, style),
                Text(shown(plain(value)), style),
                Text(origin, style),
                Text(leaf.description, "dim"),
            )
        console(sys.stdout, color).print(table)
        return
    from advisor.yamlio import write_json, write_yaml

    facts = {leaf.path: {"value": plain(value), "origin": origin} for leaf, value, origin in problem.relevant()}
    emit(write_json(facts) if form == "json" else write_yaml(facts))


def show_recommendation(recommendation: Recommendation, color: str, stream: TextIO = sys.stdout) -> None:
    """The config with a reason beside each choice, section by section."""
    from rich.padding import Padding
    from rich.text import Text

    screen = console(stream, color)
    _head(recommendation, screen)
    for section, paths in groupby(
        (path for path, choice in recommendation.choices.items() if choice.decision.lands),
        lambda path: path.partition(".")[0],
    ):
        screen.print()
        screen.print(Text(section, "bold underline"))
        for path in paths:
            choice = recommendation.choices[path]
            name = path.partition(".")[2] or path
            head = Text.assemble(f"  {name}: ", (shown(plain(choice.value)), "bold green"))
            screen.print(head, soft_wrap=False)
            screen.print(Padding(Text(choice.pick.because, "dim"), (0, 0, 0, 6)))
    screen.print()
    screen.print(
        Text("advisor explain DECISION ... shows one choice in full; -o config.yaml writes the config.", "dim")
    )


def show_report(recommendation: Recommendation, color: str) -> None:
    """The whole explanation on stderr."""
    from advisor.explaining import accounts

    if not terminal(sys.stderr):
        sys.stderr.write(recommendation.explanation("text"))
        return
    screen = console(sys.stderr, color)
    _head(recommendation, screen)
    for account in accounts(recommendation):
        screen.print()
        show_account(account, screen)


def show_account(account: "Account", screen: "Console", whole: bool = False) -> None:
    """One choice with its margin labels, wrapped to the terminal."""
    from rich.table import Table
    from rich.text import Text

    lines = list(lines_of(account, whole))
    title = Text(lines[0].text, "bold green")
    gap = max(2, min(screen.width, WIDEST) - len(lines[0].text) - len(lines[0].note))
    screen.print(Text.assemble(title, " " * gap, (lines[0].note, "dim")))
    table = Table.grid(padding=(0, 2))
    table.add_column(width=12)
    table.add_column(overflow="fold")
    for line in lines[1:]:
        table.add_row(Text("  " + line.label, "dim"), Text(line.text, STYLES.get(line.label, "")))
    screen.print(table, width=min(screen.width, WIDEST))


def _head(recommendation: Recommendation, screen: "Console") -> None:
    from rich.text import Text

    for line in heading(recommendation):
        label, _, rest = line.partition(": ")
        screen.print(Text.assemble((f"{label}: ", STYLES.get(label, "bold")), rest))
