"""A stream of problems in, a stream of recommendations out: order, bad lines, memory."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Result, advisor, shell

pytestmark = pytest.mark.slow  # each test starts processes

GOOD = [f'{{"task": "binary", "data": {{"rows": {rows}}}}}' for rows in (50, 5_000, 500_000)]


def answers(answer: Result) -> list[dict]:
    return [json.loads(line) for line in answer.out.splitlines()]


def test_answers_come_in_the_order_of_the_lines() -> None:
    answer = advisor("batch", "-", given="\n".join(GOOD))
    assert (answer.code, answer.err) == (0, "")
    assert [each["problem"]["data"]["rows"] for each in answers(answer)] == [50, 5_000, 500_000]


@pytest.mark.parametrize("line", GOOD)
def test_an_answer_is_what_recommend_says(line: str) -> None:
    (answer,) = answers(advisor("batch", "-", given=line))
    assert answer == json.loads(advisor("recommend", "-", "-f", "json", given=line).out)


def test_a_file_a_pipe_and_another_line_end_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_bytes(("\r\n".join(GOOD) + "\r\n").encode("utf-8-sig"))
    assert advisor("batch", "p.jsonl", cwd=tmp_path).out == advisor("batch", "-", given="\n".join(GOOD)).out


def test_bad_lines_become_errors_and_the_rest_go_on() -> None:
    bad = ["{", "null", "[1]", '{"task": "binry", "data": {"rowz": 3}}', '{"task": "binary", "data": {"rows": NaN}}']
    lines = [GOOD[0], "", *bad, "   ", GOOD[1]]
    answer = advisor("batch", "-", given="\n".join(lines))
    assert (answer.code, answer.err) == (1, "5 bad lines\n")
    first, *errors, last = answers(answer)
    assert [each["problem"]["data"]["rows"] for each in (first, last)] == [50, 5_000]
    assert [each["line"] for each in errors] == [3, 4, 5, 6, 7]
    assert [[each.get("field", "") for each in error["error"]] for error in errors] == [
        [""], [""], [""], ["task", "data.rowz"], ["data.rows"],
    ]  # fmt: skip
    assert errors[3]["error"][0]["column"] == 10
    assert errors[3]["error"][1]["hint"] == "did you mean 'data.rows'?"
    assert advisor("batch", "-", "-q", given="{").err == ""


@pytest.mark.parametrize(
    "line", [b"\xff\xfe", b"\0", b'{"task": "binary"', b"[" * 1_000, b"&a [*a]", b"!!python/name:os"]
)
def test_no_line_stops_the_stream(line: bytes) -> None:
    answer = advisor("batch", "-", given=line + b"\n" + GOOD[0].encode())
    assert (answer.code, answer.err) == (1, "1 bad line\n")
    error, good = answers(answer)
    assert error["line"] == 1
    assert good["problem"]["data"]["rows"] == 50


@pytest.mark.slow
def test_a_line_without_end_is_cut_rather_than_held() -> None:
    line = "head -c 1000000000 /dev/zero | tr '\\0' 'x'"
    answer = shell(f"{{ {line}; echo; echo '{GOOD[0]}'; }} | (ulimit -v 800000; advisor batch -)")  # KiB
    error, good = answers(answer)
    assert error == {"line": 1, "error": [{"message": "the line is longer than 16,777,216 bytes"}]}
    assert good["problem"]["data"]["rows"] == 50


def test_the_first_bad_line_can_be_the_last() -> None:
    answer = advisor("batch", "-", "--fail-fast", given="\n".join([GOOD[0], "{", GOOD[1]]))
    assert answer.code == 1
    assert len(answers(answer)) == 2


def test_a_ruleset_holds_for_the_stream_unless_a_config_names_its_own() -> None:
    config = json.dumps({"schema": "advisor/config/v1", "ruleset": "guide", "problem": {"task": "binary"}})
    lines = "\n".join([config, GOOD[0]])
    assert [each["ruleset"] for each in answers(advisor("batch", "-", given=lines))] == ["guide", "current"]
    both = answers(advisor("batch", "-", "--ruleset", "guide", given=lines))
    assert [each["ruleset"] for each in both] == ["guide", "guide"]


def test_nothing_in_nothing_out() -> None:
    assert advisor("batch", "-") == (0, b"", "")
