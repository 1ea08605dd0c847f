"""EfficientNet's compound scaling: depth, width and resolution of a network grown together, for a budget of operations.

A convolution's operations grow with the depth and with the squares of width and resolution. So with an exponent phi of
1 they grow by 1.2 x 1.1^2 x 1.15^2 = 1.92, about twice (arXiv:1905.11946).
"""

from math import ceil, floor, log
from typing import Final

DEPTH: Final = 1.2  # alpha: factor on the number of layers at phi = 1; arXiv:1905.11946
WIDTH: Final = 1.1  # beta: factor on channels, likewise
RESOLUTION: Final = 1.15  # gamma: factor on the pixels of a side, likewise
OPERATIONS: Final = DEPTH * WIDTH**2 * RESOLUTION**2
DIVISOR: Final = 8  # channels come in multiples of this, as in the authors' code
KEPT: Final = 0.9  # of the channels that are wanted, at least so many are kept, likewise


def exponent(budget: float) -> int:
    """The largest whole phi at which operations grow by no more than the factor `budget`.

    >>> [exponent(budget) for budget in (1, 2, 4, 21)]
    [0, 1, 2, 4]
    """
    return max(0, floor(log(budget) / log(OPERATIONS)))


def deeper(layers: int, phi: int) -> int:
    """As many layers as a network of so many has at phi, rounded up.

    >>> [deeper(2, phi) for phi in range(5)]
    [2, 3, 3, 4, 5]
    """
    return ceil(round(layers * DEPTH**phi, 6))


def wider(channels: int, phi: int) -> int:
    """As many channels as a layer of so many has at phi: a multiple of 8.

    >>> [wider(32, phi) for phi in range(5)]
    [32, 32, 40, 40, 48]
    """
    wanted = channels * WIDTH**phi
    nearest = max(DIVISOR, int(wanted + DIVISOR / 2) // DIVISOR * DIVISOR)
    return nearest if nearest >= KEPT * wanted else nearest + DIVISOR


def larger(side: int, phi: int) -> int:
    """Pixels of a side at phi; the published networks round by hand.

    >>> [larger(224, phi) for phi in range(5)]
    [224, 258, 296, 341, 392]
    """
    return round(side * RESOLUTION**phi)
