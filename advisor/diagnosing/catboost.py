"""Histories of boosted trees in the folder that CatBoost writes: a table of errors for training and one for tests."""

import csv
import io
from pathlib import Path
from typing import Any, Final

from advisor.bounded import read_path
from advisor.diagnosing.history import History
from advisor.diagnosing.printed import higher_is_better
from advisor.diagnosing.reading import read_rows

TABLES: Final = (("train", "learn_error.tsv"), ("valid", "test_error.tsv"))
BELOW: Final = "catboost_info"  # the folder's name where nothing else was given
MAX_BYTES: Final = 1 << 26  # of a table
FEWER: Final = "name the folder of one run"


def catboost_folder(path: Path) -> Path | None:
    """The folder with CatBoost's tables: a path, or the folder of its own below it."""
    return next((each for each in (path, path / BELOW) if (each / TABLES[0][1]).is_file()), None)


def read_catboost(folder: Path) -> list[History]:
    """The run of a folder. Raises InputError where its tables hold no loss."""
    rounds: dict[str, dict[str, Any]] = {}
    for part, table in TABLES:
        if not (folder / table).is_file():
            continue
        text = read_path(folder / table, MAX_BYTES, FEWER).decode("utf-8", "replace")
        for row in csv.DictReader(io.StringIO(text), delimiter="\t"):
            at = row.pop("iter", None)
            if at is None:
                continue
            into = rounds.setdefault(at, {"epoch": at})
            for metric, value in row.items():
                if isinstance(metric, str):
                    into[f"{part}_{metric}{'' if higher_is_better(metric) else '_loss'}"] = value
    return read_rows(list(rounds.values()), str(folder))
