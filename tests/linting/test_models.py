"""Faults of models: each is found where it is, and sound models are left alone."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.linting.facts import NOTHING, Facts
from advisor.linting.finding import Finding
from advisor.linting.keras import check_keras, hdf5, read_archive
from advisor.networks.output_pairs import output_pairs, usual_pairs
from advisor.yamlio import read_document, write_json

HE = {"class_name": "HeNormal", "config": {}}
Layers = list[tuple[str, dict[str, Any]]]


def dense(units: int, activation: str = "relu", **more: Any) -> tuple[str, dict[str, Any]]:
    return "Dense", {"units": units, "activation": activation, "kernel_initializer": HE, **more}


def checked(layers: Layers, compiled: dict[str, Any] | None = None, facts: Facts = NOTHING) -> list[Finding]:
    listed = [{"class_name": kind, "config": {"name": f"l{at}", **said}} for at, (kind, said) in enumerate(layers)]
    model = {"class_name": "Sequential", "config": {"layers": listed}, "compile_config": compiled or {}}
    return check_keras(read_document(write_json(model), "model.json"), facts)


def found(layers: Layers, loss: Any = None, **more: Any) -> dict[str, str]:
    compiled = {"optimizer": "adam", "loss": loss, **more} if loss or more else None
    return {finding.rule: finding.severity for finding in checked(layers, compiled)}


SMALL = {"class_name": "RandomUniform", "config": {"minval": -0.05, "maxval": 0.05}}
CONVOLUTION = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "activation": "relu", "kernel_initializer": HE})
LOGITS = {"class_name": "SparseCategoricalCrossentropy", "config": {"from_logits": True}}
CASES: list[tuple[str, Layers, Any, dict[str, str]]] = [
    ("sound", [dense(32), dense(4, "softmax")], "categorical_crossentropy", {}),
    ("scales between layers",
     [dense(32, "linear"), ("EinsumDense", {"equation": "bki,ki->bki", "kernel_initializer": "ones"}), ("ReLU", {}),
      dense(1, "linear")], "mse", {}),
    ("weights that are summed over",
     [dense(32), ("EinsumDense", {"equation": "bi,io->bo", "kernel_initializer": "ones", "activation": "relu"}),
      dense(1, "linear")], "mse", {"CHK-CONSTANT-WEIGHTS": "error"}),
    ("logits", [dense(32), dense(4, "linear")], LOGITS, {}),
    ("no non-linearity", [dense(32, "linear"), dense(32, "linear"), dense(1, "linear")], "mse",
     {"CHK-LINEAR-STACK": "warning"}),
    ("a maximum between convolutions is no activation",
     [("Conv2D", {"filters": 8, "kernel_size": [3, 3]}), ("MaxPooling2D", {"pool_size": [2, 2]}),
      ("Conv2D", {"filters": 8, "kernel_size": [3, 3], "activation": "relu"}), ("Flatten", {}), dense(1, "linear")],
     "mse", {"CHK-LINEAR-STACK": "warning"}),
    ("a maximum before an activation",
     [("Conv2D", {"filters": 8, "kernel_size": [3, 3]}), ("MaxPooling2D", {"pool_size": [2, 2]}),
      ("ReLU", {}), ("Conv2D", {"filters": 8, "kernel_size": [3, 3], "activation": "relu"}), ("Flatten", {}),
      dense(1, "linear")], "mse", {}),
    ("a bottleneck", [dense(64), dense(4, "linear"), dense(64), dense(1, "linear")], "mse", {}),
    ("no sigmoid", [dense(32), dense(1, "linear")], "binary_crossentropy", {"CHK-LOSS-OUTPUT": "error"}),
    ("no softmax", [dense(32), dense(4, "linear")], "sparse_categorical_crossentropy", {"CHK-LOSS-OUTPUT": "error"}),
    ("softmax twice", [dense(32), dense(4, "softmax")], LOGITS, {"CHK-LOSS-OUTPUT": "error"}),
    ("relu for classes", [dense(32), dense(4, "relu")], "categorical_crossentropy", {"CHK-LOSS-OUTPUT": "error"}),
    ("relu for numbers", [dense(32), dense(1, "relu")], "mse", {"CHK-LOSS-OUTPUT": "warning"}),
    ("relu for quantiles", [dense(32), dense(3, "relu")], "pinball_loss", {"CHK-LOSS-OUTPUT": "warning"}),
    ("quantiles", [dense(32), dense(3, "linear")], "pinball_loss", {}),
    ("a picture of its input", [dense(8, batch_shape=[None, 64]), dense(64, "sigmoid")], "mse", {}),
    ("one unit of a softmax", [dense(32), dense(1, "softmax")], None, {"CHK-SOFTMAX-ONE": "error"}),
    ("a relu that recurs", [("LSTM", {"units": 8, "activation": "relu"}), dense(1, "linear")], "mse",
     {"CHK-RECURRENT-ACTIVATION": "warning"}),
    ("sigmoids", [*[dense(32, "sigmoid", kernel_initializer="glorot_uniform")] * 4, dense(1, "linear")], "mse",
     {"CHK-VANISHING": "warning"}),
    ("zeros", [dense(32, kernel_initializer={"class_name": "Zeros", "config": {}}), dense(1, "linear")], "mse",
     {"CHK-CONSTANT-WEIGHTS": "error"}),
    ("defaults", [dense(32, kernel_initializer="glorot_uniform"), dense(1, "linear")], "mse", {"CHK-INIT": "note"}),
    ("defaults under a norm", [dense(32, "linear", kernel_initializer="glorot_uniform"), ("BatchNormalization", {}),
                               ("ReLU", {}), dense(1, "linear")], "mse", {}),
    ("dropout at the end", [dense(32), dense(4, "softmax"), ("Dropout", {"rate": 0.5})], None,
     {"CHK-DROPOUT-OUTPUT": "error"}),
    ("a tagger", [("Embedding", {"input_dim": 50, "output_dim": 8}), ("LSTM", {"units": 8, "return_sequences": True}),
                  ("Dropout", {"rate": 0.3}),
                  ("TimeDistributed", {"layer": {"class_name": "Dense", "config": dense(4, "softmax")[1]}})],
     "sparse_categorical_crossentropy", {}),
    ("stochastic depth", [dense(8), ("Dropout", {"rate": 0.2, "noise_shape": [None, 1]}), ("BatchNormalization", {}),
                          dense(4, "softmax")], None, {}),
    ("dropout before a norm", [dense(8), ("Dropout", {"rate": 0.2}), ("BatchNormalization", {}), dense(4, "softmax")],
     None, {"CHK-DROPOUT-BATCHNORM": "warning"}),
    ("a bias before a norm", [dense(8, "linear", use_bias=True), ("BatchNormalization", {}), ("ReLU", {}),
                              dense(1, "linear")], None, {"CHK-BIAS": "note"}),
    ("no bias before a norm", [dense(8, "linear", use_bias=False), ("BatchNormalization", {}), ("ReLU", {}),
                               dense(1, "linear")], None, {}),
    ("a bias before a relu and a norm", [dense(8, use_bias=True), ("BatchNormalization", {}), dense(1, "linear")],
     None, {}),
    ("defaults of TensorFlow.js", [dense(8, kernel_initializer={"class_name": "VarianceScaling", "config": {
        "scale": 1, "mode": "fan_avg", "distribution": "normal"}}), dense(1, "linear")], None, {"CHK-INIT": "note"}),
    ("a default of VarianceScaling", [dense(8, kernel_initializer={"class_name": "VarianceScaling", "config": {
        "scale": 1, "mode": "fan_in", "distribution": "normal"}}), dense(1, "linear")], None, {"CHK-INIT": "note"}),
    ("lecun that was chosen", [dense(8, kernel_initializer="lecun_normal"), dense(1, "linear")], None,
     {"CHK-INIT": "warning"}),
    ("few rows", [("StringLookup", {"max_tokens": 900}), ("Embedding", {"input_dim": 500, "output_dim": 8}),
                  ("GlobalAveragePooling1D", {}), dense(1, "sigmoid")], None, {"CHK-EMBEDDING-ROWS": "error"}),
    ("exponentials", [*[dense(8, "exponential")] * 2, dense(1, "linear")], "mse", {"CHK-GROWING": "error"}),
    ("one exponential", [dense(8, "exponential"), dense(1, "linear")], "mse", {}),
    ("small weights in depth", [("InputLayer", {"batch_shape": [None, 16]}),
                                *[dense(16, kernel_initializer=SMALL)] * 5, dense(1, "linear")], "mse",
     {"CHK-INIT-SCALE": "warning"}),
    ("small weights once", [("InputLayer", {"batch_shape": [None, 16]}), dense(16, kernel_initializer=SMALL),
                            dense(1, "linear")], "mse", {}),
    ("many narrow relus", [*[dense(4)] * 5, dense(1, "linear")], "mse", {"CHK-DEAD-RELU": "warning"}),
    ("few narrow relus", [*[dense(4)] * 3, dense(1, "linear")], "mse", {}),
    ("a map that is not flat", [("InputLayer", {"batch_shape": [None, 8, 8, 1]}), CONVOLUTION, dense(3, "softmax")],
     "categorical_crossentropy", {"CHK-FLATTEN": "warning"}),
    ("a flat map", [("InputLayer", {"batch_shape": [None, 8, 8, 1]}), CONVOLUTION, ("Flatten", {}),
                    dense(3, "softmax")], "categorical_crossentropy", {}),
    ("an answer for each place", [("InputLayer", {"batch_shape": [None, 8, 8, 1]}),
                                  ("Conv2D", {**CONVOLUTION[1], "padding": "same"}), dense(3, "softmax")],
     "categorical_crossentropy", {}),
    ("nothing left", [("InputLayer", {"batch_shape": [None, 8, 8, 1]}),
                      ("Conv2D", {"filters": 4, "kernel_size": [5, 5], "strides": [2, 2], "activation": "relu"}),
                      ("Conv2D", {"filters": 4, "kernel_size": [5, 5], "strides": [2, 2], "activation": "relu"}),
                      ("Flatten", {}), dense(1, "sigmoid")], None, {"CHK-NOTHING-LEFT": "error"}),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "loss", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_faults_of_keras_models(layers: Layers, loss: Any, expected: dict[str, str]) -> None:
    assert found(layers, loss) == expected


def test_one_sigmoid_over_classes_is_told_to_take_the_loss_of_one_unit() -> None:
    (finding,) = checked([dense(8), dense(1, "sigmoid")], {"loss": "categorical_crossentropy"})
    assert finding.message.endswith("take binary cross-entropy")


def test_rates_and_metrics() -> None:
    slow = {"class_name": "SGD", "config": {"learning_rate": 3e-5, "momentum": 0.0}}
    sound = [dense(8), dense(1, "linear")]
    assert found(sound, "mse", optimizer=slow) == {"CHK-RATE": "note"}  # a schedule may have lowered it
    assert found(sound, "mse", optimizer=slow | {"config": {"learning_rate": 1e-4, "momentum": 0.9}}) == {}
    assert found(sound, "mse", metrics=["accuracy"]) == {"CHK-METRIC": "note"}


def test_facts_say_what_fits() -> None:
    layers = [dense(8), dense(3, "softmax")]
    assert [each.rule for each in checked(layers, facts=Facts(classes=5))] == ["CHK-UNITS"]
    assert [each.rule for each in checked(layers, facts=Facts(task="regression"))] == ["CHK-OUTPUT"]
    assert checked(layers, facts=Facts(task="multiclass", classes=3)) == []


def test_weights_beside_examples() -> None:
    layers = [dense(100, batch_shape=[None, 50]), dense(1, "linear")]  # 50 x 100 + 100 x 1 weights
    assert checked(layers, facts=Facts(rows=6)) == []
    (finding,) = checked(layers, facts=Facts(rows=5))
    assert (finding.rule, finding.severity) == ("CHK-CAPACITY", "note")
    assert finding.message.startswith("5,100 weights learn from 5 examples, 1,020 for each")
    frozen = [dense(100, batch_shape=[None, 50], trainable=False), dense(1, "linear")]
    assert checked(frozen, facts=Facts(rows=5)) == []


def test_an_archive_that_is_named_otherwise_than_it_is_made(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "model.keras"
    with h5py.File(path, "w") as archive:
        archive.attrs["model_config"] = '{"class_name": "Sequential", "config": []}'
    assert read_archive(str(path)).data == {"model_config": {"class_name": "Sequential", "config": []}}


ONE_LAYER = '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"units": 1}}]}}'


def test_an_archive_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", ONE_LAYER)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"is no archive of Keras, or a broken one: ."):
            read_archive(str(path))


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_packing_is_broken_is_refused(packing: int, tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("config.json", ONE_LAYER * 9)
    whole = bytearray(path.read_bytes())
    whole[45:60] = b"\xff" * 15
    path.write_bytes(whole)
    with pytest.raises(InputError, match=r"is no archive of Keras, or a broken one: ."):
        read_archive(str(path))


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (b"{", "is no JSON"),
        (1.5, "model_config is no text"),
        ([1, 2], "model_config is no text"),
        (b"{} x", "Extra data"),
    ],
)
def test_hdf5_with_another_thing_for_a_model_is_refused(config: Any, said: str, tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as archive:
        archive.attrs["model_config"] = config
    with pytest.raises(InputError, match=said):
        read_archive(str(path))
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(InputError, match="or a broken one"):
        read_archive(str(path))


def test_hdf5_that_is_never_read_to_its_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("h5py")
    monkeypatch.setattr(hdf5, "LONGEST_S", 0.001)
    path = tmp_path / "model.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n")
    with pytest.raises(InputError, match=r"it was not read in 0\.001 seconds"):
        read_archive(str(path))


@pytest.mark.parametrize(
    "model",
    [
        {"class_name": "Sequential", "config": [
            {"class_name": "Dense", "config": {"output_dim": 32, "activation": "relu", "init": "he_normal"}},
            {"class_name": "Dense", "config": {"output_dim": 1, "activation": "softmax"}}]},
        {"modelTopology": {"model_config": {"class_name": "Sequential", "config": {"layers": [
            {"class_name": "Dense", "config": {"units": 1, "activation": "softmax"}}]}}}, "weightsManifest": []},
        {"class_name": "Functional", "config": {"layers": [
            {"class_name": "InputLayer", "name": "i", "config": {"name": "i"}, "inbound_nodes": []},
            {"class_name": "Dense", "name": "d", "config": {"name": "d", "units": 1, "activation": "softmax"},
             "inbound_nodes": [[["i", 0, 0, {}]]]}], "output_layers": [["d", 0, 0]]}},
    ],
    ids=["Keras 1", "TensorFlow.js", "a graph"],
)  # fmt: skip
def test_keras_of_all_ages(model: dict[str, Any]) -> None:
    rules = [finding.rule for finding in check_keras(read_document(write_json(model), "model.json"))]
    assert rules == ["CHK-SOFTMAX-ONE"]


def test_every_loss_has_every_output_and_what_is_wrong_says_why() -> None:
    pairs = output_pairs()
    losses, outputs = {loss for loss, _ in pairs}, {output for _, output in pairs}
    assert pairs.keys() == {(loss, output) for loss in losses for output in outputs}
    assert {"linear", "sigmoid", "softmax", "tanh", "relu"} <= outputs
    for pair in pairs.values():
        assert bool(pair.because) == bool(pair.instead) == (pair.verdict != "right")
    assert {pair.output for pair in usual_pairs("multilabel")} == {"sigmoid", "linear"}
