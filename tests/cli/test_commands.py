"""What `rules`, `explain`, `schema` and completion answer."""

import importlib.metadata
import json
import re
from email.message import Message

import pytest

from advisor.cli import rules
from advisor.knowledge import knowledge
from advisor.problem import Problem
from advisor.references import resolve
from tests.cli.running import CONFIGS, advisor, screen

BASE = knowledge()
IRIS = ("--task", "multiclass", "--rows", "150", "--features", "4", "--classes", "3")

# --- rules ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_all_rules_are_listed_one_a_line() -> None:
    lines = [line.split("\t") for line in advisor("rules").text.splitlines()]
    assert {line[0] for line in lines} == set(BASE.rules)
    for name, decides, strength, says in lines:
        rule = BASE.rules[name]
        assert (decides, strength) == (rule.decision.path, rule.strength)
        assert says


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (("--strength", "folklore"), lambda rule: rule.strength == "folklore"),
        (("--ruleset", "guide"), lambda rule: "guide" in rule.rulesets),
        (("--source", "G-ACT-9"), lambda rule: "guide:G-ACT-9" in rule.sources),
        (("--source", "klambauer2017"), lambda rule: "klambauer2017" in rule.sources),
        (("model.dropout",), lambda rule: rule.decision.path.startswith("model.dropout")),
        (("act",), lambda rule: rule.id.startswith("ACT-") or ".act" in rule.decision.path),
        (("dropout", "--strength", "strong"), lambda r: "dropout" in r.decision.path and r.strength == "strong"),
    ],
)
def test_rules_are_filtered(words, kept) -> None:
    listed = {line.split("\t")[0] for line in advisor("rules", *words).text.splitlines()}
    expected = {rule.id for rule in BASE.rules.values() if kept(rule)}
    assert expected
    assert listed >= expected
    assert all(kept(BASE.rules[name]) or words == ("act",) for name in listed)


def test_a_rule_in_full() -> None:
    text = advisor("rules", "act-selu").text
    rule = BASE.rules["ACT-SELU"]
    assert text.startswith("ACT-SELU    [moderate; guide]\n  decides    model.activation.name: ")
    assert f"  reads      {', '.join(rule.needs)}\n" in text
    assert text.count("  source     ") == len(rule.sources)
    assert "Klambauer et al. 2017: Self-Normalizing Neural Networks (arXiv:1706.02515)." in text
    assert "()" not in text
    assert text.endswith("  page       site/rules/ACT-SELU.html\n")


def test_the_page_of_a_rule_is_where_the_package_says_that_its_documentation_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    about = Message()
    about["Project-URL"] = "Changes, https://docs.example.org/changes"
    about["Project-URL"] = "Documentation, https://docs.example.org/advisor/"
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _: about)
    assert rules.address("ACT-SELU") == "https://docs.example.org/advisor/rules/ACT-SELU.html"


@pytest.mark.slow
def test_rules_as_json_hold_all_that_is_known() -> None:
    (rule,) = json.loads(advisor("rules", "ACT-SELU", "--format", "json").out)
    assert rule["decision"] == "model.activation.name"
    assert {source["key"] for source in rule["sources"]} == set(BASE.rules["ACT-SELU"].sources)
    assert len(json.loads(advisor("rules", "-f", "json").out)) == len(BASE.rules)
    for source in rule["sources"]:
        assert resolve(source["key"]).says == source["says"]
        assert source["url"] == getattr(resolve(source["key"]), "url", "")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 140])
def test_at_a_terminal_rules_keep_to_its_width(columns: int) -> None:
    for words in (("rules", "ACT-SELU"), ("rules", "dropout", "--all")):
        code, shown = screen(*words, columns=columns, env={"NO_COLOR": "1", "PAGER": "cat"})
        assert code == 0
        assert max(map(len, shown.splitlines())) <= columns
        assert "SELU" in shown


# --- explain ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_choice_is_explained_in_full() -> None:
    text = advisor("explain", "training.learning_rate.initial", *IRIS).text
    labels = [line[2:12].strip() for line in text.splitlines()[1:]]
    assert text.startswith("training.learning_rate.initial: ")
    for label in ("asks", "because", "in general", "rests on", "try next", "not", "source"):
        assert label in labels
    assert "model.family = mlp (chosen)" in text
    assert "data.classes = 3 (given)" in advisor("explain", "model.output.units", *IRIS).text
    problem = Problem(**{"task": "multiclass", "data.kind": "table"})
    speaking = {
        rule.id
        for rule in BASE.by_path["training.learning_rate.initial"].rules
        if "current" in rule.rulesets and rule.scope.covers(problem, {"family": "mlp"})
    }
    assert set(re.findall(r"(LR-[A-Z-]+\w)", text)) == speaking | {"LR-GUIDE"}


@pytest.mark.slow
def test_a_part_a_name_and_several_decisions_can_be_asked_for() -> None:
    whole = advisor("explain", "training.optimizer", *IRIS).text
    heads = re.findall(r"^(\S+):", whole, re.MULTILINE)
    assert heads[0] == "training.optimizer.name"
    assert all(head.startswith("training.optimizer.") for head in heads)
    assert advisor("explain", "batch_size", *IRIS).out == advisor("explain", "training.batch_size", *IRIS).out
    both = advisor("explain", "batch_size", "family", *IRIS).text
    assert re.findall(r"^(\S+):", both, re.MULTILINE) == ["training.batch_size", "model.family"]


@pytest.mark.slow
def test_an_explanation_as_json() -> None:
    (choice,) = json.loads(advisor("explain", "model.family", *IRIS, "-f", "json").out)
    assert choice["decision"] == "model.family"
    assert choice["value"] == "mlp"
    assert {"path": "data.rows", "value": 150, "origin": "given"} in choice["rests_on"] + choice["also_read"]


@pytest.mark.slow
def test_without_a_problem_the_rules_of_a_decision_are_shown() -> None:
    text = advisor("explain", "model.activation.name").text
    shown = re.findall(r"^(\S+)    \[", text, re.MULTILINE)
    assert shown == [rule.id for rule in BASE.by_path["model.activation.name"].rules]


@pytest.mark.slow
def test_a_config_is_explained_as_it_was_made() -> None:
    config = min(CONFIGS.glob("*/config.yaml"))
    text = advisor("explain", "model.family", str(config)).text
    assert f"model.family: {re.findall(r'^  family: (.*)', config.read_text(), re.MULTILINE)[0]} " in text


@pytest.mark.slow
def test_at_a_terminal_an_explanation_keeps_to_its_width() -> None:
    code, shown = screen("explain", "training.learning_rate", *IRIS, columns=70, env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, shown.splitlines())) <= 70
    assert "because" in shown


# --- schema -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["problem", "config"])
def test_schemas_are_valid_and_describe_every_field(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(advisor("schema", name).out)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    fields = [(path, field) for path, part in schema["$defs"].items() for field in part.get("properties", {}).items()]
    assert fields
    assert [(path, name) for path, (name, field) in fields if "description" not in field and "$ref" not in field] == []


@pytest.mark.slow
def test_the_gallery_fits_the_schemas() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    for name in ("problem", "config"):
        validator = jsonschema.Draft202012Validator(json.loads(advisor("schema", name).out))
        for path in sorted(CONFIGS.glob(f"*/{name}.yaml")):
            # A reader of YAML 1.1 takes 1e6 for text; problems are written by hand.
            document = yaml.safe_load(re.sub(r"(\d)e(\d)", r"\1.0e+\2", path.read_text(encoding="utf-8")))
            assert [error.message for error in validator.iter_errors(document)] == [], path


# --- flags ------------------------------------------------------------------------------------------------------


def test_the_former_name_of_a_flag_is_read_and_no_longer_shown() -> None:
    now, then = (advisor("recommend", *IRIS, "--device", "gpu", flag, "24") for flag in ("--memory-gib", "--memory-gb"))
    assert now.code == then.code == 0
    assert now.out == then.out
    assert now.err == then.err
    shown = advisor("recommend", "--help").text
    assert "--memory-gib" in shown
    assert "--memory-gb" not in shown
