"""Tables as Keras projects: the network of the PyTorch project, trained by the same contract on two back ends."""

import importlib
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("keras")
pytest.importorskip("jax")
pytest.importorskip("torch")


from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting import tables
from tests.exporting.running import assert_clean, exported, rows, run_script, shortened, start, train
from tests.exporting.test_tables import changed, recommended

pytestmark = pytest.mark.xdist_group("keras")  # one process imports Keras for all

EXAMPLES = Path(__file__).parents[2] / "examples"
MODULES = (
    "backend", "data", "devices", "linear", "model", "optimizer", "predict", "safeguards", "scores", "settings",
    "train",
)  # fmt: skip
MLP = recommended("binary", rows=20_000, features=8, categorical=2, cardinality=30, missing=0.1)
TABM = changed(MLP, model__family="tabm", model__hidden__members=4, model__normalization={"kind": "none"})
REGRESSION = recommended("regression", rows=20_000, features=8)
CLASSES = recommended("multiclass", rows=5_000, features=6, classes=4)
WAVES = {"dim": 4, "hidden": 8, "sigma": 0.1}
SMALL: dict[str, Any] = {
    "model__hidden__widths": [8, 8, 8],
    "training__epochs": 2,
    "training__seeds": [0],
    "data__split__folds": 2,
}
NETWORKS = [
    (MLP, {}),
    (MLP, {"model__normalization": {"kind": "layer", "place": "after-activation"}}),
    (MLP, {"model__activation": {"name": "prelu", "slope": 0.2}, "model__normalization": {"kind": "none"}}),
    (MLP, {"model__numeric_embedding": {"kind": "piecewise-linear", "dim": 4, "bins": 6}}),
    (MLP, {"model__numeric_embedding": {"kind": "periodic", **WAVES}}),
    (TABM, {"model__numeric_embedding": {"kind": "pbld", **WAVES}}),
    (MLP, {"model__hidden__residual": True}),
    (MLP, {"model__hidden__residual": True, "model__normalization": {"kind": "batch"}}),
    (MLP, {"model__activation": {"name": "rrelu"}, "model__initialization__hidden": "scaled-normal"}),
    (CLASSES, {"model__dropout": {"kind": "alpha", "rates": [0.1, 0.2, 0.3]}, "model__activation": {"name": "selu"}}),
]
TRAININGS = [
    (CLASSES, {"training__loss": {"name": "cross-entropy", "label_smoothing": 0.1}}),
    (CLASSES, {"data__imbalance": {"strategy": "logit-adjustment"}, "training__optimizer": {"name": "rmsprop"}}),
    (MLP, {"data__imbalance": {"strategy": "class-weights", "max_weight": 5.0}, "training__clip_norm": 1.0}),
    (MLP, {"data__imbalance": {"strategy": "balanced-sampling"}, "evaluation__calibration": "temperature"}),
    (TABM, {"training__warmup": 0.1, "training__averaging": {"kind": "ema", "decay": 0.9}}),
    (MLP, {"model__hidden__members": 3, "training__loss": {"name": "focal"}, "training__max_steps": 3}),
    (CLASSES, {"training__loss": {"name": "generalized-cross-entropy"}, "model__activation": {"name": "rrelu"}}),
    (
        MLP,
        {
            "model__normalization": {"kind": "batch"},
            "model__hidden__residual": True,
            "training__averaging": {"kind": "swa", "start": 0.4, "learning_rate_fraction": 0.5},
        },
    ),
    (recommended("multilabel", rows=5_000, features=6, outputs=3), {}),
    (recommended("ordinal", rows=5_000, features=6, classes=5), {"training__schedule": {"name": "constant"}}),
    (
        REGRESSION,
        {
            "training__schedule": {"name": "plateau", "factor": 0.5, "patience": 1},
            "training__optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
            "training__early_stopping": {"patience": 2, "restore_best": True},
        },
    ),
    (REGRESSION, {"training__loss": {"name": "huber", "delta": 1.0}, "data__target": {"transform": "rms-scale"}}),
    (REGRESSION, {"training__loss": {"name": "poisson"}, "model__output__activation": "exp"}),
    (REGRESSION, {"data__target": {"transform": "log1p-standardize", "clamp": True}}),
]


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The modules of a project are forgotten before and after."""
    for name in MODULES:
        sys.modules.pop(name, None)
    yield monkeypatch
    for name in MODULES:
        sys.modules.pop(name, None)


def written(config: dict[str, Any], folder: Path) -> list[str]:
    """A table of the problem, as arguments of train.py."""
    made = tables.table(read_source(read_document(write_yaml(config), "config")), 60)
    folder.mkdir(exist_ok=True)
    arguments = ["--train", tables.write(folder / "learn.csv", made.columns), "--target", *made.targets]
    return arguments + (["--categorical", *made.categories] if made.categories else [])


@pytest.mark.slow
@pytest.mark.parametrize(("config", "more"), NETWORKS)
def test_networks_are_those_of_pytorch(
    config: dict[str, Any], more: dict[str, Any], tmp_path: Path, forgotten: pytest.MonkeyPatch
) -> None:
    config = changed(config, **{**SMALL, **more})
    arguments = written(config, tmp_path / "table")
    sizes = {}
    for target in ("torch", "keras"):
        with forgotten.context() as patch:
            patch.syspath_prepend(str(exported(config, tmp_path / target, target)))
            patch.setattr(sys, "argv", ["train.py", *arguments])
            module = importlib.import_module("train")
            args = module.arguments()
            examples = module.labelled(module.examples_in(args.train), args.target)
            prep = module.fit(examples, module.facts_of(examples, args))
            if target == "torch":
                sizes[target] = sum(p.numel() for p in module.Network(prep | {"networks": 1}).parameters())
            else:
                sizes[target] = sum(math.prod(v.shape) for v in module.network_of(prep).trainable_weights)
        for name in MODULES:
            sys.modules.pop(name, None)
    assert sizes["keras"] == sizes["torch"]


@pytest.mark.slow
@pytest.mark.parametrize(("config", "more"), TRAININGS)
def test_every_kind_of_training_runs(config: dict[str, Any], more: dict[str, Any], tmp_path: Path) -> None:
    config = changed(config, **{**SMALL, **more})
    arguments = written(config, tmp_path / "table")
    project = exported(config, tmp_path / "project", "keras")
    assert_clean(project)
    finding = not more or "training__optimizer" in more  # with each optimizer, as that alone takes other rates
    run = train(project, *arguments, *["--find-lr"] * finding)
    assert run.code == 0, run.output
    assert all(math.isfinite(value) for value in run.metrics["validation"].values())
    assert (project / "learning_rates.csv").exists() == finding


def test_the_callbacks_are_those_of_keras_where_it_has_them() -> None:
    def code(**more: Any) -> dict[str, str]:
        return export("keras", read_source(read_document(write_yaml(changed(REGRESSION, **more)), "config"))).files

    early = {"patience": 7, "restore_best": True}
    plateau = {"name": "plateau", "factor": 0.5, "patience": 3}
    sgd = {"name": "sgd", "momentum": 0.9, "nesterov": True}
    files = code(
        training__early_stopping=early, training__schedule=plateau, training__optimizer=sgd, training__clip_norm=1.0
    )
    plain = " ".join(files["train.py"].split())
    assert "keras.callbacks.EarlyStopping( monitor=WATCHED," in plain
    assert 'patience=setting("training.early_stopping.patience"), restore_best_weights=True' in plain
    assert "keras.callbacks.ReduceLROnPlateau( monitor=WATCHED," in plain
    assert 'factor=setting("training.schedule.factor"), patience=setting("training.schedule.patience")' in plain
    assert "save_best_only=True" in plain
    assert "keras.callbacks.CSVLogger(" in plain
    assert "class Backup(keras.callbacks.BackupAndRestore):" in " ".join(files["safeguards.py"].split())
    stepping = " ".join(files["optimizer.py"].split())
    assert 'keras.optimizers.SGD( rate, momentum=setting("training.optimizer.momentum"), nesterov=True,' in stepping
    assert 'global_clipnorm=setting("training.clip_norm")' in stepping
    stepped = code(training__schedule={"name": "step", "factor": 0.1, "milestones": [0.5]}, training__warmup=0.0)
    assert "keras.callbacks.LearningRateScheduler(" in stepped["train.py"]
    averaged = code(training__averaging={"kind": "ema", "decay": 0.99})
    assert "class Course(" in averaged["train.py"]


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_table_trains_on_each_back_end(backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    config = recommended("multiclass", rows=178, features=13, classes=3, device="cpu")
    config = changed(shortened(config, 6), data__split__folds=1)
    project = exported(config, tmp_path, "keras")
    wine = str(EXAMPLES / "wine.csv")
    run = train(project, "--train", wine, "--target", "cultivar", "--test", wine)
    assert run.code == 0, run.output
    assert f"on {backend}" in run.output
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert all(0 < float(line["gradient_norm"]) < 10 for line in run.history)
    predictions = run.predictions()
    assert len(predictions) == 178
    assert sum(float(predictions[0][name]) for name in list(predictions[0])[1:]) == pytest.approx(1, abs=1e-6)
    words = ["--data", wine, "--predictions", "again.csv"]
    if backend == "jax":  # which a process of its own finds, and not only one that has it already
        assert start(project, *words, script="predict.py").wait() == 0
    else:
        code, output = run_script(project, *words, script="predict.py")
        assert code == 0, output
    assert rows(project / "again.csv") == predictions


@pytest.mark.slow
@pytest.mark.parametrize("clip", [0.0, 1e3])
def test_the_norm_of_the_gradient_is_that_of_the_step(
    clip: float, tmp_path: Path, forgotten: pytest.MonkeyPatch
) -> None:
    config = changed(REGRESSION, tracking__log=["gradient-norm-by-layer"], **SMALL)
    config = changed(config, training__optimizer={"name": "sgd", "momentum": 0.0}, training__clip_norm=clip)
    arguments = written(config, tmp_path / "table")
    forgotten.syspath_prepend(str(exported(config, tmp_path / "project", "keras")))
    forgotten.setattr(sys, "argv", ["train.py", *arguments])
    project = importlib.import_module("train")
    args = project.arguments()
    examples = project.labelled(project.examples_in(args.train), args.target)
    prep = project.fit(examples, project.facts_of(examples, args))
    part = project.part_of(examples, prep)
    network = project.built(prep, part["y"], 0.5)
    before = network.get_weights()
    network.train_on_batch(part["inputs"], part["y"])
    moved = [float(((a - b) ** 2).sum() ** 0.5) for a, b in zip(before, network.get_weights(), strict=True)]
    norms = network.optimizer.norms.numpy().tolist()
    assert norms == pytest.approx([2 * each for each in moved], rel=1e-3)
    assert float(network.optimizer.norm) == pytest.approx(2 * math.hypot(*moved), rel=1e-3)


def test_what_keras_cannot_express_is_refused_or_said() -> None:
    def read(config: dict[str, Any]) -> Any:
        return read_source(read_document(write_yaml(config), "config"))

    with pytest.raises(InputError, match="pretrained"):
        export("keras", read(recommended("multiclass", **{"data.kind": "text", "rows": 9_000, "device": "gpu"})))
    for more, named in (
        ({"compute__strategy": "ddp", "compute__devices": 2}, "compute.strategy"),
        ({"tracking__tool": "wandb"}, "wandb"),
    ):
        project = export("keras", read(changed(MLP, **more)))
        assert any(named in note for note in project.notes)
        assert named.rpartition(".")[2] in project.files["README.md"]


@pytest.mark.slow
@pytest.mark.parametrize(("backend", "precision"), [("jax", "bf16"), ("torch", "fp16")])
def test_half_precision_learns_too(
    backend: str, precision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    config = changed(recommended("binary", rows=178, features=13), **SMALL)
    config = changed(config, data__split__folds=1, compute__precision=precision, model__hidden__members=1)
    arguments = written(config, tmp_path / "table")
    project = exported(config, tmp_path / "project", "keras")
    assert_clean(project)
    model = (project / "model.py").read_text(encoding="utf-8")
    kinds = "network.layers[1].compute_dtype[-7:], network.get_layer('output').compute_dtype"
    checked = f'    assert ({kinds}) == ("float16", "float32")\n    return network\n'
    forced = model.replace('"cpu" in str(ops.zeros(1).device).lower()', "False").removesuffix("    return network\n")
    assert "on_cpu = False" in forced
    (project / "model.py").write_text(forced + checked, encoding="utf-8")
    run = train(project, *arguments)
    assert run.code == 0, run.output
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert all(0 < float(line["gradient_norm"]) < 100 for line in run.history)
