"""Searches: what is varied when, and that each engine takes it."""

import ast
import json
import subprocess
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from advisor import Problem, recommend
from advisor.errors import InputError
from advisor.exporting import TARGETS, Source, export
from advisor.exporting.search.space import RATE, space
from advisor.yamlio import read_document

EXAMPLES = Path(__file__).parents[2] / "examples"
FACTS = {"task": "multiclass", "rows": 178, "features": 13, "classes": 3}
SHORT = {"training.epochs": 2, "training.seeds": [0], "data.split.folds": 1}


def source(pins: dict[str, Any] | None = None, **facts: Any) -> Source:
    recommendation = recommend(Problem(**(FACTS | facts), pins=pins or {}))
    return Source(recommendation.document(), recommendation)


def test_stages_follow_the_guide() -> None:
    found = space(source(), [])
    assert [stage.title.split()[0] for stage in found.stages] == [
        "learning",
        "capacity",
        "regularisation",
        "activation",
        "schedule",
    ]
    assert all(RATE in {knob.path for knob in stage.knobs} for stage in found.stages)
    assert [knob.path for knob in found.stages[0].knobs] == [RATE]
    assert {"model.hidden.layers", "model.hidden.widths"} <= {knob.path for knob in found.stages[1].knobs}
    assert "training.schedule" in {knob.path for knob in found.stages[-1].knobs}


@pytest.mark.parametrize("kind", ["table", "image", "text", "series"])
def test_the_recommended_value_is_always_within_the_space(kind: str) -> None:
    facts = {"task": "forecasting", "horizon": 12} if kind == "series" else {"task": "multiclass", "data.kind": kind}
    recommendation = recommend(Problem(rows=20_000, **facts))
    config = Source(recommendation.document(), recommendation)
    for stage in space(config, []).stages:
        for knob in stage.knobs:
            assert knob.now == config.value(knob.path)
            assert knob.now in knob.values if knob.values else knob.low <= knob.now <= knob.high


@pytest.mark.parametrize(
    ("facts", "column", "lower"),
    [
        ({"task": "speech-recognition", "hours": 10}, "wer", True),
        ({"task": "language-modeling", "tokens": 10**7}, "log-loss", True),
        ({"task": "segmentation", "image": "64x64x3"}, "dice", False),
        ({"task": "regression", "metric": "mae"}, "mae", True),
    ],
)
def test_a_search_moves_the_watched_score_the_better_way(facts: dict[str, Any], column: str, lower: bool) -> None:
    recommendation = recommend(Problem(rows=20_000, **facts))
    found = space(Source(recommendation.document(), recommendation), [])
    assert (found.column, found.lower) == (column, lower)


def test_what_is_not_searched_is_said() -> None:
    config = source()
    notes: list[str] = []
    found = {knob.path for stage in space(config, notes).stages for knob in stage.knobs}
    said = {note.partition(":")[0] for note in notes}
    assert found | said >= set(config.document["tuning"]["search"])
    assert not found & said


def test_a_range_around_a_number_that_the_config_lacks_is_left_out() -> None:
    config = source()
    decay = "training.optimizer.weight_decay"
    assert decay in config.document["tuning"]["search"]
    del config.document["training"]["optimizer"]["weight_decay"]
    notes: list[str] = []
    assert decay not in {knob.path for stage in space(config, notes).stages for knob in stage.knobs}
    assert f"{decay}: not searched, as the config has no value of it to begin at" in notes


def test_a_config_without_ranges_is_refused() -> None:
    config = source()
    config.document["tuning"]["search"] = {}
    with pytest.raises(InputError, match="nothing to search"):
        export("optuna", config)


def test_what_was_edited_by_hand_stays() -> None:
    config = source()
    config.document["training"]["clip_norm"] = 3.0
    assert space(config, []).edited == {"training.clip_norm": 3.0}
    assert "'training.clip_norm': 3.0" in export("optuna", config).files["tune.py"].replace('"', "'")


@pytest.mark.parametrize("target", ["optuna", "ray", "wandb-sweep"])
def test_the_files_of_each_engine(target: str) -> None:
    files = export(target, source()).files
    assert {"config.yaml", "trial.py", "requirements.txt", "README.md"} <= set(files)
    for name, text in files.items():
        if name.endswith(".py"):
            ast.parse(text)
            assert max(map(len, text.splitlines())) <= 120
    assert target in TARGETS


def test_sweeps_hold_to_the_schema_of_their_engine() -> None:
    files = export("wandb-sweep", source()).files
    sweeps = {name: read_document(text, name).data for name, text in files.items() if name.startswith("sweep-")}
    assert len(sweeps) == 5
    first = sweeps["sweep-1.yaml"]["parameters"]
    assert set(first[RATE]) == {"distribution", "min", "max"}
    assert json.loads(first["training.schedule"]["value"]) == {"name": "constant"}
    package = find_spec("sweeps")
    if package is None or not package.submodule_search_locations:
        pytest.skip("the package sweeps holds the schema")
    schema = json.loads((Path(package.submodule_search_locations[0]) / "config" / "schema.json").read_text())
    for sweep in sweeps.values():
        jsonschema.Draft7Validator(schema).validate(sweep)


def test_lists_have_an_entry_for_each_layer(tmp_path: Path) -> None:
    export("optuna", source()).write(str(tmp_path))
    spec = spec_from_file_location("exported_trial", tmp_path / "trial.py")
    assert spec is not None
    assert spec.loader is not None
    trial = module_from_spec(spec)
    spec.loader.exec_module(trial)
    widths = {"model.hidden.widths": "[64, 32]"}
    assert trial.consistent(widths) == widths
    assert trial.consistent(widths | {"model.hidden.layers": 1})["model.hidden.widths"] == "[64]"
    assert json.loads(trial.consistent(widths | {"model.hidden.layers": 3})["model.hidden.widths"]) == [64, 32, 32]


@pytest.mark.slow
def test_a_study_runs_the_recommended_config_first(tmp_path: Path) -> None:
    optuna = pytest.importorskip("optuna")
    pytest.importorskip("torch")
    config = source(SHORT)
    config.document["tuning"]["search"] = {RATE: config.document["tuning"]["search"][RATE]}
    config.document["tuning"]["order"] = config.document["tuning"]["order"][:1]
    export("optuna", config).write(str(tmp_path))
    words = ["--trials", "2", "--", "--train", str(EXAMPLES / "wine.csv"), "--target", "cultivar"]
    run = subprocess.run(
        [sys.executable, "tune.py", *words], cwd=tmp_path, capture_output=True, text=True, timeout=500, check=False
    )
    assert run.returncode == 0, run.stderr
    storage = f"sqlite:///{tmp_path / 'tune.db'}"
    recommended, first, second = (
        trial
        for name in optuna.get_all_study_names(storage)
        for trial in optuna.load_study(study_name=name, storage=storage).trials
    )
    assert recommended.params == {}
    assert first.params == {RATE: config.value(RATE)}
    assert second.params != first.params
    assert (tmp_path / "trials" / "0-000" / "model.pt").exists()
    assert "best:" in run.stdout
