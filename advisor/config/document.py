"""The whole document: schema advisor/config/v1.

Each leaf is owned by the decision whose path is the leaf's path or a part of it. A key that has no meaning
for a problem is left out. Shapes are without the batch dimension; rates are fractions of 1.
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType, field

from advisor.config.values import (
    Augmentation,
    Baseline,
    EarlyStopping,
    EmbeddingSize,
    Lora,
    MarkWeights,
    NumericEmbedding,
    RangeTest,
    Sampling,
    ScheduleSettings,
    Section,
    TextColumn,
    Unfreezing,
    WeightAveraging,
    doc,
)
from advisor.config.words import (
    Activation,
    AudioInput,
    Calibration,
    Cell,
    ChatTemplate,
    DropoutKind,
    Encoding,
    Family,
    FirstChoice,
    ImbalanceStrategy,
    Initialization,
    LearntTokens,
    Loss,
    Method,
    Normalization,
    NormalizationPlace,
    NumericImputation,
    Optimizer,
    OutputActivation,
    OutputBias,
    PixelScaling,
    Pooling,
    Precision,
    Scaling,
    SearchMethod,
    SeriesScaling,
    SoundScaling,
    SplitMethod,
    Stacking,
    Strategy,
    TargetTransform,
    TestTimeAugmentation,
    Threshold,
    Tokenization,
    Trainable,
)
from advisor.versions import CONFIG_SCHEMA, Ruleset


class Split(Section, frozen=True):
    """How validation data is set aside."""

    method: Annotated[SplitMethod, doc("How examples are assigned.")] | UnsetType = UNSET
    test: Annotated[float, doc("Part of all examples set apart first, to be scored once.", gt=0, lt=1)] | UnsetType = (
        UNSET
    )
    validation: Annotated[float, doc("Part held out of each run for validation.", gt=0, lt=1)] | UnsetType = UNSET
    folds: Annotated[int, doc("Runs, each validated on another part; 1 is a single hold-out.", ge=1)] | UnsetType = (
        UNSET
    )
    train_rows: Annotated[int, doc("Training examples of one run.", ge=1)] | UnsetType = UNSET


class Missing(Section, frozen=True):
    """Missing values."""

    numeric: Annotated[NumericImputation, doc("What replaces a missing number.")] | UnsetType = UNSET
    indicator: Annotated[bool, doc("Whether a 0/1 column says that the number was missing.")] | UnsetType = UNSET
    categorical: Annotated[Literal["none", "own-level"], doc("What a missing category becomes.")] | UnsetType = UNSET


class Numeric(Section, frozen=True):
    """Numeric inputs."""

    scaling: Annotated[Scaling, doc("How numeric inputs are brought to one scale.")] | UnsetType = UNSET


class Categorical(Section, frozen=True):
    """Categorical inputs."""

    encoding: Annotated[Encoding, doc("How categories become numbers.")] | UnsetType = UNSET
    one_hot_max: Annotated[int, doc("Largest cardinality that is one-hot encoded.", ge=0)] | UnsetType = UNSET
    embeddings: Annotated[list[EmbeddingSize], doc("Embeddings of the larger ones.")] | UnsetType = UNSET


class ImageInput(Section, frozen=True):
    """Image inputs."""

    scaling: Annotated[PixelScaling, doc("How pixels become inputs.")] | UnsetType = UNSET


class TextInput(Section, frozen=True):
    """Text inputs."""

    tokenizer: Annotated[Tokenization, doc("How text is cut into tokens.")] | UnsetType = UNSET
    max_length: Annotated[int, doc("Tokens kept of one text.", ge=1)] | UnsetType = UNSET
    vocabulary: Annotated[int, doc("Tokens or n-grams known.", ge=1)] | UnsetType = UNSET
    template: Annotated[ChatTemplate, doc("How the turns of a chat become one text.")] | UnsetType = UNSET
    packing: Annotated[bool, doc("Whether short chats share a sequence.")] | UnsetType = UNSET


class SoundInput(Section, frozen=True):
    """Audio inputs."""

    form: Annotated[AudioInput, doc("What the network hears.")] | UnsetType = UNSET
    sample_rate: Annotated[int, doc("Samples a second after resampling.", ge=1)] | UnsetType = UNSET
    mel_bands: Annotated[int, doc("log-mel: frequency bands.", ge=1)] | UnsetType = UNSET
    hop_ms: Annotated[int, doc("log-mel: milliseconds from column to column.", ge=1)] | UnsetType = UNSET
    trim_db: (
        Annotated[
            int,
            doc(
                "log-mel: quiet beginnings and ends are cut off that stay so many decibels below the loudest moment; 0"
                " for whole recordings.",
                ge=0,
            ),
        ]
        | UnsetType
    ) = UNSET
    scaling: Annotated[SoundScaling, doc("log-mel: how spectrograms are brought to one scale.")] | UnsetType = UNSET


class SeriesInput(Section, frozen=True):
    """Time series inputs."""

    lookback: Annotated[int, doc("Past steps that the network sees.", ge=1)] | UnsetType = UNSET
    horizon: Annotated[int, doc("Steps that it forecasts.", ge=1)] | UnsetType = UNSET
    scaling: Annotated[SeriesScaling, doc("How values are brought to one scale.")] | UnsetType = UNSET


class Target(Section, frozen=True):
    """The target."""

    transform: Annotated[TargetTransform, doc("What is done to the target before training.")] | UnsetType = UNSET
    clamp: Annotated[bool, doc("Whether predictions are kept within the training targets' range.")] | UnsetType = UNSET
    smearing: (
        Annotated[bool, doc("Whether the mean, not the median, is predicted once a logarithm is undone.")] | UnsetType
    ) = UNSET


class Imbalance(Section, frozen=True):
    """Classes of unequal size."""

    strategy: Annotated[ImbalanceStrategy, doc("What is done about unequal classes in training.")] | UnsetType = UNSET
    max_weight: Annotated[float, doc("Largest class weight over the smallest.", ge=1)] | UnsetType = UNSET


class DataSection(Section, frozen=True):
    """From files to inputs."""

    split: Annotated[Split, doc("How validation data is set aside.")] = Split()
    drop_columns: Annotated[list[str], doc("Columns that the network does not see.")] | UnsetType = UNSET
    text_columns: (
        Annotated[list[TextColumn], doc("Text columns of a table that the network sees, as numbers.")] | UnsetType
    ) = UNSET
    missing: Annotated[Missing, doc("Missing values.")] = Missing()
    numeric: Annotated[Numeric, doc("Numeric inputs.")] = Numeric()
    categorical: Annotated[Categorical, doc("Categorical inputs.")] = Categorical()
    image: Annotated[ImageInput, doc("Image inputs.")] = ImageInput()
    text: Annotated[TextInput, doc("Text inputs.")] = TextInput()
    audio: Annotated[SoundInput, doc("Audio inputs.")] = SoundInput()
    series: Annotated[SeriesInput, doc("Time series inputs.")] = SeriesInput()
    augmentation: Annotated[list[Augmentation], doc("What is done to training examples.")] | UnsetType = UNSET
    target: Annotated[Target, doc("The target.")] = Target()
    imbalance: Annotated[Imbalance, doc("Classes of unequal size.")] = Imbalance()


class Backbone(Section, frozen=True):
    """A published network that is built on."""

    name: Annotated[str, doc("The network, one that fits.")] | UnsetType = UNSET
    weights: Annotated[str, doc("Library and name of the weights; none trains from scratch.")] | UnsetType = UNSET
    trainable: Annotated[Trainable, doc("Which of its weights are trained.")] | UnsetType = UNSET
    unfreezing: Annotated[Unfreezing, doc("When and how fast they are trained.")] | UnsetType = UNSET
    lora: Annotated[Lora, doc("Low-rank adapters.")] | UnsetType = UNSET


class Input(Section, frozen=True):
    """What enters the network."""

    shape: Annotated[list[int], doc("Shape of one example, without the batch dimension.")] | UnsetType = UNSET


class Hidden(Section, frozen=True):
    """The hidden layers: dense layers, convolution stages, recurrent layers or transformer blocks."""

    layers: Annotated[int, doc("Number of hidden layers, stages or blocks.", ge=0)] | UnsetType = UNSET
    widths: Annotated[list[int], doc("Units, channels or model width of each.")] | UnsetType = UNSET
    stem_stride: Annotated[int, doc("cnn: stride of the first convolution.", ge=1)] | UnsetType = UNSET
    blocks_per_stage: Annotated[int, doc("cnn, unet: residual blocks in a stage.", ge=1)] | UnsetType = UNSET
    pooling: Annotated[Pooling, doc("cnn: what is kept of all places, or moments, before the output.")] | UnsetType = (
        UNSET
    )
    residual: Annotated[bool, doc("Whether skip connections add a block's input to its output.")] | UnsetType = UNSET
    cell: Annotated[Cell, doc("rnn: the recurrent cell.")] | UnsetType = UNSET
    bidirectional: Annotated[bool, doc("rnn: whether it reads in both directions.")] | UnsetType = UNSET
    kernel: Annotated[int, doc("cnn, unet, sepcnn: size of a kernel.", ge=1)] | UnsetType = UNSET
    heads: Annotated[int, doc("transformer: attention heads.", ge=1)] | UnsetType = UNSET
    feedforward: Annotated[int, doc("transformer: inner width of the feed-forward part.", ge=1)] | UnsetType = UNSET
    patch: Annotated[list[int], doc("transformer on series: length and stride of a patch.")] | UnsetType = UNSET
    members: Annotated[int, doc("tabm: members of the ensemble inside.", ge=1)] | UnsetType = UNSET


class ActivationSettings(Section, frozen=True):
    """The non-linearity of the hidden layers."""

    name: Annotated[Activation, doc("The function.")] | UnsetType = UNSET
    slope: Annotated[float, doc("leaky-relu: slope below zero; prelu: initial slope.", ge=0)] | UnsetType = UNSET


class InitializationSettings(Section, frozen=True):
    """Initial weights."""

    hidden: Annotated[Initialization, doc("Hidden layers.")] | UnsetType = UNSET
    output: Annotated[Initialization, doc("Output layer.")] | UnsetType = UNSET
    output_bias: Annotated[OutputBias, doc("Bias of the output layer.")] | UnsetType = UNSET


class NormalizationSettings(Section, frozen=True):
    """Normalisation between layers."""

    kind: Annotated[Normalization, doc("What is normalised over.")] | UnsetType = UNSET
    place: Annotated[NormalizationPlace, doc("Where it stands.")] | UnsetType = UNSET


class Dropout(Section, frozen=True):
    """Dropout."""

    kind: Annotated[DropoutKind, doc("What is dropped.")] | UnsetType = UNSET
    rates: Annotated[list[float], doc("Rate after each hidden layer, stage or block.")] | UnsetType = UNSET
    head: Annotated[float, doc("Rate before the output layer of a backbone or convolutional network.")] | UnsetType = (
        UNSET
    )


class Output(Section, frozen=True):
    """The output layer."""

    units: Annotated[int, doc("Units; 1 for a binary task.", ge=1)] | UnsetType = UNSET
    activation: Annotated[OutputActivation, doc("At inference; the loss takes logits.")] | UnsetType = UNSET


class Model(Section, frozen=True):
    """The network."""

    family: Annotated[Family, doc("The kind of network.")] | UnsetType = UNSET
    backbone: Annotated[Backbone, doc("A published network that is built on.")] = Backbone()
    input: Annotated[Input, doc("What enters the network.")] = Input()
    numeric_embedding: Annotated[NumericEmbedding, doc("How a number becomes a vector.")] | UnsetType = UNSET
    hidden: Annotated[Hidden, doc("The hidden layers.")] = Hidden()
    activation: Annotated[ActivationSettings, doc("The non-linearity.")] = ActivationSettings()
    initialization: Annotated[InitializationSettings, doc("Initial weights.")] = InitializationSettings()
    normalization: Annotated[NormalizationSettings, doc("Normalisation between layers.")] = NormalizationSettings()
    dropout: Annotated[Dropout, doc("Dropout.")] = Dropout()
    output: Annotated[Output, doc("The output layer.")] = Output()
    stacking: (
        Annotated[Stacking, doc("A model beside the networks, its share of the answer by held-out predictions.")]
        | UnsetType
    ) = UNSET


class LossSettings(Section, frozen=True):
    """The loss."""

    name: Annotated[Loss, doc("The function that is minimised.")] | UnsetType = UNSET
    delta: Annotated[float, doc("huber: where it turns linear, in deviations of the target.", gt=0)] | UnsetType = UNSET
    quantiles: (
        Annotated[list[float], doc("quantile: the levels that are predicted, in order, the median among them.")]
        | UnsetType
    ) = UNSET
    label_smoothing: (
        Annotated[float, doc("Probability moved from the label to all classes.", ge=0, lt=1)] | UnsetType
    ) = UNSET
    tokens: Annotated[LearntTokens, doc("sft: the tokens whose errors count.")] | UnsetType = UNSET
    beta: (
        Annotated[float, doc("dpo, kto, grpo: how strongly the reference holds; orpo: weight of preferences.", ge=0)]
        | UnsetType
    ) = UNSET
    marks: Annotated[MarkWeights, doc("kto: weights of answers marked good and bad.")] | UnsetType = UNSET


class OptimizerSettings(Section, frozen=True):
    """The optimiser."""

    name: Annotated[Optimizer, doc("The optimiser.")] | UnsetType = UNSET
    momentum: Annotated[float, doc("sgd: share of the last step that is kept.", ge=0, lt=1)] | UnsetType = UNSET
    nesterov: Annotated[bool, doc("sgd: whether the gradient is taken after the momentum step.")] | UnsetType = UNSET
    betas: Annotated[list[float], doc("adam family: decay of the two moments.")] | UnsetType = UNSET
    weight_decay: Annotated[float, doc("Decoupled weight decay; for sgd, L2.", ge=0)] | UnsetType = UNSET
    no_decay: Annotated[list[str], doc("Parameters without weight decay.")] | UnsetType = UNSET


class LearningRate(Section, frozen=True):
    """The learning rate."""

    initial: Annotated[float, doc("Peak learning rate, used unless the range test replaces it.", gt=0)] | UnsetType = (
        UNSET
    )
    range_test: Annotated[RangeTest, doc("How to find it on the data.")] | UnsetType = UNSET


class Training(Section, frozen=True):
    """How the network learns."""

    method: Annotated[Method, doc("How a published language model is tuned on answers.")] | UnsetType = UNSET
    sampling: Annotated[Sampling, doc("grpo: how the prompts are answered.")] | UnsetType = UNSET
    loss: Annotated[LossSettings, doc("The loss.")] = LossSettings()
    optimizer: Annotated[OptimizerSettings, doc("The optimiser.")] = OptimizerSettings()
    learning_rate: Annotated[LearningRate, doc("The learning rate.")] = LearningRate()
    schedule: Annotated[ScheduleSettings, doc("How the learning rate moves.")] | UnsetType = UNSET
    warmup: Annotated[float, doc("Part of the steps in which the rate rises from zero.", ge=0, lt=1)] | UnsetType = (
        UNSET
    )
    batch_size: Annotated[int, doc("Examples in one update; for language modelling, sequences.", ge=1)] | UnsetType = (
        UNSET
    )
    epochs: Annotated[int, doc("Most passes over the training data.", ge=0)] | UnsetType = UNSET
    max_steps: Annotated[int, doc("Updates after which training ends, even within a pass.", ge=1)] | UnsetType = UNSET
    early_stopping: Annotated[EarlyStopping, doc("When training ends early.")] | UnsetType = UNSET
    clip_norm: Annotated[float, doc("Largest L2 norm of the gradient; 0 does not clip.", ge=0)] | UnsetType = UNSET
    averaging: Annotated[WeightAveraging, doc("Averaging of weights.")] | UnsetType = UNSET
    seeds: Annotated[list[int], doc("Seeds to run; several where one proves nothing.")] | UnsetType = UNSET


class Compute(Section, frozen=True):
    """How training fits the machines."""

    precision: Annotated[Precision, doc("Number format of the forward and backward pass.")] | UnsetType = UNSET
    strategy: Annotated[Strategy, doc("How the work is spread over devices.")] | UnsetType = UNSET
    devices: Annotated[int, doc("Devices used.", ge=1)] | UnsetType = UNSET
    micro_batch: Annotated[int, doc("Examples on one device at a time.", ge=1)] | UnsetType = UNSET
    accumulation: Annotated[int, doc("Micro-batches added up before an update.", ge=1)] | UnsetType = UNSET
    checkpointing: Annotated[bool, doc("Whether activations are computed again rather than kept.")] | UnsetType = UNSET
    optimizer_bits: Annotated[int, doc("Bits of each number of the optimiser's state.")] | UnsetType = UNSET
    ladder: (
        Annotated[list[str], doc("Reductions taken, in order, until it fitted; empty where none was needed.")]
        | UnsetType
    ) = UNSET
    memory_gib: Annotated[float, doc("Estimated training memory on one device.", ge=0)] | UnsetType = UNSET
    max_hours: Annotated[float, doc("Hours after which training ends, wherever it stands.", gt=0)] | UnsetType = UNSET


class Evaluation(Section, frozen=True):
    """How the result is evaluated."""

    metrics: Annotated[list[str], doc("Scores to report, the headline first.")] | UnsetType = UNSET
    monitor: Annotated[str, doc("The validation score that picks the best epoch.")] | UnsetType = UNSET
    test_time_augmentation: (
        Annotated[TestTimeAugmentation, doc("Changed copies of an image that are predicted with it; the mean counts.")]
        | UnsetType
    ) = UNSET
    threshold: (
        Annotated[
            Threshold,
            doc("How probabilities become decisions."),
        ]
        | UnsetType
    ) = UNSET
    calibration: (
        Annotated[
            Calibration,
            doc("What makes probabilities trustworthy."),
        ]
        | UnsetType
    ) = UNSET
    conformal: (
        Annotated[bool, doc("Whether quantiles are moved until they hold on held-out data (conformal prediction).")]
        | UnsetType
    ) = UNSET
    first_choice: Annotated[FirstChoice, doc("What to try first on this problem.")] | UnsetType = UNSET
    baselines: Annotated[list[Baseline], doc("What the network has to beat.")] | UnsetType = UNSET
    checks: Annotated[list[str], doc("What to check before a long run.")] | UnsetType = UNSET


class Tracking(Section, frozen=True):
    """Experiment tracking."""

    tool: Annotated[str, doc("Where runs are logged.")] | UnsetType = UNSET
    log: Annotated[list[str], doc("What is logged.")] | UnsetType = UNSET


class Tuning(Section, frozen=True):
    """What to try next."""

    order: Annotated[list[str], doc("In which order to tune.")] | UnsetType = UNSET
    method: Annotated[SearchMethod, doc("How to search.")] | UnsetType = UNSET
    search: Annotated[dict[str, Any], doc("Path of a choice -> the range or list to try next.")] = field(
        default_factory=dict
    )


class Resources(Section, frozen=True):
    """What it costs, computed."""

    parameters: Annotated[int, doc("Parameters of the network.", ge=0)] | UnsetType = UNSET
    trainable_parameters: Annotated[int, doc("Trainable parameters.", ge=0)] | UnsetType = UNSET
    steps_per_epoch: Annotated[int, doc("Updates in one pass over the training data.", ge=1)] | UnsetType = UNSET
    total_steps: Annotated[int, doc("Updates if every epoch is used.", ge=0)] | UnsetType = UNSET
    training_flops: Annotated[float, doc("Floating-point operations if every epoch is used.", ge=0)] | UnsetType = UNSET
    training_hours: Annotated[float, doc("Rough hours on the stated machines, all epochs used.", ge=0)] | UnsetType = (
        UNSET
    )
    cost_usd: Annotated[float, doc("Rough cost of renting the machines for that time.", ge=0)] | UnsetType = UNSET


class Config(Section, frozen=True):
    """A complete config: what was said of the problem, and every choice."""

    schema: Annotated[str, doc("The version of this format.")] = CONFIG_SCHEMA
    advisor: Annotated[str, doc("The version of the advisor that made it.")] = ""
    ruleset: Annotated[Ruleset, doc("The rules that answered.")] = "current"
    problem: Annotated[dict[str, Any], doc("The facts that were given or measured.")] = field(default_factory=dict)
    warnings: Annotated[list[str], doc("What to know before using it.")] = field(default_factory=list)
    data: Annotated[DataSection, doc("From files to inputs.")] = DataSection()
    model: Annotated[Model, doc("The network.")] = Model()
    training: Annotated[Training, doc("How the network learns.")] = Training()
    compute: Annotated[Compute, doc("How training fits the machines.")] = Compute()
    evaluation: Annotated[Evaluation, doc("How the result is evaluated.")] = Evaluation()
    tracking: Annotated[Tracking, doc("Experiment tracking.")] = Tracking()
    tuning: Annotated[Tuning, doc("What to try next.")] = Tuning()
    resources: Annotated[Resources, doc("What it costs.")] = Resources()
