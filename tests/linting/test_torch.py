"""PyTorch modules: judged in the order in which their parts are used."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Result, advisor

pytest.importorskip("torch")

MODULES = '''
import sys

import torch
from torch import nn


class Declared(nn.Module):
    """Dropout is declared last and used before the head."""

    def __init__(self):
        super().__init__()
        self.look = nn.Embedding(50, 8)
        self.head = nn.Linear(8, 3)
        self.thin = nn.Dropout(0.4)

    def forward(self, words):
        return self.head(self.thin(self.look(words).mean(1)))


class Dropped(nn.Module):
    """Dropout is declared first and used on what is predicted."""

    def __init__(self):
        super().__init__()
        self.thin = nn.Dropout(0.5)
        self.fc = nn.Linear(20, 64)
        self.head = nn.Linear(64, 3)

    def forward(self, x):
        return self.thin(self.head(torch.relu(self.fc(x))))


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5), nn.Softmax(dim=1))
        self.loss = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.net(x)


class QuantileLoss(nn.Module):
    """As libraries have it: with the quantiles that it is of."""

    def __init__(self, quantiles):
        super().__init__()
        self.quantiles = quantiles


class Levels(nn.Module):
    """Two outputs for three quantiles."""

    def __init__(self, units=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, units))
        self.loss = QuantileLoss([0.1, 0.5, 0.9])

    def forward(self, x):
        return self.net(x)


def enough():
    return Levels(6)


class Two(nn.Module):
    """Takes what nobody can make up."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))

    def forward(self, x, graph):
        return self.net(x) + graph.edges


class Attention(nn.Module):
    """Queries, keys and values come of one layer."""

    def __init__(self):
        super().__init__()
        self.first, self.all, self.last = nn.Linear(8, 8), nn.Linear(8, 24), nn.Linear(8, 8)

    def forward(self, x):
        q, k, v = self.all(torch.relu(self.first(x))).chunk(3, dim=-1)
        return self.last((q @ k.transpose(-1, -2)).softmax(-1) @ v)


class Backwards(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Conv2d(64, 2, 1)
        self.first = nn.Conv2d(1, 64, 3)

    def forward(self, x):
        return self.last(torch.relu(self.first(x)))


class Pair(nn.Module):
    """Takes two inputs, of which nobody knows the second."""

    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Linear(10, 8), nn.Linear(7, 8)
        self.head, self.thin = nn.Linear(16, 3), nn.Dropout(0.5)

    def forward(self, left, right):
        both = torch.cat([torch.relu(self.left(left)), self.right(right).relu()], dim=1)
        return self.thin(self.head(both))


class Branches(Two):
    def forward(self, x, graph):
        return self.net(x) if graph.sum() > 0 else x


class Normalised(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):
        return self.net(x)


class Weighted(nn.Module):
    """A depthwise separable convolution whose maps are weighted in between, and that stays linear."""

    def __init__(self, grouped=True):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3)
        self.deep = nn.Conv2d(16, 16, 3, groups=16 if grouped else 1)
        self.squeeze, self.excite = nn.Conv2d(16, 8, 1), nn.Conv2d(8, 16, 1)
        self.point, self.wide = nn.Conv2d(16, 16, 1), nn.Conv2d(16, 32, 1)
        self.head = nn.Linear(32, 4)

    def forward(self, x):
        x = torch.relu(self.deep(torch.relu(self.stem(x))))
        x = x * self.excite(torch.relu(self.squeeze(x.mean((2, 3), keepdim=True)))).sigmoid()
        return self.head(torch.relu(self.wide(self.point(x))).mean((2, 3)))


def plain():
    return Weighted(grouped=False)


def noisy():
    print("number of parameters: 9")
    return Dropped()


def quits():
    sys.exit(0)
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("modules")
    (made / "mods.py").write_text(MODULES)
    (made / "mods:Declared.txt").write_text("task: binary\n")
    return made


def check(folder: Path, target: str, *more: str) -> Result:
    return advisor("check", target, "-f", "json", "--import", *more, cwd=folder)


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Declared", []),
        ("Dropped", ["CHK-DROPOUT-OUTPUT"]),
        ("Twice", ["CHK-LOSS-OUTPUT"]),
        ("Attention", []),
        ("Weighted", []),
        ("plain", ["CHK-LINEAR-STACK"]),
    ],
)
def test_the_order_of_use_decides(name: str, rules: list[str], folder: Path) -> None:
    told = check(folder, f"mods:{name}")
    assert [finding["rule"] for finding in json.loads(told.text)] == rules
    assert told.code == bool(rules)


def test_what_a_module_prints_goes_to_stderr(folder: Path) -> None:
    told = check(folder, "mods:noisy")
    assert [finding["rule"] for finding in json.loads(told.text)] == ["CHK-DROPOUT-OUTPUT"]
    assert "number of parameters" in told.err


@pytest.mark.parametrize(
    ("name", "said", "rules"),
    [
        ("Two", "say --example with its sizes for each of x, graph, as in 2x4; its code was followed",
         ["CHK-LINEAR-STACK"]),
        ("Pair", "say --example with its sizes for each of left, right, as in 2x10; its code was followed",
         ["CHK-DROPOUT-OUTPUT"]),
        ("Branches", "could not be followed either (TraceError", ["CHK-LINEAR-STACK"]),
    ],
)  # fmt: skip
def test_where_no_example_can_be_made_up_the_code_is_followed(
    name: str, said: str, rules: list[str], folder: Path
) -> None:
    told = check(folder, f"mods:{name}")
    assert said in told.err
    assert [finding["rule"] for finding in json.loads(told.text)] == rules


def test_pictures_are_made_up_where_the_output_layer_is_declared_first(folder: Path) -> None:
    assert "no made-up input passes" not in check(folder, "mods:Backwards").err


def test_several_examples_are_inputs_in_their_order(folder: Path) -> None:
    told = check(folder, "mods:Pair", "--example", "2x10", "--example", "2x7")
    assert "followed" not in told.err
    assert [finding["rule"] for finding in json.loads(told.text)] == ["CHK-DROPOUT-OUTPUT"]


def test_biases_that_a_norm_removes_and_weights_beside_examples(folder: Path) -> None:
    told = check(folder, "mods:Normalised", "--rows", "5")
    assert [(each["rule"], each["severity"]) for each in json.loads(told.text)] == [("CHK-BIAS", "note")]
    assert check(folder, "mods:Dropped", "--rows", "1", "--ignore", "CHK-DROPOUT").text.count("CHK-CAPACITY") == 1


def test_a_loss_of_quantiles_needs_an_output_for_each(folder: Path) -> None:
    (finding,) = json.loads(check(folder, "mods:Levels").text)
    assert (finding["rule"], finding["severity"]) == ("CHK-UNITS", "error")
    assert "3 quantiles needs as many" in finding["message"]
    assert json.loads(check(folder, "mods:enough").text) == []


def test_an_example_that_does_not_pass_is_a_finding(folder: Path) -> None:
    assert json.loads(check(folder, "mods:Dropped", "--example", "2x20").text)[0]["rule"] == "CHK-DROPOUT-OUTPUT"
    assert [each["rule"] for each in json.loads(check(folder, "mods:Dropped", "--example", "2x7").text)] == [
        "CHK-FORWARD"
    ]
    assert check(folder, "mods:Dropped", "--example", "wide").code == 2


def test_a_factory_that_exits_and_a_file_that_is_named_like_a_module(folder: Path) -> None:
    told = check(folder, "mods:quits")
    assert (told.code, told.text) == (2, "")
    assert "SystemExit" in told.err
    assert "is run" not in check(folder, "mods:Declared.txt").err
