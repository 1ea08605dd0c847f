"""LLaMA-Factory: texts (`pt`), chats (`sft`) and preferences (`dpo`) by one plan, and what names their files."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.trainers import llama_factory_answers
from advisor.exporting.trainers.accelerate import parallel
from advisor.exporting.trainers.answers import method_of
from advisor.exporting.trainers.llama_factory_model import NOTES, ROWS, heading, own, stage_of, template_of
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.trl import BETA, RATES, published_decoder
from advisor.exporting.trainers.writing import Native, data_path, project, yaml_of
from advisor.yamlio import write_json

if TYPE_CHECKING:
    from advisor.exporting.source import Source

CHATS: Final = "chats.jsonl"  # beside sft.yaml
PAIRS: Final = "preferences.jsonl"  # beside dpo.yaml
TABLE: Final = Table(
    (
        *ROWS,
        Row("data.text.max_length", "cutoff_len packing"),
    ),
    NOTES | {
        "stage": "texts are continued (pt), answers in chats learnt (sft), or one answer preferred to another (dpo)",
        "template": "how turns of a chat become one text",
        "packing": "examples share windows, so that little is padding",
        "pref_beta": "TRL's default: how strongly the model is held to what it was",
        "pref_loss": "the loss of the paper on DPO",
        "learning_rate": "the rate of TRL's own examples for DPO, as preferences take less than texts",
        "per_device_train_batch_size": "each pair holds two answers: half of what fits in supervised tuning",
        "gradient_accumulation_steps": "as many answers an update as in supervised tuning",
        "cutoff_len": "tokens of an example",
        "lr_scheduler_kwargs": "what the schedule needs besides its name",
    },
)  # fmt: skip


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for anything but a published decoder."""
    published_decoder(source, "llama-factory")
    plan = Plan(source)
    if method_of(source):
        return llama_factory_answers.export(source, plan)
    path = data_path(source, "train.jsonl")
    texts = f"{path}: `text` in each record (dataset_info.json names the file)"
    chats = f"{CHATS}: `messages` in each record, each with `role` and `content`"
    pairs = f"{PAIRS}: `conversations`, `chosen` and `rejected` in each record"
    values, model = own(plan), plan.backbone
    pt = Native(heading(plan, f"{model} on texts", "pt.yaml", texts), TABLE, stage_of("pt", "texts") | values)
    template = {"template": template_of(model)}
    sft = Native(
        heading(plan, f"{model} on chats", "sft.yaml", chats), TABLE, stage_of("sft", "chats") | template | values
    )
    dpo = Native(
        heading(plan, f"{model} on preferences (DPO), after sft", "dpo.yaml", pairs),
        _of_preferences(),
        stage_of("dpo", "preferences") | template | _preferences(plan, values),
        ("rate and beta: a config decides them for texts; those of DPO are TRL's own",),
    )
    files = {
        "pt.yaml": yaml_of(source, pt),
        "sft.yaml": yaml_of(source, sft),
        "dpo.yaml": yaml_of(source, dpo),
        "dataset_info.json": write_json(_datasets(path)),
    }
    return project(source, files | parallel(source, pt.heading.run), pt)


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
