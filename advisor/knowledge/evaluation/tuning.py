"""What to try next, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.scopes import FINE_TUNED
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Family, SearchMethod
    from advisor.problem import Problem

FEW_TRIALS: Final = 10  # runs below which the rate alone is tuned; Tuning Playbook
AGAIN: Final = "learning rate again"
MANY_TRIALS: Final = 30  # runs from which a model of the results pays; TabM's authors use 30 to 50

tuning_order: Decision[list[str]] = Decision(
    "tuning.order",
    "In which order are the choices tuned?",
    name="tuning_order",
)
search_method: Decision[SearchMethod] = Decision(
    "tuning.method",
    "How is the space searched?",
    name="search_method",
)


@tuning_order.rule(
    "TUNE-ORDER",
    sources=[
        "guide:G-LR-1",
        "guide:G-LR-2",
        "guide:G-HID-12",
        "guide:G-HID-13",
        "guide:G-SCH-5",
        "guide:G-ACT-10",
        "guide:R10",
        "karpathy2019",
    ],
    strength="strong",
    rulesets=BOTH,
)
def order_of_the_guide(problem: Problem, family: Family) -> Pick[list[str]]:
    """The rate first and again after every change; capacity until it overfits; then regularise; the schedule last."""
    if family == "zero-shot":
        return pick(["the published network"], f"nothing is trained on {plural(problem.data.rows, 'example')}")
    published = family in FINE_TUNED
    grow = "how many of its layers learn, then the next larger network," if published else "depth, then width,"
    capacity = f"capacity ({grow} until it overfits); {AGAIN}"
    regularise = f"regularisation (dropout, weight decay, augmentation) until validation follows; {AGAIN}"
    middle = [regularise, capacity] if problem.observed.fit == "overfitting" else [capacity, regularise]
    seen = "no run was seen yet" if problem.observed.fit == "unknown" else f"a run showed {problem.observed.fit}"
    return pick(
        [
            "learning rate, under a constant schedule",
            *middle,
            f"batch size; {AGAIN}" if published else f"activation and batch size; {AGAIN}",
            "schedule and weight averaging, last; learning rate once more with them",
        ],
        f"the learning rate matters most for {named(family)}, and its best value changes with every other choice;"
        f" {seen}",
    )


@search_method.rule("TUNE-GUIDE", sources=["guide:G-MISC-3", "guide:G-ACT-10"], strength="folklore", rulesets=GUIDE)
def by_hand(problem: Problem) -> Pick[SearchMethod]:
    """The guide changes one thing at a time and compares the logged curves."""
    return pick("manual", f"the guide changes one thing at a time: {plural(problem.priorities.trials, 'run')} here")


@search_method.rule(
    "TUNE-NONE",
    sources=["playbook2023"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide changes one thing at a time by hand; a single run leaves nothing to compare.",
)
def no_search(problem: Problem) -> Pick[SearchMethod] | Skip:
    """A single run tunes nothing but the rate, by the range test."""
    if problem.priorities.trials > 1:
        return skip("needs a single run")
    return pick(
        "none", f"{plural(problem.priorities.trials, 'run')} can be afforded, and the range test finds its rate"
    )


@search_method.rule("TUNE-FEW", sources=["playbook2023", "guide:G-MISC-3"], strength="moderate", rulesets=CURRENT)
def few_by_hand(problem: Problem) -> Pick[SearchMethod] | Skip:
    """A handful of runs are chosen by hand, the rate first."""
    if not 1 < problem.priorities.trials < FEW_TRIALS:
        return skip(f"needs 2 to {FEW_TRIALS - 1} runs")
    return pick("manual", f"{plural(problem.priorities.trials, 'run')} suffice for the learning rate and little else")


@search_method.rule(
    "TUNE-EXPLORE",
    sources=["bousquet2017", "bergstra2012", "playbook2023"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide tunes by hand; evenly spread points cover several settings at once and can be read afterwards.",
)
def spread_points(problem: Problem) -> Pick[SearchMethod] | Skip:
    """Points that cover the space evenly show which setting matters."""
    if not FEW_TRIALS <= problem.priorities.trials < MANY_TRIALS:
        return skip(f"needs {FEW_TRIALS} to {MANY_TRIALS - 1} runs")
    return pick("quasi-random", f"{plural(problem.priorities.trials, 'run')} explore a few settings evenly")


@search_method.rule(
    "TUNE-EXPLOIT",
    sources=["snoek2012", "optuna", "tabm"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide tunes by hand; this many runs let a model of the results choose the next one.",
)
def model_of_results(problem: Problem) -> Pick[SearchMethod]:
    """With many runs, let the results so far choose the next."""
    return pick("bayesian", f"{plural(problem.priorities.trials, 'run')} let earlier results choose the next")
