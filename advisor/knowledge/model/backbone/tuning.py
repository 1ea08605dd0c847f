"""Published networks: which one fits, with which weights, and which of them learn.

Which network suits the data is settled by rules for each kind of data, in modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Fit, Lora, Unfreezing, Wanted
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, GUIDE, count, plural
from advisor.knowledge.model.backbone.base import per_class
from advisor.networks.published import LORA_RANK, TIERS, published

if TYPE_CHECKING:
    from advisor.config.words import Family, Trainable
    from advisor.problem import Problem


PROBE_PER_CLASS: Final = 100  # labels of a class below which the head learns first; folklore
GENTLE_RATE: Final = 0.1  # backbone rate over head rate after a linear probe; fastai divides further
LORA_ALPHA: Final = 32  # scale of the update; usual with all ranks


backbone: Decision[str] = Decision(
    "model.backbone.name",
    "Which published network is built on?",
    name="backbone",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@backbone.rule("BACK-FITS", sources=["guide:R1", "eleuther-cookbook"], strength="moderate", rulesets=BOTH)
def what_fits(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[str] | Skip:
    """Build on the wanted network, or on the largest tier of it that fits the memory."""
    memory = f"{fit.memory_gib:.3g} of {problem.compute.device_memory_gib:g} GiB"
    if not fit.fits:
        why = f"it is the smallest of its kind, and even so takes {memory}"
    elif fit.backbone != wanted.backbone:
        why = f"{wanted.backbone} does not fit {problem.compute.device_memory_gib:g} GiB; this tier takes {memory}"
    else:
        why = f"it is what {count(problem.data.rows)} examples call for, and takes {memory}: nothing smaller is needed"
    tiers = next(([*names] for names in TIERS if fit.backbone in names), None)
    return pick(fit.backbone, why, tiers)


weights: Decision[str] = Decision(
    "model.backbone.weights",
    "Which published weights?",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@weights.rule("BACK-WEIGHTS", sources=["kornblith2018", "torchvision-models"], strength="strong", rulesets=BOTH)
def its_weights(problem: Problem, backbone: str) -> Pick[str] | Skip:
    """The weights that the network's publisher recommends, with their licence."""
    known = published(backbone)
    warning = None
    if problem.priorities.commercial and not known.commercial:
        warning = f"the licence of {backbone} ({known.license}) does not allow commercial use without another one"
    return pick(
        f"{known.library}:{known.weights}" if known.weights else known.library,
        f"{count(known.parameters)} parameters under {known.license}"
        + (f", {known.metric} {known.score:g}" if known.score else ""),
        warning=warning,
    )


trainable: Decision[Trainable] = Decision(
    "model.backbone.trainable",
    "Which of the published weights learn?",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@trainable.rule("BACK-ADAPTERS", sources=["lora2021", "biderman2024"], strength="strong", rulesets=BOTH)
def adapters_for_memory(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[Trainable] | Skip:
    """Adapters take a fraction of the memory of full tuning."""
    if fit.trainable != "adapters":
        return skip("full tuning fits, or no weights learn")
    if wanted.trainable == "adapters":
        return pick("adapters", f"{count(problem.data.tokens)} tokens change little, and adapters forget less")
    return pick("adapters", f"tuning every weight does not fit {problem.compute.device_memory_gib:g} GiB")


@trainable.rule("BACK-TOP-LAYERS", sources=["guide:G-HID-5"], strength="moderate", rulesets=GUIDE)
def top_layers(problem: Problem, fit: Fit) -> Pick[Trainable] | Skip:
    """The guide keeps most of the layers and trains a few on top."""
    if fit.trainable != "top-blocks":
        return skip("needs a published image network")
    return pick(
        "top-blocks", f"{plural(problem.data.rows, 'image')} refine the highest layers; the lower ones are kept"
    )


@trainable.rule(
    "BACK-LEARN",
    sources=["kumar2022", "cs231n", "keras-transfer"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide trains a few top layers; above about a hundred labels a class tuning all of them usually wins.",
)
def by_labels(problem: Problem, fit: Fit) -> Pick[Trainable] | Skip:
    """Few labels: the head alone. More: everything, gently."""
    labels = per_class(problem)
    what = plural(labels, "example") + (" of the rarest class" if problem.classifies else "")
    if fit.trainable == "none":
        return pick("none", "the network is used as it is")
    if fit.trainable == "head":
        return pick("head", f"{what} are too few to move published weights")
    return pick("all", f"{what} can move every weight", ["head", "all"])


unfreezing: Decision[Unfreezing] = Decision(
    "model.backbone.unfreezing",
    "When, and how fast, do the published weights learn?",
    applies=lambda trainable: trainable in ("all", "top-blocks"),
    absent="no published weights learn",
)


@unfreezing.rule("BACK-UNFREEZE-TEXT", sources=["devlin2018", "mosbach2020"], strength="moderate", rulesets=BOTH)
def at_once(problem: Problem, family: Family) -> Pick[Unfreezing] | Skip:
    """Transformers on text and speech, detectors and segmenters are tuned whole from the first step, at one rate."""
    if problem.data.kind == "image" and family == "pretrained":
        return skip("needs text, sound, series, or a detector or segmenter with its own recipe")
    return pick(
        Unfreezing(0, 1.0), f"published recipes for {problem.task} on {problem.data.kind} tune all weights at once"
    )


@unfreezing.rule(
    "BACK-UNFREEZE-PROBE", sources=["kumar2022", "keras-transfer", "fastai"], strength="moderate", rulesets=BOTH
)
def probe_first(problem: Problem, trainable: Trainable) -> Pick[Unfreezing] | Skip:
    """A random head sends large gradients into good weights: let it learn first, then tune gently."""
    labels = per_class(problem)
    if trainable == "top-blocks":
        return pick(Unfreezing(1, 1.0), "one epoch lets the new head settle before the top layers follow")
    few = labels < PROBE_PER_CLASS
    return pick(
        Unfreezing(3 if few else 1, GENTLE_RATE),
        f"the head is new, and {plural(labels, 'example')}{' of the rarest class' if problem.classifies else ''} "
        + ("would let a random head spoil good weights" if few else "need no long probe"),
    )


lora: Decision[Lora] = Decision(
    "model.backbone.lora",
    "Which low-rank adapters learn in place of the weights?",
    applies=lambda trainable: trainable == "adapters",
    absent="no adapters are used",
)


@lora.rule("BACK-LORA", sources=["schulman2025", "lora2021", "qlora2023"], strength="moderate", rulesets=BOTH)
def on_all_layers(problem: Problem, fit: Fit) -> Pick[Lora] | Skip:
    """Adapters on every linear layer follow full tuning as long as the data does not exceed their capacity."""
    taught = (
        f"{count(problem.data.tokens)} tokens"
        if problem.task == "language-modeling"
        else (f"{plural(problem.data.rows, 'example')}")
    )
    held = "in 4 bits, since 16 do not fit" if fit.quantized_base else "in 16 bits"
    return pick(
        Lora(LORA_RANK, LORA_ALPHA, "all-linear", fit.quantized_base),
        f"rank {LORA_RANK} on all linear layers holds what {taught} teach; the base stays {held}",
    )
