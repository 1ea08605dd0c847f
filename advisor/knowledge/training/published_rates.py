"""The rates at which published networks are tuned, and how a rate moves with the batch and with momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.networks import scaling

if TYPE_CHECKING:
    from advisor.config.words import Family, Optimizer
    from advisor.problem import Problem


TUNING: Final = {  # rate that tunes all published weights under an adaptive optimiser, and its batch
    "speech-to-text": (1e-5, 16),  # Whisper small
    "sentence-embedding": (2e-5, 16),  # SetFit
    "detector": (1e-4, 16),  # RF-DETR
    "segmenter": (1e-4, 16),  # folklore
}
TUNING_KINDS: Final = {  # likewise for a backbone under a new head, by kind of data
    "image": (1e-4, 64),  # a tenth of a head's rate; timm has 2e-4 with smaller rates in lower layers
    "text": (2e-5, 32),  # BERT, DeBERTa
    "audio": (1e-5, 32),  # AST on ESC-50
    "series": (1e-5, 32),  # folklore
}
TUNING_NAMES: Final = {  # likewise by the beginning of a backbone's name
    "wav2vec2": (5e-5, 16),  # wav2vec 2.0 at 10 hours
    "deberta_v3_xsmall": (5e-5, 32),  # BERT's highest, as small networks tolerate more; folklore
    "deberta_v3_small": (5e-5, 32),
    "distilbert": (5e-5, 32),
    "ettin_17m": (5e-5, 32),
    "ettin_32m": (5e-5, 32),
    "ettin_68m": (5e-5, 32),
    "mmbert_small": (5e-5, 32),
    "deberta_v3_large": (1e-5, 32),  # large ones tolerate less; folklore
    "modernbert_large": (1e-5, 32),
    "ettin_400m": (1e-5, 32),
}
SOUNDS: Final = (20_000, 5e-5)  # clips from which AST tolerates more: it has 2.5e-4 on Speech Commands; folklore
SGD_TUNING: Final = {  # rate that tunes published weights under SGD, and its batch
    "yolo": (0.01, 64),  # Ultralytics, which adds gradients up to 64
    "fasterrcnn": (0.01, 16),  # half of torchvision's 0.02, which starts from a backbone alone; folklore
    "deeplabv3": (0.02, 32),  # torchvision, eight GPUs
    "lraspp": (0.02, 32),  # likewise
}
SGD_TUNING_USUAL: Final = (0.003, 512)  # BiT
TUNING_MOST: Final = 5e-4  # rate beyond which adaptive optimisers destroy published weights; folklore
USUAL_MOMENTUM: Final = 0.9  # momentum that SGD's rates belong to
LONG_MOMENTUM: Final = 0.95  # momentum from which that matters
SCALED: Final = (0.25, 2.0)  # bounds on the scaling with the batch: further off the law was not tested


def rounded(rate: float) -> float:
    """Two significant figures: more would claim to be known."""
    return float(f"{rate:.2g}")


def scaled(rate: float, batch: int, reference: int) -> float:
    """An adaptive optimiser's rate at another batch: the square root of the ratio, within what was tested."""
    least, most = SCALED
    return rounded(rate * min(most, max(least, scaling.scaled_learning_rate(1.0, batch, reference, rule="sqrt"))))


def momentum_factor(momentum: float | None) -> float:
    """The factor on a rate of SGD whose momentum is above the usual one, as more updates add up; guide R6."""
    if momentum is None or momentum < LONG_MOMENTUM:
        return 1.0
    return (1 - momentum) / (1 - USUAL_MOMENTUM)


def recipe_rate(problem: Problem, family: Family, backbone: str, sgd: bool) -> tuple[float, int]:
    """The rate at which all published weights are fine-tuned, and the batch that it belongs to."""
    names = SGD_TUNING if sgd else TUNING_NAMES
    by_name = next((names[start] for start in names if backbone.startswith(start)), None)
    if by_name is not None:
        return by_name
    if sgd:
        return SGD_TUNING_USUAL
    if problem.data.kind == "audio" and family == "pretrained":
        many, rate = SOUNDS
        if problem.data.rows >= many:
            return rate, TUNING_KINDS["audio"][1]
    return TUNING.get(family) or TUNING_KINDS[problem.data.kind]


def tuning_rate(
    problem: Problem, family: Family, backbone: str, optimizer: Optimizer, batch_size: int, momentum: float | None
) -> tuple[float, float, int]:
    """The rate of a published recipe at the batch here, the recipe's own, and the batch that this belongs to."""
    base, reference = recipe_rate(problem, family, backbone, optimizer == "sgd")
    if optimizer != "sgd":
        return min(TUNING_MOST, scaled(base, batch_size, reference)), base, reference
    ratio = min(1.0, scaling.scaled_learning_rate(1.0, batch_size, reference, rule="linear"))
    return rounded(base * ratio * momentum_factor(momentum)), base, reference
