"""Which recordings belong together: told by names, folders and columns, or said to be unknown."""

from itertools import product
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from advisor.profiling.audio.groups import column_of, groups_of
from tests.profiling.sounds import sound

WORDS = ("no", "stop", "yes")


def named(form: str, *values: object) -> list[str]:
    """Paths in a folder for each of three words: {word} and the values by place."""
    lists = [value if isinstance(value, list | range) else [value] for value in values]
    return [f"{word}/{form.format(*each, word=word)}.wav" for word in WORDS for each in product(*lists)]


@pytest.mark.parametrize(
    ("paths", "part", "number"),
    [
        pytest.param(named("s{0:02}-{1}", range(6), range(2)), "name-1", 6, id="speakers, then takes"),
        pytest.param(named("{0}-{word}", ["cs", "da", "de_AT"]), "name-1", 3, id="one of each language and word"),
        pytest.param(named("{word}_{0}_{1}", ["ann", "bob"], range(5)), "name-2", 2, id="behind the class"),
        pytest.param(named("{0}-{1}-A", range(1, 4), range(4)), "name-1", 3, id="folds as numbers"),
        pytest.param(named("03-01-{0:02}", list(range(4)) * 2), "name-3", 4, id="behind what is the same in all"),
        pytest.param(
            [f"{word}/{1000 + 10 * place + k // 2}-{k % 2}.wav" for place, word in enumerate(WORDS) for k in range(6)],
            "name-1",
            9,
            id="pieces of recordings that lie in one class each",
        ),
        pytest.param(named("{0:02}a0{1}{word}", range(5), range(6)), "run-1", 5, id="a code of digits and letters"),
        pytest.param(
            named("kn{0}T{1}{word}", ["Ana", "Bo"], range(4)), "run-1", 2, id="a code that begins with letters"
        ),
        pytest.param(named("rec{0:03}{word}", range(9)), None, 0, id="a code that counts"),
        pytest.param(
            [*named("{0:02}a0{1}{word}", range(5), range(6)), "no/extra.wav"],
            None,
            0,
            id="a code that one name has not",
        ),
        pytest.param(named("{word}_{0}", range(9)), None, 0, id="numbers that count"),
        pytest.param(named("{0}", range(9)), None, 0, id="numbers alone"),
        pytest.param(named("{word}-{0}-{1}", range(9), ["A", "B"]), None, 0, id="letters that count takes"),
        pytest.param(named("{0}-{1}", [1, 2], range(8)), None, 0, id="two numbers"),
        pytest.param(named("clip-{0}", range(4)), None, 0, id="a word in all names"),
        pytest.param([], None, 0, id="nothing"),
    ],
)
def test_names_tell_who_was_recorded(paths: list[str], part: str | None, number: int) -> None:
    found = groups_of(paths, [path.split("/")[0] for path in paths])
    assert (found and found.part, found.number if found else 0) == (part, number)


def test_columns_tell_by_their_names() -> None:
    assert column_of(["path", "Speaker ID", "label"], ["path", "label"]) == "Speaker ID"
    assert column_of(["path", "speaker"], ["path", "speaker"]) == ""
    assert column_of(["path", "label", "age"], ["path", "label"]) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "part"), [("{word}/{voice}/{take}.wav", "folder"), ("{word}/{voice}-{take}.wav", "name-1")]
)
def test_a_folder_holds_groups(tmp_path: Path, form: str, part: str) -> None:
    for word, voice, take in product(WORDS, ("ann", "bob", "eve"), range(2)):
        sound(tmp_path / "set" / form.format(word=word, voice=voice, take=take))
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    assert (facts["data.classes"], facts["data.groups"], facts["data.group_part"]) == (3, 3, part)
    assert any("(ann, bob, eve, ...) has 3 values" in note and "--groups 0" in note for note in notes)


@pytest.mark.slow
def test_where_nothing_tells_that_is_said(tmp_path: Path) -> None:
    for word, take in product(WORDS, range(3)):
        sound(tmp_path / "set" / word / f"{take}.wav")
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    assert "data.groups" not in facts
    assert any(note.startswith("nothing tells which recordings are of one speaker") for note in notes)


@pytest.mark.slow
def test_a_manifest_names_groups(tmp_path: Path) -> None:
    lines = ["path,speaker,room,label"]
    for word, voice in product(WORDS[:2], ("ann", "bob", "eve")):
        sound(tmp_path / "set" / f"{word}{voice}.wav")
        lines.append(f"{word}{voice}.wav,{voice},{len(voice) + (voice > 'b')},{word}")
    (tmp_path / "set" / "all.csv").write_text("\n".join(lines))
    facts = examine(Asked(str(tmp_path / "set"), "label")).facts
    assert (facts["data.group_column"], facts["data.groups"]) == ("speaker", 3)
    facts = examine(Asked(str(tmp_path / "set"), "label", group_column="room")).facts
    assert (facts["data.group_column"], facts["data.groups"]) == ("room", 2)
    (tmp_path / "set" / "all.csv").unlink()
    with pytest.raises(InputError, match="no use for --group-column room"):
        examine(Asked(str(tmp_path / "set"), group_column="room"))
