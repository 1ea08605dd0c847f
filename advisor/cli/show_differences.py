"""What differs between two recommendations at a terminal: how much, then each choice."""

from collections.abc import Iterator, Mapping, Sequence

from advisor.cli.answer import show_answer
from advisor.cli.layout import INDENT, Block, aligned, block, heading, room, wrapped
from advisor.counterfactuals import Difference
from advisor.counterfactuals.comparison import Change
from advisor.explaining.comparison import reasons
from advisor.explaining.text import Line
from advisor.explaining.values import change
from advisor.recommending import plain

FACT = "cyan"  # its style
REASONS = "the reasons on either side"


def show_differences(
    head: str,
    changes: Sequence[Change],
    found: Sequence[Difference],
    names: tuple[str, str],
    resting: Mapping[str, int],
    whole: bool,
    color: str,
) -> None:
    """The answer, the facts that differ, then the choices, first those on which most others rest (`resting`)."""
    width = room()
    facts = [heading(_fact(each), "fact", width, FACT) for each in changes]
    ordered = sorted(found, key=lambda each: -resting.get(each.decision, 0))

    def degrees() -> Iterator[Sequence[Block]]:
        yield [*facts, *(block([titled(each), *reasons(each, names)], width) for each in ordered)]
        yield [*facts, *(block([titled(each)], width) for each in ordered)]

    show_answer(wrapped(head, width), degrees(), whole=whole, rest=REASONS, color=color)


def _fact(each: Change) -> str:
    return f"{each.fact}: {change(each.fact, plain(each.before), plain(each.after), 'unknown')}"


def titled(each: Difference) -> Line:
    """A choice with its values on either side."""
    return Line("", f"{each.decision}: {change(each.decision, each.before.value, each.after.value)}")


def show_sweep(head: str, parts: Mapping[str, tuple[Sequence[str], str]], whole: bool, color: str) -> None:
    """The answer, then by path how each choice moves: drawn where there is room, else in a line."""
    width = room()

    def degrees() -> Iterator[Sequence[Block]]:
        drawings = {
            path: [laid for line in lines for laid in aligned(line, width)] for path, (lines, _) in parts.items()
        }
        yield [[*heading(path, "", width), *drawing, *wrapped("", 1)] for path, drawing in drawings.items()]
        yield [[*heading(path, "", width), *wrapped(f"  {line}", width, INDENT)] for path, (_, line) in parts.items()]

    show_answer(wrapped(head, width), degrees(), whole=whole, rest="the ranges drawn", color=color)
