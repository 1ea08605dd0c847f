"""Which published network for images: to classify, to find objects, to classify pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.model.backbone.base import (
    FEW_IN_ALL,
    FEW_PER_CLASS,
    examples_of_a_class,
    of_a_class,
    too_few_to_move,
    too_long_to_tune,
    wanted,
)
from advisor.knowledge.predicates import labels_of_a_class, light_network_because
from advisor.knowledge.scopes import scope
from advisor.networks import compound
from advisor.networks.published import native_side, published
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Trainable
    from advisor.problem import Problem

MANY_PER_CLASS: Final = 1_000  # images of a class above which the next tier pays, folklore
MANY_IMAGES: Final = 20_000  # images in all from which the next tier pays; folklore
MASSIVE_IMAGES: Final = 1_000_000  # images; ImageNet's size, from which the largest tier is fed; folklore
MOST_STUDIED: Final = 14_000_000  # images of ImageNet-22k, the most that ConvNeXt was studied on; arXiv:2201.03545
GROWN: Final = {"cpu": 1.0, "gpu": 2.0}  # operations of a network that is scaled up over ResNet-50's; folklore
FEW_MASKS: Final = 1_000  # images below which more labels help most; folklore
TIGHT_MS: Final = 20.0  # milliseconds of a prediction below which the smallest tier is taken; folklore

PRETRAINED: Final = scope(kind="image", family="pretrained")


@wanted.rule(
    "BACK-DETECT-SCRATCH",
    scope(family="detector"),
    sources=["ultralytics", "ultralytics-tips", "he2018", "rf-detr", "guide:G-HID-4"],
    strength="moderate",
    rulesets=BOTH,
)
def detector_of_random_weights(problem: Problem) -> Pick[Wanted] | Skip:
    """YOLO's publisher has a recipe for random weights; detection transformers begin with a published backbone."""
    if problem.priorities.pretrained:
        return skip("needs published weights to be ruled out")
    images = plural(problem.data.rows, "image")
    if problem.priorities.commercial:
        name = "rfdetr_nano"
        return pick(
            Wanted(name, "all", native_side(name)),
            f"{images}, and the code of YOLO is under AGPL-3.0 where the result is for commercial use",
            warning="RF-DETR is published with weights alone, and no result of it from random ones is known:"
            " torchvision's Faster R-CNN (BSD-3-Clause) is known to learn from them",
        )
    light = light_network_because(problem)
    name = "yolo26n" if light or problem.compute.device == "cpu" else "yolo26s"
    return pick(
        Wanted(name, "all", native_side(name)),
        f"{images}, and YOLO is published with a recipe for random weights, under AGPL-3.0;"
        f" {light or _training_device(problem)}",
        ["yolo26n", "yolo26s", "yolo26m"],
    )


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
    "BACK-GUIDE-SCALED",
    PRETRAINED,
    sources=["guide:G-MISC-1", "guide:G-HID-4", "guide:G-HID-5", "guide:R1", "efficientnet2019", "torchvision-models"],
    strength="moderate",
    rulesets=GUIDE,
)
def efficientnet_for_a_budget(problem: Problem) -> Pick[Wanted] | Skip:
    """A network that underfitted is scaled up as the EfficientNets are: depth, width and resolution together.

    The budget is ResNet-50's operations, with which the guide begins, on a CPU, and twice as many on a GPU.
    """
    if problem.observed.fit != "underfitting":
        return skip("needs an earlier run that underfitted, so that the network is to be scaled up")
    base, resnet = published("efficientnet_b0"), published("resnet50")
    factor = GROWN[problem.compute.device]
    phi = compound.exponent(factor * (resnet.gmacs or 1.0) / (base.gmacs or 1.0))
    name = f"efficientnet_b{phi}"
    side = native_side(name)
    return pick(
        Wanted(name, "top-blocks", side),
        f"an earlier network underfitted {plural(problem.data.rows, 'image')}: EfficientNet-B0, scaled for"
        f" {'twice ' if factor > 1 else ''}the operations of a ResNet-50, is {compound.DEPTH**phi:.2f} times as deep"
        f" and {compound.WIDTH**phi:.2f} times as wide, and B{phi} was published for it, at {side} pixels a side",
        [f"efficientnet_b{tier}" for tier in (phi - 1, phi, phi + 1)],
    )


@wanted.rule(
    "BACK-GUIDE-IMAGE",
    PRETRAINED,
    sources=["guide:G-HID-4", "guide:G-HID-5", "vgg2014", "resnet2015", "torchvision-models"],
    strength="moderate",
    rulesets=GUIDE,
)
def resnet_of_the_guide(problem: Problem) -> Pick[Wanted]:
    """Of the networks that the guide names, ResNet-50 is more accurate than VGG at a fifth of its size."""
    return pick(
        Wanted("resnet50", "top-blocks", native_side("resnet50")),
        f"{plural(problem.data.rows, 'image')} reuse most of a trained ResNet; VGG has 138 million parameters against"
        " 26 million and recognises less",
        ["resnet18", "vgg16"],
    )


@wanted.rule(
    "BACK-DETECT-EDGE",
    scope(family="detector"),
    sources=["ultralytics", "guide:G-HID-4"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses YOLO, and so does this, in its smallest tier.",
)
def small_detector(problem: Problem) -> Pick[Wanted] | Skip:
    """The smallest YOLO has a twelfth of the parameters of the smallest RF-DETR, which is much for a small device."""
    if problem.compute.deploy != "edge" or problem.priorities.commercial:
        return skip("needs an edge device that predicts, and no commercial use, which the licence of YOLO restricts")
    name = "yolo26n"
    return pick(
        Wanted(name, _trained_part(problem, name), native_side(name)),
        f"{plural(problem.data.rows, 'image')}, and {light_network_because(problem)}:"
        f" {count(published(name).parameters)} parameters, where RF-DETR has"
        f" {count(published('rfdetr_nano').parameters)} at least; its licence is AGPL-3.0",
        ["yolo26n", "yolo26s"],
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
    light = light_network_because(problem)
    name = "rfdetr_nano" if light or problem.compute.device == "cpu" else "rfdetr_medium"
    return pick(
        Wanted(name, _trained_part(problem, name), native_side(name)),
        f"{plural(problem.data.rows, 'image')} of {plural(problem.data.classes, 'class', 'classes')} tune a detector"
        f" trained on COCO; {light or _training_device(problem)}",
        ["rfdetr_nano", "rfdetr_small", "rfdetr_medium"],
        warning=f"{count(published(name).parameters)} parameters are many for an edge device:"
        f" D-FINE-S under the same licence has {count(published('dfine_s').parameters)}, and YOLO26n"
        f" {count(published('yolo26n').parameters)}, for closed products under a licence that is sold"
        if problem.compute.deploy == "edge"
        else None,
    )


@wanted.rule(
    "BACK-SEGMENT",
    scope(family="segmenter"),
    sources=["deeplab2017", "mobilenet2019", "torchvision-models", "sam2", "guide:G-HID-4"],
    strength="moderate",
    rulesets=BOTH,
)
def segmenter(problem: Problem) -> Pick[Wanted]:
    """DeepLabV3 on ResNet-50, or LR-ASPP on MobileNetV3 where it has to be light; both under permissive licences."""
    light = light_network_because(problem)
    name = "lraspp_mobilenet_v3_large" if light or problem.compute.device == "cpu" else "deeplabv3_resnet50"
    return pick(
        Wanted(name, _trained_part(problem, name), native_side(name)),
        f"{plural(problem.data.rows, 'image')} tune a network that already separates objects from background;"
        f" {light or _training_device(problem)}",
        ["lraspp_mobilenet_v3_large", "deeplabv3_resnet50"],
        warning="few images have masks: SAM 2.1 (Apache-2.0) draws a mask from a click, which makes"
        " more of them quickly; correct what it draws"
        if problem.data.rows < FEW_MASKS
        else None,
    )


@wanted.rule(
    "BACK-IMAGE-LIGHT",
    PRETRAINED,
    sources=["mobilenet2019", "efficientnet2021", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names ResNet and VGG; MobileNetV3 comes near ResNet-50 with a twentieth of its operations.",
)
def light_image_network(problem: Problem) -> Pick[Wanted] | Skip:
    """Where predictions must be quick or a CPU trains, MobileNetV3 costs a twentieth of a ResNet-50."""
    light = light_network_because(problem)
    if not light and problem.compute.device == "gpu":
        return skip("needs a latency limit, latency or memory first, an edge device, or training on a CPU")
    limit = problem.priorities.latency_ms
    name = "mobilenet_v3_small" if limit is not None and limit < TIGHT_MS else "mobilenet_v3_large"
    return pick(
        Wanted(name, _trained_part(problem, name), native_side(name)),
        f"{plural(problem.data.rows, 'image')}, and {light or _training_device(problem)}",
        [
            "mobilenet_v3_large",
            "repvit_m0_9",
            "repvit_m1_1",
            "mobilenetv4_conv_small",
            "tiny_vit_5m",
            "efficientnet_b0",
        ],
    )


@wanted.rule(
    "BACK-IMAGE-FEW",
    PRETRAINED,
    sources=["dino2023", "cs231n", "kumar2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide tunes the top layers of a ResNet; so few labels cannot move weights without harm, and DINOv2's"
    " features separate classes by a linear layer.",
)
def few_images(problem: Problem) -> Pick[Wanted] | Skip:
    """With few labels a class, only a linear layer on frozen self-supervised features can be trained."""
    if not too_few_to_move(problem):
        return skip(f"needs fewer than {FEW_PER_CLASS} images of an average class, or {FEW_IN_ALL} in all")
    return pick(
        Wanted("dinov2_vits14", "head", native_side("dinov2_vits14")),
        f"{examples_of_a_class(problem, 'image')} can fit a linear layer on frozen features and no more",
        ["dinov2_vitb14", "siglip2_vitb16", "dinov3_vits16", "convnext_tiny_in12k"],
    )


@wanted.rule(
    "BACK-IMAGE",
    PRETRAINED,
    sources=["convnext2022", "backbones2023", "jeevan2024", "timm-results", "guide:G-MISC-1"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (100, MOST_STUDIED)},
    versus="The guide names ResNet and VGG; ConvNeXt, of ResNet-50's size, came out ahead in comparisons of backbones.",
)
def image_network(problem: Problem) -> Pick[Wanted]:
    """ConvNeXt: on little data CNNs fine-tune better than transformers; the tier grows with the images.

    Its weights were pretrained on ImageNet-12k or 22k, which makes the same network 1.5 to 2.2 points more accurate on
    ImageNet-1k than those of torchvision, by both libraries' own figures.
    """
    labels, images, which = labels_of_a_class(problem), problem.data.rows, of_a_class(problem)
    name = "convnext_tiny_in12k"
    if problem.priorities.first == "accuracy" and labels > MANY_PER_CLASS and images >= MANY_IMAGES:
        name = "convnext_large_in22k" if images >= MASSIVE_IMAGES else "convnext_base_in22k"
    return pick(
        Wanted(name, _trained_part(problem, name), native_side(name)),
        (f"{plural(images, 'image')}, {examples_of_a_class(problem, 'image')}," if which else plural(images, "image"))
        + f" tune a convolutional network of {count(published(name).parameters)} parameters on a GPU",
        ["convnext_tiny_in12k", "tiny_vit_21m", "efficientnet_v2_s", "convnext_base_in22k"],
    )


def _trained_part(problem: Problem, name: str) -> Trainable:
    return "head" if too_few_to_move(problem) or too_long_to_tune(problem, name) else "all"


def _training_device(problem: Problem) -> str:
    return f"training runs on a {problem.compute.device.upper()}"
