"""All commands."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from advisor.cli.facts import with_facts
from advisor.cli.guard import guarded

HELP = """Which network do I start from, trained how, and why?

  advisor recommend --data train.csv --target price    from your data
  advisor recommend --task binary --rows 5000          from a few facts
  advisor recommend problem.yaml > config.yaml         in a script
  advisor wizard                                       asks what it needs
  advisor explain training.batch_size problem.yaml     one choice in full
"""

COMMANDS = ("recommend", "explain", "wizard", "batch", "rules", "schema")
WITH_FACTS = ("recommend", "explain", "wizard")


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """All commands, or the one alone that these arguments call: each costs milliseconds of every start."""
    app = typer.Typer(
        help=HELP,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(options)
    called = [name for name in arguments[:1] if name in COMMANDS]
    for name in called or COMMANDS:
        command = guarded(import_module(f"advisor.cli.{name}").command)
        app.command(name)(with_facts(command, arguments[1:] if called else None) if name in WITH_FACTS else command)
    return app


def options(
    version: Annotated[bool, typer.Option("--version", "-V", help="Show the version.", is_eager=True)] = False,
) -> None:
    """Options before the command."""
    if version:
        from advisor import __version__

        typer.echo(f"advisor {__version__}")
        raise typer.Exit
