"""The batch size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import several_networks
from advisor.knowledge.scopes import FINE_TUNED, families_but, scope
from advisor.knowledge.training.budget import (
    LANGUAGE_MODEL,
    REPEATS,
    enough_examples,
    examples_per_epoch,
    language_model,
    tokens_to_train_on,
    updates_per_epoch,
)
from advisor.networks import scaling
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import Sampling, Wanted
    from advisor.config.words import Family
    from advisor.problem import Problem


GUIDE_BATCH: Final = 32  # examples, the upper end of the guide's 2 to 32
GUIDE_MOST: Final = 1024  # examples to which it is raised below massive scale; folklore
GUIDE_MASSIVE_ROWS: Final = 100_000_000  # examples from which the guide's massive scale is taken to begin; folklore
GUIDE_MASSIVE_BATCH: Final = 32_768  # examples: the guide's tens of thousands
GUIDE_IMAGES_PER_GPU: Final = 128  # images at massive scale, beyond which more add no throughput; folklore
FULLY_CONNECTED: Final = ("mlp", "tabm", "ngram-mlp", "linear-series", "nhits")
# Training rows below which a dense network takes a batch; RealMLP and TabM take 256, the rest is folklore.
TABLE_BATCHES: Final = ((1_000, 32), (10_000, 128), (50_000, 256), (200_000, 512), (2_000_000, 1024))
# Training rows below which each network of a batched ensemble takes so many; own runs, where 64 was better than 128 on
# small tables.
ENSEMBLE_BATCHES: Final = ((2_000, 64), (5_000, 128))
ENSEMBLE_MOST: Final = 256  # and above
TABLE_MOST: Final = 4096  # examples on one device; folklore
TABLE_MOST_IN_ALL: Final = 8192  # examples: leaves 10,000 updates of 100 million examples; folklore
STEPS_PER_EPOCH: Final = 50  # updates per epoch that the batch should leave where epochs are few; folklore
STEPS_FROM_SCRATCH: Final = 20  # likewise where there are a hundred epochs and more; folklore
LEAST: Final = 8  # examples that a recipe is cut down to for the sake of more updates; folklore
LEAST_FROM_SCRATCH: Final = 16  # likewise, where BatchNorm's statistics need them; Wu & He 2018
GUIDE_UPDATES: Final = 8  # updates per epoch that the guide's batch leaves on tiny data; folklore
MOST_UPDATES: Final = 20_000  # updates per epoch, beyond which batches grow; folklore
MOST: Final = {  # examples on one device; folklore
    "pretrained": 256,
    "detector": 64,
    "segmenter": 64,
    "speech-to-text": 64,
    "unet": 64,
    "cnn": 256,
    "rnn": 1024,
    "transformer": 1024,
    "sepcnn": 1024,
}
MOST_IN_ALL: Final = 8192  # examples over all devices, as far as Goyal et al. kept the quality
MOST_DENSE: Final = 4096  # likewise
BATCHES: Final = {  # examples on one device, by recipe
    "pretrained": 32,  # timm, text fine-tuning
    "cnn": 64,
    "unet": 12,  # nnU-Net in two dimensions
    "detector": 16,
    "segmenter": 16,
    "speech-to-text": 16,  # Whisper
    "sentence-embedding": 16,  # SetFit
    "rnn": 64,
    "transformer": 128,  # PatchTST
    "ngram-mlp": 128,  # Google's guide to text classification
    "sepcnn": 128,  # likewise
    "linear-series": 32,
    "nhits": 256,
}
IMAGES_BATCH: Final = 128  # images of a convolutional network from random weights; ResNet's on 32 pixels
STEPS_OF_A_SHORT_RUN: Final = 30  # updates per epoch that it keeps, where there are some forty epochs; own runs
VOLUME_BATCH: Final = 2  # volumes; nnU-Net
ONE_GPU: Final = ("sentence-embedding",)  # a run of minutes, whose batch does not grow with GPUs; folklore
TOKENS_REFERENCE: Final = 1_500_000_000  # tokens at which nanochat measured 2^19 a batch; order of its d12 run
LEAST_UPDATES: Final = 1_000  # updates in all that a batch must leave where one epoch is enough; folklore
GROUPS: Final = 8  # prompts of an update, each with a group of answers; folklore
ADAPTERS: Final = 32  # sequences, as adapters lose more at large batches; Schulman et al. 2025
ADAPTERS_MANY: Final = (100_000, 128)  # training examples from which more are taken, and how many; folklore

batch_size: Decision[int] = Decision(
    "training.batch_size",
    "How many examples make one update?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def bounded(wanted: int, train_rows: int, least: int, updates: int = STEPS_PER_EPOCH) -> int:
    """The power of two up to `wanted` that leaves so many updates per epoch, not below `least` where there is data."""
    most = max(least, train_rows // updates)
    return scaling.power_of_two_below(max(1, min(wanted, most, train_rows)))


def grown(wanted: int, most: int, train_rows: int) -> int:
    """The power of two, from `wanted` up to `most`, at which an epoch takes no more than MOST_UPDATES."""
    return max(wanted, min(most, scaling.power_of_two_below(train_rows // MOST_UPDATES)))


def around(batch: int, train_rows: int) -> list[int]:
    """Half, the same, twice: what to try next."""
    return sorted({max(1, batch // 2), batch, min(batch * 2, train_rows)})


@batch_size.rule(
    "BAT-GROUPS",
    scope(supervision="verifiable", family="pretrained"),
    sources=["trl-docs", "deepseekmath2024", "guide:R5"],
    strength="folklore",
    rulesets=BOTH,
)
def whole_groups_of_answers(sampling: Sampling | None, train_rows: int) -> Pick[int] | Skip:
    """An update takes whole groups of answers, as their rewards are compared within a group."""
    if sampling is None:
        return skip("needs a model that is rewarded for its own answers")
    groups = bounded(GROUPS, train_rows, 1)
    batch = groups * sampling.generations
    return pick(
        batch,
        f"{plural(groups, 'prompt')} with {sampling.generations} answers each make an update, and an epoch has"
        f" {plural(updates_per_epoch(train_rows, groups), 'update')}",
        [batch // 2, batch, 2 * batch] if groups > 1 else [batch, 2 * batch],
    )


@batch_size.rule(
    "BAT-MASSIVE-GUIDE",
    scope(family=("pretrained", "cnn", *FULLY_CONNECTED)),
    sources=["guide:G-BAT-2", "guide:G-BAT-1"],
    strength="moderate",
    rulesets=GUIDE,
)
def massive_scale(problem: Problem, family: Family, train_rows: int) -> Pick[int] | Skip:
    """At massive scale the guide takes tens of thousands for classifying images, for throughput; so do dense nets."""
    if train_rows < GUIDE_MASSIVE_ROWS or problem.compute.device == "cpu":
        return skip(f"needs at least {count(GUIDE_MASSIVE_ROWS)} training examples, and a GPU")
    on_one = GUIDE_MASSIVE_BATCH if family in FULLY_CONNECTED else GUIDE_IMAGES_PER_GPU
    batch = min(GUIDE_MASSIVE_BATCH, max(GUIDE_MOST, scaling.power_of_two_below(on_one * problem.compute.gpus)))
    return pick(
        batch,
        f"{count(train_rows)} training examples are massive scale, where the throughput of"
        f" {plural(max(1, problem.compute.gpus), 'GPU')} decides",
        around(batch, train_rows),
    )


@batch_size.rule(
    "BAT-SMALL",
    sources=["guide:G-BAT-3", "guide:G-BAT-4", "guide:G-BAT-5", "guide:G-BAT-6", "guide:R5", "masters2018"],
    strength="moderate",
    rulesets=GUIDE,
)
def small_and_slowly_larger(
    problem: Problem,
    family: Family,
    widths: list[int],
    max_length: int | None,
    train_rows: int,
    packing: bool | None,
    sampling: Sampling | None,
) -> Pick[int]:
    """Batches of 2 to 32 generalised best where it was measured; larger ones only where updates would be too many."""
    examples = examples_per_epoch(problem, max_length, train_rows, packing, sampling)
    seen = min(examples, enough_examples(problem, family, widths, examples))
    if problem.data.volumetric:
        low = min(VOLUME_BATCH, examples)
    elif language_model(problem, family):
        low = bounded(GUIDE_BATCH, examples, 1, LEAST_UPDATES // REPEATS)
    else:
        low = bounded(GUIDE_BATCH, examples, LEAST, GUIDE_UPDATES)
    batch = grown(low, GUIDE_MOST, seen)
    updates = updates_per_epoch(seen, batch)
    if batch > GUIDE_BATCH:
        return pick(
            batch,
            f"{count(seen)} training examples would take {count(updates_per_epoch(seen, GUIDE_BATCH))} updates of"
            f" {GUIDE_BATCH} each, so the batch is raised until {count(updates)} are left",
            around(batch, examples),
        )
    why = (
        "volumes fill the memory"
        if problem.data.volumetric
        else "batches of 2 to 32 generalised best where it was measured"
    )
    if seen < examples:
        why += f", and {count(seen)} of {count(examples)} examples take {plural(updates, 'update')}"
    else:
        why = f"with {plural(examples, 'training example')} an epoch has {plural(updates, 'update')}, and {why}"
    return pick(batch, why, around(batch, examples))


@batch_size.rule(
    "BAT-TOKENS",
    LANGUAGE_MODEL,
    sources=["powerlines2025", "nanochat", "guide:G-BAT-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names tens of thousands for language models; the best batch grows with the tokens trained on.",
)
def tokens_of_an_update(
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int
) -> Pick[int]:
    """The best batch of a language model grows with about the 0.38th power of its tokens, and leaves many updates."""
    length = max_length or problem.data.length
    read = tokens_to_train_on(problem, widths)
    best = scaling.batch_tokens(read, TOKENS_REFERENCE)
    examples = examples_per_epoch(problem, max_length, train_rows)
    seen = enough_examples(problem, family, widths, examples)
    sequences = min(best // length, seen // LEAST_UPDATES, examples)
    sequences = scaling.power_of_two_below(max(1, sequences))
    return pick(
        sequences,
        f"for {count(read)} training tokens the best batch is near {count(best)} tokens; {count(sequences * length)}"
        f" per update leave {plural(updates_per_epoch(seen, sequences), 'update')}",
        around(sequences, examples),
    )


@batch_size.rule(
    "BAT-ADAPTERS",
    scope(family=FINE_TUNED),
    sources=["schulman2025", "guide:R5"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on adapters; they lose more at large batches than full fine-tuning does.",
)
def small_for_adapters(
    problem: Problem,
    wanted: Wanted,
    max_length: int | None,
    train_rows: int,
    packing: bool | None,
    sampling: Sampling | None,
) -> Pick[int] | Skip:
    """Adapters train as well as all weights at small batches, and fall behind at large ones."""
    if wanted.trainable != "adapters":
        return skip("needs a published model of which adapters learn, whatever memory there is")
    many, larger = ADAPTERS_MANY
    examples = examples_per_epoch(problem, max_length, train_rows, packing, sampling)
    batch = bounded(larger if examples >= many else ADAPTERS, examples, 1)
    return pick(
        batch,
        f"adapters lose more at large batches than full fine-tuning does; with {plural(examples, 'training example')}"
        f" an epoch has {plural(updates_per_epoch(examples, batch), 'update')}",
        around(batch, examples),
    )


@batch_size.rule(
    "BAT-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["shallue2018", "playbook2023", "guide:G-BAT-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide takes 2 to 32; a batched ensemble multiplies the batch of each network, and of 64 and 128 the"
    " smaller measured better on small tables.",
)
def batch_of_an_ensemble(train_rows: int, members: int | None, folds: int) -> Pick[int] | Skip:
    """A batched ensemble multiplies the batch of each network, which fills the processor already."""
    if not several_networks(members, folds):
        return skip("needs several networks that are averaged")
    wanted = next((batch for rows, batch in ENSEMBLE_BATCHES if train_rows < rows), ENSEMBLE_MOST)
    batch = bounded(wanted, train_rows, 1, 1)
    return pick(
        batch,
        f"each of {plural(members * folds, 'network')} in the batched ensemble takes {batch} of"
        f" {plural(train_rows, 'training row')}, {plural(updates_per_epoch(train_rows, batch), 'update')} per epoch",
        around(batch, train_rows),
    )


@batch_size.rule(
    "BAT-TABLE",
    scope(family=("mlp", "tabm")),
    sources=["realmlp2024", "pytabkit", "shallue2018", "playbook2023", "guide:R5", "guide:G-BAT-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide takes 2 to 32, or tens of thousands at massive scale; once the rate is retuned quality does not"
    " depend on the batch, so one that leaves enough updates and saves time is taken.",
)
def by_rows(problem: Problem, train_rows: int) -> Pick[int]:
    """Dense networks: 256 in the recipes, less where few rows leave few updates, more where there are many."""
    wanted = next((batch for rows, batch in TABLE_BATCHES if train_rows < rows), TABLE_MOST)
    if wanted == TABLE_MOST:
        wanted = min(TABLE_MOST_IN_ALL, wanted * max(1, problem.compute.gpus))
    batch = bounded(wanted, train_rows, GUIDE_BATCH, STEPS_FROM_SCRATCH)
    return pick(
        batch,
        f"with {plural(train_rows, 'training row')} an epoch has"
        f" {plural(updates_per_epoch(train_rows, batch), 'update')}, and quality hardly depends on the batch once the"
        " learning rate is scaled with it",
        around(batch, train_rows),
    )


@batch_size.rule(
    "BAT-RECIPE",
    scope(family=families_but("mlp", "tabm")),
    sources=["playbook2023", "shallue2018", "google-text-guide", "nnunet", "guide:R5"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes 2 to 32, or tens of thousands at massive scale; the family's recipe fills the device, and"
    " the rate is set with it.",
)
def of_the_recipe(problem: Problem, family: Family, widths: list[int], train_rows: int) -> Pick[int]:
    """The batch of the family's recipe on each device, as long as an epoch keeps some fifty updates.

    Twenty are enough in longer runs from random weights; some forty epochs of convolutions over images need thirty. In
    training on 2,400 photographs of 32 pixels, 64 in place of 128 lowered the validation loss from .691 to .620. With
    half the channels 32 was level with 64 there (.680, .683), and on 400 of the photographs 16 in place of 32 lowered
    the validation loss from 1.176 to 1.151 and that of a test part from 1.145 to 1.100. On 2,400 grey clothes, which
    took no part in the choice, 64 and 128 were level on the test part (.416, .418). One seed each.
    """
    images = family == "cnn" and problem.data.kind == "image"
    recipes = BATCHES | ({"cnn": IMAGES_BATCH} if images else {})
    usual = VOLUME_BATCH if problem.data.volumetric else recipes.get(family, GUIDE_BATCH)
    gpus = 1 if family in ONE_GPU else max(1, problem.compute.gpus)
    most = MOST.get(family, MOST_DENSE if family in FULLY_CONNECTED else usual)
    least, updates = (LEAST, STEPS_PER_EPOCH) if family in FINE_TUNED else (LEAST_FROM_SCRATCH, STEPS_FROM_SCRATCH)
    updates = STEPS_OF_A_SHORT_RUN if images else updates
    wanted = min(MOST_IN_ALL, grown(usual, most, train_rows // gpus) * gpus)
    enough = enough_examples(problem, family, widths, train_rows)
    if enough < train_rows:
        wanted = min(wanted, enough // LEAST_UPDATES)
    batch = bounded(wanted, train_rows, min(usual, least), updates)
    volumes = " on volumes" if problem.data.volumetric else ""
    many = f" on each of {count(gpus)} GPUs" if gpus > 1 else ""
    examples, leaves = plural(train_rows, "training example"), plural(updates_per_epoch(train_rows, batch), "update")
    if batch > usual * gpus:
        here = f"raised for {examples}, so that an epoch has {leaves}"
    elif batch < scaling.power_of_two_below(min(MOST_IN_ALL, usual * gpus)):
        here = f"cut for {examples}, so that an epoch keeps {leaves}"
    else:
        here = f"with {examples} an epoch has {leaves}"
    return pick(
        batch,
        f"recipes for {named(family)}{volumes} take about {usual}{many}; {here}",
        around(batch, train_rows),
    )
