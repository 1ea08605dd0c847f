"""Block mappings of plain words and numbers, as most problems are, read without a parser.

Importing PyYAML costs a tenth of a run. Whatever is not of the plainest shape is left to it.
"""

import re

from advisor.yamlio.events import END, MAPPING, VALUE, Event, plain, scalar

LONGEST = 10_000  # characters of a text; a longer one is worth a parser

_KEY = r"( *)([A-Za-z_][A-Za-z0-9_]{0,99}):"
_WORD = r"[A-Za-z0-9_.+/-]+"
_VALUE = rf"(?=[A-Za-z0-9_.]|[+-][0-9.]){_WORD}(?: {_WORD})*"
_COMMENT = r"(?: +#[ -~]*| *)"
_LINE = re.compile(rf"{_KEY}(?: +({_VALUE}))?{_COMMENT}")
_BLANK = re.compile(r" *(?:#[ -~]*)?")


def simple_events(text: str) -> list[Event] | None:
    """The events that a parser would find, or None where it takes one to tell."""
    if len(text) > LONGEST:
        return None
    events: list[Event] = []
    indents: list[int] = []
    waiting: int | None = 0  # where the value is missing that the next line holds
    start = 0
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found:
            indent, value = len(found[1]), found[3]
            if waiting is not None and (not indents or indent > indents[-1]):
                events.append((MAPPING, None, start + indent))
                indents.append(indent)
            elif waiting is not None:
                events.append((VALUE, None, waiting))
            while indent < indents[-1]:
                indents.pop()
                events.append((END, None, start))
                if not indents:
                    return None
            if indent != indents[-1]:
                return None
            events.append(scalar(plain, start + indent, found[2]))
            waiting = start + found.end(2) + 1 if value is None else None
            if value is not None:
                events.append(scalar(plain, start + found.start(3), value))
        elif not _BLANK.fullmatch(line):
            return None
        start += len(line) + 1
    if not indents or indents[0] != 0:
        return None
    if waiting is not None:
        events.append((VALUE, None, waiting))
    return events + [(END, None, start)] * len(indents)
