"""The words of a config as practitioners write them; any other word stands as it is."""

from collections.abc import Mapping
from typing import Any, Final

LEADS: Final = {  # what `evaluation.first_choice` says to do
    "network": "Start with this network",
    "boosted-trees": "Try boosted trees first",
    "linear": "Try a linear model first",
    "tabular-foundation-model": "Try a published model of tables first",
    "nnu-net": "Try nnU-Net first",
    "tfidf-linear": "Try TF-IDF with a linear model first",
    "zero-shot": "Use the published model as it is",
    "seasonal-naive": "Repeat the last season first",
    "statistical-forecast": "Try exponential smoothing or Theta first",
    "anomaly-detection": "Try anomaly detection first",
    "linear-on-lags": "Try ridge regression on lags first",
}
BASELINES: Final = {
    "lightgbm": "LightGBM",
    "catboost": "CatBoost",
    "tabicl": "TabICLv2",
    "tfidf-linear": "TF-IDF with a linear model",
    "ridge": "ridge regression",
    "n-gram": "n-grams",
    "logistic-regression": "logistic regression",
    "sparse-linear": "a sparse linear model",
    "seasonal-naive": "the last season repeated",
    "exponential-smoothing": "exponential smoothing",
    "ridge-on-lags": "ridge regression on lags",
    "as-published": "the published model as it is",
    "chronos": "Chronos-2",
    "rocket": "ROCKET",
    "linear-probe": "a linear model on frozen features",
    "linear-on-pixels": "a linear model on pixels",
    "linear-on-mel": "a linear model on log-mel bands",
    "boosted-summaries": "boosted trees on summaries",
    "flattened-dense": "one dense layer on the pixels",
}
FAMILIES: Final = {
    "mlp": "MLP",
    "tabm": "TabM",
    "cnn": "CNN",
    "rnn": "RNN",
    "unet": "U-Net",
    "sepcnn": "separable CNN",
    "nhits": "N-HiTS",
    "ngram-mlp": "n-gram MLP",
    "linear-series": "linear forecaster",
}
CELLS: Final = {"lstm": "LSTM", "gru": "GRU"}
ACTIVATIONS: Final = {
    "relu": "ReLU",
    "leaky-relu": "leaky ReLU",
    "rrelu": "RReLU",
    "prelu": "PReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "mish": "Mish",
    "relu-squared": "squared ReLU",
    "swiglu": "SwiGLU",
    "hardswish": "hard swish",
}
NORMALIZATIONS: Final = {
    "batch": "BatchNorm",
    "layer": "LayerNorm",
    "group": "GroupNorm",
    "instance": "InstanceNorm",
    "rms": "RMSNorm",
    "frozen-batch": "frozen BatchNorm",
}
LOSSES: Final = {
    "binary-cross-entropy": "binary cross-entropy",
    "generalized-cross-entropy": "generalised cross-entropy",
    "mse": "mean squared error",
    "mae": "mean absolute error",
    "huber": "Huber loss",
    "poisson": "Poisson loss",
    "ordinal-cumulative": "cumulative ordinal loss",
    "quantile": "quantile loss",
    "dice-and-cross-entropy": "Dice and cross-entropy",
    "detector": "the detector's own loss",
    "mse-and-cross-entropy": "squared error of the box and cross-entropy of its class",
    "ctc": "CTC",
    "focal": "focal loss",
    "contrastive": "contrastive loss",
}
METHODS: Final = {  # of tuning a language model on answers
    "sft": "supervised tuning",
    "dpo": "DPO on preferences",
    "orpo": "ORPO on preferences",
    "kto": "KTO on marks",
    "grpo": "GRPO on checked answers",
}
OPTIMIZERS: Final = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "Nadam",
    "adamax": "Adamax",
    "rmsprop": "RMSprop",
    "muon-and-adamw": "Muon and AdamW",
}
SCALINGS: Final = {
    "standardize": "standardised",
    "robust-smooth-clip": "robust scaling, clipped smoothly",
    "quantile-normal": "mapped to a normal distribution",
}
SERIES_SCALINGS: Final = {
    "window-standardize": "each window standardised",
    "subtract-last": "the last value subtracted",
    "mean-scale": "divided by the mean",
    "global-standardize": "standardised",
}
PIXELS: Final = {
    "backbone-statistics": "scaled as the published network expects",
    "unit-range": "scaled to 0 to 1",
    "channel-statistics": "standardised by channel",
    "percentile-clip-z-score": "clipped at percentiles, standardised",
}
TOKENIZERS: Final = {
    "backbone": "the published tokenizer",
    "word-ngrams": "n-grams of words",
    "word-and-character-ngrams": "n-grams of words and of characters",
    "word-sequence": "words",
    "byte-pair": "byte pairs",
}
ENCODINGS: Final = {
    "one-hot": "categories one-hot",
    "one-hot-and-embedding": "categories one-hot or embedded",
}
EMBEDDINGS: Final = {
    "piecewise-linear": "binned numeric inputs",
    "periodic": "periodic embeddings of the numbers",
    "pbld": "periodic embeddings of the numbers (PBLD)",
}
TARGETS: Final = {
    "standardize": "target standardised",
    "log1p-standardize": "log of the target standardised",
    "rms-scale": "target scaled by its root mean square",
    "scale-by-seasonal-naive": "target scaled by the error of the seasonal naive forecast",
}
IMBALANCES: Final = {
    "class-weights": "class weights",
    "balanced-sampling": "balanced sampling",
    "logit-adjustment": "logit adjustment",
    "focal": "focal loss",
    "foreground-oversampling": "foreground oversampled",
}
TRAINED: Final = {
    "all": "all layers trained",
    "head": "only the new head trained",
    "top-blocks": "top blocks trained",
    "adapters": "adapters trained",
    "none": "used as it is",
}
SPLITS: Final = {"time-ordered": "by time", "grouped": "by group", "stratified-grouped": "by group, stratified"}
METRICS: Final = {
    "auc": "AUC",
    "pr-auc": "PR-AUC",
    "f1": "F1",
    "macro-f1": "macro-F1",
    "rmse": "RMSE",
    "mae": "MAE",
    "r2": "R2",
    "mase": "MASE",
    "pinball-loss": "pinball loss",
    "scaled-quantile-loss": "scaled quantile loss",
    "wer": "word error rate",
    "cer": "character error rate",
    "map50-95": "mAP 50-95",
    "map50": "mAP 50",
    "miou": "mean IoU",
    "dice": "Dice",
}
STRATEGIES: Final = {"ddp": "DDP", "fsdp": "FSDP", "zero-3": "ZeRO-3", "tensor-and-data-parallel": "tensor parallel"}


def spelled(words: Mapping[str, str], word: Any) -> str:
    """A word of a config as practitioners write it."""
    return words.get(str(word), str(word))
