"""Boundaries are true: crossing the threshold changes the choice, and staying inside it does not."""

from contextlib import suppress
from math import nextafter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from advisor.counterfactuals import Boundaries, Boundary, tries
from advisor.counterfactuals.perturbation import COMPUTED, Perturber, limits
from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain, recommend
from tests.strategies import PAIRS, RULESETS, problems

rarely = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
twice = settings(rarely, max_examples=2)  # of each kind, task and ruleset: the simplest problem, and a random one
INSIDE = 4  # values between the present one and the threshold


def value_at(recommendation: Recommendation, flip: Boundary, value: Any) -> Any:
    """The choice with another value of the fact; raises InputError where that cannot be."""
    problem = recommendation.problem.replace(**{flip.fact: value})
    other = recommend(problem, recommendation.ruleset)  # type: ignore[arg-type]
    return plain(other[flip.decision]) if flip.decision in other.choices else None


def before(flip: Boundary) -> Any:
    """The last value on the near side of a threshold."""
    step = 1 if flip.side == "below" else -1
    if FACTS[flip.fact].type is int:
        return flip.at + step
    return nextafter(flip.at, flip.at + step * abs(flip.at) + step)


def inside(flip: Boundary, now: Any, random: Random) -> list[Any]:
    """Values between the present one and the last before the threshold."""
    last = before(flip)
    low, high = sorted((now, last))
    if FACTS[flip.fact].type is int:
        return [last, *(random.randint(low, high) for _ in range(INSIDE))]
    return [last, *(random.uniform(low, high) for _ in range(INSIDE))]


@pytest.mark.slow
@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(("kind", "task"), PAIRS)
@twice
@given(st.data(), st.randoms(use_true_random=False))
def test_flips_are_true(kind: str, task: str, ruleset: Any, data: st.DataObject, random: Random) -> None:
    problem = data.draw(problems((kind,), (task,)))
    recommendation = recommend(problem, ruleset)
    flips = [flip for of_one in Boundaries(recommendation).all.values() for flip in of_one]
    for flip in random.sample(flips, min(len(flips), 40)):
        now = plain(recommendation[flip.decision])
        assert value_at(recommendation, flip, flip.at) == flip.value != now, flip
        nearer = [f for f in flips if f.alone and f[:3] == flip[:3] and f is not flip]
        if flip.side == "other" or nearer:
            continue
        for value in inside(flip, problem.value(flip.fact), random):
            if value == problem.value(flip.fact):  # once it is said, what is assumed from it may be another
                continue
            with suppress(InputError):  # no problem has this value
                assert value_at(recommendation, flip, value) == now, (flip, value)


@pytest.mark.slow
@rarely
@given(problems(), RULESETS, st.randoms(use_true_random=False))
def test_what_no_flip_names_changes_nothing(problem: Problem, ruleset: Any, random: Random) -> None:
    recommendation = recommend(problem, ruleset)
    flips = Boundaries(recommendation)
    for leaf in random.sample(flips.perturber.facts(), 5):
        named = {(flip.decision, flip.side) for flip in flips.of_fact(leaf)}
        now, (low, high) = problem.value(leaf.path), limits(leaf)
        if leaf.choices or leaf.type is bool or now is None:
            continue
        value = leaf.type(max(low, min(now * 10 ** random.uniform(-3, 3), high)))
        try:
            other = recommend(problem.replace(**{leaf.path: value}), ruleset)
        except InputError:
            continue
        side = "below" if value < now else "above"
        for path, choice in recommendation.choices.items():
            if (path, side) not in named and not path.startswith(COMPUTED):
                assert path in other.choices, (leaf.path, value, path)
                assert other[path] == choice.value, (leaf.path, value, path)


@rarely
@given(problems(), RULESETS, st.data())
def test_a_variant_is_the_problem_with_another_fact(problem: Problem, ruleset: Any, data: st.DataObject) -> None:
    perturber = Perturber(recommend(problem, ruleset))
    leaf = data.draw(st.sampled_from(perturber.facts()))
    for value in [*tries(leaf, problem.value(leaf.path)), -1, float("nan"), "none of them"]:
        try:
            expected = problem.replace(**{leaf.path: value})
        except InputError:
            assert perturber.variant(leaf.path, value) is None, (leaf.path, value)
            continue
        variant = perturber.variant(leaf.path, value)
        assert variant is not None, (leaf.path, value)
        assert variant == expected
        assert all(variant.value(path) == expected.value(path) for path in FACTS), (leaf.path, value)


def test_a_threshold_is_exact_on_both_sides() -> None:
    recommendation = recommend(Problem(task="regression", rows=442, features=10))
    folds = {
        (flip.fact, flip.side): flip
        for flip in Boundaries(recommendation).of_decisions(["data.split.folds"])["data.split.folds"]
    }
    assert (folds["data.rows", "above"].at, folds["data.rows", "above"].value) == (50_001, 1)


@pytest.mark.slow
def test_one_decision_alone_gives_what_all_together_give() -> None:
    flips = Boundaries(recommend(Problem(task="binary", rows=5_000, features=20, categorical=5)))
    for path in ("training.batch_size", "model.activation.name", "training.epochs"):
        assert flips.of_decisions([path])[path] == flips.all[path]


def test_fixed_choices_do_not_flip() -> None:
    flips = Boundaries(recommend(Problem(task="binary", rows=5_000, pins={"training.batch_size": 64})))
    assert "training.batch_size" not in flips.all


def test_a_fact_by_which_rules_are_scoped_brings_choices_that_were_not_made_before() -> None:
    here = recommend(Problem(task="language-modeling"))
    flips = Boundaries(here).of_decisions(["model.backbone.name"])["model.backbone.name"]
    found = {flip.at: flip.value for flip in flips if flip.fact == "data.supervision"}
    there = recommend(Problem(task="language-modeling", supervision="preferences"))
    assert found["preferences"] == there.resolution.choices["backbone"].value
    assert found["preferences"] != here.resolution.choices["backbone"].value
