"""The numbers that rules compare with are read off their code, the small ones of CPython 3.14 too."""

from advisor.counterfactuals.thresholds import constants
from advisor.engine import Decision, Pick, Skip, pick, skip

LEAST = 4_321


def beyond(rows: int) -> bool:
    return rows > 98_765


def test_numbers_of_a_rule_and_of_what_it_calls_are_found() -> None:
    decision: Decision[int] = Decision("a.b", "How many?")

    def by_rows(rows: int, share: float) -> Pick[int] | Skip:
        few = any(each == 3 for each in (rows,))
        if few or rows < 7 or rows < LEAST or share > 0.25 or beyond(rows):
            return skip("needs rows")
        return pick(200, because="enough")

    for function in (by_rows, beyond):
        function.__module__ = "advisor.made_up"
    decision.rule("A-RULE", sources=["s"], strength="strong", rulesets=("current",))(by_rows)
    assert constants(decision) >= {3.0, 7.0, 200.0, 0.25, 4_321.0, 98_765.0}
