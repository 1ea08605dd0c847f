"""Texts of common words, drawn so that a test knows their language and length."""

import random

ENGLISH = [
    "the",
    "people",
    "of",
    "this",
    "town",
    "have",
    "been",
    "waiting",
    "for",
    "the",
    "train",
    "that",
    "was",
    "to",
    "arrive",
    "at",
    "noon",
    "but",
    "it",
    "is",
    "late",
    "again",
]
GERMAN = [
    "die",
    "Leute",
    "in",
    "der",
    "Stadt",
    "haben",
    "auf",
    "den",
    "Zug",
    "gewartet",
    "der",
    "nicht",
    "mit",
    "der",
    "Post",
    "kam",
    "und",
    "das",
    "ist",
    "ein",
    "Ärger",
    "für",
    "sie",
]
RUSSIAN = [
    "люди",
    "в",
    "этом",
    "городе",
    "ждали",
    "поезд",
    "который",
    "должен",
    "был",
    "прийти",
    "в",
    "полдень",
    "но",
    "он",
    "снова",
    "опоздал",
]


def texts(number: int, words: list[str] = ENGLISH, seed: int = 0, length: int = 20) -> list[str]:
    """So many texts of so many words."""
    draw = random.Random(seed)
    return [" ".join(draw.choice(words) for _ in range(length)) for _ in range(number)]
