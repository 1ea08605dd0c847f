"""Facts of random tables are what NumPy and SciPy compute of the same numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("scipy")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from advisor.errors import InputError
from advisor.profiling import profile
from tests.profiling.tables import column, write

pytestmark = pytest.mark.slow
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FAR, ROBUST = 5, 1.349


def near(value: Any) -> Any:
    """Facts have four significant digits."""
    return pytest.approx(value, rel=1e-3, abs=1e-9)


def outliers(values: np.ndarray) -> float:
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    unit = (high - low) / ROBUST if high > low else values.std()
    return float((np.abs(values - middle) > FAR * unit).mean()) if unit > 0 else 0.0


@quick
@given(
    rows=st.integers(30, 400),
    width=st.integers(1, 6),
    gaps=st.floats(0, 0.6),
    tail=st.sampled_from(["normal", "heavy", "whole", "skewed"]),
    scale=st.integers(-6, 6),
    name=st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1, max_size=20),
    seed=st.integers(0, 10**6),
)
def test_random_tables(
    tmp_path: Path, rows: int, width: int, gaps: float, tail: str, scale: int, name: str, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    make = {
        "normal": lambda: draw.normal(size=rows) * 10.0**scale,
        "heavy": lambda: draw.standard_t(1.5, size=rows),
        "whole": lambda: draw.integers(0, 10**6, size=rows).astype(float),
        "skewed": lambda: draw.lognormal(size=rows) + 0.5,
    }[tail]
    goal = make()
    inputs = [make() for _ in range(width)]
    columns: dict[str, list[Any]] = {
        f"{name.strip() or 'x'} {place}": each.tolist() for place, each in enumerate(inputs)
    }
    holes = [draw.random(rows) < gaps for _ in inputs]
    for values, hole in zip(columns.values(), holes, strict=True):
        for place in np.flatnonzero(hole):
            values[place] = None
    facts = profile(
        write(tmp_path / "t.csv", {**columns, "constant": [3] * rows, "goal": goal.tolist()}), "goal", task="regression"
    )
    assert facts["data.target_mean"] == pytest.approx(goal.mean(), rel=1e-4, abs=1e-9 * 10.0**scale)
    assert facts["data.target_deviation"] == near(goal.std())
    assert facts["data.target_skew"] == pytest.approx(stats.skew(goal, bias=False), rel=0.02, abs=0.01)
    assert facts["data.target_outliers"] == near(outliers(goal))
    kept = [values[~hole] for values, hole in zip(inputs, holes, strict=True)]
    told = [each for each in facts["data.columns"] if each["name"] != "constant"]
    for each, filled in zip(told, kept, strict=True):
        assert each["distinct"] == len(np.unique(filled))
        assert each.get("missing", 0.0) == near(1 - len(filled) / rows)
    usable = [
        place
        for place, each in enumerate(told)
        if each["type"] == "numeric" and each["name"] not in facts["data.leaks"]
    ]
    spreads = [kept[place].std() for place in usable if kept[place].std() > 0]
    assert facts["data.features"] == len(usable)
    assert facts["data.scale_ratio"] == near(max(1.0, max(spreads) / min(spreads)))
    assert facts["data.heavy_tails"] == near(np.mean([outliers(kept[place]) > 0.01 for place in usable]))


def test_one_row_one_column_and_ten_thousand(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two rows with a target are the least"):
        profile(write(tmp_path / "row.csv", {"x": [1.5], "y": [2.5]}), "y")
    with pytest.raises(InputError, match="no column beside the target"):
        profile(write(tmp_path / "column.csv", {"y": [1.5, 2.5, 3.5]}), "y")
    draw = np.random.default_rng(0)
    table = draw.normal(size=(40, 10_000))
    columns = {f"x{place}": table[:, place].tolist() for place in range(10_000)}
    facts = profile(write(tmp_path / "wide.csv", {**columns, "y": draw.integers(0, 2, 40).tolist()}), "y")
    assert (facts["data.features"], facts["data.rows"]) == (10_000, 40)
    assert column(facts, "x9999")["distinct"] == 40
    spreads = table.std(axis=0)
    assert facts["data.scale_ratio"] == near(spreads.max() / spreads.min())
