"""The batch; epochs stand in `epochs`, early stopping and seeds in `stopping`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE, count, named, plural
from advisor.knowledge.scopes import families_but, scope
from advisor.knowledge.training.budget import (
    DENSE,
    PUBLISHED,
    REPEATS,
    examples_enough,
    examples_of_a_pass,
    language_model,
    tokens_worth_reading,
    updates_of_a_pass,
)
from advisor.networks import scaling

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import Family
    from advisor.problem import Problem


GUIDE_BATCH: Final = 32  # examples, the upper end of the guide's 2 to 32
GUIDE_MOST: Final = 1024  # examples to which it is raised below massive scale; folklore
MASSIVE_ROWS: Final = 100_000_000  # examples from which the guide's massive scale is taken to begin; folklore
MASSIVE_BATCH: Final = 32_768  # examples: the guide's tens of thousands
MASSIVE_ON_ONE: Final = 128  # images on one GPU, beyond which more of them add no throughput; folklore
# Training rows below which a dense network takes a batch; RealMLP and TabM take 256, the rest is folklore.
TABLE_BATCHES: Final = ((1_000, 32), (10_000, 128), (50_000, 256), (200_000, 512), (2_000_000, 1024))
SIDE_BY_SIDE: Final = ((2_000, 64), (5_000, 128))  # training rows below which small networks side by side take so many
SIDE_BY_SIDE_MOST: Final = 256  # and above; own runs, where 64 was better than 128 on small tables
TABLE_MOST: Final = 4096  # examples on one device; folklore
TABLE_MOST_IN_ALL: Final = 8192  # examples: leaves 10,000 updates of 100 million examples; folklore
STEPS_PER_EPOCH: Final = 50  # updates of a pass that the batch should leave where passes are few; folklore
STEPS_FROM_SCRATCH: Final = 20  # likewise where there are a hundred passes and more; folklore
LEAST: Final = 8  # examples that a recipe is cut down to for the sake of more updates; folklore
LEAST_FROM_SCRATCH: Final = 16  # likewise, where BatchNorm's statistics need them; Wu & He 2018
GUIDE_UPDATES: Final = 8  # updates of a pass that the guide's batch leaves on tiny data; folklore
MOST_UPDATES: Final = 20_000  # updates of a pass, beyond which batches grow; folklore
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
VOLUME_BATCH: Final = 2  # volumes; nnU-Net
ALONE: Final = ("sentence-embedding",)  # a run of minutes, whose batch does not grow with GPUs; folklore
TOKENS_REFERENCE: Final = 1_500_000_000  # tokens at which nanochat measured 2^19 a batch; order of its d12 run
LEAST_UPDATES: Final = 1_000  # updates in all that a batch must leave where one pass is enough; folklore
ADAPTERS: Final = 32  # sequences, as adapters bear large batches less well; Schulman et al. 2025
ADAPTERS_MANY: Final = (100_000, 128)  # training examples from which more are taken, and how many; folklore

batch_size: Decision[int] = Decision(
    "training.batch_size",
    "How many examples make one update?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def bounded(wanted: int, train_rows: int, least: int, updates: int = STEPS_PER_EPOCH) -> int:
    """The power of two up to `wanted` that leaves so many updates, not below `least` where there is data."""
    most = max(least, train_rows // updates)
    return scaling.power_of_two_below(max(1, min(wanted, most, train_rows)))


def grown(wanted: int, most: int, train_rows: int) -> int:
    """The power of two, from `wanted` up to `most`, at which a pass takes no more than MOST_UPDATES."""
    return max(wanted, min(most, scaling.power_of_two_below(train_rows // MOST_UPDATES)))


def around(batch: int, train_rows: int) -> list[int]:
    """Half, the same, twice: what to try next."""
    return sorted({max(1, batch // 2), batch, min(batch * 2, train_rows)})


@batch_size.rule(
    "BAT-MASSIVE-GUIDE",
    scope(family=("pretrained", "cnn", *DENSE)),
    sources=["guide:G-BAT-2", "guide:G-BAT-1"],
    strength="moderate",
    rulesets=GUIDE,
)
def massive_scale(problem: Problem, family: Family, train_rows: int) -> Pick[int] | Skip:
    """At massive scale the guide takes tens of thousands for classifying images, for throughput; so do dense nets."""
    if train_rows < MASSIVE_ROWS or problem.compute.device == "cpu":
        return skip(f"needs {count(MASSIVE_ROWS)} training examples, and GPUs")
    on_one = MASSIVE_BATCH if family in DENSE else MASSIVE_ON_ONE
    batch = min(MASSIVE_BATCH, max(GUIDE_MOST, scaling.power_of_two_below(on_one * problem.compute.gpus)))
    return pick(
        batch,
        f"{count(train_rows)} training examples are massive scale, where throughput on"
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
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int
) -> Pick[int]:
    """2 to 32 generalised best where it was measured; more only where the updates would not end."""
    examples = examples_of_a_pass(problem, max_length, train_rows)
    seen = min(examples, examples_enough(problem, family, widths, examples))
    if problem.data.volumetric:
        low = min(VOLUME_BATCH, examples)
    elif language_model(problem, family):
        low = bounded(GUIDE_BATCH, examples, 1, LEAST_UPDATES // REPEATS)
    else:
        low = bounded(GUIDE_BATCH, examples, LEAST, GUIDE_UPDATES)
    batch = grown(low, GUIDE_MOST, seen)
    updates = count(updates_of_a_pass(seen, batch))
    if batch > GUIDE_BATCH:
        return pick(
            batch,
            f"{plural(examples, 'training example')} would take {count(updates_of_a_pass(seen, GUIDE_BATCH))} updates"
            f" of {GUIDE_BATCH}, so it is raised until {updates} are left",
            around(batch, examples),
        )
    why = "volumes fill memory" if problem.data.volumetric else "2 to 32 generalised best where it was measured"
    if seen < examples:
        why += f", and {count(seen)} of {count(examples)} examples take {updates} updates"
    else:
        why = f"{plural(examples, 'training example')} are far from massive scale, {updates} updates a pass, and {why}"
    return pick(
        batch,
        why,
        around(batch, examples),
    )


@batch_size.rule(
    "BAT-TOKENS",
    sources=["powerlines2025", "nanochat", "guide:G-BAT-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names tens of thousands for language models; the best batch grows with the tokens trained on.",
)
def tokens_of_an_update(
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int
) -> Pick[int] | Skip:
    """The best batch of a language model grows with about the 0.38th power of its tokens, and leaves many updates."""
    if not language_model(problem, family):
        return skip("needs a language model from scratch")
    length = max_length or problem.data.length
    read = tokens_worth_reading(problem, widths)
    best = scaling.batch_tokens(read, TOKENS_REFERENCE)
    examples = examples_of_a_pass(problem, max_length, train_rows)
    seen = examples_enough(problem, family, widths, examples)
    sequences = min(best // length, seen // LEAST_UPDATES, examples)
    sequences = scaling.power_of_two_below(max(1, sequences))
    return pick(
        sequences,
        f"the {count(read)} tokens that are read do best near updates of {count(best)}; {count(sequences * length)} an"
        f" update leave {count(updates_of_a_pass(seen, sequences))} of them",
        around(sequences, examples),
    )


@batch_size.rule(
    "BAT-ADAPTERS",
    sources=["schulman2025", "guide:R5"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on adapters; they bear large batches less well than full tuning does.",
)
def small_for_adapters(
    problem: Problem, wanted: Wanted | None, max_length: int | None, train_rows: int
) -> Pick[int] | Skip:
    """Adapters learn as well as full tuning at small batches, and fall behind at large ones."""
    if wanted is None or wanted.trainable != "adapters":
        return skip("needs adapters on a published network")
    many, larger = ADAPTERS_MANY
    examples = examples_of_a_pass(problem, max_length, train_rows)
    batch = bounded(larger if examples >= many else ADAPTERS, examples, 1)
    return pick(
        batch,
        f"adapters bear large batches less well, and {plural(examples, 'training example')} leave"
        f" {count(updates_of_a_pass(examples, batch))} updates a pass",
        around(batch, examples),
    )


@batch_size.rule(
    "BAT-SIDE-BY-SIDE",
    scope(kind="table", family="mlp"),
    sources=["shallue2018", "playbook2023", "guide:G-BAT-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide takes 2 to 32; networks side by side multiply the batch of each, and of 64 and 128 the"
    " smaller measured better on small tables.",
)
def large_enough_side_by_side(train_rows: int, members: int | None, folds: int) -> Pick[int] | Skip:
    """Small networks in one batched product: several times the batch of each fills the processor already."""
    if members is None or members * folds == 1:
        return skip("needs several dense networks that are averaged")
    wanted = next((batch for rows, batch in SIDE_BY_SIDE if train_rows < rows), SIDE_BY_SIDE_MOST)
    batch = bounded(wanted, train_rows, 1, 1)
    return pick(
        batch,
        f"{plural(members * folds, 'network')} side by side take {batch} of {plural(train_rows, 'training row')} each,"
        f" {plural(updates_of_a_pass(train_rows, batch), 'update')} a pass",
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
        f"{plural(train_rows, 'training row')} leave {plural(updates_of_a_pass(train_rows, batch), 'update')} a pass,"
        " and quality hardly depends on it once the rate goes with it",
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
    """The batch of the family's recipe on each device, as long as a pass keeps some fifty updates."""
    usual = VOLUME_BATCH if problem.data.volumetric else BATCHES.get(family, GUIDE_BATCH)
    gpus = 1 if family in ALONE else max(1, problem.compute.gpus)
    most = MOST.get(family, MOST_DENSE if family in DENSE else usual)
    least, updates = (LEAST, STEPS_PER_EPOCH) if family in PUBLISHED else (LEAST_FROM_SCRATCH, STEPS_FROM_SCRATCH)
    wanted = min(MOST_IN_ALL, grown(usual, most, train_rows // gpus) * gpus)
    enough = examples_enough(problem, family, widths, train_rows)
    if enough < train_rows:
        wanted = min(wanted, enough // LEAST_UPDATES)
    batch = bounded(wanted, train_rows, min(usual, least), updates)
    many = f" on each of {gpus} GPUs" if gpus > 1 else ""
    grows = " more pass faster, and" if batch > usual * gpus else ""
    return pick(
        batch,
        f"recipes for {named(family)} take about {usual}{many};{grows} {plural(train_rows, 'training example')} leave"
        f" {plural(updates_of_a_pass(train_rows, batch), 'update')} a pass",
        around(batch, train_rows),
    )
