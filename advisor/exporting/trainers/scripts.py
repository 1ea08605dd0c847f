"""The scripts that start Hugging Face's Trainer: one for texts, one for tagged words, one for language."""

from typing import TYPE_CHECKING

from advisor.exporting.torch.common import SINGLE
from advisor.exporting.torch.rendering import reasons_of, rendered, template_environment
from advisor.versions import __version__

if TYPE_CHECKING:
    from advisor.exporting.source import Source
    from advisor.exporting.trainers.plan import Plan


def script(source: "Source", plan: "Plan", data: str, run: str) -> str:
    """The script for a config, which reads `data` and is started by `run`."""
    task, facts = source.problem.task, source.problem.data
    method = str(plan.at("data.split.method"))
    targets = list(facts.targets) or [facts.target or "label"]
    labels = {"regression": "numbers", "multilabel": "labels that may hold together"}.get(task, "classes")
    template = {"token-classification": "hf_tokens", "language-modeling": "hf_language"}.get(task, "hf_text")
    context = {
        "run": run,
        "written": f"Written by advisor {__version__}; arguments.json holds the arguments, README.md the reasons.",
        "why": reasons_of(source),
        "weights": plan.backbone,
        "data": data,
        "separator": "\t" if data.endswith((".tsv", ".tsv.gz", ".tab")) else ",",
        "max_length": plan.at("data.text.max_length"),
        "validation": plan.number("data.split.validation", 0.1),
        "patience": plan.patience,
        "labels": labels,
        "targets": targets,
        "single": task in SINGLE,
        "multilabel": task == "multilabel",
        "standardized": plan.at("data.target.transform") not in (None, "none"),
        "group": facts.group_column if "grouped" in method else "",
        "time": facts.time_column,
        "ordered": method == "time-ordered",
        "stratified": method == "stratified" and task in SINGLE,
        "language": task == "language-modeling",
        "adapters": plan.adapters,
        "quantized": plan.quantized,
        "lora": plan.at("model.backbone.lora"),
        "dtype": "bfloat16" if plan.adapters and plan.at("compute.precision") == "bf16" else "float32",
    }
    return rendered(template_environment("advisor.exporting.trainers"), f"{template}.py.j2", context)
