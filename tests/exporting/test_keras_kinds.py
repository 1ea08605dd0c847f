"""Images, texts, recordings, series and sequences as Keras projects: their networks count as the advisor counts, and
learn on both back ends.
"""

import csv
import importlib
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("keras")
pytest.importorskip("jax")
pytest.importorskip("torch")

import keras
import numpy as np
import soundfile
from PIL import Image

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting import tables
from tests.exporting.running import assert_clean, exported, rows, run_script, shortened, train
from tests.exporting.test_keras import MODULES, forgotten  # noqa: F401, a fixture
from tests.exporting.test_tables import CONFIGS, changed, config_of, recommended
from tests.exporting.test_texts import reviews

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("keras")]  # one process imports Keras for all

MOST = 20_000_000  # parameters that are built in a test
FORECAST = {"rows": 3_000, "horizon": 12, "period": 24}
MANY = FORECAST | {"rows": 12_000, "series": 100, "period": 7, "covariates": 2, "target_range": "counts"}
SEQUENCE = {"data.kind": "sequence", "rows": 90, "classes": 3, "features": 2, "data.length": 20}
IMAGES = recommended("multiclass", rows=600, classes=4, image="12x12x3", device="cpu")
SERIES = recommended("multiclass", **{"data.kind": "series", "rows": 5_000, "classes": 3, "data.length": 20})
ENDS = {"data.quantiles": [0.1, 0.9]}
TEXTS = {"data.kind": "text", "rows": 9_000, "classes": 12, "data.length": 180}
COVERED = ("pretrained", "mlp", "tabm", "cnn", "ngram-mlp", "sepcnn", "linear-series", "nhits", "rnn", "transformer")
UNCOVERED = (
    "language-model-web-scale", "language-model-company-text", "chat-checked-maths", "chat-preferences",
    "chat-support-answers", "entities", "essay-scores", "support-tickets",
)  # fmt: skip
NETWORKS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (recommended("multiclass", **TEXTS), {}),
    (recommended("binary", **{"data.kind": "text", "rows": 300_000, "data.length": 20}), {}),
    (recommended("forecasting", **FORECAST), {}),
    (recommended("forecasting", **MANY), {}),
    (recommended("forecasting", **MANY, **{"data.missing": 0.1}), {}),
    (recommended("forecasting", **MANY, **ENDS), {}),
    (recommended("forecasting", **(MANY | {"rows": 60_000, "series": 100}), **ENDS), {}),
    (recommended("forecasting", **(FORECAST | {"rows": 1_000_000, "horizon": 1, "device": "gpu"})), {}),
    (recommended("multiclass", **(SEQUENCE | {"rows": 200_000, "data.length": 64, "device": "gpu"})), {}),
    (recommended("multiclass", **(SEQUENCE | {"data.length": 1})), {}),
    (recommended("multiclass", **SEQUENCE), {"model__hidden__cell": "lstm", "model__normalization": {"kind": "layer"}}),
    (IMAGES, {"model__normalization": {"kind": "group", "place": "after-activation"}}),
    (IMAGES, {"model__normalization": {"kind": "instance", "place": "after-activation"}}),
    (IMAGES, {"model__normalization": {"kind": "none"}, "model__activation": {"name": "prelu", "slope": 0.2}}),
    (IMAGES, {"model__hidden__residual": False, "model__activation": {"name": "rrelu"}}),
    (SERIES, {"model__dropout": {"kind": "stochastic-depth", "rates": [0.1, 0.1, 0.2], "head": 0.1}}),
    (SERIES, {"model__normalization": {"kind": "layer"}, "model__hidden__blocks_per_stage": 2}),
]


def built(project: Path, config: dict[str, Any], patch: pytest.MonkeyPatch) -> Any:
    """The network of a project, for a table of the problem or for data of mean 0 and deviation 1."""
    with patch.context() as here:
        here.syspath_prepend(str(project))
        try:
            prep: dict[str, Any] = {"center": [0.0], "scale": [1.0], "weights": None}
            data = importlib.import_module("data")
            if hasattr(data, "MISSING"):
                made = tables.table(read_source(read_document(write_yaml(config), "config")), 60)
                grouped = "grouped" in config["data"]["split"]["method"]
                more = {"group": [k // 4 for k in range(len(made.columns[made.targets[0]]))]} if grouped else {}
                words = ["train.py", "--train", tables.write(project / "t.csv", made.columns | more), "--target"]
                words += made.targets + ["--group-column", "group"] * grouped
                train_py = (project / "data.py").read_text(encoding="utf-8")
                words += ["--categorical", *made.categories] if '"--categorical"' in train_py else []
                here.setattr(sys, "argv", words)
                args = importlib.import_module("train").arguments()
                examples = data.labelled(data.load(args.train), args.target)
                prep = data.fit(examples, data.facts_of(examples, args))
            return importlib.import_module("model").network_of(prep)
        finally:
            for name in MODULES:
                sys.modules.pop(name, None)


def size(network: Any) -> int:
    return sum(math.prod(variable.shape) for variable in network.trainable_weights)


@pytest.mark.parametrize("name", [path.parent.name for path in sorted(CONFIGS.glob("*/config.yaml"))])
def test_networks_of_the_gallery_count_as_the_advisor_counts(
    name: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    config = config_of(name)
    family = config["model"]["family"]
    if family not in COVERED or name in UNCOVERED:
        with pytest.raises(InputError, match="the target keras cannot express"):
            exported(config, tmp_path, "keras")
        return
    project = exported(config, tmp_path, "keras")
    assert_clean(project)
    if config["resources"]["parameters"] <= MOST:
        assert size(built(project, config, forgotten)) == config["resources"]["parameters"]


@pytest.mark.parametrize(("config", "more"), NETWORKS)
def test_every_family_is_built_and_answers(
    config: dict[str, Any], more: dict[str, Any], tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    project = exported(changed(config, **more), tmp_path, "keras")
    assert_clean(project)
    network = built(project, config, forgotten)
    if not more:
        assert size(network) == config["resources"]["parameters"]
    inputs = [np.ones((2, *(side or 7 for side in each.shape[1:])), each.dtype) for each in network.inputs]
    out = keras.ops.convert_to_numpy(network(inputs, training=True))
    assert len(out) == 2
    assert np.isfinite(out).all()


def test_recurrent_layers_answer_as_those_of_pytorch_do(
    tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    import torch

    config = changed(config_of("sensor-sequences"), model__hidden__widths=[5])
    steps, values = config["model"]["input"]["shape"]
    network = built(exported(config, tmp_path / "keras", "keras"), config, forgotten)
    with forgotten.context() as patch:
        patch.syspath_prepend(str(exported(config, tmp_path / "torch")))
        other = importlib.import_module("model").Network({})
    weights = [parameter.detach().numpy() for parameter in other.parameters()]
    chance = np.random.default_rng(0)
    for place, weight in enumerate(weights):
        weight[:] = chance.normal(size=weight.shape) / 2
        network.trainable_weights[place].assign(weight.T)
    x, lengths = chance.normal(size=(3, steps, values)).astype(np.float32), np.array([[steps], [7], [1]], np.float32)
    for example, length in zip(x, lengths[:, 0], strict=True):
        example[int(length) :] = 0
    with torch.no_grad():
        expected = other.eval()(torch.from_numpy(x), torch.tensor(lengths[:, 0])).numpy()
    assert keras.ops.convert_to_numpy(network([x, lengths])) == pytest.approx(expected, abs=1e-5)


def digits(folder: Path) -> list[str]:
    from sklearn.datasets import load_digits

    known = load_digits()
    for name, part in (("learn", slice(900)), ("test", slice(1437, None))):
        np.savez(folder / f"{name}.npz", images=known.images[part].astype(np.uint8), labels=known.target[part])
    return ["--train", str(folder / "learn.npz"), "--test", str(folder / "test.npz")]


def texts(folder: Path) -> list[str]:
    learn, test = reviews(folder / "learn.csv", 240, 0), reviews(folder / "test.csv", 80, 1)
    return ["--train", str(learn), "--test", str(test)]


def sounds(folder: Path) -> list[str]:
    """Tones, of which one has another rate."""
    noise = np.random.default_rng(0)
    for part, count in (("learn", 16), ("test", 8)):
        for pitch in (300, 900, 2700):
            (folder / part / str(pitch)).mkdir(parents=True)
            for number in range(count):
                rate = 22_050 if number == 0 else 16_000
                tone = 0.3 * np.sin(2 * np.pi * pitch * np.arange(rate // 2) / rate) + noise.normal(0, 0.05, rate // 2)
                soundfile.write(folder / part / str(pitch) / f"{number}.wav", tone.astype(np.float32), rate)
    return ["--train", str(folder / "learn"), "--test", str(folder / "test")]


def hours(folder: Path) -> list[str]:
    chance = random.Random(0)
    for name, part in (("learn", range(600)), ("test", range(600, 720))):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = [[k, 50 + 10 * math.sin(2 * math.pi * k / 24) + chance.gauss(0, 1)] for k in part]
            csv.writer(file).writerows([["time", '"); import os; os.system("x'], *lines])
    return ["--train", str(folder / "learn.csv"), "--test", str(folder / "test.csv")]


def waves(folder: Path) -> list[str]:
    chance = random.Random(0)
    with (folder / "steps.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "step", "u", "v", "label"])
        for example in range(90):
            for step in range(chance.randrange(8, 21)):
                value = math.sin(step * (0.3 + 0.4 * (example % 3))) + chance.gauss(0, 0.1)
                table.writerow([f"e{example}", step, value, chance.random(), "abc"[example % 3]])
    return ["--train", str(folder / "steps.csv"), "--test", str(folder / "steps.csv")]


RUNS: list[tuple[str, dict[str, Any], Callable[[Path], list[str]], dict[str, Any], float]] = [
    ("images", config_of("digits-8x8"), digits, {"training__epochs": 5, "training__averaging": {"kind": "none"}}, 0.6),
    (
        "texts",
        config_of("reviews-on-a-laptop"),
        texts,
        {"training__epochs": 15, "training__learning_rate__initial": 0.01},
        0.85,
    ),
    (
        "recordings",
        recommended("multiclass", **{"data.kind": "audio", "rows": 900, "classes": 3, "seconds": 0.5}),
        sounds,
        {
            "training__epochs": 16,
            "training__batch_size": 4,
            "training__learning_rate__initial": 0.01,
            "model__hidden__widths": [8, 16],
            "data__augmentation": [{"name": "time-shift", "strength": 0.1}, {"name": "mixup", "strength": 0.3}],
        },
        0.5,
    ),
    (
        "forecasts",
        recommended("forecasting", **FORECAST, pretrained=False),
        hours,
        {"training__epochs": 2, "data__series__lookback": 48},
        0.0,
    ),
    (
        "sequences",
        recommended("multiclass", **SEQUENCE),
        waves,
        {"training__epochs": 12, "training__learning_rate__initial": 0.01},
        0.6,
    ),
]


@pytest.mark.parametrize("backend", ["jax", "torch"])
@pytest.mark.parametrize(("config", "data", "more", "least"), [run[1:] for run in RUNS], ids=[run[0] for run in RUNS])
def test_each_kind_learns_on_each_back_end(
    config: dict[str, Any],
    data: Callable[[Path], list[str]],
    more: dict[str, Any],
    least: float,
    backend: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    config = changed(shortened(config, 2), **({"data__split__folds": 1} | more))
    project = exported(config, tmp_path / "project", "keras")
    arguments = data(tmp_path)
    run = train(project, *arguments)
    assert run.code == 0, run.output
    assert f"on {backend}" in run.output
    losses = [float(line["train_loss"]) for line in run.history if line["train_loss"]]
    assert losses[-1] < losses[0]
    predictions = run.predictions()
    if config["problem"]["task"] == "forecasting":
        assert run.history[0]["epoch"] == "0"  # ridge, which no epoch may spoil
        assert run.metrics["test"]["mase"] < 0.9 * run.metrics["test"]["mase of seasonal naive"]
        assert [line["step"] for line in predictions] == [str(step) for step in range(1, 13)]
        new = arguments[1]
    else:
        assert run.metrics["test"]["accuracy"] > least
        chances = [float(value) for name, value in predictions[0].items() if name.startswith("probability of ")]
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        new = arguments[3]
    code, output = run_script(project, "--data", new, "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert len(rows(project / "again.csv")) == len(predictions)


CHANGES: dict[str, float] = {
    "horizontal-flip": 0.5,
    "random-resized-crop": 0.5,
    "rotation": 15.0,
    "random-scale": 0.2,
    "color-jitter": 0.3,
    "trivial-augment": 1.0,
    "random-erasing": 1.0,
    "mixup": 0.4,
    "cutmix": 1.0,
}


def with_changes(config: dict[str, Any], *names: str) -> dict[str, Any]:
    return changed(config, data__augmentation=[{"name": name, "strength": CHANGES[name]} for name in names])


def test_targets_are_mixed_in_the_shares_of_their_images(
    tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    config = with_changes(IMAGES, *CHANGES)
    forgotten.syspath_prepend(str(exported(config, tmp_path, "keras")))
    data, grey = importlib.import_module("data"), np.array([10.0, 80.0, 150.0, 220.0])
    x = np.broadcast_to(grey[:, None, None, None], (4, 12, 12, 3)).astype(np.uint8)
    shares = []
    for seed in range(20):
        mixed, y = data.mixed(x, np.eye(4, dtype=np.float32), np.random.default_rng(seed))
        assert mixed.mean(axis=(1, 2, 3)) == pytest.approx(y @ grey, abs=1e-3)
        shares.append(y[0, 0])
    assert len({float(share) for share in shares}) > 10


def test_changed_images_keep_their_form_and_follow_the_seed(
    tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    config = with_changes(IMAGES, *CHANGES)
    project = exported(config, tmp_path, "keras")
    assert_clean(project)
    forgotten.syspath_prepend(str(project))
    data = importlib.import_module("data")
    x = np.random.default_rng(0).integers(0, 256, (8, 12, 12, 3)).astype(np.uint8)
    once, again, other = (data.augmented(x, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (once.shape, once.dtype) == (x.shape, x.dtype)
    assert (once == again).all()
    assert (once != other).any()
    assert all((after != before).any() for after, before in zip(once, x, strict=True))
    areas = [data.cropped(np.zeros((100, 100, 3)), np.random.default_rng(seed)).size / 3e4 for seed in range(50)]
    assert 0.49 < min(areas) < 0.6
    assert 0.85 < max(areas) <= 1
    with pytest.raises(SystemExit, match="float32"):
        data.augmented(x.astype(np.float32), np.random.default_rng(0))


@pytest.mark.parametrize(("task", "more"), [("multiclass", {"training__loss__label_smoothing": 0.1}), ("binary", {})])
def test_images_that_are_changed_are_learnt(task: str, more: dict[str, Any], tmp_path: Path) -> None:
    classes = {"classes": 10} if task == "multiclass" else {}
    config = recommended(task, rows=600, **classes, image="12x12x1", device="cpu")
    config = changed(with_changes(shortened(config, 1), *CHANGES), data__split__folds=1, **more)
    config["model"]["hidden"] |= {"widths": [8] * len(config["model"]["hidden"]["widths"])}
    project = exported(config, tmp_path / "project", "keras")
    chance = np.random.default_rng(0)
    for number in range(24):
        folder = tmp_path / "images" / str(number % (10 if classes else 2))
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(chance.integers(0, 256, (20, 16)).astype(np.uint8)).save(folder / f"{number}.png")
    run = train(project, "--train", str(tmp_path / "images"))
    assert run.code == 0, run.output
    assert math.isfinite(float(run.history[0]["train_loss"]))


def test_what_is_not_expressed_is_said_by_name() -> None:
    noise = changed(config_of("digits-8x8"), data__augmentation=[{"name": "gaussian-noise", "strength": 0.2}])
    notes = export("keras", read_source(read_document(write_yaml(noise), "config"))).notes
    assert any("gaussian-noise" in note for note in notes)
    with pytest.raises(InputError, match="token-classification"):
        export("keras", read_source(read_document(write_yaml(config_of("entities")), "config")))
