"""Every sentence that an explanation of a problem can show, with what it is said of."""

import random
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from advisor.engine import Skip
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.versions import Ruleset
from tests.explaining.claims import Said
from tests.strategies import PAIRS, problems

GALLERY = sorted(Path("configs").glob("*/problem.yaml"))


def gallery() -> Iterator[tuple[Problem, Ruleset]]:
    """The problems of the gallery, each under the ruleset of its config."""
    for path in GALLERY:
        yield Problem.from_file(path), "guide" if path.parent.name.startswith("guide-") else "current"


def sample(number: int) -> Iterator[tuple[Problem, Ruleset]]:
    """About as many random problems, of every kind and task, half of them under each ruleset; always the same."""
    drawn: list[Problem] = []
    for kind, task in PAIRS:

        @seed(1)
        @settings(
            max_examples=number // len(PAIRS) + 1,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(problems((kind,), (task,)))
        def draw(problem: Problem) -> None:
            drawn.append(problem)

        draw()
    random.Random(1).shuffle(drawn)
    for at, problem in enumerate(drawn):
        yield problem, "guide" if at % 2 else "current"


def sentences(problem: Problem, ruleset: Ruleset) -> Iterator[Said]:
    """What the rules say that are asked, and why decisions are absent. A default that was not needed says nothing."""
    resolution = recommend(problem, ruleset).resolution
    known = resolution.known
    for decision in resolution.base.order:
        choice = resolution.answers.get(decision.name)
        if choice is None:
            yield Said(decision.absent, "absent", "", decision.path, None, problem, known)
            continue
        for rule in resolution.active(decision):
            if rule is choice[0]:
                yield Said(choice[1].because, "because", rule.id, decision.path, choice[1].value, problem, known)
                if choice[1].warning:
                    yield Said(choice[1].warning, "warning", rule.id, decision.path, choice[1].value, problem, known)
                continue
            if rule.default:
                continue
            answer = rule.call(*(known[name] for name in rule.needs))
            if isinstance(answer, Skip):
                yield Said(answer.because, "skip", rule.id, decision.path, None, problem, known)
            else:
                yield Said(answer.because, "alternative", rule.id, decision.path, answer.value, problem, known)
