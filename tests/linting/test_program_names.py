"""What names stand for in training programs, and what examples they are judged on."""

from pathlib import Path

import pytest

from tests.linting.test_programs import BCE, KERAS, LISTED, checked

RATES = """
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.05)
args = parser.parse_args()
model = nn.Sequential(nn.Linear(9, {width}), nn.ReLU(), nn.Linear({width}, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
{other}
"""


@pytest.mark.parametrize(
    ("width", "other", "rules"),
    [
        (256, "", ["CHK-RATE"]),
        (8, "", []),  # so few units may learn at it
        (256, "if args.lr:\n    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)", []),
    ],
)
def test_rates_of_options_count_for_a_network_of_some_width(
    tmp_path: Path, width: int, other: str, rules: list[str]
) -> None:
    assert [each.rule for each in checked(tmp_path, RATES.format(width=width, other=other))] == rules


JUDGED = """
import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.BatchNorm1d(width)


class Net(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block(9)

    def forward(self, x):
        return self.block.norm(x)


def judge(model, loader):
    return sum((model(x).argmax(1) == y).sum() for x, y in loader) if loader is None else total(model, loader)


def total(model, loader):
    right = 0
    for x, y in loader:
        right += (model(x).argmax(1) == y).sum()
    return right


model = Net(Block)
optimizer = torch.optim.Adam([{"params": model.parameters()}])
for epoch in range(3):
    for x, y in train_loader:
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
    {}
"""
PHASED = "for phase in ['train', 'val']:\n        print(model(first))"


@pytest.mark.parametrize(
    ("judged", "rules"),
    [
        ("with torch.set_grad_enabled(False):\n        total(model, rest)", ["CHK-EVAL-MODE"]),
        ("model.eval()\n    with torch.no_grad():\n        total(model, rest)\n    model.train()", []),
        (PHASED, ["CHK-EVAL-MODE"]),
        ("total(model, rest)", []),
    ],
)
def test_a_network_is_judged_where_no_gradient_is_computed(tmp_path: Path, judged: str, rules: list[str]) -> None:
    assert [each.rule for each in checked(tmp_path, JUDGED.replace("{}", judged))] == rules


SPLIT = "x, x_test, y, y_test = train_test_split(table, labels)\nx_train = x\n"


@pytest.mark.parametrize(
    ("before", "fit", "rules"),
    [
        ("", "model.fit(x, y, validation_data=(x, y))", ["CHK-HELD-OUT"]),
        ("", "model.fit(x, y, validation_data=(x_test, y_test))", []),
        (f"{SPLIT}x_train = scaler.fit_transform(x_train)\nx_test = scaler.fit_transform(x_test)\n", "model.fit(x, y)",
         ["CHK-TWO-WAYS"]),
        (f"{SPLIT}x_train = scaler.fit_transform(x_train)\nx_test = scaler.transform(x_test)\n", "model.fit(x, y)", []),
    ],
)  # fmt: skip
def test_what_is_validated_on_is_held_out_and_prepared_alike(
    tmp_path: Path, before: str, fit: str, rules: list[str]
) -> None:
    text = KERAS.format(model=before + LISTED.format("'relu'", "'sigmoid'"), rate="1e-3", loss=BCE, after="")
    assert [each.rule for each in checked(tmp_path, text.replace("model.fit(x, y)", fit))] == rules


def test_a_linear_model_of_keras_bears_a_high_rate(tmp_path: Path) -> None:
    model = "model = keras.Sequential([keras.Input((9,)), layers.Dense(1)])"
    assert checked(tmp_path, KERAS.format(model=model, rate="0.1", loss="'mse'", after="")) == []
