"""The GPUs that people train on: what they are called, and how much memory one is sold with."""

import re
from re import Pattern
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

# What people write around the name of a model: maker, series and form; and its memory.
AROUND: Final = re.compile(r"\b(nvidia|geforce|tesla|quadro|amd|radeon|instinct|blackwell|sxm[0-9]*|pcie|gpu)\b")
MEMORY: Final = re.compile(r"\b([0-9]{1,4}) ?gi?b\b")
# Machines that are no GPU of these, each with what to say instead.
OTHERS: Final[tuple[tuple[Pattern[str], str], ...]] = (
    (
        re.compile(r"\b(apple|m[1-5]( |$)|mps)"),
        (
            "an Apple GPU has no name here and shares the memory of its machine: say --device gpu and --memory-gib, and"
            " pin compute.precision to fp32; what is exported runs on it with --device mps"
        ),
    ),
    (
        re.compile(r"\btpus?\b"),
        "what is exported does not run on a TPU, which needs torch_xla or JAX: name a GPU",
    ),
    (
        re.compile(r"\b(jetson|orin|raspberry|coral|hailo)\b"),
        "such a board makes predictions and does not train: say --deploy edge, and name the machine that trains",
    ),
)

UNLISTED: Final = (
    "of another GPU say only its memory (--device gpu --memory-gib N): its speed and price are then counted as a T4's"
)


def named(said: str) -> str:
    """The key of the GPU that a text names, however it is spelt; else the text itself.

    >>> [named(said) for said in ("NVIDIA GeForce RTX 4090", "Tesla V100-PCIE-16GB", "AMD Instinct MI300X", "RTX 4070")]
    ['rtx4090', 'v100', 'mi300x', 'RTX 4070']
    """
    key, memory = _parts(said)
    return key if key in GPUS and memory in (None, GPUS[key].memory_gib) else said


def model_of(said: str) -> str:
    """The key of the GPU that a driver's name names, whatever memory it says.

    >>> model_of("NVIDIA A100-SXM4-80GB")
    'a100'
    """
    return _parts(said)[0]


def advice(said: str) -> str:
    """What to say instead of a machine that has no entry, or not with this memory.

    >>> advice("A100-SXM4-80GB")
    'say --accelerator a100 --memory-gib 80'
    """
    key, memory = _parts(said)
    if key in GPUS and memory:
        return f"say --accelerator {key} --memory-gib {memory}"
    return next((hint for pattern, hint in OTHERS if re.search(pattern, _plain(said))), UNLISTED)


def _plain(said: str) -> str:
    return said.lower().replace("-", " ").replace("_", " ")


def _parts(said: str) -> tuple[str, int | None]:
    """What a text has of a model's name, without the maker, and the GiB that it says."""
    plain = _plain(said)
    memory = re.search(MEMORY, plain)
    key = "".join(MEMORY.sub("", AROUND.sub("", plain)).split())
    return {"rtxa6000": "a6000"}.get(key, key), int(memory[1]) if memory else None
