"""Random search over the space that a walk goes through: what it has to be better than."""

import math
import random
from collections.abc import Iterator
from typing import Any

from advisor.exporting.search.space import Knob, Space
from advisor.tuning.journal import Journal, Trial
from advisor.tuning.moves import consistent
from advisor.tuning.trials import Trials


def random_search(space: Space, trials: Trials, journal: Journal, most: int, seconds: float, seed: int) -> list[Trial]:
    """The config as it is recommended, then draws from all choices at once; what contradicts itself is drawn anew."""
    chance = random.Random(seed)
    knobs = {knob.path: knob for stage in space.stages for knob in stage.knobs}.values()
    done: list[Trial] = []
    for pins in _pins([*knobs], chance):
        one = trials.candidate(pins)
        if one is not None and all(one.key != trial.key for trial in done):
            done.append(trials.train(journal, "random search" if done else "as recommended", one, {}, seconds))
        if len(done) == most:
            break
    return done


def _pins(knobs: list[Knob], chance: random.Random) -> Iterator[dict[str, Any]]:
    yield {}
    while True:
        yield consistent({knob.path: _drawn(knob, chance) for knob in knobs})


def _drawn(knob: Knob, chance: random.Random) -> Any:
    """A value of a choice, each as likely; of a range evenly, on its scale."""
    if knob.values:
        return chance.choice(knob.values)
    if knob.log:
        return math.exp(chance.uniform(math.log(knob.low), math.log(knob.high)))
    return chance.uniform(knob.low, knob.high)
