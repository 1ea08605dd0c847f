"""What people see at a terminal."""

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from advisor.cli.layout import INDENT, STYLES, Column, block, room, table, wrapped
from advisor.cli.streams import console, tell, terminal
from advisor.engine import Choice
from advisor.explaining.text import Line, heading, lines_of
from advisor.explaining.values import shown_at
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain

if TYPE_CHECKING:
    from rich.console import Console

    from advisor.explaining import Explanation

ROOMY = 100  # columns from which a table with prose in it reads well
VALUE_WIDTH = 26  # columns of a value beside its reason
MEASURED_ON = "compute.calibration.date"  # which stands for all that was measured of the machine
TOO_LONG = frozenset({"data.columns", "data.path"})  # facts too long to list beside others


def show_facts(problem: Problem, color: str) -> None:
    """The facts as a table, each with its origin, and with its meaning where there is room."""
    screen = console(sys.stdout, color)
    facts = [(leaf, shown_at(leaf.path, plain(value)), origin) for leaf, value, origin in problem.relevant()]
    columns = [
        Column("fact", [leaf.path for leaf, _, _ in facts]),
        Column("value", [value for _, value, _ in facts], prose=True),
        Column("origin", [origin for _, _, origin in facts]),
        Column("what it is", [leaf.description for leaf, _, _ in facts], prose=True),
    ]
    width = room(screen.width)
    laid = (table(columns, width) if width >= ROOMY else None) or table(columns[:3], width)
    if laid is None:
        laid = [block([Line("", f"{leaf.path} = {value}", origin)], width) for leaf, value, origin in facts]
    for line in (line for each in laid for line in each):
        screen.print(line, soft_wrap=True)


def facts_document(problem: Problem, form: str) -> str:
    """The facts as YAML or JSON, each with its origin."""
    from advisor.yamlio import write_json, write_yaml

    facts = {leaf.path: {"value": plain(value), "origin": origin} for leaf, value, origin in problem.relevant()}
    return write_json(facts) if form == "json" else write_yaml(facts)


def show_recommendation(recommendation: Recommendation, screen: "Console") -> None:
    """Every choice of the config with its reason, section by section."""
    from rich.text import Text

    said = [leaf.path for leaf, _, origin in recommendation.problem.relevant() if origin != "assumed"]
    screen.print(Text.assemble(("facts: ", "bold"), ", ".join(_facts(recommendation, said))), width=room(screen.width))
    for warning in recommendation.warnings:
        screen.print(Text.assemble(("warning: ", STYLES["warning"]), warning), width=room(screen.width))
    landing = [(path, choice) for path, choice in recommendation.choices.items() if choice.decision.lands]
    for section, choices in groupby(landing, lambda each: each[0].partition(".")[0]):
        screen.print()
        screen.print(Text(section, "bold underline"))
        _show_section(list(choices), screen)


def _facts(recommendation: Recommendation, paths: list[str]) -> Iterator[str]:
    for path in paths:
        if path not in TOO_LONG and (path == MEASURED_ON or not FACTS[path].about.machine):
            yield f"{path} = {shown_at(path, plain(recommendation.problem.value(path)))}"


def _show_section(choices: list[tuple[str, Choice]], screen: "Console") -> None:
    """One section of the config: in three columns where there is room, else the reason below each value."""
    from rich.text import Text

    width = room(screen.width)
    names = ["  " + (path.partition(".")[2] or path) for path, _ in choices]
    values = [shown_at(path, plain(choice.value)) for path, choice in choices]
    reasons = [choice.pick.because for _, choice in choices]
    columns = [
        Column("", names),
        Column("", values, prose=True, most=VALUE_WIDTH),
        Column("", reasons, prose=True),
    ]
    laid = table(columns, width, ("", "bold green", "dim")) if screen.width >= ROOMY else None
    below = (
        [*wrapped(f"{name}: {value}", width, 6), *wrapped(Text(f"      {why}", "dim"), width, 6)]
        for name, value, why in zip(names, values, reasons, strict=True)
    )
    for lines in laid[1:] if laid else below:
        for line in lines:
            screen.print(line, soft_wrap=True)


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
    for line in block(lines_of(explanation, whole), room(screen.width)):
        screen.print(line, soft_wrap=True)


def _head(recommendation: Recommendation, screen: "Console") -> None:
    from rich.text import Text

    for line in heading(recommendation):
        label, _, rest = line.partition(": ")
        for laid in wrapped(Text.assemble((f"{label}: ", STYLES.get(label, "bold")), rest), room(screen.width), INDENT):
            screen.print(laid, soft_wrap=True)
