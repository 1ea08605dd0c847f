"""The optimiser, its momentum and its betas; weight decay stands in `weight_decay`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import SHORT_RUNS
from advisor.knowledge.scopes import FINE_TUNED, FROM_SCRATCH, families_but, kinds_but, scope
from advisor.knowledge.training.budget import LANGUAGE_MODEL, language_model, transformer_parameters
from advisor.networks.catalogue import backbones
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import Family, Optimizer
    from advisor.problem import Problem


SGD_RECIPES: Final = ("yolo", "fasterrcnn", "deeplabv3", "lraspp")  # networks whose publishers train them with SGD
SCRATCH_BUT_ATTENTION: Final = FROM_SCRATCH - {"transformer"}  # attention does not train well under plain SGD
SGD_TRIALS: Final = 10  # runs from which more than the rate can be tuned; Tuning Playbook, as in evaluation.tuning
MUON_MOST: Final = 1_200_000_000  # parameters at which Muon's lead over AdamW is down to 1.1 times; Wen et al. 2025
MOMENTUM: Final = 0.9  # share of the last update that is kept; every recipe for convolutions since He et al. 2015
MOMENTUM_YOLO: Final = 0.937  # Ultralytics
MOMENTUM_UNET: Final = 0.99  # nnU-Net
MOMENTUM_LARGE: Final = 0.95  # from LARGE_ROWS; guide R6
MOMENTUM_HUGE: Final = 0.99  # from HUGE_ROWS in noisy batches, with a tenth of the rate; guide R6
LARGE_ROWS: Final = 100_000  # examples; guide R6
HUGE_ROWS: Final = 1_000_000  # examples; guide R6
NOISY_BATCH: Final = 1024  # examples of a batch above which gradients have little noise left to average; folklore
USUAL_BETAS: Final = [0.9, 0.999]  # Kingma & Ba 2014
SHORT_BETAS: Final = [0.9, 0.95]  # RealMLP-TD, language models
SPEECH_BETAS: Final = [0.9, 0.98]  # wav2vec 2.0

optimizer: Decision[Optimizer] = Decision(
    "training.optimizer.name",
    "Which optimiser?",
    name="optimizer",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
momentum: Decision[float] = Decision(
    "training.optimizer.momentum",
    "How much of the last update is kept?",
    applies=lambda optimizer: optimizer in ("sgd", "rmsprop"),
    absent="the optimiser has betas in place of a momentum",
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
    applies=lambda optimizer: optimizer in ("adam", "adamw", "nadam", "adamax", "muon-and-adamw"),
    absent="the optimiser has no betas",
)


def attends(backbone: str) -> bool:
    """Whether a published network for images is a transformer."""
    known = backbones().get(backbone)
    return "detr" in backbone or (known is not None and known.heads is not None)


# The optimiser ------------------------------------------------------------------------------------------


@optimizer.rule(
    "OPT-BRIEF",
    SHORT_RUNS,
    sources=["loshchilov2017", "choi2019", "guide:G-OPT-3"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 1_040)},
    versus="The guide takes SGD for convolutions; over spectrograms AdamW under 1cycle needs no tuning of its rate from"
    " one set of recordings to the next.",
)
def adamw_over_spectrograms(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """Over spectrograms, and where numbers are predicted, AdamW forgives a rate that nobody tuned.

    Recordings are few, so that a run has some hundreds of updates; SGD's gains on photographs come in thousands.
    """
    if problem.data.kind != "audio" and problem.task != "regression":
        return skip("needs recordings, or numbers to predict: classes of images are learnt with SGD")
    return pick(
        "adamw",
        f"{named(family)} on {plural(problem.data.rows, 'example')} of {problem.data.kind} data: AdamW forgives a rate"
        " that nobody tuned",
        ["adamw", "sgd"],
    )


@optimizer.rule(
    "OPT-SGD-CNN",
    scope(kind="image", family=("cnn", "unet")),
    sources=["guide:G-OPT-4", "guide:G-OPT-1", "guide:R13", "karpathy2019", "nnunet", "torchvision-recipes"],
    strength="moderate",
    rulesets=BOTH,
    studied={"data.rows": (30, 10_000_000)},
)
def sgd_for_convolutions(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """Convolutional networks for images are trained from scratch with SGD: tuned, it ends slightly above Adam."""
    if problem.priorities.first == "speed":
        return skip("needs time to tune, and speed comes first")
    return pick(
        "sgd",
        f"{named(family)} is trained from scratch on {plural(problem.data.rows, 'image')}, and"
        f" {problem.priorities.first} comes before speed: tuned SGD ends slightly ahead of Adam there",
        ["sgd", "adamw"],
    )


@optimizer.rule(
    "OPT-SGD-GUIDE",
    scope(kind="image", family=families_but("mlp", "transformer")),
    sources=["guide:G-OPT-1", "guide:G-OPT-4", "wilson2017"],
    strength="moderate",
    rulesets=GUIDE,
)
def sgd_where_convergence_matters(problem: Problem, wanted: Wanted | None) -> Pick[Optimizer] | Skip:
    """The guide takes SGD for convolutional networks where the quality of convergence matters and time does not."""
    if wanted and attends(wanted.backbone):
        return skip("needs a convolutional network")
    if problem.priorities.first == "speed":
        return skip("needs time to tune, and speed comes first")
    return pick(
        "sgd",
        f"{problem.priorities.first} comes before speed on {plural(problem.data.rows, 'image')}, and convolutional"
        " networks end slightly better with SGD",
        ["sgd", "nadam"],
    )


@optimizer.rule(
    "OPT-SGD-TUNED",
    scope(kind=kinds_but("image"), family=SCRATCH_BUT_ATTENTION),
    sources=["guide:G-OPT-1", "wilson2017"],
    strength="moderate",
    rulesets=GUIDE,
)
def sgd_where_runs_can_be_spared(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """SGD converges best where its rate is tuned, and the guide takes it where time does not matter."""
    wants = problem.priorities
    if wants.first not in ("accuracy", "calibration") or wants.trials < SGD_TRIALS:
        return skip(f"needs accuracy or calibration first, and {SGD_TRIALS} runs for tuning: untuned it trains worse")
    return pick(
        "sgd",
        f"{wants.first} comes first, and {plural(wants.trials, 'run')} can be afforded to tune it: then SGD lets"
        f" {named(family)} converge to the better optimum, in more time",
        ["sgd", "nadam"],
    )


@optimizer.rule(
    "OPT-RMSPROP-GUIDE",
    scope(kind=kinds_but("image"), family=SCRATCH_BUT_ATTENTION),
    sources=["guide:G-OPT-2", "kingma2014"],
    strength="folklore",
    rulesets=GUIDE,
)
def rmsprop_to_save_memory(problem: Problem, family: Family) -> Pick[Optimizer] | Skip:
    """Of the guide's quick optimisers RMSprop keeps one number for each weight, the others two."""
    if problem.priorities.first != "memory":
        return skip("needs memory first")
    return pick(
        "rmsprop",
        f"memory comes first: beside each weight of {named(family)} RMSprop keeps one number, and Nadam two",
        ["rmsprop", "nadam"],
    )


@optimizer.rule(
    "OPT-ADAMAX-GUIDE",
    scope(kind="text", family=("ngram-mlp", "sepcnn", "rnn")),
    sources=["guide:G-OPT-2", "keras-adamax", "kingma2014"],
    strength="folklore",
    rulesets=GUIDE,
)
def adamax_for_rare_inputs(problem: Problem, family: Family) -> Pick[Optimizer]:
    """Where gradients are rare, as of rare words, Adam steps three times as far as its rate says, Adamax never.

    The bounds are those of its authors: (1 - beta1) / sqrt(1 - beta2) = 3.2 times the rate against once the rate.
    """
    return pick(
        "adamax",
        f"most words of {plural(problem.data.rows, 'text')} are rare, and where gradients are rare Adam and Nadam step"
        f" up to three times as far as the rate says; in {named(family)} under Adamax no step is longer than the rate",
        ["adamax", "nadam", "adam"],
    )


@optimizer.rule(
    "OPT-NADAM-GUIDE",
    sources=["guide:G-OPT-2", "guide:G-OPT-3", "guide:G-OPT-5", "dozat2016"],
    strength="moderate",
    rulesets=GUIDE,
)
def nadam_to_begin_with(problem: Problem, family: Family) -> Pick[Optimizer]:
    """The guide begins with Adam or Nadam, which forgive a poor rate; Nadam was best in its author's experiment."""
    return pick(
        "nadam",
        f"{named(family)} on {plural(problem.data.rows, 'example')} starts with an optimiser that forgives a poor"
        " learning rate",
        ["adam", "nadam", "rmsprop", "adamax"],
    )


@optimizer.rule(
    "OPT-SGD-RECIPE",
    scope(family=("detector", "segmenter")),
    sources=["ultralytics", "torchvision-recipes", "playbook2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes Nadam where time matters; these weights were trained with SGD, and its settings are"
    " published.",
)
def sgd_of_the_publisher(problem: Problem, wanted: Wanted) -> Pick[Optimizer] | Skip:
    """YOLO and torchvision's detectors and segmenters come with recipes for SGD."""
    if not wanted.backbone.startswith(SGD_RECIPES):
        return skip(f"needs a network that was published with settings for SGD, and it is {wanted.backbone}")
    return pick(
        "sgd",
        f"{wanted.backbone} was published with settings for SGD, and {plural(problem.data.rows, 'image')} continue"
        " from them",
        ["sgd", "adamw"],
    )


@optimizer.rule(
    "OPT-MUON",
    LANGUAGE_MODEL,
    sources=["nanochat", "jordan2024", "wen2025"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide begins with Nadam; matrices of language models train 1.1 to 1.4 times faster with Muon than with"
    " AdamW that is tuned as well.",
)
def muon_for_language_models(problem: Problem, widths: list[int]) -> Pick[Optimizer] | Skip:
    """Below a billion parameters Muon on matrices, AdamW elsewhere, trains a language model in fewer updates."""
    if problem.compute.device != "gpu":
        return skip("needs a GPU")
    parameters = transformer_parameters(widths)
    if parameters >= MUON_MOST:
        return skip(f"needs fewer than {count(MUON_MOST)} parameters: beyond that its lead over AdamW is gone")
    return pick(
        "muon-and-adamw",
        f"at {count(parameters)} parameters weight matrices train up to 1.4 times faster with orthogonal updates;"
        " AdamW updates word vectors, gains and biases",
        ["adamw", "muon-and-adamw"],
    )


@optimizer.rule(
    "OPT-ADAMW",
    sources=["loshchilov2017", "choi2019", "playbook2023", "rtdl", "guide:G-OPT-3", "guide:R13"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide begins with Nadam, or SGD for convolutions; AdamW is Adam with a weight decay that works, and"
    " Adam does not lose to SGD that is tuned as well.",
)
def adamw_by_default(problem: Problem, family: Family) -> Pick[Optimizer]:
    """AdamW forgives a poor rate, and its decay does not depend on the gradient's size."""
    return pick(
        "adamw",
        f"{named(family)} on {plural(problem.data.rows, 'example')} is usually trained with it, and it forgives a rate"
        " that is off by a factor",
        ["adamw", "muon-and-adamw"] if problem.task == "language-modeling" else ["adamw", "nadam"],
    )


# Momentum -----------------------------------------------------------------------------------------------


@momentum.rule("OPT-MOMENTUM-RMSPROP", sources=["kingma2014", "guide"], strength="moderate", rulesets=BOTH)
def none_beside_rmsprop(optimizer: Optimizer) -> Pick[float] | Skip:
    """RMSprop as it was proposed has no momentum; with it, it is nearly Adam. The guide is silent."""
    if optimizer != "rmsprop":
        return skip("needs RMSprop")
    return pick(
        0.0, f"{optimizer} was proposed without; with a momentum Adam does the same, with less bias", [0.0, 0.9]
    )


@momentum.rule(
    "OPT-MOMENTUM-RECIPE",
    sources=["nnunet2018", "ultralytics", "resnet2015", "guide:G-MOM-1", "guide:R6"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide raises it toward 0.999 as data grows; no recipe in use does, not even on a million images.",
)
def momentum_of_the_recipe(problem: Problem, family: Family, wanted: Wanted | None) -> Pick[float]:
    """Recipes keep the momentum that they were tuned with, whatever the size of the data."""
    images = plural(problem.data.rows, "image" if problem.data.kind == "image" else "example")
    if family == "unet":
        return pick(
            MOMENTUM_UNET, f"nnU-Net averages noisy patches over about 100 updates: {images} here", [0.9, 0.95, 0.99]
        )
    if wanted is not None and wanted.backbone.startswith("yolo"):
        return pick(MOMENTUM_YOLO, f"{wanted.backbone} was published with it, whatever the data: {images} here", [0.9])
    return pick(
        MOMENTUM,
        f"recipes for {named(family)} average over about 10 updates, whatever the data: {images} here",
        [0.9, 0.95, 0.99],
    )


@momentum.rule(
    "OPT-MOMENTUM",
    sources=["guide:G-MOM-1", "guide:G-MOM-2", "guide:R6", "sutskever2013"],
    strength="moderate",
    rulesets=GUIDE,
)
def momentum_by_data(train_rows: int, batch_size: int) -> Pick[float]:
    """Plain gradient descent crawls; long and noisy runs allow a longer average, large batches have no noise left."""
    if train_rows < LARGE_ROWS:
        value = MOMENTUM
    else:
        value = MOMENTUM_HUGE if train_rows >= HUGE_ROWS and batch_size <= NOISY_BATCH else MOMENTUM_LARGE
    return pick(
        value,
        f"{plural(train_rows, 'training example')} in batches of {count(batch_size)} allow an average over about"
        f" {round(1 / (1 - value))} updates",
        [0.9, 0.95, 0.99],
    )


@nesterov.rule("OPT-NESTEROV", sources=["guide:G-MOM-3", "sutskever2013", "nnunet"], strength="moderate", rulesets=BOTH)
def look_ahead(momentum: float) -> Pick[bool]:
    """The gradient after the momentum step corrects it in time: slightly faster and more accurate."""
    return pick(True, f"with a momentum of {momentum:g} most of an update is known before its gradient is taken")


# Betas --------------------------------------------------------------------------------------------------


@betas.rule(
    "OPT-BETAS-SHORT",
    scope(family=("mlp", "transformer")),
    sources=["realmlp2024", "pytabkit", "brown2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide's momentum near 0.999 is read as the second of them; 0.95 follows changing gradients faster in"
    " dense networks on tables and in language models.",
)
def short_memory(problem: Problem, family: Family) -> Pick[list[float]] | Skip:
    """RealMLP and language models forget the size of gradients within some twenty updates."""
    if family == "transformer" and not language_model(problem, family):
        return skip("among transformers, needs a language model")
    whose = "RealMLP averages" if family == "mlp" else "language models average"
    return pick(
        SHORT_BETAS,
        f"{whose} the squared gradient over 20 updates rather than 1,000, so that updates follow changes within a run"
        f" on {plural(problem.data.rows, 'example')}",
        [[0.9, 0.95], [0.9, 0.999]],
    )


@betas.rule(
    "OPT-BETAS-SPEECH",
    scope(kind="audio", family=FINE_TUNED),
    sources=["baevski2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide's momentum near 0.999 is read as the second of them; wav2vec 2.0 was trained with 0.98.",
)
def speech_memory(backbone: str) -> Pick[list[float]] | Skip:
    """wav2vec 2.0's own setting."""
    if not backbone.startswith("wav2vec2"):
        return skip(f"needs wav2vec 2.0, and the backbone is {backbone}")
    return pick(SPEECH_BETAS, f"{backbone} was trained with them")


@betas.rule("OPT-BETAS", sources=["kingma2014", "guide:R6", "guide:G-MOM-2"], strength="strong", rulesets=BOTH)
def usual_memory(problem: Problem, optimizer: Optimizer) -> Pick[list[float]]:
    """The published defaults; the guide's momentum toward 0.999 is read as the second of them."""
    return pick(
        USUAL_BETAS,
        f"{optimizer} was published with them, and on {plural(problem.data.rows, 'example')} the rate matters far more",
        [[0.9, 0.95], [0.9, 0.99], [0.9, 0.999]],
    )
