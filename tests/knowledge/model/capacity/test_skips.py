"""Where layers have skips."""

from typing import Any

import pytest

from advisor.knowledge.model.capacity import skips
from advisor.knowledge.model.capacity.base import (
    members,
    residual,
)
from advisor.knowledge.scopes import FAMILIES
from tests.knowledge.model.capacity.capacities import first, table


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.parametrize("depth", [1, 4, 5])
def test_blocks_and_deep_stacks_have_skips(family, depth, ruleset):
    in_blocks = family in ("cnn", "unet", "transformer", "nhits", "linear-series")
    assert first(residual, ruleset, table(), family=family, layers=depth) is (in_blocks or depth > 4)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_members(ruleset):
    assert first(members, ruleset, table(priority="latency"), family="tabm", folds=1) == 32


def test_a_single_network_says_what_speaks_against_several():
    def because(**facts: Any) -> str:
        return skips.one_where_time_or_size_counts(table(**facts)).because

    assert "50,001 rows" in because(rows=50_001)
    assert "an edge device, accuracy first" in because(deploy="edge")
    assert "a server within 2 ms, memory first" in because(latency_ms=2.0, priority="memory")
