"""What exports for recordings have in common, whether they are classified or transcribed."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import FILES

if TYPE_CHECKING:
    from advisor.config.document import Config

AUGMENTATIONS: Final = ("spec-augment", "time-shift", "mixup")
# Changes of a spectrogram that has a plane for each recording, as convolutions take it.
WARPS: Final = (
    "time-stretch",
    "frequency-stretch",
    "frequency-shift",
    "spectral-tilt",
    "spectral-filter",
    "spectral-noise",
)
USUAL_HOP: Final = 10  # milliseconds, where a config from before names none
JUDGED_CNN: Final = 256  # spectrograms that a small network judges at once


def sounds(config: "Config") -> dict[str, Any]:
    """What all kinds of recordings need."""
    shape = list(known(config.model.input.shape) or [])
    return {
        "sample_rate": known(config.data.audio.sample_rate),
        "mel_bands": known(config.data.audio.mel_bands),
        "hop_ms": known(config.data.audio.hop_ms) or USUAL_HOP,
        "trim_db": known(config.data.audio.trim_db) or 0,
        "by_clip": known(config.data.audio.scaling) == "clip-statistics",
        "frames": shape[1] if len(shape) > 1 else 0,
        "aug": {each.name: each.strength for each in known(config.data.augmentation) or []},
        "judged_at_once": JUDGED_CNN,
        "bands_first": True,
        "speech": False,
        "group_part": "none",
        "group_column": "",
        "zero_shot": False,
        "asks_language": False,
        "multilingual": False,
        "tagged": False,
        "named": FILES,
        "spared": "parameter.ndim < 2" if known(config.training.optimizer.no_decay) else "False",
    }


def augment(context: dict[str, Any], notes: list[str]) -> None:
    """Put into the context how recordings are changed before they are learnt, and note what is left out."""
    aug = context["aug"]
    plane = context["bands_first"] and not context["speech"]
    for name in [name for name in aug if name not in AUGMENTATIONS and not (plane and name in WARPS)]:
        notes.append(f"data.augmentation: {name} is not expressed for recordings")
        del aug[name]
    if "mixup" in aug and context["loss"].name == "generalized-cross-entropy":
        notes.append("data.augmentation: mixup is left out, as the loss takes one class")
        del aug["mixup"]
    if aug:
        others = ', *[t[rows] for t in part["inputs"][1:]]' if context["speech"] else ""
        context["taken"] = f'[augmented(part["inputs"][0][rows]){others}], part["y"][rows]'
        if "mixup" in aug:
            context["taken"] = 'augmented(part["inputs"][0][rows], part["y"][rows])'
    context["mixes"] = "mixup" in aug
    context["warps"] = bool(aug.keys() & set(WARPS))
