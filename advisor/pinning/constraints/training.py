"""Constraints on training: stopping, schedule, rate, batch, machines."""

from typing import Any, Final

from advisor.knowledge.compute.memory_ladder import WITHOUT_BF16
from advisor.knowledge.scopes import PUBLISHED
from advisor.knowledge.training.budget import examples_per_epoch
from advisor.pinning.constraints.constraint import Broken, View, constraint, needs_beside
from advisor.problem.accelerators import GPUS

BATCH: Final = "training.batch_size"
EPOCHS: Final = "training.epochs"
PATIENCE: Final = "training.early_stopping.patience"
RATE: Final = "training.learning_rate.initial"
SCHEDULE: Final = "training.schedule.name"
AVERAGING: Final = "training.averaging.kind"
OPTIMIZER: Final = "training.optimizer.name"
WARMUP: Final = "training.warmup"
CLIP: Final = "training.clip_norm"
MICRO: Final = "compute.micro_batch"
PRECISION: Final = "compute.precision"
FIXED_END: Final = ("one-cycle", "cosine", "linear", "warmup-stable-decay", "exponential")  # made for so many epochs
ADAPTIVE: Final = ("adam", "adamw", "nadam", "adamax", "rmsprop", "muon-and-adamw")
ADAPTIVE_MOST: Final = 0.1  # moves each weight by a tenth per update, and weights are smaller; RealMLP rescales its 0.2
SGD_MOST: Final = 10.0
TUNING_MOST: Final = {"image": 0.01, "text": 0.001}  # Adam on all weights of a published network; beyond, it collapses
ADAPTERS_MOST: Final = 0.01  # likewise of adapters, which recipes train at 1e-4 to 2e-3
USUAL: Final = {"image": "1e-5 to 1e-3", "text": "1e-5 to 1e-4"}
LEAST_PATIENCE: Final = 10  # patience under a schedule with a fixed end is at least its epochs over this


@constraint("CHK-STOPPING-VALIDATION", "error", [PATIENCE, "data.split.validation"], ["STOP-PATIENCE"])
def stopping_needs_a_validation_part(c: View) -> Broken | None:
    """Early stopping watches held-out examples; on training examples it never stops in time."""
    patience, validation, folds = c.number(PATIENCE), c.number("data.split.validation"), c.number("data.split.folds")
    if not patience or validation is None or validation > 0 or (folds or 1) > 1:
        return None
    return Broken("early stopping has nothing to watch: no example is held out", {PATIENCE: 0})


@constraint("CHK-SCHEDULE-PATIENCE", "warning", [PATIENCE, SCHEDULE, EPOCHS], ["STOP-HORIZON"])
def a_schedule_reaches_its_end(c: View) -> Broken | None:
    """A schedule made for a number of epochs gains most at its end, which patience must let it reach."""
    patience, epochs = c.number(PATIENCE), c.number(EPOCHS)
    if c(SCHEDULE) not in FIXED_END or not patience or not epochs or c.ruleset == "guide":
        return None
    if patience >= epochs // LEAST_PATIENCE:
        return None
    return Broken(f"a patience of {patience:g} may stop {c(SCHEDULE)} long before the end of its {epochs:g} epochs",
                  {PATIENCE: 0}, True)  # fmt: skip


@constraint("CHK-PLATEAU-PATIENCE", "warning", ["training.schedule.patience", PATIENCE], [])
def the_rate_falls_before_the_end(c: View) -> Broken | None:
    """A plateau schedule must lower the rate before early stopping ends the run."""
    waits, patience = c.number("training.schedule.patience"), c.number(PATIENCE)
    if c(SCHEDULE) != "plateau" or waits is None or not patience or waits < patience:
        return None
    return Broken(f"training stops after {patience:g} epochs without progress, before the rate falls after {waits:g}",
                  {"training.schedule.patience": max(1, int(patience) // 2)}, True)  # fmt: skip


@constraint("CHK-SCHEDULE-FIELDS", "error", [SCHEDULE], [])
def a_schedule_says_how_it_moves(c: View) -> Broken | None:
    """One-cycle, plateau, step and warmup-stable-decay need settings of their own."""
    return needs_beside(c, "training.schedule", SCHEDULE)


@constraint("CHK-AVERAGING-FIELDS", "error", [AVERAGING], [])
def an_average_says_over_what(c: View) -> Broken | None:
    """An average of weights needs to know when it begins or how far back it looks."""
    return needs_beside(c, "training.averaging", AVERAGING)


@constraint("CHK-WARMUP", "error", [WARMUP, SCHEDULE], [])
def warmup_leaves_time_to_train(c: View) -> Broken | None:
    """Warm-up takes a part of all updates, and must leave some for the rest of the schedule."""
    warmup, decay = c.number(WARMUP) or 0.0, c.number("training.schedule.decay_fraction") or 0.0
    if warmup < 0 or warmup >= 1:
        return Broken(f"warm-up must be at least 0 and below 1 of all updates, and it is {warmup:g}",
                      {WARMUP: 0.05}, True)  # fmt: skip
    if warmup + decay > 1:
        return Broken(f"warm-up ({warmup:g}) and decay ({decay:g}) add up to more than all updates")
    return None


@constraint("CHK-ONE-CYCLE-WARMUP", "warning", [WARMUP, SCHEDULE], [])
def one_cycle_warms_up_by_itself(c: View) -> Broken | None:
    """One-cycle begins low and rises; a warm-up before it raises the rate twice."""
    if c(SCHEDULE) != "one-cycle" or not c.number(WARMUP):
        return None
    return Broken("one-cycle rises by itself, so a warm-up before it raises the rate twice", {WARMUP: 0.0}, True)


@constraint("CHK-RATE", "error", [RATE, OPTIMIZER], [])
def the_rate_is_one_that_trains(c: View) -> Broken | None:
    """An adaptive optimiser moves each weight by about the learning rate at each update."""
    rate = c.number(RATE)
    most = ADAPTIVE_MOST if c(OPTIMIZER) in ADAPTIVE else SGD_MOST
    if rate is None or 0 < rate <= most:
        return None
    if rate <= 0:
        return Broken(f"the learning rate must be above zero, and it is {rate:g}")
    return Broken(f"{c(OPTIMIZER) or 'the optimiser'} diverges at a learning rate of {rate:g}; use {most:g} at most")


@constraint("CHK-RATE-PUBLISHED", "error", [RATE, "model.backbone.trainable"], ["LR-TUNING"])
def published_weights_survive_the_rate(c: View) -> Broken | None:
    """A large rate wipes out what a published network has learnt, and then it answers the same for every input."""
    rate, trainable = c.number(RATE), c("model.backbone.trainable")
    if rate is None or c("model.family") not in PUBLISHED or c(OPTIMIZER) not in ADAPTIVE:
        return None
    kind = c.problem.data.kind if c.problem else "text"
    most = ADAPTERS_MOST if trainable == "adapters" else TUNING_MOST.get(kind, TUNING_MOST["text"])
    if trainable not in ("all", "top-blocks", "adapters") or rate <= most:
        return None
    what = c("model.backbone.name") or "a published network"
    return Broken(f"{rate:g} ruins the weights of {what}, which are tuned at {USUAL.get(kind, USUAL['text'])}")


@constraint("CHK-BATCH-ROWS", "error", [BATCH], [])
def a_batch_has_examples(c: View) -> Broken | None:
    """A batch cannot hold more examples than there are to train on."""
    batch = c.number(BATCH)
    rows = c.number("data.split.train_rows") or (c.problem.data.rows if c.problem else None)
    if rows is not None and c.problem is not None:
        context = c.number("data.text.max_length")
        answers = c.number("training.sampling.generations")
        rows = examples_per_epoch(c.problem, int(context) if context else None, int(rows), bool(c("data.text.packing")))
        rows *= int(answers or 1)
    if batch is None or rows is None or batch <= rows:
        return None
    return Broken(f"a batch of {batch:g} is more than the {rows:,g} training examples", {BATCH: int(rows)}, True)


@constraint("CHK-BATCH-PARTS", "error", [MICRO, BATCH, "compute.accumulation", "compute.devices"], [])
def the_pieces_make_the_batch(c: View) -> Broken | None:
    """Micro-batch, accumulation and devices multiply to the batch, rounded up to whole micro-batches."""
    batch, micro = c.number(BATCH), c.number(MICRO)
    pieces, devices = c.number("compute.accumulation") or 1, c.number("compute.devices") or 1
    if not batch or not micro or micro < 1 or pieces < 1 or devices < 1:
        return None
    if micro > batch:
        return Broken(f"a micro-batch of {micro:g} is larger than the batch of {batch:g}", {MICRO: int(batch)}, True)
    if micro * pieces * devices >= batch:
        return None
    return Broken(f"{micro:g} x {pieces:g} x {devices:g} examples are fewer than the batch of {batch:g}",
                  {"compute.accumulation": -int(-batch // (micro * devices))}, True)  # fmt: skip


@constraint("CHK-CLIP-RECURRENT", "warning", [CLIP], ["CLIP-RECURRENT"])
def recurrent_gradients_are_clipped(c: View) -> Broken | None:
    """Gradients through many time steps explode, so recurrent networks clip them."""
    if c("model.family") != "rnn" or c.number(CLIP) is None or c.number(CLIP) != 0:
        return None
    return Broken("gradients through a recurrent network explode unless they are clipped", {CLIP: 1.0}, True)


@constraint("CHK-BF16", "error", [PRECISION], ["COMP-PRECISION"])
def the_gpu_knows_the_format(c: View) -> Broken | None:
    """GPUs before Ampere have no bf16; fp16 needs a GPU."""
    if c.problem is None:
        return None
    machine = c.problem.compute
    if c(PRECISION) == "bf16" and machine.accelerator in WITHOUT_BF16:
        return Broken(f"the {GPUS[machine.accelerator].name} has no bf16", {PRECISION: "fp16"}, True)
    if c(PRECISION) == "fp16" and machine.device == "cpu":
        return Broken("fp16 on a CPU is slow and loses range", {PRECISION: "fp32"}, True)
    return None


@constraint("CHK-DEVICES", "error", ["compute.devices", "compute.strategy"], [])
def there_are_so_many_devices(c: View) -> Broken | None:
    """Work cannot be spread over more devices than there are, nor over one."""
    devices, strategy = c.number("compute.devices"), c("compute.strategy")
    if devices is None or c.problem is None:
        return None
    there = max(1, c.problem.compute.gpus)
    if devices > there:
        return Broken(f"{devices:g} devices are wanted, and the machines have {there}", {"compute.devices": there})
    if strategy == "single" and devices > 1:
        return Broken(f"the strategy single uses one device, not {devices:g}", {"compute.strategy": "ddp"})
    return None


@constraint("CHK-BETAS", "error", ["training.optimizer.betas"], [])
def moments_decay(c: View) -> Broken | None:
    """The decay of a moment is a fraction below one."""
    wrong: list[Any] = [beta for beta in c.numbers("training.optimizer.betas") if not 0 <= beta < 1]
    return Broken(f"a beta must be at least 0 and below 1, and it is {wrong[0]:g}") if wrong else None


@constraint("CHK-SEEDS", "warning", ["training.seeds"], [])
def seeds_differ(c: View) -> Broken | None:
    """The same seed gives the same run again."""
    seeds = c.numbers("training.seeds")
    if len(set(seeds)) == len(seeds):
        return None
    return Broken("a seed that is named twice gives the same run twice",
                  {"training.seeds": list(dict.fromkeys(seeds))}, True)  # fmt: skip
