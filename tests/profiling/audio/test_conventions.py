"""Recordings whose names are codes, as published sets have them."""

import csv
from pathlib import Path

import pytest

from advisor.profiling import Asked, examine
from advisor.profiling.audio.conventions import coded
from advisor.profiling.converting import as_csv
from tests.profiling.sounds import sound

NAMES = {
    "RAVDESS": ["Actor_01/03-01-05-01-02-01-01", "Actor_02/03-01-01-01-02-01-02"],
    "CREMA-D": ["1001_DFA_ANG_XX", "1002_IEO_HAP_LO"],
    "EmoDB": ["03a01Fa", "08b10Wb"],
    "SAVEE": ["DC_a01", "JE_sa12"],
    "TESS": ["OAF_back_angry", "YAF_bite_ps"],
    "ESC-50": ["1-100032-A-0", "5-9032-B-12"],
    "UrbanSound8K": ["fold5/100032-3-0-0", "fold1/7383-1-0-2"],
    "AudioMNIST": ["01/0_01_0", "02/9_02_49"],
}


@pytest.mark.parametrize("used_by", NAMES)
def test_published_names(used_by: str) -> None:
    paths = [f"{name}.wav" for name in NAMES[used_by]]
    found = coded(paths, ["a folder"] * len(paths))
    assert found is not None
    assert found.convention.used_by == used_by
    assert len(set(found.labels)) == len(set(found.groups)) == 2


def test_speakers_in_folders_are_no_classes(tmp_path: Path) -> None:
    for actor in ("01", "02", "03"):
        for mood in (1, 5):
            for take in (1, 2):
                sound(tmp_path / f"Actor_{actor}" / f"03-01-0{mood}-01-01-0{take}-{actor}.wav")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    wanted = {"task": "binary", "data.rows": 12, "data.classes": 2, "data.groups": 3, "data.group_part": "name-7"}
    assert {name: facts[name] for name in wanted} == wanted
    assert notes[0].startswith("names are codes as RAVDESS has them")
    rows = as_csv(Asked(str(tmp_path)), tmp_path / "data.csv")
    assert rows is not None
    with rows.path.open() as file:
        assert {(row["label"], row["group"]) for row in csv.DictReader(file)} == {
            (mood, actor) for mood in ("neutral", "angry") for actor in ("01", "02", "03")
        }


def test_a_table_that_names_recordings_is_told(tmp_path: Path) -> None:
    for place in range(4):
        sound(tmp_path / "wav" / f"r{place}.wav")
    rows = "".join(f"r{place}.wav,{place % 2},{place}\n" for place in range(4))
    (tmp_path / "sessions.csv").write_text("file,arousal,valence\n" + rows)
    notes = examine(Asked(str(tmp_path))).notes
    assert "sessions.csv names recordings: --target says which of 'arousal', 'valence' is to be predicted" in notes
