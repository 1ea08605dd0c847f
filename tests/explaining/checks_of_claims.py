"""Every sentence of an explanation is true of the problem in which it stands."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.explaining import explain_choices
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.versions import Ruleset
from tests.explaining.claims import Claim, Said
from tests.explaining.needs import NEEDS, needed
from tests.explaining.sentences import gallery, sample, sentences
from tests.explaining.statements import DIGITS, MALFORMED, STATEMENTS, stated
from tests.strategies import RULESETS, problems

RANDOM_PROBLEMS = 2_000
LEAST_READ = 0.975  # of the distinct sentences, how many make a claim that is evaluated
KEPT = 40  # sentences of a claim, and problems, that are kept for trying it elsewhere
OTHER_NUMBERS = ("3", "9 trillion")
UNCOMMON: list[tuple[Problem, Ruleset]] = [  # what hardly any random problem has
    (Problem(task="detection", kind="image", classes=1, objects=1.0), "current"),
    (Problem(task="binary", kind="table", **{"data.leaks": ("price",)}), "current"),
    (Problem(task="binary", kind="table", rows=5_000, observed_gradients="vanishing"), "current"),
    (Problem(task="regression", kind="table", target_outliers=0.2, pins={"data.target.transform": "none"}), "current"),
    (Problem(task="binary", kind="table", pins={"training.schedule.name": "constant"}), "current"),
    (Problem(task="binary", kind="table", pins={"data.imbalance.strategy": "focal"}), "current"),
    (Problem(task="binary", kind="table", pins={"data.imbalance.strategy": "class-weights"}), "current"),
    (Problem(task="binary", kind="table", categorical=2, cardinality=9_000, rows=20_000), "guide"),
    (Problem(task="binary", kind="audio", domain="far", sample_rate=96_000), "current"),
    (Problem(task="speech-recognition", kind="audio", hours=2_000, pretrained=False), "current"),
    (Problem(task="dpo", rows=5_000, priority="speed"), "current"),
    (Problem(task="binary", kind="table", features=1, heavy_tails=0.1), "current"),
    (Problem(task="regression", kind="table", rows=5_000, target_range="unit", future=True), "current"),
    (Problem(task="kto", rows=5_000, desirable=1.0), "current"),
    (Problem(task="kto", rows=5_000, desirable=0.8), "current"),
    (Problem(task="sft", rows=200_000, device="gpu", memory_gib=24, **{"compute.hours": 1.0}), "current"),
    (Problem(task="multiclass", kind="audio", rows=400, classes=10, pretrained=False, time=1 / 60), "current"),
    (Problem(task="multiclass", kind="image", rows=5_000, classes=10, image="224x224x3", time=1 / 60), "current"),
    (Problem(task="multiclass", kind="audio", rows=400, classes=10, seconds=4.0, sounding_seconds=1.5), "current"),
    (
        Problem(
            task="multiclass", kind="audio", rows=400, groups=20, pretrained=False, seconds=4.0, sounding_seconds=3.5
        ),
        "current",
    ),
    (
        Problem(
            task="binary",
            kind="audio",
            rows=400,
            seconds=4.0,
            pretrained=False,
            pins={"data.audio.scaling": "band-statistics"},
        ),
        "current",
    ),
    (Problem(task="binary", kind="table", pins={"model.activation.name": "prelu"}), "current"),
    (Problem(task="dpo", rows=500), "current"),
    (Problem(task="sft", rows=500, answer_share=0.1, device="cpu", sequence_length=100_000), "current"),
    (Problem(task="binary", kind="text", rows=5_000, sequence_length=20, pretrained=False), "current"),
    (Problem(task="forecasting", rows=25_000, series=250, pretrained=False), "current"),
    (Problem(task="forecasting", rows=25_000, series=250, pretrained=False, quantiles=[0.1, 0.9]), "current"),
    (Problem(task="forecasting", rows=25_000, series=250, pretrained=False, quantiles=[0.9]), "guide"),
    (Problem(task="regression", kind="table", rows=3_000, quantiles=[0.1, 0.9], target_range="counts"), "current"),
    (Problem(task="regression", kind="table", rows=60, quantiles=[0.01]), "current"),
    (
        Problem(task="regression", kind="table", target_range="positive", target_skew=9.0, quantiles=[0.5, 0.9]),
        "current",
    ),
    (Problem(task="forecasting", rows=200_000, series=250, pretrained=False), "current"),
    (
        Problem(task="binary", kind="image", pretrained=False, pins={"training.schedule.name": "cosine"}),
        "current",
    ),
]
pytestmark = pytest.mark.slow


def claims(said: Said) -> Iterator[tuple[Claim, tuple[str, ...], bool | None]]:
    """What one sentence claims, with what it names, and whether that is so; None where it cannot be told."""
    if said.standing == "skip":
        yield from needed(said)[1]
    else:
        yield from stated(said)


def false(said: Said) -> list[str]:
    """What a sentence says that is not so."""
    wrong = ["malformed"] if MALFORMED.search(said.sentence) else []
    if said.standing == "skip":
        return [*wrong, "all that it needs is there"] if needed(said)[0] else wrong
    return wrong + [claim.text for claim, _, so in stated(said) if not so]


class Survey:
    """All sentences of the gallery and of the random problems, and what they claim."""

    def __init__(self) -> None:
        self.sentences = self.evaluated = 0
        self.templates: set[tuple[str, str, str]] = set()
        self.read: set[tuple[str, str, str]] = set()
        self.false: dict[tuple[str, str], str] = {}
        self.outcomes: Counter[tuple[Claim, bool]] = Counter()
        self.made: dict[Claim, list[tuple[Said, tuple[str, ...]]]] = {claim: [] for claim in (*STATEMENTS, *NEEDS)}
        self.elsewhere: list[Said] = []
        for problem, ruleset in chain(gallery(), UNCOMMON, sample(RANDOM_PROBLEMS)):
            for said in sentences(problem, ruleset):
                self._add(said)
            if len(self.elsewhere) < 10 * KEPT:
                self.elsewhere.append(said)

    def _add(self, said: Said) -> None:
        template = said.rule or said.decision, said.standing, DIGITS.sub("0", said.sentence)
        self.sentences += 1
        self.templates.add(template)
        for claim, names, so in claims(said):
            if so is not None:
                self.evaluated += 1
                self.outcomes[claim, so] += 1
                self.read.add(template)
                if len(self.made[claim]) < KEPT:
                    self.made[claim].append((said, names))
        for wrong in false(said):
            self.false.setdefault((said.rule or said.decision, wrong), f"{said.sentence!r} of {said.problem!r}")

    def can_be(self, claim: Claim, so: bool) -> bool:
        """Whether the claim can come out like this, here or about another problem or with another number."""
        if self.outcomes[claim, so]:
            return True
        for (said, names), other in product(self.made[claim], self.elsewhere):
            moved = said._replace(problem=other.problem, known=other.known)
            options = [(name, *OTHER_NUMBERS) if name and DIGITS.search(name) else (name,) for name in names]
            for named in product(*options):
                try:
                    if bool(claim.holds(moved, *named)) is so:
                        return True
                except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError):
                    continue  # the other problem has no such choice
        return False


@cache
def survey() -> Survey:
    """The survey, made once."""
    found = Survey()
    share = len(found.read) / len(found.templates)
    print(
        f"{found.sentences:,} sentences of {len(found.templates):,} kinds; {found.evaluated:,} claims evaluated,"
        f" in {share:.1%} of the kinds"
    )
    return found


def test_no_sentence_says_what_is_not_so() -> None:
    assert survey().false == {}


def test_every_claim_is_made_somewhere_and_could_be_wrong() -> None:
    found = survey()
    assert [claim.text for claim, made in found.made.items() if not made] == []
    assert [claim.text for claim in found.made if not found.can_be(claim, True)] == []
    assert [claim.text for claim in found.made if not found.can_be(claim, False)] == []


def test_most_sentences_are_read() -> None:
    found = survey()
    unread = sorted(found.templates - found.read)
    assert len(unread) <= (1 - LEAST_READ) * len(found.templates), unread


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), RULESETS)
def test_no_sentence_of_any_problem_says_what_is_not_so(problem: Problem, ruleset: Any) -> None:
    for said in sentences(problem, ruleset):
        assert false(said) == [], said.sentence


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), RULESETS)
def test_explanations_show_what_rules_say_and_count_those_of_other_scopes(problem: Problem, ruleset: Any) -> None:
    recommendation = recommend(problem, ruleset)
    said = {(each.rule, each.sentence) for each in sentences(problem, ruleset)}
    for explanation in explain_choices(recommendation):
        decision = recommendation.choices[explanation.decision].decision
        assert (explanation.rule, explanation.because) in said
        resolution = recommendation.resolution
        ours = [rule for rule in decision.rules if ruleset in rule.rulesets]
        elsewhere = [rule for rule in ours if not rule.scope.covers(resolution.problem, resolution.known)]
        assert explanation.out_of_scope == len(elsewhere)
        for other in explanation.others:
            assert other.outcome == "default" or (other.rule, other.because) in said


def test_a_false_reason_a_false_refusal_and_a_malformed_sentence_are_found() -> None:
    problem = Problem(task="binary", kind="table", rows=500)
    said = Said("", "because", "R", "model.family", None, problem, recommend(problem).resolution.known)
    assert false(said._replace(sentence="published weights are ruled out")) == [
        "published weights are ruled out|allow published weights"
    ]
    assert false(said._replace(sentence="500 rows are few", standing="alternative")) == []
    assert false(said._replace(sentence="300 rows are few", standing="alternative")) != []
    assert false(said._replace(sentence="needs fewer than 1,000 rows, and a CPU", standing="skip")) != []
    assert false(said._replace(sentence="needs fewer than 1,000 rows, and a GPU", standing="skip")) == []
    assert false(said._replace(sentence="needs a GPU, or fewer than 1,000 rows", standing="skip")) != []
    assert false(said._replace(sentence=", and 1 rows")) == ["malformed", *false(said._replace(sentence="1 rows"))[1:]]
