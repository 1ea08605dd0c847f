"""The learning rate; the test that checks it, its schedule and its warm-up stand in `schedule`."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

from advisor.config.values import ScheduleSettings, Unfreezing
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, named, plural
from advisor.knowledge.scopes import scope
from advisor.knowledge.training.budget import brief, language_model, transformer_parameters
from advisor.networks import scaling

if TYPE_CHECKING:
    from advisor.config.words import Family, Optimizer, Trainable
    from advisor.problem import Problem


START: Final = {  # peak rate for adaptive optimisers, and the batch that it belongs to
    "mlp": (1e-3, 256),  # rtdl's MLP and ResNet
    "tabm": (2e-3, 256),  # TabM
    "cnn": (1e-3, 64),  # folklore
    "unet": (1e-3, 12),  # folklore
    "rnn": (1e-3, 64),  # folklore
    "transformer": (3e-4, 128),  # Karpathy's safe start
    "ngram-mlp": (1e-3, 128),  # Google's guide to text classification
    "sepcnn": (1e-3, 128),  # likewise
    "linear-series": (1e-3, 32),  # folklore
    "nhits": (1e-3, 256),  # N-HiTS
}
SIDE_BY_SIDE: Final = 5e-3  # small dense networks that are averaged, at batches of 64 to 256; own runs
# Peak of 1cycle under AdamW for small networks with BatchNorm: 0.003 ended at a higher log-loss on each of five sets of
# images, one seed, and 0.01 hardly learnt one of them; own runs at batches of 16 to 64.
BRIEF: Final = 5e-3
WORDS: Final = 2e-3  # networks over n-grams whose mean is taken, at batches of 16 to 64; own runs on sets of texts
PATCHES: Final = (1e-4, 128)  # PatchTST, whatever the batch
# Factor on the dense networks' rate where numbers are predicted. RealMLP has 5; twice was better on two of three
# public tables and even on the third, while classifiers were better calibrated without it; own runs.
NUMBERS: Final = 2.0
TUNING: Final = {  # rate that tunes all published weights under an adaptive optimiser, and its batch
    "speech-to-text": (1e-5, 16),  # Whisper small
    "sentence-embedding": (2e-5, 16),  # SetFit
    "detector": (1e-4, 16),  # RF-DETR
    "segmenter": (1e-4, 16),  # folklore
}
TUNING_KINDS: Final = {  # likewise for a backbone under a new head, by kind of data
    "image": (1e-4, 64),  # a tenth of a head's rate; timm has 2e-4 with smaller rates in lower layers
    "text": (2e-5, 32),  # BERT, DeBERTa
    "audio": (1e-5, 32),  # AST on ESC-50
    "series": (1e-5, 32),  # folklore
}
TUNING_NAMES: Final = {  # likewise by the beginning of a backbone's name
    "wav2vec2": (5e-5, 16),  # wav2vec 2.0 at 10 hours
    "deberta_v3_xsmall": (5e-5, 32),  # BERT's highest, as small networks bear more; folklore
    "deberta_v3_small": (5e-5, 32),
    "distilbert": (5e-5, 32),
    "deberta_v3_large": (1e-5, 32),  # large ones bear less; folklore
    "modernbert_large": (1e-5, 32),
}
SOUNDS: Final = (20_000, 5e-5)  # clips from which AST bears more: it has 2.5e-4 on Speech Commands; folklore
SGD_TUNING: Final = {  # rate that tunes published weights under SGD, and its batch
    "yolo": (0.01, 64),  # Ultralytics, which adds gradients up to 64
    "fasterrcnn": (0.01, 16),  # half of torchvision's 0.02, which starts from a backbone alone; folklore
    "deeplabv3": (0.02, 32),  # torchvision, eight GPUs
    "lraspp": (0.02, 32),  # likewise
}
SGD_TUNING_USUAL: Final = (0.003, 512)  # BiT
HEAD: Final = (1e-3, 32)  # rate of a new head; Keras' guide to transfer learning
HEAD_SGD: Final = (0.01, 32)  # Keras' default for SGD
ADAPTERS: Final = 10.0  # factor on the rate of full tuning; LoRA Without Regret
ADAPTERS_MOST: Final = 1e-3
TUNING_MOST: Final = 5e-4  # rate beyond which adaptive optimisers spoil published weights; folklore
SGD: Final = (0.1, 256)  # rate and batch of ResNet; Goyal et al.
SGD_MOST: Final = 3.2  # at a batch of 8192, as far as Goyal et al. went
SGD_UNET: Final = 0.01  # nnU-Net under a momentum of 0.99, whatever the batch
LANGUAGE: Final = (0.003239, 0.0001395)  # Kaplan et al.'s best rate, less the second times the parameters' logarithm
LANGUAGE_BOUNDS: Final = (1e-4, 1e-3)  # beyond which that line was not drawn
ADAM_DEFAULT: Final = 1e-3  # Keras' and PyTorch's default for the Adam family
SGD_DEFAULT: Final = 0.01  # Keras' default for SGD
USUAL_MOMENTUM: Final = 0.9  # momentum that SGD's rates belong to
LONG_MOMENTUM: Final = 0.95  # momentum from which that matters
SCALED: Final = (0.25, 2.0)  # bounds on the scaling with the batch: further off the law was not tested

learning_rate: Decision[float] = Decision(
    "training.learning_rate.initial",
    "Which learning rate?",
    name="learning_rate",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def rounded(rate: float) -> float:
    """Two significant figures: more would claim to be known."""
    return float(f"{rate:.2g}")


def scaled(rate: float, batch: int, reference: int) -> float:
    """An adaptive optimiser's rate at another batch: the square root of the ratio, within what was tested."""
    least, most = SCALED
    return rounded(rate * min(most, max(least, scaling.scaled_learning_rate(1.0, batch, reference, rule="sqrt"))))


def longer(momentum: float | None) -> float:
    """What a rate of SGD is cut by where its momentum is above the usual one, as more steps add up; guide R6."""
    if momentum is None or momentum < LONG_MOMENTUM:
        return 1.0
    return (1 - momentum) / (1 - USUAL_MOMENTUM)


def near(rate: float) -> Span:
    """A factor of ten either way."""
    return Span(rounded(rate / 10), rounded(rate * 10), log=True)


def tuning(problem: Problem, family: Family, backbone: str, sgd: bool) -> tuple[float, int]:
    """The rate at which all published weights are tuned, and the batch that it belongs to."""
    names = SGD_TUNING if sgd else TUNING_NAMES
    by_name = next((names[start] for start in names if backbone.startswith(start)), None)
    if by_name is not None:
        return by_name
    if sgd:
        return SGD_TUNING_USUAL
    if problem.data.kind == "audio" and family == "pretrained":
        many, rate = SOUNDS
        if problem.data.rows >= many:
            return rate, TUNING_KINDS["audio"][1]
    return TUNING.get(family) or TUNING_KINDS[problem.data.kind]


@learning_rate.rule("LR-HEAD", sources=["keras-transfer", "guide:R11", "guide"], strength="moderate", rulesets=BOTH)
def rate_for_a_head(
    problem: Problem, optimizer: Optimizer, trainable: Trainable | None, batch_size: int
) -> Pick[float] | Skip:
    """A head alone is a small network from random weights, and learns at such a network's rate."""
    if trainable != "head":
        return skip("needs a head that learns alone")
    rate, reference = HEAD_SGD if optimizer == "sgd" else HEAD
    rate = scaled(rate, batch_size, reference)
    return pick(
        rate,
        f"only a new head learns from {plural(problem.data.rows, 'example')}, in batches of {batch_size}, so nothing"
        " published can be spoilt; the guide has no number",
        near(rate),
    )


@learning_rate.rule("LR-ADAPTERS", sources=["schulman2025", "lora2021", "guide"], strength="moderate", rulesets=BOTH)
def rate_for_adapters(
    problem: Problem, family: Family, backbone: str | None, trainable: Trainable | None
) -> Pick[float] | Skip:
    """Adapters begin at zero and are few, and take about ten times the rate of full tuning."""
    if trainable != "adapters" or backbone is None:
        return skip("needs adapters")
    full, _ = tuning(problem, family, backbone, sgd=False)
    rate = rounded(min(ADAPTERS_MOST, ADAPTERS * full))
    return pick(
        rate,
        f"adapters take about ten times the {full:g} at which all weights of {backbone} would be tuned; the guide has"
        " no number",
        near(rate),
    )


@learning_rate.rule(
    "LR-TUNING",
    sources=["devlin2018", "timm", "ast2021", "keras-transfer", "bit2019", "ultralytics", "rf-detr", "guide:R11",
             "guide"],
    strength="moderate",
    rulesets=BOTH,
)  # fmt: skip
def rate_for_published_weights(
    problem: Problem,
    family: Family,
    backbone: str | None,
    optimizer: Optimizer,
    unfreezing: Unfreezing | None,
    batch_size: int,
    momentum: float | None,
) -> Pick[float] | Skip:
    """Published weights are spoilt by the rates that random ones need: a hundredth of those is usual."""
    if backbone is None:
        return skip("needs published weights")
    sgd = optimizer == "sgd"
    base, reference = tuning(problem, family, backbone, sgd)
    if sgd:
        ratio = min(1.0, scaling.scaled_learning_rate(1.0, batch_size, reference, rule="linear"))
        rate = rounded(base * ratio * longer(momentum))
    else:
        rate = min(TUNING_MOST, scaled(base, batch_size, reference))
    recipe = f"recipes tune weights like those of {backbone} under {optimizer} at {base:g} in batches of {reference}"
    if unfreezing is not None and unfreezing.backbone_rate < 1:
        head = rounded(rate / unfreezing.backbone_rate)
        return pick(
            head,
            f"{recipe}, so {rate:g} in those of {count(batch_size)}; the new head learns at"
            f" {1 / unfreezing.backbone_rate:g} times that",
            near(head),
        )
    return pick(
        rate,
        f"{recipe}, and here they are of {count(batch_size)}; the guide has no number, and a random network's would"
        " spoil them",
        near(rate),
    )


@learning_rate.rule("LR-GUIDE", sources=["guide:G-LR-1", "guide:G-LR-3", "guide:R6"], strength="folklore",
                    rulesets=GUIDE)  # fmt: skip
def framework_default(optimizer: Optimizer, momentum: float | None) -> Pick[float]:
    """The guide has no number: the range test finds the rate, and the framework's default holds until then."""
    rate = SGD_DEFAULT if optimizer == "sgd" else ADAM_DEFAULT
    until = f"the range test finds the rate; until it has run, {optimizer} keeps its framework's default"
    if longer(momentum) < 1:
        rate = rounded(rate * longer(momentum))
        until += f", cut as a momentum of {momentum:g} adds up more steps"
    return pick(rate, until, Span(1e-6, 10.0, log=True))


@learning_rate.rule(
    "LR-SGD",
    sources=["goyal2017", "nnunet", "guide:R6"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide has no number but the test's; this is the recipe's rate, in proportion to the batch.",
)
def rate_for_sgd(optimizer: Optimizer, family: Family, batch_size: int, momentum: float | None) -> Pick[float] | Skip:
    """0.1 at a batch of 256, in proportion to the batch; nnU-Net has its own, for a momentum of 0.99."""
    if optimizer != "sgd":
        return skip(f"the optimiser is {optimizer}")
    if family == "unet":
        return pick(
            SGD_UNET,
            f"nnU-Net's rate, which goes with a momentum of {momentum:g} and batches as small as {batch_size}",
            near(SGD_UNET),
        )
    base, reference = SGD
    rate = rounded(min(SGD_MOST, scaling.scaled_learning_rate(base, batch_size, reference, rule="linear")))
    return pick(
        rate,
        f"ResNet's {base:g} belongs to a batch of {reference} and goes in proportion to the {count(batch_size)} here,"
        f" under a momentum of {momentum:g}",
        near(rate),
    )


@learning_rate.rule(
    "LR-LANGUAGE",
    sources=["kaplan2020", "nanochat", "moonlight2025", "pytorch-muon", "malladi2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide has no number but the test's; language models bear less the larger they are.",
)
def rate_for_language(
    problem: Problem, family: Family, optimizer: Optimizer, widths: list[int], batch_size: int, max_length: int | None
) -> Pick[float] | Skip:
    """The best rate falls slowly with the size; Muon shares it where its steps are scaled to AdamW's."""
    if not language_model(problem, family):
        return skip("needs a language model from scratch")
    size = transformer_parameters(widths)
    level, slope = LANGUAGE
    least, most = LANGUAGE_BOUNDS
    best = min(most, max(least, level - slope * log(size)))
    tokens = batch_size * (max_length or problem.data.length)
    rate = scaled(best, tokens, scaling.B_REF)
    muon = (
        "; matrices share it if Muon's steps are scaled to AdamW's (match_rms_adamw), and take 0.02 if not"
        if optimizer == "muon-and-adamw"
        else ""
    )
    return pick(
        rate,
        f"{count(size)} parameters do best near {best:.2g} at updates of half a million tokens, and here they are of"
        f" {count(tokens)}{muon}",
        near(rate),
    )


@learning_rate.rule(
    "LR-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["tabm", "malladi2022", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide has no number but the test's; of 1e-3 to 6e-3 the upper end measured best for small networks"
    " whose mean is taken, and trains in half the time.",
)
def rate_side_by_side(batch_size: int, members: int | None, folds: int) -> Pick[float] | Skip:
    """Where a mean is taken each network may be trained fast: what one overshoots another does not."""
    if members is None or members * folds == 1:
        return skip("needs several dense networks that are averaged")
    return pick(
        SIDE_BY_SIDE,
        f"of what was tried for small networks whose mean is taken {SIDE_BY_SIDE:g} did best, at batches like the"
        f" {batch_size} here",
        near(SIDE_BY_SIDE),
    )


@learning_rate.rule(
    "LR-WORDS",
    scope(family="ngram-mlp"),
    sources=["google-text-guide", "guide:G-LR-1"],
    strength="folklore",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
    versus="The guide has no number but the test's; a text's n-grams seldom come again, so that a small rate takes some"
    " seventy passes where this one takes a few.",
)
def rate_over_ngrams(batch_size: int, folds: int) -> Pick[float] | Skip:
    """Where the mean of folds is taken, networks over n-grams may be trained fast and stop after a few passes."""
    if folds == 1:
        return skip("needs networks over n-grams that are averaged over folds")
    return pick(
        WORDS,
        f"rare n-grams take few steps each, so that {WORDS:g} at batches of {batch_size} learns in a few passes what"
        " the usual rate learns in seventy, and the mean of the folds is as good",
        near(WORDS),
    )


@learning_rate.rule(
    "LR-BRIEF",
    sources=["smith2017", "guide:G-SCH-4", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (200, 2_000)},
    versus="The guide has no number but the test's; 0.003 ended at a higher log-loss on each of five sets"
    " of images, and 0.01 hardly learnt one of them.",
)
def rate_of_a_brief_run(
    problem: Problem, family: Family, optimizer: Optimizer, schedule: ScheduleSettings, batch_size: int
) -> Pick[float] | Skip:
    """Normalised convolutions bear several times the usual rate where it rises and falls again, and are done sooner."""
    if not brief(problem, family) or optimizer == "sgd" or schedule.name != "one-cycle":
        return skip("needs a brief run of convolutions under 1cycle")
    return pick(
        BRIEF,
        f"{optimizer} bears {BRIEF:g} at the peak of {schedule.name} where layers are normalised, at batches like the"
        f" {batch_size} here, and needs few passes then",
        near(BRIEF),
    )


@learning_rate.rule(
    "LR-ADAPTIVE",
    sources=["rtdl", "tabm", "pytabkit", "patchtst2022", "malladi2022", "google-text-guide", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide has no number but the test's; this is the recipe's, scaled with the root of the batch.",
)
def rate_for_adaptive(problem: Problem, family: Family, batch_size: int) -> Pick[float]:
    """The recipe's rate for the family; adaptive optimisers scale it with the square root of the batch."""
    patches = family == "transformer" and problem.data.kind == "series"
    base, reference = PATCHES if patches else START.get(family, (ADAM_DEFAULT, batch_size))
    numbers = family in ("mlp", "tabm") and problem.task == "regression"
    if numbers:
        base *= NUMBERS
    rate = scaled(base, batch_size, reference)
    least, most = SCALED
    law = scaling.scaled_learning_rate(1.0, batch_size, reference, rule="sqrt")
    here = "which is the batch here"
    if batch_size != reference:
        here = f"and goes with the root of the {count(batch_size)} here"
    if not least <= law <= most:
        here += f", though only by a factor of {most if law > most else least:g}, as far as the law is trusted"
    why = " for numbers, twice that for classes," if numbers else ""
    return pick(
        rate,
        f"{base:g} belongs{why} to {named(family)} at a batch of {reference}, {here}",
        near(rate),
    )
