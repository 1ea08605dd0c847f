"""The advice on one screen: what decides first, then the network and its cost, what is assumed, what to do next."""

import shlex
from collections.abc import Iterator, Sequence
from functools import lru_cache
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from advisor.cli.streams import console
from advisor.explaining.summary import Row, Summary, summarize
from advisor.networks.published import trained_by_ultralytics
from advisor.recommending import Recommendation

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

LEAST_LINES: Final = 24  # of a terminal; on a smaller one the screen scrolls
WIDEST: Final = 120  # columns; longer lines are hard to read
MARGIN: Final = 12  # columns of a label
OPTIONAL: Final = ("Validation", "Guards", "Inputs")  # rows that go first where there is no room
DEFAULT_FILE: Final = "config.yaml"
PARTS: Final = 256  # labelled texts whose lines are kept


class Detail(NamedTuple):
    """How much is shown."""

    row_lines: int  # of a row; clauses beyond are left out
    warnings: int
    assumptions: int
    spaced: bool = True  # empty lines between the parts
    dropped: int = 0  # of the optional rows
    longer: tuple[str, ...] = ()  # rows that may take a line more
    brief: bool = False  # only the first step and the last, and assumptions without their options


# From all there is to what has room at 40 columns; the first that fits is shown.
DETAILS: Final = (
    Detail(4, 9, 5),
    Detail(3, 4, 5),
    Detail(2, 3, 4),
    Detail(2, 2, 3),
    Detail(2, 1, 3),
    Detail(1, 1, 3),
    Detail(1, 1, 2),
    Detail(1, 1, 2, spaced=False),
    Detail(1, 0, 2, spaced=False),
    Detail(1, 1, 2, spaced=False, brief=True),
    Detail(1, 0, 2, spaced=False, brief=True),
    Detail(1, 0, 1, spaced=False, brief=True, dropped=1),
    Detail(1, 0, 1, spaced=False, brief=True, dropped=2),
    Detail(1, 0, 1, spaced=False, brief=True, dropped=3),
)


def show_overview(
    recommendation: Recommendation, stream: TextIO, color: str, written: str | None = None, below: int = 1
) -> None:
    """Show the advice on one screen of a terminal.

    `written` is the file that holds the config, if one does; `below` are the lines that follow on the same screen.
    """
    screen = console(stream, color)
    width, height = min(screen.width, WIDEST), max(get_terminal_size().lines, LEAST_LINES)
    summary = summarize(recommendation)
    for line in overview(summary, next_steps(recommendation, summary, written), width, height - below, screen):
        screen.print(line, soft_wrap=True)


def next_steps(recommendation: Recommendation, summary: Summary, written: str | None = None) -> list[str]:
    """What to do next, as commands."""
    config = shlex.quote(written or DEFAULT_FILE)
    data = recommendation.problem.data.path
    if "training.method" in recommendation.choices:  # of which no project of our own is made
        method = recommendation.choices["training.method"].value
        train = f"export {'llama-factory' if method == 'orpo' else 'trl'} {config} -o project"
    elif (network := recommendation.choices.get("model.backbone.name")) and trained_by_ultralytics(network.value):
        train = f"export ultralytics {config} -o project"
    else:
        train = f"train {config} --data {shlex.quote(data)}" if data else f"export torch {config} -o project"
    steps = [] if written else [f"the same with -o {config} writes the config; then"]
    steps += [f"advisor {train}", f"advisor explain model.family {config}"]
    return [*steps, f"--all shows all {summary.choices} choices with reasons; advisor report makes a page"]


def overview(summary: Summary, steps: Sequence[str], width: int, height: int, screen: "Console") -> list["Text"]:
    """The lines of the screen, none wider than `width`: as much detail as `height` lines hold."""

    def laid_out(detail: Detail) -> "list[Text]":
        return [line for part in _parts(summary, steps, detail, width, screen) for line in part]

    chosen = next((detail for detail in DETAILS if len(laid_out(detail)) <= height), DETAILS[-1])
    for row in summary.rows:  # what room is left, the rows that matter most take
        longer = chosen._replace(longer=(*chosen.longer, row.label))
        if len(laid_out(longer)) <= height:
            chosen = longer
    return laid_out(chosen)


def _parts(
    summary: Summary, steps: Sequence[str], detail: Detail, width: int, screen: "Console"
) -> Iterator[list["Text"]]:
    from rich.text import Text

    space = [Text()] if detail.spaced else []
    yield _headline(summary.problem, width, screen)
    yield space
    mark, style = ("", "bold green") if summary.network_first else ("! ", "bold yellow")
    yield _wrapped(_answer(f"{mark}{summary.first}", style), width, screen, len(mark))
    if summary.baselines:
        said = f"{'To beat' if summary.network_first else 'Then beat'}: {', '.join(summary.baselines)}"
        yield _wrapped(Text(" " * len(mark) + said), width, screen, len(mark))
    yield space
    dropped = OPTIONAL[: detail.dropped]
    for row in summary.rows:
        if row.label not in dropped:
            yield _row(row, detail.row_lines + (row.label in detail.longer), width, screen)
    yield space
    for warning in summary.warnings[: detail.warnings]:
        yield _labelled("Mind", warning, width, screen, "yellow")
    if summary.assumptions and detail.assumptions:
        yield _labelled("Assumed", _assumed(summary, detail.assumptions, detail.brief), width, screen)
    hidden = max(0, len(summary.warnings) - detail.warnings) + summary.minor
    more = f" ({hidden} more warning{'s' if hidden > 1 else ''} there)" if hidden else ""
    shown = [steps[0], steps[-1]] if detail.brief else steps
    for number, step in enumerate([*shown[:-1], shown[-1] + more]):
        yield _labelled("" if number else "Next", step, width, screen)


def _headline(text: str, width: int, screen: "Console") -> list["Text"]:
    """The problem; what is predicted stands on a line of its own where both have no room on one."""
    from rich.cells import cell_len
    from rich.text import Text

    inputs, arrow, output = text.rpartition(" -> ")
    if cell_len(text) <= width:
        return [Text(text, "bold")]
    return [
        *_wrapped(Text(inputs, "bold"), width, screen),
        *_wrapped(Text(f"  {arrow.strip()} {output}", "bold"), width, screen, 2),
    ]


def _answer(text: str, style: str) -> "Text":
    """What to try first, with its first clause marked."""
    from rich.text import Text

    lead, colon, reason = text.partition(":")
    return Text.assemble((lead + colon, style), reason)


def _assumed(summary: Summary, most: int, brief: bool) -> str:
    first, *more = summary.assumptions[:most]
    decided = len(first.decisions)
    said = [f"{first.words} (decides {decided} choice{'s' if decided > 1 else ''})"]
    said += [f"{each.words} ({len(each.decisions)})" for each in more]
    options = ", ".join(each.option for each in (first, *more))
    return ", ".join(said) + ("" if brief else f"; say otherwise with {options}")


def _row(row: Row, most: int, width: int, screen: "Console") -> list["Text"]:
    """A row of as many clauses as its lines hold, the first one always."""
    tried = (
        _labelled(row.label, ", ".join(row.clauses[:number]), width, screen)
        for number in range(len(row.clauses), 1, -1)
    )
    shortest = _labelled(row.label, row.clauses[0], width, screen)
    return next((lines for lines in tried if len(lines) <= most), shortest)


@lru_cache(PARTS)  # as each detail that is tried asks for most of the same lines again
def _labelled(label: str, text: str, width: int, screen: "Console", style: str = "") -> list["Text"]:
    """A text beside its label in the margin."""
    from rich.text import Text

    return _wrapped(Text.assemble((f"{label:<{MARGIN}}", "bold"), (text, style)), width, screen, MARGIN)


def _wrapped(text: "Text", width: int, screen: "Console", indent: int = 0) -> list["Text"]:
    """A text in lines of at most `width` cells, broken between words; all but the first are indented."""
    from rich.text import Text

    margin, body = text[:indent], text[indent:]
    lines = list(body.wrap(screen, width - indent))
    for line in lines:
        line.rstrip()
    return [Text.assemble(margin if number == 0 else " " * indent, line) for number, line in enumerate(lines)]
