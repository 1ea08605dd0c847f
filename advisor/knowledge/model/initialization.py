"""Initial weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import stretch
from advisor.knowledge.scopes import families_but, scope, tasks_but
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import (
        Activation,
        ImbalanceStrategy,
        Initialization,
        OutputActivation,
        OutputBias,
        TargetTransform,
    )
    from advisor.problem import Problem

TRANSFORMER: Final = scope(family="transformer")
LAYERED: Final = scope(family=families_but("transformer"))  # the activation decides the variance of the weights
LANGUAGE: Final = "language-modeling"
KEPT_OUTPUT: Final = scope(task=(LANGUAGE, "speech-recognition"), family=("pretrained", "speech-to-text"))

WIDE_MODEL: Final = 1_000  # model width at which sqrt(2 / (5 h)) falls below the usual deviation of 0.02
RECTIFIERS: Final = ("relu", "leaky-relu", "rrelu", "prelu")
LINEAR_NEAR_ZERO: Final = ("selu", "elu")
BALANCED: Final = ("class-weights", "balanced-sampling", "logit-adjustment")  # training sees classes as if balanced
CLASSES: Final = scope(task=("binary", "multiclass", "multilabel", "ordinal", "token-classification", "segmentation"))

hidden_init: Decision[Initialization] = Decision(
    "model.initialization.hidden",
    "How are the hidden weights initialised?",
    name="hidden_init",
    applies=lambda layers: layers > 0,
    absent="no hidden layers are trained from scratch",
)
output_init: Decision[Initialization] = Decision(
    "model.initialization.output",
    "How are the output weights initialised?",
    name="output_init",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
output_bias: Decision[OutputBias] = Decision(
    "model.initialization.output_bias",
    "What does the output predict before training?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


@hidden_init.rule(
    "INIT-WIDE-TRANSFORMER",
    TRANSFORMER,
    sources=["nguyen2019", "smith2022", "ml-engineering"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide pairs initialisations with activations of plain nets; wide transformers need smaller weights than"
    " the usual 0.02.",
)
def smaller_weights_for_wide_transformers(widths: list[int]) -> Pick[Initialization] | Skip:
    """Beyond a width of 1,000 the usual standard deviation of 0.02 is too large; sqrt(2 / (5 h)) shrinks with width."""
    if max(widths) <= WIDE_MODEL:
        return skip(f"needs a model wider than {count(WIDE_MODEL)}, and it is {count(max(widths))} wide")
    return pick(
        "scaled-normal",
        f"at a width of {count(max(widths))} sqrt(2 / (5 h)) gives a standard deviation of"
        f" {(2 / (5 * max(widths))) ** 0.5:.3f}; the usual 0.02 would be too large",
    )


@hidden_init.rule("INIT-TRANSFORMER", TRANSFORMER, sources=["devlin2018", "guide"], strength="moderate", rulesets=BOTH)
def normal_weights_for_transformers(widths: list[int]) -> Pick[Initialization]:
    """Like BERT, transformers start from normal weights of standard deviation 0.02; the guide is silent on them."""
    return pick("normal-0.02", f"the usual start for blocks {count(max(widths))} wide")


@hidden_init.rule(
    "INIT-RECURRENT",
    scope(family="rnn"),
    sources=["saxe2013", "jozefowicz2015"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide pairs tanh with Glorot's weights, which suits one layer; over many steps the recurrent matrix is"
    " multiplied again and again, and orthogonal ones neither grow nor shrink.",
)
def orthogonal_recurrent_weights(problem: Problem) -> Pick[Initialization]:
    """Orthogonal recurrent weights keep the signal over steps; forget biases start at 1, input weights at Glorot's."""
    return pick(
        "orthogonal",
        f"over {stretch(problem)} the recurrent weights act at every step, and orthogonal ones keep the size of the"
        " signal; forget biases start at 1",
    )


@hidden_init.rule(
    "INIT-HE", LAYERED, sources=["guide:G-INIT-1", "guide:G-INIT-4", "he2015"], strength="strong", rulesets=BOTH
)
def he_for_rectifiers(activation: Activation, layers: int) -> Pick[Initialization] | Skip:
    """A rectifier drops half of the signal's variance, which weights of variance 2 / fan-in give back."""
    if activation not in RECTIFIERS:
        return skip(f"needs a rectifier, and the activation is {activation}")
    return pick(
        "he-normal",
        f"{activation} halves the variance in {plural(layers, 'layer')}, and weights of variance 2 / fan-in restore it;"
        " a uniform distribution would do as well",
    )


@hidden_init.rule(
    "INIT-LECUN", LAYERED, sources=["guide:G-INIT-2", "lecun1998", "klambauer2017"], strength="strong", rulesets=BOTH
)
def lecun_for_selu_and_elu(activation: Activation, layers: int) -> Pick[Initialization] | Skip:
    """SELU's proof presumes variance 1 / fan-in; ELU is linear for most of its inputs and takes the same."""
    if activation not in LINEAR_NEAR_ZERO:
        return skip(f"needs selu or elu, and the activation is {activation}")
    return pick(
        "lecun-normal",
        f"{activation} keeps a variance near 1 over {plural(layers, 'layer')} with weights of variance 1 / fan-in",
    )


@hidden_init.rule("INIT-GLOROT", LAYERED, sources=["guide:G-INIT-3", "glorot2010"], strength="strong", rulesets=BOTH)
def glorot_for_tanh(activation: Activation, layers: int) -> Pick[Initialization] | Skip:
    """With tanh the size of signals and gradients stays the same at a variance of 2 / (fan-in + fan-out)."""
    if activation != "tanh":
        return skip(f"needs tanh, and the activation is {activation}")
    return pick(
        "glorot-uniform",
        f"with {activation} and a variance of 2 / (fan-in + fan-out) signals and gradients keep their size through"
        f" {plural(layers, 'layer')}",
    )


@hidden_init.rule(
    "INIT-SMOOTH",
    LAYERED,
    sources=["he2015", "guide:G-INIT-1", "guide:G-INIT-4", "guide:G-VAN-2", "pytorch-linear"],
    strength="moderate",
    rulesets=BOTH,
)
def he_for_smooth_rectifiers(activation: Activation, layers: int) -> Pick[Initialization]:
    """GELU, SiLU, Mish and the like pass about half of the variance, as ReLU does; frameworks must be told."""
    return pick(
        "he-normal",
        f"{activation} passes about half of the variance in {plural(layers, 'layer')}, as ReLU does; the weights that"
        " frameworks draw by default are smaller",
    )


@output_init.rule(
    "INIT-OUTPUT-KEPT", KEPT_OUTPUT, sources=["whisper2022", "devlin2018"], strength="strong", rulesets=BOTH
)
def published_output_is_kept(problem: Problem) -> Pick[Initialization] | Skip:
    """The published output layer already predicts the vocabulary that is needed."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    return pick("pretrained", f"the published network already has the output layer for {problem.task}")


@output_init.rule(
    "INIT-OUTPUT-ZERO",
    scope(task=tasks_but(LANGUAGE), family=("pretrained", "segmenter")),
    sources=["bit2019", "kumar2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives outputs Glorot's weights; on published features zeros start from the bias, and no random"
    " gradient distorts the features.",
)
def zeros_on_published_features(problem: Problem, layers: int) -> Pick[Initialization] | Skip:
    """A head of zeros on published features sends no random gradients into them, and at first predicts its bias."""
    if layers > 0 or not problem.priorities.pretrained:
        return skip("needs published weights, and a head without hidden layers")
    return pick(
        "zeros",
        f"the new head for {plural(problem.data.rows, 'example')} starts from its bias alone, and its first gradients"
        " do not distort the published features",
    )


@output_init.rule(
    "INIT-OUTPUT-TRANSFORMER",
    TRANSFORMER,
    sources=["devlin2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives outputs Glorot's weights; transformers draw all weights from one narrow normal"
    " distribution.",
)
def small_output_weights_for_transformers(widths: list[int]) -> Pick[Initialization] | Skip:
    """The output layer of a transformer starts as its blocks do."""
    if not widths:
        return skip("needs transformer blocks")
    return pick("normal-0.02", f"small weights after blocks {count(max(widths))} wide keep the first predictions small")


@output_init.rule(
    "INIT-OUTPUT-RIDGE",
    scope(family="linear-series"),
    sources=["dlinear2022", "bit2019"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide gives outputs Glorot's weights; the best linear layer is known before training, so it starts"
    " there.",
)
def ridge_for_the_linear_layer(problem: Problem, layers: int) -> Pick[Initialization]:
    """Ridge regression has an exact solution: the linear layer starts there, the network beside it at zero."""
    beside = ", the network beside it adds nothing at first" if layers > 0 else ""
    return pick(
        "ridge",
        f"ridge regression on the lags of {plural(problem.data.rows, 'step')} is solved exactly: the linear layer"
        f" starts there{beside}, and no epoch that forecasts worse is kept",
    )


@output_init.rule("INIT-OUTPUT", sources=["guide:G-INIT-3", "glorot2010"], strength="moderate", rulesets=BOTH)
def glorot_for_the_output(problem: Problem) -> Pick[Initialization]:
    """Softmax and logistic outputs take Glorot's weights; a linear output has no reason to differ."""
    return pick(
        "glorot-uniform",
        f"the {problem.task} output is not rectified, and Glorot's variance keeps the size of its first values near"
        " one",
    )


@output_bias.rule("BIAS-KEPT", KEPT_OUTPUT, sources=["whisper2022", "devlin2018"], strength="strong", rulesets=BOTH)
def published_bias_is_kept(problem: Problem) -> Pick[OutputBias] | Skip:
    """The published output layer keeps its bias with its weights."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    return pick("pretrained", f"the published network already has the output layer for {problem.task}")


@output_bias.rule("BIAS-NONE", scope(task=LANGUAGE), sources=["nanochat", "guide"], strength="moderate", rulesets=BOTH)
def no_bias_over_a_vocabulary(problem: Problem) -> Pick[OutputBias]:
    """Decoders have no output bias: the embeddings soon learn how frequent each token is."""
    return pick(
        "none", f"from {plural(problem.data.tokens, 'token')} the embeddings soon learn how frequent each one is"
    )


@output_bias.rule("BIAS-GUIDE", scope(task=tasks_but(LANGUAGE)), sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_leaves_the_bias_at_zero(problem: Problem) -> Pick[OutputBias]:
    """The guide is silent on the bias, so it starts at zero as in most frameworks."""
    return pick("zeros", f"the guide is silent on the bias of the {problem.task} output, so it starts at zero")


@output_bias.rule(
    "BIAS-RARE-OBJECTS",
    scope(task="detection"),
    sources=["lin2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on the bias; at zero the background would dominate the first updates.",
)
def objects_are_rare_among_locations(problem: Problem) -> Pick[OutputBias]:
    """Few of thousands of locations hold an object; a prior of 0.01 keeps the background from dominating at first."""
    objects = problem.data.objects
    return pick(
        "log-prior",
        f"{objects:g} object{'' if objects == 1 else 's'} among thousands of locations: a prior of 0.01 keeps the"
        " background from dominating the first updates",
    )


@output_bias.rule(
    "BIAS-BALANCED", CLASSES, sources=["menon2020", "karpathy2019"], strength="folklore", rulesets=CURRENT
)
def no_prior_where_training_is_balanced(imbalance_strategy: ImbalanceStrategy | None) -> Pick[OutputBias] | Skip:
    """Where training weighs classes as if they were equally frequent, start from equal shares."""
    if imbalance_strategy not in BALANCED:
        return skip("needs training that balances the classes")
    return pick("zeros", f"{imbalance_strategy} trains as if the classes were equally frequent")


@output_bias.rule(
    "BIAS-PRIOR",
    CLASSES,
    sources=["karpathy2019", "lin2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on the bias; from zeros the first updates only learn how frequent the classes are.",
)
def log_prior_for_classes(problem: Problem) -> Pick[OutputBias]:
    """With the log of the class shares as bias, the first loss is the entropy of the classes, not chance."""
    data = problem.data
    if problem.task == "multilabel":
        shares = f"frequencies of {plural(data.outputs, 'label')}"
    else:
        shares = f"shares of {plural(data.classes, 'class', 'classes')} (ratio up to {decimal(data.imbalance)})"
    return pick("log-prior", f"with the {shares} as bias the first updates need not learn them")


@output_bias.rule(
    "BIAS-TARGET-MEAN",
    scope(task="regression"),
    sources=["karpathy2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on the bias; a target that is not centred may be far from zero.",
)
def target_mean_where_it_is_not_zero(
    problem: Problem, target_transform: TargetTransform | None, output_activation: OutputActivation
) -> Pick[OutputBias] | Skip:
    """Where the target is not centred, the bias predicts its mean from the start."""
    if target_transform not in ("none", "rms-scale"):
        return skip(f"needs a target that is not centred, and {target_transform} centres it")
    mean = problem.data.target_mean
    known = "" if mean is None else f" of {mean:.4g}"
    through = "" if output_activation == "none" else f" through {output_activation}"
    return pick("target-mean", f"the target is not centred, and the bias predicts its mean{known}{through}")


@output_bias.rule(
    "BIAS-ZERO",
    scope(task=("regression", "forecasting", "speech-recognition")),
    sources=["karpathy2019"],
    strength="moderate",
    rulesets=CURRENT,
)
def zero_where_nothing_else_is_known(problem: Problem) -> Pick[OutputBias]:
    """A target that is centred, or scaled with its window, starts at zero; so do symbols of unknown frequency."""
    because = {
        "regression": "the target is centred, so zero is its mean",
        "forecasting": "the series is scaled by its window, so zero is where a forecast starts",
    }
    return pick("zeros", because.get(problem.task, "nothing tells beforehand how frequent each symbol is"))
