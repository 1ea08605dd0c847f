"""Training programs: read as text, and each fault is named at its line."""

import json
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.linting.finding import Finding
from advisor.linting.programs import check_program
from tests.cli.running import advisor

SOUND = """
import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Reader(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.rnn = nn.GRU(width, 16, batch_first=True)
        self.norm = nn.BatchNorm1d(16)
        self.blocks = nn.ModuleList([nn.Linear(16, 16) for _ in range(2)])
        self.gate = nn.Linear(16, 16)
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        states, _ = self.rnn(x)
        x = self.norm(states[:, -1])
        for block in self.blocks:
            x = F.dropout(F.relu(block(x)), 0.1, training=self.training)
        gate = torch.sigmoid(self.gate(x))
        return self.head(x * gate)


def judge(model, loader, loss_fn):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            total += loss_fn(model(x), y).item()
    return total / len(loader)


def main():
    x, y = torch.randn(200, 12, 5), torch.randint(0, 3, (200,))
    train_loader = DataLoader(TensorDataset(x, y), batch_size=20, shuffle=True)
    val_loader = DataLoader(TensorDataset(x, y), batch_size=20)
    model = Reader(5, 3)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    best, best_state = 1e9, None
    for epoch in range(30):
        model.train()
        total = 0.0
        for inputs, labels in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), labels)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        scheduler.step()
        score = judge(model, val_loader, loss_fn)
        if score < best:
            best, best_state = score, copy.deepcopy(model.state_dict())
            best_state = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)


main()
"""
CLIP = "            nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n"
STEP = "            optimizer.step()\n"
ONE_CYCLE = "OneCycleLR(optimizer, 0.01, epochs=30, steps_per_epoch=len(train_loader))"
BEST = "            best_state = model.state_dict()"
CLEAR = "            optimizer.zero_grad()\n"
TOGGLED = "            total += loss_fn(model(x), y).item()\n            model.train()\n    return"
VIEWED = "        b, t, c = x.shape\n        x = x.view(b, c, t)\n        x = self.norm(states[:, -1])"
TRAINS = "    train_loader = DataLoader(TensorDataset(x, y), batch_size=20, shuffle=True)\n"
VALIDATES = TRAINS + "    val_loader = DataLoader(TensorDataset(x, y), batch_size=20)\n"
SHARED = (
    "    data = TensorDataset(x, y)\n    train_loader = DataLoader(data, batch_size=20, shuffle=True)\n"
    "    val_loader = DataLoader(data, batch_size=20)\n"
)
# The rule, what of the sound program is changed, into what, and the line that is named.
FAULTS = [
    ("CHK-LOSS-OUTPUT", "self.head(x * gate)", "F.softmax(self.head(x * gate), dim=1)", "F.softmax"),
    ("CHK-LOSS-OUTPUT", "loss_fn = nn.CrossEntropyLoss()", "loss_fn = nn.NLLLoss()", "self.head = nn.Linear"),
    ("CHK-SOFTMAX-DIM", "self.head(x * gate)", "F.log_softmax(self.head(x * gate), dim=0)", "log_softmax"),
    ("CHK-BATCH-FIRST", ", batch_first=True", "", "states[:, -1]"),
    ("CHK-DROPOUT-ALWAYS", ", training=self.training", "", "F.dropout"),
    ("CHK-MODULE-LIST", "nn.ModuleList([nn.Linear(16, 16) for _ in range(2)])", "[nn.Linear(16, 16)]", "blocks ="),
    ("CHK-NEW-LAYER", "self.norm(states[:, -1])", "nn.Linear(16, 16)(states[:, -1])", "nn.Linear(16, 16)(states"),
    ("CHK-CUT-LOSS", "torch.sigmoid(self.gate(x))", "torch.sigmoid(self.gate(x)).detach()", "gate = torch"),
    ("CHK-ZERO-GRAD", CLEAR, "", "optimizer.step()"),
    ("CHK-STEP-ORDER", STEP, CLEAR + STEP, "optimizer.zero_grad()\n            optimizer.step"),
    ("CHK-CLIP-ORDER", CLIP + STEP, STEP + CLIP, "clip_grad_norm_"),
    ("CHK-ACCUMULATION", STEP, f"            if epoch % 4 == 0:\n    {STEP}", "optimizer.zero_grad()"),
    ("CHK-SCHEDULE-STEP", "        scheduler.step()\n", "            scheduler.step()\n", "scheduler.step()"),
    ("CHK-SCHEDULE-STEP", "StepLR(optimizer, step_size=10)", ONE_CYCLE, "scheduler.step()"),
    ("CHK-EVAL-MODE", "    model.eval()\n", "", "loss_fn(model(x), y).item()"),
    ("CHK-EVAL-MODE", "            total += loss_fn(model(x), y).item()\n    return", TOGGLED, "model.train()"),
    ("CHK-TRAIN-MODE", "        model.train()\n", "", "model.eval()"),
    ("CHK-VIEW-ORDER", "        x = self.norm(states[:, -1])", VIEWED, "x.view"),
    ("CHK-HELD-OUT", VALIDATES, SHARED, "val_loader = DataLoader(data"),
    ("CHK-BEST-COPY", "            best_state = copy.deepcopy(model.state_dict())", BEST, "best_state = model"),
    ("CHK-GRAPH-KEPT", "total += loss.item()\n        sch", "total += loss\n        sch", "total += loss"),
    ("CHK-RATE", "lr=1e-3", "lr=0.5", "torch.optim.Adam"),
    ("CHK-HALF-WEIGHTS", "model = Reader(5, 3)", "model = Reader(5, 3).half()", "half()"),
]  # fmt: skip


def checked(folder: Path, text: str, name: str = "train.py") -> list[Finding]:
    (folder / name).write_text(text)
    return check_program(str(folder / name)).findings


def test_nothing_is_said_of_a_sound_program(tmp_path: Path) -> None:
    assert checked(tmp_path, SOUND) == []


@pytest.mark.parametrize(("rule", "sound", "faulty", "line"), FAULTS)
def test_one_change_is_one_finding_at_its_line(tmp_path: Path, rule: str, sound: str, faulty: str, line: str) -> None:
    assert sound in SOUND
    text = SOUND.replace(sound, faulty)
    found = checked(tmp_path, text)
    assert [each.rule for each in found] == [rule]
    assert line in "\n".join(text.splitlines()[found[0].line - 1 :][:2])


LOOP = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

{before}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
{made}
for epoch in range(10):
    for x, y in loader:
        optimizer.zero_grad()
        loss = {loss}
        loss.backward()
        optimizer.step()
"""
NET = "model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))"
DATA = "loader = DataLoader(TensorDataset(torch.randn(9, 4), torch.randn(9).unsqueeze(1)), batch_size=3, shuffle=True)"
MSE = "F.mse_loss(model(x), y)"
PLATEAU = "watch = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer{})\nfor acc in (0.1, 0.2):\n    watch.step({})"
MADE = """class Wide:
    def __init__(self, classes, last=nn.Softmax(1)):
        self.net = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, classes), last)

def build(kind="wide"):
    kinds = {"wide": Wide(3)}
    return kinds[kind].net

model = build()"""
CHOSEN = "if len(loader) > 9:\n    loss_fn = nn.CrossEntropyLoss()\nelse:\n    loss_fn = nn.BCEWithLogitsLoss()"
AVERAGED = "model = nn.Sequential(nn.Conv2d(3, 9, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())"
FOLDERS = "from torchvision.datasets import ImageFolder\nloader = DataLoader(ImageFolder('train'), batch_size=3{})"


@pytest.mark.parametrize(
    ("before", "made", "loss", "rules"),
    [
        (f"{NET}\n{DATA}", "", MSE, []),
        (f"{NET}\n{DATA}", "", "F.mse_loss(model(x).squeeze(), y)", ["CHK-BROADCAST"]),
        (f"{NET}\nhead = nn.Linear(1, 1)\n{DATA}", "", "F.mse_loss(head(model(x)), y)", ["CHK-NOT-OPTIMIZED"]),
        (f"{NET}\n{DATA}", "model[2] = nn.Linear(8, 1)", MSE, ["CHK-NOT-OPTIMIZED"]),
        (f"{NET}\n{FOLDERS.format('')}", "", MSE, ["CHK-SHUFFLE"]),
        (f"{NET}\n{FOLDERS.format(', shuffle=True')}", "", MSE, []),
        (f"{NET}\n{DATA}", PLATEAU.format("", "acc"), MSE, ["CHK-PLATEAU-MODE"]),
        (f"{NET}\n{DATA}", PLATEAU.format(", mode='max'", "acc"), MSE, []),
        (f"{NET}\n{DATA}", PLATEAU.format("", "-acc"), MSE, []),
        (f"{NET}\n{DATA}", "", "F.kl_div(F.softmax(model(x), 1), y)", ["CHK-LOSS-OUTPUT"]),
        (f"{NET}\n{DATA}", "", "F.cross_entropy(F.log_softmax(F.softmax(model(x), 1), 1), y)", ["CHK-TWICE"]),
        (f"{NET}\n{DATA}", "", "torch.tensor(model(x).sum().item(), requires_grad=True)", ["CHK-CUT-LOSS"]),
        (f"{NET}\n{DATA}", "", "F.mse_loss(model(x).argmax(1).float() / 3, y)", ["CHK-CUT-LOSS"]),
        (f"{MADE}\n{DATA}", "", "F.cross_entropy(model(x), y)", ["CHK-LOSS-OUTPUT"]),
        (f"{MADE.replace('Wide(3)', 'Wide(3, None)')}\n{DATA}", "", "F.cross_entropy(model(x), y)", []),
        (f"{NET}\n{DATA}", CHOSEN, "loss_fn(torch.sigmoid(model(x)), y)", ["CHK-LOSS-OUTPUT"]),
        (f"{NET}\n{DATA}", CHOSEN.replace("CrossEntropy", "MSE"), "loss_fn(torch.sigmoid(model(x)), y)", []),
        (f"{AVERAGED}\n{DATA}", "", "F.cross_entropy(model(x), y)", []),
    ],
)
def test_losses_data_and_what_the_optimizer_holds(
    tmp_path: Path, before: str, made: str, loss: str, rules: list[str]
) -> None:
    assert [each.rule for each in checked(tmp_path, LOOP.format(before=before, made=made, loss=loss))] == rules


def test_a_line_of_a_cell_that_begins_with_a_percent_sign_is_no_magic(tmp_path: Path) -> None:
    cell = SOUND.replace(CLEAR, "            print('%d'\n                  % (epoch))\n")
    sheet = {"nbformat": 4, "cells": [{"cell_type": "code", "source": cell}]}
    assert [each.rule for each in checked(tmp_path, json.dumps(sheet), "train.ipynb")] == ["CHK-ZERO-GRAD"]


def test_a_network_of_two_players_clears_the_gradients_of_each(tmp_path: Path) -> None:
    """A step every so many batches is no sum of them where its backward pass stands beside it."""
    players = "other = nn.Linear(4, 1)\nsecond = torch.optim.SGD(other.parameters(), lr=0.1)"
    text = LOOP.format(before=f"{NET}\n{DATA}\n{players}", made="", loss=MSE)
    clear = "        second.zero_grad()\n"
    rare = "        if epoch % 5 == 0:\n            F.mse_loss(other(x), y).backward()\n            second.step()\n"
    assert checked(tmp_path, text + clear + rare) == []
    assert [each.rule for each in checked(tmp_path, text + rare)] == ["CHK-ZERO-GRAD"]


def test_a_branch_that_is_not_taken_decides_nothing(tmp_path: Path) -> None:
    loss = "F.cross_entropy(said, y)"
    either = "        said = model(x)\n        if epoch:\n            said = F.softmax(said, 1)\n"
    text = LOOP.format(before=f"{NET}\n{DATA}", made="", loss=loss).replace("        loss =", f"{either}        loss =")
    assert checked(tmp_path, text) == []


def test_models_of_the_same_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    net = "from torch import nn\n\n\ndef build():\n    return nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n"
    (tmp_path / "parts" / "nets.py").write_text(net)
    text = LOOP.format(
        before=f"from parts.nets import build\nmodel = build()\n{DATA}", made="", loss="F.cross_entropy(model(x), y)"
    )
    (found,) = checked(tmp_path, text)
    assert found.rule == "CHK-LOSS-OUTPUT"
    assert (found.file, found.line) == (str(tmp_path / "parts" / "nets.py"), 5)
    assert "train.py:" in found.message


KERAS = """
from tensorflow import keras
from tensorflow.keras import layers

{model}
model.compile(optimizer=keras.optimizers.Adam({rate}), loss={loss}, metrics=["accuracy"])
{after}
model.fit(x, y)
"""
LISTED = "model = keras.Sequential([keras.Input((9,)), layers.Dense(8, activation={}), layers.Dense(1, activation={})])"
CALLED = "given = keras.Input((9,))\nx = layers.Dense(8, activation={})(given)\nx = layers.Dense(1, activation={})(x)\n"
ADDED = (
    "model = keras.Sequential()\nmodel.add(layers.Dense(8, activation={}))\nmodel.add(layers.Dense(1, activation={}))"
)
BCE = "'binary_crossentropy'"


@pytest.mark.parametrize("form", [LISTED, CALLED + "model = keras.Model(given, x)", ADDED])
@pytest.mark.parametrize(
    ("hidden", "output", "rate", "loss", "rules"),
    [
        ("'relu'", "'sigmoid'", "1e-3", BCE, []),
        ("'relu'", "None", "1e-3", BCE, ["CHK-LOSS-OUTPUT"]),
        ("None", "'sigmoid'", "1e-3", BCE, ["CHK-LINEAR-STACK"]),
        ("'relu'", "'sigmoid'", "0.1", BCE, ["CHK-RATE"]),
        ("'relu'", "'sigmoid'", "1e-3", "keras.losses.BinaryCrossentropy(from_logits=True)", ["CHK-LOSS-OUTPUT"]),
        ("'relu'", "'sigmoid'", "1e-3", "my_loss", []),
        ("'relu'", "ours", "1e-3", BCE, []),
    ],
)
def test_models_of_keras_are_judged_layer_by_layer(
    tmp_path: Path, form: str, hidden: str, output: str, rate: str, loss: str, rules: list[str]
) -> None:
    text = KERAS.format(model=form.format(hidden, output), rate=rate, loss=loss, after="")
    assert [each.rule for each in checked(tmp_path, text)] == rules


def test_freezing_behind_the_compilation_changes_nothing(tmp_path: Path) -> None:
    model = LISTED.format("'relu'", "'sigmoid'")
    text = KERAS.format(model=model, rate="1e-3", loss=BCE, after="model.layers[0].trainable = False")
    assert [each.rule for each in checked(tmp_path, text)] == ["CHK-FROZEN-LATE"]
    again = text.replace("\nmodel.fit", "\nmodel.compile('adam', 'mse')\nmodel.fit")
    assert "CHK-FROZEN-LATE" not in [each.rule for each in checked(tmp_path, again)]


def test_arguments_of_trainers_are_judged_as_configs(tmp_path: Path) -> None:
    text = """
from transformers import AutoModelForSeq2SeqLM, Trainer, TrainingArguments

model = AutoModelForSeq2SeqLM.from_pretrained("google/t5-small")
args = TrainingArguments("out", learning_rate=0.1, fp16=True, metric_for_best_model="wer")
Trainer(model, args).train()
"""
    assert {each.rule for each in checked(tmp_path, text)} == {"CHK-RATE-PUBLISHED", "CHK-PRECISION", "CHK-BEST-METRIC"}


def test_cells_of_a_notebook_are_named(tmp_path: Path) -> None:
    cells = [
        "%matplotlib inline\n!pip install torch",
        SOUND.replace(", training=self.training", ""),
        "this is no Python",
    ]
    sheet = {
        "nbformat": 4,
        "cells": [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells],
    }
    (found,) = checked(tmp_path, json.dumps(sheet), "train.ipynb")
    assert found.path.startswith("cell 2: F.dropout")
    assert "F.dropout" in cells[1].splitlines()[found.line - 1]


def test_a_line_may_say_that_it_is_left_out(tmp_path: Path) -> None:
    text = SOUND.replace(", training=self.training)", ")  # advisor: ignore[CHK-DROPOUT-ALWAYS]")
    assert checked(tmp_path, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("train.py", "def f(:\n"), ("train.ipynb", "{"), ("train.py", "\0"), ("train.py", "x = f(" + "a+" * 3000 + "a)")],
)
def test_what_is_no_program_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(InputError):
        checked(tmp_path, text, name)


def test_the_command_says_what_it_saw(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(SOUND.replace(CLEAR, ""))
    told = advisor("check", "train.py", cwd=tmp_path)
    assert told.code == 1
    assert told.text.startswith("train.py:53:13: error: optimizer.step(): nothing clears the gradients")
    (tmp_path / "helpers.py").write_text("import torch\n")
    other = advisor("check", "helpers.py", cwd=tmp_path)
    assert other.code == 0
    assert "takes no training step that is seen" in other.err


def test_an_error_that_no_curve_shows_is_named_beside_it(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        SOUND.replace("return self.head(x * gate)", "return self.head(x * gate).softmax(1)")
    )
    curve = "".join(f"{at},{2 * 0.8**at + 0.1},{2 * 0.8**at + 0.12}\n" for at in range(1, 31))
    (tmp_path / "history.csv").write_text("epoch,loss,val_loss\n" + curve)
    told = advisor("diagnose", "history.csv", "--model", "train.py", cwd=tmp_path)
    assert told.text.splitlines()[0].startswith("healthy")
    assert told.text.splitlines()[1].startswith("  fault     ")
    assert "CHK-LOSS-OUTPUT" in told.text
