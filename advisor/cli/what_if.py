"""`advisor what-if`: what other facts would change."""

import sys
from typing import Annotated, Any, Final

import typer

from advisor.cli import options
from advisor.cli.choices import ANSWERS, chosen_ruleset, one_of
from advisor.cli.completing import assigned, fact_paths
from advisor.cli.facts import advise, fixed, gather
from advisor.cli.streams import emit
from advisor.errors import Diagnostic, InputError, nearest
from advisor.problem.facts import FACTS, Fact
from advisor.problem.intake import Intake
from advisor.recommending import Recommendation
from advisor.versions import RULESETS

NAMES: Final = ("now", "then")
WIDTH: Final = 48  # letters of a drawn sweep
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
EXAMPLES = """\
  advisor what-if problem.yaml --set data.rows=1000000 --set compute.gpus=8
  advisor what-if --task binary --rows 5000 --pin training.optimizer.name=sgd
  advisor what-if problem.yaml --sweep data.rows=1e2..1e9
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
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
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Show which choices other facts would change, each with its reason before and after.

    PROBLEM, --data and flags say how things are; --set and --pin how they would be.
    """
    one_of(("--format", format_, ANSWERS), ("--ruleset", ruleset, RULESETS))
    intake = gather(problem, data, facts, [], quiet)
    now = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    if sweep is not None:
        _sweep(now, sweep, format_)
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


def _sweep(recommendation: Recommendation, asked: str, form: str) -> None:
    from advisor.counterfactuals import sweep
    from advisor.explaining.values import shown

    leaf, low, high = _range(asked)
    found = sweep(recommendation, leaf, low, high)
    if form == "json":
        from advisor.yamlio import write_json

        listed = {path: [stretch._asdict() for stretch in stretches] for path, stretches in found.items()}
        emit(write_json({"fact": leaf.path, "choices": listed}))
        return
    lines = [f"{leaf.path} from {shown(low)} to {shown(high)}{' (logarithmic)' if low > 0 else ''}"]
    for path, stretches in found.items():
        lines += ["", path]
        follows = all(stretch.low == stretch.high for stretch in stretches)
        if not follows:
            lines.append("  " + "".join(_letter(stretches, _point(low, high, at)) for at in range(WIDTH)))
        for letter, stretch in zip(LETTERS, stretches, strict=False):
            value = "left out" if stretch.value is None else shown(stretch.value)
            where = (
                f"at {shown(stretch.low)}" if follows else f"{letter}  {shown(stretch.low)} to {shown(stretch.high)}"
            )
            lines.append(f"  {where}: {value}")
    if not found:
        lines.append("no choice changes")
    emit("\n".join(lines) + "\n")


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
    try:
        first, last = float(low), float(high)
        bounded = leaf.bounded(leaf.type(first)), leaf.bounded(leaf.type(last))
    except (ValueError, OverflowError):
        raise InputError(Diagnostic(f"expected two numbers, got {ends!r}", "--sweep")) from None
    if not bounded[0] < bounded[1]:
        raise InputError(Diagnostic(f"the range {ends!r} has no length within what {leaf.path} may be", "--sweep"))
    return leaf, *bounded


def _point(low: float, high: float, at: int) -> float:
    """The value in the middle of a letter of the drawing."""
    part = (at + 0.5) / WIDTH
    return low * (high / low) ** part if low > 0 else low + (high - low) * part


def _letter(stretches: list[Any], point: float) -> str:
    at = next((i for i, stretch in enumerate(stretches) if point <= stretch.high), len(stretches) - 1)
    return LETTERS[at]
