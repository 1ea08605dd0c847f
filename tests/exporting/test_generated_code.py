"""The code of every project of the gallery passes ruff's default rules, imports in order."""

import subprocess
import sys
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*/config.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras", "optuna", "ray"])
def test_generated_code_passes_the_default_rules(target: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", "--extend-select", "E,I"]
    checked = 0
    for path in CONFIGS:
        source = read_source(read_document(path.read_text(encoding="utf-8"), str(path)))
        try:
            project = export(target, source)
        except InputError:
            continue  # what is not covered is tested elsewhere
        folder = tmp_path / path.parent.name
        project.write(str(folder))
        done = subprocess.run([*command, "."], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{path.parent.name}: {done.stdout}"
        checked += 1
    assert checked >= 20
