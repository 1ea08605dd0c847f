"""A profile as people see it: facts, then tables with small histograms."""

from typing import TYPE_CHECKING, Any, Final

from advisor.cli.show import TOO_LONG
from advisor.errors import visible
from advisor.explaining.values import shown
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.profiling import Profile, Section, Shape

if TYPE_CHECKING:
    from rich.console import Console

BLOCKS: Final = "▁▂▃▄▅▆▇█"
ASCII: Final = ".:-=+*#@"
LONGEST: Final = 48  # characters of one cell
MOST_ROWS: Final = 200  # of one table on a screen; JSON holds all
NARROWEST: Final = 12  # letters of a column of words


def show_profile(profile: Profile, intake: Intake, screen: "Console") -> None:
    """The facts with how they were measured, the tables, and what to know."""
    from rich.table import Table
    from rich.text import Text

    facts = Table(box=None, pad_edge=False, show_header=False)
    for path in (path for path in FACTS if path in intake.facts and path not in TOO_LONG):
        method = profile.methods.get(path, "")
        facts.add_row(Text(path, "bold"), Text(shown(intake.facts[path])), Text(method, "dim"))
    screen.print(Text(f"measured: {profile.method}", "dim"))
    screen.print(facts)
    for section in profile.sections:
        screen.print()
        _show_section(section, screen)
    if profile.notes:
        screen.print()
    for note in profile.notes:
        screen.print(Text.assemble(("note: ", "bold yellow"), visible(note)))


def _show_section(section: Section, screen: "Console") -> None:
    from rich.table import Table
    from rich.text import Text

    screen.print(Text(visible(section.title), "bold underline"))
    filled = [any(row[place] not in (None, "") for row in section.rows) for place in range(len(section.columns))]
    table = Table(box=None, pad_edge=False)
    for name, some in zip(section.columns, filled, strict=True):
        if some:
            numbers = name not in ("column", "type", "remarks", "shape", "class", "values", "bar", "what")
            folds = name in ("column", "class", "values", "remarks", "what")
            table.add_column(
                name,
                justify="right" if numbers else "left",
                overflow="fold",
                no_wrap=not folds,
                min_width=NARROWEST if folds else None,
            )
    blocks = BLOCKS if (screen.encoding or "").lower().startswith("utf") else ASCII
    for row in section.rows[:MOST_ROWS]:
        table.add_row(*(Text(_cell(cell, blocks)) for cell, some in zip(row, filled, strict=True) if some))
    screen.print(table)
    if len(section.rows) > MOST_ROWS:
        screen.print(Text(f"... and {len(section.rows) - MOST_ROWS:,} more: -f json lists all", "dim"))


def _cell(cell: Any, blocks: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Shape):
        return sparkline(cell, blocks)
    if isinstance(cell, str):
        text = visible(cell)
        return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
    return shown(cell)


def sparkline(shape: Shape, blocks: str = BLOCKS) -> str:
    """A distribution as a row of blocks; a bin that holds nothing is blank.

    >>> sparkline(Shape((0, 1, 4, 8)))
    ' ▁▄█'
    """
    most = max(shape.counts, default=0)
    if not most:
        return ""
    return "".join(blocks[-(-count * len(blocks) // most) - 1] if count else " " for count in shape.counts)
