"""The hooks for pre-commit and the GitHub Action: their commands pass what is sound and fail what is not."""

import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import CONFIGS, ROOT, Result, environment, shell

pytestmark = pytest.mark.slow  # each test starts processes

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PUBLISHED: dict[str, Any] = yaml.safe_load((CONFIGS / "digits-8x8" / "config.yaml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with two configs, one of them in a folder whose name has a space."""
    for name in ("one", "and two"):
        (tmp_path / name).mkdir()
        shutil.copy(CONFIGS / "digits-8x8" / "config.yaml", tmp_path / name)
    return tmp_path


def edit(repository: Path, before: str, after: str) -> None:
    config = repository / "and two" / "config.yaml"
    text = config.read_text(encoding="utf-8")
    assert before in text
    config.write_text(text.replace(before, after, 1), encoding="utf-8")


def hook(name: str, repository: Path) -> Result:
    """As pre-commit runs it: the entry, then all files that match."""
    files = [str(path.relative_to(repository)) for path in sorted(repository.glob("*/config.yaml"))]
    return shell(shlex.join([*shlex.split(HOOKS[name]["entry"]), *files]), cwd=repository)


def step(name: str, repository: Path, **inputs: str) -> Result:
    """As a runner runs it: `bash -eo pipefail` on the script, with the inputs in the environment."""
    values = {known: about["default"] for known, about in ACTION["inputs"].items()} | inputs
    env = {
        key: values[text.removeprefix("${{ inputs.").removesuffix(" }}")] for key, text in STEPS[name]["env"].items()
    }
    script = repository / "step.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    return shell("bash --noprofile --norc -eo pipefail step.sh", cwd=repository, env=env)


RUNS = [("advisor-check", "Check"), ("advisor-regenerate", "Regenerate and compare")]


@pytest.mark.parametrize(("name", "of_action"), RUNS)
def test_what_is_sound_passes(name: str, of_action: str, repository: Path) -> None:
    for done in (hook(name, repository), step(of_action, repository)):
        assert done.code == 0, done
        assert "::error" not in done.text


def test_a_contradiction_fails_the_check(repository: Path) -> None:
    edit(repository, "name: relu", "name: selu")
    assert hook("advisor-check", repository).code == 1
    done = step("Check", repository)
    assert done.code == 1
    assert "file=and two/config.yaml,line=" in done.text


def test_a_departure_fails_where_it_is_asked_for(repository: Path) -> None:
    edit(repository, f"weight_decay: {PUBLISHED['training']['optimizer']['weight_decay']}", "weight_decay: 0.1")
    assert step("Check", repository).code == 0
    assert step("Check", repository, strict="true").code == 1


def test_what_its_problem_no_longer_gives_is_stale(repository: Path) -> None:
    size = PUBLISHED["training"]["batch_size"]
    edit(repository, f"batch_size: {size}", "batch_size: 80")
    done = hook("advisor-regenerate", repository)
    assert done.code == 1
    assert f"training.batch_size: 80 -> {size}" in done.err
    assert "in and two/config.yaml" in done.err
    done = step("Regenerate and compare", repository)
    assert done.code == 1
    assert "::error file=and two/config.yaml::" in done.text
    assert "file=one/config.yaml" not in done.text


@pytest.mark.parametrize("name", ["Check", "Regenerate and compare"])
def test_a_pattern_that_matches_nothing_is_an_error(name: str, repository: Path) -> None:
    done = step(name, repository, configs="*/nothing.yaml")
    assert done.code == 2
    assert "no config matches" in done.text


def test_inputs_are_named_where_they_are_read() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(f"inputs.{name}" in text for name in ACTION["inputs"])
    scripts = "".join(each["run"] for each in STEPS.values())
    assert "${{" not in scripts, "an input that is pasted into a script can run commands"
    assert subprocess.run(["bash", "-n"], input=scripts, text=True, check=False, env=environment()).returncode == 0
