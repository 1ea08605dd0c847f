"""Every model of GPU that can be named has a name, a memory, and an entry that says what it computes."""

from typing import get_args

import pytest

from advisor import Problem, recommend
from advisor.errors import InputError
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


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("RTX 4090", "rtx4090"),
        ("NVIDIA GeForce RTX 3060", "rtx3060"),
        ("NVIDIA A100-SXM4-40GB", "a100"),
        ("Tesla V100-PCIE-16GB", "v100"),
        ("NVIDIA RTX A6000", "a6000"),
        ("NVIDIA RTX 6000 Ada", "rtx6000ada"),
        ("NVIDIA RTX PRO 6000 Blackwell", "rtxpro6000"),
        ("AMD Instinct MI355X", "mi355x"),
        ("H200 SXM", "h200"),
    ],
)
def test_a_gpu_is_known_as_its_driver_spells_it(said: str, key: str) -> None:
    assert Problem(task="binary", accelerator=said).compute.accelerator == key


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        pytest.param("RTX 4070", "--memory-gib", id="a model without an entry"),
        pytest.param("RTX 4090 Laptop GPU", "--memory-gib", id="a smaller one of nearly the same name"),
        pytest.param("NVIDIA A100-SXM4-80GB", "--accelerator a100 --memory-gib 80", id="another memory"),
        pytest.param("A40", "--memory-gib", id="no A10"),
        pytest.param("Apple M4 Max", "--device mps", id="Apple"),
        pytest.param("M3 Pro", "--device mps", id="Apple, in short"),
        pytest.param("TPU v5e", "does not run on a TPU", id="TPU"),
        pytest.param("Jetson AGX Orin", "--deploy edge", id="Jetson"),
        pytest.param("Raspberry Pi 5", "--deploy edge", id="Raspberry Pi"),
    ],
)
def test_another_machine_is_refused_with_what_to_say_instead(said: str, hint: str) -> None:
    with pytest.raises(InputError) as raised:
        Problem(task="binary", accelerator=said)
    (diagnostic,) = raised.value.diagnostics
    assert hint in (diagnostic.hint or "")


def test_a_gpu_whose_model_is_not_said_is_told_to_be_counted_as_another() -> None:
    found = recommend(Problem(task="language-modeling", tokens=10**7, device="gpu"))
    because = found.choices["resources.training_hours"].pick.because
    assert "NVIDIA T4, assumed: --accelerator says which GPU it is" in because
