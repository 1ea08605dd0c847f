"""Projects read numbers from their config.yaml when they run, and refuse one that their code was not written for."""

import ast
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import Source, export, read_source
from advisor.exporting.copied.settings import settings
from advisor.exporting.editable import editable_in
from advisor.yamlio import read_document, write_yaml
from tests.exporting.running import run_script, train
from tests.exporting.small import config_of
from tests.exporting.tables import write

ROOT = Path(__file__).parents[2]
ALWAYS = {"training.learning_rate.initial", "training.batch_size", "training.epochs", "training.seeds"}
CONFIG = {
    "model": {"family": "mlp", "dropout": {"rates": [0.1, 0.1]}, "hidden": {"widths": [64, 64]}},
    "training": {"epochs": 100, "optimizer": {"name": "adamw", "weight_decay": 0.02, "betas": [0.9, 0.999]}},
    "resources": {"tiny": 1e-07},
}
EDITABLE = {  # and whether of a list the first number alone is read
    "model.dropout.rates": True,
    "training.epochs": False,
    "training.optimizer.betas": False,
    "training.optimizer.weight_decay": False,
}


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The config with another value at a path."""
    whole = part = copy.deepcopy(document)
    *way, last = path.split(".")
    for name in way:
        part = part[name]
    part[last] = value
    return whole


def other(value: Any) -> Any:
    """Another number of the same kind, or a list of them; a batch that is smaller needs no accumulation."""
    if isinstance(value, list):
        return [other(each) for each in value]
    if isinstance(value, int):
        return max(1, value - 1)
    return value / 2


def same_code(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two projects have the same code, but for its comments."""

    def tree(text: str) -> str:
        return ast.dump(ast.parse(text))

    code = [name for name in one if name.endswith(".py")]
    return one.keys() == other.keys() and all(
        one[name] == other[name] or tree(one[name]) == tree(other[name]) for name in code
    )


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_code_does_not_depend_on_what_may_be_edited(target: str) -> None:
    tried: dict[str, int] = {}
    for path in sorted((ROOT / "configs").glob("*/config.yaml")):
        source = read_source(read_document(path.read_text(encoding="utf-8"), str(path)))
        try:
            files = export(target, source).files
        except InputError:
            continue
        editable = editable_in(files)
        assert editable.keys() >= ALWAYS or "settings.py" not in files, path
        edited = source.document
        for leaf in editable:
            edited = changed(edited, leaf, other(source.value(leaf)))
            tried[leaf] = tried.get(leaf, 0) + 1
        assert same_code(export(target, Source(edited, source.recommendation)).files, files), path
    assert len(tried) >= 15
    assert tried["training.optimizer.weight_decay"] >= 20


def folder(tmp_path: Path, config: dict[str, Any] | str) -> Path:
    written = {"target": "torch", "editable": EDITABLE, "config": CONFIG}
    (tmp_path / "written.json").write_text(json.dumps(written), encoding="utf-8")
    text = config if isinstance(config, str) else write_yaml(config)
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("training.epochs", 3, 3),
        ("training.epochs", 3.0, 3),
        ("training.optimizer.weight_decay", "1e-3", 0.001),
        ("training.optimizer.weight_decay", 0, 0.0),
        ("model.dropout.rates", [0.3, 0.3], [0.3, 0.3]),
        ("training.optimizer.betas", [0.95, 0.99], [0.95, 0.99]),
    ],
)
def test_an_edited_number_is_read(tmp_path: Path, path: str, value: Any, read: Any) -> None:
    found = settings(folder(tmp_path, changed(CONFIG, path, value)))
    assert found[path] == read
    assert type(found[path]) is type(read)
    assert found.keys() == EDITABLE.keys()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("training.epochs", 2.5, "training.epochs is 2.5; expected a whole number of 0 or more"),
        ("training.epochs", -1, "expected a whole number of 0 or more"),
        ("training.epochs", True, "expected a whole number"),
        ("training.epochs", "many", "training.epochs is 'many'; expected a whole number"),
        ("training.optimizer.weight_decay", "nan", "expected a number of 0 or more"),
        ("training.optimizer.betas", [0.9], "expected a list of 2 numbers of 0 or more"),
        ("training.optimizer.betas", 0.9, "expected a list of 2 numbers"),
        ("model.dropout.rates", [0.1, 0.5], "expected a list of 2 numbers of 0 or more, all alike"),
        ("model.hidden.widths", [64, 32], "model.hidden.widths is [64, 32], and the code was written for [64, 64]"),
        ("model.family", "cnn", "`advisor export torch config.yaml -o . --force` writes it anew"),
        ("training.schedule", "cosine", "training.schedule is 'cosine', and the code was written without it"),
        (
            "training.optimizer",
            {"name": "adamw"},
            "training.optimizer.weight_decay is missing, and the code was written for 0.02",
        ),
    ],
)
def test_what_the_code_was_not_written_for_is_refused(
    tmp_path: Path, path: str, value: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        settings(folder(tmp_path, changed(CONFIG, path, value)))
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert said in error


@pytest.mark.parametrize("text", ["", "- 1", "{", "a: [", "\t"])
def test_a_config_that_is_none_is_refused(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        settings(folder(tmp_path, text))
    assert "config.yaml" in capsys.readouterr().err


def test_an_unchanged_config_is_read(tmp_path: Path) -> None:
    assert settings(folder(tmp_path, CONFIG))["training.epochs"] == 100


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_what_is_edited_changes_the_training(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if target == "keras":
        pytest.importorskip("keras")
        monkeypatch.setenv("KERAS_BACKEND", "torch")
    config = config_of({"task": "binary", "data.kind": "table", "data.rows": 60, "data.features": 2}, epochs=4)
    export(target, read_source(read_document(write_yaml(config), "config.yaml"))).write(str(tmp_path / "project"))
    project, edited = tmp_path / "project", tmp_path / "project" / "config.yaml"
    data = write(
        tmp_path / "t.csv", {"a": [*range(60)], "b": [k % 7 for k in range(60)], "y": [k % 2 for k in range(60)]}
    )
    text = edited.read_text(encoding="utf-8")
    assert "\n  epochs: 4\n" in text
    edited.write_text(text.replace("\n  epochs: 4\n", "\n  epochs: 1\n"), encoding="utf-8")
    run = train(project, "--train", data, "--target", "y")
    assert run.code == 0, run.output
    assert {line["epoch"] for line in run.history} == {"1"}
    edited.write_text(text.replace("family: mlp", "family: tabm"), encoding="utf-8")
    code, output = run_script(project, "--train", data, "--target", "y")
    assert code == 2
    assert "model.family is 'tabm', and the code was written for 'mlp'" in output
