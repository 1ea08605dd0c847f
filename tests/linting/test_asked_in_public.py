"""Programs of Keras that feed images, and other causes that questions in public had: read as text."""

from pathlib import Path

import pytest

from advisor.linting.finding import Finding
from advisor.linting.programs import check_program

GENERATORS = """
from tensorflow.keras import layers, models
from tensorflow.keras.preprocessing.image import ImageDataGenerator

train_gen = ImageDataGenerator(rescale=1. / 255, horizontal_flip=True)
val_gen = ImageDataGenerator(rescale=1. / 255)
train = train_gen.flow_from_directory("train", target_size=(64, 64), class_mode="binary")
val = val_gen.flow_from_directory("val", target_size=(64, 64), class_mode="binary", shuffle=False)
model = models.Sequential()
model.add(layers.Conv2D(16, 3, activation="relu", input_shape=(64, 64, 3)))
model.add(layers.Flatten())
model.add(layers.Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(train, epochs=10, validation_data=val)
right = (model.predict(val)[:, 0] > 0.5) == val.classes
"""
DIGITS = """
import tensorflow as tf

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
x_train = x_train / 255.0
model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28)),
    tf.keras.layers.Dense(64, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5)
"""
TABLE = """
import pandas as pd
from keras.models import Sequential
from keras.layers import Dense

rows = pd.read_csv("train.csv")
y = pd.get_dummies(rows["label"]).values
x = rows.drop("label", axis=1).values / 255
model = Sequential()
model.add(Dense(64, activation="relu", input_shape=(784,)))
model.add(Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam")
model.fit(x, y, epochs=5)
"""
PUBLISHED = """
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator

gen = ImageDataGenerator()
train = gen.flow_from_directory("train", class_mode="categorical")
base = tf.keras.applications.EfficientNetB0(include_top=False, weights="imagenet")
base.trainable = False
model = tf.keras.Sequential([
    base,
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(5, activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(train, epochs=5)
"""


def rules(folder: Path, text: str) -> list[str]:
    return [each.rule for each in findings(folder, text)]


def findings(folder: Path, text: str) -> list[Finding]:
    (folder / "train.py").write_text(text)
    return [each for each in check_program(str(folder / "train.py")).findings if each.severity != "note"]


@pytest.mark.parametrize("text", [GENERATORS, DIGITS, TABLE, PUBLISHED])
def test_nothing_is_said_of_images_that_are_prepared_as_they_must(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "sound", "faulty", "rule"),
    [
        (DIGITS, "x_train = x_train / 255.0\n", "", "CHK-PIXELS"),
        (TABLE, ".values / 255", ".values", "CHK-PIXELS"),
        (GENERATORS.replace("val_gen = ImageDataGenerator(rescale=1. / 255)", "val_gen = ImageDataGenerator()"),
         "rescale=1. / 255, ", "", "CHK-PIXELS"),
        (GENERATORS, "val_gen = ImageDataGenerator(rescale=1. / 255)", "val_gen = ImageDataGenerator()",
         "CHK-TWO-WAYS"),
        (GENERATORS, 'target_size=(64, 64), class_mode="binary")', "target_size=(64, 64))", "CHK-CLASS-MODE"),
        (GENERATORS, ", shuffle=False", "", "CHK-MIXED-UP"),
        (PUBLISHED, "ImageDataGenerator()", "ImageDataGenerator(rescale=1 / 255.)", "CHK-PIXELS-PUBLISHED"),
        (PUBLISHED.replace("ImageDataGenerator()", "ImageDataGenerator(rescale=1 / 255.)"), "EfficientNetB0",
         "ResNet50", "CHK-PIXELS-PUBLISHED"),
    ],
)  # fmt: skip
def test_one_change_of_how_images_are_fed_is_one_finding(
    tmp_path: Path, text: str, sound: str, faulty: str, rule: str
) -> None:
    assert sound in text
    assert rules(tmp_path, text.replace(sound, faulty)) == [rule]


@pytest.mark.parametrize(
    ("scales"),
    [
        "x_train = x_train / x_train.max()\n", "x_train = x_train * 0.0039\n", "x_train = normalize(x_train)\n",
        "x_train = StandardScaler().fit_transform(x_train)\n", "x_train /= 255\n",
    ],
)  # fmt: skip
def test_pixels_may_be_scaled_in_many_ways(tmp_path: Path, scales: str) -> None:
    assert rules(tmp_path, DIGITS.replace("x_train = x_train / 255.0\n", scales)) == []


def test_a_resnet_that_is_trained_whole_learns_its_own_scale(tmp_path: Path) -> None:
    text = PUBLISHED.replace("ImageDataGenerator()", "ImageDataGenerator(rescale=1 / 255.)")
    assert rules(tmp_path, text.replace("EfficientNetB0", "ResNet50").replace("base.trainable = False\n", "")) == []


def test_training_images_alone_may_be_changed_by_a_function(tmp_path: Path) -> None:
    assert rules(tmp_path, GENERATORS.replace("horizontal_flip=True", "preprocessing_function=blurred")) == []


# --- outputs and rates ------------------------------------------------------------------------------------------------

BUILDER = """
from keras.layers import Add, Dense, Input
from keras.models import Model


class Builder:
    @staticmethod
    def build(width, outputs):
        inputs = Input(shape=(width,))
        x = Dense(8, activation="relu")(inputs)
        x = Add()([x, Dense(8)(x)])
        return Model(inputs=inputs, outputs=Dense(units=outputs, activation="softmax")(x))


model = Builder.build(8, 3)
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x, y, epochs=20)
"""
SEVERAL = """
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import to_categorical

labels = to_categorical(labels, 30)
model = Sequential()
model.add(Dense(64, activation="relu", input_shape=(20,)))
model.add(Dense(30, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x, labels, epochs=3)
"""


def test_a_softmax_over_one_unit_is_found_however_the_model_is_put_together(tmp_path: Path) -> None:
    assert rules(tmp_path, BUILDER) == []
    assert rules(tmp_path, BUILDER.replace("build(8, 3)", "build(8, 1)")) == ["CHK-SOFTMAX-ONE"]


def test_sigmoids_for_one_of_several_classes(tmp_path: Path) -> None:
    assert rules(tmp_path, SEVERAL) == []
    faulty = SEVERAL.replace("softmax", "sigmoid").replace("categorical_crossentropy", "binary_crossentropy")
    assert rules(tmp_path, faulty) == ["CHK-LOSS-OUTPUT"]


TUNING = """
import torch
from torch import nn
from transformers import BertModel

settings = {"rate": 2e-5, "epochs": 3}


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = BertModel.from_pretrained("bert-base-uncased")
        self.head = nn.Linear(768, 5)

    def forward(self, ids, mask):
        return self.head(self.bert(ids, attention_mask=mask).pooler_output)


model = Reader().cuda()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=settings["rate"])
for epoch in range(3):
    model.train()
    for ids, mask, labels in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(model(ids, mask), labels)
        loss.backward()
        optimizer.step()
"""
COMPILED = """
from transformers import TFBertForSequenceClassification
import tensorflow as tf

model = TFBertForSequenceClassification.from_pretrained("bert-base-uncased")
model.compile(optimizer=tf.keras.optimizers.Adam(2e-5), loss=model.compute_loss)
model.fit(train, epochs=3)
"""


@pytest.mark.parametrize("rate", ["1e-3", "1e-2"])
def test_a_published_transformer_as_a_part_takes_small_rates(tmp_path: Path, rate: str) -> None:
    assert rules(tmp_path, TUNING) == []
    assert rules(tmp_path, TUNING.replace("2e-5", rate)) == ["CHK-RATE-PUBLISHED"]
    frozen = TUNING.replace("2e-5", rate).replace(
        "        self.head",
        "        for each in self.bert.parameters():\n            each.requires_grad = False\n        self.head",
    )
    assert "CHK-RATE-PUBLISHED" not in rules(tmp_path, frozen)


@pytest.mark.parametrize("optimizer", ['"adam"', "tf.keras.optimizers.Adam()", "tf.keras.optimizers.Adam(1e-3)"])
def test_keras_own_rate_is_too_high_for_a_published_transformer(tmp_path: Path, optimizer: str) -> None:
    assert rules(tmp_path, COMPILED) == []
    assert rules(tmp_path, COMPILED.replace("tf.keras.optimizers.Adam(2e-5)", optimizer)) == ["CHK-RATE-PUBLISHED"]


TWICE = """
import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(6, 36)
        self.last = torch.nn.Linear(36, 1)
        self.sigmoid = torch.nn.Sigmoid()

    def forward(self, x):
        hidden = self.sigmoid(self.first(x))
        out = self.last(hidden)
        return self.sigmoid(out)


model = Net()
criterion = torch.nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def test_a_sigmoid_on_a_sigmoid(tmp_path: Path) -> None:
    assert rules(tmp_path, TWICE) == []
    assert rules(tmp_path, TWICE.replace("out = self.last(hidden)", "out = self.sigmoid(self.last(hidden))")) == [
        "CHK-TWICE"
    ]


def test_a_loop_over_test_data_judges_without_no_grad_as_well(tmp_path: Path) -> None:
    text = TWICE.replace("self.first = ", "self.drop = torch.nn.Dropout(0.5)\n        self.first = ").replace(
        "out = self.last(hidden)", "out = self.last(self.drop(hidden))"
    )
    judged = text + "for x, y in test_loader:\n    right = (model(x) > 0.5) == y\n"
    assert rules(tmp_path, judged) == ["CHK-EVAL-MODE"]
    assert rules(tmp_path, judged.replace("for x, y in test_loader", "model.eval()\nfor x, y in test_loader")) == []


COMPARED = """
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn

rows = pd.read_csv("houses.csv")
x, y = rows.drop("price", axis=1).values, rows["price"].values
x_train, x_test, y_train, y_test = train_test_split(x, y)
x_train, y_train = torch.tensor(x_train, dtype=torch.float32), torch.tensor(y_train, dtype=torch.float32)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 32)
        self.last = nn.Linear(32, 1)

    def forward(self, x):
        return self.last(torch.relu(self.first(x)))


model = Net()
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(100):
    optimizer.zero_grad()
    loss = loss_fn(model(x_train).squeeze(1), y_train)
    loss.backward()
    optimizer.step()
"""


def test_a_column_that_a_model_gives_beside_a_row_of_a_table(tmp_path: Path) -> None:
    assert rules(tmp_path, COMPARED) == []
    assert rules(tmp_path, COMPARED.replace(".squeeze(1)", "")) == ["CHK-BROADCAST"]
    sequence = COMPARED.replace("model = Net()", "model = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 1))")
    assert rules(tmp_path, sequence.replace(".squeeze(1)", "")) == ["CHK-BROADCAST"]
    drawn = COMPARED.replace("torch.tensor(y_train, dtype=torch.float32)", "torch.randn(400)")
    assert rules(tmp_path, drawn.replace(".squeeze(1)", "")) == ["CHK-BROADCAST"]


def test_the_key_of_a_batch_says_nothing_of_its_shape(tmp_path: Path) -> None:
    batches = COMPARED.replace("y_train)\n    loss.b", 'batch["price"])\n    loss.b').replace(".squeeze(1)", "")
    assert rules(tmp_path, batches) == []
    two = COMPARED.replace("nn.Linear(32, 1)", "nn.Linear(32, 2)").replace(".squeeze(1)", "")
    assert rules(tmp_path, two) == []


SCHEDULED = COMPARED.replace(
    "    optimizer.step()\n", "    for _ in range(3):\n        optimizer.step()\n    scheduler.step()\n"
).replace("for epoch", "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.1)\nfor epoch")
MASKED = """
from keras.layers import Activation, Conv2D, Input, Reshape
from keras.models import Model

inputs = Input((96, 96, 1))
x = Conv2D(8, 3, activation="relu", padding="same")(inputs)
x = Reshape((96 * 96, 2))(Conv2D(2, 1)(x))
model = Model(inputs=inputs, outputs=Activation("softmax")(x))
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(images, masks, epochs=20)
"""


def test_a_rate_that_is_divided_away_in_the_first_epochs(tmp_path: Path) -> None:
    assert rules(tmp_path, SCHEDULED) == []
    assert rules(tmp_path, SCHEDULED.replace("step_size=30", "step_size=3")) == ["CHK-SCHEDULE-SPENT"]
    assert rules(tmp_path, SCHEDULED.replace("step_size=30, gamma=0.1", "step_size=3, gamma=0.9")) == []
    assert rules(tmp_path, SCHEDULED.replace("step_size=30", "step_size=3").replace("range(100)", "range(10)")) == []


@pytest.mark.parametrize(
    ("sound", "faulty"), [("96, 2)", "96, 1)"), ("Reshape((96 * 96, 2))(Conv2D(2, 1)(x))", "Conv2D(1, 1)(x)")]
)
def test_a_softmax_over_one_channel(tmp_path: Path, sound: str, faulty: str) -> None:
    assert rules(tmp_path, MASKED) == []
    assert rules(tmp_path, MASKED.replace(sound, faulty)) == ["CHK-SOFTMAX-ONE"]
