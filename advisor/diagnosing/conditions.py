"""What a history shows: the conditions in the order of urgency, of which each is told by a test of its own."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct, structs

from advisor.diagnosing import fitting, learning, losing, moving, remarks, swinging
from advisor.diagnosing.curves import solved
from advisor.diagnosing.history import LEAST, History
from advisor.diagnosing.printed.numbers import COLUMN
from advisor.diagnosing.remedies import SCALING

Test = Callable[[History], list[str] | None]

HEALTHY: Final = "healthy"
TOO_FEW: Final = "too-few-to-tell"
SOUND: Final = "nothing is wrong with these curves"
NOT_COMPUTED: Final = "the loss is exactly 0 throughout, as where it is not computed"
NO_GAIN: Final = "the log holds scores alone that do not rise, which may be of anything"
RISEN: Final = "validation rises since its best, in too few epochs to tell noise from overfitting"
SHORT: Final = "the log holds too few values to see a curve in"


class Condition(Struct, frozen=True):
    """One thing that is going on, and what shows it."""

    name: str
    says: str
    evidence: list[str]
    before: str = ""  # the source of the remedies that go before all others, where the evidence tells the cause


# In the order of urgency: name, what it means, and the test, which gives the evidence or None.
TESTS: Final[list[tuple[str, str, Test]]] = [
    (
        "loss-tells-little",
        "what is learnt moves with the learner here, so no loss measures progress",
        moving.moving,
    ),
    (
        "undefined-loss",
        "the loss is undefined while training goes on: its own arithmetic fails, not the training",
        losing.undefined,
    ),
    ("exploding-gradients", "single updates are so large that they undo earlier training", losing.exploding),
    ("diverging", "the loss grows instead of falling", losing.diverging),
    ("loss-does-not-fit", "the loss does not fit the output or the labels: its value is impossible", losing.mismatched),
    ("no-targets", "a part of the loss is 0 throughout: its labels are not read, or it is switched off", losing.silent),
    (
        "posterior-collapse",
        "the code of the autoencoder is that of its prior for every input: the decoder ignores it",
        losing.prior_alone,
    ),
    ("empty-validation", "the validation data gives nothing to validate on", losing.empty),
    ("undefined-validation-loss", "the validation loss is no number, while training goes well", losing.undefined_there),
    (
        "saturated-inputs",
        "no gradient reaches the first layer from the start: inputs or targets are too large",
        losing.saturated,
    ),
    (
        "dead-or-vanishing-gradients",
        "the first layers get hardly any gradient, so they are not trained",
        losing.vanishing,
    ),
    ("rate-too-low", "the loss creeps down in a straight line: the learning rate is far too low", learning.creeping),
    ("class-collapse", "the network predicts the same class for every input", losing.collapsed),
    ("not-learning", "the loss stays where it began: nothing is learnt", learning.still),
    (
        "validation-from-elsewhere",
        "training and validation data do not come from one source",
        fitting.from_elsewhere,
    ),
    ("oscillating", "the loss oscillates instead of settling", swinging.oscillating),
    ("unstable", "training loses again much of what it had learnt", swinging.unstable),
    (
        "noisy-validation",
        "the validation score is too noisy to tell one epoch from the next",
        swinging.noisy,
    ),
    (
        "best-epoch-very-early",
        "the best epoch is one of the first, and further training makes it worse",
        fitting.early_best,
    ),
    ("overfitting", "the network memorises the training examples", fitting.overfitting),
    (
        "generalization-gap",
        "overfitting without a rise: the training examples are fitted far better than new ones",
        fitting.gap,
    ),
    ("still-improving", "training ended while the loss was still falling", learning.improving),
    (
        "underfitting",
        "much of the loss is left: the network misses the pattern, or the rest is noise",
        learning.underfitting,
    ),
    ("plateau", "progress has stopped with much left to learn", learning.plateau),
    (
        "settled",
        "training has settled: what is left of the loss is noise, or out of this network's reach",
        learning.settled,
    ),
]
# Conditions that hide all that comes after them, as curves of such a run mean little else.
ENDS: Final = frozenset({
    "undefined-loss", "exploding-gradients", "diverging", "loss-does-not-fit", "empty-validation",
    "loss-tells-little", "saturated-inputs", "dead-or-vanishing-gradients", "class-collapse",
    "validation-from-elsewhere",
})  # fmt: skip
STUCK: Final = frozenset({"class-collapse", "not-learning", "underfitting", "plateau", "settled"})
# Of each of these groups the first that is found is named alone, as the remedies of the others contradict its own.
GENERALIZING: Final = ("best-epoch-very-early", "overfitting", "generalization-gap")
PROGRESS: Final = ("rate-too-low", "still-improving", "underfitting", "plateau", "settled")
EXCLUDED: Final = {
    **dict.fromkeys(GENERALIZING, frozenset({*GENERALIZING, *PROGRESS})),
    **dict.fromkeys(PROGRESS, frozenset({*PROGRESS, "class-collapse"})),
    "not-learning": frozenset(PROGRESS),
    "oscillating": frozenset({"rate-too-low", "still-improving", "unstable"}),
    "unstable": frozenset(PROGRESS),
    "undefined-validation-loss": frozenset({*GENERALIZING, *PROGRESS}),  # its curve breaks off
}


def diagnose(history: History) -> list[Condition]:
    """All that a history shows, the most urgent first.

    `healthy` where nothing is wrong, and `too-few-to-tell` where nothing can be seen in so few values.
    """
    found: list[Condition] = []
    excluded: set[str] = set()
    for name, says, test in TESTS:
        if name in excluded or (evidence := test(history)) is None:
            continue
        found.append(Condition(name, says, evidence))
        excluded |= EXCLUDED.get(name, frozenset())
        if name in ENDS:
            break
    first, *others = found or [_nothing(history)]
    if first.name in STUCK and (cut_off := remarks.saturated(history)):
        first = structs.replace(first, evidence=[*first.evidence, *cut_off], before=SCALING)
    return [structs.replace(first, evidence=[*first.evidence, *_on_reading(history)]), *others]


def _on_reading(history: History) -> list[str]:
    """Remarks on what was read: a table without a heading, whose columns were told by their values, and odd epochs."""
    taken = [place for place in history.places.values() if f"({COLUMN} " in place]
    said = [f"the table has no heading; what was read: {', '.join(taken)}"] if taken else []
    return [*said, history.found] if history.found else said


def _nothing(history: History) -> Condition:
    """What is said where no condition was found."""
    loss = history.judged
    best = min(range(len(loss.values)), key=loss.values.__getitem__)
    seen = f"{len(loss.values)} value{'s' if len(loss.values) > 1 else ''} of {history.judged_by}"
    if len(loss.values) >= LEAST and not any(loss.values):
        return Condition(TOO_FEW, NOT_COMPUTED, [f"{seen}, which are all exactly 0"])
    never_better = len(loss.values) < learning.ENOUGH and best == 0 and not history.score("validation")
    still = not learning.moved(history) and not (solved(history) and len(loss.values) >= learning.ENOUGH)
    if len(loss.values) < LEAST or still or never_better or learning.of_few_batches(history):
        went = (
            f", from {loss.values[0]:.4g} to {loss.values[-1]:.4g}"
            if len(loss.values) > 1
            else f", {loss.values[0]:.4g}"
        )
        return Condition(TOO_FEW, SHORT, [seen + went])
    if (rise := fitting.rose_twice(history)) is not None:
        return Condition(TOO_FEW, RISEN, rise)
    if history.of_scores and loss.values[best] >= loss.values[0] - learning.FLAT:
        return Condition(TOO_FEW, NO_GAIN, [f"no loss is logged, and {history.judged_by} falls nowhere"])
    fell = f"from {loss.values[0]:.4g} to {loss.values[best]:.4g} at {history.place(loss.at[best])} of {history.total}"
    beside = [
        *remarks.better_on_validation(history),
        *remarks.not_validated(history),
        *remarks.scores_alone(history),
        *remarks.meaningless_score(history),
    ]
    return Condition(HEALTHY, SOUND, [f"{history.judged_by} fell {fell}", *beside])
