"""What the guide's remedies change in the config that was trained under its rules."""

from typing import Any

import pytest

from advisor.diagnosing.revising import revised
from advisor.problem import Problem
from advisor.recommending import Recommendation, plain, recommend

PROBLEM = Problem(task="multiclass", classes=5, rows=5_000, features=20)
EDITED = {"model.activation.name": "sigmoid", "model.normalization.kind": "none"}


def changed(name: str, rules: Any = "guide", edited: dict[str, Any] | None = None) -> dict[str, Any]:
    """The values that are others once a condition was seen."""
    trained = recommend(PROBLEM, rules)

    def value(path: str, of: Recommendation = trained) -> Any:
        return (edited or {}).get(path, plain(of.choices[path].value) if path in of.choices else None)

    after = revised(trained, [name], value)
    return {path: new for path, each in after.choices.items() if (new := plain(each.value)) != value(path)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("overfitting", {"model.hidden.widths": [50] * 3, "training.optimizer.weight_decay": 1e-4}),
        ("generalization-gap", {"model.hidden.widths": [50] * 3, "training.optimizer.weight_decay": 1e-4}),
        ("best-epoch-very-early", {"model.hidden.widths": [50] * 3, "training.learning_rate.initial": 0.00033}),
        ("exploding-gradients", {"training.clip_norm": 1.0, "training.learning_rate.initial": 0.00033}),
        ("dead-or-vanishing-gradients", {"model.hidden.layers": 2, "model.hidden.widths": [100] * 2}),
        ("underfitting", {"model.hidden.layers": 4}),
        ("still-improving", {"training.epochs": 400}),
        ("rate-too-low", {"training.learning_rate.initial": 0.01}),
    ],
)
def test_the_guides_remedies_are_in_the_revised_config(name: str, expected: dict[str, Any]) -> None:
    found = changed(name)
    assert {path: found.get(path) for path in expected} == expected


def test_what_saturates_is_replaced_and_normalised() -> None:
    found = changed("dead-or-vanishing-gradients", edited=EDITED)
    assert found["model.activation.name"] == "elu"
    assert found["model.normalization.kind"] == "batch"


def test_the_current_rules_regularise_and_leave_the_network_as_large() -> None:
    assert "model.hidden.widths" not in changed("overfitting", "current")
