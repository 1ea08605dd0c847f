"""`advisor explain`: one choice for a given problem, in full."""

import sys
from typing import Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import ANSWERS, COLORS, RULESETS, chosen_ruleset, one_of
from advisor.cli.completing import among, decisions
from advisor.cli.facts import advise, gather
from advisor.cli.streams import console, emit, terminal
from advisor.engine import Decision
from advisor.errors import Complaint, InputError, nearest
from advisor.knowledge import knowledge

EXAMPLES = """\
  advisor explain training.batch_size config.yaml
  advisor explain model.dropout --task binary --rows 5000
  advisor explain training.optimizer.name
"""


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DECISION ...] [PROBLEM]",
            help="Decisions by path (training.batch_size), by part (training.optimizer) or by name; then a problem or"
            " config file, - for stdin.",
            autocompletion=among(decisions),
        ),
    ] = None,
    data: options.Data = None,
    set_: options.Set = None,
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Explain choices in full.

    Each with its reason, what it rests on, the alternatives, why other rules do not apply, and the sources.
    Without a problem it shows the rules that could decide.
    """
    one_of(("--format", format_, ANSWERS), ("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    wanted, problem = _sort(words or [])
    if problem is None and data is None and not facts and not set_:
        if not wanted:
            raise InputError(
                Complaint("nothing to explain", hint="name a decision and a problem; `advisor rules` lists them all")
            )
        from advisor.cli.rules import print_rules

        print_rules([rule for decision in wanted for rule in decision.rules], format_, color)
        return
    intake = gather(problem, data, facts, set_ or [], quiet, pin or [])
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    absent = [decision for decision in wanted if decision.path not in recommendation.choices]
    if wanted and len(absent) == len(wanted):
        raise InputError([Complaint(f"is not decided here: {d.absent}", field=d.path) for d in absent])
    from advisor.explaining import account, account_data
    from advisor.questioning import Flips

    flips = Flips(recommendation)
    paths = [decision.path for decision in wanted] or list(recommendation.choices)
    found = {path: flips.of_decision(path) for path in paths} if wanted else flips.all
    chosen = [
        account(recommendation, recommendation.choices[path], found.get(path, ()))
        for path in paths
        if path in recommendation.choices
    ]
    if format_ == "json":
        from advisor.yamlio import write_json

        emit(write_json([account_data(each) for each in chosen]))
    elif terminal(sys.stdout):
        from advisor.cli.show import show_account

        screen = console(sys.stdout, color)
        for each in chosen:
            show_account(each, screen, whole=True)
            screen.print()
    else:
        from advisor.explaining.text import plain_text

        emit(plain_text(chosen, whole=True))


def _sort(words: list[str]) -> tuple[list[Decision[Any]], str | None]:
    """Tell decisions from the problem file, which is what names no decision."""
    from pathlib import Path

    wanted: list[Decision[Any]] = []
    problem = None
    base = knowledge()
    for word in words:
        named = [d for d in base.decisions if word in (d.path, d.name) or d.path.startswith(word + ".")]
        if named:
            wanted += named
        elif word == "-" or Path(word).exists() or Path(word).suffix in (".yaml", ".yml", ".json"):
            if problem is not None:
                raise InputError(Complaint(f"two problems were given: {problem} and {word}"))
            problem = word
        else:
            near = nearest(word, [*base.by_path, *base.by_name])
            raise InputError(
                Complaint(f"there is no decision and no file {word!r}", hint=f"did you mean {near}?" if near else None)
            )
    return wanted, problem
