"""Whether what a config says fits the device: counted of its own network, with nothing reduced."""

from collections.abc import Iterator
from typing import Any, Final

from advisor.config.values import Load, Wanted
from advisor.linting.finding import Finding
from advisor.networks.memory import GIB
from advisor.networks.training_memory import SHARDING, device_memory, published_load
from advisor.pinning.constraints import View
from advisor.recommending import Recommendation

WHERE: Final = "compute.memory_gib"


def check_memory(view: View, beside: Recommendation, free: Recommendation) -> Iterator[Finding]:
    """A config that needs more memory than there is, where the advice does not."""
    held, own = beside.problem.compute.device_memory_gib, free.choices.get(WHERE)
    if own is None or own.value > held or "compute.load" not in beside.choices:
        return
    needed = _bytes(view, beside) / GIB
    if needed > held:
        message = f"training takes about {needed:.3g} GiB, and a device has {held:g}"
        yield Finding("CHK-MEMORY", "error", WHERE, message, "What does not fit does not train.")


def _bytes(view: View, beside: Recommendation) -> int:
    """Memory of one device, of what the config says and, where it says nothing, of what is advised beside it."""

    def said(path: str) -> Any:
        value = view(path)
        return beside.choices[path].value if value is None and path in beside.choices else value

    return device_memory(
        _load(view, beside.choices["compute.load"].value),
        optimizer=said("training.optimizer.name"),
        precision=said("compute.precision"),
        micro_batch=max(1, said("compute.micro_batch") or 1),
        devices=max(1, said("compute.devices") or 1),
        checkpointing=bool(said("compute.checkpointing")),
        optimizer_bits=said("compute.optimizer_bits") or 32,
        quantized_base=bool(view("model.backbone.lora.quantized_base")),
        sharded=said("compute.strategy") in SHARDING,
        gpu=beside.problem.compute.device == "gpu",
    ).total


def _load(view: View, load: Load) -> Load:
    """The load of the network that the config names, at its resolution."""
    if not load.backbone:
        return load
    shape = view.numbers("model.input.shape")
    side = int(shape[0]) if load.resolution and shape else load.resolution
    backbone, trainable = view("model.backbone.name"), view("model.backbone.trainable")
    return published_load(Wanted(backbone or load.backbone, trainable or load.trainable, side), load.tokens)
