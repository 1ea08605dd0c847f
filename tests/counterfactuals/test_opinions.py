"""Second opinions: the guide's are computed, and every constant of another authority has a place where it stands."""

import json
import re
from itertools import product
from typing import Any

import pytest
from msgspec import UNSET, convert

from advisor.config.document import Config
from advisor.counterfactuals.opinions import Opinion, opinions
from advisor.counterfactuals.opinions.conditions import said as settings_of
from advisor.counterfactuals.opinions.formulas import FORMULAS
from advisor.counterfactuals.opinions.opinions import alike
from advisor.knowledge import knowledge
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import SUPPORTED
from advisor.recommending import Recommendation, plain, recommend
from advisor.references.authorities import Authority, Setting, authorities
from tests.cli.running import advisor, screen
from tests.counterfactuals.source_code import constant, file_of, installed
from tools.others import DEVELOPED_WITH

ENTRIES = [(authority, setting) for authority in authorities() for setting in authority.settings]
TABLE: dict[str, Any] = {"task": "multiclass", "classes": 3, "rows": 5_000, "features": 20}


def name(entry: tuple[Authority, Setting]) -> str:
    authority, setting = entry
    return f"{authority.name}: {setting.sets} at {setting.place}"


def said(recommendation: Recommendation, decision: str, authority: str) -> Opinion:
    return next(other for other in opinions(recommendation)[decision].others if other.authority == authority)


@pytest.mark.parametrize("entry", ENTRIES, ids=name)
def test_each_setting_names_a_decision_a_place_and_one_answer(entry: tuple[Authority, Setting]) -> None:
    authority, setting = entry
    assert knowledge().by_path[setting.sets].lands
    assert authority.files[setting.file]
    assert setting.place
    assert authority.url.startswith("https://")
    answers = [setting.value is not UNSET, bool(setting.any_of), bool(setting.rule), bool(setting.words)]
    assert sum(answers) == 1
    assert not setting.rule or setting.rule in FORMULAS
    assert all(path in FACTS or path in knowledge().by_path for path in (*authority.when, *setting.when))


@pytest.mark.parametrize("entry", [e for e in ENTRIES if not e[1].words and not e[1].rule], ids=name)
def test_each_value_is_written_in_the_words_of_our_config(entry: tuple[Authority, Setting]) -> None:
    _, setting = entry
    for value in setting.any_of or [setting.value]:
        document: Any = value
        for part in reversed(setting.sets.split(".")):
            document = {part: document}
        convert(document, Config)


# Those of packages that are installed; `make others` fetches the rest.
CODE = [(a, s) for a, s in ENTRIES if s.at and (a.package in DEVELOPED_WITH or file_of(a.files[s.file]))]


@pytest.mark.parametrize("entry", CODE, ids=name)
def test_each_constant_is_what_the_package_itself_says(entry: tuple[Authority, Setting]) -> None:
    authority, setting = entry
    if authority.package and not installed(authority.package):
        pytest.skip(f"{authority.package} is not installed")
    file = file_of(authority.files[setting.file])
    assert file is not None
    expected = setting.value if setting.spelt is UNSET else setting.spelt
    assert constant(file, setting.at) == expected


def test_every_setting_counts_for_some_problem() -> None:
    reached: set[int] = set()
    more: list[dict[str, Any]] = [
        {}, {"rows": 300}, {"device": "gpu"}, {"trials": 50}, {"priority": "latency"}, {"pretrained": False},
        {"data.categorical": 3, "data.cardinality": 50, "data.features": 8}, {"volumetric": True, "device": "gpu"},
        {"rows": 2_000_000, "device": "gpu"}, {"data.missing": 0.1},
    ]  # fmt: skip
    kinds = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]
    for (kind, task), facts in product(kinds, more):
        fitting = {path: value for path, value in facts.items() if _matters(path, kind, task)}
        recommendation = recommend(Problem(**{"task": task, "data.kind": kind, **fitting}))
        for authority in authorities():
            reached |= {id(setting) for setting in settings_of(authority, recommendation).values()}
    missed = [name(entry) for entry in ENTRIES if id(entry[1]) not in reached]
    assert not missed


def _matters(word: str, kind: str, task: str) -> bool:
    leaf = next(leaf for leaf in FACTS.values() if word in (leaf.path, leaf.about.flag))
    return leaf.matters(kind, task)


@pytest.mark.parametrize(
    ("ruleset", "other", "named"), [("current", "guide", "the guide"), ("guide", "current", "current rules")]
)
def test_the_other_ruleset_is_computed(ruleset: Any, other: Any, named: str) -> None:
    problem = Problem(**TABLE, pins={"training.batch_size": 48})
    found = opinions(recommend(problem, ruleset))
    computed = recommend(problem.replace(pins={}), other)
    assert found["training.batch_size"].value == 48
    for decision, opinion in found.items():
        first = opinion.others[0]
        assert first.authority == named
        there = computed.choices.get(decision)
        assert first.value == (plain(there.value) if there else None)
        assert (first.stance == "agrees") == (there is not None and first.value == opinion.value)


@pytest.mark.parametrize(
    ("authority", "decision", "facts", "value"),
    [
        ("scikit-learn", "training.batch_size", {"rows": 100}, 80),
        ("scikit-learn", "training.batch_size", {"rows": 10_000}, 200),
        ("AutoGluon NN_TORCH", "training.batch_size", {"rows": 1_000}, 32),
        ("AutoGluon NN_TORCH", "training.batch_size", {"rows": 50_000}, 128),
        ("AutoGluon NN_TORCH", "training.batch_size", {"rows": 10**9}, 512),
        ("AutoGluon NN_TORCH", "training.early_stopping", {"rows": 5_000}, {"patience": 300, "restore_best": True}),
        ("AutoGluon NN_TORCH", "training.early_stopping", {"rows": 10**7}, {"patience": 20, "restore_best": True}),
        ("AutoGluon FASTAI", "training.batch_size", {"rows": 200}, 32),
        ("AutoGluon FASTAI", "training.batch_size", {"rows": 5_000}, 256),
        ("AutoGluon FASTAI", "training.batch_size", {"rows": 500_000}, 512),
        ("AutoGluon FASTAI", "model.hidden.widths", {"classes": 3}, [200, 100]),
        ("AutoGluon FASTAI", "model.hidden.widths", {"classes": 80}, [320, 160]),
        ("RealMLP-TD", "model.activation.name", {}, "selu"),
        ("RealMLP-TD", "model.activation.name", {"task": "regression"}, "mish"),
        ("RealMLP-TD", "training.learning_rate.initial", {"task": "regression"}, 0.2),
    ],
)  # fmt: skip
def test_values_follow_the_facts(authority: str, decision: str, facts: dict[str, Any], value: Any) -> None:
    wanted = {**TABLE, **facts}
    if wanted["task"] == "regression":
        del wanted["classes"]
    recommendation = recommend(Problem(**wanted))
    assert said(recommendation, decision, authority).value == value


def test_embeddings_are_computed_for_each_column_that_is_embedded() -> None:
    recommendation = recommend(Problem(task="binary", rows=5_000, features=4, categorical=1, cardinality=1_000))
    widths = {
        authority: [column["dim"] for column in said(recommendation, "data.categorical.embeddings", authority).value]
        for authority in ("RealMLP-TD", "AutoGluon NN_TORCH", "fastai")
    }
    # 1.6 * 1001 ** 0.56 is 76.6, which fastai rounds and AutoGluon cuts off
    assert widths == {"RealMLP-TD": [8], "AutoGluon NN_TORCH": [76], "fastai": [77]}


def test_nnu_net_speaks_of_segmentation_alone_and_as_deep_as_we_go() -> None:
    assert "nnU-Net" not in {
        o.authority for each in opinions(recommend(Problem(**TABLE))).values() for o in each.others
    }
    volumes = recommend(Problem(task="segmentation", volumetric=True, rows=100, classes=3, device="gpu"))
    widths = said(volumes, "model.hidden.widths", "nnU-Net").value
    assert widths == [32, 64, 128, 256, 320, 320][: len(volumes["model.hidden.widths"])]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (64, 64, True),
        (64, 32, False),
        ({"name": "cosine", "final_fraction": 0.0}, {"name": "cosine"}, True),
        ({"name": "cosine", "final_fraction": 0.0}, {"name": "cosine", "final_fraction": 0.1}, False),
        ({"name": "cosine"}, {"name": "cosine", "final_fraction": 0.1}, False),
        ({"name": "cosine", "final_fraction": 0.0}, "cosine", True),
        ("cosine", {"name": "cosine"}, False),
    ],
)
def test_ours_is_compared_as_far_as_theirs_says(ours: Any, theirs: Any, expected: bool) -> None:
    assert alike(ours, theirs) is expected


@pytest.mark.slow
def test_the_command_shows_ours_theirs_and_where_they_stand() -> None:
    words = ("explain", "training.batch_size", "--others", "--task", "binary", "--rows", "5000")
    run = advisor(*words)
    assert run.code == 0, run.err
    assert re.search(r"^training\.batch_size: 128 +\[ours, as \d of \d others have it\]", run.text, re.MULTILINE)
    assert re.search(
        r"^  scikit-learn +200, 1\.6 times ours - batch_size='auto'.*_multilayer_perceptron\.py", run.text, re.MULTILINE
    )
    assert re.search(r"^  RealMLP-TD +256, 2 times ours", run.text, re.MULTILINE)
    data = json.loads(advisor(*words, "-f", "json").text)
    assert [each["decision"] for each in data] == ["training.batch_size"]
    by_name = {other["authority"]: other for other in data[0]["others"]}
    assert by_name["scikit-learn"]["agrees"] is False
    assert by_name["tuning playbook"]["agrees"] is None
    assert all(other["source"] or other["words"] for other in by_name.values())
    code, text = screen(*words)
    assert (code, "tuning playbook" in text) == (0, True)


def test_a_decision_on_which_nobody_else_speaks_says_so() -> None:
    run = advisor("explain", "data.drop_columns", "--others", "--task", "binary", "--rows", "5000")
    assert (run.code, "no other authority" in run.text) == (0, True)
