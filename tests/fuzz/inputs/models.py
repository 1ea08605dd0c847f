"""Keras models, as JSON and as archives."""

import io
import json
import zipfile
from typing import Any

from tests.fuzz.chance import Chance
from tests.fuzz.inputs.tree import Input

LAYERS = ["Dense", "Dropout", "Conv2D", "BatchNormalization", "Flatten", "Activation", "LSTM", "Embedding"]
LAYERS += ["InputLayer", "MaxPooling2D", "GlobalAveragePooling2D", "Concatenate", "Nonsense"]
SETTINGS: dict[str, list[Any]] = {
    "units": [1, 10, 64], "rate": [0.1, 0.5], "activation": ["relu", "softmax", "sigmoid", "linear"],
    "filters": [8, 32], "kernel_size": [3, [3, 3]], "name": ["a", "b"], "batch_shape": [[None, 8], [None, 32, 32, 3]],
    "use_bias": [True, False], "strides": [1, [2, 2]], "pool_size": [2, [2, 2]], "input_dim": [100],
}  # fmt: skip
COMPILED = {
    "loss": "categorical_crossentropy",
    "optimizer_config": {"class_name": "Adam", "config": {"learning_rate": 0.001}},
    "optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.1, "momentum": 0.9}},
    "metrics": ["accuracy"],
}


def _model(chance: Chance) -> dict[str, Any]:
    layers = [
        {
            "class_name": chance.pick(LAYERS),
            "config": {
                name: chance.pick(SETTINGS[name])
                for name in chance.random.sample(list(SETTINGS), chance.number(2, len(SETTINGS)))
            },
        }
        for _ in range(chance.number(0, 8))
    ]
    made = {"class_name": chance.pick(["Sequential", "Functional", "Model"]), "config": {"name": "m", "layers": layers}}
    made |= {"keras_version": "3"} if chance.one_in(2) else {}
    made |= {"compile_config": COMPILED} if chance.one_in(2) else {}
    changed: dict[str, Any] = chance.changed(made) if chance.one_in(2) else made
    return changed


def model(chance: Chance, _: Any) -> Input:
    """A Keras model's JSON with layers of all kinds and odd settings."""
    return Input({"m.json": chance.damaged(json.dumps(_model(chance)).encode())}, "m.json")


def archive(chance: Chance, _: Any) -> Input:
    """A model as Keras saves it whole: a zip, or HDF5."""
    text = json.dumps(_model(chance))
    buffer = io.BytesIO()
    if not chance.one_in(10):  # HDF5 is read in a process of its own, which takes a hundred times as long
        packing = chance.pick([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
        with zipfile.ZipFile(buffer, "w", packing) as packed:
            packed.writestr("metadata.json", "{}")
            if not chance.one_in(20):
                packed.writestr("config.json", chance.damaged(text.encode()))
            packed.writestr("model.weights.h5", bytes(chance.number(0, 300)))
        return Input({"m.keras": chance.damaged(buffer.getvalue())}, "m.keras")
    import h5py

    with h5py.File(buffer, "w") as file:
        file.attrs["model_config"] = text if chance.one_in(3) else chance.damaged(text.encode()).replace(b"\0", b" ")
        if chance.one_in(2):
            file.attrs["training_config"] = json.dumps(chance.changed(COMPILED))
        elif chance.one_in(4):
            file.attrs["training_config"] = chance.pick([1.5, [1, 2], "", b"\xff"])
    name = chance.pick(["m.h5", "m.h5", "m.hdf5", "m.keras"])
    return Input({name: chance.damaged(buffer.getvalue())}, name)
