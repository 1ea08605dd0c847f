"""NumPy arrays: what their shapes and types mean."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor.errors import InputError
from advisor.profiling import profile

DRAW = np.random.default_rng(0)
ROWS = 120
LABELS = DRAW.integers(0, 3, ROWS)


def test_two_dimensions_are_a_table(tmp_path: Path) -> None:
    values = DRAW.normal(size=(ROWS, 5)) * [1, 1, 1, 1, 100]
    values[:12, 0] = np.nan
    np.savez(tmp_path / "t.npz", X=values, y=LABELS)
    facts = profile(str(tmp_path / "t.npz"))
    wanted = {"data.kind": "table", "task": "multiclass", "data.rows": ROWS, "data.features": 5, "data.missing": 0.02}
    assert {name: facts[name] for name in wanted} == wanted
    assert facts["data.smallest_class"] == np.bincount(LABELS).min()
    np.savez_compressed(tmp_path / "u.npz", X=values, goal=values[:, 1])
    assert profile(str(tmp_path / "u.npz"), "goal")["data.leaks"] == ["X1"]


def test_a_folder_of_arrays(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for name, array in (
        ("x_train", DRAW.normal(size=(ROWS, 4))),
        ("y_train", LABELS),
        ("x_test", DRAW.normal(size=(9, 4))),
    ):
        np.save(folder / f"{name}.npy", array)
    facts = profile(str(folder))
    assert (facts["data.rows"], facts["data.features"], facts["data.classes"]) == (ROWS, 4, 3)


def test_records_are_a_table_with_names(tmp_path: Path) -> None:
    records = np.zeros(ROWS, dtype=[("age", "f8"), ("city", "U8"), ("goal", "i4")])
    records["age"], records["goal"] = DRAW.normal(size=ROWS), LABELS
    records["city"] = DRAW.choice(["Oslo", "Rome"], ROWS)
    np.save(tmp_path / "t.npy", records)
    facts = profile(str(tmp_path / "t.npy"), "goal")
    assert [(each["name"], each["type"]) for each in facts["data.columns"]] == [
        ("age", "numeric"),
        ("city", "categorical"),
    ]


@pytest.mark.parametrize(
    ("shape", "kind", "dtype", "size"),
    [
        ((ROWS, 28, 28), None, "uint8", (28, 28, 1)),
        ((ROWS, 32, 24, 3), None, "uint8", (32, 24, 3)),
        ((ROWS, 3, 32, 24), None, "float32", (32, 24, 3)),
        ((ROWS, 10, 12), "image", "float32", (10, 12, 1)),
    ],
)
def test_images(tmp_path: Path, shape: tuple, kind: str | None, dtype: str, size: tuple) -> None:
    np.savez(tmp_path / "t.npz", x_train=np.zeros(shape, dtype), y_train=LABELS)
    facts = profile(str(tmp_path / "t.npz"), kind=kind)
    assert tuple(facts[f"data.image.{name}"] for name in ("height", "width", "channels")) == size
    assert (facts["data.kind"], facts["task"], facts["data.classes"]) == ("image", "multiclass", 3)


def test_sequences(tmp_path: Path) -> None:
    values = DRAW.normal(size=(ROWS, 50, 3)) * [1, 10, 100]
    values[:, :5, 0] = np.nan
    np.savez(tmp_path / "t.npz", X=values, y=(LABELS > 1).astype(int))
    facts = profile(str(tmp_path / "t.npz"))
    wanted = {"data.kind": "sequence", "task": "binary", "data.length": 50, "data.features": 3, "data.missing": 0.03333}
    assert {name: facts[name] for name in wanted} == wanted
    assert 90 < facts["data.scale_ratio"] < 110
    with pytest.raises(InputError, match="expected a task of sequence data"):
        profile(str(tmp_path / "t.npz"), task="segmentation")


def test_what_is_no_array_or_unsafe_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "o.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    with pytest.raises(InputError, match="holds Python objects, which are not read"):
        profile(str(tmp_path / "o.npy"))
    (tmp_path / "bad.npy").write_bytes(b"nothing")
    (tmp_path / "bad.npz").write_bytes(b"nothing")
    for name in ("bad.npy", "bad.npz"):
        with pytest.raises(InputError, match=r"is no NumPy file, or a broken one|holds Python objects"):
            profile(str(tmp_path / name))
    np.savez(tmp_path / "t.npz", X=np.zeros((ROWS, 2)), y=np.zeros(7))
    with pytest.raises(InputError, match="no array has the 7 examples of 'y'"):
        profile(str(tmp_path / "t.npz"))
    with pytest.raises(InputError, match="there is no array 'z'"):
        profile(str(tmp_path / "t.npz"), "z")


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez_compressed(tmp_path / "t.npz", X=np.zeros((2_000, 500)), y=np.zeros(2_000))
    monkeypatch.setattr("advisor.profiling.arrays.profiler.MOST", 2**20)
    with pytest.raises(InputError, match="unpacks to"):
        profile(str(tmp_path / "t.npz"))


def test_a_billion_columns_are_refused(tmp_path: Path) -> None:
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (4, 1000000000), }".ljust(117) + b"\n"
    with zipfile.ZipFile(tmp_path / "t.npz", "w") as archive:
        archive.writestr("X.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
    with pytest.raises(InputError, match="broken"):
        profile(str(tmp_path / "t.npz"))
    with (tmp_path / "x.npy").open("wb") as file:  # a sparse file, as large as it says
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
        file.truncate(128 + 4 * 10**9)
    with pytest.raises(InputError, match=r"has 1,000,000,000 columns"):
        profile(str(tmp_path / "x.npy"))


@pytest.mark.slow
def test_types_that_duckdb_does_not_know(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    x, y = draw.normal(size=(200, 3)), draw.integers(0, 2, 200)
    for name, kind in (("big", ">f4"), ("half", "f2"), ("long", "longdouble"), ("bytes", "S3"), ("texts", "U3")):
        np.savez(tmp_path / f"{name}.npz", X=x.astype(kind), y=y)
        assert profile(str(tmp_path / f"{name}.npz"), "y")["data.rows"] == 200
    np.savez(tmp_path / "days.npz", X=x.astype("i8").astype("M8[D]"), y=y)
    facts = profile(str(tmp_path / "days.npz"), "y")
    assert {column["type"] for column in facts["data.columns"]} == {"date"}


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"X": np.ones((20, 2), "c8"), "y": np.arange(20) % 2}, "which is no number"),
        ({"X": np.ones((20, 2)), "y": np.array(1)}, "holds no target"),
        ({"X": np.ones((20, 2)), "y": np.ones((20, 0))}, "holds no target"),
        (
            {"X": np.ones((20, 0)), "y": np.arange(20) % 2},
            r"no array has the 20 examples of 'y'; there are: X \(20, 0\)",
        ),
        ({"X": np.array(1.5)}, "no array holds examples"),
    ],
)
def test_shapes_that_hold_nothing_are_refused(tmp_path: Path, arrays: dict[str, Any], reason: str) -> None:
    np.savez(tmp_path / "t.npz", **arrays)
    with pytest.raises(InputError, match=reason):
        profile(str(tmp_path / "t.npz"), "y" if "y" in arrays else "")


def test_broken_and_swollen_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "header.npy").write_bytes(b"\x93NUMPY\x01\x00\x20\x00{'descr': (('<f8', 'shape'    \n")
    np.savez_compressed(tmp_path / "t.npz", X=np.arange(40_000.0))
    whole = bytearray((tmp_path / "t.npz").read_bytes())
    whole[100:140] = b"\xff" * 40
    (tmp_path / "deflate.npz").write_bytes(bytes(whole))
    np.savez_compressed(tmp_path / "bomb.npz", X=np.zeros(12_000_000))
    for name, reason in (("header.npy", "no NumPy file"), ("deflate.npz", "no NumPy file"), ("bomb.npz", "unpacks to")):
        with pytest.raises(InputError, match=reason):
            profile(str(tmp_path / name))


@pytest.mark.parametrize(
    ("labels", "classes"),
    [(LABELS, 3), (np.arange(ROWS), None), (LABELS.astype(float), None), (LABELS[:60], None)],
)
def test_labels_that_have_no_name(tmp_path: Path, labels: Any, classes: int | None) -> None:
    np.savez(tmp_path / "t.npz", DRAW.normal(size=(ROWS, 12, 12)), labels)
    facts = profile(str(tmp_path / "t.npz"))
    assert (facts["data.rows"], facts.get("data.classes")) == (ROWS, classes)


def test_objects_have_a_way_on(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", X=DRAW.normal(size=(ROWS, 3)), y=np.array(["a", "b"] * 60, dtype=object))
    with pytest.raises(InputError, match=r"(?s)holds Python objects, which are not read.*allow_pickle=True"):
        profile(str(tmp_path / "t.npz"))


@pytest.mark.parametrize("header", ["labels", "letter", None])
def test_labels_in_a_text_beside_the_array(tmp_path: Path, header: str | None) -> None:
    np.savez(tmp_path / "image.npz", np.random.default_rng(0).normal(size=(60, 5)))
    lines = [*([header] if header else []), *("ab"[place % 2] for place in range(60))]
    (tmp_path / "letters.csv").write_text("\n".join(lines) + "\n")
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"], facts["data.features"]) == ("binary", 60, 5)
    assert facts["data.target"] == (header or "letters")


def test_packed_arrays_of_a_part_each(tmp_path: Path) -> None:
    for part, rows in (("train", 80), ("val", 20), ("test", 30)):
        np.savez(
            tmp_path / f"{part}.npz", data=np.random.default_rng(0).normal(size=(rows, 5)), labels=np.arange(rows) % 2
        )
    assert profile(str(tmp_path))["data.rows"] == 80
