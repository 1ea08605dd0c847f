"""Building what `package.module:factory` names; what the user's code prints goes to stderr."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib import import_module
from typing import Any

from advisor.errors import Diagnostic, InputError


def build(target: str) -> Any:
    """What the factory of `package.module:name` or `file.py:name` gives, which is imported and called.

    Raises InputError where there is no such thing.
    """
    module_name, _, name = target.rpartition(":")
    if module_name.endswith(".py"):
        folder, _, file = module_name.rpartition("/")
        sys.path.insert(0, folder or ".")  # as `python file.py` does
        module_name = file.removesuffix(".py")
    elif "" not in sys.path:
        sys.path.insert(0, "")  # as `python -m` does
    try:
        found: Any = import_module(module_name)
        for part in name.split("."):
            found = getattr(found, part)
        return found() if isinstance(found, type) or not hasattr(found, "named_modules") else found
    except (Exception, SystemExit) as error:
        raise InputError(Diagnostic(f"cannot be built: {type(error).__name__}: {error}", target)) from error


@contextmanager
def prints_to_stderr() -> Iterator[None]:
    """What is printed meanwhile, by Python or by C, goes to stderr: stdout is for findings."""
    sys.stdout.flush()
    kept: int | None = None
    with suppress(OSError, ValueError):
        kept = os.dup(1)
        os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        sys.stdout.flush()
        if kept is not None:
            os.dup2(kept, 1)
            os.close(kept)
