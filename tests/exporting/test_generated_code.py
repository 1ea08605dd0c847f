"""The code of every project of the gallery passes ruff's default rules, imports in order, and its formatter."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document
from tests.exporting.running import ruff

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*/config.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras", "optuna", "ray", "wandb-sweep"])
def test_generated_code_is_clean(target: str, tmp_path: Path) -> None:
    for path in CONFIGS:
        source = read_source(read_document(path.read_text(encoding="utf-8"), str(path)))
        try:
            project = export(target, source)
        except InputError:
            continue  # what is not covered is tested elsewhere
        project.write(str(tmp_path / path.parent.name))
    assert len(list(tmp_path.iterdir())) >= 20
    assert ruff(tmp_path, "check", "--extend-select", "E,I", "--config", 'src = ["*"]') == ""
    assert ruff(tmp_path, "format", "--diff") == ""
