"""What the advice answers when it is questioned: what would change it, and what changes with it."""

from advisor.questioning.flips import Flip, Flips

__all__ = ["Flip", "Flips"]
