"""Exported projects move the learning rate as the advisor's arithmetic does, which the report draws."""

import ast
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from advisor import Problem, recommend
from advisor.explaining.page.plots import movement
from advisor.exporting import Source, export
from advisor.exporting.copied.settings import leaves
from advisor.networks.schedules import share_of_peak

PROBLEM = {"task": "binary", "rows": 5_000, "features": 9}
SCHEDULES: dict[str, dict[str, Any]] = {
    "cosine": {"name": "cosine", "final_fraction": 0.05},
    "linear": {"name": "linear", "final_fraction": 0.1},
    "one-cycle": {"name": "one-cycle", "rising_fraction": 0.3, "start_fraction": 0.04, "final_fraction": 1e-5},
    "step": {"name": "step", "factor": 0.1, "milestones": [0.5, 0.75]},
    "exponential": {"name": "exponential", "final_fraction": 0.02},
    "warmup-stable-decay": {"name": "warmup-stable-decay", "decay_fraction": 0.2, "final_fraction": 0.0},
    "constant": {"name": "constant"},
}
NONE = {"kind": "none"}
SWA = {"kind": "swa", "start": 0.75, "learning_rate_fraction": 0.5}


def share_of_rate(files: dict[str, str]) -> Callable[[float], float]:
    """The function of a project."""
    for text in files.values():
        for node in ast.walk(ast.parse(text)) if "def share_of_rate" in text else ():
            if isinstance(node, ast.FunctionDef) and node.name == "share_of_rate":
                settings = leaves(json.loads(files["written.json"])["config"])
                names: dict[str, Any] = {"math": math, "setting": settings.__getitem__}
                exec(compile(ast.Module([node], []), "project", "exec"), names)  # noqa: S102
                return names["share_of_rate"]
    raise AssertionError("the project has no share_of_rate")


@pytest.mark.slow
@pytest.mark.parametrize(("target", "averaging"), [("torch", NONE), ("torch", SWA), ("keras", NONE), ("keras", SWA)])
@pytest.mark.parametrize("warmup", [0.0, 0.1])
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_project_follows_the_arithmetic(name: str, warmup: float, averaging: dict[str, Any], target: str) -> None:
    recommendation = recommend(Problem(**PROBLEM))
    document = recommendation.document()
    training = document["training"]
    training |= {"schedule": SCHEDULES[name], "warmup": warmup, "averaging": averaging}
    project = export(target, Source(document, recommendation))
    moves = name != "constant" or warmup > 0 or averaging != NONE
    assert moves == any("def share_of_rate" in text for text in project.files.values())
    share = share_of_rate(project.files) if moves else lambda done: 1.0
    for done in (step / 97 for step in range(98)):
        assert share(done) == pytest.approx(share_of_peak(done, **movement(training)), abs=1e-6)
