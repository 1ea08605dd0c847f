"""Ultralytics: train.yaml and data.yaml for a YOLO26, and a script that lays out images and labels as it reads them.

Nothing of Ultralytics (AGPL-3.0) is imported or copied: keys come from `trainers.json`, sizes from its model files.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.torch.rendering import reasons_of, rendered, template_environment, version
from advisor.exporting.trainers.mapping import IDLE, Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, refuse, yaml_of
from advisor.yamlio import write_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.exporting.source import Source

TASKS: Final = {"binary": "classify", "multiclass": "classify", "detection": "detect"}
SIZES: Final[dict[str, dict[str, float]]] = {  # millions of parameters, read in its model files of 8.4.190, 2026-11-29
    "detect": {"yolo26n": 2.57, "yolo26s": 10.0, "yolo26m": 21.9, "yolo26l": 26.3, "yolo26x": 59.0},
    "classify": {
        "yolo26n-cls": 2.81, "yolo26s-cls": 6.72, "yolo26m-cls": 11.6, "yolo26l-cls": 14.1, "yolo26x-cls": 29.6,
    },
}  # fmt: skip
OPTIMIZERS: Final = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "nadam": "NAdam", "adamax": "Adamax", "rmsprop": "RMSProp",
    "muon-and-adamw": "MuSGD",
}  # fmt: skip
BLOCKS: Final = 10  # layers of a YOLO26 before its neck or its head
LEAST: Final = 10  # pixels a side, below which it leaves images out
STRIDE: Final = 32  # of a YOLO26: sides are multiples of it
SCRIPT: Final = "dataset.py"
TABLE: Final = Table(
    (
        Row("data.split.method", SCRIPT, values=("random", "stratified")),
        Row("data.split.method", SCRIPT, "nearly", "the part held out is drawn at random", values=("grouped",
            "stratified-grouped", "time-ordered")),
        Row("data.split.validation", SCRIPT),
        Row("data.split.folds", "", "not at all", "one part is held out, without cross-validation", idle=(*IDLE, 1)),
        Row("data.split.test", "", "not at all", "no test set is set apart: do that before"),
        Row("data.image.scaling", "", "nearly", "pixels lie between 0 and 1", idle=(*IDLE, "unit-range")),
        Row("data.augmentation", "fliplr degrees translate scale hsv_s hsv_v mosaic mixup cutmix erasing auto_augment",
            "nearly", "changes by the names of Ultralytics; those that it has no key for are left out"),
        Row("data.imbalance", "", "not at all", "classes are not balanced", idle=(*IDLE, {"strategy": "none"})),
        Row("model.family", "model task", "nearly", "a YOLO26 of about as many parameters stands for the network",
            idle=(*IDLE, "detector")),
        Row("model.backbone.name", "model", "nearly", "a YOLO26 of about as many parameters stands for it",
            idle=(*IDLE, *SIZES["detect"])),
        Row("model.backbone.weights", "pretrained"),
        Row("model.backbone.trainable", "freeze", values=("all",)),
        Row("model.backbone.trainable", "freeze", "nearly", "the first layers rest, and neck and head learn",
            values=("head", "top-blocks")),
        Row("model.backbone.unfreezing", "", "not at all", "all layers learn from the start at one rate",
            idle=(*IDLE, {"head_epochs": 0, "backbone_rate": 1.0})),
        Row("model.backbone.lora", "", "not at all", "there are no adapters"),
        Row("model.hidden", says="the layers are those of YOLO26"),
        Row("model.activation", says="the layers are those of YOLO26"),
        Row("model.initialization", says="the layers are those of YOLO26"),
        Row("model.normalization", says="the layers are those of YOLO26"),
        Row("model.output", says="the layers are those of YOLO26"),
        Row("model.dropout.kind", says="see its rates"),
        Row("model.dropout.rates", "", "not at all", "nothing is dropped within the network"),
        Row("model.dropout.head", "dropout"),
        Row("training.loss.name", "", "nearly", "the loss is that of YOLO26", idle=("cross-entropy",
            "binary-cross-entropy")),
        Row("training.loss.label_smoothing", "", "not at all", "labels are not smoothed"),
        Row("training.loss.delta", "", "not at all", "the loss is that of YOLO26"),
        Row("training.optimizer.name", "optimizer", values=("adamw", "adam", "nadam", "adamax", "rmsprop", "sgd")),
        Row("training.optimizer.name", "optimizer", "nearly", "MuSGD stands for it", values=("muon-and-adamw",)),
        Row("training.optimizer.betas", "momentum", says="the second one is 0.999"),
        Row("training.optimizer.momentum", "momentum"),
        Row("training.optimizer.nesterov", "", "nearly", "SGD has Nesterov's momentum", values=(False,), idle=()),
        Row("training.optimizer.nesterov", says="SGD has Nesterov's momentum", values=(True,)),
        Row("training.optimizer.weight_decay", "weight_decay"),
        Row("training.optimizer.no_decay", "weight_decay", says="biases and norms never decay"),
        Row("training.learning_rate.initial", "lr0", "nearly", "chosen for the network of the config"),
        Row("training.learning_rate.range_test", "", "not at all", "no range test is run before training"),
        Row("training.schedule.name", "cos_lr", "nearly", "the rate falls after each epoch, as a cosine or in a line"),
        Row("training.schedule.final_fraction", "lrf"),
        Row("training.schedule.factor", says="the rate falls in a line"),
        Row("training.schedule.patience", says="the rate falls in a line"),
        Row("training.schedule.milestones", says="the rate falls in a line"),
        Row("training.schedule.rising_fraction", "warmup_epochs"),
        Row("training.schedule.start_fraction", "", "not at all", "the rate starts at zero"),
        Row("training.schedule.decay_fraction", says="the rate falls in a line"),
        Row("training.warmup", "warmup_epochs"),
        Row("training.batch_size", "nbs"),
        Row("compute.micro_batch", "batch"),
        Row("compute.accumulation", "nbs", says="batches are added up until they hold as many"),
        Row("training.epochs", "epochs"),
        Row("training.max_steps", "", "not at all", "the epochs say when training ends"),
        Row("training.early_stopping.patience", "patience"),
        Row("training.early_stopping.restore_best", says="best.pt is kept beside last.pt", values=(True, False)),
        Row("training.early_stopping.min_delta", "", "not at all", "any improvement counts"),
        Row("training.clip_norm", "", "nearly", "gradients are clipped at a norm of 10", idle=(10.0,)),
        Row("training.averaging", "", "nearly", "weights are averaged by its own moving average", idle=()),
        Row("training.seeds", "seed", "nearly", "one run, with the first seed"),
        Row("compute.precision", "amp"),
        Row("compute.strategy", "device", "nearly", "each GPU holds the whole network (DDP)",
            idle=(*IDLE, "single", "ddp")),
        Row("compute.devices", "device"),
        Row("compute.checkpointing", "", "not at all", "activations are kept"),
        Row("compute.optimizer_bits", "", "not at all", "states are kept in 32 bits", idle=(*IDLE, 32)),
        Row("compute.max_hours", "time"),
        Row("model.input.shape", "imgsz", says="rounded up to a multiple of 32"),
        Row("evaluation.monitor", "", "nearly", "mAP50-95 or accuracy says which epoch was the best",
            idle=("map50-95", "accuracy")),
        Row("evaluation.test_time_augmentation", "", "not at all", "each image is predicted once"),
        Row("evaluation.calibration", "", "not at all", "probabilities are as the network gives them"),
        Row("evaluation.threshold", "", "not at all", "the likeliest class is predicted",
            idle=(*IDLE, "argmax", "0.5")),
        Row("tracking.tool", "", "nearly", "results.csv and pictures are written to runs/", values=("csv",)),
        Row("tracking.tool", "", "not at all", "`yolo settings` switches trackers on", values=(
            "wandb", "tensorboard", "mlflow")),
    ),
    {
        "pretrained": "weights are random at the start",
        "mode": "what `yolo` does with this file",
        "data": "where the images are",
        "momentum": "its usual share of the last step",
        "warmup_bias_lr": "biases warm up as all else does",
        "warmup_momentum": "momentum does not rise",
        "lrf": "the last rate over the first",
        "warmup_epochs": "the rate starts at its peak",
        "mosaic": "images are not joined",
        "translate": "images are not moved about",
        "scale": "sizes do not change",
        "hsv_h": "colours keep their hue",
        "hsv_s": "colours keep their strength",
        "hsv_v": "brightness does not change",
        "fliplr": "images are not mirrored",
        "erasing": "nothing is cut out",
        "auto_augment": "no further changes are drawn",
        "device": "the machine of the config",
        "patience": "0: training does not end early",
        "dropout": "nothing is dropped",
        "seed": "the seed",
    },
)  # fmt: skip


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the task is neither to classify images nor to find objects in them."""
    kind, task = source.problem.data.kind, TASKS.get(source.problem.task)
    if kind != "image" or task is None:
        what = f"{kind} data for {source.problem.task}: it classifies images and detects objects"
        raise refuse("ultralytics", what, "torch", "problem.task")
    image = source.problem.data.image
    if min(image.height, image.width) < LEAST:
        raise refuse("ultralytics", f"images of fewer than {LEAST} pixels a side", "torch", "problem.data.image")
    plan = Plan(source)
    path = data_path(source, "images")
    needs = "ultralytics==8.4.190"
    read = f"{path}: " + ("images and a JSON file as COCO has them" if task == "detect" else "a folder for each class")
    run = f"python {SCRIPT} && yolo cfg=train.yaml"
    native = Native(
        Heading("ultralytics", f"Ultralytics: {_model(plan, task)} to {task}", needs, run, read),
        TABLE,
        _arguments(plan, task),
        ("the licence of Ultralytics is AGPL-3.0: what is built on it falls under it, too",),
    )
    context = {
        "reader": "Ultralytics",
        "detects": task == "detect",
        "data": path,
        "validation": plan.number("data.split.validation", 0.2),
        "seed": plan.seed,
        "run": f"python {SCRIPT}",
        "version": version(),
        "why": reasons_of(source),
    }
    files = {
        "train.yaml": yaml_of(source, native),
        SCRIPT: rendered(template_environment("advisor.exporting.trainers"), "image_folders.py.j2", context),
    }
    if task == "detect":
        files["data.yaml"] = _data_yaml(source)
    return project(source, files, native)


def _model(plan: Plan, task: str) -> str:
    """The YOLO26 whose size comes nearest."""
    wanted = (plan.at("resources.parameters") or 0) / 1e6
    return min(SIZES[task], key=lambda name: abs(SIZES[task][name] - wanted))


def _data_yaml(source: "Source") -> str:
    """Where the parts lie, and what the classes are called: as the user's JSON has it, or else by number."""
    names = _names(source.problem.data.path) or [f"class {k}" for k in range(source.problem.data.classes)]
    values = {"path": "dataset", "train": "images/train", "val": "images/val", "names": names}
    said: dict[tuple[str, ...], str] = {
        ("path",): f"what {SCRIPT} makes, as seen from where `yolo` starts",
        ("names",): "classes in the order of their ids",
    }
    return write_yaml(values, said)


def _names(path: str) -> list[str]:
    """Names of the categories of a COCO file by their ids; empty where there is none, or none can be read."""
    place = Path(path) if path else Path("missing")
    file = next(iter(sorted(place.glob("*.json"))), None) if place.is_dir() else place
    try:
        found = json.loads(file.read_text("utf-8"))["categories"] if file and file.suffix == ".json" else []
        return [str(each["name"]) for each in sorted(found, key=lambda each: each["id"])]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _arguments(plan: Plan, task: str) -> dict[str, Any]:
    weights, shape = plan.at("model.backbone.weights"), plan.at("model.input.shape") or [640]
    published = weights not in (None, "none")
    betas, name = plan.at("training.optimizer.betas") or [0.9, 0.999], str(plan.at("training.optimizer.name"))
    momentum = plan.at("training.optimizer.momentum") if name in ("sgd", "rmsprop") else betas[0]
    share = plan.number("training.schedule.rising_fraction") or plan.number("training.warmup")
    schedule = str(plan.at("training.schedule.name"))
    constant = schedule in ("constant", "plateau")
    head = plan.at("model.backbone.trainable") in ("head", "top-blocks")
    gpu = plan.source.problem.compute.device == "gpu"
    return {
        "task": task,
        "mode": "train",
        "model": f"{_model(plan, task)}.{'pt' if published else 'yaml'}",
        "pretrained": published,
        "data": "data.yaml" if task == "detect" else "dataset",
        "imgsz": -(-shape[0] // STRIDE) * STRIDE,
        "epochs": plan.at("training.epochs"),
        "patience": plan.patience,
        **({"time": plan.at("compute.max_hours")} if plan.at("compute.max_hours") else {}),
        "batch": plan.micro * plan.devices,
        "nbs": plan.batch,
        "optimizer": OPTIMIZERS[name],
        "lr0": plan.at("training.learning_rate.initial"),
        "lrf": 1.0 if constant else plan.number("training.schedule.final_fraction"),
        "cos_lr": schedule in ("cosine", "one-cycle"),
        "warmup_epochs": round(share * plan.number("training.epochs"), 2),
        "warmup_bias_lr": 0.0,
        "momentum": momentum or 0.9,
        "warmup_momentum": momentum or 0.9,
        "weight_decay": plan.number("training.optimizer.weight_decay"),
        "amp": {"bf16": "bf16", "fp16": True}.get(str(plan.at("compute.precision")), False),
        "seed": plan.seed,
        "device": (0 if plan.devices == 1 else list(range(plan.devices))) if gpu else "cpu",
        **({"freeze": BLOCKS} if head else {}),
        **({"dropout": plan.number("model.dropout.head")} if task == "classify" else {}),
        **_augmentation(plan, task),
    }


def _augmentation(plan: Plan, task: str) -> "Mapping[str, Any]":
    """Changes of images that have a key; each that the config does not have is switched off."""
    at = plan.augmentation
    colour, flips = at("color-jitter"), at("horizontal-flip")
    values: dict[str, Any] = {"fliplr": flips, "hsv_h": 0.0, "hsv_s": colour, "hsv_v": colour}
    if task == "detect":
        return values | {
            "degrees": at("rotation"), "translate": at("random-shift"), "scale": at("random-scale"),
            "mosaic": at("mosaic"), "mixup": at("mixup"), "cutmix": at("cutmix"),
        }  # fmt: skip
    crop = at("random-resized-crop")
    return values | {
        "scale": round(1 - crop, 6) if crop else 0.0,
        "erasing": at("random-erasing"),
        "auto_augment": "randaugment" if at("trivial-augment") else None,
    }
