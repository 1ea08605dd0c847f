"""Every model of GPU that can be named has a name, a memory, and an entry that says what it computes."""

from typing import get_args

import pytest

from advisor import Problem, recommend
from advisor.networks.devices import known_devices
from advisor.problem.accelerators import GPUS
from advisor.problem.vocabulary import Accelerator


def test_each_word_has_its_gpu() -> None:
    assert ["unknown", *GPUS] == [*get_args(Accelerator)]


@pytest.mark.parametrize("key", GPUS)
def test_its_memory_and_its_speed_agree_with_what_is_known_of_the_device(key: str) -> None:
    device = known_devices()["a100_40" if key == "a100" else key]
    assert 0.9 * GPUS[key].memory_gib <= device.memory_gib <= GPUS[key].memory_gib
    assert GPUS[key].name.split()[-1] in device.name or GPUS[key].name in device.name


def test_a_consumer_card_has_its_memory_and_its_precision() -> None:
    found = recommend(Problem(task="language-modeling", tokens=10**7, accelerator="rtx4090"))
    assert found.problem.compute.device_memory_gib == 24
    assert found["compute.precision"] == "bf16"
