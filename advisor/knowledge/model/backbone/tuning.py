"""Published networks: which one fits, with which weights, and which of them are trained.

Which network suits the data is decided by rules for each kind of data, in modules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Fit, Lora, Unfreezing, Wanted
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, GUIDE
from advisor.knowledge.compute.spending import hours_allowed
from advisor.knowledge.model.backbone.base import examples_of_a_class, too_few_to_move
from advisor.knowledge.predicates import labels_of_a_class
from advisor.knowledge.scopes import scope
from advisor.networks.published import LORA_RANKS, TIERS, adapter_parameters, lora_rank, published
from advisor.quantities import count, decimal, duration, plural

if TYPE_CHECKING:
    from advisor.config.words import Trainable
    from advisor.problem import Problem


PROBE_PER_CLASS: Final = 100  # labels of a class below which the head is trained alone for longer; folklore
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
def what_fits(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[str]:
    """Build on the wanted network, or on the largest tier of it that fits the memory."""
    memory = f"{decimal(fit.memory_gib)} of {decimal(problem.compute.device_memory_gib)} GiB"
    if not fit.fits:
        why = f"no smaller tier is published, and even so it takes {memory}"
    elif fit.backbone != wanted.backbone:
        why = f"{wanted.backbone} does not fit into {problem.compute.device_memory_gib:g} GiB; this tier takes {memory}"
    else:
        why = f"it takes {memory}, so nothing smaller is needed"
    tiers = next(([*names] for names in TIERS if fit.backbone in names), None)
    return pick(fit.backbone, why, tiers)


weights: Decision[str] = Decision(
    "model.backbone.weights",
    "Which published weights?",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@weights.rule("BACK-WEIGHTS-NONE", sources=["he2018"], strength="strong", rulesets=BOTH)
def drawn_at_random(problem: Problem, backbone: str) -> Pick[str] | Skip:
    """Where published weights are ruled out, the published network is built and its weights are drawn at random."""
    if problem.priorities.pretrained:
        return skip("needs published weights to be ruled out")
    return pick("none", f"published weights are ruled out, so those of {backbone} are drawn at random")


@weights.rule("BACK-WEIGHTS", sources=["kornblith2018", "torchvision-models"], strength="strong", rulesets=BOTH)
def its_weights(problem: Problem, backbone: str) -> Pick[str]:
    """The weights that the network's publisher recommends, with their licence."""
    known = published(backbone)
    warning = None
    if problem.priorities.commercial and not known.commercial:
        warning = f"the licence of {backbone} ({known.license}) does not allow commercial use without another one"
    return pick(
        known.published_weights,
        f"{count(known.parameters)} parameters under {known.license}"
        + (f", {known.metric} {known.score:g}" if known.score else ""),
        warning=warning,
    )


trainable: Decision[Trainable] = Decision(
    "model.backbone.trainable",
    "Which of the published weights are trained?",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@trainable.rule(
    "BACK-ADAPTERS",
    sources=["schulman2025", "tinker", "biderman2024", "lora2021"],
    strength="strong",
    rulesets=BOTH,
)
def adapters_that_hold_what_is_taught(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[Trainable] | Skip:
    """Adapters learn as much as all weights do while what they are taught fits into them, in far less memory."""
    if fit.trainable != "adapters":
        return skip("needs fewer tokens than adapters hold, or full fine-tuning that does not fit into memory")
    holds = adapter_parameters(published(fit.backbone), LORA_RANKS[-1])
    if wanted.trainable == "adapters":
        return pick(
            "adapters",
            f"{_taught(problem, wanted, 'fits', 'fit')} into adapters, which forget less than all weights",
        )
    return pick(
        "adapters",
        f"tuning every weight does not fit into {problem.compute.device_memory_gib:g} GiB",
        warning=f"{plural(wanted.taught, 'token')} are more than adapters of rank {LORA_RANKS[-1]} hold ({count(holds)}"
        " parameters): they learn less than all weights would, so tune a smaller model whole, or use more GPUs"
        if wanted.taught > holds
        else None,
    )


def _taught(problem: Problem, wanted: Wanted, one: str = "", several: str = "") -> str:
    """What adapters have to hold: tokens, or what preferences and rewards say, which is about a token for each."""
    if problem.data.supervision in ("none", "answers"):
        return f"{plural(wanted.taught, 'token')} {several}".rstrip()
    return f"what {plural(problem.data.rows, 'example')} of good and bad answers teach {one}".rstrip()


@trainable.rule("BACK-TOP-LAYERS", sources=["guide:G-HID-5"], strength="moderate", rulesets=GUIDE)
def top_layers(problem: Problem, fit: Fit) -> Pick[Trainable] | Skip:
    """The guide keeps most of the layers and trains a few on top."""
    if fit.trainable != "top-blocks":
        return skip("needs a published image network whose top blocks alone are trained")
    return pick(
        "top-blocks", f"{plural(problem.data.rows, 'image')} tune the highest layers; the lower ones stay frozen"
    )


@trainable.rule(
    "BACK-LEARN",
    sources=["kumar2022", "cs231n", "keras-transfer"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide trains a few top layers; above about a hundred labels a class, tuning all of them usually wins.",
)
def by_labels(problem: Problem, fit: Fit) -> Pick[Trainable]:
    """Few labels: the head alone. More: everything, at a low learning rate."""
    what = examples_of_a_class(problem)
    if fit.trainable == "none":
        return pick("none", "the network is used as it is")
    if not problem.priorities.pretrained:
        return pick("all", "weights that are drawn at random all have to learn")
    if fit.trainable == "head":
        if not too_few_to_move(problem):
            hours = duration(hours_allowed(problem, max(1, problem.compute.gpus)) or 0.0)
            return pick("head", f"{hours} are too short to tune every weight on {what}", ["head", "all"])
        return pick("head", f"too few to move published weights: {what}")
    if labels_of_a_class(problem) < PROBE_PER_CLASS:
        return pick("all", f"recipes for {problem.data.kind} tune every weight: here on {what}", ["head", "all"])
    return pick("all", f"{what} can move every weight", ["head", "all"])


unfreezing: Decision[Unfreezing] = Decision(
    "model.backbone.unfreezing",
    "From which epoch on are the published weights trained, and at which multiple of the head's learning rate?",
    applies=lambda problem, trainable: problem.priorities.pretrained and trainable in ("all", "top-blocks"),
    absent="no published weights are trained",
)


@unfreezing.rule(
    "BACK-UNFREEZE-PROBE",
    scope(kind="image", family="pretrained"),
    sources=["kumar2022", "keras-transfer", "fastai"],
    strength="moderate",
    rulesets=BOTH,
)
def probe_first(problem: Problem, trainable: Trainable) -> Pick[Unfreezing]:
    """A random head sends large gradients into good weights: train it alone first, then all at a low learning rate."""
    if trainable == "top-blocks":
        return pick(Unfreezing(1, 1.0), "1 epoch on the new head alone, before the top layers are trained with it")
    few = labels_of_a_class(problem) < PROBE_PER_CLASS
    return pick(
        Unfreezing(3 if few else 1, GENTLE_RATE),
        f"the head is new, and on {examples_of_a_class(problem)} "
        + ("a random head would spoil good weights" if few else "1 epoch alone is enough for it"),
    )


@unfreezing.rule("BACK-UNFREEZE-TEXT", sources=["devlin2018", "mosbach2020"], strength="moderate", rulesets=BOTH)
def at_once(problem: Problem) -> Pick[Unfreezing]:
    """Transformers on text and speech, detectors and segmenters are tuned whole from the first step, at one rate."""
    return pick(
        Unfreezing(0, 1.0), f"published recipes for {problem.task} on {problem.data.kind} tune all weights at once"
    )


lora: Decision[Lora] = Decision(
    "model.backbone.lora",
    "Which low-rank adapters are trained in place of the weights?",
    applies=lambda trainable: trainable == "adapters",
    absent="no adapters are used",
)


@lora.rule(
    "BACK-LORA",
    sources=["schulman2025", "tinker", "qlora2023", "lee2026lora"],
    strength="moderate",
    rulesets=BOTH,
)
def on_all_layers(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[Lora]:
    """Adapters on every linear layer follow full fine-tuning while they have a parameter for each token.

    Variants such as DoRA come within 2% of plain LoRA once each has a rate of its own, and DoRA takes longer.
    """
    known = published(fit.backbone)
    rank = lora_rank(known, wanted.taught)
    size = count(adapter_parameters(known, rank))
    held = "in 4 bits, since 16 do not fit into memory" if fit.quantized_base else "in 16 bits"
    taught = _taught(problem, wanted) if wanted.taught else f"the labels of {plural(problem.data.rows, 'example')}"
    if wanted.taught > adapter_parameters(known, rank):
        why = f"{taught} are more than the {size} parameters of the largest usual rank hold"
    else:
        why = f"{size} parameters on all linear layers are enough to hold {taught}"
    return pick(
        Lora(rank, LORA_ALPHA, "all-linear", fit.quantized_base),
        f"{why}; the base stays {held}",
    )
