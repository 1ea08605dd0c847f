"""Dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, count, named, plural
from advisor.knowledge.model.dropout_rates import MASSIVE_ROWS
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Activation, DropoutKind, Family, Normalization
    from advisor.problem import Problem


DEEP_BLOCKS: Final = 8  # residual blocks from which skipping some pays, ResNet-18's number, folklore
MASSIVE_TOKENS: Final = 100_000_000  # tokens below which a language model sees each often, folklore
UNREGULARISED: Final = ("nhits", "linear-series")

dropout: Decision[DropoutKind] = Decision(
    "model.dropout.kind",
    "Which kind of dropout?",
    name="dropout",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


@dropout.rule("DROP-NO-HIDDEN", sources=["srivastava2014"], strength="strong", rulesets=BOTH)
def nothing_to_drop(layers: int) -> Pick[DropoutKind] | Skip:
    """Without hidden layers of one's own there is nothing between them to drop."""
    if layers > 0:
        return skip("needs a network without hidden layers of its own")
    return pick("none", f"{layers} hidden layers of its own leave nothing to drop between them")


@dropout.rule(
    "DROP-ALPHA", sources=["guide:G-DO-8", "guide:R7", "klambauer2017", "keras-selu"], strength="strong", rulesets=BOTH
)
def alpha_dropout_with_selu(activation: Activation, layers: int) -> Pick[DropoutKind] | Skip:
    """Plain dropout would change the mean and deviation that SELU keeps; alpha dropout leaves them intact."""
    if activation != "selu":
        return skip(f"needs selu, and the activation is {activation}")
    return pick(
        "alpha", f"it leaves mean and deviation of {plural(layers, 'SELU layer')} intact, plain dropout does not"
    )


@dropout.rule(
    "DROP-STOCHASTIC-DEPTH",
    scope(family="cnn"),
    sources=["huang2016", "torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks dropout of 0.5, which suits large dense heads; between convolutions"
    " with BatchNorm skipping whole blocks regularises without its harm.",
)
def skip_whole_blocks(residual: bool | None, layers: int, blocks_per_stage: int | None) -> Pick[DropoutKind] | Skip:
    """A deep residual network loses whole blocks at random, which no BatchNorm minds."""
    if not residual:
        return skip("needs a residual convolutional network of one's own")
    blocks = layers * (blocks_per_stage or 1)
    if blocks < DEEP_BLOCKS:
        return skip(f"needs {DEEP_BLOCKS} residual blocks, and there are {blocks}")
    return pick(
        "stochastic-depth", f"{blocks} residual blocks: skipping some at random suits BatchNorm, dropout does not"
    )


@dropout.rule(
    "DROP-BATCHNORM",
    sources=["guide:G-BN-2", "guide:G-DO-7", "guide:R8", "li2018"],
    strength="strong",
    rulesets=BOTH,
)
def no_dropout_before_batch_norm(normalization: Normalization, layers: int) -> Pick[DropoutKind] | Skip:
    """Dropout before BatchNorm shifts the variance between training and test; weight decay stays, dropout goes."""
    if normalization not in ("batch", "frozen-batch"):
        return skip(f"needs BatchNorm between layers, and it is {normalization}")
    return pick(
        "none",
        f"dropout among {plural(layers, 'layer')} with BatchNorm would give them other variances in training than in"
        " test, and BatchNorm regularises by itself",
    )


@dropout.rule(
    "DROP-CONVOLUTIONS",
    scope(family=("cnn", "unet")),
    sources=["guide:R8", "nnunet", "torchvision-recipes"],
    strength="strong",
    rulesets=BOTH,
)
def none_between_convolutions(layers: int) -> Pick[DropoutKind]:
    """Neighbouring pixels say the same, so dropping single ones between convolutions does little."""
    return pick("none", f"neighbours in the maps of {plural(layers, 'stage')} tell what a dropped value was")


@dropout.rule(
    "DROP-RECURRENT",
    scope(family="rnn"),
    sources=["gal2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes plain dropout in recurrent networks; a new mask at each step erases what is remembered.",
)
def one_mask_for_all_steps(problem: Problem) -> Pick[DropoutKind]:
    """A mask that stays the same over all steps regularises a recurrent network without erasing its memory."""
    return pick(
        "variational",
        f"over {count(problem.data.length)} steps a new mask at each would erase what is remembered; one mask does not",
    )


@dropout.rule(
    "DROP-ABUNDANT",
    sources=["nanochat", "realmlp2024"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide expects about 2% from dropout everywhere; a network that sees each example a few times only does"
    " not overfit, and dropout slows it.",
)
def data_enough_without_dropout(problem: Problem, family: Family, train_rows: int) -> Pick[DropoutKind] | Skip:
    """Language models and networks on very large data see each example a few times only and underfit if anything."""
    if problem.observed.fit == "overfitting":
        return skip("an earlier network overfitted")
    if problem.task == "language-modeling" and family == "transformer":
        if problem.data.tokens < MASSIVE_TOKENS:
            return skip(f"needs {count(MASSIVE_TOKENS)} tokens, so that each is seen a few times only")
        return pick("none", f"{count(problem.data.tokens)} tokens are each seen a few times only: nothing to memorise")
    if train_rows < MASSIVE_ROWS:
        return skip(f"needs {count(MASSIVE_ROWS)} training examples")
    return pick("none", f"{count(train_rows)} training examples are more than the network can memorise")


@dropout.rule(
    "DROP-SERIES",
    scope(family=UNREGULARISED),
    sources=["nhits2022", "dlinear2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide gives every network dropout; these forecasters are small and were studied without.",
)
def forecasters_studied_without(problem: Problem, family: Family) -> Pick[DropoutKind] | Skip:
    """Small forecasters regress numbers on windows that overlap, and were studied without dropout."""
    if problem.observed.fit == "overfitting":
        return skip("needs N-HiTS or a linear forecaster, and no overfitting seen")
    return pick(
        "none",
        f"{named(family)} forecaster of {plural(problem.data.horizon, 'step')} was studied without, and is small",
    )


@dropout.rule(
    "DROP-PLAIN", sources=["guide:G-DO-1", "guide:G-DO-2", "srivastava2014"], strength="moderate", rulesets=BOTH
)
def plain_dropout(family: Family, normalization: Normalization, layers: int) -> Pick[DropoutKind]:
    """Dropping units at random averages over many thinned networks. The guide's 2% is not a general figure."""
    return pick(
        "dropout",
        f"{plural(layers, 'layer')} of {named(family)} with {'no' if normalization == 'none' else normalization}"
        " normalisation, which random thinning keeps"
        " from"
        " co-adapting",
    )
