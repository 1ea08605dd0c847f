"""`advisor batch`: a stream of problems in, a stream of recommendations out, in constant memory."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from advisor.cli import options
from advisor.cli.choices import one_of
from advisor.cli.facts import advise, fixed
from advisor.cli.guard import leave
from advisor.cli.streams import tell
from advisor.errors import Diagnostic, ExitCode, InputError
from advisor.problem.intake import Intake
from advisor.versions import RULESETS
from advisor.yamlio import read_document

LONGEST_LINE = 1 << 24  # bytes of one problem
EXAMPLES = """\
  advisor batch problems.jsonl > configs.jsonl
  generate-problems | advisor batch - | jq .training.batch_size
"""


def command(
    path: Annotated[str, typer.Argument(metavar="FILE|-", help="Problems as JSON Lines; - is stdin.")],
    pin: options.Pins = None,
    ruleset: options.Rules = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first bad line.")] = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Recommend for each line of a JSON Lines stream.

    Answers come in the order of the lines, one a line; empty lines are left out. A bad line becomes
    {"line": N, "error": [...]}, the rest go on, and the exit code is 1.
    """
    one_of(("--ruleset", ruleset, RULESETS))
    pins = fixed(pin or [])
    if path == "-":
        failed = _stream(sys.stdin.buffer, ruleset, pins, fail_fast)
    else:
        try:
            file = Path(path).open("rb")  # noqa: SIM115 - closed below; only the opening is guarded
        except (OSError, ValueError) as error:
            raise InputError(Diagnostic(f"cannot be read: {getattr(error, 'strerror', None) or error}", path)) from None
        with file:
            failed = _stream(file, ruleset, pins, fail_fast)
    if failed:
        sys.stdout.flush()
        if not quiet:
            tell(f"{failed} bad line{'s' if failed > 1 else ''}")
        leave(ExitCode.NO)


def _stream(stream: BinaryIO, ruleset: str | None, pins: Mapping[str, Any], fail_fast: bool) -> int:
    from msgspec.json import Encoder

    encode, write = Encoder().encode, sys.stdout.buffer.write
    live = sys.stdout.isatty()
    failed = 0
    for number, line in enumerate(_lines(stream), 1):
        if not line.strip():
            continue
        try:
            answer = _answer(line, ruleset, pins)
        except InputError as error:
            failed += 1
            answer = {"line": number, "error": [_error(each) for each in error.diagnostics]}
        write(encode(answer) + b"\n")
        if live:
            sys.stdout.buffer.flush()
        if failed and fail_fast:
            break
    sys.stdout.buffer.flush()
    return failed


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines, of which one that is too long is cut rather than held."""
    while line := stream.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)


def _answer(line: bytes, ruleset: str | None, pins: Mapping[str, Any]) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise InputError(Diagnostic(f"the line is longer than {LONGEST_LINE:,} bytes"))
    intake = Intake()
    faults: list[Diagnostic] = []
    intake.document(read_document(line, "<line>", faults), faults)
    for path, value in pins.items():
        intake.pin(path, value, "--pin")
    chosen: Any = ruleset or intake.ruleset or RULESETS[0]
    one_of(("ruleset", chosen, RULESETS))
    return advise(intake, chosen).document()


def _error(diagnostic: Diagnostic) -> dict[str, Any]:
    said = {
        "field": diagnostic.field,
        "column": diagnostic.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }
    return {name: value for name, value in said.items() if value}
