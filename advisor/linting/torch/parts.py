"""What parts and functions of PyTorch do, in the words of `Layer`."""

from collections.abc import Mapping
from typing import Any, Final

from advisor.linting.models.graph import Layer

KINDS: Final = {
    "Linear": "dense", "LazyLinear": "dense", "Bilinear": "dense",
    "Conv1d": "convolution", "Conv2d": "convolution", "Conv3d": "convolution", "LazyConv1d": "convolution",
    "LazyConv2d": "convolution", "LazyConv3d": "convolution", "ConvTranspose1d": "convolution",
    "ConvTranspose2d": "convolution", "ConvTranspose3d": "convolution",
    "BatchNorm1d": "batch-norm", "BatchNorm2d": "batch-norm", "BatchNorm3d": "batch-norm",
    "LazyBatchNorm1d": "batch-norm", "LazyBatchNorm2d": "batch-norm", "SyncBatchNorm": "batch-norm",
    "LayerNorm": "norm", "GroupNorm": "norm", "RMSNorm": "norm", "InstanceNorm1d": "norm", "InstanceNorm2d": "norm",
    "InstanceNorm3d": "norm", "LocalResponseNorm": "norm",
    "Dropout": "dropout", "Dropout1d": "dropout", "Dropout2d": "dropout", "Dropout3d": "dropout",
    "AlphaDropout": "alpha-dropout", "FeatureAlphaDropout": "alpha-dropout",
    "LSTM": "recurrent", "GRU": "recurrent", "RNN": "recurrent", "LSTMCell": "recurrent", "GRUCell": "recurrent",
    "RNNCell": "recurrent", "MultiheadAttention": "attention", "Embedding": "embedding", "EmbeddingBag": "embedding",
    "MaxPool1d": "pool", "MaxPool2d": "pool", "MaxPool3d": "pool", "AdaptiveMaxPool1d": "pool",
    "AdaptiveMaxPool2d": "pool", "AdaptiveMaxPool3d": "pool",
    "AvgPool1d": "form", "AvgPool2d": "form", "AvgPool3d": "form", "AdaptiveAvgPool1d": "form",
    "AdaptiveAvgPool2d": "form", "AdaptiveAvgPool3d": "form", "Flatten": "form", "Unflatten": "form",
    "Identity": "form", "Upsample": "form", "ZeroPad2d": "form", "ReflectionPad2d": "form", "PixelShuffle": "form",
}  # fmt: skip
ACTIVATIONS: Final = {
    "ReLU": "relu", "ReLU6": "relu", "LeakyReLU": "leaky-relu", "PReLU": "prelu", "RReLU": "rrelu", "ELU": "elu",
    "CELU": "elu", "SELU": "selu", "GELU": "gelu", "SiLU": "silu", "Mish": "mish", "Tanh": "tanh",
    "Hardtanh": "hardtanh", "Hardswish": "hardswish", "Hardsigmoid": "hard-sigmoid", "Sigmoid": "sigmoid",
    "LogSigmoid": "log-sigmoid", "Softplus": "softplus", "Softmax": "softmax", "Softmax2d": "softmax",
    "Softmin": "softmax", "LogSoftmax": "log-softmax", "Softsign": "softsign", "Threshold": "relu", "GLU": "glu",
}  # fmt: skip
FUNCTIONS: Final = {
    "linear": "dense", "addmm": "dense", "conv1d": "convolution", "conv2d": "convolution", "conv3d": "convolution",
    "conv_transpose1d": "convolution", "conv_transpose2d": "convolution", "conv_transpose3d": "convolution",
    "batch_norm": "batch-norm", "layer_norm": "norm", "group_norm": "norm", "instance_norm": "norm",
    "rms_norm": "norm", "normalize": "norm", "dropout": "dropout", "dropout1d": "dropout", "dropout2d": "dropout",
    "dropout3d": "dropout", "feature_dropout": "dropout", "alpha_dropout": "alpha-dropout",
    "feature_alpha_dropout": "alpha-dropout", "embedding": "embedding", "multi_head_attention_forward": "attention",
    "scaled_dot_product_attention": "product", "matmul": "product", "bmm": "product", "mm": "product",
    "einsum": "product", "mul": "product", "rmul": "product", "imul": "product", "baddbmm": "product",
    "add": "sum", "radd": "sum", "iadd": "sum", "sub": "sum", "rsub": "sum", "isub": "sum", "cat": "sum",
    "concat": "sum", "stack": "sum", "addcmul": "product",
    "max_pool1d": "pool", "max_pool2d": "pool", "max_pool3d": "pool", "adaptive_max_pool2d": "pool", "max": "pool",
    "amax": "pool", "maximum": "pool",
}  # fmt: skip
FORMS: Final = (
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
    "chunk", "clone", "contiguous", "cpu", "cuda", "detach", "div", "double", "expand", "expand_as", "flatten",
    "flip", "float", "fold", "getitem", "half", "identity", "index_select", "interpolate", "itruediv", "masked_fill",
    "mean", "movedim", "mt", "narrow", "neg", "pad", "permute", "pixel_shuffle", "ravel", "repeat", "reshape",
    "reshape_as", "roll", "select", "slice", "split", "squeeze", "sum", "swapaxes", "t", "tensor_split", "to",
    "transpose", "truediv", "type", "type_as", "unbind", "unflatten", "unfold", "unsqueeze", "upsample", "view",
    "view_as",
)  # fmt: skip
CALLED: Final = {
    "relu": "relu", "relu_": "relu", "relu6": "relu", "leaky_relu": "leaky-relu", "prelu": "prelu", "rrelu": "rrelu",
    "elu": "elu", "celu": "elu", "selu": "selu", "gelu": "gelu", "silu": "silu", "mish": "mish", "tanh": "tanh",
    "hardtanh": "hardtanh", "hardswish": "hardswish", "hardsigmoid": "hard-sigmoid", "sigmoid": "sigmoid",
    "logsigmoid": "log-sigmoid", "softplus": "softplus", "softmax": "softmax", "log_softmax": "log-softmax",
    "exp": "exp", "softsign": "softsign", "glu": "glu", "clamp_min": "relu",
}  # fmt: skip
LOSSES: Final = {
    "CrossEntropyLoss": "cross-entropy-logits", "NLLLoss": "nll", "NLLLoss2d": "nll", "BCELoss": "binary-cross-entropy",
    "BCEWithLogitsLoss": "binary-cross-entropy-logits", "MultiLabelSoftMarginLoss": "binary-cross-entropy-logits",
    "MSELoss": "mse", "L1Loss": "mae", "SmoothL1Loss": "huber", "HuberLoss": "huber", "PoissonNLLLoss": "poisson-log",
    "SoftMarginLoss": "hinge", "HingeEmbeddingLoss": "",
    # Of other libraries, by the names that they share: pytorch-forecasting, neuralforecast, darts.
    "QuantileLoss": "quantile", "MQLoss": "quantile", "PinballLoss": "quantile", "QuantileRegression": "quantile",
}  # fmt: skip
LOSS_FUNCTIONS: Final = {
    "cross_entropy": "cross-entropy-logits", "nll_loss": "nll", "binary_cross_entropy": "binary-cross-entropy",
    "binary_cross_entropy_with_logits": "binary-cross-entropy-logits", "mse_loss": "mse", "l1_loss": "mae",
    "smooth_l1_loss": "huber", "huber_loss": "huber", "poisson_nll_loss": "poisson-log",
}  # fmt: skip


def known_type(part: Any) -> str:
    """The class of PyTorch's own that a part is, with nothing inside it that this class does not know."""
    for kind in type(part).__mro__:
        if kind.__module__.startswith("torch.nn.modules") and kind.__name__ in (*KINDS, *ACTIVATIONS, *LOSSES):
            inner = any(part.children()) and kind.__name__ != "MultiheadAttention"
            return "" if inner else kind.__name__
    return ""


def part_layer(path: str, part: Any, name: str, inputs: tuple[int, ...]) -> Layer:
    """A part of PyTorch's own as a layer."""
    if name in ACTIVATIONS:
        return Layer(path, "activation", inputs, ACTIVATIONS[name])
    kind = KINDS.get(name, "other")
    if "dropout" in kind and float(getattr(part, "p", 0.0)) == 0.0:
        kind = "form"
    nonlinearity = getattr(part, "nonlinearity", "") if kind == "recurrent" else ""
    return Layer(
        path,
        kind,
        inputs,
        activation="relu" if nonlinearity == "relu" else "tanh" if kind == "recurrent" else "",
        initialization=_constant(getattr(part, "weight", None)) if kind in ("dense", "convolution") else "",
        units=int(getattr(part, "out_features", getattr(part, "out_channels", 0)) or 0),
        fan_in=int(getattr(part, "in_features", getattr(part, "in_channels", 0)) or 0),
        rate=float(getattr(part, "p", 0.0)) if "dropout" in kind else 0.0,
        biased=getattr(part, "bias", None) is not None,
        grouped=getattr(part, "groups", 1) > 1,
    )


def called_layer(
    inside: str, name: str, args: Any, kwargs: Mapping[str, Any], inputs: tuple[int, ...], several: bool
) -> Layer:
    """A function or method of PyTorch's, called inside a part, as a layer; `several` tensors may be of one layer."""
    path = f"{inside} ({name})"
    name = name.removesuffix("_") if name.removesuffix("_") in {**CALLED, **FUNCTIONS} else name
    if name in CALLED:
        return Layer(path, "activation", inputs, CALLED[name])
    kind = FUNCTIONS.get(name.removesuffix("_with_indices"), "form" if name in FORMS else "other")
    if kind in ("sum", "product") and not several:
        kind = "form"  # with a number or a parameter
    if name in ("div", "truediv", "itruediv", "max", "masked_fill") and len(inputs) > 1:
        kind = "other"
    rate = kwargs.get("p", next((x for x in args[1:2] if isinstance(x, float)), 0.5)) if "dropout" in kind else 0.0
    weight = kwargs.get("weight", args[1] if len(args) > 1 else None)
    sized = kind in ("dense", "convolution") and hasattr(weight, "shape") and getattr(weight, "ndim", 0) > 1
    return Layer(path, kind if rate or "dropout" not in kind else "form", inputs,
                 rate=float(rate) if isinstance(rate, int | float) else 0.0,
                 units=weight.shape[0] if sized else 0, fan_in=weight.shape[1] if sized else 0)  # fmt: skip


def _constant(weight: Any) -> str:
    """`zeros` or `constant` where all weights are the same."""
    if weight is None or not hasattr(weight, "numel") or weight.numel() < 2 or weight.is_meta:
        return ""
    low, high = weight.detach().aminmax()
    if low != high:
        return ""
    return "zeros" if float(low) == 0 else "constant"
