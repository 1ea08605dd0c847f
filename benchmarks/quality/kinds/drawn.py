"""What all made images share."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
TESTED: Final = 1500  # made images to test on, so that scores carry little noise


def colour(rng: Rng) -> tuple[int, int, int]:
    """Any colour."""
    red, green, blue = rng.integers(0, 256, 3)
    return int(red), int(green), int(blue)


def noisy(image: NDArray[np.float64], rng: Rng, deviation: float) -> Pixels:
    """An image of 0 to 255 with noise of this deviation on each value."""
    return (image + rng.normal(0, deviation, image.shape)).clip(0, 255).astype(np.uint8)
