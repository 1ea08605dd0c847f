"""Experiment tracking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.scopes import TRAINED, scope
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.problem import Problem

ALWAYS: Final = ("config", "seed", "versions")  # what makes a run repeatable
CURVES: Final = ("train-loss", "validation-loss", "learning-rate", "gradient-norm", "epoch-seconds")
BY_LAYER: Final = ("gradient-norm-by-layer", "activation-statistics")  # what shows where gradients vanish or explode

tracker: Decision[str] = Decision(
    "tracking.tool",
    "Where are runs logged?",
    name="tracker",
)
tracked: Decision[list[str]] = Decision(
    "tracking.log",
    "What is logged?",
    name="tracked",
)


@tracker.rule("TRACK-TOOL", sources=["guide:G-MISC-3", "wandb", "mlflow"], strength="moderate", rulesets=BOTH)
def log_every_run(problem: Problem) -> Pick[str]:
    """Every run is logged, so that techniques are compared in one chart and the curves decide; any tool will do."""
    tool, trials = problem.priorities.tracker, problem.priorities.trials
    where = "plain files need no account and open anywhere" if tool == "csv" else f"{tool} was asked for"
    return pick(tool, f"{plural(trials, 'run')} to keep track of, and {where}")


@tracked.rule(
    "TRACK-BASELINE",
    scope(family="zero-shot"),
    sources=["guide:G-MISC-3", "karpathy2019"],
    strength="moderate",
    rulesets=BOTH,
)
def scores_of_what_is_not_trained(metrics: list[str]) -> Pick[list[str]]:
    """A model that is used as it is has no curves, only scores."""
    return pick(
        [*metrics, *ALWAYS], f"nothing is trained: {plural(len(metrics), 'score')}, and what makes the run repeatable"
    )


@tracked.rule(
    "TRACK-GRADIENTS",
    scope(family=TRAINED),
    sources=["guide:G-VAN-1", "guide:G-CLIP-3", "guide:G-MISC-3", "playbook2023"],
    strength="moderate",
    rulesets=BOTH,
)
def gradients_layer_by_layer(problem: Problem, metrics: list[str]) -> Pick[list[str]] | Skip:
    """Early layers that stand still mean vanishing gradients, growing updates exploding ones: look at each layer."""
    seen = problem.observed.gradients
    if seen == "unknown":
        return skip("needs gradients that were seen to vanish or explode")
    return pick(
        [*CURVES, *metrics, *BY_LAYER, *ALWAYS],
        f"gradients were {seen} in an earlier run, and norms by layer show where",
    )


@tracked.rule(
    "TRACK-CURVES",
    scope(family=TRAINED),
    sources=["guide:G-MISC-3", "guide:G-HID-13", "guide:G-VAN-1", "playbook2023", "smith2018"],
    strength="strong",
    rulesets=BOTH,
)
def curves_that_decide(metrics: list[str]) -> Pick[list[str]]:
    """Both losses show over- and underfitting, rate and gradient norm show instability; the rest repeats the run."""
    return pick(
        [*CURVES, *metrics, *ALWAYS],
        f"both losses and {plural(len(metrics), 'score')} tell over- from underfitting, and the gradient norm shows"
        " where to clip",
    )
