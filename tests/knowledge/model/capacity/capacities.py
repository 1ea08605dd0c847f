"""What the tests of depth and width share."""

from typing import Any

from advisor.engine import Pick, Skip
from advisor.problem import Problem
from tests.knowledge.deciding import speaking

GPU = {"compute.device": "gpu"}


def a(kind: str, task: str, **facts: Any) -> Problem:
    return Problem(**{"task": task, "data.kind": kind, **facts})


def table(**facts: Any) -> Problem:
    return a("table", "binary", **facts)


def value(result: Pick[Any] | Skip) -> Any:
    """What a rule picks, None where it skips."""
    return result.value if isinstance(result, Pick) else None


def first(decision: Any, ruleset: str, problem: Problem, **known: Any) -> Any:
    """The first answer of a decision's rules, given only what is named."""
    given = {"problem": problem, "encoding": None, "one_hot_max": None, "embeddings": None, "mel_bands": 64, **known}
    for rule in speaking(decision, ruleset, given):
        answer = rule(*[given.get(name) for name in rule.needs])
        if isinstance(answer, Pick):
            return answer.value
    raise AssertionError(f"no answer of {decision.path}")
