"""Hugging Face's Trainer: its TrainingArguments as JSON, and a script that reads the data and starts it."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.trainers.accelerate import FILE, parallel
from advisor.exporting.trainers.accelerate import ROWS as PARALLEL
from advisor.exporting.trainers.arguments import LANGUAGE_ROWS, OWN, ROWS, arguments
from advisor.exporting.trainers.mapping import IDLE, Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.scripts import script
from advisor.exporting.trainers.writing import Heading, Native, data_path, json_of, project, readme_of, refuse

if TYPE_CHECKING:
    from advisor.exporting.source import Source

SCRIPT: Final = "train.py"  # in the place of a key, what the script says
NEEDS: Final = '"transformers==5.24.0" "accelerate>=1.1" pandas scikit-learn'
SENTENCEPIECE: Final = ("deberta", "mdeberta")  # whose tokenizers are converted from sentencepiece
COMMON: Final = (
    *ROWS, *PARALLEL,
    Row("training.loss.label_smoothing", "label_smoothing_factor"),
    Row("training.early_stopping.patience", SCRIPT),
    Row("data.text.max_length", SCRIPT),
    Row("data.split.validation", SCRIPT),
)  # fmt: skip
HEADED: Final = (  # of encoders with a new head
    *COMMON,
    Row("model.family", SCRIPT),
    Row("model.backbone.name", SCRIPT),
    Row("model.backbone.weights", SCRIPT),
    Row("model.backbone.trainable", SCRIPT, values=("all",)),
    Row("model.backbone.unfreezing", "", "not at all", "all layers learn from the start at one rate",
        idle=(*IDLE, {"head_epochs": 0, "backbone_rate": 1.0})),
    Row("model.hidden.widths", SCRIPT),
    Row("model.initialization.output", SCRIPT, "nearly", "the head starts as transformers has it", idle=()),
    Row("model.initialization.output_bias", SCRIPT, "nearly", "the head starts at zero, not at the shares of classes",
        idle=(*IDLE, "zeros")),
    Row("model.normalization", SCRIPT),
    Row("model.dropout.kind", SCRIPT),
    Row("model.dropout.head", SCRIPT, "nearly", "dropout before the head is that of the published network"),
    Row("model.output", SCRIPT, says="of two classes, two outputs and a softmax give the same"),
    Row("data.text.tokenizer", SCRIPT),
    Row("data.augmentation", "", "not at all", "texts are not changed"),
    Row("data.imbalance.strategy", "", "not at all", "classes are not balanced"),
    Row("data.target.transform", SCRIPT, values=("standardize", "none")),
    Row("data.target.transform", SCRIPT, "nearly", "the target is standardised", values=(
        "log1p-standardize", "rms-scale")),
    Row("data.target.clamp", "", "not at all", "predictions may leave the range of the training targets"),
    Row("data.target.smearing", "", "not at all", "logarithms are not corrected"),
    Row("training.loss.name", SCRIPT, values=("cross-entropy", "binary-cross-entropy", "mse")),
    Row("training.loss.name", SCRIPT, "nearly", "classes are told apart without their order",
        values=("ordinal-cumulative",)),
    Row("training.loss.name", SCRIPT, "nearly", "the mean squared error is minimised",
        values=("mae", "huber", "poisson")),
    Row("training.loss.name", SCRIPT, "nearly", "the plain cross-entropy is minimised",
        values=("focal", "generalized-cross-entropy", "contrastive")),
    Row("evaluation.monitor", "metric_for_best_model", values=("log-loss", "loss", "rmse")),
    Row("evaluation.monitor", "metric_for_best_model", "nearly", "the validation loss says which epoch was the best",
        values=("accuracy", "balanced-accuracy", "macro-f1", "f1", "auc", "mae", "r2", "span-f1", "kappa")),
    Row("data.split.method", SCRIPT),
)  # fmt: skip
TOKENS: Final = Table(
    (
        *(row for row in HEADED if row.path != "data.split.method"),
        Row("data.split.method", SCRIPT, "nearly", "sentences are held out at random",
            values=("grouped", "time-ordered")),
        Row("data.split.method", SCRIPT, values=("random", "stratified")),
    ),
    OWN,
)  # fmt: skip
TEXTS: Final = Table(HEADED, OWN)
LANGUAGE: Final = Table(
    (
        *COMMON, *(row._replace(keys=row.keys and SCRIPT) for row in LANGUAGE_ROWS if row.path != "evaluation.monitor"),
        Row("evaluation.monitor", "metric_for_best_model", says="the validation loss"),
        Row("model.backbone.trainable", SCRIPT, values=("adapters", "all")),
        Row("model.backbone.lora", SCRIPT),
        Row("data.split.method", SCRIPT, "nearly", "the first windows are held out", values=("random", "grouped",
            "time-ordered")),
    ),
    OWN,
)  # fmt: skip
TABLES: Final = {"token-classification": TOKENS, "language-modeling": LANGUAGE}
TASKS: Final = ("binary", "multiclass", "multilabel", "ordinal", "regression", *TABLES)


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for anything but texts and a published transformer."""
    task, family, plan = source.problem.task, source.value("model.family"), Plan(source)
    library = str(source.value("model.backbone.weights") or "").partition(":")[0]
    if source.problem.data.kind != "text" or task not in TASKS:
        kind = source.problem.data.kind
        raise refuse("hf-trainer", f"{kind} data for {task}: it is for texts", "torch", "problem.task")
    if family != "pretrained" or library != "transformers":
        raise refuse("hf-trainer", f"the family {family}: it is for published transformers", "torch", "model.family")
    trainable = source.value("model.backbone.trainable")
    if trainable not in ("all", "adapters") or (trainable == "adapters" and task != "language-modeling"):
        raise refuse("hf-trainer", f"a network of which {trainable} learns", "torch", "model.backbone.trainable")
    path = data_path(source, "train.jsonl" if task in TABLES else "train.csv")
    run = f"accelerate launch --config_file {FILE} train.py" if plan.devices > 1 else "python train.py"
    smoothing = source.value("training.loss.label_smoothing")
    native = Native(
        Heading("hugging-face", f"Hugging Face Trainer: {plan.backbone}", _needs(plan), run, path),
        TABLES.get(task, TEXTS),
        arguments(plan, "out") | ({} if smoothing is None else {"label_smoothing_factor": smoothing}),
    )
    files = {
        "train.py": script(source, plan, path, run),
        "arguments.json": json_of(native),
        "README.md": readme_of(source, native),
    }
    return project(source, files | parallel(source, run), native)


def _needs(plan: Plan) -> str:
    name = str(plan.at("model.backbone.name"))
    more: list[Any] = ["sentencepiece", "protobuf"] if name.startswith(SENTENCEPIECE) else []
    more += ["peft"] if plan.adapters else []
    more += ["bitsandbytes"] if plan.quantized or plan.at("compute.optimizer_bits") == 8 else []
    return " ".join([NEEDS, *more])
