"""Histories that were pickled: plain values and NumPy's numbers are read, nothing is imported and no code is run."""

import io
import pickle
import struct
from typing import Any, Final

# How a pickle begins: of protocol 2 and later, of 1, and of 0.
BEGINS: Final = (b"\x80", b"}q", b"]q", b"(dp", b"(lp", b"ccopy_reg", b"ccollections")
MOST_VALUES: Final = 2_000_000
DEEPEST: Final = 20
FORMATS: Final = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q",
                  "u1": "B", "u2": "H", "u4": "I", "u8": "Q", "b1": "?"}  # fmt: skip


class NoPickleError(Exception):
    """Why a pickle cannot be read."""


def unpickled(data: bytes) -> Any:
    """What a pickle holds, as lists, dictionaries, numbers and texts. Raises NoPickleError."""
    try:
        found = _Reader(io.BytesIO(data), encoding="latin-1").load()
    except Exception as error:  # whatever a broken or foreign pickle makes the reader raise
        raise NoPickleError(str(error) or type(error).__name__) from None
    return _Plain().of(found, 0)


class _Kept:
    """Stands for an object of any class: what it was made of is kept and not acted on."""

    def __init__(self, *made_of: Any) -> None:
        self.made_of = made_of
        self.state: Any = None

    def __call__(self, *made_of: Any) -> "_Kept":
        return _Kept(*made_of)

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Mapping(dict[Any, Any]):
    """Stands for an ordered dictionary, or one with defaults."""

    def __init__(self, *made_of: Any) -> None:
        pairs = made_of[0] if made_of and isinstance(made_of[0], list) else []
        super().__init__((pair[0], pair[1]) for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2)

    def __setstate__(self, state: Any) -> None:
        """An ordered dictionary has no state of its own that matters."""


class _Type(_Kept):
    """NumPy's type of numbers."""

    def numbers(self, data: Any) -> list[Any]:
        """The numbers that bytes hold; none of a type that is no number's."""
        code = str(self.made_of[0]).lstrip("<>=|") if self.made_of else ""
        data = data.encode("latin-1") if isinstance(data, str) else data
        if code not in FORMATS or not isinstance(data, bytes):
            return []
        order = ">" if isinstance(self.state, tuple) and len(self.state) > 1 and self.state[1] == ">" else "<"
        each = struct.calcsize(FORMATS[code])
        count = len(data) // each
        return list(struct.unpack(f"{order}{count}{FORMATS[code]}", data[: count * each]))


class _Array(_Kept):
    """NumPy's array; of one with several dimensions the numbers alone, of one with none its value."""

    @property
    def held(self) -> Any:
        if not isinstance(self.state, tuple) or len(self.state) != 5:
            return []
        _, shape, of, _, data = self.state
        numbers = data if isinstance(data, list) else of.numbers(data) if isinstance(of, _Type) else []
        return numbers[0] if shape == () and len(numbers) == 1 else numbers


def _scalar(of: Any = None, data: Any = b"") -> Any:
    numbers = of.numbers(data) if isinstance(of, _Type) else []
    return numbers[0] if numbers else None


def _bytes(text: Any = "", *_: Any) -> Any:
    """Bytes as the older protocols write them."""
    return text.encode("latin-1") if isinstance(text, str) else None


def _array(*_: Any) -> _Array:
    return _Array()


def _frombuffer(data: Any = b"", of: Any = None, *_: Any) -> _Array:
    """An array of protocol 5."""
    made = _Array()
    made.state = (1, (0,), of, False, bytes(data) if isinstance(data, bytes | bytearray) else b"")
    return made


# By the last part of a module's name and the name in it: what stands for it.
KNOWN: Final = {
    ("_codecs", "encode"): _bytes,
    ("multiarray", "scalar"): _scalar,
    ("multiarray", "_reconstruct"): _array,
    ("numeric", "_frombuffer"): _frombuffer,
    ("numpy", "dtype"): _Type,
    ("numpy", "ndarray"): _Array,
    ("collections", "OrderedDict"): _Mapping,
    ("collections", "defaultdict"): _Mapping,
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        """What stands for a class or a function; nothing that a pickle names is imported."""
        return KNOWN.get((module.rpartition(".")[2], name), _Kept)


class _Plain:
    """Turns what was unpickled into plain values, up to a bound: a pickle may refer to one list many times."""

    def __init__(self) -> None:
        self.left = MOST_VALUES

    def of(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if self.left < 0 or depth > DEEPEST:
            raise NoPickleError("holds too many values")
        if value is None or isinstance(value, bool | int | float | str):
            return value
        if isinstance(value, _Array):
            value = value.held
        if isinstance(value, dict):
            return {str(key): self.of(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(item, depth + 1) for item in value]
        if isinstance(value, _Kept) and isinstance(value.state, dict) and "history" in value.state:
            return self.of(value.state["history"], depth + 1)  # what Keras' `fit` returns
        return None
