"""Published forecasters: what is said of them agrees with the catalogue of backbones."""

import pytest

from advisor.networks.catalogue import backbones
from advisor.networks.forecasters import Forecaster, forecasters

FORECASTERS = forecasters()


@pytest.mark.parametrize("known", FORECASTERS.values(), ids=FORECASTERS.keys())
def test_entry_is_sound(known: Forecaster) -> None:
    assert known.source
    assert known.commercial == ("NC" not in known.license)
    assert 0 < known.mase < 1  # none is worse than repeating the last season
    backbone = backbones().get(known.key)
    if backbone is not None:
        assert (backbone.parameters, backbone.license, backbone.score) == (
            known.parameters, known.license, known.mase,
        )  # fmt: skip


def test_the_first_reads_other_variables_and_hardly_any_is_better() -> None:
    first, *others = FORECASTERS.values()
    assert first.commercial
    assert first.variables == "past and future"
    assert all(first.mase - other.mase < 0.01 for other in others)
