"""How much is dropped. The module `dropout` registers these rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, named, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import DropoutKind, Family, Trainable
    from advisor.problem import Problem
    from advisor.problem.vocabulary import Fit

LOWEST: Final = 0.1  # rate, the guide's lower end (G-DO-2)
HIGHEST: Final = 0.5  # rate, the guide's upper end (G-DO-2)
GUIDE_RECURRENT: Final = 0.3  # rate, G-DO-3
GUIDE_CONVOLUTION: Final = 0.5  # rate, G-DO-3
GUIDE_DENSE: Final = 0.3  # rate of the widest dense layer, the middle of G-DO-2
SELU_RATE: Final = 0.1  # rate of alpha dropout, the larger of 0.05 and 0.1 in arXiv:1706.02515
DENSE: Final = 0.15  # rate, RealMLP's default; TabM's is 0.1
MEMBERS: Final = 0.1  # rate, TabM's suggested start
SMALL_DENSE: Final = 0.2  # rate on little data, folklore
SMALL_ROWS: Final = 1_000  # training examples below which a little more is dropped, folklore
TEXT: Final = 0.2  # rate, Google's text classification guide
RECURRENT: Final = 0.3  # rate, within the usual 0.2 to 0.5, folklore
ATTENTION: Final = 0.1  # rate of residual dropout, arXiv:1706.03762
PATCHES: Final = 0.2  # rate on patches of a series, PatchTST's own setting
DEEPEST_SKIPPED: Final = 0.1  # rate of the last stage, lower part of the usual 0.05 to 0.3, folklore
HEAD_FROZEN: Final = 0.2  # rate, the Keras guide to transfer learning
HEAD_ENCODER: Final = 0.1  # rate before the head, arXiv:1810.04805
HEAD_IMAGE: Final = 0.2  # rate before the head, within the usual 0 to 0.3, folklore
UP: Final = 1.5  # factor on the rate after overfitting, folklore
DOWN: Final = 0.5  # factor on the rate after underfitting, folklore
FEW_TRAINED: Final = ("head", "top-blocks")
MASSIVE_ROWS: Final = 10_000_000  # training examples that a usual network cannot memorise, folklore


dropout_rates: Decision[list[float]] = Decision(
    "model.dropout.rates",
    "Which dropout rate follows each hidden layer?",
    name="dropout_rates",
    applies=lambda dropout, layers: dropout not in (None, "none") and layers > 0,
    absent="no dropout is used between layers",
)
head_dropout: Decision[float] = Decision(
    "model.dropout.head",
    "Which dropout rate stands before the output layer?",
    name="head_dropout",
    applies=lambda family: family in ("pretrained", "cnn", "sepcnn"),
    absent="the network has no pooled features before its output",
)


def adapted(rate: float, fit: Fit) -> float:
    """The rate after what an earlier run showed: more where it overfitted, less where it underfitted."""
    factor = {"overfitting": UP, "underfitting": DOWN}.get(fit, 1.0)
    return round(min(HIGHEST, rate * factor), 3)


def _seen(fit: Fit) -> str:
    return {"overfitting": ", raised because an earlier network overfitted",
            "underfitting": ", lowered because an earlier network underfitted"}.get(fit, "")  # fmt: skip


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
        f"the guide's rate for {plural(layers, 'recurrent layer')}{_seen(fit)}",
    )


@dropout_rates.rule("DROP-RATE-ALPHA", sources=["klambauer2017", "guide:G-DO-2", "guide:G-DO-5"], strength="moderate",
                    rulesets=BOTH)  # fmt: skip
def small_alpha_rates(problem: Problem, dropout: DropoutKind, layers: int) -> Pick[list[float]] | Skip:
    """Alpha dropout was studied at 0.05 and 0.1; more disturbs the self-normalisation."""
    if dropout != "alpha":
        return skip("needs alpha dropout")
    fit = problem.observed.fit
    return pick([adapted(SELU_RATE, fit)] * layers, f"{plural(layers, 'SELU layer')} bear little{_seen(fit)}")


@dropout_rates.rule(
    "DROP-RATE-GUIDE",
    sources=["guide:G-DO-2", "guide:G-DO-4", "guide:G-DO-5", "guide:G-DO-6"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rates_grow_with_layers(problem: Problem, widths: list[int]) -> Pick[list[float]]:
    """Within 0.1 to 0.5, bigger layers take larger rates, and the output layer none."""
    fit, widest = problem.observed.fit, max(widths)
    base = adapted(GUIDE_DENSE, fit)
    rates = [round(max(LOWEST, base * width / widest), 3) for width in widths]
    return pick(
        rates,
        f"{base:g} after the widest of {plural(len(widths), 'layer')} ({count(widest)}) and less after smaller"
        f" ones, none on the output{_seen(fit)}",
    )


@dropout_rates.rule(
    "DROP-RATE-DEPTH",
    sources=["huang2016"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide knows dropout of units only; of whole blocks the deeper ones may be skipped more often.",
)
def deeper_blocks_skipped_more(problem: Problem, dropout: DropoutKind, layers: int) -> Pick[list[float]] | Skip:
    """Early blocks feed all later ones, so the rate of skipping grows with depth."""
    if dropout != "stochastic-depth":
        return skip("needs stochastic depth")
    top = adapted(DEEPEST_SKIPPED, problem.observed.fit)
    return pick(
        [round(top * (stage + 1) / layers, 3) for stage in range(layers)],
        f"growing over {plural(layers, 'stage')} to {top:g}, as early blocks feed all the later ones"
        f"{_seen(problem.observed.fit)}",
    )


@dropout_rates.rule(
    "DROP-RATE",
    sources=["pytabkit", "tabm", "google-text-guide", "gal2015", "vaswani2017", "patchtst2022", "liu2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide lets bigger layers have larger rates, up to 0.5; tuned defaults are smaller and alike in all"
    " layers.",
)
def small_equal_rates(
    problem: Problem, family: Family, layers: int, train_rows: int, members: int | None, folds: int
) -> Pick[list[float]]:
    """Tuned defaults are 0.1 to 0.3, the same after every layer; where a net overfits late dropout counts most."""
    fit = problem.observed.fit
    rate = {"rnn": RECURRENT, "tabm": MEMBERS, "ngram-mlp": TEXT, "sepcnn": TEXT}.get(family, DENSE)
    if family == "transformer":
        rate = PATCHES if problem.data.kind == "series" else ATTENTION
    why = "the rate that such networks are tuned to"
    if family == "mlp" and members is not None and members * folds > 1:
        rate, why = MEMBERS, "little, as the mean of several networks regularises"
    elif family == "mlp" and train_rows < SMALL_ROWS:
        rate, why = SMALL_DENSE, "so few ask for a little more than usual"
    return pick(
        [adapted(rate, fit)] * layers,
        f"{count(train_rows)} training examples into {named(family)} of {plural(layers, 'layer')}: {why}{_seen(fit)}",
        try_next=[[value] * layers for value in (0.0, 0.1, 0.2, 0.3)],
    )


@head_dropout.rule(
    "DROP-HEAD-GUIDE",
    sources=["guide:G-DO-3", "guide:G-DO-5", "guide:R8"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rate_in_the_head(problem: Problem, family: Family) -> Pick[float] | Skip:
    """The guide's 0.5 for convolutional networks goes where BatchNorm allows it: in the head, after the last one."""
    if family == "pretrained" and problem.data.kind != "image":
        return skip("needs a convolutional network")
    fit = problem.observed.fit
    return pick(
        adapted(GUIDE_CONVOLUTION, fit),
        f"the guide's rate for {named(family)} on {problem.data.kind} data, in the head where no BatchNorm"
        f" follows{_seen(fit)}",
        try_next=Span(LOWEST, HIGHEST),
    )


@head_dropout.rule(
    "DROP-HEAD-GUIDE-ENCODER", sources=["guide:G-DO-2", "guide:G-DO-5"], strength="folklore", rulesets=GUIDE
)
def guide_rate_on_other_features(problem: Problem) -> Pick[float]:
    """For heads on other published networks the guide names no rate, so its smallest stands."""
    fit = problem.observed.fit
    return pick(
        adapted(LOWEST, fit), f"the guide names no rate for {problem.data.kind} features, so its smallest{_seen(fit)}"
    )


@head_dropout.rule(
    "DROP-HEAD-WHOLE",
    scope(task="language-modeling"),
    sources=["devlin2018", "whisper2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives every network dropout; a published decoder is tuned with its own, which is none.",
)
def no_head_to_drop_before(problem: Problem) -> Pick[float]:
    """Where the published output layer is kept there is no new head to regularise."""
    return pick(0.0, f"{count(problem.data.tokens)} tokens tune a published output layer, which was trained without")


@head_dropout.rule(
    "DROP-HEAD-FROZEN",
    sources=["keras-transfer"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks 0.5, which suits the large dense head of a VGG; a single small layer"
    " on pooled features needs less.",
)
def head_on_frozen_features(problem: Problem, trainable: Trainable | None) -> Pick[float] | Skip:
    """On frozen features the head alone can overfit, and a little dropout suffices for so few weights."""
    if trainable not in FEW_TRAINED:
        return skip("needs published features that stay as they are")
    fit = problem.observed.fit
    return pick(
        adapted(HEAD_FROZEN, fit),
        f"only the {trainable} learns from {plural(problem.data.rows, 'example')}{_seen(fit)}",
        try_next=Span(0.0, HIGHEST),
    )


@head_dropout.rule(
    "DROP-HEAD-ENCODER",
    scope(kind=("text", "audio"), family="pretrained"),
    sources=["devlin2018", "ast2021"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names 0.3 for recurrent and 0.5 for convolutional networks; encoders of text and sound are tuned"
    " with 0.1 throughout.",
)
def head_on_an_encoder(problem: Problem) -> Pick[float]:
    """Encoders of text and sound are tuned with the 0.1 that they were trained with."""
    fit = problem.observed.fit
    return pick(
        adapted(HEAD_ENCODER, fit),
        f"a {problem.data.kind} encoder tuned on {plural(problem.data.rows, 'example')}{_seen(fit)}",
        try_next=Span(0.0, 0.3),
    )


@head_dropout.rule(
    "DROP-HEAD",
    sources=["li2018", "efficientnet2019", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks 0.5, which suits the large dense head of a VGG; pooled features need"
    " 0 to 0.3.",
)
def head_after_the_last_batch_norm(problem: Problem, family: Family, train_rows: int) -> Pick[float]:
    """After the last BatchNorm dropout does no harm, and pooled features need little of it."""
    fit = problem.observed.fit
    if train_rows >= MASSIVE_ROWS and fit != "overfitting":
        return pick(0.0, f"{count(train_rows)} training examples are more than the network can memorise")
    return pick(
        adapted(HEAD_IMAGE, fit),
        f"{count(train_rows)} training examples; the pooled features of {named(family)} stand after the last"
        " normalisation,"
        f" where dropout does no harm{_seen(fit)}",
        try_next=Span(0.0, HIGHEST),
    )
