"""`python -m tools.targets`: the keys of trainers that are named beside those that are installed."""

import json
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools.targets import FILE, READERS, differences, of_timm

ENTRIES = {entry["key"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))}
SCRIPT = """
parser.add_argument("data", nargs="?", metavar="DIR")
group.add_argument("--data-dir", metavar="DIR")
group.add_argument("-b", "--batch-size", type=int, default=128)
group.add_argument("--opt-betas", default=None, type=float, nargs="+")
group.add_argument("--amp", action="store_true", default=False)
group.add_argument("--clip-grad", type=float, default=None, dest="clip")
"""


def test_arguments_are_read_off_a_script_that_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    assert of_timm(tmp_path) == {
        "data": "", "data_dir": "", "batch_size": "integer", "opt_betas": "", "amp": "boolean", "clip": "number",
    }  # fmt: skip


def test_what_is_more_and_what_is_less_is_told_apart() -> None:
    entry = {"keys": {"a": "", "b": "", "old": "", "known": ""}, "former": ["old"], "remembered": ["known"]}
    assert differences(entry, {"a": "", "c": ""}) == (["c"], ["b"])


@pytest.mark.parametrize("key", READERS)
def test_every_reader_has_its_entry(key: str) -> None:
    assert ENTRIES[key]["keys"]


@pytest.mark.slow
@pytest.mark.parametrize("key", ["scikit-learn", "keras", "lightning", "skorch", "ultralytics"])
def test_the_named_version_has_the_named_keys(key: str) -> None:
    package, entry = READERS[key].package, ENTRIES[key]
    if find_spec({"scikit-learn": "sklearn"}.get(package, package)) is None:
        pytest.skip(f"{package} is not installed")
    if version(package) != entry["version"]:
        pytest.skip(f"{package} {version(package)} is installed, and {entry['version']} was read")
    _, less = differences(entry, READERS[key].keys())
    assert less == []
