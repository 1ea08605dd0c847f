"""The layers of dense networks: for tables, n-grams and series."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from msgspec.structs import replace

from advisor.networks import parameters as count
from advisor.networks.architecture import (
    EMBEDDING_KINDS,
    Architecture,
    Layer,
    nhits_stacks,
    normed,
    slopes,
    tabular_inputs,
    total_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def _tables(net: Architecture) -> Iterator[Layer]:
    """What turns categories and numbers into vectors."""
    listed, others = net.embeddings or (), net.unlisted
    if columns := len(listed) + (others.columns if others else 0):
        size = sum(count.embedding(each.cardinality + 1, each.dim) for each in listed)
        size += others.columns * count.embedding(others.levels + 1, others.width) if others else 0
        says = "one column" if columns == 1 else f"{columns:,} columns"
        yield Layer("Embeddings", (prod(net.shape),), size, f"{says}, beside the other inputs")
    if embedding := net.numeric_embedding:
        dim = int(embedding.dim or 1)
        size = count.numeric_embedding(
            EMBEDDING_KINDS[embedding.kind],  # type: ignore[arg-type]
            net.numbers,
            dim,
            frequencies=int(embedding.hidden or 1),
            bins=int(embedding.bins or 2),
        )
        says = f"{embedding.kind}, {dim} for each of {net.numbers:,} numbers"
        yield Layer("Numeric embedding", (tabular_inputs(net),), size, says)


def mlp(net: Architecture) -> Iterator[Layer]:
    """Dense layers; several networks that are averaged lie side by side."""
    layers = (*_tables(net), *dense(tabular_inputs(net), net))
    members = net.members or 1
    if members == 1:
        return iter(layers)
    return (
        _of_members(layer, members, layer.parameters * members, f"{members} networks side by side") for layer in layers
    )


def tabm(net: Architecture) -> Iterator[Layer]:
    """Dense layers whose weights the members share, each with scales, biases and a head of its own."""
    yield from _tables(net)
    incoming, members = tabular_inputs(net), net.members or 1
    says = f"{members} members share its weights"
    for stage, width in enumerate(net.widths):
        size = count.tabm(incoming, width, 1, 0, members=members)
        yield Layer("Dense", (members, width), size, says, stage, active=True)
        incoming = width
    yield Layer("Output", (members, net.outputs), members * count.dense(incoming, net.outputs), "dense, one a member")


def _of_members(layer: Layer, members: int, size: int, says: str) -> Layer:
    return layer._replace(
        shape=(members, *layer.shape), parameters=size, says=f"{layer.says}; {says}" if layer.says else says
    )


def ngrams(net: Architecture) -> Iterator[Layer]:
    """Dense layers over an input for each n-gram."""
    return dense(net.vocabulary or prod(net.shape), net)


def dense(inputs: int, net: Architecture) -> Iterator[Layer]:
    """Hidden dense layers and a dense head with a bias."""
    bias = net.normalization == "none"
    for stage, width in enumerate(net.widths):
        size = count.dense(inputs, width, bias) + normed(net, width) + slopes(net, width)
        yield Layer("Dense", (width,), size, "", stage, active=True)
        inputs = width
    yield Layer("Output", (net.outputs,), count.dense(inputs, net.outputs), "dense")


def linear(net: Architecture) -> Iterator[Layer]:
    """One dense layer over the series itself; the small network beside it also sees the other variables."""
    linear = count.nlinear(net.shape[0], net.outputs)
    yield Layer("Linear", (net.outputs,), linear, "from the past of the series to its future")
    if net.widths:
        for layer in dense(prod(net.shape), net):
            yield layer._replace(says="beside it" if layer.stage is not None else "dense, added to the linear layer")


def nhits(net: Architecture) -> Iterator[Layer]:
    """Each stack: two dense layers over the pooled look-back, then the expansion back and forth."""
    for stage, (inputs, width, knots) in enumerate(nhits_stacks(net)):
        size = total_of(dense(inputs, replace(net, widths=[width, width], outputs=knots)))
        says = f"{inputs:,} pooled values into two dense layers of {width:,}, then {knots:,} knots"
        yield Layer("Stack", (net.outputs,), size, says, stage, active=True)
