"""Compare the keys of trainers that `advisor export` writes for with those of the libraries that are installed.

`python -m tools.targets` prints for each trainer what the installed version takes more and less than the one that
`advisor/linting/trainers/trainers.json` names, and exits 1 where it lacks a key that an export writes. Of TRL and
Hugging Face the file has arguments of further scripts, too, which are not looked for and count as less. A trainer that
is not installed is left out. `--timm DIR` names a checkout of timm, whose train.py is in no package, and `--keys KEY`
prints what is installed of one trainer as a new entry has it. It runs in whichever environment has the trainers, by
`PYTHONPATH=. /path/to/python -m tools.targets`; where the advisor's own requirements are missing there, it cannot say
what exports write, and exits 0.
"""

import argparse
import ast
import dataclasses
import importlib
import inspect
import json
import os
import sys
import typing
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

FILE: Final = Path(__file__).parents[1] / "advisor" / "linting" / "trainers" / "trainers.json"
WORDS: Final = {bool: "boolean", int: "integer", float: "number"}
Keys = dict[str, str]


class Reader(NamedTuple):
    """How the keys of a trainer are read off what is installed."""

    package: str
    keys: Callable[[], Keys]


def signature(path: str, section: str = "", left_out: tuple[str, ...] = ("self", "args", "kwargs")) -> Keys:
    """The arguments of a function or class, given as `module:name`, with the kind of each default."""
    module, _, name = path.partition(":")
    found: Any = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    parameters = inspect.signature(found).parameters
    kinds = {key: _kind(type(each.default)) for key, each in parameters.items() if key not in left_out}
    return {f"{section}{key}": kind.replace("integer", "number") for key, kind in kinds.items()}  # 0 may stand for 0.5


def fields(path: str) -> Keys:
    """The fields of a dataclass, given as `module:name`."""
    module, _, name = path.partition(":")
    found = getattr(importlib.import_module(module), name)
    return {each.name: _kind(each.type) for each in dataclasses.fields(found)}


def _kind(said: Any) -> str:
    """The word for a type; empty where several are taken, or none is known."""
    several = [each for each in typing.get_args(said) if each is not type(None)]
    return WORDS.get(several[0] if len(several) == 1 else said, "") if isinstance(said, type) or several else ""


def _keras() -> Keys:
    os.environ.setdefault("KERAS_BACKEND", "jax" if find_spec("jax") else "torch")
    taken = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution",
             "jit_compile", "auto_scale_loss")  # fmt: skip
    compiled = {f"compile.{key}": kind for key, kind in signature("keras:Model.compile").items() if key in taken}
    fitted = {"x", "y", "self", "callbacks", "validation_data", "sample_weight", "class_weight"}
    return (
        {"compile": "", "fit": "", "early_stopping": "", "reduce_on_plateau": ""}
        | compiled
        | signature("keras:Model.fit", "fit.", tuple(fitted))
        | signature("keras.callbacks:EarlyStopping", "early_stopping.")
        | signature("keras.callbacks:ReduceLROnPlateau", "reduce_on_plateau.")
    )


def _sklearn() -> Keys:
    return {
        name: kind
        for estimator in ("MLPClassifier", "MLPRegressor")
        for name, kind in signature(f"sklearn.neural_network:{estimator}").items()
    }


def _skorch() -> Keys:
    own = signature("skorch:NeuralNet")
    sections = {
        "optimizer__": ("torch.optim:AdamW", "torch.optim:SGD", "torch.optim:NAdam", "torch.optim:RMSprop"),
        "iterator_train__": ("torch.utils.data:DataLoader",),
        "iterator_valid__": ("torch.utils.data:DataLoader",),
        "callbacks__early_stopping__": ("skorch.callbacks:EarlyStopping",),
        "callbacks__clip__": ("skorch.callbacks:GradientNormClipping",),
    }
    left_out = ("self", "args", "kwargs", "params", "dataset", "multiprocessing_context")
    return own | {
        key: kind for section, paths in sections.items() for path in paths
        for key, kind in signature(path, section, left_out).items()
    }  # fmt: skip


def _pytabkit() -> Keys:
    names = ("RealMLP_TD_Classifier", "RealMLP_TD_Regressor", "TabM_D_Classifier", "TabM_D_Regressor")
    return {key: kind for name in names for key, kind in signature(f"pytabkit:{name}").items()}


def _hugging_face() -> Keys:
    return fields("transformers:TrainingArguments")


def _trl() -> Keys:
    keys: Keys = {}
    for path in (
        "trl:SFTConfig",
        "trl:DPOConfig",
        "trl:ModelConfig",
        "trl:ScriptArguments",
        "trl:DatasetMixtureConfig",
    ):
        keys |= fields(path)
    return keys


def _accelerate() -> Keys:
    return fields("accelerate.commands.config.config_args:ClusterConfig")


def _llama_factory() -> Keys:
    names = ("ModelArguments", "DataArguments", "TrainingArguments", "FinetuningArguments", "GeneratingArguments")
    return {key: kind for name in names for key, kind in fields(f"llamafactory.hparams:{name}").items()}


def _ultralytics() -> Keys:
    defaults = importlib.import_module("ultralytics.cfg").DEFAULT_CFG_DICT
    beside = dict.fromkeys(("augmentations", "save_dir"), "")  # allowed by its `check_dict_alignment`
    return {key: _kind(type(value)) for key, value in defaults.items()} | beside


def _lightning() -> Keys:
    own = ("seed_everything", "trainer", "model", "data", "optimizer", "lr_scheduler", "ckpt_path", "verbose",
           "fit", "validate", "test", "predict")  # fmt: skip
    return dict.fromkeys(own, "") | signature("lightning:Trainer", "trainer.")


READERS: Final = {
    "keras": Reader("keras", _keras),
    "scikit-learn": Reader("scikit-learn", _sklearn),
    "skorch": Reader("skorch", _skorch),
    "pytabkit": Reader("pytabkit", _pytabkit),
    "hugging-face": Reader("transformers", _hugging_face),
    "trl": Reader("trl", _trl),
    "accelerate": Reader("accelerate", _accelerate),
    "llama-factory": Reader("llamafactory", _llama_factory),
    "ultralytics": Reader("ultralytics", _ultralytics),
    "lightning": Reader("lightning", _lightning),
}


def of_timm(checkout: Path) -> Keys:
    """The arguments of a checkout's train.py, read off its calls of `add_argument` without running it."""
    keys: Keys = {}
    for node in ast.walk(ast.parse((checkout / "train.py").read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument"):
            continue
        flags = [each.value for each in node.args if isinstance(each, ast.Constant)]
        options = {each.arg: each.value for each in node.keywords if each.arg}
        long = next((flag for flag in map(str, flags) if flag.startswith("--")), str(flags[0]))
        dest = options.get("dest")
        name = dest.value if isinstance(dest, ast.Constant) else long.lstrip("-").replace("-", "_")
        action, kind = options.get("action"), options.get("type")
        switch = isinstance(action, ast.Constant) and str(action.value).startswith("store_")
        word = {"int": "integer", "float": "number"}.get(getattr(kind, "id", ""), "")
        keys[str(name)] = "boolean" if switch else "" if "nargs" in options else word
    return keys


def differences(entry: dict[str, Any], keys: Keys) -> tuple[list[str], list[str]]:
    """What is installed and not in the entry, and the other way round."""
    gone = {*entry.get("former", ()), *entry["remembered"]}
    return sorted(keys.keys() - entry["keys"].keys()), sorted(entry["keys"].keys() - keys.keys() - gone)


def written() -> dict[str, set[str]]:
    """The keys that exports may write, by trainer; of none where the advisor cannot be imported here."""
    try:
        from advisor.exporting.trainers.registry import TRAINERS
    except ImportError as error:
        print(f"what exports write is not known: {error}", file=sys.stderr)
        return {}
    found: dict[str, set[str]] = {}
    for trainer in TRAINERS.values():
        for table in trainer.tables.values():
            keys = {key for row in table.rows for key in row.keys.split()} | set(table.own)
            found.setdefault(trainer.key, set()).update(keys)
    return found


def installed(timm: Path | None) -> Iterator[tuple[str, str, Keys]]:
    """Each trainer that is there: its key, its version, and its keys."""
    for key, reader in READERS.items():
        try:
            found = version(reader.package)
            yield key, found, reader.keys()
        except (PackageNotFoundError, ImportError, AttributeError) as error:
            print(f"{key}: not read ({error})", file=sys.stderr)
    if timm:
        line = next(line for line in (timm / "timm" / "version.py").read_text("utf-8").splitlines() if "=" in line)
        yield "timm", line.partition("=")[2].strip().strip("'\""), of_timm(timm)


def main() -> None:
    """Print the differences."""
    parser = argparse.ArgumentParser(description="Compare the keys of trainers with what is installed.")
    parser.add_argument("--timm", type=Path, help="a checkout of timm")
    parser.add_argument("--keys", help="print the installed keys of this trainer as JSON")
    options = parser.parse_args()
    if options.keys:
        keys = of_timm(options.timm) if options.keys == "timm" else READERS[options.keys].keys()
        print(json.dumps(dict(sorted(keys.items())), indent=2))
        return
    entries = {entry["key"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))}
    missing, exported = 0, written()
    for key, found, keys in installed(options.timm):
        entry = entries[key]
        more, less = differences(entry, keys)
        lacking = sorted(exported.get(key, set()) & set(less))
        missing += len(lacking)
        print(
            f"{entry['name']}: {len(keys)} keys of {found} installed; {len(entry['keys'])} of {entry['version']} named"
        )
        print(
            "".join(
                f"  {word}: {', '.join(names)}\n"
                for word, names in (("more", more), ("less", less), ("written, and not there", lacking))
                if names
            ),
            end="",
        )
    sys.exit(missing > 0)


if __name__ == "__main__":
    main()
