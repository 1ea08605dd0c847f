"""Inputs of one format, tried in this process until time is up.

`python -m tests.fuzz.worker FORMAT SEED SECONDS FOLDER` is what `python -m tests.fuzz` starts.
A line of JSON on stdout tells what was tried. What kills or hangs the process stays as `trying` in the folder, and how
far it came in `tried`.
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
from hypothesis import strategies as st

from tests.fuzz.chance import POOLS, Chance
from tests.fuzz.inputs import BASES, FORMATS
from tests.fuzz.inputs.documents import ROOT
from tests.fuzz.trying import LONGEST_S, attempt, lay, limit_memory

ROUND = 50  # draws of hypothesis to a seed
VARIANTS = 25  # inputs from one draw


def run(form: str, first: int, seconds: float, folder: Path) -> dict[str, Any]:
    """Try inputs of the seeds from `first` on. What was found, each kind once, lies in the folder."""
    warnings.simplefilter("ignore")
    limit_memory()
    tried = taken = 0
    found: dict[str, str] = {}
    until, number = time.monotonic() + seconds, first
    trying, count = folder / "trying", folder / "tried"

    def once(base: Any, pool: list[Any]) -> None:
        nonlocal tried, taken
        for variant in range(VARIANTS):
            if time.monotonic() > until:
                return
            made = FORMATS[form](Chance(f"{number}/{variant}/{tried}", pool), base)
            shutil.rmtree(trying, ignore_errors=True)
            try:
                place = lay(made, trying)
            except (OSError, ValueError):  # this system has no such names
                continue
            tried += 1
            count.write_text(f"{tried} {taken}", encoding="ascii")
            faulthandler.dump_traceback_later(LONGEST_S, exit=True)
            try:
                taken += attempt(form, place)
            except Exception as error:
                kind = f"{type(error).__name__} at {_place(error)}"
                if kind not in found:
                    found[kind] = f"input {tried} from seed {first}: {error}"[:300]
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
        seed(number)(options(given(BASES.get(form, st.none()), POOLS)(once)))()
        number += 1
    shutil.rmtree(trying, ignore_errors=True)
    count.unlink(missing_ok=True)
    return {"format": form, "seeds": [first, number - 1], "tried": tried, "taken": taken, "found": found}


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT / "advisor")] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


if __name__ == "__main__":
    form, first, seconds, folder = sys.argv[1:]
    sys.stdout.write(json.dumps(run(form, int(first), float(seconds), Path(folder))) + "\n")
