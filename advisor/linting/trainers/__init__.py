"""Configs of other trainers: recognised, held to the keys that they know, and judged as a recipe."""

from advisor.linting.trainers.checking import check_trainer
from advisor.linting.trainers.known import recognised

__all__ = ["check_trainer", "recognised"]
