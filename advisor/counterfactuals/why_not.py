"""Why a choice is not another value: which rule would give it, and the smallest change under which it wins."""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from advisor.counterfactuals.pairs import Joint, refined, together
from advisor.counterfactuals.perturbation import Perturber
from advisor.engine import Pick
from advisor.problem.fact import Fact
from advisor.recommending import Recommendation, plain, recommend

GUIDE: Final = "guide"


class Chance(NamedTuple):
    """A value of one fact under which the wanted value wins, by which rule, for which reason."""

    fact: str
    now: Any
    at: Any
    rule: str
    because: str


class Answer(NamedTuple):
    """Why not: the later rules that would give the value, and what would let it win, nearest first."""

    path: str
    wanted: Any
    now: Any
    rule: str
    because: str
    alternatives: list[tuple[str, str]]  # rule and reason; a default's holds only where no rule before it picks
    guide: tuple[str, str] | None  # the guide's rule that gives it for these facts
    chances: list[Chance]
    joint: list[Joint]  # where no fact alone does it: two together, the smallest change first
    tried: int  # pairs of values, for these


def why_not(recommendation: Recommendation, path: str, wanted: Any) -> Answer:
    """Look for a value of one choice among its rules and along every fact that it rests on."""
    choice = recommendation.choice(path)
    alternatives = [
        (other.id, "" if other.default and other is not choice.own else rule_result.answer.because)
        for rule_result in choice.rule_results
        if (other := rule_result.rule) is not choice.rule
        and isinstance(rule_result.answer, Pick)
        and same(rule_result.answer.value, wanted)
    ]
    guided = choice.under(GUIDE) if recommendation.ruleset != GUIDE else None
    guide = None
    if guided and isinstance(guided.answer, Pick) and same(guided.answer.value, wanted):
        guide = (guided.rule.id, guided.answer.because)
    perturber = Perturber(recommendation)
    chances = [
        chance
        for leaf in perturber.facts()
        if (chance := _nearest(recommendation, perturber, leaf, path, wanted)) is not None
    ]
    joint, tried = (
        ([], 0) if chances or same(choice.value, wanted) else together(recommendation, path, _accepts(wanted))
    )
    now, rule, because = plain(choice.value), choice.rule.id, choice.pick.because
    return Answer(path, wanted, now, rule, because, alternatives, guide, chances, joint, tried)


def _accepts(wanted: Any) -> Callable[[Any], bool]:
    return lambda value: value is not None and same(value, wanted)


def same(value: Any, wanted: Any) -> bool:
    """Whether a choice is the wanted value, or is named so where it consists of several."""
    value = plain(value)
    if isinstance(value, dict):
        return value == wanted or bool(next((value[key] for key in ("name", "kind") if key in value), None) == wanted)
    return bool(value == wanted)


def _nearest(recommendation: Recommendation, perturber: Perturber, leaf: Fact, path: str, wanted: Any) -> Chance | None:
    name = recommendation.resolution.base.by_path[path].name
    if name not in perturber.concerned(leaf):
        return None
    now = recommendation.problem.value(leaf.path)
    last: dict[bool, Any] = {True: now, False: now}
    for value in _outward(perturber, leaf, now):
        changed = perturber.changes(leaf.path, value, [name])
        upwards = isinstance(now, int | float) and not isinstance(now, bool) and value > now
        if changed and name in changed and changed[name] is not None and same(changed[name], wanted):
            at = value
            if not leaf.choices and leaf.type is not bool:
                at = refined(perturber, leaf, name, _accepts(wanted), last[upwards], value)
            other = recommend(recommendation.problem.replace(**{leaf.path: at}), recommendation.ruleset)  # type: ignore[arg-type]
            won = other.choice(path)
            return Chance(leaf.path, now, at, won.rule.id, won.pick.because)
        last[upwards] = value
    return None


def _outward(perturber: Perturber, leaf: Fact, now: Any) -> Iterator[Any]:
    if leaf.choices or leaf.type is bool:
        yield from (word for word in leaf.choices or (True, False) if word != now)
    elif now is not None:
        yield from sorted((p for p in perturber.points(leaf) if p != now), key=lambda point: _distance(now, point))


def _distance(now: float, point: float) -> float:
    """How far apart two values are, by ratio where both are above zero."""
    return max(now, point) / min(now, point) - 1 if now > 0 and point > 0 else abs(now - point)
