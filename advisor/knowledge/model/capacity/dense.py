"""Depth and width of dense networks, and skips between layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.data.table_inputs import encoded_width
from advisor.knowledge.model.capacity.base import (
    GUIDE_UNITS,
    GUIDE_UNITS_GPU,
    examples,
    layers,
    multiple,
    widths,
)
from advisor.knowledge.model.family.base import PUBLISHED
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, NumericEmbedding
    from advisor.config.words import Encoding
    from advisor.problem import Problem

DENSE: Final = ("mlp", "tabm")
FEW_ROWS: Final = 500  # rows; below it 64 units hold enough (folklore)
MASSIVE_ROWS: Final = 10_000_000  # rows from which the upper end of the searched widths is due (folklore)
DENSE_LAYERS: Final = 3  # RealMLP-TD and TabM, arXiv:2407.04491, arXiv:2410.24210
FEW_LAYERS: Final = 2  # one or two layers below a thousand rows (folklore)
PLAIN_LAYERS: Final = 4  # layers beyond which a plain stack needs skips, R2 and arXiv:1512.03385
SMALL_UNITS: Final = 64  # units below FEW_ROWS (folklore)
SIDE_BY_SIDE_UNITS: Final = 128  # units of each of several networks that are averaged; own runs
UNITS: Final = 256  # units of RealMLP-TD, arXiv:2407.04491
TABM_UNITS: Final = 512  # units of TabM, arXiv:2410.24210
MASSIVE_UNITS: Final = 1_024  # units; upper end of the widths searched for tables, arXiv:2106.11959
WIDE_FACTOR: Final = 10  # inputs over units from which the first layer may be broader, R3
FIRST_LAYER: Final = 50_000_000  # weights of a first layer; 0.8 GB with AdamW at 16 bytes each
NARROWEST: Final = 32  # units to which a taper falls
LINEAR_TEXTS: Final = 5_000  # texts; below it no small network beat a linear model, docs/quality.md
NGRAM_UNITS: Final = 64  # Google's text classification guide
MEMBERS: Final = 32  # arXiv:2410.24210


def taper(first: int, layers: int) -> list[int]:
    """Widths that halve from layer to layer down to a floor."""
    floor = min(first, NARROWEST)
    return [max(floor, multiple(first / 2**layer)) for layer in range(layers)]


# Layers -------------------------------------------------------------------------------------------------


@layers.rule(
    "LAY-HEAD",
    scope(family=PUBLISHED),
    sources=["guide:G-HID-4", "guide:G-HID-5", "keras-transfer"],
    strength="strong",
    rulesets=BOTH,
)
def none_before_a_new_head(problem: Problem) -> Pick[int]:
    """On top of a published network a single output layer is enough; its own layers did the work."""
    return pick(0, f"the layers of a published network do the work for {examples(problem)}: none are added")


@layers.rule(
    "LAY-GROW",
    scope(family=DENSE),
    sources=["guide:G-HID-8", "guide:G-HID-9", "guide:G-HID-10", "guide:R1", "guide:R2"],
    strength="moderate",
    rulesets=BOTH,
)
def one_more_where_it_underfits(problem: Problem) -> Pick[int] | Skip:
    """A network that cannot fit its training data is too small; a layer more helps before wider layers do."""
    if problem.observed.fit != "underfitting":
        return skip("needs an earlier run that underfitted")
    few = problem.data.rows < FEW_ROWS
    return pick(
        FEW_LAYERS + 1 if few else PLAIN_LAYERS,
        f"the earlier network was {problem.observed.fit} {examples(problem)}: a layer more, as far as a plain stack"
        " goes, before wider layers",
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
        return skip("needs one split: over folds a linear model stands beside, and has the share that it is worth")
    if problem.data.rows >= LINEAR_TEXTS:
        return skip(f"needs fewer than {count(LINEAR_TEXTS)} texts")
    return pick(0, f"{examples(problem)} teach a weight for each n-gram and no more: a linear model", [0, 1])


@layers.rule(
    "LAY-TEXT",
    scope(family="ngram-mlp"),
    sources=["google-text-guide", "guide:G-HID-2"],
    strength="moderate",
    rulesets=BOTH,
)
def one_layer_over_ngrams(problem: Problem) -> Pick[int]:
    """Over thousands of n-grams one hidden layer finds what single words do not tell."""
    return pick(1, f"{examples(problem)} can teach one hidden layer which n-grams go together", [0, 1, 2])


@layers.rule("LAY-EMBEDDED", scope(family=DENSE), sources=["tabm2024"], strength="moderate", rulesets=BOTH)
def fewer_over_embedded_numbers(problem: Problem, numeric_embedding: NumericEmbedding | None) -> Pick[int] | Skip:
    """Embedded numbers arrive already bent, so that a layer less is needed."""
    if numeric_embedding is None or numeric_embedding.kind != "piecewise-linear":
        return skip("needs piecewise-linear embeddings of the numbers")
    return pick(
        FEW_LAYERS,
        f"{plural(problem.data.features, 'column')} enter through {numeric_embedding.kind} embeddings, which do the"
        " work of a layer",
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
    """With few rows the pattern that can be learnt is simple, and a third layer only adds variance."""
    if problem.data.rows >= FEW_ROWS:
        return skip(f"needs dense layers and fewer than {FEW_ROWS} rows")
    return pick(FEW_LAYERS, f"{examples(problem)} support a simple pattern, which two layers hold", [1, 2, 3])


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
    """Start in the middle of one to five: grow while the training loss is stuck, regularise once it overfits.

    Too large is reined in by dropout and early stopping, too small is not mended; the logged curves of several
    depths decide.
    """
    overfits = problem.observed.fit == "overfitting"
    return pick(
        DENSE_LAYERS,
        f"{examples(problem)}: three layers, the middle of the one to five that suit most problems"
        + (", kept where a run overfitted since regularisation mends that" if overfits else ""),
        [1, 2, 3, 4, 5],
    )


# Widths -------------------------------------------------------------------------------------------------


@widths.rule(
    "WID-TEXT",
    scope(family="ngram-mlp"),
    sources=["google-text-guide", "guide:G-HID-9"],
    strength="moderate",
    rulesets=BOTH,
)
def narrow_over_ngrams(problem: Problem, layers: int) -> Pick[list[int]]:
    """Thousands of sparse inputs put nearly all weights into the first layer; it stays narrow."""
    return pick(
        [NGRAM_UNITS] * layers,
        f"each unit takes a weight for every n-gram, so {NGRAM_UNITS} are enough for {examples(problem)}",
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
) -> Pick[list[int]] | Skip:
    """Where inputs far outnumber units, as one-hot columns do, a broad first layer narrows step by step."""
    inputs = encoded_width(problem, (), encoding, one_hot_max, embeddings, False)
    if inputs < WIDE_FACTOR * TABM_UNITS or problem.data.rows < FEW_ROWS:
        return skip(f"needs {count(WIDE_FACTOR * TABM_UNITS)} inputs or more, and {FEW_ROWS} rows")
    first = min(TABM_UNITS, multiple(FIRST_LAYER / inputs))
    warning = None
    if first < TABM_UNITS:
        warning = (
            f"{count(inputs)} inputs make a first layer of {count(inputs * first)} weights even at {first} units:"
            " select or hash columns first, or take a sparse linear model"
        )
    return pick(
        taper(first, layers),
        f"{count(inputs)} inputs far outnumber the units, so the first layer is the broadest and the rest narrow",
        [taper(units, layers) for units in sorted({multiple(first / 2), first})],
        warning,
    )


@widths.rule(
    "WID-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["lakshminarayanan2016", "gorishniy2021"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide starts from at most 100 neurons, in one network; several of its size together did better than one"
    " of thrice the width.",
)
def narrower_where_several_are_averaged(
    problem: Problem, layers: int, members: int | None, folds: int
) -> Pick[list[int]] | Skip:
    """What a single network needs width for, the mean of several has from their number."""
    if members is None or members * folds == 1:
        return skip("needs several networks that are averaged")
    number = members * folds
    return pick(
        [SIDE_BY_SIDE_UNITS] * layers,
        f"{examples(problem)} for the mean of {number} networks: {SIDE_BY_SIDE_UNITS} units in each hold enough, and"
        " keep all of them quick",
        [[units] * layers for units in (64, 128, 256)],
    )


@widths.rule(
    "WID-FEW-ROWS", scope(family=DENSE), sources=["guide:G-HID-6", "guide:G-HID-9"], strength="folklore", rulesets=BOTH
)
def narrow_for_few_rows(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Few rows cannot tell hundreds of units apart."""
    if problem.data.rows >= FEW_ROWS:
        return skip(f"needs dense layers and fewer than {FEW_ROWS} rows")
    return pick(
        [SMALL_UNITS] * layers,
        f"{examples(problem)} cannot tell hundreds of units apart",
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
    """The guide starts from up to a hundred neurons, as many in each layer; its upper end is the safer one."""
    units = GUIDE_UNITS_GPU if problem.compute.device == "gpu" else GUIDE_UNITS
    return pick(
        [units] * layers,
        f"{examples(problem)}: the upper end of the guide's 1 to 100 neurons, the same in all {layers} layers",
        [[n] * layers for n in (64, units, 256)],
    )


@widths.rule(
    "WID-MASSIVE",
    scope(family=DENSE),
    sources=["gorishniy2021", "tabm2024"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide starts from at most 100 neurons; tens of millions of rows feed far more.",
)
def wide_for_massive_tables(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Tens of millions of rows leave nothing to overfit; the network is limited by what it can hold."""
    if problem.data.rows < MASSIVE_ROWS or problem.compute.device != "gpu":
        return skip(f"needs {count(MASSIVE_ROWS)} rows, and a GPU")
    return pick(
        [MASSIVE_UNITS] * layers,
        f"{examples(problem)} can fill the broadest layers that were searched for tables",
        [[units] * layers for units in (512, 1024, 2048)],
    )


@widths.rule(
    "WID-TABM",
    scope(family="tabm"),
    sources=["tabm2024", "tabm"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 13_000_000)},
    versus="The guide starts from at most 100 neurons; what did best over many tables is far broader.",
)
def shared_by_all_members(problem: Problem, layers: int) -> Pick[list[int]]:
    """Members share the weights between units, so that one matrix has to serve all of them."""
    return pick(
        [TABM_UNITS] * layers,
        f"{examples(problem)} for {MEMBERS} members that share the weights of each layer: TabM's own width",
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
        f"{examples(problem)} fill {UNITS} units a layer, the width that did best over many tables, and regularisation"
        " tames what is too much",
        [[units] * layers for units in (128, 256, 512)],
    )
