"""The script of statistical forecasts, run on a stand-in of statsforecast with the signatures of version 2.1.1."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.yamlio import read_document, write_yaml
from tests.exporting.running import exported, rows, run_script

pytestmark = pytest.mark.slow
FACTS: dict[str, Any] = {"task": "forecasting", "rows": 400, "series": 4, "horizon": 6, "period": 4}
STANDING_IN = """
import inspect
import numpy as np
import pandas as pd
from . import models


class StatsForecast:
    def __init__(self, models, freq, n_jobs=1, fallback_model=None, verbose=False):
        assert isinstance(freq, int)
        self.models = models

    def forecast(self, h, df, X_df=None, level=None, fitted=False, prediction_intervals=None, id_col="unique_id",
                 time_col="ds", target_col="y"):
        assert not df["y"].isna().any()
        assert (df.groupby("unique_id")["ds"].diff().dropna() == 1).all()
        tables = []
        for name, known in df.groupby("unique_id"):
            table = pd.DataFrame({"unique_id": name, "ds": known["ds"].iloc[-1] + 1 + np.arange(h)})
            for place, model in enumerate(self.models):
                season = known["y"].to_numpy()[-model.season_length:]
                table[model.alias] = np.resize(season, h) + place
                for width in level or ():
                    for side, sign in (("lo", -1), ("hi", 1)):
                        table[f"{model.alias}-{side}-{width}"] = table[model.alias] + sign * width / 40
            tables.append(table)
        return pd.concat(tables, ignore_index=True)
"""
MODELS = """
class _Model:
    def __init__(self, season_length=1, alias=""):
        self.season_length = season_length
        self.alias = alias or type(self).__name__


class AutoARIMA(_Model): pass
class AutoETS(_Model): pass
class DynamicOptimizedTheta(_Model): pass
class SeasonalNaive(_Model): pass
"""


def project(folder: Path, **facts: Any) -> Path:
    """The project of a problem, with the stand-in beside it."""
    made = exported(recommend(Problem(**{**FACTS, **facts})).document(), folder, "statsforecast")
    package = made / "statsforecast"
    package.mkdir()
    (package / "__init__.py").write_text(STANDING_IN, encoding="utf-8")
    (package / "models.py").write_text(MODELS, encoding="utf-8")
    return made


def series_of(path: Path, first: int, last: int, gap: int = -1) -> str:
    """Four series that repeat a season of four without noise, from step `first` to before `last`."""
    lines = ["name,day,sales"]
    for number in (3, 1, 2, 0):
        values = [10 * number + step % 4 for step in range(last)]
        lines += [f"s{number},{step},{'' if step == gap else values[step]}" for step in range(first, last)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


COLUMNS = ("--series", "name", "--time", "day", "--value", "sales")


@pytest.mark.parametrize("with_test", [False, True], ids=["held out", "test"])
def test_what_follows_is_forecast_and_judged(with_test: bool, tmp_path: Path) -> None:
    folder = project(tmp_path / "project", quantiles=[0.1, 0.9])
    learn, new = series_of(tmp_path / "learn.csv", 0, 80), series_of(tmp_path / "new.csv", 80, 90)
    words = ["--train", learn, *COLUMNS, *(["--test", new] if with_test else [])]
    code, output = run_script(folder, *words, script="forecast.py")
    assert code == 0, output
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    scores = metrics["models"]
    assert list(scores) == ["AutoETS", "AutoARIMA", "DynamicOptimizedTheta", "SeasonalNaive", "Median"]
    assert scores["AutoETS"]["mase"] == pytest.approx(0)  # the stand-in repeats the season, and adds a little to others
    assert scores["Median"]["mae"] == pytest.approx(1.5)
    assert metrics["test" if with_test else "validation"] == scores["Median"]
    assert scores["AutoETS"]["coverage"] == 1
    spread = np.std([0, 1, 2, 3])  # the unit of a series without a naive error; the ends are 2 off, at a weight of 0.1
    assert scores["AutoETS"]["scaled-quantile-loss"] == pytest.approx(2 * (0.2 + 0 + 0.2) / 3 / spread, rel=1e-3)
    assert "the least MASE has AutoETS" in output
    predictions = rows(folder / "predictions.csv")
    assert list(predictions[0]) == [
        "series", "step", "prediction", "quantile 0.1", "quantile 0.5", "quantile 0.9", "time",
    ]  # fmt: skip
    assert [line["series"] for line in predictions[::6]] == ["s3", "s1", "s2", "s0"]
    last = 89 if with_test else 79
    assert [float(line["time"]) for line in predictions[:6]] == [last + step for step in range(1, 7)]
    season = [30 + (last + step) % 4 + 1.5 for step in range(1, 7)]
    assert [float(line["prediction"]) for line in predictions[:6]] == pytest.approx(season)
    low, high = (float(predictions[0][f"quantile {level}"]) for level in (0.1, 0.9))
    assert (season[0] - low, high - season[0]) == pytest.approx((2, 2))  # of an interval of 80 %


def test_gaps_take_the_value_before_and_a_model_can_be_named(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", **{"data.missing": 0.05})
    learn = series_of(tmp_path / "learn.csv", 0, 80, gap=30)
    words = ["--train", learn, *COLUMNS, "--model", "AutoETS", "--history", "40", "--predictions", "mine.csv"]
    code, output = run_script(folder, *words, script="forecast.py")
    assert code == 0, output
    assert [float(line["prediction"]) for line in rows(folder / "mine.csv")[:4]] == [30, 31, 32, 33]


def test_too_short_a_file_is_said_in_a_line(tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    code, output = run_script(
        folder, "--train", series_of(tmp_path / "learn.csv", 0, 5), *COLUMNS, script="forecast.py"
    )
    assert code == 2
    assert "no series has both" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    "facts", [{"task": "binary", "rows": 900}, {"task": "multiclass", "data.kind": "series", "rows": 900, "classes": 3}]
)
def test_what_is_no_forecast_is_refused(facts: dict[str, Any]) -> None:
    document = read_document(write_yaml(recommend(Problem(**facts)).document()), "config.yaml")
    with pytest.raises(InputError, match="it is for forecasts"):
        export("statsforecast", read_source(document))
