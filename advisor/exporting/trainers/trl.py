"""TRL: `trl sft` for texts, and `trl dpo` for pairs of answers, by the same plan; for answers, their method alone."""

from typing import Any, Final

from advisor.exporting.project import Project
from advisor.exporting.source import Source
from advisor.exporting.trainers import trl_answers, trl_model
from advisor.exporting.trainers.accelerate import FILE, parallel
from advisor.exporting.trainers.accelerate import ROWS as PARALLEL
from advisor.exporting.trainers.answers import SHARED, method_of
from advisor.exporting.trainers.arguments import OWN, arguments
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.trl_model import RELEASE, datasets, model, suffix
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, refuse, yaml_of

NEEDS: Final = f'"trl[peft]=={RELEASE}"'
PAIRS: Final = "preferences.jsonl"  # beside dpo.yaml
RATES: Final = {True: 5.0e-6, False: 5.0e-7}  # of DPO with adapters and without; examples in TRL's own dpo.py
BETA: Final = 0.1  # of DPO: TRL's default, and that of the paper's dialogues
TABLE: Final = Table(
    (
        *SHARED, *trl_model.ROWS, *PARALLEL,
        Row("data.text.max_length", "max_length packing"),
    ),
    OWN | {
        "datasets": "where the texts are",
        "packing_strategy": "wrapped: texts follow one another and are cut into windows, so that nothing is padding",
        "dtype": "weights that learn are kept in 32 bits",
        "lora_dropout": "adapters learn without dropout",
        "use_peft": "all weights learn",
        "learning_rate": "the rate of TRL's own examples for DPO, as preferences take less than texts",
        "beta": "TRL's default: how strongly the model is held to what it was",
        "precompute_ref_log_probs": "the answers of the model before are computed once, so that it need not be held",
        "per_device_train_batch_size": "each pair holds two answers: half of what fits in supervised tuning",
        "gradient_accumulation_steps": "as many answers an update as in supervised tuning",
    },
)  # fmt: skip


def export(source: Source) -> Project:
    """The files. Raises `InputError` where the config is for anything but a published decoder."""
    published_decoder(source, "trl")
    plan = Plan(source)
    if method_of(source):
        return trl_answers.export(source, plan)
    launch = f" --accelerate_config {FILE}" if plan.devices > 1 else ""
    path = data_path(source, "train.jsonl")
    each = "a text in each line" if suffix(path) == ".txt" else "`text` in each record"
    data = f"{path}: {each}, or chats as `messages`"
    sft = Native(
        Heading("trl", f"TRL: supervised tuning of {plan.backbone}", NEEDS, f"trl sft --config sft.yaml{launch}", data),
        TABLE,
        _supervised(plan, path),
    )
    pairs = f"{PAIRS}: `prompt`, `chosen` and `rejected` in each record"
    dpo = Native(
        Heading(
            "trl", "TRL: then preferences (DPO), by the same plan", NEEDS, f"trl dpo --config dpo.yaml{launch}", pairs
        ),
        _of_preferences(),
        _preferences(plan),
        ("rate and beta: a config decides them for texts; those of DPO are TRL's own",),
    )
    files = {"sft.yaml": yaml_of(source, sft), "dpo.yaml": yaml_of(source, dpo)}
    return project(source, files | parallel(source, sft.heading.run), sft)


def published_decoder(source: Source, target: str) -> None:
    """Refuse what these trainers do not tune."""
    task, family = source.problem.task, source.value("model.family")
    if task != "language-modeling":
        instead = "hf-trainer" if source.problem.data.kind == "text" else "torch"
        raise refuse(target, f"the task {task}: it tunes language models", instead, "problem.task")
    if family != "pretrained":
        raise refuse(target, f"a {family} from random weights: it tunes published ones", "torch", "model.family")


def _supervised(plan: Plan, path: str) -> dict[str, Any]:
    return {
        **model(plan),
        "datasets": datasets(path),
        "test_split_size": plan.number("data.split.validation", 0.1),
        "max_length": plan.at("data.text.max_length"),
        "packing": True,
        "packing_strategy": "wrapped",
        **arguments(plan, "sft"),
        "label_smoothing_factor": plan.number("training.loss.label_smoothing"),
    }


def _of_preferences() -> Table:
    """The table without what DPO takes otherwise: its rate, and the size of a batch of pairs."""
    apart = ("training.learning_rate.initial", "training.batch_size", "compute.micro_batch", "compute.accumulation")
    return TABLE._replace(rows=tuple(row for row in TABLE.rows if row.path not in apart))


def _preferences(plan: Plan) -> dict[str, Any]:
    pairs = max(1, plan.micro // 2)
    return {
        **model(plan),
        "datasets": datasets(PAIRS),
        "test_split_size": plan.number("data.split.validation", 0.1),
        "max_length": plan.at("data.text.max_length"),
        **arguments(plan, "dpo"),
        "learning_rate": RATES[plan.adapters],
        "beta": BETA,
        "per_device_train_batch_size": pairs,
        "per_device_eval_batch_size": pairs,
        "gradient_accumulation_steps": plan.accumulation * (2 if plan.micro > 1 else 1),
        **({} if plan.adapters else {"precompute_ref_log_probs": True}),
    }
