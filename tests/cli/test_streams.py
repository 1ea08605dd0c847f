"""The result goes to stdout or to a file, and everything for people to stderr."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.running import EXAMPLES, advisor

pytestmark = pytest.mark.slow  # each test starts processes

BINARY = ("recommend", "--task", "binary", "--rows", "3000", "--features", "12")
TABLE = ("recommend", "--data", str(EXAMPLES / "diabetes.csv"), "--target", "progression")


def test_in_a_pipe_stdout_is_the_config_alone() -> None:
    answer = advisor(*BINARY)
    config = yaml.safe_load(answer.out)
    assert answer.code == 0
    assert config["problem"] == {"task": "binary", "data": {"rows": 3000, "features": 12}}
    assert {"model", "training", "data", "tuning"} <= config.keys()
    assert all(line.startswith("warning: ") for line in answer.err.splitlines())


def test_measuring_leaves_no_word_on_either_stream_but_warnings() -> None:
    answer = advisor(*TABLE)
    assert yaml.safe_load(answer.out)["problem"]["data"]["rows"] == 442
    assert all(line.startswith("warning: ") for line in answer.err.splitlines())


def test_quiet_leaves_stderr_empty() -> None:
    answer = advisor(*BINARY, "-q")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == advisor(*BINARY).out


def test_both_formats_hold_the_same_document() -> None:
    as_yaml, as_json = advisor(*BINARY), advisor(*BINARY, "-f", "json")
    assert yaml.safe_load(as_yaml.out) == json.loads(as_json.out)
    assert advisor(*BINARY, "--format", "yaml").out == as_yaml.out


@pytest.mark.parametrize(("name", "form"), [("c.yaml", "yaml"), ("c.json", "json"), ("c.txt", "yaml")])
def test_a_file_takes_the_form_of_its_suffix(tmp_path: Path, name: str, form: str) -> None:
    answer = advisor(*BINARY, "-o", name, cwd=tmp_path)
    assert (answer.code, answer.out) == (0, b"")
    assert f"wrote {name}" in answer.err
    assert (tmp_path / name).read_bytes() == advisor(*BINARY, "-f", form).out
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_stated_format_wins_over_the_suffix(tmp_path: Path) -> None:
    advisor(*BINARY, "-o", "c.txt", "-f", "json", cwd=tmp_path)
    assert json.loads((tmp_path / "c.txt").read_bytes())["problem"]["task"] == "binary"


def test_a_dash_is_stdout_and_stdin() -> None:
    plain = advisor(*BINARY)
    assert advisor(*BINARY, "-o", "-").out == plain.out
    assert advisor("recommend", "-", given=plain.out).out == plain.out


def test_stdin_takes_yaml_and_json() -> None:
    from_yaml = advisor("recommend", "-", given="task: binary\ndata:\n  rows: 3000\n  features: 12\n")
    from_json = advisor("recommend", "-", given='{"task": "binary", "data": {"rows": 3000, "features": 12}}')
    assert from_yaml.out == from_json.out == advisor(*BINARY).out


def test_a_file_is_not_overwritten_unless_forced(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("mine")
    refused = advisor(*BINARY, "-o", "c.yaml", cwd=tmp_path)
    assert (refused.code, refused.out, file.read_text()) == (2, b"", "mine")
    assert "c.yaml: the file exists and was not overwritten\n    hint: --force" in refused.err
    assert advisor(*BINARY, "-o", "c.yaml", "--force", cwd=tmp_path).code == 0
    assert file.read_bytes() == advisor(*BINARY).out


def test_nothing_is_written_where_one_of_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "why.md").write_text("mine")
    answer = advisor(*BINARY, "-o", "c.yaml", "--explanation", "why.md", cwd=tmp_path)
    assert answer.code == 2
    assert "why.md" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["why.md"]


def test_two_results_do_not_go_to_one_file(tmp_path: Path) -> None:
    answer = advisor(*BINARY, "-o", "c.yaml", "--explanation", "./c.yaml", "--force", cwd=tmp_path)
    assert answer.code == 2
    assert "two results cannot go to one file" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_writes_nothing_and_says_what_it_would(tmp_path: Path) -> None:
    answer = advisor(*BINARY, "-n", "-o", "c.yaml", "--explanation", "why.md", cwd=tmp_path)
    assert (answer.code, answer.out, list(tmp_path.iterdir())) == (0, b"", [])
    assert "would write c.yaml" in answer.err
    assert "would write why.md" in answer.err


@pytest.mark.parametrize(
    ("path", "reason"),
    [("none/such.yaml", "there is no directory none"), (".", "Is a directory"), ("/dev/full", "No space left")],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, path: str, reason: str) -> None:
    answer = advisor(*BINARY, "-o", path, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, b"")
    assert f"{path}: cannot be written: {reason}" in answer.err
    assert list(tmp_path.iterdir()) == []


# --- the explanation ----------------------------------------------------------------------------------------


def test_no_explanation_unless_asked() -> None:
    plain, none = advisor(*BINARY), advisor(*BINARY, "--explain", "none")
    assert none == plain
    assert b"#" not in plain.out


def test_comments_stand_above_the_keys_and_change_nothing_else() -> None:
    plain, commented = advisor(*BINARY), advisor(*BINARY, "--explain", "comments")
    assert yaml.safe_load(commented.out) == yaml.safe_load(plain.out)
    assert commented.err == plain.err
    lines = commented.text.splitlines()
    key = next(number for number, line in enumerate(lines) if line.startswith("  batch_size:"))
    assert lines[key - 1].startswith("  # ")
    assert [line for line in lines if not line.lstrip().startswith("#")] == plain.text.splitlines()


@pytest.mark.parametrize(("form", "mark"), [("text", "  because   "), ("markdown", "# ")])
def test_an_explanation_for_people_goes_to_stderr(form: str, mark: str) -> None:
    plain, explained = advisor(*BINARY), advisor(*BINARY, "--explain", form)
    assert explained.out == plain.out
    assert mark in explained.err
    assert "training.batch_size" in explained.err


def test_the_json_explanation_is_json(tmp_path: Path) -> None:
    answer = advisor(*BINARY, "-q", "--explain", "json")
    on_stderr = json.loads(answer.err)
    advisor(*BINARY, "-q", "--explanation", "why.json", cwd=tmp_path)
    assert json.loads((tmp_path / "why.json").read_text()) == on_stderr


@pytest.mark.parametrize(("name", "mark"), [("why.md", "# "), ("why.json", "{"), ("why.txt", "")])
def test_the_explanation_of_a_file_takes_the_form_of_its_suffix(tmp_path: Path, name: str, mark: str) -> None:
    answer = advisor(*BINARY, "--explanation", name, cwd=tmp_path)
    text = (tmp_path / name).read_text()
    assert answer.out == advisor(*BINARY).out
    assert text.startswith(mark)
    assert "batch_size" in text


def test_the_form_of_the_explanation_can_be_said(tmp_path: Path) -> None:
    advisor(*BINARY, "--explain", "json", "--explanation", "why.md", cwd=tmp_path)
    assert json.loads((tmp_path / "why.md").read_text())


def test_the_explanation_takes_stdout_only_where_the_config_leaves_it(tmp_path: Path) -> None:
    refused = advisor(*BINARY, "--explanation", "-")
    assert (refused.code, refused.out) == (2, b"")
    assert "stdout holds the config" in refused.err
    taken = advisor(*BINARY, "-o", "c.yaml", "--explanation", "-", cwd=tmp_path)
    assert (taken.code, (tmp_path / "c.yaml").read_bytes()) == (0, advisor(*BINARY).out)
    assert "training.batch_size" in taken.text


def test_json_has_no_comments() -> None:
    answer = advisor(*BINARY, "-f", "json", "--explain", "comments")
    assert (answer.code, answer.out) == (2, b"")
    assert "JSON has no comments" in answer.err


# --- facts --------------------------------------------------------------------------------------------------


def test_later_sources_override_earlier_ones(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        "task: regression\ndata: {rows: 10, features: 3, missing: 0.5}\ncompute: {gpus: 2}\n"
    )
    answer = advisor(
        *("recommend", "p.yaml", *TABLE[1:], "--features", "7", "--rows", "100", "--set", "data.rows=200"),
        cwd=tmp_path,
    )
    problem = yaml.safe_load(answer.out)["problem"]
    assert problem["compute"]["gpus"] == 2  # the file
    assert problem["data"]["missing"] == 0.0  # the data
    assert problem["data"]["features"] == 7  # the flag
    assert problem["data"]["rows"] == 200  # --set
    assert not {"data.rows", "data.features", "compute.gpus"} & set(problem["measured"])


def test_the_facts_are_shown_with_their_origin() -> None:
    answer = advisor(*TABLE, "--device", "gpu", "--show-problem")
    facts = yaml.safe_load(answer.out)
    assert facts["data.rows"] == {"value": 442, "origin": "measured"}
    assert facts["compute.device"] == {"value": "gpu", "origin": "given"}
    assert facts["priorities.trials"] == {"value": 1, "origin": "assumed"}
    assert facts["data.target"]["origin"] == "given"
    assert "data.horizon" not in facts  # has no meaning for a table
    assert json.loads(advisor(*TABLE, "--device", "gpu", "--show-problem", "-f", "json").out) == facts


def test_shown_facts_can_go_to_a_file(tmp_path: Path) -> None:
    answer = advisor(*BINARY, "--show-problem", "-o", "facts.json", cwd=tmp_path)
    assert (answer.code, answer.out) == (0, b"")
    assert json.loads((tmp_path / "facts.json").read_text())["data.rows"]["value"] == 3000


@pytest.mark.parametrize("setting", ["data.rows=3000", "data.rows=3_000", "data.rows = 3e3", "data.rows=3,000"])
def test_any_fact_is_set_by_its_path(setting: str) -> None:
    answer = advisor("recommend", "--task", "binary", "--set", "data.features=12", "--set", setting)
    assert answer.out == advisor(*BINARY).out


def test_no_input_asks_nothing_and_changes_nothing() -> None:
    assert advisor(*BINARY, "--no-input").out == advisor(*BINARY).out
