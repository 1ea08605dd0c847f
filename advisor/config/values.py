"""Values that consist of several leaves and are resolved by one decision each."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from advisor.config.words import Averaging, Precision, Reading, Schedule, Strategy, Trainable

# What most operations of a network are part of.
Computes = Literal["dense", "convolution", "recurrence", "attention"]


class Section(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of the config."""


def doc(text: str, **bounds: Any) -> Meta:
    """Describe a leaf."""
    return Meta(description=text, **bounds)


class EmbeddingSize(Section, frozen=True):
    """The embedding of one categorical column."""

    cardinality: Annotated[int, doc("Distinct values, without the slot for unknown values.", ge=1)]
    dim: Annotated[int, doc("Width of the embedding.", ge=1)]
    column: Annotated[str, doc("The column's name; empty where the columns are not known by name.")] = ""


class TextColumn(Section, frozen=True):
    """A text column of a table: TF-IDF of its words and pairs of words, reduced by truncated SVD."""

    column: Annotated[str, doc("The column's name.")]
    dim: Annotated[int, doc("Numbers that each text becomes: components of the SVD.", ge=1)]


class Augmentation(Section, frozen=True):
    """One augmentation of the training examples."""

    name: Annotated[str, doc("What is done, for example horizontal-flip, mixup or spec-augment.")]
    strength: Annotated[float, doc("Its strength or probability; the meaning follows from the name.")]


class Baseline(Section, frozen=True):
    """Something that the network has to beat."""

    name: Annotated[str, doc("The baseline.")]
    settings: Annotated[str, doc("How to run it, briefly.")]


class EarlyStopping(Section, frozen=True):
    """When training ends before its epochs are used up."""

    patience: Annotated[int, doc("Epochs without improvement before training stops; 0 never stops early.", ge=0)]
    restore_best: Annotated[bool, doc("Whether the weights of the best epoch are the ones kept.")]
    min_delta: Annotated[float, doc("Smallest change that counts as an improvement.", ge=0)] = 0.0


class RangeTest(Section, frozen=True):
    """The learning-rate range test."""

    low: Annotated[float, doc("First learning rate.", gt=0)]
    high: Annotated[float, doc("Last learning rate, unless the loss diverges before.", gt=0)]
    steps: Annotated[int, doc("Steps from the first to the last rate; the rate grows by a constant factor.", ge=10)]
    smoothing: Annotated[float, doc("Weight of the past in the exponential average of the loss.", ge=0, lt=1)]
    stop_at: Annotated[float, doc("Stop when the smoothed loss exceeds this multiple of its best.", gt=1)]
    reading: Annotated[Reading, doc("How the rate to train with is read off the curve.")]


class ScheduleSettings(Section, frozen=True):
    """How the learning rate moves."""

    name: Annotated[Schedule, doc("The schedule.")]
    final_fraction: Annotated[float, doc("Last learning rate over the peak.")] | UnsetType = UNSET
    rising_fraction: Annotated[float, doc("one-cycle: part of the steps in which the rate rises.")] | UnsetType = UNSET
    start_fraction: Annotated[float, doc("one-cycle: first learning rate over the peak.")] | UnsetType = UNSET
    factor: Annotated[float, doc("plateau, step: what the rate is multiplied by.")] | UnsetType = UNSET
    patience: Annotated[int, doc("plateau: epochs without improvement before the rate falls.")] | UnsetType = UNSET
    milestones: Annotated[list[float], doc("step: parts of training after which the rate falls.")] | UnsetType = UNSET
    decay_fraction: (
        Annotated[float, doc("warmup-stable-decay: part of the steps in which the rate falls.")] | UnsetType
    ) = UNSET


class WeightAveraging(Section, frozen=True):
    """Averaging of weights over training."""

    kind: Annotated[Averaging, doc("What is averaged: swa the points of late epochs, ema all steps.")]
    start: Annotated[float, doc("swa: part of training after which averaging begins.")] | UnsetType = UNSET
    decay: Annotated[float, doc("ema: weight of the past at each step.")] | UnsetType = UNSET
    learning_rate_fraction: Annotated[float, doc("swa: constant rate over the peak.")] | UnsetType = UNSET


class NumericEmbedding(Section, frozen=True):
    """How a single number becomes a vector before the first layer."""

    kind: Annotated[
        Literal["none", "periodic", "piecewise-linear", "pbld"],
        doc(
            "periodic: sines of learned frequencies, linear, ReLU (PLR); pbld: the same with the number"
            " concatenated and no ReLU; piecewise-linear: soft bins."
        ),
    ]
    dim: Annotated[int, doc("Width of a feature's vector.", ge=1)] | UnsetType = UNSET
    hidden: Annotated[int, doc("periodic, pbld: values inside; half are cosines.", ge=1)] | UnsetType = UNSET
    sigma: Annotated[float, doc("periodic, pbld: spread of the initial frequencies.", gt=0)] | UnsetType = UNSET
    bins: Annotated[int, doc("piecewise-linear: number of bins.", ge=2)] | UnsetType = UNSET


class Unfreezing(Section, frozen=True):
    """When the backbone begins to train."""

    head_epochs: Annotated[int, doc("Epochs in which the head learns alone.", ge=0)]
    backbone_rate: Annotated[float, doc("Learning rate of the backbone over that of the head.", ge=0, le=1)]
    layer_decay: Annotated[float, doc("Factor by which the rate falls from block to block, downwards.")] | UnsetType = (
        UNSET
    )


class Lora(Section, frozen=True):
    """Low-rank adapters."""

    rank: Annotated[int, doc("Rank of the update.", ge=1)]
    alpha: Annotated[int, doc("Scale of the update.", ge=1)]
    targets: Annotated[str, doc("Which weights get adapters.")]
    quantized_base: Annotated[bool, doc("Whether the frozen weights are held in 4 bits (QLoRA).")]


class MarkWeights(Section, frozen=True):
    """Weights of the two kinds of marked answers in the loss."""

    good: Annotated[float, doc("Weight of an answer that is marked good.", gt=0)]
    bad: Annotated[float, doc("Weight of an answer that is marked bad.", gt=0)]


class Sampling(Section, frozen=True):
    """How a model answers the prompts that it is rewarded for."""

    generations: Annotated[int, doc("Answers to one prompt, whose rewards are compared.", ge=2)]
    max_tokens: Annotated[int, doc("Tokens at which an answer is cut off.", ge=1)]


class Wanted(Section, frozen=True):
    """The published network that suits the data, before memory is looked at. Not part of the document."""

    backbone: str
    trainable: Trainable
    resolution: int = 0  # pixels of a side; 0 where there are no images
    taught: int = 0  # tokens that adapters would have to hold; 0 where what they are taught is little


class Load(Section, frozen=True):
    """What training has to hold, before memory is looked at. Not part of the document."""

    parameters: int
    kept: int  # bytes of one example, in 32 bits, until the backward pass
    checkpointed: int  # the same where activations are computed again
    backbone: str = ""
    trainable: Trainable = "all"
    resolution: int = 0  # pixels of a side; 0 where there are no images
    tokens: int = 0  # positions that a published transformer attends over; 0 where it is none
    taught: int = 0  # tokens that adapters would have to hold; 0 where what they are taught is little
    logits: int = 0  # bytes of a language model's logits at the loss, as many tokens as are held at once


class Effort(Section, frozen=True):
    """What one example costs in the network as it is chosen. Not part of the document."""

    parameters: int
    flops: int  # of a forward pass


class Work(Section, frozen=True):
    """What a network has a machine do, beside the operations on its weights. Not part of the document."""

    computes: Computes
    flops: int  # of a forward pass over an example
    values: int  # of an example that are kept until the backward pass
    layers: int  # with weights, one after another
    ticks: int = 0  # steps of recurrent layers, one after another


class Fit(Section, frozen=True):
    """What of the wanted network fits the machines, and by which reductions. Not part of the document."""

    precision: Precision
    strategy: Strategy
    devices: int
    micro_batch: int
    accumulation: int
    checkpointing: bool
    optimizer_bits: int
    ladder: list[str]
    memory_gib: float
    fits: bool
    backbone: str = ""
    trainable: Trainable = "all"
    quantized_base: bool = False
    resolution: int = 0
