"""What a kind of data says of its project."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """The pieces of train.py in order, the context they are rendered with, and what cannot be expressed.

    The pieces share these names, so that one kind can use the pieces of another: `Network(prep)`, `loss_of(out, y)`,
    `optimizer_of(network, rate)`, `share_of_rate(done)`, `outputs_of(network, inputs, device)`, `answers_of(out)`,
    `scores_of(y, p)`, `train(...)`, `find_rate(...)`, `predict(model, ...)`, `main()`.
    """

    title: str
    pieces: list[str]
    context: dict[str, Any]
    notes: list[str]
    files: Mapping[str, str] = MappingProxyType({})
    requirements: Sequence[str] = ()
    predict: str = "predict.py.j2"
    readme: str = "README.md.j2"
