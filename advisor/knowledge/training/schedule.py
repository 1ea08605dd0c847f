"""The range test that finds or checks the learning rate, its schedule, and its warm-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import RangeTest, ScheduleSettings
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import NO_SHORT_RUN, SHORT_RUNS, few_and_small
from advisor.knowledge.scopes import FINE_TUNED, FROM_SCRATCH, families_but, kinds_but, scope
from advisor.knowledge.training.budget import updates_per_epoch
from advisor.knowledge.training.early_stopping import end, patience_in_epochs
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Normalization, Optimizer, Reading, Trainable
    from advisor.problem import Problem

LOWEST, HIGHEST = 1e-6, 10.0  # first and last rate of the range test; guide
STEPS: Final = 200  # steps between them; fastai has 100, more of them smooth better
SMOOTHING: Final = 0.9  # share of the past in the averaged loss; folklore
DIVERGED: Final = 4.0  # multiple of the best loss that ends the test; fastai
WARMUP: Final = 0.06  # part of the updates; folklore, most recipes have 5 to 10%
WARMUP_SMALL: Final = 0.1  # likewise on small sets; Mosbach et al.
WARMUP_SGD: Final = 0.05  # five epochs of a hundred; Goyal et al.
SAFE_SGD: Final = 0.03  # rate of SGD that random weights tolerate at once; folklore
WARMUP_BATCH: Final = 2048  # examples of a batch from which adaptive optimisers begin slowly as well; folklore
SMALL_ROWS: Final = 5_000  # training examples
RISING, START, END = 0.25, 0.04, 1e-5  # 1cycle: part that rises, first and last rate over the peak; fastai
FACTOR: Final = 0.5  # of the rate on a plateau; folklore, Keras has 0.1
WARMED_UP: Final = ("transformer", "pretrained", "detector", "speech-to-text", "sentence-embedding")
TEXT_AND_SPEECH: Final = ("transformer", "pretrained", "speech-to-text", "sentence-embedding")
CURVE: Final = ("ngram-mlp", "sepcnn")  # families whose rate follows the validation curve

range_test: Decision[RangeTest] = Decision(
    "training.learning_rate.range_test",
    "How is the learning rate found on the data?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
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


def settings(reading: Reading) -> RangeTest:
    """The guide's sweep with fastai's stopping rule."""
    return RangeTest(LOWEST, HIGHEST, STEPS, SMOOTHING, DIVERGED, reading)


@range_test.rule(
    "RANGE-TUNING",
    scope(family=FINE_TUNED),
    sources=["guide:G-LR-3", "guide:R11", "fastai"],
    strength="moderate",
    rulesets=BOTH,
)
def a_tenth_of_the_best(family: Family, learning_rate: float) -> Pick[RangeTest]:
    """Published weights: a tenth of the rate at which the loss is lowest, as that one already destroys them."""
    return pick(
        settings("minimum-over-10"),
        f"the rate at which the loss is lowest already damages the weights of {named(family)}, so a tenth of it is"
        f" read, to compare with the {learning_rate:g} above",
    )


@range_test.rule(
    "RANGE-SGD",
    scope(kind=kinds_but("table"), family=FROM_SCRATCH),
    sources=["guide:G-LR-3", "guide:G-LR-4", "guide:G-LR-5", "guide:R11", "smith2015"],
    strength="moderate",
    rulesets=GUIDE,
)
def half_of_diverging(
    optimizer: Optimizer, normalization: Normalization, learning_rate: float
) -> Pick[RangeTest] | Skip:
    """Raise the rate by a constant factor until the loss diverges; under SGD and a norm half of it trains well.

    On tables it does not: over 8 of them and two seeds, half of the diverging rate gave SGD 1.13 times the loss of the
    guide's other reading, the finder, and at worst 2.2 times. So tables take the finder.
    """
    if optimizer != "sgd":
        return skip(f"needs SGD: half of the diverging rate is too high for {optimizer}")
    if normalization == "none":
        return skip("needs normalised layers: half of the diverging rate is too high without them")
    return pick(
        settings("half-of-diverging"),
        f"{optimizer} with {normalization} normalisation trains well at about half of the rate at which it diverges,"
        f" which is to be compared with the {learning_rate:g} above",
    )


@range_test.rule(
    "RANGE-ADAPTIVE",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-LR-3", "guide:G-LR-5", "guide:R11", "fastai"],
    strength="moderate",
    rulesets=GUIDE,
)
def valley(optimizer: Optimizer, normalization: Normalization) -> Pick[RangeTest]:
    """Where half of the diverging rate is too much, the guide's finder is read at the valley of the smoothed loss.

    On 8 tables and two seeds the valley gave Nadam 0.99 times the loss at the usual rate; half of diverging 1.46.
    """
    what = f"with {normalization} normalisation" if normalization != "none" else "without normalised layers"
    return pick(
        settings("valley"),
        f"half of the diverging rate is too high for {optimizer} {what}, so the valley of the smoothed loss is read",
    )


@range_test.rule(
    "RANGE-CHECK",
    scope(family=FROM_SCRATCH),
    sources=["fastai", "guide:R11", "playbook2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide trains at what the test says, half of the diverging rate or the valley; a tenth of the rate at"
    " the lowest loss gave better networks, and the recipe's rate none worse, so it stands and the test checks it.",
)
def check_of_the_recipe(optimizer: Optimizer, learning_rate: float) -> Pick[RangeTest]:
    """The recipe's rate is the one to train with; a reading far from it points to a fault in data or scaling.

    Read in five ways on 8 tables and two seeds, a tenth of the rate at the lowest loss was best: 1.07 times the loss
    at the recipe's rate under AdamW (the valley 1.23, half of diverging 2.7), 0.99 under Nadam, 1.00 under SGD.
    """
    return pick(
        settings("minimum-over-10"),
        f"{optimizer} trains at the {learning_rate:g} above; of five readings a tenth of the rate at the lowest loss"
        " gave the best networks, and where it is ten times off, inputs or targets are out of scale",
    )


@schedule.rule(
    "SCHED-ONE-CYCLE",
    sources=["guide:G-SCH-4", "guide:G-SCH-1", "guide:G-SCH-2", "guide:R12", "smith2017", "fastai"],
    strength="moderate",
    rulesets=GUIDE,
)
def one_cycle(family: Family, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings]:
    """The guide strongly recommends 1cycle: up, then down to almost nothing."""
    return pick(
        ScheduleSettings("one-cycle", rising_fraction=RISING, start_fraction=START, final_fraction=END),
        f"{named(family)} trains for {end(epochs, max_steps)}, so that its rate can rise and then fall to almost"
        " nothing by then",
    )


@schedule.rule(
    "SCHED-LINEAR",
    scope(kind=("text", "audio"), family=TEXT_AND_SPEECH),
    sources=["bergsma2025", "devlin2018", "guide:G-SCH-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide recommends 1cycle; transformers do best with a short warm-up and a linear decay to zero.",
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
    versus="The guide recommends 1cycle; how many epochs these small networks need is not known beforehand, so the rate"
    " follows the validation loss.",
)
def reduce_on_plateau(
    family: Family, train_rows: int, batch_size: int, epochs: int, folds: int
) -> Pick[ScheduleSettings]:
    """Where the number of epochs is not known, lower the rate when the validation loss stands still."""
    wait = max(2, patience_in_epochs(family, updates_per_epoch(train_rows, batch_size), epochs, folds) // 2)
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
    studied={"data.rows": (200, 2_000)},
)
def one_cycle_for_short_runs(problem: Problem, epochs: int, max_steps: int | None) -> Pick[ScheduleSettings] | Skip:
    """The guide's 1cycle lets small convolutional networks train at several times the usual rate."""
    if not few_and_small(problem):
        return skip(NO_SHORT_RUN)
    return pick(
        ScheduleSettings("one-cycle", rising_fraction=RISING, start_fraction=START, final_fraction=END),
        f"a rate that rises and falls makes the most of a run of only {end(epochs, max_steps)}",
    )


@schedule.rule(
    "SCHED-COSINE",
    scope(family=families_but(*CURVE)),
    sources=["loshchilov2016", "playbook2023", "guide:G-SCH-1", "guide:G-SCH-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide recommends 1cycle; a plain cosine does as well with two settings fewer to get wrong.",
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
def warm_up_sgd(optimizer: Optimizer, learning_rate: float) -> Pick[float] | Skip:
    """SGD at a high rate spends its first epochs rising to it."""
    if optimizer != "sgd":
        return skip(f"needs SGD, and the optimiser is {optimizer}")
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
def warm_up_large_batches(optimizer: Optimizer, batch_size: int, learning_rate: float) -> Pick[float] | Skip:
    """Large batches come with a higher rate, and the first updates at it are the dangerous ones."""
    if batch_size < WARMUP_BATCH or optimizer == "sgd":
        return skip(f"needs batches of {count(WARMUP_BATCH)} or more, and an adaptive optimiser")
    return pick(
        WARMUP_SGD,
        f"at batches of {count(batch_size)} the rate is scaled up to {learning_rate:g}, at which the first updates may"
        " diverge",
        [0.0, 0.05],
    )


@warmup.rule("WARM-NONE", sources=["realmlp2024", "playbook2023"], strength="moderate", rulesets=CURRENT)
def none_needed(family: Family, optimizer: Optimizer, learning_rate: float) -> Pick[float]:
    """Small networks at a moderate rate start at it."""
    return pick(0.0, f"{named(family)} can train with {optimizer} at its full rate of {learning_rate:g} from the start")
