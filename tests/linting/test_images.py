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
