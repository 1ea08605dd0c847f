"""timm: args.yaml for the train.py of its repository, and a script that lays out images as that reads them."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.torch.rendering import reasons_of, rendered, template_environment, version
from advisor.exporting.trainers.mapping import IDLE, Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, refuse, yaml_of
from advisor.networks.catalogue import backbones

if TYPE_CHECKING:
    from advisor.exporting.source import Source

SCRIPT: Final = "dataset.py"
TRAIN: Final = "https://raw.githubusercontent.com/huggingface/pytorch-image-models/aa4b585/train.py"
TASKS: Final = ("binary", "multiclass")
SAME: Final = {  # weights of torchvision that timm has, too
    "resnet18": "resnet18.tv_in1k", "resnet50": "resnet50.tv2_in1k", "vgg16": "vgg16.tv_in1k",
}  # fmt: skip
NAMES: Final = SAME | {  # the same networks with weights of its own; a test holds that timm has them
    "mobilenet_v3_small": "mobilenetv3_small_100.lamb_in1k", "mobilenet_v3_large": "mobilenetv3_large_100.ra_in1k",
    "efficientnet_b0": "efficientnet_b0.ra_in1k", "efficientnet_b1": "efficientnet_b1.ft_in1k",
    "efficientnet_b2": "efficientnet_b2.ra_in1k", "efficientnet_b3": "efficientnet_b3.ra2_in1k",
    "efficientnet_b4": "efficientnet_b4.ra2_in1k", "efficientnet_b5": "efficientnet_b5.sw_in12k_ft_in1k",
    "efficientnet_b6": "tf_efficientnet_b6.aa_in1k", "efficientnet_b7": "tf_efficientnet_b7.ra_in1k",
    "efficientnet_v2_s": "tf_efficientnetv2_s.in1k", "efficientnet_v2_m": "tf_efficientnetv2_m.in1k",
    "convnext_tiny": "convnext_tiny.fb_in1k", "convnext_small": "convnext_small.fb_in1k",
    "convnext_base": "convnext_base.fb_in1k", "convnext_large": "convnext_large.fb_in1k",
    "swin_v2_t": "swinv2_tiny_window8_256.ms_in1k", "swin_v2_b": "swinv2_base_window8_256.ms_in1k",
    "vit_b_16": "vit_base_patch16_224.augreg_in1k",
}  # fmt: skip
SCHEDULES: Final = {"cosine": "cosine", "one-cycle": "cosine", "linear": "poly", "step": "multistep",
                    "plateau": "plateau", "constant": "none", "exponential": "cosine",
                    "warmup-stable-decay": "cosine"}  # fmt: skip
OPTIMIZERS: Final = {"sgd": "momentum", "adam": "adam", "adamw": "adamw", "nadam": "nadamw", "adamax": "adamax",
                     "rmsprop": "rmsprop"}  # fmt: skip
TABLE: Final = Table(
    (
        Row("data.split.method", SCRIPT, values=("random", "stratified")),
        Row("data.split.method", SCRIPT, "nearly", "the part held out is drawn at random, class by class",
            values=("grouped", "stratified-grouped", "time-ordered")),
        Row("data.split.validation", SCRIPT),
        Row("data.split.folds", "", "not at all", "one part is held out, without cross-validation", idle=(*IDLE, 1)),
        Row("data.split.test", "", "not at all", "no test set is set apart: do that before"),
        Row("data.image.scaling", "pretrained", values=("backbone-statistics",)),
        Row("data.image.scaling", "", "nearly", "pixels are scaled as the published network has it",
            values=("unit-range", "channel-statistics", "percentile-clip-z-score")),
        Row("data.augmentation", "hflip scale color_jitter aa reprob mixup cutmix", "nearly", "changes by the names of"
            " timm (TrivialAugment as RandAugment); those that it has no key for are left out"),
        Row("data.imbalance", "", "not at all", "classes are not balanced", idle=(*IDLE, {"strategy": "none"})),
        Row("model.family", "model"),
        Row("model.backbone.name", "model"),
        Row("model.backbone.weights", "model pretrained", "nearly", "the same network, with timm's weights for it",
            idle=()),
        Row("model.backbone.trainable", says="all layers learn", values=("all",)),
        Row("model.backbone.unfreezing.head_epochs", "", "not at all", "all layers learn from the start"),
        Row("model.backbone.unfreezing.backbone_rate", "", "not at all", "backbone and head learn at one rate",
            idle=(1.0,)),
        Row("model.backbone.unfreezing.layer_decay", "layer_decay"),
        Row("model.hidden", says="the layers are those of the published network"),
        Row("model.activation", says="the layers are those of the published network"),
        Row("model.normalization", says="the layers are those of the published network"),
        Row("model.initialization.hidden", says="comes with the published weights"),
        Row("model.initialization.output", "head_init_scale", values=("zeros",), says="a scale of 0 makes it zeros"),
        Row("model.initialization.output", "", "nearly", "the head starts as timm has it", values=("glorot-uniform",
            "he-normal", "he-uniform", "lecun-normal", "normal-0.02", "scaled-normal", "orthogonal")),
        Row("model.initialization.output_bias", "", "nearly", "the head starts at zero, not at the shares of classes",
            idle=(*IDLE, "zeros")),
        Row("model.dropout.kind", says="see its rates"),
        Row("model.dropout.rates", "", "not at all", "nothing is dropped within the network"),
        Row("model.dropout.head", "drop"),
        Row("model.output", "num_classes", says="of two classes, two outputs and a softmax give the same"),
        Row("model.input.shape", "img_size"),
        Row("training.loss.name", "smoothing", values=("cross-entropy", "binary-cross-entropy")),
        Row("training.loss.name", "", "nearly", "the plain cross-entropy is minimised", values=("focal",
            "generalized-cross-entropy", "contrastive")),
        Row("training.loss.label_smoothing", "smoothing"),
        Row("training.optimizer.name", "opt", values=("adamw", "adam", "nadam", "adamax", "rmsprop")),
        Row("training.optimizer.name", "opt", values=("sgd",), says="`momentum` is SGD without Nesterov's, `sgd` with"),
        Row("training.optimizer.betas", "opt_betas"),
        Row("training.optimizer.momentum", "momentum"),
        Row("training.optimizer.nesterov", "opt"),
        Row("training.optimizer.weight_decay", "weight_decay"),
        Row("training.optimizer.no_decay", "weight_decay", says="biases, norms and other vectors do not decay"),
        Row("training.learning_rate.initial", "lr"),
        Row("training.learning_rate.range_test", "", "not at all", "no range test is run before training"),
        Row("training.schedule.name", "sched sched_on_updates", values=("cosine", "linear", "constant")),
        Row("training.schedule.name", "sched", values=("step", "plateau"), says="looked at after each epoch"),
        Row("training.schedule.name", "sched", "nearly", "the rate rises in a line and falls as a cosine",
            values=("one-cycle", "exponential", "warmup-stable-decay")),
        Row("training.schedule.final_fraction", "min_lr"),
        Row("training.schedule.factor", "decay_rate"),
        Row("training.schedule.patience", "patience_epochs"),
        Row("training.schedule.milestones", "decay_milestones"),
        Row("training.schedule.rising_fraction", "warmup_epochs warmup_prefix", "nearly", "in whole epochs"),
        Row("training.schedule.start_fraction", "warmup_lr"),
        Row("training.schedule.decay_fraction", says="the rate falls as a cosine"),
        Row("training.warmup", "warmup_epochs warmup_prefix", "nearly", "in whole epochs"),
        Row("training.batch_size", "batch_size grad_accum_steps", says="the examples of one update are both times the"
            " number of GPUs"),
        Row("compute.micro_batch", "batch_size"),
        Row("compute.accumulation", "grad_accum_steps"),
        Row("training.epochs", "epochs", says="warm-up is counted apart"),
        Row("training.max_steps", "", "not at all", "the epochs say when training ends"),
        Row("training.early_stopping.patience", "", "not at all", "training does not end early"),
        Row("training.early_stopping.min_delta", says="training does not end early"),
        Row("training.early_stopping.restore_best", "eval_metric checkpoint_hist", values=(True,), says="model_best"),
        Row("training.clip_norm", "clip_grad"),
        Row("training.averaging.kind", "model_ema", values=("ema", "none")),
        Row("training.averaging.kind", "model_ema", "nearly", "a moving average stands for SWA", values=("swa",)),
        Row("training.averaging.decay", "model_ema_decay"),
        Row("training.averaging.start", "", "not at all", "weights are averaged from the start"),
        Row("training.averaging.learning_rate_fraction", "", "not at all", "the schedule goes on"),
        Row("training.seeds", "seed", "nearly", "one run, with the first seed"),
        Row("compute.precision", "amp amp_dtype"),
        Row("compute.strategy", says="torchrun, each GPU with the whole network", values=("ddp",)),
        Row("compute.strategy", "", "nearly", "each GPU holds the whole network (DDP)", values=("fsdp", "zero-3",
            "tensor-and-data-parallel")),
        Row("compute.devices", says="torchrun --nproc-per-node"),
        Row("compute.checkpointing", "grad_checkpointing"),
        Row("compute.optimizer_bits", "", "not at all", "states are kept in 32 bits", idle=(*IDLE, 32)),
        Row("compute.max_hours", "", "not at all", "no limit of time ends training"),
        Row("evaluation.monitor", "eval_metric", values=("log-loss", "loss", "accuracy")),
        Row("evaluation.monitor", "eval_metric", "nearly", "the validation loss says which epoch was the best",
            values=("balanced-accuracy", "macro-f1", "f1", "auc", "pr-auc")),
        Row("evaluation.test_time_augmentation", "", "not at all", "each image is predicted once"),
        Row("evaluation.calibration", "", "not at all", "probabilities are as the network gives them"),
        Row("evaluation.threshold", "", "not at all", "the likeliest class is predicted",
            idle=(*IDLE, "argmax", "0.5")),
        Row("tracking.tool", "log_wandb", values=("csv", "wandb"), says="summary.csv is always written"),
        Row("tracking.tool", "", "not at all", "summary.csv is written, and sent to no tool", values=(
            "tensorboard", "mlflow")),
    ),
    {
        "data_dir": "what dataset.py makes",
        "train_split": "the folder to learn from",
        "val_split": "the folder to judge by",
        "output": "where checkpoints and summary.csv go",
        "experiment": "the folder in it",
        "min_lr": "the last rate",
        "warmup_epochs": "the rate starts at its peak",
        "warmup_lr": "the rate starts at zero",
        "warmup_prefix": "the schedule begins after warm-up",
        "decay_rate": "the power of the polynomial: 1 is a straight line",
        "ratio": "the sides of a crop keep their ratio, or nearly",
        "scale": "images are not cut",
        "color_jitter": "colours do not change; timm's own default changes them",
        "aa": "no further changes are drawn",
        "reprob": "nothing is cut out",
        "model_ema": "weights are not averaged",
        "amp": "all is computed in 32 bits",
        "num_classes": "one output a class",
        "drop": "nothing is dropped",
        "checkpoint_hist": "checkpoints that are kept",
        "eval_metric": "what says which epoch was the best",
        "device": "the machine of the config",
        "log_wandb": "figures go into summary.csv alone",
        "pretrained": "weights come from the hub",
        "sched_on_updates": "the rate moves at each update, not after each epoch",
        "hflip": "images are not mirrored",
        "layer_decay": "one rate for all layers",
    },
)  # fmt: skip


def model_of(name: str) -> str | None:
    """What timm calls a network of the catalogue, with its weights; nothing where timm does not have it."""
    backbone = backbones().get(name)
    return backbone.weights if backbone is not None and backbone.library == "timm" else NAMES.get(name)


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is not for classes of images and a published network."""
    kind, task, plan = source.problem.data.kind, source.problem.task, Plan(source)
    if kind != "image" or task not in TASKS:
        raise refuse("timm", f"{kind} data for {task}: it classifies images", "torch", "problem.task")
    family, name = source.value("model.family"), str(source.value("model.backbone.name"))
    model = model_of(name)
    if family != "pretrained" or model is None:
        what = f"the network {name}" if family == "pretrained" else f"a {family} of our own from random weights"
        raise refuse("timm", what, "torch", "model.family")
    trainable = source.value("model.backbone.trainable")
    if trainable != "all":
        raise refuse("timm", f"a network of which {trainable} learns", "torch", "model.backbone.trainable")
    optimizer = str(plan.at("training.optimizer.name"))
    if optimizer not in OPTIMIZERS:
        raise refuse("timm", f"the optimiser {optimizer}", "torch", "training.optimizer.name")
    path = data_path(source, "images")
    many = f"torchrun --nproc-per-node {plan.devices} " if plan.devices > 1 else "python "
    run = f"curl -O {TRAIN} && python {SCRIPT} && {many}train.py --config args.yaml"
    native = Native(
        Heading("timm", f"timm: {model}", "timm==1.0.31 pyyaml", run, f"{path}: a folder for each class"),
        _table(source),
        _arguments(plan, model),
    )
    context = {
        "reader": "timm",
        "detects": False,
        "data": path,
        "validation": plan.number("data.split.validation", 0.2),
        "seed": plan.seed,
        "run": f"python {SCRIPT}",
        "version": version(),
        "why": reasons_of(source),
    }
    script = rendered(template_environment("advisor.exporting.trainers"), "image_folders.py.j2", context)
    files = {"args.yaml": yaml_of(source, native), SCRIPT: script}
    return project(source, files, native)


def _table(source: "Source") -> Table:
    """The table without the loss of weights where timm has the very same ones."""
    weights = str(source.value("model.backbone.weights"))
    if source.value("model.backbone.name") not in SAME and not weights.startswith("timm:"):
        return TABLE
    exact = [row._replace(how="exactly") if row.path == "model.backbone.weights" else row for row in TABLE.rows]
    return TABLE._replace(rows=tuple(exact))


def _arguments(plan: Plan, model: str) -> dict[str, Any]:
    optimizer, schedule = str(plan.at("training.optimizer.name")), str(plan.at("training.schedule.name"))
    epochs, peak = int(plan.number("training.epochs")), plan.number("training.learning_rate.initial")
    share = plan.number("training.schedule.rising_fraction") or plan.number("training.warmup")
    warm = min(epochs - 1, round(share * epochs) or int(share > 0))
    weights = plan.at("model.backbone.weights")
    precision = plan.at("compute.precision")
    gpu = plan.source.problem.compute.device == "gpu"
    values: dict[str, Any] = {
        "data_dir": "dataset",
        "train_split": "train",
        "val_split": "val",
        "model": model,
        "pretrained": weights not in (None, "none"),
        "num_classes": max(2, plan.source.problem.data.classes),
        "img_size": (plan.at("model.input.shape") or [224])[0],
        "drop": plan.number("model.dropout.head"),
        **({"head_init_scale": 0.0} if plan.at("model.initialization.output") == "zeros" else {}),
        "epochs": epochs - warm,
        "warmup_epochs": warm,
        "warmup_prefix": True,
        "warmup_lr": plan.number("training.schedule.start_fraction") * peak,
        "batch_size": plan.micro,
        "grad_accum_steps": plan.accumulation,
        "lr": peak,
        "sched": SCHEDULES[schedule],
        **({"sched_on_updates": True} if schedule != "plateau" else {}),
        "min_lr": plan.number("training.schedule.final_fraction") * peak,
        "opt": "sgd" if plan.at("training.optimizer.nesterov") else OPTIMIZERS[optimizer],
        "weight_decay": plan.number("training.optimizer.weight_decay"),
        "smoothing": plan.number("training.loss.label_smoothing"),
        **_augmentation(plan),
        "amp": precision in ("bf16", "fp16"),
        "seed": plan.seed,
        "device": "cuda" if gpu else "cpu",
        "eval_metric": "top1" if plan.at("evaluation.monitor") == "accuracy" else "loss",
        "checkpoint_hist": 2,
        "log_wandb": plan.at("tracking.tool") == "wandb",
        "output": "out",
        "experiment": "run",
    }
    if values["amp"]:
        values["amp_dtype"] = "bfloat16" if precision == "bf16" else "float16"
    if schedule == "linear":
        values["decay_rate"] = 1.0
    if schedule in ("step", "plateau"):
        values["decay_rate"] = plan.number("training.schedule.factor", 0.1)
    if schedule == "plateau":
        values["patience_epochs"] = plan.at("training.schedule.patience") or 10
    if schedule == "step":
        values["decay_milestones"] = [round(each * epochs) for each in plan.at("training.schedule.milestones") or []]
    if optimizer in ("sgd", "rmsprop"):
        values["momentum"] = plan.number("training.optimizer.momentum")
    elif betas := plan.at("training.optimizer.betas"):
        values["opt_betas"] = betas
    if clip := plan.number("training.clip_norm"):
        values["clip_grad"] = clip
    if decay := plan.at("model.backbone.unfreezing.layer_decay"):
        values["layer_decay"] = decay
    averaging = plan.at("training.averaging.kind")
    if averaging in ("ema", "swa"):
        values |= {"model_ema": True, "model_ema_decay": plan.number("training.averaging.decay", 0.999)}
    if plan.at("compute.checkpointing"):
        values["grad_checkpointing"] = True
    return values


def _augmentation(plan: Plan) -> dict[str, Any]:
    """Changes of images that have a key; each that the config does not have is switched off."""
    at = plan.augmentation
    crop = at("random-resized-crop")
    return {
        "hflip": at("horizontal-flip"),
        "scale": [crop or 1.0, 1.0],
        **({} if crop else {"ratio": [1.0, 1.0]}),
        "color_jitter": at("color-jitter"),
        "aa": "rand-m9-mstd0.5-inc1" if at("trivial-augment") else None,
        "reprob": at("random-erasing"),
        "mixup": at("mixup"),
        "cutmix": at("cutmix"),
    }
