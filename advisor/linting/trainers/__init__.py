"""Configs of other trainers: recognised, held to the keys that they know, and judged as a recipe."""

from advisor.linting.trainers.checking import check_trainer
from advisor.linting.trainers.foreign import check_foreign
from advisor.linting.trainers.known import recognised
from advisor.linting.trainers.launching import check_script, is_script

__all__ = ["check_foreign", "check_script", "check_trainer", "is_script", "recognised"]
