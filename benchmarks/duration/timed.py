"""An exported train.py run by the clock of its process, with the time of each of its updates.

What other programs take of the core then counts neither for epochs nor for updates.
"""

import json
import os
import runpy
import sys
import time
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

UPDATES: Final = "updates.json"


def train(project: Path, words: list[str]) -> list[float]:
    """The clock after each update of a run of train.py. Raises RuntimeError with its last words where it fails.

    It runs in a fork of this process, in which PyTorch is loaded already.
    """
    said = project / "said.txt"
    child = get_context("fork").Process(target=_run, args=(project, words, said))
    child.start()
    child.join()
    if child.exitcode:
        last = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-2:]
        raise RuntimeError(f"train.py ended with {child.exitcode}: {' '.join(last)[-300:]}")
    return list(json.loads((project / UPDATES).read_text(encoding="utf-8")))


def preload() -> None:
    """Import what most projects import, once for all of them."""
    for name in ("pandas", "sklearn.linear_model", "torch"):
        import_module(name)


def _run(project: Path, words: list[str], said: Path) -> None:
    from torch.optim.optimizer import register_optimizer_step_post_hook

    updates: list[float] = []

    def note(*_: Any) -> None:
        updates.append(time.process_time())

    register_optimizer_step_post_hook(note)
    time.monotonic = time.process_time
    with said.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = [str(project / "train.py"), *words]
    sys.path.insert(0, str(project))
    runpy.run_path(sys.argv[0], run_name="__main__")
    (project / UPDATES).write_text(json.dumps(updates), encoding="utf-8")
