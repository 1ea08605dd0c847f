"""The class of each recording: of the names that data sets publish, of a part that is asked for, or untold."""

from itertools import product
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from advisor.profiling.audio.labels import labels_of
from advisor.profiling.audio.published_names import namings
from tests.profiling.sounds import sound

# The names of recordings, in folders below `set`, with the classes and the groups that they tell.
PUBLISHED = [
    ("RAVDESS", "Actor_{0:02}/03-01-0{1}-01-01-01-{0:02}", (range(1, 4), range(1, 9)), 8, 3),
    ("CREMA-D", "100{0}_DFA_{1}_XX", (range(1, 5), ["ANG", "SAD", "NEU"]), 3, 4),
    ("the Toronto emotional speech set", "{0}_{1}/{0}_back_{1}", (["OAF", "YAF"], ["angry", "ps"]), 2, 2),
    ("SAVEE", "{0}_{1}01", (["DC", "KL"], ["a", "sa", "su"]), 3, 2),
    ("SAVEE", "{0}/{1}01", (["DC", "KL"], ["a", "sa", "su"]), 3, 2),
    ("the Berlin database of emotional speech", "{0}a01{1}b", (["03", "10"], ["W", "N", "F"]), 3, 2),
    ("EMOVO", "{0}/{1}-{0}-b1", (["f1", "m2"], ["dis", "gio"]), 2, 2),
    ("ESC-50", "{0}-1234-A-{1}", (range(1, 6), [0, 10, 49]), 3, 5),
    ("UrbanSound8K", "fold{0}/{0}02-{1}-0-0", (range(1, 4), [0, 9]), 2, 3),
    ("AudioMNIST", "{0:02}/{1}_{0:02}_7", (range(1, 4), range(10)), 10, 3),
]


@pytest.mark.parametrize(("name", "form", "parts", "classes", "groups"), PUBLISHED, ids=[row[1] for row in PUBLISHED])
def test_published_names_tell_classes_and_groups(
    name: str, form: str, parts: tuple[object, ...], classes: int, groups: int
) -> None:
    paths = [f"set/{form.format(*each)}.wav" for each in product(*parts)]  # type: ignore[call-overload]
    found = labels_of(paths, "set", Asked("set"))
    assert (len(found.classes), found.groups and found.groups.number) == (classes, groups)
    assert f"those of {name}" in found.notes[0]


def test_every_published_name_is_tried() -> None:
    assert [row[0] for row in PUBLISHED] == [way.name for way in namings()]


def test_folders_into_which_somebody_sorted_are_the_classes() -> None:
    paths = [f"set/{mood}/{who}a01{mark}b.wav" for who in ("03", "10") for mood, mark in (("bad", "W"), ("good", "F"))]
    assert sorted(labels_of(paths, "set", Asked("set")).classes) == ["bad", "good"]


def test_names_tell_classes_within_folders_of_numbered_persons() -> None:
    paths = [f"set/speaker{who}/{word}-{take}.wav" for who in range(3) for word in ("no", "yes") for take in range(4)]
    found = labels_of(paths, "set", Asked("set"))
    assert (found.classes, found.groups and found.groups.part) == ({"no": 12, "yes": 12}, "folder")


def test_numbered_persons_are_no_classes() -> None:
    words = ("no", "yes")
    paths = [f"set/speaker{who}/{take}-{word}.wav" for who in range(3) for word in words for take in range(4)]
    found = labels_of(paths, "set", Asked("set"))
    assert not found.classes
    assert any("say --target folder" in note for note in found.notes)
    assert any("--target" in note and "name-2 (no, yes: 2)" in note for note in found.notes)


def test_a_part_of_the_names_is_the_class_where_it_is_asked_for(tmp_path: Path) -> None:
    for who, word, take in product(("ann", "bob"), ("no", "yes"), range(3)):
        sound(tmp_path / "set" / f"{who}-{word}-{take}.wav")
    told = Asked(str(tmp_path / "set"), target="name-2", export=True)
    facts, *_, examples = examine(told)
    assert (facts["task"], facts["data.classes"], facts["data.groups"]) == ("binary", 2, 2)
    assert examples[0] == ("path", "name-2", "group")
    assert {row[1:] for row in examples[1:]} == {*product(("no", "yes"), ("ann", "bob"))}


@pytest.mark.parametrize(("part", "why"), [("name-4", "not all names have one"), ("run-1", "it is 'a' in all")])
def test_a_part_that_tells_no_classes_is_refused(tmp_path: Path, part: str, why: str) -> None:
    for word, take in product(("no", "yes"), range(4)):
        sound(tmp_path / "set" / f"a-{word}-{take}.wav")
    with pytest.raises(InputError, match=why) as caught:
        examine(Asked(str(tmp_path / "set"), target=part))
    assert "name-2 (no, yes: 2)" in str(caught.value)
