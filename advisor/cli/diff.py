"""`advisor diff`: which choices differ between two problems or configs, and because of which facts."""

import sys
from typing import Annotated, Any

import typer

from advisor.cli import options
from advisor.cli.choices import ANSWERS, COLORS, chosen_ruleset, one_of
from advisor.cli.facts import advise
from advisor.cli.guard import leave
from advisor.cli.streams import emit, read, terminal
from advisor.counterfactuals import Side
from advisor.errors import Diagnostic, ExitCode, InputError
from advisor.problem.intake import Intake

NAMES = ("first", "second")
EXAMPLES = """\
  advisor diff old/config.yaml config.yaml
  advisor diff laptop.yaml cluster.yaml -f json
"""


def command(
    first: Annotated[str, typer.Argument(metavar="A", help="A problem or a config; - is stdin.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    all_: options.All = False,
    format_: options.Answer = "text",
    color: options.Color = "auto",
    debug: options.Debug = False,
) -> None:
    """Show which facts and which choices differ, with the reason on either side.

    For a config, the values in the file count, edited or not. The exit code is 1 where anything differs.
    """
    one_of(("--format", format_, ANSWERS), ("--color", color, COLORS))
    if first == second == "-":
        raise InputError(Diagnostic("stdin can be read once", "-"))
    before, after = side(first), side(second)
    from advisor.counterfactuals import changed_facts, differences
    from advisor.explaining.comparison import as_data, lines

    changes = changed_facts(before.recommendation, after.recommendation)
    found = differences(before, after)
    if format_ == "json":
        from advisor.yamlio import write_json

        emit(write_json(as_data(changes, found)))
    elif terminal(sys.stdout):
        from advisor.cli.show_differences import show_differences
        from advisor.explaining.chain import weights

        head = f"{counted(len(changes), 'fact')} and {counted(len(found), 'choice')} differ"
        show_differences(head, changes, found, NAMES, weights(after.recommendation), all_, color)
    else:
        emit("".join(line + "\n" for line in lines(changes, found, NAMES)))
    if changes or found:
        leave(ExitCode.NO)


def counted(number: int, noun: str) -> str:
    """How many there are: no facts, 1 fact, 2 facts."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def side(path: str) -> Side:
    """What a file holds: the advice for its problem, and the values of its config."""
    intake = Intake()
    intake.document(read(path))
    return written(intake, advise(intake, chosen_ruleset(None, intake.ruleset)))


def written(intake: Intake, recommendation: Any) -> Side:
    """The advice beside the values of the config that was taken in, if it was one."""
    if intake.config is None:
        return Side(recommendation)
    from advisor.pinning.constraints import View

    view = View(intake.config)
    base = recommendation.resolution.base
    return Side(recommendation, {each.path: view(each.path) for each in base.decisions if each.lands})
