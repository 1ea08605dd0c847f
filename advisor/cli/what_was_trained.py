"""The model and the config that a history is of, as `advisor diagnose` is given them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.cli.check import Asked, check_target
from advisor.cli.streams import read
from advisor.diagnosing import Trained
from advisor.linting import Finding
from advisor.linting.facts import Facts
from advisor.linting.keras import is_archive, is_keras, losses_of, read_archive, scales_inputs
from advisor.linting.programs import is_program
from advisor.yamlio import Document

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
    losses: set[str] = set()
    scales = False
    if model is not None:
        faults += check_target(model, asked)
        if (document := _document(model)) is not None and is_keras(document.data):
            losses.update(losses_of(document))
            scales = scales_inputs(document)
        if not is_program(model):  # of which some ways are not followed
            looked_at.update(OF_LAYERS, OF_LOSS if _says_its_loss(model) else (), ("CHK-UNITS",) if classes else ())
    if config is not None:
        faults += check_target(config, asked)
        if side and isinstance(trained := side.value("training.loss.name"), str):
            losses.add(trained)
    loss = losses.pop() if len(losses) == 1 else ""
    return Trained(side.value if side else None, faults, frozenset(looked_at), loss, scales)


def _document(model: str) -> Document | None:
    """The model's document, where it is one; a module or a program of the user's is none."""
    if not Path(model).is_file() or is_program(model):
        return None
    return read_archive(model) if is_archive(model) else read(model)


def _says_its_loss(model: str) -> bool:
    """Whether a Keras model is compiled; what a module is trained with stands in a program."""
    document = _document(model)
    data = document.data if document else None
    return isinstance(data, Mapping) and any(data.get(name) for name in COMPILED)
