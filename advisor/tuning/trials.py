"""One trial: a config with some choices fixed, exported, trained, and read back."""

import shutil
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from msgspec.json import encode

from advisor.config.words import LOWER_IS_BETTER
from advisor.diagnosing.conditions import diagnose
from advisor.diagnosing.reading import read_histories
from advisor.errors import InputError
from advisor.exporting import Source, export
from advisor.exporting.search.space import RATE
from advisor.recommending import Recommendation
from advisor.training.process import DivergedError, run_script
from advisor.training.results import Run, read_run
from advisor.tuning.journal import Journal, Trial
from advisor.versions import Ruleset

FOLDER: Final = "trials"
TRAINED: Final = ("data", "model", "training", "compute")  # sections that a training run follows
DIGITS: Final = 3  # of a rate that the range test found
UNREAD: Final = 12  # letters of a hash that tell two configs apart


class Candidate(NamedTuple):
    """A config to be trained: what is fixed, and what follows."""

    pins: dict[str, Any]
    source: Source
    finds_rate: bool = False  # whether its range test sets the rate

    @property
    def key(self) -> str:
        """What two candidates share that are trained alike."""
        trained = [self.source.document.get(section) for section in TRAINED]
        return sha256(encode([trained, self.finds_rate])).hexdigest()[:UNREAD]


class Trials:
    """Trains candidates in folders of their own, each once, and keeps what came of them."""

    def __init__(self, source: Source, edited: Mapping[str, Any], folder: Path, words: Sequence[str]) -> None:
        """`edited` are choices of the config that were changed by hand; `words` are told to each train.py."""
        self.source = source
        self.edited = leaves(edited)
        self.folder = folder
        self.words = list(words)
        self.ruleset = source.recommendation.ruleset

    def candidate(self, pins: Mapping[str, Any], finds_rate: bool = False) -> Candidate | None:
        """The config with these choices fixed, the rest adapted; None where they contradict one another."""
        fixed = {**self.source.problem.pins, **self.edited, **leaves(pins)}
        try:
            made = Recommendation.of(self.source.problem.replace(pins=fixed), cast(Ruleset, self.ruleset))
        except InputError:
            return None
        return Candidate(dict(pins), Source(made.document(), made), finds_rate)

    def train(
        self,
        journal: Journal,
        stage: str,
        one: Candidate,
        changed: Mapping[str, tuple[Any, Any]],
        seconds: float = 0.0,
    ) -> Trial:
        """Train a candidate, or find it in the journal; `seconds`, where there are any, is all that it may take."""
        if (known := journal.find(one.key)) is not None:
            return known
        number = len(journal.trials) + 1
        folder, began = self.folder / FOLDER / f"{number:03}", time.monotonic()
        kept: dict[str, Any] = {
            "number": number,
            "stage": stage,
            "key": one.key,
            "pins": one.pins,
            "changed": dict(changed),
        }
        words = [*self.words, *(["--find-lr"] if one.finds_rate else [])]
        words += ["--max-seconds", f"{seconds:.1f}"] if seconds else []
        try:
            self.run(folder, one.source, words)
            found = self._outcome(read_run(str(folder)), one, _judged(journal))
        except DivergedError:
            found = {"failed": "diverged"}
        except InputError as error:
            if not journal.trials:
                raise  # the config as it is cannot be trained: there is nothing to compare with
            found = {"failed": error.diagnostics[0].message}
        trial = Trial(**kept, **found, seconds=round(time.monotonic() - began, 2))
        journal.add(trial)
        return trial

    def run(self, folder: Path, source: Source, words: list[str]) -> None:
        """Train in a folder, from where an interrupted run stopped if it can be read."""
        begun = (folder / "checkpoints").exists()
        folder.mkdir(parents=True, exist_ok=True)
        export("torch", source).write(str(folder), force=True)
        if begun:
            try:
                run_script(folder, [*words, "--resume"], quiet=True)
            except InputError:  # the checkpoint is broken, or of another trial
                shutil.rmtree(folder / "checkpoints", ignore_errors=True)
            else:
                return
        run_script(folder, words, quiet=True)

    def _outcome(self, run: Run, one: Candidate, judged: str) -> dict[str, Any]:
        """What a finished run says of itself, as a trial keeps it; all are judged as the first one was."""
        scores = {name: value if isfinite(value) else None for name, value in run.metrics["validation"].items()}
        name = judged or judged_by(one.source.value("evaluation.monitor"), list(scores))
        rate = float(run.metrics.get("learning_rate") or one.source.value(RATE))
        history = (Path(run.name) / "history.csv").read_text(encoding="utf-8")
        try:
            shows = [condition.name for condition in diagnose(read_histories(history, run.name)[0])]
        except InputError:  # too few epochs for a curve
            shows = []
        found = {"judged_by": name, "score": scores.get(name), "scores": scores, "rate": rate, "shows": shows}
        return found if scores.get(name) is not None else found | {"failed": f"it has no {name}"}


def leaves(pins: Mapping[str, Any]) -> dict[str, Any]:
    """Pins with each field of a choice fixed by itself, as configs that are read have them.

    >>> leaves({"training.schedule": {"name": "constant"}, "training.batch_size": 32})
    {'training.schedule.name': 'constant', 'training.batch_size': 32}
    """
    found: dict[str, Any] = {}
    for path, value in pins.items():
        found |= {f"{path}.{name}": each for name, each in value.items()} if isinstance(value, dict) else {path: value}
    return found


def _judged(journal: Journal) -> str:
    """The score by which the trials of a journal are compared; empty where none has one."""
    return next((trial.judged_by for trial in journal.trials if trial.judged_by), "")


def judged_by(monitor: str | None, computed: Sequence[str]) -> str:
    """The score by which trials are compared, of those that were computed.

    It is the one that picks the epoch. A bare loss cannot be it, as trials may have different losses: the first score
    that is lower the better stands for it, as log-loss does for cross-entropy.

    >>> judged_by("loss", ["accuracy", "log-loss"]), judged_by("auc", ["auc", "log-loss"]), judged_by(None, ["dice"])
    ('log-loss', 'auc', 'dice')
    """
    if monitor in computed and monitor != "loss":
        return str(monitor)
    return next((name for name in computed if name in LOWER_IS_BETTER and name != "loss"), computed[0])


def rounded(rate: float) -> float:
    """A rate with as many digits as mean something.

    >>> rounded(0.00123456)
    0.00123
    """
    return float(f"{rate:.{DIGITS}g}")
