"""The summary of a recommendation."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from advisor.counterfactuals import Boundaries
from advisor.errors import visible
from advisor.explaining.summary.assumed import Assumption, assumptions
from advisor.explaining.summary.choices import Row, rows
from advisor.explaining.summary.problem import headline
from advisor.explaining.summary.words import BASELINES, LEADS, spelled
from advisor.explaining.values import sentence
from advisor.recommending import Recommendation

FIRST: Final = "evaluation.first_choice"
# Baselines that are the first choice itself, and need not be named again.
SAME: Final = {
    "tabular-foundation-model": ("tabicl",),
    "linear": ("ridge", "logistic-regression", "sparse-linear", "linear-on-pixels", "linear-on-mel", "rocket"),
    "tfidf-linear": ("tfidf-linear",),
    "seasonal-naive": ("seasonal-naive",),
    "statistical-forecast": ("exponential-smoothing",),
    "linear-on-lags": ("ridge-on-lags",),
    "zero-shot": ("as-published", "chronos"),
}
FEW_RULES: Final = 2  # that a fact lies beyond, up to which the note is left to the whole explanation
TRIVIAL: Final = ("constant",)  # which every network beats, or is broken


class Summary(NamedTuple):
    """The advice in a few lines, each part in the order of its weight."""

    problem: str  # what the data holds, and what is predicted
    network_first: bool  # whether the network is what to try first
    first: str  # what to try first, and why
    baselines: tuple[str, ...]  # what the network has to beat
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]  # that matter, but the one that `first` holds
    minor: int  # warnings that are left to the whole explanation
    assumptions: tuple[Assumption, ...]  # those that decide some choice, the ones that decide most first
    choices: int  # in the config


def summarize(recommendation: Recommendation, boundaries: Boundaries | None = None) -> Summary:
    """The summary of a recommendation.

    What assumptions decide is found by trying a few values, in milliseconds, or exactly where the boundaries are known.
    """
    choice = recommendation.choice(FIRST)
    first, said = str(choice.value), choice.pick.warning
    answer = said or f"{LEADS[first]}: {choice.pick.because}"
    warnings = tuple(_warnings(recommendation, said))
    return Summary(
        problem=headline(recommendation.problem),
        network_first=first == "network",
        first=sentence(visible(answer)),
        baselines=_baselines(recommendation, first),
        rows=tuple(rows(recommendation)),
        warnings=warnings,
        minor=len(recommendation.warnings) - len(warnings) - bool(said),
        assumptions=tuple(assumptions(recommendation, boundaries)),
        choices=sum(each.decision.lands for each in recommendation.choices.values()),
    )


def _warnings(recommendation: Recommendation, said: str | None) -> Iterator[str]:
    """The warnings but the one that was said, and without facts beyond which only a few rules were not studied."""
    outside = recommendation.outside
    rest = recommendation.warnings[: len(recommendation.warnings) - len(outside)]
    yield from (sentence(visible(warning)) for warning in rest if warning != said)
    for fact, rules in outside.items():
        if len(rules) > FEW_RULES:
            yield f"{visible(fact)} lies outside the range in which {len(rules)} of these rules were studied."


def _baselines(recommendation: Recommendation, first: str) -> tuple[str, ...]:
    named = [baseline["name"] for baseline in recommendation.values()["evaluation"].get("baselines", ())]
    return tuple(spelled(BASELINES, name) for name in named if name not in (*TRIVIAL, *SAME.get(first, ())))
