"""A Keras model as its JSON, layer by layer: what `keras.models.model_from_json` of Keras 3 reads."""

from typing import Any, NamedTuple


class Tensor(NamedTuple):
    """What leaves a layer: its name, its shape without the batch, and its type."""

    layer: str
    shape: tuple[int, ...]
    dtype: str = "float32"


class Graph:
    """Layers in order, each with what enters it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._layers: list[dict[str, Any]] = []
        self._inputs: list[Tensor] = []
        self._counted: dict[str, int] = {}

    def input(self, name: str, shape: tuple[int, ...], dtype: str = "float32") -> Tensor:
        """An input of the model."""
        tensor = Tensor(name, shape, dtype)
        self._inputs.append(tensor)
        self._layers.append(_layer("InputLayer", name, {"batch_shape": [None, *shape], "dtype": dtype}, []))
        return tensor

    def add(
        self, kind: str, shape: tuple[int, ...], *entering: Tensor, name: str = "", several: bool = False,
        module: str = "keras.layers", **config: Any,
    ) -> Tensor:  # fmt: skip
        """A layer or an operation by its class; `several` where it takes a list of tensors."""
        if not name:
            self._counted[kind] = self._counted.get(kind, 0) + 1
            name = f"{kind.lower()}_{self._counted[kind]}"
        tensors = [_tensor(each) for each in entering]
        arguments = [tensors] if several else tensors
        self._layers.append(_layer(kind, name, config, [{"args": arguments, "kwargs": {}}], module))
        return Tensor(name, shape)

    def document(self, output: Tensor) -> dict[str, Any]:
        """The whole model."""
        return {
            "module": "keras.src.models.functional",
            "class_name": "Functional",
            "config": {
                "name": self._name,
                "trainable": True,
                "layers": self._layers,
                "input_layers": [[each.layer, 0, 0] for each in self._inputs],
                "output_layers": [[output.layer, 0, 0]],
            },
            "registered_name": None,
        }


def of(module: str, name: str, **config: Any) -> dict[str, Any]:
    """An object of Keras, such as an initialiser, as its JSON."""
    return {"module": f"keras.{module}", "class_name": name, "config": config, "registered_name": None}


def _layer(
    kind: str, name: str, config: dict[str, Any], nodes: list[dict[str, Any]], module: str = "keras.layers"
) -> dict[str, Any]:
    inside = {"name": name, **config}
    return {
        "module": module, "class_name": kind, "config": inside, "registered_name": None, "name": name,
        "inbound_nodes": nodes,
    }  # fmt: skip


def _tensor(tensor: Tensor) -> dict[str, Any]:
    config = {"shape": [None, *tensor.shape], "dtype": tensor.dtype, "keras_history": [tensor.layer, 0, 0]}
    return {"class_name": "__keras_tensor__", "config": config}
