"""Tables as PyTorch projects: they train, count as the advisor counts, and write what they promise."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor import Problem, recommend
from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting import tables
from tests.exporting.running import Run, assert_clean, exported, shortened, train

torch = pytest.importorskip("torch")
CONFIGS = Path(__file__).parents[2] / "configs"
TRAINABLE = 20_000_000  # parameters that train in a test
MEASURED = """\
task: binary
data:
  rows: 400
  target: y
  features: 4
  categorical: 2
  cardinality: 40
  levels: 43
  missing: 0.03
  columns:
    - {name: a, type: numeric, distinct: 17}
    - {name: b, type: numeric, distinct: 13, missing: 0.1}
    - {name: c, type: categorical, distinct: 3}
    - {name: d, type: categorical, distinct: 40, missing: 0.02}
"""


def config_of(name: str) -> dict[str, Any]:
    return dict(read_document((CONFIGS / name / "config.yaml").read_text(encoding="utf-8"), name).data)


def recommended(task: str, **facts: Any) -> dict[str, Any]:
    return recommend(Problem(task=task, **facts)).document()


def changed(config: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The config with other values, named by path with `__` for the dot."""
    copy = dict(read_document(write_yaml(config), "copy").data)
    for path, value in values.items():
        *sections, leaf = path.split("__")
        place = copy
        for section in sections:
            place = place.setdefault(section, {})
        place[leaf] = value
    return copy


def trained(config: dict[str, Any], folder: Path, *more: str, count: int = 120, valid: bool = True) -> Run:
    """Train on a synthetic table of the problem, predict its first ten rows, and check what is written."""
    made = tables.table(read_source(read_document(write_yaml(config), "config")), count)
    project = exported(config, folder)
    assert_clean(project)
    code = (project / "data.py").read_text(encoding="utf-8")
    if grouped := '"--group-column", required' in code:
        made.columns["group"] = [k // 4 for k in range(len(made.columns[made.targets[0]]))]
    data = tables.write(folder / "learn.csv", made.columns)
    test = {name: values[:10] for name, values in made.columns.items() if name not in made.targets}
    arguments = ["--train", data, "--test", tables.write(folder / "new.csv", test)]
    arguments += ["--valid", data] if valid else []
    arguments += [] if config["problem"]["data"].get("target") else ["--target", *made.targets]
    arguments += ["--categorical", *made.categories] if '"--categorical"' in code else []
    arguments += ["--group-column", "group"] if grouped else []
    run = train(project, *arguments, *more)
    assert run.code == 0, run.output
    assert_predictions(run, config["problem"]["task"], made.targets)
    return run


def assert_predictions(run: Run, task: str, targets: list[str]) -> None:
    """One row per test row: the class and a probability for each, a label and probability each, or the values."""
    predictions = run.predictions()
    assert len(predictions) == 10
    for row in predictions:
        chances = [float(value) for name, value in row.items() if name.startswith("probability of ")]
        if task == "regression":
            assert len(row) == len(targets)
            assert all(math.isfinite(float(value)) for value in row.values())
        elif task == "multilabel":
            assert len(chances) == len(targets)
            assert {row[name] for name in targets} <= {"0", "1"}
        else:
            assert sum(chances) == pytest.approx(1)
            assert f"probability of {row['prediction']}" in row


GALLERY = [
    path.parent.name
    for path in sorted(CONFIGS.glob("*/config.yaml"))
    if (config := config_of(path.parent.name))["problem"]["data"].get("kind", "table") == "table"
    and config["model"]["family"] in ("mlp", "tabm")
    and config["resources"]["parameters"] < TRAINABLE
    and config["problem"]["task"] != "forecasting"
    and not any(name in config["problem"]["data"] for name in ("image", "text"))
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "facts"),
    [
        ("binary", {"rows": 400, "features": 6, "categorical": 2, "missing": 0.05}),
        ("multiclass", {"rows": 300, "classes": 3, "features": 5}),
        ("regression", {"rows": 300, "features": 4, "data.outputs": 2}),
        ("multilabel", {"rows": 300, "features": 4, "data.outputs": 3}),
        ("ordinal", {"rows": 300, "classes": 4, "features": 4}),
    ],
)
def test_folds_side_by_side_judge_every_row_once(task: str, facts: dict[str, Any], tmp_path: Path) -> None:
    config = recommended(task, **facts)
    assert config["data"]["split"]["folds"] == 5
    assert config["model"]["hidden"]["members"] == 2
    run = trained(shortened(config), tmp_path, valid=False)
    assert [line["fold"] for line in run.metrics["runs"]] == [1]
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    (_, weights), *others = torch.load(tmp_path / "model.pt", weights_only=True)["networks"]
    assert not others
    assert len(weights["output.weight"]) == 10


@pytest.mark.slow
def test_networks_side_by_side_need_plain_layers(tmp_path: Path) -> None:
    config = changed(recommended("regression", rows=300, features=4), model__normalization={"kind": "batch"})
    project = export("torch", read_source(read_document(write_yaml(config), "config")))
    assert any("model.hidden.members" in note for note in project.notes)
    assert trained(shortened(config), tmp_path, valid=False).metrics["runs"][-1]["fold"] == 5


@pytest.mark.slow
@pytest.mark.parametrize("name", GALLERY)
def test_a_config_of_the_gallery_trains(name: str, tmp_path: Path) -> None:
    config = config_of(name)
    run = trained(shortened(config, batch_size=32, warmup=0.0), tmp_path, "--lr", "0.003")
    assert [float(line["train_loss"]) for line in run.history] == sorted(
        (float(line["train_loss"]) for line in run.history), reverse=True
    )
    assert len(run.history) == 2
    assert run.metrics["validation"].keys() == {m for m in config["evaluation"]["metrics"] if m != "loss"}
    assert run.metrics["parameters"] == config["resources"]["parameters"]


@pytest.mark.parametrize("target", ["torch", "keras"])
def test_means_are_predicted_by_smearing(target: str, tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    names = [*(f"n{k}" for k in range(8)), "y"]
    rows = np.hstack([draw.normal(size=(600, 8)), np.exp(draw.normal(size=(600, 1)))])  # of median 1 and mean 1.6
    found = {}
    for smearing in (False, True):
        config = recommended("regression", rows=600, features=8, target_range="positive", target_skew=5.0)
        assert config["data"]["target"] == {"transform": "log1p-standardize", "clamp": True, "smearing": True}
        less = changed(
            config,
            data__target__smearing=smearing, data__split__folds=1, model__hidden__members=1, model__stacking="none",
            model__hidden__widths=[4, 4], model__dropout__rates=[0.0, 0.0], training__epochs=3,
        )  # fmt: skip
        project = exported(less, tmp_path / str(smearing), target)
        path = tables.write(project / "learn.csv", dict(zip(names, rows.T.tolist(), strict=True)))
        run = train(project, "--train", path, "--target", "y", "--test", path, "--seed", "0")
        assert run.code == 0, run.output
        found[smearing] = np.mean([float(row["prediction"]) for row in run.predictions()])
    assert found[False] < 1.35
    assert found[True] == pytest.approx(rows[:, -1].mean(), rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_texts_tell_beside_numbers(target: str, tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    columns = [{"name": "n", "type": "numeric", "distinct": 300}, {"name": "said", "type": "text", "distinct": 299}]
    config = recommended("binary", rows=300, features=1, **{"data.target": "y", "data.columns": columns})
    assert config["data"]["text_columns"] == [{"column": "said", "dim": 16}]
    less = changed(
        config,
        data__split__folds=1, model__hidden__members=1, model__stacking="none", training__epochs=15,
        training__learning_rate__initial=0.005, training__seeds=[0],
    )  # fmt: skip
    files = []
    for name, own in (("learn", "early"), ("judge", "later")):
        well = draw.random(300) < 0.5
        said = [f"{own} visit {k % 9}: it was {'good' if one else 'bad'}" for k, one in enumerate(well)]
        rows = {"n": list(draw.normal(size=300).round(3)), "said": ["", *said[1:]], "y": list(well.astype(int))}
        files.append(tables.write(tmp_path / f"{name}.csv", rows))
    project = exported(less, tmp_path / "project", target)
    assert_clean(project)
    run = train(project, "--train", files[0], "--valid", files[1], "--test", files[1])
    assert run.code == 0, run.output
    assert run.metrics["test"]["accuracy"] > 0.95
    if target == "torch":
        ((prep, _),) = torch.load(project / "model.pt", weights_only=True)["networks"]
    else:
        (prep,) = json.loads((project / "model.json").read_text(encoding="utf-8"))["networks"]
    grams = prep["texts"]["said"]["grams"]
    assert "early" in grams
    assert "later" not in grams
