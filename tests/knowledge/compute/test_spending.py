"""What training may take: hours and dollars that were said, and those that nobody has to be asked for."""

from typing import Any

import pytest

from advisor import Problem, recommend
from advisor.knowledge.compute.spending import hours_allowed, is_limited, operations_allowed

H100: dict[str, Any] = {"task": "language-modeling", "accelerator": "h100", "gpus": 8}


@pytest.mark.parametrize(
    ("facts", "hours"),
    [
        pytest.param({}, None, id="nothing said"),
        pytest.param({"compute.hours": 5.0}, 5.0, id="hours"),
        pytest.param({"compute.dollars": 240.0}, 10.0, id="8 devices at 3 dollars"),
        pytest.param({"compute.dollars": 240.0, "compute.hours": 5.0}, 5.0, id="the hours end first"),
        pytest.param({"compute.dollars": 24.0, "compute.hours": 5.0}, 1.0, id="the dollars end first"),
        pytest.param({"compute.dollars": 24.0, "device": "cpu", "accelerator": "unknown", "gpus": 0}, None, id="a CPU"),
    ],
)
def test_the_hours_that_there_are(facts: dict[str, Any], hours: float | None) -> None:
    problem = Problem(**{**H100, **facts})
    assert hours_allowed(problem, 8) == hours
    assert is_limited(problem) is (hours is not None)


def test_more_hours_and_machines_compute_more() -> None:
    one, two = (operations_allowed(Problem(**{**H100, "compute.hours": hours}), "transformer") for hours in (1.0, 2.0))
    assert two == 2 * one
    assert operations_allowed(Problem(**{**H100, "gpus": 1, "compute.hours": 8.0}), "transformer") == one


@pytest.mark.parametrize("tokens", [10**6, 10**9, 10**11, 10**13])
@pytest.mark.parametrize("limit", [{"compute.hours": 2.0}, {"compute.dollars": 60.0}])
@pytest.mark.parametrize("pretrained", [True, False])
def test_a_limit_is_never_exceeded(tokens: int, limit: dict[str, float], pretrained: bool) -> None:
    facts = {**H100, "tokens": tokens, "priorities.pretrained": pretrained, **limit}
    resources = recommend(Problem(**facts)).values()["resources"]
    assert resources["training_hours"] <= limit.get("compute.hours", 1e9)
    assert resources["cost_usd"] <= limit.get("compute.dollars", 1e9)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param({"tokens": 2 * 10**10}, "say what you can spend", id="none said"),
        pytest.param({"tokens": 2 * 10**10, "compute.dollars": 10_000.0}, "", id="more than enough"),
        pytest.param({"tokens": 10**12 - 1, "compute.hours": 1.0}, "training ends after", id="too little"),
        pytest.param({"tokens": 10**6}, "", id="an ordinary plan"),
    ],
)
def test_a_plan_that_costs_more_than_ordinary_says_so(facts: dict[str, Any], said: str) -> None:
    warnings = " ".join(recommend(Problem(**{**H100, **facts})).warnings)
    assert (said in warnings) if said else not {"say what you can spend", "training ends after"} & {warnings}
