"""The non-linearity of the hidden layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.model.capacity.base import CONVOLUTIONS, predicts_on
from advisor.knowledge.predicates import latency_first_or_edge, several_networks
from advisor.knowledge.scopes import families_but, scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Activation, Cell, Family, Normalization
    from advisor.problem import Problem

ATTENTION: Final = ("transformer", "pretrained", "sentence-embedding", "speech-to-text")
OPEN: Final = scope(family=families_but("rnn", *ATTENTION))  # nothing in the architecture prescribes it
MLP: Final = scope(family="mlp")

PRELU_ROWS: Final = 1_000_000  # examples; size of ImageNet, on which PReLU was shown, arXiv:1502.01852
LEAK: Final = 0.01  # slope of the first leaky ReLU, Maas et al. 2013
LEARNT_SLOPE: Final = 0.25  # initial slope of PReLU, arXiv:1502.01852
SMOOTH: Final = ("elu", "gelu", "silu", "mish")  # to try where the non-linearity is smooth

activation: Decision[Activation] = Decision(
    "model.activation.name",
    "Which non-linearity do the hidden layers use?",
    name="activation",
    applies=lambda layers: layers > 0,
    absent="no hidden layers are trained from scratch",
)
slope: Decision[float] = Decision(
    "model.activation.slope",
    "Which slope does it have below zero?",
    applies=lambda activation: activation in ("leaky-relu", "prelu"),
    absent="the non-linearity has no slope to choose",
)


@activation.rule(
    "ACT-GATES",
    scope(family="rnn"),
    sources=["hochreiter1997", "cho2014", "guide:G-ACT-1"],
    strength="strong",
    rulesets=BOTH,
)
def cells_bring_their_own(cell: Cell | None) -> Pick[Activation]:
    """The cell of an LSTM or GRU is defined with tanh and logistic gates, and fast implementations offer no other.

    The guide ranks tanh low for hidden layers in general; it says nothing about what is inside a cell.
    """
    return pick("tanh", f"the {str(cell).upper()} cell is defined with tanh and logistic gates")


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
        f"for {plural(problem.data.tokens, 'token')} of text, gated feed-forward layers reach better perplexity at"
        " equal cost",
        try_next=["swiglu", "relu-squared", "gelu"],
    )


@activation.rule(
    "ACT-ATTENTION",
    scope(family=ATTENTION),
    sources=["hendrycks2016", "guide:G-ACT-3"],
    strength="moderate",
    rulesets=BOTH,
)
def gelu_for_attention(layers: int) -> Pick[Activation]:
    """Transformers are trained with GELU nearly everywhere, and the guide sees it gaining on ReLU."""
    return pick(
        "gelu",
        f"{plural(layers, 'block')} with attention, which is trained with GELU nearly everywhere",
        try_next=["gelu", "relu"],
    )


@activation.rule(
    "ACT-GUIDE-LATENCY",
    OPEN,
    sources=["guide:G-ACT-5", "guide:G-ACT-6", "guide:R9", "guide:G-ACT-10"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_leaks_for_latency(problem: Problem) -> Pick[Activation] | Skip:
    """Where predictions must be fast, the guide takes leaky ReLU, whatever else is wanted."""
    priorities = problem.priorities
    if priorities.first != "latency" and priorities.latency_ms is None and problem.compute.deploy != "edge":
        return skip("needs latency first, a latency limit, or an edge device")
    limit = "" if priorities.latency_ms is None else f" within {priorities.latency_ms:g} ms"
    return pick(
        "leaky-relu",
        f"predictions must be fast{limit} ({predicts_on(problem)}, {priorities.first} first), and leaky ReLU costs one"
        " multiplication",
        try_next=["leaky-relu", "relu"],
    )


@activation.rule(
    "ACT-SELU",
    MLP,
    sources=["guide:G-ACT-1", "guide:G-ACT-9", "guide:R7", "guide:R9", "klambauer2017", "keras-selu"],
    strength="moderate",
    rulesets=GUIDE,
)
def selu_where_the_net_normalises_itself(
    problem: Problem, normalization: Normalization, residual: bool, layers: int, input_shape: list[int]
) -> Pick[Activation] | Skip:
    """A plain stack of dense layers on standardised inputs keeps its own variance with SELU, without BatchNorm."""
    if normalization != "none":
        return skip(f"needs a stack without {normalization} normalisation, which keeps the variance already")
    if residual:
        return skip("needs a stack without skip connections, which break the proof behind SELU")
    numbers = problem.data.features - problem.data.categorical
    if problem.data.kind == "table" and 2 * numbers < input_shape[0]:
        return skip(
            f"needs standardised inputs, and {input_shape[0] - numbers} of {input_shape[0]} are no plain numbers"
        )
    return pick(
        "selu",
        f"{plural(layers, 'dense layer')} on scaled inputs without skips or normalisation: the case that SELU's proof"
        " covers, and the top of the guide's ranking",
        try_next=["selu", "elu", "gelu"],
    )


@activation.rule(
    "ACT-RRELU",
    OPEN,
    sources=["guide:G-ACT-4", "guide:R9", "xu2015"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_randomises_against_overfitting(problem: Problem) -> Pick[Activation] | Skip:
    """The random slope acts as noise in training, which the guide uses against overfitting."""
    if problem.observed.fit != "overfitting":
        return skip("needs an earlier run that overfitted")
    return pick(
        "rrelu",
        f"an earlier network overfitted {plural(problem.data.rows, 'example')}, and random slopes add noise against"
        " that",
        try_next=["rrelu", "elu"],
    )


@activation.rule(
    "ACT-PRELU",
    OPEN,
    sources=["guide:G-ACT-7", "guide:R9", "he2015"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_learns_slopes_on_massive_data(train_rows: int) -> Pick[Activation] | Skip:
    """With a huge training set the slope itself can be learnt without overfitting."""
    if train_rows < PRELU_ROWS:
        return skip(f"needs at least {count(PRELU_ROWS)} training examples")
    return pick(
        "prelu",
        f"{count(train_rows)} training examples are enough to learn the slope too",
        try_next=["prelu", "leaky-relu"],
    )


@activation.rule(
    "ACT-ELU",
    MLP,
    sources=["guide:G-ACT-8", "guide:G-ACT-3", "guide:G-ACT-10", "clevert2015"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide prefers leaky ReLU for latency and RReLU against overfitting; ELU is not what slows a small"
    " network down, and other regularisers work better.",
)
def elu_beside_normalisation_in_dense_layers(normalization: Normalization, layers: int) -> Pick[Activation] | Skip:
    """In dense layers with BatchNorm ELU scored best of all on tables: 0.94 of the best against 0.89 for SELU.

    It keeps a gradient below zero and a mean near zero, and no unit dies.
    """
    if normalization == "none":
        return skip("needs normalisation between layers, with which it was studied")
    return pick(
        "elu",
        f"{plural(layers, 'dense layer')} that {normalization} normalisation keeps in range: ELU keeps a gradient below"
        " zero, and with BatchNorm scored best on tables",
        try_next=SMOOTH,
    )


@activation.rule(
    "ACT-ELU-PLAIN",
    MLP,
    sources=["guide:G-ACT-8", "guide:G-ACT-3", "guide:G-ACT-10", "clevert2015"],
    strength="moderate",
    rulesets=GUIDE,
)
def elu_where_the_net_does_not_normalise_itself(residual: bool, layers: int) -> Pick[Activation] | Skip:
    """Dense layers that neither keep their own variance nor have it kept for them take ELU."""
    if residual:
        return skip("needs a stack without skip connections")
    return pick(
        "elu",
        f"{plural(layers, 'dense layer')} on inputs that are not all standardised do not normalise themselves; ELU"
        " keeps a gradient below zero and a mean near zero",
        try_next=SMOOTH,
    )


@activation.rule(
    "ACT-BINNED",
    MLP,
    sources=["tabm", "gorishniy2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes SELU where dense layers normalise themselves; where several networks are averaged ReLU,"
    " Mish and SiLU scored alike, and ReLU is the fastest.",
)
def relu_where_networks_are_averaged(
    normalization: Normalization, members: int | None, folds: int, layers: int
) -> Pick[Activation] | Skip:
    """The mean of several networks is smooth even where each is not, so the cheapest function will do."""
    if normalization != "none" or not several_networks(members, folds):
        return skip("needs several networks to average, without normalisation")
    return pick(
        "relu",
        f"the mean of {members * folds} networks of {plural(layers, 'layer')} is smooth enough, and ReLU is fastest",
        try_next=["relu", "mish", "silu"],
    )


@activation.rule(
    "ACT-DENSE-PLAIN",
    MLP,
    sources=["pytabkit", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes SELU where dense layers normalise themselves; with alpha dropout it was the worst of six"
    " on 12 tables of the project's own measurement, and Mish and SiLU the best.",
)
def smooth_in_plain_dense_layers(normalization: Normalization, residual: bool, layers: int) -> Pick[Activation] | Skip:
    """Without normalisation smooth functions with a small negative part train best.

    RealMLP takes Mish for regression and SELU, with learnt slopes and its own parametrisation, for classes.
    """
    if normalization != "none" or residual:
        return skip("needs dense layers without normalisation and skip connections")
    return pick(
        "mish",
        f"{plural(layers, 'dense layer')} without normalisation: smooth functions that let a little through below zero"
        " trained best in single networks",
        try_next=["mish", "silu", "gelu", "relu"],
    )


@activation.rule(
    "ACT-VOLUMES",
    scope(family="unet"),
    sources=["nnunet", "maas2013"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes ReLU where nothing is tuned; U-Nets for volumes are tuned and compared with leaky ReLU.",
)
def leaky_units_for_volumes(problem: Problem) -> Pick[Activation] | Skip:
    """nnU-Net, the benchmark for volumes, uses leaky ReLU throughout."""
    if not problem.data.volumetric:
        return skip("needs volumes")
    return pick(
        "leaky-relu", f"{plural(problem.data.rows, 'volume')}: as in nnU-Net, with which any result will be compared"
    )


@activation.rule(
    "ACT-EDGE",
    OPEN,
    sources=["jacob2017", "mobilenet2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="For latency the guide takes leaky ReLU, which costs about as much as ReLU; ReLU folds into an 8-bit layer.",
)
def relu_for_eight_bits(problem: Problem, family: Family) -> Pick[Activation] | Skip:
    """ReLU is a clamp in 8-bit arithmetic and costs nothing; exponentials do cost."""
    if not latency_first_or_edge(problem):
        return skip("needs an edge device, or latency first")
    return pick(
        "relu",
        f"predictions run on {predicts_on(problem)}, {problem.priorities.first} first: ReLU folds into the 8-bit layer"
        " before it, at no cost",
        try_next=["relu", "hardswish"] if family in CONVOLUTIONS else ["relu"],
    )


@activation.rule(
    "ACT-RELU",
    OPEN,
    sources=["guide:G-ACT-2", "guide:R7", "resnet2015", "tabm"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide adds leaky, random and learnt slopes for latency, overfitting and massive data; their gain is"
    " small, and dropout, weight decay and more data do more.",
)
def relu_needs_no_tuning(family: Family, layers: int) -> Pick[Activation]:
    """ReLU trains well nearly everywhere without a setting to tune, and recipes assume it."""
    return pick(
        "relu",
        f"{named(family)} of {plural(layers, 'hidden layer')}: ReLU leaves nothing to tune, and the usual recipes"
        " assume it",
        try_next=["relu", "gelu", "silu"],
    )


@slope.rule("ACT-SLOPE-LEARNT", sources=["he2015", "guide:G-ACT-7"], strength="moderate", rulesets=BOTH)
def where_a_learnt_slope_begins(activation: Activation) -> Pick[float] | Skip:
    """PReLU's authors start from a quarter."""
    if activation != "prelu":
        return skip("needs PReLU, which learns its slope")
    return pick(LEARNT_SLOPE, "PReLU learns the slope, so this is only its initial value")


@slope.rule("ACT-SLOPE", sources=["maas2013", "xu2015", "guide:G-ACT-5"], strength="moderate", rulesets=BOTH)
def a_small_leak(activation: Activation) -> Pick[float]:
    """A slope this small only keeps units from dying; larger ones did better in one study on small images."""
    return pick(LEAK, f"{activation} needs only enough slope to keep units from dying", try_next=[LEAK, 0.1, 0.2])
