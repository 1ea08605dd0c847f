"""`advisor schema`: the formats, as JSON Schema."""

from typing import Annotated

import typer

from advisor.cli import options
from advisor.cli.choices import one_of
from advisor.cli.completing import among
from advisor.cli.streams import emit

NAMES = ("problem", "config")
EXAMPLES = """\
  advisor schema config > config.schema.json
  advisor schema problem > problem.schema.json
"""


def command(
    name: Annotated[str, typer.Argument(metavar="problem|config", help="Which format.", autocompletion=among(NAMES))],
    debug: options.Debug = False,
) -> None:
    """Print the JSON Schema of a problem or of a config.

    Editors complete by it, and CI validates. YAML that is written beside config.schema.json or problem.schema.json
    begins with the line by which editors find it.
    """
    one_of(("schema", name, NAMES))
    from advisor.schemas import config_schema, problem_schema
    from advisor.yamlio import write_json

    emit(write_json(problem_schema() if name == "problem" else config_schema()))
