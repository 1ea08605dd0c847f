"""What trainers of language models share where a model is tuned on answers."""

from typing import TYPE_CHECKING, Final

from advisor.errors import InputError
from advisor.exporting.trainers.arguments import LANGUAGE_ROWS, ROWS
from advisor.exporting.trainers.mapping import Row
from advisor.exporting.trainers.writing import refuse

if TYPE_CHECKING:
    from advisor.exporting.source import Source

METHODS: Final = {
    "sft": "supervised tuning on answers",
    "dpo": "preferences (DPO)",
    "orpo": "answers and preferences at once (ORPO)",
    "kto": "marked answers (KTO)",
    "grpo": "rewards for its own answers (GRPO)",
}
HELD_OUT: Final = (
    Row("data.split.method", "", "nearly", "the part held out is drawn at random",
        values=("stratified", "grouped", "stratified-grouped", "time-ordered")),
    Row("training.early_stopping.patience", "", "not at all", "training does not end early"),
)  # fmt: skip
SHARED: Final = (*ROWS, *LANGUAGE_ROWS, *HELD_OUT)


def method_of(source: "Source") -> str:
    """How a model is tuned on answers; empty for plain texts."""
    return str(source.value("training.method") or "")


def refused(source: "Source", target: str) -> InputError:
    """That a target has no form for tuning on answers, and which has."""
    method = method_of(source)
    instead = "llama-factory" if method == "orpo" else "trl"
    return refuse(target, f"tuning on answers ({method})", instead, "training.method")
