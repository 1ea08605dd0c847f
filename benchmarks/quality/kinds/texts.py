"""Texts with a class each: what Python's libraries say of themselves, and made ones, each with one difficulty."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

Rng = np.random.Generator
Texts = tuple[list[str], list[str], int]  # texts, classes, how many are to learn from
TESTED: Final = 1500
LIBRARIES: Final = ("numpy", "pandas", "scipy.stats", "sklearn", "torch")
THINGS: Final = ("food", "room", "staff", "view", "price", "bed", "breakfast", "lobby", "garden", "location", "bath")
GOOD: Final = ("good", "lovely", "clean", "friendly", "pleasant", "excellent", "charming", "quiet", "fresh", "perfect")
BAD: Final = ("bad", "dirty", "rude", "awful", "noisy", "poor", "stale", "gloomy", "cramped", "broken")
TEAMS: Final = ("lions", "bears", "hawks", "sharks", "wolves", "bulls", "eagles", "tigers", "rams", "giants")


def docstrings(rng: Rng) -> Texts:
    """Which library a docstring is from, by its first paragraphs without the names of libraries: real, if technical."""
    found = {}
    for name in LIBRARIES:
        for text in _said_by(name):
            words = [word for word in text.split() if not any(each.split(".")[0] in word.lower() for each in LIBRARIES)]
            if len(words) >= 8:
                found[" ".join(words[:80])] = name
    order = rng.permutation(len(found))
    texts, labels = list(found), list(found.values())
    return [texts[k] for k in order], [labels[k] for k in order], min(1200, round(0.7 * len(found)))


def _said_by(name: str) -> list[str]:
    """The docstrings of what a library offers, modules below it included."""
    texts, places = [], [import_module(name)]
    for more in ("linalg", "fft", "random", "linear_model", "cluster", "metrics", "preprocessing", "ensemble", "nn",
                 "optim", "nn.functional", "distributions", "utils", "api.types", "distribution"):  # fmt: skip
        try:
            places.append(import_module(f"{name}.{more}"))
        except ImportError:
            continue
    for place in places:
        for each in vars(place).values():
            if callable(each) and (getattr(each, "__module__", None) or name).startswith(
                name.split(".", maxsplit=1)[0]
            ):
                text = inspect.getdoc(each) or ""
                texts.append(text.split("Parameters\n")[0].split("Args:")[0].split("Examples\n")[0])
    return sorted({text for text in texts if text})


def mood(rows: int) -> Callable[[Rng], Texts]:
    """Praise and blame with negations, of which words alone do not tell; a tenth of the labels is wrong."""

    def make(rng: Rng) -> Texts:
        texts, labels = [], []
        for _ in range(rows + TESTED):
            good = rng.uniform() < 0.5
            said = [_clause(rng, good if rng.uniform() < 0.85 else not good) for _ in range(rng.integers(3, 7))]
            texts.append(", ".join(said) + ".")
            labels.append("praise" if good != (rng.uniform() < 0.1) else "blame")
        return texts, labels, rows

    return make


def _clause(rng: Rng, good: bool) -> str:
    negated = rng.uniform() < 0.4
    word = str(rng.choice(GOOD if good != negated else BAD))
    no = f"{rng.choice(['not', 'never', 'hardly'])} " if negated else ""
    return f"the {rng.choice(THINGS)} was {no}{rng.choice(['very ', 'really ', '', ''])}{word}"


def winners(rng: Rng) -> Texts:
    """Who won, the home team or the guests: the order of words alone tells."""
    texts, labels = [], []
    for _ in range(2000 + TESTED):
        home, away = rng.choice(TEAMS, 2, replace=False)
        won = rng.uniform() < 0.5
        first, second = (home, away) if won else (away, home)
        verb = rng.choice(["beat", "crushed", "defeated", "overcame", "outplayed"])
        passive = rng.uniform() < 0.4
        told = f"the {second} lost to the {first}" if passive else f"the {first} {verb} the {second}"
        texts.append(f"at the stadium of the {home} on {rng.choice(['friday', 'sunday', 'monday'])}, {told}")
        labels.append("home" if won else "away")
    return texts, labels, 2000


def topics(rng: Rng) -> Texts:
    """Three hundred texts of eight topics, whose words are drawn from long tails: most words are seen once."""
    ends = ("n", "r", "l", "s", "ta", "mo", "ki", "du", "ven", "pol", "ser", "gan", "tik", "rom")
    middles = ("a", "e", "i", "o", "u", "ai")
    words = np.array([f"{a}{b}{c}" for a in "bdfgklmnprst" for b in middles for c in ends])
    common = rng.dirichlet(0.05 * np.ones(len(words)))
    own = rng.dirichlet(0.02 * np.ones(len(words)), 8)
    texts, labels = [], []
    for place in range(300 + TESTED):
        share = 0.1 * own[place % 8] + 0.9 * common
        texts.append(" ".join(rng.choice(words, rng.integers(15, 60), p=share)))
        labels.append(f"topic {place % 8}")
    return texts, labels, 300


def write(make: Callable[[Rng], Texts], folder: Path, seed: int) -> dict[str, Any]:
    """train.csv and test.csv with columns text and label."""
    import pandas as pd

    texts, labels, learnt = make(np.random.default_rng(seed))
    frame = pd.DataFrame({"text": texts, "label": labels})
    frame[:learnt].to_csv(folder / "train.csv", index=False)
    frame[learnt : learnt + TESTED].to_csv(folder / "test.csv", index=False)
    return {"rows": learnt, "classes": sorted(set(labels)), "data": "train.csv", "target": "label"}


MAKERS: Final[dict[str, Callable[[Rng], Texts]]] = {
    "docstrings": docstrings,
    "made-mood": mood(400),
    "made-moods": mood(3000),
    "made-winners": winners,
    "made-topics": topics,
}
