"""Published recognisers: what is said of them agrees with the catalogue of backbones, and which comes first."""

import pytest

from advisor.networks.catalogue import backbones
from advisor.networks.recognisers import Recogniser, recognisers

RECOGNISERS = recognisers()


@pytest.mark.parametrize("known", RECOGNISERS.values(), ids=RECOGNISERS.keys())
def test_entry_is_sound(known: Recogniser) -> None:
    assert known.source
    assert known.commercial == ("NC" not in known.license)
    assert 0 < known.english < 100
    backbone = backbones().get(known.key)
    if backbone is not None:
        assert (backbone.weights, backbone.license) == (known.weights, known.license)
        assert backbone.parameters / 1e9 == pytest.approx(known.billions, abs=0.05)


def test_the_first_errs_less_than_whisper_turbo_at_many_times_its_speed() -> None:
    first, turbo = next(iter(RECOGNISERS.values())), RECOGNISERS["whisper_large_v3_turbo"]
    assert first.commercial
    assert first.english < turbo.english
    assert first.five is not None
    assert turbo.five is not None
    assert first.five < turbo.five
    assert first.speed > 10 * turbo.speed
