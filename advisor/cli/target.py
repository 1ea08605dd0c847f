"""The question for the column to predict, where data was named without it."""

import os
import sys
from collections.abc import Sequence
from typing import Final

from advisor.cli.streams import tell, terminal
from advisor.errors import InputError, nearest, visible

OFFERED: Final = 9  # columns that are listed, each with a digit


def ask_for_target(error: InputError, notes: Sequence[str] = ()) -> str:
    """The column that the user names at a terminal, on stderr; raises the error anew where nobody can be asked.

    The error is asked about only where it says that the target is missing, after `notes` on the data. End of input is
    Ctrl-C.
    """
    from advisor.profiling.shared.tables.target import UnsaidTargetError
    from advisor.profiling.table.likely_target import likely_targets

    mute = os.environ.get("CI") or not (terminal(sys.stdin) and terminal(sys.stderr))
    if mute or not isinstance(error, UnsaidTargetError):
        raise error
    for note in notes:
        tell(f"note: {visible(note)}")
    names = list(error.columns)
    likely = likely_targets(names, list(error.columns.values())) or names
    tell(f"{visible(str(error.diagnostics[0].file))}: which column is to be predicted?")
    for number, name in enumerate(likely[:OFFERED], 1):
        tell(f"  {number}  {visible(name)}")
    if len(names) > min(len(likely), OFFERED):
        tell(f"  or any other of its {len(names):,} columns by its name")
    while True:
        sys.stderr.write(f"number or name [{visible(likely[0])}]: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        typed = line.strip() or likely[0]
        chosen = (
            typed if typed in names or not typed.isdecimal() else dict(enumerate(likely[:OFFERED], 1)).get(int(typed))
        )
        if chosen in names:
            tell(f"  without the question: --target {visible(chosen)}")
            return chosen
        near = nearest(typed, names)
        tell(f"  there is no column {visible(typed)!r}" + (f"; did you mean {visible(near)}?" if near else ""))
