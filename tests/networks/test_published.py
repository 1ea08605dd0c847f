"""The tiers of published networks that the memory ladder steps down."""

import pytest

from advisor.networks.published import TIERS, published, smaller


@pytest.mark.parametrize("tiers", TIERS, ids=lambda tiers: tiers[0])
def test_tiers_step_down_and_take_the_same_inputs(tiers: tuple[str, ...]) -> None:
    known = [published(name) for name in tiers]
    sizes = [backbone.parameters for backbone in known]
    assert sizes == sorted(sizes, reverse=True)
    assert len({(backbone.modality, backbone.task) for backbone in known}) == 1
    assert len({"large_v3" in name for name in tiers}) == 1
    assert [smaller(name) for name in tiers] == [*tiers[1:], None]
