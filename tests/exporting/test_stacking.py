"""A linear model beside the networks of a table: it answers where the table is straight, and is silent where not."""

import csv
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")


from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting.running import assert_clean, exported, run_script, train
from tests.exporting.test_tables import changed, recommended

pytestmark = pytest.mark.slow
FACTS: dict[str, Any] = {"rows": 200, "features": 4, "categorical": 1, "cardinality": 150}


def rows_of(law: str, path: Path) -> None:
    """A table of three numbers and a category of many levels, with a target that is straight or bent."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    y = x @ [1.0, -2.0, 0.5] if law == "straight" else 3 * np.abs(x[:, 0]) + np.sign(x[:, 1])
    y = y + 0.3 * rng.normal(size=200)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["n0", "n1", "n2", "c0", "target"])
        table.writerows([*row, f"level {k % 150}", value] for k, (row, value) in enumerate(zip(x, y, strict=True)))


def loaded(folder: Path, name: str) -> ModuleType:
    """A module of a project."""
    sys.path.insert(0, str(folder))
    for each in (name, "settings"):
        sys.modules.pop(each, None)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


@pytest.mark.parametrize(("law", "least", "most"), [("straight", 0.5, 1.0), ("bent", 0.0, 0.3)])
@pytest.mark.parametrize("valid", [False, True], ids=["folds", "valid"])
def test_the_share_of_the_linear_model_follows_the_law(
    law: str, least: float, most: float, valid: bool, tmp_path: Path
) -> None:
    config = recommended("regression", **FACTS)
    assert config["model"]["stacking"] == "linear"
    project = exported(changed(config, training__epochs=30), tmp_path)
    assert_clean(project)
    rows_of(law, tmp_path / "train.csv")
    options = ["--train", "train.csv", "--target", "target", "--seed", "0", "--test", "train.csv"]
    run = train(project, *options, *(["--valid", "train.csv"] if valid else []))
    assert run.code == 0, run.output
    (told,) = run.metrics["runs"]
    assert told["linear_share"] <= most
    if not valid:  # a network that is judged by rows it learnt from seems better than it is
        assert told["linear_share"] >= least
    whole, alone = run.metrics["validation"], run.metrics["network_alone"]["validation"]
    assert (whole["rmse"] < alone["rmse"]) == (told["linear_share"] > 0)
    assert (run.metrics["test"] != run.metrics["network_alone"]["test"]) == (told["linear_share"] > 0)
    code, output = run_script(project, "--data", "train.csv", "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert (tmp_path / "again.csv").read_text(encoding="utf-8") == (tmp_path / "predictions.csv").read_text("utf-8")


def test_a_share_is_taken_only_where_it_is_clearly_better(tmp_path: Path) -> None:
    linear = loaded(exported(recommended("regression", **FACTS), tmp_path), "linear")
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(400, 1))
    good, bad, as_good = (truth + scale * rng.normal(size=(400, 1)) for scale in (0.1, 2.0, 0.1))
    assert linear.share_of(truth, bad, good) > 0.9
    assert linear.share_of(truth, good, bad) == 0.0
    assert 0.3 < linear.share_of(truth, good, as_good) < 0.7  # independent errors cancel


def test_one_split_has_no_linear_model_and_says_so() -> None:
    config = recommended("regression", **FACTS)
    config["data"]["split"] = {"method": "random", "validation": 0.2, "folds": 1, "train_rows": 160}
    project = export("torch", read_source(read_document(write_yaml(config), "config")))
    assert any(note.startswith("model.stacking") for note in project.notes)
    assert "linear.py" not in project.files
