"""The words that facts may take, and which tasks each kind of data supports."""

from typing import Final, Literal

Kind = Literal["table", "image", "text", "audio", "series", "sequence"]
Task = Literal[
    "binary",
    "multiclass",
    "multilabel",
    "ordinal",
    "regression",
    "detection",
    "segmentation",
    "token-classification",
    "language-modeling",
    "speech-recognition",
    "forecasting",
]
Supervision = Literal["none", "answers", "preferences", "unpaired-preferences", "verifiable"]
Records = Literal["messages", "sharegpt", "instructions", "prompts"]
TargetRange = Literal["unbounded", "positive", "unit", "symmetric", "counts"]
Domain = Literal["near", "far"]
GroupPart = Literal[
    "none", "folder",
    "name-1", "name-2", "name-3", "name-4", "name-5", "name-6", "name-7", "name-8",
    "run-1", "run-2", "run-3", "run-4", "run-5", "run-6", "run-7", "run-8",
]  # fmt: skip
Device = Literal["cpu", "gpu"]
Accelerator = Literal[
    "unknown",
    "t4",
    "v100",
    "rtx3060",
    "rtx3090",
    "rtx4060ti",
    "rtx4080",
    "rtx4090",
    "rtx5070ti",
    "rtx5080",
    "rtx5090",
    "a6000",
    "rtx6000ada",
    "rtxpro6000",
    "a10",
    "l4",
    "l40s",
    "a100",
    "h100",
    "h200",
    "b200",
    "b300",
    "mi300x",
    "mi355x",
]
Deploy = Literal["server", "edge"]
Priority = Literal["accuracy", "speed", "latency", "memory", "calibration"]
Metric = Literal[
    "auto", "accuracy", "balanced-accuracy", "auc", "pr-auc", "f1", "log-loss", "rmse", "mae", "r2", "task"
]
Tracker = Literal["csv", "wandb", "tensorboard", "mlflow"]
Fit = Literal["unknown", "overfitting", "underfitting"]
Gradients = Literal["unknown", "vanishing", "exploding"]
ColumnType = Literal["numeric", "categorical", "text", "date", "identifier", "constant"]

SUPPORTED: Final[dict[str, tuple[str, ...]]] = {
    "table": ("binary", "multiclass", "multilabel", "ordinal", "regression"),
    "image": ("binary", "multiclass", "multilabel", "regression", "detection", "segmentation"),
    "text": ("binary", "multiclass", "multilabel", "regression", "token-classification", "language-modeling"),
    "audio": ("binary", "multiclass", "multilabel", "speech-recognition"),
    "series": ("forecasting", "binary", "multiclass"),
    "sequence": ("binary", "multiclass", "multilabel", "regression"),
}

# Words that people use for a task; the kind of data that they imply is taken where it was not given.
TASK_ALIASES: Final[dict[str, str]] = {
    "binary-classification": "binary",
    "multi-class": "multiclass",
    "multiclass-classification": "multiclass",
    "multi-label": "multilabel",
    "multilabel-classification": "multilabel",
    "ordinal-classification": "ordinal",
    "ordinal-regression": "ordinal",
    "object-detection": "detection",
    "semantic-segmentation": "segmentation",
    "ner": "token-classification",
    "lm": "language-modeling",
    "language-modelling": "language-modeling",
    "causal-lm": "language-modeling",
    "causal-language-modeling": "language-modeling",
    "asr": "speech-recognition",
    "forecast": "forecasting",
}
# Words for tuning language models on answers, and what shows them which answers are good.
TUNED_ON: Final[dict[str, Supervision]] = {
    **dict.fromkeys(
        ("chat", "chatbot", "dialogue", "dialog", "conversation", "conversational", "assistant", "instruct",
         "instruction-tuning", "instruction-following", "sft", "supervised-fine-tuning", "llm-fine-tuning",
         "text-generation", "code-generation", "post-training"),
        "answers",
    ),
    **dict.fromkeys(("dpo", "orpo", "preference-tuning", "preference-optimization", "rlhf"), "preferences"),
    "kto": "unpaired-preferences",
    **dict.fromkeys(("grpo", "rlvr"), "verifiable"),
}  # fmt: skip
TASK_ALIASES.update(dict.fromkeys(TUNED_ON, "language-modeling"))
# Words that people use for the words of facts, by fact.
ALIASES: Final[dict[str, dict[str, str]]] = {
    "task": TASK_ALIASES,
    "data.kind": {
        "tabular": "table",
        "images": "image",
        "vision": "image",
        "texts": "text",
        "nlp": "text",
        "sound": "audio",
        "speech": "audio",
        "time-series": "series",
        "timeseries": "series",
        "sequences": "sequence",
    },
    "data.supervision": {
        "plain": "none",
        "chats": "answers",
        "demonstrations": "answers",
        "pairs": "preferences",
        "paired-preferences": "preferences",
        "marks": "unpaired-preferences",
        "thumbs": "unpaired-preferences",
        "checkable": "verifiable",
    },
    "compute.device": {"cuda": "gpu", "mps": "gpu", "rocm": "gpu", "nvidia": "gpu"},
    "priorities.first": {
        "quality": "accuracy",
        "training-speed": "speed",
        "inference-speed": "latency",
        "size": "memory",
        "calibrated": "calibration",
    },
    "priorities.metric": {
        "acc": "accuracy",
        "balanced-acc": "balanced-accuracy",
        "roc-auc": "auc",
        "auroc": "auc",
        "average-precision": "pr-auc",
        "auprc": "pr-auc",
        "f1-score": "f1",
        "logloss": "log-loss",
        "cross-entropy": "log-loss",
        "nll": "log-loss",
        "root-mean-squared-error": "rmse",
        "mean-absolute-error": "mae",
        "r2-score": "r2",
    },
    "priorities.tracker": {"weights-and-biases": "wandb", "w&b": "wandb", "tb": "tensorboard"},
}
# Tasks that one kind of data alone supports.
KIND_OF_TASK: Final[dict[str, Kind]] = {
    "ordinal": "table",
    "detection": "image",
    "segmentation": "image",
    "token-classification": "text",
    "language-modeling": "text",
    "speech-recognition": "audio",
    "forecasting": "series",
}
CLASSIFICATION: Final = frozenset({"binary", "multiclass", "multilabel", "ordinal"})
CLASS_SCORES: Final[tuple[Metric, ...]] = ("accuracy", "balanced-accuracy", "auc", "pr-auc", "f1", "log-loss")
# The scores that may be asked for, by task; a task that is not here is reported by scores of its own alone.
METRICS: Final[dict[str, tuple[Metric, ...]]] = {
    **dict.fromkeys(sorted(CLASSIFICATION), CLASS_SCORES),
    "ordinal": (*CLASS_SCORES, "mae"),  # of the classes' places
    "regression": ("rmse", "mae", "r2"),
    "forecasting": ("rmse", "mae"),
}
UNNAMED: Final[tuple[Metric, ...]] = ("auto", "task")  # words that leave the score to the task

# What the words of a fact mean, for whoever is asked to choose.
MEANINGS: Final[dict[str, dict[str, str]]] = {
    "task": {
        "binary": "one of two classes",
        "multiclass": "one of several classes",
        "multilabel": "any number of several labels",
        "ordinal": "one of several classes in an order",
        "regression": "one or several numbers",
        "detection": "boxes around objects, and what they are",
        "segmentation": "a class for each pixel",
        "token-classification": "a class for each word, such as names",
        "language-modeling": "the next word",
        "speech-recognition": "the words that are spoken",
        "forecasting": "the steps that follow",
    },
    "data.kind": {
        "table": "rows and columns in no particular order",
        "image": "pictures or volumes",
        "text": "sentences, documents or code",
        "audio": "recordings of sound or speech",
        "series": "measurements over time",
        "sequence": "a list of feature vectors for each example",
    },
    "data.supervision": {
        "none": "plain texts",
        "answers": "prompts or chats with the answers to learn",
        "preferences": "prompts with two answers, of which one is preferred",
        "unpaired-preferences": "answers that are marked good or bad",
        "verifiable": "prompts with an answer that a program can check",
    },
    "data.records": {
        "messages": "turns with role and content",
        "sharegpt": "turns with from and value",
        "instructions": "instruction, input and output",
        "prompts": "a prompt and an answer, as plain texts",
    },
    "data.target_range": {
        "unbounded": "any number",
        "positive": "above 0",
        "unit": "from 0 to 1",
        "symmetric": "from -1 to 1",
        "counts": "0, 1, 2, ...",
    },
    "priorities.metric": {"auto": "the usual one of the task"},
    "compute.deploy": {
        "server": "a machine with room to spare",
        "edge": "a phone or a small device",
    },
    "priorities.first": {
        "accuracy": "the best score",
        "speed": "a short training",
        "latency": "a quick prediction",
        "memory": "a small network",
        "calibration": "probabilities that can be trusted",
    },
}


def metrics_for(task: str) -> tuple[Metric, ...]:
    """The scores that a task can be measured by and a user can ask for, beside those that `UNNAMED` leave to it.

    >>> metrics_for("regression")
    ('rmse', 'mae', 'r2')
    >>> metrics_for("detection")
    ()
    """
    return METRICS.get(task, ())
