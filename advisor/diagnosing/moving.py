"""Losses that measure no progress, as what is learnt moves with the learner: adversarial and reinforcement learning."""

import math
from statistics import median
from typing import Final

from advisor.diagnosing.curves import smoothed
from advisor.diagnosing.history import LEAST, Curve, History

WON: Final = 0.05  # discriminator's loss, below which it tells all apart and the generator learns from nothing
RISEN: Final = 0.05  # of the rewards' range, above which a reward has risen
LOST: Final = 0.5  # of what was gained, below which a reward has fallen back


def moving(history: History) -> list[str] | None:
    """A generator against a discriminator, or a reward: none of their losses falls because something is learnt."""
    if history.curve("generator_loss"):
        return _adversarial(history)
    if history.curve("reward"):
        return _rewarded(history)
    return None


def _adversarial(history: History) -> list[str]:
    curves = {name: history.curve(f"{name}_loss") for name in ("generator", "discriminator")}
    lost = [(curve.at[at], name) for name, curve in curves.items()
            for at, value in enumerate(curve.values) if not math.isfinite(value)]  # fmt: skip
    if lost:
        at, name = min(lost)
        return [f"the loss of the {name} is no finite number from {history.place(at)} on: training is lost"]
    ends = {name: median(curve.values[-max(LEAST, len(curve.values) // 4) :]) for name, curve in curves.items()}
    said = ", ".join(
        f"that of the {name} goes from {curves[name].values[0]:.4g} to {end:.4g}" for name, end in ends.items()
    )
    evidence = [f"two losses that act against each other: {said}"]
    if 0 <= ends["discriminator"] < WON and ends["generator"] > ends["discriminator"]:
        evidence.append("the discriminator has won: it tells all apart, and the generator gets hardly a gradient")
    return evidence


def _rewarded(history: History) -> list[str]:
    curve: Curve = smoothed(history.curve("reward").finite, by_step=True)
    values = curve.values
    if len(values) < LEAST:
        return ["too few values of the reward to tell"]
    first, end, best = values[0], median(values[-LEAST:]), max(values)
    gained, reach = best - first, max(values) - min(values)
    at = history.place(curve.at[values.index(best)])
    if gained <= RISEN * reach or gained <= 0:
        return [f"the reward does not rise: {first:.4g} at first, {end:.4g} in the end"]
    if end - first < LOST * gained:
        return [
            f"the reward rose from {first:.4g} to {best:.4g} at {at} and fell back to {end:.4g}: keep those weights"
        ]
    return [f"the reward rises from {first:.4g} to {end:.4g}; its best is {best:.4g} at {at}"]
