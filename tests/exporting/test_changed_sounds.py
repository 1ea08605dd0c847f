"""Recordings as convolutions take them, in PyTorch and in Keras: on one scale, in groups, and changed at random."""

import importlib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.exporting.running import assert_clean, exported
from tests.exporting.test_keras import forgotten  # noqa: F401, a fixture
from tests.exporting.test_tables import changed, recommended

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
soundfile = pytest.importorskip("soundfile")
pytest.importorskip("keras")
pytestmark = pytest.mark.slow

CLIPS = {"data.kind": "audio", "rows": 900, "classes": 3, "seconds": 0.5}
SOUNDS = recommended("multiclass", **CLIPS, **{"data.groups": 3, "data.group_part": "name-1"})
SHAPE = 4, 1, 64, 25  # recordings, a plane, bands, frames
TARGETS = pytest.mark.parametrize("target", ["torch", "keras"])


def module_of(config: dict[str, Any], folder: Path, target: str, forgotten: pytest.MonkeyPatch) -> Any:  # noqa: F811
    """The module of an exported project that changes and reads recordings."""
    project = exported(config, folder, target)
    assert_clean(project)
    forgotten.syspath_prepend(str(project))
    return importlib.import_module("data" if target == "keras" else "train")


def changed_by(module: Any, target: str, x: Any, seed: int) -> Any:
    """Recordings as they are learnt, as an array of recordings, bands and frames."""
    if target == "keras":
        return module.augmented(x[:, 0, :, :, None], np.random.default_rng(seed))[..., 0]
    torch.manual_seed(seed)
    return module.augmented(torch.from_numpy(x)).numpy()[:, 0]


@TARGETS
def test_each_change_follows_the_seed_and_keeps_the_form(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    module = module_of(SOUNDS, tmp_path, target, forgotten)
    x = np.random.default_rng(0).normal(size=SHAPE).astype(np.float32)
    once, again, other = (changed_by(module, target, x, seed) for seed in (1, 1, 2))
    assert (once.shape, once.dtype) == ((4, 64, 25), np.float32)
    assert np.isfinite(once).all()
    assert (once == again).all()
    assert all((after != before).any() for after, before in zip(once, x[:, 0], strict=True))
    assert (once != other).any()


@TARGETS
@pytest.mark.parametrize(
    ("name", "strength", "least", "most"),
    [
        pytest.param("frequency-stretch", 0.5, 20 / 1.5, 20 / 0.5, id="as another voice"),
        pytest.param("frequency-shift", 0.1, 20 - 0.1 * 63, 20 + 0.1 * 63, id="by a tenth of the bands"),
    ],
)
def test_a_changed_voice_speaks_in_other_bands(
    name: str, strength: float, least: float, most: float, target: str, tmp_path: Path,
    forgotten: pytest.MonkeyPatch,  # noqa: F811
) -> None:  # fmt: skip
    config = changed(SOUNDS, data__augmentation=[{"name": name, "strength": strength}])
    module = module_of(config, tmp_path, target, forgotten)
    x = np.exp(-((np.arange(64.0)[:, None] - 20) ** 2) / 8).repeat(25, 1)[None, None].repeat(64, 0).astype(np.float32)
    loudest = changed_by(module, target, x, 0)[:, :, 12].argmax(axis=1)
    assert least - 1 <= loudest.min() < 18
    assert 22 < loudest.max() <= most + 1


@TARGETS
def test_time_is_stretched_about_the_middle(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    config = changed(SOUNDS, data__augmentation=[{"name": "time-stretch", "strength": 0.5}])
    module = module_of(config, tmp_path, target, forgotten)
    x = np.arange(25, dtype=np.float32) * np.ones((64, 1, 64, 1), np.float32)
    after = changed_by(module, target, x, 0)
    assert after[:, :, 12] == pytest.approx(np.full((64, 64), 12.0), abs=1e-3)
    slopes = after[:, 0, 13] - after[:, 0, 12]
    assert 0.5 <= slopes.min() < 0.7
    assert 1.3 < slopes.max() <= 1.5


@TARGETS
def test_tilts_and_noise_are_in_deviations_of_the_recording(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    changes = [{"name": "spectral-tilt", "strength": 2.0}, {"name": "spectral-noise", "strength": 0.1}]
    module = module_of(changed(SOUNDS, data__augmentation=changes), tmp_path, target, forgotten)
    after = changed_by(module, target, np.zeros((64, *SHAPE[1:]), np.float32), 0)
    ends = after[:, -1].mean(axis=1)
    assert after[:, 0].mean(axis=1) == pytest.approx(-ends, abs=0.2)
    assert -2.1 < ends.min() < -1
    assert 1 < ends.max() < 2.1
    rough = (after - after.mean(axis=2, keepdims=True)).std(axis=(1, 2))
    assert 0 < rough.min() < 0.03
    assert 0.07 < rough.max() < 0.11


@TARGETS
def test_a_filter_is_smooth_over_the_bands_and_the_same_at_all_times(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    config = changed(SOUNDS, data__augmentation=[{"name": "spectral-filter", "strength": 0.5}])
    module = module_of(config, tmp_path, target, forgotten)
    after = changed_by(module, target, np.zeros((256, *SHAPE[1:]), np.float32), 0)
    assert (after == after[:, :, :1]).all()
    assert after[:, [0, -1], 0].std(axis=0) == pytest.approx([0.5, 0.5], rel=0.2)
    bends = np.abs(np.diff(after[:, :, 0], n=2)) > 1e-5
    assert (bends.sum(axis=1) <= 8).all()  # four places within, each of which two differences see


@TARGETS
def test_loudness_is_taken_out_of_each_recording(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    module = module_of(SOUNDS, tmp_path / "project", target, forgotten)
    data = importlib.import_module("data")
    noise = np.random.default_rng(0).normal(0, 0.1, 8_000) * np.linspace(0.01, 1, 8_000)
    seen = []
    for name, loud in (("loud", 1.0), ("soft", 0.01)):
        soundfile.write(tmp_path / f"{name}.wav", loud * noise, 16_000, "FLOAT")
        seen.append(np.array(data.spectrogram_of(str(tmp_path / f"{name}.wav")), dtype=np.float32))
    assert seen[0] == pytest.approx(seen[1], abs=0.01)
    assert (seen[0].mean(), seen[0].std()) == pytest.approx((0, 1), abs=0.05)  # before the last column is cut off
    assert module is not None


def test_both_targets_hear_the_same(tmp_path: Path, forgotten: pytest.MonkeyPatch) -> None:  # noqa: F811
    soundfile.write(tmp_path / "a.wav", np.random.default_rng(0).normal(0, 0.1, 6_000), 16_000, "FLOAT")
    seen = []
    for target in ("torch", "keras"):
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(exported(SOUNDS, tmp_path / target, target)))
            importlib.sys.modules.pop("data", None)  # type: ignore[attr-defined]
            seen.append(np.array(importlib.import_module("data").spectrogram_of(str(tmp_path / "a.wav"))))
    assert seen[0] == pytest.approx(seen[1], abs=0.02)
    for beyond in (0, -1):  # silence before the beginning and behind the end
        assert seen[0][:, beyond] == pytest.approx(np.full(64, seen[0].min()), abs=1e-3)


@TARGETS
def test_quiet_ends_are_cut_off_and_what_sounds_stands_in_the_middle(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    config = recommended("multiclass", **CLIPS, **{"data.seconds": 3.0, "data.sounding_seconds": 0.8})
    assert config["data"]["audio"]["trim_db"] == 30
    module_of(config, tmp_path / "project", target, forgotten)
    rng = np.random.default_rng(0)
    for name, start in (("early", 3_200), ("late", 38_400)):
        wave = rng.normal(0, 1e-4, 48_000)
        wave[start : start + 8_000] += rng.normal(0, 0.1, 8_000)
        soundfile.write(tmp_path / f"{name}.wav", wave, 16_000, "FLOAT")
    data = importlib.import_module("data")
    early, late = (np.array(data.spectrogram_of(str(tmp_path / f"{name}.wav")), float) for name in ("early", "late"))
    assert early.shape == late.shape == (64, 40)
    loud = np.flatnonzero(early.mean(axis=0) > 0.5)
    assert (loud[0], loud[-1]) == pytest.approx((7, 32), abs=1)  # 0.5 s of 0.8 s
    assert early.mean(axis=0) == pytest.approx(late.mean(axis=0), abs=0.3)


@TARGETS
def test_a_recording_that_holds_no_numbers_is_refused(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    module_of(SOUNDS, tmp_path / "project", target, forgotten)
    soundfile.write(tmp_path / "a.wav", np.array([0.1, np.nan, 0.2]), 16_000, "FLOAT")
    with pytest.raises(SystemExit, match=r"a\.wav cannot be read: it holds samples that are no numbers"):
        importlib.import_module("data").spectrogram_of(str(tmp_path / "a.wav"))


@TARGETS
def test_a_folder_is_split_by_what_its_names_tell(
    target: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    module_of(SOUNDS, tmp_path / "project", target, forgotten)
    data = importlib.import_module("data")
    for word, voice, take in product(("no", "yes"), ("ann", "bob", "eve"), range(2)):
        (tmp_path / "set" / word).mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / word / f"{voice}_{take}.wav").touch()
    examples = data.load(tmp_path / "set")
    assert sorted(set(examples["group"])) == ["ann", "bob", "eve"]
    facts = {"targets": ["label"], "group": "group"}
    held = [set(valid["group"]) & set(learn["group"]) for learn, valid in data.parts(examples, facts, 0)]
    assert held == [set()] * len(held)
    assert held
