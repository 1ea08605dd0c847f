"""How long training lasts: passes, and updates at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, named, plural
from advisor.knowledge.scopes import scope
from advisor.knowledge.training.budget import (
    PUBLISHED,
    SEEN_AGAIN,
    brief,
    examples_enough,
    examples_of_a_pass,
    language_model,
    tokens_at_hand,
    tokens_worth_reading,
    transformer_parameters,
    updates_of_a_pass,
)

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

EPOCHS: Final = {  # passes at most, by recipe
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
# Passes of a brief run: 8 on a CPU left one of three sets of images unlearnt, another at twice the log-loss; on a GPU
# as long as quick recipes for photographs (Smith & Topin 2017; folklore).
BRIEF_EPOCHS: Final = {"cpu": 16, "gpu": 30}
LEAST_OF_A_BRIEF_RUN: Final = 300  # updates; own runs on 160 to 1,600 images
SIDE_BY_SIDE_EPOCHS: Final = 100  # passes of small networks that are averaged; the best lay at 10 to 95; own runs
# Training rows below which a table is fitted within a hundred passes of 32: the best epoch of a 3 x 256 network lay
# between the 6th and the 90th on eight public tables of 178 to 1,030 rows, at rates of 3e-4 and 1e-3; own runs.
SMALL_TABLE: Final = (1_000, 128)
TUNING_EPOCHS: Final = {  # passes over published weights, by the sizes below
    "text": (10, 5, 3, 1),
    "audio": (25, 15, 10, 3),  # AST's 25 on ESC-50; the others folklore
    "speech": (10, 10, 5, 2),  # best word error near 10 in Whisper's fine-tuning; folklore above 20,000 clips
    "other": (40, 20, 10, 3),
}
TUNING_SIZES: Final = (2_000, 20_000, 1_000_000)  # training examples
PAIRS: Final = 40  # pairs that a text takes part in: 20 alike, 20 not; SetFit's default
PAIRS_IN_ALL: Final = 100_000  # pairs beyond which each text takes part in fewer; folklore
TUNED_PASSES: Final = 3  # passes of adapters over tokens; up to 4 lose little (Muennighoff et al. 2023)
LEAST_UPDATES: Final = 500  # updates, BiT's shortest run; Mosbach et al. find too few of them the cause of failures
LEAST_OF_A_TABLE: Final = 200  # updates; on 40 rows 100 to 250 of them did better than more of them; own runs
LEAST_OF_A_UNET: Final = 5_000  # updates; nnU-Net makes 250,000; folklore
LEAST_OF_ADAPTERS: Final = 100  # updates; folklore
SEEN_BY_A_UNET: Final = 3_000_000  # images in all, up to which passes are repeated: nnU-Net's 250,000 batches of 12
MOST_EPOCHS: Final = 1_000  # passes, however few the examples; folklore
MOST_TUNING: Final = {"text": 20}  # likewise for published weights; Mosbach et al. on small sets
MOST_TUNING_USUAL: Final = 100  # folklore
MOST_OF_ADAPTERS: Final = 10  # folklore
GUIDE_EPOCHS: Final = 100  # passes; the guide says many
GUIDE_TUNING: Final = 30  # passes over published weights; the guide says many, and they need few

epochs: Decision[int] = Decision(
    "training.epochs",
    "How many passes over the data at most?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
max_steps: Decision[int] = Decision(
    "training.max_steps",
    "After how many updates does training end, even within a pass?",
    applies=lambda problem, family, widths, max_length, train_rows: (
        family != "zero-shot" and part_enough(problem, family, widths, max_length, train_rows) is not None
    ),
    absent="all passes are made",
)


def part_enough(
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int
) -> tuple[int, int] | None:
    """How many of how many examples are enough, where that is less than a pass."""
    examples = examples_of_a_pass(problem, max_length, train_rows)
    enough = examples_enough(problem, family, widths, examples)
    return (enough, examples) if enough < examples else None


def passes(usual: int, seen: int, updates: int, least: int = LEAST_UPDATES, most: int = MOST_EPOCHS) -> int:
    """The usual passes: fewer where `seen`, how often the data fits into what is seen again, is less; more for few."""
    return max(1, min(usual, seen), min(most, -(-least // updates)))


def around(number: int) -> list[int] | None:
    """Half, the same, twice: what to try next, unless one pass is already enough."""
    return sorted({max(1, number // 2), number, number * 2}) if number > 1 else None


@epochs.rule("EPOCH-TOKENS", sources=["muennighoff2023", "chinchilla2022", "guide"], strength="strong", rulesets=BOTH)
def tokens_for_parameters(problem: Problem, family: Family, widths: list[int]) -> Pick[int] | Skip:
    """Some twenty tokens a parameter: part of a large corpus, or up to four passes over a small one."""
    if not language_model(problem, family):
        return skip("needs a language model from scratch")
    read, tokens = tokens_worth_reading(problem, widths), tokens_at_hand(problem)
    number = -(-read // tokens)
    size = count(transformer_parameters(widths))
    if read < tokens:
        return pick(
            1, f"{size} parameters want {count(read)} tokens, {read / tokens:.2g} of the {count(tokens)} there are"
        )
    few = "" if number < 4 else ", beyond which repeating teaches little"
    return pick(
        number,
        f"{size} parameters want 20 tokens each, and {count(tokens)} give {count(read)} in"
        f" {plural(number, 'pass', 'passes')}{few}",
        [1, 2, 4],
    )


@epochs.rule(
    "EPOCH-ADAPTERS",
    scope(task="language-modeling"),
    sources=["muennighoff2023", "biderman2024", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def tuned_on_tokens(problem: Problem, max_length: int | None, train_rows: int, batch_size: int) -> Pick[int]:
    """Published language models take few passes over new text; more only make them recite it."""
    examples = examples_of_a_pass(problem, max_length, train_rows)
    updates = updates_of_a_pass(examples, batch_size)
    number = passes(TUNED_PASSES, SEEN_AGAIN // examples, updates, LEAST_OF_ADAPTERS, MOST_OF_ADAPTERS)
    total = number * updates
    return pick(
        number,
        f"{count(problem.data.tokens)} tokens are few for a trained model, and few passes over them,"
        f" {plural(total, 'update')} in all, lose little against new text",
        [1, 2, 3, 4],
        warning=f"{count(problem.data.tokens)} tokens give {plural(total, 'update')}: enough for a tone, not for new"
        " knowledge; examples in the prompt may serve better"
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
        f"each of {plural(train_rows, 'text')} takes part in {number} pairs, half alike and half not:"
        f" {count(number * train_rows)} pairs, seen once",
        around(number),
    )


@epochs.rule("EPOCH-GUIDE", sources=["guide:G-EP-1", "guide:R12"], strength="moderate", rulesets=GUIDE)
def many_epochs(problem: Problem, family: Family, widths: list[int], train_rows: int, batch_size: int) -> Pick[int]:
    """Many epochs; since 1cycle needs its end fixed, the best checkpoint is kept in place of stopping."""
    usual = GUIDE_TUNING if family in PUBLISHED else GUIDE_EPOCHS
    seen = min(SEEN_AGAIN, examples_enough(problem, family, widths, train_rows))
    number = passes(usual, seen // train_rows, updates_of_a_pass(train_rows, batch_size))
    what = "fewer than the guide's many for published weights" if family in PUBLISHED else "as the guide wants many"
    return pick(
        number,
        f"{plural(train_rows, 'training example')} are seen {number} times, {what}, and the best epoch is kept"
        if number > 1
        else f"{plural(train_rows, 'training example')} need not be seen twice",
    )


@epochs.rule(
    "EPOCH-TUNING",
    scope(family=("pretrained", "speech-to-text")),
    sources=["mosbach2020", "zhang2020", "bit2019", "devlin2018", "ast2021"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sets many epochs and stops early; published weights need few, with a fixed end.",
)
def few_passes_for_published_weights(problem: Problem, family: Family, train_rows: int, batch_size: int) -> Pick[int]:
    """Published weights are near the goal: few passes, more of them where the data is small."""
    kind = "speech" if family == "speech-to-text" else problem.data.kind
    usual = TUNING_EPOCHS.get(kind, TUNING_EPOCHS["other"])[sum(train_rows >= size for size in TUNING_SIZES)]
    updates = updates_of_a_pass(train_rows, batch_size)
    number = passes(usual, SEEN_AGAIN // train_rows, updates, most=max(usual, MOST_TUNING.get(kind, MOST_TUNING_USUAL)))
    why = f"{plural(number * updates, 'update')} in all"
    if number > usual:
        why = f"too few updates make tuning fail, so {number} make {plural(number * updates, 'update')}"
    elif number < usual:
        why = "so many need fewer"
    return pick(
        number,
        f"{plural(train_rows, 'training example')} move published weights in few passes, {usual} by the recipe; {why}",
        around(number),
    )


@epochs.rule(
    "EPOCH-BRIEF",
    sources=["smith2017", "guide:G-EP-1", "guide:R12"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (200, 2_000)},
    versus="The guide sets many epochs and stops early; on 1,437 images of digits some hundreds of updates of AdamW"
    " under 1cycle ended at a third of the log-loss of 200 passes of SGD, in a tenth of the time.",
)
def some_hundreds_of_updates(problem: Problem, family: Family, train_rows: int, batch_size: int) -> Pick[int] | Skip:
    """A high rate that rises and falls needs few passes: as many as make some hundreds of updates."""
    if not brief(problem, family):
        return skip("needs convolutions from scratch on recordings or small images, fewer than 50,000")
    device = "cpu" if problem.compute.device == "cpu" else "gpu"
    updates = updates_of_a_pass(train_rows, batch_size)
    number = passes(BRIEF_EPOCHS[device], SEEN_AGAIN // train_rows, updates, LEAST_OF_A_BRIEF_RUN)
    return pick(
        number,
        f"{plural(train_rows, 'training example')} take {count(number * updates)} updates in"
        f" {plural(number, 'pass', 'passes')}, enough at a high rate that falls to nothing; more passes cost time and"
        " gained little",
        around(number),
    )


@epochs.rule(
    "EPOCH-BUDGET",
    sources=["realmlp2024", "nnunet", "google-text-guide", "guide:G-EP-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sets many epochs and stops early; the family's recipe says how many its schedule needs.",
)
def passes_of_the_recipe(
    problem: Problem,
    family: Family,
    widths: list[int],
    train_rows: int,
    batch_size: int,
    members: int | None,
    folds: int,
) -> Pick[int]:
    """The passes of the family's recipe: fewer once examples need no repeating, more where a pass is few updates."""
    rows, passes_of_few = SMALL_TABLE
    small = family in ("mlp", "tabm") and train_rows < rows
    usual = passes_of_few if small else EPOCHS.get(family, USUAL_EPOCHS)
    updates = updates_of_a_pass(train_rows, batch_size)
    least = LEAST_OF_A_UNET if family == "unet" else LEAST_OF_A_TABLE if family in ("mlp", "tabm") else LEAST_UPDATES
    again = SEEN_BY_A_UNET if family == "unet" else SEEN_AGAIN
    seen = min(again, examples_enough(problem, family, widths, train_rows))
    if family == "mlp" and members is not None and members * folds > 1:
        usual = SIDE_BY_SIDE_EPOCHS
    number = passes(usual, seen // train_rows, updates, least)
    if number > usual:
        why = f"{updates} of them a pass, so that {count(number * updates)} updates are made"
    elif number < usual:
        why = f"{count(number * train_rows)} examples seen in all are enough"
    else:
        why = f"{count(number * updates)} updates, and the best of them is kept"
    return pick(
        number,
        f"{plural(train_rows, 'training example')}: recipes for {named(family)} on so many take up to"
        f" {plural(usual, 'pass', 'passes')}; {why}",
        around(number),
    )


@max_steps.rule("STEPS-ENOUGH", sources=["chinchilla2022", "bit2019", "guide"], strength="folklore", rulesets=BOTH)
def less_than_a_pass(
    problem: Problem, family: Family, widths: list[int], max_length: int | None, train_rows: int, batch_size: int
) -> Pick[int] | Skip:
    """More data than a network of this size can take in: a random part of it is enough."""
    part = part_enough(problem, family, widths, max_length, train_rows)
    if part is None:
        return skip("needs more examples than a network of this size takes in")
    enough, examples = part
    updates = updates_of_a_pass(enough, batch_size)
    return pick(
        updates,
        f"{named(family)} of this size takes in about {count(enough)} examples, {enough / examples:.2g} of the"
        f" {count(examples)} there are; the guide is silent on it",
        warning=f"{count(enough)} of {count(examples)} training examples are enough for a network of this size:"
        " shuffle well or draw them at random, and spend more data on a larger network only",
    )
