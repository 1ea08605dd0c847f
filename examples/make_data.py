"""Small data sets of other kinds than tables, for the runs in the README: `python examples/make_data.py FOLDER`.

- digits/train, digits/test: 1,797 scanned digits of 8 by 8 pixels that scikit-learn carries, as PNG files by class.
- docs-train.csv, docs-test.csv: first sentences of the documentation of NumPy, pandas and scikit-learn, as installed,
  and which of them each is from. A sentence that names its package is left out.
- sweeps/train, sweeps/test: half a second of a tone that rises, falls or stays, from a random pitch, in noise.
- hours-train.csv, hours-test.csv: a made-up demand by the hour with a daily and a weekly season and noise.
"""

import csv
import inspect
import random
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np

PACKAGES = {  # where to look: modules, and classes after a colon
    "numpy": ("numpy", "numpy.linalg", "numpy.fft", "numpy.ma", "numpy.polynomial.polynomial", "numpy.strings"),
    "pandas": ("pandas", "pandas.api.types", *(f"pandas:{n}" for n in ("DataFrame", "Series", "Index", "Timestamp"))),
    "sklearn": tuple(f"sklearn.{n}" for n in (
        "cluster", "datasets", "decomposition", "ensemble", "linear_model", "metrics", "model_selection", "neighbors",
        "pipeline", "preprocessing", "svm", "tree", "utils", "feature_extraction.text",
    )),
}  # fmt: skip
SWEEPS = {"rising": 1.0, "steady": 0.0, "falling": -1.0}  # octaves a second


def digits(folder: Path) -> None:
    """Scanned digits, as PNG files by class."""
    from PIL import Image
    from sklearn.datasets import load_digits

    known = load_digits()
    for place, (image, digit) in enumerate(zip(known.images, known.target, strict=True)):
        path = folder / ("test" if place % 5 == 0 else "train") / str(digit) / f"{place:04}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray((image * 15.9).astype(np.uint8)).save(path)


def sentences(package: str) -> Iterator[str]:
    """First sentences of what a package documents, each once."""
    seen = set()
    for name in PACKAGES[package]:
        module, _, kind = name.partition(":")
        place = getattr(import_module(module), kind) if kind else import_module(module)
        for member in sorted(dir(place)):
            text = inspect.getdoc(getattr(place, member, None)) or ""
            first = " ".join(text.split("\n\n")[0].split())
            if not member.startswith("_") and 30 < len(first) < 400 and first not in seen:
                seen.add(first)
                if not re.search("numpy|pandas|sklearn|scikit|[(].*[)]$", first.lower()):
                    yield first


def texts(folder: Path) -> None:
    """Sentences and the package whose documentation they are from."""
    lines = [(text, package) for package in PACKAGES for text in sentences(package)]
    random.Random(0).shuffle(lines)
    for name, part in (("train", lines[: len(lines) * 4 // 5]), ("test", lines[len(lines) * 4 // 5 :])):
        with (folder / f"docs-{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "label"), *part])


def sweeps(folder: Path) -> None:
    """Tones as sound files, by how their pitch moves."""
    import soundfile

    chance, rate = np.random.default_rng(0), 8_000
    seconds = np.arange(rate // 2) / rate
    for part, count in (("train", 100), ("test", 40)):
        for name, octaves in SWEEPS.items():
            (folder / part / name).mkdir(parents=True, exist_ok=True)
            for number in range(count):
                pitch = 400 * 2 ** (chance.uniform(0, 2) + octaves * (seconds - 0.25))
                sound = np.sin(2 * np.pi * np.cumsum(pitch) / rate) + chance.normal(0, 0.5, len(seconds))
                soundfile.write(folder / part / name / f"{number:03}.wav", (sound / 4).astype(np.float32), rate)


def hours(folder: Path) -> None:
    """A demand by the hour."""
    chance, hour = np.random.default_rng(0), np.arange(24 * 7 * 26)
    day, week = np.sin(2 * np.pi * hour / 24), np.where(hour // 24 % 7 < 5, 1.0, 0.6)
    noise = np.convolve(chance.normal(0, 1, len(hour) + 11), np.ones(12) / 12**0.5, "valid")
    demand = (100 + 40 * day * week + 20 * week + 5 * noise).round(2)
    stamps = np.datetime64("2025-01-06T00:00") + hour.astype("timedelta64[h]")
    for name, part in (("train", slice(-24 * 28)), ("test", slice(-24 * 28, None))):
        with (folder / f"hours-{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("time", "demand"), *zip(stamps[part], demand[part], strict=True)])


def main() -> None:
    """Write all of them."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "data")
    folder.mkdir(parents=True, exist_ok=True)
    digits(folder / "digits")
    texts(folder)
    sweeps(folder / "sweeps")
    hours(folder)


if __name__ == "__main__":
    main()
