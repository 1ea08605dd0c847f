"""What training needs and the environment lacks, told before anything is written or started."""

import re
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from advisor.errors import Diagnostic, InputError

NAME: Final = re.compile(r"[A-Za-z0-9._-]+")  # of a package, at the beginning of a requirement


def lacking(requirements: str) -> list[str]:
    r"""The lines of a requirements.txt whose package is not installed; versions are not compared.

    >>> lacking("msgspec>=0.1\nno-such-package>=2,<3\n")
    ['no-such-package>=2,<3']
    """
    return [line for line in requirements.splitlines() if line and not _installed(line)]


def _installed(requirement: str) -> bool:
    name = NAME.match(requirement)
    try:
        return name is None or bool(version(name[0]))
    except PackageNotFoundError:
        return False


def refuse_lacking(requirements: str) -> None:
    """Raise `InputError` with the command that installs what a project needs and the environment lacks."""
    if lines := lacking(requirements):
        packages = ", ".join(found[0] for line in lines if (found := NAME.match(line)))
        hint = f"pip install {' '.join(repr(line) for line in lines)}"
        raise InputError(Diagnostic(f"training needs {packages}: not installed here", hint=hint))
