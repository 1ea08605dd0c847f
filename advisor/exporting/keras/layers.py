"""Keras layers as code: what stands for the words of a config."""

from typing import TYPE_CHECKING, Final

from advisor.exporting.source import known

if TYPE_CHECKING:
    from advisor.config.document import Config

ACTIVATIONS: Final = {  # a call of each gives a layer; a lambda stands for what Keras calls otherwise than the config
    "relu": 'keras.layers.Activation("relu")',
    "leaky-relu": "keras.layers.LeakyReLU({slope})",
    "rrelu": "RReLU()",
    "prelu": "keras.layers.PReLU(keras.initializers.Constant({slope}){axes})",
    "elu": 'keras.layers.Activation("elu")',
    "selu": 'keras.layers.Activation("selu")',
    "gelu": "keras.layers.Activation(lambda x: keras.activations.gelu(x, approximate=False))",
    "silu": 'keras.layers.Activation("silu")',
    "mish": 'keras.layers.Activation("mish")',
    "tanh": 'keras.layers.Activation("tanh")',
    "relu-squared": "keras.layers.Activation(lambda x: ops.square(ops.relu(x)))",
    "hardswish": 'keras.layers.Activation("hard_silu")',
}
INITIAL: Final = {
    "he-normal": "HeNormal()",
    "he-uniform": "HeUniform()",
    "lecun-normal": "LecunNormal()",
    "glorot-uniform": "GlorotUniform()",
    "orthogonal": "Orthogonal()",
    "zeros": "Zeros()",
    "normal-0.02": "RandomNormal(stddev=0.02)",
    "scaled-normal": 'VarianceScaling(0.4, "fan_in", "untruncated_normal")',
}
DEPTHWISE: Final = {  # of a kernel that sees one channel, of which Keras counts all as its inputs
    "he-normal": "RandomNormal(stddev=(2 / {kernel}) ** 0.5)",
    "he-uniform": "RandomUniform(-((6 / {kernel}) ** 0.5), (6 / {kernel}) ** 0.5)",
    "lecun-normal": "RandomNormal(stddev=(1 / {kernel}) ** 0.5)",
}
BATCH_NORM: Final = "keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5)"
NORMS: Final = {
    "none": "",
    "batch": BATCH_NORM,
    "layer": "keras.layers.LayerNormalization(epsilon=1e-5)",
    "rms": "keras.layers.RMSNormalization()",
}
LONGEST_TEST: Final = 109  # columns of a condition that fits into a line
CHANNEL_NORMS: Final = {  # after convolutions of `width` channels
    "none": "",
    "batch": BATCH_NORM,
    "layer": "keras.layers.GroupNormalization(1, epsilon=1e-5)",
    "group": "keras.layers.GroupNormalization({groups}, epsilon=1e-5)",
    "instance": "keras.layers.GroupNormalization(-1, epsilon=1e-5)",
}


def activation(config: "Config", dimensions: int = 0) -> str:
    """The constructor of the non-linearity, over so many dimensions that share its parameters; empty for none."""
    settings = config.model.activation
    slope = known(settings.slope)
    axes = f", shared_axes={list(range(1, dimensions + 1))}" if dimensions else ""
    code = ACTIVATIONS.get(str(settings.name), "")
    return code.format(slope=0.01 if slope is None else slope, axes=axes)


def initial(name: str) -> str:
    """The constructor of an initialiser."""
    return f"keras.initializers.{INITIAL[name]}"


def spared(config: "Config", norms: list[str], embeddings: list[str], *more: str) -> str:
    """Code that says of `variable` in `layer` whether it has no weight decay, by classes of layers and `more` tests."""
    wanted = known(config.training.optimizer.no_decay) or []
    kinds = [*(norms if "norm" in wanted else ()), *(embeddings if "embedding" in wanted else ())]
    tests = ['variable.name in ("bias", "beta")'] if "bias" in wanted else []
    tests += [f"isinstance(layer, {' | '.join(kinds)})"] if kinds else []
    tests += more if "norm" in wanted else []
    code = " or ".join(tests) or "False"
    if len(code) <= LONGEST_TEST:
        return code
    return code.replace(" or ", f"\n{' ' * 8}or ").replace(" and ", f"\n{' ' * 8}and ")


def normalising(config: "Config", code: str) -> list[str]:
    """The class of this constructor, and that of a non-linearity with parameters."""
    classes = [code.partition("(")[0]] if code else []
    return classes + (["keras.layers.PReLU"] if known(config.model.activation.name) == "prelu" else [])
