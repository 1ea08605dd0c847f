"""Tokens with tags as PyTorch projects."""

import json
import random
from itertools import chain
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")


from tests.exporting.running import assert_clean, exported, rows, run_script, shortened, train
from tests.exporting.small import DEBERTA, config_of, publish, shrink
from tests.exporting.test_tables import config_of as gallery

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("transformers")]

PEOPLE, PLACES, VERBS = ["Anna", "Bob Ito", "Eve"], ["Rome", "New York", "Oslo"], ["left", "saw", '"); import os #']


def sentences(number: int, seed: int) -> list[tuple[list[str], list[str]]]:
    """Somebody does something somewhere, in tags of the kind B- and I-."""
    rng, found = random.Random(seed), []
    for _ in range(number):
        tokens: list[str] = []
        tags: list[str] = []
        for phrase, kind in ((rng.choice(PEOPLE), "PER"), (rng.choice(VERBS), ""), (rng.choice(PLACES), "LOC")):
            words = phrase.split() if kind else [phrase.replace(" ", "_")]
            tokens += words
            tags += [("B-" if place == 0 else "I-") + kind if kind else "O" for place in range(len(words))]
        found.append((tokens, tags))
    return found


def conll(path: Path, found: list[tuple[list[str], list[str]]], tagged: bool = True) -> Path:
    blocks = [
        "\n".join(f"{token} {tag}" if tagged else token for token, tag in zip(*each, strict=True)) for each in found
    ]
    path.write_text("-DOCSTART- -X-\n\n" + "\n\n".join(blocks) + "\n", encoding="utf-8")
    return path


def test_a_recurrent_network_tags_conll_files(tmp_path: Path) -> None:
    problem = {"task": "token-classification", "rows": 200, "classes": 5, "data.length": 8, "pretrained": False}
    config = config_of(problem, epochs=8)
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn, test = conll(tmp_path / "a.conll", sentences(160, 0)), sentences(30, 1)
    long = [[*chain(*part)] for part in zip(*test, strict=True)]  # one longer than what is learnt from
    run = train(project, "--train", str(learn), "--test", str(conll(tmp_path / "b.conll", [*test, (long[0], long[1])])))
    assert run.code == 0, run.output
    assert run.metrics["test"]["token-accuracy"] > 0.9
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    assert run.metrics["validation"]["span-f1"] > 0.9
    *predicted, last = (row["prediction"].split() for row in run.predictions())
    assert predicted == [tags for _, tags in test]
    assert len(last) == len(long[0]) > 75
    untagged = str(conll(tmp_path / "c.conll", test, tagged=False))
    code, output = run_script(project, "--model", str(run.folder / "model.pt"), "--data", untagged, script="predict.py")
    assert code == 0, output
    assert [row["prediction"].split() for row in rows(project / "predictions.csv")] == predicted


def test_an_encoder_tags_json_lines(tmp_path: Path) -> None:
    problem = {
        "task": "token-classification", "rows": 2000, "classes": 5, "data.length": 8, "device": "gpu"
    }  # fmt: skip
    config = config_of(problem)
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn, found = tmp_path / "a.jsonl", sentences(120, 0)
    lines = [json.dumps({"tokens": tokens, "tags": tags}) for tokens, tags in found]
    learn.write_text("\n".join(lines) + "\n", encoding="utf-8")
    weights = publish(tmp_path / "weights", DEBERTA, [" ".join(tokens) for tokens, _ in found])
    run = train(project, "--train", str(learn), "--test", str(learn), "--weights", str(weights))
    assert run.code == 0, run.output
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert [len(row["prediction"].split()) for row in run.predictions()] == [len(tokens) for tokens, _ in found]
    assert set(run.metrics["test"]) == {"span-f1", "token-accuracy"}


def test_an_encoder_tags_without_published_weights(tmp_path: Path) -> None:
    config = shortened(gallery("entities"), 6, batch_size=8)
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    shrink(project, DEBERTA)
    rng = random.Random(0)
    found = []
    for _ in range(120):  # of one token or of more than the network reads at once
        kinds = rng.choices("ABCD", k=rng.choice([0, 1, 3, 3, 3, 200]))
        phrases = [([f"{kind}1", kind.lower(), "et"], [f"B-{kind}", f"I-{kind}", "O"]) for kind in kinds]
        tokens = [token for phrase, _ in phrases for token in phrase]
        found.append((["et", *tokens], ["O", *(tag for _, tags in phrases for tag in tags)]))
    learn = conll(tmp_path / "a.conll", found)
    run = train(project, "--train", str(learn), "--test", str(learn), "--weights", "none")
    assert run.code == 0, run.output
    assert float(run.history[-1]["train_loss"]) < 0.7 * float(run.history[0]["train_loss"])
    assert [len(row["prediction"].split()) for row in run.predictions()] == [len(tokens) for tokens, _ in found]
    code, output = run_script(project, "--data", str(learn), "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert rows(project / "again.csv") == run.predictions()
