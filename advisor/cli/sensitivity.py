"""`advisor sensitivity`: how much of the advice depends on each fact."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from advisor.cli import options
from advisor.cli.choices import ANSWERS, COLORS, chosen_ruleset, one_of
from advisor.cli.facts import advise, gather
from advisor.cli.streams import emit, terminal
from advisor.versions import RULESETS

if TYPE_CHECKING:
    from advisor.cli.layout import Block
    from advisor.counterfactuals import Weight

EXAMPLES = """\
  advisor sensitivity problem.yaml
  advisor sensitivity --task binary --rows 5000 -f json
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
    header: options.Header = None,
    set_: options.Set = None,
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    all_: options.All = False,
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Rank the facts by how many choices some other value of them would change, those that are assumed first.

    What is at the top is worth finding out.
    """
    one_of(("--format", format_, ANSWERS), ("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    intake = gather(problem, data, facts, set_ or [], quiet, pin or [], header=header)
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    from advisor.counterfactuals import sensitivity
    from advisor.explaining.values import shown
    from advisor.recommending import plain

    weights = sensitivity(recommendation)
    if format_ == "json":
        from advisor.yamlio import write_json

        emit(write_json([{**weight._asdict(), "value": plain(weight.value)} for weight in weights]))
        return
    if terminal(sys.stdout):
        _show(weights, all_, color)
        return
    emit(
        "".join(
            f"{weight.fact} = {shown(plain(weight.value))} ({weight.origin}): {_count(weight.decisions)}\n"
            f"  {', '.join(weight.decisions)}\n"
            for weight in weights
        )
    )


def _count(decisions: list[str]) -> str:
    return "1 choice depends on it" if len(decisions) == 1 else f"{len(decisions)} choices depend on it"


def _show(weights: "Sequence[Weight]", whole: bool, color: str) -> None:
    """The facts at a terminal, each with the choices that depend on it where there is room for them."""
    from advisor.cli.answer import show_answer
    from advisor.cli.layout import INDENT, heading, room, wrapped
    from advisor.explaining.values import shown_at
    from advisor.recommending import plain

    width = room()
    assumed = sum(weight.origin == "assumed" for weight in weights)
    head = f"{len(weights)} facts can change this advice; {assumed} are assumed, so find those out first"
    titles = [
        heading(
            f"{weight.fact} = {shown_at(weight.fact, plain(weight.value))}",
            f"{weight.origin:<8}  {len(weight.decisions):>3} choice{'s' if len(weight.decisions) > 1 else ' '}",
            width,
        )
        for weight in weights
    ]

    def degrees() -> "Iterator[Sequence[Block]]":
        lists = [wrapped(f"  {', '.join(weight.decisions)}", width, INDENT - 2) for weight in weights]
        yield [[*title, *decisions] for title, decisions in zip(titles, lists, strict=True)]
        yield titles

    then = "--set FACT=VALUE gives one, advisor wizard asks for them"
    show_answer(wrapped(head, width), degrees(), whole=whole, rest="which choices they are", then=then, color=color)
