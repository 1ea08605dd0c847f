"""A linear model beside the networks of a Keras project: that of scikit-learn, with the share that its rows earn."""

import functools
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("keras")
pytest.importorskip("jax")

import numpy as np

from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting.running import assert_clean, exported, run_script, train
from tests.exporting.test_keras import forgotten, written  # noqa: F401, a fixture
from tests.exporting.test_sounds import recordings
from tests.exporting.test_stacking import FACTS, rows_of
from tests.exporting.test_tables import changed, config_of, recommended
from tests.exporting.test_texts import reviews

pytestmark = pytest.mark.xdist_group("keras")  # one process imports Keras for all

TABLE: dict[str, Any] = {"rows": 200, "features": 4}
QUICK: dict[str, Any] = {"training__seeds": [0], "model__hidden__members": 1, "model__hidden__widths": [8]}


@pytest.mark.slow
@pytest.mark.parametrize(("task", "more"), [("binary", {}), ("multiclass", {"classes": 3}), ("regression", {})])
def test_it_is_the_model_of_scikit_learn(
    task: str, more: dict[str, Any], tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    from sklearn.linear_model import LogisticRegression, Ridge

    config = changed(recommended(task, **TABLE, **more), training__loss__label_smoothing=0.0)
    assert config["model"]["stacking"] == "linear"
    forgotten.syspath_prepend(str(exported(config, tmp_path / "project", "keras")))
    forgotten.setattr(sys, "argv", ["train.py", *written(config, tmp_path / "table")])
    project = importlib.import_module("train")
    args = project.arguments()
    examples = project.labelled(project.examples_in(args.train), args.target)
    prep = project.fit(examples, project.facts_of(examples, args))
    part = project.part_of(examples, prep)
    answer = functools.partial(project.answers_of, prep=prep)
    found = project.linear_beside(part, part, project.loss_of(prep), answer)
    x = part["inputs"][0].astype(np.float64)
    x = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1)
    for strength in (1000.0, 10.0, 0.1):
        if task == "regression":  # whose loss is the mean of whole squares, not of their halves
            out = Ridge(strength / 2).fit(x, part["y"]).predict(x).reshape(-1, 1)
            expected = answer(out[:, None])
        else:
            expected = LogisticRegression(C=1 / strength, tol=1e-8, max_iter=1000).fit(x, part["y"]).predict_proba(x)
        assert found[strength][1] == pytest.approx(expected, abs=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_straight_table_is_answered_by_the_line(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    config = changed(recommended("regression", **FACTS), training__epochs=2, data__split__folds=2, **QUICK)
    project = exported(config, tmp_path / "project", "keras")
    assert_clean(project)
    assert "scipy" in (project / "requirements.txt").read_text(encoding="utf-8")
    rows_of("straight", project / "train.csv")
    run = train(project, "--train", "train.csv", "--target", "target", "--test", "train.csv")
    assert run.code == 0, run.output
    assert [told["linear_share"] > 0.5 for told in run.metrics["runs"]] == [True, True]
    assert run.metrics["test"]["r2"] > 0.9  # of which the noise leaves 0.98
    assert run.metrics["network_alone"]["test"]["r2"] < run.metrics["test"]["r2"]  # after two epochs
    code, output = run_script(project, "--data", "train.csv", "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert (project / "again.csv").read_text(encoding="utf-8") == (project / "predictions.csv").read_text("utf-8")


@pytest.mark.slow
def test_few_texts_have_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    config = config_of("reviews-on-a-laptop")
    config = changed(config, training__epochs=1, training__seeds=[0], data__split__folds=2)
    project = exported(config, tmp_path / "project", "keras")
    assert_clean(project)
    learn, test = reviews(tmp_path / "learn.csv", 240, 0), reviews(tmp_path / "test.csv", 80, 1)
    run = train(project, "--train", str(learn), "--test", str(test))
    assert run.code == 0, run.output
    assert run.metrics["runs"][0]["linear_share"] > 0.5  # the network has seen each text once
    assert run.metrics["test"]["accuracy"] > 0.85


@pytest.mark.slow
def test_few_recordings_have_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    clips: dict[str, Any] = {"data.kind": "audio", "rows": 100, "classes": 3, "data.seconds": 0.5}
    config = recommended("multiclass", pretrained=False, **clips)
    config["model"]["hidden"] |= {"layers": 2, "widths": [8, 16]}
    config = changed(config, training__seeds=[0], training__epochs=1, data__split__folds=2)
    project = exported(config, tmp_path / "project", "keras")
    assert_clean(project)
    learn, test = recordings(tmp_path / "learn", 48, 0), recordings(tmp_path / "test", 24, 1)
    run = train(project, "--train", str(learn), "--test", str(test))
    assert run.code == 0, run.output
    assert run.metrics["runs"][0]["linear_share"] > 0.5  # the network has seen each recording once
    assert run.metrics["test"]["accuracy"] > run.metrics["network_alone"]["test"]["accuracy"]


def test_one_split_has_none_and_says_so() -> None:
    config = changed(recommended("regression", **FACTS), data__split__folds=1)
    project = export("keras", read_source(read_document(write_yaml(config), "config")))
    assert any(note.startswith("model.stacking") for note in project.notes)
    assert "linear.py" not in project.files
