"""What is wrong with input, and how it is said: `file:line:column: field: message`, line, caret, hint."""

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

WIDEST_LINE = 120  # columns of a source line that are shown around the caret
LONGEST_GUESS = 64  # characters; no name is longer, and matching is quadratic

# Characters that steer a terminal, reorder text or cannot be seen; a fixed list, since `str.isprintable`
# differs between Python versions. The zero-width joiner stays: emoji and several scripts are written with it.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


class ExitCode(IntEnum):
    """All exit codes there are."""

    OK = 0
    NO = 1  # done, and the answer is "no"
    BAD_INPUT = 2
    UNCLEAR = 3  # done, and the input is too little to tell
    DIVERGED = 4  # training ended at a loss that is no number
    BUG = 70
    INTERRUPTED = 130


def escaped(character: str) -> str:
    r"""One character as `\x1b`, `\u202e` or `\U000e0001`: escapes that Python and every YAML version read."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """The text on one line, with whatever could steer a terminal written as an escape."""
    return UNSAFE.sub(lambda match: escaped(match[0]), text)


class Diagnostic(NamedTuple):
    """One thing that is wrong with the input, and where."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str = ""
    source_line: str | None = None
    hint: str | None = None

    def render(self) -> str:
        """The diagnostic for people: place, field and message; the source line with a caret; the hint."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        lines = [": ".join(visible(part) for part in (place, self.field, self.message) if part)]
        if self.source_line and self.source_line.strip():
            lines += _snippet(self.source_line, self.column)
        if self.hint:
            lines.append(f"    hint: {visible(self.hint)}")
        return "\n".join(lines)


class InputError(Exception):
    """The input is wrong in these ways; nothing was done."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        self.diagnostics = [diagnostics] if isinstance(diagnostics, Diagnostic) else list(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(diagnostic.render() for diagnostic in self.diagnostics)


def _snippet(source: str, column: int | None) -> list[str]:
    """The source line, cut to WIDEST_LINE columns around the caret, and the caret's own line if any."""
    at = min(max((column or 1) - 1, 0), len(source))
    before = _cells(source[max(at - WIDEST_LINE, 0) : at])
    after = _cells(source[at : at + WIDEST_LINE])
    cut_before, cut_after = at > WIDEST_LINE, len(source) > at + WIDEST_LINE
    total = _width(before) + _width(after)
    if total > WIDEST_LINE or cut_before or cut_after:
        room = WIDEST_LINE - 6  # an ellipsis on either side
        left = min(_width(before), max(room // 2, room - _width(after)))
        while before and (_width(before) > left):
            cut_before = True
            before.pop(0)
        while after and _width(before) + _width(after) > room:
            cut_after = True
            after.pop()
    head = ("..." if cut_before else "") + "".join(before)
    shown = [f"    {head}{''.join(after)}{'...' if cut_after else ''}"]
    if column is not None:
        shown.append("    " + " " * (_width(before) + 3 * cut_before) + "^")
    return shown


def _cells(source: str) -> list[str]:
    return [" " if character == "\t" else visible(character) for character in source]


def _width(cells: list[str]) -> int:
    """Terminal columns, as the caret has to stand under wide letters too."""
    text = "".join(cells)
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


# --- the nearest valid word ---------------------------------------------------------------------------------

_LIKELY = 0.6  # difflib's own default: below it, guesses annoy more than they help
_BEGINS, _CONTAINS = 0.3, 0.2  # what a shared beginning or a contained word is worth: `tabular-regression`
_TELLING = 3  # letters below which a beginning says nothing


def nearest(word: str, candidates: Iterable[str], aliases: Mapping[str, str] | None = None) -> str | None:
    """The candidate that `word` most likely means, or None.

    Case does not count, and `-`, `_` and a space are one. `aliases` maps other spellings to candidates.

    >>> nearest("adamW", ["sgd", "adam", "adamw"])
    'adamw'
    >>> nearest("lr", ["learning_rate", "momentum"], {"lr": "learning_rate"})
    'learning_rate'
    """
    from difflib import SequenceMatcher

    if not word.strip() or len(word) > LONGEST_GUESS:
        return None
    spellings = {candidate: candidate for candidate in candidates}
    for alias, meant in (aliases or {}).items():
        if meant in spellings:
            spellings.setdefault(alias, meant)
    wanted = _folded(word)
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    best, best_score = None, _LIKELY
    for spelling, meant in spellings.items():
        folded = _folded(spelling)
        if folded == wanted:
            return meant
        matcher.set_seq1(folded)
        score = matcher.ratio()
        shorter, longer = sorted((folded, wanted), key=len)
        if len(shorter) >= _TELLING and shorter in longer:
            score += _BEGINS if longer.startswith(shorter) else _CONTAINS
        if score > best_score:
            best, best_score = meant, score
    return best


def _folded(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
