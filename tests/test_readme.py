"""What the README and CONTRIBUTING say is so: sessions, commands, flags, targets, links, tables, numbers."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from advisor import Problem, recommend
from advisor.cli.app import COMMANDS, application
from advisor.knowledge import knowledge
from advisor.networks.catalogue import read_until
from advisor.problem.vocabulary import SUPPORTED
from advisor.references import bibliography
from tools import docs

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SCRIPTS = [text for language, text in BLOCKS if language == "sh" and "make " not in text]


@cache
def cli() -> Any:
    return get_command(application())


def commands() -> list[str]:
    """Every command line of advisor that the pages show."""
    found = []
    for text in (README, CONTRIBUTING, (ROOT / "examples" / "README.md").read_text(encoding="utf-8")):
        inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL).replace("\n", " "))
        blocks = [line.removeprefix("$ ") for line in re.sub(r"[ ]{4}", "", text).splitlines()]
        for line in [*inline, *blocks]:
            found += [part.strip() for part in line.split("|") if re.match(r"\s*advisor [a-z-]+( |$)", part)]
    return sorted(set(found))


# --- sessions and scripts ------------------------------------------------------------------------------------------


def test_sessions_and_rules_are_shown_as_they_are_now() -> None:
    assert len(re.findall("<!-- session: ", README)) >= 2
    assert "<!-- rule: " in README
    assert docs.readme() == README, "run `make docs`"


@pytest.mark.slow
def test_scripts_run(tmp_path: Path) -> None:
    """The blocks run in order, in a shell that stops at the first failure, and say nothing is different."""
    assert len(SCRIPTS) >= 2
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    program = f'advisor() {{ {shlex.quote(sys.executable)} -m advisor "$@"; }}\nset -euo pipefail\n'
    answer = subprocess.run(
        ["bash", "-c", program + "".join(SCRIPTS)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == ""
    assert (tmp_path / "config.yaml").stat().st_size > 1_000
    assert len((tmp_path / "configs.jsonl").read_text().splitlines()) == 2


def test_the_python_block_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = [text for language, text in BLOCKS if language == "python" and "recommend(" in text]
    names: dict[str, Any] = {}
    exec(block, names)  # noqa: S102 - the block of our own README
    assert names["recommendation"].problem == Problem(task="regression", rows=442, features=10)
    assert capsys.readouterr().out.startswith("model.family: ")
    for line in block.splitlines():
        if line.startswith("recommendation["):
            assert eval(line.partition("#")[0], names)  # noqa: S307


# --- commands, flags and targets -----------------------------------------------------------------------------------


def test_all_commands_are_known_and_each_is_named() -> None:
    assert set(COMMANDS) == set(cli().commands)
    named = {command.split()[1] for command in commands()}
    assert named == set(COMMANDS)


@pytest.mark.parametrize("line", commands())
def test_a_command_line_has_the_options_of_its_command(line: str) -> None:
    words = shlex.split(line.partition(">")[0].partition("&&")[0], comments=True)[1:]
    command = cli().commands[words[0]]
    options = {form for parameter in command.params for form in (*parameter.opts, *parameter.secondary_opts)}
    for word in words[1:]:
        if word.startswith("-") and word != "-":
            assert word.partition("=")[0] in options, f"advisor {words[0]} has no {word}"


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_options_that_stand_alone_are_options(page: str) -> None:
    options = {
        form for command in cli().commands.values() for p in command.params for form in (*p.opts, *p.secondary_opts)
    }
    for option in re.findall(r"`(--[a-z-]+)[ =`]", page):
        assert option in options


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_targets_of_make_exist(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    calls = re.findall(r"(?:`|^)make ((?:[a-z]+ ?)+)", page, re.MULTILINE)
    named = {word for call in calls for word in call.split()}
    assert named
    assert named <= targets


def test_the_package_is_installed_from_the_repository() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(re.findall(r"pip install '\.\[([\w-]+)\]'", README))
    assert {"all", "train"} <= extras <= set(project["optional-dependencies"])
    assert f"package is called\n`{project['name']}`" in README
    assert f"pip install '{project['name']}" not in README  # which is on no index
    assert project["requires-python"].removeprefix(">=") in README
    assert list(project["scripts"]) == ["advisor"]


# --- links, tables, numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match("https?://", target):
            continue
        path, _, anchor = target.partition("#")
        aim = page.parent / path if path else page
        assert aim.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", aim.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, target


def test_places_and_rules_that_are_named_exist() -> None:
    for place in re.findall(r"`((?:advisor|tests|configs|benchmarks|tools|docs)/[\w/.]*)`", README + CONTRIBUTING):
        assert (ROOT / place).exists(), place
    for rule in re.findall(r"\b(?:ACT|LAY|BAT|FAM)-[A-Z-]+[A-Z]\b", README + CONTRIBUTING):
        assert rule in knowledge().rules, rule


def test_the_table_of_tasks_is_the_one_that_holds() -> None:
    rows = re.findall(r"^\| (\w+) \| ([\w, -]+) \|$", README, re.MULTILINE)
    assert {kind: tuple(tasks.split(", ")) for kind, tasks in rows if kind in SUPPORTED} == SUPPORTED
    combinations = sum(map(len, SUPPORTED.values()))
    assert f"six kinds, {combinations} combinations" in README
    assert len(SUPPORTED) == 6


def test_numbers_are_near_the_truth() -> None:
    (told,) = re.findall(r"some (\d+) heuristic rules", README)
    assert abs(len(knowledge().rules) - int(told)) <= 50
    assert "about seven in eight were read" in README.replace("\n", " ")
    checked = [source.checked for source in bibliography().values()]
    confirmed = sum("confirmed" in each for each in checked)
    assert 0.83 <= sum(each.endswith("read") or each == "read in part" for each in checked) / len(checked) <= 0.92
    assert 0.07 <= confirmed / len(checked) <= 0.14


def test_a_recommendation_can_be_had_for_every_cell_of_the_table() -> None:
    for kind, tasks in SUPPORTED.items():
        for task in tasks:
            assert recommend(Problem(task=task, kind=kind)).choices


def test_it_says_to_which_month_the_knowledge_goes() -> None:
    assert f"The knowledge goes to {read_until():%B %Y}" in README
