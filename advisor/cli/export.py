"""`advisor export`: a project that trains what a config says."""

from typing import Annotated

import typer

from advisor.cli import options
from advisor.cli.completing import among, targets
from advisor.cli.streams import emit, read, tell
from advisor.errors import Diagnostic, InputError

EXAMPLES = """\
  advisor export torch config.yaml -o project    a PyTorch project for a config
  advisor export --list                          what there is, and what it covers
"""


def command(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TARGET]", help="What to write; --list names all.", autocompletion=among(targets)),
    ] = None,
    config: Annotated[
        str | None, typer.Argument(metavar="[CONFIG]", help="A config or a problem, YAML or JSON; - is stdin.")
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the targets and what each covers.")] = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Write a project that trains the network of a config, and needs no advisor to run.

    What the target cannot express is reported on stderr and in the project's README.
    """
    from advisor.exporting import TARGETS, export, read_source

    if list_:
        emit("".join(f"{each.name}: {each.what}\n  covers {each.covers}\n" for each in TARGETS.values()))
        return
    missing = [name for name, value in (("TARGET", target), ("CONFIG", config), ("--output", output)) if value is None]
    if target is None or config is None or output is None:
        raise InputError(
            [Diagnostic("is missing", name, hint="advisor export torch config.yaml -o project") for name in missing]
        )
    project = export(target, read_source(read(config)))
    paths = project.write(output, force)
    for note in project.notes:
        tell(f"not expressed: {note}")
    if not quiet:
        tell("wrote " + ", ".join(paths))
