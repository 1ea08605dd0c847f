"""LLaMA-Factory where a model is tuned on answers: one stage, as the method says, and what names the file."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.accelerate import FILE, parallel
from advisor.exporting.trainers.accelerate import ROWS as PARALLEL
from advisor.exporting.trainers.answers import METHODS, SHARED, method_of, refused
from advisor.exporting.trainers.arguments import OWN
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, yaml_of
from advisor.yamlio import write_json

if TYPE_CHECKING:
    from advisor.exporting.project import Project
    from advisor.exporting.source import Source
    from advisor.exporting.trainers.plan import Plan
    from advisor.problem.vocabulary import Records

STAGES: Final = {"sft": "sft", "dpo": "dpo", "orpo": "dpo", "kto": "kto"}
LOSSES: Final = {"dpo": "sigmoid", "orpo": "orpo"}
TAGS: Final = {
    "messages": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant",
                 "system_tag": "system", "observation_tag": "tool"},
    "sharegpt": {"role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt"},
}  # fmt: skip
TURNS: Final = {"messages": "messages", "sharegpt": "conversations"}
TABLE: Final = Table(
    (
        *(row._replace(keys=row.keys.replace("activation_checkpointing", "disable_gradient_checkpointing"))
          for row in SHARED if row.path not in ("training.loss.name", "training.early_stopping.patience")),
        *PARALLEL,
        Row("training.loss.name", says="the error of each next token"),
        Row("training.early_stopping.patience", "early_stopping_steps"),
        Row("model.backbone.trainable", "finetuning_type", values=("adapters", "all")),
        Row("model.backbone.lora.rank", "lora_rank"),
        Row("model.backbone.lora.alpha", "lora_alpha"),
        Row("model.backbone.lora.targets", "lora_target"),
        Row("model.backbone.lora.quantized_base", "quantization_bit", values=(True,)),
        Row("training.method", "stage pref_loss", values=tuple(STAGES)),
        Row("training.loss.tokens", "train_on_prompt"),
        Row("training.loss.beta", "pref_beta"),
        Row("training.loss.marks.good", "kto_chosen_weight"),
        Row("training.loss.marks.bad", "kto_rejected_weight"),
        Row("training.loss.label_smoothing", "label_smoothing_factor"),
        Row("data.text.template", "template"),
        Row("data.text.packing", "packing neat_packing"),
        Row("data.text.max_length", "cutoff_len"),
        Row("data.split.validation", "val_size"),
        Row("data.split.method", "val_size", values=("random",)),
    ),
    OWN | {
        "do_train": "without it nothing is trained",
        "dataset": "an entry of dataset_info.json",
        "dataset_dir": "where dataset_info.json lies",
        "lora_dropout": "adapters learn without dropout",
        "finetuning_type": "all weights learn",
        "packing": "each example is a sequence of its own",
        "disable_gradient_checkpointing": "activations are computed again",
        "label_smoothing_factor": "labels are not smoothed",
    },
)  # fmt: skip


def export(source: "Source", plan: "Plan", own: dict[str, Any], template: str) -> "Project":
    """The files of the method; `own` is the plan for plain texts. Raises `InputError` for GRPO."""
    method = method_of(source)
    if method not in STAGES:
        raise refused(source, "llama-factory")
    path, stage = data_path(source, "train.jsonl"), STAGES[method]
    run = f"llamafactory-cli train {stage}.yaml"
    if plan.devices > 1:
        run = f"accelerate launch --config_file {FILE} -m llamafactory.launcher {stage}.yaml"
    needs = "llamafactory==0.9.5"
    needs += " bitsandbytes" if plan.quantized or plan.at("compute.optimizer_bits") == 8 else ""
    columns = _columns(method, source.problem.data.records)
    fields = " and ".join(f"`{column}`" for column in columns["columns"].values())
    heading = Heading(
        "llama-factory",
        f"LLaMA-Factory: {METHODS[method]} with {plan.backbone}",
        needs,
        run,
        f"{path}: {fields} in each record (dataset_info.json names the file and the fields)",
    )
    values: dict[str, Any] = {"stage": stage, "do_train": True, "dataset": "answers", "dataset_dir": "."}
    values |= {"template": template} | own | _of_method(plan, method)
    native = Native(heading, TABLE, values, tuple(_lost(plan, method)))
    files = {
        f"{stage}.yaml": yaml_of(source, native),
        "dataset_info.json": write_json({"answers": {"file_name": path} | columns}),
    }
    return project(source, files | parallel(source, run), native)


def _of_method(plan: "Plan", method: str) -> dict[str, Any]:
    if method == "sft":
        packed = bool(plan.at("data.text.packing"))
        apart = {"neat_packing": True} if packed else {}
        return {"packing": packed, **apart, "train_on_prompt": plan.at("training.loss.tokens") == "all"}
    values: dict[str, Any] = {"packing": False, "pref_beta": plan.at("training.loss.beta")}
    if method == "kto":
        good, bad = plan.at("training.loss.marks.good"), plan.at("training.loss.marks.bad")
        return values | {"kto_chosen_weight": good, "kto_rejected_weight": bad}
    return values | {"pref_loss": LOSSES[method]}


def _lost(plan: "Plan", method: str) -> list[str]:
    if plan.adapters or method in ("sft", "orpo"):
        return []
    return ["compute.memory_gib: LLaMA-Factory holds the weights that training starts from a second time"]


def _columns(method: str, records: "Records") -> dict[str, Any]:
    """How dataset_info.json describes the records."""
    if records in TURNS:
        turns = TURNS[records]
        answers = {"kto": {"kto_tag": "label"}, "sft": {}}.get(method, {"chosen": "chosen", "rejected": "rejected"})
        ranking = {} if method in ("kto", "sft") else {"ranking": True}
        columns = {"messages": "prompt" if ranking and records == "messages" else turns, **answers}
        return {**ranking, "formatting": "sharegpt", "columns": columns, "tags": TAGS[records]}
    asked = {"prompt": "instruction", "query": "input"} if records == "instructions" else {"prompt": "prompt"}
    if method in ("dpo", "orpo"):
        return {"ranking": True, "columns": {**asked, "chosen": "chosen", "rejected": "rejected"}}
    answer = "output" if records == "instructions" else "completion"
    mark = {"kto_tag": "label"} if method == "kto" else {}
    return {"columns": {**asked, "response": answer, **mark}}
