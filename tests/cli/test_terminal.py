"""What people see at a terminal: config and reasons together, within its width, coloured only where it is wanted."""

import re
from pathlib import Path

import pytest

from tests.cli.running import ESCAPE, EXAMPLES, advisor, screen, shell

pytestmark = pytest.mark.slow  # each test starts processes

BINARY = ("recommend", "--task", "binary", "--rows", "3000", "--features", "12")


@pytest.mark.parametrize("columns", [40, 80, 100, 200])
def test_all_of_a_recommendation_shows_both_within_the_width(columns: int) -> None:
    code, shown = screen(*BINARY, "--all", columns=columns, env={"NO_COLOR": "1", "PAGER": "cat"})
    assert code == 0
    assert max(map(len, shown.splitlines())) <= columns
    assert "facts: task = binary, data.rows = 3,000, data.features = 12" in " ".join(shown.split())
    for section in ("data", "model", "training", "evaluation", "resources"):
        assert f"\n{section}\n" in re.sub(" +\n", "\n", shown)
    for word in ("first_choice", "trainable_parameters", "piecewise-linear", "binary-cross-entropy"):
        assert word in shown  # whole, not broken


COLOURS = [
    ({}, (), True),
    ({"NO_COLOR": "1"}, (), False),
    ({"NO_COLOR": ""}, (), True),  # an empty one says nothing
    ({"TERM": "dumb"}, (), False),
    ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, (), False),
    ({"NO_COLOR": "1"}, ("--color", "always"), True),
    ({"FORCE_COLOR": "1"}, ("--color", "never"), False),
    ({"GITHUB_ACTIONS": "true", "NO_COLOR": "1"}, (), False),
]
SHOWING = (BINARY, ("explain", "model.family", "--task", "binary"), ("rules", "ACT-RELU"), ("rules", "dropout"))


@pytest.mark.parametrize(("env", "words", "coloured"), COLOURS)
def test_colour_is_where_it_is_wanted(env: dict[str, str], words: tuple[str, ...], coloured: bool) -> None:
    for command in SHOWING:
        code, shown = screen(*command, *words, env=env)
        assert (code, ESCAPE in shown) == (0, coloured)


@pytest.mark.parametrize("env", [{}, {"GITHUB_ACTIONS": "true"}, {"FORCE_COLOR": "1"}, {"PY_COLORS": "1"}])
def test_a_pipe_and_help_are_never_coloured(env: dict[str, str]) -> None:
    for command in (BINARY, ("--help",), ("recommend", "--help"), ("recommend", "--rowz"), ("rules", "ACT-RELU")):
        answer = advisor(*command, env=env)
        assert ESCAPE not in answer.text + answer.err
    assert ESCAPE not in screen("--help", env=env)[1]


def test_each_stream_is_judged_alone(tmp_path: Path) -> None:
    code, shown = screen(*BINARY, "--explain", "text", "-o", "c.yaml", cwd=tmp_path)
    assert code == 0
    assert ESCAPE in shown  # the explanation, on stderr
    assert ESCAPE not in (tmp_path / "c.yaml").read_text()


def test_facts_are_shown_as_a_table() -> None:
    code, shown = screen(*BINARY, "--show-problem", columns=120, env={"NO_COLOR": "1"})
    assert code == 0
    assert re.search(r"^data\.rows +3,000 +given +Labelled examples", shown, re.MULTILINE)
    assert re.search(r"^compute\.device +cpu +assumed ", shown, re.MULTILINE)


def test_what_steers_a_terminal_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[31mred\u202e"
    rows = "".join(f"{i % 7},{i % 5},{'yes' if i * 7 % 3 else 'no'}\n" for i in range(60))
    (tmp_path / "t.csv").write_text(f'"{hostile}",b,y\n{rows}', encoding="utf-8")
    for words in ((), ("--show-problem",), ("--explain", "text", "-o", "-")):
        data = ("--data", "t.csv", "--target", "y", "--quiet")  # without a bar, whose own codes move the cursor
        code, shown = screen("recommend", *data, *words, cwd=tmp_path, env={"NO_COLOR": "1"})
        assert code == 0
        assert not set("\x1b\x07\u202e") & set(shown)
    answer = advisor("recommend", "--data", "t.csv", "--target", hostile, cwd=tmp_path)
    assert not set("\x1b\x07\u202e") & set(answer.text + answer.err)


def test_no_arguments_are_answered_with_help() -> None:
    code, shown = screen()
    assert code == 2
    assert "advisor wizard" in shown
    assert "advisor wizard" in advisor().err


def test_the_work_on_data_is_shown_to_people_alone() -> None:
    words = ("recommend", "--data", str(EXAMPLES / "wine.csv"), "--target", "cultivar")
    assert "measuring" in screen(*words)[1]
    assert "measuring" not in screen(*words, "-q")[1]
    assert "measuring" not in advisor(*words).err


def test_help_has_two_names() -> None:
    for command in ("", "recommend", "wizard", "explain", "batch", "rules", "schema", "profile", "export"):
        short, long = shell(f"advisor {command} -h"), shell(f"advisor {command} --help")
        assert (short.code, short.err) == (0, "")
        assert short.out == long.out
        assert short.text.startswith(f"Usage: advisor {command}".strip())
        assert short.text.count("\n  advisor ") or short.text.count("\n    advisor ")
