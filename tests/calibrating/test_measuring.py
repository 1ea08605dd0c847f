"""Rates from the seconds of reference networks: made-up seconds give back the rates that made them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.calibrating.measuring import OPTIMISER, WEIGHTS, rates
from advisor.calibrating.references import COMPUTING, DEEP, SHALLOW, TICKING, Reference
from advisor.config.values import Computes
from advisor.networks.duration import Amount, Rates, Speed, seconds
from advisor.networks.layers import own_parameters
from advisor.networks.published import PASSES
from advisor.networks.work import own_work

KINDS: tuple[Computes, ...] = ("dense", "convolution", "recurrence", "attention")
KNOWN = Rates(3e-4, 1.5e-4, 2e-5, 5e-9, {kind: Speed(5e10, 5e-9) for kind in KINDS}, queued=False)
SPEEDS = st.builds(Speed, st.floats(1e9, 1e12), st.floats(1e-12, 1e-8))


def made(known: Rates, reference: Reference) -> float:
    """The seconds of a reference on a machine of known rates."""
    amount = Amount(1, PASSES["all"] * reference.batch, own_parameters(reference.net))
    return seconds(known, own_work(reference.net, ""), amount)


def all_made(known: Rates) -> dict[str, float]:
    """The seconds of all references, and of the optimiser, by name."""
    references = [SHALLOW, DEEP, TICKING, *(each for pair in COMPUTING.values() for each in pair)]
    return {each.name: made(known, each) for each in references} | {OPTIMISER: known.weight * WEIGHTS}


@given(
    st.floats(1e-5, 1e-2),
    st.floats(1e-6, 1e-3),
    st.floats(1e-7, 1e-4),
    st.floats(0, 1e-8),
    st.fixed_dictionaries(dict.fromkeys(KINDS, SPEEDS)),
)
def test_predicted_as_measured(step, layer, tick, weight, speeds) -> None:
    known = Rates(step, layer, tick, weight, speeds, queued=False)
    found = rates(all_made(known), queued=False)
    for pair in COMPUTING.values():
        for reference in pair:
            assert 0.5 * made(known, reference) <= made(found, reference) <= 2 * made(known, reference)


def test_usual_rates_are_found_again() -> None:
    speeds = {kind: Speed(5e10, 5e-9) for kind in KINDS}
    known = KNOWN._replace(speeds=speeds)
    found = rates(all_made(known), queued=False)
    assert found.step == pytest.approx(known.step, rel=0.1)
    assert found.layer == pytest.approx(known.layer, rel=0.1)
    assert found.tick == pytest.approx(known.tick, rel=0.1)
    for kind in KINDS:
        assert found.speeds[kind].operations == pytest.approx(5e10, rel=0.1)
        assert found.speeds[kind].value == pytest.approx(5e-9, rel=0.1)


def test_where_work_is_queued_overhead_hides_behind_it() -> None:
    found = rates(dict.fromkeys(all_made(KNOWN), 0.01), queued=True)
    assert found.queued
    assert found.layer == 0
    assert all(speed.operations > 0 and speed.value >= 0 for speed in found.speeds.values())


@pytest.mark.slow
def test_this_machine_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    from advisor.calibrating import measuring

    monkeypatch.setattr(measuring, "SECONDS", 1.0)
    monkeypatch.setattr(measuring, "LOOK", 0.05)
    told: list[float] = []
    found = measuring.calibration(torch.device("cpu"), "a processor", date(2026, 11, 29), told.append)
    assert (found.date, found.device, found.threads) == ("2026-11-29", "a processor", torch.get_num_threads())
    assert told == sorted(told)
    for kind in KINDS:
        assert 0.1 < (getattr(found, f"{kind}_gflops") or 0) < 1e5
    assert 1 < (found.step_us or 0) + (found.layer_us or 0) < 1e6


@pytest.mark.parametrize("reference", [each for pair in COMPUTING.values() for each in pair])
def test_references_have_the_parameters_that_are_counted(reference: Reference) -> None:
    pytest.importorskip("torch")
    from advisor.calibrating.references import built

    real = sum(weights.numel() for weights in built(reference.net).parameters())
    assert real == pytest.approx(own_parameters(reference.net), rel=0.35)
