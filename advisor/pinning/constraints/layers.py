"""Constraints on the layers: non-linearity, initial weights, normalisation, dropout, sizes."""

from typing import Final

from advisor.knowledge.scopes import PUBLISHED
from advisor.networks.catalogue import backbones
from advisor.pinning.constraints.constraint import Broken, View, constraint, needs_beside

ACTIVATION: Final = "model.activation.name"
INIT: Final = "model.initialization.hidden"
NORM: Final = "model.normalization.kind"
DROPOUT: Final = "model.dropout.kind"
RATES: Final = "model.dropout.rates"
HEAD: Final = "model.dropout.head"
LAYERS: Final = "model.hidden.layers"
WIDTHS: Final = "model.hidden.widths"
# The variance that an activation leaves decides the variance of the weights: the prefix of what suits it.
SUITS: Final = {
    "relu": "he", "leaky-relu": "he", "prelu": "he", "rrelu": "he", "gelu": "he", "silu": "he", "mish": "he",
    "hardswish": "he", "relu-squared": "he", "selu": "lecun", "elu": "lecun", "tanh": "glorot", "sigmoid": "glorot",
}  # fmt: skip
NAMES: Final = {"he": "he-normal", "lecun": "lecun-normal", "glorot": "glorot-uniform"}
SCHEMES: Final = ("he", "lecun", "glorot")  # those that follow from fan-in; others set their variance by themselves
PLAIN: Final = ("mlp", "tabm", "cnn", "unet", "sepcnn", "ngram-mlp", None)  # built of layers one after the other
KINDS: Final = {
    "cnn": ("image", "audio", "series", "sequence"), "rnn": ("series", "sequence", "text", "audio"),
    "transformer": ("text", "series", "sequence", "image", "audio"),
    "pretrained": ("image", "text", "audio", "series"), "zero-shot": ("image", "text", "audio", "series"),
    "mlp": ("table", "image", "text", "audio", "series", "sequence"), "tabm": ("table",),
    "ngram-mlp": ("text",), "sepcnn": ("text",),
    "linear-series": ("series",), "nhits": ("series",), "speech-to-text": ("audio",), "detector": ("image",),
    "unet": ("image",), "segmenter": ("image",), "sentence-embedding": ("text",),
}  # fmt: skip

BACKBONE: Final = "model.backbone.name"
WEIGHTS: Final = "model.backbone.weights"
READ: Final = {"audio": ("audio", "image"), "image": ("image", "volume")}  # kinds of networks; spectrograms are images
DOES: Final = {"detector": "detection", "segmenter": "segmentation", "speech-to-text": "asr"}  # tasks by family


@constraint("CHK-SELU-NORM", "error", [NORM, ACTIVATION], ["ACT-SELU", "NORM-PLAIN"])
def selu_needs_no_normalisation(c: View) -> Broken | None:
    """SELU keeps mean and variance by itself; normalisation undoes the fixed point that its constants are made for."""
    if c(ACTIVATION) != "selu" or c(NORM) in (None, "none"):
        return None
    return Broken(f"SELU normalises by itself, and {c(NORM)} normalisation undoes that", {NORM: "none"}, True)


@constraint("CHK-SELU-INIT", "error", [INIT, ACTIVATION], ["INIT-LECUN"])
def selu_needs_lecun_weights(c: View) -> Broken | None:
    """SELU's proof holds for weights of variance 1 / fan-in; with twice that variance activations grow."""
    if c(ACTIVATION) != "selu" or c(INIT) in (None, "lecun-normal"):
        return None
    return Broken(f"SELU needs weights of variance 1 / fan-in, which {c(INIT)} does not draw",
                  {INIT: "lecun-normal"}, True)  # fmt: skip


@constraint("CHK-INIT", "warning", [INIT, ACTIVATION], ["INIT-HE", "INIT-LECUN", "INIT-GLOROT"])
def weights_suit_the_non_linearity(c: View) -> Broken | None:
    """Half of a ReLU's variance is cut off, so its weights need 2 / fan-in; tanh and SELU need less."""
    suits = SUITS.get(str(c(ACTIVATION)))
    scheme = str(c(INIT)).partition("-")[0]
    if c(ACTIVATION) == "selu" or suits is None or scheme not in SCHEMES or c("model.family") not in PLAIN:
        return None
    if scheme == suits:
        return None
    return Broken(f"{c(ACTIVATION)} keeps its variance with {NAMES[suits]}, not with {c(INIT)}",
                  {INIT: NAMES[suits]}, True)  # fmt: skip


@constraint("CHK-CONSTANT-WEIGHTS", "error", [INIT], ["INIT-HE", "INIT-LECUN", "INIT-GLOROT"])
def weights_differ(c: View) -> Broken | None:
    """Units with equal weights get equal gradients for good, and a ReLU lets none through where its input is zero."""
    if c(INIT) != "zeros":
        return None
    suits = NAMES[SUITS.get(str(c(ACTIVATION)), "glorot")]
    return Broken("hidden weights of zero keep all units equal, so nothing is learnt", {INIT: suits}, True)


@constraint("CHK-SELU-DROPOUT", "error", [DROPOUT, ACTIVATION], ["DROP-ALPHA"])
def selu_needs_alpha_dropout(c: View) -> Broken | None:
    """Plain dropout sets units to zero, which is not SELU's saturation value, and shifts mean and variance."""
    if c(ACTIVATION) != "selu" or c(DROPOUT) != "dropout":
        return None
    return Broken("plain dropout shifts the mean that SELU keeps; alpha dropout does not", {DROPOUT: "alpha"}, True)


@constraint("CHK-ALPHA-DROPOUT", "error", [DROPOUT, ACTIVATION], ["DROP-ALPHA"])
def alpha_dropout_needs_selu(c: View) -> Broken | None:
    """Alpha dropout sets units to SELU's saturation value, which means nothing to another activation."""
    if c(DROPOUT) != "alpha" or c(ACTIVATION) in (None, "selu"):
        return None
    return Broken(f"alpha dropout is made for SELU, and the activation is {c(ACTIVATION)}",
                  {DROPOUT: "dropout"}, True)  # fmt: skip


@constraint("CHK-DROPOUT-BATCHNORM", "warning", [RATES, NORM, DROPOUT], ["DROP-BATCHNORM"])
def dropout_follows_the_last_batchnorm(c: View) -> Broken | None:
    """Dropout before a BatchNorm gives it other variances in training than in use, and it keeps those of training."""
    rates = c.numbers(RATES)
    if c(NORM) != "batch" or c(DROPOUT) != "dropout" or not any(rates[:-1]):
        return None
    mended = [0.0] * (len(rates) - 1) + rates[-1:]
    return Broken("dropout before a BatchNorm shifts the variance that BatchNorm estimates", {RATES: mended}, True)


@constraint("CHK-DROPOUT-RATE", "error", [RATES, HEAD], [])
def rates_are_fractions(c: View) -> Broken | None:
    """A dropout rate is the fraction of units that is dropped: at least 0 and below 1."""
    wrong = [rate for rate in (*c.numbers(RATES), c.number(HEAD) or 0) if not 0 <= rate < 1]
    return Broken(f"a dropout rate must be at least 0 and below 1, and it is {wrong[0]:g}") if wrong else None


@constraint("CHK-DROPOUT-COUNT", "error", [RATES, LAYERS], [])
def a_rate_for_each_layer(c: View) -> Broken | None:
    """There is one rate for each hidden layer, stage or block."""
    rates, layers = c(RATES), c.number(LAYERS)
    if not isinstance(rates, list) or layers is None or len(rates) == layers:
        return None
    return Broken(f"there are {layers:g} hidden layers, and dropout rates for {len(rates)}")


@constraint("CHK-WIDTHS-COUNT", "error", [WIDTHS, LAYERS], [])
def a_width_for_each_layer(c: View) -> Broken | None:
    """There is one width for each hidden layer, stage or block."""
    widths, layers = c(WIDTHS), c.number(LAYERS)
    if not isinstance(widths, list) or layers is None or len(widths) == layers:
        return None
    return Broken(f"there are {layers:g} hidden layers, and widths for {len(widths)}", {LAYERS: len(widths)}, True)


@constraint("CHK-HEAD-LAYERS", "error", [LAYERS, "model.family"], ["LAY-HEAD", "WID-HEAD"])
def a_published_network_gets_no_hidden_layers(c: View) -> Broken | None:
    """An export puts an output layer on a published network and nothing before it."""
    if c("model.family") not in PUBLISHED or not c.number(LAYERS):
        return None
    return Broken(f"a published network ({c('model.family')}) gets an output layer only", {LAYERS: 0, WIDTHS: []}, True)


@constraint("CHK-WIDTHS", "error", [WIDTHS], [])
def widths_are_positive(c: View) -> Broken | None:
    """A layer has at least one unit."""
    return Broken("a layer needs at least one unit") if any(width < 1 for width in c.numbers(WIDTHS)) else None


@constraint("CHK-HEADS", "error", ["model.hidden.heads", WIDTHS], [])
def heads_divide_the_width(c: View) -> Broken | None:
    """Attention splits the width of the model evenly over its heads."""
    heads, widths = c.number("model.hidden.heads"), c.numbers(WIDTHS)
    if not heads or not widths or widths[0] % heads == 0:
        return None
    return Broken(f"a width of {widths[0]:g} cannot be split evenly over {heads:g} heads")


@constraint("CHK-BATCHNORM-ONE", "error", [NORM, "compute.micro_batch"], ["COMP-LADDER"])
def batchnorm_needs_a_batch(c: View) -> Broken | None:
    """The variance of a single example is zero, so BatchNorm has nothing to divide by."""
    micro = c.number("compute.micro_batch") or c.number("training.batch_size")
    if c(NORM) != "batch" or micro is None or micro > 1 or c("model.family") not in ("mlp", "tabm"):
        return None
    return Broken("BatchNorm cannot normalise over a batch of one example", {NORM: "layer"}, False)


@constraint("CHK-FAMILY-KIND", "error", ["model.family"], [])
def the_family_reads_the_data(c: View) -> Broken | None:
    """A family of networks reads some kinds of data and no others."""
    kinds = KINDS.get(str(c("model.family")))
    if c.problem is None or kinds is None or c.problem.data.kind in kinds:
        return None
    return Broken(f"{c('model.family')} reads {' or '.join(kinds)}, and the data is of kind {c.problem.data.kind}")


@constraint("CHK-BACKBONE-KIND", "error", [BACKBONE, "model.family"], [])
def the_published_network_reads_such_data(c: View) -> Broken | None:
    """A published network reads the kind of data that it was trained on, and detectors and their like do one task."""
    known, kind = backbones().get(str(c(BACKBONE))), c.problem.data.kind if c.problem else None
    if known is None or kind is None:
        return None
    if known.modality not in READ.get(kind, (kind,)):
        return Broken(f"{known.key} reads data of kind {known.modality}, and these are of kind {kind}")
    does = DOES.get(str(c("model.family")))
    if does and known.task != does:
        return Broken(f"{known.key} was published for {known.task}, and a {c('model.family')} is for {does}")
    return None


@constraint("CHK-BACKBONE-WEIGHTS", "error", [WEIGHTS, BACKBONE], ["BACK-WEIGHTS"])
def the_weights_are_those_of_the_network(c: View) -> Broken | None:
    """The published weights of one network do not load into another."""
    known, weights = backbones().get(str(c(BACKBONE))), c(WEIGHTS)
    owners = [each for each in backbones().values() if each.weights and weights == each.published_weights]
    if known is None or not owners or known in owners:
        return None
    because = f"{weights} are the weights of {owners[0].key}, and the network is {known.key}"
    return Broken(because, {WEIGHTS: known.published_weights}, True)


@constraint("CHK-EMBEDDING-FIELDS", "error", ["model.numeric_embedding.kind"], [])
def an_embedding_says_how_wide_it_is(c: View) -> Broken | None:
    """An embedded number needs a width, and its bins or its frequencies."""
    return needs_beside(c, "model.numeric_embedding", "model.numeric_embedding.kind")
