"""The memory ladder: what it returns fits, in an order that gives up least first."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor.config.values import Fit, Load
from advisor.knowledge.compute.memory_ladder import BATCH_FLOOR, PER_DEVICE, USABLE, Walk
from advisor.networks.published import published
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.strategies import RULESETS, problems

often = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
MIB = 1 << 20
ADAMW_16 = 18  # bytes a parameter, in mixed precision


def machine(memory: float = 16.0, gpus: int = 1, **facts: Any) -> Problem:
    device = {"compute.device": "gpu", "compute.gpus": gpus} if gpus else {}
    return Problem(**{"task": "binary", "data.kind": "image", "memory_gib": memory, **device, **facts})


def walk(problem: Problem, burden: Load, batch: int = 64, family: Any = "pretrained", **more: Any) -> Fit:
    return Walk(problem, family, burden, more.pop("optimizer", "adamw"), batch, **more).fit()


def own(parameters: int, kept: int) -> Load:
    return Load(parameters, kept, kept // 2)


# One rung after the other -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("memory", "gpus", "burden", "family", "rungs"),
    [
        pytest.param(16, 1, own(10**7, 50 * MIB), "transformer", [], id="fits as it is"),
        pytest.param(
            4, 1, own(10**7, 200 * MIB), "transformer", ["micro-batch of 16, gradients added up"], id="pieces"
        ),
        pytest.param(
            3, 1, own(10**7, 300 * MIB), "cnn",
            ["micro-batch of 16, gradients added up", "activations computed again"], id="not below BatchNorm's need",
        ),
        pytest.param(
            3, 1, own(10**7, 800 * MIB), "cnn",
            ["micro-batch of 8, gradients added up", "activations computed again", "optimiser states in 8 bits",
             "no BatchNorm, which so few examples on a device do not bear"], id="another normalisation",
        ),
        pytest.param(
            16, 1, own(700_000_000, 2_000 * MIB), "transformer",
            ["micro-batch of 1, gradients added up"], id="one at a time",
        ),
        pytest.param(
            16, 1, own(800_000_000, 10 * MIB), "transformer",
            ["activations computed again", "optimiser states in 8 bits"], id="states",
        ),
        pytest.param(
            16, 8, own(3_000_000_000, 100 * MIB), "transformer", ["weights sharded over 8 GPUs"],
            id="sharded before anything is computed again",
        ),
    ],
)  # fmt: skip
def test_rungs(memory: float, gpus: int, burden: Load, family: Any, rungs: list[str]) -> None:
    found = walk(machine(memory, gpus), burden, family=family)
    assert found.fits
    assert found.ladder == rungs


@pytest.mark.parametrize(
    ("accelerator", "precision"),
    [("t4", "fp16"), ("v100", "fp16"), *((name, "bf16") for name in ("unknown", "a10", "l4", "a100", "h100", "b200"))],
)
def test_precision_fits_the_accelerator(accelerator: str, precision: str) -> None:
    assert walk(machine(accelerator=accelerator), own(10**8, MIB)).precision == precision


@pytest.mark.parametrize(("parameters", "precision"), [(4_999_999, "fp32"), (5_000_000, "bf16"), (5_000_001, "bf16")])
def test_small_networks_stay_in_32_bits(parameters: int, precision: str) -> None:
    assert walk(machine(), own(parameters, MIB)).precision == precision


def test_a_cpu_trains_in_32_bits() -> None:
    assert walk(machine(gpus=0), own(10**8, MIB)).precision == "fp32"


@pytest.mark.parametrize(
    ("batch", "kept", "devices"),
    [
        (PER_DEVICE - 1, 8 * MIB, 1), (2 * PER_DEVICE - 1, 8 * MIB, 1), (2 * PER_DEVICE, 8 * MIB, 2),
        (4 * PER_DEVICE, 8 * MIB, 4), (99 * PER_DEVICE, 8 * MIB, 4), (3, 255 * MIB, 1), (3, 256 * MIB, 3),
        (127, MIB, 1), (128, MIB, 2), (129, MIB, 2), (256, 1, 1),
    ],
)  # fmt: skip
def test_as_many_devices_as_have_enough_to_do(batch: int, kept: int, devices: int) -> None:
    found = walk(machine(80, 4), own(10**6, kept), batch)
    assert (found.devices, found.strategy) == (devices, "ddp" if devices > 1 else "single")


def test_the_guide_knows_smaller_batches_alone() -> None:
    found = walk(machine(4, 4), own(10**8, 200 * MIB), family="cnn", only_batch=True)
    assert found.fits
    assert (found.precision, found.devices, found.checkpointing) == ("fp32", 1, False)
    assert found.micro_batch < BATCH_FLOOR


def test_huge_networks_need_tensor_parallelism() -> None:
    found = walk(machine(80, 64), own(20_000_000_000, 100 * MIB), 1024, "transformer")
    assert found.strategy == "tensor-and-data-parallel"


def test_a_network_that_nothing_makes_fit_says_so() -> None:
    problem = machine(8, image="64x64x3", pretrained=False, rows=10**6)
    found = walk(problem, own(10**10, MIB), family="cnn")
    assert not found.fits
    assert found.micro_batch == 1


# What the problem says, what the config holds -------------------------------------------------------------


@pytest.mark.parametrize("gib", [2, 4, 8, 16, 24, 40, 80])
def test_adapters_of_a_language_model(gib: float) -> None:
    r = recommend(Problem(task="language-modeling", tokens=10**7, device="gpu", memory_gib=gib))
    fit = r["compute.fit"]
    said = " ".join(fit.ladder)
    assert fit.fits
    assert ("4 bits" in said) == fit.quantized_base == r["model.backbone.lora"].quantized_base
    assert ("computed again" in said) == fit.checkpointing
    assert said.count("smaller tier") == (fit.backbone != "qwen3_8b")


@given(st.floats(0.3, 80), st.sampled_from(["speech-recognition", "multiclass"]), st.booleans(), st.booleans())
@often
def test_inputs_are_those_of_the_network_that_is_left(memory: float, task: str, gpu: bool, multilingual: bool) -> None:
    """Bands, tokens and pixels are resolved before the ladder is walked, or with it: they must agree."""
    kind = "audio" if task == "speech-recognition" else "text"
    facts: dict[str, Any] = {"hours": 2.0} if kind == "audio" else {"data.length": 2_000}
    r = recommend(
        Problem(
            **{"task": task, "data.kind": kind, "memory_gib": memory, "device": "gpu" if gpu else "cpu", **facts},
            multilingual=multilingual,
        )
    )
    backbone = r.choices.get("model.backbone.name")
    assume(backbone is not None)
    assert backbone is not None
    name = backbone.value
    if name.startswith("whisper"):
        assert r["data.audio.mel_bands"] == (128 if name.startswith("whisper_large_v3") else 80)
    if kind == "text":
        assert r["data.text.max_length"] <= (published(name).max_tokens or 0)


@pytest.mark.parametrize("memory", [0.5, 1, 1.5, 2, 3, 4, 6])
def test_images_keep_to_the_patches_and_halvings_of_the_network(memory: float) -> None:
    for task, more in (("detection", {}), ("segmentation", {"domain": "near"}), ("multiclass", {"rows": 60})):
        problem = Problem(**{"task": task, "data.kind": "image", "device": "gpu", "memory_gib": memory, **more})
        r = recommend(problem)
        side, name = r["model.input.shape"][0], r.choices["model.backbone.name"].value
        native = published(name).resolution or side
        assert side <= native
        assert side % (14 if name.startswith("dinov2") else 32) == 0 or side == native


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_what_is_returned_fits_or_a_warning_says_that_it_does_not(problem: Problem, ruleset: Any) -> None:
    r = recommend(problem, ruleset)
    fit, memory = r["compute.fit"], problem.compute.device_memory_gib
    assert fit.fits == (fit.memory_gib <= memory)
    assert any("does not fit" in warning for warning in r.warnings) == (not fit.fits)
    if fit.memory_gib > memory * (USABLE + 0.01):
        assert any("does not fit" in warning or "barely fits" in warning for warning in r.warnings)
    batch = r.choices["training.batch_size"].value if "training.batch_size" in r.choices else 1
    product = fit.micro_batch * fit.accumulation * fit.devices
    assert batch <= product < batch + fit.micro_batch * fit.devices
    assert (fit.strategy == "single") == (fit.devices == 1)
    assert fit.devices <= max(1, problem.compute.gpus)
    assert fit.devices == 1 or ruleset == "current"
    if problem.compute.device == "cpu":
        assert (fit.precision, fit.devices, fit.optimizer_bits) == ("fp32", 1, 32)
    if problem.compute.accelerator in ("t4", "v100"):
        assert fit.precision != "bf16"
    assert ("computed again" in " ".join(fit.ladder)) == fit.checkpointing
    assert ("8 bits" in " ".join(fit.ladder)) == (fit.optimizer_bits == 8)
    assert ("sharded" in " ".join(fit.ladder)) == (fit.strategy not in ("single", "ddp"))


@often
@given(st.integers(10**5, 10**11), st.integers(1, 10**9), st.integers(1, 4096), st.floats(0.5, 180), st.integers(0, 64))
def test_more_memory_never_takes_more_reductions(
    parameters: int, kept: int, batch: int, memory: float, gpus: int
) -> None:
    burden = own(parameters, kept)
    less = walk(machine(memory, gpus), burden, batch, "transformer")
    more = walk(machine(2 * memory, gpus), burden, batch, "transformer")
    assert more.fits >= less.fits
    if less.fits:
        assert more.checkpointing <= less.checkpointing
        assert more.optimizer_bits >= less.optimizer_bits
        if more.devices == less.devices and more.ladder == less.ladder:
            assert more.micro_batch >= less.micro_batch


def test_the_estimate_grows_with_the_batch_and_the_network() -> None:
    problem = machine(80)
    sizes = [walk(problem, own(10**8, 10 * MIB), batch).memory_gib for batch in (1, 8, 64, 512)]
    assert sizes == sorted(set(sizes))
    sizes = [walk(problem, own(parameters, MIB)).memory_gib for parameters in (10**7, 10**8, 10**9)]
    assert sizes == sorted(set(sizes))
    full = walk(problem, own(10**9, 0)).memory_gib
    assert full == pytest.approx((ADAMW_16 * 10**9 + 2**30) / 2**30)
