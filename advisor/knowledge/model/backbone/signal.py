"""Which published network for speech, other sounds, and time series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Pick, pick
from advisor.knowledge.common import BOTH, count, plural
from advisor.knowledge.model.backbone.base import FEW_PER_CLASS, hurried, per_class, wanted
from advisor.knowledge.scopes import scope
from advisor.networks.published import published

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
    """Whisper by size: small for some hours, medium for many; wav2vec 2 where answers must be immediate."""
    hours = f"{problem.data.hours:,.3g} hours of speech"
    cpu = problem.compute.device == "cpu"
    if family == "zero-shot":
        name = "whisper_base" if cpu else "whisper_small"
        if not cpu and problem.compute.device_memory_gib >= TURBO_GB:
            name = "whisper_large_v3_turbo"
        return pick(
            Wanted(name, "none"),
            f"{hours} are too few to tune it, so an able tier for a {problem.compute.device} is used as it is",
            ["whisper_small", "whisper_large_v3_turbo"],
        )
    if hurried(problem) and not problem.data.multilingual:
        return pick(Wanted("wav2vec2_base", "all"), f"{hours}, and answers have to be immediate", ["whisper_tiny"])
    name = (
        "whisper_medium" if problem.data.hours >= MANY_HOURS and not cpu else "whisper_base" if cpu else "whisper_small"
    )
    return pick(
        Wanted(name, "all"),
        f"{hours} tune {count(published(name).parameters)} parameters on a {problem.compute.device}",
        ["whisper_base", "whisper_small", "whisper_medium"],
    )


@wanted.rule("BACK-SOUND", scope(kind="audio"), sources=["ast2021"], strength="moderate", rulesets=BOTH)
def sound_network(problem: Problem, family: Family) -> Pick[Wanted]:
    """The audio spectrogram transformer, trained on AudioSet, led on small sets of sounds."""
    learns: Trainable = "head" if per_class(problem) < FEW_PER_CLASS else "all"
    return pick(
        Wanted("ast", "none" if family == "zero-shot" else learns),
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s build on a network that knows 527 kinds of"
        " sound",
    )


@wanted.rule("BACK-SERIES", scope(kind="series"), sources=["chronos2024"], strength="moderate", rulesets=BOTH)
def forecaster(problem: Problem, family: Family) -> Pick[Wanted]:
    """Chronos-Bolt forecasts series that it has never seen."""
    name = "chronos_bolt_base" if problem.compute.device == "gpu" else "chronos_bolt_small"
    return pick(
        Wanted(name, "none" if family == "zero-shot" else "all"),
        f"{count(problem.data.rows)} time steps in all are too few to train on, and a"
        f" {problem.compute.device} runs {count(published(name).parameters)} parameters",
        ["chronos_bolt_small", "chronos_bolt_base"],
    )
