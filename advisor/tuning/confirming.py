"""The config as it was and as it was found, each trained with all its seeds and judged on rows that no trial saw."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from advisor.exporting import Source, export
from advisor.training.results import Run, read_run
from advisor.tuning.trials import Trials

RESULT: Final = "metrics.json"


def confirmed(trials: Trials, folder: Path, source: Source, words: Sequence[str], seconds: float) -> Run:
    """Train a config in a folder of its own, with a time limit if `seconds` are not 0; what is there is taken as it is.

    Raises as `advisor.training.process.run_script` does.
    """
    config = folder / "config.yaml"
    if not (folder / RESULT).exists() or config.read_text(encoding="utf-8") != _config(source):
        (folder / RESULT).unlink(missing_ok=True)  # of another config
        trials.run(folder, source, [*words, *(["--max-seconds", f"{seconds:.1f}"] if seconds else [])])
    return read_run(str(folder))


def _config(source: Source) -> str:
    return export("torch", source).files["config.yaml"]
