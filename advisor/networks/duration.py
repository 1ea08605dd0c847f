"""How long training takes: what every update costs whatever it computes, and what its operations cost on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.config.values import Computes, Work

FORWARD: Final = 1 / 3  # of the time that values take in an update, what a forward pass has; derived


class Speed(NamedTuple):
    """How quickly a device computes what is mostly of one kind."""

    operations: float  # a second
    value: float  # seconds for each value that is kept of an example: written, read, written again


class Rates(NamedTuple):
    """How quickly a device trains, in seconds."""

    step: float  # of an update: reading a batch, the loss, the loop
    layer: float  # of each layer of an update: forward, backward, its part of the optimiser
    tick: float  # of each step of a recurrent layer
    weight: float  # of each weight that an update changes
    speeds: Mapping[Computes, Speed]  # by what most operations are part of
    queued: bool  # whether work is queued, so that of overhead and operations the longer alone counts


class Amount(NamedTuple):
    """How much of a work is done."""

    updates: float
    passes: float  # forward passes over an example, those back counted as the forward passes that they cost
    weights: float  # that an update changes


def seconds(rates: Rates, work: Work, amount: Amount) -> float:
    """Seconds on one device.

    >>> from advisor.config.values import Work
    >>> rates = Rates(1e-3, 1e-4, 0.0, 0.0, {"dense": Speed(1e9, 0.0)}, queued=False)
    >>> round(seconds(rates, Work("dense", 100_000, 0, 3), Amount(10, 3 * 320, 0)), 4)
    0.109
    """
    calls = amount.updates * overhead(rates, work, amount.weights)
    computed = amount.passes * pass_seconds(rates, work)
    return max(calls, computed) if rates.queued else calls + computed


def overhead(rates: Rates, work: Work, weights: float) -> float:
    """Seconds of an update that do not depend on how many examples it has."""
    return rates.step + work.layers * rates.layer + work.ticks * rates.tick + weights * rates.weight


def pass_seconds(rates: Rates, work: Work) -> float:
    """Seconds of a forward pass over one example, or of as much of a pass back."""
    speed = rates.speeds[work.computes]
    return work.flops / speed.operations + work.values * speed.value * FORWARD
