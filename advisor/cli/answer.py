"""What a command answers at a terminal: the answer first, then as much as one screen holds; `--all` shows the rest."""

from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size

from rich.text import Text

from advisor.cli.layout import INDENT, Block, room, wrapped
from advisor.cli.paging import paged


def show_answer(
    head: Block,
    degrees: Iterable[Sequence[Block]],
    *,
    whole: bool,
    rest: str = "",
    then: str = "",
    color: str = "auto",
) -> None:
    """Print the answer and its parts, which are given in several degrees of detail, the fullest first.

    A screen holds the fullest degree that fits, else as much of the last one as fits; with `whole`, the fullest is
    printed through the pager. `rest` says what `--all` shows beside more parts, and `then` what to do next.
    """
    with paged(color) as screen:
        end = Ending(rest, then, room())
        lines = _lines(next(iter(degrees))) if whole else _fitting(head, degrees, end, get_terminal_size().lines - 1)
        for line in [*head, *lines] if whole else lines:
            screen.print(line, soft_wrap=True)  # it fits already


class Ending:
    """The last lines of a screen: what is left for `--all`, and what to do next."""

    def __init__(self, rest: str, then: str, width: int) -> None:
        self.rest = rest
        self.then = then
        self.width = width

    def lines(self, left: int = 0, less: bool = False) -> Block:
        """The lines where so many parts are left and, with `less`, the others are shown in less detail."""
        said = " and ".join(filter(None, (f"{left:,} more" if left else "", self.rest if less else "")))
        told = [f"--all shows {said}"] if said else []
        return [line for text in [*told, self.then] if text for line in wrapped(Text(text, "dim"), self.width, INDENT)]


def _fitting(head: Block, degrees: Iterable[Sequence[Block]], end: Ending, height: int) -> Block:
    """The lines that fit on a screen of this height."""
    blocks: Sequence[Block] = ()
    for degree, blocks in enumerate(degrees):
        lines = [*head, *_lines(blocks), *end.lines(less=degree > 0)]
        if len(lines) <= height:
            return lines
    spare = height - len(head) - len(end.lines(len(blocks), less=True))
    taken = list(_taken(blocks, spare)) or [blocks[0][:spare]]
    return [*head, *_lines(taken), *end.lines(len(blocks) - len(taken), less=True)]


def _taken(blocks: Sequence[Block], spare: int) -> Iterator[Block]:
    """The first blocks that this many lines hold."""
    for block in blocks:
        spare -= len(block)
        if spare < 0:
            return
        yield block


def _lines(blocks: Iterable[Block]) -> Block:
    """All lines, without empty ones at the end."""
    lines = [line for block in blocks for line in block]
    while lines and not lines[-1].plain:
        lines.pop()
    return lines
