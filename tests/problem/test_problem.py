"""A problem is immutable, prints as what makes it again, and agrees with its JSON Schema."""

import copy
import pickle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from advisor.config.document import Config
from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.problem.problem import Problem as Whole
from advisor.problem.vocabulary import TASK_ALIASES
from advisor.recommending import recommend
from advisor.schemas import config_schema, problem_schema
from advisor.yamlio import read_document, write_json, write_yaml
from tests.strategies import problems

cheaply = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def read_back(text: str) -> Problem:
    intake = Intake()
    intake.document(read_document(text, "problem.yaml"))
    return Problem.of(intake)


@pytest.mark.slow
@cheaply
@given(problems())
def test_a_problem_that_is_written_and_read_again_is_the_same(problem: Problem) -> None:
    document = problem.document()
    again = [read_back(write_yaml(document)), read_back(write_json(document)), eval(repr(problem))]  # noqa: S307
    again += [pickle.loads(pickle.dumps(problem)), copy.deepcopy(problem), problem.replace()]  # noqa: S301
    for other in again:
        assert other == problem
        assert hash(other) == hash(problem)
        assert {path: other.value(path) for path in FACTS} == {path: problem.value(path) for path in FACTS}
        assert other.origins == problem.origins


@pytest.mark.parametrize("name", [*Whole.__struct_fields__, "origins", "anything"])
def test_a_problem_is_immutable(name: str) -> None:
    problem = Problem(task="binary")
    with pytest.raises(AttributeError):
        setattr(problem, name, None)
    with pytest.raises(AttributeError):
        delattr(problem, name)
    with pytest.raises(AttributeError):
        problem.data.rows = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        problem.origins["data.rows"] = "given"  # type: ignore[index]


def test_replacing_a_fact_assumes_the_rest_anew() -> None:
    problem = Problem(task="binary", rows=100)
    other = problem.replace(rows=1_000, device="gpu")
    assert (problem.data.rows, other.data.rows) == (100, 1_000)
    assert (problem.data.smallest_class, other.data.smallest_class) == (50, 500)
    assert other.compute.gpus == 1
    with pytest.raises(InputError):
        problem.replace(rows=1)


def test_problems_differ_by_a_fact_or_by_its_origin() -> None:
    problem = read_back("task: binary\ndata: {rows: 5}")
    assert problem == Problem(task="binary", rows=5)
    assert problem != Problem(task="binary", rows=6)
    assert problem != read_back("task: binary\ndata: {rows: 5}\nmeasured: [data.rows]")
    assert problem != "Problem(task='binary', rows=5)"


def test_relevant_facts_are_those_of_the_kind_and_the_task_and_all_that_were_said() -> None:
    table = {leaf.path for leaf, _, _ in Problem(task="regression").relevant()}
    assert {"data.features", "data.target_range"} <= table
    assert table.isdisjoint({"data.image.height", "data.tokens", "data.classes"})
    assert "data.classes" in {leaf.path for leaf, _, _ in Problem(task="binary", classes=2).relevant()}


def test_from_file_names_the_file(tmp_path: Any) -> None:
    path = tmp_path / "problem.yaml"
    path.write_text("task: binary\ndata: {rows: 20}\n")
    assert Problem.from_file(str(path)) == Problem(task="binary", rows=20)
    path.write_text("task: binary\ndata: {rows: 1}\n")
    with pytest.raises(InputError, match=r"problem.yaml:2:14: data.rows: expected"):
        Problem.from_file(str(path))


# --- the schema --------------------------------------------------------------------------------------------------

SCHEMA = problem_schema()
VALID = Draft202012Validator(SCHEMA)
SECTIONS = ("data", "compute", "priorities", "observed", "data.image")


def accepted(document: Any) -> bool:
    """Whether intake takes every part of a document, as far as one fact alone can tell."""
    intake = Intake()
    intake.document(read_document(write_json(document), "problem.json"))
    try:
        intake.check()
    except InputError:
        return False
    return True


def document(path: str, value: Any) -> dict[str, Any]:
    tree: dict[str, Any] = value if path == "" else {path.rpartition(".")[2]: value}
    section = path.rpartition(".")[0]
    while section:
        section, _, name = section.rpartition(".")
        tree = {name: tree}
    return {"task": "binary", **tree}


NUMBERS = st.one_of(
    st.sampled_from([-1, 0, 1, 2, 3, 1.0, 2.0, 0.5, 1.5, -0.1, 1e6, 10**6 + 1, 1023, 1025, 10**8, 10**9 + 1, 10**15]),
    st.sampled_from([10**15 + 1, 1e7, -1e6, -1e6 - 1, 1e15]),
    st.integers(-3, 10**16).filter(lambda number: number < 2**53),
    st.floats(-10, 1e7),
)
WORDS = st.one_of(
    st.sampled_from([word for leaf in FACTS.values() for word in leaf.choices]),
    st.sampled_from([*TASK_ALIASES, "", "x", "12", "28x28", "28x28x1", "28X28", "28", "x", "1x", "axb", "1x2x3x4"]),
)
COLUMNS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": st.sampled_from(["a", ""]),
            "type": st.sampled_from(["numeric", "constant", "x"]),
            "distinct": st.integers(-1, 3),
            "missing": st.sampled_from([0, 0.5, 1, 2]),
            "other": st.just(1),
        },
    ),
    max_size=2,
)
VALUES = st.one_of(
    NUMBERS, WORDS, COLUMNS, st.none(), st.booleans(), st.lists(NUMBERS, max_size=4), st.lists(WORDS, max_size=3)
)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None)
@given(st.sampled_from([*FACTS, *SECTIONS, "schema", "measured", "data.nothing", "nothing"]), VALUES)
def test_the_schema_accepts_what_intake_accepts(path: str, value: Any) -> None:
    found = document(path, value)
    assert VALID.is_valid(found) == accepted(found), (found, list(VALID.iter_errors(found)))


@cheaply
@given(problems())
def test_documents_that_are_written_are_valid(problem: Problem) -> None:
    VALID.validate(problem.document())


def test_every_fact_is_described_and_an_unknown_one_invalid() -> None:
    definitions = SCHEMA["$defs"]
    for path, leaf in FACTS.items():
        section = path.rpartition(".")[0]
        owners = {"": "Facts", "data.image": "Image", "compute.calibration": "Calibration"}
        owner = owners.get(section, section.capitalize())
        described = definitions[owner]["properties"][path.rpartition(".")[2]]
        assert described["description"] == leaf.description
    assert all(d["additionalProperties"] is False for d in definitions.values() if d.get("type") == "object")


def test_a_former_name_is_valid_by_the_schema_and_marked_as_deprecated() -> None:
    document = {"task": "binary", "compute": {"memory_gb": 8}, "measured": ["compute.memory_gb"]}
    VALID.validate(document)
    assert not VALID.is_valid({"task": "binary", "compute": {"memory_gb": 0}})
    assert SCHEMA["$defs"]["Compute"]["properties"]["memory_gb"]["deprecated"] is True


def test_a_config_is_valid_by_its_schema() -> None:
    valid = Draft202012Validator(config_schema())
    found = recommend(Problem(task="binary", rows=100, image="28x28x1")).document()
    valid.validate(found)
    for wrong in ({**found, "schema": "advisor/problem/v1"}, {**found, "model": 3}, {**found, "problem": {"task": 3}}):
        assert not valid.is_valid(wrong)
    assert Config.__struct_fields__
