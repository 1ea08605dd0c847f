"""All trials of a search in one chart: an HTML page that loads nothing."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.config.words import LOWER_IS_BETTER
from advisor.errors import visible
from advisor.training.charts import INK
from advisor.tuning.journal import Trial
from advisor.tuning.report import changes, stage_name

if TYPE_CHECKING:
    from jinja2 import Environment

WIDTH: Final = 900
HEIGHT: Final = 360
LEFT: Final = 70  # of the axis
BELOW: Final = 40
ABOVE: Final = 10
MARKS: Final = 5  # on the axis of scores, or a few more
WORST: Final = 0.75  # of the trials that are surely in the picture; those beyond stand at its edge


class Dot(NamedTuple):
    """A trial in the picture."""

    x: float
    y: float
    ink: str
    best: bool  # so far
    failed: bool
    title: str


class Band(NamedTuple):
    """The trials of a stage in a row."""

    name: str
    ink: str
    left: float
    width: float


def chart(done: Sequence[Trial], title: str) -> str:
    """The page of a search, with its trials in the order in which they were asked for."""
    name = done[0].judged_by
    lower = name in LOWER_IS_BETTER
    scores = [trial.score for trial in done if trial.score is not None and isfinite(trial.score)]
    low, high = _range(scores, lower)
    inks = {stage: INK[place % len(INK)] for place, stage in enumerate(dict.fromkeys(t.stage for t in done))}
    best = list(accumulate((t.loss(lower) for t in done), min))
    step = (WIDTH - LEFT - 10) / max(1, len(done))

    def across(place: float) -> float:
        return round(LEFT + step * (place + 0.5), 1)

    def up(score: float) -> float:
        part = (min(max(score, low), high) - low) / (high - low)
        return round(ABOVE + (HEIGHT - ABOVE - BELOW) * (1 - part), 1)

    dots, rows = [], []
    worst = high if lower else low
    for place, trial in enumerate(done):
        record = trial.score is not None and trial.loss(lower) == best[place] and best[place] not in best[:place]
        said = trial.failed or f"{name} {trial.score:.4f}"
        what = f": {changes(trial.changed)}" if trial.changed else ""
        told = f"trial {trial.number}, {stage_name(trial.stage)}{what}: {said}"
        score = worst if trial.score is None else trial.score
        dots.append(Dot(across(place), up(score), inks[trial.stage], record, bool(trial.failed), told))
        rows.append((trial, stage_name(trial.stage), changes(trial.changed), said, record))
    line = [(across(place), up(score if lower else -score)) for place, score in enumerate(best) if isfinite(score)]
    return (
        _environment()
        .get_template("chart.html.j2")
        .render(
            title=title, name=name, lower=lower, dots=dots, rows=rows, marks=_marks(low, high), up=up,
            bands=_bands(done, inks, step), width=WIDTH, height=HEIGHT, left=LEFT, above=ABOVE, below=BELOW,
            legend=[(stage_name(stage), ink) for stage, ink in inks.items()],
            line=" ".join(f"{x},{y}" for x, y in line),
        )
    )  # fmt: skip


def _range(scores: Sequence[float], lower: bool) -> tuple[float, float]:
    """The scores at the ends of the axis: all good ones are in it, and the worst do not press them together."""
    if not scores:
        return 0.0, 1.0
    good = sorted(scores, reverse=not lower)
    worst = good[int(WORST * (len(good) - 1))]
    margin = abs(worst - good[0]) * 0.1 or abs(good[0]) * 0.05 or 1.0
    low, high = min(good[0], worst), max(good[0], worst)
    return low - margin, high + margin


def _marks(low: float, high: float) -> list[tuple[float, str]]:
    """Round scores between both ends.

    >>> [text for _, text in _marks(0.381, 0.519)]
    ['0.40', '0.42', '0.44', '0.46', '0.48', '0.50']
    """
    power = floor(log10((high - low) / MARKS))
    factor = next(each for each in (1, 2, 5, 10) if (high - low) / (each * 10.0**power) <= MARKS + 2)
    step, digits = factor * 10.0**power, max(0, -power)
    first, last = ceil(low / step), floor(high / step)
    return [(place * step, f"{place * step:.{digits}f}") for place in range(first, last + 1)]


def _bands(done: Sequence[Trial], inks: dict[str, str], step: float) -> list[Band]:
    """The stages from left to right, each as often as the search came back to it."""
    bands: list[Band] = []
    for place, trial in enumerate(done):
        if place and done[place - 1].stage == trial.stage:
            bands[-1] = bands[-1]._replace(width=round(bands[-1].width + step, 1))
        else:
            bands.append(
                Band(stage_name(trial.stage), inks[trial.stage], round(LEFT + step * place, 1), round(step, 1))
            )
    return bands


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("advisor.tuning"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["visible"] = visible
    return environment
