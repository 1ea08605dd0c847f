"""What one program writes the others read alike."""

import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advisor.errors import InputError
from advisor.yamlio import (
    events,
    parsing,
    read_document,
    simple,
    write_json,
    write_yaml,
)
from tests.yamlio.strictly import read

TRAPS = [
    "1", "1e-3", "1.5", "0x1F", "0o7", "010", "1_000", "12:30", "1:30:30.5", "-1", "+.5", ".inf", ".nan", "nan",
    "true", "True", "on", "NO", "y", "N", "null", "~", "", "=", "<<", "- a", "-", "--- a", "...", "# x", "a # x",
    "a #x", "key: v", "key:", ":", "a:b", "?", "? a", "&a", "*a", "!a", "@a", "`a", "%a", "|", ">", "'a'", '"a"',
    "[a]", "{a}", "a, b", "a]", "2001-12-14", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", " a",
    "2001-12-14 21:59:43 Z", "a ", "a\n", "\na", "a\nb", "a\tb", "\t", "\\", "a\\b",
    "\x00", "\x1b[0m", "\x7f", "\x85", "\xa0", "\u2028",
    "\ufeffa", "a\ufeff", "\ufffe", "\u200b", "👩‍🔬", "日本", "é", "x" * 2000, "word " * 60, "712 rows are few: 3",
    "1 000", "3x3", "0b11", "1e5 ab", "5 is", "0x1F ab", "😀: x", "²", "¾ of it", "\u202eabc", "a:", "http://a.b/c#d",
]  # fmt: skip
strings = st.text(max_size=20) | st.sampled_from(TRAPS) | st.lists(st.sampled_from(TRAPS), max_size=3).map(" ".join)
numbers = st.integers(-(10**99), 10**99) | st.floats(allow_nan=False, allow_infinity=False)
scalars = strings | numbers | st.booleans() | st.none()
documents = st.dictionaries(
    strings,
    st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4), max_leaves=20
    ),
    min_size=1,
    max_size=5,
)


def same(one, other) -> bool:
    """Equal, and of equal types, throughout."""
    return repr(plain(one)) == repr(plain(other))


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def readers() -> Iterator:
    yield read
    yield pure_read
    yield yaml.safe_load
    yield lambda text: yaml.load(text, Loader=yaml.CSafeLoader)
    yield YAML(typ="safe", pure=True).load


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(documents)
@example({trap: trap for trap in TRAPS})
@example({"a": TRAPS, "b": [{trap: [trap, {trap: [[trap], {}]}]} for trap in TRAPS]})
@example({"a": [1e-5, 1e16, 5e-324, 1.7976931348623157e308, -0.0, 1.0], "b": [[], {}, [[]]], "c": {"d": {}}})
def test_yaml_round_trips_in_every_reader(data):
    text = write_yaml(data)
    for reader in readers():
        assert same(reader(text), data)
    assert write_yaml(read(text)) == text


def pure_read(text: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_parser", parsing._pure_parser)
        return read(text)


def paths(value, here=()) -> Iterator[tuple[str, ...]]:
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*here, str(key))
        if isinstance(part, dict | list):
            yield from paths(part, (*here, str(key)))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(documents, st.text() | st.sampled_from(TRAPS), st.text())
@example({"a": {"b": [{"c": 1}, [{"d": 2}]]}}, "because\n  indented: 1\x85b: 2\n", "# head\n---\na: 1")
def test_comments_change_nothing(data, prose, header):
    text = write_yaml(data, dict.fromkeys(paths(data), prose), header)
    for reader in readers():
        assert same(reader(text), data)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(documents)
@example({trap: [trap] for trap in TRAPS})
def test_json_round_trips(data):
    text = write_json(data)
    assert same(read(text), data)
    assert text.endswith("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", text)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"ab1:-,[]{}'\"#&*!@\n\\é😀 ", "\n  ", ": ", "- "]),
        max_size=25,
    ).map("".join)
)
def test_both_parsers_agree(text):
    results: list[object] = []
    for reader in (read, pure_read):
        try:
            results.append(repr(reader(text)))
        except InputError as error:
            results.append(error.diagnostics)
    # libyaml takes `{a:}` for a fault, which PyYAML's own parser reads; syntax errors are worded differently.
    assume(":}" not in text and ":]" not in text and ":," not in text)
    assert type(results[0]) is type(results[1])
    if isinstance(results[0], str):
        assert results[0] == results[1]


PLAIN_LINES = st.builds(
    "{}{}: {}".format,
    st.sampled_from(["", "", "  ", "  ", "    "]),
    st.sampled_from(["a", "b", "c_1", "true", "no", "_"]),
    st.sampled_from(
        ["", "", "1", "x y", "1e3", "1e400", ".nan", "-1", "+.5", "null", "0o17", "x # c", " # c", "  z-1/2 "]
    ),
)
ODD_LINES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "  ", " ", "- "]),
    st.sampled_from(["a:", "x", "", "#", "---", "a.b:", "1:", "? a", "a :", '"a":', "a:b"]),
    st.sampled_from(["", " ", "  "]),
    st.sampled_from(
        ["", "x  y", "- 1", "-", "~", "x:y", "x: y", "[1]", "{}", "'q'", "*x", "&x 1", "!x 1", "x#c", "é", "..."]
    ),
)
SIMPLE_LINES = st.lists(PLAIN_LINES, max_size=6) | st.lists(PLAIN_LINES | ODD_LINES, max_size=6)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(SIMPLE_LINES, st.sampled_from(["\n", "\n", "\n\n", "\r\n"]))
@example(["a:", "  b: 1", "  c_1:", "b: x y"], "\n")
def test_simple_texts_are_read_as_the_parser_reads_them(lines, end):
    text = end.join(lines)
    found = simple.simple_events(text)
    assume(found)
    parsed = parsing.yaml_events(text)
    assert [event[:2] if event[0] == events.END else event for event in found or ()] == [
        event[:2] if event[0] == events.END else event for event in parsed
    ]


def test_problems_are_simple():
    for text in ("task: binary\ndata:\n  rows: 1000\n", "# ours\ntask: binary # two\n\ndata:\ncompute:\n  gpus: 2"):
        assert simple.simple_events(text) is not None


@settings(max_examples=300, deadline=None)
@given(st.text() | st.binary())
def test_no_input_crashes(text):
    try:
        document = read_document(text, "p")
    except InputError as error:
        str(error)
    else:
        assert document.place(("a", 1)) is not None
