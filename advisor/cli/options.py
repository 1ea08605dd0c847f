"""Options that mean the same in every command."""

from typing import Annotated, Final

import typer

from advisor.cli.choices import ANSWERS, COLORS
from advisor.cli.completing import among, assigned, choice_paths, columns, fact_paths
from advisor.problem.vocabulary import SUPPORTED
from advisor.versions import RULESETS

# The groups of options in the help.
INPUT: Final = "Input"
OUTPUT: Final = "Output"
GENERAL: Final = "General"

Problem = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROBLEM]",
        help="Data (a file, a folder, a quoted pattern), or a problem or an earlier config (YAML, JSON; - is stdin).",
    ),
]
Debug = Annotated[bool, typer.Option("--debug", rich_help_panel=GENERAL, help="Show the traceback of a bug.")]
Force = Annotated[bool, typer.Option("--force", rich_help_panel=OUTPUT, help="Overwrite a file that exists.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", rich_help_panel=GENERAL, help="Say nothing but errors on stderr.")
]
Color = Annotated[
    str,
    typer.Option(
        "--color",
        metavar="auto|always|never",
        rich_help_panel=GENERAL,
        help="When to colour.",
        autocompletion=among(COLORS),
    ),
]
NoInput = Annotated[bool, typer.Option("--no-input", rich_help_panel=GENERAL, help="Never ask anything.")]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", rich_help_panel=OUTPUT, help="Where to write; - is stdout."),
]
Data = Annotated[
    str | None,
    typer.Option(
        "--data",
        metavar="DATA",
        rich_help_panel=INPUT,
        help="Measure the facts from data, beside those of PROBLEM: a file, a folder or a quoted pattern.",
    ),
]
Trained = Annotated[
    str | None,
    typer.Argument(
        metavar="[CONFIG]", help="A config, YAML or JSON, or the data; without a config one is recommended for it."
    ),
]
TrainingData = Annotated[
    str | None, typer.Option("--data", metavar="DATA", help="The training data, a file or a folder.")
]
TestData = Annotated[
    str | None,
    typer.Option(
        "--test",
        metavar="FILE",
        help="The test data; without it, the test part of the data where it is labelled, else a fifth of a table.",
    ),
]
Target = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        metavar="COLUMN",
        rich_help_panel=INPUT,
        help="The column to predict, or the part of file names (name-2). Repeatable.",
        autocompletion=columns(),
    ),
]
KindOfData = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="The kind of data, where it is detected wrongly.",
        autocompletion=among(SUPPORTED),
    ),
]
Header = Annotated[
    bool | None,
    typer.Option(
        "--header/--no-header",
        rich_help_panel=INPUT,
        help="Whether the first row of a text table names the columns.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        rich_help_panel=INPUT,
        help="Any fact by its path, for example data.rows=5000. Repeatable.",
        autocompletion=assigned(fact_paths),
    ),
]
Pins = Annotated[
    list[str] | None,
    typer.Option(
        "--pin",
        metavar="PATH=VALUE",
        rich_help_panel=INPUT,
        help="Fix a choice by its path, for example training.optimizer.name=sgd; the rest adapts. Repeatable.",
        autocompletion=assigned(choice_paths),
    ),
]
Rules = Annotated[
    str | None,
    typer.Option(
        "--ruleset",
        metavar="current|guide",
        rich_help_panel=INPUT,
        help="The rules to apply: with later evidence, or the guide alone.",
        autocompletion=among(RULESETS),
    ),
]
Answer = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        metavar="text|json",
        rich_help_panel=OUTPUT,
        help="Format of the answer.",
        autocompletion=among(ANSWERS),
    ),
]
All = Annotated[bool, typer.Option("--all", help="At a terminal: show all of it, in a pager.")]
