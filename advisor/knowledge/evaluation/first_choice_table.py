"""What to try first, said honestly where that is not a network: the decision, speech, and tables.

The other kinds of data, and the default, follow in `first_choice`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE
from advisor.knowledge.predicates import ordered_in_time
from advisor.knowledge.scopes import scope
from advisor.networks.recognisers import recognisers
from advisor.networks.tabular import tabular_models
from advisor.quantities import amount, count, decimal, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.config.words import Family, FirstChoice
    from advisor.networks.forecasters import Forecaster
    from advisor.networks.recognisers import Recogniser
    from advisor.networks.tabular import TabularModel
    from advisor.problem import Problem

Published = TypeVar("Published", "Forecaster", "Recogniser", "TabularModel")

# Up to where models of tables lead: BeyondArena's medium tables, and its bound of high dimensions; arXiv:2606.30410.
FOUNDATION_ROWS: Final = 100_000  # rows to learn from
FOUNDATION_FEATURES: Final = 100  # columns
FOUNDATION_CLASSES: Final = 160  # classes that TabPFN 3 knows, docs.priorlabs.ai/models; TabICL takes more apart
FOUNDATION_CPU_ROWS: Final = 5_000  # rows to which TabPFN 3 and 3.5 keep on a CPU; tabpfn 9.2.0
TUNING_HOURS: Final = 5.0  # hours of transcribed speech below which tuning gains little, folklore
TINY_TABLE: Final = 100  # rows below which only a linear model can be told from luck, folklore
SMALL_TABLE: Final = 500  # rows below which boosted trees have too few for their leaves, folklore
LARGE_TABLE: Final = 1_000_000  # rows from which a network on a GPU gains on boosted trees, folklore
WIDE_TABLE: Final = 100_000  # columns beyond which only sparse linear models are tried, folklore
MANY_OUTPUTS: Final = 20  # targets or labels from which one boosted model for each takes too long, folklore
MANY_CLASSES: Final = 100  # classes; boosted trees grow a tree for each in every round, folklore
HARDLY_ANY: Final = 50  # examples of the rare class below which anomalies are the better question, folklore
EXTREME: Final = 100.0  # largest class over smallest, folklore

first_choice: Decision[FirstChoice] = Decision(
    "evaluation.first_choice",
    "What should be tried first on this problem?",
)


def first_suitable(problem: Problem, models: Mapping[str, Published]) -> Published:
    """The published model to try first: of a list in that order, the first under a licence that suits."""
    return next(each for each in models.values() if each.commercial or not problem.priorities.commercial)


def why_no_foundation_model(problem: Problem) -> str:
    """Why no published model of tables is to be tried first; nothing where one is."""
    data, compute = problem.data, problem.compute
    most = FOUNDATION_ROWS if compute.device == "gpu" else FOUNDATION_CPU_ROWS
    if problem.task == "multilabel":
        return "needs one answer for each row, not labels that may hold together"
    if data.outputs > 1:
        return f"needs a single target, and there are {data.outputs}"
    if data.groups or data.group_column or ordered_in_time(problem):
        return "needs independent rows, without groups or an order in time"
    if data.rows > most:
        return f"needs at most {count(most)} rows on a {compute.device.upper()}"
    if data.features > FOUNDATION_FEATURES or data.classes > FOUNDATION_CLASSES:
        return f"needs at most {FOUNDATION_FEATURES} columns and {FOUNDATION_CLASSES} classes"
    if compute.deploy == "edge" or problem.priorities.first == "latency":
        return "needs time at every prediction, as it reads the training rows again"
    return ""


def linear(problem: Problem) -> str:
    """The regularised linear model for the task."""
    return "logistic regression" if problem.classifies else "ridge regression"


@first_choice.rule("FIRST-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_knows_networks_only(problem: Problem, family: Family) -> Pick[FirstChoice]:
    """The guide is about networks and silent on everything else."""
    if family == "zero-shot":
        return pick("zero-shot", f"a published model is used as it is on {plural(problem.data.rows, 'example')}")
    return pick("network", f"the guide is silent on other methods for {problem.data.kind} data")


@first_choice.rule(
    "FIRST-SPEECH",
    scope(task="speech-recognition"),
    sources=["open-asr-leaderboard", "whisper2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses pretrained networks for speech by training their top; so few hours change little.",
)
def speech_as_it_comes(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Below some five hours a large recogniser used as it is beats a smaller one that is fine-tuned."""
    hours = problem.data.hours
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if hours >= TUNING_HOURS:
        return skip(f"needs fewer than {TUNING_HOURS:g} hours")
    first, turbo = first_suitable(problem, recognisers()), recognisers()["whisper_large_v3_turbo"]
    return pick(
        "zero-shot",
        f"a recogniser learns little from {amount(hours, 'hour')}, and a large one transcribes without training",
        warning=f"try {first.name} as it is first ({first.languages} languages; {first.license}), Qwen3-ASR or Whisper"
        f" for others: in English it errs on {first.english:.1f}% of words, {turbo.name} on {turbo.english:.1f}%, and a"
        f" smaller one learns little from {amount(hours, 'hour')}",
    )


@first_choice.rule(
    "FIRST-ZERO-SHOT",
    scope(family="zero-shot"),
    sources=["whisper2022", "chronos2025", "clip2021"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on models that need no training; with so little data they are ahead of any that does.",
)
def a_published_model_as_it_is(problem: Problem) -> Pick[FirstChoice]:
    """A large published model used as it is needs no labels at all."""
    return pick(
        "zero-shot",
        f"a published model is used as it is on {plural(problem.data.rows, 'example')}, and needs no training",
    )


# Tables -------------------------------------------------------------------------------------------------


@first_choice.rule(
    "FIRST-ANOMALIES",
    scope(task="binary"),
    sources=["elor2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on rare classes; a classifier cannot learn what it has hardly seen.",
)
def too_rare_to_classify(problem: Problem) -> Pick[FirstChoice] | Skip:
    """With a handful of positives the common class can be modelled, the rare one cannot."""
    data = problem.data
    if data.smallest_class >= HARDLY_ANY or data.imbalance <= EXTREME:
        return skip(f"needs under {HARDLY_ANY} examples of a class over {EXTREME:g} times rarer than the other")
    return pick(
        "anomaly-detection",
        f"{plural(data.smallest_class, 'example')} of a class {decimal(data.imbalance)} times rarer than the other:"
        " model the common class and flag the rest",
        warning=f"try anomaly detection first: {plural(data.smallest_class, 'positive example')} cannot train a"
        " classifier worth trusting; collect more of them",
    )


@first_choice.rule(
    "FIRST-SPARSE-LINEAR",
    scope(kind="table"),
    sources=["joulin2016"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; no dense network was ever studied on tables this wide.",
)
def sparse_linear_on_very_wide_tables(problem: Problem) -> Pick[FirstChoice] | Skip:
    """At hundreds of thousands of columns a sparse linear model is what is known to work."""
    data = problem.data
    if data.features <= WIDE_TABLE:
        return skip(f"needs more than {count(WIDE_TABLE)} columns")
    return pick(
        "linear",
        f"{count(data.features)} columns are beyond all studies of trees and networks; sparse linear models scale to"
        " them",
        warning="try a sparse linear model first (hashed features, online learning):"
        f" {count(data.features)} columns are beyond all studies of trees and networks",
    )


@first_choice.rule(
    "FIRST-TINY-TABLE",
    scope(kind="table"),
    sources=["tabarena2025"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; on so few rows a network cannot be told from luck.",
)
def a_line_through_few_rows(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On a few dozen rows, or with more columns than rows, a regularised linear model is hard to beat."""
    data = problem.data
    if data.rows >= TINY_TABLE and data.features <= data.rows:
        return skip(f"needs fewer than {TINY_TABLE} rows, or more columns than rows")
    return pick(
        "linear",
        f"{plural(data.rows, 'row')} of {plural(data.features, 'column')} can hardly show more than a linear model"
        " finds",
        warning=f"try {linear(problem)} first, with cross-validation: {plural(data.rows, 'row')} of"
        f" {plural(data.features, 'column')} can hardly show more than a linear model finds",
    )


@first_choice.rule(
    "FIRST-FOUNDATION",
    scope(kind="table"),
    sources=["beyondarena2026", "tabicl2026", "tabarena", "tabpfn"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (TINY_TABLE, FOUNDATION_ROWS), "data.features": (1, FOUNDATION_FEATURES)},
    versus="The guide is silent on other methods; models pretrained on synthetic tables lead on independent rows, up to"
    " 100,000 of them.",
)
def pretrained_on_synthetic_tables(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Models pretrained on many tables, used as they are, lead on independent rows; elsewhere trees and networks do."""
    if why := why_no_foundation_model(problem):
        return skip(why)
    rows = problem.data.rows
    if rows < TINY_TABLE:
        return skip(f"needs {TINY_TABLE} rows or more")
    first = first_suitable(problem, tabular_models())
    return pick(
        "tabular-foundation-model",
        f"{plural(rows, 'independent row')} of {plural(problem.data.features, 'column')} on a"
        f" {problem.compute.device.upper()}: without tuning {first.name} is ahead of tuned boosted trees on most"
        " such tables",
        warning=f"try {first.name} first (pip install {first.package}; {first.license}): on"
        f" {plural(rows, 'independent row')} it is ahead of tuned boosted trees on most tables; {_stronger(problem)}",
    )


def _stronger(problem: Problem) -> str:
    """What is said of the strongest model, which its licence keeps from being named first."""
    best = max(tabular_models().values(), key=lambda model: model.elo or 0)
    if problem.priorities.commercial:
        return f"{best.name} is stronger, but may not go into a product"
    return f"{best.name} is stronger, for non-commercial use, after a log-in"


@first_choice.rule(
    "FIRST-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["lakshminarayanan2016", "realmlp2024", "mcelfresh2023"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide is silent on other methods. A batched ensemble blended with a linear model had a better headline"
    " than histogram boosting on 87% of 50 tables, and a better log-loss or RMSE on 92% (docs/quality.md).",
)
def networks_that_beat_trees(problem: Problem, members: int | None, folds: int) -> Pick[FirstChoice] | Skip:
    """The mean of small networks over several folds is ahead of boosted trees more often than behind them."""
    rows = problem.data.rows
    if members is None or folds == 1:
        return skip("needs an ensemble over several folds")
    if rows < TINY_TABLE:
        return skip(f"needs {TINY_TABLE} rows or more")
    return pick(
        "network",
        f"{plural(rows, 'row')} over {folds} folds: the mean of {plural(members * folds, 'network')} measured ahead of"
        " boosted trees on most tables, above all by log-loss and RMSE; trees take seconds, so run them as well",
    )


@first_choice.rule(
    "FIRST-SMALL-TABLE",
    scope(kind="table"),
    sources=["mcelfresh2023"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; on a few hundred rows simple models are as good and far more stable.",
)
def linear_on_small_tables(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On a few hundred rows simple models are seldom far behind and never disastrous."""
    data = problem.data
    if data.rows >= SMALL_TABLE:
        return skip(f"needs fewer than {SMALL_TABLE} rows")
    return pick(
        "linear",
        f"{plural(data.rows, 'row')} are few for the leaves of boosted trees, and a linear model is seldom far behind",
        warning=f"try {linear(problem)} first: on {plural(data.rows, 'row')} it is seldom far behind and far more"
        " stable",
    )


@first_choice.rule(
    "FIRST-TREES",
    scope(kind="table"),
    sources=["grinsztajn2022", "mcelfresh2023", "shwartzziv2021", "tabarena2025", "beyondarena2026"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (SMALL_TABLE, LARGE_TABLE)},
    versus="The guide is silent on other methods; on 28 tables boosting was level with the best networks on average,"
    " and its worst case (0.67) far better than theirs (0.2 to 0.4).",
)
def boosted_trees_on_tables(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Boosted trees are as good as the best networks on tables, need hardly any tuning and seldom fail badly."""
    data = problem.data
    if data.rows < SMALL_TABLE:
        return skip(f"needs {SMALL_TABLE} rows or more")
    if data.features > WIDE_TABLE:
        return skip(f"needs at most {count(WIDE_TABLE)} columns")
    if data.outputs > MANY_OUTPUTS or data.classes > MANY_CLASSES:
        return skip(
            f"needs at most {MANY_OUTPUTS} targets and {MANY_CLASSES} classes: one set of trees is grown for each"
        )
    if data.rows > LARGE_TABLE and problem.compute.device == "gpu":
        return skip(f"needs at most {count(LARGE_TABLE)} rows: beyond, a network on a GPU gains on trees")
    return pick(
        "boosted-trees",
        f"{plural(data.rows, 'row')} of {plural(data.features, 'column')}: boosted trees train fast, need hardly any"
        " tuning and seldom fail badly",
        warning=f"try boosted trees first: on a table of {plural(data.rows, 'row')} they need hardly any tuning; keep"
        " the network if it wins on validation data, or average the two",
    )
