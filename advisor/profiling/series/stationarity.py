"""Whether a series wanders: a unit-root test, and its complement whose null hypothesis is the other one.

ADF: Said & Dickey 1984, Biometrika 71, lags by AIC up to 12 (n / 100)^(1/4) as of Schwert 1989, and critical values by
the response surfaces of MacKinnon 2010, Queen's Economics Department working paper 1227, table 2. KPSS: Kwiatkowski,
Phillips, Schmidt & Shin 1992, Journal of Econometrics 54, table 1, with the band width of Hobijn, Franses & Ooms 2004.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# At 5%, a constant alone and with a straight trend: the value at infinity, and what 1/n, 1/n^2 and 1/n^3 add to it.
MACKINNON: Final = {False: (-2.86154, -2.8903, -4.234, -40.040), True: (-3.41049, -4.3904, -9.036, -45.374)}
KPSS_5: Final = {False: 0.463, True: 0.146}
SHORTEST: Final = 20  # steps below which the tests are not tried
LONGEST: Final = 5_000  # last steps that are tested: more only take time
SCHWERT: Final = 12.0

Conclusion = Literal["stationary", "unit root", "unclear"]


class Tested(NamedTuple):
    """A statistic, its critical value at 5%, and the lags that it took."""

    statistic: float
    critical: float
    lags: int


class Stationarity(NamedTuple):
    """What both tests say, of a series less its mean or its straight trend."""

    conclusion: Conclusion
    adf: Tested
    kpss: Tested


def stationarity(values: Sequence[float], trend: bool) -> Stationarity | None:
    """Test a series without gaps; nothing for one that is too short, or constant.

    It is stationary where ADF refuses a unit root and KPSS does not refuse stationarity, has a unit root where both say
    the opposite, and where they contradict one another, or neither can tell, it is unclear.
    """
    import numpy as np

    x: Any = np.asarray(values, float)[-LONGEST:]
    if len(x) < SHORTEST or x.std() <= 1e-12 * max(1.0, abs(x).max()):
        return None
    x = (x - x.mean()) / x.std()  # neither test minds, and sums stay of one size
    first, second = adf(x, trend), kpss(x, trend)
    if first is None or second is None:
        return None
    refused, kept = first.statistic < first.critical, second.statistic < second.critical
    conclusion: Conclusion = (
        "stationary" if refused and kept else "unit root" if not refused and not kept else "unclear"
    )
    return Stationarity(conclusion, first, second)


def adf(x: Any, trend: bool) -> Tested | None:
    """The augmented Dickey-Fuller test: low values refuse a unit root; nothing where it cannot be worked out."""
    import numpy as np

    fixed = 1 + trend
    most = min(int(np.ceil(SCHWERT * (len(x) / 100) ** 0.25)), len(x) // 2 - fixed - 1)
    if most < 0:
        return None
    lags, best = 0, np.inf
    design, goal = _design(x, most, trend)
    inner, outer, total = design.T @ design, design.T @ goal, float(goal @ goal)
    rows = len(goal)
    for tried in range(most + 1):  # columns are nested, so that one product serves all
        size = fixed + 1 + tried
        rest = total - float(outer[:size] @ _solved(inner[:size, :size], outer[:size]))
        if rest <= 1e-12 * total:
            return None
        score = rows * np.log(rest / rows) + 2 * size
        if score < best:
            lags, best = tried, score
    design, goal = _design(x, lags, trend)
    inner = design.T @ design
    found = _solved(inner, design.T @ goal)
    free = len(goal) - design.shape[1]
    rest = float(np.square(goal - design @ found).sum())
    if free < 1 or rest <= 0:
        return None
    error = np.sqrt(rest / free * np.linalg.pinv(inner)[fixed, fixed])
    n = len(goal)
    critical = sum(value / n**power for power, value in enumerate(MACKINNON[trend]))
    return Tested(float(found[fixed] / error), critical, lags)


def _design(x: Any, lags: int, trend: bool) -> tuple[Any, Any]:
    """Constant, trend, the level before, and the last differences; and the differences that they explain."""
    import numpy as np

    steps = np.diff(x)
    goal = steps[lags:]
    columns = [np.ones(len(goal)), *([np.linspace(-1, 1, len(goal))] if trend else []), x[lags:-1]]
    columns += [steps[lags - back : len(steps) - back] for back in range(1, lags + 1)]
    return np.stack(columns, axis=1), goal


def _solved(inner: Any, outer: Any) -> Any:
    import numpy as np

    return np.linalg.lstsq(inner, outer, rcond=None)[0]


def kpss(x: Any, trend: bool) -> Tested | None:
    """The KPSS test: high values refuse that the series is stationary, around its mean or its straight trend."""
    import numpy as np

    n = len(x)
    t = np.arange(n)
    rest = x - (np.polyval(np.polyfit(t, x, 1), t) if trend else x.mean())
    lags = _band(rest)
    spread = float(rest @ rest)
    for back in range(1, lags + 1):
        spread += 2 * (1 - back / (lags + 1)) * float(rest[back:] @ rest[:-back])
    if spread <= 0:
        return None
    return Tested(float(np.square(rest.cumsum()).sum()) / n**2 / (spread / n), KPSS_5[trend], lags)


def _band(rest: Any) -> int:
    """How many lags the variance in the long run takes."""
    n = len(rest)
    covered = int(n ** (2 / 9))
    first = float(rest @ rest) / n
    second = 0.0
    for back in range(1, covered + 1):
        product = float(rest[back:] @ rest[:-back]) / (n / 2)
        first += product
        second += back * product
    return min(int(1.1447 * ((second / first) ** 2) ** (1 / 3) * n ** (1 / 3)), n - 1) if first else 0
