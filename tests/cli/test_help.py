"""What `--help` shows: the options that people need, in groups, whole sentences, within the width."""

import re

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from advisor.cli.app import COMMANDS, WITH_FACTS, application
from advisor.cli.facts import COMMON, FLAGS
from advisor.errors import InputError
from tests.cli.running import advisor

GROUPS = ("Input", "Data", "Compute", "Priorities", "Output", "General")


def helped(*words: str, columns: int = 80) -> str:
    answer = CliRunner().invoke(application(words), words, env={"COLUMNS": str(columns)}, prog_name="advisor")
    assert (answer.exit_code, answer.stderr) == (0, "")
    return answer.stdout


def refused(*words: str) -> str:
    answer = CliRunner().invoke(application(words), words, prog_name="advisor")
    assert isinstance(answer.exception, InputError)
    assert answer.output == ""
    return str(answer.exception)


def options_in(text: str) -> set[str]:
    return set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE))


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_lines_keep_to_the_width_and_break_at_words(columns: int) -> None:
    for words in ([], ["recommend"], ["explain"], ["train"]):
        text = helped(*words, "--help-all" if words else "--help", columns=columns)
        assert max(map(len, text.splitlines())) <= columns
        assert not re.search(r"\w-\n", text)  # as in `token-\nclassification`
        joined = " ".join(text.replace("\\\n", "").split())
        assert "advisor recommend train.csv --target price" in joined or words not in ([], ["recommend"])


def test_summaries_are_whole_sentences() -> None:
    commands = get_command(application()).commands  # type: ignore[attr-defined]
    shown = " ".join(helped("--help").partition("Commands:")[2].split())
    for name in COMMANDS:
        summary = " ".join(commands[name].help.partition("\n\n")[0].split())
        assert summary.endswith(".")
        assert f"{name} {summary}" in shown


@pytest.mark.parametrize("command", WITH_FACTS)
def test_some_twenty_options_are_shown_in_groups_and_the_rest_on_demand(command: str) -> None:
    short, whole = helped(command, "--help"), helped(command, "--help-all")
    shown, known = options_in(short), options_in(whole)
    assert 15 <= len(shown) <= 28
    assert shown - known == {"--help-all"}
    assert {f"--{name.replace('_', '-')}" for name in COMMON} <= shown
    assert {f"--{leaf.about.flag}" for leaf in FLAGS.values()} <= known
    assert f"advisor {command} --help-all shows {len(known - shown)} more options." in short
    assert "more options" not in whole
    titles = re.findall(r"^(\w[\w ]*):$", short, re.MULTILINE)
    assert [title for title in titles if title in GROUPS] == list(GROUPS)
    assert re.search(r"^Compute:\n(  .*\n)*  --device cpu\|gpu", short, re.MULTILINE)
    assert re.search(r"^Priorities:\n(  .*\n)*  --metric ", short, re.MULTILINE)


def test_a_command_with_few_options_shows_all_of_them_at_once() -> None:
    text = helped("schema", "--help")
    assert text == helped("schema", "--help-all")
    assert "--help-all" not in text
    assert re.findall(r"^(\w+):$", text, re.MULTILINE) == ["Arguments", "Options"]


# --- what there is not --------------------------------------------------------------------------------------------

HINTS = [
    (("--gpu",), "did you mean --device gpu?"),
    (("--cuda",), "did you mean --device gpu?"),
    (("--batch-size", "64"), "--pin training.batch_size=64 fixes it"),
    (("--batch_size=64",), "--pin training.batch_size=64 fixes it"),
    (("--lr", "1e-3"), "--pin training.learning_rate.initial=1e-3 fixes it"),
    (("--learning-rate", "0.1"), "--pin training.learning_rate.initial=0.1 fixes it"),
    (("--epochs", "20"), "--pin training.epochs=20 fixes it"),
    (("--model", "mlp"), "--pin model.family=mlp fixes it"),
    (("--optimizer",), "--pin training.optimizer.name=VALUE fixes it"),
    (("--input", "x.csv"), "name the file by itself: advisor recommend x.csv --target COLUMN"),
    (("--csv=x.csv",), "name the file by itself: advisor recommend x.csv --target COLUMN"),
    (("--label", "y"), "did you mean --target?"),
    (("--output-dir", "x"), "did you mean --output?"),
    (("--verbose",), "did you mean --explain text?"),
    (("-v",), "did you mean --explain text?"),
    (("--n-classes", "3"), "did you mean --classes?"),
    (("--clases", "3"), "did you mean --classes?"),
    (("--zzzzzz",), "advisor recommend --help-all lists them all"),
]


@pytest.mark.parametrize(("words", "hint"), HINTS, ids=[words[0] for words, _ in HINTS])
def test_a_word_that_others_use_is_answered_with_the_one_here(words: tuple[str, ...], hint: str) -> None:
    said = refused("recommend", "--task", "binary", *words)
    assert said.startswith(f"No such option: {words[0].partition('=')[0]}\n    hint: {hint}")


def test_all_options_that_there_are_not_are_told_at_once() -> None:
    said = refused("recommend", "--rowz", "5", "--task", "binary", "--gpu", "--", "--lr")
    assert re.findall(r"No such option: (\S+)", said) == ["--rowz", "--gpu"]


def test_a_command_hints_only_at_what_it_has() -> None:
    assert "--pin" not in refused("batch", "-", "--target", "y")
    assert refused("profile", "--data", "x.csv").endswith("by itself: advisor profile x.csv --target COLUMN")
    assert refused("check", "--config", "c.yaml").endswith("name the file by itself: advisor check c.yaml")
    assert refused("train", "--time-limit", "5").endswith("did you mean --max-seconds?")
    assert "--max-seconds" not in refused("recommend", "--time-limit", "5")


def test_hints_name_what_there_is() -> None:
    from advisor.cli.hints import FILE, MEANT
    from advisor.knowledge import knowledge

    commands = get_command(application()).commands.values()  # type: ignore[attr-defined]
    known = {name for command in commands for each in command.params for name in (*each.opts, *each.secondary_opts)}
    for word, meant in MEANT.items():
        assert meant.partition(" ")[0] in {*known, "--help-all", FILE} or meant in knowledge().by_path, word
    decided = {command.name: {name for each in command.params for name in each.opts} for command in commands}
    assert set(MEANT) & decided["recommend"] == {"--data", "--time"}  # which `profile` has not


def test_a_file_in_place_of_a_command_is_said_to_be_one() -> None:
    answer = advisor("pyproject.toml")
    assert (answer.code, answer.out) == (2, b"")
    assert answer.err == "pyproject.toml: is a file, not a command\n    hint: advisor recommend pyproject.toml\n"
