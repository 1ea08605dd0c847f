"""Keras models as JSON: read by Keras, of as many parameters as the config says, and trained by their script."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.api import Problem as Measured
from advisor.errors import InputError
from advisor.exporting import Source, export, read_source
from advisor.linting.keras.checking import check_keras, is_keras
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.versions import Ruleset
from advisor.yamlio import read_document, write_yaml

GALLERY = Path(__file__).parents[3] / "configs"
PROBLEMS: list[tuple[dict[str, Any], Ruleset]] = [
    ({"task": "binary", "rows": 900, "features": 8}, "current"),
    ({"task": "binary", "rows": 900, "features": 8}, "guide"),
    ({"task": "multiclass", "rows": 60_000, "features": 30, "classes": 5}, "current"),
    ({"task": "multiclass", "rows": 60_000, "features": 30, "classes": 5}, "guide"),
    ({"task": "regression", "rows": 5_000, "features": 12, "outputs": 2}, "current"),
    ({"task": "ordinal", "rows": 3_000, "features": 9, "classes": 5}, "current"),
    ({"task": "multilabel", "rows": 3_000, "features": 9, "outputs": 4}, "guide"),
]
CHANGED: list[dict[str, Any]] = [
    {"model.hidden.members": 1, "model.hidden.residual": True, "model.normalization": {"kind": "layer"}},
    {"model.hidden.members": 1, "model.normalization": {"kind": "batch", "place": "after-activation"}},
    {"model.hidden.members": 1, "model.activation": {"name": "prelu", "slope": 0.25}},
    {"model.hidden.members": 1},
    {"model.hidden.members": 1, "model.numeric_embedding": {"kind": "pbld", "dim": 4, "hidden": 8, "sigma": 0.1}},
    {"model.hidden.members": 2, "model.numeric_embedding": {"kind": "periodic", "dim": 4, "hidden": 8, "sigma": 0.1}},
]
COUNT = """
import math, sys
import keras
for path in sys.argv[1:]:
    network = keras.models.model_from_json(open(path, encoding="utf-8").read())
    print(sum(math.prod(variable.shape) for variable in network.trainable_variables), *network.output_shape[1:])
"""


def source_of(problem: dict[str, Any], ruleset: Ruleset, **changes: Any) -> Source:
    document = recommend(Problem(**problem), ruleset).document()
    for path, value in changes.items():
        *sections, name = path.split(".")
        part = document
        for section in sections:
            part = part[section]
        part[name] = value
    return read_source(read_document(write_yaml(document), "config.yaml"))


def from_gallery() -> list[Source]:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(GALLERY.glob("*/config.yaml"))}
    found = [read_source(read_document(text, str(path))) for path, text in texts.items()]
    tables = [source for source in found if source.problem.data.kind == "table"]
    return [
        source for source in tables if source.problem.data.columns or not source.value("data.categorical.embeddings")
    ]


@pytest.mark.slow
def test_keras_reads_models_of_as_many_parameters_as_the_config_says(tmp_path: Path) -> None:
    pytest.importorskip("keras")
    sources = [source_of(*problem) for problem in PROBLEMS] + from_gallery()
    paths, wanted = [], []
    for number, source in enumerate(sources):
        path = tmp_path / f"{number}.json"
        path.write_text(export("keras-json", source).files["model.json"], encoding="utf-8")
        paths.append(str(path))
        wanted.append(source.value("resources.parameters"))
    done = subprocess.run([sys.executable, "-c", COUNT, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [int(line.split()[0]) for line in done.stdout.splitlines()] == wanted


@pytest.mark.parametrize("problem", PROBLEMS)
def test_check_finds_nothing_in_the_model(problem: tuple[dict[str, Any], Ruleset]) -> None:
    document = read_document(export("keras-json", source_of(*problem)).files["model.json"], "model.json")
    assert is_keras(document.data)
    assert check_keras(document) == []


@pytest.mark.slow
def test_what_is_changed_by_hand_changes_the_model(tmp_path: Path) -> None:
    pytest.importorskip("keras")
    from advisor.networks import parameters as count

    features, widths = 6, [16, 16]
    paths = []
    for number, changes in enumerate(CHANGED):
        source = source_of(
            {"task": "regression", "rows": 900, "features": features}, "current",
            **({"model.numeric_embedding": {"kind": "none"}, "model.hidden.widths": widths} | changes),
        )  # fmt: skip
        path = tmp_path / f"{number}.json"
        path.write_text(export("keras-json", source).files["model.json"], encoding="utf-8")
        paths.append(str(path))
    done = subprocess.run([sys.executable, "-c", COUNT, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    plain = [count.dense(features, 16), count.dense(16, 16), count.dense(16, 1)]
    norms = 2 * count.layer_norm(16)
    wide = sum(plain) + 3 * features * 16  # each number as four
    pbld = count.numeric_embedding("pbld", features, 4, frequencies=8)
    plr = count.numeric_embedding("plr", features, 4, frequencies=8)
    wanted = [sum(plain) - 32 + norms, sum(plain) - 32 + norms, sum(plain) + 32, sum(plain), wide + pbld]
    wanted += [2 * (wide + plr)]
    assert [int(line.split()[0]) for line in done.stdout.splitlines()] == wanted


@pytest.mark.slow
@pytest.mark.parametrize("table", [("breast_cancer", "diagnosis"), ("diabetes", "progression")])
def test_the_script_trains_what_the_files_say(table: tuple[str, str], tmp_path: Path) -> None:
    pytest.importorskip("keras")
    pytest.importorskip("torch")
    name, target = table
    data = Path(__file__).parents[3] / "examples" / f"{name}.csv"
    document = recommend(Measured.from_data(data, target)).document()
    source = read_source(read_document(write_yaml(document), "config.yaml"))
    source.folder = str(tmp_path)
    export("keras-json", source).write(str(tmp_path))
    command = [sys.executable, "train.py", "--train", str(data), "--epochs", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "KERAS_BACKEND": "torch"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert len(metrics["history"]["loss"]) == 2
    assert metrics["history"]["loss"][1] < metrics["history"]["loss"][0]
    assert f"{source.value('resources.parameters'):,} parameters" in done.stdout


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model.activation": {"name": "rrelu"}}, "model.activation.name"),
        ({"training.warmup": 0.1, "training.schedule": {"name": "linear", "final_fraction": 0.0}}, "training.warmup"),
    ],
)  # fmt: skip
def test_what_built_in_layers_do_not_have_is_refused(changes: dict[str, Any], field: str) -> None:
    source = source_of({"task": "binary", "rows": 900, "features": 8}, "current", **changes)
    with pytest.raises(InputError) as error:
        export("keras-json", source)
    (found,) = error.value.diagnostics
    assert (found.field, found.hint) == (field, "advisor export keras")
