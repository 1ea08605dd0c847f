"""The one screen: it fits, it begins with what decides, and it says what the config says."""

import io
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from rich.cells import cell_len
from rich.console import Console

from advisor.cli.overview import next_steps, overview
from advisor.errors import visible
from advisor.explaining.summary import Summary, summarize
from advisor.explaining.values import sentence
from advisor.exporting import Source, export
from advisor.problem import Problem
from advisor.recommending import Recommendation, recommend
from tests.cli.running import EXAMPLES, advisor, screen
from tests.strategies import RULESETS, problems

HEIGHT = 23  # a terminal of 24 lines, less the one of the prompt
TABLE = ("recommend", "--data", str(EXAMPLES / "wine.csv"), "--target", "cultivar")


def lines_of(
    recommendation: Recommendation, width: int, height: int = HEIGHT, summary: Summary | None = None
) -> list[str]:
    """The lines of the screen; `summary` is the recommendation's, where it is known already."""
    summary = summary or summarize(recommendation)
    console = Console(file=io.StringIO(), width=width)
    found = overview(summary, next_steps(recommendation, summary), width, height, console)
    return [line.plain for line in found]


@pytest.mark.slow  # 500 problems at three widths
@settings(max_examples=500, deadline=None)
@given(problem=problems(), ruleset=RULESETS)
def test_it_fits_and_begins_with_what_decides(problem: Problem, ruleset: str) -> None:
    recommendation = recommend(problem, ruleset)  # type: ignore[arg-type]
    choice = recommendation.choice("evaluation.first_choice")
    summary = summarize(recommendation)
    for width in (40, 80, 200):
        lines = lines_of(recommendation, width, summary=summary)
        assert len(lines) <= HEIGHT
        assert max(map(cell_len, lines)) <= width
        text = " ".join(" ".join(lines).split())
        before, _, rest = text.partition("Model ")
        decides = sentence(visible(choice.pick.warning or choice.pick.because))
        assert " ".join(decides.split())[1:] in before
        assert rest.index("Training ") < rest.index("Cost ") < rest.index("Next ")


def test_parts_of_the_screen() -> None:
    recommendation = recommend(Problem(task="binary", rows=569, features=30, categorical=0, imbalance=1.684))
    lines = lines_of(recommendation, 80)
    assert lines[0] == "569 rows, 30 numeric columns -> 2 classes, 1.7 : 1"
    assert lines[2].startswith("! Try TabICLv2 first (pip install tabicl; BSD-3-Clause): ")
    assert "  Then beat: logistic regression, LightGBM, CatBoost" in lines
    labels = [line[:12].strip() for line in lines if line[:1].isupper() and line[11:12] == " "]
    assert labels == ["Model", "Training", "Inputs", "Guards", "Validation", "Cost", "Assumed", "Next"]
    assert "accuracy first (decides 17 choices)" in " ".join(" ".join(lines).split())
    assert lines[-1].endswith("--all shows all 70 choices with reasons; advisor report makes a page")


@pytest.mark.parametrize(
    ("facts", "command"),
    [
        ({}, "export torch"),
        ({"pretrained": False}, "export ultralytics"),
        ({"pretrained": False, "commercial": True}, "export torch"),
    ],
)
def test_the_next_command_is_one_that_trains_the_network(facts: dict[str, Any], command: str) -> None:
    recommendation = recommend(Problem(task="detection", rows=3_000, **facts))
    steps = next_steps(recommendation, summarize(recommendation))
    assert any(step.startswith(f"advisor {command} ") for step in steps)
    assert export(command.rpartition(" ")[2], Source(recommendation.document(), recommendation)).files


def test_a_larger_terminal_leaves_nothing_out() -> None:
    recommendation = recommend(Problem(task="segmentation", rows=60, classes=4, volumetric=True, image="240x240x4"))
    text = " ".join(" ".join(lines_of(recommendation, 120, 60)).split())
    summary = summarize(recommendation)
    for row in summary.rows:
        assert f"{row.label} {row.text}" in text
    for warning in summary.warnings:
        assert warning in text


@pytest.mark.slow
def test_at_a_terminal_and_in_a_pipe(tmp_path: Path) -> None:
    code, shown = screen(*TABLE, "--quiet", columns=80, rows=24, env={"NO_COLOR": "1"}, cwd=tmp_path)
    assert code == 0
    assert len(shown.splitlines()) <= HEIGHT
    assert shown.startswith("wine.csv: 178 rows, 13 numeric columns -> cultivar (3 classes")
    assert f"advisor train config.yaml --data {shlex.quote(str(EXAMPLES / 'wine.csv'))}" in " ".join(shown.split())
    piped = advisor(*TABLE, "--all", cwd=tmp_path)
    assert piped.text.startswith("schema: ")
    assert "warning: try TabICLv2 first" in piped.err


@pytest.mark.slow
def test_what_is_written_is_shown_too(tmp_path: Path) -> None:
    code, shown = screen(*TABLE, "-o", "wine.yaml", columns=80, env={"NO_COLOR": "1"}, cwd=tmp_path)
    assert code == 0
    assert (tmp_path / "wine.yaml").read_text().startswith("schema: ")
    assert "Try TabICLv2 first" in shown
    assert "advisor explain model.family wine.yaml" in shown
    assert "wrote wine.yaml" in shown
    assert advisor(*TABLE, "-o", "other.yaml", cwd=tmp_path).text == ""


@pytest.mark.slow
def test_all_of_it_goes_through_the_pager(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged\ncat\n")
    pager.chmod(0o755)
    words = ("recommend", "--task", "binary", "--rows", "3000", "--all")
    code, shown = screen(*words, columns=120, env={"NO_COLOR": "1", "PAGER": str(pager)})
    assert code == 0
    assert shown.startswith("paged")
    for section in ("data", "model", "training", "evaluation", "resources"):
        assert f"\n{section}\n" in shown.replace("\r", "").replace(" \n", "\n")
    _, plain = screen(*words, columns=120, env={"NO_COLOR": "1", "PAGER": "no-such-pager"})
    assert "first_choice" in plain
