"""`advisor schema`: the formats, as JSON Schema."""

from typing import Annotated

import typer

from advisor.cli import options
from advisor.cli.recommend import one_of
from advisor.cli.streams import emit

NAMES = ("problem", "config")


def command(
    name: Annotated[str, typer.Argument(metavar="problem|config", help="Which format.")],
    debug: options.Debug = False,
) -> None:
    """Print the JSON Schema of a problem or of a config, for editors and for CI."""
    one_of("schema", name, NAMES)
    from advisor.schemas import config_schema, problem_schema
    from advisor.yamlio import write_json

    emit(write_json(problem_schema() if name == "problem" else config_schema()))
