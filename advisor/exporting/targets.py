"""What can be exported to, and what each target covers."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, Literal, NamedTuple

from advisor.errors import Diagnostic, InputError, nearest
from advisor.exporting.project import Project
from advisor.exporting.source import Source
from advisor.exporting.trainers.answers import refused
from advisor.problem.vocabulary import SUPPORTED
from advisor.recommending import plain

Coverage = Literal["yes", "partly", "no"]  # of the networks that are recommended: all, some, none


class Target(NamedTuple):
    """A kind of project, what it covers, and the function that writes it, imported when it is asked for."""

    name: str
    what: str
    writer: str  # module:function
    less: Mapping[str, Coverage]  # where not all is covered, by kind of data or `kind/task`
    lacks: str  # why, and what of a config a project leaves out

    def covers(self, kind: str, task: str) -> Coverage:
        """How many of the networks that are recommended for a kind of data and a task can be exported."""
        return self.less.get(f"{kind}/{task}") or self.less.get(kind, "yes")


PUBLISHED: Final[Mapping[str, Coverage]] = {
    "series/forecasting": "partly",  # those that are published train nothing
    "text/language-modeling": "partly",  # plain texts, and no answers
    "image/detection": "partly",  # RF-DETR, and YOLO by its own trainer
}
SEARCHED: Final[Mapping[str, Coverage]] = {**PUBLISHED, "audio/speech-recognition": "partly"}
ANSWERING: Final = ("trl", "llama-factory")  # targets that tune language models on answers
NOTHING: Final[Mapping[str, Coverage]] = dict.fromkeys(SUPPORTED, "no")
TARGETS: Final = {
    target.name: target
    for target in (
        Target(
            "torch",
            "a readable PyTorch project: train.py, predict.py, config.yaml, requirements.txt, README.md",
            "advisor.exporting.torch:export",
            PUBLISHED,
            "published forecasters run by their own package; tuning language models on answers; YOLO (`advisor export"
            " ultralytics`); muon-and-adamw for images; fsdp but for text, tokens, language and Whisper (elsewhere each"
            " device holds the whole network); layers split over devices, states in 8 bits, unfreezing of transformers,"
            " layer-wise decay of the rate, checkpointing but for language",
        ),
        Target(
            "keras",
            "a Keras 3 project, on the back ends JAX and PyTorch: files as of torch",
            "advisor.exporting.keras:export",
            {
                **PUBLISHED,
                "image": "partly",
                "image/segmentation": "no",
                "text": "partly",
                "text/token-classification": "no",
                "text/language-modeling": "no",
                "audio": "partly",
                "audio/speech-recognition": "no",
            },
            "published networks but those of keras.applications; masks, boxes but a single one in an image, tokens,"
            " language, speech; several devices, batches in parts, noise on images",
        ),
        Target(
            "optuna",
            "a search with Optuna: tune.py, trial.py, config.yaml, requirements.txt, README.md",
            "advisor.exporting.search.engines:optuna",
            SEARCHED,
            "as torch, and where nothing is trained there is nothing to search; the family, the split and what is set"
            " afterwards stay as they are",
        ),
        Target(
            "ray",
            "a search with Ray Tune, on one machine or a cluster: tune.py, trial.py and the rest as for optuna",
            "advisor.exporting.search.engines:ray",
            SEARCHED,
            "as optuna",
        ),
        Target(
            "wandb-sweep",
            "a search with Weights & Biases: a sweep file for each stage, trial.py, config.yaml, README.md",
            "advisor.exporting.search.engines:wandb",
            SEARCHED,
            "as optuna",
        ),
        Target(
            "trl",
            "TRL: sft.yaml and dpo.yaml, or for answers the file of the method (sft, dpo, kto, grpo), with a reason"
            " above each key; accelerate.yaml for several GPUs",
            "advisor.exporting.trainers.trl:export",
            {**NOTHING, "text/language-modeling": "partly"},
            "anything but published decoders; ORPO",
        ),
        Target(
            "hf-trainer",
            "Hugging Face Trainer: arguments.json for TrainingArguments, train.py, README.md with the reasons;"
            " accelerate.yaml for several GPUs",
            "advisor.exporting.trainers.hugging_face:export",
            {**NOTHING, "text": "partly"},
            "networks from random weights, sentence encoders, a head alone, weights of classes",
        ),
        Target(
            "keras-json",
            "Keras: model.json for model_from_json, arguments.json for compile and fit, train.py, README.md with the"
            " reasons",
            "advisor.exporting.trainers.keras_json:export",
            {**NOTHING, "table": "partly"},
            "networks for anything but tables; embeddings of columns that were not measured, several devices, folds, a"
            " linear model beside",
        ),
        Target(
            "llama-factory",
            "LLaMA-Factory: pt.yaml, sft.yaml and dpo.yaml, or for answers the file of the method (sft, dpo, orpo,"
            " kto), with a reason above each key, and dataset_info.json; accelerate.yaml for several GPUs",
            "advisor.exporting.trainers.llama_factory:export",
            {**NOTHING, "text/language-modeling": "partly"},
            "anything but published decoders; GRPO",
        ),
        Target(
            "ultralytics",
            "Ultralytics: train.yaml with a reason above each key, data.yaml and dataset.py, which lays out the images",
            "advisor.exporting.trainers.ultralytics:export",
            {**NOTHING, "image/binary": "yes", "image/multiclass": "yes", "image/detection": "yes"},
            "networks but a YOLO26 of about the size; images of fewer than 10 pixels a side, masks, several labels,"
            " numbers; label smoothing, rates of their own for layers",
        ),
        Target(
            "timm",
            "timm: args.yaml for its train.py, with a reason above each key, and dataset.py, which lays out the images",
            "advisor.exporting.trainers.timm:export",
            {**NOTHING, "image/binary": "partly", "image/multiclass": "partly"},
            "networks of our own, a head alone, several labels, numbers, boxes, masks; rates of their own for layers",
        ),
        Target(
            "lightning",
            "Lightning: config.yaml for LightningCLI, with a reason above each key, train.py with the module, model.py",
            "advisor.exporting.trainers.lightning:export",
            {**NOTHING, "table": "yes"},
            "anything but tables; folds, stochastic weight averaging, a linear model beside",
        ),
        Target(
            "sklearn",
            "scikit-learn: arguments.json for MLPClassifier or MLPRegressor, train.py, README.md with the reasons",
            "advisor.exporting.trainers.sklearn:export",
            {**NOTHING, "table": "partly"},
            "anything but tables; TabM, embeddings, dropout, schedules, normalisation between layers",
        ),
        Target(
            "pytabkit",
            "pytabkit: arguments.json for RealMLP or TabM, train.py, README.md with the reasons",
            "advisor.exporting.trainers.pytabkit:export",
            {**NOTHING, "table": "partly", "table/multilabel": "no"},
            "anything but tables with one target; schedules of TabM, members of plain networks, normalisation between"
            " layers",
        ),
        Target(
            "statsforecast",
            "statsforecast: forecast.py, which forecasts each series by smoothing, ARIMA, Theta, the last season and"
            " their median, data.py, requirements.txt, README.md",
            "advisor.exporting.trainers.statsforecast:export",
            {**NOTHING, "series/forecasting": "partly"},
            "anything but forecasts; series shorter than what is forecast; the network, whose rival this is, and other"
            " variables",
        ),
        Target(
            "skorch",
            "skorch: arguments.json for NeuralNet, train.py, model.py, README.md with the reasons",
            "advisor.exporting.trainers.skorch:export",
            {**NOTHING, "table": "yes"},
            "anything but tables; several devices, 16 bits, averages of weights, folds, a linear model beside",
        ),
    )
}


def export(target: str, source: Source) -> Project:
    """The project that a target makes of a config. Raises `InputError` where it cannot make one."""
    if target not in TARGETS:
        near = nearest(target, TARGETS)
        raise InputError(
            Diagnostic(
                f"expected one of {', '.join(TARGETS)}; got {target!r}",
                "TARGET",
                hint=f"did you mean {near}?" if near else None,
            )
        )
    if source.value("training.method") is not None and target not in ANSWERING:
        raise refused(source, target)
    module, _, name = TARGETS[target].writer.partition(":")
    write: Callable[[Source], Project] = getattr(import_module(module), name)
    try:
        return write(source)
    except InputError as error:
        raise InputError(_missing(each, source) for each in error.diagnostics) from None


def _missing(found: Diagnostic, source: Source) -> Diagnostic:
    """What a target cannot express, unless that is because nothing stands there: then that it is missing."""
    choice = source.recommendation.choices.get(found.field or "")
    if choice is None or source.value(choice.decision.path) is not None:
        return found
    from advisor.explaining import shown

    return found._replace(message=f"is missing; {shown(plain(choice.value))} is advised")
