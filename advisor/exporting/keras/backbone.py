"""Published networks for whole images, as keras.applications builds them."""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.exporting.keras.common import refuse
from advisor.exporting.source import known

if TYPE_CHECKING:
    from advisor.config.document import Config

LEAST: Final = 32  # pixels of a side below which most of the networks halve it away
NATIVE: Final = 224  # pixels of a side that VGG's dense layers are made for
NOTOP: Final = 'include_top=False, pooling="avg", '


class Application(NamedTuple):
    """A network of keras.applications: how it is built, which of its outputs the head reads, what its top blocks are.

    `more` is how many parameters it has beyond those of the same network in torchvision.
    """

    constructor: str
    top: tuple[str, ...]  # how the names of the layers of the blocks next to the head begin
    options: str = NOTOP
    features: str = "whole.output"
    scaling: str = ""  # the module whose `preprocess_input` it needs; the others scale pixels themselves
    more: int = 0


def _convnext(size: str) -> Application:
    name = f"convnext_{size}"
    return Application(f"ConvNeXt{size.title()}", (f"{name}_downsampling_block_2", f"{name}_stage_3"))


def _mobilenet(size: str, top: tuple[str, ...]) -> Application:
    features = 'keras.layers.Flatten()(whole.get_layer("logits").input)'
    return Application(f"MobileNetV3{size}", top, "dropout_rate=0.0, ", features)


# By the names of torchvision and timm; all but ResNet-50 count the same parameters there.
APPLICATIONS: Final = {
    **{f"convnext_{size}": _convnext(size) for size in ("tiny", "small", "base", "large")},
    **{f"convnext_{size}_in12k": _convnext(size) for size in ("tiny", "small")},
    **{f"convnext_{size}_in22k": _convnext(size) for size in ("base", "large")},
    "mobilenet_v3_small": _mobilenet("Small", ("conv_1",)),
    "mobilenet_v3_large": _mobilenet("Large", (*(f"expanded_conv_{n}_" for n in (11, 12, 13, 14)), "conv_1")),
    **{f"efficientnet_b{phi}": Application(f"EfficientNetB{phi}", ("block6", "block7", "top")) for phi in range(8)},
    "efficientnet_v2_b0": Application("EfficientNetV2B0", ("block5", "block6", "top")),
    "efficientnet_v2_s": Application("EfficientNetV2S", ("block5", "block6", "top")),
    "efficientnet_v2_m": Application("EfficientNetV2M", ("block6", "block7", "top")),
    "resnet50": Application("ResNet50", ("conv5",), scaling="resnet", more=26_560),  # its convolutions have biases
    "vgg16": Application("VGG16", ("block4", "block5"), "", 'whole.get_layer("fc2").output', "vgg16"),
}
NEAREST: Final = {
    "resnet18": "resnet50",
    "swin_v2_t": "convnext_tiny",
    "swin_v2_b": "convnext_base",
    "vit_b_16": "convnext_base",
    "dinov2_vits14": "convnext_tiny",
    "dinov2_vitb14": "convnext_base",
    "dinov3_vits16": "convnext_tiny",
    "convnextv2_tiny_in22k": "convnext_tiny",
    "convnextv2_base_in22k": "convnext_base",
    "tiny_vit_21m": "convnext_tiny",
    "tiny_vit_5m": "efficientnet_b0",
    "mobilenetv4_conv_small": "mobilenet_v3_large",
    "mobilenetv4_hybrid_medium_in12k": "efficientnet_b0",
    "repvit_m0_9": "mobilenet_v3_large",
    "repvit_m1_1": "mobilenet_v3_large",
    "repvit_m2_3": "convnext_tiny",
}


def covered(config: "Config") -> Application:
    """The network of keras.applications for a config. Raises `InputError` where it has none, and names the nearest."""
    name = str(known(config.model.backbone.name))
    application = APPLICATIONS.get(name)
    if application is None:
        near = NEAREST.get(name, "convnext_tiny")
        raise refuse(
            f"keras.applications has no {name}; the nearest that it has is {near} (--pin model.backbone.name={near})",
            "model.backbone.name",
        )
    rows, columns, channels = known(config.model.input.shape) or [0, 0, 0]
    if channels != 3 or min(rows, columns) < LEAST or (name == "vgg16" and (rows, columns) != (NATIVE, NATIVE)):
        needed = f"{NATIVE} x {NATIVE}" if name == "vgg16" else f"{LEAST} x {LEAST}"
        raise refuse(
            f"images of {rows} x {columns} x {channels} in {name}, which needs {needed} x 3", "model.input.shape"
        )
    return application


def network(config: "Config", application: Application, context: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """What `model/backbone.py.j2` needs beside what the PyTorch project's is rendered with."""
    model = config.model
    notes.append(
        f"model.backbone.weights: those that keras.applications publishes for {application.constructor} take the place"
        f" of {known(model.backbone.weights)}"
    )
    if application.more:
        notes.append(
            f"resources.parameters: {application.constructor} has {application.more:,} more, biases before its"
            " normalisation"
        )
    return {
        "application": application,
        "top": application.top if context["trainable"] == "top-blocks" else (),
        "weights": "imagenet",
        "library": "keras.applications",
        "widths": [],
        "norm_code": "",
        "active": "",
        "spared_code": "len(variable.shape) < 2" if known(config.training.optimizer.no_decay) else "False",
    }
