"""What a search varies, stage by stage in the guide's order, around the config that is recommended."""

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.config.words import LOWER_IS_BETTER
from advisor.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from advisor.exporting.source import Source

RATE: Final = "training.learning_rate.initial"
SCHEDULE: Final = ("training.schedule", "training.warmup", "training.averaging")
CONSTANT: Final = {
    "training.schedule": {"name": "constant"},
    "training.warmup": 0.0,
    "training.averaging": {"kind": "none"},
}
STAGES: Final = {  # the first word of a line of tuning.order, and the paths that are tuned then
    "learning": ("training.learning_rate",),
    "capacity": ("model.hidden", "model.backbone", "model.numeric_embedding", "data.series.lookback", "data.text"),
    "regularisation": (
        "model.dropout",
        "training.optimizer.weight_decay",
        "training.loss.label_smoothing",
        "data.imbalance",
        "data.augmentation",
        "training.early_stopping",
    ),
    "schedule": (*SCHEDULE, "training.epochs"),
    "activation": ("",),  # whatever no other stage tunes
}
LEFT_OUT: Final = {
    "data.split": "trials would be judged on different data",
    "evaluation": "is settled after training, on the best trial",
    "model.family": "another family has other layers; search it by itself, with a pin on model.family",
}


class Knob(NamedTuple):
    """A choice that is varied: a range, or else some values."""

    path: str
    now: Any  # what the config has
    values: list[Any]
    low: float = 0.0
    high: float = 0.0
    log: bool = False


class Stage(NamedTuple):
    """What is tuned together, with all else as the stages before left it."""

    title: str
    knobs: list[Knob]


class Space(NamedTuple):
    """The stages in order, what holds in all but the last of them, and how a trial is judged."""

    stages: list[Stage]
    constant: dict[str, Any]
    edited: dict[str, Any]  # what was changed in the config by hand
    column: str  # of history.csv
    lower: bool


def space(source: "Source", notes: list[str]) -> Space:
    """The search that a config describes; says in `notes` what is left out. Raises `InputError` where there is none."""
    search: dict[str, Any] = dict(source.value("tuning.search") or {})
    for path in list(search):
        reason = next((why for start, why in LEFT_OUT.items() if path.startswith(start)), None)
        if reason:
            del search[path]
            notes.append(
                f"{path}: not searched, as it {reason}"
                if reason.startswith("is")
                else f"{path}: not searched, as {reason}"
            )
    for path in [path for path in search if source.value(path) is None]:
        del search[path]
        notes.append(f"{path}: not searched, as the config has no value of it to begin at")
    if not search or source.value(RATE) is None:
        raise InputError(Diagnostic("there is nothing to search: no choice has a range to try", field="tuning.search"))
    constant = {path: value for path, value in CONSTANT.items() if source.value(path) not in (None, value)}
    knobs = {path: _knob(path, source.value(path), tried) for path, tried in search.items()}
    for path, value in constant.items():
        if path not in knobs:
            knobs[path] = Knob(path, source.value(path), [source.value(path), value])
    stages = []
    for title in source.value("tuning.order") or []:
        kind = next((kind for kind in STAGES if title.startswith(kind)), "activation")
        mine = [knob for path, knob in knobs.items() if _kind(path) == kind]
        if RATE in knobs and kind != "learning" and mine:
            mine.append(knobs[RATE])
        if mine:
            stages.append(Stage(title, mine))
    monitor = source.value("evaluation.monitor") or "loss"
    recommended = source.recommendation.choices
    edited = {
        path: source.value(path)
        for path in recommended
        if path.startswith(("data.", "model.", "training.")) and source.edited(path)
    }
    return Space(
        stages, constant, edited, "validation_loss" if monitor == "loss" else monitor, monitor in LOWER_IS_BETTER
    )


def _kind(path: str) -> str:
    return next(kind for kind, starts in STAGES.items() if any(path.startswith(start) for start in starts))


def _knob(path: str, now: Any, tried: Any) -> Knob:
    """A range or a list, which what the config has is part of."""
    if isinstance(tried, dict) and "low" in tried:
        low, high = min(tried["low"], now), max(tried["high"], now)
        return Knob(path, now, [], float(low), float(high), bool(tried.get("log")) and low > 0)
    return Knob(path, now, [now, *(value for value in tried if value != now)])


def text(value: Any) -> Any:
    """A value as engines take it: numbers, words and truths as they are, the rest as JSON."""
    return value if isinstance(value, str | int | float | bool) else json.dumps(value)
