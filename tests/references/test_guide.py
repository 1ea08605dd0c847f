"""Every item of the guide happens in a problem that the page names, code included; its values happen."""

import json
import re
import shlex
from collections import Counter
from typing import Any

import pytest

from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.references import guide
from tests.cli.running import advisor
from tools.guide_examples import EXAMPLES, NEW, PROBLEMS, answered, command, happening, line_of

UNLISTED: list[dict[str, Any]] = [  # problems whose answers hold values of the guide that the page has no item for
    {**NEW, "image": "64x64x3", "rows": 300_000},
    {"task": "language-modeling", "kind": "text", "rows": 5000},
    {"task": "detection", "kind": "image", "classes": 3, "rows": 2000},
]
HAPPENS: dict[str, set[Any]] = {  # values that the guide names, and where they land
    "training.schedule": {"constant", "plateau", "exponential", "step", "one-cycle"},
    "training.averaging": {"none", "swa"},
    "training.optimizer.name": {"sgd", "nadam", "adamax", "rmsprop"},
    "training.optimizer.momentum": {0.9, 0.95, 0.99},
    "training.learning_rate.range_test": {"half-of-diverging", "valley", "minimum-over-10"},
    "model.activation.name": {"relu", "leaky-relu", "rrelu", "prelu", "elu", "selu", "gelu"},
    "model.dropout.kind": {"none", "dropout", "alpha"},
    "model.normalization.kind": {"none", "batch"},
    "model.backbone.name": {"resnet50", "yolov8s"},
}


def word(value: Any) -> Any:
    """What names a value that consists of several leaves."""
    return next((getattr(value, name) for name in ("name", "kind", "reading") if hasattr(value, name)), value)


def test_every_value_that_the_guide_names_happens() -> None:
    words: dict[str, Counter[Any]] = {path: Counter() for path in HAPPENS}
    unlisted = (recommend(Problem(**problem), "guide") for problem in UNLISTED)
    for choices in [each.choices for each in (*map(answered, PROBLEMS), *unlisted)]:
        for path, seen in words.items():
            if path in choices:
                seen[word(choices[path].value)] += 1
    never = {path: wanted - words[path].keys() for path, wanted in HAPPENS.items()}
    assert not {path: values for path, values in never.items() if values}
    assert words["training.schedule"].most_common(1)[0][0] == "constant", "the guide's first config"


def test_each_item_has_an_example() -> None:
    assert list(EXAMPLES) == list(guide())
    assert {example.problem for example in EXAMPLES.values()} == PROBLEMS.keys()


@pytest.mark.parametrize("item", EXAMPLES)
def test_an_item_happens_in_its_problem_and_in_the_code_of_both_targets(item: str) -> None:
    assert happening(item)
    for target in ("torch", "keras"):
        line = line_of(item, target)
        assert (line is None) == (not EXAMPLES[item].torch)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wide", "later", "one object"])
def test_a_command_of_the_page_gives_the_config_of_its_problem(name: str) -> None:
    _, *words = shlex.split(command(PROBLEMS[name]))
    answer = advisor(*words, "--format", "json", "-q")
    assert answer.code == 0
    assert json.loads(answer.out) == json.loads(answered(name).to_json())


def test_an_ordinary_problem_gets_the_first_config_of_the_guide() -> None:
    chosen = {path: choice.value for path, choice in answered("table").choices.items()}
    assert 1 <= chosen["model.hidden.layers"] <= 5
    assert all(1 <= width <= 100 for width in chosen["model.hidden.widths"])
    assert chosen["training.schedule"].name == "constant"
    assert (chosen["training.learning_rate.range_test"].low, chosen["training.learning_rate.range_test"].high) == (
        1e-6,
        10,
    )
    assert chosen["training.early_stopping"].patience > 0
    assert chosen["training.early_stopping"].restore_best
    assert chosen["training.epochs"] >= 100
    assert 2 <= chosen["training.batch_size"] <= 32
    assert chosen["training.optimizer.name"] in ("nadam", "adam")
    assert (chosen["model.normalization.kind"], chosen["model.dropout.kind"]) == ("batch", "none")
    assert re.match("lecun", chosen["model.initialization.hidden"])
