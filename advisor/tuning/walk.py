"""The guide's way through a search: the rate, capacity, regularisation, activation and batch, the schedule last.

Each trial changes the best so far and is kept where its score is better: one choice, but that capacity first grows in
all its choices at once, and that a network which grew too large for its data comes back with stronger regularisation,
as the guide has it (overfit first, then regularise). The walk asks for one trial after another and depends on their
outcomes alone, so that it goes the same way again over the trials of a journal.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from statistics import median
from typing import Any, Final, NamedTuple

from advisor.config.words import LOWER_IS_BETTER
from advisor.diagnosing.conditions import GENERALIZING
from advisor.exporting.search.space import RATE, Knob, Space
from advisor.tuning.budget import Budget
from advisor.tuning.journal import Journal, Trial
from advisor.tuning.moves import consistent, neighbour, ordered, others
from advisor.tuning.trials import Candidate, Trials, rounded

RECOMMENDED: Final = "as recommended"
FINDS: Final = "range test"  # stands for the value of a rate that is to be found
# Up to which part of the budget each stage goes on; what a stage leaves, the next ones have.
ENDS: Final = {"learning": 0.25, "capacity": 0.5, "regularisation": 0.7, "activation": 0.88, "schedule": 1.0}
AGAIN: Final = 0.05  # of the budget, kept at the end of a stage for the rate
EPOCHS: Final = "training.epochs"
ALIKE: Final = 1.3  # times, within which two rates are one
SIZES: Final = ("model.hidden.", "model.backbone")  # choices that are capacity
REGULARISERS: Final = ("model.dropout", "training.optimizer.weight_decay", "training.loss.label_smoothing")
FIRST: Final = (  # choices that are tried first in their stage: the guide's own words, then the widest effect
    "model.hidden.layers", "model.hidden.widths", "model.dropout", "training.optimizer.weight_decay",
    "model.activation.name", "training.batch_size", "training.optimizer.name",
)  # fmt: skip


EPSILON: Final = 1e-9  # by which parts of a budget that are one may differ
LEAST: Final = 0.5  # of the time of a usual trial, with less of which none begins

Pair = tuple[Any, Any]  # a value before and after a change


class Step(NamedTuple):
    """A change that was kept: by path, what it changed from and to, and the score before and after."""

    stage: str
    trial: int
    changed: dict[str, Pair]
    before: float | None
    after: float | None


class Found(NamedTuple):
    """What a search found: the first trial, the best one, and the steps that lead from one to the other."""

    first: Trial
    best: Trial
    config: Candidate
    steps: list[Step]


class Walk:
    """The state of a walk: the trials so far, and the best config among those that the present stage builds on."""

    def __init__(
        self,
        space: Space,
        trials: Trials,
        journal: Journal,
        budget: Budget,
        most: float = 0.0,
        telling: Callable[[str, Mapping[str, Pair], float], None] = lambda stage, changed, part: None,
        told: Callable[[Trial], None] = lambda trial: None,
    ) -> None:
        """Train the config as it is.

        `most` are the seconds of a trial, where limited; `telling` hears of each that begins, with the part of the
        budget that is spent, and `told` of each after the first that has ended.
        """
        self.space, self.trials, self.journal, self.budget, self.most = space, trials, journal, budget, most
        self.telling, self.told = telling, told
        self.done: list[Trial] = []  # in the order of the walk, each once
        self.stage = RECOMMENDED
        self.steps: list[Step] = []
        self.kept: list[Step] = []  # those that lead to `best`
        self.oversized: dict[str, Any] = {}  # what made a network so large that it got worse
        self.knobs = {knob.path: knob for stage in space.stages for knob in stage.knobs if not self._fixed(knob.path)}
        self.constant = {path: value for path, value in space.constant.items() if not self._fixed(path)}
        whole = trials.candidate({})
        assert whole is not None, "the config itself was refused"
        self.here = self.best = whole, self._train(whole, {})

    def walk(self) -> Found:
        """Go through all stages, and again where that leaves a part of the budget."""
        for stage in self.space.stages:
            kind = _kind(stage.title)
            self.stage, end = stage.title, ENDS[kind]
            if kind == "learning":
                self._rate(end)
            elif kind == "schedule":
                self._schedule(stage.knobs, end)
            else:
                if kind == "capacity":
                    self._grow(end - AGAIN)
                elif kind == "regularisation":
                    self._regularise(end - AGAIN)
                self._stage(stage.knobs, end - AGAIN, kind == "regularisation")
                self._rate_again(end)
        before = 0
        while self._open(1.0) and before < len(self.done):
            before = len(self.done)
            for stage in self.space.stages:
                self.stage = stage.title
                self._stage(stage.knobs, 1.0, _kind(stage.title) == "regularisation")
                self._rate_again(1.0)
        return self.found

    @property
    def found(self) -> Found:
        """What was found so far."""
        config, trial = self.best
        return Found(self.done[0], trial, config, self.kept)

    @property
    def judged_by(self) -> str:
        """The score by which trials are compared; empty as long as none has one."""
        return next((trial.judged_by for trial in self.done if trial.judged_by), "")

    def loss(self, trial: Trial) -> float:
        """The score of a trial as something to be lowered; infinite where there is none."""
        return trial.loss(self.judged_by in LOWER_IS_BETTER)

    # Stages -----------------------------------------------------------------------------------------------------

    def _rate(self, end: float) -> None:
        """A constant schedule from here on; the rate of the range test, that of the config, and what lies beyond."""
        recommended = self._now(RATE)
        if (knob := self.knobs.get(RATE)) is None:
            self._force(self.constant)
            return
        found = self._force({**self.constant, RATE: FINDS})
        if found is None or found.score is None:
            self._force(self.constant)
            found = None
        elif not 1 / ALIKE < (found.rate or recommended) / recommended < ALIKE:
            self._try({RATE: None}, end)
        higher = found is not None and self._now(RATE) >= max(found.rate or 0.0, recommended)
        self._line(knob, end, (True, False) if higher else (False, True))

    def _grow(self, end: float) -> None:
        """A larger network in all that makes it one, as long as it is better; what is too large is kept in mind."""
        while self._open(end) and (larger := self._up(SIZES)):
            if not self._try(larger, end):
                self.oversized = larger
                return

    def _regularise(self, end: float) -> None:
        """Stronger regularisation in all its ways: of the network that grew too large, then of the best one."""
        if self.oversized:
            self._try({**self.oversized, **self._up(REGULARISERS)}, end)
        while self._open(end) and (stronger := self._up(REGULARISERS)):
            if not self._try(stronger, end):
                return

    def _up(self, starts: tuple[str, ...]) -> dict[str, Any]:
        """The next larger value of each ordered choice whose path begins so."""
        chosen = [knob for path, knob in self.knobs.items() if path.startswith(starts) and ordered(knob)]
        found = {knob.path: neighbour(knob, self._now(knob.path), up=True) for knob in chosen}
        return {path: value for path, value in found.items() if value is not None}

    def _stage(self, knobs: Iterable[Knob], end: float, regularises: bool) -> None:
        """One choice after another, the rate aside: as far as it helps in one direction, or another word."""
        for knob in sorted(knobs, key=_rank):
            if knob.path == RATE or knob.path not in self.knobs or (knob.path == EPOCHS and self._stops_early()):
                continue
            if ordered(knob):
                fits = set(GENERALIZING).isdisjoint(self.here[1].shows)
                self._line(knob, end, (False, True) if regularises and fits else (True, False))
            else:  # one word of each choice at a time; `walk` comes back for the others
                for value in others(knob, self._now(knob.path)):
                    if (one := self._changed({knob.path: value})) is not None and self._known(one) is None:
                        self._try({knob.path: value}, end)
                        break

    def _schedule(self, knobs: Iterable[Knob], end: float) -> None:
        """The schedule of the config with what the stages before found, other schedules, and the rate once more."""
        if self.constant:
            self._try(dict.fromkeys(self.constant), end)
        self._stage(knobs, end - AGAIN, regularises=False)
        self._rate_again(end)

    def _rate_again(self, end: float) -> None:
        """The rate after something was changed: lower ones first, but under a schedule that falls higher ones."""
        if RATE in self.knobs and any(step.stage == self.stage for step in self.steps):
            self._line(self.knobs[RATE], end, (True, False) if _kind(self.stage) == "schedule" else (False, True))

    def _line(self, knob: Knob, end: float, ups: tuple[bool, bool]) -> None:
        """Steps in the first direction as long as they help, in the other one where the first step did not."""
        for up in ups:
            moved = False
            while (value := neighbour(knob, self._now(knob.path), up)) is not None:
                if not self._try({knob.path: value}, end):
                    break
                moved = True
            if moved:
                return

    # Trials -----------------------------------------------------------------------------------------------------

    def _try(self, changes: Mapping[str, Any], end: float) -> bool:
        """Whether a change of the best so far is better; None as a value takes back what was fixed."""
        if (one := self._changed(changes)) is None:
            return False
        known = self._known(one)
        if known is None and not self._open(end):
            return False
        trial = known or self._train(one, self._differences(one))
        better = self.loss(trial) < self.loss(self.here[1])
        if better:
            self._move(one, trial)
        if known is None:
            self.told(trial)
        return better

    def _force(self, changes: Mapping[str, Any]) -> Trial | None:
        """Go on from a change, better or not, unless it could not be trained; what is best stays what it was."""
        one = self._changed(changes) if self._open(1.0) else None
        if one is None or self._known(one) is not None:
            return None
        trial = self._train(one, self._differences(one))
        if trial.score is not None:
            self._move(one, trial)
        self.told(trial)
        return trial

    def _move(self, one: Candidate, trial: Trial) -> None:
        """Go on from here."""
        if one.finds_rate and trial.rate is not None:  # from now on the rate is fixed at what was found
            one = self.trials.candidate({**one.pins, RATE: rounded(trial.rate)}) or one
        self.steps.append(Step(self.stage, trial.number, self._differences(one), self.here[1].score, trial.score))
        self.here = one, trial
        if self.loss(trial) < self.loss(self.best[1]):
            self.best, self.kept = self.here, list(self.steps)

    def _train(self, one: Candidate, changed: Mapping[str, Pair]) -> Trial:
        left = self.budget.left(self.done)
        seconds = min(self.most or left, left)
        if self.journal.find(one.key) is None:
            self.telling(self.stage, changed, self.budget.spent(self.done))
        trial = self.trials.train(self.journal, self.stage, one, changed, seconds if seconds < inf else 0.0)
        self.done.append(trial)
        return trial

    def _known(self, one: Candidate) -> Trial | None:
        """The trial of this walk that trained the same."""
        return next((trial for trial in self.done if trial.key == one.key), None)

    def _changed(self, changes: Mapping[str, Any]) -> Candidate | None:
        """The config here with some choices fixed otherwise."""
        pins = {**self.here[0].pins, **changes}
        finds = pins.get(RATE) == FINDS
        pins = {path: value for path, value in pins.items() if value is not None and value != FINDS}
        return self.trials.candidate(consistent(pins), finds)

    def _differences(self, one: Candidate) -> dict[str, Pair]:
        """What a config changes of the one here, by path."""
        found = {path: (self._now(path), one.source.value(path)) for path in (*self.knobs, *self.constant)}
        if one.finds_rate:
            found[RATE] = self._now(RATE), FINDS
        return {path: pair for path, pair in found.items() if pair[0] != pair[1]}

    def _open(self, end: float) -> bool:
        """Whether the stage that ends at this part of the budget may begin another trial."""
        left = self.budget.left(self.done)
        enough = left == inf or left > median(trial.seconds for trial in self.done) * LEAST
        return enough and self.budget.spent(self.done) < end - EPSILON

    def _now(self, path: str) -> Any:
        return self.here[0].source.value(path)

    def _stops_early(self) -> bool:
        """Whether early stopping ends training, and no schedule: then the number of epochs changes nothing."""
        settled = self._now("training.schedule.name") in ("constant", "plateau")
        return settled and bool(self._now("training.early_stopping.patience"))

    def _fixed(self, path: str) -> bool:
        """Whether the user fixed a choice, or a part of it."""
        pins = self.trials.source.problem.pins
        return any(f"{pin}.".startswith(f"{path}.") or f"{path}.".startswith(f"{pin}.") for pin in pins)


def _kind(title: str) -> str:
    return next((kind for kind in ENDS if title.startswith(kind)), "activation")


def _rank(knob: Knob) -> int:
    return next((place for place, start in enumerate(FIRST) if knob.path.startswith(start)), len(FIRST))
