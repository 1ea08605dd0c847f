"""`advisor tune`, run as a command on a small table."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from advisor.tuning.journal import NAME
from tests.cli.running import ADVISOR, EXAMPLES, advisor, terminal

WINE = str(EXAMPLES / "wine.csv")
SMALL = ["--pin", "training.epochs=2", "--pin", "data.split.folds=1", "--pin", "training.seeds=[0]"]
WORDS = ["tune", WINE, "--target", "cultivar", *SMALL]


def numbers(folder: Path) -> list[int]:
    lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["number"] for line in lines[1:]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tune"], "--data: is missing"),
        (["tune", "--data", "nowhere.csv", "--target", "y"], "nowhere.csv"),
        (["tune", WINE, "--target", "cultivar", "--trials", "0"], "--trials"),
        (["tune", WINE, "--target", "cultivar", "--minutes", "0"], "--minutes"),
        (["tune", WINE, "--target", "cultivar", "--test", "nowhere.csv"], "nowhere.csv: cannot be read"),
        (["tune", WINE, "--target", "cultivar", "-o", "held"], "held: holds something else than a search"),
    ],
)
def test_bad_input_is_told_in_a_line(words: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "config.yaml").write_text("", encoding="utf-8")
    answer = advisor(*words, cwd=tmp_path)
    assert answer.code == 2
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == b""
    assert not (tmp_path / "tuned").exists()


@pytest.mark.slow
def test_a_table_is_tuned_and_the_search_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    first = advisor(*WORDS, "--trials", "2", cwd=tmp_path)
    assert first.code == 0, first.err
    stages, scores = first.text.split("\n\n")
    assert stages.splitlines()[0].split()[:3] == ["stage", "trials", "log-loss"]
    assert stages.splitlines()[-1].split()[:3] == ["in", "all", "2"]
    assert scores.splitlines()[0].startswith("test part")
    assert "trial 2 of 2, learning rate: training.learning_rate.initial " in first.err
    assert "-> range test" in first.err
    folder = tmp_path / "tuned"
    assert "<svg" in (folder / "chart.html").read_text(encoding="utf-8")
    assert advisor("check", "tuned/config.yaml", cwd=tmp_path).code == 0
    more = advisor(*WORDS, "--trials", "3", "-q", "--no-confirm", cwd=tmp_path)
    assert more.code == 0, more.err
    assert more.err == ""
    assert numbers(folder) == [1, 2, 3]
    other = advisor(*WORDS, "--pin", "training.batch_size=16", cwd=tmp_path)
    assert other.code == 2
    assert "tuned: holds a search with another config" in other.err
    assert numbers(folder) == [1, 2, 3]


@pytest.mark.slow
def test_a_search_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    words = [*WORDS, "--trials", "3", "--no-confirm"]
    run = subprocess.Popen([ADVISOR, *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    folder, second = tmp_path / "tuned", tmp_path / "tuned" / "trials" / "002"
    try:
        assert run.stderr
        while "trial 1 of 3" not in (line := run.stderr.readline()):
            assert line, "it ended before it trained"
        until = time.monotonic() + 60
        while not (second / "train.py").exists() and time.monotonic() < until:
            time.sleep(0.05)
        (child,) = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text(encoding="utf-8").split()
    finally:
        run.kill()
    run.wait(20)
    until = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()
    assert numbers(folder) == [1]
    assert (folder / "config.yaml").exists()
    with (folder / NAME).open("a", encoding="utf-8") as file:
        file.write('{"number":2,"sta')  # as if it was killed while it wrote
    before = (folder / "trials" / "001" / "metrics.json").stat().st_mtime_ns
    again = advisor(*words, cwd=tmp_path)
    assert again.code == 0, again.err
    assert "going on after 1 trial in" in again.err
    assert numbers(folder) == [1, 2, 3]
    assert (folder / "trials" / "001" / "metrics.json").stat().st_mtime_ns == before


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_there_and_says_how_to_go_on(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    child = terminal(*WORDS, "--trials", "9", cwd=tmp_path)
    child.expect("trial 1 of 9, as recommended: log-loss", timeout=120)
    child.sendcontrol("c")
    child.expect("the same command goes on", timeout=30)
    child.wait()
    assert child.exitstatus == 130
    assert numbers(tmp_path / "tuned") == [1]
    assert advisor("check", "tuned/config.yaml", cwd=tmp_path).code == 0
    shutil.rmtree(tmp_path / "tuned" / "trials")  # what is gone is not needed, as the journal has it
    assert advisor(*WORDS, "--trials", "1", "--no-confirm", cwd=tmp_path).code == 0
