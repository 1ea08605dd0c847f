"""The questions that the wizard can ask: in plain words, and in those of the kind of data."""

import re

import pytest

from advisor.problem.fact import Fact
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import SUPPORTED, Kind

KINDS: dict[Kind, tuple[str, ...]] = SUPPORTED  # type: ignore[assignment]
COMBINATIONS = [(kind, task) for kind, tasks in KINDS.items() for task in tasks]
ASKED = [leaf for leaf in FACTS.values() if leaf.about.question]
PRIVATE = re.compile(r"[_{}]|--|\b(data|compute|priorities|observed)\.")  # paths, flags, and words left to fill in


@pytest.mark.parametrize("leaf", ASKED, ids=lambda leaf: leaf.path)
def test_a_question_reads_as_a_person_asks(leaf: Fact) -> None:
    found = {leaf.question(kind, task) for kind, task in COMBINATIONS if leaf.matters(kind, task)}
    assert found
    for question in found:
        assert re.fullmatch(r"[A-Z].* .*[^ ]\?", question), question
        assert not PRIVATE.search(question), question
        assert len(question) < 110, question


@pytest.mark.parametrize("leaf", ASKED, ids=lambda leaf: leaf.path)
def test_other_words_are_kept_for_problems_that_are_asked(leaf: Fact) -> None:
    reached = {word for kind, task in COMBINATIONS if leaf.matters(kind, task) for word in (kind, task)}
    assert leaf.about.questions.keys() <= reached


@pytest.mark.parametrize(
    ("path", "kind", "task", "question"),
    [
        ("data.rows", "image", "multiclass", "How many labelled images do you have?"),
        ("data.rows", "series", "binary", "How many labelled series do you have?"),
        ("data.rows", "series", "forecasting", "How many time steps do you have, over all series?"),
        ("data.length", "text", "binary", "How many tokens does a long text have?"),
        (
            "data.image.channels",
            "image",
            "regression",
            "How many channels do the images have (1 for grey, 3 for colour)?",
        ),
    ],
)
def test_a_question_uses_the_words_of_the_data(path: str, kind: str, task: str, question: str) -> None:
    assert FACTS[path].question(kind, task) == question


def test_a_fact_without_a_question_is_not_asked() -> None:
    assert FACTS["data.path"].question("table", "binary") == ""
