"""Documents: read strictly, written for every YAML version, files whole or not at all."""

import errno
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from advisor.errors import WIDEST_LINE, Diagnostic, ExitCode, InputError, _width, nearest, visible
from advisor.yamlio import (
    Document,
    events,
    parsing,
    read_document,
    reading,
    simple,
    write_json,
    write_whole,
    write_yaml,
)


@pytest.fixture(params=["libyaml", "pure"])
def _either_parser(request, monkeypatch):
    if request.param == "pure":
        monkeypatch.setattr(parsing, "_parser", parsing._pure_parser)


either_parser = pytest.mark.usefixtures("_either_parser")


def read(text: str | bytes):
    return read_document(text, "p.yaml").data


def faults(text: str | bytes) -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        read_document(text, "p.yaml")
    assert all(diagnostic.file == "p.yaml" for diagnostic in caught.value.diagnostics)
    return caught.value.diagnostics


def fault(text: str | bytes) -> Diagnostic:
    (diagnostic,) = faults(text)
    return diagnostic


# --- diagnostics ---------------------------------------------------------------------------------------------


def test_a_complaint_shows_place_line_caret_and_hint():
    diagnostic = Diagnostic("expected a number", "p.yaml", 3, 9, "data.rows", "  rows: many", "did you mean 7?")
    assert diagnostic.render() == (
        "p.yaml:3:9: data.rows: expected a number\n      rows: many\n            ^\n    hint: did you mean 7?"
    )
    assert str(InputError([diagnostic, Diagnostic("bad")])) == diagnostic.render() + "\nbad"
    assert InputError(diagnostic).diagnostics == [diagnostic]


def test_a_complaint_without_place_is_one_line():
    assert Diagnostic("no such file", "p.yaml").render() == "p.yaml: no such file"


def test_nothing_shown_steers_the_terminal():
    hostile = "\x1b[31m\r\n\x9b\u202e\u2028"
    shown = Diagnostic(hostile, hostile, 1, 2, hostile, hostile, hostile).render()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", shown)
    assert shown.count("\n") == 3
    assert "\\x1b[31m\\r" not in shown
    assert visible("\x1b\u202e\U000e0001é") == "\\x1b\\u202e\\U000e0001é"


@given(st.text(min_size=1, max_size=400), st.integers(1, 500))
@example("x" * 400, 200)
@example("x" * 400, 1)
@example("x" * 400, 400)
@example("\x1b" * 100, 50)
@example("0" * 110 + "\u0300" * 4 + "000", 1)
def test_long_lines_are_cut_around_the_caret(line, column):
    rendered = Diagnostic("m", source_line=line, column=column).render().split("\n")
    if line.strip():
        _, shown, caret = rendered
        assert _width([shown]) <= 4 + WIDEST_LINE
        assert caret.strip() == "^"
        assert len(caret) <= 4 + WIDEST_LINE + 1
    else:
        assert len(rendered) == 1


def test_the_caret_stands_under_its_letter():
    line = "a" * 300 + "B" + "c" * 300
    _, shown, caret = Diagnostic("m", source_line=line, column=301).render().split("\n")
    assert shown[caret.index("^")] == "B"
    _, _, caret = Diagnostic("m", source_line="日本: x", column=5).render().split("\n")
    assert caret == "    " + " " * 6 + "^", "wide letters take two columns"


TASKS = ["image-classification", "tabular-classification", "segmentation", "detection", "forecasting"]


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("adamW", ["sgd", "adam", "adamw"], "adamw"),
        ("img-classification", TASKS, "image-classification"),
        ("classification", ["regression", "image_classification"], "image_classification"),
        ("segmentaton", TASKS, "segmentation"),
        ("objdetect", TASKS, "detection"),
        ("tabular", ["image", "text", "table"], "table"),
        ("tabular", ["image", "text", "tabular-regression"], "tabular-regression"),
        ("yml", ["json", "yaml", "markdown"], "yaml"),
        ("lerning_rate", ["weight_decay", "learning_rate"], "learning_rate"),
        ("Learning Rate", ["learning-rate"], "learning-rate"),
        ("zebra", TASKS, None),
        ("", TASKS, None),
        ("x" * 1_000_000, TASKS, None),
    ],
)
def test_nearest(word, candidates, expected):
    assert nearest(word, candidates) == expected


def test_nearest_knows_aliases_of_valid_words_only():
    assert nearest("LR", ["learning_rate"], {"lr": "learning_rate"}) == "learning_rate"
    assert nearest("lr", ["momentum"], {"lr": "learning_rate"}) is None


def test_exit_codes():
    assert [code.value for code in ExitCode] == [0, 1, 2, 3, 4, 70, 130]


# --- reading ------------------------------------------------------------------------------------------------


@either_parser
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e-3", 0.001), ("1e5", 1e5), (".5", 0.5), ("+1", 1), ("-1.", -1.0), ("1.5E+3", 1500.0), ("010", 10),
        ("0o10", 8), ("0x1F", 31), ("-0", 0), ("true", True), ("True", True), ("TRUE", True), ("false", False),
        ("null", None), ("~", None), ("Null", None), ("", None),
        *[(same, same) for same in (
            "on", "off", "yes", "NO", "y", "tRUE", "12:30", "2001-12-14", "1_000", "0b1", "1.2.3", "-", "+", ".",
            "1e", "e5", "NaN", "inf", "0o8", "-0x1F", "١٢", "nULL", "1,000", "=", "<<", "-.5.",
        ) if same != "-"],
        ("'1'", "1"), ('"true"', "true"), ("!!str 1", "1"), ("!!float 1", 1.0), ("!!int '3'", 3), ("! 1", "1"),
        ("!!map {x: 1}", {"x": 1}), ("!!seq [1]", [1]), ("&anchor 1", 1), ("{<<: 1}", {"<<": 1}),
        ("[1, [], {}]", [1, [], {}]), ("|\n  x\n  y\n", "x\ny\n"), ('"\\x41\\u00e9\\U0001F600"', "Aé😀"),
    ],
)  # fmt: skip
def test_scalars_mean_what_yaml_1_2_says(text, expected):
    value = read(f"a: {text}")["a"]
    assert value == expected
    assert type(value) is type(expected)


@either_parser
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, x]", [1, "x"]),
        ("--- 3\n...\n", 3),
        ("\ufeffa: 1", {"a": 1}),
        ("\ufeffa: 1".encode(), {"a": 1}),
        ("on: 1\nno: 2", {"on": 1, "no": 2}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("{a: 1, 'b': [x]}", {"a": 1, "b": ["x"]}),
        ('{\n\t"a":\t1}', {"a": 1}),
        ("{\n\ta:\t1} # flow, with tabs", {"a": 1}),
        ("# only\na: # a\n  - b # c\n", {"a": ["b"]}),
    ],
)
def test_documents(text, expected):
    assert read(text) == expected


@either_parser
@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", None, None, "empty document"),
        (" \n\n", None, None, "empty document"),
        ("# only this\n", 1, 1, "empty document"),
        ("---\n", 2, 1, "empty document"),
        ("a: 1\n---\nb: 1\n", 2, 1, "more than one document"),
        ("a: 1\nb: 2\na: 3", 3, 1, 'duplicate key "a", first given on line 1'),
        ("a: .nan", 1, 4, "not a finite number"),
        ("a: -.INF", 1, 4, "not a finite number"),
        ("a: 1e400", 1, 4, "not a finite number"),
        ("a: " + "9" * 101, 1, 4, "more than 100 digits"),
        ("a: 0x" + "F" * 101, 1, 4, "more than 100 digits"),
        ("1: a", 1, 1, "a key must be a string"),
        ("true: a", 1, 1, "a key must be a string"),
        ("{~: a}", 1, 2, "a key must be a string"),
        ("a: *.csv", 1, 5, "a name must follow '&' or '*'"),
        ("a: - b", 1, 4, "'- ' cannot stand here"),
        ("? [a, b]\n: c", 1, 3, "a key must be a string"),
        ("a: !!python/object/apply:os.system [ls]", 1, 4, "tag !!python/object/apply:os.system is not read"),
        ("a: !foo {b: 1}", 1, 4, "tag !foo is not read"),
        ("a: !!binary aGk=", 1, 4, "tag !!binary is not read"),
        ("a: !!int x", 1, 4, "not a value for the tag !!int"),
        ("a: &x 1\nb: *x", 2, 4, "aliases are not read: write the value of *x out"),
        ("a: [1, 2,\nb", 1, 4, "expected ',' or ']', but the text ends"),
        ("a:\n  b: {c: 1\n\n", 2, 6, "expected ',' or '}', but the text ends"),
        ("a: 'x\n\n", 1, 4, "the quote is not closed, but the text ends"),
        ("a: b: c", 1, 5, "unexpected ':'"),
        ("a: @b", 1, 4, "this character cannot begin a value"),
        ("a: 1\n b: 2\n", 2, 3, "unexpected ':'"),
        ("a:\n - 1\n b: 2\n", 3, 2, "this does not fit what stands above"),
        ("  a: 1\nb: 2\n", 2, 1, "the document ends before this"),
        ("a: b\nc\nd: 1", 3, 1, "expected ':' after the key (while scanning a simple key, which begins at 2:1)"),
        ("a: [1, 2]]", 1, 10, "this does not fit what stands above"),
        ("%YAML 2.0\n---\na: 1", 1, 1, "this version of YAML is not known"),
        ("a: \x1b[1m", 1, 4, "not text: character \\x1b"),
        ("a: x\0", 1, 5, "not text: character \\x00"),
        ("a: \udc80", 1, 4, "not text: character \\udc80"),
        (b"a: 1\nb: \xff", 2, 4, "not UTF-8 text: byte 0xff"),
        ("a: 1\n".encode("utf-16"), 1, 1, "not UTF-8 text: byte 0xff"),
        ('{"a": NaN}', 1, 7, "not a finite number"),
        ('{"a": [1, -Infinity]}', 1, 11, "not a finite number"),
        ('{"a": 1e999}', 1, 7, "not a finite number"),
        ('{"a": -' + "9" * 101 + "}", 1, 7, "more than 100 digits"),
        ('{\n\t"a": 1,\n\t"a": 2\n}', 3, 2, 'duplicate key "a", first given on line 2'),
        ('{"a": "\\ud800"}', 1, 7, "half a character: \\ud800"),
        ('{"a": 1,, "b": 2}', 1, 9, None),
    ],
)  # fmt: skip
def test_faults_are_placed(text, line, column, message):
    diagnostic = fault(text)
    assert (diagnostic.line, diagnostic.column) == (line, column)
    assert message is None or message in diagnostic.message
    assert diagnostic.render()


@either_parser
def test_all_faults_at_once_each_with_its_field():
    text = "a: 1\na: 2\nb: .nan\nc: {x: 1e400, y: [!foo 1, {z: *q}]}\n1: 2\nd: !bar\n  e: .inf\nf: [1\n"
    assert [(c.line, c.field) for c in faults(text)] == [
        (2, ""), (3, "b"), (4, "c.x"), (4, "c.y[0]"), (4, "c.y[1].z"), (5, ""), (6, "d"), (7, "d.e"), (8, ""),
    ]  # fmt: skip


@either_parser
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a: .nan\nb: 1", {"b": 1}),
        ("a: [1, *x]\nb: 1", {"b": 1}),
        ("a: [[*x]]\nb: {c: 1e400, d: 2}", {"b": {"d": 2}}),
        ("1: {c: 2}\nb: 1", {"b": 1}),
        ("*x : 1\nb: 1", {"b": 1}),
        ('{"a": NaN, "b": [1]}', {"b": [1]}),
        ("a: !b {c: 1}", {"a": {"c": 1}}),
    ],
)
def test_values_at_fault_can_be_left_out(text, left):
    found: list[Diagnostic] = []
    assert read_document(text, "p.yaml", found).data == left
    assert found == faults(text)


@pytest.mark.parametrize("text", ["!x 3", "[*a]", "a: [", "\0", ""])
def test_of_some_faults_nothing_is_left(text):
    with pytest.raises(InputError):
        read_document(text, "p.yaml", [])


@either_parser
@pytest.mark.parametrize(
    ("text", "place"), [("a: [\n", (1, 4)), ("a: {b: [1,\n 2]\n\n", (1, 4)), ("a:\n  b: {c: [\n  1\n", (2, 10))]
)
def test_what_is_never_closed_is_shown_where_it_opens(text, place):
    assert fault(text)[2:4] == place


def test_a_number_as_a_key_gets_a_hint():
    assert fault("a:\n  010: x").hint == 'write "010" in quotes'
    assert fault("[x]: y").hint is None


def test_faults_do_not_pile_up():
    assert len(faults("a: 1\n" * 1000)) == reading.MAX_COMPLAINTS


@either_parser
@pytest.mark.parametrize("opening", ["[", "[\n", "- ", "{a: ", "? ", '{"a":', '[{"a":', "[[],"])
def test_depth_is_bounded_without_recursion(opening):
    assert "nested too deeply" in faults(opening * 100_000)[-1].message


@either_parser
def test_depth_up_to_the_bound():
    depth = events.MAX_DEPTH
    for text, deeper in [("[" * depth + "]" * depth, "[" + "[" * depth + "]" * depth + "]")]:
        assert read(text) == read("- " * (depth - 1) + "[]")
        assert "nested too deeply" in fault(deeper).message
        assert "nested too deeply" in fault("x: " + text).message


def test_size_is_bounded(monkeypatch):
    assert "too large" in fault(b" " * (reading.MAX_BYTES + 1)).message
    monkeypatch.setattr(reading, "MAX_VALUES", 10)
    for text in ("[" + "1," * 20 + "1]", "- 1\n" * 20, "a: [" + "x," * 20 + "]"):
        assert "too large" in fault(text).message
    assert read("[1,2,3]") == [1, 2, 3]


@pytest.mark.parametrize("text", ["a: {}", '{{"a": {}}}', "a: !!int {}", "a: !!float {}"])
def test_endless_numbers_do_not_hang(text):
    start = time.perf_counter()
    assert "more than 100 digits" in fault(text.format("9" * 10**6)).message
    assert time.perf_counter() - start < 2


def test_alias_bombs_are_refused():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert all("aliases" in diagnostic.message for diagnostic in faults(bomb))
    assert "aliases" in fault("a: &a [*a]").message


PLACES = {
    "yaml": "data:\n  rows: 891\n  shape: [3,\n    224]\nlayers:\n  - units: 64\n  - units:\n",
    "json": '{"data":\n  {"rows": 891,\n  "shape":[3,\n    224]},\n\t"layers": [\n  {"units": 64}, {"units": null}]}',
}


@pytest.mark.parametrize(
    ("path", "key", "in_yaml", "in_json"),
    [
        (("data", "rows"), False, (2, 9), (2, 12)),
        (("data", "rows"), True, (2, 3), (2, 4)),
        (("data", "shape", 1), False, (4, 5), (4, 5)),
        (("data", "shape", 7), False, (3, 3), (3, 3)),
        (("data", "missing", "deeper"), False, (1, 1), (1, 2)),
        (("data", 0), False, (1, 1), (1, 2)),
        (("missing",), True, (1, 1), (1, 1)),
        (("layers", 0, "units"), False, (6, 12), (6, 13)),
        (("layers", 1, "units"), True, (7, 5), (6, 19)),
        ((), False, (1, 1), (1, 1)),
    ],
)
def test_places(path, key, in_yaml, in_json):
    for kind, expected in (("yaml", in_yaml), ("json", in_json)):
        document = read_document(PLACES[kind], "p")
        line, column, source = document.place(path, key)
        assert (line, column) == expected
        assert source == PLACES[kind].split("\n")[line - 1]


def test_a_document_complains():
    document: Document = read_document("data:\n  rows: [many]\n", "<stdin>")
    assert document.complain(("data", "rows", 0), "no", hint="h").render() == (
        "<stdin>:2:10: data.rows[0]: no\n      rows: [many]\n             ^\n    hint: h"
    )


# --- what one writes the others read ------------------------------------------------------------------------

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


# --- writing ------------------------------------------------------------------------------------------------


def test_the_shape_of_yaml():
    data = {
        "schema": "advisor/v1",
        "data": {"rows": 891, "shape": [3, 224, 224], "names": [], "extra": {}},
        "layers": [{"units": 64, "rate": 1e-5}, [1, {"a": {"b": 2}}], {"units": 32, "rate": None}],
        "because": "712 training rows are few: 3",
        "quoted": ["on", "1e-3", "a, b", "résumé"],
        "pair": (1, 2),
        "grid": [[1, 2], [3.0, True]],
    }
    comments = {
        ("data",): "What is known.\n  Indented, and " + "long " * 25,
        ("layers", "0"): "an item",
        ("layers", "0", "units"): "\x1b[31mred",
        ("nowhere",): "unused",
    }
    assert write_yaml(data, comments, header="yaml-language-server: $schema=x\n\nSecond.") == (
        "# yaml-language-server: $schema=x\n#\n# Second.\n"
        "schema: advisor/v1\n"
        "# What is known.\n"
        "#   Indented, and" + " long" * 16 + "\n#   " + " ".join(["long"] * 9) + "\n"
        "data:\n  rows: 891\n  shape: [3, 224, 224]\n  names: []\n  extra: {}\n"
        "layers:\n"
        "  # an item\n"
        "  - # \\x1b[31mred\n"
        "    units: 64\n    rate: 1.0e-05\n"
        "  - - 1\n    - a:\n        b: 2\n"
        "  - {units: 32, rate: null}\n"
        'because: "712 training rows are few: 3"\n'
        'quoted: ["on", "1e-3", "a, b", résumé]\n'
        "pair: [1, 2]\n"
        "grid: [[1, 2], [3.0, true]]\n"
    )


def test_comments_are_wrapped():
    lines = write_yaml({"a": {"b": 1}}, {("a", "b"): "word " * 100}).splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line.startswith("  # word") for line in lines[1:-1])


def test_subclasses_are_written_as_what_they_are():
    numpy = pytest.importorskip("numpy")
    colour, level = StrEnum("Colour", ["RED"]), IntEnum("Level", ["LOW"])
    data = {"a": colour.RED, "b": level.LOW, "c": numpy.float64(0.5)}  # type: ignore[attr-defined]
    assert write_yaml(data) == "a: red\nb: 1\nc: 0.5\n"


def test_what_cannot_be_written():
    for number in (math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match="finite"):
            write_yaml({"a": number})
        with pytest.raises(ValueError):  # noqa: PT011  json's own words
            write_json({"a": number})
    with pytest.raises(TypeError, match="key"):
        write_yaml({1: 2})
    with pytest.raises(TypeError, match="plain data"):
        write_yaml({"a": object()})


def test_halves_of_characters_are_joined_or_replaced():
    data = {"a\ud800": ["\ud83d\ude00", "\udc80"]}
    expected = {"a\ufffd": ["😀", "\ufffd"]}
    assert read(write_yaml(data)) == read(write_json(data)) == expected


def test_json_is_compact_on_demand():
    assert write_json({"é": [1, "\x9b"]}, indent=None) == '{"é": [1, "\\u009b"]}\n'
    assert write_json({"a": 1}) == '{\n  "a": 1\n}\n'


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("write_yaml({'a': 1}, {('a',): 'b'})", {"yaml", "json", "textwrap", "difflib", "dataclasses"}),
        ("read_document('{\"a\": 1}', 'x')", {"yaml", "difflib", "dataclasses"}),
    ],
)
def test_imports_stay_few(code, forbidden):
    script = f"import sys; from advisor.yamlio import *; {code}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True)
    assert not forbidden & set(loaded.stdout.split())


# --- files --------------------------------------------------------------------------------------------------


def refused(path: Path, text: str = "x\n", force: bool = False) -> Diagnostic:
    before = sorted(path.parent.iterdir()) if path.parent.exists() else []
    with pytest.raises(InputError) as caught:
        write_whole(path, text, force)
    assert (sorted(path.parent.iterdir()) if path.parent.exists() else []) == before
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_a_file_is_written_whole_and_kept_without_force(tmp_path):
    path = tmp_path / "config.yaml"
    write_whole(path, "é\n", force=False)
    assert path.read_bytes() == "é\n".encode()
    assert refused(path).hint == "--force"
    assert path.read_bytes() == "é\n".encode()
    write_whole(str(path), "new\n", force=True)
    assert path.read_text() == "new\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")
def test_permissions_and_links_stay(tmp_path):
    path, link = tmp_path / "new", tmp_path / "link"
    old = os.umask(0o027)
    try:
        write_whole(path, "x", force=False)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o600)
    link.symlink_to(path)
    write_whole(link, "y", force=True)
    assert link.is_symlink()
    assert path.read_text() == "y"
    assert path.stat().st_mode & 0o777 == 0o600
    write_whole("/dev/null", "x", force=False)
    assert Path("/dev/null").is_char_device()


def test_directories_are_no_files(tmp_path):
    assert "no directory" in refused(tmp_path / "missing" / "a").message
    (tmp_path / "folder").mkdir()
    assert "cannot be written" in refused(tmp_path / "folder", force=True).message


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_nothing(tmp_path, monkeypatch, call, force):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), full)
    path = tmp_path / "a"
    if force:
        path.write_text("old")
    assert refused(path, force=force).message == f"cannot be written: {os.strerror(errno.ENOSPC)}"
    assert not force or path.read_text() == "old"


def test_no_permission(tmp_path, monkeypatch):
    def denied(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refused(tmp_path / "a").message == "cannot be written: Permission denied"


def test_ctrl_c_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", "x", force=False)
    assert list(tmp_path.iterdir()) == []
