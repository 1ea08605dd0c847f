"""Which network to start from, trained how, and why.

>>> from advisor import Problem, recommend
>>> recommend(Problem(task="regression", rows=442, features=10))["model.output.units"]
1
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from advisor.errors import InputError
    from advisor.problem import Problem
    from advisor.recommending import Recommendation, recommend

__all__ = ["InputError", "Problem", "Recommendation", "__version__", "recommend"]


def __getattr__(name: str) -> Any:
    """Load on first use: `advisor --version` and shell completion need none of it."""
    if name == "Problem":
        from advisor.problem import Problem

        return Problem
    if name in ("Recommendation", "recommend"):
        from advisor import recommending

        return getattr(recommending, name)
    if name == "InputError":
        from advisor.errors import InputError

        return InputError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
