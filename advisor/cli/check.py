"""`advisor check`: what is wrong with configs and models."""

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, one_of
from advisor.cli.completing import among
from advisor.cli.guard import leave
from advisor.cli.streams import STDIN, emit, read, save, tell, terminal
from advisor.errors import Diagnostic, ExitCode, InputError
from advisor.versions import RULESETS

if TYPE_CHECKING:
    from advisor.linting import Finding

FORMATS: Final = ("text", "json", "sarif", "github")
EXAMPLES = """\
  advisor check config.yaml
  advisor check config.yaml --fix
  advisor check keras-model.json
  advisor check my_package.models:build --format github
"""


def command(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="CONFIG ...",
            help="A config, a Keras model's JSON (model.to_json()), or a PyTorch module as package.module:factory,"
            " which is imported and called; - is stdin.",
        ),
    ],
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="ID", help="Only findings whose id begins so. Repeatable.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="ID", help="No findings whose id begins so. Repeatable.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Apply the fixes that are safe, in place.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on notes, too: departures from the advice are notes.")
    ] = False,
    ruleset: options.Rules = None,
    all_: options.All = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="|".join(FORMATS),
            help="Format of the findings.",
            autocompletion=among(FORMATS),
        ),
    ] = "text",
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
) -> None:
    """Report contradictions in configs and models, and where a config leaves the advice.

    `# advisor: ignore[ID]` at the end of a line ignores what is found there. The exit code is 1 on errors and warnings.
    """
    one_of(("--format", format_, FORMATS), ("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    from advisor.linting.finding import selected

    found: list[Finding] = []
    for target in targets:
        found += selected(_check(target, ruleset, fix, select or [], ignore or [], quiet), select or [], ignore or [])
    if format_ == "text" and terminal(sys.stdout):
        from advisor.cli.show_findings import show_findings

        show_findings(_summary(found), found, all_, color)
    else:
        _print(found, format_)
        if not quiet and format_ == "text":
            tell(_summary(found))
    if any(strict or finding.severity != "note" for finding in found):
        leave(ExitCode.NO)


def _check(
    target: str, ruleset: str | None, fix: bool, select: list[str], ignore: list[str], quiet: bool
) -> "list[Finding]":
    if target != STDIN and ":" in target and not target.endswith((".yaml", ".yml", ".json")):
        from advisor.linting.torch import check_torch

        return check_torch(target)
    document = read(target)
    from advisor.linting.keras import check_keras, is_keras

    if is_keras(document.data):
        return check_keras(document)
    from advisor.linting import check_config

    if fix:
        if target == STDIN:
            raise InputError(Diagnostic("stdin cannot be fixed in place", "--fix"))
        from advisor.linting.fixes import fixed

        text, done = fixed(document, ruleset, select, ignore)
        if done:
            save(target, text, force=True, quiet=quiet)
            for each in () if quiet else done:
                tell(f"set {each}")
            document = read(target)
    return check_config(document, ruleset)


def _print(found: "list[Finding]", form: str) -> None:
    from advisor.linting import formats
    from advisor.yamlio import write_json

    if form == "json":
        emit(write_json(formats.as_data(found)))
    elif form == "sarif":
        emit(write_json(formats.as_sarif(found)))
    else:
        emit(formats.as_github(found) if form == "github" else formats.as_text(found))


def _summary(found: "list[Finding]") -> str:
    if not found:
        return "nothing found"
    counts = {word: sum(finding.severity == word for finding in found) for word in ("error", "warning", "note")}
    said = [f"{count} {word}{'s' if count > 1 else ''}" for word, count in counts.items() if count]
    return ", ".join(said) + (f"; {n} fixable with --fix" if (n := sum(f.safe for f in found)) else "")
