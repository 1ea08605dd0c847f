"""Known pretrained networks: what they are called, how large they are, what they may be used for.

How the numbers were checked (November 2026):

- torchvision: the metadata of its own weights, 0.28; sizes counted on the built networks too.
- transformers, timm, chronos: counted on networks built without weights (transformers 5.23, timm 1.0.31,
  chronos-forecasting 2.3). The configurations of ModernBERT, mDeBERTa and MiniLM were read; the others are as
  remembered, or a library's default, and give the published size where one was seen. No checkpoint was opened.
- ultralytics 8.4 and rfdetr 1.11: their own configuration files and read-me tables; RF-DETR's sizes counted as
  transformers builds it.
- licences: model cards and packages.
- `activation_bytes`: measured with PyTorch 2.13 in training mode at the native size, in 32 bits.

A field that none of this confirms is named in `from_memory`.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Library = Literal[
    "torchvision",
    "timm",
    "transformers",
    "sentence-transformers",
    "ultralytics",
    "nnunetv2",
    "chronos",
    "scratch",
]
Modality = Literal["image", "volume", "text", "audio", "series"]
BackboneTask = Literal["classification", "detection", "segmentation", "embedding", "generation", "asr", "forecasting"]
Checked = Literal["library", "card", "memory"]


class Backbone(NamedTuple):
    """One pretrained network. None means that it does not apply or is not known."""

    key: str
    library: Library
    weights: str
    """What the library loads: a torchvision member, a timm name, a Hugging Face id, a file."""
    parameters: int
    """Trainable, with the head that it comes with; see `exact`."""
    task: BackboneTask
    modality: Modality
    license: str
    commercial: bool
    """Whether the licence lets a closed product use it without buying another one."""
    feature_width: int | None = None
    """Inputs of the layer that a new head would replace; the model width of a transformer."""
    gmacs: float | None = None
    """Billions of multiply-adds of a forward pass over one example at its native size; FLOPs are twice as
    many.
    """
    resolution: int | None = None
    """Pixels of a side."""
    max_tokens: int | None = None
    normalization: Literal["batch", "layer", "rms", "instance"] | None = "layer"
    activation: str = "gelu"
    depth: int | None = None
    """Transformer blocks, encoder and decoder together."""
    heads: int | None = None
    score: float | None = None
    metric: str = ""
    activation_bytes: int | None = None
    """Kept for the backward pass by one example, in 32 bits; about half under mixed precision."""
    class_layers: tuple[int, ...] = ()
    """Inputs of each unit that tells one of its published classes apart, where a new task replaces several layers."""
    classes: int = 0
    """How many classes those layers were published with, the background included where it counts as one."""
    exact: bool = True
    """Whether `parameters` is exact or rounded by the publisher."""
    checked: Checked = "library"
    """What confirms id and size: the library itself, a model card, or nothing but memory."""
    from_memory: tuple[str, ...] = ()
    note: str = ""


_TOP1 = "ImageNet-1k top-1 accuracy, %"
_COCO = "COCO val2017 box AP 50-95, %"
_VOC = "COCO val2017 with VOC labels, mIoU, %"
_MNLI = "MNLI-m accuracy, %"
_CLEAN = "LibriSpeech test-clean WER, %"
_BSD = "BSD-3-Clause"
_APACHE = "Apache-2.0"
_AGPL = "AGPL-3.0"
_NVIDIA = "NVIDIA Source Code License (non-commercial)"


def _vision(
    key: str,
    weights: str,
    parameters: int,
    feature_width: int,
    gmacs: float,
    resolution: int,
    normalization: Literal["batch", "layer"] | None,
    activation: str,
    score: float,
    activation_bytes: int,
    *,
    depth: int | None = None,
    heads: int | None = None,
    note: str = "",
) -> Backbone:
    return Backbone(
        key,
        "torchvision",
        weights,
        parameters,
        "classification",
        "image",
        _BSD,
        commercial=True,
        feature_width=feature_width,
        gmacs=gmacs,
        resolution=resolution,
        normalization=normalization,
        activation=activation,
        depth=depth,
        heads=heads,
        score=score,
        metric=_TOP1,
        activation_bytes=activation_bytes,
        note=note,
    )


def _yolo(key: str, parameters: int, gflops: float, score: float, note: str) -> Backbone:
    return Backbone(
        key,
        "ultralytics",
        f"{key}.pt",
        parameters,
        "detection",
        "image",
        _AGPL,
        commercial=False,
        gmacs=gflops / 2,
        resolution=640,
        normalization="batch",
        activation="silu",
        score=score,
        metric=_COCO,
        note=note,
    )


def _rfdetr(size: str, parameters: int, resolution: int, gflops: float, score: float) -> Backbone:
    return Backbone(
        f"rfdetr_{size}",
        "transformers",
        f"Roboflow/rf-detr-{size}",
        parameters,
        "detection",
        "image",
        _APACHE,
        commercial=True,
        feature_width=256,
        gmacs=gflops / 2,
        resolution=resolution,
        score=score,
        metric=_COCO,
        class_layers=14 * (256,),  # the head, and one for each of 13 groups of queries in the encoder
        classes=91,
        from_memory=("gmacs",),
        note="DINOv2 inside; counted as transformers builds it; the XL and 2XL sizes are under PML 1.0 instead",
    )


def _transformer(
    key: str,
    weights: str,
    parameters: int,
    width: int,
    depth: int,
    heads: int,
    max_tokens: int,
    license_: str,
    *,
    task: BackboneTask = "classification",
    modality: Modality = "text",
    library: Library = "transformers",
    commercial: bool = True,
    normalization: Literal["layer", "rms"] = "layer",
    activation: str = "gelu",
    score: float | None = None,
    metric: str = "",
    checked: Checked = "library",
    from_memory: tuple[str, ...] = (),
    note: str = "",
) -> Backbone:
    return Backbone(
        key,
        library,
        weights,
        parameters,
        task,
        modality,
        license_,
        commercial,
        feature_width=width,
        max_tokens=max_tokens,
        normalization=normalization,
        activation=activation,
        depth=depth,
        heads=heads,
        score=score,
        metric=metric,
        checked=checked,
        from_memory=from_memory,
        note=note,
    )


_IMAGE_CLASSIFIERS = (
    _vision(
        "resnet18",
        "ResNet18_Weights.IMAGENET1K_V1",
        11_689_512,
        512,
        1.814,
        224,
        "batch",
        "relu",
        69.758,
        22_179_840,
    ),
    _vision(
        "resnet50",
        "ResNet50_Weights.IMAGENET1K_V2",
        25_557_032,
        2048,
        4.089,
        224,
        "batch",
        "relu",
        80.858,
        85_909_504,
    ),
    _vision(
        "mobilenet_v3_small",
        "MobileNet_V3_Small_Weights.IMAGENET1K_V1",
        2_542_856,
        1024,
        0.057,
        224,
        "batch",
        "hardswish",
        67.668,
        16_169_824,
        note="the layer before the head is 576 wide and comes after pooling",
    ),
    _vision(
        "mobilenet_v3_large",
        "MobileNet_V3_Large_Weights.IMAGENET1K_V2",
        5_483_032,
        1280,
        0.217,
        224,
        "batch",
        "hardswish",
        75.274,
        44_113_952,
        note="the layer before the head is 960 wide and comes after pooling",
    ),
    _vision(
        "efficientnet_b0",
        "EfficientNet_B0_Weights.IMAGENET1K_V1",
        5_288_548,
        1280,
        0.386,
        224,
        "batch",
        "silu",
        77.692,
        88_194_052,
    ),
    _vision(
        "efficientnet_v2_s",
        "EfficientNet_V2_S_Weights.IMAGENET1K_V1",
        21_458_488,
        1280,
        8.366,
        384,
        "batch",
        "silu",
        84.228,
        452_244_552,
    ),
    _vision(
        "efficientnet_v2_m",
        "EfficientNet_V2_M_Weights.IMAGENET1K_V1",
        54_139_356,
        1280,
        24.582,
        480,
        "batch",
        "silu",
        85.112,
        1_149_097_000,
    ),
    _vision(
        "convnext_tiny",
        "ConvNeXt_Tiny_Weights.IMAGENET1K_V1",
        28_589_128,
        768,
        4.456,
        224,
        "layer",
        "gelu",
        82.52,
        109_155_876,
    ),
    _vision(
        "convnext_small",
        "ConvNeXt_Small_Weights.IMAGENET1K_V1",
        50_223_688,
        768,
        8.684,
        224,
        "layer",
        "gelu",
        83.616,
        174_212_268,
    ),
    _vision(
        "convnext_base",
        "ConvNeXt_Base_Weights.IMAGENET1K_V1",
        88_591_464,
        1024,
        15.355,
        224,
        "layer",
        "gelu",
        84.062,
        232_017_068,
    ),
    _vision(
        "convnext_large",
        "ConvNeXt_Large_Weights.IMAGENET1K_V1",
        197_767_336,
        1536,
        34.361,
        224,
        "layer",
        "gelu",
        84.414,
        348_025_602,
        note="its activations are base's, times half as many channels again",
    ),
    _vision(
        "swin_v2_t",
        "Swin_V2_T_Weights.IMAGENET1K_V1",
        28_351_570,
        768,
        5.94,
        256,
        "layer",
        "gelu",
        82.072,
        179_691_608,
    ),
    _vision(
        "swin_v2_b",
        "Swin_V2_B_Weights.IMAGENET1K_V1",
        87_930_848,
        1024,
        20.325,
        256,
        "layer",
        "gelu",
        84.112,
        384_787_640,
    ),
    _vision(
        "vit_b_16",
        "ViT_B_16_Weights.IMAGENET1K_V1",
        86_567_656,
        768,
        17.564,
        224,
        "layer",
        "gelu",
        81.072,
        118_160_680,
        depth=12,
        heads=12,
    ),
    _vision(
        "vgg16",
        "VGG16_Weights.IMAGENET1K_V1",
        138_357_544,
        4096,
        15.47,
        224,
        None,
        "relu",
        71.592,
        73_355_264,
        note="the founding guide names it; larger and weaker than any other here",
    ),
    Backbone(
        "efficientnet_v2_b0",
        "timm",
        "tf_efficientnetv2_b0.in1k",
        7_139_704,
        "classification",
        "image",
        _APACHE,
        commercial=True,
        feature_width=1280,
        resolution=192,
        normalization="batch",
        activation="silu",
        score=78.358,
        metric=_TOP1,
        from_memory=("score",),
        note="tested at 224 pixels, where its score holds",
    ),
    Backbone(
        "dinov2_vits14",
        "timm",
        "vit_small_patch14_dinov2.lvd142m",
        22_056_192,
        "embedding",
        "image",
        _APACHE,
        commercial=True,
        feature_width=384,
        gmacs=46.7,
        resolution=518,
        depth=12,
        heads=6,
        score=81.1,
        metric="ImageNet-1k top-1 accuracy of a linear probe, %",
        from_memory=("score",),
        note="at 224 pixels about 5.5 GMACs",
    ),
    Backbone(
        "dinov2_vitb14",
        "timm",
        "vit_base_patch14_dinov2.lvd142m",
        86_579_712,
        "embedding",
        "image",
        _APACHE,
        commercial=True,
        feature_width=768,
        gmacs=151.6,
        resolution=518,
        depth=12,
        heads=12,
        score=84.5,
        metric="ImageNet-1k top-1 accuracy of a linear probe, %",
        from_memory=("score",),
        note="at 224 pixels about 22 GMACs",
    ),
)

_V8 = "parameters before fusing, 80 classes; a closed product needs Ultralytics' other licence"
_V26 = f"no suppression step needed; {_V8}"

_DETECTORS = (
    _yolo("yolov8n", 3_157_200, 8.9, 37.3, _V8),
    _yolo("yolov8s", 11_166_560, 28.8, 44.9, _V8),
    _yolo("yolov8m", 25_902_640, 79.3, 50.2, _V8),
    _yolo("yolov8l", 43_691_520, 165.7, 52.9, _V8),
    _yolo("yolov8x", 68_229_648, 258.5, 53.9, _V8),
    _yolo("yolo26n", 2_572_280, 6.1, 40.9, _V26),
    _yolo("yolo26s", 10_009_784, 22.8, 48.6, _V26),
    _yolo("yolo26m", 21_896_248, 75.4, 53.1, _V26),
    _yolo("yolo26l", 26_299_704, 93.8, 55.0, _V26),
    _yolo("yolo26x", 58_993_368, 209.5, 57.5, _V26),
    _rfdetr("nano", 30_467_298, 384, 31.9, 48.4),
    _rfdetr("small", 32_111_170, 512, 59.8, 53.0),
    _rfdetr("medium", 33_687_458, 576, 78.8, 54.7),
    _rfdetr("large", 33_933_218, 704, 125.6, 56.5),
    Backbone(
        "rtdetr_r50",
        "transformers",
        "PekingU/rtdetr_r50vd",
        42_731_082,
        "detection",
        "image",
        _APACHE,
        commercial=True,
        feature_width=256,
        gmacs=68.0,
        resolution=640,
        normalization="batch",
        activation="relu",
        score=53.1,
        metric=_COCO,
        from_memory=("gmacs",),
        note="counted without the frozen norms of its backbone",
    ),
    Backbone(
        "fasterrcnn_resnet50_fpn_v2",
        "torchvision",
        "FasterRCNN_ResNet50_FPN_V2_Weights.COCO_V1",
        43_712_278,
        "detection",
        "image",
        _BSD,
        commercial=True,
        feature_width=1024,
        gmacs=280.371,
        resolution=800,
        normalization="batch",
        activation="relu",
        score=46.7,
        metric=_COCO,
        from_memory=("resolution",),
    ),
)

_SEGMENTERS = (
    Backbone(
        "deeplabv3_resnet50",
        "torchvision",
        "DeepLabV3_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1",
        42_004_074,
        "segmentation",
        "image",
        _BSD,
        commercial=True,
        feature_width=256,
        gmacs=178.722,
        resolution=520,
        normalization="batch",
        activation="relu",
        score=66.4,
        metric=_VOC,
        activation_bytes=1_106_487_040,
        class_layers=(256, 256),
        classes=21,
        note="2,365,205 of the parameters are an auxiliary head that only training uses",
    ),
    Backbone(
        "lraspp_mobilenet_v3_large",
        "torchvision",
        "LRASPP_MobileNet_V3_Large_Weights.COCO_WITH_VOC_LABELS_V1",
        3_221_538,
        "segmentation",
        "image",
        _BSD,
        commercial=True,
        feature_width=128,
        gmacs=2.086,
        resolution=520,
        normalization="batch",
        activation="hardswish",
        score=57.9,
        metric=_VOC,
        activation_bytes=309_586_240,
        class_layers=(128, 40),
        classes=21,
    ),
    Backbone(
        "segformer_b0",
        "transformers",
        "nvidia/segformer-b0-finetuned-ade-512-512",
        3_752_694,
        "segmentation",
        "image",
        _NVIDIA,
        commercial=False,
        feature_width=256,
        gmacs=8.4,
        resolution=512,
        depth=8,
        score=37.4,
        metric="ADE20K val mIoU, %",
        from_memory=("gmacs", "score"),
        note="150 classes; the card says 'other': NVIDIA's licence for research",
    ),
    Backbone(
        "segformer_b2",
        "transformers",
        "nvidia/segformer-b2-finetuned-ade-512-512",
        27_461_974,
        "segmentation",
        "image",
        _NVIDIA,
        commercial=False,
        feature_width=768,
        gmacs=62.4,
        resolution=512,
        depth=16,
        score=46.5,
        metric="ADE20K val mIoU, %",
        from_memory=("gmacs", "score"),
        note="150 classes; the card says 'other': NVIDIA's licence for research",
    ),
    Backbone(
        "unet",
        "scratch",
        "",
        31_037_633,
        "segmentation",
        "image",
        "",
        commercial=True,
        feature_width=64,
        normalization="batch",
        activation="relu",
        note="no weights: the 64 to 1024 channels of the paper, one class; see parameters.unet",
    ),
    Backbone(
        "nnunet",
        "nnunetv2",
        "",
        31_000_000,
        "segmentation",
        "volume",
        _APACHE,
        commercial=True,
        normalization="instance",
        activation="leaky_relu",
        exact=False,
        checked="memory",
        from_memory=("parameters",),
        note="no weights: it plans its own size from the data and the memory",
    ),
)

_ENCODERS = (
    _transformer(
        "distilbert",
        "distilbert/distilbert-base-uncased",
        66_362_880,
        768,
        6,
        12,
        512,
        _APACHE,
        score=82.2,
        metric=_MNLI,
        from_memory=("license", "score"),
    ),
    _transformer(
        "bert_base",
        "google-bert/bert-base-uncased",
        109_482_240,
        768,
        12,
        12,
        512,
        _APACHE,
        score=84.6,
        metric=_MNLI,
        from_memory=("license", "score"),
    ),
    _transformer(
        "deberta_v3_xsmall",
        "microsoft/deberta-v3-xsmall",
        70_682_112,
        384,
        12,
        6,
        512,
        "MIT",
        score=88.1,
        metric=_MNLI,
        from_memory=("license", "score"),
        note="22M without the embeddings",
    ),
    _transformer(
        "deberta_v3_small",
        "microsoft/deberta-v3-small",
        141_304_320,
        768,
        6,
        12,
        512,
        "MIT",
        score=88.2,
        metric=_MNLI,
        from_memory=("license", "score"),
        note="44M without the embeddings",
    ),
    _transformer(
        "deberta_v3_base",
        "microsoft/deberta-v3-base",
        183_831_552,
        768,
        12,
        12,
        512,
        "MIT",
        score=90.6,
        metric=_MNLI,
        from_memory=("score",),
        note="86M without the embeddings",
    ),
    _transformer(
        "deberta_v3_large",
        "microsoft/deberta-v3-large",
        434_012_160,
        1024,
        24,
        16,
        512,
        "MIT",
        score=91.8,
        metric=_MNLI,
        from_memory=("license", "score"),
        note="304M without the embeddings",
    ),
    _transformer(
        "mdeberta_v3_base",
        "microsoft/mdeberta-v3-base",
        278_218_752,
        768,
        12,
        12,
        512,
        "MIT",
        score=79.8,
        metric="XNLI zero-shot accuracy, mean of 15 languages, %",
        from_memory=("license", "score"),
        note="86M without the embeddings; about 100 languages",
    ),
    _transformer(
        "modernbert_base",
        "answerdotai/ModernBERT-base",
        149_014_272,
        768,
        22,
        12,
        8192,
        _APACHE,
        activation="geglu",
        score=88.4,
        metric="GLUE average",
        from_memory=("score",),
    ),
    _transformer(
        "modernbert_large",
        "answerdotai/ModernBERT-large",
        394_781_696,
        1024,
        28,
        16,
        8192,
        _APACHE,
        activation="geglu",
        score=90.4,
        metric="GLUE average",
        from_memory=("score",),
    ),
    _transformer(
        "minilm_l6",
        "sentence-transformers/all-MiniLM-L6-v2",
        22_713_216,
        384,
        6,
        12,
        256,
        _APACHE,
        library="sentence-transformers",
        task="embedding",
        from_memory=("max_tokens",),
        note="for SetFit where speed counts",
    ),
    _transformer(
        "paraphrase_mpnet_base",
        "sentence-transformers/paraphrase-mpnet-base-v2",
        109_486_464,
        768,
        12,
        12,
        512,
        _APACHE,
        library="sentence-transformers",
        task="embedding",
        from_memory=("license", "max_tokens"),
        note="SetFit's usual body",
    ),
    _transformer(
        "paraphrase_multilingual_mpnet_base",
        "sentence-transformers/paraphrase-multilingual-mpnet-base-v2",
        278_043_648,
        768,
        12,
        12,
        128,
        _APACHE,
        library="sentence-transformers",
        task="embedding",
        from_memory=("license", "max_tokens"),
        note="SetFit's body for other languages than English",
    ),
)


def _decoder(
    key: str,
    weights: str,
    parameters: int,
    width: int,
    depth: int,
    heads: int,
    max_tokens: int,
    from_memory: tuple[str, ...],
    note: str = "",
) -> Backbone:
    return _transformer(
        key,
        weights,
        parameters,
        width,
        depth,
        heads,
        max_tokens,
        _APACHE,
        task="generation",
        normalization="rms",
        activation="swiglu",
        from_memory=from_memory,
        note=note,
    )


_DECODERS = (
    _decoder("smollm2_135m", "HuggingFaceTB/SmolLM2-135M", 134_515_008, 576, 30, 9, 8192, ("max_tokens",)),
    _decoder("qwen3_0_6b", "Qwen/Qwen3-0.6B-Base", 596_049_920, 1024, 28, 16, 32_768, ()),
    _decoder("olmo2_1b", "allenai/OLMo-2-0425-1B", 1_484_916_736, 2048, 16, 16, 4096, ("license", "max_tokens")),
    _decoder("qwen3_1_7b", "Qwen/Qwen3-1.7B-Base", 1_720_574_976, 2048, 28, 16, 32_768, ()),
    _decoder(
        "smollm3_3b",
        "HuggingFaceTB/SmolLM3-3B-Base",
        3_075_098_624,
        2048,
        36,
        16,
        65_536,
        ("license", "max_tokens"),
    ),
    _decoder("qwen3_4b", "Qwen/Qwen3-4B-Base", 4_022_468_096, 2560, 36, 32, 32_768, ("license",)),
    _decoder(
        "mistral_7b",
        "mistralai/Mistral-7B-v0.3",
        7_248_023_552,
        4096,
        32,
        32,
        32_768,
        ("license", "max_tokens"),
    ),
    _decoder("qwen3_8b", "Qwen/Qwen3-8B-Base", 8_190_735_360, 4096, 36, 32, 32_768, ("license",)),
)


def _whisper(
    key: str,
    weights: str,
    parameters: int,
    width: int,
    depth: int,
    heads: int,
    score: float | None,
    license_: str = _APACHE,
    from_memory: tuple[str, ...] = ("license", "score"),
) -> Backbone:
    return _transformer(
        key,
        weights,
        parameters,
        width,
        depth,
        heads,
        1500,
        license_,
        task="asr",
        modality="audio",
        score=score,
        metric=_CLEAN if score is not None else "",
        from_memory=from_memory,
        note="30 s of 16 kHz sound are 1500 encoder positions; the decoder writes up to 448 tokens",
    )


_AUDIO = (
    _whisper("whisper_tiny", "openai/whisper-tiny", 37_760_640, 384, 8, 6, 7.5),
    _whisper("whisper_base", "openai/whisper-base", 72_593_920, 512, 12, 8, 5.1),
    _whisper("whisper_small", "openai/whisper-small", 241_734_912, 768, 24, 12, 3.4),
    _whisper("whisper_medium", "openai/whisper-medium", 763_857_920, 1024, 48, 16, 2.9),
    _whisper(
        "whisper_large_v3",
        "openai/whisper-large-v3",
        1_543_490_560,
        1280,
        64,
        20,
        None,
        from_memory=("license",),
    ),
    _whisper(
        "whisper_large_v3_turbo",
        "openai/whisper-large-v3-turbo",
        808_878_080,
        1280,
        36,
        20,
        None,
        "MIT",
        from_memory=(),
    ),
    _transformer(
        "wav2vec2_base",
        "facebook/wav2vec2-base",
        94_371_712,
        768,
        12,
        12,
        1500,
        _APACHE,
        task="asr",
        modality="audio",
        from_memory=("max_tokens",),
        note="50 positions a second of 16 kHz sound, any length; English",
    ),
    _transformer(
        "wav2vec2_large_xlsr_53",
        "facebook/wav2vec2-large-xlsr-53",
        315_438_720,
        1024,
        24,
        16,
        1500,
        _APACHE,
        task="asr",
        modality="audio",
        from_memory=("max_tokens",),
        note="50 positions a second of 16 kHz sound, any length; 53 languages",
    ),
    _transformer(
        "mms_300m",
        "facebook/mms-300m",
        315_438_720,
        1024,
        24,
        16,
        1500,
        "CC-BY-NC-4.0",
        commercial=False,
        task="asr",
        modality="audio",
        from_memory=("max_tokens",),
        note="50 positions a second of 16 kHz sound, any length; over 1,000 languages",
    ),
    _transformer(
        "mms_1b",
        "facebook/mms-1b",
        962_497_408,
        1280,
        48,
        16,
        1500,
        "CC-BY-NC-4.0",
        commercial=False,
        task="asr",
        modality="audio",
        from_memory=("max_tokens",),
        note="50 positions a second of 16 kHz sound, any length; over 1,000 languages",
    ),
    _transformer(
        "ast",
        "MIT/ast-finetuned-audioset-10-10-0.4593",
        86_594_063,
        768,
        12,
        12,
        1214,
        _BSD,
        modality="audio",
        score=45.93,
        metric="AudioSet mAP, %",
        note="about 10 s of 16 kHz sound: 1024 frames of 128 mel bands; 527 classes",
    ),
)


def _chronos(size: str, parameters: int, width: int, depth: int, heads: int) -> Backbone:
    return _transformer(
        f"chronos_bolt_{size}",
        f"amazon/chronos-bolt-{size}",
        parameters,
        width,
        depth,
        heads,
        128,
        _APACHE,
        task="forecasting",
        modality="series",
        library="chronos",
        normalization="rms",
        activation="relu",
        from_memory=("max_tokens",),
        note="a look-back of up to 2048 steps, in patches of 16",
    )


_SERIES = (
    _chronos("tiny", 8_652_672, 256, 8, 4),
    _chronos("mini", 21_236_096, 384, 8, 8),
    _chronos("small", 47_718_016, 512, 12, 8),
    _chronos("base", 205_292_928, 768, 24, 12),
)

BACKBONES: Mapping[str, Backbone] = {
    backbone.key: backbone
    for group in (_IMAGE_CLASSIFIERS, _DETECTORS, _SEGMENTERS, _ENCODERS, _DECODERS, _AUDIO, _SERIES)
    for backbone in group
}
"""All of them by key, smaller to larger within a family."""


def matching_backbones(
    *,
    modality: Modality | None = None,
    task: BackboneTask | None = None,
    commercial: bool | None = None,
    max_parameters: int | None = None,
) -> list[Backbone]:
    """Those that meet every condition given, in the order of the table.

    >>> [backbone.key for backbone in matching_backbones(modality="series", max_parameters=25_000_000)]
    ['chronos_bolt_tiny', 'chronos_bolt_mini']
    """
    return [
        backbone
        for backbone in BACKBONES.values()
        if (modality is None or backbone.modality == modality)
        and (task is None or backbone.task == task)
        and (commercial is None or backbone.commercial == commercial)
        and (max_parameters is None or backbone.parameters <= max_parameters)
    ]
