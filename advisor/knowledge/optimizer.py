"""The optimiser and weight decay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Optimizer
    from advisor.problem import Problem

MOMENTUM: Final = 0.9  # share of the last step that is kept; every recipe since He et al. 2015
MOMENTUM_LARGE: Final = 0.95  # from LARGE examples; guide R6
MOMENTUM_HUGE: Final = 0.99  # from HUGE examples, with a tenth of the rate; guide R6, nnU-Net
LARGE: Final = 100_000  # examples; guide R6
HUGE: Final = 1_000_000  # examples; guide R6
USUAL_BETAS: Final = [0.9, 0.999]  # Kingma & Ba 2014
SHORT_BETAS: Final = [0.9, 0.95]  # RealMLP-TD, language models
SPEECH_BETAS: Final = [0.9, 0.98]  # wav2vec 2.0
DECAY: Final = {  # decoupled weight decay by family, with the recipe that it comes from
    "mlp": 0.02,  # RealMLP-TD
    "tabm": 3e-4,  # TabM
    "cnn": 1e-4,  # ResNet
    "unet": 3e-5,  # nnU-Net
    "pretrained": 0.05,  # ConvNeXt
    "detector": 1e-4,  # DETR family
    "segmenter": 1e-4,  # torchvision
    "transformer": 0.1,  # language models
}
USUAL_DECAY: Final = 0.01  # AdamW's default in PyTorch, and that of text fine-tuning
SERIES_DECAY: Final = 1e-4  # small linear maps need little; folklore
MOST_DECAY: Final = 0.3  # beyond it weights vanish; folklore

optimizer: Decision[Optimizer] = Decision(
    "training.optimizer.name",
    "Which optimiser?",
    name="optimizer",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
momentum: Decision[float] = Decision(
    "training.optimizer.momentum",
    "How much of the last step is kept?",
    applies=lambda optimizer: optimizer in ("sgd", "rmsprop"),
    absent="the optimiser keeps its own moments",
)
nesterov: Decision[bool] = Decision(
    "training.optimizer.nesterov",
    "Is the gradient taken after the momentum step?",
    applies=lambda optimizer: optimizer == "sgd",
    absent="the optimiser has no such option",
)
betas: Decision[list[float]] = Decision(
    "training.optimizer.betas",
    "How fast does the optimiser forget past gradients?",
    applies=lambda optimizer: optimizer in ("adam", "adamw", "nadam", "muon-and-adamw"),
    absent="the optimiser has no such rates",
)
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


@optimizer.rule(
    "OPT-SGD-CNN",
    sources=["guide:G-OPT-4", "guide:G-OPT-1", "guide:R13", "nnunet", "torchvision-recipes"],
    strength="strong",
    rulesets=BOTH,
    studied={"data.rows": (1_000, 10_000_000)},
)
def sgd_for_convolutions(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """Convolutional networks for images are trained from scratch with SGD: tuned, it ends slightly above Adam."""
    if family not in ("cnn", "unet") or problem.data.kind != "image":
        return skip("needs a convolutional network on images, from scratch")
    if problem.priorities.first == "speed":
        return skip("needs time: a good result soon is asked for")
    return pick(
        "sgd",
        f"a {family} learns {plural(problem.data.rows, 'image')} from scratch, where SGD generalises slightly better",
        ["sgd", "adamw"],
    )


@optimizer.rule(
    "OPT-SGD-GUIDE", sources=["guide:G-OPT-1", "guide:G-OPT-4", "wilson2017"], strength="moderate", rulesets=GUIDE
)
def sgd_where_convergence_matters(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """The guide takes SGD for convolutional networks where the quality of convergence matters and time does not."""
    if problem.data.kind != "image" or family in ("mlp", "transformer"):
        return skip("needs a convolutional network")
    if problem.priorities.first == "speed":
        return skip("needs time: a good result soon is asked for")
    return pick(
        "sgd",
        f"{problem.priorities.first} comes first, and convolutional networks end slightly better with SGD",
        ["sgd", "nadam"],
    )


@optimizer.rule(
    "OPT-NADAM-GUIDE",
    sources=["guide:G-OPT-2", "guide:G-OPT-3", "guide:G-OPT-5", "dozat2016"],
    strength="moderate",
    rulesets=GUIDE,
)
def nadam_to_begin_with(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """The guide begins with Adam or Nadam, which forgive a poor rate; Nadam was best in its author's runs."""
    return pick(
        "nadam",
        f"a {family} on {problem.data.kind} data starts with what forgives a poor learning rate",
        ["adam", "nadam", "rmsprop"],
    )


@optimizer.rule(
    "OPT-ADAMW",
    sources=["loshchilov2017", "choi2019", "playbook2023", "rtdl", "guide:G-OPT-3"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide begins with Nadam, or SGD for convolutions; AdamW is Adam with a weight decay that works, and is"
    " what the recipes for this kind of network use.",
)
def adamw_by_default(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """AdamW forgives a poor rate, and its decay does not depend on the gradient's size."""
    return pick(
        "adamw",
        f"published recipes train a {family} on {problem.data.kind} data with it, and it forgives a rate that is off by"
        " a factor",
        ["adamw", "muon-and-adamw"] if problem.task == "language-modeling" else ["adamw", "nadam"],
    )


@momentum.rule(
    "OPT-MOMENTUM",
    sources=["guide:G-MOM-1", "guide:G-MOM-2", "guide:R6", "sutskever2013"],
    strength="moderate",
    rulesets=BOTH,
)
def momentum_by_data(train_rows: int) -> Pick[float] | Skip:
    """Plain gradient descent crawls; the more data, the longer the average that may be taken."""
    value = MOMENTUM if train_rows < LARGE else MOMENTUM_LARGE if train_rows < HUGE else MOMENTUM_HUGE
    horizon = round(1 / (1 - value))
    return pick(
        value,
        f"{plural(train_rows, 'training example')} allow an average over about {horizon} steps",
        [0.9, 0.95, 0.99],
    )


@nesterov.rule("OPT-NESTEROV", sources=["guide:G-MOM-3", "sutskever2013", "nnunet"], strength="moderate", rulesets=BOTH)
def look_ahead(momentum: float) -> Pick[bool] | Skip:
    """The gradient after the momentum step corrects it in time: slightly faster and more accurate."""
    return pick(True, f"under a momentum of {momentum:g} most of a step is known before its gradient is taken")


@betas.rule(
    "OPT-BETAS-SHORT",
    sources=["realmlp2024", "pytabkit", "nanochat"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide's momentum near 0.999 is read as the second of them; 0.95 follows changing gradients faster in"
    " dense networks on tables and in language models.",
)
def short_memory(problem: Problem, family: Family) -> Pick[list[float]] | Skip:
    """RealMLP and language models forget the size of gradients within some twenty steps."""
    if family != "mlp" and problem.task != "language-modeling":
        return skip("needs a dense network, or a language model")
    return pick(
        SHORT_BETAS,
        f"recipes for {problem.task} on {problem.data.kind} data average the squared gradient over some 20 steps",
        [[0.9, 0.95], [0.9, 0.999]],
    )


@betas.rule(
    "OPT-BETAS-SPEECH",
    sources=["baevski2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide's momentum near 0.999 is read as the second of them; wav2vec 2.0 was trained with 0.98.",
)
def speech_memory(backbone: str | None) -> Pick[list[float]] | Skip:
    """wav2vec 2.0's own setting."""
    if backbone is None or not backbone.startswith("wav2vec2"):
        return skip("needs wav2vec 2.0")
    return pick(SPEECH_BETAS, f"{backbone} was trained so")


@betas.rule("OPT-BETAS", sources=["kingma2014", "guide:R6", "guide:G-MOM-2"], strength="strong", rulesets=BOTH)
def usual_memory(problem: Problem, optimizer: Optimizer) -> Pick[list[float]] | Skip:
    """The published defaults; the guide's momentum toward 0.999 is read as the second of them."""
    return pick(
        USUAL_BETAS,
        f"{optimizer} was published with them, and on {plural(problem.data.rows, 'example')} the rate matters far more",
        [[0.9, 0.95], [0.9, 0.99], [0.9, 0.999]],
    )


@weight_decay.rule("OPT-NO-DECAY-GUIDE", sources=["guide", "guide:G-BN-2"], strength="folklore", rulesets=GUIDE)
def none_in_the_guide(family: Family) -> Pick[float] | Skip:
    """The guide is silent on weight decay but for saying that BatchNorm makes L2 unnecessary."""
    return pick(0.0, f"the guide regularises a {family} by BatchNorm, dropout and early stopping, without L2")


@weight_decay.rule(
    "OPT-DECAY-OBSERVED",
    sources=["karpathy2019", "loshchilov2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide has no weight decay; an earlier run overfitted, and decay is the cheapest answer.",
)
def more_when_overfitting(problem: Problem, family: Family) -> Pick[float] | Skip:
    """An earlier network overfitted: three times the usual decay."""
    if problem.observed.fit != "overfitting":
        return skip("needs an earlier run that overfitted")
    usual = usual_decay(problem, family)
    return pick(
        min(MOST_DECAY, 3 * usual),
        f"an earlier run showed {problem.observed.fit}, so the usual {usual:g} of a {family} is tripled",
        Span(usual, min(1.0, 30 * usual), log=True),
    )


@weight_decay.rule(
    "OPT-DECAY",
    sources=["loshchilov2017", "realmlp2024", "rtdl", "torchvision-recipes", "vanlaarhoven2017", "guide:G-BN-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes L2 for unnecessary beside BatchNorm; there it sets the effective learning rate, and current"
    " recipes keep some.",
)
def decay_of_the_recipe(problem: Problem, family: Family) -> Pick[float] | Skip:
    """The decay that the family's published recipe uses."""
    usual = usual_decay(problem, family)
    return pick(
        usual,
        f"the published recipe for a {family} on {problem.data.kind} data uses it",
        Span(usual / 10, min(1.0, usual * 10), log=True),
    )


def usual_decay(problem: Problem, family: Family) -> float:
    """The weight decay of the family's recipe."""
    if problem.data.kind == "series":
        return SERIES_DECAY
    if family == "pretrained" and problem.data.kind != "image":
        return USUAL_DECAY
    return DECAY.get(family, USUAL_DECAY)


@no_decay.rule("OPT-EXEMPT", sources=["pytabkit", "playbook2023", "rtdl"], strength="moderate", rulesets=BOTH)
def small_vectors(problem: Problem, weight_decay: float) -> Pick[list[str]] | Skip:
    """Biases, scales and embeddings are few and do not overfit; decay would only distort them."""
    exempt = ["bias", "norm"] + (["embedding"] if problem.data.kind in ("table", "text") else [])
    return pick(exempt, f"a decay of {weight_decay:g} is meant for weight matrices; these hold offsets and scales")
