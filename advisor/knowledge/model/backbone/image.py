"""Which published network for images: to classify, to find objects, to classify pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.backbone.base import FEW_IMAGES, FEW_PER_CLASS, hurried, per_class, wanted
from advisor.knowledge.scopes import scope
from advisor.networks.published import native_side, published

if TYPE_CHECKING:
    from advisor.config.words import Trainable
    from advisor.problem import Problem

MANY_PER_CLASS: Final = 1_000  # images of a class above which the next tier pays, folklore
MANY_IMAGES: Final = 20_000  # images in all from which the next tier pays; folklore
MASSIVE_IMAGES: Final = 1_000_000  # images; ImageNet's size, from which the largest tier is fed; folklore
MOST_STUDIED: Final = 14_000_000  # images of ImageNet-22k, the most that ConvNeXt was studied on; arXiv:2201.03545
TIGHT_MS: Final = 20.0  # milliseconds of a prediction below which the smallest tier is taken; folklore
DINO_SIDE: Final = 224  # pixels that DINOv2's features are read at; a multiple of its patch of 14


@wanted.rule(
    "BACK-GUIDE-DETECT",
    scope(family="detector"),
    sources=["guide:G-HID-4", "guide:G-HID-3", "yolo2015", "ultralytics"],
    strength="moderate",
    rulesets=GUIDE,
)
def yolo_of_the_guide(problem: Problem) -> Pick[Wanted]:
    """The guide reuses YOLO for objects in images; its current weights are under AGPL-3.0."""
    if problem.priorities.commercial:
        name = "fasterrcnn_resnet50_fpn_v2"
        return pick(
            Wanted(name, "top-blocks", native_side(name)),
            "YOLO's published weights are under AGPL-3.0 and the result is for commercial use, so a ResNet detector"
            " takes its place",
        )
    name = "yolov8s"
    return pick(
        Wanted(name, "top-blocks", native_side(name)),
        f"{plural(problem.data.rows, 'image')} build on a detector that already knows common objects",
        ["yolov8n", "yolov8m"],
    )


@wanted.rule(
    "BACK-GUIDE-IMAGE",
    scope(kind="image", family="pretrained"),
    sources=["guide:G-HID-4", "guide:G-HID-5", "vgg2014", "resnet2015", "torchvision-models"],
    strength="moderate",
    rulesets=GUIDE,
)
def resnet_of_the_guide(problem: Problem) -> Pick[Wanted]:
    """Of the networks that the guide names, ResNet-50 is more accurate than VGG at a fifth of its size."""
    return pick(
        Wanted("resnet50", "top-blocks", native_side("resnet50")),
        f"{plural(problem.data.rows, 'image')} reuse most of a trained ResNet; VGG would weigh 138 million parameters"
        " against 26 million and recognise less",
        ["resnet18", "vgg16"],
    )


@wanted.rule(
    "BACK-DETECT",
    scope(family="detector"),
    sources=["rfdetr2025", "rf-detr", "guide:G-HID-4", "guide:R14"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses YOLO; RF-DETR finds more on COCO at the same speed, and its licence allows closed use.",
)
def detector(problem: Problem) -> Pick[Wanted]:
    """RF-DETR, tuned whole, under a permissive licence; the tier follows the machine and the wanted speed."""
    quick = hurried(problem) or problem.compute.device == "cpu"
    name = "rfdetr_nano" if quick else "rfdetr_medium"
    learns: Trainable = "head" if problem.data.rows < FEW_IMAGES else "all"
    why = "predictions have to be quick" if hurried(problem) else f"training runs on a {problem.compute.device}"
    return pick(
        Wanted(name, learns, native_side(name)),
        f"{plural(problem.data.rows, 'image')} of {plural(problem.data.classes, 'class', 'classes')} tune a detector"
        f" trained on COCO; {why}",
        ["rfdetr_nano", "rfdetr_small", "rfdetr_medium"],
    )


@wanted.rule(
    "BACK-SEGMENT",
    scope(family="segmenter"),
    sources=["deeplab2017", "mobilenet2019", "torchvision-models", "guide:G-HID-4"],
    strength="moderate",
    rulesets=BOTH,
)
def segmenter(problem: Problem) -> Pick[Wanted]:
    """DeepLabV3 on ResNet-50, or LR-ASPP on MobileNetV3 where it has to be light; both free of licence trouble."""
    light = hurried(problem) or problem.compute.device == "cpu"
    name = "lraspp_mobilenet_v3_large" if light else "deeplabv3_resnet50"
    learns: Trainable = "head" if problem.data.rows < FEW_IMAGES else "all"
    return pick(
        Wanted(name, learns, native_side(name)),
        f"{plural(problem.data.rows, 'image')} tune a network that already separates objects from background on a"
        f" {problem.compute.device}",
        ["lraspp_mobilenet_v3_large", "deeplabv3_resnet50"],
    )


@wanted.rule(
    "BACK-IMAGE-LIGHT",
    scope(kind="image", family="pretrained"),
    sources=["mobilenet2019", "efficientnet2021", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names ResNet and VGG; MobileNetV3 comes near ResNet-50 with a twentieth of its operations.",
)
def light_image_network(problem: Problem) -> Pick[Wanted] | Skip:
    """Where predictions must be quick or a CPU trains, MobileNetV3 costs a twentieth of a ResNet-50."""
    if not hurried(problem) and problem.compute.device == "gpu":
        return skip("needs predictions that have to be quick, an edge device, or training on a CPU")
    limit = problem.priorities.latency_ms
    name = "mobilenet_v3_small" if limit is not None and limit < TIGHT_MS else "mobilenet_v3_large"
    why = (
        f"training runs on a {problem.compute.device}"
        if not hurried(problem)
        else f"it answers on a {problem.compute.deploy} device" + (f" within {limit:g} ms" if limit is not None else "")
    )
    return pick(
        Wanted(name, _learning(problem), native_side(name)),
        f"{plural(problem.data.rows, 'image')}, and {why}",
        ["mobilenet_v3_large", "efficientnet_b0"],
    )


@wanted.rule(
    "BACK-IMAGE-FEW",
    scope(kind="image", family="pretrained"),
    sources=["dino2023", "cs231n", "kumar2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide tunes the top layers of a ResNet; so few labels cannot move weights without harm, and DINOv2's"
    " features separate classes by a linear layer.",
)
def few_images(problem: Problem) -> Pick[Wanted] | Skip:
    """With a handful of labels a class, a linear layer on frozen self-supervised features is all that can be learnt."""
    if (labels := per_class(problem)) >= FEW_PER_CLASS:
        return skip(f"needs fewer than {FEW_PER_CLASS} images of a class")
    return pick(
        Wanted("dinov2_vits14", "head", DINO_SIDE),
        f"{plural(labels, 'image')} of the rarest class can place a linear layer on frozen features and no more",
        ["dinov2_vitb14", "convnext_tiny"],
    )


@wanted.rule(
    "BACK-IMAGE",
    scope(kind="image", family="pretrained"),
    sources=["convnext2022", "backbones2023", "jeevan2024", "guide:G-MISC-1"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (100, MOST_STUDIED)},
    versus="The guide names ResNet and VGG; ConvNeXt, of ResNet-50's size, came out ahead in comparisons of backbones.",
)
def image_network(problem: Problem) -> Pick[Wanted]:
    """ConvNeXt: convolutional networks tune better than attention on little data; the tier grows with the images."""
    labels, images = per_class(problem), problem.data.rows
    name = "convnext_tiny"
    if problem.priorities.first == "accuracy" and labels > MANY_PER_CLASS and images >= MANY_IMAGES:
        name = "convnext_large" if images >= MASSIVE_IMAGES else "convnext_base"
    return pick(
        Wanted(name, _learning(problem), native_side(name)),
        f"{plural(images, 'image')}, {count(labels)} of the rarest class, tune a convolutional network of"
        f" {count(published(name).parameters)} parameters on a GPU"
        if problem.task != "regression"
        else f"{plural(images, 'image')} tune a convolutional network of {count(published(name).parameters)} parameters"
        " on a GPU",
        ["convnext_tiny", "efficientnet_v2_s", "convnext_base"],
    )


def _learning(problem: Problem) -> Trainable:
    return "head" if per_class(problem) < FEW_PER_CLASS else "all"
