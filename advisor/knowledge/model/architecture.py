"""What a network from scratch is built of, as one value: drafted for the memory, completed by what rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.data.table_inputs import encoded_width, numeric_inputs, unlisted
from advisor.knowledge.model.scratch_shapes import entering
from advisor.knowledge.predicates import quantile_levels
from advisor.networks.architecture import Architecture
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, NumericEmbedding, TextColumn
    from advisor.config.words import Activation, Cell, Encoding, Family, Normalization, Pooling
    from advisor.networks.architecture import Head
    from advisor.problem import Problem

AT_EACH_STEP: Final = ("token-classification", "speech-recognition")  # tasks whose answer has as many steps
ABSENT: Final = "the network is a published one"

draft: Decision[Architecture] = Decision(
    "model.draft",
    "Which layers does the network have, before memory is looked at?",
    applies=lambda wanted: wanted is None,
    absent=ABSENT,
    lands=False,
)


@draft.rule("ARCH-DRAFT", sources=["guide:G-IN-1", "guide:G-HID-1"], strength="strong", rulesets=BOTH)
def before_memory(  # every choice that decides the shape of a layer and does not depend on memory
    problem: Problem,
    family: Family,
    widths: list[int],
    drop_columns: list[str] | None,
    text_columns: list[TextColumn] | None,
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
    trim_db: int | None,
    blocks_per_stage: int | None,
    stem_stride: int | None,
    pooling: Pooling | None,
    residual: bool | None,
    cell: Cell | None,
    bidirectional: bool | None,
    kernel: int | None,
    heads: int | None,
    feedforward: int | None,
    patch: list[int] | None,
    members: int | None,
) -> Pick[Architecture]:
    """The layers that the data and the capacity ask for; normalisation and activation add little and come later."""
    dropped, table, language = drop_columns or (), problem.data.kind == "table", problem.task == "language-modeling"
    encoded = (encoding, one_hot_max, embeddings, missing_indicator, text_columns)
    row = encoded_width(problem, dropped, *encoded) if table else 0
    sound = (mel_bands, hop_ms, trim_db)
    shape = entering(problem, family, row, missing_indicator, max_length, vocabulary, lookback, *sound)
    embeds = table and numeric_embedding is not None and numeric_embedding.kind != "none"
    return pick(
        Architecture(
            family=family,
            shape=shape,
            outputs=_outputs(problem, vocabulary),
            levels=_levels(problem),
            head=_head(problem),
            language=language,
            widths=widths,
            normalization="rms" if language else "none",
            activation="swiglu" if language else None,
            numeric_embedding=numeric_embedding if embeds else None,
            numbers=numeric_inputs(problem, dropped) if embeds else 0,
            embeddings=embeddings,
            unlisted=unlisted(problem, encoding, one_hot_max, embeddings) if table else None,
            vocabulary=vocabulary,
            blocks_per_stage=blocks_per_stage,
            stem_stride=stem_stride,
            pooling=pooling,
            residual=residual,
            cell=cell,
            bidirectional=bidirectional,
            kernel=kernel,
            heads=heads,
            feedforward=feedforward,
            patch=patch,
            members=members,
        ),
        f"{family} with {plural(len(widths), 'hidden layer')} over an input of {'x'.join(map(str, shape))}",
    )


def _outputs(problem: Problem, vocabulary: int | None) -> int:
    """Units of the output layer, or about as many."""
    if problem.task == "language-modeling":
        return vocabulary or 1
    if problem.task == "forecasting":
        return problem.data.horizon * problem.data.outputs * _levels(problem)
    if problem.data.quantiles:
        return problem.data.outputs * _levels(problem)
    return max(problem.data.classes, problem.data.outputs)


def _levels(problem: Problem) -> int:
    """Quantiles of each number; 1 where a single number is predicted."""
    return len(quantile_levels(problem)) if problem.data.quantiles else 1


def _head(problem: Problem) -> Head:
    if problem.task in AT_EACH_STEP:
        return "each-position"
    return "all-positions" if problem.task == "forecasting" else "pooled"


architecture: Decision[Architecture] = Decision(
    "model.architecture",
    "Which layers does the network have?",
    applies=lambda draft: draft is not None,
    absent=ABSENT,
    lands=False,
)


@architecture.rule("ARCH-LAYERS", sources=["guide:G-IN-1", "guide:G-OUT-1"], strength="strong", rulesets=BOTH)
def completed(
    draft: Architecture,
    input_shape: list[int],
    units: int,
    normalization: Normalization,
    activation: Activation | None,
) -> Pick[Architecture]:
    """The draft, with what is chosen once it is known what fits into memory."""
    return pick(
        replace(draft, shape=input_shape, outputs=units, normalization=normalization, activation=activation),
        f"normalisation {normalization} and activation {activation or 'none'} complete the draft, from an input of"
        f" {'x'.join(map(str, input_shape))} to {plural(units, 'output')}",
    )
