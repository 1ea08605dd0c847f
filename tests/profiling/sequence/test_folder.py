"""Folders of series: a folder for each class, classes by the names of files, and what makes no series."""

from pathlib import Path

import numpy as np
import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import write

STEPS = 60


def signal(path: Path, seed: int, names: tuple[str, ...] = ("x", "y")) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    write(path, {"elapsed": [10 * step for step in range(STEPS)], **{name: draw.normal(size=STEPS) for name in names}})


def test_classes_in_the_names_of_recordings(tmp_path: Path) -> None:
    for place in range(10):
        signal(tmp_path / f"{'left' if place % 2 else 'right'}turn_{place}.csv", place)
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.kind"], facts["task"], facts["data.rows"], facts["data.length"]) == (
        "series",
        "binary",
        10,
        STEPS,
    )
    assert notes[0].startswith("the names of the files begin with leftturn (5), rightturn (5): read as their classes")
    for place in range(10):  # words and gaps make no recordings
        write(tmp_path / f"{'left' if place % 2 else 'right'}turn_{place}.csv", {"x": [1, 2], "word": ["a", None]})
    with pytest.raises(InputError, match="which column"):
        examine(Asked(str(tmp_path)))


def test_texts_of_numbers_alone_are_series(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    for place in range(8):
        path = tmp_path / ("rest" if place % 2 else "run") / f"subject{place}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(f"{value:.2f}" for value in draw.normal(size=STEPS)))
    facts = profile(str(tmp_path))
    assert (facts["data.kind"], facts["task"], facts["data.rows"], facts["data.length"]) == (
        "series",
        "binary",
        8,
        STEPS,
    )
    for name in ("run/subject0.txt", "rest/subject1.txt"):
        (tmp_path / name).write_text("a signal of nothing but noise")
    assert profile(str(tmp_path))["data.kind"] == "text"


def test_one_file_in_each_folder_is_a_table_each(tmp_path: Path) -> None:
    for place, name in enumerate(("heart", "lung")):
        signal(tmp_path / name / "answers.csv", place)
    assert profile(str(tmp_path), "x")["data.kind"] == "table"
    with pytest.raises(InputError, match="which column"):
        examine(Asked(str(tmp_path)))


def test_a_row_a_file_makes_a_table(tmp_path: Path) -> None:
    for name in ("a", "b"):
        for place in range(3):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / f"{place}.csv").write_text(f"0.{place},0.5,0.7\n")
    with pytest.raises(InputError, match="holds one row a file") as told:
        examine(Asked(str(tmp_path)))
    assert "assign(label=f.parent.name)" in str(told.value.diagnostics[0].hint)


def test_a_step_a_file_is_to_be_stacked(tmp_path: Path) -> None:
    for name in ("hello", "thanks"):
        for sequence in range(3):
            (tmp_path / name / str(sequence)).mkdir(parents=True)
            for frame in range(4):
                np.save(tmp_path / name / str(sequence) / f"{frame}.npy", np.zeros(5))
    with pytest.raises(InputError, match="holds one step a file, in a folder for each series") as told:
        examine(Asked(str(tmp_path)))
    assert "np.stack" in str(told.value.diagnostics[0].hint)
