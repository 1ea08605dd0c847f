"""What parsers say of a text, and what a scalar means: YAML 1.2 (core schema) and JSON alike."""

import re
from collections.abc import Callable
from math import isinf
from typing import Any, TypeAlias

from advisor.errors import escaped

MAX_DEPTH = 64  # containers inside one another
MAX_DIGITS = 100  # of a whole number; converting more takes quadratic time
TOO_DEEP = f"nested too deeply: at most {MAX_DEPTH} levels are read"
NOT_FINITE = "not a finite number"
CORE_TAG = "tag:yaml.org,2002:"
SURROGATE = re.compile("[\ud800-\udfff]")
LINE_BREAK = re.compile(r"\r\n|\n|\r")

MAPPING, LIST, END, VALUE, FAULT, NOTE = range(6)  # a fault stands for a value; a note only complains
Event: TypeAlias = tuple[int, Any, int]  # kind; the value, or what is wrong with it; index in the text


class UnreadableError(Exception):
    """What is wrong at `at`, behind which nothing can be read."""

    def __init__(self, message: str, at: int) -> None:
        self.message, self.at = message, at


def place(text: str, at: int) -> tuple[int, int, str]:
    """Line, column (both from 1) and source line of an index in the text."""
    line, start = 1, 0
    for found in LINE_BREAK.finditer(text, 0, at):
        line, start = line + 1, found.end()
    end = LINE_BREAK.search(text, at)
    return line, at - start + 1, text[start : end.start() if end else len(text)]


# --- scalars ------------------------------------------------------------------------------------------------

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE = {"str": str, "int": int, "float": float, "bool": bool, "null": type(None)}


def plain(text: str) -> Any:
    """What an unquoted YAML scalar means in the 1.2 core schema; ValueError says what is wrong with it."""
    if text[:1] not in "+-.0123456789":
        return _WORDS.get(text, text)
    if _WHOLE.fullmatch(text):
        if len(text.lstrip("+-")) > MAX_DIGITS:
            raise ValueError(f"a whole number of more than {MAX_DIGITS} digits")
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _REAL.fullmatch(text):
        if isinf(number := float(text)):
            raise ValueError(f"{NOT_FINITE}: too large for floating point")
        return number
    if _ENDLESS.fullmatch(text):
        raise ValueError(NOT_FINITE)
    return _WORDS.get(text, text)


def tagged(tag: str, text: str) -> Any:
    """What a scalar with a tag means; ValueError says what is wrong with it."""
    kind = _CORE.get(tag.removeprefix(CORE_TAG)) if tag.startswith(CORE_TAG) else None
    if kind is None:
        raise ValueError(strange(tag))
    value = text if kind is str else plain(text)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"not a value for the tag !!{tag.removeprefix(CORE_TAG)}")
    return value


def strange(tag: str) -> str:
    """That a tag is not known."""
    short = f"!!{tag.removeprefix(CORE_TAG)}" if tag.startswith(CORE_TAG) else tag
    return f"tag {short} is not read here: documents hold plain data only"


def scalar(resolve: Callable[..., Any], at: int, *texts: str) -> Event:
    """The event of a scalar, or of what is wrong with it."""
    try:
        return VALUE, resolve(*texts), at
    except ValueError as error:
        return FAULT, str(error), at


def sound(text: str, at: int) -> Event:
    """The event of a quoted text."""
    if not text.isascii() and (match := SURROGATE.search(text)):
        return FAULT, f"half a character: {escaped(match[0])} is not valid on its own", at
    return VALUE, text, at
