"""The wizard at a real pseudo-terminal: plain lines, arrow keys, measured answers, ways out."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
import yaml

from advisor.counterfactuals import sensitivity, tries
from advisor.counterfactuals.interview import BEFORE, Interview
from advisor.counterfactuals.perturbation import COMPUTED
from advisor.errors import InputError
from advisor.knowledge import knowledge
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.yamlio import read_document
from tests.cli.running import ADVISOR, EXAMPLES, advisor, environment, terminal

pytestmark = pytest.mark.slow  # each test starts processes

DUMB = {"TERM": "dumb"}
DOWN, ENTER, UP = "\x1b[B", "\r", "\x1b[A"
WHERE = "nothing for nowhere: "
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
START = (("data.kind [table]: ", "table"), ("task: ", "2"), ("data.rows [10,000]: ", "500"), FIRST)


def test_answers_make_a_config_and_a_command_that_gives_it_again(plain: pexpect.spawn, tmp_path: Path) -> None:
    put(plain, *START, ("data.features [20]: ", "7"), ("data.classes [10]: ", "done"), (WHERE, "config.yaml"))
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
    plain.expect_exact("data.kind [table]: ")
    assert "   6  sequence  a list of feature vectors for each example" in plain.before
    plain.sendline("5")
    plain.expect_exact("task: ")
    assert re.findall(r"^ +\d  ([\w-]+)", plain.before, re.MULTILINE) == ["forecasting", "binary", "multiclass"]


def test_a_question_is_explained_on_request_and_asked_again(plain: pexpect.spawn) -> None:
    put(plain, *START[:2], ("data.rows [10,000]: ", "?"))
    plain.expect_exact("data.rows [10,000]: ")
    assert "data.rows: Labelled examples at hand for training and validation" in plain.before
    assert re.search(r"Other answers change data\.split\.method, ([\w., ]+) and \d+ more\.", plain.before)
    assert "Assumed unless you say otherwise: 10,000." in plain.before


def test_an_answer_can_be_taken_back(plain: pexpect.spawn, tmp_path: Path) -> None:
    put(plain, *START, ("data.features [20]: ", "<"), (FIRST[0], "<"), ("data.rows [10,000]: ", "<"))
    put(plain, ("task: ", "regression"))
    put(plain, ("data.rows [10,000]: ", "<"), ("task: ", "<"), ("data.kind [table]: ", "<"))
    put(plain, ("this is the first question", "3"), ("task: ", "binary"), ("data.rows [10,000]: ", "done"), (WHERE, ""))
    said = end(plain)
    assert plain.exitstatus == 0
    assert re.findall(f"{SAME}(.*)", said) == ["advisor recommend --kind text --task binary"]
    assert list(tmp_path.iterdir()) == []


def test_wrong_answers_are_told_and_the_question_is_put_again(plain: pexpect.spawn) -> None:
    for typed, told in [
        ("tabel", "did you mean 'table'?"),
        ("7", "expected one of table, image"),
        ("data.rowz=4", "did you mean 'data.rows'?"),
        ("done", "not yet: without a task there is nothing to advise on"),
    ]:
        put(plain, ("data.kind [table]: ", typed))
        plain.expect_exact(told)
    put(plain, ("data.kind [table]: ", "1"))
    for typed, told in [
        ("", "there is nothing to assume here: please choose"),
        ("forecasting", "forecasting is not supported for data of kind table"),
    ]:
        put(plain, ("task: ", typed))
        plain.expect_exact(told)
    put(plain, ("task: ", "2"))
    for typed in ("many", "-5", "1e400", "1" * 400):
        put(plain, ("data.rows [10,000]: ", typed))
        plain.expect_exact("expected a whole number of at least 2")
    plain.expect_exact("data.rows [10,000]: ")
    os.write(plain.child_fd, b"\xff\n")
    plain.expect_exact("this is not UTF-8 text")
    plain.expect_exact("data.rows [10,000]: ")


def test_any_fact_can_be_said_at_any_question(plain: pexpect.spawn) -> None:
    put(plain, *START, ("data.features [20]: ", "compute.gpus=2"), ("data.features [20]: ", "done"), (WHERE, "-"))
    said = end(plain)
    assert "  gpus: 2\n" in said
    assert "--rows 500 --gpus 2" in said


def test_only_what_can_change_the_advice_is_asked() -> None:
    asked: dict[str, list[str]] = {}
    for task in ("forecasting", "segmentation"):
        child = terminal("wizard", "--task", task, env=DUMB)
        asked[task] = []
        while child.expect([r"\n([\w.]+)(?: \[.*\])?: $", re.escape(WHERE)]) == 0:
            asked[task].append(child.match[1])
            child.sendline("")
        child.sendline("")
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
    child.expect_exact("data.rows = 178")
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


@pytest.mark.parametrize("before", [0, 1, 2, 3, 4, 5])
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
    put(child, FIRST, ("data.features [20]: ", "9"), ("data.classes [10]: ", "done"), (WHERE, ""))
    assert "--rows 500 --features 9" in end(child)


def test_saved_answers_are_a_problem_and_are_not_asked_again(tmp_path: Path) -> None:
    first = terminal("wizard", "--save-answers", "a.yaml", cwd=tmp_path, env=DUMB)
    put(first, *START, ("data.features [20]: ", "done"), (WHERE, ""))
    assert "wrote a.yaml" in end(first)
    saved = read_document((tmp_path / "a.yaml").read_bytes(), "a.yaml").data
    assert saved["data"] == {"kind": "table", "rows": 500}
    again = terminal("wizard", "a.yaml", "--save-answers", "a.yaml", "--force", cwd=tmp_path, env=DUMB)
    put(again, FIRST, ("data.features [20]: ", "9"), ("data.classes [10]: ", "done"), (WHERE, ""))
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


def test_arrow_keys_choose_explain_and_go_back(tmp_path: Path) -> None:
    child = terminal("wizard", cwd=tmp_path)
    child.expect_exact("explain this question")
    child.send(DOWN + ENTER)  # image
    child.expect_exact("segmentation")
    child.send(UP + UP + ENTER)  # past "go back" to "explain this question"
    child.expect_exact("Other answers change")
    child.expect_exact("explain this question")
    child.send(UP + ENTER)
    child.expect_exact("What kind of data do you have?")
    child.expect_exact("explain this question")
    child.send(ENTER)
    child.expect_exact("ordinal")
    child.send(DOWN + DOWN + DOWN + DOWN + ENTER)  # regression
    child.expect_exact("How many labelled rows do you have? [10,000]")
    child.send("500" + ENTER)
    child.expect_exact("What matters most?")
    child.expect_exact("keep all the rest as assumed")
    child.send(UP + ENTER)
    child.expect_exact("Where shall the config go?")
    child.send("c.yaml" + ENTER)
    end(child)
    assert child.exitstatus == 0
    assert yaml.safe_load((tmp_path / "c.yaml").read_text())["problem"] == {
        "task": "regression",
        "data": {"kind": "table", "rows": 500},
    }


@pytest.mark.parametrize(("key", "mark"), [("\x03", "explain this question"), ("\x04", "[10,000]")])
def test_leaving_between_arrow_keys_is_130(tmp_path: Path, key: str, mark: str) -> None:
    child = terminal(
        "wizard", *(() if key == "\x03" else ("--task", "binary", "--kind", "table")), "-o", "c.yaml", cwd=tmp_path
    )
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


# --- the order of the questions ---------------------------------------------------------------------------------


def asked(**facts: str) -> list[tuple[str, int]]:
    """What is asked where every question is left as assumed, each with how many choices hang on it."""
    interview = Interview(facts, dict.fromkeys(facts, "given"))
    questions = []
    while (question := interview.next()) is not None:
        questions.append((question.fact.path, len(question.decisions)))
        interview.answer(question, "")
    return questions


KINDS = [
    {"data.kind": kind, "task": task}
    for kind, task in [("table", "binary"), ("image", "multiclass"), ("text", "regression"), ("series", "forecasting")]
]


@pytest.mark.parametrize("facts", KINDS, ids=lambda facts: facts["task"])
def test_questions_come_by_how_much_hangs_on_them(facts: dict[str, str]) -> None:
    questions = dict(asked(**facts))
    assert len(questions) > 5
    pulled = {path for first, later in BEFORE.items() for path in (first, *later)}
    alone = [count for path, count in questions.items() if path not in pulled]
    assert alone == sorted(alone, reverse=True)
    assert alone[0] > alone[-1]
    order = list(questions)
    recommendation = recommend(Problem(**facts))
    heaviest = sensitivity(recommendation)[0].fact  # asked among the first, or what comes before it is
    assert {heaviest, *(path for path, later in BEFORE.items() if heaviest in later)} & set(order[:3])
    for path, later in BEFORE.items():
        for other in later:
            if path in order and other in order:
                assert order.index(path) < order.index(other), (path, other)


def test_other_answers_change_what_a_question_says_that_they_do() -> None:
    interview = Interview({"data.kind": "table", "task": "binary"}, {"data.kind": "given", "task": "given"})
    question = interview.next()
    assert question is not None
    now = recommend(interview.problem())
    changed: set[str] = set()
    for value in tries(question.fact, question.assumed):
        try:
            other = recommend(interview.problem().replace(**{question.fact.path: value}))
        except InputError:
            continue
        changed |= {
            path
            for path in {*now.choices, *other.choices}
            if (path in now.choices) != (path in other.choices) or now.choices[path].value != other[path]
        }
    assert set(question.decisions) == {path for path in changed if path in now.choices and _is_advice(path)}


def _is_advice(path: str) -> bool:
    return not path.startswith(COMPUTED) and knowledge().by_path[path].lands
