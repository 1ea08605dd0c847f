"""The shape of the input of a network; one row a branch."""

from typing import Any

import pytest

from advisor.config.values import Fit
from advisor.engine import Pick
from advisor.knowledge.model.input_shape import input_shape
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import speaking


def a(kind: str, task: str, **facts: Any) -> Problem:
    return Problem(**{"task": task, "data.kind": kind, **facts})


def first(ruleset: str, **known: Any) -> Pick[Any]:
    """The first answer of the rules, given only what is named."""
    for rule in speaking(input_shape, ruleset, known):
        answer = rule(*[known.get(name) for name in rule.needs])
        if isinstance(answer, Pick):
            return answer
    raise AssertionError("no answer")


def fit(resolution: int = 0) -> Fit:
    return Fit("fp32", "single", 1, 32, 1, False, 32, [], 1.0, True, resolution=resolution)


@pytest.mark.parametrize(
    ("problem", "known", "expected"),
    [
        pytest.param(a("table", "binary", features=7), {"family": "mlp"}, [7], id="table"),
        pytest.param(a("image", "binary", image="28x28x1"), {"family": "mlp"}, [784], id="flattened"),
        pytest.param(a("image", "binary", image="28x28x1"), {"family": "cnn"}, [28, 28, 1], id="small image"),
        pytest.param(a("image", "binary", image="300x200x4"), {"family": "cnn"}, [224, 200, 4], id="large image"),
        pytest.param(a("image", "binary"), {"family": "pretrained", "fit": fit(384)}, [384, 384, 3], id="backbone"),
        pytest.param(a("image", "segmentation", image="900x400x1"), {"family": "unet"}, [512, 400, 1], id="patch"),
        pytest.param(
            a("image", "segmentation", image="512x64x1", **{"data.volumetric": True}),
            {"family": "unet"},
            [128, 64, 64, 1],
            id="volume",
        ),
        pytest.param(a("text", "binary"), {"family": "ngram-mlp", "vocabulary": 20_000}, [20_000], id="n-grams"),
        pytest.param(a("text", "binary"), {"family": "pretrained", "max_length": 128}, [128], id="tokens"),
        pytest.param(a("audio", "binary"), {"family": "pretrained", "mel_bands": 128}, [1_024, 128], id="AST"),
        pytest.param(
            a("audio", "speech-recognition"), {"family": "zero-shot", "mel_bands": 80}, [80, 3_000], id="Whisper"
        ),
        pytest.param(
            a("audio", "binary", seconds=1.5),
            {"family": "cnn", "mel_bands": 64, "hop_ms": 20},
            [64, 75, 1],
            id="spectrogram",
        ),
        pytest.param(
            a("audio", "speech-recognition"), {"family": "rnn", "mel_bands": 64, "hop_ms": 10}, [1_000, 64], id="frames"
        ),
        pytest.param(
            a("audio", "speech-recognition"), {"family": "speech-to-text", "sample_rate": 16_000}, [160_000], id="wave"
        ),
        pytest.param(
            a("series", "forecasting", covariates=2), {"family": "nhits", "lookback": 120}, [120, 3], id="series"
        ),
        pytest.param(a("series", "forecasting"), {"family": "mlp", "lookback": 48}, [48], id="lags"),
        pytest.param(a("sequence", "binary"), {"family": "rnn"}, [128, 16], id="sequence"),
        pytest.param(
            a("sequence", "binary", missing=0.1), {"family": "rnn", "missing_indicator": True}, [128, 32], id="gaps"
        ),
        pytest.param(a("sequence", "binary", **{"data.length": 1}), {"family": "mlp"}, [16], id="one step"),
    ],
)
@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_shape(problem: Problem, known: dict[str, Any], expected: list[int], ruleset: str) -> None:
    assert first(ruleset, **{"problem": problem, "fit": fit(), **known}).value == expected


@pytest.mark.parametrize(("seconds", "warns"), [(30.0, False), (30.1, True)])
def test_long_clips_are_cut(seconds: float, warns: bool) -> None:
    known = {"family": "cnn", "sample_rate": 16_000, "mel_bands": 64, "hop_ms": 20}
    said = first("current", problem=a("audio", "binary", seconds=seconds), **known)
    assert said.value == [64, 1_500, 1]
    assert bool(said.warning) is warns


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(("kind", "task"), [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks])
def test_every_problem_has_a_shape(kind: str, task: str, ruleset: str) -> None:
    assert all(n > 0 for n in first(ruleset, problem=a(kind, task), family="cnn", fit=fit()).value)
