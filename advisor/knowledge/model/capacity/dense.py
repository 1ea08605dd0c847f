"""Depth and width of dense networks and of the heads on published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.data.table_inputs import encoded_width
from advisor.knowledge.model.capacity.base import (
    GUIDE_UNITS,
    GUIDE_UNITS_GPU,
    examples,
    layers,
    multiple_of_8,
    widths,
)
from advisor.knowledge.model.scratch_shapes import DENSE
from advisor.knowledge.predicates import several_networks
from advisor.knowledge.scopes import PUBLISHED, scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, NumericEmbedding, TextColumn
    from advisor.config.words import Encoding
    from advisor.problem import Problem

FEW_ROWS: Final = 500  # rows below which two layers of 64 units are enough (folklore)
WIDEST_ROWS: Final = 10_000_000  # rows from which the upper end of the searched widths pays (folklore)
DENSE_LAYERS: Final = 3  # RealMLP-TD and TabM, arXiv:2407.04491, arXiv:2410.24210
FEW_LAYERS: Final = 2  # one or two layers below a thousand rows (folklore)
PLAIN_LAYERS: Final = 4  # layers beyond which a plain stack needs skips, R2 and arXiv:1512.03385
SMALL_UNITS: Final = 64  # units below FEW_ROWS (folklore)
AVERAGED_UNITS: Final = 128  # units of each of several networks that are averaged; own runs
UNITS: Final = 256  # units of RealMLP-TD, arXiv:2407.04491
TABM_UNITS: Final = 512  # units of TabM, arXiv:2410.24210
MASSIVE_UNITS: Final = 1_024  # units; upper end of the widths searched for tables, arXiv:2106.11959
WIDE_FACTOR: Final = 10  # inputs over units from which the first layer may be wider, R3
FIRST_LAYER: Final = 50_000_000  # weights of a first layer; 0.8 GB with AdamW at 16 bytes each
NARROWEST: Final = 32  # units to which a taper falls
LINEAR_TEXTS: Final = 5_000  # texts below which no small network beat a linear model (own runs; folklore)
NGRAM_UNITS: Final = 64  # Google's text classification guide


def taper(first: int, layers: int) -> list[int]:
    """Widths that halve from layer to layer down to a floor."""
    floor = min(first, NARROWEST)
    return [max(floor, multiple_of_8(first / 2**layer)) for layer in range(layers)]


# Layers -------------------------------------------------------------------------------------------------


@layers.rule(
    "LAY-HEAD",
    scope(family=PUBLISHED),
    sources=["guide:G-HID-4", "guide:G-HID-5", "keras-transfer"],
    strength="strong",
    rulesets=BOTH,
)
def none_before_a_new_head(problem: Problem) -> Pick[int]:
    """On top of a published network a single output layer is enough: its features do the rest."""
    return pick(0, f"the layers of a published network do the work for {examples(problem)}, so none are added")


@layers.rule(
    "LAY-GROW",
    scope(family=DENSE),
    sources=["guide:G-HID-8", "guide:G-HID-9", "guide:G-HID-10", "guide:R1", "guide:R2"],
    strength="moderate",
    rulesets=BOTH,
)
def one_more_where_it_underfits(problem: Problem) -> Pick[int] | Skip:
    """A network that cannot fit its training data is too small; another layer helps more than wider layers do."""
    if problem.observed.fit != "underfitting":
        return skip("needs an earlier run that underfitted")
    few = problem.data.rows < FEW_ROWS
    return pick(
        FEW_LAYERS + 1 if few else PLAIN_LAYERS,
        f"an earlier network underfitted {examples(problem)}: one layer more than usual, before wider layers",
        [2, 3, 4, 5],
    )


@layers.rule(
    "LAY-TEXT-LINEAR",
    scope(family="ngram-mlp"),
    sources=["joulin2016", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide starts from one to five hidden layers; on small text no small network clearly beat a linear model"
    " on TF-IDF, as measured here.",
)
def linear_over_few_texts(problem: Problem, folds: int) -> Pick[int] | Skip:
    """Over n-grams of few texts a linear model is as good as any small network, and overfits less."""
    if folds > 1 and problem.task in ("binary", "multiclass"):
        return skip("needs a single split: over folds, a linear model can be blended with the network")
    if problem.data.rows >= LINEAR_TEXTS:
        return skip(f"needs fewer than {count(LINEAR_TEXTS)} texts")
    return pick(0, f"{examples(problem)} support one weight per n-gram and no more: a linear model", [0, 1])


@layers.rule(
    "LAY-TEXT",
    scope(family="ngram-mlp"),
    sources=["google-text-guide", "guide:G-HID-2"],
    strength="moderate",
    rulesets=BOTH,
)
def one_layer_over_ngrams(problem: Problem) -> Pick[int]:
    """Over thousands of n-grams one hidden layer finds what single n-grams do not tell."""
    return pick(1, f"one hidden layer can learn from {examples(problem)} which n-grams go together", [0, 1, 2])


@layers.rule("LAY-EMBEDDED", scope(family=DENSE), sources=["tabm2024"], strength="moderate", rulesets=BOTH)
def fewer_over_embedded_numbers(problem: Problem, numeric_embedding: NumericEmbedding | None) -> Pick[int] | Skip:
    """Piecewise-linear embeddings already make the inputs non-linear, so one layer less is needed."""
    if numeric_embedding is None or numeric_embedding.kind != "piecewise-linear":
        return skip("needs piecewise-linear embeddings of the numbers")
    return pick(
        FEW_LAYERS,
        f"{numeric_embedding.kind} embeddings of the numbers in {plural(problem.data.features, 'column')} do the work"
        " of a layer",
        [1, 2, 3, 4],
    )


@layers.rule(
    "LAY-FEW-ROWS",
    scope(family=DENSE),
    sources=["guide:G-HID-1", "guide:G-HID-2", "guide:G-HID-9"],
    strength="folklore",
    rulesets=BOTH,
)
def fewer_for_few_rows(problem: Problem) -> Pick[int] | Skip:
    """With few rows only a simple pattern can be learnt, and a third layer only adds variance."""
    if problem.data.rows >= FEW_ROWS:
        return skip(f"needs fewer than {FEW_ROWS} examples")
    return pick(FEW_LAYERS, f"{examples(problem)} support only a simple pattern, which two layers can fit", [1, 2, 3])


@layers.rule(
    "LAY-DENSE",
    scope(family=DENSE),
    sources=[
        "guide:G-HID-2",
        "guide:G-HID-8",
        "guide:G-HID-9",
        "guide:G-HID-11",
        "guide:G-HID-12",
        "guide:G-HID-13",
        "guide:R1",
        "guide:R2",
        "realmlp2024",
        "tabm2024",
    ],
    strength="strong",
    rulesets=BOTH,
)
def three_dense_layers(problem: Problem) -> Pick[int]:
    """Start in the middle of one to five: add layers while the network underfits, regularise once it overfits.

    Dropout and early stopping rein in a network that is too large; nothing mends one that is too small. Compare the
    logged curves of several depths.
    """
    overfits = problem.observed.fit == "overfitting"
    return pick(
        DENSE_LAYERS,
        f"{examples(problem)}: three layers, the middle of the one to five that suit most problems"
        + ("; an earlier run overfitted, which regularisation mends better than fewer layers" if overfits else ""),
        [1, 2, 3, 4, 5],
    )


# Widths -------------------------------------------------------------------------------------------------


@widths.rule(
    "WID-HEAD",
    scope(family=PUBLISHED),
    sources=["guide:G-HID-5", "keras-transfer"],
    strength="strong",
    rulesets=BOTH,
)
def nothing_to_widen_in_a_new_head(problem: Problem) -> Pick[list[int]]:
    """A published network has its own widths, and the new output layer on it has no hidden layers."""
    return pick([], f"a published network brings its own widths, and {examples(problem)} add no layers to it")


@widths.rule(
    "WID-TEXT",
    scope(family="ngram-mlp"),
    sources=["google-text-guide", "guide:G-HID-9"],
    strength="moderate",
    rulesets=BOTH,
)
def narrow_over_ngrams(problem: Problem, layers: int) -> Pick[list[int]]:
    """Thousands of sparse inputs put nearly all weights into the first layer, so it stays narrow."""
    return pick(
        [NGRAM_UNITS] * layers,
        f"each unit has a weight for every n-gram, so {NGRAM_UNITS} are enough for {examples(problem)}",
        [[units] * layers for units in (32, 64, 128)],
    )


@widths.rule(
    "WID-TAPER",
    scope(kind="table", family=DENSE),
    sources=["guide:G-HID-7", "guide:R3"],
    strength="moderate",
    rulesets=BOTH,
)
def taper_below_many_inputs(
    problem: Problem,
    layers: int,
    encoding: Encoding | None,
    one_hot_max: int | None,
    embeddings: list[EmbeddingSize] | None,
    text_columns: list[TextColumn] | None,
) -> Pick[list[int]] | Skip:
    """Where inputs far outnumber units, as one-hot columns do, start wide and narrow layer by layer."""
    inputs = encoded_width(problem, (), encoding, one_hot_max, embeddings, False, text_columns)
    if inputs < WIDE_FACTOR * TABM_UNITS or problem.data.rows < FEW_ROWS:
        return skip(f"needs at least {count(WIDE_FACTOR * TABM_UNITS)} inputs after encoding, and {FEW_ROWS} rows")
    first = min(TABM_UNITS, multiple_of_8(FIRST_LAYER / inputs))
    warning = None
    if first < TABM_UNITS:
        warning = (
            f"{count(inputs)} inputs make a first layer of {count(inputs * first)} weights even at {first} units:"
            " select or hash columns first, or take a sparse linear model"
        )
    return pick(
        taper(first, layers),
        f"{count(inputs)} inputs far outnumber the units, so the first layer is the widest and the others narrower",
        [taper(units, layers) for units in sorted({multiple_of_8(first / 2), first})],
        warning,
    )


@widths.rule(
    "WID-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["lakshminarayanan2016", "gorishniy2021"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide starts from at most 100 neurons, in one network; the mean of several networks of about that size"
    " did better than one network three times as wide.",
)
def narrower_where_several_are_averaged(
    problem: Problem, layers: int, members: int | None, folds: int
) -> Pick[list[int]] | Skip:
    """The mean of several networks gains from their number what a single network needs width for."""
    if not several_networks(members, folds):
        return skip("needs several networks to average")
    return pick(
        [AVERAGED_UNITS] * layers,
        f"{members * folds} networks are averaged over {examples(problem)}: {AVERAGED_UNITS} units are enough in each,"
        " and keep all of them fast",
        [[units] * layers for units in (64, 128, 256)],
    )


@widths.rule(
    "WID-FEW-ROWS", scope(family=DENSE), sources=["guide:G-HID-6", "guide:G-HID-9"], strength="folklore", rulesets=BOTH
)
def narrow_for_few_rows(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Few rows cannot give hundreds of units different things to learn."""
    if problem.data.rows >= FEW_ROWS:
        return skip(f"needs fewer than {FEW_ROWS} examples")
    return pick(
        [SMALL_UNITS] * layers,
        f"{examples(problem)} are too few for hundreds of units to learn different things",
        [[units] * layers for units in (32, 64, 128)],
    )


@widths.rule(
    "WID-GUIDE",
    scope(family=DENSE),
    sources=["guide:G-HID-6", "guide:G-HID-9", "guide:R1", "guide:R3", "ml-engineering"],
    strength="moderate",
    rulesets=GUIDE,
)
def the_guides_hundred(problem: Problem, layers: int) -> Pick[list[int]]:
    """The guide starts from up to a hundred neurons, the same in every layer; the upper end is the safer one."""
    units = GUIDE_UNITS_GPU if problem.compute.device == "gpu" else GUIDE_UNITS
    return pick(
        [units] * layers,
        f"{examples(problem)}: the upper end of the guide's 1 to 100 neurons, the same in every layer",
        [[n] * layers for n in (64, units, 256)],
    )


@widths.rule(
    "WID-MASSIVE",
    scope(family=DENSE),
    sources=["gorishniy2021", "tabm2024"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide starts from at most 100 neurons; tens of millions of rows support far more.",
)
def wide_for_massive_tables(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Tens of millions of rows leave little to overfit; the capacity of the network is what limits it."""
    if problem.data.rows < WIDEST_ROWS or problem.compute.device != "gpu":
        return skip(f"needs at least {count(WIDEST_ROWS)} examples, and a GPU")
    return pick(
        [MASSIVE_UNITS] * layers,
        f"{examples(problem)} can make use of the widest layers that were searched for tables",
        [[units] * layers for units in (512, 1024, 2048)],
    )


@widths.rule(
    "WID-TABM",
    scope(family="tabm"),
    sources=["tabm2024", "tabm"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 13_000_000)},
    versus="The guide starts from at most 100 neurons; what did best over many tables is far wider.",
)
def shared_by_all_members(problem: Problem, layers: int) -> Pick[list[int]]:
    """The members share one weight matrix per layer, which has to serve all of them."""
    return pick(
        [TABM_UNITS] * layers,
        f"{examples(problem)}: all members share the weights of each layer, which TabM therefore makes wide",
        [[units] * layers for units in (256, 512, 1024)],
    )


@widths.rule(
    "WID-DENSE",
    scope(family="mlp"),
    sources=["realmlp2024", "gorishniy2021", "nakkiran2019", "guide:G-HID-6"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide starts from at most 100 neurons, which is narrow past a thousand rows; too wide is mostly safe"
    " with regularisation.",
)
def wide_dense_layers(problem: Problem, layers: int) -> Pick[list[int]]:
    """The best published defaults for tables are 256 wide in each layer; excess capacity is mostly harmless."""
    return pick(
        [UNITS] * layers,
        f"{examples(problem)}: {UNITS} units a layer did best over many tables, and regularisation tames excess"
        " capacity",
        [[units] * layers for units in (128, 256, 512)],
    )
