"""Small recordings on disk, so that a test knows what is in them."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 8_000


def sound(path: Path, seconds: float = 0.5, rate: int = RATE, channels: int = 1, loud: float = 0.3) -> Path:
    """Write a tone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    wave = loud * np.sin(np.arange(round(seconds * rate)) * 0.3)
    soundfile.write(path, np.repeat(np.clip(wave, -1, 1)[:, None], channels, axis=1), rate)
    return path
