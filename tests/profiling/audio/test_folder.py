"""Recordings: a folder for each class, transcripts, manifests, and what a sample sounds like."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.audio.groups import UNTOLD
from tests.profiling.sounds import RATE, sound
from tests.profiling.texts import texts

pytestmark = pytest.mark.slow


def test_a_sub_folder_for_each_class(tmp_path: Path) -> None:
    for name, count in (("dog", 6), ("cat", 3), ("owl", 3)):
        for place in range(count):
            sound(tmp_path / "set" / name / f"{place}.wav", 0.5 + place)
    facts = profile(str(tmp_path / "set"))
    assert facts == {
        "data.kind": "audio",
        "data.path": str(tmp_path / "set"),
        "data.rows": 12,
        "task": "multiclass",
        "data.classes": 3,
        "data.imbalance": 2.0,
        "data.smallest_class": 3,
        "data.seconds": 4.95,
        "data.sample_rate": RATE,
    }
    with pytest.raises(InputError, match="--task multiclass"):
        profile(str(tmp_path / "set"), task="binary")
    with pytest.raises(InputError, match="did you mean speech-recognition"):
        profile(str(tmp_path / "set"), task="speech-recogntion")


def test_how_much_of_clips_sounds_is_measured(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for place in range(6):
        wave = rng.normal(0, 1e-4, 3 * RATE)
        wave[place * 1_000 :][:RATE] += rng.normal(0, 0.1, RATE)  # a second of three
        (tmp_path / "set" / "ab"[place % 2]).mkdir(parents=True, exist_ok=True)
        soundfile.write(tmp_path / "set" / "ab"[place % 2] / f"{place}.wav", wave, RATE)
    facts = profile(str(tmp_path / "set"))
    assert facts["data.seconds"] == 3.0
    assert facts["data.sounding_seconds"] == pytest.approx(1.2, abs=0.06)  # and a tenth of a second on each side


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    for place in range(2):
        sound(tmp_path / "set" / "ab"[place] / f"0{suffix}", 2.0, 16_000)
    facts = profile(str(tmp_path / "set"))
    assert facts["data.sample_rate"] == 16_000
    assert facts["data.seconds"] == pytest.approx(2.0, abs=0.15)  # an MP3 has a little more


def test_broken_recordings_are_counted_named_and_left_out(tmp_path: Path) -> None:
    for place in range(6):
        sound(tmp_path / "set" / "ab"[place % 2] / f"{place}.wav")
    (tmp_path / "set" / "a" / "0.wav").write_bytes(b"RIFF nothing")
    soundfile.write(tmp_path / "set" / "a" / "2.wav", np.zeros(0), RATE)
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    assert facts["data.rows"] == 4
    assert notes == [UNTOLD, "2 of 6 recordings are left out: a/0.wav, a/2.wav (is no recording, or a broken one)"]


def test_samples_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    for place in range(6):
        sound(tmp_path / "set" / "ab"[place % 2] / f"{place}.wav")
    for place, value in ((6, np.nan), (7, np.inf)):
        path = tmp_path / "set" / "ab"[place % 2] / f"{place}.wav"
        soundfile.write(path, np.full(4_000, value), RATE, "FLOAT")
    *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    (told,) = (note for note in notes if "no numbers" in note)
    assert told.startswith("2 of a sample of 8 recordings")
    assert {"a/6.wav", "b/7.wav"} <= set(told.replace(",", "").split())


def test_silence_clipping_and_mixed_rates_are_told(tmp_path: Path) -> None:
    for place in range(4):
        sound(tmp_path / "set" / "ab"[place % 2] / f"{place}.wav", loud=0.0 if place < 2 else 3.0)
    sound(tmp_path / "set" / "a" / "other.wav", rate=16_000, channels=2)
    *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    assert notes == [
        UNTOLD,
        "recordings differ in their rates, so that all must be brought to one: 4 at 8,000 Hz, 1 at 16,000 Hz",
        "some recordings have one channel and others more: mix them to one",
        "40% of a sample of 5 recordings (seed 0) is silence: cutting it out saves time",
        "2 of a sample of 5 recordings (seed 0) are cut off at full scale",
    ]


@pytest.mark.parametrize("layout", ["beside", "librispeech", "csv", "jsonl"])
def test_transcribed_speech(tmp_path: Path, layout: str) -> None:
    root = tmp_path / "set"
    said = texts(6)
    names = [f"{place}.wav" for place in range(6)]
    for name in names:
        sound(root / name, 1.5)
    if layout == "beside":
        for name, text in zip(names, said, strict=True):
            (root / name).with_suffix(".txt").write_text(text)
    elif layout == "librispeech":
        lines = [f"{name.removesuffix('.wav')} {text.upper()}\n" for name, text in zip(names, said, strict=True)]
        (root / "1-2.trans.txt").write_text("".join(lines))
    elif layout == "csv":
        lines = [f'{name},"{text}"\n' for name, text in zip(names, said, strict=True)]
        (root / "metadata.csv").write_text("path,sentence\n" + "".join(lines))
    else:
        lines = [json.dumps({"audio": n, "text": t}) + "\n" for n, t in zip(names, said, strict=True)]
        (root / "manifest.jsonl").write_text("".join(lines))
    facts = profile(str(root))
    wanted = {
        "data.kind": "audio", "task": "speech-recognition", "data.rows": 6, "data.hours": 0.0025, "data.seconds": 1.5,
        "data.multilingual": False,
    }  # fmt: skip
    assert {name: facts[name] for name in wanted} == wanted


def test_a_manifest_with_labels(tmp_path: Path) -> None:
    for place in range(6):
        sound(tmp_path / "audio" / f"{place}.wav")
    path = tmp_path / "labels.csv"
    path.write_text("file,who\n" + "".join(f"{place}.wav,{'ab'[place // 4]}\n" for place in range(6)))
    facts = profile(str(path), "who")
    assert (facts["task"], facts["data.rows"], facts["data.imbalance"]) == ("binary", 6, 2.0)
    with pytest.raises(InputError, match="which column is to be predicted"):
        profile(str(path))


def test_a_manifest_leads_nowhere_else(tmp_path: Path) -> None:
    sound(tmp_path / "outside.wav")
    for place in range(3):
        sound(tmp_path / "set" / f"{place}.wav")
    (tmp_path / "set" / "link.wav").symlink_to(tmp_path / "outside.wav")
    named = ["0.wav", "1.wav", "2.wav", "../outside.wav", str(tmp_path / "outside.wav"), "link.wav", "gone.wav"]
    path = tmp_path / "set" / "labels.csv"
    path.write_text("file,label\n" + "".join(f"{name},{'ab'[k % 2]}\n" for k, name in enumerate(named)))
    facts, *_, notes, _ = examine(Asked(str(path), "label"))
    assert facts["data.rows"] == 3
    assert notes[:2] == [
        "1 recordings that are named do not lie there",
        "3 recordings that are named lie outside the folder and were not opened",
    ]
    path.write_text("file,label\n../outside.wav,a\n../outside.wav,b\n")
    with pytest.raises(InputError, match="lie outside its folder"):
        profile(str(path), "label")


def test_labels_in_a_table_of_another_folder(tmp_path: Path) -> None:
    names = [f"{place}.wav" for place in range(12)]
    for name in names:
        sound(tmp_path / "set" / "audio" / name)
    (tmp_path / "set" / "meta").mkdir()
    lines = ["filename,category", *(f"{name},{'abc'[place % 3]}" for place, name in enumerate(names))]
    (tmp_path / "set" / "meta" / "clips.csv").write_text("\n".join(lines), "utf-8")
    facts = profile(str(tmp_path / "set"))
    assert {facts[name] for name in ("task", "data.rows", "data.classes")} == {"multiclass", 12, 3}


def test_a_list_of_transcripts_that_is_a_plain_text(tmp_path: Path) -> None:
    for place in range(12):
        sound(tmp_path / "wavs" / f"{place}.wav")
    said = [f"wavs/{place}.wav|{text}" for place, text in enumerate(texts(12))]
    (tmp_path / "transcription.txt").write_text("\n".join(said))
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"]) == ("speech-recognition", 12)


@pytest.mark.parametrize(("columns", "kind"), [(12, "table"), (3, None)])
def test_numbers_that_were_computed_of_recordings_are_a_table(tmp_path: Path, columns: int, kind: str | None) -> None:
    draw = np.random.default_rng(0)
    rows = [
        f"{place}.wav,{'ab'[place % 2]}," + ",".join(f"{x:.3f}" for x in draw.normal(size=columns))
        for place in range(80)
    ]
    path = tmp_path / "features.csv"
    path.write_text("\n".join(["file,genre," + ",".join(f"mfcc{place}" for place in range(columns)), *rows]))
    if kind is None:
        with pytest.raises(InputError, match="recordings that it names do not lie beside it"):
            profile(str(path), "genre")
        return
    facts, *_, notes, _ = examine(Asked(str(path), "genre"))
    assert (facts["data.kind"], facts["data.features"]) == (kind, columns)
    assert "the files that 'file' names do not lie there: the other columns are read" in notes


def test_the_folder_of_all_recordings_is_no_class(tmp_path: Path) -> None:
    sound(tmp_path / "sample.wav")
    for place in range(4):
        sound(tmp_path / "wavs" / f"{place}.wav")
    assert "task" not in profile(str(tmp_path))


def test_recordings_that_lie_there_several_times(tmp_path: Path) -> None:
    for place in range(12):
        for name in ("filtered", "original"):
            sound(tmp_path / name / f"{place}.wav")
    rows = [f"{place}.wav,{'ab'[place % 2]}" for place in range(12)]
    (tmp_path / "key.csv").write_text("\n".join(["file,register", *rows]))
    with pytest.raises(InputError, match="lie in several folders: filtered, original"):
        profile(str(tmp_path), "register")


def test_recordings_that_were_not_fetched(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.wav").write_bytes(b"version https://git-lfs.github.com/spec/v1\nsize 9\n")
    with pytest.raises(InputError, match=r"(?s)none of its 2 recordings can be opened.*git lfs pull"):
        profile(str(tmp_path))


def test_a_table_in_a_folder_of_its_own_leads_to_the_recordings(tmp_path: Path) -> None:
    for place in range(4):
        sound(tmp_path / "audio" / f"{place}.wav")
    (tmp_path / "meta").mkdir()
    path = tmp_path / "meta" / "labels.csv"
    path.write_text("filename,label\n" + "".join(f"{place}.wav,{'ab'[place % 2]}\n" for place in range(4)))
    with pytest.raises(InputError, match="they lie in the folder above"):
        profile(str(path))
    assert profile(str(tmp_path))["data.rows"] == 4


def test_packed_recordings_are_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "clips.zip").write_bytes(b"PK\x03\x04")
    path = tmp_path / "labels.csv"
    path.write_text("filename,label\n" + "".join(f"{place}.wav,{'ab'[place % 2]}\n" for place in range(4)))
    with pytest.raises(InputError, match=r"unpack clips\.zip first"):
        profile(str(path))


def test_a_table_that_names_recordings_is_told(tmp_path: Path) -> None:
    for place in range(4):
        sound(tmp_path / "wav" / f"r{place}.wav")
    rows = "".join(f"r{place}.wav,{place % 2},{place}\n" for place in range(4))
    (tmp_path / "sessions.csv").write_text("file,arousal,valence\n" + rows)
    notes = examine(Asked(str(tmp_path))).notes
    assert "sessions.csv names recordings: --target says which of 'arousal', 'valence' is to be predicted" in notes
