"""Facts from documents, keywords and texts: what is taken, what overrides what, and what is refused how."""

import math
from typing import Any

import pytest

from advisor.errors import Diagnostic, InputError
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.intake import FACT_ALIASES, Intake
from advisor.problem.vocabulary import ALIASES, TASK_ALIASES, TUNED_ON
from advisor.yamlio import read_document


def read(text: str) -> Intake:
    intake = Intake()
    intake.document(read_document(text, "problem.yaml"))
    return intake


def refused(intake: Intake) -> str:
    with pytest.raises(InputError) as caught:
        Problem.of(intake)
    return str(caught.value)


# --- documents -------------------------------------------------------------------------------------------------


def test_a_document_in_yaml_and_in_json_say_the_same() -> None:
    in_yaml = Problem.of(read("task: binary\ndata:\n  rows: 1e6\n  image: 32x32x3\ncompute: {device: gpu}\n"))
    in_json = Problem.of(
        read('{"task": "binary", "data": {"rows": 1000000, "image": [32, 32, 3]}, "compute": {"device": "gpu"}}')
    )
    assert in_yaml == in_json
    assert (in_yaml.data.rows, in_yaml.data.kind, in_yaml.data.image.width) == (1_000_000, "image", 32)
    assert type(in_yaml.data.rows) is int


def test_a_config_gives_its_problem_and_its_ruleset() -> None:
    intake = read("schema: advisor/config/v1\nruleset: guide\nproblem: {task: binary, data: {rows: 50}}\nmodel: {x: 1}")
    assert intake.ruleset == "guide"
    assert Problem.of(intake) == Problem(task="binary", rows=50)


def test_measured_facts_stay_measured() -> None:
    problem = Problem.of(read("task: binary\ndata: {rows: 50, features: 3}\nmeasured: [data.rows]"))
    assert [problem.origin(path) for path in ("task", "data.rows", "data.features", "data.missing")] == [
        "given",
        "measured",
        "given",
        "assumed",
    ]
    assert problem.document()["measured"] == ["data.rows"]


@pytest.mark.parametrize("empty", ["task: binary\ndata:\n", "task: binary\ndata: {image: }", "task: binary\nmeasured:"])
def test_a_section_without_facts_is_no_error(empty: str) -> None:
    assert Problem.of(read(empty)) == Problem(task="binary")


WRONG_DOCUMENTS = [
    ("- binary", "1:1: a problem is a mapping of facts, not a list"),
    ("42", "a problem is a mapping of facts, not the number 42"),
    ("binary", "a problem is a mapping of facts, not the text 'binary'"),
    ("schema: advisor/problem/v9\ntask: binary", "1:9: schema: expected a schema, got the text 'advisor/problem/v9'"),
    ("schema: [1]\ntask: binary", "this version reads advisor/problem/v1 and advisor/config/v1"),
    ("schema: advisor/config/v1\nproblem: 3", "2:10: problem: a config holds its facts under 'problem'"),
    ("schema: advisor/config/v1", "problem: a config holds its facts under 'problem'"),
    ("task: binary\ndata: 3", "2:7: data: expected a mapping of facts, got the number 3"),
    ("task: binary\ndata: {image: 3}", "2:15: data.image: expected a mapping of facts, got the number 3"),
    ("task: binary\nmeasured: data.rows", "2:11: measured: expected a list of paths"),
    ("task: binary\nmeasured: [1]", "2:11: measured: expected a list of paths"),
    ("task: binary\nmeasured: [data.nope]", "2:11: measured: expected a list of paths"),
    ("task: binary\ndata: {row: 5}", "2:8: data.row: there is no fact data.row"),
    ("data: {rows: 5}", "task: the task is missing"),
]


@pytest.mark.parametrize(("text", "message"), WRONG_DOCUMENTS, ids=[text for text, _ in WRONG_DOCUMENTS])
def test_a_wrong_document_is_refused_with_its_place_and_one_message(text: str, message: str) -> None:
    said = refused(read(text))
    assert message in said
    assert said.count("problem.yaml:") == (0 if "missing" in message else 1)
    assert ("the task is missing" in said) == ("missing" in message)


def test_everything_wrong_is_told_at_once_in_order() -> None:
    faults: list[Diagnostic] = []
    intake = Intake()
    text = "task: binry\ndata: {rows: ten, missing: 1.5, classes: .nan, groups: !x [3]}\ncompue: {}"
    intake.document(read_document(text, "problem.yaml", faults), faults)
    intake.text("gpus", "many", "--gpus")
    with pytest.raises(InputError) as caught:
        Problem.of(intake)
    assert [(each.line, each.field) for each in caught.value.diagnostics] == [
        (1, "task"), (2, "data.rows"), (2, "data.missing"), (2, "data.classes"), (2, "data.groups"), (3, "compue"),
        (None, "compute.gpus"),
    ]  # fmt: skip
    for said in ("did you mean 'binary'?", "did you mean 'compute'?", "not a finite number", "tag !x is not read here"):
        assert said in str(caught.value)


def test_a_fact_that_could_not_be_read_is_not_called_missing() -> None:
    faults: list[Diagnostic] = []
    intake = Intake()
    intake.document(read_document("task: !!python/name:os.system ''", "problem.yaml", faults), faults)
    assert "missing" not in refused(intake)


# --- keywords --------------------------------------------------------------------------------------------------


def test_keywords_are_flags_with_underscores_or_paths() -> None:
    by_flag = Problem(task="binary", rows=50, sequence_length=9, kind="text", priority="speed", observed_fit="unknown")
    paths = {"data.rows": 50, "data.length": 9, "data.kind": "text", "priorities.first": "speed"}
    assert by_flag == Problem(task="binary", **{**paths, "observed.fit": "unknown"})


@pytest.mark.parametrize("path", [path for path, leaf in FACTS.items() if leaf.about.flag])
def test_every_flag_is_a_keyword(path: str) -> None:
    intake = Intake()
    intake.keyword(FACTS[path].about.flag.replace("-", "_"), FACTS[path].default)
    assert list(intake.facts) == [path]


WRONG_VALUES: list[tuple[str, Any, str]] = [
    ("data.rows", True, "expected a whole number of at least 2 and at most 1,000,000,000,000,000; got true"),
    ("data.rows", "1000", "got the text '1000'"),
    ("data.rows", None, "got nothing"),
    ("data.rows", [5], "got a list"),
    ("data.rows", {"a": 1}, "got a mapping"),
    ("data.rows", 100.5, "got the number 100.5"),
    ("data.rows", 1, "got the number 1"),
    ("data.rows", 10**15 + 1, "got the number 1000000000000001"),
    ("data.rows", 10**400, "got a number of 401 digits"),
    ("data.rows", -(10**5_000), "got a number of more than 4,000 digits"),
    ("data.rows", math.nan, "got the number nan"),
    ("data.rows", math.inf, "got the number inf"),
    ("data.rows", object(), "got an object of type object"),
    ("data.missing", 1.0001, "expected a number of at least 0 and at most 1; got the number 1.0001"),
    ("data.missing", -0.0001, "got the number -0.0001"),
    ("data.missing", False, "got false"),
    ("data.missing", math.nan, "got the number nan"),
    ("data.imbalance", math.inf, "got the number inf"),
    ("data.target_mean", math.nan, "expected a number; got the number nan"),
    ("data.scale_ratio", 10**400, "got a number of 401 digits"),
    ("compute.device_memory_gib", 0, "expected a number above 0 and at most 1,000,000; got the number 0"),
    ("data.future", 1, "expected true or false; got the number 1"),
    ("data.future", "yes", "expected true or false; got the text 'yes'"),
    ("data.target", 5, "expected text of at most 4,096 characters; got the number 5"),
    ("data.target", "x" * 4097, "expected text of at most 4,096 characters"),
    ("data.target", "\udcff", "this is not Unicode text"),
    ("task", "\ud800", "this is not Unicode text"),
    ("data.kind", "tabularr", "did you mean 'table'?"),
    ("data.kind", 5, "expected one of table, image, text"),
    ("task", [], "expected one of binary"),
    ("task", {}, "expected one of binary"),
    ("task", "regresion", "did you mean 'regression'?"),
    ("data.leaks", "price", "expected"),
    ("data.leaks", [1], "expected"),
    ("data.columns", [{"name": "a"}], "missing required field `type`"),
    ("data.columns", [{"name": "a", "type": "numeric", "distinc": 5}], "distinc"),
    ("data.image", "224", "expected HEIGHTxWIDTHxCHANNELS, got '224'"),
    ("data.image", "2x2x2x2", "expected HEIGHTxWIDTHxCHANNELS"),
    ("data.image", "axb", "expected HEIGHTxWIDTHxCHANNELS"),
    ("data.image", "٣x٣", "expected HEIGHTxWIDTHxCHANNELS"),
    ("data.image", "9999999999x1", "expected HEIGHTxWIDTHxCHANNELS"),
    ("data.image", 5, "expected HEIGHTxWIDTHxCHANNELS"),
    ("data.image", [1, "x"], "expected HEIGHTxWIDTHxCHANNELS"),
    ("data.image", "0x3", "data.image.height: expected a whole number of at least 1"),
    ("data.image", [5, True], "data.image.width: expected a whole number of at least 1"),
    ("data.image", [5, 5, 3.5], "data.image.channels: expected a whole number"),
]


@pytest.mark.parametrize(
    ("path", "value", "message"), WRONG_VALUES, ids=[f"{i}-{path}" for i, (path, _, _) in enumerate(WRONG_VALUES)]
)
def test_a_wrong_value_is_refused_by_name(path: str, value: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Problem(**{"task": "binary", "data.categorical": 3, path: value})
    assert message in str(caught.value)
    assert all(diagnostic.field.startswith(path) for diagnostic in caught.value.diagnostics)


def test_whole_floats_and_numbers_of_numpy_become_counts() -> None:
    numpy = pytest.importorskip("numpy")
    problem = Problem(
        task="binary", rows=numpy.int64(100), features=3e1, missing=numpy.float64(0.5), future=numpy.True_
    )
    assert repr(problem) == "Problem(task='binary', rows=100, features=30, missing=0.5, future=True)"
    assert type(problem.data.rows) is type(problem.data.features) is int


@pytest.mark.parametrize(
    ("name", "meant"),
    [("row", "data.rows"), ("data.row", "data.rows"), ("n_samples", "data.rows"), ("samples", "data.rows"),
     ("levels", "data.levels"), ("gpu", "compute.gpus"), ("memory", "memory_gib"), ("clases", "data.classes"),
     ("compute.memory", "compute.device_memory_gib"), ("compute.memory_gib", "compute.device_memory_gib")],
)  # fmt: skip
def test_an_unknown_fact_is_refused_with_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(InputError) as caught:
        Problem(task="binary", **{name: 5})
    (diagnostic,) = caught.value.diagnostics
    assert name in diagnostic.message
    assert diagnostic.hint in (f"did you mean {meant!r}?", f"did you mean {meant.rpartition('.')[2]!r}?")


def test_a_former_name_is_read_as_the_present_one() -> None:
    problem = Problem(task="binary", device="gpu", memory_gib=24)
    by_set, by_flag = Intake(), Intake()
    for intake, name, source in ((by_set, "compute.memory_gb", "--set"), (by_flag, "memory_gb", "--memory-gb")):
        intake.text("task", "binary", "--task")
        intake.text("device", "gpu", "--device")
        intake.text(name, "24", source)
    in_document = read("task: binary\ncompute: {device: gpu, memory_gb: 24}\nmeasured: [compute.memory_gb]")
    assert problem.compute.device_memory_gib == 24
    assert Problem(task="binary", device="gpu", memory_gb=24) == problem
    assert Problem(**{"task": "binary", "device": "gpu", "compute.memory_gb": 24}) == problem
    assert Problem.of(by_set) == Problem.of(by_flag) == problem
    assert Problem.of(in_document).origin("compute.device_memory_gib") == "measured"
    assert Problem.of(in_document).document()["compute"] == {"device": "gpu", "device_memory_gib": 24}


def test_a_fact_is_not_given_under_both_its_names() -> None:
    said = refused(read("task: binary\ncompute: {device_memory_gib: 8, memory_gb: 24}"))
    assert "problem.yaml:2:33: " in said
    assert "this is the former name of compute.device_memory_gib, which is given too" in said


def test_aliases_of_facts_lead_to_facts() -> None:
    assert set(FACT_ALIASES.values()) <= set(FACTS)
    assert set(FACT_ALIASES).isdisjoint(FACTS)


@pytest.mark.parametrize(("alias", "task"), TASK_ALIASES.items())
def test_other_words_for_a_task_are_understood(alias: str, task: str) -> None:
    for word in (alias, alias.upper(), task.upper()):
        assert Problem(task=word).task == task


@pytest.mark.parametrize(("said", "shows"), TUNED_ON.items())
def test_a_method_of_tuning_says_what_it_learns_from_unless_that_is_said(said: str, shows: str) -> None:
    assert Problem(task=said.upper()).data.supervision == shows
    assert Problem(task=said, supervision="none").data.supervision == "none"


OTHERS = [(path, word, meant) for path, words in ALIASES.items() if path != "task" for word, meant in words.items()]


@pytest.mark.parametrize(("path", "word", "meant"), OTHERS)
def test_words_that_people_use_are_taken_for_those_of_the_fact(path: str, word: str, meant: str) -> None:
    task = "regression" if meant in ("rmse", "mae", "r2") else "forecasting" if meant == "series" else "binary"
    task = "language-modeling" if path == "data.supervision" else task
    for said in (word, word.upper(), word.replace("-", "_"), word.replace("-", " ")):
        assert Problem(task=task, **{path: said}).value(path) == meant


def test_the_case_of_a_word_does_not_count_and_names_of_columns_stay_as_they_are() -> None:
    problem = Problem(task="Binary", kind="Table", target="CUDA", accelerator="H100", deploy=" Edge ")
    assert (problem.data.kind, problem.compute.accelerator, problem.compute.deploy) == ("table", "h100", "edge")
    assert problem.data.target == "CUDA"


# --- texts of flags and of --set -------------------------------------------------------------------------------


def taken(path: str, text: str) -> Any:
    """What a text becomes, or the diagnostic."""
    intake = Intake()
    intake.text("task", "binary", "--task")
    intake.text(path, text, f"--set {path}")
    try:
        intake.check()
    except InputError as error:
        return str(error)
    return intake.facts.get(path)


TEXTS: list[tuple[str, str, Any]] = [
    ("data.rows", "1000", 1_000), ("data.rows", "1_000", 1_000), ("data.rows", "1,000", 1_000),
    ("data.rows", "1e6", 1_000_000), ("data.rows", " 7 ", 7), ("data.rows", "1E3", 1_000),
    ("data.missing", "0.25", 0.25), ("data.missing", "1", 1.0), ("data.missing", "1e-3", 0.001),
    ("data.future", "true", True), ("data.future", "No", False), ("data.future", "1", True),
    ("data.target", "42", "42"), ("data.target", "true", "true"), ("data.target", "a b", "a b"),
    ("data.leaks", "a, b", ("a", "b")), ("data.leaks", '["a", "b,c"]', ("a", "b,c")), ("data.leaks", "", ()),
    ("data.period", "12", 12), ("data.rows", "5k", 5_000), ("data.rows", "1.5 M", 1_500_000),
    ("data.rows", "2 million", 2_000_000), ("data.tokens", "3bn", 3_000_000_000), ("data.missing", "10%", 0.1),
    ("data.label_noise", "2.5 %", 0.025), ("compute.device_memory_gib", "24 GB", 24.0),
    ("compute.device_memory_gib", "512 MiB", 0.5), ("data.seconds", "10 min", 600.0), ("data.seconds", "250ms", 0.25),
    ("data.hours", "90 min", 1.5), ("data.hours", "2 days", 48.0), ("priorities.latency_ms", "0.5 s", 500.0),
    ("data.sample_rate", "44.1 kHz", 44_100), ("data.future", "y", True), ("data.imbalance", "1,000", 1_000.0),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "value"), TEXTS, ids=[f"{path}={text}" for path, text, _ in TEXTS])
def test_a_text_stands_for_a_value_of_its_fact(path: str, text: str, value: Any) -> None:
    found = taken(path, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("path", "text"),
    [("data.rows", "many"), ("data.rows", "1e400"), ("data.rows", "1" + 400 * "0"), ("data.rows", "nan"),
     ("data.rows", "inf"), ("data.rows", ""), ("data.rows", "1.5"), ("data.rows", "true"), ("data.future", "maybe"),
     ("data.missing", "110%"), ("data.rows", "10 min"), ("data.rows", "1.2345k"), ("data.rows", "10,00"),
     ("data.seconds", "0,5"), ("data.seconds", "5 k"), ("data.hours", "5 GB"), ("data.rows", "k"), ("data.rows", "e5"),
     ("data.rows", "1e999999999"), ("data.rows", "\udcff"), ("data.target", "a\udcff"),
     ("data.leaks", "a, \udcff"), ("data.leaks", '["a"'), ("data.kind", "Tabl")],
)  # fmt: skip
def test_a_text_that_stands_for_nothing_is_refused_where_it_was_said(path: str, text: str) -> None:
    expected = f"{path}: expected" if text.isascii() else "this is not UTF-8 text"
    assert str(taken(path, text)).startswith(f"--set {path}: {expected}")


def test_a_number_that_cannot_be_read_is_refused_with_how_to_write_it() -> None:
    assert "hint: for example 5000, 5k or 5e3" in taken("data.rows", "10 min")
    assert "hint: for example 16, 16 GB or 512 MB" in taken("compute.device_memory_gib", "lots")
    assert "hint" not in taken("data.rows", "1.5")
    assert "hint" not in refused(read("task: binary\ndata: {rows: 5k}"))  # a document holds plain numbers


# --- what overrides what -----------------------------------------------------------------------------------------


def test_later_sources_override_earlier_ones_with_their_origin() -> None:
    intake = read("task: binary\ndata: {rows: 1, features: 5, missing: 0.1}")
    intake.measured({"data.path": "t.csv", "data.rows": 50, "data.features": 6, "data.duplicates": 0.0})
    intake.text("features", "7", "--features")
    intake.text("data.features", "8", "--set data.features")
    problem = Problem.of(intake)
    found = {path: (problem.value(path), origin) for path, origin in problem.origins.items()}
    assert found == {
        "task": ("binary", "given"),
        "data.path": ("t.csv", "given"),
        "data.rows": (50, "measured"),
        "data.features": (8, "given"),
        "data.missing": (0.1, "given"),
        "data.duplicates": (0.0, "measured"),
    }


def test_measured_facts_without_a_meaning_for_the_task_are_let_be() -> None:
    intake = read("task: binary")
    intake.measured({"data.rows": 50, "data.target_skew": 1.0})
    assert Problem.of(intake).data.target_skew == 1.0
    assert "has no meaning" in refused(read("task: binary\ndata: {target_skew: 1.0}"))
