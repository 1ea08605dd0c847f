"""The kind of network for sound and time series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.family.base import REMEMBERED_STEPS, family, hurried, rows_warning
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

TUNING_HOURS: Final = 5.0  # hours of transcribed speech; below it published recognisers as they are (folklore)
SCRATCH_HOURS: Final = 1_000.0  # hours; LibriSpeech, on which recognisers from scratch became usable, has 960
AUDIBLE_RATE: Final = 48_000  # samples a second; above it recordings hold what published networks never heard
FEW_POINTS: Final = 2_000  # time steps in all; below it a trained network overfits (folklore)
MANY_POINTS: Final = 100_000  # time steps in all from which patches pay (folklore)
LONG_SERIES: Final = 1_000  # steps of a series; a look-back of 336 and its forecast leave enough windows (folklore)
MANY_SERIES: Final = 100  # series from which one global network learns across them (folklore)

# Sound --------------------------------------------------------------------------------------------------


@family.rule(
    "FAM-SPEECH-ZERO",
    scope(task="speech-recognition"),
    sources=["whisper2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide retrains the top of a published network; with so few hours that loses more than it gains.",
)
def recogniser_as_it_is(problem: Problem) -> Pick[Family] | Skip:
    """A recogniser that heard 680,000 hours has little to learn from a handful more."""
    if not problem.priorities.pretrained:
        return skip("needs speech to transcribe, and published weights")
    if problem.data.hours >= TUNING_HOURS:
        return skip(f"needs fewer than {TUNING_HOURS:g} hours of transcribed speech")
    return pick(
        "zero-shot",
        f"{problem.data.hours:.3g} hours of transcripts are little beside the 680,000 that a published recogniser"
        " learnt from: use it as it is and keep yours to judge it by",
        ["zero-shot", "speech-to-text"],
    )


@family.rule(
    "FAM-SPEECH-TUNED",
    scope(task="speech-recognition"),
    sources=["guide:G-HID-3", "guide:G-HID-4", "whisper2022", "baevski2020"],
    strength="strong",
    rulesets=BOTH,
)
def tuned_recogniser(problem: Problem) -> Pick[Family] | Skip:
    """A published recogniser is tuned to the speakers and the words at hand."""
    if not problem.priorities.pretrained:
        return skip("needs speech to transcribe, and published weights")
    return pick(
        "speech-to-text",
        f"{problem.data.hours:.3g} hours of transcripts tune a published recogniser to these speakers and words",
        ["speech-to-text", "zero-shot"],
    )


@family.rule(
    "FAM-SPEECH-SCRATCH",
    scope(task="speech-recognition"),
    sources=["graves2006", "guide:G-CLIP-1"],
    strength="moderate",
    rulesets=BOTH,
)
def recogniser_from_scratch(problem: Problem) -> Pick[Family]:
    """A recurrent network over spectrograms learns transcripts without time marks from random weights."""
    warning = None
    if problem.data.hours < SCRATCH_HOURS:
        warning = (
            f"{problem.data.hours:.3g} hours are too few for a recogniser from random weights, which takes"
            f" {count(SCRATCH_HOURS)} or more: allow published weights"
        )
    return pick(
        "rnn",
        f"published weights are ruled out, so a recurrent network learns from {problem.data.hours:.3g} hours",
        warning=warning,
    )


@family.rule(
    "FAM-SOUND-OWN",
    scope(kind="audio"),
    sources=["ast2021", "whisper2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide reuses published networks for sound; those resample to 16 kHz and would hear nothing of this"
    " recording's upper half.",
)
def sounds_no_backbone_hears(problem: Problem) -> Pick[Family] | Skip:
    """Published sound networks hear up to 8 kHz; ultrasound and machine sounds recorded faster lie above."""
    if problem.data.domain != "far" or problem.data.sample_rate <= AUDIBLE_RATE:
        return skip(f"needs sound far from speech and music at more than {count(AUDIBLE_RATE)} samples a second")
    return pick(
        "cnn",
        f"{count(problem.data.sample_rate)} samples a second hold what published networks, which hear at 16,000, never"
        " do",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-SOUND-LIGHT",
    scope(kind="audio"),
    sources=["ast2021", "specaugment2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses published networks for sound; they hold 87 million parameters and want a GPU, and a small"
    " convolutional network on spectrograms beat the tutorial one by 12 to 50 points here.",
)
def small_network_for_sound(problem: Problem) -> Pick[Family] | Skip:
    """Without a GPU, or on a small device, a small convolutional network over spectrograms is what one can afford."""
    if problem.compute.device == "gpu" and not hurried(problem):
        return skip("needs a CPU, a small device, or latency to come first")
    return pick(
        "cnn",
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s on {problem.compute.device.upper()} for"
        f" {problem.compute.deploy}: a spectrogram is an image that a small network reads quickly",
        ["cnn", "pretrained"] if problem.priorities.pretrained else None,
        rows_warning(problem),
    )


@family.rule(
    "FAM-SOUND-PRETRAINED",
    scope(kind="audio"),
    sources=["guide:G-HID-3", "guide:G-HID-4", "guide:G-HID-5", "ast2021"],
    strength="strong",
    rulesets=BOTH,
)
def published_network_for_sound(problem: Problem) -> Pick[Family] | Skip:
    """A transformer that learnt from two million clips needs a new head and a little tuning."""
    if not problem.priorities.pretrained:
        return skip("needs sound, and published weights")
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s: a published network has heard millions and"
        " needs a new head",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-SOUND-CNN",
    scope(kind="audio"),
    sources=["guide:G-HID-3", "specaugment2019"],
    strength="moderate",
    rulesets=BOTH,
)
def network_of_its_own_for_sound(problem: Problem) -> Pick[Family]:
    """A spectrogram is an image: a residual convolutional network reads it from random weights."""
    return pick(
        "cnn",
        f"published weights are ruled out, so a residual network learns from spectrograms of"
        f" {plural(problem.data.rows, 'clip')}",
        warning=rows_warning(problem),
    )


# Time series --------------------------------------------------------------------------------------------


@family.rule(
    "FAM-SERIES-DENSE",
    scope(task="forecasting"),
    sources=["guide:G-IN-1", "guide:G-OUT-3", "guide:G-HID-2"],
    strength="moderate",
    rulesets=GUIDE,
)
def dense_stack_over_lags(problem: Problem) -> Pick[Family]:
    """To the guide past steps are features like others, and each step ahead is one more target."""
    return pick(
        "mlp",
        f"the guide is silent on forecasts, so past steps are inputs and {plural(problem.data.horizon, 'step')} ahead"
        " are as many outputs of a dense network; linear models on lags beat recurrent ones here",
    )


@family.rule(
    "FAM-SERIES-ZERO",
    scope(task="forecasting"),
    sources=["chronos2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; so few steps are better forecast by a network that has seen many other"
    " series.",
)
def forecaster_as_it_is(problem: Problem) -> Pick[Family] | Skip:
    """A published forecaster has seen many series and needs none to train on."""
    data = problem.data
    if not problem.priorities.pretrained:
        return skip("needs series to forecast, and published weights")
    if data.covariates or problem.compute.deploy == "edge":
        return skip("needs series without other variables, and a server to run on")
    if data.rows >= FEW_POINTS:
        return skip(f"needs fewer than {count(FEW_POINTS)} time steps in all")
    return pick(
        "zero-shot",
        f"{plural(data.rows, 'time step')} over {plural(data.series, 'series', 'series')} train no network well; a"
        " published forecaster needs none",
        ["zero-shot", "linear-series"],
    )


@family.rule(
    "FAM-SERIES-TRANSFORMER",
    scope(task="forecasting"),
    sources=["patchtst2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; patches of long series let attention pass linear models.",
)
def patches_of_long_series(problem: Problem) -> Pick[Family] | Skip:
    """On long series a transformer over patches gains from a longer look-back and passes linear models."""
    data = problem.data
    if problem.compute.device != "gpu" or hurried(problem) or problem.priorities.first == "speed":
        return skip("needs a GPU, a server to run on, and time to train")
    if data.rows < MANY_POINTS or data.rows < LONG_SERIES * data.series:
        return skip(f"needs {count(MANY_POINTS)} time steps in all and {count(LONG_SERIES)} of each series")
    return pick(
        "transformer",
        f"{count(data.rows)} time steps, {count(data.rows // data.series)} of each series, are enough for attention"
        " over patches to pass a linear layer",
        ["transformer", "linear-series", "nhits"],
    )


@family.rule(
    "FAM-SERIES-NHITS",
    scope(task="forecasting"),
    sources=["nhits2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; one network over all series learns what they share.",
)
def one_network_for_many_series(problem: Problem) -> Pick[Family] | Skip:
    """One network over many series learns what they share, at several time scales, and stays quick."""
    data = problem.data
    if data.series < MANY_SERIES or data.rows < FEW_POINTS:
        return skip(f"needs {MANY_SERIES} series with {count(FEW_POINTS)} time steps in all")
    return pick(
        "nhits",
        f"{count(data.series)} series of some {count(data.rows // data.series)} steps: one network learns what they"
        " share",
        ["nhits", "linear-series"],
        f"{plural(data.covariates, 'other variable')}: boosted trees over lags and variables are hard to beat here"
        if data.covariates
        else None,
    )


@family.rule(
    "FAM-SERIES-LINEAR",
    scope(task="forecasting"),
    sources=["dlinear2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; a linear model on lags with a small network beside it beat the"
    " tutorial LSTM on every series measured here.",
)
def linear_layer_over_lags(problem: Problem) -> Pick[Family]:
    """A linear layer from past to future, with a small network beside it, is quick and hard to beat."""
    data = problem.data
    few = data.rows < FEW_POINTS
    return pick(
        "linear-series",
        f"{plural(data.rows, 'time step')} over {plural(data.series, 'series', 'series')}: a linear layer from past to"
        " future learns quickly and is hard to beat",
        ["linear-series", "nhits"],
        f"{plural(data.rows, 'time step')} are few to train on: compare with exponential smoothing" if few else None,
    )


@family.rule(
    "FAM-SERIES-RNN",
    scope(kind="series"),
    sources=["guide:G-CLIP-1", "guide:G-DO-3"],
    strength="moderate",
    rulesets=GUIDE,
)
def recurrence_over_series(problem: Problem) -> Pick[Family] | Skip:
    """The guide's networks for what comes in order are recurrent, as far as they remember."""
    data = problem.data
    if data.length < 2:
        return skip("needs more than a single step")
    if data.length > REMEMBERED_STEPS:
        return skip(f"needs at most {count(REMEMBERED_STEPS)} steps, as far as gated cells remember")
    return pick(
        "rnn",
        f"{plural(data.length, 'step')} in order go to a recurrent network",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-SERIES-CNN",
    scope(kind="series"),
    sources=["inceptiontime2019", "bai2018"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide names recurrent networks for what comes in order; on series to classify convolutions lead.",
)
def convolutions_over_series(problem: Problem) -> Pick[Family] | Skip:
    """What tells series apart are short shapes anywhere in them, which convolutions find."""
    data = problem.data
    if data.length < 2:
        return skip("needs more than a single step")
    return pick(
        "cnn",
        f"{plural(data.rows, 'series', 'series')} of {plural(data.length, 'step')}: convolutions find the shapes that"
        " tell classes apart, wherever they stand",
        warning=rows_warning(problem),
    )
