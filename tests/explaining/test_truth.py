"""An explanation names all that a choice rests on: with other facts changed, the choice and its reason stay."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.counterfactuals import tries
from advisor.errors import InputError
from advisor.explaining import Explanation, explain_choices
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain, recommend
from tests.strategies import RULESETS, problems

sometimes = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Premises:
    """The facts behind each choice, directly or through the choices that it rests on."""

    def __init__(self, recommendation: Recommendation) -> None:
        self.resolution = recommendation.resolution
        self.told: dict[str, Explanation] = {
            explanation.decision: explanation for explanation in explain_choices(recommendation)
        }
        self.behind: dict[str, frozenset[str]] = {}

    def of(self, path: str) -> frozenset[str]:
        if path not in self.behind:
            self.behind[path] = frozenset().union(*map(self._of, self._read(path)))
        return self.behind[path]

    def _of(self, path: str) -> frozenset[str]:
        return frozenset([path]) if path in FACTS else self.of(path)

    def _read(self, path: str) -> list[str]:
        if path in self.told:
            return [premise.path for premise in (*self.told[path].rests_on, *self.told[path].also_read)]
        base = self.resolution.base
        facts, choices = self.resolution.conditions(base.by_path[path])
        return [*facts, *(base.by_name[name].path for name in choices)]


@pytest.mark.slow
@sometimes
@given(problems(), RULESETS, st.data())
def test_a_change_of_other_facts_changes_neither_the_choice_nor_its_reason(
    problem: Problem, ruleset: Any, data: st.DataObject
) -> None:
    recommendation = recommend(problem, ruleset)
    premises = Premises(recommendation)
    for _ in range(6):
        leaf = FACTS[data.draw(st.sampled_from([leaf.path for leaf, _, _ in problem.relevant()]))]
        values = list(tries(leaf, problem.value(leaf.path)))
        if not values:
            continue
        try:
            other = problem.replace(**{leaf.path: data.draw(st.sampled_from(values))})
        except InputError:
            continue
        changed = {path for path in FACTS if other.value(path) != problem.value(path)}
        resolved = recommend(other, ruleset).choices
        for path, explanation in premises.told.items():
            if changed.isdisjoint(premises.of(path)):
                assert path in resolved, (path, changed)
                assert resolved[path].rule.id == explanation.rule, (path, changed)
                assert resolved[path].value == recommendation[path], (path, changed)
                assert resolved[path].pick.because == explanation.because, (path, changed)


@pytest.mark.slow
@sometimes
@given(problems(), RULESETS)
def test_grounds_hold_their_values_and_no_ground_is_named_twice(problem: Problem, ruleset: Any) -> None:
    recommendation = recommend(problem, ruleset)
    document = {path: choice.value for path, choice in recommendation.choices.items()}
    for explanation in explain_choices(recommendation):
        premises = [*explanation.rests_on, *explanation.also_read]
        assert len({premise.path for premise in premises}) == len(premises)
        for premise in premises:
            if premise.origin == "left out":
                assert premise.path not in document
            elif premise.origin == "chosen":
                assert premise.path in document
            else:
                assert premise.origin == problem.origin(premise.path)


@pytest.mark.slow
@sometimes
@given(problems())
def test_the_guide_departs_from_nothing_and_its_answer_is_told_where_current_rules_differ(problem: Problem) -> None:
    recommendation = recommend(problem)
    for explanation in explain_choices(recommendation):
        rule_result = recommendation.choices[explanation.decision].under("guide")
        assert rule_result is not None
        same = plain(rule_result.answer.value) == explanation.value  # type: ignore[union-attr]
        assert (explanation.guide is None) == same
        assert bool(explanation.versus) != same
    assert not any(
        explanation.guide or explanation.versus for explanation in explain_choices(recommend(problem, "guide"))
    )


@pytest.mark.slow
@sometimes
@given(problems(), RULESETS)
def test_a_default_is_no_rival(problem: Problem, ruleset: Any) -> None:
    recommendation = recommend(problem, ruleset)
    rules = recommendation.resolution.base.rules
    for explanation in explain_choices(recommendation):
        for other in explanation.others:
            assert (other.outcome == "default") == rules[other.rule].default
            if other.outcome == "default":
                assert other is explanation.others[-1]
                assert (other.because, other.value) == ("", None)
        assert not rules[explanation.rule].default or all(other.because for other in explanation.others)
        assert all(other.value != explanation.value for other in explanation.alternatives)
        assert all(other.value == explanation.value for other in explanation.agreements)
