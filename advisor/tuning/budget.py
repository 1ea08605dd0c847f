"""How much of a search is spent, in trials or in minutes: what says when a stage ends."""

from math import inf
from typing import NamedTuple

from advisor.tuning.journal import Trial


class Budget(NamedTuple):
    """What all trials together may take; infinite where it is not limited."""

    trials: float = inf
    seconds: float = inf

    def spent(self, done: list[Trial]) -> float:
        """The part of the budget that these trials took, of the limit that is nearer: from 0 to 1 or beyond.

        >>> Budget(trials=10).spent([])
        0.0
        """
        return max(len(done) / self.trials, sum(trial.seconds for trial in done) / self.seconds)

    def left(self, done: list[Trial]) -> float:
        """The seconds that are left."""
        return self.seconds - sum(trial.seconds for trial in done)
