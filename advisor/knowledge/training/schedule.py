"""The schedule of the learning rate, and its warm-up; the range test stands in `range_test`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import ScheduleSettings
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE, named
from advisor.knowledge.predicates import SHORT_RUNS
from advisor.knowledge.scopes import FINE_TUNED, families_but, scope
from advisor.knowledge.training.budget import updates_per_epoch
from advisor.knowledge.training.early_stopping import end, patience_in_epochs
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Optimizer, Trainable
    from advisor.problem import Problem

WARMUP: Final = 0.06  # part of the updates; folklore, most recipes have 5 to 10%
WARMUP_SMALL: Final = 0.1  # likewise on small sets; Mosbach et al.
WARMUP_SGD: Final = 0.05  # five epochs of a hundred; Goyal et al.
SAFE_SGD: Final = 0.03  # rate of SGD that random weights tolerate at once; folklore
WARMUP_BATCH: Final = 2048  # examples of a batch from which adaptive optimisers begin slowly as well; folklore
SMALL_ROWS: Final = 5_000  # training examples
RISING, START, END = 0.25, 0.04, 1e-5  # 1cycle: part that rises, first and last rate over the peak; fastai
FACTOR: Final = 0.5  # of the rate on a plateau; folklore, Keras has 0.1
STEP_ROWS: Final = 50_000  # examples; CIFAR-10's size, from which on ResNets were trained by steps
STEP: Final = 0.1  # of the rate at each step; He et al. 2015
MILESTONES: Final = [0.5, 0.75]  # parts of training after which it falls; He et al. 2015 on CIFAR-10
EXPONENTIAL: Final = 0.01  # last rate over the first under exponential decay; folklore
WAITING_EPOCHS: Final = 10  # epochs below which the validation loss is seen too seldom to wait for it; folklore
USUAL_WAIT: Final = 8  # epochs of a plateau before the rate falls, half of the usual patience
DECAYS: Final = (  # to compare at the end; guide G-SCH-2
    ScheduleSettings("constant"),
    ScheduleSettings("plateau", factor=FACTOR, patience=USUAL_WAIT),
    ScheduleSettings("exponential", final_fraction=EXPONENTIAL),
    ScheduleSettings("step", factor=STEP, milestones=MILESTONES),
    ScheduleSettings("one-cycle", rising_fraction=RISING, start_fraction=START, final_fraction=END),
)
WARMED_UP: Final = ("transformer", "pretrained", "detector", "speech-to-text", "sentence-embedding")
TEXT_AND_SPEECH: Final = ("transformer", "pretrained", "speech-to-text", "sentence-embedding")
CURVE: Final = ("ngram-mlp", "sepcnn")  # families whose rate follows the validation curve

schedule: Decision[ScheduleSettings] = Decision(
    "training.schedule",
    "How does the learning rate change during training?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
warmup: Decision[float] = Decision(
    "training.warmup",
    "In which part of training does the rate rise from zero?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def half_of_patience(family: Family, train_rows: int, batch_size: int, epochs: int, folds: int) -> int:
    """Epochs that a plateau lasts before the rate falls: half of those after which training stops."""
    return max(2, patience_in_epochs(family, updates_per_epoch(train_rows, batch_size), epochs, folds) // 2)


@schedule.rule(
    "SCHED-ONE-CYCLE",
    sources=["guide:G-SCH-4", "guide:G-SCH-1", "guide:G-SCH-2", "guide:R12", "smith2017", "fastai"],
    strength="moderate",
    rulesets=GUIDE,
)
def one_cycle(problem: Problem, family: Family, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings] | Skip:
    """The guide strongly recommends 1cycle, up and then down to almost nothing: it needs a fraction of the epochs.

    While all else is tuned the guide keeps the rate constant, so 1cycle answers where a single quick run is wanted.
    """
    if problem.priorities.first != "speed":
        return skip("needs speed of training first: while all else is tuned, the rate stays constant")
    return pick(
        DECAYS[-1],
        f"speed comes first, and {named(family)} trains for only {end(epochs, max_steps)}: a rate that rises and then"
        " falls to almost nothing makes the most of them",
        DECAYS,
    )


@schedule.rule(
    "SCHED-STEP",
    scope(family=("cnn", "unet")),
    sources=["guide:G-SCH-1", "guide:G-SCH-2", "resnet2015", "torchvision-recipes"],
    strength="moderate",
    rulesets=GUIDE,
)
def by_steps(train_rows: int, optimizer: Optimizer, epochs: int) -> Pick[ScheduleSettings] | Skip:
    """ResNets were trained by SGD, on 50,000 images and on a million, with a rate that falls to a tenth twice."""
    if optimizer != "sgd" or train_rows < STEP_ROWS:
        return skip(f"needs SGD and {count(STEP_ROWS)} training examples, on which the recipe was tuned")
    if epochs < WAITING_EPOCHS:
        return skip(f"needs {WAITING_EPOCHS} epochs, so that each step lasts for some")
    return pick(
        ScheduleSettings("step", factor=STEP, milestones=MILESTONES),
        f"{count(train_rows)} training examples are as many as ResNets were trained on by steps: SGD bounces at a high"
        f" rate, which falls to a tenth after half and after three quarters of {plural(epochs, 'epoch')}",
        DECAYS,
    )


@schedule.rule("SCHED-EXPONENTIAL", sources=["guide:G-SCH-1", "guide:G-SCH-2"], strength="folklore", rulesets=GUIDE)
def exponentially(family: Family, train_rows: int, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings] | Skip:
    """Where a run is a few long epochs, nothing can wait for the validation loss: the rate falls at each update."""
    if epochs >= WAITING_EPOCHS:
        return skip(f"needs fewer than {WAITING_EPOCHS} epochs; more can wait for the validation loss")
    return pick(
        ScheduleSettings("exponential", final_fraction=EXPONENTIAL),
        f"{named(family)} trains for {end(epochs, max_steps)} on {plural(train_rows, 'training example')}, too few"
        f" looks at the validation loss to wait for it, so the rate falls at each update, to {EXPONENTIAL:.0%} of the"
        " first",
        DECAYS,
    )


@schedule.rule(
    "SCHED-PLATEAU-GUIDE",
    sources=["guide:G-SCH-1", "guide:G-SCH-2", "guide:G-SCH-3", "guide:R12"],
    strength="moderate",
    rulesets=GUIDE,
)
def on_a_plateau(
    problem: Problem, family: Family, train_rows: int, batch_size: int, epochs: int, folds: int
) -> Pick[ScheduleSettings] | Skip:
    """A network that overfitted is large enough, so that a decay may be added: ReduceLROnPlateau watches validation."""
    if problem.observed.fit != "overfitting":
        return skip("needs an earlier run that overfitted: until then capacity is tuned, at a constant rate")
    wait = half_of_patience(family, train_rows, batch_size, epochs, folds)
    return pick(
        ScheduleSettings("plateau", factor=FACTOR, patience=wait),
        f"an earlier network overfitted {plural(train_rows, 'training example')}, so its capacity is found and a decay"
        f" may be added: the rate is halved whenever the validation loss has stood still for {plural(wait, 'epoch')}",
        DECAYS,
    )


@schedule.rule(
    "SCHED-CONSTANT",
    sources=["guide:G-SCH-5", "guide:R10", "guide:R12", "guide:G-LR-2"],
    strength="moderate",
    rulesets=GUIDE,
)
def constant_to_begin_with(family: Family, epochs: int) -> Pick[ScheduleSettings]:
    """The guide keeps the rate constant while all else is tuned, and adds and compares decays at the end."""
    return pick(
        ScheduleSettings("constant"),
        f"{named(family)} trains for up to {plural(epochs, 'epoch')} at the rate of the range test while all else is"
        " tuned; decays are added last, and compared",
        DECAYS,
    )


@schedule.rule(
    "SCHED-LINEAR",
    scope(kind=("text", "audio"), family=TEXT_AND_SPEECH),
    sources=["bergsma2025", "devlin2018", "guide:G-SCH-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide starts at a constant rate; transformers do best with a short warm-up and a linear decay to zero.",
)
def linear_decay(problem: Problem, family: Family, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings] | Skip:
    """Transformers on text or speech: a short warm-up, then a linear decay to zero."""
    if problem.data.kind == "audio" and family != "speech-to-text":
        return skip("of sounds, needs speech that is transcribed")
    what = "text" if problem.data.kind == "text" else "speech"
    return pick(
        ScheduleSettings("linear", final_fraction=0.0),
        f"{named(family)} on {what} trains for {end(epochs, max_steps)}, and does best with a linear decay to zero",
    )


@schedule.rule(
    "SCHED-PLATEAU",
    scope(family=CURVE),
    sources=["google-text-guide", "guide:G-SCH-3", "guide:G-SCH-5"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide starts at a constant rate; how many epochs these small networks need is not known beforehand, so"
    " the rate follows the validation loss.",
)
def reduce_on_plateau(
    family: Family, train_rows: int, batch_size: int, epochs: int, folds: int
) -> Pick[ScheduleSettings]:
    """Where the number of epochs is not known, lower the rate when the validation loss stands still."""
    wait = half_of_patience(family, train_rows, batch_size, epochs, folds)
    return pick(
        ScheduleSettings("plateau", factor=FACTOR, patience=wait),
        f"{named(family)} on {plural(train_rows, 'text')} may need five epochs or fifty, so its rate is halved"
        f" whenever the validation loss has stood still for {wait} epochs",
    )


@schedule.rule(
    "SCHED-BRIEF",
    SHORT_RUNS,
    sources=["smith2017", "fastai", "guide:G-SCH-4"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 3_000)},
    versus="The guide keeps the rate constant at first and recommends 1cycle after it; a short run has no second one.",
)
def one_cycle_for_short_runs(problem: Problem, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings]:
    """The guide's 1cycle lets convolutional networks train at several times the usual rate, and so in fewer epochs."""
    return pick(
        ScheduleSettings("one-cycle", rising_fraction=RISING, start_fraction=START, final_fraction=END),
        f"a rate that rises and falls makes the most of {end(epochs, max_steps)} on"
        f" {plural(problem.data.rows, 'example')}",
    )


@schedule.rule(
    "SCHED-COSINE",
    scope(family=families_but(*CURVE)),
    sources=["loshchilov2016", "playbook2023", "guide:G-SCH-1", "guide:G-SCH-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide starts at a constant rate and adds a decay last; a cosine from the start does as well as 1cycle,"
    " with two settings fewer to get wrong.",
)
def cosine(family: Family, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings]:
    """High first, then down to almost nothing along a cosine."""
    return pick(
        ScheduleSettings("cosine", final_fraction=0.0),
        f"{named(family)} trains for {end(epochs, max_steps)}, so that its rate can reach zero just then",
    )


@warmup.rule("WARM-GUIDE", sources=["guide", "smith2017"], strength="folklore", rulesets=GUIDE)
def no_warmup(schedule: ScheduleSettings) -> Pick[float]:
    """The guide is silent on warm-up; 1cycle begins low anyway."""
    own = ", and 1cycle begins low anyway" if schedule.name == "one-cycle" else ""
    return pick(0.0, f"the guide is silent on warm-up{own}")


@warmup.rule(
    "WARM-HEAD",
    scope(family=FINE_TUNED),
    sources=["keras-transfer", "cs231n"],
    strength="folklore",
    rulesets=CURRENT,
)
def none_for_a_head(problem: Problem, trainable: Trainable) -> Pick[float] | Skip:
    """A head on a frozen backbone is a linear model: its first updates can damage nothing."""
    if trainable != "head":
        return skip("needs a frozen backbone")
    return pick(
        0.0,
        f"only the head is trained, on frozen features of {plural(problem.data.rows, 'example')}: its first updates"
        " can damage nothing",
    )


@warmup.rule(
    "WARM-SGD",
    sources=["goyal2017", "torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide omits warm-up; SGD at a high rate may diverge without.",
)
def warm_up_sgd(optimizer: Optimizer, learning_rate: float, schedule: ScheduleSettings) -> Pick[float] | Skip:
    """SGD at a high rate spends its first epochs rising to it, which 1cycle does by itself."""
    if optimizer != "sgd":
        return skip(f"needs SGD, and the optimiser is {optimizer}")
    if schedule.name == "one-cycle":
        return skip("needs a schedule that begins high, and 1cycle begins low")
    if learning_rate < SAFE_SGD:
        return skip(f"needs a rate of {SAFE_SGD:g} or more, and it is {learning_rate:g}")
    return pick(WARMUP_SGD, f"SGD at {learning_rate:g} from the first update may diverge", [0.0, 0.05])


@warmup.rule(
    "WARM-ATTENTION",
    scope(family=WARMED_UP),
    sources=["xiong2020", "mosbach2020", "ma2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide omits warm-up; Adam's first updates rest on few gradients, and may damage published weights.",
)
def warm_up_attention(family: Family, optimizer: Optimizer, train_rows: int) -> Pick[float] | Skip:
    """Transformers and published weights begin slowly, longer on small sets."""
    if optimizer == "sgd":
        return skip(f"needs an adaptive optimiser, and it is {optimizer}")
    part = WARMUP_SMALL if train_rows < SMALL_ROWS else WARMUP
    longer = f", longer on as few as {plural(train_rows, 'training example')}" if train_rows < SMALL_ROWS else ""
    return pick(
        part,
        f"{optimizer}'s first updates rest on few gradients, so the rate of {named(family)} rises over {part:.0%} of"
        f" training{longer}",
        [0.0, 0.03, 0.06, 0.1],
    )


@warmup.rule(
    "WARM-LARGE-BATCH",
    sources=["goyal2017", "ma2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide omits warm-up; large batches come with high rates, at which the first updates may diverge.",
)
def warm_up_large_batches(
    optimizer: Optimizer, batch_size: int, learning_rate: float, schedule: ScheduleSettings
) -> Pick[float] | Skip:
    """Large batches come with a higher rate, and the first updates at it are the dangerous ones."""
    if batch_size < WARMUP_BATCH or optimizer == "sgd":
        return skip(f"needs batches of {count(WARMUP_BATCH)} or more, and an adaptive optimiser")
    if schedule.name == "one-cycle":
        return skip("needs a schedule that begins high, and 1cycle begins low")
    return pick(
        WARMUP_SGD,
        f"at batches of {count(batch_size)} the rate is scaled up to {learning_rate:g}, at which the first updates may"
        " diverge",
        [0.0, 0.05],
    )


@warmup.rule("WARM-NONE", sources=["realmlp2024", "playbook2023"], strength="moderate", rulesets=CURRENT)
def none_needed(family: Family, optimizer: Optimizer, learning_rate: float, schedule: ScheduleSettings) -> Pick[float]:
    """Small networks at a moderate rate start at it, and 1cycle begins low anyway."""
    if schedule.name == "one-cycle":
        return pick(0.0, f"1cycle begins low and rises to {learning_rate:g} of {optimizer} by itself")
    return pick(0.0, f"{named(family)} can train with {optimizer} at its full rate of {learning_rate:g} from the start")
