"""Which kind of dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, named
from advisor.knowledge.model.capacity.base import STAGED
from advisor.knowledge.model.dropout_rates import ABUNDANT_ROWS
from advisor.knowledge.predicates import stretch
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, families_but, scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Activation, DropoutKind, Family, Normalization
    from advisor.problem import Problem


DEEP_BLOCKS: Final = 8  # residual blocks from which skipping some pays, ResNet-18's number, folklore
ABUNDANT_TOKENS: Final = 100_000_000  # tokens below which a language model sees each often, folklore

dropout: Decision[DropoutKind] = Decision(
    "model.dropout.kind",
    "Which kind of dropout?",
    name="dropout",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


@dropout.rule("DROP-NO-HIDDEN", sources=["srivastava2014"], strength="strong", rulesets=BOTH)
def nothing_to_drop(layers: int) -> Pick[DropoutKind] | Skip:
    """Where no hidden layers are trained from scratch there is nothing to drop between them."""
    if layers > 0:
        return skip("needs a network without hidden layers that are trained from scratch")
    return pick("none", "no hidden layers are trained from scratch, so there is nothing to drop between them")


@dropout.rule(
    "DROP-ALPHA",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-DO-8", "guide:R7", "klambauer2017", "keras-selu"],
    strength="strong",
    rulesets=BOTH,
)
def alpha_dropout_with_selu(activation: Activation, layers: int) -> Pick[DropoutKind] | Skip:
    """Plain dropout would change the mean and variance that SELU keeps; alpha dropout preserves them."""
    if activation != "selu":
        return skip("needs hidden layers with SELU")
    return pick(
        "alpha", f"it preserves the mean and variance of {plural(layers, 'SELU layer')}, which plain dropout does not"
    )


@dropout.rule(
    "DROP-STOCHASTIC-DEPTH",
    scope(family="cnn"),
    sources=["huang2016", "torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks a dropout of 0.5, which suits large dense heads; between"
    " convolutions with BatchNorm, skipping whole blocks regularises without the harm.",
)
def skip_whole_blocks(residual: bool | None, layers: int, blocks_per_stage: int | None) -> Pick[DropoutKind] | Skip:
    """A deep residual network skips whole blocks at random, which does not disturb its normalisation."""
    if not residual:
        return skip("needs residual blocks")
    blocks = layers * (blocks_per_stage or 1)
    if blocks < DEEP_BLOCKS:
        return skip(f"needs {DEEP_BLOCKS} residual blocks, and there are {blocks}")
    return pick(
        "stochastic-depth",
        f"{blocks} residual blocks: skipping some at random regularises without disturbing the normalisation inside"
        " them",
    )


@dropout.rule(
    "DROP-BATCHNORM",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-BN-2", "guide:G-DO-7", "guide:R8", "li2018"],
    strength="strong",
    rulesets=BOTH,
)
def no_dropout_before_batch_norm(normalization: Normalization, layers: int) -> Pick[DropoutKind] | Skip:
    """Dropout before BatchNorm shifts the variance between training and test; keep weight decay, leave out dropout."""
    if normalization not in ("batch", "frozen-batch"):
        return skip("needs BatchNorm between layers")
    return pick(
        "none",
        f"in {plural(layers, 'layer')} with BatchNorm dropout would shift the variance between training and test, and"
        " BatchNorm regularises by itself",
    )


@dropout.rule(
    "DROP-CONVOLUTIONS",
    scope(family=STAGED),
    sources=["guide:R8", "nnunet", "torchvision-recipes"],
    strength="strong",
    rulesets=BOTH,
)
def none_between_convolutions(layers: int) -> Pick[DropoutKind]:
    """Neighbouring values are alike, so dropping single ones between convolutions regularises little."""
    return pick(
        "none", f"in the feature maps of {plural(layers, 'stage')} the neighbours of a dropped value still reveal it"
    )


@dropout.rule(
    "DROP-RECURRENT",
    scope(family="rnn"),
    sources=["gal2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes plain dropout in recurrent networks; a new mask at each step erases their memory.",
)
def one_mask_for_all_steps(problem: Problem) -> Pick[DropoutKind]:
    """A mask that stays the same over all steps regularises a recurrent network without erasing its memory."""
    return pick(
        "variational",
        f"over {stretch(problem)} a new mask at each step would erase the memory; one mask for all does not",
    )


@dropout.rule(
    "DROP-ABUNDANT",
    scope(family=families_but("rnn", *STAGED, *PUBLISHED)),
    sources=["nanochat", "realmlp2024"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide expects about 2% from dropout everywhere; a network that sees each example only a few times does"
    " not overfit, and dropout slows it down.",
)
def data_enough_without_dropout(problem: Problem, family: Family, train_rows: int) -> Pick[DropoutKind] | Skip:
    """Language models and networks on very large data see each example only a few times, and underfit if anything."""
    if problem.observed.fit == "overfitting":
        return skip("needs no earlier run that overfitted")
    if problem.task == "language-modeling" and family == "transformer":
        if problem.data.tokens < ABUNDANT_TOKENS:
            return skip(f"needs at least {count(ABUNDANT_TOKENS)} tokens, so that each is seen only a few times")
        return pick("none", f"{count(problem.data.tokens)} tokens are each seen only a few times: nothing to memorise")
    if train_rows < ABUNDANT_ROWS:
        return skip(f"needs at least {count(ABUNDANT_ROWS)} training examples")
    return pick("none", f"{count(train_rows)} training examples are more than the network can memorise")


@dropout.rule(
    "DROP-SERIES",
    scope(family=("nhits", "linear-series")),
    sources=["nhits2022", "dlinear2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide gives every network dropout; these forecasters are small and were studied without.",
)
def forecasters_studied_without(problem: Problem, family: Family) -> Pick[DropoutKind] | Skip:
    """Small forecasters are trained on overlapping windows, and were studied without dropout."""
    if problem.observed.fit == "overfitting":
        return skip("needs no earlier run that overfitted")
    return pick(
        "none",
        f"{named(family)} for {plural(problem.data.horizon, 'step')} ahead is small, and was studied without dropout",
    )


@dropout.rule(
    "DROP-PLAIN",
    scope(family=families_but(*STAGED)),
    sources=["guide:G-DO-1", "guide:G-DO-2", "srivastava2014"],
    strength="moderate",
    rulesets=BOTH,
)
def plain_dropout(family: Family, layers: int) -> Pick[DropoutKind]:
    """Dropping units at random averages over many thinned networks. The guide's 2% is not a general figure."""
    return pick(
        "dropout",
        f"dropping units at random keeps those in {plural(layers, 'layer')} of {named(family)} from co-adapting",
    )
