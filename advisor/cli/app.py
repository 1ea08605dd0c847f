"""All commands."""

import typer

from advisor.cli import batch, explain, recommend, rules, schema, wizard
from advisor.cli.facts import with_facts
from advisor.cli.guard import guarded

HELP = """Which network do I start from, trained how, and why?

  advisor recommend --data train.csv --target price    from your data
  advisor recommend --task binary --rows 5000          from a few facts
  advisor recommend problem.yaml > config.yaml         in a script
  advisor wizard                                       asks what it needs
  advisor explain training.batch_size problem.yaml     one choice in full
"""

app = typer.Typer(
    help=HELP,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("recommend")(with_facts(guarded(recommend.command)))
app.command("explain")(with_facts(guarded(explain.command)))
app.command("wizard")(with_facts(guarded(wizard.command)))
app.command("batch")(guarded(batch.command))
app.command("rules")(guarded(rules.command))
app.command("schema")(guarded(schema.command))


@app.callback()
def options(
    version: bool = typer.Option(False, "--version", "-V", help="Show the version.", is_eager=True),
) -> None:
    """Options before the command."""
    if version:
        from advisor import __version__

        typer.echo(f"advisor {__version__}")
        raise typer.Exit
