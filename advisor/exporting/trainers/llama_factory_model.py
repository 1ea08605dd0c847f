"""LLaMA-Factory's keys for the model and its training, whatever it is tuned on."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.accelerate import FILE
from advisor.exporting.trainers.accelerate import ROWS as PARALLEL
from advisor.exporting.trainers.answers import SHARED
from advisor.exporting.trainers.arguments import OWN, arguments
from advisor.exporting.trainers.mapping import Row
from advisor.exporting.trainers.writing import Heading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.exporting.trainers.plan import Plan

NEEDS: Final = "llamafactory==0.9.5"
TEMPLATES: Final = {  # chat templates of LLaMA-Factory 0.9.5 by what the name of a model holds
    "smollm2": "smollm2", "smollm3": "chatml", "qwen3": "qwen3", "olmo": "olmo", "mistral": "mistral",
    "llama-3": "llama3", "gemma-3": "gemma3",
}  # fmt: skip
ROWS: Final = (
    *(row._replace(keys=row.keys.replace("activation_checkpointing", "disable_gradient_checkpointing"))
      for row in SHARED if row.path != "training.early_stopping.patience"),
    *PARALLEL,
    Row("training.early_stopping.patience", "early_stopping_steps"),
    Row("model.backbone.trainable", "finetuning_type", values=("adapters", "all")),
    Row("model.backbone.lora.rank", "lora_rank"),
    Row("model.backbone.lora.alpha", "lora_alpha"),
    Row("model.backbone.lora.targets", "lora_target"),
    Row("model.backbone.lora.quantized_base", "quantization_bit", values=(True,)),
    Row("training.loss.label_smoothing", "label_smoothing_factor"),
    Row("data.split.validation", "val_size"),
    Row("data.split.method", "val_size", values=("random",)),
)  # fmt: skip
NOTES: Final = OWN | {
    "do_train": "without it nothing is trained",
    "dataset": "an entry of dataset_info.json",
    "dataset_dir": "where dataset_info.json lies",
    "lora_dropout": "adapters learn without dropout",
    "finetuning_type": "all weights learn",
    "disable_gradient_checkpointing": "activations are computed again",
}


def heading(plan: "Plan", what: str, file: str, data: str) -> Heading:
    """What stands above a file: what it is for, what it needs, and the command that runs it."""
    run = f"llamafactory-cli train {file}"
    if plan.devices > 1:
        run = f"accelerate launch --config_file {FILE} -m llamafactory.launcher {file}"
    needs = NEEDS + (" bitsandbytes" if plan.quantized or plan.at("compute.optimizer_bits") == 8 else "")
    return Heading("llama-factory", f"LLaMA-Factory: {what}", needs, run, data)


def stage_of(stage: str, dataset: str) -> dict[str, Any]:
    """What a file trains, and on which entry of dataset_info.json."""
    return {"stage": stage, "do_train": True, "dataset": dataset, "dataset_dir": "."}


def template_of(name: str) -> str:
    """How LLaMA-Factory calls the chat template of a published model."""
    return next((template for part, template in TEMPLATES.items() if part in name.lower()), "default")


def own(plan: "Plan") -> dict[str, Any]:
    """Model, length and training, the same for all stages."""
    values: dict[str, Any] = {"model_name_or_path": plan.backbone}
    values["finetuning_type"] = "lora" if plan.adapters else "full"
    if plan.adapters:
        lora: Mapping[str, Any] = plan.at("model.backbone.lora")
        targets = lora["targets"]
        values |= {
            "lora_rank": lora["rank"],
            "lora_alpha": lora["alpha"],
            "lora_dropout": 0.0,
            "lora_target": "all" if targets == "all-linear" else ",".join(targets),
            **({"quantization_bit": 4} if plan.quantized else {}),
        }
    values |= {"cutoff_len": plan.at("data.text.max_length"), "packing": True}
    values["val_size"] = plan.number("data.split.validation", 0.1)
    training = arguments(plan, "out")
    checkpointing = training.pop("activation_checkpointing")
    values |= training
    values["disable_gradient_checkpointing"] = not checkpointing
    values["label_smoothing_factor"] = plan.number("training.loss.label_smoothing")
    if plan.patience:
        values["early_stopping_steps"] = plan.patience
    return values
