"""`advisor check`: what is wrong with configs and models."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, one_of
from advisor.cli.completing import among
from advisor.cli.guard import leave
from advisor.cli.streams import STDIN, emit, read, save, tell, terminal
from advisor.errors import Diagnostic, ExitCode, InputError, visible
from advisor.versions import RULESETS

if TYPE_CHECKING:
    from advisor.linting import Finding
    from advisor.linting.facts import Facts

SUFFIXES: Final = (".yaml", ".yml", ".json", ".keras", ".h5", ".hdf5")
FORMATS: Final = ("text", "json", "sarif", "github")
EXAMPLES = """\
  advisor check config.yaml
  advisor check config.yaml --fix
  advisor check keras-model.json
  advisor check train.py
  advisor check my_package.models:build --import --format github
"""


def command(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="CONFIG ...",
            help="A config, a Keras model's JSON (model.to_json()), a training script, a notebook or a shell script"
            " that starts a trainer, which are read and not run, or a PyTorch module as package.module:factory or"
            " file.py:factory, which is imported and called once you say so, or with --import; - is stdin.",
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
    task: Annotated[str | None, typer.Option("--task", help="What a model is for: what fits it is then known.")] = None,
    classes: Annotated[int | None, typer.Option("--classes", min=2, help="Classes that a model tells apart.")] = None,
    rows: Annotated[int | None, typer.Option("--rows", min=1, help="Examples that a model is trained on.")] = None,
    memory_gb: Annotated[
        float | None, typer.Option("--memory-gb", min=0, help="Memory of the device that a model is trained on.")
    ] = None,
    example: Annotated[
        list[str] | None,
        typer.Option("--example", metavar="SIZES", help="Input of a PyTorch module, as 1x3x224x224. Repeatable."),
    ] = None,
    import_: Annotated[
        bool, typer.Option("--import", help="Import a PyTorch module and run its code unasked; in a pipe only so.")
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
    """Report contradictions in configs, models and training programs, and where a config leaves the advice.

    `# advisor: ignore[ID]` at the end of a line ignores what is found there. The exit code is 1 on errors and warnings.
    """
    one_of(("--format", format_, FORMATS), ("--color", color, COLORS), ("--ruleset", ruleset, RULESETS))
    from advisor.linting.facts import Facts
    from advisor.linting.finding import selected

    facts = Facts(task, classes, rows, memory_gb)
    asked = Asked(ruleset, fix, select or [], ignore or [], quiet, facts, example or [], import_)
    found: list[Finding] = []
    for target in targets:
        found += selected(check_target(target, asked), asked.select, asked.ignore)
    if format_ == "text" and terminal(sys.stdout):
        from advisor.cli.show_findings import show_findings

        show_findings(_summary(found), found, all_, color)
    else:
        _print(found, format_)
        if not quiet and format_ == "text":
            tell(_summary(found))
    if any(strict or finding.severity != "note" for finding in found):
        leave(ExitCode.NO)


class Asked(NamedTuple):
    """What is asked of every target."""

    ruleset: str | None
    fix: bool
    select: list[str]
    ignore: list[str]
    quiet: bool
    facts: "Facts"
    examples: list[str]
    import_: bool


def check_target(target: str, asked: Asked) -> "list[Finding]":
    """What is wrong with a config, a model or a module."""
    if target != STDIN and ":" in target and not Path(target).exists() and not target.endswith(SUFFIXES):
        return _check_module(target, asked)
    from advisor.linting.keras import check_keras, is_archive, is_keras, read_archive
    from advisor.linting.programs import check_program, is_program

    if is_program(target):
        return _told(target, check_program(target), asked.quiet)
    from advisor.linting.trainers import check_foreign, check_script, is_script

    if is_script(target):
        return _told(target, check_script(target, asked.facts), asked.quiet)
    document = read_archive(target) if is_archive(target) else read(target, numbered=True)
    if (foreign := check_foreign(document, asked.facts)) is not None:
        return _told(target, foreign, asked.quiet)
    if is_keras(document.data):
        return check_keras(document, asked.facts)
    from advisor.linting import check_config
    from advisor.linting.foreign import refuse_foreign
    from advisor.yamlio import read_document

    refuse_foreign(document)
    document = read_document(document.text, document.name)  # whose keys are words
    if asked.fix:
        if target == STDIN:
            raise InputError(Diagnostic("stdin cannot be fixed in place", "--fix"))
        from advisor.linting.fixes import fixed

        text, done = fixed(document, asked.ruleset, asked.select, asked.ignore)
        if done:
            save(target, text, force=True, quiet=asked.quiet)
            for each in () if asked.quiet else done:
                tell(f"set {each}")
            document = read(target)
    return check_config(document, asked.ruleset)


def _told(target: str, checked: "tuple[list[Finding], list[str]]", quiet: bool) -> "list[Finding]":
    """The findings, after what was made out of a target is said."""
    findings, said = checked
    for each in () if quiet else said:
        tell(f"{visible(target)} {visible(each)}")
    return findings


def _check_module(target: str, asked: Asked) -> "list[Finding]":
    """Import, build and run a module of the user's, once they said that its code may be run."""
    if not asked.import_:
        what = f"{visible(target.partition(':')[0])} is imported, and its code is run"
        if not (terminal(sys.stdin) and terminal(sys.stderr)):
            hint = "--import imports it and runs its code; at a terminal you are asked"
            raise InputError(Diagnostic("is no file, and no module is imported unasked", target, hint=hint))
        if not typer.confirm(f"{what}. Go on?", default=True, err=True):
            raise InputError(Diagnostic("was not imported", target, hint="--import says yes beforehand"))
    try:
        from advisor.linting.torch.checking import check_torch
    except ImportError as error:
        raise InputError(Diagnostic(f"a module is checked where PyTorch is installed: {error}", target)) from None
    findings, said = check_torch(target, asked.examples, asked.facts)
    for each in said:
        tell(f"{visible(target)}: {visible(each)}")
    return findings


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
