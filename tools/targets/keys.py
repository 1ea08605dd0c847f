"""Print the keys that an installed trainer takes, as a JSON list: `python keys.py TRAINER`, in its environment."""

import dataclasses
import inspect
import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any


def fields(*places: str) -> set[str]:
    """Names of the fields of dataclasses, given as module:class."""
    classes = [getattr(import_module(module), name) for module, _, name in (each.partition(":") for each in places)]
    return {field.name for each in classes for field in dataclasses.fields(each) if field.init}


def arguments(*places: str) -> set[str]:
    """Names of the arguments of functions, given as module:function."""
    found = [getattr(import_module(module), name) for module, _, name in (each.partition(":") for each in places)]
    return {name for each in found for name in inspect.signature(each).parameters} - {"self", "args", "kwargs"}


def llama_factory() -> Iterable[str]:
    """LLaMA-Factory's fields, and those of the arguments that it inherits."""
    parser = import_module("llamafactory.hparams.parser")
    return {field.name for each in parser._TRAIN_ARGS for field in dataclasses.fields(each) if field.init}


def ultralytics() -> Iterable[str]:
    """What stands in Ultralytics' own file of defaults; the program is not imported."""
    from importlib.util import find_spec
    from pathlib import Path

    import yaml

    spec = find_spec("ultralytics")
    assert spec is not None
    assert spec.origin is not None
    return set(yaml.safe_load((Path(spec.origin).parent / "cfg" / "default.yaml").read_text(encoding="utf-8")))


def timm() -> Iterable[str]:
    """What timm's train.py, which stands beside, parses."""
    import runpy

    parser: Any = runpy.run_path(sys.argv[2])["parser"]
    return {action.dest for action in parser._actions}


def lightning() -> Iterable[str]:
    """The sections of a Lightning CLI file, and the arguments of the Trainer."""
    inside = {f"trainer.{name}" for name in arguments("lightning.pytorch:Trainer")}
    return inside | {"seed_everything", "trainer", "model", "data", "optimizer", "lr_scheduler", "ckpt_path"}


HF = "transformers:TrainingArguments"
TRL = ("trl:SFTConfig", "trl:DPOConfig", "trl:ModelConfig", "trl:ScriptArguments", "trl:DatasetMixtureConfig")
KEYS: dict[str, Callable[[], Iterable[str]]] = {
    "hugging-face": lambda: fields(HF),
    "trl": lambda: fields(*TRL),
    "llama-factory": llama_factory,
    "ultralytics": ultralytics,
    "timm": timm,
    "lightning": lightning,
    "scikit-learn": lambda: arguments("sklearn.neural_network:MLPClassifier", "sklearn.neural_network:MLPRegressor"),
    "pytabkit": lambda: arguments("pytabkit:TabM_D_Classifier", "pytabkit:RealMLP_TD_Classifier"),
    "accelerate": lambda: fields("accelerate.commands.config.config_args:ClusterConfig"),
}

if __name__ == "__main__":
    print(json.dumps(sorted(KEYS[sys.argv[1]]())))
