"""Inputs and answers in two tables of a folder, row by row: `X_train.csv` and `y_train.csv`, features and labels."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.dialect import csv_dialect
from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from advisor.profiling.shared.files import Files

INPUTS: Final = re.compile(r"(?<![a-z])(x|features?|inputs?|data)(?![a-z])")
ANSWERS: Final = re.compile(r"(?<![a-z])(y|labels?|targets?|outputs?|answers?|classes)(?![a-z])")
MOST_BYTES: Final = 2**28  # of a table whose lines are counted
WIDTH: Final = 3  # columns of answers, at most


def refuse_halves(path: str, files: Files) -> None:
    """Refuse a folder of two such tables with the line that joins them; `InputError` names both."""
    tables = [each for each in files.paths if form_of(each)[0] in ("csv", "tsv")]
    if not files.folder or len(tables) != 2:
        return
    for one, other in (tables, tables[::-1]):
        left, right = (Path(each).name.lower().rsplit(".", 1)[0] for each in (one, other))
        same = INPUTS.sub("", left, count=1) == ANSWERS.sub("", right, count=1)
        if INPUTS.search(left) and ANSWERS.search(right) and same and _agree(one, other):
            bare = [csv_dialect(each).headless for each in (one, other)]
            read = ", ".join(
                f"pd.read_csv({each!r}{', header=None' * none})" for each, none in zip((one, other), bare, strict=True)
            )
            named = ", ignore_index=True" * any(bare)
            refuse(
                path,
                f"holds inputs and answers in two tables, {Path(one).name} and {Path(other).name}",
                f"join them row by row: pd.concat([{read}], axis=1{named}).to_csv('both.csv', index=False)",
            )


def _agree(inputs: str, answers: str) -> bool:
    """Whether two tables have as many rows, but for a header of one of them, and the answers few columns."""
    if max(Path(each).stat().st_size for each in (inputs, answers)) > MOST_BYTES:
        return False
    lines = [[line for line in Path(each).read_bytes().splitlines() if line.strip()] for each in (inputs, answers)]
    widths = [max(line.count(mark) for mark in (b",", b";", b"\t")) for line in (found[-1] for found in lines if found)]
    few = len(widths) == 2 and widths[1] < min(WIDTH, widths[0])
    return few and abs(len(lines[0]) - len(lines[1])) <= 1
