"""The Python API, as a user of it meets it."""

import inspect
import math
import pickle
import subprocess
import sys
from functools import cached_property
from typing import Any, get_args

import pytest

import advisor
from advisor import InputError, Problem, Recommendation, recommend
from advisor import problem as facts
from advisor.config.document import Config
from advisor.versions import RULESETS, Ruleset
from tools.gallery import CONFIGS

PROBLEM = Problem(task="regression", rows=442, features=10)


def test_the_package_offers_what_it_names() -> None:
    assert sorted(advisor.__all__) == ["InputError", "Problem", "Recommendation", "__version__", "recommend"]
    for name in advisor.__all__:
        assert getattr(advisor, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        advisor.nothing  # noqa: B018


@pytest.mark.parametrize("thing", [Problem, Recommendation, recommend, InputError])
def test_everything_public_is_documented(thing: Any) -> None:
    assert inspect.getdoc(thing)
    for name, member in inspect.getmembers(thing) if inspect.isclass(thing) else ():
        if not name.startswith("_") and (callable(member) or isinstance(member, property | cached_property)):
            assert inspect.getdoc(member), name


def test_importing_the_package_loads_next_to_nothing() -> None:
    code = "import advisor, sys; print(*[m for m in sys.modules if m.split('.')[0] in ('advisor', 'msgspec', 'yaml')])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["advisor"]


def test_a_choice_is_read_by_its_path() -> None:
    recommendation = recommend(PROBLEM)
    for path, choice in recommendation.choices.items():
        assert recommendation[path] is choice.value
        assert recommendation.choice(path) is choice
    assert recommendation["model.output.units"] == 1


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("data.image.scaling", "data.image.scaling is not decided here: the data is not images"),
        ("training.batchsize", "there is no decision 'training.batchsize'; did you mean 'training.batch_size'?"),
        ("zzzzz", "there is no decision 'zzzzz'"),
    ],
)
def test_a_missing_choice_says_why(path: str, message: str) -> None:
    for ask in (recommend(PROBLEM).__getitem__, recommend(PROBLEM).choice, recommend(PROBLEM).explain):
        with pytest.raises(KeyError) as caught:
            ask(path)
        assert caught.value.args == (message,)


def test_the_config_is_typed_and_is_the_document() -> None:
    recommendation = recommend(PROBLEM)
    assert isinstance(recommendation.config, Config)
    assert recommendation.config.training.batch_size == recommendation["training.batch_size"]
    assert recommendation.config.model.hidden.widths == recommendation["model.hidden.widths"]
    assert recommendation.document()["model"]["hidden"]["widths"] == recommendation["model.hidden.widths"]


@pytest.mark.parametrize("ruleset", RULESETS)
def test_the_gallery_is_what_the_api_gives(ruleset: Ruleset) -> None:
    name = "guide-titanic-like" if ruleset == "guide" else "titanic-like"
    problem = Problem.from_file(CONFIGS / name / "problem.yaml")
    assert recommend(problem, ruleset=ruleset).ruleset == ruleset
    again = Problem.from_file(str(CONFIGS / name / "config.yaml"))
    assert again == problem


def test_an_unknown_ruleset_is_refused() -> None:
    assert get_args(Ruleset) == RULESETS
    with pytest.raises(ValueError, match="unknown ruleset 'old': expected one of current, guide"):
        recommend(PROBLEM, "old")  # type: ignore[arg-type]


def test_things_print_as_what_they_are() -> None:
    recommendation = recommend(PROBLEM)
    assert repr(PROBLEM) == "Problem(task='regression', rows=442, features=10)"
    lines = repr(recommendation).splitlines()
    assert lines[0] == f"<Recommendation for {PROBLEM!r}>"
    assert "model.output.units: 1  [OUT-REGRESSION]" in lines
    assert len(lines) == 1 + len(recommendation.choices)
    assert "UNSET" not in repr(recommendation)


def test_explanations_come_in_forms() -> None:
    recommendation = recommend(PROBLEM)
    assert recommendation.explanation().startswith("facts: task = regression (given)")
    assert recommendation.explanation("markdown").startswith("# Why this config: regression on table data")
    assert recommendation.explanation("json").startswith("{")
    assert recommendation.explain("model.family").startswith("model.family: ")
    assert recommendation._repr_html_().endswith("</table>")
    assert recommendation.report().startswith("<!doctype html>")
    assert recommendation.to_yaml(comments=True).count("# ") > recommendation.to_yaml().count("# ")


def test_a_recommendation_crosses_processes() -> None:
    recommendation = recommend(PROBLEM, "guide")
    assert pickle.loads(pickle.dumps(recommendation)).to_json() == recommendation.to_json()  # noqa: S301


def test_a_problem_stays_one_of_the_api_and_equals_those_below_it() -> None:
    made = [PROBLEM.replace(rows=443), pickle.loads(pickle.dumps(PROBLEM)), recommend(PROBLEM).problem]  # noqa: S301
    assert {type(problem) for problem in made} == {Problem}
    assert made[1] == made[2] == facts.Problem(task="regression", rows=442, features=10) == PROBLEM
    assert hash(made[1]) == hash(facts.Problem(task="regression", rows=442, features=10))
    assert type(pickle.loads(pickle.dumps(recommend(PROBLEM)))) is Recommendation  # noqa: S301


def test_the_same_problem_gives_the_same_bytes_and_is_left_as_it_was() -> None:
    before = repr(PROBLEM)
    first, second = recommend(PROBLEM), recommend(Problem(features=10, rows=442, task="regression"))
    assert first.to_yaml() == second.to_yaml()
    assert first.explanation("json") == second.explanation("json")
    assert repr(PROBLEM) == before


def test_assumptions_are_facts_that_nobody_said_and_some_choice_rests_on() -> None:
    recommendation = recommend(PROBLEM)
    assert recommendation.assumptions["compute.device"] == "cpu"
    assert "data.rows" not in recommendation.assumptions
    assert "data.classes" not in recommendation.assumptions
    assert "compute.device" not in recommend(PROBLEM.replace(device="cpu")).assumptions


def test_wrong_facts_are_refused_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Problem(task="regresion", rows=1, missing=math.nan, colour="red")
    said = str(caught.value)
    for word in (
        "did you mean 'regression'?",
        "data.rows: expected",
        "data.missing: expected",
        "there is no fact 'colour'",
    ):
        assert word in said
    assert len(caught.value.diagnostics) == 4


def test_from_data_measures_a_table() -> None:
    pytest.importorskip("duckdb")
    path = str(CONFIGS.parent / "examples" / "diabetes.csv")
    problem = Problem.from_data(path, "progression", device="gpu")
    assert (problem.task, problem.data.rows, problem.data.features) == ("regression", 442, 10)
    assert [problem.origin(name) for name in ("data.rows", "data.path", "compute.device")] == [
        "measured",
        "given",
        "given",
    ]
    assert recommend(problem).explanation("markdown").count("measured") > 10
