"""Which output layer belongs to which loss: every pair of the two, as `output_pairs.json` says it.

A loss that ends in `-logits` applies its own sigmoid or softmax; the one without takes probabilities. `poisson` takes
rates, `poisson-log` their logarithms. Categorical and sparse cross-entropy differ in labels alone and are one here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct
from msgspec.json import decode

PAIRS: Final = Path(__file__).with_name("output_pairs.json")
Verdict = Literal["right", "note", "warning", "error"]


class Pair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An output non-linearity under a loss."""

    loss: str
    output: str
    verdict: Verdict
    because: str = ""
    """What goes wrong; empty where the pair is right."""
    instead: str = ""
    """What is right, in words."""
    better_output: str = ""
    """The output that suits the loss, where one does."""
    better_loss: str = ""
    """The loss that suits the output, where one does."""
    tasks: tuple[str, ...] = ()
    """The tasks for which this is a usual pair."""


@cache
def output_pairs() -> Mapping[tuple[str, str], Pair]:
    """All pairs by loss and output."""
    return {(pair.loss, pair.output): pair for pair in decode(PAIRS.read_bytes(), type=list[Pair])}


def usual_pairs(task: str) -> list[Pair]:
    """The right pairs for a task; empty where the table has none."""
    return [pair for pair in output_pairs().values() if task in pair.tasks]
