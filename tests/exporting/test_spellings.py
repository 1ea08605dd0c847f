"""What the profile reads as numbers, an exported project reads as the same numbers."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from advisor import Problem, recommend
from tests.exporting.running import exported
from tests.profiling.tables import numbers, sure, write

pd = pytest.importorskip("pandas")
pytest.importorskip("torch")

PLAIN = numbers(lambda draw: draw.uniform(1, 3_000))


@pytest.mark.parametrize(
    ("spell", "scale"),
    [
        ("${:,.2f}", 1),
        ("{:.2f} %", 1),
        ("{:.1f} kg", 1),
        ("<{:.2f}", 1),
        ("-{:.2f}*", -1),
        ("({:.2f})", -1),
        ("{:.0f}k", 1e3),
    ],
)
def test_numbers_with_signs(tmp_path: Path, spell: str, scale: float) -> None:
    path = write(tmp_path / "t.csv", {"n": [spell.format(value) for value in PLAIN], **sure()})
    problem = Problem.from_data(path, target="n")
    project = exported(recommend(problem).document(), tmp_path / "project")
    spec = importlib.util.spec_from_file_location("read_by_project", project / "data.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    read = module.load(path)["n"]
    assert read.mean() == pytest.approx(problem.data.target_mean, rel=1e-4)
    assert read.mean() == pytest.approx(scale * sum(PLAIN) / len(PLAIN), rel=1e-3)
