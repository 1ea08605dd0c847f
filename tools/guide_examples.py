"""Where each item of the guide happens: a problem that the guide's ruleset answers by it, and the code that does it.

The code is told by a pattern, searched in the projects that are exported for the problem. A page or a test that is made
of these examples fails where an item no longer happens, or no exported line does it any more.
"""

import re
import shlex
from functools import cache
from typing import Any, Final, NamedTuple

from advisor.engine import Choice
from advisor.explaining.values import shown
from advisor.exporting import Source, export
from advisor.problem import Problem
from advisor.recommending import Recommendation, plain, recommend

IMAGES: Final[dict[str, Any]] = {"task": "multiclass", "kind": "image", "classes": 10, "rows": 3000}
NEW: Final[dict[str, Any]] = {**IMAGES, "pretrained": False}
SEQUENCES: Final[dict[str, Any]] = {"task": "binary", "kind": "sequence", "features": 3, "rows": 2000}
TABLE: Final[dict[str, Any]] = {"task": "binary", "rows": 2000}
WIDE: Final[dict[str, Any]] = {**TABLE, "rows": 20_000, "features": 40, "categorical": 30, "data.levels": 8000}
NUMBERS: Final[dict[str, Any]] = {"task": "regression", "rows": 2000}
PROBLEMS: Final[dict[str, dict[str, Any]]] = {
    "table": TABLE,
    "later": {**TABLE, "future": True},
    "classes": {**TABLE, "task": "multiclass", "classes": 5},
    "labels": {**TABLE, "task": "multilabel", "outputs": 4},
    "number": NUMBERS,
    "outliers": {**NUMBERS, "target_outliers": 0.05},
    "bounded": {**NUMBERS, "target_range": "symmetric"},
    "counts": {**NUMBERS, "target_range": "counts"},
    "wide": WIDE,
    "few": {**TABLE, "rows": 120},
    "latency": {**TABLE, "priority": "latency"},
    "speed": {**TABLE, "priority": "speed"},
    "memory": {**TABLE, "priority": "memory"},
    "trials": {**TABLE, "trials": 20},
    "overfitted": {**TABLE, "observed_fit": "overfitting"},
    "wide, overfitted": {**WIDE, "observed_fit": "overfitting"},
    "underfitted": {**TABLE, "observed_fit": "underfitting"},
    "million": {**TABLE, "rows": 2_000_000},
    "massive": {**TABLE, "rows": 200_000_000, "device": "gpu", "gpus": 8},
    "texts": {"task": "multiclass", "kind": "text", "classes": 6, "rows": 5000},
    "steps": SEQUENCES,
    "exploded": {**SEQUENCES, "observed_gradients": "exploding"},
    "vanished": {**SEQUENCES, "observed_gradients": "vanishing"},
    "digits": {**IMAGES, "image": "28x28x1"},
    "photographs": IMAGES,
    "scaled up": {**IMAGES, "observed_fit": "underfitting", "device": "gpu"},
    "new network": {**NEW, "image": "64x64x3"},
    "million images": {**NEW, "image": "64x64x3", "rows": 2_000_000, "device": "gpu"},
    "one object": {"task": "detection", "classes": 3, "objects": 1, "rows": 2000},
}


class Example(NamedTuple):
    """The problem in which an item happens, and patterns of the lines that do it; empty for advice."""

    problem: str
    torch: str = ""
    keras: str = ""


BATCH_NORM: Final = (r"nn\.BatchNorm1d\(units\)", r"layers\.BatchNormalization\(")
STOP: Final = (r'state\["waited"\] >= setting\(', r"keras\.callbacks\.EarlyStopping\(")
KEEP: Final = (r'load_state_dict\(state\["weights"\]\)', r'now / "best\.weights\.h5", .*save_best_only=True')
SWEEP: Final = (r"np\.geomspace\(1e-06, 10\.0", r"np\.geomspace\(1e-06, 10\.0")
VALLEY: Final = (r"rate = rates\[falls\.argmax", r"rate = rates\[falls\.argmax")
HALF: Final = (r"rate = rates\[diverged\[0\]\] / 2", r"rate = rates\[diverged\[0\]\] / 2")
SGD: Final = (r"torch\.optim\.SGD\(", r"keras\.optimizers\.SGD\(")
BATCH: Final = (r"^BATCH = ", r"^BATCH = ")
WIDTHS: Final = (r"for units(, rate)? in (zip\()?\[", r"for units in \[")
RATES: Final = (r"for units, rate in zip\(", r"for units, rate in zip\(")
SELU: Final = (r"nn\.SELU\(\)", r'Activation\("selu"\)')
LEAKY: Final = (r"nn\.LeakyReLU\(", r"LeakyReLU\(")
TOP: Final = (r"self\.learning = self\.backbone\.layer4", r"layer\.trainable = learning and")
RESNET: Final = (r'get_model\("resnet50"', r"keras\.applications\.ResNet50\(")
OUTPUT: Final = (r"self\.output = nn\.Linear\(", r'keras\.layers\.Dense\(.*name="output"')
CLIP: Final = (r"clip_grad_norm_\(", r"global_clipnorm")
ADAM: Final = (r"torch\.optim\.NAdam\(", r"keras\.optimizers\.Nadam\(")
SIGMOID: Final = (r"binary_cross_entropy_with_logits\(", r"binary_crossentropy\(")
SOFTMAX: Final = (r"out\.softmax\(-1\)", r"np\.exp\(out - out\.max")
ENTROPY: Final = (r"F\.cross_entropy\(", r"categorical_crossentropy\(")
LOGGED: Final = (r'to_csv\(args\.out / "history\.csv"', r'to_csv\(args\.out / "history\.csv"')
SCALED: Final = (r"scale", r"scale")

EXAMPLES: Final[dict[str, Example]] = {
    "G-IN-1": Example("table", r'width = prep\["width"\]', r'keras\.Input\(\(prep\["width"\]'),
    "G-IN-2": Example("table", r'width = prep\["width"\]', r'keras\.Input\(\(prep\["width"\]'),
    "G-IN-3": Example("later", r"latest = round\(", r"latest = round\("),
    "G-IN-4": Example("digits", r'prep\["width"\] = pixels\[0\]\.', r'prep\["width"\] = pixels\[0\]\.'),
    "G-OUT-1": Example("labels", *OUTPUT),
    "G-OUT-2": Example("number", *OUTPUT),
    "G-OUT-3": Example("one object", r"self\.output = nn\.Linear\(2048, 7\)", *OUTPUT[1:]),
    "G-OUT-4": Example("table", *OUTPUT),
    "G-OUT-5": Example("classes", *SOFTMAX),
    "G-HID-1": Example("few", *WIDTHS),
    "G-HID-2": Example("table", *WIDTHS),
    "G-HID-3": Example("new network", r"nn\.Conv2d\(", r"Conv2D\("),
    "G-HID-4": Example("photographs", *RESNET),
    "G-HID-5": Example("photographs", *TOP),
    "G-HID-6": Example("table", *WIDTHS),
    "G-HID-7": Example("wide", *RATES),
    "G-HID-8": Example("underfitted", *WIDTHS),
    "G-HID-9": Example("table", *WIDTHS),
    "G-HID-10": Example("underfitted", *WIDTHS),
    "G-HID-11": Example("table", *STOP),
    "G-HID-12": Example("table"),
    "G-HID-13": Example("table", *LOGGED),
    "G-LOSS-1": Example("number", r"F\.mse_loss\(", r"ops\.square\(error\)"),
    "G-LOSS-2": Example("outliers", r"F\.(huber|l1)_loss\(", r"ops\.where\(size <|ops\.abs\(error\)\)"),
    "G-LOSS-3": Example("classes", *ENTROPY),
    "G-BAT-1": Example("massive", *BATCH),
    "G-BAT-2": Example("massive", *BATCH),
    "G-BAT-3": Example("table", *BATCH),
    "G-BAT-4": Example("table", *BATCH),
    "G-BAT-5": Example("table", *BATCH),
    "G-BAT-6": Example("table", *BATCH),
    "G-EP-1": Example("table", r"^EPOCHS = ", r"^EPOCHS = "),
    "G-SC-1": Example("table", *SCALED),
    "G-SC-2": Example("table", *SCALED),
    "G-LR-1": Example("table", *SWEEP),
    "G-LR-2": Example("table"),
    "G-LR-3": Example("table", *SWEEP),
    "G-LR-4": Example("new network", *HALF),
    "G-LR-5": Example("table", *VALLEY),
    "G-MOM-1": Example("trials", *SGD),
    "G-MOM-2": Example("million images", *SGD),
    "G-MOM-3": Example("trials", *SGD),
    "G-VAN-1": Example("vanished", r"nn\.LayerNorm\(", r"LayerNormalization\("),
    "G-VAN-2": Example("exploded", *CLIP),
    "G-ACT-1": Example("few", *SELU),
    "G-ACT-2": Example("new network", r"nn\.ReLU\(\)|torch\.relu", r'Activation\("relu"\)'),
    "G-ACT-3": Example("table", r"nn\.ELU\(\)", r'Activation\("elu"\)'),
    "G-ACT-4": Example("overfitted", r"nn\.RReLU\(\)", r"RReLU\(\)\(x\)"),
    "G-ACT-5": Example("latency", *LEAKY),
    "G-ACT-6": Example("latency", *LEAKY),
    "G-ACT-7": Example("million", r"nn\.PReLU\(", r"PReLU\("),
    "G-ACT-8": Example("wide", r"nn\.ELU\(\)", r'Activation\("elu"\)'),
    "G-ACT-9": Example("few", *SELU),
    "G-ACT-10": Example("table"),
    "G-OACT-1": Example("number", r"return F\.mse_loss\(out, y\)", r"error = out - y"),
    "G-OACT-2": Example("bounded", r"torch\.tanh\(out\)", r"ops\.tanh\(out\)"),
    "G-OACT-3": Example("counts", r"F\.softplus\(out\)", r"ops\.softplus\(out\)"),
    "G-OACT-4": Example("table", *SIGMOID),
    "G-OACT-5": Example("classes", *SOFTMAX),
    "G-INIT-1": Example("latency", r"kaiming_normal_\(", r"HeNormal\(\)"),
    "G-INIT-2": Example("few", r'kaiming_normal_\(.*"linear"', r"LecunNormal\(\)"),
    "G-INIT-3": Example("table", r"xavier_uniform_\(self\.output", r"GlorotUniform\(\).*output"),
    "G-INIT-4": Example("latency", r"kaiming_normal_\(", r"HeNormal\(\)"),
    "G-BN-1": Example("table", *BATCH_NORM),
    "G-BN-2": Example("table", *BATCH_NORM),
    "G-BN-3": Example("new network", r"nn\.BatchNorm2d\(", r"BatchNormalization\("),
    "G-BN-4": Example("table", *BATCH_NORM),
    "G-BN-5": Example("memory", r"nn\.SELU\(\)", r'Activation\("selu"\)'),
    "G-CLIP-1": Example("steps", *CLIP),
    "G-CLIP-2": Example("steps", *CLIP),
    "G-CLIP-3": Example("exploded", *CLIP),
    "G-ES-1": Example("table", *STOP),
    "G-ES-2": Example("table", *KEEP),
    "G-DO-1": Example("wide", r"nn\.Dropout\(", r"layers\.Dropout\("),
    "G-DO-2": Example("wide", *RATES),
    "G-DO-3": Example("steps", r"F\.dropout\(x, rate", r"Dropout\(setting\("),
    "G-DO-4": Example("wide", *RATES),
    "G-DO-5": Example("wide, overfitted", *RATES),
    "G-DO-6": Example("wide", *RATES),
    "G-DO-7": Example("table", *BATCH_NORM),
    "G-DO-8": Example("few", r"nn\.AlphaDropout\(", r"AlphaDropout\("),
    "G-OPT-1": Example("trials", *SGD),
    "G-OPT-2": Example("texts", r"torch\.optim\.Adamax\(", r"keras\.optimizers\.Adamax\("),
    "G-OPT-3": Example("table", *ADAM),
    "G-OPT-4": Example("new network", *SGD),
    "G-OPT-5": Example("table", *ADAM),
    "G-SCH-1": Example("million images", r"\*\* sum\(done >= milestone", r"\*\* sum\(done >= milestone"),
    "G-SCH-2": Example("massive", r"return (lowest|0\.01) \*\* min\(done", r"return (lowest|0\.01) \*\* min\(done"),
    "G-SCH-3": Example("overfitted", r'state\["flat"\] > setting\(', r"ReduceLROnPlateau\("),
    "G-SCH-4": Example("speed", r"rising, first = ", r"rising, first = "),
    "G-SCH-5": Example("table", r"^RATE = ", r"^RATE = "),
    "G-MISC-1": Example("scaled up", r'get_model\("efficientnet_b4"', r"keras\.applications\.EfficientNetB4\("),
    "G-MISC-2": Example("trials", r"AveragedModel\(|averag", r"self\.average\("),
    "G-MISC-3": Example("table", *LOGGED),
    "R1": Example("underfitted", *WIDTHS),
    "R2": Example("underfitted", *WIDTHS),
    "R3": Example("wide", *RATES),
    "R4": Example("digits", r'prep\["width"\] = pixels\[0\]\.', r'prep\["width"\] = pixels\[0\]\.'),
    "R5": Example("table", *BATCH),
    "R6": Example("million images", *SGD),
    "R7": Example("few", *SELU),
    "R8": Example("new network", r"nn\.Dropout\(", r"Dropout\("),
    "R9": Example("overfitted", r"nn\.RReLU\(\)", r"RReLU\(\)\(x\)"),
    "R10": Example("table"),
    "R11": Example("new network", *HALF),
    "R12": Example("table", *STOP),
    "R13": Example("new network", *SGD),
    "R14": Example("one object", *ENTROPY),
    "R15": Example("labels", *SIGMOID),
}


def command(facts: dict[str, Any]) -> str:
    """The command line that says these facts."""
    words = ["advisor", "recommend", "--ruleset", "guide"]
    for name, value in facts.items():
        flag = name.replace("_", "-")
        if "." in name:
            words += ["--set", f"{name}={value}"]
            continue
        words += [f"--{flag}" if value else f"--no-{flag}"] if isinstance(value, bool) else [f"--{flag}", str(value)]
    return shlex.join(words)


@cache
def answered(name: str) -> Recommendation:
    """What the guide's ruleset answers to a problem by its name here."""
    return recommend(Problem(**PROBLEMS[name]), "guide")


@cache
def project(name: str, target: str) -> dict[str, str]:
    """The Python files that are exported for a problem."""
    source = Source(answered(name).document(), answered(name))
    return {file: code for file, code in export(target, source).files.items() if file.endswith(".py")}


def happening(item: str) -> list[Choice]:
    """The choices by which an item happens in its problem."""
    return [each for each in answered(EXAMPLES[item].problem).choices.values() if f"guide:{item}" in each.rule.sources]


def line_of(item: str, target: str) -> tuple[str, str] | None:
    """The file and the line of an exported project that does what an item says; None for advice.

    Raises `LookupError` where no line does it.
    """
    example = EXAMPLES[item]
    pattern = example.torch if target == "torch" else example.keras
    if not pattern:
        return None
    for file, code in project(example.problem, target).items():
        for line in code.splitlines():
            if not line.lstrip().startswith("#") and re.search(pattern, line):
                return file, line.strip()
    raise LookupError(f"{item}: no line of the {target} project for {example.problem!r} is like {pattern}")


def settled(choice: Choice) -> str:
    """A choice as it lands in the config: its path and its value."""
    return f"{choice.decision.path} = {shown(plain(choice.value))}"
