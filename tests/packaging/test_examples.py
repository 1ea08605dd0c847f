"""The example tables are what the script beside them writes."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
TABLES = {
    "breast_cancer.csv": (569, 31, "diagnosis"),
    "diabetes.csv": (442, 11, "progression"),
    "wine.csv": (178, 14, "cultivar"),
}


@pytest.mark.slow
def test_the_script_writes_the_tables_byte_for_byte(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    subprocess.run([sys.executable, EXAMPLES / "make_tables.py", tmp_path], check=True, capture_output=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in EXAMPLES.glob("*.csv")}


@pytest.mark.parametrize(("name", "rows", "columns", "target"), [(n, *facts) for n, facts in TABLES.items()])
def test_a_table_has_its_shape_and_its_target_last(name: str, rows: int, columns: int, target: str) -> None:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file)
    assert header[-1] == target
    assert len(header) == len(set(header)) == columns
    assert len(body) == rows
    assert all(len(row) == columns and all(row) for row in body)


@pytest.mark.parametrize("name", TABLES)
def test_lines_end_in_lf(name: str) -> None:
    assert b"\r" not in (EXAMPLES / name).read_bytes()
