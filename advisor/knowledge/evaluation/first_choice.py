"""What to try first for text, sound, images, series and sequences, and the network where nothing else is better.

Tables, the guide and models used as they are stand in `evaluation_first_table`, and so come before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, count, named, plural
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.knowledge.scopes import scope

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
FROM_SCRATCH: Final = ("mlp", "cnn", "rnn", "transformer")
TEXT_FROM_SCRATCH: Final = ("ngram-mlp", "sepcnn", *FROM_SCRATCH)
FEW_SEQUENCES: Final = 1_000  # sequences whose summaries make a small table, folklore

# Text, sound, images ------------------------------------------------------------------------------------


@first_choice.rule(
    "FIRST-WORDS",
    scope(kind="text", family=TEXT_FROM_SCRATCH),
    sources=["joulin2016", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; no small text network clearly beat TF-IDF with logistic regression in"
    " the project's first measurement.",
)
def word_counts_for_small_text(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Weighted word counts with a linear classifier are level with small networks from scratch, in seconds."""
    data = problem.data
    whole = problem.task not in ("token-classification", "language-modeling")
    if not whole:
        return skip("needs whole texts and a network without published weights")
    if data.rows > TEXTS_FOR_WORDS:
        return skip(f"needs at most {count(TEXTS_FOR_WORDS)} texts")
    return pick(
        "tfidf-linear",
        f"{plural(data.rows, 'text')} without published weights: no small network clearly beats weighted word counts"
        " there",
        warning=f"on {plural(data.rows, 'text')} without a published encoder a network is not the best first choice:"
        " start"
        " from TF-IDF with a linear model",
    )


@first_choice.rule(
    "FIRST-SPEECH",
    scope(task="speech-recognition"),
    sources=["whisper2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide reuses pretrained networks for speech by training their top; so few hours change little.",
)
def speech_as_it_comes(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Below some five hours a large recogniser used as it is beats a smaller one that is tuned."""
    if not problem.priorities.pretrained:
        return skip("needs speech to transcribe, and published weights")
    if problem.data.hours >= TUNING_HOURS:
        return skip(f"needs fewer than {TUNING_HOURS:g} hours")
    return pick(
        "zero-shot",
        f"{problem.data.hours:.3g} hours teach a recogniser little; a large one transcribes without",
        warning=f"with {problem.data.hours:.3g} hours of speech measure a large Whisper as it is before tuning"
        " anything",
    )


@first_choice.rule(
    "FIRST-FEW-PIXELS",
    scope(kind=("image", "audio"), family=FROM_SCRATCH),
    sources=["cs231n"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on other methods; a network from scratch needs more examples than these.",
)
def linear_on_few_images_or_clips(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Without published weights a few images or clips do not teach a network what to look for."""
    data = problem.data
    whole = problem.task not in ("detection", "segmentation", "speech-recognition")
    if not whole:
        return skip("needs images or clips with one answer each, and a network from scratch")
    if data.rows >= FEW_IMAGES:
        return skip(f"needs fewer than {FEW_IMAGES} of them")
    return pick(
        "linear",
        f"{plural(data.rows, 'example')} teach a network from scratch little that a linear model on simple features"
        " misses",
        warning=f"{plural(data.rows, 'example')} are few for a network from scratch: start from a linear model on"
        " simple"
        " features, and use published weights if you may",
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
    """A series of hardly more than its seasons, or than the steps to forecast, can only be continued."""
    data = problem.data
    steps, season = data.rows // data.series, max(data.period or 1, data.horizon)
    if steps >= SEASONS_SEEN * season:
        return skip(
            f"needs fewer than {SEASONS_SEEN} seasons or horizons of {season} steps in a series of {count(steps)}"
        )
    return pick(
        "seasonal-naive",
        f"{count(steps)} steps a series are less than {SEASONS_SEEN} times the {season} of its season or horizon",
        warning=f"series of {count(steps)} steps are too short to fit anything for {plural(data.horizon, 'step')}"
        " ahead:"
        " repeat the last season and collect more",
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
    if data.series < MANY_SERIES or data.covariates == 0:
        return skip(f"needs a forecast of {MANY_SERIES} series with other variables known at each step")
    return pick(
        "boosted-trees",
        f"{count(data.series)} series with {plural(data.covariates, 'other variable')}: lags and variables make one"
        " table",
        warning=f"for {count(data.series)} series with other variables try one global boosted model on lags first",
    )


@first_choice.rule(
    "FIRST-STATISTICAL",
    scope(task="forecasting"),
    sources=["chronos2024", "hyndman2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; exponential smoothing has three numbers to fit, a network thousands.",
)
def exponential_smoothing_for_short_series(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On short series exponential smoothing and Theta are as good as anything that is fitted."""
    data = problem.data
    if data.rows >= SHORT_SERIES:
        return skip(f"needs a forecast from fewer than {count(SHORT_SERIES)} steps in all")
    return pick(
        "statistical-forecast",
        f"{count(data.rows)} steps over {plural(data.series, 'series', 'series')} fit the few numbers of exponential"
        " smoothing, not those of a network",
        warning=f"from {count(data.rows)} time steps start with exponential smoothing or Theta, or a published"
        " forecaster as"
        " it is",
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
    if data.rows >= LINEAR_STEPS:
        return skip(f"needs a forecast from fewer than {count(LINEAR_STEPS)} steps in all")
    return pick(
        "linear-on-lags",
        f"{count(data.rows)} steps for {plural(data.horizon, 'step')} ahead: a linear model on lags is hard to beat"
        " there",
        warning=f"with {count(data.rows)} time steps fit ridge regression on lags first; a network has to beat it",
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
        return skip(f"needs at most {count(KERNEL_ROWS)} of them")
    return pick(
        "linear",
        f"{plural(data.rows, 'example')} of {plural(data.length, 'step')}: a linear classifier on random convolutions"
        " (ROCKET) is as accurate, in seconds",
        warning=f"with {plural(data.rows, 'sequence')} try ROCKET, a linear classifier on random convolutions, first",
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
        f"{plural(data.rows, 'sequence')} of {plural(data.features, 'value')} a step: means, extremes and trends make a"
        " small table",
        warning=f"on {plural(data.rows, 'sequence')} try boosted trees on means, extremes and trends first",
    )


@first_choice.rule(
    "FIRST-NETWORK",
    sources=["guide", "resnet2015", "whisper2022", "devlin2018", "tabred2024"],
    strength="moderate",
    rulesets=BOTH,
)
def the_network_itself(problem: Problem, family: Family) -> Pick[FirstChoice]:
    """Images, sound and language, and large data of any kind, are what networks are best at."""
    return pick(
        "network",
        f"{plural(problem.data.rows, 'example')} of {problem.data.kind} data are what {named(family)} is best at",
    )
