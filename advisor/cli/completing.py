"""Shell completion: the words that options and arguments take."""

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

import typer

from advisor.errors import UNSAFE

SHELLS: Final = ("bash", "zsh", "fish", "powershell")
ASKED: Final = "_ADVISOR_COMPLETE" in os.environ  # by the shell, for words instead of a run

TRUTHS: Final = ("true", "false")

Completer = Callable[[str], list[str]]


def among(those: Iterable[str] | Callable[[], Iterable[str]]) -> Completer | None:
    """Complete one of these words (or of those that a call gives); nothing in a usual run, as each costs start-up."""
    if not ASKED:
        return None

    def complete(incomplete: str) -> list[str]:
        return [word for word in (those() if callable(those) else those) if word.startswith(incomplete)]

    return complete


def assigned(paths: Callable[[], Iterable[str]]) -> Completer | None:
    """Complete PATH=VALUE: one of these paths, then one of the words that it may be."""
    if not ASKED:
        return None

    def complete(incomplete: str) -> list[str]:
        path, equals, value = incomplete.partition("=")
        if not equals:
            return [f"{each}=" for each in paths() if each.startswith(path)]
        return [f"{path}={word}" for word in _words(path) if word.startswith(value)]

    return complete


def fact_paths() -> list[str]:
    """The paths of all facts."""
    from advisor.problem.facts import FACTS

    return list(FACTS)


def choice_paths() -> list[str]:
    """The paths of all choices that can be fixed."""
    from advisor.knowledge import knowledge

    return [path for path, decision in knowledge().by_path.items() if decision.lands]


def _words(path: str) -> tuple[str, ...]:
    """The words that a fact or a choice may be; nothing for a number, and for what there is not."""
    from typing import get_args

    from advisor.config.leaves import leaf_type, words
    from advisor.problem.facts import FACTS

    if (fact := FACTS.get(path)) is not None:
        return TRUTHS if fact.type is bool else fact.choices
    try:
        return TRUTHS if bool in (kind := leaf_type(path), *get_args(kind)) else words(path)
    except KeyError:
        return ()


def columns() -> Callable[[Any, str], list[str]] | None:
    """Complete the columns of the data that the line names, by its header alone."""
    if not ASKED:
        return None

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        from advisor.profiling.shared.tables.headers import columns_of

        named = [ctx.params.get("data"), ctx.params.get("problem"), *ctx.args]  # words that are not parsed yet
        found = [column for path in named if path for column in columns_of(path)]
        return [column for column in found if column.startswith(incomplete) and not UNSAFE.search(column)]

    return complete


def decisions() -> list[str]:
    """The paths of all decisions."""
    from advisor.knowledge import knowledge

    return list(knowledge().by_path)


def rules() -> list[str]:
    """The ids of all rules."""
    from advisor.knowledge import knowledge

    return list(knowledge().rules)


def targets() -> list[str]:
    """The names of what can be exported to."""
    from advisor.exporting.targets import TARGETS

    return list(TARGETS)


def prepare() -> None:
    """Teach the parser the shells that it can talk to."""
    from typer._completion_classes import completion_init

    from advisor.cli.bash import install

    completion_init()
    install()


def script(shell: str) -> str:
    """What a shell has to evaluate so that it completes."""
    from typer._completion_shared import get_completion_script

    from advisor.cli.bash import NO_SPACE

    text = get_completion_script(prog_name="advisor", complete_var="_ADVISOR_COMPLETE", shell=shell)
    return text.replace("    return 0\n", NO_SPACE) if shell == "bash" else text
