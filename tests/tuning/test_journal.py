"""The journal of a search: what is kept of it, and what is refused."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.tuning.journal import NAME, Header, Journal, Trial, hashed
from tests.tuning.standing_in import HEADER


def trial(number: int) -> Trial:
    return Trial(number=number, stage="s", key=str(number), pins={}, changed={"a": (1, 2)}, seconds=1.5, score=0.5)


def test_trials_are_read_back(tmp_path: Path) -> None:
    journal = Journal(tmp_path, HEADER)
    journal.add(trial(1))
    journal.add(trial(2))
    again = Journal(tmp_path, HEADER)
    assert again.trials == journal.trials
    assert again.find("2") == trial(2)
    assert again.find("3") is None


@pytest.mark.parametrize("cut", [1, 30])
def test_a_line_that_was_cut_off_is_dropped(cut: int, tmp_path: Path) -> None:
    journal = Journal(tmp_path, HEADER)
    for number in (1, 2):
        journal.add(trial(number))
    text = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(text[:-cut])
    again = Journal(tmp_path, HEADER)
    assert again.trials == [trial(1)]
    again.add(trial(2))
    assert (tmp_path / NAME).read_bytes() == text


def test_a_header_that_was_cut_off_begins_anew(tmp_path: Path) -> None:
    Journal(tmp_path, HEADER)
    text = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(text[:5])
    assert Journal(tmp_path, HEADER).trials == []
    assert (tmp_path / NAME).read_bytes() == text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (Header(config="x", data="d", words=[]), "another config"),
        (Header(config="c", data="x", words=["--max-seconds", "5"]), "other data and other options"),
    ],
)
def test_another_search_is_refused(other: Header, said: str, tmp_path: Path) -> None:
    Journal(tmp_path, HEADER)
    with pytest.raises(InputError, match=f"holds a search with {said}"):
        Journal(tmp_path, other)


@pytest.mark.parametrize("line", ["nonsense", '{"number": 1}', "[]"])
def test_what_is_no_journal_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    Journal(tmp_path, HEADER)
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(InputError, match=f"{NAME}:2: is no journal of a search"):
        Journal(tmp_path, HEADER)


def test_data_is_told_by_its_bytes_and_folders_by_their_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1\n", encoding="utf-8")
    before = hashed(str(tmp_path / "a.csv")), hashed(str(tmp_path))
    (tmp_path / "a.csv").write_text("2\n", encoding="utf-8")
    assert hashed(str(tmp_path / "a.csv")) != before[0]
    assert hashed(str(tmp_path)) == before[1]
    (tmp_path / "b.csv").write_text("2\n", encoding="utf-8")
    assert hashed(str(tmp_path)) != before[1]
