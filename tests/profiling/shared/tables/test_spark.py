"""Spark measures the same facts as DuckDB; skipped where pyspark or Java is missing (`make spark` runs it)."""

import random
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from tests.profiling.tables import numbers, sure, write

pytest.importorskip("pyspark")
pytest.importorskip("sqlglot")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(which("java") is None, reason="needs Java"),
]
EXAMPLES = Path(__file__).parents[4] / "examples"


@pytest.fixture(scope="module", autouse=True)
def stopped() -> Iterator[None]:
    """Spark stays up for all tests and is stopped after them."""
    yield
    from pyspark.sql import SparkSession

    if session := SparkSession.getActiveSession():
        session.stop()


def facts(path: str, target: str, engine: Any, **more: Any) -> dict:
    return examine(Asked(path, target, engine=engine, **more)).facts


@pytest.mark.parametrize(
    ("name", "target"), [("wine", "cultivar"), ("diabetes", "progression"), ("breast_cancer", "diagnosis")]
)
def test_the_example_tables(name: str, target: str) -> None:
    path = str(EXAMPLES / f"{name}.csv")
    assert facts(path, target, "spark") == facts(path, target, "duckdb")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_formats_gaps_and_odd_cells(tmp_path: Path, suffix: str) -> None:
    columns = {
        **sure(),
        "n": numbers(lambda draw: draw.choice([None, "NA", draw.randrange(1000)])),
        "name": numbers(lambda draw: draw.choice(['o"ne', "t,wo", "drei\nvier", "fünf", None, "\\N"])),
        "day": numbers(lambda draw: f"2024-05-{draw.randrange(10, 29)}"),
    }
    path = write(tmp_path / "t.csv", columns)
    if suffix != ".csv":
        import duckdb

        form = "PARQUET" if suffix == ".parquet" else "JSON"
        duckdb.execute(
            f"COPY (SELECT * FROM read_csv('{path}', all_varchar = true)) TO '{tmp_path}/t{suffix}' (FORMAT {form})"
        )
        path = str(tmp_path / f"t{suffix}")
    found, expected = facts(path, "y", "spark"), facts(path, "y", "duckdb")
    for each in (found, expected):  # Spark orders the keys of JSON by name
        each["data.columns"].sort(key=lambda column: column["name"])
    assert found == expected


def test_a_large_table_in_many_files(tmp_path: Path) -> None:
    """The same sample on both, by fingerprint; only distinct values that it does not show are estimated apart."""
    draw = random.Random(3)
    for part in range(3):
        rows = range(part * 50_000, (part + 1) * 50_000)
        columns = {
            "id": rows,
            "city": [f"city {draw.randrange(300)}" for _ in rows],
            "price": [round(draw.lognormvariate(3, 1), 4) for _ in rows],
            "rare": [f"r{int(draw.paretovariate(0.5)) % 100_000}" for _ in rows],
            "gap": [None if draw.random() < 0.2 else draw.gauss(0, 1) for _ in rows],
            "y": [draw.choice("abc") for _ in rows],
        }
        write(tmp_path / f"part-{part}.csv", columns)
    found, expected = facts(str(tmp_path), "y", "spark"), facts(str(tmp_path), "y", "duckdb")
    for ours, theirs in zip(found["data.columns"], expected["data.columns"], strict=True):
        assert ours["distinct"] == pytest.approx(theirs["distinct"], rel=0.15)
        ours["distinct"] = theirs["distinct"]
    for name in ("data.cardinality", "data.levels"):
        assert found[name] == pytest.approx(expected[name], rel=0.15)
        found[name] = expected[name]
    assert found == expected


def test_what_spark_cannot_do_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("a text")
    with pytest.raises(InputError, match="Spark measures tables alone"):
        facts(str(tmp_path / "t.txt"), "", "spark")
    with pytest.raises(InputError, match="there is no column"):
        facts(str(EXAMPLES / "wine.csv"), "nothing", "spark")


def test_several_targets_and_several_labels_a_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.profiling.shared.tables.spark.SAMPLE_ROWS", 100)  # beyond it a table stays in Spark
    columns = {**sure(), "h": numbers(lambda draw: draw.gauss(0, 1)), "w": numbers(lambda draw: draw.gauss(0, 1))}
    columns["a"], columns["b"] = (numbers(lambda draw: draw.choice([0, 1, None]), seed=seed) for seed in (3, 4))
    columns["kinds"] = numbers(lambda draw: "|".join(draw.sample(["sci fi", "drama", "war"], draw.randrange(1, 3))))
    path = write(tmp_path / "t.csv", columns)
    for target, said in (("h", {"more": ("w",)}), ("a", {"more": ("b",)}), ("kinds", {"task": "multilabel"})):
        assert facts(path, target, "spark", **said) == facts(path, target, "duckdb", **said)
