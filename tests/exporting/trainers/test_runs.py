"""Exported files run by the trainers that they are for, wherever these are installed, on tiny data.

`make trainers` installs them all in an environment of its own. timm's train.py is in no package: the variable
TIMM_TRAIN names a checkout's.
"""

import csv
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.exporting import Source, export, read_source
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.yamlio import read_document, write_yaml

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[3] / "examples"
ROWS: dict[str, Any] = {"task": "binary", "rows": 569, "features": 30, "target": "diagnosis"}
NUMBERS: dict[str, Any] = {"task": "regression", "rows": 442, "features": 10, "target": "progression"}
ENSEMBLE: dict[str, Any] = {"task": "multiclass", "rows": 60_000, "features": 13, "classes": 3, "target": "cultivar"}
TABLES = [("breast_cancer", ROWS), ("diabetes", NUMBERS), ("wine", ENSEMBLE)]
IMAGE: dict[str, Any] = {"data.kind": "image", "device": "gpu", "memory_gib": 24}


def source_of(facts: dict[str, Any], **changes: Any) -> Source:
    """The recommended config, with some of its values changed."""
    document = recommend(Problem(**facts)).document()
    for path, value in changes.items():
        *sections, name = path.split(".")
        part = document
        for section in sections:
            part = part[section]
        part[name] = value
    return read_source(read_document(write_yaml(document), "config.yaml"))


def written(target: str, source: Source, folder: Path) -> Path:
    """The folder with the files."""
    source.folder = str(folder)
    export(target, source).write(str(folder))
    return folder


def run(folder: Path, *command: str) -> str:
    """What a command prints that ends well, on one thread and without a network."""
    quiet = {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1", "YOLO_OFFLINE": "true"}
    environment = {**os.environ, **quiet, "YOLO_CONFIG_DIR": str(folder), "PYTHONPATH": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout + done.stderr


def changed(path: Path, **values: Any) -> None:
    """Set keys of a YAML file, or leave those out whose value is None."""
    data = read_document(path.read_text(encoding="utf-8"), str(path)).data | values
    path.write_text(write_yaml({key: value for key, value in data.items() if value is not None}), encoding="utf-8")


def shortened(folder: Path, **values: Any) -> None:
    """Set arguments of a script."""
    path = folder / "arguments.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")


def score(output: str, name: str) -> float:
    """The last score of a name that was printed."""
    return float(output.rpartition(f"{name} ")[2].split(",")[0].split()[0])


def images(folder: Path, classes: int, each: int) -> Path:
    """Folders of noise, one for each class."""
    numpy, pillow = pytest.importorskip("numpy"), pytest.importorskip("PIL.Image")
    rng = numpy.random.default_rng(0)
    for k in range(classes):
        (folder / f"c{k}").mkdir(parents=True)
        for n in range(each):
            pixels = rng.integers(0, 255, (64, 64, 3), dtype=numpy.uint8)
            pillow.fromarray(pixels).save(folder / f"c{k}" / f"{n}.png")
    return folder


@pytest.mark.parametrize(("name", "facts"), TABLES[:2])
def test_scikit_learn_trains_and_scores(name: str, facts: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("sklearn", "1.7")
    pytest.importorskip("pandas")
    folder = written("sklearn", source_of(facts), tmp_path)
    output = run(folder, sys.executable, "train.py", str(EXAMPLES / f"{name}.csv"))
    assert score(output, "r2" if name == "diabetes" else "accuracy") > (0.2 if name == "diabetes" else 0.85)


@pytest.mark.parametrize(("name", "facts"), TABLES)
def test_pytabkit_trains_and_scores(name: str, facts: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("pytabkit")
    folder = written("pytabkit", source_of(facts), tmp_path)
    shortened(folder, n_epochs=20, **({"n_cv": 1} if "n_cv" in (folder / "arguments.json").read_text() else {}))
    output = run(folder, sys.executable, "train.py", str(EXAMPLES / f"{name}.csv"))
    assert score(output, "r2" if name == "diabetes" else "accuracy") > (0.1 if name == "diabetes" else 0.6)


@pytest.mark.parametrize(("name", "facts"), TABLES)
def test_skorch_trains_and_scores(name: str, facts: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("skorch")
    source = source_of(facts)
    folder = written("skorch", source, tmp_path)
    output = run(folder, sys.executable, "train.py", "--train", str(EXAMPLES / f"{name}.csv"), "--epochs", "4")
    assert f"{source.value('resources.parameters'):,} parameters" in output
    assert score(output, "r2" if name == "diabetes" else "accuracy") > (0.1 if name == "diabetes" else 0.6)


@pytest.mark.parametrize(("name", "facts"), TABLES)
def test_lightning_takes_its_config_and_trains(name: str, facts: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("lightning")
    pytest.importorskip("jsonargparse")
    folder = written("lightning", source_of(facts), tmp_path)
    fit = (sys.executable, "train.py", "fit", "--config", "config.yaml", "--data.train", str(EXAMPLES / f"{name}.csv"))
    assert "max_epochs" in run(folder, *fit, "--print_config")
    run(folder, *fit, "--trainer.max_steps", "3", "--trainer.enable_progress_bar", "false")
    (log,) = folder.rglob("metrics.csv")
    with log.open(encoding="utf-8") as file:
        assert sum(bool(line["train_loss"]) for line in csv.DictReader(file)) == 3


def test_ultralytics_detects_and_classifies(tmp_path: Path) -> None:
    pytest.importorskip("ultralytics")
    cases: dict[str, dict[str, Any]] = {
        "detect": {"task": "detection", "rows": 300, "classes": 3},
        "classify": {"task": "multiclass", "rows": 900, "classes": 3},
    }
    for task, facts in cases.items():
        folder = written("ultralytics", source_of(IMAGE | facts), tmp_path / task)
        data = images(folder / "images", 3, 8)
        if task == "detect":
            files = sorted(data.rglob("*.png"))
            notes = {
                "images": [{"id": k, "file_name": str(file.relative_to(data)), "width": 64, "height": 64}
                           for k, file in enumerate(files)],
                "annotations": [{"image_id": k, "category_id": 1 + k % 3, "bbox": [8, 8, 20, 20]}
                                for k in range(len(files))],
                "categories": [{"id": k, "name": f"c{k}"} for k in (1, 2, 3)],
            }  # fmt: skip
            (data / "notes.json").write_text(json.dumps(notes), encoding="utf-8")
        run(folder, sys.executable, "dataset.py")
        smallest = "yolo26n.yaml" if task == "detect" else "yolo26n-cls.yaml"
        tiny = {"model": smallest, "pretrained": False, "imgsz": 64, "epochs": 1, "device": "cpu", "amp": False}
        changed(folder / "train.yaml", **tiny, workers=0, plots=False, project=str(folder / "runs"))
        output = run(folder, str(Path(sys.executable).with_name("yolo")), "cfg=train.yaml")
        assert "1 epochs completed" in output


def test_ultralytics_has_every_key_with_a_value_of_its_kind() -> None:
    cfg = pytest.importorskip("ultralytics.cfg")
    cases: list[dict[str, Any]] = [{"task": "detection", "rows": 300, "classes": 3}, {"task": "binary", "rows": 900}]
    for facts in cases:
        data = read_document(export("ultralytics", source_of(IMAGE | facts)).files["train.yaml"], "train.yaml").data
        assert set(data) <= set(cfg.DEFAULT_CFG_DICT)
        cfg.check_cfg(dict(data))


def test_timm_trains_by_its_own_script(tmp_path: Path) -> None:
    if importlib.util.find_spec("timm") is None:
        pytest.skip("timm is not installed")
    if not (script := os.environ.get("TIMM_TRAIN")):
        pytest.skip("TIMM_TRAIN does not name timm's train.py")
    folder = written("timm", source_of(IMAGE | {"task": "multiclass", "rows": 900, "classes": 3}), tmp_path)
    images(folder / "images", 3, 40)
    run(folder, sys.executable, "dataset.py")
    tiny = {"model": "resnet18", "pretrained": False, "img_size": 64, "device": "cpu", "amp": False, "amp_dtype": None}
    changed(folder / "args.yaml", **tiny, workers=1, epochs=2, warmup_epochs=1, log_interval=1)
    (folder / "train.py").write_bytes(Path(script).read_bytes())
    output = run(folder, sys.executable, "train.py", "--config", "args.yaml")
    assert "Scheduled epochs: 3" in output
    assert "*** Best metric" in output


def test_timm_has_every_network_that_is_named() -> None:
    if importlib.util.find_spec("timm") is None:
        pytest.skip("timm is not installed")
    from tests.exporting.with_torchvision import provide

    provide()
    import timm

    from advisor.exporting.trainers.timm import model_of
    from advisor.networks.catalogue import backbones

    named = {model for name in backbones() if (model := model_of(name)) is not None}
    assert named
    assert named <= set(timm.list_pretrained())


def test_llama_factory_runs_each_stage(tmp_path: Path) -> None:
    pytest.importorskip("llamafactory")
    from tests.exporting.small import LLAMA, publish

    facts = {"task": "language-modeling", "tokens": 20_000_000, "data.length": 64, "device": "gpu", "memory_gib": 24}
    folder = written("llama-factory", source_of(facts), tmp_path)
    publish(folder / "model", LLAMA, ["the cat sat on the mat"] * 50)
    turns = [[{"role": "user", "content": f"say {n}"}, {"role": "assistant", "content": "a cat"}] for n in range(40)]
    worse = {"role": "assistant", "content": "no"}
    data: dict[str, list[dict[str, Any]]] = {
        "train.jsonl": [{"text": f"the cat sat on mat {n} " * 20} for n in range(40)],
        "chats.jsonl": [{"messages": each} for each in turns],
        "preferences.jsonl": [{"conversations": each[:1], "chosen": each[1], "rejected": worse} for each in turns],
    }
    for name, lines in data.items():
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    tiny = {
        "model_name_or_path": "model",
        "max_steps": 3,
        "bf16": False,
        "use_cpu": True,
        "lora_target": "q_proj,v_proj",
    }
    quick = {"eval_strategy": "no", "save_strategy": "no", "load_best_model_at_end": False, "logging_steps": 1}
    for stage in ("pt", "sft", "dpo"):
        changed(folder / f"{stage}.yaml", **tiny, **quick, output_dir=stage)
        run(folder, str(Path(sys.executable).with_name("llamafactory-cli")), "train", f"{stage}.yaml")
        state = json.loads((folder / stage / "trainer_state.json").read_text(encoding="utf-8"))
        assert state["global_step"] == 3


def test_trl_runs_both_stages(tmp_path: Path) -> None:
    pytest.importorskip("trl", "1.16")
    from tests.exporting.small import LLAMA, publish

    facts = {"task": "language-modeling", "tokens": 20_000_000, "data.length": 64, "device": "gpu", "memory_gib": 24}
    folder = written("trl", source_of(facts), tmp_path)
    publish(folder / "model", LLAMA, ["the cat sat on the mat"] * 50)
    pairs = [{"prompt": f"say {n}", "chosen": "a cat", "rejected": "no"} for n in range(40)]
    texts = [{"text": f"the cat sat on mat {n} " * 20} for n in range(40)]
    for name, lines in {"train.jsonl": texts, "preferences.jsonl": pairs}.items():
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    tiny = {"model_name_or_path": "model", "max_steps": 3, "bf16": False, "use_cpu": True, "dtype": "float32"}
    quick = {"eval_strategy": "no", "save_strategy": "no", "load_best_model_at_end": False, "logging_steps": 1}
    for stage in ("sft", "dpo"):
        changed(folder / f"{stage}.yaml", **tiny, **quick, output_dir=stage)
        output = run(folder, str(Path(sys.executable).with_name("trl")), stage, "--config", f"{stage}.yaml")
        assert "train_runtime" in output


ANSWERED: dict[str, dict[str, Any]] = {  # what a record of each method holds
    "sft": {"prompt": "say it", "completion": "a cat"},
    "dpo": {"prompt": "say it", "chosen": "a cat", "rejected": "no"},
    "kto": {"prompt": "say it", "completion": "a cat", "label": True},
}


def answered(target: str, method: str, folder: Path) -> Path:
    """What a target writes for a method, beside a tiny model and records to learn from."""
    from tests.exporting.small import LLAMA, publish

    facts = {"task": method, "rows": 40, "data.length": 64, "records": "prompts", "device": "gpu", "memory_gib": 24}
    project = written(target, source_of(facts), folder)
    publish(project / "model", LLAMA, ["the cat sat on the mat"] * 50)
    records = [ANSWERED[method] | ({"label": n % 3 > 0} if method == "kto" else {}) for n in range(40)]
    (project / "train.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    quick = {"eval_strategy": "no", "save_strategy": "no", "load_best_model_at_end": False, "logging_steps": 1}
    tiny = {"model_name_or_path": "model", "max_steps": 3, "bf16": False, "use_cpu": True, "output_dir": "out"}
    changed(project / f"{method}.yaml", **tiny, **quick, **({"dtype": "float32"} if target == "trl" else {}))
    return project


@pytest.mark.parametrize("method", ANSWERED)
def test_trl_tunes_on_answers_by_each_method(tmp_path: Path, method: str) -> None:
    pytest.importorskip("trl", "1.16")
    folder = answered("trl", method, tmp_path)
    output = run(folder, str(Path(sys.executable).with_name("trl")), method, "--config", f"{method}.yaml")
    assert "train_runtime" in output


@pytest.mark.parametrize("method", ANSWERED)
def test_llama_factory_tunes_on_answers_by_each_method(tmp_path: Path, method: str) -> None:
    pytest.importorskip("llamafactory")
    folder = answered("llama-factory", method, tmp_path)
    changed(folder / f"{method}.yaml", lora_target="q_proj,v_proj")
    run(folder, str(Path(sys.executable).with_name("llamafactory-cli")), "train", f"{method}.yaml")
    state = json.loads((folder / "out" / "trainer_state.json").read_text(encoding="utf-8"))
    assert state["global_step"] == 3


def test_the_hugging_face_trainer_runs_its_script(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from tests.exporting.with_torchvision import provide

    provide()  # transformers imports torchvision where it finds it
    pytest.importorskip("transformers", "5.20")
    pytest.importorskip("accelerate")
    from tests.exporting.small import DEBERTA, publish

    facts = {"data.kind": "text", "task": "multiclass", "rows": 9_000, "classes": 3, "device": "gpu", "memory_gib": 24}
    folder = written("hf-trainer", source_of(facts), tmp_path)
    publish(folder / "model", DEBERTA, ["the cat sat on the mat"] * 50)
    code = (folder / "train.py").read_text(encoding="utf-8")
    line = next(line for line in code.splitlines() if line.startswith("MODEL = "))
    (folder / "train.py").write_text(code.replace(line, 'MODEL = "model"'), encoding="utf-8")
    rows = "".join(f"the cat sat on mat {n},c{n % 3}\n" for n in range(60))
    (folder / "train.csv").write_text(f"text,label\n{rows}", encoding="utf-8")
    shortened(folder, max_steps=3, bf16=False, use_cpu=True, eval_strategy="no", save_strategy="no",
              load_best_model_at_end=False)  # fmt: skip
    through = str(Path(__file__).parents[1] / "with_torchvision.py")
    assert "eval_loss" in run(folder, sys.executable, through, "train.py")
