"""Options that mean the same in every command."""

from typing import Annotated

import typer

from advisor.cli.choices import ANSWERS, COLORS
from advisor.cli.completing import among, decisions
from advisor.versions import RULESETS

Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors on stderr.")]
Color = Annotated[
    str, typer.Option("--color", metavar="auto|always|never", help="When to colour.", autocompletion=among(COLORS))
]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask anything.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is stdout.")]
Data = Annotated[
    str | None,
    typer.Option("--data", metavar="DATA", help="Measure the facts from data: a file, a folder or a quoted pattern."),
]
Target = Annotated[
    list[str] | None,
    typer.Option("--target", metavar="COLUMN", help="The column to predict. Repeatable."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Any fact by its path, for example data.rows=5000. Repeatable."),
]
Pins = Annotated[
    list[str] | None,
    typer.Option(
        "--pin",
        metavar="PATH=VALUE",
        help="Fix a choice by its path, for example training.optimizer.name=sgd; the rest adapts. Repeatable.",
        autocompletion=among(decisions),
    ),
]
Rules = Annotated[
    str | None,
    typer.Option(
        "--ruleset",
        metavar="current|guide",
        help="The rules to apply: with later evidence, or the guide alone.",
        autocompletion=among(RULESETS),
    ),
]
Answer = Annotated[
    str,
    typer.Option("--format", "-f", metavar="text|json", help="Format of the answer.", autocompletion=among(ANSWERS)),
]
All = Annotated[
    bool, typer.Option("--all", help="Show all of it at a terminal, in a pager, not what fits on one screen.")
]
