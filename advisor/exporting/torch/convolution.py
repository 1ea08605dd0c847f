"""What convolutional networks of one's own are rendered with: cnn and unet."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import ACTIVATIONS, activation, refuse
from advisor.networks.architecture import stem_kernel

if TYPE_CHECKING:
    from advisor.exporting.source import Source

NORMS: Final = ("none", "batch", "layer", "group", "instance")
DROPS: Final = ("none", "dropout", "stochastic-depth")
MODES: Final = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}  # Pillow's names of pixels, by channels
UNREADABLE: Final = "(OSError, ValueError, SyntaxError, Image.DecompressionBombError)"  # of an image file


def convolutional(source: "Source") -> dict[str, Any]:
    """The context of `model/cnn.py.j2` and `model/unet.py.j2`, less `dims`, `channels` and `scaled_inside`."""
    config, model = source.config, source.config.model
    widths = list(known(model.hidden.widths) or [])
    if model.activation.name not in ACTIVATIONS:
        raise refuse(f"the activation {known(model.activation.name)}", "model.activation.name")
    norm, drop = known(model.normalization.kind) or "none", known(model.dropout.kind) or "none"
    if norm not in NORMS:
        raise refuse(f"{norm} normalisation in {model.family}", "model.normalization.kind")
    if drop not in DROPS or (drop != "none" and model.family == "unet"):
        raise refuse(f"{drop} dropout in {model.family}", "model.dropout.kind")
    residual, unet = bool(known(model.hidden.residual)), model.family == "unet"
    called = f"a {'residual ' if residual else ''}" + (
        f"U-Net of {len(widths)} levels" if unet else f"convolutional network of {len(widths)} stages"
    )
    units, stride = known(model.output.units) or 1, known(model.hidden.stem_stride) or 1
    pools = known(model.hidden.pooling) == "mean-and-max"
    pooled = "the mean and the largest over time" if pools else "the mean over places"
    end = "a class at each place" if unet else f"{pooled}, then {units} output{'s' if units != 1 else ''}"
    return {
        "widths": widths,
        "stem_stride": stride,
        "stem_kernel": stem_kernel(known(model.hidden.kernel) or 3, stride),
        "blocks": known(model.hidden.blocks_per_stage) or 1,
        "kernel": known(model.hidden.kernel) or 3,
        "residual": residual,
        "mean_and_max": pools,
        "act": model.activation,
        "norm": {"kind": norm, "place": known(model.normalization.place)},
        "rates": list(known(model.dropout.rates) or []) if drop != "none" else [],
        "skipping": drop == "stochastic-depth",
        "head_dropout": known(model.dropout.head) or 0.0,
        "activation": lambda width: activation(config, width),
        "called": called,
        "described": f"{called[0].upper()}{called[1:]}, {end}.",
    }
