"""The GPUs that people train on: what they are called, and how much memory one is sold with."""

from typing import Final, NamedTuple


class Gpu(NamedTuple):
    """A model of GPU."""

    name: str
    memory_gib: int
    """As the label says it; of a model that is sold in two sizes the smaller. What the driver leaves is less."""


GPUS: Final = {
    "t4": Gpu("T4", 16),
    "v100": Gpu("V100", 16),
    "rtx3060": Gpu("RTX 3060", 12),
    "rtx3090": Gpu("RTX 3090", 24),
    "rtx4060ti": Gpu("RTX 4060 Ti", 16),
    "rtx4080": Gpu("RTX 4080", 16),
    "rtx4090": Gpu("RTX 4090", 24),
    "rtx5070ti": Gpu("RTX 5070 Ti", 16),
    "rtx5080": Gpu("RTX 5080", 16),
    "rtx5090": Gpu("RTX 5090", 32),
    "a6000": Gpu("RTX A6000", 48),
    "rtx6000ada": Gpu("RTX 6000 Ada", 48),
    "rtxpro6000": Gpu("RTX PRO 6000", 96),
    "a10": Gpu("A10", 24),
    "l4": Gpu("L4", 24),
    "l40s": Gpu("L40S", 48),
    "a100": Gpu("A100", 40),
    "h100": Gpu("H100", 80),
    "h200": Gpu("H200", 141),
    "b200": Gpu("B200", 180),
    "b300": Gpu("B300", 288),
    "mi300x": Gpu("MI300X", 192),
    "mi355x": Gpu("MI355X", 288),
}
