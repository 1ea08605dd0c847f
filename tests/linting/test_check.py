"""`advisor check`: each seeded contradiction is found at its line, and nothing in what is recommended."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor import Problem, recommend
from advisor.linting import check_config
from advisor.linting.fixes import fixed
from advisor.linting.formats import as_sarif
from advisor.yamlio import Document, read_document, write_yaml
from tests.cli.running import advisor
from tests.pinning.test_constraints import BROKEN, changed
from tests.strategies import RULESETS, problems

BINARY: dict[str, Any] = {"task": "binary", "rows": 5_000, "features": 20}
# What a type or a bound already refuses is reported as that, beside the constraint.
TYPED = {"CHK-WARMUP", "CHK-RATE"}


def document(facts: dict[str, Any], leaves: dict[str, Any]) -> Document:
    """A config with some leaves changed, as a file holds it."""
    return read_document(write_yaml(changed(recommend(Problem(**facts)).document(), leaves)), "config.yaml")


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), RULESETS)
def test_nothing_is_found_in_what_is_recommended(problem: Problem, ruleset: Any) -> None:
    text = recommend(problem, ruleset).to_yaml()
    assert check_config(read_document(text, "config.yaml")) == []


@pytest.mark.parametrize(("constraint_id", "facts", "leaves"), BROKEN)
def test_each_seeded_contradiction_is_found_at_one_of_its_lines(constraint_id: str, facts: Any, leaves: Any) -> None:
    config = document(facts, leaves)
    found = [finding for finding in check_config(config) if finding.rule == constraint_id]
    assert len(found) == 1
    leaf = found[0].path.rpartition(".")[2]
    assert config.text.splitlines()[found[0].line - 1].strip().startswith((f"{leaf}:", leaf[:4], "early", "schedule"))


@pytest.mark.parametrize(
    ("leaves", "said"),
    [
        ({"model.famly": "mlp"}, "there is no key model.famly; did you mean family?"),
        ({"model.family": "mpl"}, "did you mean mlp?"),
        ({"training.batch_size": "many"}, "expected `int`"),
        ({"training.early_stopping.patience": -1}, "expected `int` >= 0"),
    ],
)
def test_keys_and_values_of_the_schema(leaves: Any, said: str) -> None:
    (found,) = [finding for finding in check_config(document(BINARY, leaves)) if finding.rule == "CHK-SCHEMA"]
    assert said in found.message
    assert found.severity == "error"


def test_a_departure_is_a_note_with_the_rule_and_what_follows_from_it_is_none() -> None:
    found = check_config(document(BINARY, {"training.batch_size": 64, "compute.micro_batch": 64}))
    batch = {finding.rule: finding for finding in found}["BAT-SIDE-BY-SIDE"]
    assert (batch.severity, batch.path) == ("note", "training.batch_size")
    assert batch.message.startswith("128 is advised: ")
    assert "compute.micro_batch" not in {finding.path for finding in found}


def test_a_network_that_does_not_fit_and_a_key_without_effect_are_found() -> None:
    wide = check_config(document(BINARY, {"model.hidden.widths": [60_000] * 2}))
    assert "CHK-MEMORY" in {finding.rule for finding in wide}
    idle = check_config(document(BINARY, {"model.hidden.kernel": 3}))
    assert [(finding.rule, finding.path) for finding in idle] == [("CHK-UNUSED", "model.hidden.kernel")]


@pytest.mark.parametrize(("constraint_id", "facts", "leaves"), BROKEN)
def test_mending_ends_and_keeps_the_rest(constraint_id: str, facts: Any, leaves: Any) -> None:
    text, done = fixed(document(facts, leaves), None, [constraint_id], [])
    left = [f for f in check_config(read_document(text, "config.yaml")) if f.rule == constraint_id and f.safe]
    assert left == []
    if not done:
        assert text == document(facts, leaves).text


def test_comments_and_layout_stay_where_a_value_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    text = recommend(Problem(**BINARY)).to_yaml(comments=True)
    assert "\n    hidden: he-normal\n" in text
    file.write_text(text.replace("    hidden: he-normal\n", "    hidden: glorot-uniform  # an old habit\n"))
    told = advisor("check", str(file), "--fix")
    assert told.code == 0
    assert "set model.initialization.hidden = he-normal" in told.err
    assert file.read_text() == text.replace("    hidden: he-normal\n", "    hidden: he-normal  # an old habit\n")


@pytest.mark.slow
def test_exit_codes_selection_and_ignores(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    text = recommend(Problem(**BINARY)).to_yaml()
    file.write_text(text)
    assert (advisor("check", str(file)).code, advisor("check", str(file)).text) == (0, "")
    file.write_text(text.replace("    hidden: he-normal\n", "    hidden: glorot-uniform\n"))
    told = advisor("check", str(file))
    assert told.code == 1
    assert f"{file}:" in told.text
    assert "[CHK-INIT]" in told.text
    assert advisor("check", str(file), "--ignore", "CHK-INIT", "--ignore", "INIT").code == 0
    assert advisor("check", str(file), "--select", "CHK-SELU").code == 0
    file.write_text(
        text.replace("    hidden: he-normal\n", "    hidden: glorot-uniform  # advisor: ignore[CHK-INIT]\n")
    )
    assert "[CHK-INIT]" not in advisor("check", str(file)).text
    file.write_text(
        text.replace("batch_size: 128\n", "batch_size: 64\n").replace("micro_batch: 128\n", "micro_batch: 64\n")
    )
    assert advisor("check", str(file)).code == 0
    assert advisor("check", str(file), "--strict").code == 1
    assert advisor("check", str(tmp_path / "none.yaml")).code == 2


@pytest.mark.slow
def test_formats(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(
        recommend(Problem(**BINARY)).to_yaml().replace("  hidden: he-normal\n", "  hidden: glorot-uniform\n")
    )
    (found,) = [
        each for each in json.loads(advisor("check", str(file), "-f", "json").text) if each["rule"] == "CHK-INIT"
    ]
    sarif = json.loads(advisor("check", str(file), "-f", "sarif").text)
    run = sarif["runs"][0]
    (result,) = [each for each in run["results"] if each["ruleId"] == "CHK-INIT"]
    assert sarif["version"] == "2.1.0"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == found["line"]
    assert {each["ruleId"] for each in run["results"]} == {each["id"] for each in run["tool"]["driver"]["rules"]}
    assert f"line={found['line']}" in advisor("check", str(file), "-f", "github").text
    assert as_sarif([])["runs"][0]["results"] == []


def keras(*layers: tuple[str, dict[str, Any]], compiled: dict[str, Any] | None = None) -> str:
    listed = [{"module": "keras.layers", "class_name": kind, "config": config} for kind, config in layers]
    model: dict[str, Any] = {"class_name": "Sequential", "config": {"name": "model", "layers": listed}}
    return json.dumps(model | ({"compile_config": compiled} if compiled else {}), indent=1)


GLOROT = {"class_name": "GlorotUniform", "config": {"seed": None}}
LECUN = {"class_name": "LecunNormal", "config": {"seed": None}}
DENSE = {"units": 8, "activation": "selu", "kernel_initializer": LECUN}
SIGMOID = ("Dense", {"units": 1, "activation": "sigmoid", "kernel_initializer": GLOROT})
KERAS: list[tuple[set[str], str]] = [
    (set(), keras(("Dense", DENSE), SIGMOID, compiled={"loss": "binary_crossentropy", "optimizer": "adam"})),
    ({"CHK-SELU-NORM"}, keras(("Dense", DENSE), ("BatchNormalization", {}), SIGMOID)),
    ({"CHK-SELU-INIT"}, keras(("Dense", DENSE | {"kernel_initializer": GLOROT}), SIGMOID)),
    ({"CHK-INIT"}, keras(("Dense", DENSE | {"activation": "relu"}), SIGMOID)),
    ({"CHK-SELU-DROPOUT"}, keras(("Dense", DENSE), ("Dropout", {"rate": 0.2}), SIGMOID)),
    ({"CHK-DROPOUT-OUTPUT"}, keras(SIGMOID, ("Dropout", {"rate": 0.2}))),
    ({"CHK-DROPOUT-RATE"}, keras(("Dropout", {"rate": 1.0}), SIGMOID)),
    ({"CHK-SOFTMAX-ONE"}, keras(("Dense", {"units": 1, "activation": "softmax"}))),
    (
        {"CHK-LOSS-OUTPUT", "CHK-RATE"},
        keras(
            ("Dense", {"units": 3, "activation": "softmax"}),
            compiled={"loss": "mse", "optimizer": {"class_name": "Adam", "config": {"learning_rate": 1.0}}},
        ),
    ),
    (
        {"CHK-DROPOUT-BATCHNORM"},
        keras(
            ("Dense", {"units": 8, "activation": "relu", "use_bias": True}),
            ("Dropout", {"rate": 0.2}),
            ("BatchNormalization", {}),
            SIGMOID,
        ),
    ),
]


@pytest.mark.parametrize(("expected", "text"), KERAS)
def test_keras_models(expected: set[str], text: str, tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_text(text)
    told = advisor("check", str(file), "-f", "json")
    findings = json.loads(told.text)
    assert {finding["rule"] for finding in findings} == expected
    assert told.code == (1 if expected else 0)
    assert all(finding["line"] > 1 for finding in findings)


@pytest.mark.parametrize("words", [("check", "models:build"), ("diagnose", "history.csv", "--model", "models:build")])
def test_no_module_is_imported_unasked_in_a_pipe(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("open('ran', 'w').close()\n\n\ndef build(): ...\n")
    (tmp_path / "history.csv").write_text("".join(["epoch,loss\n", *(f"{k},{1 / (k + 1)}\n" for k in range(20))]))
    told = advisor(*words, cwd=tmp_path)
    assert (told.code, told.text) == (2, "")
    assert "models:build: is no file, and no module is imported unasked\n    hint: --import " in told.err
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_a_torch_module_that_a_function_builds(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "models.py").write_text(
        "from torch import nn\n\n\ndef build():\n"
        "    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.SELU(), nn.Dropout(0.2), nn.Linear(8, 1),"
        " nn.Softmax(1))\n"
    )
    told = advisor("check", "models:build", "--import", "-f", "json", cwd=tmp_path)
    assert told.code == 1
    assert {finding["rule"] for finding in json.loads(told.text)} == {
        "CHK-SELU-NORM", "CHK-SELU-DROPOUT", "CHK-SOFTMAX-ONE", "CHK-BIAS",
    }  # fmt: skip
    assert advisor("check", "models:nothing", "--import", cwd=tmp_path).code == 2


MULTILABEL: dict[str, Any] = {"task": "multilabel", "rows": 5_000, "features": 50, "outputs": 7}


def test_a_fix_that_removes_several_findings_is_the_fix_of_each() -> None:
    found = check_config(document(MULTILABEL, {"model.output.activation": "softmax"}))
    fixes = {finding.rule: finding.fix for finding in found if finding.fix}
    assert fixes == {key: {"model.output.activation": "sigmoid"} for key in ("CHK-OUTPUT", "CHK-LOSS-OUTPUT")}
    text, done = fixed(document(MULTILABEL, {"model.output.activation": "softmax"}), None, [], [])
    assert done == ["model.output.activation = sigmoid"]
    assert text == document(MULTILABEL, {}).text


def test_findings_stand_in_the_order_of_lines() -> None:
    leaves = {"training.batch_size": 64, "compute.micro_batch": 64, "model.initialization.hidden": "glorot-uniform"}
    lines = [finding.line for finding in check_config(document(BINARY, leaves))]
    assert len(lines) >= 2
    assert lines == sorted(lines)


def test_a_search_that_cannot_be_run_and_gaps_are_found_by_check_and_refused_by_export() -> None:
    from advisor.errors import InputError
    from advisor.exporting import read_source

    whole = recommend(Problem(**BINARY)).document()
    rate = "training.learning_rate.initial"
    wrong: tuple[Any, ...] = ({"low": 0.1}, {"low": "a", "high": "b"}, {"low": 2.0, "high": 1.0}, 64, [])
    for search in wrong:
        config = read_document(write_yaml(whole | {"tuning": whole["tuning"] | {"search": {rate: search}}}), "c.yaml")
        assert [finding.path for finding in check_config(config)] == [f"tuning.search.{rate}"]
        with pytest.raises(InputError, match=r"tuning\.search"):
            read_source(config)
    gap = read_document(
        write_yaml(whole | {"training": {k: v for k, v in whole["training"].items() if k != "schedule"}}), "c.yaml"
    )
    assert "training.schedule.name" in {finding.path for finding in check_config(gap) if finding.rule == "CHK-MISSING"}
    with pytest.raises(InputError, match=r"training\.schedule\.name"):
        read_source(gap)


@pytest.mark.parametrize(
    "leaves", [{"ruleset": "other"}, {"training.schedule.name": {"a": 1}}, {"model.family": [1]}, {"model": 3}]
)
def test_what_is_of_another_type_is_a_finding(leaves: dict[str, Any]) -> None:
    assert "CHK-SCHEMA" in {finding.rule for finding in check_config(document(BINARY, leaves))}


def test_fixes_settle() -> None:
    broken = {"data.target.transform": "standardize", "model.output.activation": "softmax"}
    text, done = fixed(document(BINARY, broken), None, [], [])
    assert len(done) == len(set(done))
    assert fixed(read_document(text, "config.yaml"), None, [], [])[1] == []


def test_memory_is_counted_of_the_network_that_is_named() -> None:
    photos = {"task": "multiclass", "image": "224x224x3", "rows": 20_000, "classes": 10, "device": "gpu",
              "memory_gb": 4}  # fmt: skip
    all_at_once = {"training.batch_size": 512, "compute.micro_batch": 512, "compute.accumulation": 1}
    assert "CHK-MEMORY" in {finding.rule for finding in check_config(document(photos, all_at_once))}
