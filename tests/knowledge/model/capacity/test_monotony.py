"""More data never shrinks a network."""

import pytest

from advisor.knowledge.model.capacity.base import (
    layers,
    widths,
)
from tests.knowledge.model.capacity.capacities import a, first

ROWS = [2, 50, 499, 500, 999, 1_000, 4_999, 5_000, 9_999, 10_000, 20_000, 10**5, 10**6, 10**7, 10**10]


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("device", ["cpu", "gpu"])
@pytest.mark.parametrize(
    ("kind", "task", "family"),
    [
        ("table", "binary", "mlp"),
        ("table", "binary", "tabm"),
        ("image", "binary", "cnn"),
        ("image", "segmentation", "unet"),
        ("text", "binary", "ngram-mlp"),
        ("text", "binary", "sepcnn"),
        ("text", "language-modeling", "transformer"),
        ("sequence", "binary", "rnn"),
        ("sequence", "binary", "transformer"),
        ("sequence", "binary", "cnn"),
        ("series", "forecasting", "linear-series"),
        ("series", "forecasting", "nhits"),
    ],
)
def test_more_data_never_narrows_a_network(kind, task, family, device, ruleset):
    before: list[int] = []
    for rows in ROWS:
        if task == "forecasting" and rows < 50:
            continue
        problem = a(kind, task, rows=rows, **{"compute.device": device})
        depth = first(layers, ruleset, problem, family=family, folds=1)
        now = first(widths, ruleset, problem, family=family, layers=depth)
        assert len(now) == depth
        assert len(now) >= len(before)
        assert max(now, default=0) >= max(before, default=0)
        before = now
