"""How long training lasts: epochs, and updates at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.compute.shortest import LEAST_EPOCHS
from advisor.knowledge.compute.spending import hours_allowed, is_limited, operations_allowed
from advisor.knowledge.predicates import SHORT_RUNS, several_networks
from advisor.knowledge.scopes import ANSWERED, FINE_TUNED, families_but, scope, tasks_but
from advisor.knowledge.training.budget import (
    LANGUAGE_MODEL,
    enough_examples,
    examples_per_epoch,
    tokens_available,
    tokens_to_train_on,
    transformer_parameters,
    updates_per_epoch,
)
from advisor.networks.forward_pass import own_flops
from advisor.networks.published import PASSES, operations_to_read, published
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from advisor.config.values import Sampling
    from advisor.config.words import Family, Method, Trainable
    from advisor.networks.architecture import Architecture
    from advisor.problem import Problem

SEEN_AGAIN: Final = 100_000_000  # examples seen in all, up to which epochs are repeated; folklore
EPOCHS: Final = {  # at most, by recipe
    "mlp": 256,  # RealMLP-TD
    "tabm": 256,
    "cnn": 200,  # residual networks on small images
    "unet": 300,
    "detector": 50,
    "segmenter": 60,
    "rnn": 100,
    "transformer": 100,
    "ngram-mlp": 200,
    "sepcnn": 200,
    "linear-series": 50,
    "nhits": 50,
}
USUAL_EPOCHS: Final = 100
# Epochs of a convolutional network from random weights under 1cycle: of images 60 in own runs on 400 to 2,700; of
# recordings by device, 40 in own runs on 240 to 832 and 60 on a GPU (folklore).
IMAGES_EPOCHS: Final = 60
SHORT_RUN_EPOCHS: Final = {"cpu": 40, "gpu": 60}
SHORT_RUN_BUDGET: Final = 65e12  # operations of a run on a CPU: ten minutes of one core at 0.1 TFLOPS; own runs
LEAST_OF_A_SHORT_RUN: Final = 600  # updates; own runs on 400 images
DETECTOR_FROM_SCRATCH: Final = 300  # epochs to begin with; Ultralytics' tips for YOLOv5
ENSEMBLE_EPOCHS: Final = 100  # of small networks that are averaged; the best lay at 10 to 95; own runs
# Training rows below which a table is fitted within a hundred epochs at a batch of 32: the best epoch of a 3 x 256
# network lay between the 6th and the 90th on eight public tables of 178 to 1,030 rows, at rates of 3e-4 and 1e-3; own
# runs.
SMALL_TABLE_ROWS: Final = 1_000
SMALL_TABLE_EPOCHS: Final = 128
TUNING_EPOCHS: Final = {  # of published weights, by the sizes below
    "text": (10, 5, 3, 1),
    "audio": (25, 15, 10, 3),  # AST's 25 on ESC-50; the others folklore
    "speech": (10, 10, 5, 2),  # best word error near 10 in Whisper's fine-tuning; folklore above 20,000 clips
    "other": (40, 20, 10, 3),
}
FINE_TUNED_BY_KIND: Final = ("pretrained", "speech-to-text")  # families whose epochs go by the kind of data
TUNING_SIZES: Final = (2_000, 20_000, 1_000_000)  # training examples
PAIRS: Final = 40  # pairs that a text takes part in: 20 alike, 20 not; SetFit's default
PAIRS_IN_ALL: Final = 100_000  # pairs beyond which each text takes part in fewer; folklore
ADAPTER_EPOCHS: Final = 3  # of adapters over tokens; up to 4 lose little (Muennighoff et al. 2023)
LEAST_UPDATES: Final = 500  # BiT's shortest run; Mosbach et al. find too few updates the cause of failures
LEAST_OF_A_TABLE: Final = 200  # updates; on 40 rows 100 to 250 did better than more; own runs
LEAST_OF_A_UNET: Final = 5_000  # updates; nnU-Net makes 250,000; folklore
LEAST_OF_ADAPTERS: Final = 100  # updates; folklore
SEEN_BY_A_UNET: Final = 3_000_000  # images in all, up to which epochs are repeated: nnU-Net's 250,000 batches of 12
SEEN_BY_A_DETECTOR: Final = 30_000_000  # likewise from random weights: nearly YOLO's 300 epochs of COCO; folklore
MOST_EPOCHS: Final = 1_000  # however few the examples; folklore
MOST_TUNING: Final = {"text": 20}  # likewise for published weights; Mosbach et al. on small sets
MOST_TUNING_USUAL: Final = 100  # folklore
MOST_OF_ADAPTERS: Final = 10  # folklore
MOST_OF_PREFERENCES: Final = 3  # recipes of the alignment handbook take 1 to 3
GUIDE_EPOCHS: Final = 200  # the guide says many, as early stopping ends them
GUIDE_TUNING: Final = 30  # of published weights; the guide says many, and they need few
GUIDE_CYCLE: Final = 30  # of 1cycle, which takes a fraction of the usual; Smith & Topin 2017

epochs: Decision[int] = Decision(
    "training.epochs",
    "For how many epochs does training run at most?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
max_steps: Decision[int] = Decision(
    "training.max_steps",
    "After how many updates does training end, even within an epoch?",
    applies=lambda problem, family, widths, max_length, train_rows: (
        family != "zero-shot" and ends_within_an_epoch(problem, family, widths, max_length, train_rows)
    ),
    absent="every epoch runs to its end",
)


def ends_within_an_epoch(
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int
) -> bool:
    """Whether fewer examples than an epoch has are enough."""
    examples = examples_per_epoch(problem, max_length, train_rows)
    return enough_examples(problem, family, widths, examples) < examples


def adapted(usual: int, most_seen: int, updates: int, least: int = LEAST_UPDATES, most: int = MOST_EPOCHS) -> int:
    """The usual epochs, but at most `most_seen`; more of them, up to `most`, where they make too few updates."""
    return max(1, min(usual, most_seen), min(most, -(-least // updates)))


def around(number: int) -> list[int] | None:
    """Half, the same, twice: what to try next, unless one epoch is already enough."""
    return sorted({max(1, number // 2), number, number * 2}) if number > 1 else None


@epochs.rule(
    "EPOCH-TOKENS",
    LANGUAGE_MODEL,
    sources=["muennighoff2023", "chinchilla2022", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def tokens_for_parameters(problem: Problem, widths: list[int]) -> Pick[int]:
    """Some twenty tokens per parameter: part of a large corpus, or up to four epochs of a small one."""
    read, tokens = tokens_to_train_on(problem, widths), tokens_available(problem)
    number = -(-read // tokens)
    size = count(transformer_parameters(widths))
    if read < tokens:
        return pick(
            1, f"{size} parameters want {count(read)} tokens, {read / tokens:.2g} of the {count(tokens)} there are"
        )
    few = "" if number < 4 else ", and further repeats teach little"
    return pick(
        number,
        f"{size} parameters want 20 tokens each; the {count(tokens)} there are give {count(read)} in"
        f" {plural(number, 'epoch')}{few}",
        [1, 2, 4],
    )


@epochs.rule(
    "EPOCH-PREFERENCES",
    scope(task="language-modeling", family="pretrained", supervision=ANSWERED),
    sources=["tulu2024", "handbook", "trl-docs", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def once_over_preferences(
    problem: Problem, method: Method | None, train_rows: int, batch_size: int, sampling: Sampling | None
) -> Pick[int] | Skip:
    """Preferences and rewards are read once or a few times: more drives the model far from what it was."""
    if method in (None, "sft"):
        return skip("needs preferences, marks or rewards")
    updates = updates_per_epoch(train_rows * (sampling.generations if sampling else 1), batch_size)
    number = 1 if updates >= LEAST_OF_ADAPTERS else min(MOST_OF_PREFERENCES, -(-LEAST_OF_ADAPTERS // updates))
    return pick(
        number,
        f"{plural(number, 'epoch')} of {plural(train_rows, 'training example')} make"
        f" {plural(number * updates, 'update')}, and more would drive the model far from what it was",
        [1, 2, 3],
    )


@epochs.rule(
    "EPOCH-ADAPTERS",
    scope(task="language-modeling", family="pretrained"),
    sources=["muennighoff2023", "biderman2024", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def tuned_on_tokens(
    problem: Problem,
    family: Family,
    backbone: str,
    trainable: Trainable,
    max_length: int | None,
    train_rows: int,
    batch_size: int,
    packing: bool | None,
) -> Pick[int]:
    """Published language models take few epochs of new text; more only make them recite it."""
    examples = examples_per_epoch(problem, max_length, train_rows, packing)
    updates = updates_per_epoch(examples, batch_size)
    number = adapted(ADAPTER_EPOCHS, SEEN_AGAIN // examples, updates, LEAST_OF_ADAPTERS, MOST_OF_ADAPTERS)
    once = operations_to_read(published(backbone), trainable, problem.data.tokens)
    paid = max(1, int(operations_allowed(problem, family) / once))
    why = "few repeats lose little against new text"
    if paid < number:
        number, why = paid, "more would take longer than there is time"
    elif number > ADAPTER_EPOCHS:
        why = "so few tokens need more repeats for enough updates"
    total = number * updates
    return pick(
        number,
        f"{plural(number, 'epoch')} of {plural(problem.data.tokens, 'token')} make {plural(total, 'update')}: {why}",
        [1, 2, 3, 4],
        warning=f"{plural(problem.data.tokens, 'token')} in all, read for {plural(total, 'update')}: enough for a tone,"
        " not for new knowledge; examples in the prompt may serve better"
        if total < LEAST_OF_ADAPTERS
        else None,
    )


@epochs.rule(
    "EPOCH-PAIRS",
    scope(family="sentence-embedding"),
    sources=["setfit2022", "setfit", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def pairs_of_texts(train_rows: int) -> Pick[int]:
    """Contrastive tuning sees pairs: each text with 20 of its class and 20 of others."""
    number = max(1, min(PAIRS, PAIRS_IN_ALL // train_rows))
    return pick(
        number,
        f"each of {plural(train_rows, 'text')} is in {plural(number, 'pair')}, half with texts of its own class:"
        f" {plural(number * train_rows, 'pair')}, seen once",
        around(number),
    )


@epochs.rule(
    "EPOCH-DETECTOR-SCRATCH",
    scope(family="detector"),
    sources=["ultralytics-tips", "he2018", "guide:G-EP-1"],
    strength="moderate",
    rulesets=BOTH,
)
def detectors_from_random_weights(problem: Problem, train_rows: int, batch_size: int) -> Pick[int] | Skip:
    """A detector learns from random weights, but in several times as many epochs as published ones need."""
    if problem.priorities.pretrained:
        return skip("needs published weights to be ruled out")
    updates = updates_per_epoch(train_rows, batch_size)
    number = adapted(DETECTOR_FROM_SCRATCH, SEEN_BY_A_DETECTOR // train_rows, updates)
    return pick(
        number,
        f"random weights of a detector need several times as many as published ones: {plural(number, 'epoch')} of"
        f" {plural(train_rows, 'training example')} make {plural(number * updates, 'update')}",
        around(number),
    )


@epochs.rule(
    "EPOCH-GUIDE",
    scope(family=families_but("sentence-embedding")),
    sources=["guide:G-EP-1", "guide:R12", "smith2017"],
    strength="moderate",
    rulesets=GUIDE,
)
def many_epochs(problem: Problem, family: Family, widths: list[int], train_rows: int, batch_size: int) -> Pick[int]:
    """Many epochs, which early stopping ends; few under 1cycle, which needs its end fixed. The best one is kept."""
    fast = problem.priorities.first == "speed"
    usual = GUIDE_CYCLE if fast else GUIDE_TUNING if family in FINE_TUNED else GUIDE_EPOCHS
    seen = min(SEEN_AGAIN, enough_examples(problem, family, widths, train_rows))
    updates = updates_per_epoch(train_rows, batch_size)
    number = adapted(usual, seen // train_rows, updates)
    examples = plural(train_rows, "training example")
    if number == 1:
        return pick(number, f"{examples} need not be seen twice")
    if number > usual:
        why = f"fewer would make less than {LEAST_UPDATES} updates at {plural(updates, 'update')} per epoch"
    elif number < usual:
        why = f"{count(number * train_rows)} examples seen in all are enough"
    elif fast:
        why = "speed comes first, and a rate that rises and falls needs few"
    elif family in FINE_TUNED:
        why = "published weights need fewer than the guide's many"
    else:
        why = "the guide wants many"
    return pick(number, f"{plural(number, 'epoch')} of {examples}: {why}, and the best one is kept")


@epochs.rule(
    "EPOCH-TUNING",
    scope(task=tasks_but("language-modeling"), family=FINE_TUNED_BY_KIND),
    sources=["mosbach2020", "zhang2020", "bit2019", "devlin2018", "ast2021"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sets many epochs and stops early; published weights need few, with a fixed end.",
)
def few_passes_for_published_weights(problem: Problem, family: Family, train_rows: int, batch_size: int) -> Pick[int]:
    """Published weights are near the goal: few epochs, more of them where the data is small."""
    kind = "speech" if family == "speech-to-text" else problem.data.kind
    usual = TUNING_EPOCHS.get(kind, TUNING_EPOCHS["other"])[sum(train_rows >= size for size in TUNING_SIZES)]
    updates = updates_per_epoch(train_rows, batch_size)
    most = max(usual, MOST_TUNING.get(kind, MOST_TUNING_USUAL))
    number = adapted(usual, SEEN_AGAIN // train_rows, updates, most=most)
    why = f"here they make {plural(number * updates, 'update')}"
    if number > usual:
        why = f"too few updates make fine-tuning fail, so {number} make {plural(number * updates, 'update')}"
    elif number < usual:
        why = "on so many fewer are enough"
    return pick(
        number,
        f"published weights need few epochs, {usual} in recipes for {plural(train_rows, 'training example')}; {why}",
        around(number),
    )


@epochs.rule(
    "EPOCH-BRIEF",
    SHORT_RUNS,
    sources=["smith2017", "guide:G-EP-1", "guide:R12"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 3_000)},
    versus="The guide sets many epochs and stops early; under 1cycle forty to sixty ended where more gained little.",
)
def passes_of_a_short_run(
    problem: Problem, family: Family, train_rows: int, batch_size: int, draft: Architecture, folds: int
) -> Pick[int]:
    """A high rate that rises and falls needs dozens of passes: each shows every example changed in another way.

    As many as fit into the time that was said, on a CPU else into about ten minutes of a core for each fold, but never
    fewer than 16; on few examples as many as make enough updates. The 40 of recordings were learnt on 1,040 spoken
    words. Of images 60 passes without a hole, ended at the last and calibrated, had an accuracy of .809 and a log-loss
    of .522 after 2,000 photographs, where 40 had .769 and .594, and .654 and .910 after 400 of them (40: .621 and .969;
    80: .637 and .923). After 2,000 clothes, which took no part in the choice, they had .874 and .344, and 40 had .865
    and .373. One seed each.
    """
    usual = IMAGES_EPOCHS if problem.data.kind == "image" else SHORT_RUN_EPOCHS[problem.compute.device]
    once = PASSES["all"] * own_flops(draft) * train_rows
    paid = usual
    if is_limited(problem):
        paid = int(operations_allowed(problem, family) / folds / once)
    elif problem.compute.device == "cpu":
        paid = int(SHORT_RUN_BUDGET / once)
    updates = updates_per_epoch(train_rows, batch_size)
    number = max(LEAST_EPOCHS, min(usual, paid))
    number = adapted(number, SEEN_AGAIN // train_rows, updates, LEAST_OF_A_SHORT_RUN)
    made = (
        f"{plural(number, 'epoch')} of {plural(train_rows, 'training example')} make {count(number * updates)} updates"
    )
    if number > usual:
        why = f"{usual} would be fewer than {LEAST_OF_A_SHORT_RUN}"
    elif number < usual and paid < usual:
        hours = hours_allowed(problem, max(1, problem.compute.gpus))
        long = "would take a CPU long" if hours is None else f"take longer than the {duration(hours)} that there are"
        why = f"each takes {once / 1e12:.2g} million million operations, and {usual} of them {long}"
    elif number < usual:
        why = f"{count(number * train_rows)} examples seen in all are enough"
    else:
        why = "enough at a high rate that falls to zero"
    return pick(number, f"{made}: {why}", around(number))


@epochs.rule(
    "EPOCH-BUDGET",
    scope(family=families_but("sentence-embedding", *FINE_TUNED_BY_KIND)),
    sources=["realmlp2024", "nnunet", "google-text-guide", "guide:G-EP-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sets many epochs and stops early; the family's recipe says how many its schedule needs.",
)
def epochs_of_the_recipe(
    problem: Problem,
    family: Family,
    widths: list[int],
    train_rows: int,
    batch_size: int,
    members: int | None,
    folds: int,
) -> Pick[int]:
    """The epochs of the family's recipe: fewer once examples need no repeating, more where an epoch is few updates."""
    small = family in ("mlp", "tabm") and train_rows < SMALL_TABLE_ROWS
    usual = SMALL_TABLE_EPOCHS if small else EPOCHS.get(family, USUAL_EPOCHS)
    updates = updates_per_epoch(train_rows, batch_size)
    least = LEAST_OF_A_UNET if family == "unet" else LEAST_OF_A_TABLE if family in ("mlp", "tabm") else LEAST_UPDATES
    again = SEEN_BY_A_UNET if family == "unet" else SEEN_AGAIN
    seen = min(again, enough_examples(problem, family, widths, train_rows))
    if family == "mlp" and several_networks(members, folds):
        usual = ENSEMBLE_EPOCHS
    number = adapted(usual, seen // train_rows, updates, least)
    if number > usual:
        why = f"with {plural(updates, 'update')} per epoch it takes more to make {count(number * updates)} updates"
    elif number < usual:
        why = f"{count(number * train_rows)} examples seen in all are enough"
    else:
        why = f"that is {count(number * updates)} updates, and the best epoch is kept"
    return pick(
        number,
        f"recipes for {named(family)} on {plural(train_rows, 'training example')} take up to {plural(usual, 'epoch')};"
        f" {why}",
        around(number),
    )


@max_steps.rule("STEPS-ENOUGH", sources=["chinchilla2022", "bit2019", "guide"], strength="folklore", rulesets=BOTH)
def less_than_an_epoch(
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int, batch_size: int
) -> Pick[int]:
    """More data than a network of this size can learn from: a random part of it is enough."""
    examples = examples_per_epoch(problem, max_length, train_rows)
    enough = enough_examples(problem, family, widths, examples)
    return pick(
        updates_per_epoch(enough, batch_size),
        f"{named(family)} of this size learns from about {count(enough)} examples, {enough / examples:.2g} of the"
        f" {count(examples)} there are; the guide is silent on it",
        warning=f"{count(enough)} of {count(examples)} training examples are enough for a network of this size:"
        " shuffle well or draw them at random, and spend more data on a larger network only",
    )
