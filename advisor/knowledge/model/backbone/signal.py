"""Which published network for speech, other sounds, and time series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.model.backbone.base import too_few_to_move, wanted
from advisor.knowledge.predicates import light_network_because
from advisor.knowledge.scopes import scope
from advisor.networks.published import published
from advisor.quantities import amount, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Trainable
    from advisor.problem import Problem

MANY_HOURS: Final = 100.0  # hours of speech from which the next tier of Whisper pays; folklore
TURBO_GB: Final = 6.0  # GiB of a GPU that Whisper large-v3-turbo answers in; openai/whisper's read-me


@wanted.rule(
    "BACK-SPEECH",
    scope(task="speech-recognition"),
    sources=["whisper2022", "baevski2020"],
    strength="moderate",
    rulesets=BOTH,
)
def speech_recogniser(problem: Problem, family: Family) -> Pick[Wanted]:
    """Whisper by size: small for some hours, medium for many; wav2vec 2 where predictions must be light."""
    hours = f"{amount(problem.data.hours, 'hour')} of speech"
    cpu = problem.compute.device == "cpu"
    if family == "zero-shot":
        name = "whisper_base" if cpu else "whisper_small"
        if not cpu and problem.compute.device_memory_gib >= TURBO_GB:
            name = "whisper_large_v3_turbo"
        return pick(
            Wanted(name, "none"),
            f"{hours} evaluate a recogniser that is used as published, of a size that a"
            f" {problem.compute.device.upper()} runs",
            ["whisper_small", "whisper_large_v3_turbo"],
        )
    light = light_network_because(problem)
    if light and not problem.data.multilingual:
        return pick(Wanted("wav2vec2_base", "all"), f"{hours}, and {light}", ["whisper_tiny"])
    name = (
        "whisper_medium" if problem.data.hours >= MANY_HOURS and not cpu else "whisper_base" if cpu else "whisper_small"
    )
    return pick(
        Wanted(name, "all"),
        f"{hours} tune {count(published(name).parameters)} parameters on a {problem.compute.device.upper()}",
        ["whisper_base", "whisper_small", "whisper_medium"],
    )


@wanted.rule(
    "BACK-SOUND",
    scope(kind="audio", task=("binary", "multiclass", "multilabel")),
    sources=["ast2021"],
    strength="moderate",
    rulesets=BOTH,
)
def sound_network(problem: Problem, family: Family) -> Pick[Wanted]:
    """The audio spectrogram transformer, trained on AudioSet, led on small sets of sounds."""
    learns: Trainable = "head" if too_few_to_move(problem) else "all"
    return pick(
        Wanted("ast", "none" if family == "zero-shot" else learns),
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s build on a network that knows 527 kinds of"
        " sound",
    )


@wanted.rule(
    "BACK-SERIES",
    scope(kind="series"),
    sources=["chronos2025", "gift-eval", "chronos-forecasting"],
    strength="strong",
    rulesets=BOTH,
)
def forecaster(problem: Problem, family: Family) -> Pick[Wanted]:
    """Chronos-2 forecasts series that it was not trained on, with the variables beside them."""
    name = "chronos_2_small" if light_network_because(problem) else "chronos_2"
    return pick(
        Wanted(name, "none" if family == "zero-shot" else "all"),
        f"pretrained on many other series, it needs none of the {plural(problem.data.rows, 'time step')} to train on; a"
        f" {problem.compute.device.upper()} runs its {count(published(name).parameters)} parameters",
        ["chronos_2_small", "chronos_2"],
    )
