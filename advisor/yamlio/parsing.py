"""YAML text to events, by libyaml where PyYAML has it.

Events rather than the nodes of PyYAML's composers: libyaml's composer forgets where aliases stand and all that stands
before a syntax error, so that its faults would go unreported; the one in Python reads a config a quarter slower.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NoReturn

from advisor.errors import escaped
from advisor.yamlio.events import (
    CORE_TAG,
    END,
    FAULT,
    LIST,
    MAPPING,
    NOTE,
    TOO_DEEP,
    Event,
    UnreadableError,
    place,
    plain,
    scalar,
    sound,
    strange,
    tagged,
)

_NOT_YAML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)  # ranges of what is refused compile fast


def yaml_events(text: str) -> Iterator[Event]:
    """Events of the one YAML document in the text. UnreadableError where nothing can be read any more."""
    import yaml

    if bad := _NOT_YAML.search(text):
        raise UnreadableError(f"not text: character {escaped(bad[0])}", bad.start())
    documents, kind = 0, None
    parser = _parser()(text)
    next_event = parser.get_event
    try:
        while event := next_event():
            before, kind, at = kind, type(event), event.start_mark.index
            if kind is yaml.ScalarEvent:
                if event.tag and event.tag != "!":
                    yield scalar(tagged, at, event.tag, event.value)
                elif event.implicit[0] and not event.tag:
                    if not event.value and before is yaml.DocumentStartEvent:
                        raise UnreadableError("empty document", at)
                    yield scalar(plain, at, event.value)
                else:
                    yield sound(event.value, at)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                yield END, None, at
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                shape, core = (MAPPING, "map") if kind is yaml.MappingStartEvent else (LIST, "seq")
                if event.tag and event.tag not in ("!", CORE_TAG + core):
                    yield NOTE, strange(event.tag), at
                yield shape, None, at
            elif kind is yaml.AliasEvent:
                yield FAULT, f"aliases are not read: write the value of *{event.anchor} out", at
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise UnreadableError("more than one document: a file holds one", at)
    except yaml.MarkedYAMLError as error:
        _fail(text, error)
    if not documents:
        raise UnreadableError("empty document", 0)


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
    ("maximum nesting depth", TOO_DEEP),  # libyaml has a bound of its own, which look-ahead may meet first
    ("did not find expected node content", "expected a value"),
    ("expected the node content", "expected a value"),
)


def _fail(text: str, error: Any) -> NoReturn:
    """A syntax error, placed where it can be mended: what is never closed is noticed only at the end."""
    problem = error.problem or error.context or "not valid YAML"
    said = next((words for mark, words in _PLAIN_WORDS if mark in problem), problem)
    at, opened = (mark.index if mark else None for mark in (error.problem_mark, error.context_mark))
    if opened is not None and (at is None or at >= len(text.rstrip())):
        raise UnreadableError(f"{said}, but the text ends: what begins here is not complete", opened) from None
    if opened is not None and opened != at:
        line, column, _ = place(text, opened)
        said += f" ({error.context}, which begins at {line}:{column})"
    raise UnreadableError(said, at or 0) from None
