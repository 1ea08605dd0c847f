"""A config as trainers ask for it: one value for each thing that they set."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.exporting.source import Source


class Plan:
    """What is read off a config, whoever trains."""

    def __init__(self, source: "Source") -> None:
        self.source = source
        self.at = source.value

    def number(self, path: str, otherwise: float = 0.0) -> float:
        """A number of the config."""
        value = self.at(path)
        return otherwise if value is None else value

    @cached_property
    def devices(self) -> int:
        """Devices that learn together."""
        return int(self.at("compute.devices") or 1) if self.at("compute.strategy") not in (None, "single") else 1

    @cached_property
    def machines(self) -> int:
        """Machines that hold them."""
        each = max(1, self.source.problem.compute.gpus // self.source.problem.compute.nodes)
        return -(-self.devices // each)

    @cached_property
    def batch(self) -> int:
        """Examples of one update."""
        return int(self.at("training.batch_size") or 32)

    @cached_property
    def accumulation(self) -> int:
        """Micro-batches of one update on each device."""
        return int(self.at("compute.accumulation") or 1)

    @cached_property
    def micro(self) -> int:
        """Examples on one device at a time: times accumulation and devices, those of one update."""
        return int(self.at("compute.micro_batch") or max(1, self.batch // (self.accumulation * self.devices)))

    @cached_property
    def seed(self) -> int:
        """The seed of a single run."""
        return int((self.at("training.seeds") or [0])[0])

    @cached_property
    def patience(self) -> int:
        """Epochs without improvement after which training ends; 0 never ends it early."""
        return int(self.at("training.early_stopping.patience") or 0)

    @cached_property
    def backbone(self) -> str:
        """Name of published weights, without their library; empty where there are none."""
        return str(self.at("model.backbone.weights") or "").partition(":")[2]

    @cached_property
    def adapters(self) -> bool:
        """Whether adapters alone learn."""
        return bool(self.at("model.backbone.trainable") == "adapters")

    @cached_property
    def quantized(self) -> bool:
        """Whether the frozen weights are held in 4 bits."""
        return bool(self.at("model.backbone.lora.quantized_base"))

    @cached_property
    def target(self) -> str:
        """The column to predict; empty where nobody named it."""
        return self.source.problem.data.target or ""

    @cached_property
    def steps(self) -> int:
        """Updates if every epoch is used, as the config counts them; 0 where it does not."""
        return int(self.at("training.max_steps") or self.at("resources.total_steps") or 0)

    def augmentation(self, name: str) -> float:
        """Strength of an augmentation; 0 where it is not done."""
        listed: list[dict[str, Any]] = self.at("data.augmentation") or []
        return next((each["strength"] for each in listed if each["name"] == name), 0.0)
