"""Weight decay: how much, and which parameters are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.quantities import count

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import Family, Optimizer
    from advisor.problem import Problem

USUAL: Final = 0.01  # AdamW's default in PyTorch, and that of text fine-tuning
SERIES: Final = 1e-4  # networks that forecast are small maps, and their papers use none or little; folklore
RECIPES: Final = {  # decay by family, and whose it is
    "mlp": (0.02, "RealMLP"),
    "tabm": (3e-4, "TabM"),
    "unet": (3e-5, "nnU-Net"),
    "transformer": (0.1, "language models"),
    "segmenter": (1e-4, "torchvision's segmenters"),
    "detector": (1e-4, "detection transformers"),
}
YOLO: Final = (5e-4, "YOLO")  # Ultralytics
IMAGE_TUNING: Final = (0.05, "ConvNeXt")  # and ViT
SGD_CONVOLUTIONS: Final = (1e-4, "ResNet")
SGD_SHORT_RUN: Final = (5e-4, "wide residual networks")  # on images of 32 pixels; Zagoruyko & Komodakis 2016
TRIPLE: Final = 3  # factor after an earlier run that overfitted; folklore
MOST: Final = 0.3  # beyond it weights vanish; folklore
TRIED: Final = 10  # factor either way that is worth a try; folklore

weight_decay: Decision[float] = Decision(
    "training.optimizer.weight_decay",
    "How strongly do weights decay?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
no_decay: Decision[list[str]] = Decision(
    "training.optimizer.no_decay",
    "Which parameters do not decay?",
    applies=lambda weight_decay: (weight_decay or 0) > 0,
    absent="nothing decays",
)


def recipe(problem: Problem, family: Family, optimizer: Optimizer, wanted: Wanted | None) -> tuple[float, str]:
    """The decay of the family's recipe and whose it is; the latter is empty where nobody published one."""
    if wanted is not None and wanted.backbone.startswith("yolo"):
        return YOLO
    if problem.data.kind == "series" and family != "pretrained":
        return SERIES, ""
    if problem.data.kind == "image" and family == "pretrained":
        return SGD_CONVOLUTIONS if optimizer == "sgd" else IMAGE_TUNING
    if family == "cnn" and optimizer == "sgd":
        return SGD_SHORT_RUN if problem.data.kind == "image" else SGD_CONVOLUTIONS
    if family == "transformer" and problem.task != "language-modeling":
        return USUAL, ""
    return RECIPES.get(family, (USUAL, ""))


@weight_decay.rule("OPT-NO-DECAY-GUIDE", sources=["guide", "guide:G-BN-2"], strength="folklore", rulesets=GUIDE)
def none_in_the_guide(family: Family) -> Pick[float]:
    """The guide is silent on weight decay but for saying that BatchNorm makes L2 unnecessary."""
    return pick(
        0.0,
        f"the guide has no weight decay for {named(family)}: it regularises by BatchNorm, dropout and early stopping",
    )


@weight_decay.rule(
    "OPT-DECAY-OBSERVED",
    sources=["karpathy2019", "loshchilov2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide has no weight decay; an earlier run overfitted, and decay is the cheapest answer.",
)
def more_when_overfitting(
    problem: Problem, family: Family, optimizer: Optimizer, wanted: Wanted | None
) -> Pick[float] | Skip:
    """An earlier network overfitted: three times the usual decay."""
    if problem.observed.fit != "overfitting":
        return skip("needs an earlier run that overfitted")
    usual, _ = recipe(problem, family, optimizer, wanted)
    return pick(
        min(MOST, TRIPLE * usual),
        f"an earlier run showed {problem.observed.fit}, so the usual {usual:g} of {named(family)} is tripled",
        Span(usual, min(1.0, TRIED * TRIPLE * usual), log=True),
    )


@weight_decay.rule(
    "OPT-DECAY",
    sources=[
        "loshchilov2017",
        "pytabkit",
        "tabm",
        "convnext2022",
        "ultralytics",
        "vanlaarhoven2017",
        "zagoruyko2016",
        "guide:G-BN-2",
    ],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes L2 for unnecessary beside BatchNorm; there it sets the effective learning rate, and current"
    " recipes keep some.",
)
def decay_of_the_recipe(
    problem: Problem, family: Family, optimizer: Optimizer, wanted: Wanted | None
) -> Pick[float] | Skip:
    """The decay of the recipe for the family: it pulls weights back that the data does not hold in place."""
    usual, whose = recipe(problem, family, optimizer, wanted)
    if not whose:
        return skip("needs a network whose recipe names a decay")
    return pick(
        usual,
        f"the recipe of {whose} uses this much with {optimizer}, whatever the number of examples:"
        f" {count(problem.data.rows)} here",
        Span(usual / TRIED, min(1.0, usual * TRIED), log=True),
    )


@weight_decay.rule(
    "OPT-DECAY-USUAL",
    sources=["loshchilov2017", "vanlaarhoven2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide has no weight decay; a little costs nothing and keeps weights from growing without end.",
)
def a_little(problem: Problem, family: Family, optimizer: Optimizer, wanted: Wanted | None) -> Pick[float]:
    """Where no recipe names a decay, a little of it: AdamW's default, less for forecasters."""
    usual, _ = recipe(problem, family, optimizer, wanted)
    return pick(
        usual,
        f"no recipe for {named(family)} on {problem.data.kind} data names a weight decay, so it is kept small",
        Span(usual / TRIED, usual * TRIED, log=True),
    )


@no_decay.rule("OPT-EXEMPT", sources=["pytabkit", "torchvision-recipes", "rtdl"], strength="moderate", rulesets=BOTH)
def small_vectors(problem: Problem, weight_decay: float) -> Pick[list[str]]:
    """Biases, scales and embeddings are few and do not overfit; decay would only distort them."""
    if problem.data.kind in ("table", "text"):
        exempt, what = ["bias", "norm", "embedding"], "biases, scales and embeddings"
    else:
        exempt, what = ["bias", "norm"], "biases and scales"
    return pick(exempt, f"a decay of {weight_decay:g} is meant for weight matrices; {what} hardly overfit")
