"""What only the pictures themselves tell, on a sample: broken ones, grey ones stored in colour, near duplicates."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.files import listed
from advisor.profiling.shared.sampling import SEED, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.image.headers import Header
    from advisor.profiling.shared.profile import Watch

SAMPLE: Final = 1_000  # pictures that are decoded
LARGEST: Final = 50_000_000  # pixels of a picture that is decoded
GRID: Final = 16  # a fingerprint compares neighbours on a grid of 16 by 16
NEAR: Final = 10  # of its 256 bits that may differ between near duplicates
REDUCED: Final = 8  # times its side to which a large picture is averaged before it is laid on the grid
SMALLEST: Final = 32  # pixels of a side below which a grid tells too little, so that only equal pictures count
SHARE: Final = 0.01  # of the sample from which duplicates are worth a word


class Looks(NamedTuple):
    """What a sample of the pictures shows."""

    looked: int
    broken: list[str]
    grey: int  # pictures stored in colour that hold none, before the first that does
    coloured: int  # pictures stored in colour
    repeated: int  # pictures that nearly repeat another one of the sample


def look(headers: Sequence[Header], watch: Watch) -> Looks:
    """Decode a sample and compare its pictures pair by pair."""
    from PIL import Image

    broken: list[str] = []
    prints: list[bytes] = []
    grey = coloured = looked = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for header in draw(headers, SAMPLE, watch, "looking at a sample of {:,} images"):
            if header.width * header.height > LARGEST:
                continue
            looked += 1
            try:
                with Image.open(header.path) as image:
                    image.draft("RGB", (4 * GRID, 4 * GRID))  # a JPEG is decoded at a fraction of its size
                    image.load()
                    prints.append(_fingerprint(_small(image)))
                    if header.channels == 3:
                        grey += grey == coloured and _is_grey(image)  # that all are is all that is said of it
                        coloured += 1
            except Exception:  # a broken file may raise anything
                broken.append(header.path)
    return Looks(looked, broken, grey, coloured, _repeats(prints))


def _small(image: object) -> object:
    """A picture laid on the grid; a large one is averaged over blocks first, which takes a tenth of the time."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    if min(image.size) < SMALLEST:
        return image
    plain = image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")
    factor = min(plain.size) // (REDUCED * GRID)
    averaged = plain.reduce(factor) if factor > 1 else plain
    return averaged.convert("RGB").resize((GRID + 1, GRID))


def _fingerprint(image: object) -> bytes:
    """Whether each point of a grid is darker than its neighbour, as bits; of a tiny picture all of it."""
    from PIL import Image

    assert isinstance(image, Image.Image)
    if min(image.size) < GRID or image.size != (GRID + 1, GRID):
        return repr(image.size).encode() + image.convert("RGB").tobytes()
    points = list(image.convert("L").tobytes())
    width = GRID + 1
    bits = [points[y * width + x] < points[y * width + x + 1] for y in range(GRID) for x in range(GRID)]
    return int("".join("1" if bit else "0" for bit in bits), 2).to_bytes(GRID * GRID // 8, "big")


def _is_grey(image: object) -> bool:
    from PIL import Image, ImageChops

    assert isinstance(image, Image.Image)
    red, green, blue = image.convert("RGB").split()
    return all(max(ImageChops.difference(red, other).histogram()[3:]) == 0 for other in (green, blue))


def _repeats(prints: Sequence[bytes]) -> int:
    """Pictures with a near twin before them."""
    import numpy as np

    tiny = [each for each in prints if len(each) != GRID * GRID // 8]
    rest = [each for each in prints if len(each) == GRID * GRID // 8]
    equal = len(tiny) - len(set(tiny))
    if len(rest) < 2:
        return equal
    bits = np.unpackbits(np.frombuffer(b"".join(rest), np.uint8).reshape(len(rest), -1), axis=1).astype(np.float32)
    apart = bits @ (1 - bits).T
    twins = np.tril(apart + apart.T <= NEAR, k=-1)
    return equal + int(twins.any(axis=1).sum())


def look_notes(looks: Looks, root: str) -> list[str]:
    """What to know of the pictures."""
    notes = []
    sampled = f"of a sample of {looks.looked:,} images (seed {SEED})"
    if looks.broken:
        notes.append(f"{len(looks.broken):,} {sampled} cannot be decoded to their end: {listed(looks.broken, root)}")
    if looks.coloured and looks.grey == looks.coloured:
        notes.append(f"all {looks.coloured:,} colour images {sampled} hold grey pictures: one channel is enough")
    if looks.repeated > SHARE * looks.looked:
        share = looks.repeated / looks.looked
        notes.append(f"{share:.1%} {sampled} nearly repeat another one: keep such pairs in one part of a split")
    return notes
