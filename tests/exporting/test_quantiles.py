"""Projects that predict quantiles, of tables and of series, in PyTorch and Keras: in order, honest, of some use."""

import importlib
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")


from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting.running import assert_clean, exported, rows, run_script, train
from tests.exporting.test_tables import changed, recommended

pytestmark = pytest.mark.slow
ENDS: dict[str, Any] = {"data.quantiles": [0.1, 0.9]}
TABLE = recommended("regression", **{"rows": 1_000, "features": 2} | ENDS)
COLUMNS = ["prediction", "quantile 0.1", "quantile 0.5", "quantile 0.9"]
SERIES = {"rows": 2_000, "series": 10, "horizon": 6, "period": 7, "pretrained": False}


def table_of(path: Path, number: int, seed: int) -> str:
    """Rows whose spread grows with a column, which a single width of an interval cannot follow."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=(number, 2))
    y = 3 * x[:, 0] + (0.1 + x[:, 1]) * rng.normal(size=number)
    lines = ["a,b,y", *(f"{a:.4f},{b:.4f},{value:.4f}" for (a, b), value in zip(x, y, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def series_of(path: Path, first: int, last: int) -> str:
    """Ten series with a week in them, of different size, and with noise as large as that."""
    lines = ["series_id,step,value"]
    for number in range(10):
        chance = random.Random(number)
        for step in range(last):
            value = (1 + number) * (10 + math.sin(step * math.tau / 7) + chance.gauss(0, 1))
            if step >= first:
                lines.append(f"s{number},{step},{value:.3f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def in_order(line: dict[str, str]) -> bool:
    low, middle, high = (float(line[name]) for name in COLUMNS[1:])
    return low <= middle <= high and float(line["prediction"]) == middle


@pytest.mark.parametrize("target", ["torch", "keras"])
def test_intervals_of_a_table_follow_its_spread(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    if target == "keras":
        pytest.importorskip("keras")
    config = changed(TABLE, training__epochs=12, training__seeds=[0], data__split__folds=2, model__hidden__members=1)
    project = exported(config, tmp_path / "project", target)
    assert_clean(project)
    learn, new = table_of(tmp_path / "learn.csv", 1_000, 0), table_of(tmp_path / "new.csv", 500, 1)
    run = train(project, "--train", learn, "--test", new, "--target", "y")
    assert run.code == 0, run.output
    assert run.metrics["validation"]["coverage"] == pytest.approx(0.8, abs=0.01)  # as it was moved to be
    test = run.metrics["test"]
    assert test["pinball-loss"] < 0.9 * test["pinball-loss of empirical quantiles"]
    assert test["coverage"] == pytest.approx(0.8, abs=0.1)
    assert run.metrics["shares"]["test"]["0.1"] == pytest.approx(0.1, abs=0.06)
    assert run.metrics["uncorrected"]["validation"].keys() == run.metrics["validation"].keys()
    assert run.metrics["widths"]["0.5"] == 1
    predictions = run.predictions()
    assert list(predictions[0]) == COLUMNS
    assert all(map(in_order, predictions))
    width = [float(line["quantile 0.9"]) - float(line["quantile 0.1"]) for line in predictions]
    assert np.corrcoef(width, [float(line["b"]) for line in rows(Path(new))])[0, 1] > 0.5
    code, output = run_script(project, "--data", new, "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    again = rows(project / "again.csv")
    assert [float(line["quantile 0.9"]) for line in again] == pytest.approx(
        [float(line["quantile 0.9"]) for line in predictions], abs=1e-4
    )


@pytest.mark.parametrize("target", ["torch", "keras"])
@pytest.mark.parametrize("missing", [0.0, 0.1], ids=["whole", "gaps"])
def test_intervals_of_forecasts(target: str, missing: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    if target == "keras":
        pytest.importorskip("keras")
    config = recommended("forecasting", **SERIES, **{"data.missing": missing} | ENDS)
    project = exported(
        changed(
            config, training__epochs=3, training__seeds=[0], data__series=config["data"]["series"] | {"lookback": 14}
        ),
        tmp_path / "project",
        target,
    )
    assert_clean(project)
    learn, new = series_of(tmp_path / "learn.csv", 0, 150), series_of(tmp_path / "new.csv", 150, 200)
    if missing:  # a step without a value in each series
        text = Path(learn).read_text(encoding="utf-8").splitlines()
        Path(learn).write_text("\n".join(line for k, line in enumerate(text) if k % 50 != 30) + "\n", encoding="utf-8")
    run = train(project, "--train", learn, "--test", new)
    assert run.code == 0, run.output
    test = run.metrics["test"]
    assert test["scaled-quantile-loss"] < test["scaled-quantile-loss of seasonal naive"]
    assert test["coverage"] == pytest.approx(0.8, abs=0.1)
    assert run.metrics["validation"]["coverage"] == pytest.approx(0.8, abs=0.01)
    predictions = run.predictions()
    assert list(predictions[0])[:6] == ["series", "step", *COLUMNS]
    assert len(predictions) == 60
    assert all(map(in_order, predictions))


def test_quantiles_are_as_far_from_the_median_as_held_out_values_ask_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(exported(TABLE, tmp_path)))
    monkeypatch.delitem(importlib.sys.modules, "scores", raising=False)  # type: ignore[attr-defined]
    scores = importlib.import_module("scores")
    truth = np.arange(1.0, 100.0)[:, None]  # of 99, a tenth of 100 lies below 10
    p = np.tile([45.0, 50.0, 60.0], (99, 1))
    assert scores.widths_of(truth, p) == pytest.approx([8.0, 1.0, 4.0])
    widened = scores.in_order(p[:, ::-1], {"widths": [8.0, 1.0, 4.0]})
    assert widened[0] == pytest.approx([10.0, 50.0, 90.0])
    assert scores.covered(truth - widened) == pytest.approx(81 / 99)
    assert scores.pinball(np.array([[1.0, 1.0, -1.0]])) == pytest.approx(np.array([[0.1, 0.5, 0.1]]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"training__loss": {"name": "quantile", "quantiles": [0.1, 0.9]}}, "with 0.5 among them"),
        ({"model__output": {"units": 2, "activation": "none"}}, "3 quantiles of 1 in 2 units"),
    ],
)
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_what_does_not_belong_together_is_refused(
    target: str, changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        exported(changed(TABLE, **changes), tmp_path, target)


@pytest.mark.parametrize("target", ["sklearn", "skorch", "pytabkit", "lightning", "keras-json"])
def test_trainers_without_the_loss_refuse_it(target: str) -> None:
    document = read_document(write_yaml(TABLE), "config.yaml")
    with pytest.raises(InputError, match="quantiles and their loss"):
        export(target, read_source(document))
