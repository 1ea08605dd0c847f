"""The model and the config that a history is of, as `advisor diagnose` is given them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.cli.check import Asked, check_target
from advisor.cli.streams import read
from advisor.diagnosing import Trained
from advisor.linting import Finding
from advisor.linting.facts import Facts
from advisor.linting.keras import is_archive, read_archive

if TYPE_CHECKING:
    from advisor.counterfactuals import Side

# Rules that look at any model, and those that look at one whose loss is known.
OF_LAYERS: Final = (
    "CHK-CONSTANT-WEIGHTS",
    "CHK-INIT",
    "CHK-SELU-INIT",
    "CHK-SOFTMAX-ONE",
    "CHK-TWICE",
    "CHK-VANISHING",
)
OF_LOSS: Final = ("CHK-LOSS-OUTPUT", "CHK-LOSS", "CHK-OUTPUT")
COMPILED: Final = ("compile_config", "training_config", "loss")  # where Keras keeps the loss


def what_was_trained(
    model: str | None, config: str | None, side: "Side | None", classes: int | None, import_: bool
) -> Trained:
    """What `advisor check` finds wrong with both, and the values of the config."""
    faults: list[Finding] = []
    looked_at: set[str] = set()
    asked = Asked(None, False, [], [], True, Facts(classes=classes), [], import_)
    if model is not None:
        faults += check_target(model, asked)
        looked_at.update(OF_LAYERS, OF_LOSS if _says_its_loss(model) else (), ("CHK-UNITS",) if classes else ())
    if config is not None:
        faults += check_target(config, asked)
    return Trained(side.value if side else None, faults, frozenset(looked_at))


def _says_its_loss(model: str) -> bool:
    """Whether a Keras model is compiled; what a module is trained with stands in a program."""
    if not Path(model).is_file():
        return False
    data = (read_archive(model) if is_archive(model) else read(model)).data
    return isinstance(data, Mapping) and any(data.get(name) for name in COMPILED)
