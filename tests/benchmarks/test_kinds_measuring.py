"""What the benchmark of other kinds of data scores, and on what."""

from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from benchmarks.quality.kinds import measuring, published, sets, simple


@pytest.mark.parametrize("name", ["made-walk", "made-shops"])
def test_scores_of_a_project_are_brought_to_the_unit_of_the_peers(name: str, tmp_path: Path) -> None:
    about = sets.write(name, tmp_path, 0)
    naive = measuring.scores(tmp_path, about, simple.naive(tmp_path, about))
    project = {"mase": 0.6, "mae": naive["mae"] / 2, "mase of seasonal naive": 1.2}  # of fewer steps to learn from
    found = measuring.scores(tmp_path, about, project)
    assert found == pytest.approx({name: value / 2 for name, value in naive.items()})


@pytest.mark.parametrize("name", list(published.carried()))
def test_published_series_hold_what_is_forecast(name: str) -> None:
    source = published.SOURCES[name]
    frame, horizon, period, tested = published.steps(source)
    assert frame["value"].notna().all()
    assert len(frame) - tested > max(4 * horizon, 2 * period)
    assert tested >= 2 * horizon
