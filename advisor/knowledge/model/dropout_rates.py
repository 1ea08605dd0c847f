"""How much is dropped: the rates of dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import several_networks
from advisor.knowledge.scopes import families_but, kinds_but, scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import DropoutKind, Family, Trainable
    from advisor.problem import Problem
    from advisor.problem.vocabulary import Fit

NOT_RECURRENT: Final = scope(family=families_but("rnn"))
NEW_HEAD: Final = scope(task=tasks_but("language-modeling"), family="pretrained")

LOWEST: Final = 0.1  # rate, the guide's lower end (G-DO-2)
HIGHEST: Final = 0.5  # rate, the guide's upper end (G-DO-2)
GUIDE_RECURRENT: Final = 0.3  # rate, G-DO-3
GUIDE_CONVOLUTION: Final = 0.5  # rate, G-DO-3
GUIDE_DENSE: Final = 0.3  # rate of the widest dense layer, the middle of G-DO-2
SELU_RATE: Final = 0.1  # rate of alpha dropout, the larger of 0.05 and 0.1 in arXiv:1706.02515
DENSE_RATE: Final = 0.15  # RealMLP's default; TabM's is 0.1
ENSEMBLE_RATE: Final = 0.1  # TabM's suggested start
FEW_ROWS_RATE: Final = 0.2  # rate on little data, folklore
SMALL_ROWS: Final = 1_000  # training examples below which more regularisation helps (folklore)
TEXT_RATE: Final = 0.2  # Google's text classification guide
RECURRENT_RATE: Final = 0.3  # within the usual 0.2 to 0.5 (folklore)
ATTENTION_RATE: Final = 0.1  # rate of residual dropout, arXiv:1706.03762
PATCH_RATE: Final = 0.2  # rate on patches of a series, PatchTST's own setting
DEEPEST_SKIPPED: Final = 0.1  # rate of the last stage, in the lower part of the usual 0.05 to 0.3 (folklore)
HEAD_FROZEN: Final = 0.2  # rate, the Keras guide to transfer learning
HEAD_ENCODER: Final = 0.1  # rate before the head, arXiv:1810.04805
HEAD_IMAGE: Final = 0.2  # rate before the head, within the usual 0 to 0.3 (folklore)
RATES: Final = {
    "rnn": RECURRENT_RATE, "tabm": ENSEMBLE_RATE, "ngram-mlp": TEXT_RATE, "sepcnn": TEXT_RATE,
    "transformer": ATTENTION_RATE,
}  # fmt: skip
UP: Final = 1.5  # factor on the rate after overfitting, folklore
DOWN: Final = 0.5  # factor on the rate after underfitting, folklore
FROZEN: Final = {"head": "only the head is", "top-blocks": "only the head and the top blocks are"}
ABUNDANT_ROWS: Final = 10_000_000  # training examples that a usual network cannot memorise, folklore

dropout_rates: Decision[list[float]] = Decision(
    "model.dropout.rates",
    "Which dropout rate follows each hidden layer?",
    name="dropout_rates",
    applies=lambda dropout, layers: dropout not in (None, "none") and layers > 0,
    absent="no dropout is used between layers",
)
head_dropout: Decision[float] = Decision(
    "model.dropout.head",
    "Which dropout rate precedes the output layer?",
    name="head_dropout",
    applies=lambda family: family in ("pretrained", "cnn", "sepcnn"),
    absent="the network has no pooled features before its output",
)


def adapted(rate: float, fit: Fit) -> float:
    """The rate after what an earlier run showed: more where it overfitted, less where it underfitted."""
    factor = {"overfitting": UP, "underfitting": DOWN}.get(fit, 1.0)
    return round(min(HIGHEST, rate * factor), 3)


def _changed(rate: float, fit: Fit) -> str:
    """What an earlier run changed in the rate, as the end of a reason."""
    new = adapted(rate, fit)
    if new == rate:
        return ""
    changed, seen = ("raised", "overfitted") if new > rate else ("lowered", "underfitted")
    return f", {changed} because an earlier network {seen}"


@dropout_rates.rule(
    "DROP-RATE-GUIDE-RECURRENT",
    scope(family="rnn"),
    sources=["guide:G-DO-3", "guide:G-DO-5"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rate_of_recurrent_networks(problem: Problem, layers: int) -> Pick[list[float]]:
    """The guide gives recurrent networks 0.3."""
    fit = problem.observed.fit
    return pick(
        [adapted(GUIDE_RECURRENT, fit)] * layers,
        f"the guide's rate for {plural(layers, 'recurrent layer')}{_changed(GUIDE_RECURRENT, fit)}",
    )


@dropout_rates.rule(
    "DROP-RATE-ALPHA",
    NOT_RECURRENT,
    sources=["klambauer2017", "guide:G-DO-2", "guide:G-DO-5"],
    strength="moderate",
    rulesets=BOTH,
)
def small_alpha_rates(problem: Problem, dropout: DropoutKind, layers: int) -> Pick[list[float]] | Skip:
    """Alpha dropout was studied at 0.05 and 0.1; more disturbs the self-normalisation."""
    if dropout != "alpha":
        return skip("needs alpha dropout")
    fit = problem.observed.fit
    return pick(
        [adapted(SELU_RATE, fit)] * layers,
        f"more than little would disturb the self-normalisation of"
        f" {plural(layers, 'SELU layer')}{_changed(SELU_RATE, fit)}",
    )


@dropout_rates.rule(
    "DROP-RATE-GUIDE",
    NOT_RECURRENT,
    sources=["guide:G-DO-2", "guide:G-DO-4", "guide:G-DO-5", "guide:G-DO-6"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rates_grow_with_layers(problem: Problem, widths: list[int]) -> Pick[list[float]]:
    """Within 0.1 to 0.5, wider layers get larger rates, and the output layer none."""
    fit, widest = problem.observed.fit, max(widths)
    base = adapted(GUIDE_DENSE, fit)
    rates = [round(max(LOWEST, base * width / widest), 3) for width in widths]
    return pick(
        rates,
        f"{base:g} after the widest of {plural(len(widths), 'layer')} ({plural(widest, 'unit')}), less after narrower"
        f" ones, none on the output{_changed(GUIDE_DENSE, fit)}",
    )


@dropout_rates.rule(
    "DROP-RATE-DEPTH",
    sources=["huang2016"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names dropout of units only; where whole blocks are skipped, deeper ones may be skipped more"
    " often.",
)
def deeper_blocks_skipped_more(problem: Problem, dropout: DropoutKind, layers: int) -> Pick[list[float]] | Skip:
    """Early blocks feed all later ones, so the rate of skipping grows with depth."""
    if dropout != "stochastic-depth":
        return skip("needs stochastic depth")
    top = adapted(DEEPEST_SKIPPED, problem.observed.fit)
    return pick(
        [round(top * (stage + 1) / layers, 3) for stage in range(layers)],
        f"growing over {plural(layers, 'stage')} to {top:g}, as early blocks feed all later ones"
        f"{_changed(DEEPEST_SKIPPED, problem.observed.fit)}",
    )


@dropout_rates.rule(
    "DROP-RATE",
    sources=["pytabkit", "tabm", "google-text-guide", "gal2015", "vaswani2017", "patchtst2022", "liu2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives wider layers larger rates, up to 0.5; tuned defaults are smaller, and the same in all"
    " layers.",
)
def small_equal_rates(
    problem: Problem, family: Family, layers: int, train_rows: int, members: int | None, folds: int
) -> Pick[list[float]]:
    """Tuned defaults are 0.1 to 0.3, the same after every layer."""
    fit = problem.observed.fit
    rate = RATES.get(family, DENSE_RATE)
    if family == "transformer" and problem.data.kind == "series":
        rate = PATCH_RATE
    why = "the usual rate of tuned networks of this kind"
    if family == "mlp" and several_networks(members, folds):
        rate, why = ENSEMBLE_RATE, "a low rate, as averaging several networks regularises too"
    elif family == "mlp" and train_rows < SMALL_ROWS:
        rate, why = FEW_ROWS_RATE, "a slightly higher rate than usual for so few"
    return pick(
        [adapted(rate, fit)] * layers,
        f"{plural(train_rows, 'training example')} for {named(family)} of {plural(layers, 'layer')}:"
        f" {why}{_changed(rate, fit)}",
        try_next=[[value] * layers for value in (0.0, 0.1, 0.2, 0.3)],
    )


@head_dropout.rule(
    "DROP-HEAD-GUIDE-ENCODER",
    scope(kind=kinds_but("image"), family="pretrained"),
    sources=["guide:G-DO-2", "guide:G-DO-5"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rate_on_other_features(problem: Problem) -> Pick[float]:
    """For heads on published networks that are no CNNs the guide names no rate, so take its lowest."""
    fit = problem.observed.fit
    return pick(
        adapted(LOWEST, fit),
        f"the guide names no rate for published {problem.data.kind} features, so its lowest{_changed(LOWEST, fit)}",
    )


@head_dropout.rule(
    "DROP-HEAD-GUIDE",
    sources=["guide:G-DO-3", "guide:G-DO-5", "guide:R8"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rate_in_the_head(problem: Problem) -> Pick[float]:
    """The guide's 0.5 for convolutional networks goes where no BatchNorm follows it: into the head."""
    fit = problem.observed.fit
    return pick(
        adapted(GUIDE_CONVOLUTION, fit),
        f"the guide's rate for convolutional networks, here on {problem.data.kind} data, in the head where no BatchNorm"
        f" follows{_changed(GUIDE_CONVOLUTION, fit)}",
        try_next=Span(LOWEST, HIGHEST),
    )


@head_dropout.rule(
    "DROP-HEAD-WHOLE",
    scope(task="language-modeling"),
    sources=["devlin2018", "whisper2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives every network dropout; a published decoder is fine-tuned with its own rate, which is zero.",
)
def no_new_head_to_regularise(problem: Problem) -> Pick[float]:
    """A language model keeps its own output layer, so there is no new head to regularise."""
    return pick(
        0.0,
        f"the language model keeps its own output layer for {plural(problem.data.tokens, 'token')}, and that needs no"
        " dropout",
    )


@head_dropout.rule(
    "DROP-HEAD-FROZEN",
    NEW_HEAD,
    sources=["keras-transfer"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks 0.5, which suits the large dense head of a VGG, and names no rate"
    " for other features; a single small layer on frozen ones needs little.",
)
def head_on_frozen_features(problem: Problem, trainable: Trainable | None) -> Pick[float] | Skip:
    """On frozen features only the head can overfit, and a little dropout is enough for so few weights."""
    if trainable not in FROZEN:
        return skip("needs published features that are frozen")
    fit = problem.observed.fit
    return pick(
        adapted(HEAD_FROZEN, fit),
        f"{FROZEN[trainable]} trained on {plural(problem.data.rows, 'example')}{_changed(HEAD_FROZEN, fit)}",
        try_next=Span(0.0, HIGHEST),
    )


@head_dropout.rule(
    "DROP-HEAD-ENCODER",
    scope(kind=("text", "audio"), task=tasks_but("language-modeling"), family="pretrained"),
    sources=["devlin2018", "ast2021"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names 0.3 for recurrent and 0.5 for convolutional networks; encoders of text and sound are"
    " fine-tuned with 0.1 throughout.",
)
def head_on_an_encoder(problem: Problem, trainable: Trainable | None) -> Pick[float] | Skip:
    """Encoders of text and sound are fine-tuned with the 0.1 that they were trained with."""
    if trainable in FROZEN:
        return skip("needs an encoder that is fine-tuned as a whole or by adapters")
    fit = problem.observed.fit
    article = "an" if problem.data.kind == "audio" else "a"
    return pick(
        adapted(HEAD_ENCODER, fit),
        f"{article} {problem.data.kind} encoder, fine-tuned on {plural(problem.data.rows, 'example')} with the rate"
        f" that it was trained with{_changed(HEAD_ENCODER, fit)}",
        try_next=Span(0.0, 0.3),
    )


@head_dropout.rule(
    "DROP-HEAD",
    scope(task=tasks_but("language-modeling")),
    sources=["li2018", "efficientnet2019", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks 0.5, which suits the large dense head of a VGG; pooled features need"
    " 0 to 0.3.",
)
def head_after_the_last_batch_norm(problem: Problem, family: Family, train_rows: int) -> Pick[float]:
    """After the last BatchNorm dropout does no harm, and pooled features need little of it."""
    fit = problem.observed.fit
    if train_rows >= ABUNDANT_ROWS and fit != "overfitting":
        return pick(0.0, f"{count(train_rows)} training examples are more than the network can memorise")
    return pick(
        adapted(HEAD_IMAGE, fit),
        f"{plural(train_rows, 'training example')}; no normalisation follows the pooled features of {named(family)}, so"
        f" dropout does no harm there{_changed(HEAD_IMAGE, fit)}",
        try_next=Span(0.0, HIGHEST),
    )
