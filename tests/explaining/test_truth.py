"""An explanation names all that a choice rests on: with other facts changed, the choice and its reason stay."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.explaining import Account, accounts
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.questioning import tries
from advisor.recommending import Recommendation, plain, recommend
from tests.strategies import RULESETS, problems

sometimes = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Grounds:
    """The facts behind each choice, directly or through the choices that it rests on."""

    def __init__(self, recommendation: Recommendation) -> None:
        self.settlement = recommendation.settlement
        self.told: dict[str, Account] = {account.decision: account for account in accounts(recommendation)}
        self.behind: dict[str, frozenset[str]] = {}

    def of(self, path: str) -> frozenset[str]:
        if path not in self.behind:
            self.behind[path] = frozenset().union(*map(self._of, self._read(path)))
        return self.behind[path]

    def _of(self, path: str) -> frozenset[str]:
        return frozenset([path]) if path in FACTS else self.of(path)

    def _read(self, path: str) -> list[str]:
        if path in self.told:
            return [ground.path for ground in (*self.told[path].rests_on, *self.told[path].also_read)]
        base = self.settlement.base
        facts, choices = self.settlement.conditions(base.by_path[path])
        return [*facts, *(base.by_name[name].path for name in choices)]


@pytest.mark.slow
@sometimes
@given(problems(), RULESETS, st.data())
def test_a_change_of_other_facts_changes_neither_the_choice_nor_its_reason(
    problem: Problem, ruleset: Any, data: st.DataObject
) -> None:
    recommendation = recommend(problem, ruleset)
    grounds = Grounds(recommendation)
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
        settled = recommend(other, ruleset).choices
        for path, account in grounds.told.items():
            if changed.isdisjoint(grounds.of(path)):
                assert path in settled, (path, changed)
                assert settled[path].rule.id == account.rule, (path, changed)
                assert settled[path].value == recommendation[path], (path, changed)
                assert settled[path].pick.because == account.because, (path, changed)


@sometimes
@given(problems(), RULESETS)
def test_grounds_hold_their_values_and_no_ground_is_named_twice(problem: Problem, ruleset: Any) -> None:
    recommendation = recommend(problem, ruleset)
    document = {path: choice.value for path, choice in recommendation.choices.items()}
    for account in accounts(recommendation):
        grounds = [*account.rests_on, *account.also_read]
        assert len({ground.path for ground in grounds}) == len(grounds)
        for ground in grounds:
            if ground.origin == "left out":
                assert ground.path not in document
            elif ground.origin == "chosen":
                assert ground.path in document
            else:
                assert ground.origin == problem.origin(ground.path)


@pytest.mark.slow
@sometimes
@given(problems())
def test_the_guide_departs_from_nothing_and_its_answer_is_told_where_current_rules_differ(problem: Problem) -> None:
    recommendation = recommend(problem)
    for account in accounts(recommendation):
        verdict = recommendation.choices[account.decision].under("guide")
        assert verdict is not None
        same = plain(verdict.answer.value) == account.value  # type: ignore[union-attr]
        assert (account.guide is None) == same
        assert bool(account.versus) != same
    assert not any(account.guide or account.versus for account in accounts(recommend(problem, "guide")))


@sometimes
@given(problems(), RULESETS)
def test_a_default_is_no_rival(problem: Problem, ruleset: Any) -> None:
    for account in accounts(recommend(problem, ruleset)):
        defaults = [other for other in account.others if other.standing == "default"]
        assert len(defaults) <= 1
        for other in defaults:
            assert other is account.others[-1]
            assert (other.because, other.value) == ("", None)
        assert all(rival.value != account.value for rival in account.rivals)
        assert all(other.value == account.value for other in account.agreeing)
