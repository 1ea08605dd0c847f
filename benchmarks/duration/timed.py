"""The first epochs of an exported train.py, shortened, by the clock of its process.

What other programs take of the core then does not count.
"""

import json
import os
import sys
import time
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

LINEAR: Final = "LBFGS"  # the optimiser that fits linear models beside networks
EPOCHS: Final = 2  # of a shortened run


class Timed(NamedTuple):
    """What a shortened run shows, in seconds of its process."""

    steps: int  # updates of a whole epoch
    at_once: bool  # whether the networks of all folds are trained as one
    epochs: list[float]  # of the shortened epochs
    updates: list[float]  # the clock after each update


def train(project: Path, words: list[str], steps: int) -> Timed:
    """The first run of train.py, in so many updates an epoch. Raises RuntimeError with its last words where it fails.

    It runs in a fork of this process, in which PyTorch is loaded already.
    """
    said, found = project / "said.txt", project / "timed.json"
    child = get_context("fork").Process(target=_run, args=(project, words, steps, said, found))
    child.start()
    child.join()
    if child.exitcode or not found.exists():
        last = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-2:]
        raise RuntimeError(f"train.py ended with {child.exitcode}: {' '.join(last)[-300:]}")
    return Timed(**json.loads(found.read_text(encoding="utf-8")))


def preload() -> None:
    """Import what most projects import, once for all of them."""
    for name in ("pandas", "sklearn.linear_model", "torch"):
        import_module(name)


def _run(project: Path, words: list[str], steps: int, said: Path, found: Path) -> None:
    from torch.optim.optimizer import register_optimizer_step_post_hook

    updates: list[float] = []

    def note(optimizer: Any, *_: Any) -> None:
        if type(optimizer).__name__ != LINEAR:
            updates.append(time.process_time())

    register_optimizer_step_post_hook(note)
    time.monotonic = time.process_time
    with said.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = [str(project / "train.py"), *words]
    sys.path.insert(0, str(project))
    module: Any = import_module("train")
    whole, trained, at_once = module.steps_of, module.train, hasattr(module, "side_by_side")

    def first(run: Any, prep: Any, learn: Any, *more: Any, **named: Any) -> Any:
        updates.clear()
        _, state = trained(run, prep, learn, *more, **named)
        epochs = [line["epoch_seconds"] for line in state["history"] if "epoch_seconds" in line]
        text = json.dumps(Timed(whole(learn), at_once, epochs, updates)._asdict())
        found.write_text(text, encoding="utf-8")
        os._exit(0)

    module.steps_of, module.EPOCHS, module.train = lambda part: min(steps, whole(part)), EPOCHS, first
    module.main()
