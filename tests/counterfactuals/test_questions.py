"""What-if, sweep, why-not, sensitivity, comparisons and drift: each answer is the engine's own."""

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.counterfactuals import Side, differences, sensitivity, sweep, why_not
from advisor.counterfactuals.pairs import MOST_TRIED
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain, recommend
from tests.cli.running import advisor

TABLE: dict[str, Any] = {"task": "binary", "rows": 5_000, "features": 20}


def made(**more: Any) -> Recommendation:
    return recommend(Problem(**{**TABLE, **more}))


def test_differences_are_those_of_the_choices_and_name_the_facts_that_differ() -> None:
    now, then = made(), made(rows=1_000_000)
    found = {each.decision: each for each in differences(Side(now), Side(then))}
    for path, choice in now.choices.items():
        if choice.decision.lands:
            differs = path not in then.choices or plain(then[path]) != plain(choice.value)
            assert (path in found) == differs, path
    batch = found["training.batch_size"]
    assert (batch.before.value, batch.after.value) == (now["training.batch_size"], then["training.batch_size"])
    assert (batch.before.rule, batch.after.because) == (
        "BAT-SIDE-BY-SIDE",
        then.choice("training.batch_size").pick.because,
    )
    assert "data.rows" in batch.facts


@pytest.mark.parametrize(("fact", "low", "high"), [("data.rows", 100, 100_000), ("data.missing", 0.0, 0.5)])
def test_a_sweep_says_what_each_stretch_gives_at_its_ends(fact: str, low: Any, high: Any) -> None:
    recommendation = made()
    found = sweep(recommendation, FACTS[fact], low, high)
    assert found
    for path, stretches in list(found.items())[:4]:
        assert (stretches[0].low, stretches[-1].high) == (low, high)
        for stretch in stretches[:4]:
            for end in {stretch.low, stretch.high}:
                other = recommend(recommendation.problem.replace(**{fact: end}))
                assert (plain(other[path]) if path in other.choices else None) == stretch.value, (path, stretch)


def test_why_not_names_changes_under_which_the_value_wins() -> None:
    recommendation = made()
    answer = why_not(recommendation, "training.batch_size", 64)
    assert answer.chances
    for chance in answer.chances:
        other = recommend(recommendation.problem.replace(**{chance.fact: chance.at}))
        assert (other["training.batch_size"], other.choice("training.batch_size").rule.id) == (64, chance.rule)


PICTURES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "rows": 3_000}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "wanted", "facts"),
    [
        ("model.backbone.name", "convnext_base_in22k", {"data.rows", "compute.device"}),
    ],
)
def test_why_not_finds_two_facts_where_none_does_it_alone(path: str, wanted: str, facts: set[str]) -> None:
    recommendation = recommend(Problem(**PICTURES))
    answer = why_not(recommendation, path, wanted)
    assert answer.chances == []
    assert facts in [{step.fact for step in joint.steps} for joint in answer.joint]
    sizes = [joint.size for joint in answer.joint]
    assert sizes == sorted(sizes)
    for joint in answer.joint:
        there = {step.fact: step.at for step in joint.steps}
        other = recommend(recommendation.problem.replace(**there))
        assert (plain(other[path]), other.choice(path).rule.id) == (wanted, joint.rule)
        for step in joint.steps:  # neither is enough, and a whole number is as near as it can be
            assert plain(recommend(recommendation.problem.replace(**{step.fact: step.at}))[path]) != wanted
            if type(step.at) is int:
                nearer = {**there, step.fact: step.at - (1 if step.at > step.now else -1)}
                assert plain(recommend(recommendation.problem.replace(**nearer))[path]) != wanted


def test_why_not_gives_no_reason_of_a_default_that_was_not_needed() -> None:
    words = ("explain", "data.split.folds", "--why-not", "1", "--task", "binary", "--rows", "500")
    assert "would give FOLDS-ONE, where no rule before it answers\n" in advisor(*words).text
    answer = why_not(recommend(Problem(task="binary", rows=500)), "data.split.folds", 1)
    assert ("FOLDS-ONE", "") in answer.alternatives


@pytest.mark.slow
def test_why_not_says_how_far_it_searched_in_vain() -> None:
    answer = why_not(made(), "training.schedule", "plateau")
    assert (answer.chances, answer.joint) == ([], [])
    assert 100 < answer.tried <= MOST_TRIED
    words = ("explain", "training.schedule", "--why-not", "plateau", "--task", "binary", "--rows", "5000")
    assert "no single fact does it, and no two that were tried: " in advisor(*words).text
    data = json.loads(advisor(*words, "-f", "json").text)
    assert data["would_win_together"] == []
    assert data["pairs_tried"] > 100


def test_sensitivity_ranks_assumed_facts_first_and_by_what_hangs_on_them() -> None:
    weights = sensitivity(made())
    keys = [(weight.origin != "assumed", -len(weight.decisions)) for weight in weights]
    assert keys == sorted(keys)
    assert {weight.fact for weight in weights} >= {"data.rows", "data.categorical"}
    assert weights[0].origin == "assumed"
    assert weights[-1].origin == "given"


def flags(**more: Any) -> list[str]:
    facts = {**TABLE, **more}
    return [word for name, value in facts.items() for word in (f"--{name}", str(value))]


@pytest.mark.slow
def test_what_if_at_the_command_line() -> None:
    told = advisor("what-if", *flags(), "--set", "data.rows=1e6", "-f", "json")
    assert told.code == 0
    answer = json.loads(told.text)
    assert answer["facts"]["data.rows"] == {"before": 5_000, "after": 1_000_000}
    assert "training.batch_size" in {each["decision"] for each in answer["choices"]}
    assert advisor("what-if", *flags()).code == 2
    assert "did you mean data.rows?" in advisor("what-if", *flags(), "--sweep", "data.rowz=1..9").err
    assert advisor("what-if", *flags(), "--sweep", "data.rows=9..1").code == 2
    assert "each as 12, 90 min or 3 days" in advisor("what-if", *flags(), "--sweep", "compute.hours=1min..soon").err


@pytest.mark.slow
def test_a_sweep_along_a_fact_that_nobody_said_begins_as_if_it_were() -> None:
    images = ("--task", "multiclass", "--image", "32x32x3", "--rows", "5000", "--classes", "10", "--no-pretrained")
    told = advisor("what-if", *images, "--sweep", "compute.hours=1min..1day").text
    for path in ("training.seeds", "model.hidden.widths", "training.epochs", "compute.max_hours"):
        assert f"\n{path}\n" in told


@pytest.mark.slow
def test_explain_walks_a_chain_and_answers_why_not() -> None:
    chain = advisor("explain", "training.batch_size", *flags(), "--chain").text
    assert "data.rows = 5,000  (given)" in chain
    assert chain.startswith("training.batch_size = ")
    told = advisor("explain", "training.batch_size", *flags(), "--why-not", "64").text
    assert "would win  with data.rows = " in told
    assert "--pin training.batch_size=64" in told
    assert "did you mean selu?" in advisor("explain", "model.activation.name", *flags(), "--why-not", "selo").err


@pytest.mark.slow
def test_diff_and_drift(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    assert advisor("recommend", *flags(), "-o", str(one), "-q").code == 0
    assert advisor("recommend", str(one), "--locked", "-q").code == 0
    assert (advisor("diff", str(one), str(one)).code, advisor("diff", str(one), str(one)).text) == (0, "")
    two.write_text(one.read_text().replace("  batch_size: 128", "  batch_size: 77"))
    told = advisor("diff", str(one), str(two))
    assert told.code == 1
    assert told.text.startswith("training.batch_size: 128 -> 77\n")
    drifted = advisor("recommend", str(two), "--locked", "-q")
    assert (drifted.code, drifted.out) == (1, b"")
    assert "training.batch_size: 77 -> 128" in drifted.err
    free = advisor("recommend", str(two))
    assert (free.code, free.out) == (0, one.read_bytes())
    assert "differs from this config in 1 choice:" in free.err
    assert advisor("recommend", *flags(), "--locked").code == 2
