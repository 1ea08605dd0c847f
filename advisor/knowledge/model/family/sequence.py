"""The kind of network for sequences of feature vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.model.family.base import REMEMBERED_STEPS, family, rows_warning
from advisor.knowledge.predicates import latency_first_or_edge
from advisor.knowledge.scopes import scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SEQUENCES: Final = scope(kind="sequence")
DEEP_SEQUENCES: Final = 100_000  # sequences; attention has to learn order from data (folklore)
ATTENTION_LENGTHS: Final = (64, 2_048)  # steps; below nothing to gain, above the square of the length tells
RECURRENT_STEPS: Final = 256  # steps; each waits for the one before (folklore)


@family.rule(
    "FAM-SINGLE-STEP",
    scope(kind=("sequence", "series"), task=tasks_but("forecasting")),
    sources=["guide:G-IN-1", "guide:G-HID-2"],
    strength="strong",
    rulesets=BOTH,
)
def single_step_is_a_row(problem: Problem) -> Pick[Family] | Skip:
    """An example of one step has no order: it is a row of a table."""
    if problem.data.length > 1:
        return skip("needs examples of a single step")
    return pick("mlp", "an example of 1 step has no order for a recurrent network to read")


@family.rule(
    "FAM-SEQUENCE-TRANSFORMER",
    SEQUENCES,
    sources=["vaswani2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names recurrent networks for sequences; attention reads all steps at once and gains most from"
    " large data (not yet measured here).",
)
def attention_over_many_sequences(problem: Problem) -> Pick[Family] | Skip:
    """With many sequences attention learns which steps matter, and a GPU reads all steps at once."""
    data = problem.data
    if problem.compute.device != "gpu" or latency_first_or_edge(problem):
        return skip("needs a GPU to train on, a server to predict on, and something else than latency first")
    if data.rows < DEEP_SEQUENCES:
        return skip(f"needs at least {count(DEEP_SEQUENCES)} sequences")
    if not ATTENTION_LENGTHS[0] <= data.length <= ATTENTION_LENGTHS[1]:
        return skip(f"needs {ATTENTION_LENGTHS[0]} to {count(ATTENTION_LENGTHS[1])} steps")
    return pick(
        "transformer",
        f"{count(data.rows)} sequences of {plural(data.length, 'step')} are enough for attention to learn which steps"
        " matter, all at once on the GPU",
        ["transformer", "cnn", "rnn"],
    )


@family.rule(
    "FAM-SEQUENCE-CNN",
    SEQUENCES,
    sources=["bai2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names recurrent networks for sequences; over a range of tasks convolutions were as good or"
    " better, remember longer and run all steps at once.",
)
def convolutions_over_long_sequences(problem: Problem) -> Pick[Family] | Skip:
    """A recurrent network takes one step after the other; convolutions see them all at once and reach further."""
    data = problem.data
    if data.length > RECURRENT_STEPS:
        return pick(
            "cnn",
            f"a recurrent network reads {count(data.length)} steps one by one and forgets the first; convolutions read"
            " them at once",
            ["cnn", "rnn"],
            rows_warning(problem),
        )
    if latency_first_or_edge(problem) and data.length > 1:
        why = (
            "run on an edge device" if problem.compute.deploy == "edge" else "have to be quick, as latency comes first"
        )
        return pick(
            "cnn",
            f"predictions {why}, and convolutions read {plural(data.length, 'step')} at once, not one by one",
            ["cnn", "rnn"],
            rows_warning(problem),
        )
    return skip(f"needs more than {RECURRENT_STEPS} steps, or several steps and an edge device or latency first")


@family.rule(
    "FAM-SEQUENCE-LONG",
    SEQUENCES,
    sources=["guide:G-VAN-1", "hochreiter1997"],
    strength="moderate",
    rulesets=GUIDE,
)
def too_long_for_recurrence(problem: Problem) -> Pick[Family] | Skip:
    """Gated cells carry error over about a thousand steps; beyond, the early ones hardly learn."""
    data = problem.data
    if data.length <= REMEMBERED_STEPS:
        return skip(f"needs more than {count(REMEMBERED_STEPS)} steps")
    return pick(
        "cnn",
        f"gradients vanish over {count(data.length)} recurrent steps, which the guide warns of; convolutions have"
        " short paths",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-RNN",
    SEQUENCES,
    sources=["guide:G-CLIP-1", "guide:G-DO-3", "chung2014"],
    strength="moderate",
    rulesets=BOTH,
)
def recurrence_over_sequences(problem: Problem) -> Pick[Family]:
    """Gated recurrent cells read ordered vectors of any number of steps with few parameters."""
    data = problem.data
    return pick(
        "rnn",
        f"{plural(data.length, 'step')} of {plural(data.features, 'value')} in order: a gated recurrent network reads"
        f" them with few parameters, which suits {plural(data.rows, 'sequence')}",
        ["rnn", "cnn"],
        rows_warning(problem),
    )
