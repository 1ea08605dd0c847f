"""How numeric inputs are scaled and embedded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import NumericEmbedding
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.data.columns import TABLES, all_categorical, numeric_columns
from advisor.knowledge.predicates import several_networks
from advisor.knowledge.scopes import families_but, scope
from advisor.quantities import count, decimal, each, plural

if TYPE_CHECKING:
    from advisor.config.words import Scaling
    from advisor.problem import Problem


EMBEDDED_MOST: Final = 500  # numeric columns, above which embedding them swells the first layer, folklore
ROWS_PER_COLUMN: Final = 4  # training rows for each numeric column, below which bins measured worse; own runs
PBLD: Final = NumericEmbedding(kind="pbld", dim=4, hidden=16, sigma=0.1)  # RealMLP-TD, pytabkit
PBLD_SIGMAS: Final = (0.05, 0.2, 1.0)  # best below 0.05, 0.2, 1 on 30%, 50%, 80% of tasks, gorishniy2022
BINS: Final = NumericEmbedding(kind="piecewise-linear", dim=16, bins=48)  # TabM's example
ROWS_PER_BIN: Final = 30  # training examples in a bin on average, as in rtdl's n / 30 quantiles
FEW_BINS: Final = NumericEmbedding(kind="piecewise-linear", dim=8, bins=16)  # as good on small tables; own runs
ROWS_PER_SMALL_BIN: Final = 10  # training examples in a bin on average where networks are averaged; own runs
RAW: Final = NumericEmbedding(kind="none")

TABLES_IN_MLPS: Final = scope(kind="table", family="mlp")

scaling: Decision[Scaling] = Decision(
    "data.numeric.scaling",
    "How are numeric inputs brought to one scale?",
    scope=scope(kind=("table", "sequence")),
    absent="the inputs are not columns of numbers",
)
numeric_embedding: Decision[NumericEmbedding] = Decision(
    "model.numeric_embedding",
    "Does a single number become a vector before the first layer?",
    applies=lambda family: family in ("mlp", "tabm"),
    absent="only dense networks on tables embed single numbers",
)


def _outliers(problem: Problem) -> str:
    if (numbers := numeric_columns(problem)) == 1:
        return "the only numeric column has outliers"
    return f"{100 * problem.data.heavy_tails:.3g}% of {count(numbers)} numeric columns have outliers"


@scaling.rule("SCALE-NONE", TABLES, sources=["guide:G-SC-1"], strength="strong", rulesets=BOTH)
def categories_have_no_scale(problem: Problem) -> Pick[Scaling] | Skip:
    """Categories have no scale."""
    if numeric_columns(problem) > 0:
        return skip("needs a table of categorical columns only")
    return pick("none", f"{all_categorical(problem)}, and categories have no scale")


@scaling.rule(
    "SCALE-QUANTILE",
    scope(kind="table", family="tabm"),
    sources=["rtdl", "gorishniy2021", "sklearn-scalers"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide asks for one scale; dividing by a deviation that a few outliers make leaves all other values"
    " crowded near zero.",
)
def ranks_for_tabm(problem: Problem) -> Pick[Scaling] | Skip:
    """TabM was published on features whose ranks are mapped to a normal distribution, which no outlier survives."""
    if problem.data.heavy_tails == 0 or numeric_columns(problem) == 0:
        return skip("needs numeric columns with outliers or heavy tails")
    return pick(
        "quantile-normal",
        f"{_outliers(problem)}, and TabM was tested on ranks mapped to a normal distribution",
        try_next=["robust-smooth-clip", "standardize"],
    )


@scaling.rule(
    "SCALE-ROBUST",
    TABLES,
    sources=["realmlp2024", "pytabkit"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide asks for one scale; dividing by a deviation that a few outliers make leaves all other values"
    " crowded near zero.",
)
def robust_scale_with_smooth_clipping(problem: Problem) -> Pick[Scaling] | Skip:
    """Median and quartiles ignore outliers, and smooth clipping keeps what is left of them within bounds."""
    if problem.data.heavy_tails == 0 or numeric_columns(problem) == 0:
        return skip("needs numeric columns with outliers or heavy tails")
    return pick(
        "robust-smooth-clip",
        f"{_outliers(problem)}, which would inflate a standard deviation; quartiles ignore them and clipping bounds"
        " them",
        try_next=["quantile-normal", "standardize"],
    )


@scaling.rule("SCALE-STANDARD", sources=["guide:G-SC-1", "guide:G-SC-2", "lecun1998"], strength="strong", rulesets=BOTH)
def mean_zero_deviation_one(problem: Problem) -> Pick[Scaling]:
    """Unequal scales stretch the loss surface, and gradient descent then crawls along a narrow valley."""
    data = problem.data
    numbers = numeric_columns(problem)
    inputs = plural(numbers, "numeric column") if data.kind == "table" else plural(numbers, "value") + " per step"
    apart = f", whose scales differ up to {decimal(data.scale_ratio)}-fold" if numbers > 1 else ""
    return pick(
        "standardize",
        f"{inputs}{apart}: the statistics of the training part bring {'all' if numbers > 1 else 'it'} to mean 0 and"
        " deviation 1",
        try_next=["robust-smooth-clip", "quantile-normal"] if data.kind == "table" else None,
    )


def _plain_numbers(problem: Problem) -> str:
    """Why numbers enter as they are; empty where embedding them is likely to pay."""
    data, numbers = problem.data, numeric_columns(problem)
    if data.kind != "table":
        return f"{data.kind} data has no columns to embed one by one"
    if numbers == 0:
        return all_categorical(problem)
    if problem.priorities.first == "latency" or problem.priorities.latency_ms is not None:
        return "predictions have to be quick, and vectors in place of numbers widen the first layer"
    if numbers > EMBEDDED_MOST:
        return f"vectors in place of {count(numbers)} numeric columns would make the first layer most of the network"
    return ""


@numeric_embedding.rule("NUM-PLAIN", sources=["gorishniy2022"], strength="moderate", rulesets=CURRENT)
def numbers_as_they_are(problem: Problem) -> Pick[NumericEmbedding] | Skip:
    """Embeddings multiply the inputs, which a limit on latency or very many columns do not allow."""
    if not (reason := _plain_numbers(problem)):
        return skip(f"needs latency first, a latency limit, more than {EMBEDDED_MOST} numeric columns, or none")
    return pick(RAW, reason)


@numeric_embedding.rule(
    "NUM-WIDE-TABLE",
    TABLES_IN_MLPS,
    sources=["gorishniy2022"],
    strength="folklore",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
)
def many_columns_for_their_rows(problem: Problem, train_rows: int) -> Pick[NumericEmbedding] | Skip:
    """With nearly as many columns as rows, straight lines already fit all of them; bins would only fit noise."""
    numbers = numeric_columns(problem)
    if train_rows >= ROWS_PER_COLUMN * numbers:
        return skip(f"needs fewer than {ROWS_PER_COLUMN} training rows for each numeric column")
    return pick(
        RAW,
        f"{plural(train_rows, 'training row')} for {plural(numbers, 'numeric column')}: straight lines already fit what"
        " there is, and bins would fit noise",
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
    """TabM gains from numbers encoded over soft bins, each with its own weights."""
    bins = max(2, min(BINS.bins or 2, train_rows // ROWS_PER_BIN))
    numbers = numeric_columns(problem)
    return pick(
        NumericEmbedding(kind="piecewise-linear", dim=BINS.dim, bins=bins),
        f"{each(numbers, 'numeric column')} is encoded over {bins} quantile bins of"
        f" {plural(train_rows, 'training row')}, so that the first layer is not linear in it",
        try_next=[PBLD, RAW],
    )


@numeric_embedding.rule(
    "NUM-BINS-SMALL",
    TABLES_IN_MLPS,
    sources=["gorishniy2022", "gorishniy2021"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide feeds each number to one neuron; of all that was tried on small tables, soft bins beside the"
    " number gained most, above all in regression, where cosines did less.",
)
def soft_bins_for_averaged_networks(
    problem: Problem, members: int | None, folds: int, train_rows: int
) -> Pick[NumericEmbedding] | Skip:
    """Bins show plateaus, thresholds and curves of a column; the mean of several networks smooths their edges."""
    numbers = numeric_columns(problem)
    if numbers == 0:
        return skip("needs numeric columns")
    if not several_networks(members, folds):
        return skip("needs several networks that are averaged")
    bins = max(2, min(FEW_BINS.bins or 2, train_rows // ROWS_PER_SMALL_BIN))
    return pick(
        NumericEmbedding(kind="piecewise-linear", dim=FEW_BINS.dim, bins=bins),
        f"{each(numbers, 'numeric column')} enters with {bins} soft bins beside it, at the quantiles of"
        f" {plural(train_rows, 'training row')}, and the mean of the networks smooths what is accidental",
        try_next=[BINS, PBLD, RAW],
    )


@numeric_embedding.rule(
    "NUM-PERIODIC",
    scope(family=families_but("tabm")),
    sources=["gorishniy2022", "realmlp2024", "pytabkit"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide feeds each number to one neuron; a few learnt frequencies beside the number were a large and"
    " repeated gain.",
)
def periodic_embedding_beside_the_number(problem: Problem) -> Pick[NumericEmbedding]:
    """Plain dense layers are quick to learn smooth functions of a number only; learnt cosines of it add the rest."""
    numbers = numeric_columns(problem)
    return pick(
        PBLD,
        f"{each(numbers, 'numeric column')} enters with a few learnt cosines of it, since targets of tables change more"
        " sharply than dense layers easily learn",
        try_next=[*(NumericEmbedding(kind="pbld", dim=4, hidden=16, sigma=sigma) for sigma in PBLD_SIGMAS), RAW],
    )


@numeric_embedding.rule("NUM-GUIDE", sources=["guide:G-IN-2"], strength="folklore", rulesets=GUIDE)
def guide_gives_each_number_a_neuron(problem: Problem) -> Pick[NumericEmbedding]:
    """One input neuron for each relevant feature."""
    if problem.data.kind != "table":
        return pick(RAW, "the guide gives each input a neuron")
    return pick(RAW, f"the guide gives each input a neuron, {plural(numeric_columns(problem), 'numeric column')} here")
