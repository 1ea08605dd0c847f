"""How every command ends: with an exit code that means something, and never with a traceback by surprise."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

from advisor.cli.streams import tell
from advisor.errors import ExitCode, InputError, visible

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what a command raises into messages on stderr and the documented exit codes."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (KeyboardInterrupt, Exception) as error:
            end(error)

    return run


def end(error: BaseException) -> NoReturn:
    """Say what went wrong and leave with the exit code that stands for it."""
    if isinstance(error, InputError):
        tell(str(error))
        leave(ExitCode.BAD_INPUT)
    if isinstance(error, KeyboardInterrupt):
        tell("\ninterrupted")
        leave(ExitCode.INTERRUPTED)
    if isinstance(error, BrokenPipeError):  # the reader has gone: nothing to say
        _discard()
        leave(ExitCode.OK)
    if isinstance(error, OSError):
        place = visible(str(error.filename)) if error.filename else "stdout: cannot be written"
        tell(f"{place}: {error.strerror or error}")
        leave(ExitCode.BAD_INPUT)
    _bug(error)


def leave(code: int) -> NoReturn:
    """Exit with a code. What cannot be flushed any more was reported already."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard()
    raise SystemExit(int(code))


def _discard() -> None:
    """Send what is still to be flushed to stdout nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug(error: BaseException) -> NoReturn:
    from advisor.versions import __version__

    if "--debug" in sys.argv:
        raise error
    tell(
        f"advisor {__version__} has a bug: {type(error).__name__}: {visible(str(error))}\n"
        "Please report it with the command and its input; --debug shows where it happened."
    )
    leave(ExitCode.BUG)
