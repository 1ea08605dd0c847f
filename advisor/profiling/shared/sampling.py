"""Samples that are the same in each run."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from advisor.profiling.shared.profile import Watch

Drawn = TypeVar("Drawn")

SEED: Final = 0
TOLD_EVERY: Final = 16  # items between two looks at the bar


def draw(items: Sequence[Drawn], most: int, watch: Watch, doing: str) -> Iterator[Drawn]:
    """At most so many of the items, drawn at random, telling how far one is."""
    sample = random.Random(SEED).sample(list(items), min(most, len(items)))
    for place, item in enumerate(sample):
        if place % TOLD_EVERY == 0:
            watch(doing.format(len(sample)), place / len(sample))
        yield item
