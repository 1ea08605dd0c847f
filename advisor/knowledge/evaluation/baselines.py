"""What the network has to beat, with settings that can be run as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Baseline
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE
from advisor.knowledge.evaluation.first_choice_table import (
    LARGE_TABLE,
    WIDE_TABLE,
    first_suitable,
    why_no_foundation_model,
)
from advisor.knowledge.scopes import scope, tasks_but
from advisor.networks.tabular import tabular_models
from advisor.problem.vocabulary import CLASSIFICATION
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.problem import Problem

FLAT_SIDE: Final = 32  # pixels a side up to which flattening may serve as a toy baseline, R4
LAST_VALUE: Final = 1  # steps back that the naive forecast repeats where no period is known
CATBOOST_ROWS: Final = 100_000  # rows from which LightGBM is the quicker one, folklore
PLACES: Final = ("detection", "segmentation")  # tasks that ask where in an image something is
# Tasks for which no simple method is known.
NO_RIVAL: Final = ("token-classification", "language-modeling", "speech-recognition", *PLACES)

baselines: Decision[list[Baseline]] = Decision(
    "evaluation.baselines",
    "What does the network have to beat?",
)

# Tuned defaults of pytabkit (RealMLP's authors), read in its repository.
LIGHTGBM_CLASSES: Final = Baseline(
    "lightgbm",
    "1000 trees, learning rate 0.04, 50 leaves, min_data_in_leaf 40, subsample 0.75 each round, early stopping after"
    " 300 rounds",
)
LIGHTGBM_NUMBERS: Final = Baseline(
    "lightgbm",
    "1000 trees, learning rate 0.05, 100 leaves, min_data_in_leaf 3, subsample 0.7 each round, early stopping after"
    " 300 rounds",
)
CATBOOST_CLASSES: Final = Baseline(
    "catboost", "1000 trees, learning rate 0.08, depth 7, subsample 0.9, early stopping after 300 rounds"
)
CATBOOST_NUMBERS: Final = Baseline(
    "catboost", "1000 trees, learning rate 0.09, depth 9, subsample 0.9, early stopping after 300 rounds"
)
QUANTILES: Final = (
    Baseline(
        "linear-quantiles",
        "scaled inputs, one-hot categories, quantile regression with an L1 penalty of 0.001, a model for each level",
    ),
    Baseline("lightgbm", f"objective quantile, a model for each level; {LIGHTGBM_NUMBERS.settings}"),
)
LOGISTIC: Final = Baseline("logistic-regression", "scaled inputs, one-hot categories, L2 strength by cross-validation")
RIDGE: Final = Baseline("ridge", "scaled inputs, one-hot categories, strength by cross-validation from 1e-3 to 1e3")
SPARSE: Final = Baseline("sparse-linear", "hashed features, online learning (Vowpal Wabbit, FTRL), L1 by validation")


def _answers(problem: Problem) -> bool:
    """Whether a published language model is tuned on answers, so that it answers already."""
    return problem.data.supervision != "none" and problem.priorities.pretrained


def trivial(problem: Problem) -> Baseline:
    """What knows nothing of the inputs."""
    task = problem.task
    if problem.data.quantiles and task == "forecasting":
        lag = problem.data.period or LAST_VALUE
        return Baseline("seasonal-naive", f"what was {lag} steps before, and the quantiles of its errors around it")
    if problem.data.quantiles and task == "regression":
        return Baseline("empirical-quantiles", "the quantiles of the training target for every example")
    if task == "forecasting":
        return Baseline("seasonal-naive", f"repeat what was {problem.data.period or LAST_VALUE} steps before")
    if task == "regression":
        return Baseline("constant", "the mean of the training target for squared errors, its median for absolute ones")
    if task == "language-modeling" and not _answers(problem):
        return Baseline("n-gram", "5-grams with Kneser-Ney smoothing")
    if task == "detection" and not problem.priorities.pretrained:
        return Baseline("constant", "in every image a box of the commonest class, where they lie on average")
    if task == "speech-recognition" and not problem.priorities.pretrained:
        return Baseline("constant", "no words at all, which is a word error rate of 1")
    if task in ("detection", "speech-recognition", "language-modeling"):
        return Baseline("as-published", "the published network without any training, on the same validation part")
    return Baseline("constant", "the class shares of the training part for every example")


@baselines.rule(
    "BASE-GUIDE-IMAGE",
    scope(kind="image", task=tasks_but(*PLACES)),
    sources=["guide:R4", "guide:G-MISC-3"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_flattens_as_a_toy_baseline(problem: Problem) -> Pick[list[Baseline]] | Skip:
    """Flattened pixels into dense layers are a toy, good for comparison up to 32 x 32."""
    image = problem.data.image
    if max(image.height, image.width) > FLAT_SIDE:
        return skip(f"needs images of at most {FLAT_SIDE} pixels a side")
    size = image.height * image.width * image.channels
    return pick(
        [
            trivial(problem),
            Baseline("flattened-dense", f"{count(size)} inputs into one dense layer of 100, ReLU, Adam"),
        ],
        f"{image.height} x {image.width} pixels flatten to {plural(size, 'input')}: a toy, but enough to compare with",
    )


@baselines.rule("BASE-GUIDE", sources=["guide:G-MISC-3", "karpathy2019"], strength="folklore", rulesets=GUIDE)
def guide_compares_with_knowing_nothing(problem: Problem) -> Pick[list[Baseline]]:
    """The guide names no other methods; the recipe that it recommends compares with ignoring the inputs."""
    return pick(
        [trivial(problem)],
        f"the guide is silent on other methods for {problem.data.kind} data, so only the least to beat is named",
    )


@baselines.rule(
    "BASE-WIDE-TABLE",
    scope(kind="table"),
    sources=["joulin2016"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names no baselines; at this width only sparse linear models finish.",
)
def baselines_of_very_wide_tables(problem: Problem) -> Pick[list[Baseline]] | Skip:
    """At hundreds of thousands of columns only sparse methods finish."""
    data = problem.data
    if data.features <= WIDE_TABLE:
        return skip(f"needs more than {count(WIDE_TABLE)} columns")
    return pick(
        [trivial(problem), SPARSE], f"on {count(data.features)} columns only sparse models trained online finish"
    )


@baselines.rule(
    "BASE-TABLE",
    scope(kind="table"),
    sources=["pytabkit", "grinsztajn2022", "tabicl2026", "sklearn-hgb"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide names no baselines; on tables a network that was not compared with boosted trees proves nothing.",
)
def boosted_and_linear_for_tables(problem: Problem) -> Pick[list[Baseline]]:
    """A linear model shows whether anything more is needed, boosted trees whether a network is."""
    data = problem.data
    if data.quantiles:
        chosen = [trivial(problem), *QUANTILES]
    else:
        classes = problem.task in CLASSIFICATION
        chosen = [trivial(problem), LOGISTIC if classes else RIDGE, LIGHTGBM_CLASSES if classes else LIGHTGBM_NUMBERS]
        if data.rows <= CATBOOST_ROWS:
            chosen.append(CATBOOST_CLASSES if classes else CATBOOST_NUMBERS)
    if not why_no_foundation_model(problem):
        first = first_suitable(problem, tabular_models())
        chosen.append(Baseline(first.package, f"{first.name}, defaults, columns as they are, without tuning"))
    sampled = f", on a sample of {count(LARGE_TABLE)} if time is short" if data.rows > LARGE_TABLE else ""
    return pick(
        chosen,
        f"{plural(data.rows, 'row')}: a linear model shows whether anything more is needed, boosted trees whether a"
        f" network is{sampled}",
    )


@baselines.rule(
    "BASE-TEXT",
    scope(kind="text", task=tasks_but(*NO_RIVAL)),
    sources=["joulin2016", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names no baselines; weighted word counts are as good as small text networks.",
)
def word_counts_for_text(problem: Problem) -> Pick[list[Baseline]]:
    """Weighted word counts with a linear model take seconds and are hard to beat on small text."""
    line = "ridge" if problem.task == "regression" else "logistic regression"
    return pick(
        [
            trivial(problem),
            Baseline(
                "tfidf-linear",
                f"words and pairs of words, at least 2 texts each, sublinear counts, then {line} with strength by"
                " cross-validation",
            ),
        ],
        f"weighted word counts of {plural(problem.data.rows, 'text')} are quick, and small networks hardly beat them",
    )


@baselines.rule(
    "BASE-FORECAST",
    scope(task="forecasting"),
    sources=["dlinear2022", "hyndman2006", "gift-eval"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide names no baselines; many a published network lost to one linear layer on past steps.",
)
def naive_and_linear_for_forecasts(problem: Problem) -> Pick[list[Baseline]]:
    """Repeating the last season and a linear model on past steps have beaten many a network."""
    data = problem.data
    intervals = ", with its own prediction intervals" if data.quantiles else ""
    errors = ", with the quantiles of its errors around it" if data.quantiles else ""
    chosen = [
        trivial(problem),
        Baseline(
            "ridge-on-lags",
            f"past steps to all {data.horizon} steps ahead at once, strength by time-ordered validation{errors}",
        ),
        Baseline("exponential-smoothing", "ETS or Theta, fitted to each series" + intervals),
    ]
    if problem.priorities.pretrained:
        chosen.append(Baseline("chronos", "Chronos-2 as it is, without training, with the variables beside the series"))
    season = "no season known" if data.period is None else f"a season of {data.period}"
    return pick(
        chosen, f"{plural(data.series, 'series', 'series')} with {season}: simple forecasts have beaten many networks"
    )


@baselines.rule(
    "BASE-SEQUENCE",
    scope(kind=("series", "sequence"), task=tasks_but("forecasting")),
    sources=["rocket2019", "lightgbm"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names no baselines; random convolutions with a linear model are as good as networks on small"
    " data.",
)
def kernels_and_summaries_for_sequences(problem: Problem) -> Pick[list[Baseline]]:
    """Random convolutions, and trees on summaries, show whether order and a network are needed at all."""
    data = problem.data
    summary = Baseline(
        "boosted-summaries", "boosted trees on mean, deviation, extremes, trend and last value of each variable"
    )
    rocket = Baseline("rocket", "10,000 random convolution kernels, then ridge with strength by cross-validation")
    return pick(
        [trivial(problem), rocket, summary],
        f"{plural(data.rows, 'example')} of {plural(data.length, 'step')}: both show whether a network is needed at"
        " all",
    )


@baselines.rule(
    "BASE-FEATURES",
    scope(kind=("image", "audio"), task=tasks_but(*NO_RIVAL)),
    sources=["dino2023", "clip2021", "cs231n"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names no baselines; frozen features with a linear classifier cost minutes and are hard to beat on"
    " few images.",
)
def linear_on_published_features(problem: Problem) -> Pick[list[Baseline]]:
    """A linear model on frozen published features costs minutes and shows what fine-tuning adds."""
    data = problem.data
    if data.kind == "image":
        plain = Baseline(
            "linear-on-pixels", f"images scaled to {FLAT_SIDE} pixels a side, flattened, logistic or ridge"
        )
        frozen = Baseline("linear-probe", "frozen DINOv2 features, logistic or ridge with strength by validation")
    else:
        plain = Baseline("linear-on-mel", "mean and deviation of each log-mel band, logistic or ridge")
        frozen = Baseline("linear-probe", "frozen features of an audio transformer, logistic or ridge")
    chosen = [trivial(problem), plain, *([frozen] if problem.priorities.pretrained else [])]
    features = "simple or frozen features" if problem.priorities.pretrained else "simple features"
    return pick(
        chosen,
        f"{plural(data.rows, 'example')}: a linear model on {features} shows what a trained network adds",
    )


@baselines.rule("BASE-TRIVIAL", scope(task=NO_RIVAL), sources=["karpathy2019"], strength="moderate", rulesets=CURRENT)
def what_knows_nothing(problem: Problem) -> Pick[list[Baseline]]:
    """Whatever is trained has to beat what is known without training."""
    if problem.task == "language-modeling" and not _answers(problem):
        return pick([trivial(problem)], "before networks, counts of short runs of words were the language models")
    return pick([trivial(problem)], f"for {problem.task} the only simple rival is what needs no training")
