"""All commands."""

from collections.abc import Sequence
from importlib import import_module
from inspect import cleandoc
from typing import Annotated

import typer

from advisor.cli import completing
from advisor.cli.choices import one_of
from advisor.cli.facts import with_facts
from advisor.cli.guard import guarded
from advisor.cli.parsing import Command, Group
from advisor.cli.streams import emit

HELP = """Which network do I start from, trained how, and why?

\b
  advisor recommend train.csv --target price           from your data
  advisor recommend --task binary --rows 5000          from a few facts
  advisor recommend problem.yaml > config.yaml         in a script
  advisor wizard                                       asks what it needs
  advisor profile train.csv --target price             what the data holds
  advisor explain training.batch_size problem.yaml     one choice in full
  advisor what-if problem.yaml --set data.rows=1e6     what other facts would change
  advisor diagnose history.csv --config config.yaml    what a run shows, and what to do next
  advisor check config.yaml                            what is wrong with a config
  advisor report problem.yaml -o report.html           all of it as one page

Exit codes: 0 done; 1 done, and the answer is no (findings, differences, bad lines of a batch); 2 bad input;
3 done, and the log of a run holds too little to tell; 4 training diverged; 70 a bug; 130 Ctrl-C.
"""

COMMANDS = (
    "recommend", "explain", "wizard", "profile", "what-if", "sensitivity", "diff", "check", "diagnose", "report",
    "convert", "export", "train", "tune", "compare", "calibrate", "batch", "rules", "schema",
)  # fmt: skip
WITH_FACTS = ("recommend", "explain", "wizard", "what-if", "sensitivity", "report", "train", "tune")


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """All commands, or the one alone that these arguments call: each costs milliseconds of every start."""
    app = typer.Typer(
        cls=Group,
        help=HELP,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    called = [name for name in arguments[:1] if name in COMMANDS]
    for name in called or COMMANDS:
        module = import_module(f"advisor.cli.{name.replace('-', '_')}")
        command = guarded(module.command)
        described = app.command(name, cls=Command, help=f"{cleandoc(command.__doc__ or '')}\n\n\b\n{module.EXAMPLES}")
        described(with_facts(command, arguments[1:] if called else None) if name in WITH_FACTS else command)
    if completing.ASKED:
        completing.prepare()
    return app


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from advisor.versions import __version__

        emit(f"advisor {__version__}\n")
        raise typer.Exit


def show_completion(shell: str | None) -> None:
    """Print the completion script of a shell and stop."""
    if shell is not None:
        one_of(("--show-completion", shell, completing.SHELLS))
        emit(completing.script(shell) + "\n")
        raise typer.Exit


def options(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Show the version.", is_eager=True, callback=show_version)
    ] = False,
    completion: Annotated[
        str | None,
        typer.Option(
            "--show-completion",
            metavar="|".join(completing.SHELLS),
            help='Print what makes a shell complete: eval "$(advisor --show-completion bash)".',
            is_eager=True,
            callback=show_completion,
            autocompletion=completing.among(completing.SHELLS),
        ),
    ] = None,
) -> None:
    """Options before the command."""
