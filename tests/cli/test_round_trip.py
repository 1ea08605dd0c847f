"""The same facts give the same bytes, and what is emitted is valid input."""

import json
from pathlib import Path

import pytest

from tests.cli.running import CONFIGS, EXAMPLES, advisor, screen

pytestmark = pytest.mark.slow  # each test starts processes

NAMES = sorted(path.name for path in CONFIGS.iterdir() if (path / "config.yaml").exists())
SOME = NAMES[::9]
FACTS = ("--task", "multiclass", "--image", "64x64x3", "--rows", "5000", "--classes", "7", "--device", "gpu")


@pytest.mark.parametrize("name", SOME)
def test_an_emitted_config_gives_the_same_bytes(name: str) -> None:
    config = CONFIGS / name / "config.yaml"
    again = advisor("recommend", str(config))
    assert (again.code, again.out) == (0, config.read_bytes())


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("name", SOME[:2])
def test_yaml_and_json_turn_into_one_another_under_both_rulesets(name: str, ruleset: str) -> None:
    problem = str(CONFIGS / name / "problem.yaml")
    as_yaml = advisor("recommend", problem, "--ruleset", ruleset)
    as_json = advisor("recommend", problem, "--ruleset", ruleset, "-f", "json")
    assert json.loads(as_json.out)["ruleset"] == ruleset
    assert advisor("recommend", "-", given=as_json.out).out == as_yaml.out
    assert advisor("recommend", "-", "-f", "json", given=as_yaml.out).out == as_json.out
    assert advisor("recommend", "-", given=as_yaml.out).out == as_yaml.out


def test_a_flag_overrides_the_ruleset_of_a_config() -> None:
    guide = advisor("recommend", *FACTS, "--ruleset", "guide")
    current = advisor("recommend", *FACTS)
    assert guide.out != current.out
    assert advisor("recommend", "-", "--ruleset", "current", given=guide.out).out == current.out


@pytest.mark.parametrize("explain", ["none", "comments"])
def test_a_config_with_measured_facts_needs_its_data_no_more(tmp_path: Path, explain: str) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes((EXAMPLES / "wine.csv").read_bytes())
    target = table.read_text().partition("\n")[0].split(",")[-1]
    made = advisor("recommend", "--data", "t.csv", "--target", target, "--explain", explain, cwd=tmp_path)
    assert made.code == 0, made.err
    table.unlink()
    again = advisor("recommend", "-", "--explain", explain, given=made.out, cwd=tmp_path)
    assert (again.code, again.out) == (0, made.out)


def test_hash_seeds_locales_widths_and_terminals_change_no_byte(tmp_path: Path) -> None:
    plain = advisor("recommend", *FACTS, "--explain", "comments")
    environments = [{"PYTHONHASHSEED": seed} for seed in ("0", "1", "42")]
    environments += [{"LC_ALL": "C", "COLUMNS": "20"}, {"FORCE_COLOR": "1", "TZ": "Asia/Tokyo"}, {"TERM": "dumb"}]
    for variables in environments:
        assert advisor("recommend", *FACTS, "--explain", "comments", env=variables) == plain
    assert advisor("recommend", *FACTS, "--explain", "comments", cwd=tmp_path) == plain
    code, shown = screen("recommend", *FACTS, "--explain", "comments", "-q", columns=40)
    assert (code, shown) == (0, plain.text)


@pytest.mark.parametrize("form", ["text", "json"])
def test_explanations_are_the_same_under_every_hash_seed(form: str) -> None:
    answers = [advisor("explain", "-f", form, *FACTS, env={"PYTHONHASHSEED": seed}) for seed in ("0", "1")]
    assert answers[0].code == 0
    assert answers[0] == answers[1]
