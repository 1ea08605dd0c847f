"""Classes in a part of the names of files, which a user asks for by its place."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from tests.profiling.pictures import picture


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    """Images of two rooms in each of five houses, as `3_kitchen.png`."""
    for house in range(5):
        for room in ("kitchen", "bath"):
            picture(tmp_path / "rooms" / f"{house}_{room}.png", (32, 32))
    return tmp_path / "rooms"


def test_parts_that_may_be_classes_are_named(rooms: Path) -> None:
    *_, notes, _ = examine(Asked(str(rooms)))
    assert any("--target" in note and "name-2 (bath, kitchen: 2)" in note for note in notes)


def test_the_part_that_is_asked_for_is_the_class(rooms: Path) -> None:
    facts, *_, examples = examine(Asked(str(rooms), target="name-2", export=True))
    assert (facts["task"], facts["data.classes"]) == ("binary", 2)
    assert examples[0] == ("path", "name-2")
    assert {row[1] for row in examples[1:]} == {"bath", "kitchen"}


def test_a_part_that_is_missing_is_refused(rooms: Path) -> None:
    with pytest.raises(InputError, match="name-3 is no class: not all names have one"):
        examine(Asked(str(rooms), target="name-3"))
