"""Initial weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import (
        Activation,
        Family,
        ImbalanceStrategy,
        Initialization,
        OutputActivation,
        OutputBias,
        TargetTransform,
    )
    from advisor.problem import Problem

WIDE_MODEL: Final = 1_000  # model width at which sqrt(2 / (5 h)) falls below the usual deviation of 0.02
RECTIFIERS: Final = ("relu", "leaky-relu", "rrelu", "prelu")
LINEAR_NEAR_ZERO: Final = ("selu", "elu")
NEW_HEADS: Final = ("pretrained", "segmenter")  # families with a new output layer on published features
BALANCED: Final = ("class-weights", "balanced-sampling", "logit-adjustment")  # training sees classes as if balanced
WITH_CLASSES: Final = ("binary", "multiclass", "multilabel", "ordinal", "token-classification", "segmentation")

hidden_init: Decision[Initialization] = Decision(
    "model.initialization.hidden",
    "How are the hidden weights initialised?",
    name="hidden_init",
    applies=lambda layers: layers > 0,
    absent="there are no hidden layers of its own",
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


def keeps_output(problem: Problem, family: Family) -> bool:
    """Whether the published output layer is the one needed: the words of a language or of speech."""
    return family == "speech-to-text" or (family == "pretrained" and problem.task == "language-modeling")


@hidden_init.rule(
    "INIT-WIDE-TRANSFORMER",
    scope(family="transformer"),
    sources=["nguyen2019", "smith2022", "ml-engineering"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide pairs initialisations with activations of plain nets; wide transformers need smaller weights than"
    " the usual 0.02.",
)
def smaller_weights_for_wide_transformers(widths: list[int]) -> Pick[Initialization] | Skip:
    """Beyond a width of 1,000 the usual deviation of 0.02 is too large; sqrt(2 / (5 h)) shrinks with the width."""
    if max(widths) <= WIDE_MODEL:
        return skip(f"needs a model wider than {count(WIDE_MODEL)}, and it is {count(max(widths))} wide")
    return pick(
        "scaled-normal",
        f"at width {count(max(widths))} sqrt(2 / (5 h)) gives a deviation of {(2 / (5 * max(widths))) ** 0.5:.3f}; the"
        " usual 0.02 would be too large",
    )


@hidden_init.rule(
    "INIT-TRANSFORMER", scope(family="transformer"), sources=["devlin2018", "guide"], strength="moderate", rulesets=BOTH
)
def normal_weights_for_transformers(widths: list[int]) -> Pick[Initialization]:
    """Transformers start from a normal law of deviation 0.02, as BERT does; the guide is silent on them."""
    return pick("normal-0.02", f"the usual start of blocks that are {count(max(widths))} wide")


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
    """Orthogonal recurrent weights keep the signal over steps; the forget gate's bias starts at 1, inputs at Glorot."""
    return pick(
        "orthogonal",
        f"the recurrent weights act {count(problem.data.length)} times in a row, and orthogonal ones keep the signal's"
        " size; the forget bias starts at 1",
    )


@hidden_init.rule("INIT-HE", sources=["guide:G-INIT-1", "guide:G-INIT-4", "he2015"], strength="strong", rulesets=BOTH)
def he_for_rectifiers(activation: Activation, layers: int) -> Pick[Initialization] | Skip:
    """A rectifier drops half of the signal's variance, which weights of variance 2 / fan-in give back."""
    if activation not in RECTIFIERS:
        return skip(f"needs a rectifier, and the activation is {activation}")
    return pick(
        "he-normal",
        f"{activation} halves the variance in each of {plural(layers, 'layer')}, and variance 2 / fan-in restores it;"
        " uniform would serve as well",
    )


@hidden_init.rule(
    "INIT-LECUN", sources=["guide:G-INIT-2", "lecun1998", "klambauer2017"], strength="strong", rulesets=BOTH
)
def lecun_for_selu_and_elu(activation: Activation, layers: int) -> Pick[Initialization] | Skip:
    """SELU's proof presumes variance 1 / fan-in; ELU is linear for most of its inputs and takes the same."""
    if activation not in LINEAR_NEAR_ZERO:
        return skip(f"needs selu or elu, and the activation is {activation}")
    return pick(
        "lecun-normal",
        f"{activation} keeps variance 1 over {plural(layers, 'layer')} from weights of variance 1 / fan-in",
    )


@hidden_init.rule("INIT-GLOROT", sources=["guide:G-INIT-3", "glorot2010"], strength="strong", rulesets=BOTH)
def glorot_for_tanh(activation: Activation, layers: int) -> Pick[Initialization] | Skip:
    """Through tanh signals and gradients stay level at variance 2 / (fan-in + fan-out)."""
    if activation != "tanh":
        return skip(f"needs tanh, and the activation is {activation}")
    return pick(
        "glorot-uniform",
        f"{activation} keeps signals and gradients level through {plural(layers, 'layer')} at this variance",
    )


@hidden_init.rule(
    "INIT-SMOOTH",
    sources=["he2015", "guide:G-INIT-1", "guide:G-INIT-4", "guide:G-VAN-2", "pytorch-linear"],
    strength="moderate",
    rulesets=BOTH,
)
def he_for_smooth_rectifiers(activation: Activation, layers: int) -> Pick[Initialization]:
    """GELU, SiLU, Mish and their kin pass about half of the variance, as ReLU does; frameworks must be told."""
    return pick(
        "he-normal",
        f"{activation} passes about half of the variance in each of {plural(layers, 'layer')}, as ReLU does; a"
        " framework's own default is smaller",
    )


@output_init.rule("INIT-OUTPUT-KEPT", sources=["whisper2022", "devlin2018"], strength="strong", rulesets=BOTH)
def published_output_is_kept(problem: Problem, family: Family) -> Pick[Initialization] | Skip:
    """The published output layer already speaks the vocabulary that is needed."""
    if not keeps_output(problem, family) or not problem.priorities.pretrained:
        return skip("needs a published network whose own vocabulary is predicted")
    return pick("pretrained", f"the {problem.task} output of the published network is the one that is wanted")


@output_init.rule(
    "INIT-OUTPUT-ZERO",
    scope(family=NEW_HEADS),
    sources=["bit2019", "kumar2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives softmax outputs Glorot's weights; on published features zeros start from the class shares,"
    " and no random gradient distorts the features.",
)
def zeros_on_published_features(problem: Problem, layers: int) -> Pick[Initialization] | Skip:
    """A head of zeros on published features sends no random gradient into them, and starts at its bias."""
    if layers > 0 or not problem.priorities.pretrained:
        return skip("needs a new linear head on published features")
    return pick(
        "zeros",
        f"the head on the published features starts from what its bias says of {plural(problem.data.rows, 'example')},"
        " and its first gradients distort nothing",
    )


@output_init.rule(
    "INIT-OUTPUT-TRANSFORMER",
    scope(family="transformer"),
    sources=["devlin2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives softmax outputs Glorot's weights; transformers start all weights from one small normal"
    " law.",
)
def small_output_weights_for_transformers(widths: list[int]) -> Pick[Initialization] | Skip:
    """The output of a transformer starts as its blocks do."""
    if not widths:
        return skip("needs a transformer from scratch, with blocks")
    return pick(
        "normal-0.02", f"as the blocks of width {count(max(widths))} before it, so that the first logits are small"
    )


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
    """Least squares has an exact answer: the linear layer starts there, what stands beside it at zero."""
    beside = ", the network beside it adds nothing at first" if layers > 0 else ""
    return pick(
        "ridge",
        f"ridge regression on lags of {plural(problem.data.rows, 'step')} is solved exactly: the linear layer starts"
        f" there{beside}, and no epoch is kept that forecasts worse",
    )


@output_init.rule("INIT-OUTPUT", sources=["guide:G-INIT-3", "glorot2010"], strength="moderate", rulesets=BOTH)
def glorot_for_the_output(problem: Problem) -> Pick[Initialization]:
    """Softmax and logistic outputs take Glorot's weights; a linear output has no reason to differ."""
    return pick(
        "glorot-uniform",
        f"the {problem.task} output is not rectified, so Glorot's variance keeps its first values near one",
    )


@output_bias.rule("BIAS-KEPT", sources=["whisper2022", "devlin2018"], strength="strong", rulesets=BOTH)
def published_bias_is_kept(problem: Problem, family: Family) -> Pick[OutputBias] | Skip:
    """The published output layer keeps its bias as it keeps its weights."""
    if not keeps_output(problem, family) or not problem.priorities.pretrained:
        return skip("needs a published network whose own vocabulary is predicted")
    return pick("pretrained", f"the {problem.task} output of the published network stays as it is")


@output_bias.rule(
    "BIAS-NONE", scope(task="language-modeling"), sources=["nanochat", "guide"], strength="moderate", rulesets=BOTH
)
def no_bias_over_a_vocabulary(problem: Problem) -> Pick[OutputBias]:
    """Decoders have no output bias: how frequent a word is, the embeddings learn at once."""
    return pick("none", f"{count(problem.data.tokens)} tokens teach how frequent each word is without one")


@output_bias.rule("BIAS-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_leaves_the_bias_at_zero(problem: Problem) -> Pick[OutputBias]:
    """The guide is silent on the bias, so it is the framework's default."""
    return pick("zeros", f"the guide is silent on the bias of a {problem.task} output, so frameworks' zeros stand")


@output_bias.rule(
    "BIAS-RARE-OBJECTS",
    scope(task="detection"),
    sources=["lin2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on the bias; at zero the background alone would drown the first steps.",
)
def objects_are_rare_among_places(problem: Problem) -> Pick[OutputBias]:
    """Of thousands of places few hold an object; a prior of 0.01 keeps the background from ruling the first steps."""
    return pick(
        "log-prior",
        f"{problem.data.objects:g} objects among thousands of places: a prior of 0.01 keeps the background from"
        " drowning the first steps",
    )


@output_bias.rule("BIAS-BALANCED", sources=["menon2020", "karpathy2019"], strength="folklore", rulesets=CURRENT)
def no_prior_where_training_is_balanced(imbalance_strategy: ImbalanceStrategy | None) -> Pick[OutputBias] | Skip:
    """Where training weighs classes as if they were equally frequent, equal is what to start from."""
    if imbalance_strategy not in BALANCED:
        return skip("needs training that balances the classes")
    return pick("zeros", f"{imbalance_strategy} lets training see the classes as if they were equally frequent")


@output_bias.rule(
    "BIAS-PRIOR",
    scope(task=WITH_CLASSES),
    sources=["karpathy2019", "lin2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on the bias; from zeros the first steps go into learning how frequent classes are.",
)
def log_prior_for_classes(problem: Problem) -> Pick[OutputBias]:
    """With the log of the class shares as bias, the first loss is the entropy of the classes, not an accident."""
    data = problem.data
    if problem.task == "multilabel":
        shares = f"each of {plural(data.outputs, 'label')} has a share of its own"
    else:
        shares = f"{count(data.classes)} classes at a ratio of up to {data.imbalance:.3g}"
    return pick("log-prior", f"{shares}: with it the first steps need not learn how frequent they are")


@output_bias.rule(
    "BIAS-TARGET-MEAN",
    scope(task="regression"),
    sources=["karpathy2019"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on the bias; a target that is not centred is far from zero.",
)
def target_mean_where_it_is_not_zero(
    problem: Problem, target_transform: TargetTransform | None, output_activation: OutputActivation
) -> Pick[OutputBias] | Skip:
    """A target that keeps its level is met from the start by a bias that predicts its mean."""
    if target_transform not in ("none", "rms-scale"):
        return skip(f"the target is centred ({target_transform}), so its mean is zero")
    mean = problem.data.target_mean
    return pick(
        "target-mean",
        f"the target keeps its mean of {'unknown size' if mean is None else f'{mean:.4g}'}, and the bias predicts it"
        f" through the output activation ({output_activation})",
    )


@output_bias.rule("BIAS-ZERO", sources=["karpathy2019"], strength="moderate", rulesets=CURRENT)
def zero_where_the_target_is_centred(problem: Problem) -> Pick[OutputBias]:
    """A target that is centred, or scaled with its window, is zero on average, and so is a fresh prediction."""
    return pick("zeros", f"what the {problem.task} output predicts is centred, so zero is its mean")
