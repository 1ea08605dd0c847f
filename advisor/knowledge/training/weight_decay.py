"""Weight decay: how much, and which parameters are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

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
SGD_IMAGES: Final = 5e-4  # wide residual networks on the 50,000 images of CIFAR-10; Zagoruyko & Komodakis 2016
BY_IMAGES: Final = 10.0  # decay times images of an epoch, where there are some forty epochs; own runs on 400 to 2,400
MOST_OF_FEW: Final = 0.02  # decay of few images under SGD, beyond which nothing was gained; own runs
NEAR: Final = 4  # factor either way from the decay of few images, beyond which it was worse; own runs
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


def decay_of_images(train_rows: int) -> float:
    """The decay under SGD for convolutions that learn from so many images: more for fewer, whose epochs are shorter.

    Where the rate is in proportion to the batch, an epoch takes away rate x decay x updates, which is in proportion to
    decay x images: n times fewer images bear n times the decay (Wang & Aitchison 2024).

    >>> decay_of_images(50_000), decay_of_images(2_700), decay_of_images(400)
    (0.0005, 0.004, 0.02)
    """
    return float(f"{max(SGD_IMAGES, min(MOST_OF_FEW, BY_IMAGES / train_rows)):.1g}")


def recipe(problem: Problem, family: Family, optimizer: Optimizer, wanted: Wanted | None) -> tuple[float, str]:
    """The decay of the family's recipe and whose it is; the latter is empty where nobody published one."""
    if wanted is not None and wanted.backbone.startswith("yolo"):
        return YOLO
    if problem.data.kind == "series" and family != "pretrained":
        return SERIES, ""
    if problem.data.kind == "image" and family == "pretrained":
        return SGD_CONVOLUTIONS if optimizer == "sgd" else IMAGE_TUNING
    if family == "cnn" and optimizer == "sgd":
        return SGD_CONVOLUTIONS
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
    problem: Problem, family: Family, optimizer: Optimizer, wanted: Wanted | None, train_rows: int
) -> Pick[float] | Skip:
    """An earlier network overfitted: three times the usual decay."""
    if problem.observed.fit != "overfitting":
        return skip("needs an earlier run that overfitted")
    own = problem.data.kind == "image" and family == "cnn" and optimizer == "sgd"
    usual = decay_of_images(train_rows) if own else recipe(problem, family, optimizer, wanted)[0]
    return pick(
        min(MOST, TRIPLE * usual),
        f"an earlier run showed {problem.observed.fit}, so the usual {usual:g} of {named(family)} is tripled",
        Span(usual, min(1.0, TRIED * TRIPLE * usual), log=True),
    )


@weight_decay.rule(
    "OPT-DECAY-IMAGES",
    scope(kind="image", family="cnn"),
    sources=["wang2024", "zagoruyko2016", "vanlaarhoven2017", "guide:G-BN-2"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (500, 3_000)},
    versus="The guide takes L2 for unnecessary beside BatchNorm; there it sets the effective learning rate, and where"
    " epochs are short, little of it does nothing.",
)
def more_for_fewer_images(optimizer: Optimizer, train_rows: int) -> Pick[float] | Skip:
    """What decays counts by the epoch: an epoch of few images has few updates, and so each has to take more away.

    The 5e-4 of wide residual networks belongs to the 390 updates of an epoch of CIFAR-10. In 40 epochs of 2,000 images
    it takes less than 2% off the weights in all, as good as nothing. Ten times as much lowered the log-loss of
    photographs from 0.80 to 0.76 (2,000) and of clothes from 0.484 to 0.470 (2,000), forty times as much that of 400
    photographs from 1.19 to 1.14, and raised that of 2,000 to 0.87: one seed each, halved images and half the channels.
    """
    if optimizer != "sgd":
        return skip(f"needs SGD, and the optimiser is {optimizer}")
    decay = decay_of_images(train_rows)
    whose = f"wide residual networks have {SGD_IMAGES:g} on CIFAR-10"
    return pick(
        decay,
        f"{whose}, and {plural(train_rows, 'image')} make shorter epochs, which need more of it in each update"
        if decay > SGD_IMAGES
        else f"{whose}, and {plural(train_rows, 'image')} need no more",
        Span(decay / NEAR, decay * NEAR, log=True),
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
