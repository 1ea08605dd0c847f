"""The wizard's questions: which are asked, in which order, with which answers, and how answers are taken back."""

from typing import Any

import pytest

from advisor.counterfactuals import sensitivity, tries
from advisor.counterfactuals.interview import BEFORE, FEW, LATER, MOST, READ_BY, Interview, Question
from advisor.counterfactuals.perturbation import COMPUTED
from advisor.errors import InputError
from advisor.knowledge import knowledge
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.problem.vocabulary import SUPPORTED, metrics_for
from advisor.recommending import recommend

TABLE = {"data.rows": 20_000, "data.features": 8, "task": "regression", "data.kind": "table"}


def interview(**facts: Any) -> Interview:
    return Interview(facts, dict.fromkeys(facts, "given"))


def rest(asked: Interview) -> list[Question]:
    """The questions that are asked where each is left as assumed."""
    questions = []
    while (question := asked.next()) is not None:
        questions.append(question)
        asked.answer(question, "")
    return questions


def measured(intake: Intake, data: str) -> None:
    """Data of which all is measured but its machines and what matters."""
    if data != "t.csv":
        intake.text("task", "none such", "--data")
        intake.check()
    intake.measured({**TABLE, "data.path": data, "data.target": intake.facts.get("data.target", "y")})


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_it_stops_where_nothing_left_decides_more_than_a_few_choices(task: str) -> None:
    asked = interview(**{"data.kind": "table", "task": task})
    large = rest(asked)
    left = asked.left
    assert left > 0
    asked.thorough = True
    small = rest(asked)
    assert small
    assert len(small) <= left
    assert all(len(question.decisions) < FEW or question.fact.path.startswith("observed.") for question in small)
    assert {question.fact.path for question in large}.isdisjoint(question.fact.path for question in small)


def test_data_at_hand_leaves_few_questions() -> None:
    asked = Interview({}, {}, measure=measured)
    question = asked.next()
    assert question is not None
    assert question.text.startswith("Path to your data")
    with pytest.raises(InputError):
        asked.answer(question, "other.csv")
    asked.answer(question, "t.csv")
    questions = rest(asked)
    assert len(questions) == MOST
    assert asked.left
    counts = [len(each.decisions) for each in questions]
    assert counts == sorted(counts, reverse=True)


def test_what_is_said_of_data_is_kept_and_measured_anew() -> None:
    asked = Interview({}, {}, measure=measured)
    asked.change("priority", "speed")
    asked.change("data.path", "t.csv")
    asked.change("rows", "5k")
    assert (asked.facts["data.rows"], asked.origins["data.rows"]) == (5_000, "given")
    asked.change("target", "x")
    assert asked.facts["data.target"] == "x"
    assert (asked.facts["data.rows"], asked.origins["data.rows"]) == (5_000, "given")
    assert asked.origins["data.features"] == "measured"
    assert asked.command() == "advisor recommend --data t.csv --priority speed --rows 5000 --target x"
    while asked.back():
        pass
    assert (asked.facts, asked.data, asked.passed) == ({}, None, ())


@pytest.mark.parametrize(("kind", "task"), [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks])
def test_words_are_those_that_fit(kind: str, task: str) -> None:
    assert FACTS["priorities.metric"].fitting(kind, task) == ("auto", *metrics_for(task))
    assert task in FACTS["task"].fitting(kind, None)
    assert kind in FACTS["data.kind"].fitting(None, task)


@pytest.mark.parametrize(("kind", "task"), [("table", "regression"), ("image", "detection"), ("series", "forecasting")])
def test_only_words_that_fit_are_offered(kind: str, task: str) -> None:
    asked = interview(**{"data.kind": kind, "task": task})
    asked.thorough = True
    offered = {question.fact.path: question.choices for question in rest(asked)}
    assert offered.get("priorities.metric", ("auto",)) == ("auto", *metrics_for(task))
    assert all(len(choices) != 1 for choices in offered.values())


def test_only_kinds_that_have_the_task_are_offered() -> None:
    question = interview(task="multilabel").next()
    assert question is not None
    assert question.choices == ("table", "image", "text", "audio", "sequence")


def test_the_column_is_asked_for_first_among_the_likely_ones() -> None:
    asked = Interview({}, {}, data="t.csv", measure=measured, columns={"id": "identifier", "price": None, "a": None})
    question = asked.next()
    assert question is not None
    assert (question.choices, question.assumed) == (("price", "a", "id"), "price")
    assert question.meanings == {"id": "identifier"}
    assert question.fact.path in READ_BY
    asked.answer(question, "")
    assert asked.facts["data.target"] == "price"
    assert asked.next().fact.path not in READ_BY  # type: ignore[union-attr]


def asked(**facts: str) -> list[tuple[str, int]]:
    """What is asked where every question is left as assumed, each with how many choices hang on it."""
    interview = Interview(facts, dict.fromkeys(facts, "given"))
    interview.thorough = True
    questions = []
    while (question := interview.next()) is not None:
        questions.append((question.fact.path, len(question.decisions)))
        interview.answer(question, "")
    return questions


KINDS = [
    {"data.kind": kind, "task": task}
    for kind, task in [("table", "binary"), ("image", "multiclass"), ("text", "regression"), ("series", "forecasting")]
]


@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts["task"])
def test_questions_come_by_how_much_hangs_on_them(facts: dict[str, str]) -> None:
    questions = dict(asked(**facts))
    assert len(questions) > 5
    pulled = {path for first, later in BEFORE.items() for path in (first, *later)}
    alone = [count for path, count in questions.items() if path not in pulled and not path.startswith(LATER)]
    assert alone == sorted(alone, reverse=True)
    assert alone[0] > alone[-1]
    order = list(questions)
    assert set(order[len(order) - 2 :]) == {"observed.fit", "observed.gradients"}  # of an earlier run
    recommendation = recommend(Problem(**facts))
    heaviest = sensitivity(recommendation)[0].fact  # asked among the first, or what comes before it is
    assert {heaviest, *(path for path, later in BEFORE.items() if heaviest in later)} & set(order[:3])
    for path, later in BEFORE.items():
        for other in later:
            if path in order and other in order:
                assert order.index(path) < order.index(other), (path, other)


def test_other_answers_change_what_a_question_says_that_they_do() -> None:
    interview = Interview({"data.kind": "table", "task": "binary"}, {"data.kind": "given", "task": "given"})
    question = interview.next()
    assert question is not None
    now = recommend(interview.problem())
    changed: set[str] = set()
    for value in tries(question.fact, question.assumed):
        try:
            other = recommend(interview.problem().replace(**{question.fact.path: value}))
        except InputError:
            continue
        changed |= {
            path
            for path in {*now.choices, *other.choices}
            if (path in now.choices) != (path in other.choices) or now.choices[path].value != other[path]
        }
    assert set(question.decisions) == {path for path in changed if path in now.choices and _is_advice(path)}


def _is_advice(path: str) -> bool:
    return not path.startswith(COMPUTED) and knowledge().by_path[path].lands
