"""Published networks for whole images, as their own libraries build them."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import refuse
from advisor.networks.catalogue import backbones

if TYPE_CHECKING:
    from advisor.exporting.source import Source

# Of torchvision's networks: where the head stands, what stays of it, and the blocks next to it.
HEADS: Final = {
    "convnext": ("classifier", "self.backbone.classifier[:2]", "self.backbone.features[6:]"),
    "resnet": ("fc", "nn.Identity()", "self.backbone.layer4"),
    "mobilenet": ("classifier", "self.backbone.classifier[:2]", "self.backbone.features[12:]"),
    "efficientnet": ("classifier", "nn.Identity()", "self.backbone.features[-3:]"),
    "swin": ("head", "nn.Identity()", "self.backbone.features[6:]"),
    "vit": ("heads", "nn.Identity()", "self.backbone.encoder.layers[6:]"),
    "vgg": ("classifier", "self.backbone.classifier[:5]", "self.backbone.features[17:]"),
}
# Of timm's networks, which are built without a head: the blocks next to it.
STAGES: Final = {"convnext": "self.backbone.stages[3:]", "tiny_vit": "self.backbone.stages[3:]"}


def network(source: "Source", notes: list[str]) -> dict[str, Any]:
    """What `model/backbone.py.j2` needs."""
    model = source.config.model
    name, weights = known(model.backbone.name) or "", known(model.backbone.weights) or ""
    library, _, member = weights.partition(":")
    backbone = backbones().get(name)
    if backbone is None or library not in ("torchvision", "timm"):
        raise refuse(f"the backbone {name} of {library or 'no library'}", "model.backbone.name")
    trainable = known(model.backbone.trainable) or "all"
    head = next((head for family, head in HEADS.items() if name.startswith(family)), None)
    top = head[2] if head else ""
    if library == "timm":
        head, top = None, next((stages for family, stages in STAGES.items() if name.startswith(family)), "")
    if trainable not in ("all", "top-blocks", "head") or (trainable == "top-blocks" and not top):
        raise refuse(f"a backbone of which {trainable} learns", "model.backbone.trainable")
    unfreezing = known(model.backbone.unfreezing)
    norm = known(model.normalization.kind)
    if norm not in ("frozen-batch", backbone.normalization, None, "none"):
        raise refuse(f"{norm} normalisation in {name}", "model.normalization.kind")
    if unfreezing and known(unfreezing.layer_decay) not in (None, 0.0, 1.0):
        notes.append("model.backbone.unfreezing: all layers of the backbone learn at one rate, without layer_decay")
    what = {"all": "all of it tuned", "top-blocks": "its upper blocks tuned", "head": "as it is"}[trainable]
    return {
        "published": True,
        "weights": member,
        "library": library,
        "backbone": name,
        "builder": f"models.{name}(weights=weights)" if library == "torchvision" else name,
        "head_code": head[:2] if head else None,
        "top_code": top,
        "trainable": trainable,
        "head_epochs": unfreezing.head_epochs if unfreezing and trainable != "head" else 0,
        "backbone_rate": unfreezing.backbone_rate if unfreezing else 1.0,
        "frozen_statistics": norm == "frozen-batch" or (trainable != "all" and backbone.normalization == "batch"),
        "feature_width": backbone.feature_width,
        "widths": [],
        "norm": {"kind": norm, "place": "backbone"},
        "head_dropout": known(model.dropout.head) or 0.0,
        "called": f"{name}, {what}",
        "described": f"{name} as it was published, {what}, and a new head.",
    }
