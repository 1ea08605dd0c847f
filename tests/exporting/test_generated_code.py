"""The code of every project of the gallery passes ruff's default rules, imports in order, and its formatter."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document
from tests.exporting.running import ruff

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*/config.yaml"))


LEAST = {  # projects that a target makes of the gallery
    "torch": 20, "keras": 20, "optuna": 20, "ray": 20, "wandb-sweep": 20, "keras-json": 5, "sklearn": 3, "skorch": 5,
    "pytabkit": 4, "lightning": 5, "timm": 1, "ultralytics": 2,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("target", LEAST)
def test_generated_code_is_clean(target: str, tmp_path: Path) -> None:
    for path in CONFIGS:
        source = read_source(read_document(path.read_text(encoding="utf-8"), str(path)))
        try:
            project = export(target, source)
        except InputError:
            continue  # what is not covered is tested elsewhere
        project.write(str(tmp_path / path.parent.name))
    assert len(list(tmp_path.iterdir())) >= LEAST[target]
    assert ruff(tmp_path, "check", "--extend-select", "E,I", "--config", 'src = ["*"]') == ""
    assert ruff(tmp_path, "format", "--diff") == ""
