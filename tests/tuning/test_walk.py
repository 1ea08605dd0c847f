"""The walk through the stages, over training that takes no time."""

import json
from itertools import pairwise
from math import inf, log10
from pathlib import Path
from typing import Any

import pytest

from advisor.exporting.search.space import RATE
from advisor.tuning.budget import Budget
from advisor.tuning.journal import NAME, Journal
from advisor.tuning.report import stage_name, stages_table, tuned_yaml
from advisor.tuning.walk import FINDS, Walk
from advisor.yamlio import read_document
from tests.cli.running import advisor
from tests.tuning.standing_in import FOUND, HEADER, TABLE, Config, searching

STAGES = ["as recommended", "learning rate", "capacity", "regularisation", "activation and batch size"]
LAST = "schedule and weight averaging"

pytestmark = pytest.mark.slow  # a walk asks for a recommendation for each of its trials


def deeper_is_better(config: Config, rate: float) -> float:
    """Three layers, a rate of 0.002 and no constant schedule are best."""
    layers = config["model"]["hidden"]["layers"]
    constant = config["training"]["schedule"]["name"] == "constant"
    return 0.5 + abs(layers - 3) / 10 + abs(log10(rate / FOUND)) / 10 + constant / 100


def test_the_stages_come_in_the_order_of_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    walk = Walk(space, trials, journal, Budget(trials=10))
    walk.walk()
    assert list(dict.fromkeys(stage_name(trial.stage) for trial in walk.done)) == [*STAGES, LAST]
    assert len(walk.done) == len(journal.trials) == 10
    second = walk.done[1]
    assert second.changed[RATE][1] == FINDS
    assert second.changed["training.schedule"][1] == {"name": "constant"}


def test_the_schedule_is_constant_until_the_last_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    walk = Walk(space, trials, journal, Budget(trials=12))
    walk.walk()
    between = [
        config for trial, config in zip(walk.done, training.ran, strict=True) if stage_name(trial.stage) in STAGES
    ]
    assert {config["training"]["schedule"]["name"] for config in between[1:]} == {"constant"}
    assert training.ran[-1]["training"]["schedule"]["name"] != "constant"


def test_what_is_better_is_kept_and_what_is_worse_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    found = Walk(space, trials, journal, Budget(trials=20)).walk()
    config = found.config.source
    assert config.value("model.hidden.layers") == 3
    assert config.value("training.schedule.name") == "cosine"
    assert config.value(RATE) == pytest.approx(FOUND, rel=0.01)
    assert found.best.score == min(trial.score for trial in journal.trials if trial.score is not None)
    assert found.steps[0].before == found.first.score
    assert found.steps[-1].after == found.best.score
    assert all(one.after == other.before for one, other in pairwise(found.steps))
    grown = [step for step in found.steps if "model.hidden.layers" in step.changed]
    assert [stage_name(step.stage) for step in grown] == ["capacity"]


def test_nothing_is_trained_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training, space, trials, journal = searching(tmp_path, monkeypatch, lambda config, rate: 0.5)
    walk = Walk(space, trials, journal, Budget(trials=60))
    found = walk.walk()
    trained = [json.dumps([config[name] for name in ("data", "model", "training")]) for config in training.ran]
    finding = ["--find-lr" in words for words in training.words]
    assert len(set(zip(trained, finding, strict=True))) == len(training.ran) == len(walk.done)
    assert found.steps == []
    assert found.best is found.first


def test_a_walk_goes_the_same_way_again_over_its_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    whole = Walk(space, trials, journal, Budget(trials=15)).walk()
    text = (tmp_path / NAME).read_bytes()
    for end in (len(text), text.rindex(b"\n", 0, -1) - 40, text.index(b"\n") + 1):  # all of it, cut in a line, begun
        (tmp_path / NAME).write_bytes(text[:end])
        before, again = len(training.ran), Journal(tmp_path, HEADER)
        missing = 15 - len(again.trials)
        found = Walk(space, trials, again, Budget(trials=15)).walk()
        assert len(training.ran) - before == missing
        assert found.config.pins == whole.config.pins
        assert [t.key for t in again.trials] == [t.key for t in journal.trials]


def test_each_new_trial_is_told_once_and_no_epochs_are_tried_that_early_stopping_never_reaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def constant_is_better(config: Config, rate: float) -> float:
        return 0.5 + (config["training"]["schedule"]["name"] != "constant")

    training, space, trials, journal = searching(tmp_path, monkeypatch, constant_is_better)
    told: list[int] = []
    Walk(space, trials, journal, Budget(trials=25), told=lambda trial: told.append(trial.number)).walk()
    assert told == list(range(2, len(journal.trials) + 1))
    constant = [c["training"] for c in training.ran if c["training"]["schedule"]["name"] == "constant"]
    assert len({training["epochs"] for training in constant}) == 1


def test_what_the_user_fixed_is_not_varied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = {"model.hidden.layers": 1, "training.schedule.name": "step", RATE: 0.001}
    training, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better, **TABLE, pins=pins)
    Walk(space, trials, journal, Budget(trials=20)).walk()
    assert {config["model"]["hidden"]["layers"] for config in training.ran} == {1}
    assert {config["training"]["schedule"]["name"] for config in training.ran} == {"step"}
    assert {config["training"]["learning_rate"]["initial"] for config in training.ran} == {0.001}


def test_a_trial_that_diverges_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def some_diverge(config: Config, rate: float) -> float | None:
        return None if rate == FOUND or config["model"]["hidden"]["layers"] > 2 else deeper_is_better(config, rate)

    _, space, trials, journal = searching(tmp_path, monkeypatch, some_diverge)
    found = Walk(space, trials, journal, Budget(trials=20)).walk()
    assert "diverged" in {trial.failed for trial in journal.trials}
    assert found.config.source.value("model.hidden.layers") <= 2
    assert found.best.score is not None


def test_where_all_diverge_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, space, trials, journal = searching(tmp_path, monkeypatch, lambda config, rate: None)
    walk = Walk(space, trials, journal, Budget(trials=5))
    assert walk.walk().steps == []
    assert walk.judged_by == ""


def test_a_budget_in_seconds_ends_a_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    seconds = iter(range(1000))
    monkeypatch.setattr("advisor.tuning.trials.time.monotonic", lambda: 5.0 * next(seconds))  # 5 for each trial
    walk = Walk(space, trials, journal, Budget(seconds=42.0), most=20.0)
    walk.walk()
    assert sum(trial.seconds for trial in walk.done) == 40.0
    limits = [float(words[words.index("--max-seconds") + 1]) for words in training.words]
    assert limits == [20.0] * 5 + [17.0, 12.0, 7.0]


def test_a_budget_counts_the_nearer_limit() -> None:
    assert Budget().spent([]) == 0.0
    assert Budget(seconds=10).left([]) == 10
    assert Budget(trials=3).left([]) == inf


def test_the_config_that_is_found_says_what_changed_it_and_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    walk = Walk(space, trials, journal, Budget(trials=12))
    found = walk.walk()
    text = tuned_yaml(found, walk.done, {"recommended": 0.7, "tuned": 0.6})
    lines = text.splitlines()
    assert lines[0].startswith("# tuned in 12 trials: log-loss on validation ")
    assert "# on rows that no trial saw: log-loss 0.7000 recommended, 0.6000 tuned" in lines
    place = lines.index("    layers: 3")
    assert "capacity: 2 -> 3, log-loss" in lines[place - 1]
    config = tmp_path / "found.yaml"
    config.write_text(text, encoding="utf-8")
    checked = advisor("check", str(config))
    assert checked.code == 0, checked.text
    again = advisor("recommend", str(config), "-q")
    assert read_document(again.out, "again").data == read_document(text, "found").data
    assert advisor("export", "torch", str(config), "-o", str(tmp_path / "project")).code == 0


def test_the_table_has_a_line_for_each_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, space, trials, journal = searching(tmp_path, monkeypatch, deeper_is_better)
    walk = Walk(space, trials, journal, Budget(trials=12))
    rows = stages_table(walk.walk(), walk.done, [stage.title for stage in space.stages]).splitlines()
    assert [row[:25].strip() for row in rows] == ["stage", *STAGES, LAST[:25], "in all"]
    assert "model.hidden.layers 2 -> 3" in rows[3]
    assert "training.learning_rate.initial" in rows[2]
    assert all(row.count("training.learning_rate.initial") <= 1 for row in rows)
    counts = [int(row[len(LAST) :].split()[0]) for row in rows[1:]]
    assert sum(counts[:-1]) == counts[-1] == 12


@pytest.mark.parametrize("kind", ["image", "text", "series", "sequence", "audio"])
def test_other_kinds_of_data_have_a_walk(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts: dict[str, Any] = {"task": "multiclass", "classes": 3, "data.kind": kind}
    if kind == "series":
        facts = {"task": "forecasting", "horizon": 12, "pretrained": False}
    _, space, trials, journal = searching(tmp_path, monkeypatch, lambda config, rate: rate, rows=20_000, **facts)
    found = Walk(space, trials, journal, Budget(trials=8)).walk()
    assert len(journal.trials) == 8
    assert found.best.rate == min(trial.rate for trial in journal.trials if trial.rate is not None)
