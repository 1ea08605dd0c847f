"""`advisor sensitivity`: how much of the advice depends on each fact."""

from typing import Any

from advisor.cli import options
from advisor.cli.choices import ANSWERS, chosen_ruleset, one_of
from advisor.cli.facts import advise, gather
from advisor.cli.streams import emit
from advisor.versions import RULESETS

EXAMPLES = """\
  advisor sensitivity problem.yaml
  advisor sensitivity --task binary --rows 5000 -f json
"""


def command(
    problem: options.Problem = None,
    data: options.Data = None,
    set_: options.Set = None,
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    format_: options.Answer = "text",
    quiet: options.Quiet = False,
    debug: options.Debug = False,
    *,
    facts: dict[str, Any],
) -> None:
    """Rank the facts by how many choices some other value of them would change, those that are assumed first.

    What is at the top is worth finding out.
    """
    one_of(("--format", format_, ANSWERS), ("--ruleset", ruleset, RULESETS))
    intake = gather(problem, data, facts, set_ or [], quiet, pin or [])
    recommendation = advise(intake, chosen_ruleset(ruleset, intake.ruleset))
    from advisor.counterfactuals import sensitivity
    from advisor.explaining.values import shown
    from advisor.recommending import plain

    weights = sensitivity(recommendation)
    if format_ == "json":
        from advisor.yamlio import write_json

        emit(write_json([{**weight._asdict(), "value": plain(weight.value)} for weight in weights]))
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
