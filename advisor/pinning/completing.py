"""The fields that a pinned word needs: a schedule, an average or an embedding is incomplete without them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from msgspec import to_builtins

STEPS_DOWN: Final = (0.5, 0.75)  # parts of training after which the rate falls: the ResNet recipe's on CIFAR
STEP_FACTOR: Final = 0.1  # by which it falls there; likewise
WAIT: Final = 5  # epochs before a plateau's rate falls; folklore, within Keras' 10 and half of usual patience
DECAY_PART: Final = 0.2  # part of the steps in which warmup-stable-decay comes down; 10 to 20% in its paper


@cache
def usual() -> dict[str, tuple[str, dict[str, dict[str, Any]]]]:
    """By the path of a choice: the field that holds its word, and the default fields of each word."""
    from advisor.knowledge.data import numbers as features
    from advisor.knowledge.training import schedule, stability

    return {
        "training.schedule": ("name", {
            "one-cycle": {"rising_fraction": schedule.RISING, "start_fraction": schedule.START,
                          "final_fraction": schedule.END},
            "plateau": {"factor": schedule.FACTOR, "patience": WAIT},
            "step": {"factor": STEP_FACTOR, "milestones": list(STEPS_DOWN)},
            "warmup-stable-decay": {"decay_fraction": DECAY_PART},
        }),
        "training.averaging": ("kind", {
            "swa": {"start": stability.LATE, "learning_rate_fraction": stability.SWA_RATE},
            "ema": {"decay": stability.DECAYS[1]},
        }),
        "model.numeric_embedding": ("kind", {
            "periodic": _fields(features.PBLD),
            "pbld": _fields(features.PBLD),
            "piecewise-linear": _fields(features.FEW_BINS),
        }),
    }  # fmt: skip


def _fields(value: Any) -> dict[str, Any]:
    return {name: field for name, field in to_builtins(value).items() if name != "kind"}


def completed(path: str, fields: Mapping[str, Any], fixed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a choice with some pinned; where its word is pinned, the fields of that word."""
    word, by_word = usual().get(path, ("", {}))
    if word not in fixed or fixed[word] == fields.get(word):
        return {**fields, **fixed}
    beside = by_word.get(fixed[word], {})
    return {**beside, **{name: fields[name] for name in beside if name in fields}, **fixed}


def lacking(path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the word of a choice needs and the config lacks, with their defaults."""
    word, by_word = usual()[path]
    return {name: value for name, value in by_word.get(fields.get(word, ""), {}).items() if name not in fields}
