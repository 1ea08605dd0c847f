"""Inputs of one format, tried in this process until time is up.

`python -m tests.fuzz.worker FORMAT SEED SECONDS FOLDER` is what `python -m tests.fuzz` starts.
A line of JSON on stdout tells what was tried. What kills or hangs the process stays as `trying` in the folder.
"""

import faulthandler
import json
import shutil
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.inputs import FORMATS, ROOT, Input
from tests.fuzz.trying import LONGEST_S, attempt, lay

ROUND = 100  # inputs of a seed


def run(form: str, first: int, seconds: float, folder: Path) -> dict[str, Any]:
    """Try inputs of the seeds from `first` on. What was found, each kind once, lies in the folder."""
    warnings.simplefilter("ignore")
    tried = taken = 0
    found: dict[str, str] = {}
    until, number = time.monotonic() + seconds, first

    def once(drawn: Input) -> None:
        nonlocal tried, taken
        if time.monotonic() > until:
            return
        trying = folder / "trying"
        shutil.rmtree(trying, ignore_errors=True)
        try:
            place = lay(drawn, trying)
        except OSError:  # this system has no such names
            return
        faulthandler.dump_traceback_later(LONGEST_S, exit=True)
        tried += 1
        try:
            taken += attempt(form, place)
        except Exception as error:
            kind = f"{type(error).__name__} at {_place(error)}"
            if kind not in found:
                found[kind] = f"seed {number}: {error}"[:300]
                shutil.copytree(trying, folder / f"{form}-{number}-{len(found)}")
        finally:
            faulthandler.cancel_dump_traceback_later()

    while time.monotonic() < until:
        options = settings(
            max_examples=ROUND,
            database=None,
            deadline=None,
            derandomize=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seed(number)(options(given(FORMATS[form]())(once)))()
        number += 1
    shutil.rmtree(folder / "trying", ignore_errors=True)
    return {"format": form, "seeds": [first, number - 1], "tried": tried, "taken": taken, "found": found}


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT / "advisor")] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


if __name__ == "__main__":
    form, first, seconds, folder = sys.argv[1:]
    sys.stdout.write(json.dumps(run(form, int(first), float(seconds), Path(folder))) + "\n")
