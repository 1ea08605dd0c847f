"""`advisor train` and `advisor compare`, run as commands; what they are made of, as functions."""

import csv
import json
import math
import random
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor import Problem, recommend
from advisor.config.values import Baseline
from advisor.errors import InputError
from advisor.exporting import Source
from advisor.knowledge.evaluation.baselines import LIGHTGBM_CLASSES, LIGHTGBM_NUMBERS
from advisor.training.boosting import CLASSES, NUMBERS, ROUNDS, boosted_trees
from advisor.training.charts import drawn, save_png
from advisor.training.report import comparison, curves_of, network_rows, remarks, scores_table
from advisor.training.results import Run, changes, read_run, with_null
from advisor.training.splitting import hold_out
from tests.cli.running import ADVISOR, EXAMPLES, advisor
from tests.exporting import tables


def source(**split: Any) -> Source:
    recommendation = recommend(
        Problem(task="binary", rows=100, features=2, target="y", group_column="g", time_column="t")
    )
    document = recommendation.document()
    document["data"]["split"] = {"validation": 0.2, "folds": 1, **split}
    return Source(document, recommendation)


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    chance = random.Random(1)
    columns: dict[str, list[Any]] = {
        "x\n,": [chance.random() for _ in range(100)],
        "g": [k // 10 for k in range(100)],
        "t": [f"2024-{1 + (7 * k) % 100 // 28:02}-{1 + (7 * k) % 100 % 28:02}" for k in range(100)],
        "y": [int(k % 4 == 0) for k in range(100)],
    }
    return Path(tables.write(tmp_path / "all.csv", columns))


def test_a_fifth_is_set_aside_and_nothing_is_lost(table: Path, tmp_path: Path) -> None:
    learn, judge = hold_out(table, source(method="random"), tmp_path)
    assert sorted(column(learn, "x\n,") + column(judge, "x\n,")) == sorted(column(table, "x\n,"))
    assert len(column(judge, "y")) == 20


def test_each_class_keeps_its_share(table: Path, tmp_path: Path) -> None:
    _, judge = hold_out(table, source(method="stratified"), tmp_path)
    assert column(judge, "y").count("1") == 5


def test_groups_stay_whole(table: Path, tmp_path: Path) -> None:
    learn, judge = hold_out(table, source(method="grouped"), tmp_path)
    assert not set(column(learn, "g")) & set(column(judge, "g"))
    assert len(set(column(judge, "g"))) == 2


def test_the_latest_rows_are_judged(table: Path, tmp_path: Path) -> None:
    learn, judge = hold_out(table, source(method="time-ordered"), tmp_path)
    assert max(column(learn, "t")) <= min(column(judge, "t"))


def test_too_few_rows_are_refused(tmp_path: Path) -> None:
    path = Path(tables.write(tmp_path / "few.csv", {"x": [1, 2], "y": [0, 1]}))
    with pytest.raises(InputError, match="too small"):
        hold_out(path, source(method="random"), tmp_path)


def run(name: str, scores: list[float], **training: Any) -> Run:
    runs = [{"seed": seed, "fold": 1, "rmse": score} for seed, score in enumerate(scores)]
    losses = {1: "1.0", 2: "0.5"}
    history = [{"epoch": str(e), "train_loss": "0.5", "validation_loss": losses[e], "rmse": "2"} for e in (1, 2, 2)]
    return Run(name, {"validation": {"rmse": sum(scores) / len(scores)}, "runs": runs}, history, {"training": training})


def test_runs_are_compared_seed_by_seed() -> None:
    text = comparison([run("one", [2.0, 3.0], batch_size=32), run("other", [1.5, 3.25, 9.0], batch_size=64)])
    _, first, second, differ = text.splitlines()
    assert first.split() == ["one", "2.5000", "0.7071", "-", "-"]
    assert second.split()[0] == "other"
    assert second.split()[3:] == ["+0.1250", "1", "of", "2"]
    assert differ == "other differs in: training.batch_size: 64"


def test_the_best_of_each_score_is_marked() -> None:
    text = scores_table({"network": {"auc": 0.8, "log-loss": 0.4}, "trees": {"auc": 0.9, "log-loss": 0.5}}, "test")
    assert [line.count("*") for line in text.splitlines()] == [0, 1, 1]
    assert "0.9000*" in text
    assert "0.4000*" in text


def test_names_of_runs_cannot_steer_a_terminal() -> None:
    assert "\x1b" not in comparison([run("one", [2.0]), run("\x1b[31mred", [1.0])])


def test_curves_are_means_by_epoch_and_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    panels = curves_of([run("one", [1.0])])
    assert list(panels) == ["loss", "rmse"]
    assert panels["loss"]["validation"] == {1: 1.0, 2: 0.5}
    assert save_png(panels, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_the_row_of_a_blend_names_its_parts() -> None:
    blend = run("one", [1.0])
    blend.metrics["runs"][0]["linear_share"] = 0.39
    rows = network_rows(blend, {"rmse": 1.0}, {"rmse": 2.0})
    assert rows == {"network alone": {"rmse": 2.0}, "network + linear (61 % / 39 %)": {"rmse": 1.0}}
    assert network_rows(run("one", [1.0]), {"rmse": 1.0}, {"rmse": 1.0}) == {"network": {"rmse": 1.0}}


def test_what_was_not_trained_is_said() -> None:
    cut = run("one", [1.0, 2.0], epochs=100)
    cut.metrics["runs"][1] |= {"ended": "time", "epochs": 3.2}
    rows = {"network": {"rmse": 2.0}, "ridge": {"rmse": 1.0}}
    star, time_up, leads = remarks(cut, rows)
    assert star.startswith("* ")
    assert time_up.startswith("time was up after 3.2 of 100 epochs in 1 of 2 networks")
    assert leads == "by rmse, ridge is better than the network"
    assert "one: time was up after 3.2 of 100 epochs" in comparison([run("other", [1.0]), cut])
    assert remarks(run("one", [1.0]), {"network": {"rmse": 2.0}}) == []


def test_axes_begin_where_the_numbers_do() -> None:
    pytest.importorskip("plotext")
    chart = drawn({"validation": {0: 0.9, 1: 0.8, 2: 0.85}}, "accuracy")
    lowest = [line for line in chart.splitlines() if "┤" in line][-1]
    assert lowest.startswith("0.00")
    assert chart.rstrip().splitlines()[-2].split() == ["0", "1", "2"]  # from the epoch before training


def test_only_choices_count_as_changes() -> None:
    first = {"model": {"hidden": {"layers": 2}}, "resources": {"parameters": 1}}
    second = {"model": {"hidden": {"layers": 3}}, "resources": {"parameters": 2}}
    assert changes(first, second) == ["model.hidden.layers: 3"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["compare", "nowhere", "other"], "is not the folder of a finished run"),
        (["compare", "one"], "needs two runs at least"),
        (["train"], "--data: is missing"),
        (["train", "--data", "nowhere.csv", "--target", "y"], "nowhere.csv"),
    ],
)
def test_bad_input_is_told_in_a_line(words: list[str], message: str, tmp_path: Path) -> None:
    result = advisor(*words, cwd=tmp_path)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("config", "settings", "learns"), [(LIGHTGBM_CLASSES, CLASSES, "classes"), (LIGHTGBM_NUMBERS, NUMBERS, "numbers")]
)
def test_trees_are_set_as_configs_say(config: Baseline, settings: dict[str, float], learns: str) -> None:
    said = [float(number) for number in re.findall(r"[\d.]+", config.settings)]
    assert said == [1000, *settings.values(), ROUNDS], learns


@pytest.mark.slow
@pytest.mark.parametrize("named", [["constant", "lightgbm"], ["constant", "catboost"]])
def test_trees_learn_classes_and_numbers(named: list[str]) -> None:
    pytest.importorskip("lightgbm")
    from sklearn.datasets import load_wine

    x, y = load_wine(return_X_y=True)
    name, trees = boosted_trees(named, classifies=True)
    assert name == ("lightgbm" if "lightgbm" in named else "boosted-trees")
    assert (trees.fit(x, y).predict(x) == y).mean() > 0.95
    assert trees.get_params().get("n_jobs", 1) == 1, "threads wait for one another on few rows"
    _, trees = boosted_trees(named, classifies=False)
    assert abs(trees.fit(x, y).predict(x) - y).mean() < 0.3
    few = [*range(30), *range(59, 62)]  # three of the second class, too few to hold some back
    _, trees = boosted_trees(named[:1], classifies=True)
    assert set(trees.fit(x[few], y[few]).predict(x[few])) <= {0, 1}


@pytest.mark.slow
def test_a_table_is_trained_compared_and_shown(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("lightgbm")
    small = ["--pin", "training.epochs=3", "--pin", "data.split.folds=1", "--seed", "0", "--target", "progression"]
    data = str(EXAMPLES / "diabetes.csv")
    first = advisor("train", "--data", data, *small, "-o", "one", cwd=tmp_path)
    assert first.code == 0, first.err
    header, *rows = first.text.splitlines()
    assert header.split() == ["test", "part", "rmse", "mae", "r2"]
    assert [row.split()[0] for row in rows] == ["network", "constant", "ridge", "lightgbm"]
    assert "the range test reads a rate of" in first.err
    assert (tmp_path / "one" / "curves.png").exists()
    metrics = json.loads((tmp_path / "one" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["compared"]["network"] == metrics["test"]
    assert len(read_run(str(tmp_path / "one")).curve("rmse")) == 3
    again = advisor("train", "--data", data, *small, "-o", "one", cwd=tmp_path)
    assert again.code == 2
    assert "was not overwritten" in again.err
    second = advisor("train", "one/config.yaml", "--data", data, "-o", "two", "-q", "--no-baselines", cwd=tmp_path)
    assert second.code == 0, second.err
    compared = advisor("compare", "one", "two", "-o", "both.png", cwd=tmp_path)
    assert compared.code == 0, compared.err
    assert "two differs in: nothing that is chosen" in compared.text
    assert (tmp_path / "both.png").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param(["--ruleset", "guide", "--max-seconds", "60"], True, id="the guide names no other rate"),
        pytest.param(["--ruleset", "guide", "--no-find-lr"], False, id="the user says no"),
        pytest.param(
            ["--ruleset", "guide", "--pin", "training.learning_rate.initial=0.002"], False, id="a rate is pinned"
        ),
        pytest.param([], False, id="the recipe's rate"),
    ],
)
def test_the_guide_trains_at_the_rate_that_its_range_test_finds(more: list[str], found: bool, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    words = ["--target", "progression", "--seed", "0", "--pin", "training.epochs=2", "--pin", "data.split.folds=1"]
    answer = advisor(
        "train", str(EXAMPLES / "diabetes.csv"), *words, *more, "--no-baselines", "-o", "run", cwd=tmp_path
    )
    assert answer.code == 0, answer.err
    told = re.search(r"reads a rate of (\S+); the config has (\S+)", answer.err)
    assert told
    learning_rate = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))["learning_rate"]
    assert learning_rate == pytest.approx(float(told[1 if found else 2]), rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["text", "image", "series"])
def test_other_kinds_are_compared_with_what_is_simple(kind: str, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    chance, words = random.Random(0), ["--pin", "training.epochs=2", "--seed", "0"]
    if kind == "text":
        from tests.exporting.test_texts import reviews

        learn, test = reviews(tmp_path / "learn.csv", 240, 0), reviews(tmp_path / "test.csv", 80, 1)
        words += ["--set", "data.kind=text", "--target", "label"]
        expected = ["network", "network", "constant", "tfidf-linear"]  # alone, and with the linear model beside it
    elif kind == "image":
        from tests.exporting.test_images import folder_of

        learn = test = folder_of(tmp_path / "images", ("a", "b"), 30, 8)
        expected = ["network", "constant", "linear-on-pixels"]
    else:
        lines = [("time", "value"), *((k, k % 24 + chance.gauss(0, 1)) for k in range(900))]
        learn, test = tmp_path / "learn.csv", tmp_path / "test.csv"
        for path, part in ((learn, lines[:700]), (test, [lines[0], *lines[700:]])):
            path.write_text("".join(f"{a},{b}\n" for a, b in part), encoding="utf-8")
        words += ["--target", "value", "--task", "forecasting", "--horizon", "12", "--no-pretrained"]
        expected = ["network", "seasonal-naive", "ridge-on-lags"]
    done = advisor("train", "--data", str(learn), "--test", str(test), *words, "-o", "run", cwd=tmp_path)
    assert done.code == 0, done.err
    header, *rows = done.text.splitlines()
    assert header.startswith("test part")
    assert [row.split()[0] for row in rows] == expected
    assert "advisor diagnose run --config run/config.yaml" in done.err
    answer = advisor("diagnose", "run", "--config", "run/config.yaml", cwd=tmp_path)
    assert answer.code in (0, 1, 3), answer.err  # of two epochs it may say that they are too few to tell


def odd_table(folder: Path) -> list[str]:
    lines = [f"{k % 7},5;{('rosé', 'blanc')[k % 2]};{('oui', 'non')[k % 3 % 2]}" for k in range(90)]
    path = folder / "vins.data"
    path.write_bytes("\n".join(["les vins de 2024", "", "taille;couleur;bon", *lines]).encode("cp1252"))
    return [str(path), "--target", "bon"]


def odd_texts(folder: Path) -> list[str]:
    told = [("good fine great" if k % 2 else "bad poor awful", k) for k in range(80)]
    lines = [f"{'+' if k % 2 else '-'}\tthe {words} thing {k} that we saw" for words, k in told]
    path = folder / "said.tsv"
    path.write_text("\n".join(["mood\twords", *lines]), encoding="utf-16")
    return [str(path), "--target", "mood", "--no-pretrained"]


def odd_images(folder: Path) -> list[str]:
    from PIL import Image

    for k in range(40):
        path = folder / "seen" / f"{('cat', 'dog')[k % 2]}.{k}.png"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (12, 12), (255 * (k % 2), k, 0)).save(path)
    return [str(folder / "seen"), "--no-pretrained"]


def odd_sequences(folder: Path) -> list[str]:
    for name, first in (("learn", 0), ("test", 60)):
        trials = range(first, first + 60)
        steps = [f"{step / 10},{trial % 2 * step},r{trial},{'ab'[trial % 2]}" for trial in trials for step in range(6)]
        (folder / f"{name}.csv").write_text("\n".join(["time,x,trial,y", *steps]), encoding="utf-8")
    return [str(folder / "learn.csv"), "--test", str(folder / "test.csv"), "--target", "y", "--kind", "sequence"]


@pytest.mark.slow
@pytest.mark.parametrize("written", [odd_table, odd_texts, odd_images, odd_sequences])
def test_what_the_profile_reads_can_be_trained_on(written: Callable[[Path], list[str]], tmp_path: Path) -> None:
    pytest.importorskip("torch")
    words = ["--pin", "training.epochs=1", "--pin", "data.split.folds=1", "--seed", "0", "--no-baselines", "-o", "run"]
    done = advisor("train", *written(tmp_path), *words, "-q", cwd=tmp_path)
    assert done.code == 0, done.err
    assert (tmp_path / "run" / "model.pt").exists()
    predicted = tmp_path / "run" / "predictions.csv"
    assert not (tmp_path / "test.csv").exists() or len(column(predicted, "prediction")) == 60


@pytest.fixture
def steep(tmp_path: Path) -> Path:
    """A config whose rate no training survives, and its table."""
    chance = random.Random(2)
    columns: dict[str, list[Any]] = {"a": [chance.gauss(0, 1) for _ in range(600)]}
    columns["y"] = [int(value > 0) for value in columns["a"]]
    tables.write(tmp_path / "t.csv", columns)
    config = recommend(Problem(task="binary", rows=600, features=1, target="y")).document()
    config["training"]["learning_rate"]["initial"] = 1e15
    config["training"]["seeds"], config["data"]["split"]["folds"] = [0], 1
    (tmp_path / "c.json").write_text(json.dumps(config), encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_a_loss_that_is_no_number_ends_the_run_with_4_and_no_model(steep: Path) -> None:
    pytest.importorskip("torch")
    answer = advisor("train", "c.json", "--data", "t.csv", "-o", "run", "--no-baselines", cwd=steep)
    assert answer.code == 4, answer.err
    assert "--find-lr or a lower --lr" in answer.err
    assert not (steep / "run" / "model.pt").exists()
    assert "Traceback" not in answer.err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_train_py_too(steep: Path, number: signal.Signals) -> None:
    pytest.importorskip("torch")
    config = json.loads((steep / "c.json").read_text(encoding="utf-8"))
    config["training"]["learning_rate"]["initial"], config["training"]["epochs"] = 1e-9, 10**6
    config["training"]["early_stopping"] = {"patience": 10**6, "min_delta": 0.0, "restore_best": True}
    (steep / "c.json").write_text(json.dumps(config), encoding="utf-8")
    words = [ADVISOR, "train", "c.json", "--data", "t.csv", "-o", "run", "--no-baselines"]
    run = subprocess.Popen(
        ["bash", "-c", 'trap - INT; exec "$@"', "-", *words], cwd=steep, stderr=subprocess.PIPE, text=True
    )
    try:
        assert run.stderr
        while "parameters" not in (line := run.stderr.readline()):
            assert line, "it ended before it trained"
        (child,) = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text(encoding="utf-8").split()
        run.send_signal(number)
        said = run.stderr.read()
        assert run.wait(20) == (130 if number == signal.SIGINT else 143)
        assert "Traceback" not in said
        assert not Path(f"/proc/{child}").exists()
    finally:
        run.kill()


def test_scores_that_are_no_numbers_are_null_in_json(tmp_path: Path) -> None:
    scores = {"validation": {"r2": float("nan"), "mae": 1.0}, "runs": [{"r2": float("inf")}]}
    written = json.dumps(with_null(scores), allow_nan=False)
    (tmp_path / "metrics.json").write_text(written, encoding="utf-8")
    (tmp_path / "history.csv").write_text("epoch\n", encoding="utf-8")
    assert json.loads(written)["validation"] == {"r2": None, "mae": 1.0}
    assert math.isnan(read_run(str(tmp_path)).metrics["validation"]["r2"])
