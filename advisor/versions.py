"""The versions of this program, of the documents that it reads and writes, and of the rules that answer."""

from typing import Final, Literal, get_args

__version__ = "0.1.0"

PROBLEM_SCHEMA: Final = "advisor/problem/v1"
CONFIG_SCHEMA: Final = "advisor/config/v1"
EXPLANATION_SCHEMA: Final = "advisor/explanation/v1"

Ruleset = Literal["current", "guide"]
RULESETS: Final[tuple[Ruleset, ...]] = get_args(Ruleset)
