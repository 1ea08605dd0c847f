"""The learning rate; the range test that checks it, its schedule and its warm-up stand in `schedule`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import ScheduleSettings, Unfreezing
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import SHORT_RUNS, several_networks
from advisor.knowledge.scopes import ANSWERED, FINE_TUNED, FROM_SCRATCH, scope
from advisor.knowledge.training.budget import LANGUAGE_MODEL, transformer_parameters
from advisor.knowledge.training.published_rates import (
    SCALED,
    momentum_factor,
    recipe_rate,
    rounded,
    scaled,
    tuning_rate,
)
from advisor.networks import scaling
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Method, Optimizer, Tokenization, Trainable
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
ENSEMBLE: Final = 5e-3  # small dense networks that are averaged, at batches of 64 to 256; own runs
SHORT_RUN: Final = 4e-3  # peak of 1cycle under AdamW for networks with BatchNorm, at batches of 16 to 64; own runs
SHORT_RUN_SGD: Final = (0.1, 128)  # likewise under SGD, and its batch; own runs on 400 and 2,400 images
NGRAMS: Final = 2e-3  # networks over n-grams that are averaged, at batches of 16 to 64; own runs on sets of texts
CHARACTERS: Final = 5e-4  # the same over runs of characters as well, of which a text holds five times as many
PATCHES: Final = (1e-4, 128)  # PatchTST, whatever the batch
# Factor on the dense networks' rate where numbers are predicted. RealMLP has 5; twice was better on two of three
# public tables and even on the third, while classifiers were better calibrated without it; own runs.
REGRESSION: Final = 2.0
HEAD: Final = (1e-3, 32)  # rate of a new head; Keras' guide to transfer learning
HEAD_SGD: Final = (0.01, 32)  # Keras' default for SGD
# Rates at which all weights learn from preferences and rewards: TRL's scripts, and for orpo a recipe of the handbook.
PREFERENCES: Final = {"dpo": 5e-7, "kto": 5e-7, "orpo": 5e-6, "grpo": 1e-6}
ADAPTERS: Final = 10.0  # factor on the rate of full tuning; LoRA Without Regret
ADAPTERS_MOST: Final = 1e-3
TRIED_MOST: Final = 10.0  # rate at which range tests end
HEAD_MOST: Final = 0.01  # rate of a new head beyond which Adam ruins published weights at a tenth of it; folklore
SGD: Final = (0.1, 256)  # rate and batch of ResNet; Goyal et al.
SGD_MOST: Final = 3.2  # at a batch of 8192, as far as Goyal et al. went
SGD_UNET: Final = 0.01  # nnU-Net under a momentum of 0.99, whatever the batch
# A language model's rate, the parameters of blocks that it belongs to, and the power of the size with which it falls:
# nanoGPT has 1e-3 at 10 million, GPT-3 from 6e-4 at 85 million over 2e-4 at 1.3 billion to 1e-4 at 13 billion. In own
# runs over novels and plays 0.4 million did best at 3e-3 (2.20 bits a byte; 2.33 at 1e-3, 2.37 at 1e-2, 2.75 at
# 2.5e-4), and 2.4 million nearly alike at 1.6e-3 and 5e-3 (2.42, 2.38; 2.51 at 5e-4).
LANGUAGE: Final = (1e-3, 10_000_000, -1 / 3)
LANGUAGE_BOUNDS: Final = (5e-5, 5e-3)  # beyond which that was not tried
ADAM_DEFAULT: Final = 1e-3  # Keras' default for the Adam family and RMSprop
SGD_DEFAULT: Final = 0.01  # Keras' default for SGD

learning_rate: Decision[float] = Decision(
    "training.learning_rate.initial",
    "Which learning rate?",
    name="learning_rate",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def near(rate: float, most: float = TRIED_MOST) -> Span:
    """A factor of ten either way, but at most so much."""
    return Span(rounded(rate / 10), min(most, rounded(rate * 10)), log=True)


@learning_rate.rule(
    "LR-HEAD",
    scope(family=FINE_TUNED),
    sources=["keras-transfer", "guide:R11", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def rate_for_a_head(
    problem: Problem, optimizer: Optimizer, trainable: Trainable, batch_size: int
) -> Pick[float] | Skip:
    """A new head on a frozen backbone is a small network from random weights, and trains at such a network's rate."""
    if trainable != "head":
        return skip("needs a frozen backbone")
    rate, reference = HEAD_SGD if optimizer == "sgd" else HEAD
    rate = scaled(rate, batch_size, reference)
    return pick(
        rate,
        f"only the new head is trained, on {plural(problem.data.rows, 'example')} in batches of {batch_size}, and"
        " frozen weights cannot be damaged; the guide has no number",
        near(rate),
    )


@learning_rate.rule(
    "LR-PREFERENCES",
    scope(task="language-modeling", family="pretrained", supervision=ANSWERED),
    sources=["trl-docs", "handbook", "tulu2024", "schulman2025", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def rate_for_preferences(method: Method | None, trainable: Trainable) -> Pick[float] | Skip:
    """Preferences and rewards take a fraction of the rate of imitation, and adapters ten times that of all weights."""
    if method not in PREFERENCES:
        return skip("needs preferences, marks or rewards")
    full = PREFERENCES[method]
    if trainable != "adapters":
        return pick(
            full, f"recipes of {method} tune all weights at about {full:g}; the guide has no number", near(full)
        )
    rate = rounded(ADAPTERS * full)
    return pick(
        rate,
        f"adapters take about ten times the {full:g} at which recipes of {method} tune all weights; the guide has no"
        " number",
        near(rate),
    )


@learning_rate.rule(
    "LR-ADAPTERS",
    scope(family=FINE_TUNED),
    sources=["schulman2025", "lora2021", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def rate_for_adapters(problem: Problem, family: Family, backbone: str, trainable: Trainable) -> Pick[float] | Skip:
    """Adapters begin at zero and are few, and take about ten times the rate of full fine-tuning."""
    if trainable != "adapters":
        return skip("needs adapters on a published network")
    full, _ = recipe_rate(problem, family, backbone, sgd=False)
    rate = rounded(min(ADAPTERS_MOST, ADAPTERS * full))
    return pick(
        rate,
        f"adapters take about ten times the {full:g} at which all weights of {backbone} would be fine-tuned; the guide"
        " has no number",
        near(rate),
    )


def _here(batch_size: int, reference: int) -> str:
    return "the batch here" if batch_size == reference else f"scaled here to batches of {count(batch_size)}"


@learning_rate.rule(
    "LR-DETECTOR-SCRATCH",
    scope(family="detector"),
    sources=["ultralytics", "rf-detr", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def rate_of_the_detectors_recipe(
    problem: Problem, family: Family, backbone: str, optimizer: Optimizer, batch_size: int, momentum: float | None
) -> Pick[float] | Skip:
    """A detector from random weights begins at the rate of its publisher's recipe; Ultralytics has one for both."""
    if problem.priorities.pretrained:
        return skip("needs published weights to be ruled out")
    rate, base, reference = tuning_rate(problem, family, backbone, optimizer, batch_size, momentum)
    recipe = f"{backbone} is published with {optimizer} at {base:g} in batches of {reference}"
    return pick(rate, f"{recipe}, {_here(batch_size, reference)}; the guide has no number", near(rate))


@learning_rate.rule(
    "LR-TUNING",
    scope(family=FINE_TUNED),
    sources=["devlin2018", "timm", "ast2021", "keras-transfer", "bit2019", "ultralytics", "rf-detr", "guide:R11",
             "guide"],
    strength="moderate",
    rulesets=BOTH,
)  # fmt: skip
def rate_for_published_weights(
    problem: Problem,
    family: Family,
    backbone: str,
    optimizer: Optimizer,
    unfreezing: Unfreezing | None,
    batch_size: int,
    momentum: float | None,
) -> Pick[float]:
    """The rates that random weights need destroy published ones: a hundredth of those is usual."""
    rate, base, reference = tuning_rate(problem, family, backbone, optimizer, batch_size, momentum)
    recipe = (
        f"recipes fine-tune weights like those of {backbone} with {optimizer} at {base:g} in batches of {reference}"
    )
    if unfreezing is not None and unfreezing.backbone_rate < 1:
        head = rounded(rate / unfreezing.backbone_rate)
        return pick(
            head,
            f"{recipe}, which becomes {rate:g} in batches of {count(batch_size)}; the new head takes"
            f" {1 / unfreezing.backbone_rate:g} times that",
            near(head, TRIED_MOST if optimizer == "sgd" else HEAD_MOST),
        )
    return pick(
        rate,
        f"{recipe}, {_here(batch_size, reference)}; the guide has no number, and a rate for random weights would"
        " destroy them",
        near(rate),
    )


@learning_rate.rule(
    "LR-GUIDE",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-LR-1", "guide:G-LR-3", "guide:R6"],
    strength="folklore",
    rulesets=GUIDE,
)
def framework_default(optimizer: Optimizer, momentum: float | None) -> Pick[float]:
    """The guide has no number: the range test finds the rate, and Keras' default holds until then."""
    rate = SGD_DEFAULT if optimizer == "sgd" else ADAM_DEFAULT
    until = f"the range test finds the rate; until it has run, {optimizer} keeps Keras' default"
    if momentum_factor(momentum) < 1:
        rate = rounded(rate * momentum_factor(momentum))
        until += f", cut because a momentum of {momentum:g} adds up more updates"
    return pick(rate, until, Span(1e-6, 10.0, log=True))


@learning_rate.rule(
    "LR-BRIEF",
    SHORT_RUNS,
    sources=["smith2017", "goyal2017", "zagoruyko2016", "guide:G-SCH-4", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 3_000)},
    versus="The guide has no number but that of the range test; networks with BatchNorm bear several times the usual"
    " rate at the peak of 1cycle, and need fewer epochs for it.",
)
def rate_of_a_short_run(optimizer: Optimizer, schedule: ScheduleSettings, batch_size: int) -> Pick[float] | Skip:
    """Normalised convolutions tolerate several times the usual rate at the peak of 1cycle, and need fewer epochs."""
    if schedule.name != "one-cycle":
        return skip(f"needs 1cycle, and the schedule is {schedule.name}")
    if optimizer == "sgd":
        base, reference = SHORT_RUN_SGD
        rate = rounded(min(SGD_MOST, scaling.scaled_learning_rate(base, batch_size, reference, rule="linear")))
        here = "" if batch_size == reference else f", {rate:g} at the {count(batch_size)} here"
        return pick(
            rate,
            f"convolutional networks bear {base:g} of SGD at the peak of 1cycle in batches of {reference}{here}",
            near(rate),
        )
    return pick(
        SHORT_RUN,
        f"convolutional networks bear {SHORT_RUN:g} of {optimizer} at the peak of 1cycle, in batches like the"
        f" {batch_size} here, and then need few epochs",
        near(SHORT_RUN),
    )


@learning_rate.rule(
    "LR-SGD",
    scope(family=FROM_SCRATCH),
    sources=["goyal2017", "nnunet", "guide:R6"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide has no number but that of the range test; this is the recipe's rate, in proportion to the batch.",
)
def rate_for_sgd(optimizer: Optimizer, family: Family, batch_size: int, momentum: float | None) -> Pick[float] | Skip:
    """0.1 at a batch of 256, in proportion to the batch; nnU-Net has its own, for a momentum of 0.99."""
    if optimizer != "sgd":
        return skip(f"needs SGD, and the optimiser is {optimizer}")
    if family == "unet":
        return pick(
            SGD_UNET,
            f"nnU-Net's rate under a momentum of {momentum:g}, whatever the batch: {count(batch_size)} here",
            near(SGD_UNET),
        )
    base, reference = SGD
    rate = rounded(min(SGD_MOST, scaling.scaled_learning_rate(base, batch_size, reference, rule="linear")))
    return pick(
        rate,
        f"ResNet's {base:g} at a batch of {reference}, scaled in proportion to the {count(batch_size)} here, under a"
        f" momentum of {momentum:g}",
        near(rate),
    )


@learning_rate.rule(
    "LR-LANGUAGE",
    LANGUAGE_MODEL,
    sources=["brown2020", "nanogpt", "moonlight2025", "pytorch-muon"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide has no number but that of the range test; the larger a language model, the lower its best rate.",
)
def rate_for_language(optimizer: Optimizer, widths: list[int], batch_size: int, max_length: int | None) -> Pick[float]:
    """The rate falls with the cube root of the size; Muon shares it where its updates are scaled to AdamW's.

    The recipes' batches grow with the network as those here do, so that nothing is left to scale with the batch.
    """
    size = transformer_parameters(widths)
    rate, reference, power = LANGUAGE
    least, most = LANGUAGE_BOUNDS
    best = rounded(min(most, max(least, rate * (size / reference) ** power)))
    muon = (
        "; matrices share it if Muon's updates are scaled to AdamW's (match_rms_adamw), and take 0.02 if not"
        if optimizer == "muon-and-adamw"
        else ""
    )
    return pick(
        best,
        f"language models of {count(size)} parameters train well near {best:g}, in batches like the {count(batch_size)}"
        f" of {plural(max_length or 1, 'token')} here{muon}",
        near(best),
    )


@learning_rate.rule(
    "LR-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["tabm", "malladi2022", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide has no number but that of the range test; of 1e-3 to 6e-3 the upper end measured best for small"
    " networks that are averaged, and trains in half the time.",
)
def rate_of_an_ensemble(batch_size: int, members: int | None, folds: int) -> Pick[float] | Skip:
    """Networks that are averaged may be trained at a high rate: where one overshoots, another does not."""
    if not several_networks(members, folds):
        return skip("needs several networks that are averaged")
    return pick(
        ENSEMBLE,
        f"of the rates tried for small networks that are averaged {ENSEMBLE:g} did best, in batches of 64 to 256"
        f" ({count(batch_size)} here)",
        near(ENSEMBLE),
    )


@learning_rate.rule(
    "LR-WORDS",
    scope(family="ngram-mlp"),
    sources=["google-text-guide", "guide:G-LR-1"],
    strength="folklore",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
    versus="The guide has no number but that of the range test; a text's n-grams seldom come again, so that a small"
    " rate takes some seventy epochs where this one takes a few.",
)
def rate_over_ngrams(batch_size: int, folds: int, tokenizer: Tokenization | None) -> Pick[float] | Skip:
    """Networks over n-grams that are averaged over folds may be trained at a high rate, for a few epochs.

    An update moves an output by the rate times the inputs that are there, and runs of characters are many.
    """
    if folds == 1:
        return skip("needs networks that are averaged over folds")
    if tokenizer == "word-and-character-ngrams":
        return pick(
            CHARACTERS,
            f"a text has some five times as many n-grams with runs of characters as without, so that {CHARACTERS:g} in"
            f" batches of {batch_size} moves an output as {NGRAMS:g} does over words alone",
            near(CHARACTERS),
        )
    return pick(
        NGRAMS,
        f"rare n-grams get few updates each, so that {NGRAMS:g} in batches of {batch_size} reaches in a few epochs"
        f" what the usual rate reaches in seventy, and the mean of {folds} folds is as good",
        near(NGRAMS),
    )


@learning_rate.rule(
    "LR-ADAPTIVE",
    scope(family=FROM_SCRATCH),
    sources=["rtdl", "tabm", "pytabkit", "patchtst2022", "malladi2022", "google-text-guide", "guide:G-LR-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide has no number but that of the range test; this is the recipe's, scaled with the root of the"
    " batch.",
)
def rate_for_adaptive(problem: Problem, family: Family, batch_size: int) -> Pick[float]:
    """The recipe's rate for the family; adaptive optimisers scale it with the square root of the batch."""
    patches = family == "transformer" and problem.data.kind == "series"
    base, reference = PATCHES if patches else START[family]
    numbers = family in ("mlp", "tabm") and problem.task == "regression"
    if numbers:
        base *= REGRESSION
    rate = scaled(base, batch_size, reference)
    least, most = SCALED
    law = scaling.scaled_learning_rate(1.0, batch_size, reference, rule="sqrt")
    here = "which is the batch here"
    if batch_size != reference:
        here = f"scaled here to {count(batch_size)} by the square root"
    if not least <= law <= most:
        here += f", but only by a factor of {most if law > most else least:g}, as far as that was tested"
    why = ", twice that for classes," if numbers else ""
    return pick(
        rate,
        f"{base:g} is usual for {named(family)}{why} at a batch of {reference}, {here}",
        near(rate),
    )
