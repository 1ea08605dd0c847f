"""Images of another nature than those that rules were chosen on: hands of a clock, how many, and the look of a face."""

from typing import Final

import numpy as np

from benchmarks.quality.kinds.drawn import TESTED, Pixels, Rng, colour, noisy

SCALE: Final = 3  # times the size at which lines are drawn, for smooth edges
Made = tuple[list[Pixels], list[str], int]


def clocks(rng: Rng) -> Made:
    """The hour on a dial that is turned a little: the short hand alone tells, whatever the long one points at."""
    from PIL import Image, ImageDraw

    images, labels, side = [], [], 30
    for place in range(1500 + TESTED):
        hour, minute, lean = place % 12, rng.uniform(0, 1), rng.uniform(-0.15, 0.15)
        canvas = Image.new("L", (side * SCALE, side * SCALE), int(rng.integers(150, 256)))
        draw, middle = ImageDraw.Draw(canvas), side * SCALE / 2 + rng.uniform(-6, 6, 2)
        ink = int(rng.integers(0, 90))
        for length, turn, width in ((22, (hour + minute) / 12, 8), (40, minute, 3)):
            angle = 2 * np.pi * turn + lean
            end = middle + length * np.array([np.sin(angle), -np.cos(angle)])
            draw.line([tuple(middle), tuple(end)], fill=ink, width=width)
        images.append(noisy(np.asarray(canvas.resize((side, side), Image.Resampling.BOX), dtype=float), rng, 15))
        labels.append(f"hour {hour:02}")
    return images, labels, 1500


def counts(rng: Rng) -> Made:
    """One to six discs of any size and colour, some of which touch: how many, wherever they lie."""
    from PIL import Image, ImageDraw

    images, labels, side = [], [], 30
    for place in range(900 + TESTED):
        number = place % 6 + 1
        canvas = Image.new("RGB", (side * SCALE, side * SCALE), colour(rng))
        draw, centers = ImageDraw.Draw(canvas), np.zeros((0, 2))
        while len(centers) < number:
            center, radius = rng.uniform(14, side * SCALE - 14, 2), rng.uniform(7, 13)
            if len(centers) and np.hypot(*(centers - center).T).min() < 22:
                continue
            centers = np.vstack([centers, center])
            draw.ellipse([tuple(center - radius), tuple(center + radius)], fill=colour(rng))
        images.append(noisy(np.asarray(canvas.resize((side, side), Image.Resampling.BOX), dtype=float), rng, 12))
        labels.append(f"{number} discs")
    return images, labels, 900


def faces(rng: Rng) -> Made:
    """A smile, a frown, neither, or an open mouth: a few pixels tell, in faces of any size, place and shade."""
    from PIL import Image, ImageDraw

    names, images, labels, side = ("frown", "neither", "open", "smile"), [], [], 30
    for place in range(500 + TESTED):
        name = names[place % 4]
        canvas = Image.new("L", (side * SCALE, side * SCALE), int(rng.integers(0, 256)))
        draw, size = ImageDraw.Draw(canvas), rng.uniform(26, 44)
        x, y = rng.uniform(size, side * SCALE - size, 2)
        skin = int(rng.integers(60, 256))
        draw.ellipse([x - size * rng.uniform(0.75, 1), y - size, x + size * rng.uniform(0.75, 1), y + size], fill=skin)
        ink, apart = max(0, skin - int(rng.integers(60, 150))), size * rng.uniform(0.3, 0.45)
        for eye in (x - apart, x + apart):
            draw.ellipse([eye - 4, y - size * 0.3 - 4, eye + 4, y - size * 0.3 + 4], fill=ink)
        wide, high, low = size * rng.uniform(0.3, 0.5), size * rng.uniform(0.15, 0.3), y + size * 0.4
        box = [x - wide, low - high, x + wide, low + high]
        if name == "neither":
            draw.line([x - wide, low, x + wide, low], fill=ink, width=4)
        elif name == "open":
            draw.ellipse(box, fill=ink)
        else:
            draw.arc(box, *((0, 180) if name == "smile" else (180, 360)), fill=ink, width=4)
        images.append(noisy(np.asarray(canvas.resize((side, side), Image.Resampling.BOX), dtype=float), rng, 15))
        labels.append(name)
    return images, labels, 500
