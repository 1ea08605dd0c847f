"""The scripts that NeuraLint was published with (`sample_buggy_scripts`), each with the faults that it was written for.

Causes are those that the scripts' names and comments state, or that NeuraLint's rules name; a program whose fault is
stated nowhere is left out, as are those that Keras itself refuses to build, those whose fault lies in a session of
TensorFlow 1, and three posts that other published evaluations also use. Pictures and widths are smaller than published
where a network would train for hours; the layers, their order and the way they are trained are kept.
"""

from collections.abc import Sequence
from typing import Any, Final

from benchmarks.faults.program import (
    Data,
    Layer,
    Program,
    Setup,
    act,
    conv,
    dense,
    drop,
    flat,
    norm,
    pool,
    with_options,
)

SCRIPTS: Final = "https://github.com/neuralint/neuralint/tree/master/sample_buggy_scripts"
POST: Final = "https://stackoverflow.com/questions/"
DIGITS: Final = Data("digits", (16, 16, 1), 10, "one-hot")
ODD: Final = Data("digits", (16, 16, 1), 2, "binary")
KERNELS: Final = ("Conv2D", "Dense")
ONE_LOSS, MANY_LOSS = "binary_crossentropy", "categorical_crossentropy"

# Variations of LeNet ------------------------------------------------------------------------------------------------


def _lenet(head: Sequence[Layer], convolutions: Sequence[Layer] | None = None) -> list[Layer]:
    """The network that the synthetic scripts vary: two convolutions with pooling, 512 units, dropout, the output."""
    first = [conv(32, 5, "relu", padding="same"), pool(), conv(64, 5, "relu", padding="same"), pool()]
    return [*(first if convolutions is None else convolutions), flat(), dense(512, "relu"), drop(0.25), *head]


def _many(network: Sequence[Layer], logits: bool = True, loss: str = MANY_LOSS) -> Setup:
    return Setup(network, loss, 3e-4, logits=logits)


def _named(name: str, causes: str, faulty: Setup | None, sound: Setup, data: Data = DIGITS) -> Program:
    identifier = f"neuralint/{name}"
    return Program(identifier, f"{SCRIPTS}/Synthetic%20Samples", data, faulty, sound, tuple(causes.split()))


TEN: Final = [dense(10)]
LENET: Final = _many(_lenet(TEN))
SIGMOID: Final = Setup(_lenet([dense(1, "sigmoid")]), ONE_LOSS, 3e-4)
LINEAR: Final = [conv(32, 5, padding="same"), pool(), conv(64, 5, padding="same"), pool()]
SATURATED: Final = [conv(32, 5, padding="same"), act("sigmoid"), pool(), conv(64, 5, padding="same"),
                    act("sigmoid"), pool(), flat(), dense(512), act("sigmoid"), drop(0.25)]  # fmt: skip


def _blocks(before: Sequence[Layer], behind: Sequence[Layer], bias: bool = True) -> list[Layer]:
    """LeNet with steps before and behind each pool; `bias` is whether the layers have one."""
    return [conv(32, 5, "relu", padding="same", use_bias=bias), *before, pool(), *behind,
            conv(64, 5, "relu", padding="same", use_bias=bias), *before, pool(), *behind]  # fmt: skip


SYNTHETIC: Final = (
    _named("TF_lenet", "", None, LENET),
    _named("TF_lenet_bin_missing_sigmoid", "output", Setup(_lenet([dense(1)]), ONE_LOSS, 3e-4), SIGMOID, ODD),
    _named("TF_lenet_bin_wrong_last_layer_activation", "output", Setup(_lenet([dense(1, "softmax")]), ONE_LOSS, 3e-4),
           SIGMOID, ODD),
    _named("TF_lenet_bin_wrong_loss_inputs", "loss", Setup(_lenet([dense(1, "sigmoid")]), ONE_LOSS, 3e-4, logits=True),
           SIGMOID, ODD),
    _named("TF_lenet_constant_init", "constant-weights",
           _many(with_options(LENET.network[:-1], KERNELS, kernel_initializer="ones") + TEN), LENET),
    _named("TF_lenet_zeros_init", "constant-weights",
           _many(with_options(LENET.network[:-1], KERNELS, kernel_initializer="zeros") + TEN), LENET),
    _named("TF_lenet_missing_relus", "linear", _many(_lenet(TEN, LINEAR)), LENET),
    _named("TF_lenet_missing_softmax", "output", _many(_lenet(TEN), logits=False, loss=ONE_LOSS), LENET),
    _named("TF_lenet_wrong_loss_inputs", "loss", _many(_lenet([dense(10, "softmax")])), LENET),
    _named("TF_lenet_redundant_activation", "twice loss",
           _many(_lenet([dense(10, "softmax"), act("softmax")]), logits=False, loss=ONE_LOSS), LENET),
    _named("TF_lenet_double_activation", "saturating", _many([*SATURATED, *TEN]), LENET),
    _named("TF_lenet_useless_bias", "bias", _many(_lenet([norm(), *TEN], _blocks([norm()], []))),
           _many(_lenet([*TEN], _blocks([norm()], [], bias=False)))),
    _named("TF_lenet_dropout_before_batchnorm", "dropout-norm",
           _many([*_blocks([], [drop(0.35), norm()], bias=False), flat(), dense(512, "relu", use_bias=False),
                  drop(0.25), norm(), *TEN]),
           _many([*_blocks([], [norm(), drop(0.35)], bias=False), flat(), dense(512, "relu", use_bias=False),
                  norm(), drop(0.25), *TEN])),
    _named("TF_lenet_dropout_before_pooling", "layout", _many(_lenet(TEN, _blocks([drop(0.35)], [], bias=False))),
           _many(_lenet(TEN, _blocks([], [drop(0.35)], bias=False)))),
    _named("TF_lenet_missing_flatten", "flatten",
           _many([layer for layer in LENET.network if layer.kind != "Flatten"]), LENET),
    _named("TF_lenet_decreasing_window_size", "layout",
           _many(_lenet(TEN, [conv(32, 9, "relu", padding="same"), pool(), conv(64, 6, "relu", padding="same"),
                              pool(), conv(128, 3, "relu", padding="same"), pool()])), LENET),
    _named("TF_lenet_non_increasing_filters", "layout",
           _many(_lenet(TEN, [conv(32, 5, "relu", padding="same"), pool(), conv(16, 5, "relu", padding="same"),
                              pool(), conv(8, 5, "relu", padding="same"), pool()])), LENET),
    _named("TF_lenet_increasing_dense_widths", "layout",
           _many([*LENET.network[:5], dense(128, "relu"), drop(0.25), dense(256, "relu"), drop(0.25),
                  dense(512, "relu"), drop(0.25), *TEN]), LENET),
    _named("TF_lenet_non_zeros_biases", "biases",
           _many(with_options(LENET.network[:5], ("Conv2D",), bias_initializer="ones") + list(LENET.network[5:])),
           LENET),
    _named("TF_lenet_disconnected_pooling_layers", "layout",
           _many(_lenet(TEN, [conv(32, 5, "relu", padding="same"), conv(64, 5, "relu", padding="same")])), LENET),
    _named("mix_bugs_1", "dropout-norm bias",
           _many([conv(32, 9, "relu"), drop(0.35), norm(), pool(4, strides=2), conv(64, 5, "relu"), drop(0.3), norm(),
                  pool(2, strides=2), flat(), dense(512, "relu"), drop(0.25), norm(), *TEN]),
           _many([conv(32, 5, "relu", use_bias=False), norm(), drop(0.35), pool(), conv(64, 5, "relu", use_bias=False),
                  norm(), drop(0.3), pool(), flat(), dense(512, "relu", use_bias=False), norm(), drop(0.25), *TEN]),
           Data("digits", (24, 24, 1), 10, "one-hot")),
    _named("mix_bugs_3", "linear constant-weights loss",
           _many([*LINEAR, flat(), dense(512, "relu", kernel_initializer="ones"), drop(0.25),
                  dense(10, "softmax", kernel_initializer="ones")]), LENET),
    _named("mix_bugs_4", "constant-weights output",
           _many(with_options(LENET.network[:4], ("Conv2D",), kernel_initializer="zeros") + list(LENET.network[4:]),
                 logits=False, loss=ONE_LOSS), LENET),
)  # fmt: skip

# Posts and repositories ---------------------------------------------------------------------------------------------

LEAKY: Final = Layer("LeakyReLU", {})


def _post(number: int, causes: str, data: Data, faulty: Setup, sound: Setup, **more: Any) -> Program:
    return Program(f"neuralint/SO-{number}", f"{POST}{number}", data, faulty, sound, tuple(causes.split()), **more)


def _series(steps: int, channels: int, classes: int, labels: Any = "one-hot") -> Data:
    return Data("series", (steps, channels), classes, labels)


SIXTEEN: Final = [conv(16, 4, rank=1, padding="same"), norm(), LEAKY, drop(0.2), conv(8, 4, rank=1, padding="same"),
                  norm(), LEAKY, drop(0.2), flat(), dense(64), norm(), LEAKY]  # fmt: skip
RAISED: Final = [conv(20, 4, "relu", rank=1, padding="same"), pool(2, rank=1), drop(0.3), flat(), dense(50, "relu")]
ALEX: Final = [conv(48, 11, "relu", padding="same"), pool(3, strides=2), conv(64, 3, "relu", padding="same"), pool(),
               conv(64, 3, "relu", padding="same"), pool(), flat(), dense(300, "relu"), drop(0.2)]  # fmt: skip
BRANCH: Final = [conv(32, 3, "relu"), pool(), conv(32, 3, "relu"), pool(), flat(), dense(64, "relu")]
BIG: Final = [conv(15, 7, "relu", padding="same"), pool(padding="same"), conv(45, 6, "relu", padding="same"),
              pool(4, padding="same"), conv(100, 5, "relu", padding="same")]  # fmt: skip
PERIODS: Final = [conv(64, 3, "relu", rank=1), conv(64, 3, "relu", rank=1), pool(4, rank=1),
                  conv(128, 3, "relu", rank=1)]  # fmt: skip
SIGNALS: Final = [conv(64, 3, "relu", rank=1), pool(2, rank=1), conv(64, 3, "relu", rank=1), pool(2, rank=1)]
PAIRS: Final = [layer for _ in range(4) for layer in (conv(32, 2, rank=1), act("relu"))]
BEATS: Final = [conv(32, 25, "relu", rank=1), conv(16, 25, rank=1)]
FRUIT: Final = [conv(32, 5, "relu", padding="same"), drop(0.2), conv(16, 5, "relu", padding="same"), pool(),
                conv(13, 3, "relu", padding="same"), drop(0.5), conv(13, 3, "relu", padding="same"), pool(), flat(),
                drop(0.2), dense(128, "relu"), drop(0.2)]  # fmt: skip
COLOURS: Final = Data("digits", (16, 16, 3), 2, "one-hot")
PHOTOS: Final = Data("digits", (24, 24, 3), 2, "binary")
THREE: Final = Data("digits", (16, 16, 1), 3, "one-hot")


def _dropped(units: int, before: bool) -> list[Layer]:
    """Blocks of a convolution with dropout before its ReLU and pool, or behind them."""
    network: list[Layer] = []
    for _ in range(4):
        network += [conv(32, 3, padding="same"), *([drop(0.2)] if before else []), act("relu"), pool()]
        network += [] if before else [drop(0.2)]
    return [*network, flat(), dense(64, use_bias=before), norm(), act("relu"), drop(0.8 if before else 0.3),
            dense(units), act("softmax")]  # fmt: skip


def _vgg(sizes: Sequence[Sequence[int]], kernels: Sequence[Sequence[int]], kind: str = "Max") -> list[Layer]:
    """Blocks of convolutions with a pool behind each."""
    network: list[Layer] = []
    for widths, sides in zip(sizes, kernels, strict=True):
        network += [conv(width, side, "relu", padding="same") for width, side in zip(widths, sides, strict=True)]
        network.append(pool(kind=kind))
    return [*network, flat(), dense(128, "relu"), dense(128, "relu"), dense(2, "softmax")]


EVEN: Final = _vgg(((16, 16), (32, 32), (64, 64, 64)), ((3, 3), (3, 3), (3, 3, 3)))
POSTS: Final = (
    _post(38584268, "flatten", Data("digits", (16, 16, 3), 10, "one-hot"),
          Setup([*BIG, dense(50), act("relu"), dense(10), act("softmax")], MANY_LOSS, 1e-4, "RMSprop"),
          Setup([*BIG, flat(), dense(50), act("relu"), dense(10), act("softmax")], MANY_LOSS, 1e-3, "RMSprop")),
    _post(44184091, "layout", _series(64, 1, 2, "binary"),
          Setup([conv(64, 5, "relu", rank=1, padding="same"), drop(0.2), pool(2, rank=1), flat(), dense(100, "relu"),
                 drop(0.7), dense(1, "sigmoid")], ONE_LOSS),
          Setup([conv(64, 5, "relu", rank=1, padding="same"), pool(2, rank=1), drop(0.2), flat(), dense(100, "relu"),
                 drop(0.5), dense(1, "sigmoid")], ONE_LOSS)),
    _post(44322611, "loss", COLOURS, Setup([*FRUIT, dense(2, "softmax")], ONE_LOSS, 0.01, "SGD", 0.9),
          Setup([*FRUIT, dense(2, "softmax")], MANY_LOSS, 0.001)),
    _post(44399299, "output", Data("digits", (16, 16, 1), 4, "one-hot"),
          Setup([*BRANCH, dense(4, "sigmoid")], ONE_LOSS, metrics=("acc",)),
          Setup([*BRANCH, dense(4, "softmax")], MANY_LOSS)),
    _post(45120429, "flatten", _series(32, 1, 32, "one-hot"),
          Setup([*PAIRS, dense(32), act("sigmoid")], ONE_LOSS, optimizer="RMSprop"),
          Setup([*PAIRS, flat(), dense(32), act("softmax")], MANY_LOSS, optimizer="RMSprop")),
    _post(45378493, "output bias", _series(10, 4, 2, "binary"),
          Setup([*SIXTEEN, dense(1), act("softmax")], ONE_LOSS),
          Setup([*SIXTEEN, dense(1), act("sigmoid")], ONE_LOSS)),
    _post(50555434, "output", Data("table", (28,), 6, "numbers"),
          Setup([dense(width, "relu", kernel_initializer="random_normal") for width in (20, 15, 6)]
                + [dense(6, "sigmoid", kernel_initializer="random_normal")], "mae", metrics=("mae",)),
          Setup([dense(width, "relu") for width in (20, 15, 6)] + [dense(6)], "mae", 0.003, metrics=("mae",)),
          epochs=40),
    _post(51749207, "output", _series(100, 1, 2, "binary"),
          Setup([*RAISED, dense(1, "softmax")], ONE_LOSS, 0.002, "Nadam"),
          Setup([*RAISED, dense(1, "sigmoid")], ONE_LOSS, 0.002, "Nadam")),
    _post(53119432, "flatten", _series(30, 1, 2, "binary"),
          Setup([*PERIODS, drop(0.5), dense(1, "sigmoid")], ONE_LOSS),
          Setup([*PERIODS, flat(), drop(0.5), dense(1, "sigmoid")], ONE_LOSS)),
    _post(55731589, "layout", PHOTOS,
          Setup([conv(16, 3, "relu"), pool(), conv(32, 3, "relu"), pool(), conv(64, 3, "relu", padding="same"), pool(),
                 conv(64, 3, "relu", padding="same"), pool(), flat(), dense(128, "relu"), dense(1, "sigmoid")],
                ONE_LOSS, 0.01, "SGD", 0.9),
          Setup([conv(16, 3, "relu"), conv(16, 3, "relu"), pool(), conv(32, 3, "relu"), conv(32, 3, "relu"), pool(),
                 flat(), dense(128, "relu"), dense(1, "sigmoid")], ONE_LOSS, 0.01, "SGD", 0.9)),
    _post(55776436, "dropout-norm bias", _series(180, 1, 6),
          Setup([*BEATS, drop(0.5), norm(), act("relu"), pool(4, rank=1), flat(), dense(6, "softmax")], MANY_LOSS,
                1e-4),
          Setup([*BEATS[:-1], conv(16, 25, rank=1, use_bias=False), norm(), act("relu"), pool(4, rank=1), drop(0.3),
                 flat(), dense(6, "softmax")], MANY_LOSS, 1e-3)),
    _post(56103207, "layout", Data("digits", (28, 28, 1), 4, "one-hot"),
          Setup([conv(32, 5, "relu"), pool(), conv(16, 3, "relu"), pool(), flat(), dense(128, "relu"),
                 dense(64, "relu"), dense(4, "softmax")], MANY_LOSS),
          Setup([conv(16, 3, "relu"), pool(), conv(32, 3, "relu"), pool(), flat(), dense(128, "relu"),
                 dense(64, "relu"), dense(4, "softmax")], MANY_LOSS)),
    _post(58844149, "output", Data("digits", (16, 16, 1), 2, "binary"),
          Setup([*ALEX, dense(1), act("softmax")], ONE_LOSS), Setup([*ALEX, dense(1), act("sigmoid")], ONE_LOSS)),
    _post(60566498, "layout bias", THREE, Setup(_dropped(3, before=True), MANY_LOSS),
          Setup(_dropped(3, before=False), MANY_LOSS)),
    _post(61030068, "flatten", _series(72, 1, 28),
          Setup([*SIGNALS, dense(64, "relu"), dense(28, "softmax")], MANY_LOSS),
          Setup([*SIGNALS, flat(), dense(64, "relu"), dense(28, "softmax")], MANY_LOSS), epochs=12),
)  # fmt: skip
LAYOUTS: Final = tuple(
    Program(f"neuralint/deep_CNN_{name}", f"{SCRIPTS}/SO%20Samples", COLOURS, Setup(network, MANY_LOSS),
            Setup(EVEN, MANY_LOSS), ("layout",))
    for name, network in (
        ("asymetry_blocks", _vgg(((16, 16), (16, 32), (16, 32, 64)), ((3, 4), (3, 4), (3, 4, 5)))),
        ("ineffective_poolings", _vgg(((16, 16), (32, 32), (64, 64, 64)), ((3, 3), (3, 3), (3, 3, 3)), "Average")),
    )
)  # fmt: skip
AVERAGED: Final = [conv(16, 5), act("relu"), pool(kind="Average"), conv(16, 5), act("relu"), pool(kind="Average"),
                   flat(), dense(100), act("relu"), dense(10)]  # fmt: skip
STRIDED: Final = [conv(32, 3, padding="same"), act("relu"), conv(32, 3, padding="same"), act("relu"),
                  conv(32, 3, strides=2), norm(), act("relu"), conv(64, 3, padding="same"), act("relu"),
                  conv(64, 3, strides=2), norm(), act("relu"), conv(64, 1), act("relu"), conv(10, 1), act("relu"),
                  Layer("GlobalAveragePooling2D", {}), act("softmax")]  # fmt: skip
LAST: Final = [*STRIDED[:-3], *STRIDED[-2:]]
HUB: Final = (
    Program("neuralint/GitHub-5", "https://github.com/yumatsuoka/comp_DNNfw",
            Data("digits", (16, 16, 3), 10, "one-hot"),
            Setup(STRIDED, ONE_LOSS, metrics=("acc",)), Setup(LAST, MANY_LOSS), ("loss",)),
    Program("neuralint/GitHub-6", "https://github.com/tf-encrypted/tf-encrypted/issues/248",
            Data("digits", (28, 28, 1), 10, "one-hot"),
            Setup(AVERAGED, ONE_LOSS, metrics=("acc",)), Setup([*AVERAGED, act("softmax")], MANY_LOSS), ("output",),
            ("GitHub-7",)),
)  # fmt: skip
NEURALINT: Final = (*SYNTHETIC, *POSTS, *LAYOUTS, *HUB)
