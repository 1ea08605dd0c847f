"""The engine, on a small knowledge base of its own: what to take along on a walk."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Struct

from advisor.engine import Decision, KnowledgeBase, Pick, Recorder, Resolution, Scope, Skip, pick, skip

BOTH = ("bold", "careful")


class Sky(Struct, frozen=True):
    clouds: float = 0.0
    wind: int = 0


class Walk(Struct, frozen=True):
    hours: float = 1.0
    sky: Sky = Sky()

    @property
    def grey(self) -> bool:
        return self.sky.clouds > 0.5

    def windier_than(self, wind: int) -> bool:
        return self.sky.wind > wind


def rule(decision: Decision[Any], rule_id: str, call: Callable[..., Any], **more: Any) -> None:
    decision.rule(rule_id, **{"sources": ["s"], "strength": "strong", "rulesets": BOTH, **more})(call)


def decisions() -> list[Decision[Any]]:
    """Three decisions, listed against their order: the load needs the coat and the umbrella, which needs the coat."""
    load: Decision[int] = Decision("pack.load", "How much?")
    umbrella: Decision[str] = Decision(
        "pack.umbrella", "Which one?", applies=lambda problem, coat: coat == "wool", absent="the coat keeps dry"
    )
    coat: Decision[str] = Decision("wear.coat", "Which one?")

    def rain(problem: Walk) -> Pick[str] | Skip:
        """Rain wets."""
        return pick("wax", because="grey") if problem.grey else skip("needs a grey sky")

    def storm(problem: Walk) -> Pick[str] | Skip:
        return pick("none", because="bold") if problem.windier_than(90) else skip("needs a storm")

    def usual(problem: Walk) -> Pick[str] | Skip:
        return pick("wool", because=f"{problem.hours} hours")

    rule(coat, "COAT-RAIN", rain, studied={"sky.clouds": (0.2, 0.9), "hours": (1, 8)})
    rule(coat, "COAT-STORM", storm, rulesets=("bold",))
    rule(coat, "COAT-WOOL", usual, studied={"hours": (1, 8)})

    def small(problem: Walk, coat: str) -> Pick[str] | Skip:
        return pick("small", because="rain may come") if problem.sky.wind < 50 else skip("needs less wind")

    rule(umbrella, "UMB-SMALL", small)
    rule(umbrella, "UMB-NONE", lambda problem: pick("none", because="it would break"))
    rule(load, "LOAD", lambda umbrella, coat: pick((umbrella is not None) + len(coat), because="counted"))
    return [load, umbrella, coat]


def resolve(ruleset: str = "careful", **facts: Any) -> Resolution:
    sky = Sky(**{name: facts.pop(name) for name in ("clouds", "wind") if name in facts})
    return KnowledgeBase(decisions()).resolve(Walk(sky=sky, **facts), ruleset)


def values(resolution: Resolution) -> dict[str, Any]:
    return {choice.decision.path: choice.value for choice in resolution}


# --- order and precedence ----------------------------------------------------------------------------------------


def test_a_decision_comes_after_those_that_its_rules_and_its_condition_name() -> None:
    assert [decision.name for decision in KnowledgeBase(decisions()).order] == ["coat", "umbrella", "load"]


@pytest.mark.parametrize(
    ("ruleset", "facts", "expected"),
    [
        ("careful", {}, {"wear.coat": "wool", "pack.umbrella": "small", "pack.load": 5}),
        ("careful", {"wind": 49}, {"wear.coat": "wool", "pack.umbrella": "small", "pack.load": 5}),
        ("careful", {"wind": 50}, {"wear.coat": "wool", "pack.umbrella": "none", "pack.load": 5}),
        ("careful", {"wind": 91}, {"wear.coat": "wool", "pack.umbrella": "none", "pack.load": 5}),
        ("bold", {"wind": 90}, {"wear.coat": "wool", "pack.umbrella": "none", "pack.load": 5}),
        ("bold", {"wind": 91}, {"wear.coat": "none", "pack.load": 4}),
        ("bold", {"wind": 91, "clouds": 0.6}, {"wear.coat": "wax", "pack.load": 3}),
        ("careful", {"clouds": 0.5}, {"wear.coat": "wool", "pack.umbrella": "small", "pack.load": 5}),
        ("careful", {"clouds": 0.6}, {"wear.coat": "wax", "pack.load": 3}),
    ],
)
def test_the_first_rule_of_the_ruleset_that_picks_settles_a_decision(
    ruleset: str, facts: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert values(resolve(ruleset, **facts)) == expected


def test_no_rule_that_answers_is_an_error() -> None:
    coat: Decision[str] = Decision("wear.coat", "Which one?")
    rule(coat, "COAT", lambda problem: skip("never"))
    with pytest.raises(LookupError, match=r"no rule of wear\.coat answers under the ruleset 'bold'"):
        KnowledgeBase([coat]).resolve(Walk(), "bold")
    with pytest.raises(LookupError, match=r"wear\.coat"):
        resolve("reckless")


# --- what is wrong with a knowledge base -------------------------------------------------------------------------


def base_of(*needs: tuple[str, Callable[..., Any]]) -> KnowledgeBase:
    made = []
    for i, (path, call) in enumerate(needs):
        decision: Decision[int] = Decision(path, "What?")
        rule(decision, f"RULE-{i}", call)
        made.append(decision)
    return KnowledgeBase(made)


def test_a_circle_is_an_error_that_names_it() -> None:
    with pytest.raises(
        ValueError, match=r"in a circle: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)"
    ) as caught:
        base_of(("x.a", lambda c: pick(c, "")), ("x.b", lambda a: pick(a, "")), ("x.c", lambda b: pick(b, "")))
    assert "x.d" not in str(caught.value)
    with pytest.raises(ValueError, match="circle: a -> a"):
        base_of(("x.a", lambda a: pick(a, "")))


def test_a_circle_through_a_condition_is_an_error() -> None:
    first: Decision[int] = Decision("x.a", "What?", applies=lambda b: b > 0, absent="b is not")
    second: Decision[int] = Decision("x.b", "What?")
    rule(first, "A", lambda problem: pick(1, ""))
    rule(second, "B", lambda a: pick(1, ""))
    with pytest.raises(ValueError, match="circle"):
        KnowledgeBase([first, second])


def test_an_unknown_choice_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match=r"x\.a depends on unknown choices: \['boots', 'hat'\]"):
        base_of(("x.a", lambda problem, hat, boots: pick(1, "")))


def test_names_paths_and_rule_ids_are_used_once() -> None:
    with pytest.raises(ValueError, match=r"name is used twice: \['a'\]"):
        base_of(("x.a", lambda problem: pick(1, "")), ("y.a", lambda problem: pick(1, "")))
    first: Decision[int] = Decision("x.a", "What?")
    second: Decision[int] = Decision("x.b", "What?")
    for decision in (first, second):
        rule(decision, "SAME", lambda problem: pick(1, ""))
    with pytest.raises(ValueError, match=r"rule id is used twice: \['SAME'\]"):
        KnowledgeBase([first, second])


def test_a_name_of_its_own_lets_paths_share_their_last_part() -> None:
    first: Decision[int] = Decision("x.a", "What?")
    second: Decision[int] = Decision("y.a", "What?", name="other_a")
    rule(first, "A", lambda other_a: pick(other_a + 1, "after"))
    rule(second, "B", lambda problem: pick(1, "first"))
    assert values(KnowledgeBase([first, second]).resolve(Walk(), "bold")) == {"y.a": 1, "x.a": 2}


# --- conditions --------------------------------------------------------------------------------------------------


def test_a_decision_that_does_not_apply_has_no_choice_and_gives_none_to_dependents() -> None:
    resolution = resolve(clouds=0.6)
    assert "umbrella" not in resolution.choices
    assert resolution.choices["load"].rule_result.choices == {"umbrella": None, "coat": "wax"}


# --- the trace ---------------------------------------------------------------------------------------------------


def test_a_verdict_names_the_facts_that_were_read_and_the_choices_that_were_given() -> None:
    choice = resolve(wind=10, hours=2.0).choices["umbrella"]
    assert choice.rule_result.facts == {"sky.wind": 10}
    assert choice.rule_result.choices == {"coat": "wool"}
    assert choice.conditions == ({}, {"coat": "wool"})
    assert resolve(hours=2.0).choices["coat"].rule_result.facts == {"hours": 2.0}


def test_facts_read_by_properties_and_methods_are_noted() -> None:
    seen: dict[str, Any] = {}
    recorded = Recorder(Walk(hours=3.0, sky=Sky(0.7, 5)), seen)
    assert recorded.grey
    assert seen == {"sky.clouds": 0.7}
    assert recorded.windier_than(4)
    assert seen == {"sky.clouds": 0.7, "sky.wind": 5}
    assert recorded.hours == 3.0
    assert list(seen) == ["sky.clouds", "sky.wind", "hours"]
    with pytest.raises(AttributeError):
        _ = recorded.rain


def test_every_rule_of_the_ruleset_says_its_verdict_in_order() -> None:
    said = [
        (v.rule.id, type(v.answer).__name__, v.answer.because) for v in resolve(clouds=0.6).choices["coat"].rule_results
    ]
    assert said == [("COAT-RAIN", "Pick", "grey"), ("COAT-WOOL", "Pick", "1.0 hours")]
    said = [
        (v.rule.id, type(v.answer).__name__, v.answer.because) for v in resolve("bold").choices["coat"].rule_results
    ]
    assert said == [
        ("COAT-RAIN", "Skip", "needs a grey sky"),
        ("COAT-STORM", "Skip", "needs a storm"),
        ("COAT-WOOL", "Pick", "1.0 hours"),
    ]


def test_facts_read_are_those_that_a_rule_was_asked_for() -> None:
    assert resolve().facts_read == {
        "sky.clouds": ["wear.coat"],
        "hours": ["wear.coat"],
        "sky.wind": ["pack.umbrella"],
    }
    # the rules below the one that picked were never asked, and of a decision that does not apply none was
    assert resolve(clouds=0.6).facts_read == {"sky.clouds": ["wear.coat"]}
    assert resolve("bold").facts_read["sky.wind"] == ["wear.coat", "pack.umbrella"]


def test_another_ruleset_answers_for_the_same_facts_and_choices() -> None:
    choice = resolve("careful", wind=91).choices["coat"]
    other = choice.under("bold")
    assert other is not None
    assert (choice.value, other.rule.id, other.answer.value) == ("wool", "COAT-STORM", "none")  # type: ignore[union-attr]
    assert choice.under("reckless") is None


# --- the range in which a rule was studied -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "outside"),
    [
        ({"hours": 0.9}, [("hours", 0.9, 1, 8)]),
        ({"hours": 1.0}, []),
        ({"hours": 8.0}, []),
        ({"hours": 8.1}, [("hours", 8.1, 1, 8)]),
        ({"clouds": 0.9}, []),
        ({"clouds": 0.95}, [("sky.clouds", 0.95, 0.2, 0.9)]),
        ({"clouds": 0.95, "hours": 9.0}, [("sky.clouds", 0.95, 0.2, 0.9), ("hours", 9.0, 1, 8)]),
        ({"clouds": 0.1, "hours": 2.0}, []),  # of another rule than the one that answered
    ],
)
def test_facts_outside_the_range_of_the_rule_that_answered_are_named(facts: dict[str, Any], outside: list[Any]) -> None:
    assert resolve(**facts).choices["coat"].outside == outside


def test_things_print_as_what_they_are() -> None:
    choice = resolve().choices["coat"]
    assert repr(choice) == "<wear.coat = 'wool' by COAT-WOOL>"
    assert repr(choice.rule) == "<rule COAT-WOOL of wear.coat>"
    assert repr(choice.decision) == "<decision wear.coat>"
    assert repr(choice.pick) == "pick('wool', because='1.0 hours')"
    assert repr(skip("x")) == "skip('x')"


def test_a_rule_is_called_as_the_function_that_it_is() -> None:
    rain = KnowledgeBase(decisions()).rules["COAT-RAIN"]
    assert rain(Walk(sky=Sky(clouds=1.0))) == pick("wax", because="grey")
    assert rain.doc == "Rain wets."
    assert rain.needs == ("problem",)


# --- scopes ------------------------------------------------------------------------------------------------------


def scoped() -> KnowledgeBase:
    """Boots by the sky, then socks by the boots: each scope has its default."""
    boots: Decision[str] = Decision("wear.boots", "Which ones?")
    socks: Decision[str] = Decision("wear.socks", "Which ones?")
    hat: Decision[str] = Decision(
        "wear.hat", "Which one?", scope=Scope({"sky.wind": frozenset({0})}), absent="it blows"
    )

    def high(problem: Walk) -> Pick[str] | Skip:
        return pick("high", because="long") if problem.hours > 5 else skip("needs a long walk")

    def low() -> Pick[str]:
        return pick("low", because="usual")

    def rubber() -> Pick[str]:
        return pick("rubber", because="stormy")

    def thick() -> Pick[str]:
        return pick("thick", because="they rub")

    def thin() -> Pick[str]:
        return pick("thin", because="usual")

    rule(boots, "BOOTS-STORM", rubber, scope=Scope({"sky.wind": frozenset({99})}))
    rule(boots, "BOOTS-HIGH", high, scope=Scope({"sky.wind": frozenset({0, 10})}))
    rule(boots, "BOOTS-LOW", low)
    rule(socks, "SOCKS-THICK", thick, scope=Scope({}, {"boots": frozenset({"high", "rubber"})}))
    rule(socks, "SOCKS-THIN", thin)
    rule(hat, "HAT", thin)
    return KnowledgeBase([socks, boots, hat])


@pytest.mark.parametrize(
    ("hours", "wind", "boots", "socks", "asked", "elsewhere"),
    [
        (9.0, 10, "high", "thick", ["BOOTS-HIGH", "BOOTS-LOW"], 1),
        (1.0, 10, "low", "thin", ["BOOTS-HIGH", "BOOTS-LOW"], 1),
        (9.0, 50, "low", "thin", ["BOOTS-LOW"], 2),
        (9.0, 99, "rubber", "thick", ["BOOTS-STORM"], 1),  # a default: what stands behind it is never asked
    ],
)
def test_only_rules_whose_scope_covers_the_problem_are_asked(
    hours: float, wind: int, boots: str, socks: str, asked: list[str], elsewhere: int
) -> None:
    resolution = scoped().resolve(Walk(hours, Sky(wind=wind)), "bold")
    choice = resolution.choices["boots"]
    assert (choice.value, resolution.choices["socks"].value) == (boots, socks)
    assert [result.rule.id for result in choice.rule_results] == asked
    assert choice.out_of_scope == elsewhere
    assert ("hat" in resolution.choices) == (wind == 0)


def test_what_a_scope_asks_for_is_a_premise_of_the_choice() -> None:
    resolution = scoped().resolve(Walk(9.0, Sky(wind=10)), "bold")
    assert resolution.choices["boots"].rule_result.facts == {"hours": 9.0, "sky.wind": 10}
    assert resolution.choices["socks"].rule_result.choices == {"boots": "high"}
    assert resolution.facts_read["sky.wind"] == ["wear.boots", "wear.hat"]
