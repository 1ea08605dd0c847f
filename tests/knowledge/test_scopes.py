"""Each scope has its default, no rule stands behind one for nothing, and no import changes what comes first."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.engine import Decision, Rule, Scope
from advisor.knowledge import KINDS, PRECEDENCE, knowledge
from advisor.knowledge.scopes import scope
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.strategies import PAIRS, problems

RULESETS = ("current", "guide")
BASE = knowledge()


@pytest.mark.parametrize("ruleset", RULESETS)
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_supported_combination_reaches_a_default(pair: tuple[str, str], ruleset: Any) -> None:
    kind, task = pair

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(problems((kind,), (task,)))
    def all_decisions_end_on_one(problem: Problem) -> None:
        resolution = recommend(problem, ruleset).resolution
        without = {
            choice.decision.path: active[-1].id
            for choice in resolution
            if not (active := resolution.active(choice.decision))[-1].default
        }
        assert without == {}

    all_decisions_end_on_one()


def covers(wide: Scope, narrow: Scope) -> bool:
    """Whether all problems of one scope are in another."""
    return all(
        path in asked and asked[path] <= words
        for given, asked in ((wide.facts, narrow.facts), (wide.choices, narrow.choices))
        for path, words in given.items()
    )


@pytest.mark.parametrize("decision", BASE.decisions, ids=lambda decision: decision.path)
@pytest.mark.parametrize("ruleset", RULESETS)
def test_no_rule_stands_behind_a_default_of_its_whole_scope(decision: Decision[Any], ruleset: str) -> None:
    defaults: list[Rule[Any]] = []
    for rule in (rule for rule in decision.rules if ruleset in rule.rulesets):
        assert [default.id for default in defaults if covers(default.scope, rule.scope)] == [], rule.id
        if rule.default:
            defaults.append(rule)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), st.sampled_from(RULESETS))
def test_what_is_loaded_for_a_kind_of_data_answers_as_the_whole_does(problem: Problem, ruleset: str) -> None:
    partly, wholly = (base.resolve(problem, ruleset) for base in (knowledge(problem.data.kind), BASE))
    assert {name: (rule.id, said.value) for name, (rule, said) in partly.answers.items()} == {
        name: (rule.id, said.value) for name, (rule, said) in wholly.answers.items()
    }
    assert list(partly.base.by_name) == list(BASE.by_name)


def test_what_is_for_other_kinds_of_data_is_not_imported() -> None:
    code = (
        "import sys; from advisor import Problem, recommend; recommend(Problem(task='binary')).document();"
        "print(*[name for name in sys.modules if name.startswith('advisor.knowledge.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    others = {f"advisor.knowledge.{name}" for name, kinds in KINDS.items() if "table" not in kinds}
    assert others.isdisjoint(loaded), others.intersection(loaded)


def test_only_words_that_exist_make_a_scope() -> None:
    assert scope(kind="image", family=("cnn", "unet")).covers(Problem(task="binary", kind="image"), {"family": "cnn"})
    assert not scope(task="binary").covers(Problem(task="regression"), {})
    with pytest.raises(ValueError, match="unknown: picture"):
        scope(kind="picture")


def test_importing_any_module_first_changes_no_precedence() -> None:
    order = "print([rule for rule in knowledge().rules])"
    code = (
        "import importlib, sys\n"
        "importlib.import_module('advisor.knowledge.' + sys.argv[1])\n"
        "from advisor.knowledge import knowledge\n" + order
    )
    orders = {
        subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=True).stdout
        for name in (PRECEDENCE[0], PRECEDENCE[-1], "model.family.text", "model.capacity.skips", "training.stability")
    }
    assert orders == {f"{list(BASE.rules)}\n"}
