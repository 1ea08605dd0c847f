"""Histories of runs in MLflow's folders: a file for each metric, with a line for each value."""

from pathlib import Path
from typing import Any, Final

from advisor.bounded import read_path
from advisor.diagnosing.history import History
from advisor.diagnosing.reading import read_rows
from advisor.errors import Diagnostic, InputError

METRICS: Final = "metrics"  # the folder of a run's metrics
MOST_FILES: Final = 10_000
MAX_BYTES: Final = 1 << 26  # of a metric
FEWER: Final = "name the folder of one run"
WORDS: Final = 3  # in a line: time, value, step


def metric_folders(path: Path) -> list[Path]:
    """The folders of metrics at or below a path, one for each run."""
    if path.name == METRICS:
        return [path]
    return sorted(folder for folder in path.rglob(METRICS) if folder.is_dir())


def read_mlflow(path: Path) -> list[History]:
    """All runs below a folder. Raises InputError where they hold no loss."""
    folders = metric_folders(path)
    rows: list[dict[str, Any]] = []
    files = 0
    for folder in folders:
        moments: dict[int, dict[str, Any]] = {}
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            files += 1
            if files > MOST_FILES:
                raise InputError(Diagnostic(f"holds more than {MOST_FILES:,} metrics", str(path), hint=FEWER))
            name = file.relative_to(folder).as_posix()
            for line in read_path(str(file), MAX_BYTES, FEWER).decode("utf-8", "replace").split("\n"):
                words = line.split()
                if len(words) == WORDS and words[2].isdecimal():
                    run = folder.parent.name if len(folders) > 1 else ""
                    moments.setdefault(int(words[2]), {"run": run, "step": int(words[2])})[name] = words[1]
        rows += [moments[step] for step in sorted(moments)]
    return read_rows(rows, str(path))
