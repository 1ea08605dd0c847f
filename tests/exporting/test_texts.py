"""Texts as PyTorch projects: they train, learn what can be learnt, and begin from what was published."""

import argparse
import csv
import random
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from advisor import Problem, recommend
from advisor.yamlio import read_document
from tests.exporting.running import assert_clean, exported, interrupt, rows, run_script, shortened, train
from tests.exporting.small import DEBERTA, config_of, publish, shrink

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("transformers")]  # one process imports it for all

HOSTILE = '"); import os; os.system("x'
GOOD, BAD = ["splendid", "moving", "witty", "superb"], ["dull", "clumsy", "tedious", "awful"]
FILLER = ["the", "film", "plot", "was", "with", "scene", "actor", "and", "story", "long", "a", "of", "camera", "score"]


def review(rng: random.Random, label: str) -> str:
    """Words of one mood among others; of five texts one has a word of the other mood too."""
    words = rng.choices(FILLER, k=rng.randint(6, 14)) + rng.sample(GOOD if label == "good" else BAD, 2)
    words += rng.sample(BAD if label == "good" else GOOD, 1) if rng.random() < 0.2 else []
    rng.shuffle(words)
    return " ".join(words)


def reviews(path: Path, number: int, seed: int, text: str = "text", label: str = "label", **more: str) -> Path:
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([text, label, *more])
        for place in range(number):
            mood = ("good", "bad")[place % 2]
            table.writerow([review(rng, mood), mood, *more.values()])
    return path


def test_ngrams_learn_what_words_tell(tmp_path: Path) -> None:
    text = Path("configs/reviews-on-a-laptop/config.yaml").read_text(encoding="utf-8")
    config = shortened(read_document(text, "config.yaml").data, 60)
    project = exported(config, tmp_path / "p\nroject 🙂")
    assert_clean(project)
    learn, test = (
        reviews(tmp_path / "a.csv", 240, 0, HOSTILE, "l\nabel 🙂"),
        reviews(tmp_path / "b.csv", 80, 1, HOSTILE),
    )
    run = train(project, "--train", str(learn), "--test", str(test), "--text", HOSTILE, "--target", "l\nabel 🙂")
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    answers = run.predictions()
    assert list(answers[0]) == ["prediction", "probability of bad", "probability of good"]
    truth = [row["label"] for row in rows(test)]
    assert len(answers) == 80
    assert sum(answer["prediction"] == true for answer, true in zip(answers, truth, strict=True)) >= 72
    assert float(run.history[-1]["train_loss"]) < 0.7 * float(run.history[0]["train_loss"])
    assert run.metrics["validation"]["log-loss"] < 0.55  # 0.69 is chance; 60 of the 200 passes are made


@pytest.mark.parametrize(("length", "ruleset", "characters"), [(20, "current", True), (200, "current", False)])
def test_punctuation_counts_and_in_short_texts_runs_of_characters(
    length: int, ruleset: Any, characters: bool, tmp_path: Path
) -> None:
    facts = {"task": "binary", "data.kind": "text", "rows": 400, "data.length": length, "pretrained": False}
    project = exported(recommend(Problem(**facts), ruleset).document(), tmp_path / "project")
    spec = spec_from_file_location("exported_data", project / "data.py")
    assert spec is not None
    assert spec.loader is not None
    data = module_from_spec(spec)
    spec.loader.exec_module(data)
    said = ["is it so ?", "it is so !", "so it is ?", "so is it !"] * 5
    table = pd.DataFrame({"text": said, "label": ["asks", "tells"] * 10})
    table.to_csv(tmp_path / "learn.csv", index=False)
    args = argparse.Namespace(train=str(tmp_path / "learn.csv"), text="text", target=["label"])
    learn = data.labelled(data.load(args.train), args.target)
    prep = data.fit(learn, data.facts_of(learn, args))
    words, *runs = prep["grams"]
    assert {"?", "!"} <= set(words)
    assert [" it " in each for each in runs] == [True] * characters
    ids, weights = data.part_of(learn, prep, "cpu")["inputs"]
    assert (weights != 0).any(dim=1).all()
    assert int(ids.max()) < sum(map(len, prep["grams"]))
    assert weights[weights != 0].square().mean() == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize(
    ("problem", "ruleset", "target"),
    [
        ({"task": "binary", "data.kind": "text", "rows": 200_000, "data.length": 20}, "current", []),
        ({"task": "binary", "data.kind": "text", "rows": 9_000, "data.length": 60}, "guide", []),
        ({"task": "multilabel", "data.kind": "text", "rows": 9_000, "data.outputs": 2}, "current", ["one", "two"]),
        ({"task": "regression", "data.kind": "text", "rows": 9_000, "data.length": 60}, "current", ["one"]),
    ],
    ids=["sepcnn", "guide", "multilabel", "regression"],
)
def test_networks_from_random_weights_train(
    tmp_path: Path, problem: dict[str, Any], ruleset: str, target: list[str]
) -> None:
    config = config_of(problem, ruleset)
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn = reviews(tmp_path / "a.csv", 200, 0, one="1", two="0")
    text = learn.read_text(encoding="utf-8").replace("good,1,0", "good,0,1")
    learn.write_text(text, encoding="utf-8")
    named = ["--target", *target] if target else []
    run = train(project, "--train", str(learn), "--test", str(learn), *named)
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert len(run.predictions()) == 200
    assert list(run.predictions()[0])[: len(target) or 1] == (target if len(target) > 1 else ["prediction"])


def test_a_folder_for_each_class(tmp_path: Path) -> None:
    rng = random.Random(0)
    for place in range(40):
        file = tmp_path / "texts" / ("good", "bad")[place % 2] / f"{place}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(review(rng, file.parent.name), encoding="utf-8")
    project = exported(config_of({"task": "binary", "data.kind": "text", "rows": 1_200}), tmp_path / "project")
    run = train(project, "--train", str(tmp_path / "texts"), "--test", str(tmp_path / "texts" / "good"))
    assert run.code == 0, run.output
    assert len(run.predictions()) == 20
    assert "test" not in run.metrics


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    problem = {"task": "binary", "data.kind": "text", "rows": 9_000, "data.length": 60, "device": "gpu"}
    config = config_of(problem)
    config["training"]["learning_rate"]["initial"] = 0.01
    return exported(config, tmp_path_factory.mktemp("encoder"))


def test_an_encoder_begins_from_published_weights(tmp_path: Path, encoder: Path) -> None:
    assert_clean(encoder)
    rng = random.Random(0)
    weights = publish(tmp_path / "weights", DEBERTA, [review(rng, "good") + review(rng, "bad") for _ in range(50)])
    learn = reviews(tmp_path / "a.csv", 160, 0)
    run = train(encoder, "--train", str(learn), "--test", str(learn), "--weights", str(weights), "--out", "begun")
    assert run.code == 0, run.output
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert len(run.predictions()) == 160
    predict = ["--data", str(learn), "--model", "begun/model.pt", "--predictions", "again.csv"]
    (weights / "model.safetensors").unlink()  # what was trained needs nothing published
    code, output = run_script(encoder, *predict, script="predict.py")
    assert code == 0, output
    assert rows(encoder / "again.csv") == run.predictions()


def test_an_encoder_learns_without_weights(tmp_path: Path, encoder: Path) -> None:
    shrink(encoder, DEBERTA)
    learn = reviews(tmp_path / "a.csv", 160, 0)
    run = train(encoder, "--train", str(learn), "--weights", "none", "--out", "scratch")
    assert run.code == 0, run.output
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])


def test_a_sentence_encoder_learns_from_pairs(tmp_path: Path) -> None:
    config = config_of({"task": "binary", "data.kind": "text", "rows": 80, "data.length": 30}, epochs=3)
    config["training"]["learning_rate"]["initial"] = 0.003
    config["data"]["split"] |= {"folds": 1, "validation": 0.25}
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    shrink(project, DEBERTA)
    learn = reviews(tmp_path / "a.csv", 60, 0)
    run = train(project, "--train", str(learn), "--test", str(learn), "--weights", "none")
    assert run.code == 0, run.output
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert run.metrics["test"]["accuracy"] > 0.7


def test_weights_that_cannot_be_had(tmp_path: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    learn = reviews(tmp_path / "a.csv", 20, 0)
    run = train(encoder, "--train", str(learn), "--weights", "nobody/nothing", "--out", "nothing")
    assert run.code == 2
    assert "the weights 'nobody/nothing' cannot be had" in run.output
    assert "--weights none" in run.output
    assert "Traceback" not in run.output


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    config = config_of({"task": "binary", "data.kind": "text", "rows": 1_200}, epochs=400)
    config["data"]["split"]["folds"] = 1
    config["model"]["stacking"] = "none"
    config["training"]["early_stopping"]["patience"] = 0
    config["training"]["schedule"] = {"name": "constant"}
    project = exported(config, tmp_path / "project")
    learn = reviews(tmp_path / "a.csv", 200, 0)
    interrupt(project, "--train", str(learn))
    run = train(project, "--train", str(learn), "--resume", "--max-seconds", "1")
    assert run.code == 0, run.output
    epochs = [int(line["epoch"]) for line in run.history]
    assert epochs == list(range(1, len(epochs) + 1))
    assert len(epochs) > 1
