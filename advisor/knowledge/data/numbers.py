"""Table columns: which are used, and how they become numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import NumericEmbedding
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.data.columns import (
    numeric_columns,
)
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Scaling
    from advisor.problem import Problem


EMBEDDED_MOST: Final = 500  # numeric columns, above which embedding them swells the first layer, folklore
ROWS_A_COLUMN: Final = 4  # training rows for each numeric column, below which bins measured worse; own runs
PBLD: Final = NumericEmbedding(kind="pbld", dim=4, hidden=16, sigma=0.1)  # RealMLP-TD, pytabkit
PBLD_SIGMAS: Final = (0.05, 0.2, 1.0)  # best below 0.05, 0.2, 1 on 30%, 50%, 80% of tasks, gorishniy2022
BINS: Final = NumericEmbedding(kind="piecewise-linear", dim=16, bins=48)  # TabM's example
ROWS_A_BIN: Final = 30  # training examples in a bin on average, as in rtdl's n / 30 quantiles
FEW_BINS: Final = NumericEmbedding(kind="piecewise-linear", dim=8, bins=16)  # as good on small tables; own runs
ROWS_A_SMALL_BIN: Final = 10  # training examples in a bin on average where networks are averaged; own runs
RAW: Final = NumericEmbedding(kind="none")

scaling: Decision[Scaling] = Decision(
    "data.numeric.scaling",
    "How are numeric inputs brought to one scale?",
    applies=lambda problem: problem.data.kind in ("table", "sequence"),
    absent="the inputs are not columns of numbers",
)
numeric_embedding: Decision[NumericEmbedding] = Decision(
    "model.numeric_embedding",
    "Does a single number become a vector before the first layer?",
    applies=lambda family: family in ("mlp", "tabm"),
    absent="only dense networks on tables embed single numbers",
)


@scaling.rule("SCALE-NONE", sources=["guide:G-SC-1"], strength="strong", rulesets=BOTH)
def categories_have_no_scale(problem: Problem) -> Pick[Scaling] | Skip:
    """Categories have no scale."""
    if numeric_columns(problem) > 0:
        return skip("needs a table of categories alone")
    return pick("none", f"all {count(problem.data.features)} columns are categories, which have no scale")


@scaling.rule(
    "SCALE-QUANTILE",
    scope(family="tabm"),
    sources=["rtdl", "gorishniy2021", "sklearn-scalers"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide asks for one scale; dividing by a deviation that a few outliers make leaves all other values"
    " crowded near zero.",
)
def ranks_for_tabm(problem: Problem) -> Pick[Scaling] | Skip:
    """TabM was published on features whose ranks are mapped to a normal law, which no outlier survives."""
    tails = problem.data.heavy_tails
    if tails == 0:
        return skip("needs numeric features with outliers or heavy tails")
    return pick(
        "quantile-normal",
        f"{tails:.0%} of the numeric columns have outliers, and TabM was tested on ranks mapped to a normal law",
        try_next=["robust-smooth-clip", "standardize"],
    )


@scaling.rule(
    "SCALE-ROBUST",
    scope(kind="table"),
    sources=["realmlp2024", "pytabkit"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide asks for one scale; dividing by a deviation that a few outliers make leaves all other values"
    " crowded near zero.",
)
def robust_scale_with_smooth_clipping(problem: Problem) -> Pick[Scaling] | Skip:
    """Median and quartiles ignore outliers, and smooth clipping keeps what is left of them within bounds."""
    tails = problem.data.heavy_tails
    if tails == 0:
        return skip("needs table columns with outliers or heavy tails")
    return pick(
        "robust-smooth-clip",
        f"{tails:.0%} of {plural(numeric_columns(problem), 'numeric column')} have outliers, which would stretch a"
        " deviation; quartiles ignore them and clipping bounds them",
        try_next=["quantile-normal", "standardize"],
    )


@scaling.rule("SCALE-STANDARD", sources=["guide:G-SC-1", "guide:G-SC-2", "lecun1998"], strength="strong", rulesets=BOTH)
def mean_zero_deviation_one(problem: Problem) -> Pick[Scaling]:
    """Unequal scales stretch the loss surface, and descent then crawls along the narrow valley."""
    data = problem.data
    what = "columns" if data.kind == "table" else "values of a step"
    return pick(
        "standardize",
        f"the scales of {count(numeric_columns(problem))} {what} differ up to {data.scale_ratio:.3g}-fold; mean and"
        " deviation of the training part make them equal",
        try_next=["robust-smooth-clip", "quantile-normal"] if data.kind == "table" else None,
    )


def _plain_numbers(problem: Problem) -> str:
    """Why numbers enter as they are; empty where embedding them is likely to pay."""
    data, numbers = problem.data, numeric_columns(problem)
    if data.kind != "table":
        return f"an input of kind {data.kind} has no columns to embed one by one"
    if numbers == 0:
        return f"all {count(data.features)} columns are categories"
    if problem.priorities.first == "latency" or problem.priorities.latency_ms is not None:
        return "latency of prediction counts, and vectors in place of numbers widen the first layer"
    if numbers > EMBEDDED_MOST:
        return f"vectors in place of {count(numbers)} numeric columns would make the first layer most of the network"
    return ""


@numeric_embedding.rule("NUM-PLAIN", sources=["gorishniy2022"], strength="moderate", rulesets=CURRENT)
def numbers_as_they_are(problem: Problem) -> Pick[NumericEmbedding] | Skip:
    """Embeddings multiply the inputs, which latency or very many columns do not allow."""
    if not (reason := _plain_numbers(problem)):
        return skip(f"needs a strict latency, no numeric columns, or more than {EMBEDDED_MOST} of them")
    return pick(RAW, reason)


@numeric_embedding.rule(
    "NUM-WIDE-TABLE",
    scope(family="mlp"),
    sources=["gorishniy2022"],
    strength="folklore",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
)
def many_columns_for_their_rows(problem: Problem, train_rows: int) -> Pick[NumericEmbedding] | Skip:
    """Where columns are nearly as many as rows a straight line already fits them all; bins only let it fit noise."""
    numbers = numeric_columns(problem)
    if train_rows >= ROWS_A_COLUMN * numbers:
        return skip(f"needs dense layers, and fewer than {ROWS_A_COLUMN} training rows for each numeric column")
    return pick(
        RAW,
        f"{count(train_rows)} training rows for {plural(numbers, 'numeric column')}: a straight line in each already"
        " fits what there is, and bins would fit noise",
        try_next=[FEW_BINS],
    )


@numeric_embedding.rule(
    "NUM-BINS",
    scope(family="tabm"),
    sources=["gorishniy2022", "tabm2024", "tabm"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 13_000_000)},
    versus="The guide feeds each number to one neuron; embedding it piecewise first was a large and repeated gain.",
)
def soft_bins_for_tabm(problem: Problem, train_rows: int) -> Pick[NumericEmbedding]:
    """TabM gains from numbers laid out over soft bins, each with its own weights."""
    bins = max(2, min(BINS.bins or 2, train_rows // ROWS_A_BIN))
    numbers = numeric_columns(problem)
    return pick(
        NumericEmbedding(kind="piecewise-linear", dim=BINS.dim, bins=bins),
        f"each of {plural(numbers, 'numeric column')} is laid out over {bins} quantile bins of the {count(train_rows)}"
        " training examples, so that the first layer can bend",
        try_next=[PBLD, RAW],
    )


@numeric_embedding.rule(
    "NUM-BINS-SMALL",
    scope(family="mlp"),
    sources=["gorishniy2022", "gorishniy2021"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide feeds each number to one neuron; soft bins beside it were worth most of all that was tried on"
    " small tables, above all in regression, where cosines did less.",
)
def soft_bins_for_averaged_networks(
    problem: Problem, members: int | None, folds: int, train_rows: int
) -> Pick[NumericEmbedding] | Skip:
    """Plateaus, thresholds and curves of a column are read off its bins; a mean of networks smooths the seams."""
    if members is None or folds * members == 1:
        return skip("needs several networks that are averaged")
    bins = max(2, min(FEW_BINS.bins or 2, train_rows // ROWS_A_SMALL_BIN))
    numbers = numeric_columns(problem)
    return pick(
        NumericEmbedding(kind="piecewise-linear", dim=FEW_BINS.dim, bins=bins),
        f"each of {plural(numbers, 'numeric column')} enters beside soft bins between {bins} quantiles, which bend"
        f" where {count(train_rows)} training rows bend, and the mean of the networks smooths what is accidental",
        try_next=[BINS, PBLD, RAW],
    )


@numeric_embedding.rule(
    "NUM-PERIODIC",
    sources=["gorishniy2022", "realmlp2024", "pytabkit"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide feeds each number to one neuron; a few learnt frequencies of it beside it was a large and"
    " repeated gain.",
)
def periodic_embedding_beside_the_number(problem: Problem) -> Pick[NumericEmbedding]:
    """Plain dense layers learn only smooth functions of a number quickly; learnt cosines of it add the rest."""
    numbers = numeric_columns(problem)
    return pick(
        PBLD,
        f"each of {plural(numbers, 'numeric column')} enters with a few mixed cosines of itself beside it, since tables"
        " bend more sharply than dense layers easily learn",
        try_next=[*(NumericEmbedding(kind="pbld", dim=4, hidden=16, sigma=sigma) for sigma in PBLD_SIGMAS), RAW],
    )


@numeric_embedding.rule("NUM-GUIDE", sources=["guide:G-IN-2"], strength="folklore", rulesets=GUIDE)
def guide_gives_each_number_a_neuron(problem: Problem) -> Pick[NumericEmbedding]:
    """One input neuron for each relevant feature."""
    return pick(RAW, f"each of {plural(problem.data.features, 'input')} has one neuron, as the guide has it")
