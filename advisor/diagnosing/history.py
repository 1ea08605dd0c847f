"""The history of a run: its curves, each with the places at which its values were logged."""

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

Unit = Literal["epoch", "step", "row"]
Part = Literal["train", "validation"]
LEAST: Final = 3  # values below which a curve can only show that the loss is lost
ANNEALED: Final = 0.1  # of the highest learning rate, down to which a schedule has ended
MANY: Final = 200  # rows without an epoch or a step, from which they are steps, in which the batches show
SCORES: Final = ("validation_score", "validation_error", "train_score")  # of a history without a loss, in this order
WHOLE: Final = 1.5  # largest score that is a fraction; larger ones are percent


class Curve(NamedTuple):
    """The logged values of a series, and the epoch or step of each; infinite and undefined values are kept."""

    at: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def finite(self) -> "Curve":
        """The values that are numbers."""
        kept = [(at, value) for at, value in zip(self.at, self.values, strict=True) if math.isfinite(value)]
        return Curve(tuple(at for at, _ in kept), tuple(value for _, value in kept))

    def near(self, at: float) -> float:
        """The value that was logged nearest to an epoch or step. Raises ValueError where there is none."""
        return self.values[min(range(len(self.at)), key=lambda index: abs(self.at[index] - at))]

    def __bool__(self) -> bool:
        return bool(self.values)


class History(Struct, frozen=True):
    """One run, an entry a row: series are as long as `epochs`; a value that was not logged is None.

    `layers` holds the gradient norm of each layer's weights in the order of the columns, which is that of the network.
    """

    run: str
    epochs: list[float]  # the epoch of each row, or the step where `unit` says so
    series: dict[str, list[float | None]]
    layers: dict[str, list[float | None]]
    places: dict[str, str]  # by series the column, or the columns, that it was read from
    unit: Unit = "epoch"
    began: float | None = None  # the training loss that was logged first, where means of many hide it
    loss: str = ""  # the loss that was trained, in the words of `advisor/networks/output_pairs.json`; empty if unknown
    silent: list[str] = []  # parts of the training loss that are exactly 0 all along
    found: str = ""  # what was seen while the log was read, in words
    noise: float = 0.0  # the standard error of a training loss that is the mean of a few values; 0 where it is none

    def get(self, name: str) -> list[float]:
        """The values of a series that were logged; infinite or undefined ones are kept."""
        return [value for value in self.series.get(name, []) if value is not None]

    def curve(self, name: str) -> Curve:
        """A series with the epoch or step of each value."""
        kept = [(a, v) for a, v in zip(self.epochs, self.series.get(name, []), strict=False) if v is not None]
        return Curve(tuple(at for at, _ in kept), tuple(value for _, value in kept))

    def score(self, part: Part) -> Curve:
        """The score of a part as a fraction, where one was logged: what is above 1 is taken for percent."""
        curve = self.curve(f"{part}_score")
        if curve and max(curve.finite.values, default=0.0) > WHOLE:
            return Curve(curve.at, tuple(value / 100 for value in curve.values))
        return curve

    @property
    def judged(self) -> Curve:
        """The loss that counts: of validation where it was logged more than once or twice, else of training.

        Where no loss was logged it is what a score lacks of 1, or an error.
        """
        if self.of_scores:
            return self._lacking
        validation, train = (self.curve(name).finite for name in ("validation_loss", "train_loss"))
        return validation if len(validation.values) >= min(LEAST, len(train.values) or 1) else train

    @property
    def of_scores(self) -> str:
        """The series of the score that a history without a loss is judged by; empty where there is a loss."""
        if self.curve("train_loss") or self.curve("validation_loss"):
            return ""
        return next((name for name in SCORES if self.curve(name)), "")

    @property
    def _lacking(self) -> Curve:
        if self.of_scores == "validation_error":
            return self.curve("validation_error").finite
        score = self.score("validation" if self.of_scores == "validation_score" else "train").finite
        return Curve(score.at, tuple(1 - value for value in score.values))

    @property
    def judged_by(self) -> str:
        """What `judged` holds, in words."""
        column = self.places.get(self.of_scores, "")
        return column if self.of_scores == "validation_error" else f"1 - {column}" if column else "the loss"

    @property
    def by_step(self) -> bool:
        """Whether each value is of a step or of a few, so that the batches show in it."""
        return self.unit == "step" or (self.unit == "row" and len(self.epochs) >= MANY)

    @property
    def annealed(self) -> bool:
        """Whether the learning rate was logged, and ends at a small part of its highest."""
        rates = self.curve("learning_rate").finite.values
        return bool(rates) and rates[-1] <= ANNEALED * max(rates)

    @property
    def warming(self) -> bool:
        """Whether the learning rate still rises when the log ends."""
        rates = self.curve("learning_rate").finite.values
        return len(rates) > LEAST and rates[-1] == max(rates) > rates[0] and rates[-1] > rates[len(rates) // 2]

    def place(self, at: float) -> str:
        """An epoch or a step in words."""
        return f"{self.unit} {at:g}"

    @property
    def total(self) -> str:
        """How many epochs or steps there were, in words."""
        last = max(self.epochs)
        if self.unit == "epoch" and _counted_from_zero(self.epochs):
            last += 1
        return f"{last:,g} {self.unit}s"


def _counted_from_zero(epochs: Sequence[float]) -> bool:
    """Whether the first epoch is 0: it is there, or every n-th is logged, as 24, 49, 74."""
    if epochs[0] == 0:
        return True
    return len(epochs) > 1 and epochs[0] == epochs[1] - epochs[0] - 1
