"""Bad input of every kind: exit code 2, everything at once with place and nearest word, stdout empty, no traceback."""

import os
import re
from pathlib import Path

import pytest

from tests.cli.running import EXAMPLES, Result, advisor, shell

WINE = EXAMPLES / "wine.csv"


def refused(answer: Result) -> str:
    assert (answer.code, answer.out) == (2, b""), answer.err
    assert "Traceback" not in answer.err
    assert "bug" not in answer.err
    assert answer.err
    return answer.err


BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
DOCUMENTS: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", "p.yaml: empty document"),
    "blank": (" \n\n", "p.yaml: empty document"),
    "comments": ("# nothing\n", "p.yaml:1:1: empty document"),
    "list": ("- task: binary\n", "p.yaml:1:1: a problem is a mapping of facts, not a list"),
    "text": ("binary", "p.yaml:1:1: a problem is a mapping of facts, not the text 'binary'"),
    "broken": ("task: binary\ndata: {rows: 5\n", "p.yaml:2:7: expected ',' or '}', but the text ends"),
    "indented": ("task: binary\n  data:\n", "p.yaml:2:7: unexpected ':'"),
    "tab": ("task: binary\ndata:\n\trows: 5\n", "p.yaml:3:1: this character cannot begin a value"),
    "two": ("task: binary\n---\ntask: binary\n", "p.yaml:2:1: more than one document"),
    "duplicate": ("task: binary\ndata: {}\ntask: binary\n", 'p.yaml:3:1: duplicate key "task", first given on line 1'),
    "section": ("task: binary\ndata: 5\n", "p.yaml:2:7: data: expected a mapping of facts, got the number 5"),
    "fact": ("task: binary\ndata:\n  rowz: 5\n", "p.yaml:3:3: data.rowz: there is no fact data.rowz"),
    "word": ("task: binry\n", "p.yaml:1:7: task: expected one of binary, multiclass"),
    "field": ("task: survival\n", "p.yaml:1:7: task: there is no advice on survival analysis"),
    "kind": ("task: binary\ndata: {kind: video}\n", "p.yaml:2:14: data.kind: there is no advice on video and tracking"),
    "type": ("task: binary\ndata: {rows: many}\n", "p.yaml:2:14: data.rows: expected a whole number of at least 2"),
    "bounds": ("task: binary\ndata: {missing: 1.5}\n", "2:17: data.missing: expected a number of at least 0 and at"),
    "nan": ("task: binary\ndata: {missing: .nan}\n", "p.yaml:2:17: data.missing: not a finite number"),
    "nan in JSON": ('{"task": "binary", "data": {"missing": NaN}}', "p.yaml:1:40: data.missing: not a finite number"),
    "huge": (f"task: binary\ndata: {{rows: 1{'0' * 400}}}\n", "2:14: data.rows: a whole number of more than 100"),
    "huge float": ("task: binary\ndata: {rows: 1e400}\n", "p.yaml:2:14: data.rows: not a finite number: too large"),
    "bomb": (BOMB, "p.yaml:2:8: b[0]: aliases are not read"),
    "python": ('task: !!python/object/apply:os.system ["touch owned"]', "p.yaml:1:7: task: tag !!python/object/apply"),
    "deep": ("[" * 100_000, "nested too deeply: at most 64 levels are read"),
    "deep JSON": ('{"a":' * 100 + "1" + "}" * 100, "p.yaml:1:321: nested too deeply: at most 64 levels are read"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "p.yaml:1:1: not UTF-8 text: byte 0x89"),
    "zeros": (b"task: binary\n\0", "p.yaml:2:1: not text: character \\x00"),
    "UTF-16": ("task: binary".encode("utf-16"), "p.yaml:1:1: not UTF-8 text: byte 0xff"),
    "large": (b" " * (2**24 + 1), "p.yaml: too large: at most 16 MiB can be read"),
    "schema": ("schema: advisor/problem/v7\ntask: binary\n", "1:9: schema: expected a schema, got the text 'advis"),
    "combination": ("task: detection\ndata: {kind: table}", "1:7: task: detection is not supported for data of kind"),
    "metric": ("task: binary\npriorities: {metric: rmse}\n", "2:22: priorities.metric: rmse does not measure the task"),
    "contradiction": ("task: binary\ndata: {rows: 10, smallest_class: 9}\n", "data.smallest_class: "),
    "hostile": ("task: binary\n\"\\e[31mred\": 1\n", "p.yaml:2:1: \\x1b[31mred: there is no fact \\x1b[31mred"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_bad_document_is_refused_at_its_place(tmp_path: Path, name: str) -> None:
    content, told = DOCUMENTS[name]
    (tmp_path / "p.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    said = refused(advisor("recommend", "p.yaml", "-o", "c.yaml", cwd=tmp_path))
    assert told in said
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) < 400
    assert [path.name for path in tmp_path.iterdir()] == ["p.yaml"]


def test_everything_wrong_is_told_at_once_with_line_caret_and_word(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("task: binry\ndata:\n  rowz: 10\n  rows: .inf\n  missing: 1.5\ncompue: {}\n")
    words = ("p.yaml", "--gpus", "many", "--set", "data.clases=3", "--set", "priorities", "--image", "big")
    said = refused(advisor("recommend", *words, cwd=tmp_path))
    expected = [
        "p.yaml:1:7: task: expected one of", "p.yaml:3:3: data.rowz: there is no fact", "p.yaml:4:9: data.rows: not a",
        "p.yaml:5:12: data.missing: expected a number", "p.yaml:6:1: compue: there is no fact compue",
        "--image: data.image: expected HEIGHTxWIDTHxCHANNELS", "--set data.clases: there is no fact",
        "--set: expected path=value, got 'priorities'", "--gpus: compute.gpus: expected a whole number",
    ]  # fmt: skip
    heads = [line for line in said.splitlines() if not line.startswith(" ")]
    assert [start for head, start in zip(heads, expected, strict=True) if not head.startswith(start)] == []
    assert "    task: binry\n          ^\n    hint: did you mean 'binary'?\n" in said
    for word in ("data.rows", "compute", "data.classes"):
        assert f"did you mean '{word}'?" in said


@pytest.mark.slow
def test_stdin_is_named(tmp_path: Path) -> None:
    said = refused(advisor("recommend", "-", given="task: binary\ndata: {rows: x}\n"))
    assert said.startswith("<stdin>:2:14: data.rows: expected")
    assert "<stdin>:1:1" in refused(advisor("explain", "-", given="[]"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("nope.yaml", "nope.yaml: cannot be read: No such file or directory"),
        ("loop.yaml", "loop.yaml: cannot be read: Too many levels of symbolic links"),
        ("dangling.yaml", "dangling.yaml: cannot be read: No such file or directory"),
        ("x" * 300, "cannot be read: File name too long"),
        ("\x1b[31m", "\\x1b[31m: cannot be read"),
        ("\udcff", "\\udcff: cannot be read"),
    ],
)
@pytest.mark.parametrize("command", ["recommend", "batch", "wizard"])
def test_a_file_that_is_not_there(tmp_path: Path, command: str, path: str, told: str) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "dangling.yaml").symlink_to("gone.yaml")
    assert told in refused(advisor(command, path, cwd=tmp_path))


def test_a_folder_is_data_and_no_stream_of_problems(tmp_path: Path) -> None:
    assert ".: is a folder without files" in refused(advisor("recommend", ".", cwd=tmp_path))
    assert ".: cannot be read: Is a directory" in refused(advisor("batch", ".", cwd=tmp_path))


def test_a_file_that_vanishes_between_the_shell_and_the_read(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("task: binary\n")
    said = refused(shell("exec 3<p.yaml; rm p.yaml; advisor recommend p.yaml", cwd=tmp_path))
    assert said == "p.yaml: cannot be read: No such file or directory\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("task: binary\n")
    (tmp_path / "p.yaml").chmod(0)
    assert "p.yaml: cannot be read: Permission denied" in refused(advisor("recommend", "p.yaml", cwd=tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("recommend",), "no facts were given\n    hint: name a data file with --target COLUMN, a problem file"),
        (("recommend", "--rows", "5"), "task: the task is missing"),
        (("recommend", "--task", "recommendation"), "--task: task: there is no advice on recommendation"),
        (("recommend", "--set", "task=clustering"), "--set task: task: there is no advice on clustering"),
        (("profile", str(WINE), "--task", "ranking"), "--task: there is no advice on learning to rank"),
        (("recommend", "--rowz", "5"), "No such option: --rowz"),
        (("recommend", "--ta", "binary"), "No such option: --ta"),
        (("recommend", "--task"), "'--task' requires an argument"),
        (("recommend", "--task", "detection", "--kind", "text"), "supported for text: binary, multiclass"),
        (("recommend", "a", "b"), "unexpected extra argument"),
        (("recommend", "--task", "binary", "--metric", "rmse"), "--metric: priorities.metric: rmse does not measure"),
        (("recommend", "--task", "binary", "--set", "priorities.metric=mae"), "scores of binary: accuracy, balanced"),
        (
            ("recommend", "--data", str(WINE), "--target", "cultivar", "--metric", "r2"),
            "r2 does not measure the task mul",
        ),
        (
            ("what-if", "--task", "binary", "--metric", "f1", "--set", "task=regression"),
            "f1 does not measure the task re",
        ),
        (("recommend", "--task", "binary", "-f", "yml"), "--format: expected one of yaml, json; got 'yml'"),
        (("recommend", "--task", "binary", "-f", "yml"), "did you mean yaml?"),
        (("recommend", "--task", "binary", "--ruleset", "giude"), "did you mean guide?"),
        (("recommend", "--task", "binary", "-f", "json", "--explain", "comments"), "--explain: JSON has no comments"),
        (("recommend", "--task", "binary", "--explanation", "-"), "--explanation: stdout holds the config"),
        (("recommend", "--task", "\udcff"), "--task: this is not UTF-8 text"),
        (("recommend", "--data", "nope.csv", "--target", "y"), "nope.csv: cannot be read"),
        (("recommend", "--data", str(WINE)), "which column is to be predicted?"),
        (("recommend", "--data", str(WINE), "--target", "cultivr"), "did you mean 'cultivar'?"),
        (("explain", "model.activatoin"), "did you mean model.activation.name?"),
        (("explain",), "nothing to explain"),
        (("explain", "data.series", "--task", "binary"), "data.series.horizon: is not decided here: nothing is forec"),
        (("explain", "a.yaml", "b.yaml"), "two problems were given: a.yaml and b.yaml"),
        (("rules", "ACT-SELO"), "did you mean ACT-SELU?"),
        (("rules", "num-few-rows"), "the rule NUM-FEW-ROWS is no more"),
        (("rules", "--source", "klambaur2017"), "did you mean klambauer2017?"),
        (("rules", "--strength", "weak"), "--strength: expected one of strong, moderate, folklore"),
        (("schema", "confg"), "did you mean config?"),
        (("schema",), "Missing argument"),
        (("batch",), "Missing argument"),
        (("--show-completion", "tcsh"), "--show-completion: expected one of bash, zsh, fish, powershell"),
        (("recomend",), "Did you mean 'recommend'?"),
    ],
)
def test_wrong_usage_is_said_with_the_nearest_word(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    assert told in refused(advisor(*words, cwd=tmp_path))


def test_every_option_has_its_word_checked_at_once() -> None:
    said = refused(advisor("recommend", "-f", "yml", "--explain", "md", "--color", "yes", "--ruleset", "old"))
    assert re.findall(r"^--\w+", said, re.MULTILINE) == ["--format", "--explain", "--color", "--ruleset"]
    assert "did you mean markdown?" in said


def test_a_tty_on_stdin_is_not_waited_for() -> None:
    answer = shell("timeout 10 script -qec 'advisor recommend' /dev/null </dev/null")
    assert "no facts were given" in answer.text
    assert answer.code == 2


def test_a_model_that_is_given_as_a_history_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "model.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(40))
    assert "model.h5: is a model and no history" in refused(advisor("diagnose", "model.h5", cwd=tmp_path))
