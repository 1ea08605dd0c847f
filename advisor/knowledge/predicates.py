"""What the rules of several domains ask of a problem or of earlier choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard

from advisor.knowledge.scopes import NUMBERS, ONE_LABEL, scope
from advisor.quantities import decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem


# Steps of each series up to which Theta, fitted to each by itself, forecasts as well as a network over all: own runs on
# M3, whose series have up to 126; beyond that, folklore.
SHORT_EACH: Final = 400
MEDIAN: Final = 0.5  # its level among quantiles
SEVERAL_SERIES: Final = 20  # series from which their held-out ends weigh a blend; folklore


def several_short_series(problem: Problem) -> bool:
    """Whether a statistical forecast of each series by itself is a match for a network over all."""
    data = problem.data
    return data.series >= SEVERAL_SERIES and data.rows // data.series <= SHORT_EACH


# Quantiles ------------------------------------------------------------------------------------------------


MAY_BE_QUANTILES: Final = scope(kind=("table", "series"), task=NUMBERS)  # problems that quantiles may be asked of


def quantile_levels(problem: Problem) -> list[float]:
    """The levels of the quantiles that are predicted, in order: those asked for, and the median as the one answer."""
    return sorted({*problem.data.quantiles, MEDIAN})


# Deployment and latency -----------------------------------------------------------------------------------


def latency_first_or_edge(problem: Problem) -> bool:
    """Whether latency comes first, or the network runs on an edge device."""
    return problem.compute.deploy == "edge" or problem.priorities.first == "latency"


NO_AVERAGES: Final = "needs a server to predict on, no limit on latency, and accuracy or calibration to come first"


def bears_averages(problem: Problem) -> bool:
    """Whether the mean of several predictions may be the answer: nothing limits latency, memory or training time."""
    wants = problem.priorities
    limited = latency_first_or_edge(problem) or wants.latency_ms is not None
    return not limited and wants.first in ("accuracy", "calibration")


def light_network_because(problem: Problem) -> str:
    """Why the network has to be small or quick, as a clause; empty where nothing asks for it."""
    wants = problem.priorities
    if problem.compute.deploy == "edge":
        return "the network runs on an edge device"
    if wants.latency_ms is not None:
        return f"a prediction may take {wants.latency_ms:g} ms"
    return f"{wants.first} comes first" if wants.first in ("latency", "memory") else ""


# Recurrence -----------------------------------------------------------------------------------------------


def stretch(problem: Problem) -> str:
    """What a recurrent network reads of one example, in words: its steps, or the seconds of a recording."""
    data = problem.data
    return f"{decimal(data.seconds)} s" if data.kind == "audio" else plural(data.length, "step")


# Labels ---------------------------------------------------------------------------------------------------


def labels_of_a_class(problem: Problem) -> int:
    """Labelled examples of an average class or label, or of a target that is a number.

    The average decides how a network is trained: one rare class among many large ones makes no small data set.
    """
    data = problem.data
    if problem.task in ONE_LABEL:
        return data.rows // data.classes
    return data.rows // data.outputs if problem.task == "multilabel" else data.rows


# Short runs of convolutional networks from random weights --------------------------------------------------

SHORT_RUNS: Final = scope(kind=("image", "audio"), family="cnn")  # trained under 1cycle, of a fixed length


def short_run(problem: Problem, family: Family) -> bool:
    """Whether a convolutional network over a plane is trained from scratch, in one run at a rate that falls to zero."""
    return family == "cnn" and problem.data.kind in ("image", "audio")


# Ensembles of networks that are trained at once -----------------------------------------------------------


def several_networks(members: int | None, folds: int) -> TypeGuard[int]:
    """Whether the mean of several networks is predicted, over members, folds or both."""
    return members is not None and members * folds > 1


# Time -----------------------------------------------------------------------------------------------------


def ordered_in_time(problem: Problem) -> bool:
    """Whether the examples have an order in time, or the network is used on later ones."""
    return problem.data.future or bool(problem.data.time_column)
