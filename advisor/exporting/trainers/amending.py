"""A config of another trainer with what is advised in place of what it says: only those values change."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from advisor.exporting.source import Source
from advisor.exporting.targets import export
from advisor.exporting.trainers.answers import method_of
from advisor.exporting.trainers.mapping import Table, applies, reason_of
from advisor.exporting.trainers.registry import TRAINERS
from advisor.exporting.trainers.settled import (
    LENGTHS,
    network_of,
    refuse_other_method,
    sees,
    stand_in_of,
    trainer_of,
)
from advisor.exporting.trainers.splicing import spliced
from advisor.linting.trainers.known import Trainer, at
from advisor.linting.trainers.recipe import Recipe
from advisor.recommending import Recommendation
from advisor.yamlio import Document, read_document

KEPT: Final = (  # pinned, or a matter of taste
    "model.family", "model.backbone.name", "model.backbone.weights", "model.backbone.trainable", "tracking.tool",
    "training.seeds",
)  # fmt: skip
OF_THE_NETWORK: Final = ("data.text.template", "model.backbone.lora.targets")  # fit no other network
PLACES: Final = ("data", "data_dir", "dataset", "datasets", "output_dir", "device")  # of a machine, not of advice
HELD_OUT: Final = ("val_size", "test_split_size")  # of the training data; refused beside data to evaluate on
EVAL_DATA: Final = ("eval_dataset", "eval_dataset_name", "validation_file", "eval_file", "eval_data_path")
BEST: Final = {"eval_strategy": "no", "save_strategy": "steps", "load_best_model_at_end": False}  # and their defaults
ALIKE: Final = ("_fused", "_hf", "_torch")  # ends of names of one optimiser
EVERY: Final = ("all", "all-linear")  # words for all linear layers, which usually are these:
LINEAR: Final = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
MIXED: Final = ("true", "bf16", "fp16")  # words for half precision of the key `amp`


class Change(NamedTuple):
    """A key, what the file says, what is advised (None: the file does not set it), and why."""

    key: str
    theirs: Any
    advised: Any
    reason: str


class Amended(NamedTuple):
    """The file as it would be, what is changed in it, and what is advised for keys that it leaves to defaults."""

    text: str
    changes: list[Change]
    unset: list[Change]
    said: str = ""
    """Whose advice stands in, where the network of the config is in no catalogue."""


def amended(document: Document, recommendation: Recommendation) -> Amended:
    """What is advised for each key of a config, written into its text.

    Raises `InputError` where the trainer has no form for the recommendation, or the config is for another method.
    """
    found, data = trainer_of(document), document.data
    target, described = next((name, each) for name, each in TRAINERS.items() if each.key == found.key)
    source = Source(recommendation.document(), recommendation)
    refuse_other_method(document, method_of(source))
    files = export(target, source).files
    name = _file(found.key, data, described.settings)
    name = name if name in files else next(each for each in files if each.endswith(".yaml"))  # that of the method
    advised = _flat(read_document(files[name], name).data, found)
    theirs = _flat(data, found)
    known = network_of(document)
    kept = KEPT if known else (*KEPT, *OF_THE_NETWORK)
    left = (*PLACES, *(LENGTHS if sees(document) else ()), *(HELD_OUT if _has_eval_data(theirs) else ()))
    changes, unset = [], []
    for key, value in advised.items():
        reason = _reason(described.tables, source, key, kept)
        if not reason or key in left:
            continue
        called = _called(key, value, theirs, found)
        if called not in theirs:
            unset.append(Change(called, None, value, reason))
        elif not _same(called, theirs[called], value):
            changes.append(Change(called, theirs[called], value, reason))
    changes = _together(changes, Recipe(found, data), theirs, advised)
    values = {_path(data, change.key): change.advised for change in changes}
    return Amended(
        spliced(document, values) if values else document.text, changes, unset, _said(document, source, known)
    )


def _said(document: Document, source: Source, known: str) -> str:
    """Whose advice stands in for a network that is in no catalogue."""
    theirs = Recipe(trainer_of(document), document.data).said("model")
    used = source.value("model.backbone.name")
    if known or not used:
        return ""
    if not theirs:
        return f"the config names no network: what is advised is meant for {used}"
    like = "a network of about its size" if stand_in_of(document) else "as its name tells no size"
    return f"{theirs} is in no catalogue: what is advised is meant for {used}, {like}"


def _file(key: str, data: Mapping[str, Any], usual: str) -> str:
    """Which of the exported files speaks of the same stage."""
    if key == "llama-factory":
        return f"{data.get('stage', 'sft')}.yaml" if data.get("stage") in ("pt", "sft", "dpo") else usual
    return "dpo.yaml" if key == "trl" and "beta" in data else usual


def _flat(data: Mapping[str, Any], known: Trainer) -> dict[str, Any]:
    """Keys with their section, where a trainer has sections."""
    sections = {path.partition(".")[0] for path in known.keys if "." in path} | {"model", "data"}
    flat: dict[str, Any] = {}
    for key, value in data.items():
        inside = isinstance(value, Mapping) and key in sections
        flat |= {f"{key}.{name}": each for name, each in value.items()} if inside else {key: value}
    return flat


def _path(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(key.split(".")) if at(data, key) is not None else (key,)


def _reason(tables: Mapping[str, Table], source: Source, key: str, kept: tuple[str, ...]) -> str:
    """Why a key is as advised, where a choice decides it that the file is not bound to."""
    for table in tables.values():
        rows = [row for row in table.rows if key in row.keys.split() and applies(source, row)]
        if rows and not any(row.path in kept for row in rows):
            return next((f"{row.path}: {said}" for row in rows if (said := reason_of(source, row.path))), "")
    return ""


def _called(key: str, value: Any, theirs: Mapping[str, Any], known: Trainer) -> str:
    """What a config of an older version calls a key."""
    if key == "warmup_steps" and "warmup_ratio" in theirs and not theirs.get(key) and _is_share(value):
        return "warmup_ratio"
    if key in theirs:
        return key
    return next((former for former, now in known.renamed.items() if now == key and former in theirs), key)


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and value < 1


def _same(key: str, one: Any, other: Any) -> bool:
    """Whether two values of a key do the same."""
    if isinstance(one, list) and other in EVERY and set(LINEAR) <= set(map(str, one)):
        return True
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        first, second = str(one).lower(), str(other).lower()
    if key == "amp":
        return (first in MIXED) == (second in MIXED)
    if key.startswith("optim"):
        for end in ALIKE:
            first, second = first.removesuffix(end), second.removesuffix(end)
    return bool(one == other) or first.removeprefix("eval_") == second.removeprefix("eval_")


def _together(
    changes: list[Change], recipe: Recipe, theirs: Mapping[str, Any], advised: Mapping[str, Any]
) -> list[Change]:
    """The changes, without those that make sense beside others alone, which cannot be made, and with what follows."""
    left: set[str] = set()
    batch, sums = recipe.path("batch"), recipe.path("accumulation")
    if batch in advised and sums in advised:
        before = (recipe.number("batch") or 1) * (recipe.number("accumulation") or 1)
        fits = (recipe.number("batch") or 1) <= float(advised[batch])
        missing = [key for key in (batch, sums) if key not in theirs]
        if (before == float(advised[batch]) * float(advised[sums]) and fits) or missing:
            left |= {batch, sums}
    left |= _best(changes, recipe.trainer, theirs)
    if (
        "warmup_steps" in theirs
        and theirs.keys() & set(recipe.trainer.former)
        and _is_share(advised.get("warmup_steps"))
    ):
        left.add("warmup_steps")  # a version that takes whole steps alone
    kept = [change for change in changes if change.key not in left]
    shape = next((change for change in kept if change.key == "lr_scheduler_type"), None)
    if shape and theirs.get("lr_scheduler_kwargs") and "lr_scheduler_kwargs" not in advised:
        kept.append(Change("lr_scheduler_kwargs", theirs["lr_scheduler_kwargs"], {}, shape.reason))
    best = next((change for change in kept if change.key == "metric_for_best_model"), None)
    if (
        best
        and theirs.get("greater_is_better") is not None
        and not any(each.key == "greater_is_better" for each in kept)
    ):
        greater = bool(advised.get("greater_is_better", not str(best.advised).endswith("loss")))
        if theirs["greater_is_better"] is not greater:
            kept.append(Change("greater_is_better", theirs["greater_is_better"], greater, best.reason))
    return kept


def _has_eval_data(theirs: Mapping[str, Any]) -> bool:
    return any(theirs.get(key) for key in EVAL_DATA)


def _best(changes: list[Change], trainer: Trainer, theirs: Mapping[str, Any]) -> set[str]:
    """Keys of when to evaluate and to save that stay: both must fall together where the best is kept."""
    former = {now: name for name, now in trainer.renamed.items()}
    names = {key: former[key] if former.get(key) in theirs else key for key in BEST}
    if trainer.key not in ("trl", "hugging-face", "llama-factory"):
        return set()
    news = {change.key: change.advised for change in changes}
    now = {key: theirs.get(name, BEST[key]) for key, name in names.items()}
    then = {key: news.get(name, now[key]) for key, name in names.items()}
    evaluated = str(now["eval_strategy"]).lower() not in ("no", "false")
    apart = bool(then["load_best_model_at_end"]) and then["eval_strategy"] != then["save_strategy"]
    if evaluated and now["eval_strategy"] == now["save_strategy"]:  # it is kept as often as it is looked at
        apart = str(then["load_best_model_at_end"]).lower() == "true" and not _multiple(theirs)
        return {names[key] for key in (BEST if apart else ("eval_strategy", "save_strategy"))}
    sees = _has_eval_data(theirs) or any(theirs.get(key) for key in HELD_OUT)
    return {names[key] for key in BEST} if apart or not (evaluated or sees) else set()


def _multiple(theirs: Mapping[str, Any]) -> bool:
    """Whether what is evaluated is saved, by steps, as the trainer asks where the best is kept."""
    saved, seen = theirs.get("save_steps", 500), theirs.get("eval_steps") or theirs.get("logging_steps", 500)
    return _is_count(saved) and _is_count(seen) and saved % seen == 0


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and value >= 1
