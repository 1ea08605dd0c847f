"""How every command ends: with an exit code that means something, and never with a traceback by surprise."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

from advisor.errors import ExitCode, InputError, visible

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what a command raises into messages on stderr and the documented exit codes."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except InputError as error:
            sys.stderr.write(f"{error}\n")
            leave(ExitCode.BAD_INPUT)
        except KeyboardInterrupt:
            sys.stderr.write("\ninterrupted\n")
            leave(ExitCode.INTERRUPTED)
        except BrokenPipeError:
            # The reader has gone: nothing to say, and nowhere to flush to at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            leave(ExitCode.OK)
        except OSError as error:
            sys.stderr.write(f"{visible(str(error.filename or 'output'))}: {error.strerror or error}\n")
            leave(ExitCode.BAD_INPUT)
        except Exception as error:
            _bug(error)

    return run


def leave(code: int) -> NoReturn:
    """Exit with a code. What cannot be flushed any more was reported already."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(int(code))


def _bug(error: Exception) -> NoReturn:
    from advisor import __version__

    if "--debug" in sys.argv:
        raise error
    sys.stderr.write(
        f"advisor {__version__} has a bug: {type(error).__name__}: {visible(str(error))}\n"
        "Please report it with the command and its input; --debug shows where it happened.\n"
    )
    leave(ExitCode.BUG)
