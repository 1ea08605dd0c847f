"""The non-linearity of the hidden layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, named, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Activation, Cell, Family, Normalization
    from advisor.problem import Problem

MASSIVE_ROWS: Final = 1_000_000  # examples; size of ImageNet, on which PReLU was shown, arXiv:1502.01852
LEAK: Final = 0.01  # slope of the first leaky ReLU, Maas et al. 2013
LEARNT_SLOPE: Final = 0.25  # initial slope of PReLU, arXiv:1502.01852
CONVOLUTIONS: Final = ("cnn", "unet", "sepcnn")
SMOOTH: Final = ("elu", "gelu", "silu", "mish")  # to try where the non-linearity is smooth

activation: Decision[Activation] = Decision(
    "model.activation.name",
    "Which non-linearity do the hidden layers use?",
    name="activation",
    applies=lambda layers: layers > 0,
    absent="there are no hidden layers of its own",
)
slope: Decision[float] = Decision(
    "model.activation.slope",
    "Which slope has it below zero?",
    applies=lambda activation: activation in ("leaky-relu", "prelu"),
    absent="the non-linearity has no slope to choose",
)


def self_normalises(family: Family, normalization: Normalization, residual: bool) -> bool:
    """Whether the proof behind SELU covers the network: plain dense layers, no skips, no normalisation."""
    return family == "mlp" and normalization == "none" and not residual


@activation.rule(
    "ACT-GATES",
    scope(family="rnn"),
    sources=["hochreiter1997", "cho2014", "guide:G-ACT-1"],
    strength="strong",
    rulesets=BOTH,
)
def cells_bring_their_own(cell: Cell | None) -> Pick[Activation]:
    """The cell of an LSTM or GRU is defined by tanh and logistic gates, and fast implementations know no other.

    The guide ranks tanh low for hidden layers in general; it does not speak of what is inside a cell.
    """
    return pick("tanh", f"the {cell} cell is defined with tanh and logistic gates")


@activation.rule(
    "ACT-LANGUAGE",
    scope(task="language-modeling", family="transformer"),
    sources=["shazeer2020", "so2021", "nanochat"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sees GELU gaining on ReLU; gated feed-forward layers came after it and reach better perplexity at"
    " equal cost.",
)
def gated_layers_for_language(problem: Problem) -> Pick[Activation]:
    """At equal parameters gated feed-forward layers model language better than plain ones; squared ReLU rivals them."""
    return pick(
        "swiglu",
        f"for {count(problem.data.tokens)} tokens of text, gated feed-forward layers reach better perplexity at equal"
        " cost",
        try_next=["swiglu", "relu-squared", "gelu"],
    )


@activation.rule(
    "ACT-ATTENTION",
    scope(family=("transformer", "pretrained", "sentence-embedding", "speech-to-text")),
    sources=["hendrycks2016", "guide:G-ACT-3"],
    strength="moderate",
    rulesets=BOTH,
)
def gelu_for_attention(layers: int) -> Pick[Activation]:
    """Transformers are trained with GELU nearly everywhere, and the guide sees it gaining on ReLU."""
    return pick(
        "gelu",
        f"{plural(layers, 'layer')} on or of attention blocks, which are trained with GELU nearly everywhere",
        try_next=["gelu", "relu"],
    )


@activation.rule(
    "ACT-GUIDE-LATENCY",
    sources=["guide:G-ACT-5", "guide:G-ACT-6", "guide:R9", "guide:G-ACT-10"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_leaks_for_latency(problem: Problem) -> Pick[Activation] | Skip:
    """Where predictions must be quick, the guide takes leaky ReLU, before all other wishes."""
    priorities = problem.priorities
    if priorities.first != "latency" and priorities.latency_ms is None and problem.compute.deploy != "edge":
        return skip("needs latency to come first, a limit on it, or an edge device")
    limit = "" if priorities.latency_ms is None else f" within {priorities.latency_ms:g} ms"
    return pick(
        "leaky-relu",
        f"predictions must be quick ({problem.compute.deploy}, {priorities.first} first){limit}, and leaky ReLU is one"
        " multiplication",
        try_next=["leaky-relu", "relu"],
    )


@activation.rule(
    "ACT-SELU",
    scope(family="mlp"),
    sources=["guide:G-ACT-1", "guide:G-ACT-9", "guide:R7", "guide:R9", "klambauer2017", "keras-selu"],
    strength="moderate",
    rulesets=GUIDE,
)
def selu_where_the_net_normalises_itself(
    normalization: Normalization, residual: bool, layers: int
) -> Pick[Activation] | Skip:
    """A plain stack of dense layers on standardised inputs keeps its own variance with SELU, without BatchNorm."""
    if normalization != "none":
        return skip(f"{normalization} normalisation already keeps the variance")
    if residual:
        return skip("skip connections break the proof behind SELU")
    return pick(
        "selu",
        f"{plural(layers, 'plain dense layer')} on scaled inputs, no skips, no normalisation: the case that SELU's"
        " proof covers, and the top of the guide's ranking",
        try_next=["selu", "elu", "gelu"],
    )


@activation.rule(
    "ACT-RRELU",
    sources=["guide:G-ACT-4", "guide:R9", "xu2015"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_randomises_against_overfitting(problem: Problem) -> Pick[Activation] | Skip:
    """The randomised slope acts as noise in training, which the guide uses against overfitting."""
    if problem.observed.fit != "overfitting":
        return skip("needs a network that was seen to overfit")
    return pick(
        "rrelu",
        f"an earlier network overfitted {plural(problem.data.rows, 'example')}, and random slopes are noise that"
        " counters it",
        try_next=["rrelu", "elu"],
    )


@activation.rule(
    "ACT-PRELU",
    sources=["guide:G-ACT-7", "guide:R9", "he2015"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_learns_slopes_on_massive_data(train_rows: int) -> Pick[Activation] | Skip:
    """With a huge training set the slope itself can be learnt without overfitting."""
    if train_rows < MASSIVE_ROWS:
        return skip(f"needs at least {count(MASSIVE_ROWS)} training examples")
    return pick(
        "prelu",
        f"{count(train_rows)} training examples are enough to learn the slope as well",
        try_next=["prelu", "leaky-relu"],
    )


@activation.rule(
    "ACT-ELU",
    scope(family="mlp"),
    sources=["guide:G-ACT-8", "guide:G-ACT-3", "guide:G-ACT-10", "clevert2015"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide gives way to Leaky ReLU for latency and to RReLU against overfitting; the cost of ELU is not what"
    " delays a small network, and other regularisers work better.",
)
def elu_beside_normalisation_in_dense_layers(normalization: Normalization, layers: int) -> Pick[Activation] | Skip:
    """In dense layers with BatchNorm ELU measured best of all on tables: 0.94 of the best against 0.89 for SELU.

    It keeps a gradient below zero and a mean near zero, and no unit dies.
    """
    if normalization == "none":
        return skip("was measured beside normalisation, and there is none")
    return pick(
        "elu",
        f"{plural(layers, 'dense layer')} that {normalization} normalisation keeps in range: ELU keeps a gradient below"
        " zero as well, and measured best on tables",
        try_next=SMOOTH,
    )


@activation.rule(
    "ACT-BINNED",
    scope(family="mlp"),
    sources=["tabm", "gorishniy2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes SELU where dense layers normalise themselves; where several networks are averaged ReLU,"
    " Mish and SiLU measured alike, and ReLU is the quickest.",
)
def relu_where_networks_are_averaged(
    normalization: Normalization, members: int | None, folds: int, layers: int
) -> Pick[Activation] | Skip:
    """The mean of several networks is smooth even where each is not, so the cheapest function serves."""
    if normalization != "none" or members is None or members * folds == 1:
        return skip("needs several networks that are averaged, without normalisation")
    return pick(
        "relu",
        f"the mean of {members * folds} networks of {plural(layers, 'layer')} is smooth enough, and ReLU is quickest",
        try_next=["relu", "mish", "silu"],
    )


@activation.rule(
    "ACT-DENSE-PLAIN",
    sources=["pytabkit", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes SELU where dense layers normalise themselves; with alpha dropout it was the worst of six"
    " on 12 tables of the project's own measurement, and Mish and SiLU the best.",
)
def smooth_in_plain_dense_layers(
    family: Family, normalization: Normalization, residual: bool, layers: int
) -> Pick[Activation] | Skip:
    """Without normalisation smooth functions with a small negative part train best.

    RealMLP takes Mish for regression and SELU, with learnt slopes and its own parametrisation, for classes.
    """
    if not self_normalises(family, normalization, residual):
        return skip("needs a plain stack of dense layers without normalisation")
    return pick(
        "mish",
        f"{plural(layers, 'dense layer')} without normalisation: a smooth function that lets a little through below"
        " zero trained best there",
        try_next=["mish", "silu", "gelu", "relu"],
    )


@activation.rule(
    "ACT-VOLUMES",
    scope(family="unet"),
    sources=["nnunet", "maas2013"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes ReLU where nobody wants to tune; U-Nets for volumes are tuned and compared with its leaky"
    " form.",
)
def leaky_units_for_volumes(problem: Problem) -> Pick[Activation] | Skip:
    """nnU-Net, the yardstick for volumes, uses leaky ReLU throughout."""
    if not problem.data.volumetric:
        return skip("needs a U-Net over volumes")
    return pick(
        "leaky-relu", f"{plural(problem.data.rows, 'volume')}: as in nnU-Net, against which anything will be compared"
    )


@activation.rule(
    "ACT-EDGE",
    sources=["jacob2017", "mobilenet2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="For latency the guide takes leaky ReLU, which costs about as much as ReLU; ReLU folds into an 8-bit layer.",
)
def relu_for_eight_bits(problem: Problem, family: Family) -> Pick[Activation] | Skip:
    """ReLU is a clamp in 8-bit arithmetic and costs nothing; exponentials do cost."""
    if problem.compute.deploy != "edge" and problem.priorities.first != "latency":
        return skip("needs an edge device, or latency to come first")
    return pick(
        "relu",
        f"predictions run on a {problem.compute.deploy} with {problem.priorities.first} first, and ReLU folds into an"
        f" 8-bit layer of the {family}",
        try_next=["relu", "hardswish"] if family in CONVOLUTIONS else ["relu"],
    )


@activation.rule(
    "ACT-RELU",
    sources=["guide:G-ACT-2", "guide:R7", "resnet2015", "tabm"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide adds leaky, randomised and learnt slopes for latency, overfitting and massive data; their gain is"
    " small, and dropout, decay and data do more.",
)
def relu_needs_no_tuning(family: Family, normalization: Normalization, layers: int) -> Pick[Activation]:
    """ReLU trains well nearly everywhere with no setting of its own, and recipes are tuned for it."""
    return pick(
        "relu",
        f"{plural(layers, 'hidden layer')} of {named(family)} with"
        f" {'no' if normalization == 'none' else normalization} normalisation: nothing to tune, and"
        " the"
        " recipes for it assume ReLU",
        try_next=["relu", "gelu", "silu"],
    )


@slope.rule("ACT-SLOPE-LEARNT", sources=["he2015", "guide:G-ACT-7"], strength="moderate", rulesets=BOTH)
def where_a_learnt_slope_begins(activation: Activation) -> Pick[float] | Skip:
    """PReLU's authors begin at a quarter."""
    if activation != "prelu":
        return skip("needs a slope that is learnt")
    return pick(LEARNT_SLOPE, f"{activation} learns the slope, so this is only where it begins")


@slope.rule("ACT-SLOPE", sources=["maas2013", "xu2015", "guide:G-ACT-5"], strength="moderate", rulesets=BOTH)
def a_small_leak(activation: Activation) -> Pick[float]:
    """A slope this small only keeps units from dying; larger ones did better in one study on small images."""
    return pick(LEAK, f"{activation} needs just enough of a slope that no unit dies", try_next=[LEAK, 0.1, 0.2])
