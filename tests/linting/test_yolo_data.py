"""The file that describes a data set to Ultralytics."""

from typing import Any

import pytest

from advisor.linting.trainers import check_foreign
from advisor.yamlio import read_document

DATA = "train: images/train\nval: images/val\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (DATA + "nc: 2\nnames: [cat, dog]\n", []),
        (DATA + "test:\nnames:\n  0: cat\n  1: dog\n", []),
        (DATA + "nc: 3\nnames: [cat, dog]\n", [("error", "nc", 3)]),
        (DATA + "names:\n  1: cat\n  2: dog\n", [("error", "names", 4)]),
        (DATA + "names: [cat, cat]\n", [("warning", "names", 3)]),
        ("train: images\nval: images\nnc: 1\n", [("warning", "val", 2)]),
        ("train: images/train\nvalid: images/val\nnc: 1\n", [("error", "valid", 2)]),
        ("train: images/train\nvalidation: images/val\nnc: 1\n", []),
        (DATA + "nc: 1\nkpt_shape: [3, 3]\nflip_idx: [0, 2, 1]\n", []),
        (DATA + "nc: 1\nkpt_shape: [3, 3]\nflip_idx: [0, 1]\n", [("error", "flip_idx", 5)]),
        (DATA + "nc: 1\nkpt_shape: [3, 4]\n", [("error", "kpt_shape", 4)]),
    ],
)
def test_parts_classes_and_points(text: str, found: list[Any]) -> None:
    checked = check_foreign(read_document(text, "data.yaml", numbered=True))
    assert checked is not None
    assert [(each.severity, each.path, each.line) for each in checked.findings] == found
    assert "data set of" in checked.said[0]


def test_a_document_without_parts_is_none() -> None:
    assert check_foreign(read_document("nc: 80\nbackbone: []\n", "yolov8.yaml")) is None
