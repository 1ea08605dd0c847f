"""What config.yaml says, read when a script starts: numbers that may be edited there, and a check of all the rest."""

import functools
import json
import math
import sys
from pathlib import Path
from typing import Any, NoReturn

import yaml

ANY_LENGTH = ("training.seeds", "training.schedule.milestones")  # lists that may have more or fewer numbers


def setting(path: str) -> Any:
    """A number, or a list of them, that training reads from config.yaml: `setting("training.epochs")`."""
    return settings(Path(__file__).parent)[path]


@functools.cache
def settings(folder: Path) -> dict[str, Any]:
    """All such settings by their paths. Ends with exit code 2 where the code was written for another config.yaml.

    `written.json` holds the config that the code was written for, and which of its leaves may be edited, with whether
    the code takes the first of a list for all.
    """
    written = json.loads((folder / "written.json").read_text(encoding="utf-8"))
    before, path = leaves(written["config"]), folder / "config.yaml"
    try:
        now = leaves(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        end(f"{path} cannot be read: {' '.join(str(error).split())}")
    for name in [*before, *(name for name in now if name not in before)]:
        if name in written["editable"] and name in now:
            try:
                now[name] = edited(name, now[name], before[name], written["editable"][name])
            except (TypeError, ValueError):
                end(
                    f"{path}: {name} is {now[name]!r}; expected {wanted(name, before[name], written['editable'][name])}"
                )
        elif name not in before or name not in now or not same(now[name], before[name]):
            found = f"is {now[name]!r}" if name in now else "is missing"
            made = f"for {before[name]!r}" if name in before else "without it"
            again = f"advisor export {written['target']} config.yaml -o . --force"
            end(f"{path}: {name} {found}, and the code was written {made}: `{again}` writes it anew")
    return {name: now[name] for name in written["editable"]}


def leaves(part: Any, path: str = "") -> dict[str, Any]:
    """The values of a config, by paths with dots."""
    if not isinstance(part, dict) or not part:
        return {path: part}
    inner = [leaves(value, f"{path}.{name}" if path else str(name)) for name, value in part.items()]
    return {place: value for each in inner for place, value in each.items()}


def edited(name: str, value: Any, before: Any, alike: bool) -> Any:
    """What stands in the place of a number or of a list of them. Raises ValueError where training cannot use it."""
    if not isinstance(before, list):
        return number(value, before)
    values = [number(each, before[0]) for each in value] if isinstance(value, list) else []
    if not values or (name not in ANY_LENGTH and len(values) != len(before)) or (alike and len(set(values)) > 1):
        raise ValueError(value)
    return values


def number(value: Any, before: float) -> float:
    """A number of 0 or more, whole where the other is. YAML takes 1e-3 for text."""
    found = math.nan if isinstance(value, bool) else float(value)
    if not 0 <= found < math.inf or type(before)(found) != found:
        raise ValueError(value)
    return type(before)(found)


def same(value: Any, before: Any) -> bool:
    """Whether a value is as it was; YAML takes 1e-3 for text."""
    if isinstance(value, list) and isinstance(before, list):
        return len(value) == len(before) and all(map(same, value, before))
    if isinstance(value, dict) and isinstance(before, dict):
        return value.keys() == before.keys() and all(same(value[name], before[name]) for name in value)
    if isinstance(value, str) and isinstance(before, float):
        try:
            return float(value) == before
        except ValueError:
            return False
    return bool(value == before)


def wanted(name: str, before: Any, alike: bool) -> str:
    """What may stand in the place of a number or of a list of them, in words."""
    kind = "whole number" if isinstance(before[0] if isinstance(before, list) else before, int) else "number"
    if not isinstance(before, list):
        return f"a {kind} of 0 or more"
    many = "" if name in ANY_LENGTH else f"{len(before)} "
    return f"a list of {many}{kind}s of 0 or more{', all alike' * alike}"


def end(message: str) -> NoReturn:
    """End with exit code 2 and a message of one line."""
    sys.stderr.write(f"{message}\n")
    sys.exit(2)
