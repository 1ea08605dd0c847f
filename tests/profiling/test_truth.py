"""Public data sets whose facts are known: what is measured is what their authors say of them."""

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.profiling import profile
from tests.profiling.tables import write

sklearn = pytest.importorskip("sklearn")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("truth")]

YARDSTICK = Path(__file__).parents[3] / "shared" / "yardstick"
MANIFEST = YARDSTICK / "manifest.yaml"
TABLES: dict[str, dict[str, Any]] = yaml.safe_load(MANIFEST.read_text()) if MANIFEST.is_file() else {}


def found(path: str, target: str, expected: dict[str, Any]) -> dict[str, Any]:
    facts = profile(path, target)
    return {name: facts.get(name) for name in expected}


# Tables that scikit-learn carries: rows, columns and classes as its documentation gives them.
CARRIED: dict[str, tuple[str, dict[str, Any]]] = {
    "iris": ("load_iris", {"task": "multiclass", "data.rows": 150, "data.features": 4, "data.classes": 3,
                           "data.imbalance": 1.0, "data.smallest_class": 50, "data.missing": 0.0, "data.leaks": []}),
    "wine": ("load_wine", {"task": "multiclass", "data.rows": 178, "data.features": 13, "data.classes": 3,
                           "data.smallest_class": 48, "data.imbalance": 1.479, "data.leaks": []}),
    "breast_cancer": ("load_breast_cancer", {"task": "binary", "data.rows": 569, "data.features": 30,
                                             "data.smallest_class": 212, "data.imbalance": 1.684, "data.leaks": []}),
    "diabetes": ("load_diabetes", {"task": "regression", "data.rows": 442, "data.features": 10,
                                   "data.target_mean": 152.133, "data.target_range": "unbounded", "data.leaks": []}),
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_tables_that_scikit_learn_carries(tmp_path: Path, name: str) -> None:
    import sklearn.datasets

    loader, expected = CARRIED[name]
    frame = getattr(sklearn.datasets, loader)(as_frame=True).frame
    path = str(tmp_path / "t.csv")
    frame.to_csv(path, index=False)
    assert found(path, "target", expected) == expected


def test_digits_are_a_table_or_images(tmp_path: Path) -> None:
    """1,797 pictures of 8 by 8, some 180 of each of ten digits."""
    import numpy as np
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    np.savez(tmp_path / "t.npz", X=digits.data, y=digits.target)
    expected = {
        "data.kind": "table", "task": "multiclass", "data.rows": 1_797, "data.classes": 10, "data.smallest_class": 174,
    }  # fmt: skip
    assert found(str(tmp_path / "t.npz"), "", expected) == expected
    np.savez(tmp_path / "u.npz", X=digits.images, y=digits.target)
    expected |= {"data.kind": "image", "data.image.height": 8, "data.image.width": 8, "data.image.channels": 1}
    assert found(str(tmp_path / "u.npz"), "", expected) == expected
    for place, (image, digit) in enumerate(zip(digits.images, digits.target, strict=True)):
        folder = tmp_path / "set" / str(digit)
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray((image * 15).astype("uint8")).save(folder / f"{place}.png")
    assert found(str(tmp_path / "set"), "", expected) == expected


def test_linnerud_and_its_three_targets(tmp_path: Path) -> None:
    """Twenty men of a fitness club: three exercises, three measures of the body."""
    from sklearn.datasets import load_linnerud

    path = str(tmp_path / "t.csv")
    load_linnerud(as_frame=True).frame.to_csv(path, index=False)
    expected = {"task": "regression", "data.rows": 20, "data.features": 5, "data.target_mean": 178.6}
    assert found(path, "Weight", expected) == expected


def test_linnerud_has_three_targets_at_once(tmp_path: Path) -> None:
    from sklearn.datasets import load_linnerud

    data = load_linnerud(as_frame=True)
    path = str(tmp_path / "t.csv")
    data.frame.to_csv(path, index=False)
    expected = {"task": "regression", "data.rows": 20, "data.features": 3, "data.outputs": 3}
    facts = profile(path, list(data.target_names))
    assert {name: facts.get(name) for name in expected} == expected


# Data sets that statsmodels carries: sizes, means and gaps as their descriptions and sources give them.
STATED: dict[str, tuple[str, dict[str, Any]]] = {
    "spector": ("GRADE", {"task": "binary", "data.rows": 32, "data.features": 3, "data.smallest_class": 11,
                          "data.imbalance": 1.909}),
    "anes96": ("vote", {"task": "binary", "data.rows": 944, "data.smallest_class": 393, "data.imbalance": 1.402}),
    "fair": ("affairs", {"task": "regression", "data.rows": 6_366, "data.features": 8, "data.missing": 0.0}),
    "longley": ("TOTEMP", {"task": "regression", "data.rows": 16, "data.target_mean": 65_317.0, "data.missing": 0.0}),
    "star98": ("NABOVE", {"task": "regression", "data.rows": 303, "data.missing": 0.0}),
    "randhie": ("mdvis", {"task": "regression", "data.rows": 20_190, "data.features": 9, "data.target_mean": 2.86043}),
    "ccard": ("AVGEXP", {"task": "regression", "data.rows": 72, "data.features": 4, "data.target_mean": 262.532}),
}  # fmt: skip


@pytest.mark.parametrize("name", STATED)
def test_tables_that_statsmodels_carries(tmp_path: Path, name: str) -> None:
    target, expected = STATED[name]
    path = str(tmp_path / "t.csv")
    loaded(name).to_csv(path, index=False)
    assert found(path, target, expected) == expected


def loaded(name: str) -> Any:
    datasets = pytest.importorskip("statsmodels.api").datasets
    return getattr(datasets, name).load_pandas().data


def test_the_nile_the_sunspots_and_carbon_dioxide_are_series(tmp_path: Path) -> None:
    """100 years of flow, 309 of sunspots in a cycle of some 11, and 2,284 weeks from 1958, of which 59 are missing."""
    path = str(tmp_path / "t.csv")
    loaded("nile").to_csv(path, index=False)
    facts = profile(path, "volume", kind="series")
    assert (facts["data.rows"], facts["data.series"], facts["data.target_mean"]) == (100, 1, 919.35)
    assert "data.period" not in facts
    loaded("sunspots").to_csv(path, index=False)
    facts = profile(path, "SUNACTIVITY", kind="series")
    assert (facts["data.rows"], facts["data.target_mean"]) == (309, 49.7521)
    assert facts["data.period"] in (10, 11)
    loaded("co2").rename_axis("week").to_csv(path)
    facts = profile(path, "co2")
    assert (facts["data.kind"], facts["data.period"]) == ("series", 52)
    assert facts["data.missing"] == float(f"{59 / 2_284:.4g}")


def test_sample_images(tmp_path: Path) -> None:
    """The two photographs that scikit-learn carries: 427 by 640, in colour."""
    import sklearn.datasets
    from PIL import Image

    for place, image in enumerate(sklearn.datasets.load_sample_images().images):
        folder = tmp_path / "set" / f"scene {place}"
        folder.mkdir(parents=True)
        Image.fromarray(image).save(folder / "0.jpg")
    expected = {"data.rows": 2, "data.image.height": 427, "data.image.width": 640, "data.image.channels": 3}
    assert found(str(tmp_path / "set"), "", expected) == expected


def test_airline_passengers_rise_with_a_season_of_twelve_months(tmp_path: Path) -> None:
    """Box and Jenkins' series G: 144 months from 1949, 112 to 622 thousand passengers."""
    values = """112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140 145 150
    178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194 196 196 236 235 229 243 264
    272 237 211 180 201 204 188 235 227 234 264 302 293 259 229 203 229 242 233 267 269 270 315 364 347 312 274 237 278
    284 277 317 313 318 374 413 405 355 306 271 306 315 301 356 348 355 422 465 467 404 347 305 336 340 318 362 348 363
    435 491 505 404 359 310 337 360 342 406 396 420 472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461
    390 432"""
    passengers = list(map(int, values.split()))
    months = [f"{1949 + place // 12}-{1 + place % 12:02}" for place in range(144)]
    path = write(tmp_path / "t.csv", {"Month": months, "Passengers": passengers})
    expected = {
        "data.kind": "series", "task": "forecasting", "data.rows": 144, "data.series": 1, "data.period": 12,
        "data.missing": 0.0, "data.target_mean": 280.299,
    }  # fmt: skip
    assert found(path, "Passengers", expected) == expected


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_of_the_yardstick(name: str) -> None:
    known = TABLES[name]
    path = YARDSTICK / known["file"]
    facts = profile(str(path), known["target"])
    assert (facts["task"], facts["data.rows"], len(facts["data.columns"])) == (
        known["task"],
        known["rows"],
        known["columns"],
    )
    assert facts["data.leaks"] == []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for each in facts["data.columns"]:
        cells = [row[each["name"]] for row in rows if row[known["target"]]]
        assert each.get("missing", 0.0) == float(f"{sum(not cell for cell in cells) / len(cells):.4g}")
        assert each["distinct"] in (
            len(set(filter(None, cells))),
            len({float(c) for c in cells if c.strip()} if each["type"] == "numeric" else set()),
        )
