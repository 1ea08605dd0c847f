"""The kind of network for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.predicates import bears_averages
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

TABLES: Final = scope(kind="table")
TABM_ROWS: Final = 10_000  # rows; typical smallest table of TabM's study, arXiv:2410.24210
TABM_SMALL_ROWS: Final = 1_000  # rows; TabM's study has few tables below, arXiv:2410.24210
TABM_MOST_ROWS: Final = 13_000_000  # rows; the largest table TabM was run on, arXiv:2410.24210
TABM_FEATURES: Final = 1_000  # columns; each member rescales every input, beyond that it costs more than it gains
WIDE_TABLE: Final = 100_000  # columns; a first layer of 256 units then holds 26 million weights


@family.rule(
    "FAM-TABM",
    TABLES,
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
        return skip("needs a GPU: 32 members cost too much without one")
    if not bears_averages(problem):
        return skip("needs a server without a latency limit to predict on, and accuracy or calibration first")
    if problem.data.rows < TABM_ROWS:
        return skip(f"needs at least {count(TABM_ROWS)} rows, as most of the tables that it was studied on have")
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
    TABLES,
    sources=["tabm2024", "lakshminarayanan2016"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (TABM_SMALL_ROWS, TABM_MOST_ROWS)},
    versus="The guide has no answer for calibration; averages of several networks are better calibrated than one.",
)
def ensemble_for_calibration(problem: Problem) -> Pick[Family] | Skip:
    """An average of networks is better calibrated than one, and on a small table its members cost little."""
    if problem.priorities.first != "calibration" or not bears_averages(problem):
        return skip("needs calibration to come first, and a server without a latency limit to predict on")
    if not TABM_SMALL_ROWS <= problem.data.rows < TABM_ROWS:
        return skip(f"needs at least {count(TABM_SMALL_ROWS)} and fewer than {count(TABM_ROWS)} rows")
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
    TABLES,
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
