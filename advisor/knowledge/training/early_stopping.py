"""When training ends before its epochs are used up, and over which seeds it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import EarlyStopping, ScheduleSettings, WeightAveraging
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.compute.spending import hours_allowed
from advisor.knowledge.predicates import several_networks
from advisor.knowledge.scopes import families_but, scope, tasks_but
from advisor.knowledge.training.budget import updates_per_epoch
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from advisor.config.words import Calibration, Family
    from advisor.problem import Problem

PATIENCE_UPDATES: Final = 300  # updates that patience should cover where an epoch has few; folklore
PATIENCE: Final = {"ngram-mlp": 5, "sepcnn": 5}  # epochs; Google's text guide has 2 on smooth curves
PATIENCE_OF_FOLDS: Final = 4  # epochs of networks over n-grams that are averaged; the best lay at 2 to 6; own runs
USUAL_PATIENCE: Final = 16  # epochs; TabM, FT-Transformer
CALIBRATED: Final = ("temperature", "temperature-and-ensemble")
SEED_ROWS: Final = 10_000  # training examples below which one seed proves little; folklore
SEVERAL: Final = (0, 1, 2)  # seeds; folklore
EXPENSIVE: Final = ("detector", "segmenter", "speech-to-text")  # networks whose single run already takes hours

early_stopping: Decision[EarlyStopping] = Decision(
    "training.early_stopping",
    "When does training end before its epochs are used up?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
seeds: Decision[list[int]] = Decision(
    "training.seeds",
    "Which seeds are run?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def end(epochs: int, max_steps: int | None) -> str:
    """How long training lasts, in words."""
    return plural(epochs, "epoch") if max_steps is None else plural(max_steps, "update")


@early_stopping.rule(
    "STOP-RISING",
    scope(kind="table", family="mlp"),
    sources=["prechelt1998", "tabm", "guide:G-ES-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide stops early and anneals without saying how the two agree; networks that are averaged overfit"
    " early on some tables and never on others, so that a schedule alone wastes most of its time.",
)
def before_the_end_where_the_loss_rises(
    schedule: ScheduleSettings, members: int | None, folds: int, epochs: int
) -> Pick[EarlyStopping] | Skip:
    """A falling rate does not cure overfitting: where the loss has risen for long, the rest of the schedule is wasted.

    So it measured: the best epoch of small networks on tables lay anywhere from the tenth to the last.
    """
    if not several_networks(members, folds):
        return skip("needs several networks that are averaged")
    wait = max(USUAL_PATIENCE, epochs // 6)
    return pick(
        EarlyStopping(patience=wait, restore_best=True),
        f"{wait} of {plural(epochs, 'epoch')} without improvement mean overfitting, which the rest of the"
        f" {schedule.name} schedule does not cure; the best epoch is kept",
    )


@early_stopping.rule(
    "STOP-LAST",
    scope(kind="image", family="cnn"),
    sources=["guo2017"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (500, 3_000)},
    versus="The guide keeps the epoch with the best validation score; on few held-out images luck picks it, and what a"
    " network is too sure of a temperature mends.",
)
def last_of_a_calibrated_run(
    problem: Problem, schedule: ScheduleSettings, calibration: Calibration | None, epochs: int, train_rows: int
) -> Pick[EarlyStopping] | Skip:
    """Under 1cycle weights settle at the end, and what the last epoch is too sure of, a temperature mends.

    On few held-out images the epoch with the lowest log-loss is picked by luck, or because it was less sure of itself.
    In five folds of 500 photographs, each judged by 100, it was the 49th, 60th, 57th, 55th and 44th of 60; the last had
    a log-loss lower by .031, 0, 0, .003 and .033 on a test part, both calibrated, and an accuracy higher by .031, 0,
    .004, .003 and .031. On 2,000 clothes, judged by 222, the 56th was level in accuracy and its log-loss .004 lower.
    """
    if schedule.name != "one-cycle":
        return skip(f"needs 1cycle, and the schedule is {schedule.name}")
    if calibration not in CALIBRATED:
        return skip("needs a temperature that is fitted afterwards")
    return pick(
        EarlyStopping(patience=0, restore_best=False),
        f"the rate falls to nothing in {plural(epochs, 'epoch')}, and weights are settled at its end alone; an earlier"
        f" epoch with a lower log-loss on {plural(problem.data.rows - train_rows, 'held-out image')} owes it to luck,"
        " or to being less sure, which a temperature does for the last",
    )


@early_stopping.rule(
    "STOP-HORIZON",
    sources=["guide:R12", "guide:G-ES-2", "playbook2023"],
    strength="strong",
    rulesets=BOTH,
)
def best_of_a_fixed_horizon(
    schedule: ScheduleSettings, epochs: int, max_steps: int | None
) -> Pick[EarlyStopping] | Skip:
    """A schedule that falls to its end must run to its end; the best epoch is kept."""
    if schedule.name in ("constant", "plateau"):
        return skip("needs a schedule with a fixed end")
    return pick(
        EarlyStopping(patience=0, restore_best=True),
        f"the {schedule.name} schedule lowers the rate until its end, so training runs for all of"
        f" {end(epochs, max_steps)} and the best epoch is kept",
    )


@early_stopping.rule(
    "STOP-AVERAGED",
    sources=["guide:G-MISC-2", "guide:G-ES-2", "izmailov2018"],
    strength="moderate",
    rulesets=GUIDE,
)
def until_weights_are_averaged(averaging: WeightAveraging, epochs: int) -> Pick[EarlyStopping] | Skip:
    """An average of late points needs the late points: training runs to its end, and the best epoch is kept."""
    if averaging.kind != "swa":
        return skip("needs weights that are averaged late in training")
    return pick(
        EarlyStopping(patience=0, restore_best=True),
        f"weights are averaged over the last of {plural(epochs, 'epoch')}, which an early stop would leave out; the"
        " best epoch is kept",
    )


def patience_in_epochs(family: Family, updates: int, epochs: int, folds: int) -> int:
    """The usual patience, but some hundreds of updates, and no more than a quarter of all epochs.

    Networks over n-grams that are averaged wait less: they train fast, and the others make up for one that stops early.
    """
    if family == "ngram-mlp" and folds > 1:
        return PATIENCE_OF_FOLDS
    usual = PATIENCE.get(family, USUAL_PATIENCE)
    return max(1, usual, min(-(-PATIENCE_UPDATES // updates), epochs // 4))


@early_stopping.rule(
    "STOP-PATIENCE",
    sources=["guide:G-ES-1", "guide:G-ES-2", "guide:G-EP-1", "guide:G-HID-11", "prechelt1998"],
    strength="strong",
    rulesets=BOTH,
)
def patience(family: Family, epochs: int, train_rows: int, batch_size: int, folds: int) -> Pick[EarlyStopping]:
    """Stop after some epochs without improvement, more of them where an epoch is few updates, and keep the best."""
    updates = updates_per_epoch(train_rows, batch_size)
    wait = patience_in_epochs(family, updates, epochs, folds)
    return pick(
        EarlyStopping(patience=wait, restore_best=True),
        f"the schedule has no fixed end: training stops after {plural(wait, 'epoch')} without improvement,"
        f" {plural(wait * updates, 'update')}, or after {plural(epochs, 'epoch')} in all",
    )


@seeds.rule("SEED-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def one_run(train_rows: int) -> Pick[list[int]]:
    """The guide is silent on seeds: one run."""
    return pick([0], f"the guide is silent on seeds: one run on {plural(train_rows, 'training example')}")


@seeds.rule(
    "SEED-SEVERAL",
    scope(task=tasks_but("language-modeling"), family=families_but(*EXPENSIVE)),
    sources=["bouthillier2021", "playbook2023"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent; on small data the spread between seeds is as large as that between good settings.",
)
def several_runs(problem: Problem, train_rows: int, devices: int, run_hours: float | None) -> Pick[list[int]] | Skip:
    """On small data one seed proves little: run three and compare means, where there is time for them."""
    if train_rows >= SEED_ROWS:
        return skip(f"needs fewer than {count(SEED_ROWS)} training examples")
    if problem.data.volumetric:
        return skip("needs a cheap run, and volumes make it an expensive one")
    if _too_few_hours(problem, devices, run_hours) is not None:
        return skip(f"needs more time than was said: several runs would take {_several(run_hours)}")
    return pick(
        [*SEVERAL],
        f"on {plural(train_rows, 'training example')} seeds differ by as much as good settings do",
    )


@seeds.rule("SEED-ONE", sources=["bouthillier2021"], strength="moderate", rulesets=CURRENT)
def one_seed(
    problem: Problem, train_rows: int, family: Family, devices: int, run_hours: float | None
) -> Pick[list[int]]:
    """On large data, or where a run is expensive, one seed shows enough to go on."""
    if train_rows >= SEED_ROWS:
        return pick([0], f"on {plural(train_rows, 'training example')} the spread between seeds is small")
    if family not in EXPENSIVE and (hours := _too_few_hours(problem, devices, run_hours)) is not None:
        took = f"a run takes about {duration(run_hours or 0.0)}"
        return pick([0], f"{took}, and {duration(hours)} are too short for several: one that learns enough comes first")
    return pick(
        [0],
        f"a run of {named(family)} on {plural(train_rows, problem.data.kind + ' example')} is expensive; before two"
        " settings are compared, repeat the better one",
    )


def _several(run_hours: float | None) -> str:
    """How long several runs take, in words."""
    return duration(len(SEVERAL) * (run_hours or 0.0))


def _too_few_hours(problem: Problem, devices: int, run_hours: float | None) -> float | None:
    """The hours that were said, where they are too few for several runs."""
    hours = hours_allowed(problem, devices)
    return hours if hours is not None and len(SEVERAL) * (run_hours or 0.0) > hours else None
