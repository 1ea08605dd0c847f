"""What to try first for text, sound, images, series and sequences, and the network where nothing else is better.

Tables, the guide and models used as they are stand in `first_choice_table`, and so come before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, named
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.knowledge.scopes import TRAINED, scope, tasks_but
from advisor.quantities import amount, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, FirstChoice
    from advisor.problem import Problem


# Images or clips from which a small network from scratch is worth its while: of 200 images of outlines it told 96%
# apart, logistic regression on pixels 57%; own runs, which went no lower.
FEW_IMAGES: Final = 200
TEXTS_FOR_WORDS: Final = 100_000  # texts up to which word counts rival small networks, folklore
TUNING_HOURS: Final = 5.0  # hours of transcribed speech below which tuning gains little, folklore
SHORT_SERIES: Final = 2_000  # time steps in all, folklore
LINEAR_STEPS: Final = 100_000  # time steps in all, folklore
SEASONS_SEEN: Final = 3  # seasons of a series from which a forecaster can be fitted, folklore
MANY_SERIES: Final = 100  # series that one model learns across, folklore
KERNEL_ROWS: Final = 10_000  # sequences up to which ROCKET leads at a fraction of the cost, size of UCR's largest
FEW_SEQUENCES: Final = 1_000  # sequences whose summaries make a small table, folklore
PLAIN: Final = ("mlp", "cnn", "rnn", "transformer")  # families that are trained from scratch on any kind of data


def too_short(problem: Problem) -> bool:
    """Whether series of hardly more than their season, or than the steps to forecast, can only be continued."""
    data = problem.data
    return data.rows // data.series < SEASONS_SEEN * max(data.period or 1, data.horizon)


LONGER_SERIES: Final = f"needs series of {SEASONS_SEEN} seasons or horizons, and more"

# Text, sound, images ------------------------------------------------------------------------------------


@first_choice.rule(
    "FIRST-WORDS",
    scope(
        kind="text",
        task=tasks_but("token-classification", "language-modeling"),
        family=("ngram-mlp", "sepcnn", *PLAIN),
    ),
    sources=["joulin2016", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; no small text network clearly beat TF-IDF with logistic regression in"
    " the project's first measurement.",
)
def word_counts_for_small_text(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Weighted word counts with a linear model are as good as small networks from scratch, in seconds."""
    data = problem.data
    if data.rows > TEXTS_FOR_WORDS:
        return skip(f"needs at most {count(TEXTS_FOR_WORDS)} texts")
    return pick(
        "tfidf-linear",
        f"{plural(data.rows, 'text')} and no published weights: no small network clearly beats weighted word counts"
        " there",
        warning=f"try TF-IDF with a linear model first: on {plural(data.rows, 'text')} no small network without a"
        " published encoder clearly beats it",
    )


@first_choice.rule(
    "FIRST-SPEECH",
    scope(task="speech-recognition", family=TRAINED),
    sources=["whisper2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide reuses pretrained networks for speech by training their top; so few hours change little.",
)
def speech_as_it_comes(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Below some five hours a large recogniser used as it is beats a smaller one that is fine-tuned."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if problem.data.hours >= TUNING_HOURS:
        return skip(f"needs fewer than {TUNING_HOURS:g} hours")
    return pick(
        "zero-shot",
        f"a recogniser learns little from {amount(problem.data.hours, 'hour')}, and a large one transcribes"
        " without training",
        warning="try a large Whisper as it is first: a smaller recogniser learns little from"
        f" {amount(problem.data.hours, 'hour')} of speech",
    )


@first_choice.rule(
    "FIRST-FEW-PIXELS",
    scope(kind=("image", "audio"), task=tasks_but("detection", "segmentation", "speech-recognition"), family=PLAIN),
    sources=["cs231n"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; a network from scratch needs more examples than these.",
)
def linear_on_few_images_or_clips(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Without published weights a few images or clips do not teach a network what to look for."""
    data = problem.data
    if data.rows >= FEW_IMAGES:
        return skip(f"needs fewer than {FEW_IMAGES} examples")
    return pick(
        "linear",
        f"from {plural(data.rows, 'example')} a network from scratch learns little that a linear model on simple"
        " features misses",
        warning=f"try a linear model on simple features first: {plural(data.rows, 'example')} are few for a network"
        " from scratch; use published weights if you may",
    )


# Series and sequences -----------------------------------------------------------------------------------


@first_choice.rule(
    "FIRST-SEASON",
    scope(task="forecasting"),
    sources=["hyndman2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; before a few seasons were seen, repeating the last is all that can be done.",
)
def repeat_the_last_season(problem: Problem) -> Pick[FirstChoice] | Skip:
    """A series of hardly more than its season, or than the steps to forecast, can only be continued."""
    data = problem.data
    steps, season = data.rows // data.series, max(data.period or 1, data.horizon)
    if not too_short(problem):
        return skip(
            f"needs fewer than {SEASONS_SEEN} seasons or horizons of {plural(season, 'step')} in series of"
            f" {count(steps)}"
        )
    return pick(
        "seasonal-naive",
        f"series of {plural(steps, 'step')} are shorter than {SEASONS_SEEN} seasons or horizons of"
        f" {plural(season, 'step')}",
        warning=f"repeat the last season first: series of {count(steps)} steps are too short to fit anything for"
        f" {plural(data.horizon, 'step')} ahead; collect more",
    )


@first_choice.rule(
    "FIRST-GLOBAL-TREES",
    scope(task="forecasting"),
    sources=["lightgbm", "tsmixer2023"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; many series with other variables make a table of lags, on which trees lead.",
)
def one_tree_model_for_many_series(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Many series with other variables make a table of lags and variables for one global boosted model."""
    data = problem.data
    if too_short(problem):
        return skip(LONGER_SERIES)
    if data.series < MANY_SERIES or data.covariates == 0:
        return skip(f"needs {MANY_SERIES} series or more, with other variables known at each step")
    return pick(
        "boosted-trees",
        f"{count(data.series)} series with {plural(data.covariates, 'other variable')}: lags and variables make one"
        " table",
        warning=f"try one boosted model on the lags of all series first: {count(data.series)} series with other"
        " variables make one table",
    )


@first_choice.rule(
    "FIRST-STATISTICAL",
    scope(task="forecasting"),
    sources=["chronos2024", "hyndman2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; exponential smoothing has three parameters to fit, a network thousands.",
)
def exponential_smoothing_for_short_series(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On short series exponential smoothing and Theta are as good as anything that is fitted."""
    data = problem.data
    if too_short(problem):
        return skip(LONGER_SERIES)
    if data.rows >= SHORT_SERIES:
        return skip(f"needs fewer than {count(SHORT_SERIES)} steps in all")
    return pick(
        "statistical-forecast",
        f"{count(data.rows)} steps of {plural(data.series, 'series', 'series')} are enough for the few parameters of"
        " exponential smoothing, not for those of a network",
        warning="try exponential smoothing or Theta first, or a published forecaster as it is:"
        f" {count(data.rows)} time steps are few for the parameters of a network",
    )


@first_choice.rule(
    "FIRST-LAGS",
    scope(task="forecasting"),
    sources=["dlinear2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on series; a linear model on lags beat the tutorial's recurrent network on every series"
    " measured.",
)
def linear_on_past_steps(problem: Problem) -> Pick[FirstChoice] | Skip:
    """One linear layer from the past steps to the next beat older transformers and recurrent networks."""
    data = problem.data
    if too_short(problem):
        return skip(LONGER_SERIES)
    if data.rows >= LINEAR_STEPS:
        return skip(f"needs fewer than {count(LINEAR_STEPS)} steps in all")
    return pick(
        "linear-on-lags",
        f"from {count(data.rows)} steps a linear model on lags is hard to beat at {plural(data.horizon, 'step')} ahead",
        warning=f"try ridge regression on lags first: on {count(data.rows)} time steps it is hard to beat",
    )


@first_choice.rule(
    "FIRST-KERNELS",
    scope(kind=("series", "sequence"), task=("binary", "multiclass", "multilabel")),
    sources=["rocket2019"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (16, KERNEL_ROWS)},
    versus="The guide names recurrent networks; random convolutions with a linear classifier match the best networks on"
    " such data in seconds.",
)
def random_kernels_and_a_line(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Thousands of random convolutions with a ridge classifier match the best networks on series to classify."""
    data = problem.data
    if data.rows > KERNEL_ROWS:
        return skip(f"needs at most {count(KERNEL_ROWS)} examples")
    return pick(
        "linear",
        f"{plural(data.rows, 'example')} of {plural(data.length, 'step')}: a linear classifier on random convolutions"
        " (ROCKET) is as accurate, in seconds",
        warning="try ROCKET first, a linear classifier on random convolutions: on"
        f" {plural(data.rows, 'sequence')} it is as accurate as a network, in seconds",
    )


@first_choice.rule(
    "FIRST-SUMMARIES",
    scope(kind="sequence"),
    sources=["lightgbm"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names recurrent networks; few sequences make a small table of their summaries, on which trees do"
    " well.",
)
def trees_on_summaries_of_sequences(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Means, extremes and trends of a sequence make a row, and few rows suit boosted trees."""
    data = problem.data
    if data.rows > FEW_SEQUENCES:
        return skip(f"needs at most {count(FEW_SEQUENCES)} sequences")
    return pick(
        "boosted-trees",
        f"means, extremes and trends of {plural(data.rows, 'sequence')}, with {plural(data.features, 'value')} per"
        " step, make a small table",
        warning="try boosted trees on means, extremes and trends first:"
        f" {plural(data.rows, 'sequence')} make a small table",
    )


@first_choice.rule(
    "FIRST-NETWORK",
    scope(family=TRAINED),
    sources=["guide", "resnet2015", "whisper2022", "devlin2018", "tabred2024"],
    strength="moderate",
    rulesets=CURRENT,
)
def the_network_itself(problem: Problem, family: Family) -> Pick[FirstChoice]:
    """Images, sound and language, and large data of any kind, are what networks are best at."""
    return pick(
        "network",
        f"on {plural(problem.data.rows, 'example')} of {problem.data.kind} data no simpler method is known to be ahead"
        f" of {named(family)}",
    )
