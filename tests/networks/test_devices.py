"""Every device says what it can do, and where that was read."""

import json

import pytest

from advisor.networks.devices import DEVICES, Device, known_devices


@pytest.mark.parametrize("device", known_devices().values(), ids=known_devices().keys())
def test_entry_is_sound(device: Device) -> None:
    assert device.peak_tflops > 0
    assert device.memory_gib >= 0
    assert device.usd_per_hour >= 0
    assert device.source
    assert set(device.from_memory) <= set(Device.__struct_fields__)
    assert (device.read is None) == ("peak_tflops" in device.from_memory)


def test_keys_are_named_once() -> None:
    assert len(known_devices()) == len(json.loads(DEVICES.read_bytes()))


def test_a_faster_gpu_of_one_maker_costs_more() -> None:
    gpus = [known_devices()[key] for key in ("t4", "l4", "a100_40", "h100", "h200", "b200")]
    prices = [gpu.usd_per_hour for gpu in gpus]
    assert prices == sorted(prices)
