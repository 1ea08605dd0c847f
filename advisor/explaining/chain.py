"""Chains of reasons down to the facts, and why a choice is not another value."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from advisor.counterfactuals import why_not
from advisor.counterfactuals.why_not import Answer
from advisor.engine import IncrementalResolver
from advisor.errors import visible
from advisor.explaining.explanation import Explanation, explain_choice
from advisor.explaining.values import shown, shown_at
from advisor.recommending import Recommendation, plain

INDENT = "  "


def chain_lines(recommendation: Recommendation, path: str) -> Iterator[str]:
    """A choice, below it what it rests on, below each earlier choice what that rests on, down to the facts.

    A choice that was shown above is only named again.
    """
    seen: set[str] = set()

    def walk(path: str, depth: int) -> Iterator[str]:
        one = explain_choice(recommendation, recommendation.choice(path))
        yield f"{INDENT * depth}{path} = {shown_at(path, one.value)}  [{one.rule}]"
        if path in seen:
            return
        seen.add(path)
        yield f"{INDENT * (depth + 1)}because {visible(one.because)}"
        for premise in one.rests_on:
            if premise.origin == "chosen":
                yield from walk(premise.path, depth + 1)
            else:
                said = shown_at(premise.path, premise.value)
                yield f"{INDENT * (depth + 1)}{premise.path} = {said}  ({premise.origin})"

    return walk(path, 0)


def chain_data(recommendation: Recommendation, path: str) -> dict[str, Any]:
    """The same as plain data: each choice once, by path, with what it rests on."""
    explained: dict[str, Explanation] = {}
    waiting = [path]
    while waiting:
        if (at := waiting.pop()) not in explained:
            explained[at] = explain_choice(recommendation, recommendation.choice(at))
            waiting += [premise.path for premise in explained[at].rests_on if premise.origin == "chosen"]
    return {
        "decision": path,
        "choices": {
            at: {
                "value": one.value,
                "rule": one.rule,
                "because": one.because,
                "rests_on": [
                    {"path": premise.path, "value": premise.value, "origin": premise.origin} for premise in one.rests_on
                ],
            }
            for at, one in explained.items()
        },
    }


def weights(recommendation: Recommendation) -> dict[str, int]:
    """By path of each choice how many others of the config read it."""
    paths = {choice.decision.name: path for path, choice in recommendation.choices.items()}
    readings = IncrementalResolver(recommendation.resolution).readings()
    read = (names for decision, _, names in readings if decision.lands and decision.name in paths)
    return Counter(paths[name] for name in chain.from_iterable(read) if name in paths)


def why_not_lines(recommendation: Recommendation, path: str, wanted: Any) -> Iterator[str]:
    """Why a choice is not this value, and the smallest changes of the facts under which it would be."""
    answer = why_not(recommendation, path, wanted)
    if _is_it(answer):
        yield f"{path} is {shown(answer.now)} [{answer.rule}]: {visible(answer.because)}"
        return
    yield f"{path}: {shown(answer.now)}, not {shown(wanted)}    [{answer.rule}]"
    yield f"  because    {visible(answer.because)}"
    for rule, because in answer.alternatives:
        reason = (
            f": {visible(because)}, but a rule before it answers" if because else ", where no rule before it answers"
        )
        yield f"  would give {rule}{reason}"
    if answer.guide:
        yield f"  the guide  would give it (--ruleset guide), by {answer.guide[0]}: {visible(answer.guide[1])}"
    for chance in answer.chances:
        fact = f"{chance.fact} = {shown(plain(chance.at))} instead of {shown(plain(chance.now))}"
        yield f"  would win  with {fact}, by {chance.rule}: {visible(chance.because)}"
    for joint in answer.joint:
        both = " and ".join(
            f"{step.fact} = {shown(plain(step.at))} instead of {shown(plain(step.now))}" for step in joint.steps
        )
        yield f"  would win  with {both}, by {joint.rule}: {visible(joint.because)}"
    if not answer.chances:
        found = "no single fact does it" if answer.joint else "no single fact does it, and no two that were tried"
        yield f"  searched   {found}: {answer.tried:,} pairs of values, the smallest changes first"
    yield f"  by force   --pin {path}={shown(wanted)}"


def why_not_data(recommendation: Recommendation, path: str, wanted: Any) -> dict[str, Any]:
    """The same as plain data."""
    answer = why_not(recommendation, path, wanted)
    return {
        "decision": path,
        "wanted": wanted,
        "value": answer.now,
        "rule": answer.rule,
        "because": answer.because,
        "rivals": [{"rule": rule, "because": because} for rule, because in answer.alternatives],
        "guide": answer.guide and {"rule": answer.guide[0], "because": answer.guide[1]},
        "would_win": [
            {**chance._asdict(), "now": plain(chance.now), "at": plain(chance.at)} for chance in answer.chances
        ],
        "would_win_together": [
            {
                "facts": [{"fact": step.fact, "now": plain(step.now), "at": plain(step.at)} for step in joint.steps],
                "rule": joint.rule,
                "because": joint.because,
            }
            for joint in answer.joint
        ],
        "pairs_tried": answer.tried,
    }


def _is_it(answer: Answer) -> bool:
    from advisor.counterfactuals.why_not import same

    return same(answer.now, answer.wanted)
