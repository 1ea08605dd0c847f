"""The wizard at a real pseudo-terminal: plain lines, arrow keys, measured answers, ways out."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
import yaml

from advisor.yamlio import read_document
from tests.cli.running import ADVISOR, EXAMPLES, advisor, environment, terminal

pytestmark = pytest.mark.slow  # each test starts processes

DUMB = {"TERM": "dumb"}
DOWN, ENTER, UP = "\x1b[B", "\r", "\x1b[A"
WHERE = "Where shall the config go, - for the screen? [config.yaml]: "
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
SAME = "the same without questions: "
ON = "To go on from here: "


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[pexpect.spawn]:
    """A wizard that asks in plain lines."""
    child = terminal("wizard", cwd=tmp_path, env=DUMB)
    yield child
    child.close(force=True)


def put(child: pexpect.spawn, *pairs: tuple[str, str]) -> None:
    """Wait for each prompt and answer it."""
    for prompt, typed in pairs:
        child.expect_exact(prompt)
        child.sendline(typed)


def told(child: pexpect.spawn, text: str) -> None:
    """Wait for a text that may be broken between words."""
    child.expect(r"\s+".join(map(re.escape, text.split())))


def end(child: pexpect.spawn) -> str:
    """What is still said, once the exit code is known."""
    child.expect(pexpect.EOF)
    child.close()
    return ESCAPES.sub("", child.before).replace("\r\n", "\n")


def repeated(said: str, mark: str, cwd: Path) -> bytes:
    """What the command that the wizard names gives."""
    (line,) = re.findall(f"{mark}(.*)", said)
    answer = advisor(*shlex.split(line)[1:], cwd=cwd)
    assert answer.code == 0, answer.err
    return answer.out


FIRST = ("priorities.first [accuracy]: ", "")  # the fact on which most hangs once the rows are known
NEXT = "]: "  # whatever is asked next
DESCRIBE = ("data.path: ", "")
START = (DESCRIBE, ("data.kind [table]: ", "table"), ("task: ", "2"), ("data.rows [10,000]: ", "500"), FIRST)


def test_answers_make_a_config_and_a_command_that_gives_it_again(plain: pexpect.spawn, tmp_path: Path) -> None:
    put(plain, *START, ("data.features [20]: ", "7"), (NEXT, "done"), (WHERE, ""))
    said = end(plain)
    assert plain.exitstatus == 0
    assert "wrote config.yaml" in said
    written = (tmp_path / "config.yaml").read_bytes()
    problem = yaml.safe_load(written)["problem"]
    assert problem == {
        "task": "multiclass",
        "data": {"kind": "table", "rows": 500, "features": 7},
    }
    (tmp_path / "config.yaml").unlink()
    assert repeated(said, SAME, tmp_path) == b""
    assert (tmp_path / "config.yaml").read_bytes() == written


def test_choices_are_numbered_and_say_what_they_mean(plain: pexpect.spawn) -> None:
    put(plain, DESCRIBE)
    plain.expect_exact("data.kind [table]: ")
    assert "   6  sequence  a list of feature vectors for each example" in plain.before
    plain.sendline("5")
    plain.expect_exact("task: ")
    assert re.findall(r"^ +\d  ([\w-]+)", plain.before, re.MULTILINE) == ["forecasting", "binary", "multiclass"]


def test_a_question_is_explained_on_request_and_asked_again(plain: pexpect.spawn) -> None:
    put(plain, *START[:3], ("data.rows [10,000]: ", "?"))
    plain.expect_exact("data.rows [10,000]: ")
    said = " ".join(plain.before.split())
    assert "data.rows: Labelled examples at hand for training and validation" in said
    assert re.search(r"Other answers change data\.split\.method, ([\w., ]+) and \d+ more\.", said)
    assert "Assumed unless you say otherwise: 10,000." in said


def test_an_answer_can_be_taken_back(plain: pexpect.spawn, tmp_path: Path) -> None:
    put(plain, *START, ("data.features [20]: ", "<"), (FIRST[0], "<"), ("data.rows [10,000]: ", "<"))
    put(plain, ("task: ", "regression"))
    put(plain, ("data.rows [10,000]: ", "<"), ("task: ", "<"), ("data.kind [table]: ", "<"), ("data.path: ", "<"))
    plain.expect_exact("this is the first question")
    put(plain, DESCRIBE, ("data.kind [table]: ", "3"), ("task: ", "binary"), ("data.rows [10,000]: ", "done"))
    put(plain, (WHERE, "<"), ("task: ", "multiclass"), ("data.rows [10,000]: ", "done"), (WHERE, "-"))
    said = end(plain)
    assert plain.exitstatus == 0
    assert re.findall(f"{SAME}(.*)", said) == ["advisor recommend --kind text --task multiclass"]
    assert list(tmp_path.iterdir()) == []


def test_wrong_answers_are_told_and_the_question_is_put_again(plain: pexpect.spawn) -> None:
    put(plain, DESCRIBE)
    for typed, answer in [
        ("tabel", "did you mean 'table'?"),
        ("7", "expected one of table, image"),
        ("data.rowz=4", "did you mean 'data.rows'?"),
        ("video", "there is no advice on video and tracking"),
        ("done", "not yet: without a task there is nothing to advise on"),
    ]:
        put(plain, ("data.kind [table]: ", typed))
        told(plain, answer)
    put(plain, ("data.kind [table]: ", "1"))
    for typed, answer in [
        ("", "there is nothing to assume here: please choose"),
        ("forecasting", "forecasting is not supported for data of kind table"),
        ("survival analysis", "people use lifelines (https://github.com/CamDavidsonPilon/lifelines)"),
    ]:
        put(plain, ("task: ", typed))
        told(plain, answer)
    put(plain, ("task: ", "2"))
    put(plain, ("data.rows [10,000]: ", "10 min"))
    told(plain, "for example 5000, 5k or 5e3")
    for typed in ("many", "-5", "1e400", "1" * 400):
        put(plain, ("data.rows [10,000]: ", typed))
        told(plain, "expected a whole number of at least 2")
    plain.expect_exact("data.rows [10,000]: ")
    os.write(plain.child_fd, b"\xff\n")
    plain.expect_exact("this is not UTF-8 text")
    plain.expect_exact("data.rows [10,000]: ")


def test_numbers_are_taken_as_people_write_them(plain: pexpect.spawn) -> None:
    put(plain, *START[:3], ("data.rows [10,000]: ", "0.5k"), FIRST, ("data.features [20]: ", "memory-gib=2 TB"))
    put(plain, ("data.features [20]: ", "1e2"), (NEXT, "done"), (WHERE, "-"))
    assert "--rows 500 --memory-gib 2048.0 --features 100" in end(plain)


def test_any_fact_can_be_said_at_any_question(plain: pexpect.spawn) -> None:
    put(plain, *START, ("data.features [20]: ", "compute.gpus=2"), ("data.features [20]: ", "done"), (WHERE, "-"))
    said = end(plain)
    assert "  gpus: 2\n" in said
    assert "--rows 500 --gpus 2" in said


def test_only_what_can_change_the_advice_is_asked() -> None:
    asked: dict[str, list[str]] = {}
    for task in ("forecasting", "segmentation"):
        child = terminal("wizard", "--task", task, "--rows", "900", env=DUMB)
        asked[task] = []
        while child.expect([r"\n([\w.]+)(?: \[.*\])?: $", re.escape(WHERE)]) == 0:
            asked[task].append(child.match[1])
            child.sendline("")
        child.sendline("-")
        end(child)
    for task, paths in asked.items():
        assert paths
        assert len(set(paths)) == len(paths)
        assert not {"task", "data.kind", "data.target"} & set(paths), task
    assert not any(path.startswith("data.image") for path in asked["forecasting"])
    assert not {"data.horizon", "data.tokens", "data.categorical"} & set(asked["segmentation"])


def test_measured_facts_stand_there_already(tmp_path: Path) -> None:
    data = str(EXAMPLES / "wine.csv")
    child = terminal("wizard", "--data", data, "--target", "cultivar", cwd=tmp_path, env=DUMB)
    child.expect_exact("data.rows=178")
    asked = []
    while child.expect([r"\n([\w.]+)(?: \[.*\])?: $", re.escape(WHERE)]) == 0:
        asked.append(child.match[1])
        child.sendline("")
    child.sendline("c.yaml")
    said = end(child)
    assert asked
    measured = yaml.safe_load((tmp_path / "c.yaml").read_text())["problem"]["measured"]
    assert "data.classes" in measured
    assert not set(measured) & set(asked)
    assert "task" not in asked
    written = (tmp_path / "c.yaml").read_bytes()
    assert repeated(said, SAME, tmp_path) == b""
    assert (tmp_path / "c.yaml").read_bytes() == written


# --- data at hand -------------------------------------------------------------------------------------------------

WINE = str(EXAMPLES / "wine.csv")
TARGET = "data.target [cultivar]: "
ASKED = [r"\n([\w.]+)(?: \[.*\])?: $", re.escape(WHERE)]


def defaults(child: pexpect.spawn) -> list[str]:
    """Leave every question as assumed, as far as the one for the file: which were asked."""
    asked = []
    while child.expect(ASKED) == 0:
        asked.append(child.match[1])
        child.sendline("")
    return asked


@pytest.mark.parametrize("example", ["wine", "diabetes", "breast_cancer"])
def test_it_takes_at_most_eight_questions_from_a_table_to_a_file(
    plain: pexpect.spawn, tmp_path: Path, example: str
) -> None:
    put(plain, ("data.path: ", str(EXAMPLES / f"{example}.csv")))
    asked = ["data.path", *defaults(plain), "where"]
    plain.sendline("")
    said = end(plain)
    assert plain.exitstatus == 0
    assert asked[1] == "data.target"
    assert 4 < len(asked) <= 8, asked
    written = (tmp_path / "config.yaml").read_bytes()
    assert repeated(said, SAME, tmp_path) == b""
    assert (tmp_path / "config.yaml").read_bytes() == written


def test_a_table_is_asked_about_with_arrow_keys_too(tmp_path: Path) -> None:
    child = terminal("wizard", cwd=tmp_path)
    child.expect_exact("Path to your data (Enter: describe it)")
    child.send(WINE[:-2] + "\t")  # completed by Tab
    child.expect_exact("sv")
    child.send(ENTER)
    child.expect_exact("» ")
    child.expect_exact("cultivar")
    child.expect_exact("od280_od315_of_diluted_wines")
    child.send("data.rows=5" + ENTER)  # which is given, and so is not measured
    child.expect_exact("Which column is to be predicted?")
    child.expect_exact("cultivar")
    child.send("data.rows=178" + ENTER + "data.group" + ENTER)
    told(child, "there is no column 'data.group'")
    child.send("cul" + ENTER)
    child.expect_exact("data.classes=3")
    child.expect_exact(TYPING)
    child.send("done" + ENTER)
    child.expect_exact("Where shall the config go")
    child.send(ENTER)
    assert "--target cultivar" in end(child)
    problem = yaml.safe_load((tmp_path / "config.yaml").read_text())["problem"]
    assert (problem["data"]["target"], problem["data"]["rows"]) == ("cultivar", 178)
    assert "data.rows" not in problem["measured"]


def test_data_without_a_target_is_asked_for_it() -> None:
    child = terminal("wizard", "--data", WINE, "--priority", "speed", env=DUMB)
    child.expect_exact(TARGET)
    assert re.findall(r"^ +(\d+)  (\w+)", child.before, re.MULTILINE)[:2] == [("1", "cultivar"), ("2", "proline")]
    put(child, ("", "2"))
    told(child, "task=regression")
    put(child, ("]: ", "<"), (TARGET, "<"))
    told(child, "this is the first question")
    put(child, (TARGET, "hue, ash"))
    told(child, "data.outputs=2")
    put(child, ("]: ", "done"), (WHERE, "-"))
    assert f"advisor recommend --data {WINE} --priority speed --target hue --target ash\n" in end(child)


def test_data_is_measured_anew_by_what_is_said_of_it(plain: pexpect.spawn) -> None:
    put(plain, ("data.path: ", "none.csv"))
    told(plain, "none.csv: cannot be read")
    put(plain, ("data.path: ", f"'{WINE}'"), (TARGET, ""))
    told(plain, "task=multiclass, data.classes=3")
    put(plain, ("]: ", "task=regression"))
    told(plain, "a regression needs numbers, and 'cultivar' holds text")
    put(plain, ("]: ", "target=hue"))
    told(plain, "task=regression, data.target_range=")
    put(plain, ("]: ", "<"))
    told(plain, "task=multiclass, data.classes=3")
    put(plain, ("]: ", "done"), (WHERE, "-"))
    assert f"advisor recommend --data {WINE} --target cultivar\n" in end(plain)


def test_data_that_was_asked_for_is_in_the_command_to_go_on(plain: pexpect.spawn) -> None:
    put(plain, ("data.path: ", WINE))
    plain.expect_exact(TARGET)
    plain.sendintr()
    said = end(plain)
    (line,) = re.findall(f"{ON}(.*)", said)
    child = terminal(*shlex.split(line)[1:], env=DUMB)
    put(child, (TARGET, "hue"), ("]: ", "done"), (WHERE, "-"))
    assert f"advisor recommend --data {WINE} --target hue\n" in end(child)


# --- the end ------------------------------------------------------------------------------------------------------


def test_the_smaller_questions_are_asked_on_request(plain: pexpect.spawn, tmp_path: Path) -> None:
    put(plain, DESCRIBE, ("data.kind [table]: ", ""), ("task: ", "binary"))
    asked = defaults(plain)
    (left,) = re.findall(r"(\d+) smaller questions are left \(Enter: skip them, more: ask them\)", plain.before)
    plain.sendline("more")
    later = defaults(plain)
    assert not set(asked) & set(later)
    assert "observed.fit" in later
    assert 0 < len(later) <= int(left)
    assert "smaller question" not in plain.before
    plain.sendline("more")
    told(plain, "no question is left whose answer would change the advice")
    put(plain, (WHERE, "?"))
    told(plain, "every answer can change")
    put(plain, (WHERE, "priority=speed"), (WHERE, ""))
    end(plain)
    assert yaml.safe_load((tmp_path / "config.yaml").read_text())["problem"]["priorities"]["first"] == "speed"


def test_where_the_file_is_known_only_the_smaller_questions_are_offered(tmp_path: Path) -> None:
    child = terminal("wizard", "--task", "binary", "--rows", "500", "-o", "c.yaml", cwd=tmp_path, env=DUMB)
    skip = r"\d+ smaller questions are left \(Enter: skip them, more: ask them\): "
    while child.expect([ASKED[0], skip]) == 0:
        child.sendline("")
    child.sendline("other.yaml")
    told(child, "Enter writes c.yaml, more asks the rest")
    child.sendline("")
    assert "wrote c.yaml" in end(child)


def test_a_file_that_exists_is_not_the_one_that_is_offered(plain: pexpect.spawn, tmp_path: Path) -> None:
    for name in ("config.yaml", "config-2.yaml"):
        (tmp_path / name).write_text("mine")
    put(plain, *START, ("data.features [20]: ", "done"))
    put(plain, ("- for the screen? (config.yaml exists) [config-3.yaml]: ", ""))
    assert "wrote config-3.yaml" in end(plain)
    assert {file.read_text() for file in tmp_path.glob("config*") if file.name != "config-3.yaml"} == {"mine"}


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_questions_are_broken_between_words(tmp_path: Path, columns: int) -> None:
    child = terminal("wizard", "--data", WINE, cwd=tmp_path, env=DUMB, columns=columns)
    put(child, (TARGET, ""), ("]: ", "?"))
    child.expect_exact("Assumed")
    lines = child.before.replace("\r", "").splitlines()
    assert max(map(len, lines)) <= columns
    assert "accuracy, speed (of training), latency (of prediction), memory or calibration." in " ".join(
        child.before.split()
    )


# --- ways out -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [0, 1, 2, 3, 4, 5, 6])
def test_ctrl_c_at_any_point_leaves_no_file(tmp_path: Path, before: int) -> None:
    child = terminal("wizard", "-o", "c.yaml", "--save-answers", "a.yaml", cwd=tmp_path, env=DUMB)
    answers = [*START, ("data.features [20]: ", "")]
    put(child, *answers[:before])
    child.expect_exact([*answers, ("data.categorical [0]: ", "")][before][0])
    child.sendintr()
    said = end(child)
    assert (child.exitstatus, child.signalstatus) == (130, None)
    assert said.endswith("interrupted\n")
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_where_the_config_shall_go_leaves_no_file(plain: pexpect.spawn, tmp_path: Path, key: str) -> None:
    put(plain, *START, ("data.features [20]: ", "done"))
    plain.expect_exact(WHERE)
    plain.send(key)
    end(plain)
    assert plain.exitstatus == 130
    assert list(tmp_path.iterdir()) == []


def test_a_wizard_that_was_left_goes_on_from_there(plain: pexpect.spawn, tmp_path: Path) -> None:
    put(plain, *START)
    plain.expect_exact("data.features [20]: ")
    plain.sendintr()
    said = end(plain)
    (line,) = re.findall(f"{ON}(.*)", said)
    words = shlex.split(line)
    assert words == ["advisor", "wizard", "--kind", "table", "--task", "multiclass", "--rows", "500"]
    child = terminal(*words[1:], cwd=tmp_path, env=DUMB)
    put(child, FIRST, ("data.features [20]: ", "9"), (NEXT, "done"), (WHERE, "-"))
    assert "--rows 500 --features 9" in end(child)


def test_saved_answers_are_a_problem_and_are_not_asked_again(tmp_path: Path) -> None:
    first = terminal("wizard", "--save-answers", "a.yaml", cwd=tmp_path, env=DUMB)
    put(first, *START, ("data.features [20]: ", "done"), (WHERE, "-"))
    assert "wrote a.yaml" in end(first)
    saved = read_document((tmp_path / "a.yaml").read_bytes(), "a.yaml").data
    assert saved["data"] == {"kind": "table", "rows": 500}
    again = terminal("wizard", "a.yaml", "--save-answers", "a.yaml", "--force", cwd=tmp_path, env=DUMB)
    put(again, FIRST, ("data.features [20]: ", "9"), (NEXT, "done"), (WHERE, "-"))
    end(again)
    assert again.exitstatus == 0
    saved = read_document((tmp_path / "a.yaml").read_bytes(), "a.yaml").data
    assert saved["data"] == {"kind": "table", "rows": 500, "features": 9}
    assert advisor("recommend", "a.yaml", cwd=tmp_path).code == 0


def test_a_place_that_cannot_be_written_is_asked_for_again(plain: pexpect.spawn, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    put(plain, *START, ("data.features [20]: ", "done"), (WHERE, "none/such.yaml"))
    plain.expect_exact("there is no directory none")
    put(plain, (WHERE, "mine.yaml"))
    plain.expect_exact("the file exists and was not overwritten")
    put(plain, (WHERE, "c.json"))
    end(plain)
    assert plain.exitstatus == 0
    assert (tmp_path / "mine.yaml").read_text() == "mine"
    assert read_document((tmp_path / "c.json").read_bytes(), "c.json").data["problem"]["task"] == "multiclass"


def test_stdout_may_be_a_file(tmp_path: Path) -> None:
    child = pexpect.spawn(
        "bash", ["-c", f"{ADVISOR} wizard > c.yaml"], cwd=str(tmp_path), env=environment(DUMB), encoding="utf-8"
    )
    put(child, *START, ("data.features [20]: ", "done"))
    said = end(child)
    assert child.exitstatus == 0
    assert (tmp_path / "c.yaml").read_bytes() == repeated(said, SAME, tmp_path)


# --- arrow keys -------------------------------------------------------------------------------------------------


TYPING = "(arrows or typing"


def test_arrow_keys_choose_and_everything_can_be_typed(tmp_path: Path) -> None:
    child = terminal("wizard", cwd=tmp_path)
    child.expect_exact("Path to your data (Enter: describe it)")
    child.send(ENTER)
    child.expect_exact(TYPING)
    child.send(DOWN + ENTER)  # image
    child.expect_exact("segmentation")
    child.send("?" + ENTER)
    child.expect_exact("Other answers change")
    child.expect_exact(TYPING)
    child.send("<" + ENTER)
    child.expect_exact("What kind of data do you have?")
    child.expect_exact(TYPING)
    child.send(DOWN + UP + ENTER)  # table
    child.expect_exact("ordinal")
    child.send("done" + ENTER)
    child.expect_exact("not yet")
    child.expect_exact("ordinal")
    child.send("reg" + ENTER)
    child.expect_exact("How many labelled rows do you have? [10,000]")
    child.send("500" + ENTER)
    child.expect_exact("What matters most?")
    child.expect_exact(TYPING)
    child.send("compute.gpus=2" + ENTER)
    child.expect_exact("What matters most?")
    child.expect_exact(TYPING)
    child.send("mem" + ENTER)
    child.expect_exact(TYPING)
    child.send("done" + ENTER)
    child.expect_exact("Where shall the config go")
    child.send(ENTER)
    end(child)
    assert child.exitstatus == 0
    assert yaml.safe_load((tmp_path / "config.yaml").read_text())["problem"] == {
        "task": "regression",
        "data": {"kind": "table", "rows": 500},
        "compute": {"gpus": 2},
        "priorities": {"first": "memory"},
    }


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize(
    ("words", "mark"),
    [((), "Path to your data"), (("--kind", "table"), TYPING), (("--kind", "table", "--task", "binary"), "[10,000]")],
    ids=["path", "list", "number"],
)
def test_leaving_between_arrow_keys_is_130(tmp_path: Path, words: tuple[str, ...], mark: str, key: str) -> None:
    child = terminal("wizard", *words, "-o", "c.yaml", cwd=tmp_path)
    child.expect_exact(mark)
    child.send(key)
    said = end(child)
    assert (child.exitstatus, list(tmp_path.iterdir())) == (130, [])
    assert "interrupted" in said
    assert "Traceback" not in said


# --- where nobody can be asked ----------------------------------------------------------------------------------


def test_without_a_terminal_the_command_is_named(tmp_path: Path) -> None:
    answer = advisor("wizard", "--rows", "500", "-o", "my config.yaml", cwd=tmp_path)
    assert (answer.code, answer.out, list(tmp_path.iterdir())) == (2, b"", [])
    assert answer.err == (
        "the wizard needs a terminal to ask in\n"
        "    hint: without questions: advisor recommend --rows 500 -o 'my config.yaml' --task TASK\n"
    )


def test_the_named_command_is_whole_where_the_task_is_known(tmp_path: Path) -> None:
    answer = advisor("wizard", "--task", "binary", "--set", "data.image=32x32x3", "--ruleset", "guide", cwd=tmp_path)
    assert answer.code == 2
    assert repeated(answer.err, "without questions: ", tmp_path)


@pytest.mark.parametrize(
    ("words", "env", "reason"),
    [
        (("--no-input",), {}, "--no-input leaves the wizard nothing to do"),
        ((), {"CI": "true"}, "the wizard asks nothing where CI is set"),
    ],
)
def test_at_a_terminal_where_nothing_may_be_asked(words: tuple[str, ...], env: dict[str, str], reason: str) -> None:
    child = terminal("wizard", *words, env=env)
    said = end(child)
    assert child.exitstatus == 2
    assert reason in said
    assert "without questions: advisor recommend --task TASK" in said
