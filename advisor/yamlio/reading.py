"""YAML 1.2 (core schema) and JSON, read strictly: nothing is guessed, every value has its place.

Parsers yield *events* (JSON and YAML alike); `_Builder` makes data of them in one loop without recursion, so
no input can exhaust the stack, and goes on after a fault, so that all faults are reported at once.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from advisor.errors import Diagnostic, InputError, escaped
from advisor.yamlio.events import (
    END,
    FAULT,
    LIST,
    MAPPING,
    MAX_DEPTH,
    NOT_FINITE,
    NOTE,
    SURROGATE,
    TOO_DEEP,
    Event,
    UnreadableError,
    place,
    plain,
    scalar,
    sound,
)
from advisor.yamlio.simple import simple_events

Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 16 * 2**20
MAX_VALUES = 1_000_000
MAX_COMPLAINTS = 50  # nobody reads more at once


class Spot(NamedTuple):
    """Where a value stands in the text: its key (in a list, its start), its start, and what it holds."""

    key_at: int
    at: int
    inside: "dict[str, Spot] | list[Spot] | None"


class Document:
    """Plain data, and where in the text each part of it stands."""

    def __init__(self, data: Any, name: str, text: str, root: Spot | None) -> None:
        self.data = data
        self.name = name
        self.text = text
        self._root = root  # None for JSON until somebody asks: good input never does

    def place(self, path: Path, key: bool = False) -> tuple[int, int, str]:
        """Line, column (both from 1) and source line of the value at `path`, or of its key.

        What does not exist is placed at its nearest parent's key.
        """
        if self._root is None:
            self._root = _Builder(self.text, self.name).build(_json_events(self.text))[1]
        spot = self._root
        for step in path:
            inside: Any = spot.inside
            try:
                spot = inside[step]
            except (LookupError, TypeError):
                key = True
                break
        return place(self.text, spot.key_at if key else spot.at)

    def complain(self, path: Path, message: str, hint: str | None = None, key: bool = False) -> Diagnostic:
        """A diagnostic about the value (or the key) at `path`."""
        line, column, source = self.place(path, key)
        return Diagnostic(message, self.name, line, column, dotted(path), source, hint)


def read_document(
    text: bytes | str, name: str, faults: list[Diagnostic] | None = None, numbered: bool = False
) -> Document:
    """Read one YAML or JSON document, called `name` in diagnostics; InputError holds all its faults.

    With `numbered`, keys may be whole numbers, as other programs take them: they are read as their digits.

    Where `faults` is given, single values that are at fault are added to it and left out of the document, so that
    whoever knows what should stand there can report what else is wrong at the same time.
    """
    text = _decoded(text, name)
    if text.lstrip(" \t\r\n")[:1] in ("{", "["):
        flag: list[bool] = []
        try:
            data = _json_decoder(flag.append)(text)
        except (ValueError, RecursionError):
            pass  # not JSON: YAML's flow style looks the same
        else:
            if not flag and not _too_large(data) and not re.search(r"\\u[dD][89a-fA-F]", text):
                return Document(data, name, text, None)
            return Document(*_finish(_Builder(text, name, numbered), _json_events(text), faults))
    events = simple_events(text)
    if events is None:
        from advisor.yamlio.parsing import yaml_events

        return Document(*_finish(_Builder(text, name, numbered), yaml_events(text), faults))
    return Document(*_finish(_Builder(text, name, numbered), iter(events), faults))


def dotted(path: Path) -> str:
    """`model.layers[0].units`, as messages name a field."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


# --- text ---------------------------------------------------------------------------------------------------


def _decoded(text: bytes | str, name: str) -> str:
    if len(text) > MAX_BYTES:
        raise InputError(Diagnostic(f"too large: at most {MAX_BYTES // 2**20} MiB can be read", name))
    if isinstance(text, bytes):
        try:
            text = str(text, "utf-8")
        except UnicodeDecodeError as error:
            good, message = (
                str(error.object[: error.start], "utf-8"),
                f"byte 0x{error.object[error.start]:02x}",
            )
            raise InputError(_complaint(good, name, len(good), f"not UTF-8 text: {message}")) from None
    text = text.removeprefix("\ufeff")
    bad = text.find("\0")
    if bad < 0 and not text.isascii() and (match := SURROGATE.search(text)):
        bad = match.start()
    if bad >= 0:
        raise InputError(_complaint(text, name, bad, f"not text: character {escaped(text[bad])}"))
    if not text.strip():
        raise InputError(Diagnostic("empty document", name))
    return text


def _complaint(text: str, name: str, at: int, message: str, field: str = "", hint: str | None = None) -> Diagnostic:
    line, column, source = place(text, at)
    return Diagnostic(message, name, line, column, field, source, hint)


# --- events -> data ---------------------------------------------------------------------------------------------


class _Frame:
    """A container that is being filled."""

    __slots__ = ("at", "data", "key", "key_at", "sound", "spots")

    def __init__(self, data: Any, at: int) -> None:
        self.data = data
        self.at = at
        self.spots: Any = {} if type(data) is dict else []
        self.key: Any = _NO_KEY
        self.key_at = at
        self.sound = True  # whether the key, or all of the list, is without fault


_NO_KEY = object()
_AT_FAULT = object()


class _Builder:
    """Makes data and spots of events, and collects what is wrong."""

    def __init__(self, text: str, name: str, numbered: bool = False) -> None:
        self.text = text
        self.name = name
        self.numbered = numbered
        self.diagnostics: list[Diagnostic] = []
        self.stack: list[_Frame] = []

    def build(self, events: Iterator[Event]) -> tuple[Any, Spot]:
        stack, top = self.stack, _Frame([], 0)
        stack.append(top)
        left = MAX_VALUES
        for event in events:
            kind, value, at = event
            spots = None
            if kind == END:
                done = stack.pop()
                value, at, spots = done.data if done.sound else _AT_FAULT, done.at, done.spots
            elif kind in (MAPPING, LIST):
                if len(stack) > MAX_DEPTH:
                    raise UnreadableError(TOO_DEEP, at)
                stack.append(_Frame({} if kind == MAPPING else [], at))
                continue
            elif kind in (FAULT, NOTE):
                self.complain(value, at)
                if kind == NOTE:
                    continue
                value = _AT_FAULT
            left -= 1
            if left < 0:
                raise UnreadableError(f"too large: at most {MAX_VALUES:,} values are read", at)
            frame = stack[-1]
            if type(frame.data) is list:
                frame.sound = frame.sound and value is not _AT_FAULT
                frame.data.append(value)
                frame.spots.append(Spot(at, at, spots))
            elif frame.key is _NO_KEY:
                if self.numbered and type(value) is int:
                    value = str(value)
                frame.sound = type(value) is str
                frame.key, frame.key_at = self.checked_key(frame, value, at), at
            else:
                if frame.sound and value is not _AT_FAULT:
                    frame.data[frame.key] = value
                frame.spots[frame.key] = Spot(frame.key_at, at, spots)
                frame.key, frame.sound = _NO_KEY, True
        return top.data[0], top.spots[0]

    def checked_key(self, frame: _Frame, key: Any, at: int) -> str:
        if key is _AT_FAULT:
            return f"?{at}"  # the same as no other
        if not isinstance(key, str):
            shown = re.split(r"[:,\s]", self.text[at : at + 40].lstrip("?"), maxsplit=1)[0]
            simple = isinstance(key, int | float) and shown
            self.complain("a key must be a string", at, f'write "{shown}" in quotes' if simple else None)
            return repr(key)[:40]
        if key in frame.spots:
            first = place(self.text, frame.spots[key].key_at)[0]
            self.complain(f'duplicate key "{key}", first given on line {first}', at)
        return key

    def opening(self) -> int | None:
        """Where the innermost bracket stands that is not closed yet."""
        opened = (frame.at for frame in reversed(self.stack[1:]) if self.text[frame.at] in "[{")
        return next(opened, None)

    def complain(self, message: str, at: int, hint: str | None = None) -> None:
        path = [len(f.data) if type(f.data) is list else f.key for f in self.stack[1:]]
        field = dotted(tuple(step for step in path if step is not _NO_KEY))
        self.diagnostics.append(_complaint(self.text, self.name, at, message, field, hint))
        if len(self.diagnostics) >= MAX_COMPLAINTS:
            raise InputError(self.diagnostics)


def _finish(builder: _Builder, events: Iterator[Event], faults: list[Diagnostic] | None) -> tuple[Any, str, str, Spot]:
    try:
        data, root = builder.build(events)
        if not builder.diagnostics:
            return data, builder.name, builder.text, root
        if faults is not None and data is not _AT_FAULT:
            faults += builder.diagnostics
            return data, builder.name, builder.text, root
    except UnreadableError as fault:
        at = builder.opening() if fault.at >= len(builder.text.rstrip()) else None
        builder.stack.clear()  # such a fault is the text's, not a field's
        builder.complain(fault.message, fault.at if at is None else at)
    raise InputError(builder.diagnostics)


# --- JSON ---------------------------------------------------------------------------------------------------

_JSON_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]|[^][{}",:\s]+')


def _json_decoder(flag: Callable[[bool], None]) -> Callable[[str], Any]:
    """Like json.loads, but flags what the builder has to report: duplicate keys, numbers out of bounds."""
    from json import JSONDecoder

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) != len(items):
            flag(True)
        return made

    def number(text: str) -> Any:
        try:
            return plain(text)
        except ValueError:
            return flag(True)

    return JSONDecoder(
        object_pairs_hook=pairs, parse_int=number, parse_float=number, parse_constant=lambda _: flag(True)
    ).decode


def _json_events(text: str) -> Iterator[Event]:
    """Events of a text that is known to be JSON."""
    from json import loads

    for match in _JSON_TOKEN.finditer(text):
        token, at = match[0], match.start()
        if token in "{[":
            yield (MAPPING if token == "{" else LIST), None, at
        elif token in "}]":
            yield END, None, at
        elif token[0] == '"':
            yield sound(loads(token), at)
        elif token.lstrip("-") in ("NaN", "Infinity"):
            yield FAULT, NOT_FINITE, at
        else:
            yield scalar(plain, at, token)


def _too_large(data: Any) -> bool:
    """Whether the builder would find it too deep or too long; level by level, as recursion could overflow."""
    level, values = [data], 0
    for _ in range(MAX_DEPTH + 1):
        values += len(level)
        held = [node.values() if type(node) is dict else node for node in level if type(node) in (dict, list)]
        if not held:
            return values > MAX_VALUES
        level = [node for nodes in held for node in nodes]
    return True
