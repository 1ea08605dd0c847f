"""Diagnostics: where they stand, and what people see of them."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import WIDEST_LINE, Diagnostic, ExitCode, InputError, _width, nearest, visible


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
