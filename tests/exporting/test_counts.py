"""The networks of exported projects have as many parameters as the advisor's arithmetic counts."""

from pathlib import Path
from typing import Any

import pytest

from tests.exporting.running import exported
from tests.exporting.small import config_of, parameters_of

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.slow

PREP = """{
    "weights": None, "base": None, "shots": [], "start": [1], "end": 0,
    "architecture": globals().get("ARCHITECTURE"),
}"""
PROBLEMS: list[dict[str, Any]] = [
    {"task": "multiclass", "data.kind": "text", "rows": 9_000, "classes": 12, "data.length": 180},
    {"task": "binary", "data.kind": "text", "rows": 300_000, "data.length": 20},
    {"task": "multiclass", "data.kind": "text", "rows": 9_000, "classes": 12, "device": "gpu"},
    {"task": "regression", "data.kind": "text", "rows": 13_000, "data.length": 600, "device": "gpu"},
    {"task": "regression", "data.kind": "text", "rows": 13_000, "data.multilingual": True, "device": "gpu"},
    {"task": "token-classification", "rows": 15_000, "classes": 9, "device": "gpu"},
    {"task": "token-classification", "rows": 15_000, "classes": 9, "pretrained": False},
    {"task": "language-modeling", "tokens": 10**12, "data.length": 2048, "device": "gpu", "gpus": 64, "nodes": 8},
    {"task": "language-modeling", "tokens": 20_000_000, "data.length": 1024, "device": "gpu", "memory_gib": 24},
    {"task": "multiclass", "data.kind": "audio", "rows": 8_700, "classes": 10, "device": "gpu"},
    {"task": "multiclass", "data.kind": "audio", "rows": 8_700, "classes": 10},
    {"task": "multiclass", "data.kind": "text", "rows": 60, "classes": 3},
    {"task": "speech-recognition", "hours": 12, "device": "gpu"},
    {"task": "speech-recognition", "hours": 12, "device": "gpu", "data.multilingual": True},
    {"task": "speech-recognition", "hours": 12, "pretrained": False},
    {"task": "speech-recognition", "hours": 12, "priorities.first": "latency", "device": "gpu"},
]


def test_parameters_are_those_of_the_arithmetic(tmp_path: Path) -> None:
    projects, counted = [], []
    for number, problem in enumerate(PROBLEMS):
        for ruleset in ("current", "guide"):
            config = config_of(problem, ruleset)
            projects.append(exported(config, tmp_path / f"{number}-{ruleset}"))
            counted.append(config["resources"]["parameters"])
    built = parameters_of(projects, PREP)
    wrong = [(project.name, n, m) for project, n, m in zip(projects, counted, built, strict=True) if n != m]
    assert not wrong
