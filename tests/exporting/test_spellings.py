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


def reader_of(problem: Problem, folder: Path) -> Any:
    """The module of an exported project that reads its data."""
    project = exported(recommend(problem).document(), folder)
    spec = importlib.util.spec_from_file_location("read_by_project", project / "data.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
        ("{:.2f} (1.5 to 3,000.4)", 1),
        ("{:.2f} [0.1-0.4]", 1),
    ],
)
def test_numbers_with_signs(tmp_path: Path, spell: str, scale: float) -> None:
    path = write(tmp_path / "t.csv", {"n": [spell.format(value) for value in PLAIN], **sure()})
    problem = Problem.from_data(path, target="n")
    module = reader_of(problem, tmp_path / "project")
    read = module.load(path)["n"]
    assert read.mean() == pytest.approx(problem.data.target_mean, rel=1e-4)
    assert read.mean() == pytest.approx(scale * sum(PLAIN) / len(PLAIN), rel=1e-3)


def test_units_that_differ(tmp_path: Path) -> None:
    cells = [f"{value:.2f} g" if place % 3 else f"{value / 1_000:.5f} kg" for place, value in enumerate(PLAIN)]
    path = write(tmp_path / "t.csv", {"n": cells, **sure()})
    module = reader_of(Problem.from_data(path, target="y"), tmp_path / "project")
    read = module.load(path)["n"]
    assert read.mean() == pytest.approx(sum(PLAIN) / len(PLAIN), rel=1e-4)
    alone = write(tmp_path / "one.csv", {"n": ["2 kg"], "x": [0.5], "colour": ["red"], "y": ["yes"]})
    assert module.load(alone)["n"].tolist() == [2_000]
