"""Shell completion: the words that options and arguments take."""

import os
from collections.abc import Callable, Iterable
from typing import Final

SHELLS: Final = ("bash", "zsh", "fish", "powershell")
ASKED: Final = "_ADVISOR_COMPLETE" in os.environ  # by the shell, for words instead of a run

Completer = Callable[[str], list[str]]


def among(those: Iterable[str] | Callable[[], Iterable[str]]) -> Completer | None:
    """Complete one of these words (or of those that a call gives); nothing in a usual run, as each costs start-up."""
    if not ASKED:
        return None

    def complete(incomplete: str) -> list[str]:
        return [word for word in (those() if callable(those) else those) if word.startswith(incomplete)]

    return complete


def decisions() -> list[str]:
    """The paths of all decisions."""
    from advisor.knowledge import knowledge

    return list(knowledge().by_path)


def rules() -> list[str]:
    """The ids of all rules."""
    from advisor.knowledge import knowledge

    return list(knowledge().rules)


def prepare() -> None:
    """Teach the parser the shells that it can talk to."""
    from typer._completion_classes import completion_init

    completion_init()


def script(shell: str) -> str:
    """What a shell has to evaluate so that it completes."""
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name="advisor", complete_var="_ADVISOR_COMPLETE", shell=shell)
