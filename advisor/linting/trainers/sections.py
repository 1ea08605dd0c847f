"""Configs of scripts of one's own, of which a section holds arguments of Hugging Face's trainers."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from msgspec.structs import replace

from advisor.linting.facts import NOTHING, Facts
from advisor.linting.trainers.checking import Checked, check_keys
from advisor.linting.trainers.known import marked, trainer
from advisor.linting.trainers.recipe import FROM_SCRATCH, Recipe, check_recipe
from advisor.yamlio import Document

Path = tuple[str, ...]
LEAST: Final = 4  # arguments of a trainer in a section that is taken for its
HALF: Final = 0.5  # of a section's keys, which are arguments
MOST: Final = 20  # such sections of a document that are judged
DEEP: Final = 4  # sections inside one another that are looked into
MODEL: Final = ("model_name_or_path", "base_model", "model_name", "model_id", "name_or_path", "name", "id", "path")
# What sections call what LoRA is made of, and what TRL calls it.
ADAPTER: Final = {
    "r": "lora_r", "rank": "lora_r", "lora_r": "lora_r", "lora_rank": "lora_r",
    "alpha": "lora_alpha", "lora_alpha": "lora_alpha", "dropout": "lora_dropout", "lora_dropout": "lora_dropout",
    "target_modules": "lora_target_modules", "lora_target_modules": "lora_target_modules",
}  # fmt: skip
SWITCHES: Final = ("enabled", "enable", "use", "use_lora", "use_peft")


def check_sections(document: Document, facts: Facts = NOTHING) -> Checked | None:
    """What is wrong with the arguments in sections of a document; None where no section holds any."""
    if not isinstance(document.data, Mapping) or "problem" in document.data or "schema" in document.data:
        return None
    known, judged = trainer("hugging-face"), trainer("trl")
    checked = Checked([], [])
    told = ((path, section) for path, section in _sections(document.data, ()) if path and _trains(section))
    for path, section in islice(told, MOST):
        flat, places = _gathered(document.data, path)
        found = [*check_keys(known, section), *check_recipe(Recipe(judged, flat), facts)]
        for finding in found:
            at = places.get(finding.path, (*path, finding.path))
            line, column, _ = document.place(at)
            checked.findings.append(replace(finding, path=".".join(at), file=document.name, line=line, column=column))
        count = sum(key in known.keys or key in judged.keys for key in section)
        made = f"{known.name} (keys of {known.version}, read on {known.read})"
        checked.said.append(f"holds arguments of {made} in {'.'.join(path)}: {count} of {len(section)} keys are known")
    checked.findings.sort(key=lambda each: (each.line, each.column))
    return checked if checked.said else None


def _sections(data: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    yield path, data
    for key, value in data.items():
        if isinstance(value, Mapping) and value and len(path) < DEEP:
            yield from _sections(value, (*path, str(key)))


def _trains(section: Mapping[str, Any]) -> bool:
    """Whether a section holds arguments of Hugging Face's trainers."""
    known = [key for key in section if key in trainer("hugging-face").keys or key in trainer("trl").keys]
    return marked(trainer("hugging-face"), section) and LEAST <= len(known) >= HALF * len(section)


def _gathered(data: Mapping[str, Any], path: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    """The arguments of a section with the model and the adapters that are told of beside it, and where each stands."""
    flat: dict[str, Any] = {}
    places: dict[str, Path] = {}
    for at, section in _nearest_first(data, path):
        if at != path and _trains(section):
            continue
        for name, key, value in _told(section, at, path):
            if name not in flat and value is not None:
                flat[name], places[name] = value, (*at, key)
    adapters = [name for name in flat if name.startswith("lora_")]
    if adapters and "use_peft" not in flat:
        flat["use_peft"] = True
    return flat, places


def _nearest_first(data: Mapping[str, Any], path: Path) -> list[tuple[Path, Mapping[str, Any]]]:
    """All sections, those that share most of their way with one first."""

    def shared(at: Path) -> int:
        return next((i for i, (a, b) in enumerate(zip(at, path, strict=False)) if a != b), min(len(at), len(path)))

    return sorted(_sections(data, ()), key=lambda each: (each[0] != path, -shared(each[0])))


def _adapts(section: Mapping[str, Any], at: Path) -> bool:
    """Whether a section tells of adapters."""
    named = bool(at) and any(word in at[-1].lower() for word in ("lora", "peft", "adapter"))
    return bool({"r", "rank", "lora_r", "lora_rank"} & section.keys()) and (
        named or bool({"alpha", "lora_alpha"} & section.keys())
    )


def _told(section: Mapping[str, Any], at: Path, path: Path) -> Iterator[tuple[str, str, Any]]:
    """What a section says: the name that TRL has for it, the key and the value."""
    if at == path:
        yield from ((str(key), str(key), value) for key, value in section.items() if not isinstance(value, Mapping))
    elif _adapts(section, at):
        yield from ((ADAPTER[key], key, value) for key, value in section.items() if key in ADAPTER)
        yield from (("use_peft", key, section[key]) for key in SWITCHES if isinstance(section.get(key), bool))
    yield from ((key, key, section[key]) for key in ("load_in_4bit", "load_in_8bit", *FROM_SCRATCH) if key in section)
    for key in MODEL if at and at[-1] in ("model", "base_model") else MODEL[:4]:
        if isinstance(section.get(key), str):
            yield "model_name_or_path", key, section[key]
    if not at and isinstance(section.get("model"), str):
        yield "model_name_or_path", "model", section["model"]
