"""Which columns of a table are used, and what becomes of missing values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import ordered_in_time
from advisor.knowledge.scopes import scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from advisor.config.values import TextColumn
    from advisor.config.words import NumericImputation
    from advisor.problem import Problem

MOSTLY_MISSING: Final = 0.5  # fraction of cells, above which what is filled in outweighs what is known, folklore
TELLING_ROWS: Final = 500  # rows, below which a weak relation cannot be told from chance, folklore
SHOWN: Final = 3  # columns named
WIDE: Final = 1_000  # columns, above which a flag beside each doubles a wide first layer, folklore

TABLES: Final = scope(kind="table")
NUMERIC_INPUTS: Final = scope(kind=("table", "sequence", "series"))
NOT_FORECASTS: Final = scope(task=tasks_but("forecasting"))
NO_NUMBERS: Final = "the inputs are not numbers that can be missing"

drop_columns: Decision[list[str]] = Decision(
    "data.drop_columns",
    "Which columns does the network not see?",
    scope=TABLES,
    absent="only a table has columns to drop",
)
missing_numeric: Decision[NumericImputation] = Decision(
    "data.missing.numeric",
    "What replaces a missing number?",
    name="missing_numeric",
    scope=NUMERIC_INPUTS,
    absent=NO_NUMBERS,
)
missing_indicator: Decision[bool] = Decision(
    "data.missing.indicator",
    "Does the network see that a number was missing?",
    name="missing_indicator",
    scope=NUMERIC_INPUTS,
    absent=NO_NUMBERS,
)
missing_categorical: Decision[Literal["none", "own-level"]] = Decision(
    "data.missing.categorical",
    "What does a missing category become?",
    name="missing_categorical",
    scope=TABLES,
    applies=lambda problem: problem.data.categorical > 0,
    absent="there are no categorical columns",
)


class _Useless:
    """The columns that cannot help, each name once, and how many there are for which reason."""

    __slots__ = ("names", "reasons", "texts", "warnings")

    def __init__(self, problem: Problem, text_columns: list[TextColumn] | None) -> None:
        data = problem.data
        read = {text.column for text in text_columns or ()}
        self.names: list[str] = []
        self.reasons: list[str] = []
        self.warnings: list[str] = []
        self._add(data.leaks, "gives the target away", "give the target away")
        self._add(self._of("constant", problem), "is constant", "are constant")
        self._add(self._of("identifier", problem), "names the row", "name the row")
        self.texts = ""
        unread = [name for name in self._of("text", problem) if name not in read]
        if texts := self._add(unread, "is free text", "are free text"):
            self.texts = self.reasons.pop()
            self.warnings.append(
                f"{plural(texts, 'column')} of free text left out, which may tell most: see what --kind text learns"
                " from it alone, or add the embeddings of a frozen text encoder, reduced to 32 to 128 numbers"
            )
        if ordered_in_time(problem):
            dates = self._add(self._of("date", problem), "is a raw date", "are raw dates")
            if dates:
                self.warnings.append(
                    f"{plural(dates, 'column')} of dates left out, as later dates are beyond all seen: add weekday,"
                    " month or days elapsed in their place"
                )
        self._add(filter(None, [data.group_column]), "names the group", "")
        self._add(filter(None, [data.time_column]), "is the time itself", "")

    @staticmethod
    def _of(kind: str, problem: Problem) -> list[str]:
        return [column.name for column in problem.data.columns if column.type == kind]

    def because(self, problem: Problem) -> str:
        """Why they are left out."""
        columns = plural(len(problem.data.columns) or problem.data.features, "column")
        parts = [f"{', '.join(self.reasons)}, and nothing of that carries over to new data"] if self.reasons else []
        parts += [f"{self.texts}, from which too little can be learnt here"] if self.texts else []
        return f"of {columns} {'; '.join(parts)}"

    def _add(self, names: Iterable[str], one: str, many: str) -> int:
        known = set(self.names)
        fresh = [name for name in dict.fromkeys(names) if name not in known]
        self.names += fresh
        if fresh:
            self.reasons.append(f"{count(len(fresh))} {one if len(fresh) == 1 else many}")
        return len(fresh)


def _quoted(names: Sequence[str]) -> str:
    """A few names, as a text lists them."""
    shown = [repr(name) for name in names[:SHOWN]]
    return ", ".join(shown) + (f" and {count(len(names) - SHOWN)} more" if len(names) > SHOWN else "")


def _too_wide(problem: Problem) -> str | None:
    """The warning of more columns than examples."""
    data = problem.data
    if data.features <= data.rows:
        return None
    return (
        f"{count(data.features)} columns for {count(data.rows)} examples: select columns by what is known of them, and"
        " whatever is selected by the data must be selected inside the training part"
    )


def _joined(*notes: str | None) -> str | None:
    return "; ".join(filter(None, notes)) or None


@drop_columns.rule("DROP-LEAKS", sources=["guide:G-IN-3", "kaufman2011"], strength="strong", rulesets=BOTH)
def columns_that_give_the_target_away(
    problem: Problem, text_columns: list[TextColumn] | None
) -> Pick[list[str]] | Skip:
    """What gives the target away will not be there when the network is used, and hides all else until then."""
    leaks = problem.data.leaks
    if not leaks:
        return skip("needs columns that give the target away")
    useless = _Useless(problem, text_columns)
    found = (
        f"{_quoted(leaks)} gives the target away and is left out: put it back only if it is known"
        if len(leaks) == 1
        else f"{_quoted(leaks)} give the target away and are left out: put back only what is known"
    )
    return pick(
        useless.names,
        useless.because(problem),
        warning=_joined(f"{found} before the target is", *useless.warnings, _too_wide(problem)),
    )


@drop_columns.rule("DROP-USELESS", sources=["guide:G-IN-3", "grinsztajn2022"], strength="strong", rulesets=BOTH)
def columns_that_carry_nothing_over(problem: Problem, text_columns: list[TextColumn] | None) -> Pick[list[str]] | Skip:
    """Constants say nothing, and names of rows only what holds in this file; networks suffer from both."""
    useless = _Useless(problem, text_columns)
    if not useless.names:
        return skip(
            "needs columns that are constant, hold free text, name a row, a group or the time, or are dates where later"
            " ones follow"
        )
    return pick(
        useless.names,
        useless.because(problem),
        warning=_joined(*useless.warnings, _too_wide(problem)),
    )


@drop_columns.rule(
    "DROP-NONE", sources=["guide:G-IN-1", "guide:G-IN-2", "guide:G-IN-3"], strength="strong", rulesets=BOTH
)
def every_column_is_an_input(problem: Problem) -> Pick[list[str]]:
    """Each feature worth keeping is an input; which are worth it, a person knows better than the data.

    A column that tells nothing by itself may tell something together with others, so dropping it is only a try.
    """
    data = problem.data
    if not data.columns:
        unknown = f"nothing is known against {plural(data.features, 'column')}: check them by hand"
        return pick([], unknown, warning=_too_wide(problem))
    measured = f"of {plural(len(data.columns), 'measured column')} none is constant, names the row or leaks the target"
    uninformative = [column.name for column in data.columns if column.relevance == 0]
    if data.rows < TELLING_ROWS or not 0 < len(uninformative) < len(data.columns):
        return pick([], measured, warning=_too_wide(problem))
    tell = "tells" if len(uninformative) == 1 else "tell"
    return pick(
        [],
        f"{measured}; {count(len(uninformative))} {tell} no more of the target than chance, taken alone",
        try_next=[uninformative],
        warning=_too_wide(problem),
    )


def numeric_columns(problem: Problem) -> int:
    """Numeric inputs: of a table the columns that are not categories."""
    data = problem.data
    return data.features - data.categorical if data.kind == "table" else data.features


def all_categorical(problem: Problem) -> str:
    """Why a table has no numbers, where it has none."""
    columns = problem.data.features
    return "the only column is categorical" if columns == 1 else f"all {count(columns)} columns are categorical"


def _share_missing(problem: Problem) -> str:
    return f"{100 * problem.data.missing:.3g}% of the cells"


@missing_numeric.rule("MISS-NONE", sources=["sklearn-imputation"], strength="strong", rulesets=BOTH)
def nothing_to_fill(problem: Problem) -> Pick[NumericImputation] | Skip:
    """Without gaps in numbers there is nothing to fill."""
    data = problem.data
    if data.kind == "table" and numeric_columns(problem) == 0:
        return pick("none", all_categorical(problem))
    if data.missing > 0:
        return skip(f"needs complete numbers, and {_share_missing(problem)} are missing")
    return pick("none", f"no cell of {count(data.rows)} examples is missing")


@missing_numeric.rule(
    "MISS-LAST",
    sources=["autogluon-timeseries", "che2016"],
    strength="moderate",
    rulesets=CURRENT,
    scope=scope(kind=("series", "sequence")),
    versus="The guide is silent on missing values; a mean or median over time would break the level of a series.",
)
def the_value_before_fills_in(problem: Problem) -> Pick[NumericImputation]:
    """A step without a value takes the one before: what is known at that time, and near it in level."""
    return pick(
        "last",
        f"{_share_missing(problem)} are missing; a step takes the value before it, which is known by then and on the"
        " level of its time, as a mean over time is not",
        try_next=["median"],
    )


@missing_numeric.rule(
    "MISS-MEDIAN",
    sources=["pytabkit", "lenz2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on missing values and the usual default is the mean, which outliers pull along.",
)
def the_median_fills_in(problem: Problem) -> Pick[NumericImputation]:
    """A network needs a number in each cell; imputation that costs more than a constant did not predict better."""
    return pick(
        "median",
        f"{_share_missing(problem)} are missing; the median of the training part is a typical value, which no outlier"
        " moves",
        try_next=["mean"],
        warning=_gaps(problem),
    )


@missing_numeric.rule("MISS-GUIDE", sources=["guide", "sklearn-imputation"], strength="folklore", rulesets=GUIDE)
def guide_fills_in_the_mean(problem: Problem) -> Pick[NumericImputation]:
    """The guide is silent, so missing numbers become the mean, which is zero once standardised."""
    return pick(
        "mean",
        f"{_share_missing(problem)} are missing, on which the guide is silent, so the usual default fills in the mean",
        warning=_gaps(problem),
    )


def _gaps(problem: Problem) -> str | None:
    missing = problem.data.missing
    if missing <= MOSTLY_MISSING:
        return None
    return (
        f"{missing:.0%} of the cells are missing: most of what the network sees is made up, so drop the emptiest"
        " columns"
    )


@missing_indicator.rule("FLAG-NONE", sources=["lenz2022", "guide"], strength="strong", rulesets=BOTH)
def no_flags_without_gaps(missing_numeric: NumericImputation) -> Pick[bool] | Skip:
    """Without missing numbers a flag would be constant."""
    if missing_numeric != "none":
        return skip(f"needs no number to be filled in, and missing ones become the {missing_numeric}")
    return pick(False, "no number is filled in, so there is nothing to flag")


@missing_indicator.rule(
    "FLAG-FORECAST", scope(task="forecasting"), sources=["dlinear2022"], strength="folklore", rulesets=CURRENT
)
def no_flags_in_a_forecast(problem: Problem) -> Pick[bool]:
    """Forecasting networks read values alone."""
    return pick(
        False,
        f"{_share_missing(problem)} are missing; forecasting networks read values alone, so these are only filled in",
    )


@missing_indicator.rule(
    "FLAG-SINCE",
    scope(kind="sequence"),
    sources=["che2016"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on missing values; that one is missing, and for how long, often tells something.",
)
def how_long_ago_it_was_measured(problem: Problem, missing_numeric: NumericImputation) -> Pick[bool] | Skip:
    """A value that was carried on is worth less the older it is, so the network sees the time since it was measured."""
    if missing_numeric != "last":
        return skip(f"needs values that are carried on, and missing ones become the {missing_numeric}")
    return pick(
        True,
        f"{_share_missing(problem)} are missing: beside each value stands for how many steps it has been carried on, 0"
        " where it was measured",
        try_next=[False],
    )


@missing_indicator.rule(
    "FLAG-WIDE", scope(kind=("table", "sequence")), sources=["lenz2022"], strength="folklore", rulesets=CURRENT
)
def no_flags_for_very_many_columns(problem: Problem) -> Pick[bool] | Skip:
    """A flag beside each of very many columns doubles the first layer for little."""
    numbers = numeric_columns(problem)
    if numbers <= WIDE:
        return skip(f"needs more than {count(WIDE)} numeric inputs, and there are {count(numbers)}")
    return pick(False, f"a flag beside each of {count(numbers)} numeric inputs would double the first layer", [True])


@missing_indicator.rule(
    "FLAG-GAPS",
    NOT_FORECASTS,
    sources=["lenz2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on missing values; that one is missing often tells something, and over twenty real"
    " tables flags helped more than they cost.",
)
def a_flag_for_each_missing_number(problem: Problem) -> Pick[bool]:
    """That a value is missing is itself a fact, which filling it in would hide."""
    return pick(
        True,
        f"{_share_missing(problem)} are missing, and a flag tells the values that are filled in from real ones",
        try_next=[False],
    )


@missing_indicator.rule("FLAG-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_flags_nothing(problem: Problem) -> Pick[bool]:
    """The guide says nothing of missing values."""
    return pick(False, f"{_share_missing(problem)} are missing, on which the guide is silent, so none is flagged")


@missing_categorical.rule("MISS-LEVEL", sources=["pytabkit", "lenz2022"], strength="moderate", rulesets=BOTH)
def missing_is_a_level(problem: Problem) -> Pick[Literal["none", "own-level"]] | Skip:
    """That a category is missing becomes one more category."""
    data = problem.data
    if data.missing == 0:
        return skip("needs missing cells")
    return pick(
        "own-level",
        f"{_share_missing(problem)} are missing; in {plural(data.categorical, 'categorical column')} that is one more"
        " level, which costs nothing",
    )


@missing_categorical.rule("MISS-NO-LEVEL", sources=["pytabkit"], strength="strong", rulesets=BOTH)
def no_level_without_gaps(problem: Problem) -> Pick[Literal["none", "own-level"]]:
    """Without gaps a level for them would never be trained."""
    return pick(
        "none", f"no cell of {count(problem.data.rows)} rows is missing, so a level for it would never be trained"
    )
