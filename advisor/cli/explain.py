"""`advisor explain`: one choice for a given problem, in full."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import ANSWERS, COLORS, chosen_ruleset, one_of
from advisor.cli.completing import among, decisions
from advisor.cli.facts import advise, checked_value, gather
from advisor.cli.streams import emit, terminal
from advisor.engine import Decision
from advisor.errors import Diagnostic, InputError, nearest
from advisor.knowledge import knowledge
from advisor.recommending import Recommendation
from advisor.versions import RULESETS

EXAMPLES = """\
  advisor explain training.batch_size config.yaml
  advisor explain model.dropout --task binary --rows 5000
  advisor explain training.optimizer.name
  advisor explain model.activation.name problem.yaml --why-not selu
  advisor explain training.batch_size problem.yaml --chain
  advisor explain training --others problem.yaml
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
    header: options.Header = None,
    set_: options.Set = None,
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    why_not: Annotated[
        str | None,
        typer.Option(
            "--why-not", metavar="VALUE", help="Explain why one decision is not VALUE, and what would make it so."
        ),
    ] = None,
    chain: Annotated[bool, typer.Option("--chain", help="Show what each choice rests on, down to the facts.")] = False,
    others: Annotated[
        bool,
        typer.Option(
            "--others",
            help="Show what other authorities set for these facts: the guide, the Tuning Playbook, RealMLP, fastai,"
            " AutoGluon, scikit-learn, Keras ...",
        ),
    ] = False,
    all_: options.All = False,
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
                Diagnostic("nothing to explain", hint="name a decision and a problem; `advisor rules` lists them all")
            )
        from advisor.cli.rules import print_rules

        print_rules([rule for decision in wanted for rule in decision.rules], format_, all_, color)
        return
    intake = gather(problem, data, facts, set_ or [], quiet, pin or [], header=header)
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    absent = [decision for decision in wanted if decision.path not in recommendation.choices]
    if wanted and len(absent) == len(wanted):
        raise InputError([Diagnostic(f"is not decided here: {d.absent}", field=d.path) for d in absent])
    if why_not is not None:
        _why_not(recommendation, wanted, why_not, format_, all_, color)
        return
    if others:
        _others(recommendation, [d.path for d in wanted], format_, all_, color)
        return
    if chain:
        _chain(recommendation, [d.path for d in wanted] or list(recommendation.choices), format_, all_, color)
        return
    if not wanted and format_ == "text" and terminal(sys.stdout):
        from advisor.cli.show_choices import show_main_choices

        show_main_choices(recommendation, all_, color)
        return
    from advisor.counterfactuals import Boundaries
    from advisor.explaining import explain_choice, explanation_data

    boundaries = Boundaries(recommendation)
    paths = [decision.path for decision in wanted] or list(recommendation.choices)
    found = boundaries.of_decisions(paths) if wanted else boundaries.all
    chosen = [
        explain_choice(recommendation, recommendation.choices[path], found.get(path, ()))
        for path in paths
        if path in recommendation.choices
    ]
    if format_ == "json":
        from advisor.yamlio import write_json

        emit(write_json([explanation_data(each) for each in chosen]))
    elif terminal(sys.stdout):
        from advisor.cli.show_choices import show_choices

        show_choices(chosen, all_, color)
    else:
        from advisor.explaining.text import plain_text

        emit(plain_text(chosen, whole=True))


def _why_not(
    recommendation: Recommendation, wanted: list[Decision[Any]], text: str, form: str, whole: bool, color: str
) -> None:
    """Explain why one decision is not this value."""
    from advisor.explaining.chain import why_not_data, why_not_lines

    if len(wanted) != 1:
        hint = "for example advisor explain model.activation.name problem.yaml --why-not selu"
        raise InputError(Diagnostic("needs exactly one decision", "--why-not", hint=hint))
    value = checked_value(wanted[0].path, text)
    if form == "json":
        from advisor.yamlio import write_json

        emit(write_json(why_not_data(recommendation, wanted[0].path, value)))
    else:
        _print_lines([why_not_lines(recommendation, wanted[0].path, value)], whole, color)


def _others(recommendation: Recommendation, paths: list[str], form: str, whole: bool, color: str) -> None:
    """Show our choices beside those of others."""
    from advisor.counterfactuals.opinions import opinions
    from advisor.explaining.others import as_data, report

    found = opinions(recommendation)
    chosen = [found[path] for path in paths or found if path in found]
    if form == "json":
        from advisor.yamlio import write_json

        emit(write_json(as_data(chosen)))
    elif not chosen:
        emit("no other authority sets this, and the guide agrees\n")
    elif terminal(sys.stdout):
        from advisor.cli.show_choices import show_opinions

        show_opinions(chosen, whole, color)
    else:
        emit(report(chosen))


def _chain(recommendation: Recommendation, paths: list[str], form: str, whole: bool, color: str) -> None:
    """Walk down from each choice to the facts."""
    from advisor.explaining.chain import chain_data, chain_lines

    there = [path for path in paths if path in recommendation.choices]
    if form == "json":
        from advisor.yamlio import write_json

        emit(write_json([chain_data(recommendation, path) for path in there]))
    else:
        _print_lines([chain_lines(recommendation, path) for path in there], whole, color)


def _print_lines(blocks: list[Iterator[str]], whole: bool, color: str) -> None:
    """Lines of plain text with an empty one between two blocks; at a terminal wrapped, and what fits on the screen."""
    text = "\n\n".join("\n".join(lines) for lines in blocks)
    if not terminal(sys.stdout):
        emit(text + "\n")
        return
    from advisor.cli.answer import show_answer
    from advisor.cli.layout import aligned, room

    show_answer([], [[aligned(line, room()) for line in text.splitlines()]], whole=whole, color=color)


def _sort(words: list[str]) -> tuple[list[Decision[Any]], str | None]:
    """Separate decisions from the problem file: the word that names no decision."""
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
                raise InputError(Diagnostic(f"two problems were given: {problem} and {word}"))
            problem = word
        else:
            near = nearest(word, [*base.by_path, *base.by_name])
            raise InputError(
                Diagnostic(f"there is no decision and no file {word!r}", hint=f"did you mean {near}?" if near else None)
            )
    return wanted, problem
