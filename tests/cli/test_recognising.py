"""Data is told from problems and configs, wherever a problem may be named."""

import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from advisor.cli.recognising import is_data, told_apart
from advisor.errors import InputError
from advisor.profiling import profile
from tests.cli.running import CONFIGS, EXAMPLES, Result, advisor, screen, terminal

WINE = str(EXAMPLES / "wine.csv")
ROWS = '{"age": 31, "paid": 1}\n'
COCO = '{"images": [{"id": 1}], "annotations": []}'
FILES: dict[str, tuple[str, bool]] = {
    "problem.yaml": ("task: binary\n", False),
    "config.yml": ("schema: advisor/config/v1\n", False),
    "commented.yaml": ("# data: none\n\ndata:\n  rows: 5\n", False),
    "misspelt.yaml": ("tsk: binary\n", False),
    "list.yaml": ("[1, 2]\n", False),
    "yolo.yaml": ("path: .\ntrain: images/train\nnames: [a, b]\n", True),
    "problem.json": ('{"task": "binary"}', False),
    "only_data.json": ('{"data": {"rows": 5}}', False),
    "misspelt.json": ('{"tsk": "binary"}', False),
    "broken.json": ('{"task": "binary"', False),
    "coco.json": (COCO, True),
    "records.json": (f"[{ROWS}]", True),
    "lines.json": (ROWS * 2, True),
    "split.json": ('{"columns": ["a", "y"], "data": [[1, 2], [3, 4]]}', True),
    "columns.json": ('{"task": [1, 2], "y": [0, 1]}', True),
    "index.json": ('{"age": {"0": 31, "1": 47}, "paid": {"0": 1, "1": 0}}', True),
    "misspelt_section.json": ('{"tsk": "binary", "dta": {"rows": 5}}', False),
    "one.jsonl": (ROWS, True),
    "named_as_facts.jsonl": ('{"task": "binary", "data": 1}\n', True),
    "table.csv": ("age,paid\n31,1\n", True),
    "colons.csv": ("time: s,y\n1,2\n", True),
    "empty.csv": ("", True),
    "prose.txt": ("Once: a tale.\n", True),
    "problem.txt": ("task: binary\ndata: {rows: 5}\n", False),
    "problem": ("---\n# what we know\ntask: binary\n", False),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_holds_decides(tmp_path: Path, name: str) -> None:
    content, data = FILES[name]
    (tmp_path / name).write_text(content)
    assert is_data(str(tmp_path / name)) == data


def test_folders_and_patterns_are_data_and_stdin_and_what_is_not_there_is_not(tmp_path: Path) -> None:
    assert is_data(str(tmp_path))
    assert is_data(str(tmp_path / "*.csv"))
    for path in ("-", str(tmp_path / "none.csv"), str(tmp_path / "none.yaml"), "\0", "/dev/null"):
        assert not is_data(path)


def test_every_problem_and_config_of_the_gallery_is_one() -> None:
    paths = [path for name in ("problem", "config") for path in CONFIGS.glob(f"*/{name}.yaml")]
    assert len(paths) > 20
    assert [path for path in paths if is_data(str(path))] == []


def test_two_sets_of_data_are_refused() -> None:
    with pytest.raises(InputError, match="is data, and --data names other data"):
        told_apart(WINE, "other.csv")
    assert told_apart(WINE, None) == (None, WINE)
    assert told_apart(None, WINE) == (None, WINE)


# --- as commands ------------------------------------------------------------------------------------------------


def words_of(command: str) -> tuple[str, ...]:
    more = {"what-if": ("--set", "data.rows=100000"), "explain": ("training.batch_size",)}
    return (command, *more.get(command, ()))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["recommend", "explain", "what-if", "sensitivity", "report"])
def test_data_by_itself_is_data_by_its_option(command: str) -> None:
    by_itself = advisor(*words_of(command), WINE, "--target", "cultivar")
    assert by_itself.code == 0
    assert by_itself == advisor(*words_of(command), "--data", WINE, "--target", "cultivar")


def test_a_problem_file_loads_nothing_for_data_help_or_hints(tmp_path: Path) -> None:
    (tmp_path / "problem.yaml").write_text("task: binary\n")
    script = (
        "import atexit, sys; sys.argv = ['advisor', 'recommend', 'problem.yaml'];"
        "atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr));"
        "from advisor.__main__ import main; main()"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    loaded = set(run.stderr.split())
    assert "advisor.cli.recommend" in loaded
    unwanted = {"help", "hints", "bash", "modeline", "target", "profile", "check", "explain", "overview"}
    assert loaded.isdisjoint(
        {*(f"advisor.cli.{name}" for name in unwanted), "advisor.profiling", "rich", "glob", "yaml"}
    )


@pytest.mark.slow
def test_what_is_doubtful_is_said(tmp_path: Path) -> None:
    def said(name: str) -> Result:
        (tmp_path / name).write_text(FILES[name][0])
        return advisor("recommend", name, cwd=tmp_path)

    assert "note: records.json was taken for data" in said("records.json").err
    assert "note: yolo.yaml was taken for data" in said("yolo.yaml").err
    assert "taken for data" not in said("table.csv").err
    assert said("problem.json").err.startswith("warning: ") or not said("problem.json").err


@pytest.mark.slow
@pytest.mark.parametrize("words", [("check", WINE), ("export", "torch", WINE, "-o", "project"), ("diff", WINE, WINE)])
def test_where_a_config_is_needed_data_is_answered_with_what_makes_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    answer = advisor(*words, cwd=tmp_path)
    assert (answer.code, answer.out) == (2, b"")
    assert "hint: a config is made of data by: advisor recommend DATA -o config.yaml" in answer.err


# --- the target that nobody named ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("command", ["recommend", "explain", "what-if", "sensitivity", "train"])
def test_in_a_pipe_likely_columns_are_named(command: str) -> None:
    answer = advisor(*words_of(command), WINE)
    assert (answer.code, answer.out) == (2, b"")
    assert "wine.csv: which column is to be predicted?" in answer.err
    assert "likely: cultivar\n" in answer.err


@pytest.mark.parametrize(
    ("header", "likely"), [("a,b,c,d", "d"), ("price,b,c,d", "price or d"), ("price,b,c,id", "price"), ("a,b,c,y", "y")]
)
def test_the_column_with_a_telling_name_and_the_last_one_are_named(tmp_path: Path, header: str, likely: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(header + "\n" + "".join(f"{n % 7}.5,{n % 5}.5,{n % 3}.5,{n % 2}\n" for n in range(60)))
    with pytest.raises(InputError) as caught:
        profile(path)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.hint is not None
    assert f"likely: {likely}" in diagnostic.hint.split("; ")


def asked(answers: list[str], *words: str, columns: int = 100) -> tuple[int, str]:
    """What a run at a terminal shows and how it ends, where the target is asked for and these are typed in turn."""
    child = terminal("recommend", WINE, *words, columns=columns, env={"NO_COLOR": "1"})
    for answer in answers:
        child.expect("number or name \\[cultivar\\]: ")
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus is not None, f"killed by signal {child.signalstatus}"
    return child.exitstatus, str(child.before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "target"),
    [([""], "cultivar"), (["1"], "cultivar"), (["2"], "proline"), (["alcohol"], "alcohol"), (["alcohl", "ash"], "ash")],
)
def test_at_a_terminal_it_is_asked_for(tmp_path: Path, answers: list[str], target: str) -> None:
    config = tmp_path / "config.yaml"
    code, shown = asked(answers, "-o", str(config))
    assert code == 0
    assert f"without the question: --target {target}" in shown
    assert f"  target: {target}\n" in config.read_text()
    again = advisor("recommend", WINE, "--target", target)
    assert config.read_bytes() == again.out


@pytest.mark.slow
def test_data_of_a_field_that_is_not_covered_say_so_once_before_the_question(tmp_path: Path) -> None:
    rows = "".join(f"{place % 90},{place * 7 % 400},{place % 2}\n" for place in range(200))
    (tmp_path / "trial.csv").write_text(f"age,time,status\n{rows}")
    child = terminal("recommend", "trial.csv", "-o", "config.yaml", cwd=tmp_path)
    child.expect("there is no advice on survival analysis")
    child.expect("which column is to be predicted")
    child.expect("number or name")
    child.sendline("status")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "there is no advice" not in child.before


@pytest.mark.slow
def test_a_column_that_there_is_not_is_asked_for_again_with_the_nearest() -> None:
    child = terminal("recommend", WINE)
    child.expect("which column is to be predicted")
    child.expect("number or name")
    child.sendline("alcohl")
    child.expect("there is no column 'alcohl'; did you mean alcohol?")
    child.expect("number or name")
    child.sendline("99")
    child.expect("there is no column '99'")
    child.sendcontrol("c")
    child.expect("interrupted")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


@pytest.mark.slow
@pytest.mark.parametrize(("words", "env"), [(("--no-input",), {}), (("-q",), {}), ((), {"CI": "true"})])
def test_nothing_is_asked_where_nobody_wants_it(words: tuple[str, ...], env: dict[str, str]) -> None:
    code, shown = screen("recommend", WINE, *words, env=env)
    assert code == 2
    assert "which column is to be predicted?" in shown
    assert "number or name" not in shown


@pytest.mark.slow
@pytest.mark.parametrize("said", ["--header", "--no-header"])
def test_what_is_said_of_the_header_is_followed(tmp_path: Path, said: str) -> None:
    table = tmp_path / "t.csv"
    table.write_text("age,paid\n" + "".join(f"{20 + place % 15},{place % 2}\n" for place in range(40)))
    target = "paid" if said == "--header" else "column 2"
    for command in (["recommend", "--show-problem"], ["explain", "training.loss.name"]):
        result = advisor(*command, "--data", str(table), "--target", target, said)
        assert result.code == 0, result.err
