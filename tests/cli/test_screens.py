"""What a terminal shows: the answer first, a screen at most, lines within the width, no word cut; `--all` the rest."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.many import Run, screens
from tests.cli.running import CONFIGS, EXAMPLES, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("screens")]  # some hundred command lines in one process

CHURN = CONFIGS / "churn-imbalanced"
PROBLEM, CONFIG, OTHER = (
    str(CHURN / "problem.yaml"),
    str(CHURN / "config.yaml"),
    str(CONFIGS / "urban-sounds/config.yaml"),
)
HISTORIES = ROOT / "tests" / "diagnosing" / "histories"
WIDTHS = (40, 80, 200)
LINES = 24
TITLES = {"column", "type", "shape", "class", "remarks", "fact", "value", "how", "it", "was", "bar"}  # of tables
LONGEST = 30  # letters; a longer word does not fit beside a label at 40 columns
WORD = re.compile(r"[^\s,;:()\[\]]+")
# Command lines, and what their first line says.
ANSWERS: dict[tuple[str, ...], str] = {
    ("explain", PROBLEM): r"\d+ choices",
    ("explain", "model.family", PROBLEM): r"model\.family: ",
    ("explain", "training", PROBLEM): r"\d+ choices",
    ("explain", "training.batch_size", PROBLEM, "--chain"): r"training\.batch_size = \d+",
    ("explain", "training", "--others", PROBLEM): r"\d+ choices beside those of others",
    ("explain", "model.family", PROBLEM, "--why-not", "cnn"): r"model\.family: mlp, not cnn",
    ("explain", "model.family"): r"\d+ rules for 1 decision: ",
    ("rules",): r"\d+ rules for \d+ decisions: ",
    ("rules", "dropout"): r"\d+ rules for 3 decisions: ",
    ("rules", "ACT-SELU"): r"ACT-SELU ",
    ("what-if", PROBLEM, "--set", "data.rows=1e6"): r"\d+ of \d+ choices change",
    ("what-if", PROBLEM, "--set", "data.rows=40001"): r"none of \d+ choices changes",
    ("what-if", PROBLEM, "--sweep", "data.rows=1e2..1e9"): r"\d+ of \d+ choices change: data\.rows",
    ("sensitivity", PROBLEM): r"\d+ facts can change this advice; \d+",
    ("diff", CONFIG, OTHER): r"\d+ facts and \d+ choices differ",
    ("diff", CONFIG, CONFIG): r"no facts and no choices differ",
    ("check", "{edited}"): r"2 errors, 1 warning; 3 fixable with",
    ("check", CONFIG): r"nothing found",
    ("diagnose", str(HISTORIES / "overfitting-wide.csv")): r"overfitting: the network memorises",
    ("diagnose", str(HISTORIES / "oscillating-sgd.csv"), "--config", CONFIG): r"oscillating: ",
    ("diagnose", str(HISTORIES.with_name("held_out") / "seed-4.csv")): r"48 runs: \d+ ",
    ("profile", str(EXAMPLES / "breast_cancer.csv"), "--target", "diagnosis", "-q"): r"breast_cancer\.csv: 569 rows",
    ("profile", str(EXAMPLES / "diabetes.csv"), "--target", "progression", "-q"): r"diabetes\.csv: 442 rows",
}


@pytest.fixture(scope="session")  # as tests of other modules stand between those of this one
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[Run, tuple[int, str]]:
    folder = tmp_path_factory.mktemp("screens")
    config = Path(CONFIG).read_text(encoding="utf-8")
    edited = folder / "edited.yaml"
    edited.write_text(
        config.replace("hidden: he-normal", "hidden: glorot-uniform").replace(
            "activation: sigmoid", "activation: softmax"
        )
    )
    lines = {words: tuple(word.format(edited=edited) for word in words) for words in ANSWERS}
    runs = {
        (width, LINES, (*words, *more)): (width, LINES, (*line, *more))
        for words, line in lines.items()
        for width in WIDTHS
        for more in ((), ("--all",))
    }
    found = screens(list(runs.values()), folder)
    return {run: found[there] for run, there in runs.items()}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_answer_comes_first_and_a_screen_holds_it(shown: dict[Run, tuple[int, str]], width: int) -> None:
    for words, first in ANSWERS.items():
        code, text = shown[width, LINES, words]
        lines = text.splitlines()
        assert code in (0, 1)
        assert len(lines) < LINES, words
        assert max(map(len, lines)) <= width, words
        assert re.match(first, " ".join(text.split())), words


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_is_cut_and_none_is_lost(shown: dict[Run, tuple[int, str]], width: int) -> None:
    for words in ANSWERS:
        everything = shown[200, LINES, (*words, "--all")][1]
        narrow = shown[width, LINES, (*words, "--all")][1]
        assert max(map(len, narrow.splitlines())) <= width, words
        known, seen = set(WORD.findall(everything)) - TITLES, set(WORD.findall(narrow)) - TITLES
        long = [word for word in known if len(word) > LONGEST]
        cut = [word for word in seen - known if not any(word in each for each in long)]
        assert cut == [], words
        lost = [word for word in known - seen if len(word) <= LONGEST]
        assert lost == [], words


def test_what_is_left_out_is_named(shown: dict[Run, tuple[int, str]]) -> None:
    for words in ANSWERS:
        part, whole = shown[80, LINES, words][1], shown[80, LINES, (*words, "--all")][1]
        assert ("--all shows" in part) == (count(part) < count(whole)), words
        assert "--all" not in whole


def count(text: str) -> int:
    return len(WORD.findall("".join(lines_without_ending(text.splitlines()))))


def lines_without_ending(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if line.startswith(("--all", "advisor ", "--set FACT")):
            return
        yield line + "\n"


def test_durations_and_memory_are_in_units_of_people(shown: dict[Run, tuple[int, str]]) -> None:
    text = shown[80, LINES, ("what-if", PROBLEM, "--set", "data.rows=1e6", "--all")][1]
    assert re.search(r"resources\.training_hours: [\d.]+ (seconds|minutes) -> [\d.]+ (minutes|hours)", text)
    assert "8 GiB" in shown[80, LINES, ("sensitivity", PROBLEM)][1]
