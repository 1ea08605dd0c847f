"""Gradient clipping and weight averaging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import WeightAveraging
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import stretch
from advisor.knowledge.scopes import FINE_TUNED, families_but, scope
from advisor.knowledge.training.budget import updates_per_epoch
from advisor.networks.catalogue import backbones
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import ScheduleSettings
    from advisor.config.words import Family, Normalization, Optimizer
    from advisor.problem import Problem

USUAL: Final = 1.0  # gradient norm, brown2020
EXPLODED: Final = 0.5  # gradient norm in recurrent networks seen to explode, within the usual 0.25 to 1, folklore
VOLUMES: Final = 12.0  # gradient norm, nnU-Net
YOLO: Final = 10.0  # gradient norm, Ultralytics' trainer, from memory
DETECTION_TRANSFORMER: Final = 0.1  # gradient norm, the setting of DETR and its successors, from memory
NORMS: Final = (0.25, 0.5, 1.0, 2.0, 5.0)  # thresholds to compare (G-CLIP-3), the range in use
TRANSFORMERS: Final = ("transformer", "sentence-embedding", "speech-to-text")  # families that are always transformers
LATE: Final = 0.75  # part of training after which SWA averages, folklore
SWA_RATE: Final = 0.5  # constant rate over the peak while SWA averages, after arXiv:1803.05407's CIFAR runs
AVERAGED_PART: Final = 0.05  # part of all updates that an exponential moving average looks back over, folklore
DECAYS: Final = (0.9999, 0.999, 0.99)  # averages over about 10,000, 1,000 and 100 updates
FLAT: Final = ("constant", "plateau")  # schedules whose late points scatter around an optimum
NOISY_LABELS: Final = 0.05  # fraction of wrong labels from which averaging is worth its memory, folklore

clip_norm: Decision[float] = Decision(
    "training.clip_norm",
    "At which norm are gradients clipped?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
averaging: Decision[WeightAveraging] = Decision(
    "training.averaging",
    "Are weights averaged over training?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


@clip_norm.rule(
    "CLIP-EXPLODING",
    sources=["guide:G-CLIP-1", "guide:G-CLIP-2", "guide:G-CLIP-3", "guide:G-VAN-1", "guide:G-VAN-2", "pascanu2012"],
    strength="strong",
    rulesets=BOTH,
)
def clip_what_exploded(problem: Problem, family: Family) -> Pick[float] | Skip:
    """Gradients that explode are rescaled to a norm, which keeps their direction; clipping each value would not."""
    if problem.observed.gradients != "exploding":
        return skip("needs gradients that were seen to explode")
    return pick(
        EXPLODED if family == "rnn" else USUAL,
        f"gradients were {problem.observed.gradients} in an earlier run; rescaling them keeps their direction",
        try_next=NORMS,
        warning="if more than half of the steps are clipped, lower the learning rate instead",
    )


@clip_norm.rule(
    "CLIP-RECURRENT",
    scope(family="rnn"),
    sources=["guide:G-CLIP-1", "guide:G-CLIP-2", "guide:G-CLIP-3", "pascanu2012", "keras-clipping"],
    strength="strong",
    rulesets=BOTH,
)
def always_clip_recurrent_networks(problem: Problem) -> Pick[float]:
    """The same weights multiply the gradient at every step, so recurrent networks are always clipped, by norm."""
    return pick(
        USUAL,
        f"over {stretch(problem)} the same weights multiply the gradient at every step, so it may explode",
        try_next=NORMS,
    )


@clip_norm.rule(
    "CLIP-GUIDE",
    scope(family=families_but("rnn")),
    sources=["guide:G-CLIP-1", "guide:G-CLIP-2"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_clips_only_what_explodes(problem: Problem, family: Family) -> Pick[float]:
    """The guide clips exploding gradients, which it expects of recurrent networks above all."""
    return pick(
        0.0,
        f"{named(family)} is not recurrent, and no exploding gradients were seen (observed.gradients ="
        f" {problem.observed.gradients})",
    )


@clip_norm.rule(
    "CLIP-DETECTOR",
    scope(family="detector"),
    sources=["rtdetr2023", "rf-detr", "ultralytics"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide clips where gradients explode; the recipes of published detectors clip always.",
)
def clip_as_the_detector_was_trained(backbone: str | None) -> Pick[float] | Skip:
    """Detection transformers are clipped hard, YOLO models at a norm they seldom reach."""
    name = backbone or "the detector"
    if "yolo" in name:
        return pick(YOLO, f"{name} is trained with a norm that its gradients seldom reach", try_next=(5.0, 10.0))
    if "detr" in name:
        return pick(
            DETECTION_TRANSFORMER, f"{name} matches boxes to queries, which makes gradients jump", try_next=(0.1, 1.0)
        )
    return skip(f"needs a detector whose recipe clips, and {name} is trained without")


@clip_norm.rule(
    "CLIP-VOLUMES",
    scope(family="unet"),
    sources=["nnunet"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide clips where gradients explode; nnU-Net's high momentum on tiny batches makes them now and then.",
)
def loose_bound_for_volumes(problem: Problem) -> Pick[float] | Skip:
    """nnU-Net bounds gradients loosely, against the odd batch."""
    if not problem.data.volumetric:
        return skip("needs volumes")
    return pick(VOLUMES, f"small batches of {plural(problem.data.rows, 'volume')} give a huge gradient now and then")


@clip_norm.rule(
    "CLIP-ATTENTION",
    scope(family=("transformer", *FINE_TUNED)),
    sources=["playbook2023", "devlin2018", "brown2020", "timm"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide clips where gradients explode; early gradient spikes under an adaptive optimiser can ruin the run"
    " of a transformer.",
)
def clip_attention(family: Family, backbone: str | None) -> Pick[float] | Skip:
    """Transformers are trained and tuned with a norm of 1 nearly everywhere."""
    known = backbones().get(backbone or "")
    if family not in TRANSFORMERS and (known is None or known.depth is None):
        return skip(f"needs a transformer whose recipe clips at {USUAL:g}, and {backbone} is none")
    return pick(
        USUAL,
        f"gradients of {backbone or 'a transformer from scratch'} spike, above all early in training",
        try_next=NORMS,
    )


@clip_norm.rule(
    "CLIP-MEMBERS",
    scope(family="tabm"),
    sources=["tabm"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide clips where gradients explode; the example of TabM's authors clips always.",
)
def clip_members(layers: int) -> Pick[float]:
    """TabM's own example clips at 1."""
    return pick(
        USUAL, f"all members add their gradients in the {plural(layers, 'layer')} that they share", try_next=NORMS
    )


@clip_norm.rule(
    "CLIP-NONE",
    scope(family=families_but("rnn", "tabm")),
    sources=["pytabkit", "torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
)
def no_clipping_where_gradients_are_tame(problem: Problem, family: Family, normalization: Normalization) -> Pick[float]:
    """Dense and convolutional networks of usual depth keep their gradients in range by themselves."""
    return pick(
        0.0,
        f"{named(family)} with {'no' if normalization == 'none' else normalization} normalisation is usually trained"
        f" without clipping, and no exploding gradients were seen (observed.gradients = {problem.observed.gradients})",
    )


@averaging.rule(
    "AVG-SWA",
    sources=["guide:G-MISC-2", "izmailov2018", "pytorch-swa"],
    strength="moderate",
    rulesets=BOTH,
)
def average_late_points_of_sgd(
    optimizer: Optimizer, schedule: ScheduleSettings, train_rows: int
) -> Pick[WeightAveraging] | Skip:
    """At a constant rate SGD circles a wide optimum, and the mean of its late points lies nearer to the centre."""
    if optimizer != "sgd":
        return skip(f"needs SGD, and the optimiser is {optimizer}")
    if schedule.name not in FLAT:
        return skip(f"needs a constant rate, and the {schedule.name} schedule lowers it")
    return pick(
        WeightAveraging("swa", start=LATE, learning_rate_fraction=SWA_RATE),
        f"with the {schedule.name} schedule SGD circles an optimum for {plural(train_rows, 'example')}, and the mean of"
        " late points is nearer to it; recompute BatchNorm statistics afterwards",
    )


@averaging.rule(
    "AVG-GUIDE",
    sources=["guide:G-MISC-2", "guide:R12"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_averages_sgd_only(optimizer: Optimizer, schedule: ScheduleSettings) -> Pick[WeightAveraging]:
    """The guide averages weights of SGD under a cyclic or constant rate; other runs keep their best ones."""
    return pick(
        WeightAveraging("none"),
        f"the guide averages weights of SGD at constant or cyclic rates only, and this is {optimizer} with the"
        f" {schedule.name} schedule",
    )


@averaging.rule(
    "AVG-EMA-IMAGES",
    sources=["torchvision-recipes", "morales2024", "ultralytics"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide averages late points of SGD at a constant rate; an exponential moving average goes with any"
    " schedule and has taken SWA's place in recipes for images.",
)
def moving_average_for_images(
    problem: Problem,
    family: Family,
    schedule: ScheduleSettings,
    train_rows: int,
    batch_size: int,
    epochs: int,
    max_steps: int | None,
) -> Pick[WeightAveraging] | Skip:
    """Networks for images and noisy labels gain a little from an exponential moving average of the last weights."""
    noisy = problem.data.label_noise >= NOISY_LABELS
    if schedule.name == "one-cycle" and not noisy:
        return skip("needs another schedule than 1cycle, which ends at a rate of zero: an average would lag behind")
    if not (noisy or family == "detector" or (family == "cnn" and problem.data.kind == "image")):
        return skip(f"needs a detector, convolutions on images from scratch, or {NOISY_LABELS:.0%} wrong labels")
    total = updates_per_epoch(train_rows, batch_size) * epochs if max_steps is None else max_steps
    decay = next((d for d in DECAYS if AVERAGED_PART * total * (1 - d) + 1e-9 >= 1), None)
    if decay is None:
        return skip(f"needs more updates to average over than {count(total)}")
    why = f"{problem.data.label_noise:.0%} wrong labels make updates noisy" if noisy else "the last updates are noisy"
    return pick(
        WeightAveraging("ema", decay=decay),
        f"{why}, and an average over {count(1 / (1 - decay))} of {count(total)} smooths them",
    )


@averaging.rule(
    "AVG-NONE",
    sources=["nanochat", "pytabkit"],
    strength="moderate",
    rulesets=CURRENT,
)
def no_averaging_where_the_rate_falls(
    family: Family, schedule: ScheduleSettings, train_rows: int
) -> Pick[WeightAveraging]:
    """A rate that falls to nearly nothing averages by itself; where averaging was tried on top, it gained little."""
    what = f"{named(family)} on {plural(train_rows, 'training example')}"
    if schedule.name == "constant":
        return pick(WeightAveraging("none"), f"averaging the weights of {what} is not known to help")
    return pick(
        WeightAveraging("none"),
        f"the {schedule.name} schedule lowers the rate of {what}, which does what averaging would do",
    )
