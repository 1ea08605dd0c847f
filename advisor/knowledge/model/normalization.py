"""Normalisation between layers: which kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.model.capacity.base import STAGED
from advisor.knowledge.predicates import several_networks, stretch
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope, tasks_but
from advisor.networks.catalogue import backbones
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import NumericEmbedding
    from advisor.config.words import Family, Normalization
    from advisor.problem import Problem


BATCH_FLOOR: Final = 16  # examples on one device; below it BatchNorm's error grows quickly, wu2018
BATCH_POSSIBLE: Final = 2  # examples on one device; a single one has no variance over the batch

MLP: Final = scope(family="mlp")
RECURRENT: Final = scope(family="rnn")
CONVOLUTIONS: Final = scope(family=STAGED)
UNNORMALIZED: Final = ("tabm", "ngram-mlp", "sepcnn", "linear-series", "nhits")  # designed without normalisation

normalization: Decision[Normalization] = Decision(
    "model.normalization.kind",
    "Which kind of normalisation stands between layers?",
    name="normalization",
    applies=lambda family: family != "zero-shot",
    absent="the published model is used as it is",
)


def _small_batch(micro_batch: int, batch_size: int = 0, train_rows: int = 0) -> str | None:
    """A warning of BatchNorm on few examples, or on the single one that is left for the last batch of an epoch."""
    if micro_batch >= BATCH_FLOOR:
        if batch_size < train_rows and train_rows % batch_size == 1:
            return f"{count(train_rows)} examples leave a single one for the last batch of an epoch: drop that batch"
        return None
    return (
        f"BatchNorm takes its statistics from only {plural(micro_batch, 'example')} on a device, and its error grows"
        f" quickly below {BATCH_FLOOR}: enlarge the batch or use group normalisation"
    )


@normalization.rule(
    "NORM-FROZEN-BACKBONE",
    scope(task=tasks_but("detection"), family=PUBLISHED),
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
    if not problem.priorities.pretrained:
        return skip("needs published weights, whose statistics are worth keeping")
    return pick(
        "frozen-batch",
        f"the weights of {backbone} were trained with its published statistics, from which those of"
        f" {plural(problem.data.rows, 'example')} would drift away",
        try_next=["frozen-batch", "batch"],
    )


@normalization.rule(
    "NORM-DETECTOR-SMALL",
    scope(task="detection", family=PUBLISHED),
    sources=["wu2018", "fasterrcnn2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names slower steps as BatchNorm's only cost; on few examples per device its statistics are"
    " noise.",
)
def detector_on_few_images_keeps_statistics(
    problem: Problem, backbone: str | None, micro_batch: int
) -> Pick[Normalization] | Skip:
    """A device holds few large images: too few for the batch statistics that detectors otherwise train."""
    known = backbones().get(backbone or "")
    if known is None or known.normalization != "batch" or not problem.priorities.pretrained:
        return skip("needs published weights of a detector with BatchNorm")
    if micro_batch >= BATCH_FLOOR:
        return skip(f"needs fewer than {BATCH_FLOOR} images on a device, and there are {micro_batch}")
    return pick(
        "frozen-batch",
        f"batches of {plural(micro_batch, 'image')} on a device are too small for statistics, so {backbone} keeps its"
        " own",
    )


@normalization.rule(
    "NORM-BACKBONE",
    scope(family=PUBLISHED),
    sources=["guide:G-HID-4", "guide:G-BN-5", "timm"],
    strength="strong",
    rulesets=BOTH,
)
def published_network_brings_its_own(backbone: str | None, micro_batch: int) -> Pick[Normalization]:
    """A published network was designed and trained with one kind of normalisation, and works with that one only."""
    known = backbones().get(backbone or "")
    kind = "layer" if known is None else known.normalization
    return pick(
        kind or "none",
        f"{backbone or 'the published network'} was designed with {kind or 'no'} normalisation, and works only so",
        warning=_small_batch(micro_batch) if kind == "batch" else None,
    )


@normalization.rule(
    "NORM-NO-HIDDEN", scope(family=FROM_SCRATCH), sources=["ioffe2015"], strength="strong", rulesets=BOTH
)
def nothing_between_no_layers(layers: int) -> Pick[Normalization] | Skip:
    """Without hidden layers there is nothing to normalise between them."""
    if layers > 0:
        return skip("needs a network without hidden layers")
    return pick("none", "without hidden layers the scaled inputs feed the output layer directly")


@normalization.rule(
    "NORM-TOKENS",
    scope(task="language-modeling", family="transformer"),
    sources=["zhang2019", "shazeer2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names BatchNorm only, whose statistics mix texts and positions; decoders normalise each token.",
)
def root_mean_square_for_decoders(layers: int) -> Pick[Normalization]:
    """RMSNorm does what LayerNorm does without centring, in less time."""
    return pick(
        "rms",
        f"{plural(layers, 'block')} of attention: scaling each token by its root mean square is enough, and cheaper"
        " than centring it too",
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
        f"{plural(layers, 'block')} of attention: each position is normalised alone, whatever else is in the batch",
    )


@normalization.rule(
    "NORM-RECURRENT-VANISHING",
    RECURRENT,
    sources=["guide:G-VAN-1", "guide:G-VAN-2", "ba2016"],
    strength="moderate",
    rulesets=BOTH,
)
def layer_norm_where_recurrent_gradients_vanish(problem: Problem, layers: int) -> Pick[Normalization] | Skip:
    """Normalisation is a remedy for vanishing gradients; in a recurrent network each step is normalised alone."""
    if problem.observed.gradients != "vanishing":
        return skip("needs an earlier run whose gradients vanished")
    return pick(
        "layer",
        f"gradients vanished over {stretch(problem)} and {plural(layers, 'layer')}; normalising each"
        " step alone counters that, where batch statistics would differ from step to step",
    )


@normalization.rule(
    "NORM-RECURRENT",
    RECURRENT,
    sources=["hochreiter1997", "guide:G-CLIP-1"],
    strength="moderate",
    rulesets=BOTH,
)
def gates_keep_recurrent_signals(layers: int) -> Pick[Normalization]:
    """Gated cells bound their own signals, and batch statistics differ from step to step."""
    return pick(
        "none",
        f"the gates of {plural(layers, 'recurrent layer')} bound the signal already, and gradient clipping handles the"
        " rest",
        try_next=["none", "layer"],
    )


@normalization.rule(
    "NORM-VOLUMES",
    CONVOLUTIONS,
    sources=["nnunet", "ulyanov2016"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide takes BatchNorm for most networks; volumes fill memory, so that a batch holds about two, too few"
    " for it.",
)
def instance_norm_for_volumes(problem: Problem, micro_batch: int) -> Pick[Normalization] | Skip:
    """Volumes fill memory, so batches hold few of them, and each volume is normalised alone."""
    if not problem.data.volumetric:
        return skip("needs volumes")
    return pick(
        "instance",
        f"{plural(micro_batch, 'volume')} on a device: each is normalised alone, as in nnU-Net, whatever the batch"
        " size",
    )


@normalization.rule(
    "NORM-SMALL-BATCH",
    CONVOLUTIONS,
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
        f"batches of {plural(micro_batch, 'example')} on a device are too small for batch statistics, which groups of"
        " channels do not need",
        try_next=["group", "instance"],
    )


@normalization.rule(
    "NORM-GUIDE-SINGLE",
    scope(family=("mlp", *STAGED, *UNNORMALIZED)),
    sources=["guide:G-BN-1", "guide:R7"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_goes_without_on_single_examples(family: Family, micro_batch: int) -> Pick[Normalization] | Skip:
    """BatchNorm cannot work on a single example, and the guide names no other; dense layers then have SELU."""
    if micro_batch >= BATCH_POSSIBLE:
        return skip(f"needs a single example on a device, and there are {micro_batch}")
    return pick(
        "none",
        f"{plural(micro_batch, 'example')} on a device has no variance that BatchNorm in {named(family)} could divide"
        " by",
    )


@normalization.rule(
    "NORM-GUIDE-PLAIN",
    MLP,
    sources=["guide:R7", "guide:R8", "guide:G-BN-5", "klambauer2017", "wu2018"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_goes_without_in_a_plain_stack(
    problem: Problem, residual: bool | None, widths: list[int], micro_batch: int
) -> Pick[Normalization] | Skip:
    """BatchNorm's cost is time and memory, and few examples give it poor statistics: then dropout regularises instead.

    Where inputs far outnumber units nearly all weights are in the first layer, whose size a rate of dropout can follow.
    """
    if residual:
        return skip("needs a stack without residual blocks, whose inputs have to be normalised")
    if problem.observed.gradients == "vanishing":
        return skip("needs gradients that do not vanish, against which normalisation is a remedy")
    if micro_batch < BATCH_FLOOR:
        why = f"{plural(micro_batch, 'example')} on a device are too few for the statistics of BatchNorm"
    elif problem.priorities.first == "memory":
        why = "memory comes first, and BatchNorm keeps a second copy of each layer's values until the backward pass"
    elif len(set(widths)) > 1:
        why = f"nearly all weights are in the first of {plural(len(widths), 'layer')}, {widths[0]} units wide"
    else:
        return skip(
            f"needs fewer than {BATCH_FLOOR} examples on a device, memory first, or layers that become narrower"
        )
    return pick("none", f"{why}: dropout regularises in its place", try_next=["none", "batch"])


@normalization.rule(
    "NORM-SINGLE-EXAMPLE",
    scope(family=("mlp", *STAGED, "sepcnn")),
    sources=["ioffe2015", "ba2016"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide names BatchNorm only, which finds no variance in a single example; LayerNorm needs no batch.",
)
def one_example_has_no_batch_statistics(micro_batch: int) -> Pick[Normalization] | Skip:
    """BatchNorm cannot work on a single example: its variance is zero."""
    if micro_batch >= BATCH_POSSIBLE:
        return skip(f"needs a single example on a device, and there are {micro_batch}")
    return pick(
        "layer", f"{plural(micro_batch, 'example')} on a device has no variance over the batch; LayerNorm needs none"
    )


@normalization.rule(
    "NORM-MEMBERS",
    scope(family=("tabm", "mlp")),
    sources=["tabm", "tabm2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes BatchNorm for most networks; TabM and ensembles of small networks were studied without.",
)
def members_are_not_normalised(layers: int, members: int | None, folds: int) -> Pick[Normalization] | Skip:
    """TabM's members differ by their scales, and small networks that are averaged need no second regulariser."""
    if not several_networks(members, folds):
        return skip("needs several networks to average")
    return pick(
        "none",
        f"{plural(members * folds, 'network')} of {plural(layers, 'layer')}, averaged: they train well without"
        " normalisation, and faster",
    )


@normalization.rule(
    "NORM-DENSE-EMBEDDED",
    MLP,
    sources=["pytabkit", "rtdl", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (150, 500_000)},
    versus="The guide takes BatchNorm for nearly every network, but does not embed numbers; where they are embedded it"
    " scored worse in regression and no better in classification on 12 tables.",
)
def none_beside_embedded_numbers(
    problem: Problem, numeric_embedding: NumericEmbedding | None, residual: bool | None, layers: int
) -> Pick[Normalization] | Skip:
    """RealMLP and the MLPs of RTDL embed numbers and do without normalisation, which scored best here as well."""
    if numeric_embedding is None or numeric_embedding.kind == "none":
        return skip("needs embeddings of the numbers")
    if residual:
        return skip("needs a stack without residual blocks, whose inputs have to be normalised")
    if problem.observed.gradients == "vanishing":
        return skip("needs gradients that do not vanish, against which normalisation is a remedy")
    return pick(
        "none",
        f"{plural(layers, 'dense layer')} over {numeric_embedding.kind} embeddings of the numbers in"
        f" {plural(problem.data.features, 'column')} scored no better with normalisation",
        try_next=["none", "batch"],
    )


@normalization.rule(
    "NORM-DENSE-SMALL-BATCH",
    MLP,
    sources=["ba2016", "playbook2023"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names slower steps as BatchNorm's only cost; on very few examples its statistics are noise.",
)
def layer_norm_for_dense_layers_on_small_batches(micro_batch: int) -> Pick[Normalization] | Skip:
    """LayerNorm can take BatchNorm's place where a batch is too small for statistics."""
    if micro_batch >= BATCH_FLOOR:
        return skip(f"needs fewer than {BATCH_FLOOR} examples on a device, and there are {micro_batch}")
    return pick(
        "layer",
        f"batches of {plural(micro_batch, 'example')} on a device are too small for batch statistics, so each example"
        " is normalised alone",
        try_next=["layer", "none"],
    )


@normalization.rule(
    "NORM-DENSE",
    MLP,
    sources=["ioffe2015", "santurkar2018", "gorishniy2021", "guide:G-BN-1", "guide:G-BN-4", "guide:R7"],
    strength="moderate",
    rulesets=BOTH,
    studied={"data.rows": (150, 1_000_000)},
    versus="The guide leaves BatchNorm out where examples are few or inputs far outnumber units, for SELU; measured on"
    " tables, ELU with BatchNorm was ahead of it.",
)
def batch_norm_in_dense_stacks(layers: int, micro_batch: int, batch_size: int, train_rows: int) -> Pick[Normalization]:
    """BatchNorm with ELU was the best dense network in the project's first measurement.

    The guide allows two readings, SELU without normalisation or ELU with it; on 28 tables with a standardised target
    the second scored 0.94 and the first 0.89, and a rerun on 12 tables agreed. So both rulesets take the second where
    numbers are not embedded.
    """
    return pick(
        "batch",
        f"{plural(layers, 'dense layer')}, {plural(micro_batch, 'example')} at a time: in measurements on tables"
        " BatchNorm trained most reliably, by score and by log-loss",
        try_next=["batch", "none"],
        warning=_small_batch(micro_batch, batch_size, train_rows),
    )


@normalization.rule(
    "NORM-CONVOLUTIONS",
    CONVOLUTIONS,
    sources=["ioffe2015", "resnet2015", "guide:G-BN-1", "guide:G-BN-3", "guide:G-BN-4", "guide:G-VAN-2"],
    strength="strong",
    rulesets=BOTH,
)
def batch_norm_between_convolutions(layers: int, micro_batch: int) -> Pick[Normalization]:
    """BatchNorm smooths the loss, so deep convolutional networks train at high learning rates."""
    return pick(
        "batch",
        f"{plural(layers, 'stage')} of convolutions and {plural(micro_batch, 'example')} on a device: enough for batch"
        " statistics, which allow a high learning rate"
        if micro_batch >= BATCH_FLOOR
        else f"{plural(layers, 'stage')} of convolutions: the guide takes BatchNorm for nearly every network",
        try_next=["batch", "group"],
        warning=_small_batch(micro_batch),
    )


@normalization.rule(
    "NORM-PLAIN",
    scope(family=UNNORMALIZED),
    sources=["google-text-guide", "dlinear2022", "nhits2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes BatchNorm for most networks; this one was designed and studied without.",
)
def studied_without(family: Family, layers: int) -> Pick[Normalization]:
    """Small networks over n-grams, word embeddings or windows of a series were studied without normalisation."""
    return pick(
        "none",
        f"{named(family)} of {plural(layers, 'hidden layer')} was studied without normalisation, and is shallow enough"
        " to train without",
    )


@normalization.rule(
    "NORM-GUIDE",
    scope(family=UNNORMALIZED),
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
        f"{named(family)} of {plural(layers, 'hidden layer')}: the guide takes BatchNorm for nearly every network",
        try_next=["batch", "none"],
        warning=_small_batch(micro_batch, batch_size, train_rows),
    )
