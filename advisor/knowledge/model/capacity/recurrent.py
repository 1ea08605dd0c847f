"""Depth and width of recurrent networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.model.capacity.base import (
    GUIDE_UNITS,
    GUIDE_UNITS_GPU,
    MASSIVE_SEQUENCES,
    bidirectional,
    cell,
    examples,
    layers,
    widths,
)
from advisor.knowledge.predicates import stretch
from advisor.knowledge.scopes import scope, tasks_but
from advisor.quantities import amount, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Cell
    from advisor.problem import Problem

SPEECH: Final = scope(task="speech-recognition", family="rnn")
SEQUENCES: Final = scope(task=tasks_but("speech-recognition"), family="rnn")
EACH_STEP: Final = ("token-classification", "speech-recognition")  # tasks that predict something at each step

FEW_SEQUENCES: Final = 1_000  # sequences below which 64 units are enough (folklore)
SOME_SEQUENCES: Final = 10_000  # sequences from which a second recurrent layer pays (folklore)
MANY_SEQUENCES: Final = 100_000  # sequences from which 256 units pay (folklore)
SPEECH_LAYERS: Final = 4  # recurrent layers over spectrograms; Deep Speech 2 has up to seven (folklore)
SPEECH_UNITS: Final = 512  # upper end for recurrent layers (folklore)


@layers.rule(
    "LAY-SPEECH",
    SPEECH,
    sources=["guide:G-HID-3", "guide:R2", "graves2006"],
    strength="folklore",
    rulesets=BOTH,
)
def several_over_speech(problem: Problem) -> Pick[int]:
    """Speech needs more recurrent layers than other sequences, as many as train without skips."""
    return pick(
        SPEECH_LAYERS,
        f"{amount(problem.data.hours, 'hour')} of speech: sounds, syllables and words take a layer each, as deep as a"
        " stack trains without skips",
        [3, 4, 5],
    )


@layers.rule("LAY-RNN", SEQUENCES, sources=["chung2014", "guide:G-HID-2"], strength="folklore", rulesets=BOTH)
def one_or_two_recurrent(problem: Problem) -> Pick[int]:
    """One recurrent layer is deep along time already; a second pays once there is enough data for it."""
    few = problem.data.rows < SOME_SEQUENCES
    return pick(
        1 if few else 2,
        f"{examples(problem)} support {'one recurrent layer, which' if few else 'two recurrent layers; each'} is deep"
        " along time already",
        [1, 2, 3],
    )


@widths.rule(
    "WID-SPEECH",
    SPEECH,
    sources=["guide:G-HID-3", "graves2006"],
    strength="folklore",
    rulesets=BOTH,
)
def wide_over_speech(problem: Problem, layers: int) -> Pick[list[int]]:
    """Speech has more to tell apart than other sequences, so its recurrent layers are wide."""
    return pick(
        [SPEECH_UNITS] * layers,
        f"{amount(problem.data.hours, 'hour')} of speech, with many sounds and words to tell apart: the upper end for"
        " recurrent layers",
        [[units] * layers for units in (256, 512, 768)],
    )


@widths.rule(
    "WID-RNN-GUIDE",
    SEQUENCES,
    sources=["guide:G-HID-6", "guide:G-HID-9"],
    strength="moderate",
    rulesets=GUIDE,
)
def the_guides_hundred_recurrent(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """The guide starts from up to a hundred neurons, the same in every layer."""
    if problem.data.rows < FEW_SEQUENCES:
        return skip(f"needs at least {count(FEW_SEQUENCES)} sequences")
    units = GUIDE_UNITS_GPU if problem.compute.device == "gpu" else GUIDE_UNITS
    return pick([units] * layers, f"{examples(problem)}: the upper end of the guide's 1 to 100 neurons")


@widths.rule(
    "WID-RNN",
    SEQUENCES,
    sources=["chung2014", "ml-engineering"],
    strength="folklore",
    rulesets=BOTH,
    versus="The guide starts from at most 100 neurons; more data supports more.",
)
def recurrent_units_by_data(problem: Problem, layers: int) -> Pick[list[int]]:
    """Recurrent layers have 64 to 512 units, as many as the sequences support, and more after underfitting."""
    rows = problem.data.rows
    underfitted = problem.observed.fit == "underfitting"
    units = 64 if rows < FEW_SEQUENCES else 128 if rows < MANY_SEQUENCES else 256
    if underfitted:
        units *= 2
    if rows >= MASSIVE_SEQUENCES and problem.compute.device == "gpu":
        units = 512
    return pick(
        [units] * layers,
        f"{examples(problem)} of {plural(problem.data.length, 'step')} support {units} units, on a scale of 64 to 512"
        + (", after an earlier network underfitted" if underfitted else ""),
        [[n] * layers for n in (units // 2, units, 2 * units)],
    )


@cell.rule(
    "CELL-GRU",
    sources=["chung2014", "jozefowicz2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide does not say which cell; on little data the one with a quarter fewer weights is as good.",
)
def three_gates_for_little_data(problem: Problem) -> Pick[Cell] | Skip:
    """A GRU has a quarter fewer weights than an LSTM, and neither is clearly better."""
    if problem.data.rows >= SOME_SEQUENCES:
        return skip(f"needs fewer than {count(SOME_SEQUENCES)} sequences")
    return pick(
        "gru", f"{examples(problem)}: a GRU has a quarter fewer weights than an LSTM, and is as good", ["gru", "lstm"]
    )


@cell.rule("CELL-LSTM", sources=["guide", "hochreiter1997", "jozefowicz2015"], strength="moderate", rulesets=BOTH)
def lstm_by_default(problem: Problem) -> Pick[Cell]:
    """None of ten thousand cells beat the LSTM consistently."""
    return pick(
        "lstm",
        f"{examples(problem)} of {stretch(problem)}: no other cell beats an LSTM consistently (the guide is silent)",
        ["lstm", "gru"],
    )


@bidirectional.rule(
    "BID-TOKENS",
    scope(task=EACH_STEP),
    sources=["graves2006"],
    strength="strong",
    rulesets=BOTH,
)
def both_ways_over_each_step(problem: Problem) -> Pick[bool]:
    """What a step means depends on what follows it too, and the whole sequence is at hand."""
    return pick(True, f"{problem.task} predicts at each step, and what follows tells as much as what came before")


@bidirectional.rule(
    "BID-WHOLE",
    scope(task=tasks_but(*EACH_STEP)),
    sources=["graves2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent and frameworks read forwards by default; the whole sequence is at hand, so both"
    " directions can be read.",
)
def both_ways_over_whole_sequences(problem: Problem) -> Pick[bool] | Skip:
    """Where the whole sequence is at hand, reading it backwards too brings its beginning close to the output."""
    if problem.compute.deploy == "edge" or problem.priorities.first in ("latency", "memory"):
        return skip("needs a server to predict on, and neither latency nor memory first")
    return pick(
        True,
        f"the whole sequence of {plural(problem.data.length, 'step')} is at hand, and read backwards its beginning is"
        " as close to the output as its end",
        [True, False],
    )


@bidirectional.rule(
    "BID-FORWARD",
    scope(task=tasks_but(*EACH_STEP)),
    sources=["guide", "chung2014"],
    strength="moderate",
    rulesets=BOTH,
)
def forwards_only(problem: Problem) -> Pick[bool]:
    """Reading forwards only is the default of frameworks, and half the work."""
    return pick(
        False,
        f"reading forwards only is half the work over {stretch(problem)} (the guide is silent)",
        [False, True],
    )
