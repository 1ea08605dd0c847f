"""Dropout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Activation, DropoutKind, Family, Fit, Normalization, Trainable
    from advisor.problem import Problem

LOWEST: Final = 0.1  # rate, the guide's lower end (G-DO-2)
HIGHEST: Final = 0.5  # rate, the guide's upper end (G-DO-2)
GUIDE_RECURRENT: Final = 0.3  # rate, G-DO-3
GUIDE_CONVOLUTION: Final = 0.5  # rate, G-DO-3
GUIDE_DENSE: Final = 0.3  # rate of the widest dense layer, the middle of G-DO-2
SELU_RATE: Final = 0.1  # rate of alpha dropout, the larger of 0.05 and 0.1 in arXiv:1706.02515
DENSE: Final = 0.15  # rate, RealMLP's default; TabM's is 0.1
MEMBERS: Final = 0.1  # rate, TabM's suggested start
SMALL_DENSE: Final = 0.2  # rate on little data, EVIDENCE E-LAD-1, folklore
SMALL_ROWS: Final = 1_000  # training examples below which EVIDENCE E-LAD-1 regularises more, folklore
TEXT: Final = 0.2  # rate, Google's text classification guide
RECURRENT: Final = 0.3  # rate, within EVIDENCE E-REG-1's 0.2 to 0.5
ATTENTION: Final = 0.1  # rate of residual dropout, arXiv:1706.03762
PATCHES: Final = 0.2  # rate on patches of a series, PatchTST's own setting
DEEPEST_SKIPPED: Final = 0.1  # rate of the last stage, lower part of EVIDENCE E-REG-1's 0.05 to 0.3
HEAD_FROZEN: Final = 0.2  # rate, the Keras guide to transfer learning
HEAD_ENCODER: Final = 0.1  # rate before the head, arXiv:1810.04805
HEAD_IMAGE: Final = 0.2  # rate before the head, within EVIDENCE E-REG-1's 0 to 0.3
UP: Final = 1.5  # factor on the rate after overfitting, folklore
DOWN: Final = 0.5  # factor on the rate after underfitting, folklore
DEEP_BLOCKS: Final = 8  # residual blocks from which skipping some pays, ResNet-18's number, folklore
MASSIVE_ROWS: Final = 10_000_000  # training examples that a usual network cannot memorise, folklore
MASSIVE_TOKENS: Final = 100_000_000  # tokens below which a language model sees each often, folklore
FEW_TRAINED: Final = ("head", "top-blocks")
UNREGULARISED: Final = ("nhits", "linear-series")

dropout: Decision[DropoutKind] = Decision(
    "model.dropout.kind",
    "Which kind of dropout?",
    name="dropout",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
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


@dropout.rule("DROP-NO-HIDDEN", sources=["srivastava2014"], strength="strong", rulesets=BOTH)
def nothing_to_drop(layers: int) -> Pick[DropoutKind] | Skip:
    """Without hidden layers of one's own there is nothing between them to drop."""
    if layers > 0:
        return skip("needs a network without hidden layers of its own")
    return pick("none", f"{layers} hidden layers of its own leave nothing to drop between them")


@dropout.rule(
    "DROP-ALPHA", sources=["guide:G-DO-8", "guide:R7", "klambauer2017", "keras-selu"], strength="strong", rulesets=BOTH
)
def alpha_dropout_with_selu(activation: Activation, layers: int) -> Pick[DropoutKind] | Skip:
    """Plain dropout would change the mean and deviation that SELU keeps; alpha dropout leaves them intact."""
    if activation != "selu":
        return skip(f"needs selu, and the activation is {activation}")
    return pick(
        "alpha", f"it leaves mean and deviation of {plural(layers, 'SELU layer')} intact, plain dropout does not"
    )


@dropout.rule(
    "DROP-STOCHASTIC-DEPTH",
    sources=["huang2016", "torchvision-recipes"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives convolutional networks dropout of 0.5, which suits large dense heads; between convolutions"
    " with BatchNorm skipping whole blocks regularises without its harm.",
)
def skip_whole_blocks(
    family: Family, residual: bool | None, layers: int, blocks_per_stage: int | None
) -> Pick[DropoutKind] | Skip:
    """A deep residual network loses whole blocks at random, which no BatchNorm minds."""
    if family != "cnn" or not residual:
        return skip("needs a residual convolutional network of one's own")
    blocks = layers * (blocks_per_stage or 1)
    if blocks < DEEP_BLOCKS:
        return skip(f"needs {DEEP_BLOCKS} residual blocks, and there are {blocks}")
    return pick(
        "stochastic-depth", f"{blocks} residual blocks: skipping some at random suits BatchNorm, dropout does not"
    )


@dropout.rule(
    "DROP-BATCHNORM",
    sources=["guide:G-BN-2", "guide:G-DO-7", "guide:R8", "li2018"],
    strength="strong",
    rulesets=BOTH,
)
def no_dropout_before_batch_norm(normalization: Normalization, layers: int) -> Pick[DropoutKind] | Skip:
    """Dropout before BatchNorm shifts the variance between training and test; weight decay stays, dropout goes."""
    if normalization not in ("batch", "frozen-batch"):
        return skip(f"needs BatchNorm between layers, and it is {normalization}")
    return pick(
        "none",
        f"dropout among {plural(layers, 'layer')} with BatchNorm would give them other variances in training than in"
        " test, and BatchNorm regularises by itself",
    )


@dropout.rule(
    "DROP-CONVOLUTIONS", sources=["guide:R8", "nnunet", "torchvision-recipes"], strength="strong", rulesets=BOTH
)
def none_between_convolutions(family: Family, layers: int) -> Pick[DropoutKind] | Skip:
    """Neighbouring pixels say the same, so dropping single ones between convolutions does little."""
    if family not in ("cnn", "unet"):
        return skip("needs convolutions of one's own")
    return pick("none", f"neighbours in the maps of {plural(layers, 'stage')} tell what a dropped value was")


@dropout.rule(
    "DROP-RECURRENT",
    sources=["gal2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes plain dropout in recurrent networks; a new mask at each step erases what is remembered.",
)
def one_mask_for_all_steps(problem: Problem, family: Family) -> Pick[DropoutKind] | Skip:
    """A mask that stays the same over all steps regularises a recurrent network without erasing its memory."""
    if family != "rnn":
        return skip("needs a recurrent network")
    return pick(
        "variational",
        f"over {count(problem.data.length)} steps a new mask at each would erase what is remembered; one mask does not",
    )


@dropout.rule(
    "DROP-ABUNDANT",
    sources=["nanochat", "realmlp2024"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide expects about 2% from dropout everywhere; a network that sees each example a few times only does"
    " not overfit, and dropout slows it.",
)
def data_enough_without_dropout(problem: Problem, family: Family, train_rows: int) -> Pick[DropoutKind] | Skip:
    """Language models and networks on very large data see each example a few times only and underfit if anything."""
    if problem.observed.fit == "overfitting":
        return skip("an earlier network overfitted")
    if problem.task == "language-modeling" and family == "transformer":
        if problem.data.tokens < MASSIVE_TOKENS:
            return skip(f"needs {count(MASSIVE_TOKENS)} tokens, so that each is seen a few times only")
        return pick("none", f"{count(problem.data.tokens)} tokens are each seen a few times only: nothing to memorise")
    if train_rows < MASSIVE_ROWS:
        return skip(f"needs {count(MASSIVE_ROWS)} training examples")
    return pick("none", f"{count(train_rows)} training examples are more than the network can memorise")


@dropout.rule(
    "DROP-SERIES",
    sources=["nhits2022", "dlinear2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide gives every network dropout; these forecasters are small and were studied without.",
)
def forecasters_studied_without(problem: Problem, family: Family) -> Pick[DropoutKind] | Skip:
    """Small forecasters regress numbers on windows that overlap, and were studied without dropout."""
    if family not in UNREGULARISED or problem.observed.fit == "overfitting":
        return skip("needs N-HiTS or a linear forecaster, and no overfitting seen")
    return pick(
        "none", f"a {family} forecaster of {plural(problem.data.horizon, 'step')} was studied without, and is small"
    )


@dropout.rule(
    "DROP-PLAIN", sources=["guide:G-DO-1", "guide:G-DO-2", "srivastava2014"], strength="moderate", rulesets=BOTH
)
def plain_dropout(family: Family, normalization: Normalization, layers: int) -> Pick[DropoutKind] | Skip:
    """Dropping units at random averages over many thinned networks. The guide's 2% is not a general figure."""
    return pick(
        "dropout",
        f"{plural(layers, 'layer')} of a {family} with {normalization} normalisation, which random thinning keeps from"
        " co-adapting",
    )


@dropout_rates.rule(
    "DROP-RATE-GUIDE-RECURRENT",
    sources=["guide:G-DO-3", "guide:G-DO-5"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_rate_of_recurrent_networks(problem: Problem, family: Family, layers: int) -> Pick[list[float]] | Skip:
    """The guide gives recurrent networks 0.3."""
    if family != "rnn":
        return skip("needs a recurrent network")
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
def guide_rates_grow_with_layers(problem: Problem, widths: list[int]) -> Pick[list[float]] | Skip:
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
def small_equal_rates(problem: Problem, family: Family, layers: int, train_rows: int) -> Pick[list[float]] | Skip:
    """Tuned defaults are 0.1 to 0.3, the same after every layer; where a net overfits late dropout counts most."""
    fit = problem.observed.fit
    rate = {"rnn": RECURRENT, "tabm": MEMBERS, "ngram-mlp": TEXT, "sepcnn": TEXT}.get(family, DENSE)
    if family == "transformer":
        rate = PATCHES if problem.data.kind == "series" else ATTENTION
    if family == "mlp" and train_rows < SMALL_ROWS:
        rate = SMALL_DENSE
    return pick(
        [adapted(rate, fit)] * layers,
        f"{count(train_rows)} training examples into a {family} of {plural(layers, 'layer')}: the rate it is usually"
        f" tuned to{_seen(fit)}",
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
        f"the guide's rate for a {family} on {problem.data.kind} data, in the head where no BatchNorm"
        f" follows{_seen(fit)}",
        try_next=Span(LOWEST, HIGHEST),
    )


@head_dropout.rule(
    "DROP-HEAD-GUIDE-ENCODER", sources=["guide:G-DO-2", "guide:G-DO-5"], strength="folklore", rulesets=GUIDE
)
def guide_rate_on_other_features(problem: Problem) -> Pick[float] | Skip:
    """For heads on other published networks the guide names no rate, so its smallest stands."""
    fit = problem.observed.fit
    return pick(
        adapted(LOWEST, fit), f"the guide names no rate for {problem.data.kind} features, so its smallest{_seen(fit)}"
    )


@head_dropout.rule(
    "DROP-HEAD-WHOLE",
    sources=["devlin2018", "whisper2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives every network dropout; a published decoder is tuned with its own, which is none.",
)
def no_head_to_drop_before(problem: Problem) -> Pick[float] | Skip:
    """Where the published output layer is kept there is no new head to regularise."""
    if problem.task != "language-modeling":
        return skip("needs language to model")
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
    sources=["devlin2018", "ast2021"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names 0.3 for recurrent and 0.5 for convolutional networks; encoders of text and sound are tuned"
    " with 0.1 throughout.",
)
def head_on_an_encoder(problem: Problem, family: Family) -> Pick[float] | Skip:
    """Encoders of text and sound are tuned with the 0.1 that they were trained with."""
    if family != "pretrained" or problem.data.kind not in ("text", "audio"):
        return skip("needs a published encoder of text or sound")
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
def head_after_the_last_batch_norm(problem: Problem, family: Family, train_rows: int) -> Pick[float] | Skip:
    """After the last BatchNorm dropout does no harm, and pooled features need little of it."""
    fit = problem.observed.fit
    if train_rows >= MASSIVE_ROWS and fit != "overfitting":
        return pick(0.0, f"{count(train_rows)} training examples are more than the network can memorise")
    return pick(
        adapted(HEAD_IMAGE, fit),
        f"{count(train_rows)} training examples; the pooled features of a {family} stand after the last normalisation,"
        f" where dropout does no harm{_seen(fit)}",
        try_next=Span(0.0, HIGHEST),
    )
