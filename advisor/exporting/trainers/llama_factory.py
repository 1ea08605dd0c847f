"""LLaMA-Factory: texts (`pt`), chats (`sft`) and preferences (`dpo`) by one plan, and what names their files."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.trainers import llama_factory_answers
from advisor.exporting.trainers.accelerate import FILE, parallel
from advisor.exporting.trainers.accelerate import ROWS as PARALLEL
from advisor.exporting.trainers.answers import method_of
from advisor.exporting.trainers.arguments import LANGUAGE_ROWS, OWN, ROWS, arguments
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.trl import BETA, RATES, published_decoder
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, yaml_of
from advisor.yamlio import write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from advisor.exporting.source import Source

NEEDS: Final = "llamafactory==0.9.5"
CHATS: Final = "chats.jsonl"  # beside sft.yaml
PAIRS: Final = "preferences.jsonl"  # beside dpo.yaml
TEMPLATES: Final = {  # chat templates of LLaMA-Factory 0.9.5 by what the name of a model holds
    "smollm2": "smollm2", "smollm3": "chatml", "qwen3": "qwen3", "olmo": "olmo", "mistral": "mistral",
    "llama-3": "llama3", "gemma-3": "gemma3",
}  # fmt: skip
TABLE: Final = Table(
    (
        *(row._replace(keys=row.keys.replace("activation_checkpointing", "disable_gradient_checkpointing"))
          for row in (*ROWS, *LANGUAGE_ROWS)),
        *PARALLEL,
        Row("model.backbone.trainable", "finetuning_type", values=("adapters", "all")),
        Row("model.backbone.lora.rank", "lora_rank"),
        Row("model.backbone.lora.alpha", "lora_alpha"),
        Row("model.backbone.lora.targets", "lora_target"),
        Row("model.backbone.lora.quantized_base", "quantization_bit", values=(True,)),
        Row("training.loss.label_smoothing", "label_smoothing_factor"),
        Row("training.early_stopping.patience", "early_stopping_steps"),
        Row("data.text.max_length", "cutoff_len packing"),
        Row("data.split.validation", "val_size"),
        Row("data.split.method", "", "nearly", "the part held out is drawn at random",
            values=("stratified", "grouped", "stratified-grouped", "time-ordered")),
        Row("data.split.method", "val_size", values=("random",)),
    ),
    OWN | {
        "stage": "texts are continued (pt), answers in chats learnt (sft), or one answer preferred to another (dpo)",
        "do_train": "without it nothing is trained",
        "dataset": "an entry of dataset_info.json",
        "dataset_dir": "where dataset_info.json lies",
        "template": "how turns of a chat become one text",
        "lora_dropout": "adapters learn without dropout",
        "finetuning_type": "all weights learn",
        "packing": "examples share windows, so that little is padding",
        "pref_beta": "TRL's default: how strongly the model is held to what it was",
        "pref_loss": "the loss of the paper on DPO",
        "learning_rate": "the rate of TRL's own examples for DPO, as preferences take less than texts",
        "per_device_train_batch_size": "each pair holds two answers: half of what fits in supervised tuning",
        "gradient_accumulation_steps": "as many answers an update as in supervised tuning",
        "cutoff_len": "tokens of an example",
        "disable_gradient_checkpointing": "activations are computed again",
        "lr_scheduler_kwargs": "what the schedule needs besides its name",
    },
)  # fmt: skip


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for anything but a published decoder."""
    published_decoder(source, "llama-factory")
    plan = Plan(source)
    if method_of(source):
        return llama_factory_answers.export(source, plan, _own(plan), _template(plan.backbone))
    path = data_path(source, "train.jsonl")
    texts = f"{path}: `text` in each record (dataset_info.json names the file)"
    chats = f"{CHATS}: `messages` in each record, each with `role` and `content`"
    pairs = f"{PAIRS}: `conversations`, `chosen` and `rejected` in each record"
    own = _own(plan)
    pt = Native(_heading(plan, "texts", "pt.yaml", texts), TABLE, _of("pt", "texts") | own)
    template = {"template": _template(plan.backbone)}
    sft = Native(_heading(plan, "chats", "sft.yaml", chats), TABLE, _of("sft", "chats") | template | own)
    dpo = Native(
        _heading(plan, "preferences (DPO), after sft", "dpo.yaml", pairs),
        _of_preferences(),
        _of("dpo", "preferences") | template | _preferences(plan, own),
        ("rate and beta: a config decides them for texts; those of DPO are TRL's own",),
    )
    files = {
        "pt.yaml": yaml_of(source, pt),
        "sft.yaml": yaml_of(source, sft),
        "dpo.yaml": yaml_of(source, dpo),
        "dataset_info.json": write_json(_datasets(path)),
    }
    return project(source, files | parallel(source, pt.heading.run), pt)


def _heading(plan: Plan, what: str, file: str, data: str) -> Heading:
    run = f"llamafactory-cli train {file}"
    if plan.devices > 1:
        run = f"accelerate launch --config_file {FILE} -m llamafactory.launcher {file}"
    needs = NEEDS + (" bitsandbytes" if plan.quantized or plan.at("compute.optimizer_bits") == 8 else "")
    return Heading("llama-factory", f"LLaMA-Factory: {plan.backbone} on {what}", needs, run, data)


def _of(stage: str, dataset: str) -> dict[str, Any]:
    return {"stage": stage, "do_train": True, "dataset": dataset, "dataset_dir": "."}


def _template(name: str) -> str:
    return next((template for part, template in TEMPLATES.items() if part in name.lower()), "default")


def _own(plan: Plan) -> dict[str, Any]:
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


def _of_preferences() -> Table:
    """The table without what DPO takes otherwise: its rate, and the size of a batch of pairs."""
    apart = ("training.learning_rate.initial", "training.batch_size", "compute.micro_batch", "compute.accumulation")
    return TABLE._replace(rows=tuple(row for row in TABLE.rows if row.path not in apart))


def _preferences(plan: Plan, own: dict[str, Any]) -> dict[str, Any]:
    pairs = max(1, plan.micro // 2)
    return own | {
        "packing": False,
        "learning_rate": RATES[plan.adapters],
        "pref_beta": BETA,
        "pref_loss": "sigmoid",
        "per_device_train_batch_size": pairs,
        "per_device_eval_batch_size": pairs,
        "gradient_accumulation_steps": plan.accumulation * (2 if plan.micro > 1 else 1),
    }


def _datasets(path: str) -> dict[str, Any]:
    """What dataset_info.json says of each data set."""
    tags = {
        "role_tag": "role",
        "content_tag": "content",
        "user_tag": "user",
        "assistant_tag": "assistant",
        "system_tag": "system",
    }
    chosen = {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"}
    return {
        "texts": {"file_name": path, "columns": {"prompt": "text"}},
        "chats": {
            "file_name": CHATS,
            "formatting": "sharegpt",
            "columns": {"messages": "messages"},
            "tags": tags,
        },
        "preferences": {
            "file_name": PAIRS,
            "ranking": True,
            "formatting": "sharegpt",
            "columns": chosen,
            "tags": tags,
        },
    }
