"""What training has to hold: the size of the wanted network and the activations of one example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Load
from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH, count
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope
from advisor.networks.architecture import Architecture
from advisor.networks.effort import own_kept
from advisor.networks.input_shapes import entering
from advisor.networks.layers import own_parameters
from advisor.networks.load import checkpointed_bytes, published_load
from advisor.networks.table_inputs import encoded_width, numeric_inputs, unlisted

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, NumericEmbedding, Wanted
    from advisor.config.words import Cell, Encoding, Family, Normalization
    from advisor.problem import Problem

MIB: Final = 1 << 20

load: Decision[Load] = Decision("compute.load", "What does training have to hold?", name="load", lands=False)


@load.rule(
    "LOAD-PUBLISHED",
    scope(family=PUBLISHED),
    sources=["korthikanti2022", "eleuther-cookbook"],
    strength="moderate",
    rulesets=BOTH,
)
def of_a_published_network(problem: Problem, wanted: Wanted, max_length: int | None) -> Pick[Load]:
    """Its published size, and the activations measured or estimated at the size that examples have."""
    found = published_load(problem, wanted, max_length)
    return pick(
        found,
        f"{wanted.backbone} has {count(found.parameters)} parameters, and the activations of an example take"
        f" {found.kept / MIB:.3g} MiB in 32 bits",
    )


@load.rule(
    "LOAD-OWN",
    scope(family=FROM_SCRATCH),
    sources=["korthikanti2022", "chen2016"],
    strength="moderate",
    rulesets=BOTH,
)
def of_a_network_from_scratch(  # every choice that decides the shape of a layer and does not depend on memory
    problem: Problem,
    family: Family,
    widths: list[int],
    drop_columns: list[str] | None,
    encoding: Encoding | None,
    one_hot_max: int | None,
    embeddings: list[EmbeddingSize] | None,
    missing_indicator: bool | None,
    numeric_embedding: NumericEmbedding | None,
    max_length: int | None,
    vocabulary: int | None,
    lookback: int | None,
    mel_bands: int | None,
    hop_ms: int | None,
    blocks_per_stage: int | None,
    stem_stride: int | None,
    residual: bool | None,
    cell: Cell | None,
    bidirectional: bool | None,
    kernel: int | None,
    heads: int | None,
    feedforward: int | None,
    patch: list[int] | None,
    members: int | None,
) -> Pick[Load]:
    """Parameters and outputs of every layer, counted; normalisation and activation add little and come later."""
    dropped = drop_columns or ()
    row = encoded_width(problem, dropped, encoding, one_hot_max, embeddings, missing_indicator)
    shape = entering(problem, family, row, missing_indicator, max_length, vocabulary, lookback, mel_bands, hop_ms)
    language = problem.task == "language-modeling"
    normalization: Normalization = "rms" if language else "none"
    net = Architecture(
        family, shape, widths, _outputs(problem, vocabulary), normalization, "swiglu" if language else None,
        numeric_embedding, embeddings, blocks_per_stage, residual, cell, bidirectional, kernel, heads, feedforward,
        patch, members, vocabulary, numeric_inputs(problem, dropped),
        unlisted(problem, encoding, one_hot_max, embeddings), stem_stride,
    )  # fmt: skip
    size, kept = own_parameters(problem, net), own_kept(problem, net)
    checkpointed = checkpointed_bytes(kept, len(widths) if family == "transformer" else 0, max(1, len(widths)) * 4)
    return pick(
        Load(size, kept, checkpointed),
        f"{count(size)} parameters, and the activations of an example of {'x'.join(map(str, shape))} take"
        f" {kept / MIB:.2g} MiB in 32 bits",
    )


def _outputs(problem: Problem, vocabulary: int | None) -> int:
    """Units of the output layer, or about as many."""
    if problem.task == "language-modeling":
        return vocabulary or 1
    if problem.task == "forecasting":
        return problem.data.horizon * problem.data.outputs
    return max(problem.data.classes, problem.data.outputs)
