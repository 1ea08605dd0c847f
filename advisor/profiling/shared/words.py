"""Texts -> their lengths in words and tokens, script and language, vocabulary, repetitions."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.profile import Section, bins, quantile, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

WORD: Final = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
# A token of a byte-pair or word-piece vocabulary, in words and characters: three quarters of an English word is the
# usual rule of thumb; other alphabets break words into more pieces; Chinese and its like have about one a character.
TOKENS_A_WORD: Final = {"Latin": 4 / 3, "other": 2.0}
CHARACTERS_A_TOKEN: Final = 6.0  # at most: links and codes without spaces are broken up
ESTIMATE: Final = (
    "an estimate without a tokenizer: 4/3 tokens a word of Latin script, 2 of other alphabets, 1 a character of"
    " Chinese, Japanese or Korean"
)
SCRIPTS: Final = {
    "Latin": "a-zA-Z\u00c0-\u024f\u1e00-\u1eff",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Chinese": "\u4e00-\u9fff\u3400-\u4dbf",
    "Japanese": "\u3040-\u30ff",
    "Korean": "\uac00-\ud7af\u1100-\u11ff",
}
WITHOUT_SPACES: Final = re.compile("[" + SCRIPTS["Chinese"] + SCRIPTS["Japanese"] + SCRIPTS["Korean"] + "]")
LETTERS: Final = {name: re.compile(f"[{letters}]") for name, letters in SCRIPTS.items()}
# The most frequent words of a few languages of Latin script, as far as they do not share them.
FUNCTION_WORDS: Final = {
    "English": "the of and to is that it was for on are with as his they at be this have from or had by not but what",
    "German": "der die und das den von zu ist nicht ein eine auf dem mit sich des auch für im dass als wie bei nach",
    "French": "le les des est et dans pour que qui une sur pas au du avec ce il sont plus par elle nous vous aux",
    "Spanish": "el los las que del en por con para una es al lo como más pero sus le ya este porque cuando muy sin",
    "Italian": "il di che è per una sono con non si del della le nel alla gli anche più questo ma come dal",
    "Portuguese": "o os que do da em um para com não uma na por mais dos como mas ao ele das seu ou quando muito",
    "Dutch": "het een van en ik te dat niet zijn op aan met als voor er maar om hem dan zou of wat mijn men dit zo",
}
LANGUAGES: Final = {name: frozenset(words.split()) for name, words in FUNCTION_WORDS.items()}
TELLING: Final = 0.05  # share of a text's words that must be among a language's most frequent
LOOKED: Final = 100  # words of a text by which its language is told
ENOUGH: Final = 8  # words below which a text tells no language
FOREIGN: Final = 0.1  # share of texts in other languages than English from which a set is multilingual
LONGEST: Final = 200_000  # characters of a text that are looked at


class Tokenizer(NamedTuple):
    """Counts the tokens of a text; special tokens that mark its ends are left out."""

    name: str
    count: Callable[[str], int]


class Words:
    """What is counted over texts, one at a time; no text is kept."""

    def __init__(self, tokenizer: Tokenizer | None = None) -> None:
        self.tokenizer = tokenizer
        self.words: list[int] = []
        self.tokens: list[float] = []
        self.letters: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.vocabulary: set[int] = set()
        self.seen: set[bytes] = set()
        self.empty = 0
        self.characters = 0

    def add(self, text: str) -> None:
        """Count one text."""
        whole = len(text)
        text = text[:LONGEST]
        share = whole / len(text) if text else 1.0
        words = WORD.findall(text)
        if not words and not text.strip():
            self.empty += 1
        letters = {name: len(pattern.findall(text)) for name, pattern in LETTERS.items()} if text else {}
        self.letters.update(letters)
        self.languages[language(words, letters)] += 1
        self.vocabulary.update(hash(word.lower()) for word in words)
        self.seen.add(blake2b(" ".join(text.split()).lower().encode(errors="replace"), digest_size=12).digest())
        self.words.append(round(len(words) * share))
        pieces = tokens(text, words, letters) if self.tokenizer is None else self.tokenizer.count(text)
        self.tokens.append(pieces * share)
        self.characters += whole

    @property
    def method(self) -> str:
        """How tokens were counted."""
        return ESTIMATE if self.tokenizer is None else f"by the tokenizer {self.tokenizer.name}"

    def methods(self, sample: str) -> dict[str, str]:
        """How the facts were measured; `sample` says on what part of the texts, if not on all."""
        how = {"data.length": "; ".join(filter(None, (self.method, sample)))}
        return how | (dict.fromkeys(("data.multilingual", "data.duplicates"), sample) if sample else {})

    @property
    def duplicates(self) -> float:
        """Fraction of texts that repeat an earlier one but for case and spaces."""
        return 1 - len(self.seen) / len(self.words)

    def facts(self) -> dict[str, Any]:
        """The length of a long text, and whether there is more than English."""
        facts: dict[str, Any] = {"data.length": max(1, round(quantile(sorted(self.tokens), 0.95)))}
        told = sum(count for name, count in self.languages.items() if name)
        if told:
            facts["data.multilingual"] = 1 - self.languages["English"] / told > FOREIGN
        return facts

    def sections(self) -> list[Section]:
        """Lengths, and languages or scripts."""
        words, pieces = sorted(self.words), sorted(self.tokens)
        rows = [
            (what, each[0], quantile(each, 0.5), quantile(each, 0.95), each[-1], bins(each))
            for what, each in (("words", words), (f"tokens{'' if self.tokenizer else ' (estimated)'}", pieces))
        ]
        total = sum(self.letters.values())
        scripts = [
            (name, f"{count / total:.1%}") for name, count in self.letters.most_common() if count > 0.001 * total
        ]
        told = [(name or "not told", f"{n / len(self.words):.1%}") for name, n in self.languages.most_common(6)]
        return [
            Section("lengths", ("what", "least", "median", "95%", "most", "shape"), list(rows)),
            Section("scripts", ("what", "share of letters"), list(scripts)),
            Section("languages", ("what", "share of texts"), list(told)),
            Section("vocabulary", ("what", "words"), [("different words", len(self.vocabulary))]),
        ]

    def notes(self) -> list[str]:
        """What to know of the texts."""
        notes = []
        if self.empty:
            notes.append(f"{self.empty:,} texts are empty")
        if (share := self.duplicates) >= 0.01:
            notes.append(
                f"{rounded(100 * share, 2)}% of the texts repeat an earlier one: keep copies in one part of a split"
            )
        return notes


def tokens(text: str, words: list[str], letters: dict[str, int]) -> float:
    """About how many sub-word tokens a text has.

    >>> round(tokens("the cat sat on the mat", ["the", "cat", "sat", "on", "the", "mat"], {"Latin": 17}))
    8
    """
    if not text:
        return 0.0
    close = sum(letters.get(name, 0) for name in ("Chinese", "Japanese", "Korean"))
    others = len(words) if not close else sum(not WITHOUT_SPACES.search(word) for word in words)
    all_letters = sum(letters.values())
    latin = letters.get("Latin", 0) / max(1, all_letters - close)
    a_word = latin * TOKENS_A_WORD["Latin"] + (1 - latin) * TOKENS_A_WORD["other"]
    return max(close + others * a_word, len(text) / CHARACTERS_A_TOKEN)


def language(words: list[str], letters: dict[str, int]) -> str:
    """The language of a text, or its script where that is all that can be told; nothing for too few words.

    >>> language("it was the best of times and the worst of times".split(), {"Latin": 38})
    'English'
    >>> language("Das ist ein Haus und die Katze ist nicht im Garten".split(), {"Latin": 41})
    'German'
    """
    script = max(letters, key=lambda name: letters[name], default="")
    if not letters.get(script):
        return ""
    if script != "Latin":
        return script
    looked = [word.lower() for word in words[:LOOKED]]
    if len(looked) < ENOUGH:
        return ""
    hits = {name: sum(word in common for word in looked) for name, common in LANGUAGES.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= TELLING * len(looked) else ""
