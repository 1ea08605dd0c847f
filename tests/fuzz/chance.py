"""What makes inputs odd: values that no format expects, changes to plain data, and bytes amiss."""

import copy
import json
import random
from collections.abc import Sequence
from typing import Any, TypeVar

import yaml
from hypothesis import strategies as st

T = TypeVar("T")
ODD = ["", " ", "nan", "NaN", "inf", "-inf", "1e400", "-0", "1e-320", "9" * 40, "0x10", "1_000", "true", "None", "null"]
ODD += ["\x1b[31m", "\u202e", "\0", "\ufeff", "=1+1", "a,b", 'a"b', "a\nb", "2024-13-45", "99:99", "../..", "a" * 3000]
ODD += ["\r::set-output name=x::y", "::error::x", "<script>", "%0A", "\x9b31m", "\u2028", "\ud800"]
PLAIN = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from(ODD) | st.text(max_size=8)
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
POOLS = st.lists(VALUES, min_size=12, max_size=12)  # what hypothesis draws once for many inputs: drawing takes longest


class Chance:
    """The draws of one input: quick ones by `random`, with odd values that hypothesis drew."""

    def __init__(self, seed: str, pool: Sequence[Any]) -> None:
        self.random = random.Random(seed)
        self._pool = pool
        self.spoilt = self.one_in(3)  # all others have valid bytes, so that more than reading is tried

    def one_in(self, number: int) -> bool:
        """True once in so many draws."""
        return self.random.randrange(number) == 0

    def pick(self, choices: Sequence[T]) -> T:
        """One of several."""
        return self.random.choice(choices)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def odd(self) -> Any:
        """Plain data of any kind and form."""
        return copy.deepcopy(self.pick(self._pool)) if self.one_in(2) else self.pick(ODD)

    def word(self) -> str:
        """A text of any kind."""
        return self.pick(ODD) if self.one_in(2) else str(self.odd())

    def changed(self, data: Any, most: int = 3) -> Any:
        """Plain data of which some values are left out, doubled or others; the data given stays as it is."""
        number = self.pick([0, 0, 1, *range(1, most + 1)])
        data = copy.deepcopy(data)
        for _ in range(number):
            if not (found := places(data)):
                return data
            *sections, key = self.pick(found)
            branch = data
            for section in sections:
                branch = branch[section]
            way = self.number(0, 9)
            if way < 2:
                del branch[key]
            elif way < 4 and isinstance(branch[key], (int, float)):
                branch[key] = branch[key] * self.pick([0, -1, 2, 0.5, 10, 1000, 10**12])
            elif way == 4 and isinstance(branch, list):
                branch.insert(key, copy.deepcopy(branch[key]))
            elif way == 5 and isinstance(branch, dict):
                branch[self.word()] = copy.deepcopy(branch[key])
            else:
                branch[key] = self.odd()
        return data

    def damaged(self, whole: bytes) -> bytes:
        """Bytes as they are or, in an input that is spoilt, with some changed, doubled, dropped or cut off."""
        if not self.spoilt or self.one_in(3):
            return whole
        data = bytearray(whole)
        for _ in range(self.pick([1, 1, 1, 2, 5])):
            at = self.number(0, max(len(data) - 1, 0))
            way = self.pick(["set", "set", "word", "drop", "double", "cut", "insert"])
            if way == "set" and data:
                data[at] = self.pick([0, 1, 0x7F, 0x80, 0xFF, self.number(0, 255)])
            elif way == "word":
                data[at : at + 4] = self.pick([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"])
            elif way == "drop":
                del data[at : at + self.number(1, 40)]
            elif way == "double":
                data[at:at] = data[at : at + self.number(1, 200)]
            elif way == "cut":
                del data[at:]
            else:
                data[at:at] = self.random.randbytes(self.number(1, 8))
        return bytes(data)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in plain data."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in inside for found in ((*path, key), *places(value, (*path, key)))]


def as_document(data: Any, form: str) -> bytes:
    """Plain data as JSON or YAML; surrogates, which neither can hold in UTF-8, pass as they are."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        text = yaml.dump(
            data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False, allow_unicode=True
        )
    except UnicodeEncodeError:  # C cannot write surrogates
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    return str(text).encode("utf-8", "surrogatepass")
