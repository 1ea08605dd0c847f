"""TRL where a model is tuned on answers: `trl sft`, `trl dpo`, `trl kto` or `trl grpo`, as the method says."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.accelerate import FILE, parallel
from advisor.exporting.trainers.accelerate import ROWS as PARALLEL
from advisor.exporting.trainers.answers import METHODS, SHARED, method_of, refused
from advisor.exporting.trainers.arguments import OWN, arguments
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.trl_model import RELEASE, ROWS, datasets, model
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, yaml_of

if TYPE_CHECKING:
    from advisor.exporting.project import Project
    from advisor.exporting.source import Source
    from advisor.exporting.trainers.plan import Plan

MARKED: Final = ("qwen3", "llama")  # families of whose templates TRL knows where the answers stand
# Models that come with a template, for base models that have none; Qwen's have one.
SPEAKING: Final = {
    "HuggingFaceTB/SmolLM2-135M": "HuggingFaceTB/SmolLM2-135M-Instruct",
    "HuggingFaceTB/SmolLM3-3B-Base": "HuggingFaceTB/SmolLM3-3B",
    "allenai/OLMo-2-0425-1B": "allenai/OLMo-2-0425-1B-Instruct",
    "meta-llama/Llama-3.2-1B": "meta-llama/Llama-3.2-1B-Instruct",
    "meta-llama/Llama-3.2-3B": "meta-llama/Llama-3.2-3B-Instruct",
    "mistralai/Mistral-7B-v0.3": "mistralai/Mistral-7B-Instruct-v0.3",
}
FIELDS: Final = {  # what each record holds, by method: as turns of a chat, and as plain texts
    "sft": ("`messages`, each with `role` and `content`", "`prompt` and `completion`"),
    "dpo": ("`prompt`, `chosen` and `rejected`, each a list of messages", "`prompt`, `chosen` and `rejected`"),
    "kto": ("`prompt` and `completion`, each a list of messages, and `label`", "`prompt`, `completion` and `label`"),
    "grpo": ("`prompt`, a list of messages, and `solution`, the answer to compare with",) * 2,
}
NOT_VALIDATED: Final = ("metric_for_best_model", "greater_is_better", "save_total_limit", "per_device_eval_batch_size")
ATTENTION: Final = "kernels-community/flash-attn2"  # FlashAttention without compiling it
CHAT_ROWS: Final = (
    Row("training.method", says="the command and the file are those of the method"),
    Row("training.sampling.generations", "num_generations"),
    Row("training.sampling.max_tokens", "max_completion_length"),
    Row("training.loss.tokens", "assistant_only_loss completion_only_loss"),
    Row("training.loss.beta", "beta"),
    Row("training.loss.marks.good", "desirable_weight"),
    Row("training.loss.marks.bad", "undesirable_weight"),
    Row("data.text.template", "chat_template_path", says="the tokenizer brings it"),
    Row("data.text.packing", "packing packing_strategy attn_implementation"),
    Row("data.text.max_length", "max_length"),
)
TABLE: Final = Table(
    (*SHARED, *ROWS, *CHAT_ROWS, *PARALLEL),
    OWN | {
        "datasets": "where the examples are",
        "dtype": "weights that learn are kept in 32 bits",
        "lora_dropout": "adapters learn without dropout",
        "use_peft": "all weights learn",
        "reward_funcs": "TRL's own check of an answer against `solution`: numbers and formulas by their value",
        "precompute_ref_log_probs": "the answers of the model before are computed once, so that it need not be held",
        "eval_strategy": "rewards in training say how it goes",
        "save_strategy": "each epoch is kept",
        "load_best_model_at_end": "nothing is validated",
        "label_smoothing_factor": "labels are not smoothed",
    },
)  # fmt: skip
REWARDED: Final = TABLE._replace(  # by whom nothing is held out
    rows=(
        *(row for row in TABLE.rows if not row.path.startswith(("training.early_stopping", "evaluation.monitor",
                                                                 "data.split"))),
        Row("training.early_stopping", "", "not at all", "training does not end early, and the last weights are kept"),
        Row("evaluation.monitor", "", "not at all", "rewards in training say how it goes"),
        Row("data.split", "", "not at all", "no prompts are held out: do that before", idle=(None,)),
        Row("data.text.max_length", "", "not at all", "prompts are not cut"),
    )
)  # fmt: skip


def export(source: "Source", plan: "Plan") -> "Project":
    """The file of the method. Raises `InputError` for ORPO."""
    method = method_of(source)
    if method not in FIELDS:
        raise refused(source, "trl")
    launch = f" --accelerate_config {FILE}" if plan.devices > 1 else ""
    path = data_path(source, "train.jsonl")
    texts = source.problem.data.records == "prompts"
    heading = Heading(
        "trl",
        f"TRL: {METHODS[method]} with {plan.backbone}",
        _needs(plan, method),
        f"trl {method} --config {method}.yaml{launch}",
        f"{path}: {FIELDS[method][texts]} in each record",
    )
    values = model(plan) | {"datasets": datasets(path)} | _own(source, plan, method, texts)
    native = Native(
        heading, REWARDED if method == "grpo" else TABLE, values, tuple(_lost(source, plan, method, values))
    )
    return project(source, {f"{method}.yaml": yaml_of(source, native)} | parallel(source, heading.run), native)


def _needs(plan: "Plan", method: str) -> str:
    asked = {
        "peft": True,
        "math-verify": method == "grpo",
        "kernels": bool(plan.at("data.text.packing")),
        "quantization": plan.quantized or plan.at("compute.optimizer_bits") == 8,
    }
    extras = ",".join(extra for extra, needed in asked.items() if needed)
    return f'"trl[{extras}]=={RELEASE}"'


def _own(source: "Source", plan: "Plan", method: str, texts: bool) -> dict[str, Any]:
    """Keys of the method, and those of training as it takes them."""
    training = arguments(plan, method)
    if method == "grpo":
        for key in NOT_VALIDATED:
            training.pop(key)
        return training | {
            "eval_strategy": "no",
            "load_best_model_at_end": False,
            "num_generations": plan.at("training.sampling.generations"),
            "max_completion_length": plan.at("training.sampling.max_tokens"),
            "beta": plan.at("training.loss.beta"),
            "reward_funcs": ["accuracy_reward"],
        }
    shared = {
        "test_split_size": plan.number("data.split.validation", 0.1),
        "max_length": plan.at("data.text.max_length"),
        **training,
    }
    if method == "sft":
        return shared | _imitated(plan, texts)
    marks = {
        "desirable_weight": plan.at("training.loss.marks.good"),
        "undesirable_weight": plan.at("training.loss.marks.bad"),
    }
    single = method == "kto" and plan.micro == 1
    pieces = {"per_device_train_batch_size": 2, "gradient_accumulation_steps": max(1, plan.accumulation // 2)}
    return shared | {
        **(pieces if single else {}),
        "beta": plan.at("training.loss.beta"),
        **(marks if method == "kto" else {}),
        **({} if plan.adapters else {"precompute_ref_log_probs": True}),
    }


def _imitated(plan: "Plan", texts: bool) -> dict[str, Any]:
    answers = plan.at("training.loss.tokens") == "answers"
    packing = {"packing": bool(plan.at("data.text.packing"))}
    if packing["packing"]:
        packing |= {"packing_strategy": "bfd", "attn_implementation": ATTENTION}  # type: ignore[dict-item]
    speaks = SPEAKING.get(plan.backbone)
    return {
        **packing,
        **({"completion_only_loss": answers} if texts else {"assistant_only_loss": answers and _marked(plan)}),
        **({"chat_template_path": speaks} if speaks and not texts else {}),
        "label_smoothing_factor": plan.number("training.loss.label_smoothing"),
    }


def _marked(plan: "Plan") -> bool:
    return str(plan.at("model.backbone.name")).startswith(MARKED)


def _lost(source: "Source", plan: "Plan", method: str, values: dict[str, Any]) -> list[str]:
    """What is not expressed, beyond what the table says."""
    written, lost = source.problem.data.records, []
    if written in ("sharegpt", "instructions") and method != "grpo":
        lost.append(f"data.records: TRL reads no {written}; write them as above, or take LLaMA-Factory, which does")
    if method == "sft" and plan.at("training.loss.tokens") == "answers" and values.get("assistant_only_loss") is False:
        lost.append(
            f"training.loss.tokens: of chats all turns are learnt, as the template of {plan.backbone} does not mark"
            " answers; records of prompt and completion are learnt from their completions alone"
        )
    if method == "kto" and plan.micro == 1:
        lost.append("compute.micro_batch: TRL's KTO compares two examples at a time, so that each device has two")
    return lost
