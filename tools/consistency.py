"""Check what is recommended for random problems: `python -m tools.consistency --problems 10000`.

Each problem is of a random kind and task with random facts, and is answered by both rulesets; `advisor check` must find
nothing in either config, as it lints the same choices by other code. Prints what it finds; exits 1 if that is anything.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from advisor.linting import Finding, check_config
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.versions import RULESETS, Ruleset
from advisor.yamlio import read_document
from tests.strategies import problems

SHOWN: Final = 5  # problems of each rule that are printed


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m tools.consistency", description=__doc__)
    parser.add_argument("--problems", type=int, default=10_000, help="how many problems (default 10,000)")
    parser.add_argument("--seed", type=int, default=0, help="where the random problems start (default 0)")
    return parser.parse_args()


def drawn(number: int, start: int) -> list[Problem]:
    """Distinct random problems, the same for the same seed; hypothesis draws some of them twice."""
    found: dict[str, Problem] = {}

    @seed(start)
    @settings(
        max_examples=2 * number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(problems())
    def draw(problem: Problem) -> None:
        if len(found) < number:
            found.setdefault(str(problem.document()), problem)

    draw()
    return list(found.values())


def findings(problem: Problem) -> Iterator[tuple[Ruleset, Finding]]:
    """What `advisor check` finds in the configs that both rulesets give."""
    for ruleset in RULESETS:
        config = recommend(problem, ruleset).to_json()
        yield from ((ruleset, finding) for finding in check_config(read_document(config, "config.json")))


def main() -> int:
    """Draw, recommend, check and count."""
    asked = arguments()
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    drawn_problems = drawn(asked.problems, asked.seed)
    for problem in drawn_problems:
        kinds[f"{problem.data.kind}/{problem.task}"] += 1
        for ruleset, finding in findings(problem):
            rule = f"{finding.rule} ({finding.severity}, {ruleset})"
            counts[rule] += 1
            if counts[rule] <= SHOWN:
                print(f"{rule} at {finding.path}: {finding.message}\n  {problem!r}", flush=True)
    total = sum(counts.values())
    print(
        f"{len(drawn_problems):,} problems of {len(kinds)} kinds and tasks, {len(RULESETS)} rulesets: {total} findings"
    )
    for rule, count in counts.most_common():
        print(f"  {count:6,} {rule}")
    return 1 if counts else 0


if __name__ == "__main__":
    sys.exit(main())
