"""Which columns of a table are used, and missing values. The module `features` registers these rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.config.words import NumericImputation
    from advisor.problem import Problem

MOSTLY_MISSING: Final = 0.5  # fraction of cells, above which what is filled in outweighs what is known, folklore
TELLING_ROWS: Final = 500  # rows, below which a weak relation cannot be told from chance, folklore
WIDE: Final = 1_000  # columns, above which a flag beside each doubles a wide first layer, folklore

drop_columns: Decision[list[str]] = Decision(
    "data.drop_columns",
    "Which columns does the network not see?",
    applies=lambda problem: problem.data.kind == "table",
    absent="there are no columns to drop",
)
missing_numeric: Decision[NumericImputation] = Decision(
    "data.missing.numeric",
    "What replaces a missing number?",
    name="missing_numeric",
    applies=lambda problem: problem.data.kind in ("table", "sequence", "series"),
    absent="the inputs are not numbers that can be missing",
)
missing_indicator: Decision[bool] = Decision(
    "data.missing.indicator",
    "Does the network see that a number was missing?",
    name="missing_indicator",
    applies=lambda problem: problem.data.kind in ("table", "sequence", "series"),
    absent="the inputs are not numbers that can be missing",
)
missing_categorical: Decision[Literal["none", "own-level"]] = Decision(
    "data.missing.categorical",
    "What does a missing category become?",
    name="missing_categorical",
    applies=lambda problem: problem.data.kind == "table" and problem.data.categorical > 0,
    absent="there are no categorical columns",
)


class _Useless:
    """The columns that cannot help, each name once, and how many there are for which reason."""

    __slots__ = ("names", "reasons", "warnings")

    def __init__(self, problem: Problem) -> None:
        data = problem.data
        self.names: list[str] = []
        self.reasons: list[str] = []
        self.warnings: list[str] = []
        self._add(data.leaks, "gives the target away", "give the target away")
        self._add(self._of("constant", problem), "is constant", "are constant")
        self._add(self._of("identifier", problem), "names the row", "name the row")
        if texts := self._add(self._of("text", problem), "is free text", "are free text"):
            self.warnings.append(
                f"{plural(texts, 'column')} of free text left out: add the embeddings of a frozen text encoder, reduced"
                " to 32 to 128 numbers, if they matter"
            )
        if data.future or data.time_column:
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

    def _add(self, names: Iterable[str], one: str, many: str) -> int:
        known = set(self.names)
        fresh = [name for name in dict.fromkeys(names) if name not in known]
        self.names += fresh
        if fresh:
            self.reasons.append(f"{count(len(fresh))} {one if len(fresh) == 1 else many}")
        return len(fresh)


def _too_wide(problem: Problem) -> str | None:
    """What to hear where there are more columns than examples."""
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
def columns_that_give_the_target_away(problem: Problem) -> Pick[list[str]] | Skip:
    """What gives the target away will not be there when the network is used, and hides all else until then."""
    leaks = len(problem.data.leaks)
    if not leaks:
        return skip("needs columns that give the target away")
    useless = _Useless(problem)
    found = (
        "a column gives the target away and is left out: put it back only if it is known"
        if leaks == 1
        else f"{count(leaks)} columns give the target away and are left out: put back only what is known"
    )
    return pick(
        useless.names,
        f"of {count(problem.data.features)} columns {', '.join(useless.reasons)}, and none of that holds on new data",
        warning=_joined(f"{found} before the target is", *useless.warnings, _too_wide(problem)),
    )


@drop_columns.rule("DROP-USELESS", sources=["guide:G-IN-3", "grinsztajn2022"], strength="strong", rulesets=BOTH)
def columns_that_hold_nothing_general(problem: Problem) -> Pick[list[str]] | Skip:
    """Constants say nothing and names of rows only what holds in this file; networks suffer from both."""
    useless = _Useless(problem)
    if not useless.names:
        return skip("needs columns that are constant, hold free text, or name a row, a group or the time")
    return pick(
        useless.names,
        f"of {count(problem.data.features)} columns {', '.join(useless.reasons)}, from which nothing can be learnt that"
        " holds on new data",
        warning=_joined(*useless.warnings, _too_wide(problem)),
    )


@drop_columns.rule(
    "DROP-NONE", sources=["guide:G-IN-1", "guide:G-IN-2", "guide:G-IN-3"], strength="strong", rulesets=BOTH
)
def every_column_is_an_input(problem: Problem) -> Pick[list[str]]:
    """Each feature worth keeping gets its input; which are, a person knows better than the data.

    A column that tells nothing by itself may still tell something beside others, so leaving it out is only a try.
    """
    data = problem.data
    mute = [column.name for column in data.columns if column.relevance == 0]
    if mute and data.rows >= TELLING_ROWS and len(mute) < len(data.columns):
        return pick(
            [],
            f"none of {plural(len(data.columns), 'measured column')} is constant, names the row or gives the target"
            f" away; {count(len(mute))} of them {'tells' if len(mute) == 1 else 'tell'} no more of the target than"
            " chance",
            try_next=[mute],
            warning=_too_wide(problem),
        )
    measured = (
        f"none of {plural(len(data.columns), 'measured column')} is constant, names the row or gives the target away"
        if data.columns
        else f"nothing is known against any of {plural(data.features, 'column')}; go through them by hand"
    )
    return pick([], measured, warning=_too_wide(problem))


def numeric_columns(problem: Problem) -> int:
    """Numeric inputs: of a table the columns that are not categories."""
    data = problem.data
    return data.features - data.categorical if data.kind == "table" else data.features


@missing_numeric.rule("MISS-NONE", sources=["sklearn-imputation"], strength="strong", rulesets=BOTH)
def nothing_to_fill(problem: Problem) -> Pick[NumericImputation] | Skip:
    """Without gaps in numbers there is nothing to fill."""
    data = problem.data
    if data.kind == "table" and numeric_columns(problem) == 0:
        return pick("none", f"all {count(data.features)} columns are categories")
    if data.missing > 0:
        return skip(f"needs complete numbers, and {data.missing:.2g} of the cells are missing")
    return pick("none", f"no cell of {count(data.rows)} examples is missing")


@missing_numeric.rule(
    "MISS-MEDIAN",
    sources=["pytabkit", "lenz2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on missing values and the usual default is the mean, which outliers pull along.",
)
def the_median_fills_in(problem: Problem) -> Pick[NumericImputation]:
    """A network needs a number in each cell; costlier imputation than a constant did not predict better."""
    return pick(
        "median",
        f"{problem.data.missing:.1%} of the cells are missing; the median of the training part is a typical value,"
        " which no outlier moves",
        try_next=["mean"],
        warning=_gaps(problem),
    )


@missing_numeric.rule("MISS-GUIDE", sources=["guide", "sklearn-imputation"], strength="folklore", rulesets=GUIDE)
def guide_fills_the_mean_in(problem: Problem) -> Pick[NumericImputation]:
    """The guide is silent, so missing numbers become the mean, which is zero once standardised."""
    return pick(
        "mean",
        f"the guide is silent on the {problem.data.missing:.1%} of cells that are missing, so the usual default"
        " fills in the mean",
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
def no_flags_without_gaps(problem: Problem, missing_numeric: NumericImputation) -> Pick[bool] | Skip:
    """Without gaps a flag would be constant."""
    if missing_numeric != "none":
        return skip(f"needs numbers without gaps, and {problem.data.missing:.2g} of the cells are missing")
    return pick(False, "no number is missing, so a flag for it would be constant")


@missing_indicator.rule(
    "FLAG-FORECAST", scope(task="forecasting"), sources=["dlinear2022"], strength="folklore", rulesets=CURRENT
)
def no_flags_in_a_forecast(problem: Problem) -> Pick[bool]:
    """Forecasting networks read values alone."""
    return pick(
        False, f"forecasting networks read values alone, so the {problem.data.missing:.1%} of gaps are only filled"
    )


@missing_indicator.rule("FLAG-WIDE", sources=["lenz2022"], strength="folklore", rulesets=CURRENT)
def no_flags_for_wide_tables(problem: Problem) -> Pick[bool] | Skip:
    """A flag beside each of very many columns doubles the first layer for little."""
    numbers = numeric_columns(problem)
    if numbers <= WIDE:
        return skip(f"needs more than {count(WIDE)} numeric columns, and there are {count(numbers)}")
    return pick(False, f"a flag beside each of {count(numbers)} numeric columns would double the first layer", [True])


@missing_indicator.rule(
    "FLAG-GAPS",
    sources=["lenz2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on missing values; that one is missing often tells something, and over twenty real"
    " tables flags helped more than they cost.",
)
def a_flag_for_each_gap(problem: Problem) -> Pick[bool]:
    """That a value is missing is itself a fact, which filling it in would hide."""
    return pick(
        True,
        f"{problem.data.missing:.1%} of the cells are filled in, and a flag lets the network tell these from real"
        " values",
        try_next=[False],
    )


@missing_indicator.rule("FLAG-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_flags_nothing(problem: Problem) -> Pick[bool]:
    """The guide knows features only."""
    return pick(
        False, f"the guide is silent on the {problem.data.missing:.1%} of cells that are missing, so none is flagged"
    )


@missing_categorical.rule("MISS-LEVEL", sources=["pytabkit", "lenz2022"], strength="moderate", rulesets=BOTH)
def missing_is_a_level(problem: Problem) -> Pick[Literal["none", "own-level"]] | Skip:
    """That a category is missing is a category of its own."""
    data = problem.data
    if data.missing == 0:
        return skip("needs missing cells")
    return pick(
        "own-level",
        f"{data.missing:.1%} of the cells are missing; in {plural(data.categorical, 'categorical column')} that is one"
        " more level, which costs nothing",
    )


@missing_categorical.rule("MISS-NO-LEVEL", sources=["pytabkit"], strength="strong", rulesets=BOTH)
def no_level_without_gaps(problem: Problem) -> Pick[Literal["none", "own-level"]]:
    """Without gaps a level for them would never be trained."""
    return pick(
        "none", f"no cell of {count(problem.data.rows)} examples is missing, so a level for it would never be learnt"
    )
