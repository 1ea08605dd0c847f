"""Series and sequences that are examples as wholes: in one table, in a folder for each class, as arrays."""

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor import recommend
from advisor.errors import InputError
from advisor.exporting import export
from advisor.profiling import Asked, examine, profile
from tests.cli.running import advisor
from tests.profiling.tables import raw, write

CLASSES = ("slow", "mid", "fast")
Series = tuple[str, list[tuple[float, float]]]


def series(number: int = 60) -> list[Series]:
    """Waves of a class's speed beside noise, 30 to 39 steps long."""
    draw, found = random.Random(0), []
    for example in range(number):
        speed = 0.1 * 2 ** (example % 3)
        steps = range(draw.randrange(30, 40))
        found.append((CLASSES[example % 3], [(math.sin(speed * k), draw.gauss(0, 10)) for k in steps]))
    return found


FOUND = series()
LENGTH = round(float(np.quantile([len(steps) for _, steps in FOUND], 0.95)))
SERIES: dict[str, Any] = {
    "data.kind": "series", "task": "multiclass", "data.rows": 60, "data.classes": 3, "data.smallest_class": 20,
    "data.length": LENGTH, "data.covariates": 1, "data.missing": 0.0,
}  # fmt: skip


def table(path: Path, **names: str) -> str:
    said = {"id": "id", "step": "step", "label": "label"} | names
    rows = [(f"e{e}", k, x, z, name) for e, (name, steps) in enumerate(FOUND) for k, (x, z) in enumerate(steps)]
    random.Random(1).shuffle(rows)
    return write(
        path, dict(zip((said["id"], said["step"], "x", "z", said["label"]), zip(*rows, strict=True), strict=True))
    )


def folder(path: Path, form: str = "csv", header: bool = True) -> str:
    for place, (name, steps) in enumerate(FOUND):
        (path / name).mkdir(parents=True, exist_ok=True)
        if form == "npy":
            np.save(path / name / f"{place}.npy", np.array(steps))
        else:
            lines = [
                *(["time,x,z"] if header else []),
                *(f"{f'{k},' * header}{x},{z}" for k, (x, z) in enumerate(steps)),
            ]
            raw(path / name / f"{place}.csv", lines)
    return str(path)


def told(facts: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    return {path: facts.get(path) for path in wanted}


def test_steps_in_one_table_are_told_by_a_target_that_stays(tmp_path: Path) -> None:
    found = examine(Asked(table(tmp_path / "t.csv"), "label", shown=True))
    assert told(found.facts, SERIES) == SERIES
    assert found.notes == [
        "each 'id' is read as one example, its steps in the order of 'step'; --kind table reads rows instead"
    ]
    assert [row[:2] for row in found.sections[0].rows] == [("class 1", 20), ("class 2", 20), ("class 3", 20)]
    assert not {"data.group_column", "data.time_column"} & set(found.facts), "neither splits whole examples"
    assert profile(table(tmp_path / "t.csv"), "label", kind="table")["data.kind"] == "table"


def test_what_is_said_names_the_columns(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", id="who", step="n")
    assert profile(path, "label")["data.kind"] == "table"
    found = examine(Asked(path, "label", "sequence", group_column="who", time_column="n"))
    wanted = {"data.kind": "sequence", "data.features": 2, "data.length": LENGTH, "data.rows": 60}
    assert told(found.facts, wanted) == wanted
    assert found.facts["data.scale_ratio"] == pytest.approx(15, abs=1)
    assert any("`advisor convert`" in note for note in found.notes)


def test_numbers_and_labels_of_whole_sequences(tmp_path: Path) -> None:
    steps = [
        (f"e{e}", k, x, z, e / 7, e % 2, int(e % 5 < 2)) for e, (_, s) in enumerate(FOUND) for k, (x, z) in enumerate(s)
    ]
    names = ("id", "step", "x", "z", "weight", "a", "b")
    path = write(tmp_path / "t.csv", dict(zip(names, zip(*steps, strict=True), strict=True)))
    facts = profile(path, "weight")
    assert (facts["data.kind"], facts["task"], facts["data.rows"]) == ("sequence", "regression", 60)
    facts = profile(path, ["a", "b"])
    assert (facts["data.kind"], facts["task"], facts["data.outputs"]) == ("sequence", "multilabel", 2)


def test_a_row_each_is_a_series_where_that_is_said(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        f"t{k}": [math.sin(k * (1 + e % 2)) + 0.9 * (e * k) % 7 for e in range(50)] for k in range(24)
    }
    path = write(tmp_path / "t.csv", {**columns, "label": [e % 2 for e in range(50)]})
    assert profile(path, "label")["data.kind"] == "table"
    facts, *_, notes, _ = examine(Asked(path, "label", "series", "binary"))
    wanted = {"data.kind": "series", "data.rows": 50, "data.length": 24, "data.covariates": 0}
    assert told(facts, wanted) == wanted
    assert "`advisor convert`" in notes[0]


@pytest.mark.parametrize(("form", "header"), [("csv", True), ("csv", False), ("npy", True)])
def test_a_folder_for_each_class(tmp_path: Path, form: str, header: bool) -> None:
    path = folder(tmp_path / "set", form, header)
    assert told(profile(path), SERIES) == SERIES
    wanted = {"data.kind": "sequence", "data.features": 2, "data.length": LENGTH}
    assert told(profile(path, kind="sequence"), wanted) == wanted
    with pytest.raises(InputError, match="binary does not fit 3 sub-folders"):
        profile(path, task="binary")


def test_what_cannot_be_read_of_many_is_named(tmp_path: Path) -> None:
    path = Path(folder(tmp_path / "set"))
    (path / "slow" / "bad.csv").write_bytes(b"\0\1\2")
    (path / "slow" / "words.csv").write_text("a,b\nsome,words\n")
    (path / "slow" / "wide.csv").write_text("x,y,z\n1,2,3\n")
    facts, *_, notes, _ = examine(Asked(str(path)))
    assert (facts["data.rows"], facts["data.covariates"]) == (63, 1)
    assert notes[0].startswith("2 of 63 files cannot be read: slow/bad.csv, slow/words.csv (")
    assert notes[1] == "1 of 61 files have other columns than most, which have 2"


def test_arrays_are_series_where_that_is_said(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", x=np.random.default_rng(0).normal(size=(60, 12, 3)), y=np.arange(60) % 3)
    facts = profile(str(tmp_path / "t.npz"), kind="series")
    wanted = {"data.kind": "series", "data.length": 12, "data.covariates": 2, "task": "multiclass"}
    assert told(facts, wanted) == wanted
    np.savez(tmp_path / "u.npz", x=np.random.default_rng(0).normal(size=(60, 12)), y=np.arange(60) % 3)
    assert profile(str(tmp_path / "u.npz"), kind="series")["data.length"] == 12


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"kind": "series", "task": "binary", "group_column": "id", "target": "x"}, "the target changes within 60 of"),
        ({"kind": "sequence", "task": "segmentation"}, "expected a task of sequence data"),
        ({"kind": "series", "task": "multiclass", "time_column": "nil"}, "there is no column 'nil'"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, said: dict[str, str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        profile(table(tmp_path / "t.csv"), **{"target": "label", **said})


@pytest.mark.slow
def test_the_advice_and_the_project_follow(tmp_path: Path) -> None:
    from advisor import Problem
    from advisor.exporting import Source

    for problem in (Problem.from_data(table(tmp_path / "t.csv"), "label"), Problem.from_data(folder(tmp_path / "set"))):
        recommendation = recommend(problem)
        assert recommendation.config.model.output.units == 3
        assert "steps_in_file" in export("torch", Source(recommendation.document(), recommendation)).files["data.py"]
    assert advisor("recommend", "--data", str(tmp_path / "set")).code == 0


def test_another_name_of_each_class_is_no_example(tmp_path: Path) -> None:
    rows = [f"{k},{k * 37 % 17},{'rumor' if k % 3 else 'none'},{int(k % 3 > 0)}" for k in range(90)]
    path = raw(tmp_path / "t.csv", ["timestamp,x,label,label_id", *rows])
    facts = profile(path, "label")
    assert (facts["data.kind"], facts["data.leaks"]) == ("table", ["label_id"])
