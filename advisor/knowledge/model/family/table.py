"""The kind of network for tables, and for sequences of feature vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.family.base import REMEMBERED_STEPS, family, hurried, rows_warning
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

TABM_ROWS: Final = 10_000  # rows; typical smallest table of TabM's study, arXiv:2410.24210
TABM_SMALL_ROWS: Final = 1_000  # rows; TabM's study has few tables below, arXiv:2410.24210
TABM_MOST_ROWS: Final = 13_000_000  # rows; the largest table TabM was run on, arXiv:2410.24210
TABM_FEATURES: Final = 1_000  # columns; each member rescales every input, beyond that it costs more than it gains
WIDE_TABLE: Final = 100_000  # columns; a first layer of 256 units then holds 26 million weights
DEEP_SEQUENCES: Final = 100_000  # sequences; attention has to learn order from data (folklore)
ATTENTION_LENGTHS: Final = (64, 2_048)  # steps; below nothing to gain, above the square of the length tells
RECURRENT_STEPS: Final = 256  # steps; each waits for the one before (folklore)

# Tables -------------------------------------------------------------------------------------------------


@family.rule(
    "FAM-TABM",
    scope(kind="table"),
    sources=["tabm2024", "tabm"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (TABM_SMALL_ROWS, TABM_MOST_ROWS)},
    versus="The guide knows single dense stacks only; TabM is such a stack that averages 32 members inside, and ranks"
    " best among networks for tables in its authors' study (not yet measured here).",
)
def ensemble_in_one_network(problem: Problem) -> Pick[Family] | Skip:
    """An MLP whose members share most weights averages like an ensemble, at a price that a GPU pays easily."""
    if problem.compute.device != "gpu":
        return skip("32 members cost too much without a GPU")
    if hurried(problem) or problem.priorities.first in ("speed", "memory"):
        return skip("needs a server, and accuracy or calibration to come first")
    if problem.data.rows < TABM_ROWS:
        return skip(f"studied mostly from {count(TABM_ROWS)} rows on")
    if problem.data.features > TABM_FEATURES:
        return skip(f"needs at most {count(TABM_FEATURES)} columns")
    return pick(
        "tabm",
        f"{plural(problem.data.rows, 'row')} and a GPU: an ensemble inside one MLP leads plain MLPs at this size for"
        " little more time",
        ["tabm", "mlp"],
    )


@family.rule(
    "FAM-TABM-CALIBRATED",
    scope(kind="table"),
    sources=["tabm2024", "lakshminarayanan2016"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (TABM_SMALL_ROWS, TABM_MOST_ROWS)},
    versus="The guide has no answer for calibration; averages of several networks are better calibrated than one.",
)
def ensemble_for_calibration(problem: Problem) -> Pick[Family] | Skip:
    """An average of networks is better calibrated than one, and on a small table its members cost little."""
    if problem.priorities.first != "calibration" or problem.compute.deploy == "edge":
        return skip("needs calibration to come first, and a server to run on")
    if not TABM_SMALL_ROWS <= problem.data.rows < TABM_ROWS:
        return skip(f"needs {count(TABM_SMALL_ROWS)} to {count(TABM_ROWS)} rows")
    if problem.data.features > TABM_FEATURES:
        return skip(f"needs at most {count(TABM_FEATURES)} columns")
    return pick(
        "tabm",
        f"calibration comes first, and with {plural(problem.data.rows, 'row')} an average over members inside one"
        " network is affordable",
        ["tabm", "mlp"],
    )


@family.rule(
    "FAM-MLP",
    scope(kind="table"),
    sources=["guide:G-IN-2", "guide:G-HID-2", "realmlp2024", "tabm2024"],
    strength="strong",
    rulesets=BOTH,
)
def dense_stack_for_a_table(problem: Problem) -> Pick[Family]:
    """Columns of a table have no order to exploit, and a well-set stack of dense layers is hard to beat on them."""
    data = problem.data
    warning = rows_warning(problem)
    if data.features > WIDE_TABLE:
        warning = (
            f"{count(data.features)} columns are beyond every study of dense networks on tables:"
            " select columns first, or take a sparse linear model"
        )
    return pick(
        "mlp",
        f"{plural(data.rows, 'row')} of {plural(data.features, 'column')} in no particular order: dense layers are all"
        " that a table needs",
        warning=warning,
    )


# Sequences ----------------------------------------------------------------------------------------------


@family.rule(
    "FAM-SINGLE-STEP",
    sources=["guide:G-IN-1", "guide:G-HID-2"],
    strength="strong",
    rulesets=BOTH,
)
def single_step_is_a_row(problem: Problem) -> Pick[Family] | Skip:
    """An example of one step has no order: it is a row of a table."""
    data = problem.data
    if data.kind != "sequence" and not (data.kind == "series" and problem.task != "forecasting"):
        return skip("the data is not a sequence or series to classify")
    if data.length > 1:
        return skip("needs examples of a single step")
    return pick("mlp", f"an example of {plural(data.length, 'step')} has no order for a recurrent network to read")


@family.rule(
    "FAM-SEQUENCE-TRANSFORMER",
    scope(kind="sequence"),
    sources=["vaswani2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names recurrent networks for sequences; attention reads all steps at once and gains most from"
    " large data (not yet measured here).",
)
def attention_over_many_sequences(problem: Problem) -> Pick[Family] | Skip:
    """With many sequences attention learns which steps matter, and a GPU reads all steps at once."""
    data = problem.data
    if problem.compute.device != "gpu" or hurried(problem):
        return skip("needs a GPU to train, and a server to run on")
    if data.rows < DEEP_SEQUENCES:
        return skip(f"needs at least {count(DEEP_SEQUENCES)} sequences")
    if not ATTENTION_LENGTHS[0] <= data.length <= ATTENTION_LENGTHS[1]:
        return skip(f"needs {ATTENTION_LENGTHS[0]} to {count(ATTENTION_LENGTHS[1])} steps")
    return pick(
        "transformer",
        f"{count(data.rows)} sequences of {data.length} steps are enough for attention to learn what to look at,"
        " all steps at once on the GPU",
        ["transformer", "cnn", "rnn"],
    )


@family.rule(
    "FAM-SEQUENCE-CNN",
    scope(kind="sequence"),
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
            f"{count(data.length)} steps are slow to walk one by one and easily forgotten; convolutions read them at"
            " once",
            ["cnn", "rnn"],
            rows_warning(problem),
        )
    if hurried(problem):
        return pick(
            "cnn",
            f"predictions have to be quick ({problem.compute.deploy}, {problem.priorities.first} first), and"
            f" convolutions need not walk the {data.length} steps one by one",
            ["cnn", "rnn"],
            rows_warning(problem),
        )
    return skip(f"needs more than {RECURRENT_STEPS} steps, or predictions that have to be quick")


@family.rule(
    "FAM-SEQUENCE-LONG",
    scope(kind="sequence"),
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
    scope(kind="sequence"),
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
