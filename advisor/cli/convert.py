"""`advisor convert`: data of any format as one plain file."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from advisor.cli import options
from advisor.cli.profile import watching
from advisor.cli.streams import STDOUT, check_free, tell
from advisor.errors import Diagnostic, InputError
from advisor.yamlio import copy_whole

EXAMPLES = """\
  advisor convert survey.xlsx -o survey.csv
  advisor convert 'logs/*.parquet' > logs.csv
  advisor convert plants.data --no-header -o plants.csv
  advisor convert photos/ -o photos.csv
"""


def command(
    data: Annotated[str, typer.Argument(metavar="DATA", help="A file, a folder, or a quoted pattern.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="The file; without it, stdout.")
    ] = None,
    target: options.Target = None,
    kind: options.KindOfData = None,
    header: options.Header = None,
    force: options.Force = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Write data as one plain file, as exported projects read it; `advisor train` does so by itself.

    What `advisor profile` reads is read: other encodings and separators, lines around a table, no header, several
    files, Excel, Parquet, JSON, ARFF, SQLite and more; columns are called as the profile calls them. Of images and
    recordings the file holds their paths with their labels (those inside a table are written into a folder beside
    it), of texts in folders the texts. All are CSV but tagged tokens, which become JSON Lines, and annotated objects,
    which become JSON as COCO has it.
    """
    from advisor.profiling import Asked
    from advisor.profiling.converting import as_csv

    check_free([output] if output not in (None, STDOUT) else [], force)
    first, *more = target or [""]
    asked = Asked(data, first, kind, more=tuple(more), header=header)
    with tempfile.TemporaryDirectory(prefix="advisor-") as folder:
        files = "" if output in (None, STDOUT) else f"{Path(str(output)).with_suffix('')}-files"
        with watching(quiet) as watch:
            found = as_csv(asked, Path(folder) / "rows.csv", watch, files=files, always=True)
        if found is None:
            hint = "files without labels, chats and text to model stay as they are"
            raise InputError(Diagnostic("is of a kind that is not converted", data, hint=hint))
        for note in () if quiet else found.notes:
            tell(f"note: {note}")
        if output in (None, STDOUT):
            with found.path.open("rb") as file:
                shutil.copyfileobj(file, sys.stdout.buffer)
            return
        copy_whole(found.path, str(output), force)
    if not quiet:
        tell(f"wrote {output}")
