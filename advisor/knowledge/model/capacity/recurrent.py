"""Depth and width of recurrent networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.capacity.base import (
    GUIDE_UNITS,
    GUIDE_UNITS_GPU,
    bidirectional,
    cell,
    examples,
    layers,
    widths,
)
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Cell
    from advisor.problem import Problem

FEW_SEQUENCES: Final = 1_000  # sequences below which 64 units are enough (folklore)
SOME_SEQUENCES: Final = 10_000  # sequences from which a second recurrent layer pays (folklore)
MANY_SEQUENCES: Final = 100_000  # sequences from which 256 units pay (folklore)
MASSIVE_SEQUENCES: Final = 1_000_000  # sequences from which 512 units pay (folklore)
SPEECH_LAYERS: Final = 4  # recurrent layers over spectrograms; Deep Speech 2 has up to seven (folklore)
SPEECH_UNITS: Final = 512  # upper end for recurrent layers (folklore)


@layers.rule(
    "LAY-SPEECH",
    scope(task="speech-recognition", family="rnn"),
    sources=["guide:G-HID-3", "guide:R2", "graves2006"],
    strength="folklore",
    rulesets=BOTH,
)
def several_over_speech(problem: Problem) -> Pick[int]:
    """Speech needs more recurrent layers than other sequences, as far as a plain stack goes."""
    return pick(
        SPEECH_LAYERS,
        f"{problem.data.hours:.3g} hours of speech: sounds, syllables and words want a layer each, as far as a plain"
        " stack goes",
        [3, 4, 5],
    )


@layers.rule("LAY-RNN", scope(family="rnn"), sources=["chung2014", "guide:G-HID-2"], strength="folklore", rulesets=BOTH)
def one_or_two_recurrent(problem: Problem) -> Pick[int]:
    """One recurrent layer is deep along time already; a second pays once there is data to feed it."""
    few = problem.data.rows < SOME_SEQUENCES
    return pick(
        1 if few else 2,
        f"{examples(problem)} {'feed one recurrent layer' if few else 'feed a second recurrent layer'}, deep along time"
        " as it is",
        [1, 2, 3],
    )


@widths.rule(
    "WID-SPEECH",
    scope(task="speech-recognition", family="rnn"),
    sources=["guide:G-HID-3", "graves2006"],
    strength="folklore",
    rulesets=BOTH,
)
def wide_over_speech(problem: Problem, layers: int) -> Pick[list[int]]:
    """Speech holds more than other sequences."""
    return pick(
        [SPEECH_UNITS] * layers,
        f"{problem.data.hours:.3g} hours of speech hold many sounds and words: the upper end for recurrent layers",
        [[units] * layers for units in (256, 512, 768)],
    )


@widths.rule(
    "WID-RNN-GUIDE",
    scope(family="rnn"),
    sources=["guide:G-HID-6", "guide:G-HID-9"],
    strength="moderate",
    rulesets=GUIDE,
)
def the_guides_hundred_recurrent(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """The guide starts from up to a hundred neurons, as many in each layer."""
    if problem.data.rows < FEW_SEQUENCES:
        return skip(f"needs a recurrent network, and {count(FEW_SEQUENCES)} sequences")
    units = GUIDE_UNITS_GPU if problem.compute.device == "gpu" else GUIDE_UNITS
    return pick([units] * layers, f"{examples(problem)}: the upper end of the guide's 1 to 100 neurons")


@widths.rule(
    "WID-RNN",
    scope(family="rnn"),
    sources=["chung2014", "ml-engineering"],
    strength="folklore",
    rulesets=BOTH,
    versus="The guide starts from at most 100 neurons; larger data feeds more.",
)
def recurrent_units_by_data(problem: Problem, layers: int) -> Pick[list[int]]:
    """Recurrent layers of 64 to 512 units, as the sequences allow, in multiples of 8."""
    rows = problem.data.rows
    units = 64 if rows < FEW_SEQUENCES else 128 if rows < MANY_SEQUENCES else 256
    if problem.observed.fit == "underfitting":
        units *= 2
    if rows >= MASSIVE_SEQUENCES and problem.compute.device == "gpu":
        units = 512
    return pick(
        [units] * layers,
        f"{examples(problem)} of {plural(problem.data.length, 'step')} feed {units} units, on a scale of 64 to 512",
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
    return pick("gru", f"{examples(problem)}: a quarter fewer weights than an LSTM, and as good", ["gru", "lstm"])


@cell.rule("CELL-LSTM", sources=["guide", "hochreiter1997", "jozefowicz2015"], strength="moderate", rulesets=BOTH)
def lstm_by_default(problem: Problem) -> Pick[Cell]:
    """None of ten thousand cells beat the LSTM consistently."""
    return pick(
        "lstm",
        f"{examples(problem)} of {plural(problem.data.length, 'step')}: no other cell beat it consistently (the guide"
        " is silent)",
        ["lstm", "gru"],
    )


@bidirectional.rule(
    "BID-TOKENS",
    scope(task=("token-classification", "speech-recognition")),
    sources=["graves2006"],
    strength="strong",
    rulesets=BOTH,
)
def both_ways_over_each_step(problem: Problem) -> Pick[bool]:
    """What a step means depends on what follows it too, and all of it is at hand."""
    return pick(True, f"{problem.task} answers at each step, and what follows tells as much as what came before")


@bidirectional.rule(
    "BID-WHOLE",
    sources=["graves2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent and frameworks read forwards by default; a whole sequence is at hand, so both ends may"
    " speak.",
)
def both_ways_over_whole_sequences(problem: Problem) -> Pick[bool] | Skip:
    """Where the whole sequence is at hand, reading it backwards too shortens the way from its beginning."""
    if problem.compute.deploy == "edge" or problem.priorities.first in ("latency", "memory"):
        return skip("needs room for twice the weights and time")
    return pick(
        True,
        f"all {plural(problem.data.length, 'step')} are at hand, and backwards their beginning is as near as their end",
        [True, False],
    )


@bidirectional.rule("BID-FORWARD", sources=["guide", "chung2014"], strength="moderate", rulesets=BOTH)
def forwards_only(problem: Problem) -> Pick[bool]:
    """Reading forwards only is the default of frameworks, and half the work."""
    return pick(
        False,
        f"the guide is silent, and forwards alone is half the work over {plural(problem.data.length, 'step')}",
        [False, True],
    )
