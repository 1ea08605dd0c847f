"""Recordings with a class each, made from fixed seeds: each holds one difficulty that real sounds hold together."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float64]
Rng = np.random.Generator
Clip = tuple[Wave, str, str]  # samples, class, speaker or nothing
RATE: Final = 8000  # samples a second
TESTED: Final = 500  # recordings to test on


def chords(rng: Rng) -> Iterator[Clip]:
    """Major, minor, diminished, augmented or a bare fifth on any root: relations of pitches, not pitches."""
    kinds = {"major": (0, 4, 7), "minor": (0, 3, 7), "diminished": (0, 3, 6), "augmented": (0, 4, 8), "fifth": (0, 7)}
    for place in range(600 + TESTED):
        name = list(kinds)[place % len(kinds)]
        root, time = 150 * 2 ** rng.uniform(0, 1.5), np.arange(RATE // 2) / RATE
        wave = np.zeros(len(time))
        for tone in kinds[name]:
            for harmonic in (1, 2, 3):
                turn = 2 * np.pi * harmonic * root * 2 ** (tone / 12) * time + rng.uniform(0, 6)
                wave += rng.uniform(0.3, 1) / harmonic * np.sin(turn)
        yield _under_noise(wave, rng, 0.4), name, ""


def chirps(rng: Rng) -> Iterator[Clip]:
    """A call that rises, falls, does both, holds or trembles, somewhere in a second of noise."""
    kinds = ("falling", "held", "rising", "there-and-back", "trembling")
    for place in range(500 + TESTED):
        name, length = kinds[place % len(kinds)], int(rng.uniform(0.25, 0.5) * RATE)
        u = np.linspace(0, 1, length)
        shape = {
            "falling": 1 - u, "held": 0.5 + 0 * u, "rising": u, "there-and-back": 1 - np.abs(2 * u - 1),
            "trembling": 0.5 + 0.4 * np.sin(2 * np.pi * rng.uniform(4, 6) * u),
        }[name]  # fmt: skip
        pitch = rng.uniform(400, 1500) * 2 ** (rng.uniform(0.5, 1) * shape)
        call = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.hanning(length)
        wave = np.zeros(RATE)
        begin = rng.integers(0, RATE - length)
        wave[begin : begin + length] = call
        yield _under_noise(wave, rng, 0.5), name, ""


def rhythms(rng: Rng) -> Iterator[Clip]:
    """Patterns of beats at any tempo, on any drum: what tells them apart lies in time alone."""
    kinds = {
        "even": (0, 1, 2, 3),
        "dotted": (0, 1.5, 2, 3.5),
        "gallop": (0, 1, 1.5, 2, 3, 3.5),
        "waltz": (0, 1.33, 2.67),
    }
    for place in range(480 + TESTED):
        name = list(kinds)[place % len(kinds)]
        wave, beat = np.zeros(int(1.5 * RATE)), rng.uniform(0.22, 0.4)
        hit = rng.normal(size=800) * np.exp(-np.arange(800) / rng.uniform(60, 200))
        hit += np.sin(2 * np.pi * rng.uniform(100, 900) * np.arange(800) / RATE) * np.exp(-np.arange(800) / 200)
        start = rng.uniform(0, 0.3)
        for bar in range(3):
            for when in kinds[name]:
                begin = int((start + beat * (4 * bar + when + rng.normal(0, 0.03))) * RATE)
                if 0 <= begin < len(wave) - len(hit):
                    wave[begin : begin + len(hit)] += rng.uniform(0.7, 1.3) * hit
        yield _under_noise(wave, rng, 0.15), name, ""


def speakers(rng: Rng) -> Iterator[Clip]:
    """Six vowels of ten speakers, and of five others to test on: voices differ more than vowels do."""
    from scipy.signal import lfilter

    vowels = {"a": (800, 1200, 2600), "e": (480, 2000, 2700), "i": (300, 2300, 3000), "o": (480, 850, 2500),
              "u": (320, 700, 2300), "y": (300, 1750, 2200)}  # fmt: skip
    for speaker in range(15):
        pitch, tract, tilt = rng.uniform(90, 260), rng.uniform(0.82, 1.2), rng.uniform(0.3, 0.9)
        for place in range(60 if speaker < 10 else 90):
            name = list(vowels)[place % len(vowels)]
            time = np.arange(int(0.4 * RATE)) / RATE
            phase = np.cumsum(pitch * 2 ** (rng.normal(0, 0.1) + 0.02 * np.sin(2 * np.pi * 5 * time))) / RATE
            wave = np.diff(np.floor(phase), prepend=0.0) + 0.02 * rng.normal(size=len(time))
            wave = lfilter([1], [1, -tilt], wave)
            for formant in vowels[name]:
                at = min(formant * tract * 2 ** rng.normal(0, 0.05), 0.47 * RATE)
                pole = np.exp(-np.pi * 90 / RATE)
                wave = lfilter([1], [1, -2 * pole * np.cos(2 * np.pi * at / RATE), pole**2], wave)
            yield _under_noise(wave, rng, 0.1), name, f"speaker {speaker}"


def _under_noise(wave: Wave, rng: Rng, share: float) -> Wave:
    """The sound in noise of some colour, of some loudness."""
    from scipy.signal import lfilter

    noise = lfilter([1], [1, -rng.uniform(0, 0.8)], rng.normal(size=len(wave)))
    mixed = wave / np.abs(wave).max() + share * noise / noise.std() * rng.uniform(0.5, 1)
    return np.asarray(mixed / np.abs(mixed).max() * rng.uniform(0.2, 0.95))


LEARNT: Final = {"made-chords": 600, "made-chirps": 500, "made-rhythms": 480, "made-speakers": 600}


def write(name: str, folder: Path, seed: int) -> dict[str, Any]:
    """WAV files in folders train and test, in a folder for each class; with speakers, beside a manifest of them."""
    import pandas as pd
    import soundfile

    lines: dict[str, list[tuple[str, str, str]]] = {"train": [], "test": []}
    for place, (wave, label, speaker) in enumerate(MAKERS[name](np.random.default_rng(seed))):
        part = "train" if place < LEARNT[name] else "test"
        (folder / part / label).mkdir(parents=True, exist_ok=True)
        soundfile.write(str(folder / part / label / f"{place:05}.wav"), wave, RATE)
        lines[part].append((f"{part}/{label}/{place:05}.wav", label, speaker))
    about = {"rows": LEARNT[name], "classes": sorted({label for _, label, _ in lines["train"]}), "data": "train"}
    if not lines["train"][0][2]:
        return about
    for part in ("train", "test"):
        pd.DataFrame(lines[part], columns=["path", "label", "speaker"]).to_csv(folder / f"{part}.csv", index=False)
    return about | {"data": "train.csv", "target": "label", "group": "speaker", "groups": 10}


MAKERS: Final[dict[str, Callable[[Rng], Iterator[Clip]]]] = {
    "made-chords": chords,
    "made-chirps": chirps,
    "made-rhythms": rhythms,
    "made-speakers": speakers,
}
