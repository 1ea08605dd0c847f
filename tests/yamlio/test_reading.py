"""Documents are read strictly, whichever parser reads them."""

import time

import pytest

from advisor.errors import Diagnostic, InputError
from advisor.yamlio import (
    Document,
    events,
    read_document,
    reading,
)
from tests.yamlio.strictly import either_parser, fault, faults, read


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
    start = time.process_time()
    assert "more than 100 digits" in fault(text.format("9" * 10**6)).message
    assert time.process_time() - start < 2


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
