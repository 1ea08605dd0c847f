"""The user's pins, checked against the decisions and the values that each may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import ValidationError, convert, to_builtins
from msgspec.structs import replace

from advisor.config.leaves import leaf_type, struct_type, words
from advisor.config.values import Wanted
from advisor.engine import Decision, KnowledgeBase, Pin
from advisor.errors import Diagnostic, InputError, nearest
from advisor.networks.catalogue import backbones, read_until
from advisor.networks.published import native_side
from advisor.pinning.completing import completed

BACKBONE: Final = "model.backbone.name"
SHAPE: Final = "model.input.shape"
# What is known of a network before memory is looked at: by path, the field of the decision that holds it.
MEASURED: Final = {BACKBONE: "backbone", "model.backbone.trainable": "trainable"}

# What follows from facts and other choices, with what to say instead.
FOLLOWS: Final = {
    "resources.": "it is computed: pin what it is computed from",
    "compute.memory_gib": "it is computed: say compute.device_memory_gib, or pin training.batch_size",
    "compute.ladder": "it records what was reduced: say compute.device_memory_gib, or pin what was reduced",
    SHAPE: "it follows from the data: say data.features, data.image or data.length",
    "data.series.horizon": "it is a fact: say data.horizon",
}


def pinned(base: KnowledgeBase, pins: Mapping[str, Any]) -> dict[str, Pin]:
    """The pins by decision name. Raises InputError for every one that cannot be, with the nearest that can."""
    diagnostics: list[Diagnostic] = []
    whole: dict[str, Pin] = {}
    parts: dict[str, dict[str, Any]] = {}
    for path, value in pins.items():
        if path == SHAPE:
            continue  # the side of images sets it, and what the pin does not set is refused afterwards
        try:
            decision = _decision(base, path)
            if decision.path == path and struct_type(path) is None:
                whole[decision.name] = _fixed(_checked(path, value))
            else:
                parts.setdefault(decision.path, {}).update(_part(decision, path, value))
        except _WrongError as error:
            diagnostics.append(Diagnostic(error.message, field=f"pins.{path}", hint=error.hint))
    if diagnostics:
        raise InputError(diagnostics)
    partial = {base.by_path[path].name: _changed(path, fields) for path, fields in parts.items()}
    measured = {field: _checked(path, pins[path]) for path, field in MEASURED.items() if path in pins}
    if side := _side(pins.get(SHAPE)):
        measured["resolution"] = side
    if measured:
        partial[base.by_path["model.backbone.wanted"].name] = _measured(measured)
    return whole | partial


class _WrongError(Exception):
    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message, self.hint = message, hint


def _decision(base: KnowledgeBase, path: str) -> Decision[Any]:
    """The decision that a leaf belongs to."""
    if reason := next((why for start, why in FOLLOWS.items() if path.startswith(start)), None):
        raise _WrongError("cannot be pinned", reason)
    owner = path
    while owner and owner not in base.by_path:
        owner = owner.rpartition(".")[0]
    if not owner or not base.by_path[owner].lands or not _exists(path):
        landing = [each.path for each in base.decisions if each.lands]
        near = nearest(path, landing) or next((each for each in landing if each.endswith(f".{path}")), None)
        raise _WrongError("there is no such choice", f"did you mean {near}?" if near else None)
    return base.by_path[owner]


def _exists(path: str) -> bool:
    try:
        leaf_type(path)
    except KeyError:
        return False
    return True


def _checked(path: str, value: Any) -> Any:
    """A value of the leaf's type and within its bounds; a number written for a word is that word."""
    try:
        found = convert(value, leaf_type(path))
    except ValidationError as error:
        if words(path):
            if str(value) in words(path):
                return str(value)
            near = nearest(str(value), words(path))
            hint = f"did you mean {near}?" if near else None
            raise _WrongError(f"expected one of {', '.join(words(path))}; got {str(value)[:60]!r}", hint) from None
        raise _WrongError(str(error)[:1].lower() + str(error)[1:]) from None
    if path == BACKBONE and found not in backbones():
        raise _unknown_network(found)
    return found


def _unknown_network(name: str) -> _WrongError:
    """What can and cannot be said of a published network that the catalogue does not hold."""
    near = nearest(name, backbones())
    instead = f"did you mean {near}? If not, pin" if near else "pin"
    return _WrongError(
        f"the catalogue, which goes to {read_until():%B %Y}, has no {name[:60]!r}: its size, memory, input, accuracy"
        " and licence are not known here, nor the rate that suits it",
        f"{instead} one that is known and alike, and put the name into the config or the exported project: split, loss,"
        " metrics, baselines and checks do not rest on it",
    )


def _part(decision: Decision[Any], path: str, value: Any) -> dict[str, Any]:
    """The fields of a choice that consists of several."""
    if path == decision.path:
        return dict(to_builtins(_checked(path, value)))
    field = path.removeprefix(f"{decision.path}.")
    return {field: to_builtins(_checked(path, value))}


def _fixed(value: Any) -> Pin:
    return Pin(lambda own: value, True, "you fixed it")


def _changed(path: str, fields: Mapping[str, Any]) -> Pin:
    """Some fields of a choice; the rules give the others, or what is usual beside another word than theirs."""
    kind: Any = struct_type(path)
    apply: Callable[[Any], Any] = lambda own: convert(completed(path, to_builtins(own), fields), kind)  # noqa: E731
    return Pin(apply, False, f"you fixed its {', '.join(fields)}, and the rules give the rest")


def _side(shape: Any) -> int | None:
    """The side of square images in colour, where a pinned shape is one of these."""
    match shape:
        case [int(height), int(width), 3] if height == width > 0:
            return height
    return None


def _measured(fields: Mapping[str, Any]) -> Pin:
    """The network that the user fixed, which then is what memory is estimated for, at the side that it is tuned on."""

    def apply(own: Wanted) -> Wanted:
        name = fields.get("backbone", own.backbone)
        usual = own.resolution == native_side(own.backbone)
        return replace(own, **{"resolution": native_side(name) if usual else own.resolution, **fields})

    return Pin(apply, False, f"you fixed {' and '.join(sorted(fields))}")
