"""YAML 1.2 (core schema) and JSON, read strictly: nothing is guessed, every value has its place.

Parsers yield *events* (JSON and YAML alike); `_Builder` makes data of them in one loop without recursion, so
no input can exhaust the stack, and goes on after a fault, so that all faults are reported at once.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from math import isinf
from typing import Any, NamedTuple, NoReturn, TypeAlias

from advisor.errors import Complaint, InputError, escaped

Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 64  # containers inside one another
MAX_VALUES = 1_000_000
MAX_DIGITS = 100  # of a whole number; converting more takes quadratic time
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
        self._text = text
        self._root = root  # None for JSON until somebody asks: good input never does

    def place(self, path: Path, key: bool = False) -> tuple[int, int, str]:
        """Line, column (both from 1) and source line of the value at `path`, or of its key.

        What does not exist is placed at its nearest parent's key.
        """
        if self._root is None:
            self._root = _Builder(self._text, self.name).build(_json_events(self._text))[1]
        spot = self._root
        for step in path:
            inside: Any = spot.inside
            try:
                spot = inside[step]
            except (LookupError, TypeError):
                key = True
                break
        return _place(self._text, spot.key_at if key else spot.at)

    def complain(self, path: Path, message: str, hint: str | None = None, key: bool = False) -> Complaint:
        """A complaint about the value (or the key) at `path`."""
        line, column, source = self.place(path, key)
        return Complaint(message, self.name, line, column, dotted(path), source, hint)


def read_document(text: bytes | str, name: str, faults: list[Complaint] | None = None) -> Document:
    """Read one YAML or JSON document, called `name` in complaints; InputError holds all its faults.

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
            return Document(*_finish(_Builder(text, name), _json_events(text), faults))
    return Document(*_finish(_Builder(text, name), _yaml_events(text), faults))


def dotted(path: Path) -> str:
    """`model.layers[0].units`, as messages name a field."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


# --- text ---------------------------------------------------------------------------------------------------

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_NOT_YAML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)  # ranges of what is refused compile fast
_SURROGATE = re.compile("[\ud800-\udfff]")


def _decoded(text: bytes | str, name: str) -> str:
    if len(text) > MAX_BYTES:
        raise InputError(Complaint(f"too large: at most {MAX_BYTES // 2**20} MiB can be read", name))
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
    if bad < 0 and not text.isascii() and (match := _SURROGATE.search(text)):
        bad = match.start()
    if bad >= 0:
        raise InputError(_complaint(text, name, bad, f"not text: character {escaped(text[bad])}"))
    if not text.strip():
        raise InputError(Complaint("empty document", name))
    return text


def _place(text: str, at: int) -> tuple[int, int, str]:
    line, start = 1, 0
    for found in _LINE_BREAK.finditer(text, 0, at):
        line, start = line + 1, found.end()
    end = _LINE_BREAK.search(text, at)
    return line, at - start + 1, text[start : end.start() if end else len(text)]


def _complaint(text: str, name: str, at: int, message: str, field: str = "", hint: str | None = None) -> Complaint:
    line, column, source = _place(text, at)
    return Complaint(message, name, line, column, field, source, hint)


# --- events -> data ---------------------------------------------------------------------------------------------

MAPPING, LIST, END, VALUE, FAULT, NOTE = range(6)  # a fault stands for a value; a note only complains
Event: TypeAlias = tuple[int, Any, int]  # kind; the value, or what is wrong with it; index in the text


class _UnreadableError(Exception):
    """What is wrong at `at`, behind which nothing can be read."""

    def __init__(self, message: str, at: int) -> None:
        self.message, self.at = message, at


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

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.complaints: list[Complaint] = []
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
                    raise _UnreadableError(_TOO_DEEP, at)
                stack.append(_Frame({} if kind == MAPPING else [], at))
                continue
            elif kind in (FAULT, NOTE):
                self.complain(value, at)
                if kind == NOTE:
                    continue
                value = _AT_FAULT
            left -= 1
            if left < 0:
                raise _UnreadableError(f"too large: at most {MAX_VALUES:,} values are read", at)
            frame = stack[-1]
            if type(frame.data) is list:
                frame.sound = frame.sound and value is not _AT_FAULT
                frame.data.append(value)
                frame.spots.append(Spot(at, at, spots))
            elif frame.key is _NO_KEY:
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
            first = _place(self.text, frame.spots[key].key_at)[0]
            self.complain(f'duplicate key "{key}", first given on line {first}', at)
        return key

    def opening(self) -> int | None:
        """Where the innermost bracket stands that is not closed yet."""
        opened = (frame.at for frame in reversed(self.stack[1:]) if self.text[frame.at] in "[{")
        return next(opened, None)

    def complain(self, message: str, at: int, hint: str | None = None) -> None:
        path = [len(f.data) if type(f.data) is list else f.key for f in self.stack[1:]]
        field = dotted(tuple(step for step in path if step is not _NO_KEY))
        self.complaints.append(_complaint(self.text, self.name, at, message, field, hint))
        if len(self.complaints) >= MAX_COMPLAINTS:
            raise InputError(self.complaints)


def _finish(builder: _Builder, events: Iterator[Event], faults: list[Complaint] | None) -> tuple[Any, str, str, Spot]:
    try:
        data, root = builder.build(events)
        if not builder.complaints:
            return data, builder.name, builder.text, root
        if faults is not None and data is not _AT_FAULT:
            faults += builder.complaints
            return data, builder.name, builder.text, root
    except _UnreadableError as fault:
        at = builder.opening() if fault.at >= len(builder.text.rstrip()) else None
        builder.stack.clear()  # such a fault is the text's, not a field's
        builder.complain(fault.message, fault.at if at is None else at)
    raise InputError(builder.complaints)


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
_CORE_TAG = "tag:yaml.org,2002:"
_NOT_FINITE = "not a finite number"


def _plain(text: str) -> Any:
    """What an unquoted YAML scalar means in the 1.2 core schema; ValueError says what is wrong with it."""
    if text[:1] not in "+-.0123456789":
        return _WORDS.get(text, text)
    if _WHOLE.fullmatch(text):
        if len(text.lstrip("+-")) > MAX_DIGITS:
            raise ValueError(f"a whole number of more than {MAX_DIGITS} digits")
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _REAL.fullmatch(text):
        if isinf(number := float(text)):
            raise ValueError(f"{_NOT_FINITE}: too large for floating point")
        return number
    if _ENDLESS.fullmatch(text):
        raise ValueError(_NOT_FINITE)
    return _WORDS.get(text, text)


def _tagged(tag: str, text: str) -> Any:
    kind = _CORE.get(tag.removeprefix(_CORE_TAG)) if tag.startswith(_CORE_TAG) else None
    if kind is None:
        raise ValueError(_strange(tag))
    value = text if kind is str else _plain(text)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"not a value for the tag !!{tag.removeprefix(_CORE_TAG)}")
    return value


def _strange(tag: str) -> str:
    short = f"!!{tag.removeprefix(_CORE_TAG)}" if tag.startswith(_CORE_TAG) else tag
    return f"tag {short} is not read here: documents hold plain data only"


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
            return _plain(text)
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
            yield _sound(loads(token), at)
        elif token.lstrip("-") in ("NaN", "Infinity"):
            yield FAULT, _NOT_FINITE, at
        else:
            yield _scalar(_plain, at, token)


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


def _scalar(resolve: Callable[..., Any], at: int, *texts: str) -> Event:
    try:
        return VALUE, resolve(*texts), at
    except ValueError as error:
        return FAULT, str(error), at


def _sound(text: str, at: int) -> Event:
    if not text.isascii() and (match := _SURROGATE.search(text)):
        return FAULT, f"half a character: {escaped(match[0])} is not valid on its own", at
    return VALUE, text, at


# --- YAML ---------------------------------------------------------------------------------------------------


def _yaml_events(text: str) -> Iterator[Event]:
    """Events of the one YAML document in the text. _UnreadableError where nothing can be read any more."""
    import yaml

    if bad := _NOT_YAML.search(text):
        raise _UnreadableError(f"not text: character {escaped(bad[0])}", bad.start())
    documents, kind = 0, None
    parser = _parser()(text)
    next_event = parser.get_event
    try:
        while event := next_event():
            before, kind, at = kind, type(event), event.start_mark.index
            if kind is yaml.ScalarEvent:
                if event.tag and event.tag != "!":
                    yield _scalar(_tagged, at, event.tag, event.value)
                elif event.implicit[0] and not event.tag:
                    if not event.value and before is yaml.DocumentStartEvent:
                        raise _UnreadableError("empty document", at)
                    yield _scalar(_plain, at, event.value)
                else:
                    yield _sound(event.value, at)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                yield END, None, at
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                shape, core = (MAPPING, "map") if kind is yaml.MappingStartEvent else (LIST, "seq")
                if event.tag and event.tag not in ("!", _CORE_TAG + core):
                    yield NOTE, _strange(event.tag), at
                yield shape, None, at
            elif kind is yaml.AliasEvent:
                yield FAULT, f"aliases are not read: write the value of *{event.anchor} out", at
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _UnreadableError("more than one document: a file holds one", at)
    except yaml.MarkedYAMLError as error:
        _fail(text, error)
    if not documents:
        raise _UnreadableError("empty document", 0)


@cache
def _parser() -> Callable[[str], Any]:
    """libyaml's parser, or the one in pure Python (nine times slower) where PyYAML was built without it."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return _pure_parser()
    return CParser


def _pure_parser() -> Callable[[str], Any]:
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PureParser(Reader, Scanner, Parser):
        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)

        def scan_to_next_token(self) -> None:
            """Takes a tab between tokens for a blank, as YAML and libyaml do."""
            Scanner.scan_to_next_token(self)
            while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
                self.forward()
                Scanner.scan_to_next_token(self)

    return PureParser


_TOO_DEEP = f"nested too deeply: at most {MAX_DEPTH} levels are read"
_MISFIT = "this does not fit what stands above (is the indentation right?)"
_PLAIN_WORDS = (  # the two parsers word the same fault differently, and neither for people
    ("',' or ']'", "expected ',' or ']'"),
    ("',' or '}'", "expected ',' or '}'"),
    ("mapping values are not allowed", "unexpected ':' (quote the text if the colon belongs to it)"),
    ("cannot start any token", "this character cannot begin a value: quote the text"),
    ("entries are not allowed", "'- ' cannot stand here"),
    ("alphabetic or numeric", "a name must follow '&' or '*': quote the text if that is not what they are for"),
    ("could not find expected ':'", "expected ':' after the key"),
    ("'-' indicator", _MISFIT),
    ("expected key", _MISFIT),
    ("expected <block end>", _MISFIT),
    ("<document start>", f"the document ends before this: {_MISFIT}"),
    ("incompatible YAML document", "this version of YAML is not known"),
    ("unexpected end of stream", "the quote is not closed"),
    ("maximum nesting depth", _TOO_DEEP),  # libyaml has a bound of its own, which look-ahead may meet first
    ("did not find expected node content", "expected a value"),
    ("expected the node content", "expected a value"),
)


def _fail(text: str, error: Any) -> NoReturn:
    """A syntax error, placed where it can be mended: what is never closed is noticed only at the end."""
    problem = error.problem or error.context or "not valid YAML"
    said = next((words for mark, words in _PLAIN_WORDS if mark in problem), problem)
    at, opened = (mark.index if mark else None for mark in (error.problem_mark, error.context_mark))
    if opened is not None and (at is None or at >= len(text.rstrip())):
        raise _UnreadableError(f"{said}, but the text ends: what begins here is not complete", opened) from None
    if opened is not None and opened != at:
        line, column, _ = _place(text, opened)
        said += f" ({error.context}, which begins at {line}:{column})"
    raise _UnreadableError(said, at or 0) from None
