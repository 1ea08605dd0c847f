"""How learning rates move: known points, and what holds of every schedule."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.networks.schedules import share_of_peak

parts = st.floats(0, 1)
shares = st.floats(0, 0.9)
SCHEDULES = ("constant", "one-cycle", "cosine", "linear", "plateau", "step", "exponential", "warmup-stable-decay")


@pytest.mark.parametrize(
    ("settings", "points"),
    [
        pytest.param({"schedule": "constant"}, [(0, 1), (0.5, 1), (1, 1)], id="constant"),
        pytest.param({"schedule": "plateau", "factor": 0.5}, [(0, 1), (1, 1)], id="plateau: only the data can tell"),
        pytest.param({"schedule": "cosine"}, [(0, 1), (0.5, 0.5), (1, 0)], id="cosine"),
        pytest.param({"schedule": "cosine", "final": 0.1}, [(0, 1), (0.5, 0.55), (1, 0.1)], id="cosine to a tenth"),
        pytest.param({"schedule": "linear", "final": 0.5}, [(0, 1), (0.5, 0.75), (1, 0.5)], id="linear"),
        pytest.param({"schedule": "linear", "warmup": 0.2}, [(0, 0), (0.1, 0.5), (0.2, 1), (0.6, 0.5)], id="warm-up"),
        pytest.param(
            {"schedule": "one-cycle", "rising": 0.25, "start": 0.04, "final": 0.0},
            [(0, 0.04), (0.125, 0.52), (0.25, 1), (0.625, 0.5), (1, 0)],
            id="one-cycle",
        ),
        pytest.param(
            {"schedule": "step", "factor": 0.1, "milestones": [0.5, 0.75]},
            [(0.49, 1), (0.5, 0.1), (0.74, 0.1), (0.75, 0.01)],
            id="step",
        ),
        pytest.param({"schedule": "exponential", "final": 0.25}, [(0, 1), (0.5, 0.5), (1, 0.25)], id="exponential"),
        pytest.param({"schedule": "exponential"}, [(0.5, 0.1), (1, 0.01)], id="exponential to nothing in particular"),
        pytest.param(
            {"schedule": "warmup-stable-decay", "decay": 0.2, "warmup": 0.1},
            [(0.05, 0.5), (0.5, 1), (0.82, 1), (0.91, 0.5), (1, 0)],
            id="warmup-stable-decay",
        ),
        pytest.param(
            {"schedule": "cosine", "average_from": 0.75, "average_at": 0.5},
            [(0.5, 0.5), (0.75, 0.5), (1, 0.5)],
            id="swa",
        ),
    ],
)
def test_known_points(settings: dict[str, Any], points: list[tuple[float, float]]) -> None:
    for done, share in points:
        assert share_of_peak(done, **settings) == pytest.approx(share, abs=1e-12)


@given(parts, st.sampled_from(SCHEDULES), st.floats(0, 0.5), shares, st.floats(0.01, 0.9), shares, shares)
def test_no_rate_is_above_the_peak_or_below_zero(
    done: float, schedule: Any, warmup: float, final: float, rising: float, start: float, factor: float
) -> None:
    share = share_of_peak(
        done,
        schedule,
        warmup=warmup,
        final=final,
        rising=rising,
        start=start,
        factor=factor,
        milestones=(0.3, 0.6),
        decay=rising,
    )
    assert -1e-12 <= share <= 1 + 1e-12


@given(parts, parts, st.sampled_from(SCHEDULES), shares)
def test_after_the_warm_up_rates_only_fall(one: float, other: float, schedule: Any, final: float) -> None:
    earlier, later = sorted((one, other))
    settings: dict[str, Any] = {"final": final, "rising": 1e-9, "factor": 0.5, "milestones": (0.5,), "decay": 0.3}
    if schedule != "one-cycle" or earlier > 1e-6:
        assert share_of_peak(earlier, schedule, **settings) >= share_of_peak(later, schedule, **settings) - 1e-12
