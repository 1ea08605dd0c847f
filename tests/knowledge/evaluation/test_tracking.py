"""What is logged, and where."""

import pytest

from advisor.knowledge.evaluation.tracking import tracked, tracker
from tests.knowledge.deciding import value


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("tool", ["csv", "wandb", "tensorboard", "mlflow"])
def test_the_tool_is_the_one_asked_for(ruleset: str, tool: str) -> None:
    assert value(tracker, ruleset, {"tracker": tool}) == tool


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_losses_rate_gradients_and_scores_are_logged(ruleset: str) -> None:
    logged = value(tracked, ruleset, {}, metrics=["auc", "log-loss"])
    assert {"train-loss", "validation-loss", "learning-rate", "gradient-norm", "auc", "log-loss", "seed"} <= set(logged)
    assert len(logged) == len(set(logged))


def test_where_gradients_went_wrong_each_layer_is_logged() -> None:
    assert "gradient-norm-by-layer" in value(tracked, "guide", {"observed_gradients": "vanishing"})


def test_a_model_as_it_is_has_no_curves() -> None:
    logged = value(tracked, "current", {}, family="zero-shot", metrics=["wer"])
    assert "wer" in logged
    assert "train-loss" not in logged
