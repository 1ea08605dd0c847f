"""The targets that are trainers: what each is called in `trainers.json`, what its tables say, what was run of it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from advisor.exporting.trainers import (
    hugging_face,
    keras_json,
    lightning,
    llama_factory,
    pytabkit,
    sklearn,
    skorch,
    timm,
    trl,
    ultralytics,
)
from advisor.exporting.trainers.mapping import Table


class Trainer(NamedTuple):
    """A target, and what is known of it."""

    key: str
    """Its key in `trainers.json`."""
    tables: Mapping[str, Table]
    """What its files express, by what they are for; a single one has an empty name."""
    validated: str
    """How a test holds that the trainer takes the files, or what was run by hand and when."""


TRAINERS: Final[Mapping[str, Trainer]] = {
    "trl": Trainer("trl", {"": trl.TABLE}, "keys against its dataclasses"),
    "hf-trainer": Trainer(
        "hugging-face",
        {
            "texts": hugging_face.TEXTS, "token-classification": hugging_face.TOKENS,
            "language-modeling": hugging_face.LANGUAGE,
        },
        "read by `HfArgumentParser`; the rate at each update against the config's",
    ),
    "llama-factory": Trainer(
        "llama-factory", {"": llama_factory.TABLE}, "its own parser, then 3 updates of a tiny model in each stage"
    ),
    "ultralytics": Trainer(
        "ultralytics", {"": ultralytics.TABLE}, "keys and kinds against its defaults, then an epoch of a YOLO26n"
    ),
    "timm": Trainer("timm", {"": timm.TABLE}, "every key against its argparse, then 3 epochs of a ResNet-18"),
    "lightning": Trainer(
        "lightning", {"": lightning.TABLE}, "`--print_config`, then 3 updates; a whole run against skorch and torch"
    ),
    "sklearn": Trainer("scikit-learn", {"": sklearn.TABLE}, "trained and scored"),
    "skorch": Trainer("skorch", {"": skorch.TABLE}, "trained and scored"),
    "pytabkit": Trainer("pytabkit", {"RealMLP": pytabkit.REALMLP, "TabM": pytabkit.TABM}, "trained and scored"),
    "keras-json": Trainer(
        "keras", {"": keras_json.TABLE},
        "`model_from_json`, as many parameters as `resources.parameters`, trained and scored",
    ),
}  # fmt: skip
