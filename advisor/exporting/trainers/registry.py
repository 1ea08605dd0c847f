"""The targets that are trainers: what each is called in `trainers.json`, what its tables say, what was run of it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from advisor.exporting.trainers import (
    hugging_face,
    keras_json,
    lightning,
    llama_factory,
    llama_factory_answers,
    pytabkit,
    sklearn,
    skorch,
    timm,
    trl,
    trl_answers,
    ultralytics,
)
from advisor.exporting.trainers.mapping import Table


class Trainer(NamedTuple):
    """A target, and what is known of it."""

    key: str
    """Its key in `trainers.json`."""
    settings: str
    """The file that holds its keys; where there are several, the one that is read first."""
    tables: Mapping[str, Table]
    """What its files express, by what they are for; a single one has an empty name."""
    validated: str
    """How a test holds that the trainer takes the files, or what was run by hand and when."""


TRAINERS: Final[Mapping[str, Trainer]] = {
    "trl": Trainer(
        "trl",
        "sft.yaml",
        {"texts": trl.TABLE, "answers": trl_answers.TABLE, "rewards": trl_answers.REWARDED},
        "`trl sft`, `trl dpo`, `trl kto` and `trl grpo`: 3 updates of a tiny model",
    ),
    "hf-trainer": Trainer(
        "hugging-face",
        "arguments.json",
        {
            "texts": hugging_face.TEXTS,
            "token-classification": hugging_face.TOKENS,
            "language-modeling": hugging_face.LANGUAGE,
        },
        "read by `HfArgumentParser`; 3 updates of a tiny encoder; the rate at each update against the config's",
    ),
    "llama-factory": Trainer(
        "llama-factory",
        "pt.yaml",
        {"texts": llama_factory.TABLE, "answers": llama_factory_answers.TABLE},
        "its own parser, then 3 updates of a tiny model in each stage",
    ),
    "ultralytics": Trainer(
        "ultralytics",
        "train.yaml",
        {"": ultralytics.TABLE},
        "keys and kinds against its defaults, then an epoch of a YOLO26n",
    ),
    "timm": Trainer(
        "timm", "args.yaml", {"": timm.TABLE}, "every key against its argparse, then 3 epochs of a ResNet-18"
    ),
    "lightning": Trainer(
        "lightning",
        "config.yaml",
        {"": lightning.TABLE},
        "`--print_config`, 3 updates, and the rate at each update against skorch, our own loop and the config's",
    ),
    "sklearn": Trainer("scikit-learn", "arguments.json", {"": sklearn.TABLE}, "trained and scored"),
    "skorch": Trainer("skorch", "arguments.json", {"": skorch.TABLE}, "trained and scored"),
    "pytabkit": Trainer(
        "pytabkit", "arguments.json", {"RealMLP": pytabkit.REALMLP, "TabM": pytabkit.TABM}, "trained and scored"
    ),
    "keras-json": Trainer(
        "keras",
        "arguments.json",
        {"": keras_json.TABLE},
        "`model_from_json`, as many parameters as `resources.parameters`, trained and scored",
    ),
}
