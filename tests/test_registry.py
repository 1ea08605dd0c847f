"""What holds for every decision and every rule."""

import re
import subprocess
import sys
import typing
from typing import Any

import pytest

from advisor.config import values, words
from advisor.config.document import Config
from advisor.engine import Decision, Pick, Rule, Skip
from advisor.engine.knowledge_base import FACTS as PROBLEM
from advisor.engine.rules import EVERYWHERE
from advisor.knowledge import knowledge
from advisor.knowledge.retired import RETIRED
from advisor.networks.architecture import Architecture
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.references import guide, resolve

BASE = knowledge()
RULES = list(BASE.rules.values())
SECTION_NAMES = ("schema", "advisor", "ruleset", "problem", "warnings")


def conditional(decision: Decision[Any]) -> bool:
    """Whether some problems do not have the decision."""
    return decision.applies is not None or decision.scope != EVERYWHERE


def leaves(struct: Any, prefix: str = "") -> list[str]:
    """Paths of the config's leaves; a value that one decision resolves whole is one leaf."""
    found = []
    for name, annotation in typing.get_type_hints(struct).items():
        inner = [part for part in (annotation, *typing.get_args(annotation)) if hasattr(part, "__struct_fields__")]
        if inner and inner[0].__module__ != values.__name__:
            found += leaves(inner[0], f"{prefix}{name}.")
        else:
            found.append(prefix + name)
    return found


def test_every_leaf_of_the_config_belongs_to_one_decision_and_stands_in_its_order() -> None:
    in_document = [path for path in leaves(Config) if path not in SECTION_NAMES and path != "tuning.search"]
    assert [decision.path for decision in BASE.decisions if decision.lands] == in_document


@pytest.mark.parametrize("decision", BASE.decisions, ids=lambda d: d.path)
def test_every_decision_has_a_question_and_says_when_it_is_left_out(decision: Decision[Any]) -> None:
    assert decision.asks.endswith("?")
    assert conditional(decision) == bool(decision.absent)
    for ruleset in ("current", "guide"):
        assert any(ruleset in rule.rulesets for rule in decision.rules), f"no rule under {ruleset}"


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_is_documented_and_founded(rule: Rule[Any]) -> None:
    assert re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)+", rule.id)
    assert rule.doc
    assert rule.strength in ("strong", "moderate", "folklore")
    assert rule.rulesets in (("current", "guide"), ("current",), ("guide",))
    assert rule.sources
    for source in rule.sources:
        resolve(source)
    for path, (low, high) in rule.studied.items():
        assert FACTS[path].type in (int, float)
        assert low < high


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_parameters_have_the_types_that_their_producers_give(rule: Rule[Any]) -> None:
    hints = _hints(rule.call)
    for name in rule.needs:
        if name == PROBLEM:
            assert hints[name] is Problem
            continue
        produced = _produced(BASE.by_name[name])
        optional = conditional(BASE.by_name[name])
        accepted = {hints[name]} | (set(typing.get_args(hints[name])) - {type(None)} if optional else set())
        assert produced in accepted, f"{name} is {produced}, the rule takes {hints[name]}"


def _hints(function: Any) -> dict[str, Any]:
    names = {"Problem": Problem, "Architecture": Architecture, "Pick": Pick, "Skip": Skip}
    return typing.get_type_hints(function, {**vars(typing), **vars(words), **vars(values), **names}, names)


def _produced(decision: Decision[Any]) -> Any:
    answer = _hints(decision.rules[0].call)["return"]
    parts = typing.get_args(answer) if typing.get_origin(answer) is not Pick else (answer,)
    return next(typing.get_args(part)[0] for part in parts if typing.get_origin(part) is Pick)


def test_no_id_of_a_rule_that_is_no_more_is_given_again() -> None:
    assert RETIRED.keys() & BASE.rules.keys() == set()


def test_a_retired_id_names_rules_that_there_are() -> None:
    named = set(re.findall(r"[A-Z]{2,}(?:-[A-Z]+)+", " ".join(RETIRED.values())))
    assert named
    assert named - BASE.rules.keys() == set()


def test_every_item_of_the_guide_is_carried_by_a_rule() -> None:
    cited = {source for rule in RULES for source in rule.sources}
    assert [item for item in guide() if f"guide:{item}" not in cited] == []


def test_rules_of_the_guide_alone_cite_the_guide() -> None:
    alone = [rule for rule in RULES if rule.rulesets == ("guide",)]
    assert [rule.id for rule in alone if not any(source.startswith("guide") for source in rule.sources)] == []


@pytest.mark.slow
def test_rules_stand_in_one_order_whatever_was_imported_before() -> None:
    """Else the same problem would be explained in another order by another program."""
    order = "from advisor.knowledge import knowledge; print([rule for rule in knowledge().rules])"
    others = "import pkgutil, importlib, advisor; [importlib.import_module(m.name) for m in pkgutil.walk_packages("
    others += "advisor.__path__, 'advisor.') if not m.name.startswith(('advisor.knowledge', 'advisor.linting.torch'))"
    others += " and not m.name.endswith('__main__')]"
    orders = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for code in (order, f"{others}; {order}")
    ]
    assert orders[0] == orders[1]
