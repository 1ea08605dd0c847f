"""Normalisation between layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, named, plural
from advisor.knowledge.model.normalization_place import PUBLISHED
from advisor.knowledge.scopes import scope
from advisor.networks.catalogue import backbones

if TYPE_CHECKING:
    from advisor.config.values import NumericEmbedding
    from advisor.config.words import Family, Normalization
    from advisor.problem import Problem


BATCH_FLOOR: Final = 16  # examples on one device; below it BatchNorm's error grows quickly, wu2018
BATCH_POSSIBLE: Final = 2  # examples on one device; a single one has no variance over the batch
CONVOLUTIONS: Final = ("cnn", "unet")

normalization: Decision[Normalization] = Decision(
    "model.normalization.kind",
    "What is normalised between layers?",
    name="normalization",
    applies=lambda family: family != "zero-shot",
    absent="the published model is used as it is",
)


def _small_batch(micro_batch: int, batch_size: int = 0, train_rows: int = 0) -> str | None:
    """What to hear of BatchNorm on few examples, or on a single one that is left for the last update of a pass."""
    if micro_batch >= BATCH_FLOOR:
        if batch_size < train_rows and train_rows % batch_size == 1:
            return f"{count(train_rows)} examples leave one alone for the last update of a pass: drop it from that pass"
        return None
    return (
        f"BatchNorm takes its statistics from only {plural(micro_batch, 'example')} on a device, and its error grows"
        f" quickly below {BATCH_FLOOR}: enlarge the batch or use group normalisation"
    )


@normalization.rule(
    "NORM-FROZEN-BACKBONE",
    sources=["keras-transfer", "wu2018"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide names slower steps as BatchNorm's only cost; in fine-tuning its statistics drift from the"
    " published ones, so they are kept.",
)
def published_statistics_are_kept(problem: Problem, backbone: str | None) -> Pick[Normalization] | Skip:
    """A published network's BatchNorm keeps the statistics that its weights were trained with."""
    known = backbones().get(backbone or "")
    if known is None or known.normalization != "batch":
        return skip("needs a published network with BatchNorm")
    if known.task == "detection":
        return skip("a detector's own recipe trains its BatchNorm")
    if not problem.priorities.pretrained:
        return skip("needs published weights, whose statistics are worth keeping")
    return pick(
        "frozen-batch",
        f"{backbone} brings statistics of over a million images, and those of {plural(problem.data.rows, 'example')}"
        " would only drift away from its weights",
        try_next=["frozen-batch", "batch"],
    )


@normalization.rule(
    "NORM-DETECTOR-SMALL",
    sources=["wu2018", "fasterrcnn2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names slower steps as BatchNorm's only cost; on few examples a device its statistics are noise.",
)
def detector_on_few_images_keeps_statistics(
    problem: Problem, backbone: str | None, micro_batch: int
) -> Pick[Normalization] | Skip:
    """Large images leave room for few on a device, too few for statistics of their own."""
    known = backbones().get(backbone or "")
    if known is None or known.normalization != "batch" or not problem.priorities.pretrained:
        return skip("needs a published network with BatchNorm and its weights")
    if micro_batch >= BATCH_FLOOR:
        return skip(f"needs fewer than {BATCH_FLOOR} images on a device, and there are {micro_batch}")
    return pick(
        "frozen-batch",
        f"{plural(micro_batch, 'image')} on a device give no statistics worth having, so {backbone} keeps its own",
    )


@normalization.rule(
    "NORM-BACKBONE",
    scope(family=PUBLISHED),
    sources=["guide:G-HID-4", "guide:G-BN-5", "timm"],
    strength="strong",
    rulesets=BOTH,
)
def published_network_brings_its_own(backbone: str | None, micro_batch: int) -> Pick[Normalization]:
    """A published network was trained with a normalisation, and works with that one only."""
    known = backbones().get(backbone or "")
    kind = "layer" if known is None else known.normalization
    return pick(
        kind or "none",
        f"{backbone or 'the published network'} was built with {kind or 'no'} normalisation, and its weights presume"
        " it",
        warning=_small_batch(micro_batch) if kind == "batch" else None,
    )


@normalization.rule("NORM-NO-HIDDEN", sources=["ioffe2015"], strength="strong", rulesets=BOTH)
def nothing_between_no_layers(layers: int) -> Pick[Normalization] | Skip:
    """Without hidden layers there is nothing between them."""
    if layers > 0:
        return skip("needs a network without hidden layers")
    return pick("none", f"{layers} hidden layers: the scaled inputs meet the output directly")


@normalization.rule(
    "NORM-TOKENS",
    scope(task="language-modeling", family="transformer"),
    sources=["zhang2019", "shazeer2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide knows BatchNorm only, whose statistics mix texts and positions; decoders normalise each token.",
)
def root_mean_square_for_decoders(layers: int) -> Pick[Normalization]:
    """RMSNorm does what LayerNorm does without centring, at less time."""
    return pick(
        "rms", f"{plural(layers, 'block')} of attention: scaling each token by its own size suffices and is cheaper"
    )


@normalization.rule(
    "NORM-ATTENTION",
    scope(family="transformer"),
    sources=["xiong2020", "ba2016", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def layer_norm_for_attention(layers: int) -> Pick[Normalization]:
    """Attention blocks normalise each position alone, whatever else is in the batch; the guide is silent on them."""
    return pick(
        "layer",
        f"{plural(layers, 'block')} of attention over positions that are alike in no batch: each is normalised alone",
    )


@normalization.rule(
    "NORM-RECURRENT-VANISHING",
    scope(family="rnn"),
    sources=["guide:G-VAN-1", "guide:G-VAN-2", "ba2016"],
    strength="moderate",
    rulesets=BOTH,
)
def layer_norm_where_recurrent_gradients_vanish(problem: Problem, layers: int) -> Pick[Normalization] | Skip:
    """Normalising is a remedy for vanishing gradients; over steps that means normalising each step alone."""
    if problem.observed.gradients != "vanishing":
        return skip("needs a recurrent network whose gradients were seen to vanish")
    return pick(
        "layer",
        f"gradients vanished over {problem.data.length} steps and {plural(layers, 'layer')}; normalising each step"
        " alone counters that, where batch statistics would differ from step to step",
    )


@normalization.rule(
    "NORM-RECURRENT",
    scope(family="rnn"),
    sources=["hochreiter1997", "guide:G-CLIP-1"],
    strength="moderate",
    rulesets=BOTH,
)
def gates_keep_recurrent_signals(layers: int) -> Pick[Normalization]:
    """Gated cells bound their own signals, and statistics over a batch differ from step to step."""
    return pick(
        "none",
        f"the gates of {plural(layers, 'recurrent layer')} bound the signal themselves; clipping handles the rest",
        try_next=["none", "layer"],
    )


@normalization.rule(
    "NORM-VOLUMES",
    scope(family=CONVOLUTIONS),
    sources=["nnunet", "ulyanov2016"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide takes BatchNorm for most networks; volumes leave room for about two in a batch, too few for it.",
)
def instance_norm_for_volumes(problem: Problem, micro_batch: int) -> Pick[Normalization] | Skip:
    """Volumes fill memory, so batches hold few, and each volume is normalised alone."""
    if not problem.data.volumetric:
        return skip("needs convolutions over volumes")
    return pick("instance", f"{plural(micro_batch, 'volume')} on a device are no basis for batch statistics")


@normalization.rule(
    "NORM-SMALL-BATCH",
    scope(family=CONVOLUTIONS),
    sources=["wu2018"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide names slower steps as BatchNorm's only cost; its error also grows quickly below 16 examples on"
    " a device.",
)
def group_norm_for_small_batches(micro_batch: int) -> Pick[Normalization] | Skip:
    """Statistics over groups of channels do not depend on how many examples a device holds."""
    if micro_batch >= BATCH_FLOOR:
        return skip(f"needs fewer than {BATCH_FLOOR} examples on a device, and there are {micro_batch}")
    return pick(
        "group",
        f"{plural(micro_batch, 'example')} on a device are too few for batch statistics; groups of channels need none",
        try_next=["group", "instance"],
    )


@normalization.rule(
    "NORM-GUIDE-SINGLE",
    sources=["guide:G-BN-1", "guide:R7"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_goes_without_on_single_examples(family: Family, micro_batch: int) -> Pick[Normalization] | Skip:
    """BatchNorm cannot work on a single example, and the guide knows no other; dense layers then have SELU."""
    if micro_batch >= BATCH_POSSIBLE:
        return skip(f"needs a single example on a device, and there are {micro_batch}")
    return pick(
        "none", f"{plural(micro_batch, 'example')} on a device has no variance over the batch for {named(family)}"
    )


@normalization.rule(
    "NORM-SINGLE-EXAMPLE",
    scope(family=("mlp", *CONVOLUTIONS, "sepcnn")),
    sources=["ioffe2015", "ba2016"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide knows BatchNorm only, which a single example leaves without variance; LayerNorm needs no batch.",
)
def one_example_has_no_batch_statistics(micro_batch: int) -> Pick[Normalization] | Skip:
    """BatchNorm cannot work on a single example: its variance is zero."""
    if micro_batch >= BATCH_POSSIBLE:
        return skip(f"needs a single example on a device, and there are {micro_batch}")
    return pick("layer", f"{plural(micro_batch, 'example')} on a device has no variance over the batch")


@normalization.rule(
    "NORM-MEMBERS",
    scope(family=("tabm", "mlp")),
    sources=["tabm", "tabm2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes BatchNorm for most networks; the network with members inside was studied without.",
)
def members_are_not_normalised(layers: int, members: int | None, folds: int) -> Pick[Normalization] | Skip:
    """TabM's members differ by their scales, and small networks whose mean is taken need no second regulariser."""
    if members is None or members * folds == 1:
        return skip("needs several networks that are averaged")
    return pick(
        "none", f"{plural(members * folds, 'network')} of {plural(layers, 'layer')} stay trainable without, and quicker"
    )


@normalization.rule(
    "NORM-DENSE-EMBEDDED",
    scope(family="mlp"),
    sources=["pytabkit", "rtdl", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (150, 500_000)},
    versus="The guide takes BatchNorm for nearly every network, but knows no embedded numbers; beside those it measured"
    " worse in regression and no better in classification on 12 tables.",
)
def none_beside_embedded_numbers(
    problem: Problem, numeric_embedding: NumericEmbedding | None, residual: bool | None, layers: int
) -> Pick[Normalization] | Skip:
    """RealMLP and the MLPs of RTDL embed numbers and do without normalisation; so it measured best here as well."""
    if numeric_embedding is None or numeric_embedding.kind == "none":
        return skip("needs a stack of dense layers over embedded numbers")
    if residual:
        return skip("residual blocks need their inputs normalised")
    if problem.observed.gradients == "vanishing":
        return skip("gradients were seen to vanish, and normalisation is a remedy")
    return pick(
        "none",
        f"{plural(layers, 'dense layer')} over {numeric_embedding.kind} embeddings of"
        f" {plural(problem.data.features, 'column')} stay in range without, and measured better so",
        try_next=["none", "batch"],
    )


@normalization.rule(
    "NORM-DENSE-SMALL-BATCH",
    scope(family="mlp"),
    sources=["ba2016", "playbook2023"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names slower steps as BatchNorm's only cost; on very few examples its statistics are noise.",
)
def layer_norm_for_dense_layers_on_small_batches(micro_batch: int) -> Pick[Normalization] | Skip:
    """LayerNorm can take BatchNorm's place where a batch is too small for statistics."""
    if micro_batch >= BATCH_FLOOR:
        return skip(f"needs fewer than {BATCH_FLOOR} examples in a batch, and there are {micro_batch}")
    return pick(
        "layer",
        f"{plural(micro_batch, 'example')} in a batch are too few for its statistics, so each is normalised alone",
        try_next=["layer", "none"],
    )


@normalization.rule(
    "NORM-DENSE",
    scope(family="mlp"),
    sources=["ioffe2015", "santurkar2018", "gorishniy2021", "guide:G-BN-1", "guide:G-BN-4", "guide:R7"],
    strength="moderate",
    rulesets=BOTH,
    studied={"data.rows": (150, 1_000_000)},
)
def batch_norm_in_dense_stacks(layers: int, micro_batch: int, batch_size: int, train_rows: int) -> Pick[Normalization]:
    """BatchNorm with ELU was the best dense network of the project's first measurement.

    The guide allows two readings, SELU without normalisation or ELU with it; on 28 tables with a standardised target
    the second scored 0.94 and the first 0.89, and a rerun on 12 tables agreed. So both rulesets take it where numbers
    are not embedded.
    """
    return pick(
        "batch",
        f"{plural(layers, 'dense layer')} fed by batches of {micro_batch}: of what was measured on tables, BatchNorm"
        " trained most reliably, by score and by log-loss",
        try_next=["batch", "none"],
        warning=_small_batch(micro_batch, batch_size, train_rows),
    )


@normalization.rule(
    "NORM-CONVOLUTIONS",
    scope(family=CONVOLUTIONS),
    sources=["ioffe2015", "resnet2015", "guide:G-BN-1", "guide:G-BN-3", "guide:G-BN-4", "guide:G-VAN-2"],
    strength="strong",
    rulesets=BOTH,
)
def batch_norm_between_convolutions(layers: int, micro_batch: int) -> Pick[Normalization]:
    """BatchNorm smooths the loss, so deep convolutional networks train at high rates."""
    return pick(
        "batch",
        f"{plural(layers, 'stage')} of convolutions and {micro_batch} examples on a device: enough for statistics,"
        " which allow a high learning rate"
        if micro_batch >= BATCH_FLOOR
        else f"{plural(layers, 'stage')} of convolutions: the guide takes BatchNorm for nearly every network",
        try_next=["batch", "group"],
        warning=_small_batch(micro_batch),
    )


@normalization.rule(
    "NORM-PLAIN",
    sources=["google-text-guide", "dlinear2022", "nhits2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes BatchNorm for most networks; this one was designed and studied without.",
)
def studied_without(family: Family, layers: int) -> Pick[Normalization]:
    """Small networks over n-grams, word embeddings or windows of a series come without normalisation."""
    return pick(
        "none", f"{plural(layers, 'hidden layer')} in {named(family)}: as it was studied, and shallow enough without"
    )


@normalization.rule(
    "NORM-GUIDE",
    sources=["guide:G-BN-1", "guide:G-BN-4", "guide:G-BN-5"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_takes_batch_norm(
    family: Family, layers: int, micro_batch: int, batch_size: int, train_rows: int
) -> Pick[Normalization]:
    """The guide takes BatchNorm for most networks."""
    return pick(
        "batch",
        f"{plural(layers, 'hidden layer')} in {named(family)}: the guide takes BatchNorm for nearly every network",
        try_next=["batch", "none"],
        warning=_small_batch(micro_batch, batch_size, train_rows),
    )
