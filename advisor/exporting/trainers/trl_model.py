"""TRL's keys for which weights learn and where the data are, whatever the model is tuned on."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.mapping import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.exporting.trainers.plan import Plan

RELEASE: Final = "1.16.0"
FORMS: Final = {".txt": "text", ".csv": "csv", ".parquet": "parquet"}  # else JSON
ROWS: Final = (
    Row("model.backbone.trainable", "use_peft", values=("adapters", "all")),
    Row("model.backbone.lora.rank", "lora_r"),
    Row("model.backbone.lora.alpha", "lora_alpha"),
    Row("model.backbone.lora.targets", "lora_target_modules"),
    Row("model.backbone.lora.quantized_base", "load_in_4bit"),
    Row("training.loss.label_smoothing", "label_smoothing_factor"),
    Row("data.split.validation", "test_split_size"),
    Row("data.split.method", "test_split_size", values=("random",)),
    Row("compute.precision", "dtype", says="frozen weights are kept in it"),
)


def datasets(path: str) -> list[dict[str, Any]]:
    """A file of examples, as `datasets` loads it."""
    return [{"path": FORMS.get(suffix(path), "json"), "data_files": path, "split": "train"}]


def suffix(path: str) -> str:
    """The end of a file name from its last dot on, in small letters; empty where there is none."""
    name = path.rpartition("/")[2].lower()
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def model(plan: "Plan") -> dict[str, Any]:
    """Which weights, in which format, and what of them learns."""
    values: dict[str, Any] = {"model_name_or_path": plan.backbone}
    half = plan.at("compute.precision") == "bf16" and plan.adapters
    values["dtype"] = "bfloat16" if half else "float32"
    values["use_peft"] = plan.adapters
    if plan.adapters:
        lora: Mapping[str, Any] = plan.at("model.backbone.lora")
        values |= {
            "lora_r": lora["rank"],
            "lora_alpha": lora["alpha"],
            "lora_dropout": 0.0,
            "lora_target_modules": lora["targets"],
            "load_in_4bit": plan.quantized,
        }
    return values
