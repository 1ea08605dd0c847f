"""Which network to start from, trained how, and why.

>>> from advisor import Problem, recommend
>>> recommend(Problem(task="regression", rows=442, features=10))["model.output.units"]
1
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; importing `typing` here would delay `main`, which answers Ctrl-C
if TYPE_CHECKING:
    from typing import Any

    from advisor.api import Problem, Recommendation, recommend
    from advisor.errors import InputError
    from advisor.versions import __version__

__all__ = ["InputError", "Problem", "Recommendation", "__version__", "recommend"]

_HOMES = {
    "InputError": "advisor.errors",
    "Problem": "advisor.api",
    "Recommendation": "advisor.api",
    "__version__": "advisor.versions",
    "recommend": "advisor.api",
}


def __getattr__(name: str) -> Any:
    """Load on first use: `advisor --version` and shell completion need none of it."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
