"""`advisor recommend`: facts in, config and explanation out."""

import sys
from pathlib import PurePath
from typing import Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, chosen_ruleset, one_of
from advisor.cli.completing import among
from advisor.cli.facts import advise, gather
from advisor.cli.guard import leave
from advisor.cli.streams import STDOUT, check_free, emit, read, save, tell, terminal
from advisor.errors import Diagnostic, ExitCode, InputError
from advisor.problem import Problem
from advisor.problem.intake import Intake
from advisor.recommending import Recommendation
from advisor.versions import RULESETS

FORMATS = ("yaml", "json")
EXPLANATIONS = ("none", "comments", "text", "markdown", "json")
EXAMPLES = """\
  advisor recommend train.csv --target price -o config.yaml
  advisor recommend --task multiclass --image 28x28x1 --rows 60000 --classes 10 --device gpu
  advisor recommend config.yaml --set compute.gpus=8 --explain comments
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
    header: options.Header = None,
    set_: options.Set = None,
    pin: options.Pins = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE",
            rich_help_panel=options.INPUT,
            help="A config of another trainer: say what would change in it and why, and write it so.",
        ),
    ] = None,
    ruleset: options.Rules = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="yaml|json",
            rich_help_panel=options.OUTPUT,
            help="Format of the config; by default as the suffix of -o, else yaml.",
            autocompletion=among(FORMATS),
        ),
    ] = None,
    output: options.Output = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="|".join(EXPLANATIONS),
            rich_help_panel=options.OUTPUT,
            help="Form of the explanation; comments go into the YAML, the others to stderr.",
            autocompletion=among(EXPLANATIONS),
        ),
    ] = None,
    explanation: Annotated[
        str | None,
        typer.Option(
            "--explanation", metavar="FILE", rich_help_panel=options.OUTPUT, help="Write the explanation to a file."
        ),
    ] = None,
    show_problem: Annotated[
        bool,
        typer.Option(
            "--show-problem", rich_help_panel=options.OUTPUT, help="Print the facts, each with its origin, and stop."
        ),
    ] = False,
    all_: Annotated[
        bool,
        typer.Option(
            "--all",
            rich_help_panel=options.OUTPUT,
            help="At a terminal: show every choice with its reason, not one screen.",
        ),
    ] = False,
    locked: Annotated[
        bool,
        typer.Option(
            "--locked",
            rich_help_panel=options.OUTPUT,
            help="Fail, and write nothing, where today's advice differs from an earlier config.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", "-n", rich_help_panel=options.OUTPUT, help="Write no file; say which would be written."
        ),
    ] = False,
    force: options.Force = False,
    no_input: options.NoInput = False,
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Recommend a config for a problem and explain it.

    Facts come from PROBLEM, then --data, then flags, then --set; later ones win. The config goes to stdout or to -o,
    everything else to stderr. At a terminal, unless -f or --explain asks for something else, the advice is shown on
    one screen instead; --all shows all of it.
    """
    one_of(
        ("--format", format_, FORMATS),
        ("--explain", explain, EXPLANATIONS),
        ("--color", color, COLORS),
        ("--ruleset", ruleset, RULESETS),
    )
    if explanation == STDOUT and output in (None, STDOUT):
        raise InputError(
            Diagnostic(
                "stdout holds the config", "--explanation", hint="name a file, or send the config to one with -o"
            )
        )
    form = format_ or ("json" if output and PurePath(output).suffix == ".json" else "yaml")
    if explain == "comments" and form == "json":
        raise InputError(
            Diagnostic("JSON has no comments", "--explain", hint="use -f yaml, or --explain json --explanation FILE")
        )
    check_free([path for path in (output, explanation) if path not in (None, STDOUT)], force)
    if from_ is not None:
        _amend(from_, problem, data, facts, set_ or [], pin or [], ruleset, output, all_, force, quiet, dry_run)
        return
    intake = gather(problem, data, facts, set_ or [], quiet, pin or [], ask=not no_input, header=header)
    resolved = Problem.of(intake)
    if show_problem:
        from advisor.cli.show import facts_document, show_facts

        if output is None and format_ is None and terminal(sys.stdout):
            show_facts(resolved, color)
        else:
            deliver(output, facts_document(resolved, form), force, quiet, dry_run)
        return
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    changed = any((facts, set_, data, pin, ruleset))  # by the user, so that a difference is no drift
    _drift(intake, recommendation, locked, quiet or changed)
    explained = explain in ("text", "markdown", "json") and explanation is None  # on stderr, with the warnings
    if output is None:
        shown = format_ is None and explain is None and terminal(sys.stdout)  # to people, and not written
    else:
        shown = output != STDOUT and not explained and not quiet and terminal(sys.stdout)  # beside what is written
    if output is not None or not shown:
        text = _config(recommendation, form, explain == "comments")
        deliver(output, text if form == "json" else intake.modeline + text, force, quiet, dry_run)
    if shown:
        _show(recommendation, color, all_, output)
    elif not quiet and not explained:
        for warning in recommendation.warnings:
            tell(f"warning: {warning}")
    _explain(recommendation, explain, explanation, color, force, quiet, dry_run)


def _amend(
    path: str,
    problem: str | None,
    data: str | None,
    facts: dict[str, Any],
    set_: list[str],
    pins: list[str],
    ruleset: str | None,
    output: str | None,
    whole: bool,
    force: bool,
    quiet: bool,
    dry_run: bool,
) -> None:
    """Write a config of another trainer with what is advised, and say on stderr what is changed and why."""
    from advisor.explaining import shown
    from advisor.exporting.trainers.amending import amended
    from advisor.exporting.trainers.settled import facts_of, machine_of, pins_of

    document = read(path)
    told = (facts_of(document) if data is None else {}) | machine_of(document)
    known = {} if problem else {name: str(value) for name, value in told.items()}
    intake = gather(problem, data, known | facts, set_, quiet, [*pins_of(document), *pins], ask=False)
    found = amended(document, advise(intake, chosen_ruleset(ruleset, intake.ruleset)))
    deliver(output, found.text, force, quiet, dry_run)
    if quiet:
        return
    if data is None and problem is None:
        tell("note: no data were given: what rests on their size is advised for an assumed one (--data measures them)")
    if found.said:
        tell(f"note: {found.said}")
    tell(f"{len(found.changes)} of its keys change:" if found.changes else "nothing in it would change")
    for change in found.changes:
        tell(f"  {change.key}: {shown(change.theirs)} becomes {shown(change.advised)}; {change.reason}")
    if found.unset and not whole:
        tell(f"{len(found.unset)} more are left to their defaults and have advice, which --all shows")
    for change in found.unset if whole else ():
        tell(f"  {change.key} is left to its default, and {shown(change.advised)} is advised; {change.reason}")


def _show(recommendation: Recommendation, color: str, whole: bool, written: str | None) -> None:
    """Show the advice to people: on one screen, or all of it in a pager."""
    if whole:
        from advisor.cli.paging import paged
        from advisor.cli.show import show_recommendation

        with paged(color) as screen:
            show_recommendation(recommendation, screen)
    else:
        from advisor.cli.overview import show_overview

        show_overview(recommendation, sys.stdout, color, written)


def _drift(intake: Intake, recommendation: Recommendation, locked: bool, quiet: bool) -> None:
    """Say where today's advice differs from a config that was given as input; with `locked`, stop there."""
    if intake.config is None:
        if locked:
            raise InputError(Diagnostic("needs an earlier config, and a problem was given", "--locked"))
        return
    from advisor.cli.diff import written
    from advisor.counterfactuals import Side, differences
    from advisor.explaining.comparison import lines

    found = differences(written(intake, recommendation), Side(recommendation))
    if found and (locked or not quiet):
        tell(f"today's advice differs from this config in {len(found)} choice{'s' if len(found) > 1 else ''}:")
        tell("".join(line + "\n" for line in lines([], found, ("written", "today"))))
    if found and locked:
        leave(ExitCode.NO)


def _config(recommendation: Recommendation, form: str, commented: bool) -> str:
    if form == "json":
        return recommendation.to_json()
    if not commented:
        return recommendation.to_yaml()
    from advisor.explaining import commented_yaml

    return commented_yaml(recommendation)


def _explain(
    recommendation: Recommendation,
    form: str | None,
    path: str | None,
    color: str,
    force: bool,
    quiet: bool,
    dry_run: bool,
) -> None:
    if path is not None:
        from advisor.explaining import explain

        if form in (None, "none", "comments"):
            form = {".json": "json", ".md": "markdown"}.get(PurePath(path).suffix, "text")
        deliver(path, explain(recommendation, form), force, quiet, dry_run)  # type: ignore[arg-type]
    elif form == "text":
        from advisor.cli.show import show_report

        show_report(recommendation, color)
    elif form in ("markdown", "json"):
        from advisor.explaining import explain

        tell(explain(recommendation, form))  # type: ignore[arg-type]


def deliver(path: str | None, text: str, force: bool, quiet: bool, dry_run: bool = False) -> None:
    """Write a text to stdout (no path, or -) or to a file."""
    if path in (None, STDOUT):
        emit(text)
    elif dry_run:
        tell(f"would write {path}")
    else:
        save(str(path), text, force, quiet)
