"""Windows that slide over maps, and whether they leave anything."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Self

from advisor.linting.finding import Finding
from advisor.linting.models.finding import found
from advisor.linting.models.graph import Model, Training

OF_ONE_LABEL: Final = ("cross-entropy", "cross-entropy-logits", "binary-cross-entropy", "binary-cross-entropy-logits")
KEEPING: Final = ("activation", "batch-norm", "norm", "dropout", "alpha-dropout")


class Window(NamedTuple):
    """What a layer does to the sizes of a map: given (input), a window, or unknown."""

    given: tuple[int, ...] = ()  # sizes of the input
    kernel: tuple[int, ...] = ()
    strides: tuple[int, ...] = ()
    padded: bool = False

    @classmethod
    def of(cls, kind: str, inside: Mapping[str, Any]) -> Self:
        """The window of a Keras layer."""
        shape = inside.get("batch_shape", inside.get("batch_input_shape"))
        given = ()
        if isinstance(shape, list) and len(shape) >= 3 and all(isinstance(size, int) for size in shape[1:-1]):
            given = tuple(shape[1:-1])
        kernel = _sizes(inside.get("kernel_size", inside.get("pool_size")))
        if "Transpose" in kind or not kernel or inside.get("data_format") == "channels_first":
            return cls(given)
        spread = _sizes(inside.get("dilation_rate")) or (1,) * len(kernel)
        kernel = tuple((size - 1) * step + 1 for size, step in zip(kernel, spread, strict=False))
        strides = _sizes(inside.get("strides")) or ((1,) * len(kernel) if "kernel_size" in inside else kernel)
        return cls(given, kernel, strides, inside.get("padding", inside.get("border_mode")) in ("same", "causal"))

    def after(self, sizes: Sequence[int]) -> tuple[int, ...]:
        """The sizes that it leaves."""
        if self.padded:
            return tuple(-(-size // step) for size, step in zip(sizes, self.strides, strict=False))
        return tuple((size - width) // step + 1
                     for size, width, step in zip(sizes, self.kernel, self.strides, strict=False))  # fmt: skip


def _sizes(value: Any) -> tuple[int, ...]:
    if isinstance(value, int):
        return (value,)
    good = isinstance(value, list) and value and all(isinstance(size, int) and size > 0 for size in value)
    return tuple(value) if good else ()


def check_sizes(model: Model, windows: Mapping[int, Window], training: Training) -> Iterator[Finding]:
    """Windows that are larger than the map they slide over, and maps that dense layers take for one example."""
    sizes: dict[int, tuple[int, ...]] = {}
    for at, layer in enumerate(model.layers):
        window = windows.get(at, Window())
        come = window.given or (sizes.get(layer.inputs[0], ()) if layer.inputs else ())
        if window.kernel and len(come) == len(window.kernel) and all(window.strides):
            left = window.after(come)
            if min(left) < 1:
                yield found(
                    "CHK-NOTHING-LEFT", layer.path, f"a window of {_by(window.kernel)} does not fit the {_by(come)}"
                    " that is left: take fewer strides and pools, padding, or larger inputs", "error",
                    "Each stride and pool divides the map; once nothing is left, there is no output.",
                )  # fmt: skip
                return
            sizes[at] = left
        elif layer.kind in (*KEEPING, "dense", "input") and not window.kernel:
            sizes[at] = come
    yield from _not_flat(model, sizes, training)


def _not_flat(model: Model, sizes: Mapping[int, tuple[int, ...]], training: Training) -> Iterator[Finding]:
    """A map of convolutions that reaches a dense output as it is, smaller than it came, under a loss of classes.

    A map of the size that it came in may hold an answer for each place; of another, no label belongs to its places.
    """
    for output in model.outputs:
        end, given = (
            sizes.get(output.end, ()),
            next((sizes[at] for at in sizes if model.layers[at].kind == "input"), ()),
        )
        if output.weighted is None or model.layers[output.weighted].kind != "dense" or not end or end == given:
            continue
        if not training.losses or any(loss not in OF_ONE_LABEL for loss in training.losses):
            continue
        if any(model.layers[at].kind == "convolution" for at in model.before(output.weighted)):
            yield found(
                "CHK-FLATTEN", model.layers[output.weighted].path, f"no Flatten or global pooling stands between the"
                f" convolutions and this layer: it gives {_by(end)} answers for each example, not one", "warning",
                "A dense layer works on the last axis alone, at each place of a map by itself.",
            )  # fmt: skip


def _by(sizes: Sequence[int]) -> str:
    return " x ".join(map(str, sizes))
