"""Season, trend and intermittency of series, by standard means: autocorrelation and a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.series.stationarity import Stationarity, stationarity

if TYPE_CHECKING:
    from collections.abc import Sequence

CYCLES: Final = 3  # seasons that a series must hold before one is believed
PEAK: Final = 0.2  # autocorrelation that a season must reach, and
ABOVE: Final = 3.0  # times the standard error of noise
NEARLY: Final = 0.9  # share of the highest peak at which a shorter season wins: its multiples peak as well
USUAL: Final = 0.75  # share of the correlation at a part or a multiple at which the season of the calendar wins
PROMINENCE: Final = 0.1  # by which correlation must rise to the season
AGAIN: Final = 0.5  # of its correlation that must return at twice the lag
TRENDING: Final = 0.5  # share of the variance that a straight line makes, from which the rest is tested for a unit root
SHORTEST: Final = 12  # steps below which nothing is said
CHANGES: Final = 1_200  # last changes of a series that are compared with those of others
SHARED_BY: Final = 5  # series from which their mean autocorrelation is trusted
SHARED_PEAK: Final = 0.1  # mean autocorrelation of changes that a shared season must reach, and
SHARED_ABOVE: Final = 4.0  # times its standard error, as many lags are looked at


class Pattern(NamedTuple):
    """What one series shows; shares are of its variance and of its steps."""

    period: int | None
    strength: float
    trend: float
    zeros: float
    tested: Stationarity | None = None
    changes: Any = ()  # the last ones from step to step, as an array


def pattern(values: Sequence[float], known: Sequence[int] = ()) -> Pattern:
    """The season, the trend and the zeros of a series without gaps.

    A season is a lag at which the series, less its straight line, correlates with itself: more than at the lags
    around, after a lag at which it does less, and at twice the lag again, as a wandering series would else show seasons
    that it lacks. `known` are the seasons usual for its step, in whose favour it is decided within a tenth of the lag.
    """
    import numpy as np

    x: Any = np.asarray(values, float)
    n = len(x)
    spread = float(x.var()) if n else 0.0
    zeros = float((x == 0).mean()) if n else 0.0
    if n < SHORTEST or spread == 0:
        return Pattern(None, 0.0, 0.0, zeros)
    t = np.arange(n)
    slope, level = np.polyfit(t, x, 1)
    rest = x - (slope * t + level)
    trend = 1 - float(rest.var()) / spread
    tested = stationarity(values, trend > TRENDING)
    acf = autocorrelation(rest)
    bar = max(PEAK, ABOVE / np.sqrt(n))
    peaks = [lag for lag in range(2, n // CYCLES + 1) if acf[lag] > bar and _stands_out(acf, lag)]
    steps = np.diff(x)
    changes = steps[-CHANGES:]
    if not peaks:
        season, strength = _in_changes(steps, known, bar)
        return Pattern(season, strength, trend, zeros, tested, changes)
    highest = max(acf[lag] for lag in peaks)
    period = _sharpened(acf, next(lag for lag in peaks if acf[lag] >= NEARLY * highest))
    period = next((each for each in known if abs(each - period) <= period / 10 and each <= n // CYCLES), period)
    usual = known[0] if known else period
    if usual != period and not (period % usual and usual % period) and usual <= n // CYCLES:
        peak = acf[usual] > bar and acf[usual] >= acf[usual - 1 : usual + 2].max()
        period = usual if peak and acf[usual] >= USUAL * acf[period] else period
    return Pattern(int(period), float(acf[period]), trend, zeros, tested, changes)


def shared_season(found: Sequence[Pattern]) -> int | None:
    """The season that series have in common though few show it alone, by the mean autocorrelation of their changes.

    The mean over k series of n changes has a standard error of sqrt((1/k + r^2) / n), where r is the mean correlation
    between them: what moves all at once counts as one series. A season stands out from the lags beside it, and the
    mean is above noise at twice the lag again.
    """
    import numpy as np

    told = [each.changes for each in found if len(each.changes) and each.changes.std() > 0]
    n = int(np.median([len(each) for each in told])) if told else 0
    told = [(each[-n:] - each[-n:].mean()) / each[-n:].std() for each in told if len(each) >= n and each[-n:].std() > 0]
    k = len(told)
    if k < SHARED_BY or n < SHORTEST:
        return None
    together = (k * float(np.var(np.mean(told, axis=0))) - 1) / (k - 1)
    error = np.sqrt((1 / k + together**2) / n)
    acf = np.mean([autocorrelation(each) for each in told], axis=0)
    bar = max(SHARED_PEAK, SHARED_ABOVE * error)
    peaks = [
        lag
        for lag in range(2, n // CYCLES + 1)
        if acf[lag] > bar and acf[lag] - max(acf[lag - 1], acf[lag + 1]) >= PROMINENCE and acf[2 * lag] > ABOVE * error
    ]
    highest = max((acf[lag] for lag in peaks), default=0.0)
    return next((lag for lag in peaks if acf[lag] >= NEARLY * highest), None)


def _in_changes(steps: Any, known: Sequence[int], bar: float) -> tuple[int | None, float]:
    """The first usual season that the changes of a series show, and their correlation at it."""
    acf = autocorrelation(steps)
    found = (lag for lag in known if lag <= len(steps) // CYCLES and acf[lag] > bar and _stands_out(acf, lag))
    season = next(found, None)
    return season, float(acf[season]) if season else 0.0


def _stands_out(acf: Any, lag: int) -> bool:
    """Whether the correlation at a lag is a peak that returns."""
    near = max(1, lag // 5)
    around = acf[max(1, lag - near) : lag + near + 1]
    again = acf[2 * lag - near : 2 * lag + near + 1]
    falls = acf[lag] - acf[1:lag].min() >= PROMINENCE
    return bool(acf[lag] >= around.max() and falls and again.max() >= AGAIN * acf[lag])


def _sharpened(acf: Any, lag: int) -> int:
    """The lag within a tenth at which the correlation returns best cycle after cycle: noise moves a single peak."""
    near = lag // 10
    cycles = max(1, len(acf) // 2 // (lag + near))
    return max(
        range(max(2, lag - near), lag + near + 1), key=lambda each: float(acf[each : cycles * each + 1 : each].sum())
    )


def autocorrelation(x: Any) -> Any:
    """The correlation of a series with itself at every lag, by way of its spectrum."""
    import numpy as np

    x = x - x.mean()
    size = 2 ** int(np.ceil(np.log2(max(2, 2 * len(x)))))
    spectrum = np.fft.rfft(x, size)
    found = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(x)]
    return found / found[0] if found[0] > 0 else np.zeros(len(x))
