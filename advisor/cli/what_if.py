"""`advisor what-if`: what other facts would change."""

import sys
from typing import Annotated, Any, Final

import typer

from advisor.cli import options
from advisor.cli.choices import ANSWERS, COLORS, chosen_ruleset, one_of
from advisor.cli.completing import assigned, fact_paths
from advisor.cli.facts import advise, fixed, gather
from advisor.cli.streams import emit, terminal
from advisor.errors import Diagnostic, InputError, nearest
from advisor.problem.amounts import quantity, units_of
from advisor.problem.fact import Fact
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.recommending import Recommendation
from advisor.versions import RULESETS

NAMES: Final = ("now", "then")
EXAMPLES = """\
  advisor what-if problem.yaml --set data.rows=1000000 --set compute.gpus=8
  advisor what-if --task binary --rows 5000 --pin training.optimizer.name=sgd
  advisor what-if problem.yaml --sweep data.rows=1e2..1e9
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
    header: options.Header = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            rich_help_panel=options.INPUT,
            help="A fact as it would be, for example data.rows=1e6.",
            autocompletion=assigned(fact_paths),
        ),
    ] = None,
    pin: options.Pins = None,
    sweep: Annotated[
        str | None,
        typer.Option("--sweep", metavar="PATH=LOW..HIGH", help="Show how choices move along a fact that is a number."),
    ] = None,
    ruleset: options.Rules = None,
    all_: options.All = False,
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Show which choices other facts would change, each with its reason before and after.

    PROBLEM, --data and flags say how things are; --set and --pin how they would be.
    """
    one_of(("--format", format_, ANSWERS), ("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    intake = gather(problem, data, facts, [], quiet, header=header)
    now = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    if sweep is not None:
        leaf, low, high = _range(sweep)
        if now.problem.value(leaf.path) is None:  # choices that rest on it are there once it is said
            now = _then(intake, now, [f"{leaf.path}={low!r}"], [])
        _sweep(now, leaf, low, high, format_, all_, color)
        return
    if not set_ and not pin:
        raise InputError(Diagnostic("nothing is changed", "--set", hint="for example --set data.rows=1000000"))
    then = _then(intake, now, set_ or [], pin or [])
    from advisor.counterfactuals import Side, changed_facts, differences
    from advisor.explaining.comparison import as_data, lines

    changes, found = changed_facts(now, then), differences(Side(now), Side(then))
    if format_ == "json":
        from advisor.yamlio import write_json

        emit(write_json(as_data(changes, found)))
        return
    if terminal(sys.stdout):
        from advisor.cli.show_differences import show_differences
        from advisor.explaining.chain import weights

        number = sum(choice.decision.lands for choice in now.choices.values())
        head = f"{len(found) or 'none'} of {number} choices change{'s' if len(found) < 2 else ''}"
        show_differences(head, changes, found, NAMES, weights(now), all_, color)
        return
    emit("".join(line + "\n" for line in lines(changes, found, NAMES)) or "nothing changes\n")
    sys.stdout.flush()


def _then(intake: Intake, now: Recommendation, settings: list[str], pins: list[str]) -> Recommendation:
    """The advice for the facts as they would be."""
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals:
            raise InputError(Diagnostic(f"expected path=value, got {setting!r}", "--set"))
        intake.text(path.strip(), value.strip(), f"--set {path.strip()}")
    for path, value in fixed(pins).items():
        intake.pin(path, value, f"--pin {path}")
    return advise(intake, now.ruleset)


def _sweep(recommendation: Recommendation, leaf: Fact, low: Any, high: Any, form: str, whole: bool, color: str) -> None:
    from advisor.counterfactuals import sweep

    found = sweep(recommendation, leaf, low, high)
    if form == "json":
        from advisor.yamlio import write_json

        listed = {path: [stretch._asdict() for stretch in stretches] for path, stretches in found.items()}
        emit(write_json({"fact": leaf.path, "choices": listed}))
        return
    from advisor.explaining.sweep import drawn, moves, title

    if not terminal(sys.stdout):
        blocks = [[path, *drawn(path, stretches, low, high)] for path, stretches in found.items()]
        lines = [title(leaf, low, high), *(line for block in blocks for line in ("", *block))]
        emit("\n".join(lines if found else [*lines, "no choice changes"]) + "\n")
        return
    from advisor.cli.show_differences import show_sweep

    number = sum(choice.decision.lands for choice in recommendation.choices.values())
    head = f"{len(found) or 'none'} of {number} choices change{'s' if len(found) < 2 else ''}: {title(leaf, low, high)}"
    parts = {path: (list(drawn(path, each, low, high)), moves(path, each)) for path, each in found.items()}
    show_sweep(head, parts, whole, color)


def _range(asked: str) -> tuple[Fact, Any, Any]:
    """The fact and its two ends. Raises InputError for what is no range of a number."""
    path, _, ends = asked.partition("=")
    low, dots, high = ends.partition("..")
    leaf = FACTS.get(path.strip())
    if leaf is None:
        near = nearest(path, FACTS)
        raise InputError(
            Diagnostic(f"there is no fact {path!r}", "--sweep", hint=f"did you mean {near}?" if near else None)
        )
    if leaf.type not in (int, float) or not dots:
        raise InputError(Diagnostic(f"expected PATH=LOW..HIGH of a number, got {asked!r}", "--sweep"))
    units, examples = units_of(leaf)
    first, last = quantity(low, units), quantity(high, units)
    if first is None or last is None:
        raise InputError(Diagnostic(f"expected two numbers, got {ends!r}", "--sweep", hint=f"each as {examples}"))
    bounded = leaf.bounded(leaf.type(first)), leaf.bounded(leaf.type(last))
    if not bounded[0] < bounded[1]:
        raise InputError(Diagnostic(f"the range {ends!r} has no length within what {leaf.path} may be", "--sweep"))
    return leaf, *bounded
