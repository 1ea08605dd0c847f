"""`advisor compare`: several runs in one chart, and what the difference between them gave."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from advisor.cli import options
from advisor.cli.streams import check_free, emit, tell
from advisor.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from advisor.training.results import Run

EXAMPLES = """\
  advisor compare run tabm                    a table, and curves at the terminal
  advisor compare run wider deeper -o all.png
"""


def command(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN...", help="Folders of runs; each is compared with the first."),
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="PNG", help="Draw the curves there.")] = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Draw runs of training together, and say which choice helped and by how much.

    Scores are compared seed by seed and fold by fold. The table goes to stdout, the curves to stderr and into -o.
    """
    from advisor.training.report import comparison
    from advisor.training.results import read_run

    if not runs or len(runs) < 2:
        raise InputError(Diagnostic("needs two runs at least", "RUN", hint="advisor compare run other"))
    check_free([output] if output else [], force)
    found = [read_run(run) for run in runs]
    if not quiet or output:
        show_curves(found, Path(output) if output else None, quiet)
    emit(comparison(found))


def show_curves(runs: "Sequence[Run]", png: Path | None, quiet: bool = False) -> None:
    """Draw losses and the watched score of runs on stderr, and into a PNG."""
    from advisor.training.charts import drawn, save_png
    from advisor.training.report import curves_of

    panels = curves_of(runs)
    charts = [] if quiet else [drawn(curves, title) for title, curves in panels.items()]
    for chart in filter(None, charts):
        tell(chart)
    if png is not None:
        saved = save_png(panels, png)
        tell(f"wrote {png}" if saved else f"{png} needs matplotlib (pip install 'nn-advisor[train]')")
