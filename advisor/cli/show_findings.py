"""Findings at a terminal: how many, then each at its place, in the order of lines."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from advisor.cli.answer import show_answer
from advisor.cli.layout import INDENT, Block, labelled, room, wrapped
from advisor.errors import visible
from advisor.explaining.values import shown_at
from advisor.linting import Finding
from advisor.linting.finding import SEVERITIES
from advisor.linting.formats import place

REST: Final = "the reasons, and what fixes it"
COLORS: Final = {"error": "bold red", "warning": "bold yellow", "note": "cyan"}


def show_findings(summary: str, found: Sequence[Finding], whole: bool, color: str) -> None:
    """The findings with their fixes and reasons; where there is little room, the errors first."""
    width = room()

    def degrees() -> Iterator[Sequence[Block]]:
        yield [[*_finding(each, width), *_fix(each, width), *_reason(each, width)] for each in found]
        yield [[*_finding(each, width), *_fix(each, width)] for each in found]
        yield [_title(each, width) for each in sorted(found, key=lambda each: SEVERITIES.index(each.severity))]

    show_answer(wrapped(Text(summary, "bold"), width), degrees(), whole=whole, rest=REST, color=color)


def _title(each: Finding, width: int) -> Block:
    where = (f"{visible(place(each))}: ", ""), (each.severity, COLORS[each.severity])
    return wrapped(Text.assemble(*where, f": {visible(each.path)} ", (f"[{each.rule}]", "dim")), width, INDENT)


def _finding(each: Finding, width: int) -> Block:
    where = (f"{visible(place(each))}: ", ""), (each.severity, COLORS[each.severity])
    said = f": {visible(each.path)}: {visible(each.message)} "
    return wrapped(Text.assemble(*where, said, (f"[{each.rule}]", "dim")), width, INDENT)


def _fix(each: Finding, width: int) -> Block:
    fixes = ", ".join(f"{path} = {shown_at(path, value)}" for path, value in each.fix.items())
    return labelled("fix", fixes, width) if fixes else []


def _reason(each: Finding, width: int) -> Block:
    return labelled("why", visible(each.reason), width) if each.reason else []
