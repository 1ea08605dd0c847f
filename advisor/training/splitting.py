"""A part of a table set aside before anything is fitted, so that networks and baselines are scored alike."""

import csv
import random
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from advisor.exporting import Source

FEWEST: Final = 7  # rows, the header among them, of which one can be set aside


def hold_out(path: Path, source: "Source", folder: Path) -> tuple[Path, Path]:
    """Write train.csv and test.csv into the folder, split as the config splits for validation: whole groups, the
    latest rows, or so that each class keeps its share.
    """
    import gzip

    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        rows = list(csv.reader(file, delimiter=max(",;\t|", key=head.count)))
    if len(rows) < FEWEST:
        raise InputError(Diagnostic("is too small to set a part aside", str(path), hint="give one with --test"))
    header, rows = rows[0], [row for row in rows[1:] if row]
    share = float(source.value("data.split.test") or 0.2)
    data, method = source.problem.data, str(source.value("data.split.method"))
    place = {name.strip(): position for position, name in enumerate(header)}
    chance = random.Random(0)
    if method == "time-ordered":
        when = place.get(data.time_column or "")
        order = sorted(range(len(rows)), key=lambda row: rows[row][when]) if when is not None else range(len(rows))
        test = set(list(order)[-round(share * len(rows)) :])
    else:
        column = data.group_column if "grouped" in method else data.target if method == "stratified" else None
        key = place.get(column or "")
        members: dict[str, list[int]] = defaultdict(list)
        for row, cells in enumerate(rows):
            members[cells[key] if key is not None and key < len(cells) else ""].append(row)
        test = set()
        if "grouped" in method and key is not None:
            for name in chance.sample(sorted(members), max(1, round(share * len(members)))):
                test.update(members[name])
        else:
            for name in sorted(members):
                test.update(chance.sample(members[name], round(share * len(members[name]))))
    paths = folder / "train.csv", folder / "test.csv"
    for target, wanted in zip(paths, (False, True), strict=True):
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(cells for row, cells in enumerate(rows) if (row in test) == wanted)
    return paths
