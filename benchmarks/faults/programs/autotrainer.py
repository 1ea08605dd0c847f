"""The networks of AutoTrainer's evaluation, as DeepDiagnosis published them (ICSE 2022).

Each faulty network has the settings of its data set's seed: Adam at 0.001. The networks whose settings were mutated
in that evaluation stand here with the seed's settings, as those that were mutated were not published with them: they
are sound versions alone, where they learn. What was Circle and Blob is drawn as published; MNIST and CIFAR-10 are
stood in for by scikit-learn's digits, enlarged to 28 x 28 and, coloured, to 20 x 20.
"""

from collections.abc import Sequence
from typing import Any, Final

from benchmarks.faults.program import Data, Layer, Program, Setup, act, conv, dense, flat, pool

URL: Final = "https://github.com/DeepDiagnosis/ICSE2022/tree/main/AUTOTRAINER%20Model%20Code"
BLOB: Final = Data("blob", (2,), 3, "one-hot")
CIRCLE: Final = Data("circle", (2,), 2, "binary")
MNIST: Final = Data("digits", (28, 28, 1), 10, "one-hot")
CIFAR: Final = Data("digits", (20, 20, 3), 10, "one-hot")
SMALL: Final = "random_uniform"  # Keras draws it from -0.05 to 0.05
HE: Final = "he_uniform"


def _stack(data: Data, depth: int, activation: str, initial: str = HE, last: str = HE, bias: str = "zeros") -> Setup:
    """Layers of five units, each with a non-linearity behind it, then an output of sigmoids."""
    network: list[Layer] = []
    for _ in range(depth):
        network += [dense(5, kernel_initializer=initial), act(activation)]
    network += [dense(data.classes if data.classes > 2 else 1, kernel_initializer=last, bias_initializer=bias),
                act("sigmoid")]  # fmt: skip
    return Setup(network, "categorical_crossentropy" if data.classes > 2 else "binary_crossentropy")


def _lenet(data: Data, activation: str, widths: Sequence[int], initial: str = "he_normal", last: str = "he_normal",
           **more: Any) -> Setup:  # fmt: skip
    """Two convolutions with pooling, dense layers of some widths, and a softmax."""
    first, second = (6, 16) if data is MNIST else (32, 64)
    network = [conv(first, 5, kernel_initializer=initial), act(activation), pool(),
               conv(second, 5, kernel_initializer=initial), act(activation), pool(), flat()]  # fmt: skip
    for width in widths:
        network += [dense(width, kernel_initializer=initial), act(activation)]
    network += [dense(10, kernel_initializer=last, **more), act("softmax")]
    return Setup(network, "categorical_crossentropy")


def _tiny(identifier: str, data: Data, faulty: Setup, cause: str, depth: int, also: str = "") -> Program:
    """A faulty stack, and the same with the repair that AutoTrainer tries first, SELU with its own weights."""
    sound = _stack(data, depth, "selu", "lecun_normal", "lecun_normal")
    return Program(identifier, URL, data, faulty, sound, (cause,), tuple(also.split()), epochs=40)


def _deep(name: str, data: Data, activation: str, depth: int, cause: str, also: str = "", initial: str = HE) -> Program:
    where = "blob" if data is BLOB else "circle"
    faulty = _stack(data, depth, activation, initial)
    return _tiny(f"autotrainer/{where}/{name}", data, faulty, cause, depth, also)


def _picture(name: str, data: Data, activation: str, widths: Sequence[int], cause: str, also: str = "") -> Program:
    where = "mnist" if data is MNIST else "cifar10"
    faulty, sound = (_lenet(data, each, widths) for each in (activation, "relu"))
    return Program(f"autotrainer/{where}/{name}", URL, data, faulty, sound, (cause,), tuple(also.split()))


def _small(name: str, data: Data, depth: int) -> Program:
    """A deep LeNet with small uniform weights; the sound one has He weights."""
    where = "mnist" if data is MNIST else "cifar10"
    widths = [64] * depth + [32]
    faulty, sound = (_lenet(data, "relu", widths, each, each) for each in (SMALL, "he_normal"))
    return Program(f"autotrainer/{where}/{name}", URL, data, faulty, sound, ("small-weights",))


def _mutated(name: str, data: Data, sound: Setup, also: str = "") -> Program:
    where = {BLOB: "blob", CIRCLE: "circle", MNIST: "mnist", CIFAR: "cifar10"}[data]
    identifier = f"autotrainer/{where}/{name}"
    return Program(identifier, URL, data, None, sound, (), tuple(also.split()), 40 if len(data.shape) == 1 else 12)


FAULTY: Final = (
    _deep("model_0b6f114d", BLOB, "exponential", 9, "growing", "model_9b8bdaab"),
    _deep("model_0448d813", BLOB, "exponential", 8, "growing", "model_e73037c2"),
    _deep("model_661b4e86", BLOB, "exponential", 10, "growing"),
    _deep("model_2569b90f", BLOB, "sigmoid", 11, "saturating", "model_e706e7cd"),
    _deep("model_bd4e58b7", BLOB, "sigmoid", 12, "saturating"),
    _deep("model_84c77206", BLOB, "relu", 15, "narrow-relu"),
    _deep("model_384108d9", BLOB, "relu", 8, "small-weights", initial=SMALL),
    _deep("model_f7e7b91b", BLOB, "relu", 9, "small-weights", initial=SMALL),
    _deep("model_0ae2cd88", CIRCLE, "exponential", 8, "growing", "model_205c07d5"),
    _deep("model_9e7361d4", CIRCLE, "exponential", 9, "growing"),
    _deep("model_01bb8f27", CIRCLE, "exponential", 10, "growing", "model_169a3fa1 model_d064a5da"),
    _deep("model_0eb8d545", CIRCLE, "exponential", 11, "growing", "model_636bde2e"),
    _deep("model_5ab0aeda", CIRCLE, "sigmoid", 11, "saturating", "model_ebc164bf"),
    _deep("model_c632dcbd", CIRCLE, "sigmoid", 12, "saturating", "model_f476c610"),
    _deep("model_dd8c879b", CIRCLE, "sigmoid", 13, "saturating"),
    _deep("model_46edb7df", CIRCLE, "relu", 15, "narrow-relu"),
    _deep("model_8e28bdef", CIRCLE, "relu", 16, "narrow-relu"),
    _deep("model_e8a6e959", CIRCLE, "relu", 17, "narrow-relu"),
    _deep("model_8de47bdc", CIRCLE, "relu", 8, "small-weights", "model_10702695 model_14989730", SMALL),
    _deep("model_c54b3d2e", CIRCLE, "relu", 9, "small-weights", initial=SMALL),
    _picture("model_44ae76ae", MNIST, "sigmoid", [120] + [84] * 7, "saturating", "model_97f07775"),
    _picture("model_2af630c4", MNIST, "sigmoid", [120] + [84] * 8, "saturating", "model_70e5f698"),
    _picture("model_ac055404", MNIST, "sigmoid", [120] + [84] * 9, "saturating"),
    _small("tmp_lenet5", MNIST, 16),
    _picture("model_1d575a45", CIFAR, "sigmoid", [120] + [84] * 7, "saturating",
             "model_9ebf5bd7 model_b9f3dc4b model_fff8290e"),
    _picture("model_80a306a0", CIFAR, "sigmoid", [120, 84, 84, 120, 84, 84, 84, 84], "saturating"),
    _picture("model_4bc5fb07", CIFAR, "exponential", [120] + [84] * 4, "growing",
             "model_5f14d739 model_39a07f05 model_635723ea model_ca8d6662 model_da019d09 model_f0250c41"),
    _small("tmp_lenet5_cifar", CIFAR, 20),
)  # fmt: skip
MUTATED: Final = (
    _mutated("simplednn_blob", BLOB, _stack(BLOB, 5, "tanh")),
    _mutated("model_mi_7", BLOB, _stack(BLOB, 5, "tanh", last=SMALL, bias="lecun_normal")),
    _mutated("model_ma_mi_7", BLOB, _stack(BLOB, 5, "tanh", last="he_normal", bias="he_normal")),
    _mutated("model_mi_al_10", BLOB, _stack(BLOB, 8, "tanh", last="zeros")),
    _mutated("model_al_13", BLOB, _stack(BLOB, 11, "tanh")),
    _mutated("model_mi_al_13", BLOB, _stack(BLOB, 11, "tanh", last="ones", bias="random_uniform")),
    _mutated("model_mi_al_16", BLOB, _stack(BLOB, 14, "tanh", last="glorot_uniform", bias="he_normal")),
    _mutated("model_al_19", BLOB, _stack(BLOB, 17, "tanh")),
    _mutated("model_mi_al_19", BLOB, _stack(BLOB, 17, "tanh", last="lecun_normal", bias="glorot_normal")),
    _mutated("simplednn", CIRCLE, _stack(CIRCLE, 5, "tanh"), "model_ma_7"),
    _mutated("model_mi_7", CIRCLE, _stack(CIRCLE, 5, "tanh", last="lecun_uniform")),
    _mutated("model_al_10", CIRCLE, _stack(CIRCLE, 8, "tanh")),
    _mutated("model_mi_al_10", CIRCLE, _stack(CIRCLE, 8, "tanh", last="lecun_normal", bias="glorot_normal")),
    _mutated("model_al_13", CIRCLE, _stack(CIRCLE, 11, "tanh")),
    _mutated("model_mi_al_13", CIRCLE, _stack(CIRCLE, 11, "tanh", last="glorot_uniform", bias="random_normal")),
    _mutated("model_mi_al_16", CIRCLE, _stack(CIRCLE, 14, "tanh", last="truncated_normal", bias="glorot_uniform")),
    _mutated("model_al_19", CIRCLE, _stack(CIRCLE, 17, "tanh")),
    _mutated("model_mi_al_19", CIRCLE, _stack(CIRCLE, 17, "tanh", last="glorot_normal", bias="lecun_uniform")),
    _mutated("lenet_seed", MNIST, _lenet(MNIST, "relu", [120, 84])),
    _mutated("model_mi_10", MNIST, _lenet(MNIST, "relu", [120, 84], last="random_normal")),
    _mutated("model_ma_mi_10", MNIST, _lenet(MNIST, "relu", [120, 84], last="truncated_normal",
                                             bias_initializer="truncated_normal")),
    _mutated("model_al_13", MNIST, _lenet(MNIST, "relu", [120] * 4 + [84])),
    _mutated("model_mi_al_13", MNIST, _lenet(MNIST, "relu", [120] + [84] * 4, last="lecun_uniform",
                                             bias_initializer="ones")),
    _mutated("model_al_16", MNIST, _lenet(MNIST, "relu", [120] * 7 + [84])),
    _mutated("model_mi_al_16", MNIST, _lenet(MNIST, "relu", [120] * 7 + [84], last="lecun_normal",
                                             bias_initializer="he_normal")),
    _mutated("model_ma_al_16", MNIST, _lenet(MNIST, "relu", [120] + [84] * 7)),
    _mutated("model_mi_al_19", MNIST, _lenet(MNIST, "relu", [120] + [84] * 10, last="glorot_uniform",
                                             bias_initializer="lecun_uniform")),
    _mutated("model_al_22", MNIST, _lenet(MNIST, "relu", [120] + [84] * 13)),
    _mutated("model_mi_al_22", MNIST, _lenet(MNIST, "relu", [120] + [84] * 13, last="glorot_normal",
                                             bias_initializer="glorot_normal")),
    _mutated("lenet5", CIFAR, _lenet(CIFAR, "relu", [120, 84])),
    _mutated("model_mi_10", CIFAR, _lenet(CIFAR, "relu", [120, 84], last="truncated_normal",
                                          bias_initializer="lecun_uniform")),
    _mutated("model_al_13", CIFAR, _lenet(CIFAR, "relu", [120] * 4 + [84])),
    _mutated("model_mi_al_13", CIFAR, _lenet(CIFAR, "relu", [120] + [84] * 4, last="ones",
                                             bias_initializer="random_normal")),
    _mutated("model_al_16", CIFAR, _lenet(CIFAR, "relu", [120] * 7 + [84])),
    _mutated("model_al_19", CIFAR, _lenet(CIFAR, "relu", [120] + [84] * 10)),
    _mutated("model_mi_al_19", CIFAR, _lenet(CIFAR, "relu", [120] + [84] * 10, bias_initializer="he_normal")),
    _mutated("model_ma_al_22", CIFAR, _lenet(CIFAR, "relu", [120] + [84] * 13)),
    _mutated("model_mi_al_22", CIFAR, _lenet(CIFAR, "relu", [120] + [84] * 13, last="truncated_normal",
                                             bias_initializer="he_normal")),
)  # fmt: skip
AUTOTRAINER: Final = (*FAULTY, *MUTATED)
