"""LLaMA-Factory where a model is tuned on answers: one stage, as the method says, and what names the file."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.accelerate import parallel
from advisor.exporting.trainers.answers import METHODS, method_of, refused
from advisor.exporting.trainers.llama_factory_model import NOTES, ROWS, heading, own, stage_of, template_of
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.writing import Native, data_path, project, yaml_of
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
        *ROWS,
        Row("training.method", "stage pref_loss", values=tuple(STAGES)),
        Row("training.loss.tokens", "train_on_prompt"),
        Row("training.loss.beta", "pref_beta"),
        Row("training.loss.marks.good", "kto_chosen_weight"),
        Row("training.loss.marks.bad", "kto_rejected_weight"),
        Row("data.text.template", "template"),
        Row("data.text.packing", "packing neat_packing"),
        Row("data.text.max_length", "cutoff_len"),
    ),
    NOTES | {
        "packing": "each example is a sequence of its own",
        "label_smoothing_factor": "labels are not smoothed",
    },
)  # fmt: skip


def export(source: "Source", plan: "Plan") -> "Project":
    """The files of the method. Raises `InputError` for GRPO."""
    method = method_of(source)
    if method not in STAGES:
        raise refused(source, "llama-factory")
    path, stage = data_path(source, "train.jsonl"), STAGES[method]
    columns = _columns(method, source.problem.data.records)
    fields = " and ".join(f"`{column}`" for column in columns["columns"].values())
    said = f"{path}: {fields} in each record (dataset_info.json names the file and the fields)"
    head = heading(plan, f"{METHODS[method]} with {plan.backbone}", f"{stage}.yaml", said)
    values = stage_of(stage, "answers") | {"template": template_of(plan.backbone)} | own(plan)
    values |= _of_method(plan, method)
    native = Native(head, TABLE, values, tuple(_lost(plan, method)))
    files = {
        f"{stage}.yaml": yaml_of(source, native),
        "dataset_info.json": write_json({"answers": {"file_name": path} | columns}),
    }
    return project(source, files | parallel(source, head.run), native)


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
