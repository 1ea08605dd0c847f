"""Published networks: which one, and which of its weights learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Fit, Lora, Unfreezing, Wanted
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.arithmetic.backbones import Backbone
    from advisor.config.words import Family, Trainable
    from advisor.problem import Problem

FEW_PER_CLASS: Final = 10  # labels of a class below which only the head learns; folklore (CS231n's table)
PROBE_PER_CLASS: Final = 100  # labels of a class below which the head learns first; folklore
MANY_PER_CLASS: Final = 1_000  # images of a class from which the next tier pays; folklore
LONG_TEXT: Final = 512  # tokens that DeBERTa reads; ModernBERT reads 8192
TIGHT_MS: Final = 20.0  # milliseconds of a prediction below which the smallest tier is taken; folklore
FEW_IMAGES: Final = 100  # images below which a detector's backbone stays frozen; folklore
MANY_HOURS: Final = 100.0  # hours of speech from which the next tier of Whisper pays; folklore
GENTLE_RATE: Final = 0.1  # backbone rate over head rate after a linear probe; fastai divides further
LAYER_DECAY: Final = 0.7  # rate from block to block, downwards; timm's recipe for ViT-B
LORA_RANK: Final = 16  # rank at which LoRA on all layers follows full tuning; LoRA Without Regret
LORA_ALPHA: Final = 32  # scale of the update; usual with all ranks

# Ladders of tiers from large to small: the memory ladder steps down along them.
TIERS: Final = (
    ("convnext_base", "convnext_small", "convnext_tiny", "resnet18"),
    ("resnet50", "resnet18"),
    ("efficientnet_v2_m", "efficientnet_v2_s", "efficientnet_b0"),
    ("mobilenet_v3_large", "mobilenet_v3_small"),
    ("dinov2_vitb14", "dinov2_vits14"),
    ("rfdetr_large", "rfdetr_medium", "rfdetr_small", "rfdetr_nano"),
    ("yolov8m", "yolov8s", "yolov8n"),
    ("deeplabv3_resnet50", "lraspp_mobilenet_v3_large"),
    ("deberta_v3_large", "deberta_v3_base", "deberta_v3_small", "deberta_v3_xsmall"),
    ("modernbert_large", "modernbert_base"),
    ("qwen3_8b", "qwen3_4b", "qwen3_1_7b", "qwen3_0_6b", "smollm2_135m"),
    ("whisper_large_v3", "whisper_medium", "whisper_small", "whisper_base", "whisper_tiny"),
    ("chronos_bolt_base", "chronos_bolt_small", "chronos_bolt_mini", "chronos_bolt_tiny"),
)
_TABLE: dict[str, Backbone] = {}


def published(name: str) -> Backbone:
    """A published network by its name; the table is read on first use."""
    if not _TABLE:
        from advisor.arithmetic.backbones import BACKBONES

        _TABLE.update(BACKBONES)
    return _TABLE[name]


def smaller(name: str) -> str | None:
    """The next smaller tier of a published network, or None."""
    for tiers in TIERS:
        if name in tiers[:-1]:
            return tiers[tiers.index(name) + 1]
    return None


def per_class(problem: Problem) -> int:
    """Labelled examples of a class: the smallest one's, or all examples of a regression."""
    data = problem.data
    if problem.task in ("binary", "multiclass", "ordinal"):
        return data.smallest_class
    return data.rows // data.outputs if problem.task == "multilabel" else data.rows


def hurried(problem: Problem) -> bool:
    """Whether predictions have to be quick, or run on a small device."""
    return (
        problem.compute.deploy == "edge"
        or problem.priorities.first in ("latency", "memory")
        or problem.priorities.latency_ms is not None
    )


def _side(name: str) -> int:
    return published(name).resolution or 0


wanted: Decision[Wanted] = Decision(
    "model.backbone.wanted",
    "Which published network suits the data, before memory is looked at?",
    name="wanted",
    applies=lambda family: (
        family in ("pretrained", "sentence-embedding", "detector", "segmenter", "speech-to-text", "zero-shot")
    ),
    absent="the network is built from scratch",
    lands=False,
)


@wanted.rule(
    "BACK-GUIDE-DETECT",
    sources=["guide:G-HID-4", "guide:G-HID-3", "yolo2015", "ultralytics"],
    strength="moderate",
    rulesets=GUIDE,
)
def yolo_of_the_guide(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """The guide reuses YOLO for objects in images; its current weights are under AGPL-3.0."""
    if family != "detector":
        return skip("nothing is detected")
    if problem.priorities.commercial:
        name = "fasterrcnn_resnet50_fpn_v2"
        return pick(
            Wanted(name, "top-blocks", _side(name)),
            "YOLO's published weights are under AGPL-3.0 and the result is for commercial use, so a ResNet detector"
            " takes its place",
        )
    name = "yolov8s"
    return pick(
        Wanted(name, "top-blocks", _side(name)),
        f"{plural(problem.data.rows, 'image')} build on a detector that already knows common objects",
        ["yolov8n", "yolov8m"],
    )


@wanted.rule(
    "BACK-GUIDE-IMAGE",
    sources=["guide:G-HID-4", "guide:G-HID-5", "vgg2014", "resnet2015", "torchvision-models"],
    strength="moderate",
    rulesets=GUIDE,
)
def resnet_of_the_guide(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """Of the networks that the guide names, ResNet-50 is more accurate than VGG at a fifth of its size."""
    if family != "pretrained" or problem.data.kind != "image":
        return skip("needs images, and a published network to build on")
    return pick(
        Wanted("resnet50", "top-blocks", _side("resnet50")),
        f"{plural(problem.data.rows, 'image')} reuse most of a trained ResNet; VGG would weigh 138 million parameters"
        " against 26 million and recognise less",
        ["resnet18", "vgg16"],
    )


@wanted.rule(
    "BACK-DETECT",
    sources=["rfdetr2025", "rf-detr", "guide:G-HID-4", "guide:R14"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses YOLO; RF-DETR finds more on COCO at the same speed, and its licence allows closed use.",
)
def detector(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """RF-DETR, tuned whole, under a permissive licence; the tier follows the machine and the wanted speed."""
    if family != "detector":
        return skip("nothing is detected")
    quick = hurried(problem) or problem.compute.device == "cpu"
    name = "rfdetr_nano" if quick else "rfdetr_medium"
    learns: Trainable = "head" if problem.data.rows < FEW_IMAGES else "all"
    why = "predictions have to be quick" if hurried(problem) else f"training runs on a {problem.compute.device}"
    return pick(
        Wanted(name, learns, _side(name)),
        f"{plural(problem.data.rows, 'image')} of {plural(problem.data.classes, 'class', 'classes')} tune a detector"
        f" trained on COCO; {why}",
        ["rfdetr_nano", "rfdetr_small", "rfdetr_medium"],
    )


@wanted.rule(
    "BACK-SEGMENT",
    sources=["deeplab2017", "mobilenet2019", "torchvision-models", "guide:G-HID-4"],
    strength="moderate",
    rulesets=BOTH,
)
def segmenter(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """DeepLabV3 on ResNet-50, or LR-ASPP on MobileNetV3 where it has to be light; both free of licence trouble."""
    if family != "segmenter":
        return skip("no pixels are classified by a published network")
    light = hurried(problem) or problem.compute.device == "cpu"
    name = "lraspp_mobilenet_v3_large" if light else "deeplabv3_resnet50"
    learns: Trainable = "head" if problem.data.rows < FEW_IMAGES else "all"
    return pick(
        Wanted(name, learns, _side(name)),
        f"{plural(problem.data.rows, 'image')} tune a network that already separates objects from background on a"
        f" {problem.compute.device}",
        ["lraspp_mobilenet_v3_large", "deeplabv3_resnet50"],
    )


@wanted.rule(
    "BACK-IMAGE-LIGHT",
    sources=["mobilenet2019", "efficientnet2021", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names ResNet and VGG; MobileNetV3 comes near ResNet-50 with a twentieth of its operations.",
)
def light_image_network(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """Where predictions must be quick or a CPU trains, MobileNetV3 costs a twentieth of a ResNet-50."""
    if family != "pretrained" or problem.data.kind != "image":
        return skip("needs images, and a published network to build on")
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
        Wanted(name, _learning(problem), _side(name)),
        f"{plural(problem.data.rows, 'image')}, and {why}",
        ["mobilenet_v3_large", "efficientnet_b0"],
    )


@wanted.rule(
    "BACK-IMAGE-FEW",
    sources=["dino2023", "cs231n", "kumar2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide tunes the top layers of a ResNet; so few labels cannot move weights without harm, and DINOv2's"
    " features separate classes by a linear layer.",
)
def few_images(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """With a handful of labels a class, a linear layer on frozen self-supervised features is all that can be learnt."""
    if family != "pretrained" or problem.data.kind != "image":
        return skip("needs images, and a published network to build on")
    if (labels := per_class(problem)) >= FEW_PER_CLASS:
        return skip(f"needs fewer than {FEW_PER_CLASS} images of a class")
    return pick(
        Wanted("dinov2_vits14", "head", 224),
        f"{plural(labels, 'image')} of the rarest class can place a linear layer on frozen features and no more",
        ["dinov2_vitb14", "convnext_tiny"],
    )


@wanted.rule(
    "BACK-IMAGE",
    sources=["convnext2022", "backbones2023", "jeevan2024", "guide:G-MISC-1"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide names ResNet and VGG; ConvNeXt, of ResNet-50's size, came out ahead in comparisons of backbones.",
)
def image_network(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """ConvNeXt: convolutional networks tune better than attention on little data; the tier grows with the labels."""
    if family != "pretrained" or problem.data.kind != "image":
        return skip("needs images, and a published network to build on")
    labels = per_class(problem)
    large = labels >= MANY_PER_CLASS and problem.priorities.first == "accuracy"
    name = "convnext_base" if large else "convnext_tiny"
    return pick(
        Wanted(name, _learning(problem), _side(name)),
        f"{plural(labels, 'image')} of the rarest class tune a convolutional network of"
        f" {count(published(name).parameters)} parameters on a GPU",
        ["convnext_tiny", "efficientnet_v2_s", "convnext_base"],
    )


@wanted.rule("BACK-SETFIT", sources=["setfit2022"], strength="moderate", rulesets=BOTH)
def sentence_encoder(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """A sentence encoder made for comparing texts, in the languages of the data."""
    if family != "sentence-embedding":
        return skip("texts are not compared as a whole")
    if problem.data.multilingual:
        name = "paraphrase_multilingual_mpnet_base"
    else:
        name = "minilm_l6" if problem.compute.device == "cpu" or hurried(problem) else "paraphrase_mpnet_base"
    return pick(
        Wanted(name, "all"),
        f"{plural(problem.data.rows, 'text')} are few, so sentence vectors that already measure likeness are adapted",
        ["minilm_l6", "paraphrase_mpnet_base"],
    )


@wanted.rule("BACK-LM", sources=["lora2021", "schulman2025", "guide:R1"], strength="moderate", rulesets=BOTH)
def language_model(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """Take the largest open model that the machine can hold, and train adapters: they forget less than full tuning."""
    if problem.task != "language-modeling":
        return skip("no text is continued")
    name = "smollm2_135m" if problem.compute.device == "cpu" else "qwen3_8b"
    return pick(
        Wanted(name, "adapters" if family != "zero-shot" else "none"),
        f"{count(problem.data.tokens)} tokens teach a style to a trained model, not a language to a new one",
        ["qwen3_0_6b", "qwen3_1_7b", "qwen3_4b", "qwen3_8b"],
    )


@wanted.rule(
    "BACK-TEXT",
    sources=["deberta2021", "antoun2025", "modernbert2024", "distilbert2019"],
    strength="strong",
    rulesets=BOTH,
)
def text_encoder(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """DeBERTa-v3 learns from fewest labels; ModernBERT reads long texts; small tiers where speed counts."""
    if problem.data.kind != "text":
        return skip("the data is not text")
    learns: Trainable = "none" if family == "zero-shot" else "all"
    if problem.data.multilingual:
        return pick(Wanted("mdeberta_v3_base", learns), "the texts are in more than English", ["mdeberta_v3_base"])
    if hurried(problem) or problem.compute.device == "cpu":
        why = "predictions have to be quick" if hurried(problem) else "training runs on a cpu"
        return pick(
            Wanted("deberta_v3_xsmall", learns), f"{why}, and {plural(problem.data.rows, 'text')} tune 22 million"
            " parameters beside their word vectors", ["distilbert", "deberta_v3_small"]
        )  # fmt: skip
    if problem.data.length > LONG_TEXT:
        return pick(
            Wanted("modernbert_base", learns),
            f"texts of {count(problem.data.length)} tokens are longer than the {LONG_TEXT} that DeBERTa reads",
            ["modernbert_base", "modernbert_large"],
        )
    return pick(
        Wanted("deberta_v3_base", learns),
        f"{plural(problem.data.rows, 'text')} of {count(problem.data.length)} tokens: it was the more"
        " accurate encoder on the same pretraining data",
        ["deberta_v3_small", "deberta_v3_base", "modernbert_base", "deberta_v3_large"],
    )


@wanted.rule("BACK-SPEECH", sources=["whisper2022", "baevski2020"], strength="moderate", rulesets=BOTH)
def speech_recogniser(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """Whisper by size: small for some hours, medium for many; wav2vec 2 where answers must be immediate."""
    if problem.task != "speech-recognition":
        return skip("no speech is transcribed")
    hours = f"{problem.data.hours:,.3g} hours of speech"
    cpu = problem.compute.device == "cpu"
    if family == "zero-shot":
        name = "whisper_base" if cpu else "whisper_large_v3_turbo"
        return pick(
            Wanted(name, "none"),
            f"{hours} are too few to tune it, so an able tier for a {problem.compute.device} is used as it is",
            ["whisper_small", "whisper_large_v3_turbo"],
        )
    if hurried(problem) and not problem.data.multilingual:
        return pick(Wanted("wav2vec2_base", "all"), f"{hours}, and answers have to be immediate", ["whisper_tiny"])
    name = (
        "whisper_medium" if problem.data.hours >= MANY_HOURS and not cpu else "whisper_base" if cpu else "whisper_small"
    )
    return pick(
        Wanted(name, "all"),
        f"{hours} tune {count(published(name).parameters)} parameters on a {problem.compute.device}",
        ["whisper_base", "whisper_small", "whisper_medium"],
    )


@wanted.rule("BACK-SOUND", sources=["ast2021"], strength="moderate", rulesets=BOTH)
def sound_network(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """The audio spectrogram transformer, trained on AudioSet, led on small sets of sounds."""
    if problem.data.kind != "audio":
        return skip("the data is not sound")
    learns: Trainable = "head" if per_class(problem) < FEW_PER_CLASS else "all"
    return pick(
        Wanted("ast", "none" if family == "zero-shot" else learns),
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s build on a network that knows 527 kinds of"
        " sound",
    )


@wanted.rule("BACK-SERIES", sources=["chronos2024"], strength="moderate", rulesets=BOTH)
def forecaster(problem: Problem, family: Family) -> Pick[Wanted] | Skip:
    """Chronos-Bolt forecasts series that it has never seen."""
    name = "chronos_bolt_base" if problem.compute.device == "gpu" else "chronos_bolt_small"
    return pick(
        Wanted(name, "none" if family == "zero-shot" else "all"),
        f"{count(problem.data.rows)} time steps in all are too few to train on, and a"
        f" {problem.compute.device} runs {count(published(name).parameters)} parameters",
        ["chronos_bolt_small", "chronos_bolt_base"],
    )


def _learning(problem: Problem) -> Trainable:
    return "head" if per_class(problem) < FEW_PER_CLASS else "all"


backbone: Decision[str] = Decision(
    "model.backbone.name",
    "Which published network is built on?",
    name="backbone",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@backbone.rule("BACK-FITS", sources=["guide:R1", "eleuther-cookbook"], strength="strong", rulesets=BOTH)
def what_fits(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[str] | Skip:
    """Build on the wanted network, or on the largest tier of it that fits the memory."""
    memory = f"{fit.memory_gib:.3g} of {problem.compute.memory_gb:g} GiB"
    if fit.backbone != wanted.backbone:
        why = f"{wanted.backbone} does not fit {problem.compute.memory_gb:g} GiB; this tier takes {memory}"
    else:
        why = f"of the networks that suit the data it is the one to start from, and it takes {memory}"
    tiers = next(([*names] for names in TIERS if fit.backbone in names), None)
    return pick(fit.backbone, why, tiers)


weights: Decision[str] = Decision(
    "model.backbone.weights",
    "Which published weights?",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@weights.rule("BACK-WEIGHTS", sources=["kornblith2018", "torchvision-models"], strength="strong", rulesets=BOTH)
def its_weights(problem: Problem, backbone: str) -> Pick[str] | Skip:
    """The weights that the network's publisher recommends, with their licence."""
    known = published(backbone)
    warning = None
    if problem.priorities.commercial and not known.commercial:
        warning = f"the licence of {backbone} ({known.license}) does not allow commercial use without another one"
    return pick(
        f"{known.library}:{known.weights}" if known.weights else known.library,
        f"{count(known.parameters)} parameters under {known.license}"
        + (f", {known.metric} {known.score:g}" if known.score else ""),
        warning=warning,
    )


trainable: Decision[Trainable] = Decision(
    "model.backbone.trainable",
    "Which of the published weights learn?",
    applies=lambda wanted: wanted is not None,
    absent="the network is built from scratch",
)


@trainable.rule("BACK-ADAPTERS", sources=["lora2021", "biderman2024"], strength="strong", rulesets=BOTH)
def adapters_for_memory(problem: Problem, wanted: Wanted, fit: Fit) -> Pick[Trainable] | Skip:
    """Adapters take a fraction of the memory of full tuning."""
    if fit.trainable != "adapters":
        return skip("full tuning fits, or no weights learn")
    if wanted.trainable == "adapters":
        return pick("adapters", f"{count(problem.data.tokens)} tokens change little, and adapters forget less")
    return pick("adapters", f"tuning every weight does not fit {problem.compute.memory_gb:g} GiB")


@trainable.rule("BACK-TOP-LAYERS", sources=["guide:G-HID-5"], strength="moderate", rulesets=GUIDE)
def top_layers(problem: Problem, fit: Fit) -> Pick[Trainable] | Skip:
    """The guide keeps most of the layers and trains a few on top."""
    if fit.trainable != "top-blocks":
        return skip("needs a published image network")
    return pick(
        "top-blocks", f"{plural(problem.data.rows, 'image')} refine the highest layers; the lower ones are kept"
    )


@trainable.rule(
    "BACK-LEARN",
    sources=["kumar2022", "cs231n", "keras-transfer"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide trains a few top layers; above about a hundred labels a class tuning all of them usually wins.",
)
def by_labels(problem: Problem, fit: Fit) -> Pick[Trainable] | Skip:
    """Few labels: the head alone. More: everything, gently."""
    labels = per_class(problem)
    if fit.trainable == "none":
        return pick("none", "the network is used as it is")
    if fit.trainable == "head":
        return pick("head", f"{plural(labels, 'example')} of the rarest class are too few to move published weights")
    return pick("all", f"{plural(labels, 'example')} of the rarest class can move every weight", ["head", "all"])


unfreezing: Decision[Unfreezing] = Decision(
    "model.backbone.unfreezing",
    "When, and how fast, do the published weights learn?",
    applies=lambda trainable: trainable in ("all", "top-blocks"),
    absent="no published weights learn",
)


@unfreezing.rule("BACK-UNFREEZE-TEXT", sources=["devlin2018", "mosbach2020"], strength="moderate", rulesets=BOTH)
def at_once(problem: Problem, family: Family) -> Pick[Unfreezing] | Skip:
    """Transformers on text and speech are tuned whole from the first step, at one small rate."""
    if problem.data.kind == "image" and family == "pretrained":
        return skip("needs text, sound, series, or a detector or segmenter with its own recipe")
    return pick(Unfreezing(0, 1.0), f"published recipes for {problem.data.kind} tune all weights at one small rate")


@unfreezing.rule(
    "BACK-UNFREEZE-PROBE", sources=["kumar2022", "keras-transfer", "fastai"], strength="moderate", rulesets=BOTH
)
def probe_first(problem: Problem, trainable: Trainable) -> Pick[Unfreezing] | Skip:
    """A random head sends large gradients into good weights: let it learn first, then tune gently."""
    labels = per_class(problem)
    if trainable == "top-blocks":
        return pick(Unfreezing(1, 1.0), "one epoch lets the new head settle before the top layers follow")
    few = labels < PROBE_PER_CLASS
    return pick(
        Unfreezing(3 if few else 1, GENTLE_RATE),
        f"the head is new and {plural(labels, 'example')} of the rarest class "
        + ("would let a random head spoil good weights" if few else "need no long probe"),
    )


lora: Decision[Lora] = Decision(
    "model.backbone.lora",
    "Which low-rank adapters learn in place of the weights?",
    applies=lambda trainable: trainable == "adapters",
    absent="no adapters are used",
)


@lora.rule("BACK-LORA", sources=["schulman2025", "lora2021", "qlora2023"], strength="moderate", rulesets=BOTH)
def on_all_layers(problem: Problem, fit: Fit) -> Pick[Lora] | Skip:
    """Adapters on every linear layer follow full tuning as long as the data does not exceed their capacity."""
    held = "in 4 bits, since 16 do not fit" if fit.quantized_base else "in 16 bits"
    return pick(
        Lora(LORA_RANK, LORA_ALPHA, "all-linear", fit.quantized_base),
        f"rank {LORA_RANK} on all linear layers holds what {count(problem.data.tokens)} tokens teach; the base stays"
        f" {held}",
    )
