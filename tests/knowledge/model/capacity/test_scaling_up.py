"""A convolutional network that underfitted is scaled up as EfficientNets are, and in the guide's ruleset alone."""

from typing import Any

import pytest

from advisor.engine import Skip
from advisor.knowledge.model.capacity import scaling_up
from advisor.knowledge.model.capacity.base import blocks_per_stage, widths
from tests.knowledge.model.capacity.capacities import GPU, a, first, value

UNDERFITTED: dict[str, Any] = {"observed.fit": "underfitting"}


@pytest.mark.parametrize(
    ("facts", "channels", "blocks"),
    [
        pytest.param({**UNDERFITTED, "rows": 999}, [16, 32, 72], 3, id="twice the operations of a small network"),
        pytest.param({**UNDERFITTED, "rows": 1_000}, [32, 72, 144], 3, id="on a CPU"),
        pytest.param({**UNDERFITTED, **GPU, "rows": 1_000}, [40, 80, 152], 3, id="four times on a GPU"),
        pytest.param(
            {**UNDERFITTED, **GPU, "rows": 1_000, "compute.deploy": "edge"}, [32, 72, 144], 3, id="twice for the edge"
        ),
        pytest.param({**GPU, "rows": 1_000}, [32, 64, 128], 2, id="nothing underfitted"),
        pytest.param({"observed.fit": "overfitting", "rows": 1_000}, [32, 64, 128], 2, id="overfitted"),
    ],
)
def test_depth_and_width_grow_together(facts: dict[str, Any], channels: list[int], blocks: int) -> None:
    problem = a("image", "binary", **facts)
    assert first(widths, "guide", problem, family="cnn", layers=3) == channels
    assert first(blocks_per_stage, "guide", problem, family="cnn") == blocks


def test_they_say_what_they_need() -> None:
    problem = a("image", "binary")
    for answer in (
        scaling_up.channels_of_a_scaled_network(problem, 3),
        scaling_up.blocks_of_a_scaled_network(problem),
    ):
        assert isinstance(answer, Skip)
        assert value(answer) is None
        assert "underfitted" in answer.because
