"""Tables as PyTorch projects: they train, and what they write has the promised shape."""

from pathlib import Path

import pytest

from tests.exporting.running import exported, train

torch = pytest.importorskip("torch")
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.slow
def test_a_problem_trains(tmp_path: Path) -> None:
    project = exported("task: binary\ndata: {rows: 569, features: 30}\n", tmp_path)
    run = train(project, "--train", str(EXAMPLES / "breast_cancer.csv"), "--target", "diagnosis", "--max-seconds", "2")
    assert run.code == 0, run.output
