"""Lines within a width: no word cut that fits, none lost, and tables that fit or are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from advisor.cli.layout import Column, aligned, heading, labelled, table, wrapped

WIDTHS = st.integers(40, 200)
WORDS = st.lists(st.text("abc漢._/-", min_size=1, max_size=60), max_size=30)


@pytest.mark.slow
@given(WORDS, WIDTHS, st.integers(0, 14))
def test_lines_keep_to_the_width_and_words_stay_whole_where_they_can(words: list[str], width: int, indent: int) -> None:
    lines = [line.plain for line in wrapped(" ".join(words), width, indent)]
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)
    shown = [word for line in lines for word in line.split()]
    for word in words:
        if cell_len(word) <= width - indent:
            assert word in shown


def test_a_word_that_is_too_long_breaks_at_its_joints() -> None:
    (first, *_) = wrapped("x" * 30 + "/" + "y" * 30, 40)
    assert first.plain == "x" * 30 + "/"


def test_labels_stand_in_a_margin_where_there_is_room_for_one() -> None:
    wide = [line.plain for line in labelled("because", "word " * 30, 80)]
    narrow = [line.plain for line in labelled("because", "word " * 30, 40)]
    assert wide[0].startswith("  because     word")
    assert all(line.startswith(" " * 14 + "word") for line in wide[1:])
    assert narrow[0].startswith("  because  word")
    assert all(line.startswith("    word") for line in narrow[1:])


def test_a_note_stands_at_the_right_edge_or_behind_the_title() -> None:
    assert [line.plain for line in heading("a title", "note", 20)] == ["a title         note"]
    assert [line.plain for line in heading("a longer title", "note", 18)] == ["a longer title", "    note"]


def test_plain_lines_go_on_below_their_text() -> None:
    lines = [line.plain for line in aligned("  would win  with " + "word " * 20, 60)]
    assert all(line.startswith(" " * 13) for line in lines[1:])


def test_tables_wrap_prose_alone_and_are_refused_where_they_do_not_fit() -> None:
    names = Column("name", ["first", "second"])
    numbers = Column("n", ["1", "1,000"], numbers=True)
    prose = Column("remarks", ["some words that take room", ""], prose=True)
    blocks = table([names, numbers, prose], 40)
    assert blocks is not None
    assert [[line.plain for line in block] for block in blocks] == [
        ["name        n  remarks"],
        ["first       1  some words that take room"],
        ["second  1,000"],
    ]
    narrow = table([names, numbers, prose], 32)
    assert narrow is not None
    assert [line.plain for line in narrow[1]] == ["first       1  some words that", "               take room"]
    assert table([names, numbers, prose], 20) is None
