"""What sentences of reasons claim, as patterns with a condition each that evaluates the claim on the problem.

A statement must hold where a reason, an alternative or a warning makes it. What a refusal needs must not hold.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import CLASSIFICATION

NUMBER: Final = (
    r"(?<![\w.,-])(-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?: (?:million|billion|trillion))?)(?![\w%]|\.\d|,\d)"
)
PERCENT: Final = r"(?<![\w.,])(<?\d+(?:\.\d+)?)%"
NOUNS: Final = r"(?:rows?|examples?|images?|texts?|clips?|recordings?|sequences?|volumes?)"
BOUNDS: Final = ("at least", "at most", "more than", "fewer than", "under", "over", "below", "above", "beyond", "up to")
SEVERAL_CLASSES: Final = CLASSIFICATION - {"multilabel"}
UNBOUND: Final = "".join(f"(?<!{word} )" for word in (*BOUNDS, "as few as", "least")) + r"(?<!\d to )"
SCALES: Final = {"million": 1e6, "billion": 1e9, "trillion": 1e12}
DIGITS: Final = 0.006  # of a number written with three digits, how far it may be from what it stands for
KIND_OF: Final = {
    "row": ("table",),
    "image": ("image",),
    "text": ("text",),
    "clip": ("audio",),
    "recording": ("audio",),
    "sequence": ("sequence", "series"),
    "volume": ("image",),
}
PRIORITY: Final = "(accuracy|speed|latency|memory|calibration)"
METRIC: Final = "(auto|accuracy|balanced-accuracy|auc|pr-auc|f1|log-loss|rmse|mae|r2|task)"


class Said(NamedTuple):
    """A sentence, where it stands and what it is said of."""

    sentence: str
    standing: str  # because, alternative, warning, skip or absent
    rule: str
    decision: str
    value: Any  # what the rule that says it picks
    problem: Problem
    known: Mapping[str, Any]  # the choices by name

    @property
    def data(self) -> Any:
        """The facts about the data."""
        return self.problem.data

    @property
    def length(self) -> int | None:
        """The length of an example, where examples have one."""
        matters = FACTS["data.length"].matters(self.data.kind, self.problem.task)
        return self.data.length if matters else None

    @property
    def prefers(self) -> bool:
        """Whether preferences, marks or rewards are learnt."""
        return self.data.supervision not in ("none", "answers")

    @property
    def rows(self) -> tuple[Any, ...]:
        """The numbers of examples that a sentence may speak of without more words."""
        train = self.known.get("train_rows")
        return self.data.rows, train, None if train is None else self.data.rows - train

    @property
    def parts(self) -> tuple[Any, ...]:
        """The numbers of examples that a part of the data may have."""
        known, folds = self.known, self.known.get("folds") or 1
        batch = known.get("batch_size"), known.get("micro_batch")
        fraction = known.get("validation_fraction")
        held_out = fraction and self.data.rows * fraction
        rare = self.data.smallest_class
        return (*batch, rare, self.per_class, self.data.rows / max(folds, 2), held_out, held_out and rare * fraction)

    @property
    def whole_batch(self) -> int:
        """The examples of an update over all devices."""
        known = self.known
        return (known.get("micro_batch") or 0) * (known.get("accumulation") or 1) * (known.get("devices") or 1)

    @property
    def shape(self) -> tuple[Any, ...]:
        """The sizes of the input."""
        return tuple(self.known.get("input_shape") or ())

    @property
    def used(self) -> int:
        """The columns that are not dropped."""
        return self.data.features - len(self.known.get("drop_columns") or ())

    @property
    def levels(self) -> tuple[int, ...]:
        """The numbers of levels that a sentence may speak of."""
        return self.data.cardinality, self.data.levels, self.data.classes

    @property
    def memory(self) -> tuple[Any, ...]:
        """The estimates of memory, in GiB."""
        found = [getattr(each, "memory_gib", None) for each in (self.known.get("fit"), self.value)]
        return tuple(found)

    @property
    def updates(self) -> tuple[Any, ...]:
        """The numbers of updates that a sentence may speak of."""
        return tuple(self.known.get(name) for name in ("total_steps", "steps_per_epoch", "max_steps"))

    @property
    def per_class(self) -> float:
        """The examples of a class, on average."""
        several = self.data.outputs if self.problem.task == "multilabel" else self.data.classes
        return float(self.data.rows / max(several, 1))

    @property
    def gpu(self) -> bool:
        """Whether there is a GPU."""
        return bool(self.problem.compute.device == "gpu")

    @property
    def edge(self) -> bool:
        """Whether the network runs on a small device."""
        return bool(self.problem.compute.deploy == "edge")

    @property
    def quick(self) -> bool:
        """Whether predictions have to be quick."""
        priorities = self.problem.priorities
        return self.edge or priorities.first == "latency" or priorities.latency_ms is not None

    @property
    def numeric(self) -> int:
        """The numeric columns."""
        return int(self.data.features - self.data.categorical)

    @property
    def networks(self) -> Any:
        """How many networks answer together."""
        members = self.known.get("members")
        return None if members is None else members * (self.known.get("folds") or 1)

    @property
    def cell_missing(self) -> bool:
        """Whether a cell is missing."""
        return bool(self.data.missing > 0)


Condition = Callable[..., bool | None]


class Claim:
    """A pattern, the condition that its match claims, and where it may stand."""

    def __init__(self, pattern: str, holds: Condition, *standings: str, rule: str = "") -> None:
        self.text = pattern if not rule else f"{rule}: {pattern}"
        self.pattern = compiled(pattern)
        self.holds = holds
        self.standings = standings or ("because", "alternative", "warning")
        self.rule = compiled(rule) if rule else None

    def stands(self, said: Said) -> bool:
        """Whether the claim may stand in such a sentence."""
        return said.standing in self.standings and (self.rule is None or bool(self.rule.search(said.rule)))

    def __repr__(self) -> str:
        return self.text


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in which {N} is a number, {P} a percentage, {ROWS} examples, and {UNBOUND} not a bound."""
    for name, meaning in (
        ("{N}", NUMBER),
        ("{P}", PERCENT),
        ("{ROWS}", NOUNS),
        ("{PRIORITY}", PRIORITY),
        ("{METRIC}", METRIC),
        ("{UNBOUND}", UNBOUND),
    ):
        pattern = pattern.replace(name, meaning)
    return re.compile(pattern)


@cache
def read(text: str) -> tuple[float, float]:
    """The number that a text writes, and how far from it what it stands for may be."""
    digits, _, word = text.replace(",", "").partition(" ")
    number = float(digits) * SCALES.get(word, 1)
    if word:
        return number, DIGITS * abs(number)
    if "e" in digits:
        return number, 0.06 * abs(number)
    decimals = len(digits.partition(".")[2])
    return number, max(0.51 * 10.0**-decimals, DIGITS * abs(number) if decimals or abs(number) >= 1e6 else 0)


def near(text: str, *values: Any) -> bool:
    """Whether the number that is written stands for one of the values."""
    number, tolerance = read(text)
    return any(isinstance(value, int | float) and abs(number - value) <= tolerance for value in values)


def percent(text: str, value: float) -> bool:
    """Whether the percentage that is written stands for this share."""
    if text.startswith("<"):
        return 0 < 100 * value < float(text[1:])
    return near(text, 100 * value)


def compare(relation: str, value: float, bound: float) -> bool:
    """Whether a value keeps to a bound that is said in words."""
    if relation in ("at least", "or more"):
        return value >= bound
    if relation in ("at most", "or fewer", "up to"):
        return value <= bound
    return value > bound if relation in ("more than", "over", "above", "beyond") else value < bound


def first_is(said: Said, word: str) -> bool:
    """Whether it is what matters most."""
    return bool(said.problem.priorities.first == word)


def picked(said: Said, name: str, value: Any) -> bool:
    """Whether an earlier or a later choice has this value."""
    return bool(said.known.get(name) == value)


def schedule(said: Said) -> Any:
    """The name of the schedule, if there is one."""
    settings = said.known.get("schedule")
    return settings and settings.name


def sides(said: Said) -> tuple[int, int]:
    """Height and width of an image."""
    return said.data.image.height, said.data.image.width


def from_scratch(said: Said) -> bool:
    """Whether the network starts from random weights."""
    return said.known.get("backbone") is None or not said.problem.priorities.pretrained


def is_train(said: Said, number: str) -> bool:
    """Whether the number is that of the training examples; of a language model, of the pieces of its text."""
    batch, steps = said.known.get("batch_size") or 0, said.known.get("steps_per_epoch") or 0
    written, tolerance = read(number)
    pieces = (steps - 1) * batch < written + tolerance and written - tolerance <= steps * batch
    return near(number, said.known.get("train_rows")) or (said.problem.task == "language-modeling" and pieces)


def near_share(said: Said, number: str, whole: float) -> bool:
    """Whether the number is the part of so many that is held out, in whole examples."""
    folds = said.known.get("folds") or 1
    parts = [whole, whole / folds] if folds > 1 else [whole * (said.known.get("validation_fraction") or 0)]
    return any(abs(read(number)[0] - part) <= max(1, 0.1 * part) for part in parts)
