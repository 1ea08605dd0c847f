"""The words of a config: one alias for each leaf that is a choice among names, and what such words share."""

from typing import Final, Literal

SplitMethod = Literal["random", "stratified", "grouped", "stratified-grouped", "time-ordered"]
NumericImputation = Literal["none", "median", "mean", "last"]
Scaling = Literal["none", "standardize", "robust-smooth-clip", "quantile-normal"]
Encoding = Literal["none", "one-hot", "one-hot-and-embedding"]
PixelScaling = Literal["backbone-statistics", "unit-range", "channel-statistics", "percentile-clip-z-score"]
Tokenization = Literal["backbone", "word-ngrams", "word-and-character-ngrams", "word-sequence", "byte-pair"]
ChatTemplate = Literal["chatml", "llama-3", "olmo", "mistral"]
AudioInput = Literal["log-mel", "waveform"]
SoundScaling = Literal["band-statistics", "clip-statistics"]
SeriesScaling = Literal["window-standardize", "subtract-last", "mean-scale", "global-standardize"]
TargetTransform = Literal[
    "none",
    "standardize",
    "log1p-standardize",
    "rms-scale",  # divided by its root mean square, so that zero and the sign stay
    "scale-by-seasonal-naive",
]
ImbalanceStrategy = Literal[
    "none", "class-weights", "balanced-sampling", "logit-adjustment", "focal", "foreground-oversampling"
]
Family = Literal[
    "mlp",  # plain stack of dense layers
    "tabm",  # an MLP that holds an ensemble of k members with shared weights
    "cnn",  # convolutions from scratch: 2D residual for images and log-mel audio, 1D for series and sequences
    "rnn",  # LSTM or GRU
    "transformer",  # a transformer from scratch: decoder for language modelling, patches for series
    "pretrained",  # a published backbone with a new head (classification, regression, tokens)
    "sentence-embedding",  # contrastively tuned sentence encoder with a linear classifier on top (SetFit)
    "detector",  # a published object detector, tuned
    "unet",  # an encoder-decoder with skip connections, from scratch or on a published encoder
    "segmenter",  # a published segmentation network, tuned
    "ngram-mlp",  # TF-IDF n-grams into a small MLP
    "sepcnn",  # separable convolutions over word embeddings
    "linear-series",  # one linear layer over the look-back window (DLinear, NLinear), with a small network beside it
    "nhits",  # N-HiTS
    "speech-to-text",  # a published speech recogniser, tuned
    "zero-shot",  # a published model used as it is
]
Trainable = Literal["all", "head", "top-blocks", "adapters", "none"]
Cell = Literal["lstm", "gru"]
Activation = Literal[
    "relu",
    "leaky-relu",
    "rrelu",
    "prelu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "mish",
    "tanh",
    "relu-squared",
    "swiglu",
    "hardswish",
]
Initialization = Literal[
    "he-normal",
    "he-uniform",
    "lecun-normal",
    "glorot-uniform",
    "normal-0.02",
    "scaled-normal",
    "pretrained",
    "orthogonal",
    "zeros",
    "ridge",  # linear-series: the linear layer at the solution of ridge regression, the network beside it at zero
]
Normalization = Literal["none", "batch", "layer", "group", "instance", "rms", "frozen-batch"]
NormalizationPlace = Literal["before-activation", "after-activation", "pre-block", "backbone"]
Pooling = Literal["mean", "mean-and-max"]
Stacking = Literal["none", "linear", "theta"]
DropoutKind = Literal["none", "dropout", "alpha", "variational", "stochastic-depth"]
OutputActivation = Literal["none", "sigmoid", "softmax", "tanh", "softplus", "exp", "cumulative-sigmoid"]
OutputBias = Literal["zeros", "log-prior", "target-mean", "pretrained", "none"]
Loss = Literal[
    "binary-cross-entropy",
    "cross-entropy",
    "mse",
    "mae",
    "huber",
    "poisson",
    "ordinal-cumulative",
    "quantile",
    "dice-and-cross-entropy",
    "detector",
    "mse-and-cross-entropy",  # of the four numbers of a box, and of its class
    "ctc",
    "focal",
    "generalized-cross-entropy",
    "contrastive",
]
Method = Literal[
    "sft",  # supervised tuning on answers
    "dpo",  # direct preference optimisation, held to the weights that it starts from
    "orpo",  # supervised tuning and preferences in one loss, without a reference
    "kto",  # answers marked good or bad
    "grpo",  # reinforcement learning from rewards that are compared within groups of answers
]
LearntTokens = Literal["answers", "all"]
Optimizer = Literal["sgd", "adam", "adamw", "nadam", "adamax", "rmsprop", "muon-and-adamw"]
Schedule = Literal["constant", "one-cycle", "cosine", "linear", "plateau", "step", "exponential", "warmup-stable-decay"]
Reading = Literal["half-of-diverging", "tenth-of-diverging", "valley", "steepest", "minimum-over-10"]
Averaging = Literal["none", "swa", "ema"]
Precision = Literal["fp32", "bf16", "fp16"]
Strategy = Literal["single", "ddp", "fsdp", "zero-3", "tensor-and-data-parallel"]
FirstChoice = Literal[
    "network",
    "boosted-trees",
    "linear",
    "tabular-foundation-model",
    "nnu-net",
    "tfidf-linear",
    "zero-shot",
    "seasonal-naive",
    "statistical-forecast",
    "anomaly-detection",
    "linear-on-lags",
]
Threshold = Literal["0.5", "argmax", "tuned-on-validation", "per-class-tuned"]
TestTimeAugmentation = Literal["none", "horizontal-flip"]
Calibration = Literal["none", "temperature", "temperature-and-ensemble"]
SearchMethod = Literal["none", "manual", "quasi-random", "bayesian"]

# Scores of which less is better, as evaluation.metrics and evaluation.monitor name them.
LOWER_IS_BETTER: Final = frozenset({
    "loss", "log-loss", "rmse", "mae", "mase", "poisson-deviance", "pinball-loss", "scaled-quantile-loss",
    "wer", "cer", "bits-per-byte", "perplexity",
})  # fmt: skip
