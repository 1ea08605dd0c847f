"""What training needs and the environment lacks is named with the command that installs it."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.training.installed import lacking, refuse_lacking
from tests.cli.running import EXAMPLES, advisor

NEEDED = "msgspec>=0.1\nNo.Such-Package>=2,<3\nnor-this\n"


def test_what_is_lacking_is_named_with_its_command() -> None:
    assert lacking(NEEDED) == ["No.Such-Package>=2,<3", "nor-this"]
    with pytest.raises(InputError, match=r"No\.Such-Package, nor-this") as refused:
        refuse_lacking(NEEDED)
    assert "pip install 'No.Such-Package>=2,<3' 'nor-this'" in str(refused.value)
    refuse_lacking("msgspec>=0.1\n")


@pytest.mark.parametrize("command", ["train", "tune"])
def test_nothing_is_written_before(command: str, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.metadata as m\n"
        "known = m.version\n"
        "def version(name):\n"
        "    if name == 'torch':\n"
        "        raise m.PackageNotFoundError(name)\n"
        "    return known(name)\n"
        "m.version = version\n"
    )
    table = ("--data", str(EXAMPLES / "wine.csv"), "--target", "cultivar")
    answer = advisor(command, *table, "-o", "run", cwd=tmp_path, env={"PYTHONPATH": str(hidden)})
    assert answer.code == 2
    assert "training needs torch" in answer.err
    assert "pip install 'torch>=" in answer.err
    assert not (tmp_path / "run").exists()
