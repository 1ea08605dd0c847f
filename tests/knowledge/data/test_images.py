"""How pixels become inputs."""

from typing import Any

import pytest

from advisor.knowledge.data.images import pixel_scaling
from tests.knowledge.deciding import decided


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("facts", "family", "rule", "expected"),
    [
        pytest.param({}, "pretrained", "PIX-BACKBONE", "backbone-statistics", id="published"),
        pytest.param({"task": "detection", "priorities.pretrained": False}, "detector", "PIX-DETECTOR", "unit-range",
                     id="a detector from scratch"),
        pytest.param({"domain": "far"}, "cnn", "PIX-CHANNELS", "channel-statistics", id="from scratch"),
        pytest.param({"task": "segmentation", "volumetric": True}, "unet", "PIX-VOLUME", "percentile-clip-z-score",
                     id="volumes"),
        pytest.param({"task": "segmentation"}, "unet", "PIX-CHANNELS", "channel-statistics", id="photographs"),
    ],
)  # fmt: skip
def test_pixels(facts: dict[str, Any], family: str, rule: str, expected: str, ruleset: str) -> None:
    said = decided(pixel_scaling, ruleset, {"data.kind": "image", **facts}, family=family)
    assert (said[0], said[1].value) == (rule, expected)
