"""What the advice answers when it is questioned: what would change it, and what changes with it."""

from advisor.questioning.comparing import Difference, Side, changed_facts, differences
from advisor.questioning.flips import Flip, Flips
from advisor.questioning.sweeping import Stretch, sweep
from advisor.questioning.wanting import why_not
from advisor.questioning.weighing import Weight, bearing, sensitivity, tries

__all__ = [
    "Difference",
    "Flip",
    "Flips",
    "Side",
    "Stretch",
    "Weight",
    "bearing",
    "changed_facts",
    "differences",
    "sensitivity",
    "sweep",
    "tries",
    "why_not",
]
