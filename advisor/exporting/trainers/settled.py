"""What a config of another trainer has settled: its network, its method, whether adapters alone learn."""

import re
from math import log
from typing import Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.exporting.trainers.answers import METHODS
from advisor.exporting.trainers.registry import TRAINERS
from advisor.exporting.trainers.timm import NAMES
from advisor.linting.trainers import recognised
from advisor.linting.trainers.known import Trainer
from advisor.linting.trainers.recipe import LANGUAGE, Recipe
from advisor.networks.catalogue import backbones
from advisor.yamlio import Document

LENGTHS: Final = ("cutoff_len", "max_length", "max_seq_length")  # tokens of an example
TASKS: Final = {"detect": "detection", "classify": "multiclass"}  # words of Ultralytics
STAGES: Final = {"pt": "", "sft": "sft", "dpo": "dpo", "kto": "kto"}  # of LLaMA-Factory, and what each is called here
BY_KEY: Final = {  # keys that one method of TRL alone has, and those of DPO last, as others have them too
    "num_generations": "grpo", "desirable_weight": "kto", "undesirable_weight": "kto", "beta": "dpo",
}  # fmt: skip
YOLO: Final = re.compile(r"yolo[a-z]*\d*[a-z]*?([nsmlx])?(?:-[a-z0-9]+)*\.(?:pt|yaml)$")
CHATS: Final = re.compile(r"(?<![a-z])(instruct|chat|it)(?![a-z])", re.IGNORECASE)
SEES: Final = re.compile(
    r"(?<![a-z])(vl|llava|internvl|vision|pixtral|minicpm-?v|paligemma|smolvlm|omni)", re.IGNORECASE
)
OTHERWISE: Final = 0.3  # as which distance in size counts that one chats and the other does not
APART: Final = 2.5  # times as many parameters, from which another network's batch, memory and rates say nothing


def trainer_of(document: Document) -> Trainer:
    """The trainer of a config. Raises `InputError` where it is of none that is written for."""
    found = recognised(document.data)
    if found is None or found.key not in {each.key for each in TRAINERS.values()}:
        hint = f"configs of {', '.join(TRAINERS)} are taken"
        raise InputError(Diagnostic("is a config of no trainer that is written for", document.name, hint=hint))
    return found


def facts_of(document: Document) -> dict[str, Any]:
    """Facts that follow from the trainer and from what its config says. Raises `InputError` for other tasks."""
    found, data = trainer_of(document), document.data
    if found.key in LANGUAGE and found.key != "hugging-face":
        method_of(document)
        lengths = [data[key] for key in LENGTHS if isinstance(data.get(key), int)]
        return {"task": "language-modeling"} | ({"sequence_length": lengths[0]} if lengths else {})
    task = str(data.get("task") or "") if found.key == "ultralytics" else ""
    if task in TASKS:
        return {"task": TASKS[task], "kind": "image"}
    if task:
        hint = f"configs for {' and '.join(TASKS)} are taken"
        raise InputError(document.complain(("task",), f"no advice is written for {task} with {found.name}", hint))
    return {"kind": "image"} if found.key == "timm" else {}


def machine_of(document: Document) -> dict[str, Any]:
    """What a config shows of the machine: half precision, bits and sharding are of a GPU, as are language models."""
    found, data = trainer_of(document), document.data
    recipe = Recipe(found, data)
    if str(data.get("device")).lower() == "cpu" or any(
        str(data.get(key)).lower() == "true" for key in ("use_cpu", "no_cuda")
    ):
        return {}
    shown = any(recipe.yes(role) for role in ("fp16", "bf16", "half", "four_bits", "eight_bits"))
    shown = shown or any(data.get(key) for key in ("deepspeed", "fsdp", "amp")) or found.key in ("trl", "llama-factory")
    return {"device": "gpu"} if shown else {}


def network_of(document: Document) -> str:
    """The network that a config names, by its key in the catalogue; empty where it is not there."""
    found = trainer_of(document)
    named = str(Recipe(found, document.data).said("model") or "")
    last = _last(named)
    keys = [key for key, each in backbones().items() if last and last in (each.weights.lower(), _last(each.weights))]
    keys += [key for key, name in NAMES.items() if found.key == "timm" and name == named]
    return keys[0] if keys else ""


def _last(name: str) -> str:
    """A name of weights without whose they are, or where they lie."""
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2].lower()


def stand_in_of(document: Document) -> str:
    """The network of about the size of one that is in no catalogue; empty where nothing tells its size.

    Raises `InputError` where none is of about its size.
    """
    found = trainer_of(document)
    recipe = Recipe(found, document.data)
    named = str(recipe.said("model") or "")
    if found.key == "ultralytics" and document.data.get("task", "detect") == "detect":
        size = YOLO.search(named.lower().rpartition("/")[2])
        return f"yolo26{(size and size[1]) or 'n'}"
    if found.key not in ("trl", "llama-factory") or not recipe.parameters:
        return ""
    chats = bool(CHATS.search(named))
    sizes = {key: each.parameters for key, each in backbones().items() if each.task == "generation"}
    apart = {key: abs(log(size / recipe.parameters)) for key, size in sizes.items()}
    chats = bool(CHATS.search(named))
    nearest = min(apart, key=lambda key: (apart[key] + OTHERWISE * (key.endswith("_chat") != chats), key))
    if apart[nearest] > log(APART):
        said = f"no network of about the size of {named} is known: {nearest} is nearest"
        raise InputError(document.complain((recipe.path("model"),), said, "batch, memory and rates depend on the size"))
    return nearest


def pins_of(document: Document) -> list[str]:
    """Choices that a config has made and that stay: the network, or one like it, and whether adapters alone learn."""
    found = trainer_of(document)
    key = network_of(document) or stand_in_of(document)
    pins = [f"model.backbone.name={key}"] if key else []
    if found.key in ("trl", "llama-factory"):
        pins.append(f"model.backbone.trainable={'adapters' if Recipe(found, document.data).adapters else 'all'}")
    return pins


def sees(document: Document) -> bool:
    """Whether a language model reads images or sound, too, which take most of its tokens."""
    named = str(Recipe(trainer_of(document), document.data).said("model") or "")
    return bool(SEES.search(named.rpartition("/")[2])) or "image_max_pixels" in document.data


def method_of(document: Document) -> str | None:
    """How a config tunes on answers; empty for plain texts, None where it does not say.

    Raises `InputError` for a method of which nothing is known here.
    """
    found, data = trainer_of(document), document.data
    if found.key == "trl":
        return next((method for key, method in BY_KEY.items() if key in data), None)
    if found.key != "llama-factory" or "stage" not in data:
        return None
    stage = str(data["stage"])
    if stage not in STAGES:
        hint = f"configs for {', '.join(STAGES)} are taken"
        raise InputError(document.complain(("stage",), f"no advice is known for the stage {stage}", hint))
    return "orpo" if data.get("pref_loss") == "orpo" else STAGES[stage]


def refuse_other_method(document: Document, advised: str) -> None:
    """Raise `InputError` where the data are for another method than that of a config: its numbers would not do."""
    said = method_of(document)
    if said is None or said == advised or not advised or {said, advised} == {"dpo", "orpo"}:
        return
    is_for = METHODS.get(said, "plain texts")
    message = f"is a config for {is_for}, and the data are for {METHODS[advised]}"
    raise InputError(Diagnostic(message, document.name, hint="give data of the same kind with --data"))
