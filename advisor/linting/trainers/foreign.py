"""What a document of another trainer may be, and its check."""

from advisor.linting.facts import NOTHING, Facts
from advisor.linting.trainers.checking import Checked, check_trainer
from advisor.linting.trainers.known import recognised
from advisor.linting.trainers.sections import check_sections
from advisor.linting.trainers.yolo_data import check_yolo_data, is_yolo_data
from advisor.yamlio import Document


def check_foreign(document: Document, facts: Facts = NOTHING) -> Checked | None:
    """What is wrong with a config or a description of data of another trainer; None where a document is neither."""
    if (trainer := recognised(document.data)) is not None:
        return check_trainer(document, trainer, facts)
    if is_yolo_data(document.data):
        return check_yolo_data(document)
    return check_sections(document, facts)
