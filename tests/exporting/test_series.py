"""Time series and sequences as PyTorch projects: exact counts for every family, and runs on small data."""

import argparse
import csv
import math
import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor import Problem, recommend
from advisor.errors import InputError
from advisor.exporting import Source, export
from tests.exporting.running import rows, run_script, shortened, train

torch = pytest.importorskip("torch")

FORECAST = {"task": "forecasting", "rows": 3_000, "horizon": 12, "period": 24}
MANY = FORECAST | {"rows": 12_000, "series": 30, "period": 7, "covariates": 2, "target_range": "counts"}
SHORT = {"task": "forecasting", "rows": 1_680, "series": 20, "horizon": 12, "period": 7, "pretrained": False}
SEQUENCE = {"task": "multiclass", "data.kind": "sequence", "rows": 90, "classes": 3, "features": 2, "data.length": 20}
SERIES = {"task": "multiclass", "data.kind": "series", "rows": 90, "classes": 3, "covariates": 1, "data.length": 20}
GPU = {"device": "gpu"}
ENDS = {"quantiles": [0.1, 0.9]}
CASES = [
    pytest.param(FORECAST, "linear-series", {}, id="linear"),
    pytest.param(FORECAST | {"rows": 300}, "linear-series", {"pretrained": False}, id="linear alone"),
    pytest.param(MANY, "linear-series", {}, id="linear, other variables"),
    pytest.param(MANY | {"data.missing": 0.1}, "linear-series", {}, id="linear, gaps"),
    pytest.param(MANY | {"rows": 60_000, "series": 100}, "nhits", {}, id="nhits"),
    pytest.param(SHORT, "linear-series", {}, id="linear, blended"),
    pytest.param(MANY | ENDS, "linear-series", {}, id="linear, quantiles"),
    pytest.param(MANY | {"rows": 60_000, "series": 100} | ENDS, "nhits", {}, id="nhits, quantiles"),
    pytest.param(MANY | {"rows": 120_000} | GPU | ENDS, "transformer", {}, id="patches, quantiles"),
    pytest.param(MANY | {"rows": 120_000} | GPU, "transformer", {}, id="patches"),
    pytest.param(FORECAST | {"rows": 1_000_000, "horizon": 1} | GPU, "transformer", {}, id="patches, a step ahead"),
    pytest.param(SEQUENCE, "rnn", {}, id="rnn"),
    pytest.param(SEQUENCE | {"rows": 20_000, "data.missing": 0.1}, "rnn", {}, id="rnn, gaps"),
    pytest.param(SEQUENCE | {"data.length": 300}, "cnn", {}, id="cnn"),
    pytest.param(SEQUENCE | {"rows": 200_000, "data.length": 64} | GPU, "transformer", {}, id="transformer"),
    pytest.param(SEQUENCE | {"data.length": 1}, "mlp", {}, id="a single step"),
    pytest.param(SERIES, "cnn", {}, id="series"),
]
GUIDE = [
    pytest.param(FORECAST, "mlp", id="forecast"),
    pytest.param(MANY, "mlp", id="counts"),
    pytest.param(FORECAST | {"target_range": "unit"}, "mlp", id="unit"),
    pytest.param(SEQUENCE, "rnn", id="sequence"),
    pytest.param(SERIES, "rnn", id="series"),
    pytest.param(SERIES | {"data.length": 3_000}, "cnn", id="long series"),
]


def source(facts: dict[str, Any], ruleset: Any = "current", **changes: dict[str, Any]) -> Source:
    """A config as recommended, with some of its leaves changed by section."""
    recommendation = recommend(Problem(**facts), ruleset)
    document = recommendation.document()
    for section, values in changes.items():
        for name, value in values.items():
            document[section][name] = document[section].get(name, {}) | value if isinstance(value, dict) else value
    return Source(document, recommendation)


def project(source: Source, folder: Path, target: str = "torch") -> Path:
    export(target, source).write(str(folder))
    return folder


def imported(folder: Path, name: str) -> Any:
    """A module of a project, which may take names from its data.py."""
    sys.path.insert(0, str(folder))
    try:
        spec = spec_from_file_location(f"exported_{name}", folder / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
        for other in ("data", "settings"):
            sys.modules.pop(other, None)
    return module


def network_of(folder: Path) -> Any:
    """A fresh network of a project."""
    return imported(folder, "model").Network({})


def size_of(folder: Path) -> int:
    return sum(parameter.numel() for parameter in network_of(folder).parameters())


@pytest.mark.parametrize(("facts", "family", "more"), CASES)
def test_counts_are_exact(facts: dict[str, Any], family: str, more: dict[str, Any], tmp_path: Path) -> None:
    config = source(facts | more)
    assert config.config.model.family == family
    assert size_of(project(config, tmp_path)) == config.config.resources.parameters


@pytest.mark.parametrize(("facts", "family"), GUIDE)
def test_counts_of_the_guide_are_exact(facts: dict[str, Any], family: str, tmp_path: Path) -> None:
    config = source(facts, "guide")
    assert config.config.model.family == family
    assert size_of(project(config, tmp_path)) == config.config.resources.parameters


@pytest.mark.parametrize(
    "model",
    [
        {"normalization": {"kind": "batch", "place": "after-activation"}},
        {"normalization": {"kind": "group", "place": "before-activation"}},
        {"normalization": {"kind": "none"}},
        {"activation": {"name": "prelu"}},
        {"dropout": {"kind": "stochastic-depth", "rates": [0.1, 0.1, 0.2], "head": 0.0}},
        {"dropout": {"kind": "dropout", "rates": [0.1, 0.1, 0.1], "head": 0.1}},
        {"hidden": {"blocks_per_stage": 2, "residual": False}},
    ],
)
def test_variants_of_convolutions_run(model: dict[str, Any], tmp_path: Path) -> None:
    folder = project(source(SERIES | {"rows": 5_000}, model=model), tmp_path)
    out = network_of(folder)(torch.randn(4, 20, 2), torch.tensor([20, 7, 1, 20]))
    assert out.shape == (4, 3)
    assert bool(out.isfinite().all())


def written(path: Path, header: list[str], lines: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    return path


def wave(step: int, period: int, chance: random.Random) -> float:
    return 50 + 10 * math.sin(2 * math.pi * step / period) + chance.gauss(0, 1)


def test_the_columns_of_the_config_are_read_unless_others_are_named(tmp_path: Path) -> None:
    named = {"target": 'load "\n%', "time_column": "when", "group_column": "shop", "covariates": 1}
    table = written(tmp_path / "t.csv", ["shop", "when", 'load "\n%', "heat"], [["a", 1, 2.0, 3.0]])
    folder = project(source(FORECAST | named | {"pretrained": False}), tmp_path / "project")
    data = data_of(folder)
    for more, values, others in (([], ['load "\n%'], ["heat"]), (["--value", "heat"], ["heat"], ['load "\n%'])):
        parser = argparse.ArgumentParser()
        data.add_arguments(parser)
        parser.format_help()
        facts = data.facts_of(data.load(str(table)), parser.parse_args(["--train", str(table), *more]))
        wanted = {"time": ["when"], "series": "shop", "values": values, "variables": others, "levels": {}}
        assert facts == wanted


def data_of(folder: Path) -> Any:
    """The module data.py of a project."""
    spec = spec_from_file_location("exported_data", folder / "data.py")
    assert spec is not None
    assert spec.loader is not None
    data = module_from_spec(spec)
    spec.loader.exec_module(data)
    return data


def prepared(data: Any, table: Path, **more: Any) -> tuple[Any, Any, Any]:
    """Facts, steps and what is known of a table, as a project's train.py works them out."""
    parser = argparse.ArgumentParser()
    data.add_arguments(parser)
    args = parser.parse_args(["--train", str(table), *(f"--{name}={value}" for name, value in more.items())])
    facts = data.facts_of(data.load(str(table)), args)
    steps = data.series_of(facts, data.load(str(table)))
    return facts, steps, data.fit(steps, facts)


def test_categories_beside_a_series_are_encoded_as_they_were_counted(tmp_path: Path) -> None:
    winds = ["NW", "SE", "calm"]
    lines = [
        [k, 2010, 1, 1 + k // 24, k % 24, 10.0 * (k % 3) + k / 999, winds[k % 3], k % 7, f"note {k}", 1]
        for k in range(600)
    ]
    header = ["No", "year", "month", "day", "hour", "pm", "wind", "rain", "note", "same"]
    table = written(tmp_path / "t.csv", header, lines)
    problem = Problem.from_data(str(table), "pm", pretrained=False)
    assert (problem.data.time_column, problem.data.covariates) == ("year+month+day+hour", 2)
    folder = tmp_path / "project"
    export("torch", source_of(problem)).write(str(folder))
    data = data_of(folder)
    facts, steps, prep = prepared(data, table)
    assert (facts["variables"], facts["levels"]) == (["rain", "wind"], {"wind": ["NW", "SE", "calm"]})
    assert steps["time"].is_monotonic_increasing
    assert str(steps["time"].iloc[-1]) == "2010-01-25 23:00:00"
    means = prep["means"][2]
    assert means[0] < means[1] < means[2]
    assert means[3] == 0.0, "of a level that was never seen"
    assert data.encoded(steps, prep)[2].nunique() == 3


def source_of(problem: Problem) -> Source:
    recommendation = recommend(problem)
    return Source(recommendation.document(), recommendation)


def test_missing_steps_take_the_value_before(tmp_path: Path) -> None:
    kept = [k for k in range(672) if k % 90 >= 4 or k < 90]
    hours = [[f"2024-01-{1 + k // 24:02}T{k % 24:02}:00", float(k)] for k in kept]
    table = written(tmp_path / "t.csv", ["time", "value"], hours)
    problem = Problem.from_data(str(table), "value", pretrained=False)
    assert problem.data.missing == pytest.approx(28 / 672, abs=1e-3)
    config = source_of(problem)
    assert config.config.data.missing.numeric == "last"
    export("torch", config).write(str(tmp_path / "project"))
    data = data_of(tmp_path / "project")
    _, steps, prep = prepared(data, table)
    assert len(steps) == 672
    part = data.part_of(steps, prep, torch.device("cpu"))
    values = part["values"][:, 0].tolist()
    assert values[88:96] == [88, 89, 89, 89, 89, 89, 94, 95]


@pytest.mark.parametrize(
    ("columns", "first", "second"),
    [
        ({"d": ["10/03/2004", "13/03/2004"], "t": ["18.00.00", "9.30.00"]}, "2004-03-10 18:00", "2004-03-13 09:30"),
        ({"d": ["03/10/2004", "03/13/2004"], "t": ["06:00 PM", "09:30 AM"]}, "2004-03-10 18:00", "2004-03-13 09:30"),
        ({"d": ["2011-01-01", "2011-01-01"], "hr": ["0", "14"]}, "2011-01-01 00:00", "2011-01-01 14:00"),
        ({"year": ["1959", "1960"], "quarter": ["2", "1"]}, "1959-04-01 00:00", "1960-01-01 00:00"),
        ({"year": ["1949", "1949"], "month": ["January", "March"]}, "1949-01-01 00:00", "1949-03-01 00:00"),
        ({"when": ["Sep-63", "Oct-63"]}, "1963-09-01 00:00", "1963-10-01 00:00"),
    ],
)
def test_times_are_read_as_the_profile_reads_them(
    tmp_path: Path, columns: dict[str, list[str]], first: str, second: str
) -> None:
    import pandas as pd

    data = data_of(project(source(FORECAST | {"pretrained": False}), tmp_path))
    found = data.moments_of(pd.DataFrame(columns), list(columns))
    assert [f"{each:%Y-%m-%d %H:%M}" for each in found] == [first, second]


@pytest.mark.slow
@pytest.mark.parametrize("every", [0, 11], ids=["whole", "a gap in each window"])
def test_a_linear_forecaster_is_never_worse_than_ridge(every: int, tmp_path: Path) -> None:
    chance = random.Random(0)
    hours = [[f"2024-01-{1 + k // 24:02}T{k % 24:02}:00", wave(k, 24, chance)] for k in range(720)]
    hours = [[time, "" if every and k % every == 5 else value] for k, (time, value) in enumerate(hours)]
    past = written(tmp_path / "past.csv", ["time", '"); import os; os.system("x'], hours[:600])
    later = written(tmp_path / "later.csv", ["time", '"); import os; os.system("x'], hours[600:])
    facts = FORECAST | {"rows": 3_000, "priorities.pretrained": False, "data.missing": 0.09 if every else 0}
    config = source(facts, data={"series": {"lookback": 48}})
    config = Source(shortened(config.document), config.recommendation)
    folder = project(config, tmp_path / "project")
    run = train(folder, "--train", str(past), "--test", str(later))
    assert run.code == 0, run.output
    ridge, *epochs = run.history
    assert ridge["epoch"] == "0"
    assert float(epochs[1]["train_loss"]) < float(epochs[0]["train_loss"])
    assert run.metrics["validation"]["mae"] <= float(ridge["mae"]) + 1e-9
    assert run.metrics["validation"]["mase"] < run.metrics["seasonal-naive"]["mase"]
    assert run.metrics["test"]["mase"] < run.metrics["test"]["mase of seasonal naive"]
    ahead = run.predictions()
    assert [line["step"] for line in ahead] == [str(k) for k in range(1, 13)]
    assert ahead[0]["time"] == "2024-01-31 00:00:00+00:00"
    code, output = run_script(folder, "--data", str(past), script="predict.py")
    assert code == 0, output
    assert len(rows(folder / "predictions.csv")) == 12


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_the_steps_that_judge_are_learnt_from_once_they_have_judged(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    if target == "keras":
        pytest.importorskip("keras")
    chance = random.Random(0)
    *values, last = [float(wave(k, 24, chance)) for k in range(300)]
    facts = FORECAST | {"rows": 3_000, "priorities.pretrained": False}
    config = source(facts, data={"series": {"lookback": 48}})
    folder = project(Source(shortened(config.document), config.recommendation), tmp_path / "project", target)
    ahead, scores = [], []
    test = written(tmp_path / "test.csv", ["time", "value"], [["300", last]])
    for wrong in (0.0, 0.01):  # of a step that only judges, and lies before what the forecast looks back on
        lines = [[str(k), float(value) + wrong * (k == 245)] for k, value in enumerate(values)]
        data = written(tmp_path / "data.csv", ["time", "value"], lines)
        run = train(folder, "--train", str(data), "--test", str(test), "--lr", "1e-9")
        assert run.code == 0, run.output
        scores.append((run.metrics["validation"]["mae"], float(run.history[0]["mae"])))
        ahead.append([float(row["prediction"]) for row in rows(folder / "predictions.csv")])
    assert all(score == pytest.approx(first, rel=1e-3) for score, first in scores)
    assert ahead[0] != pytest.approx(ahead[1], abs=1e-6)
    assert ahead[0] == pytest.approx(ahead[1], abs=0.05)


@pytest.mark.slow
def test_one_network_forecasts_each_of_many_series(tmp_path: Path) -> None:
    chance = random.Random(0)
    lines = [[f"s{s}", k, chance.random(), s * wave(k, 7, chance)] for k in range(90) for s in (3, 1, 2)]
    path = written(tmp_path / "many.csv", ["series_id", "date", "promotion", "sales"], lines)
    config = source(MANY | {"rows": 60_000, "series": 100, "covariates": 1}, data={"series": {"lookback": 28}})
    folder = project(Source(shortened(config.document, 8), config.recommendation), tmp_path / "project")
    run = train(folder, "--train", str(path), "--test", str(path))
    assert run.code == 0, run.output
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    first = [(line["series"], float(line["time"])) for line in run.predictions()[::12]]
    assert first == [("s3", 90), ("s1", 90), ("s2", 90)]


def test_theta_is_that_of_statsmodels(tmp_path: Path) -> None:
    theta = pytest.importorskip("statsmodels.tsa.forecasting.theta")
    folder = project(source(SHORT), tmp_path / "project")
    module = imported(folder, "statistical")
    draw = np.random.default_rng(0)
    season = np.exp(0.3 * np.sin(2 * np.pi * np.arange(84) / 7))
    for level in (np.cumsum(draw.normal(0.2, 1, 84)) + 60, np.full(84, 50.0) + draw.normal(size=84)):
        past = level * season
        expected = theta.ThetaModel(past, period=7, method="multiplicative").fit().forecast(12)
        assert module.theta(past) == pytest.approx(np.array(expected), rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_theta_has_the_share_that_the_held_out_ends_give_it(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    if target == "keras":
        pytest.importorskip("keras")
    chance, lines = random.Random(0), []
    for s in range(20):
        level = 50.0
        for k in range(84):
            level += chance.gauss(0, 1)
            lines.append([f"s{s}", k, level + 5 * math.sin(2 * math.pi * (k + s) / 7)])
    path = written(tmp_path / "many.csv", ["series_id", "step", "value"], lines)
    config = source(SHORT)
    folder = project(Source(shortened(config.document, 2), config.recommendation), tmp_path / "project", target)
    run = train(folder, "--train", str(path), "--test", str(path))
    assert run.code == 0, run.output
    (share,) = {each["theta_share"] for each in run.metrics["runs"]}
    assert 0 < share <= 1
    assert f"{share:.0%} Theta" in run.output
    assert run.metrics["validation"]["mase"] < run.metrics["network_alone"]["validation"]["mase"]
    assert len(run.predictions()) == 20 * 12


@pytest.mark.slow
@pytest.mark.parametrize("facts", [SEQUENCE, SEQUENCE | {"data.missing": 0.1, "data.groups": 15}, SERIES])
def test_sequences_of_any_length_are_classified(facts: dict[str, Any], tmp_path: Path) -> None:
    chance = random.Random(0)
    lines: list[list[Any]] = []
    for example in range(90):
        for step in range(chance.randrange(8, 21)):
            value = math.sin(step * (0.3 + 0.4 * (example % 3))) + chance.gauss(0, 0.1)
            gap = "data.missing" in facts and chance.random() < 0.1
            lines.append([f"e{example}", step, value, "" if gap else chance.random(), "abc"[example % 3], example % 15])
    path = written(tmp_path / "steps.csv", ["id", "step", "u", "v", "label", "person"], lines)
    grouped = ("--group-column", "person") if "data.groups" in facts else ()
    if not grouped:  # a number that is no feature
        path = written(path, ["id", "step", "u", "v", "label"], [line[:5] for line in lines])
    config = source(facts, data={"split": {"folds": 1}})
    folder = project(Source(shortened(config.document, epochs=6), config.recommendation), tmp_path / "project")
    run = train(folder, "--train", str(path), "--test", str(path), *grouped)
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == config.config.resources.parameters
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    predictions = run.predictions()
    assert [line["id"] for line in predictions] == [f"e{example}" for example in range(90)]
    assert sum(float(predictions[0][f"probability of {name}"]) for name in "abc") == pytest.approx(1)


@pytest.mark.slow
def test_a_folder_for_each_class_is_read_as_well(tmp_path: Path) -> None:
    chance = random.Random(0)
    for example in range(45):
        name = "abc"[example % 3]
        lines = [
            [k, math.sin(k * (0.3 + 0.4 * (example % 3))), chance.random()] for k in range(chance.randrange(12, 21))
        ]
        (tmp_path / "set" / name).mkdir(parents=True, exist_ok=True)
        written(tmp_path / "set" / name / f"{example}.csv", ["time", "u", "v"], lines)
    config = source(SERIES | {"rows": 45}, data={"split": {"folds": 1}})
    folder = project(Source(shortened(config.document, epochs=6), config.recommendation), tmp_path / "project")
    run = train(folder, "--train", str(tmp_path / "set"), "--test", str(tmp_path / "set"))
    assert run.code == 0, run.output
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    files = [line["path"] for line in run.predictions()]
    assert files == sorted(map(str, (tmp_path / "set").rglob("*.csv")))


@pytest.mark.slow
def test_arrays_are_read_as_well(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    generator = numpy.random.default_rng(0)
    numpy.savez(tmp_path / "data.npz", x=generator.normal(size=(60, 20, 2)), y=generator.normal(size=60))
    config = source(
        {"task": "regression", "data.kind": "sequence", "rows": 60, "features": 2, "data.length": 20},
        data={"split": {"folds": 1}},
    )
    folder = project(Source(shortened(config.document), config.recommendation), tmp_path / "project")
    run = train(folder, "--train", str(tmp_path / "data.npz"), "--test", str(tmp_path / "data.npz"))
    assert run.code == 0, run.output
    assert [line["example"] for line in run.predictions()] == [str(k) for k in range(60)]


def test_a_published_forecaster_is_named_and_not_trained() -> None:
    with pytest.raises(InputError, match="chronos"):
        export("torch", source(FORECAST | {"rows": 300}))
