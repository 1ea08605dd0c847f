"""Batch size, epochs and when to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.arithmetic import scaling
from advisor.config.values import EarlyStopping, ScheduleSettings
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

GUIDE_BATCH: Final = 32  # examples, the upper end of the guide's 2 to 32
MASSIVE_ROWS: Final = 100_000_000  # examples from which the guide's massive scale is taken to begin; folklore
MASSIVE_BATCH: Final = 32_768  # examples: the guide's tens of thousands
# Training rows below which a dense network takes a batch; RealMLP and TabM take 256, the rest is folklore.
TABLE_BATCHES: Final = ((1_000, 32), (10_000, 128), (50_000, 256), (200_000, 512), (2_000_000, 1024))
TABLE_MOST: Final = 4096  # examples on one device; folklore
STEPS_PER_EPOCH: Final = 50  # updates of a pass that the batch should leave; folklore
LEAST_BATCH: Final = 16  # examples that BatchNorm's statistics need; Wu & He 2018
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
TOKENS_REFERENCE: Final = 1_500_000_000  # tokens at which nanochat measured 2^19 a batch; order of its d12 run
DEVICES_IN_STEP: Final = 8  # devices whose batches a dense network adds up; folklore

MOST_SEEN: Final = 100_000_000  # examples seen in all; gives 10 to 100 passes from one to ten million
EPOCHS: Final = {  # passes at most, by recipe
    "mlp": 256,  # RealMLP-TD
    "tabm": 256,
    "cnn": 200,  # residual networks on small images
    "unet": 300,
    "detector": 50,
    "segmenter": 60,
    "speech-to-text": 10,  # best word error near 10 in Whisper's fine-tuning
    "sentence-embedding": 1,  # SetFit
    "rnn": 100,
    "transformer": 100,
    "ngram-mlp": 200,
    "sepcnn": 200,
    "linear-series": 50,
    "nhits": 50,
}
USUAL_EPOCHS: Final = 100
TUNING_EPOCHS: Final = {"text": (10, 5, 3, 1), "other": (40, 20, 10, 3)}  # passes, by the sizes below
TUNING_SIZES: Final = (2_000, 20_000, 1_000_000)  # training examples
REPEATS: Final = 3  # passes over few tokens; up to 4 lose little (Muennighoff et al.)
GUIDE_EPOCHS: Final = 100  # passes; the guide says many
PATIENCE: Final = {"ngram-mlp": 5, "sepcnn": 5}  # epochs; Google's text guide has 2 on smooth curves
USUAL_PATIENCE: Final = 16  # epochs; TabM, FT-Transformer
SEED_ROWS: Final = 10_000  # training examples below which one seed proves little; folklore

batch_size: Decision[int] = Decision(
    "training.batch_size",
    "How many examples make one update?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
epochs: Decision[int] = Decision(
    "training.epochs",
    "How many passes over the data at most?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
early_stopping: Decision[EarlyStopping] = Decision(
    "training.early_stopping",
    "When does training end before its epochs are used up?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
seeds: Decision[list[int]] = Decision(
    "training.seeds",
    "Which seeds are run?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def bounded(wanted: int, train_rows: int, least: int = LEAST_BATCH) -> int:
    """The power of two up to `wanted` that leaves STEPS_PER_EPOCH updates, not below `least` where there is data."""
    most = max(least, train_rows // STEPS_PER_EPOCH)
    return min(scaling.power_of_two_below(max(1, min(wanted, most))), scaling.power_of_two_below(train_rows))


def around(batch: int, train_rows: int) -> list[int]:
    """Half, the same, twice: what to try next."""
    return sorted({max(1, batch // 2), batch, min(batch * 2, train_rows)})


@batch_size.rule("BAT-MASSIVE-GUIDE", sources=["guide:G-BAT-2", "guide:G-BAT-1"], strength="moderate", rulesets=GUIDE)
def massive_scale(problem: Problem, train_rows: int) -> Pick[int] | Skip:
    """At massive scale the guide takes tens of thousands, for throughput."""
    if train_rows < MASSIVE_ROWS or problem.compute.device == "cpu":
        return skip(f"needs {count(MASSIVE_ROWS)} examples, and GPUs")
    return pick(
        MASSIVE_BATCH,
        f"{count(train_rows)} training examples are massive scale, where throughput decides",
        [8192, 32768, 131072],
    )


@batch_size.rule(
    "BAT-SMALL",
    sources=["guide:G-BAT-3", "guide:G-BAT-4", "guide:G-BAT-5", "guide:G-BAT-6", "masters2018"],
    strength="moderate",
    rulesets=GUIDE,
)
def small_and_slowly_larger(train_rows: int) -> Pick[int] | Skip:
    """2 to 32 generalised best where it was measured; start low, raise slowly, and watch."""
    return pick(
        max(1, min(GUIDE_BATCH, train_rows)),
        f"{plural(train_rows, 'training example')} are far from massive scale, and 2 to 32 generalised best where"
        " it was measured",
        [8, 16, 32, 64],
    )


@batch_size.rule(
    "BAT-TOKENS",
    sources=["nanochat", "mccandlish2018", "guide:G-BAT-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide names tens of thousands for language models; the best batch grows with the tokens trained on.",
)
def tokens_of_an_update(problem: Problem, family: Family, max_length: int | None, train_rows: int) -> Pick[int] | Skip:
    """The best batch of a language model grows with about the 0.38th power of its tokens."""
    if problem.task != "language-modeling" or family != "transformer":
        return skip("needs a language model from scratch")
    length = max_length or problem.data.length
    tokens = scaling.batch_tokens(problem.data.tokens, TOKENS_REFERENCE)
    sequences = scaling.power_of_two_below(max(1, min(tokens // length, train_rows)))
    return pick(
        sequences,
        f"{count(problem.data.tokens)} tokens call for updates of {count(tokens)} tokens, in sequences of {length}",
        around(sequences, train_rows),
    )


@batch_size.rule(
    "BAT-TABLE",
    sources=["realmlp2024", "pytabkit", "shallue2018", "playbook2023", "guide:R5", "guide:G-BAT-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (1_000, 500_000)},
    versus="The guide keeps to 2 to 32; once the rate is retuned quality does not depend on the batch, so one that"
    " leaves enough updates and saves time is taken.",
)
def by_rows(problem: Problem, family: Family, train_rows: int) -> Pick[int] | Skip:
    """Dense networks: 256 in the recipes, less where few rows leave few updates, more where there are many."""
    if family not in ("mlp", "tabm"):
        return skip("needs a dense network")
    wanted = next((batch for rows, batch in TABLE_BATCHES if train_rows < rows), TABLE_MOST)
    if wanted == TABLE_MOST:
        wanted *= min(max(1, problem.compute.gpus), DEVICES_IN_STEP)
    batch = bounded(wanted, train_rows, least=GUIDE_BATCH)
    return pick(
        batch,
        f"{plural(train_rows, 'training row')} leave {count(-(-train_rows // batch))} updates a pass, and quality"
        " hardly depends on it once the rate is tuned with it",
        around(batch, train_rows),
    )


@batch_size.rule(
    "BAT-RECIPE",
    sources=["playbook2023", "shallue2018", "google-text-guide", "nnunet", "guide:R5"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide keeps to 2 to 32; the family's recipe fills the device, and the rate is set with it.",
)
def of_the_recipe(problem: Problem, family: Family, train_rows: int) -> Pick[int] | Skip:
    """The batch of the family's recipe on each device, as long as a pass keeps some fifty updates."""
    if family in ("mlp", "tabm"):
        return skip("a dense network goes by its rows")
    wanted = VOLUME_BATCH if problem.data.volumetric else BATCHES.get(family, GUIDE_BATCH)
    gpus = max(1, problem.compute.gpus)
    batch = bounded(wanted * gpus, train_rows, least=min(wanted, LEAST_BATCH))
    many = f" on each of {gpus} GPUs" if gpus > 1 else ""
    return pick(
        batch,
        f"recipes for a {family} take about {wanted}{many}, and {plural(train_rows, 'training example')} leave"
        f" {count(-(-train_rows // batch))} updates a pass",
        around(batch, train_rows),
    )


@epochs.rule("EPOCH-TOKENS", sources=["muennighoff2023", "chinchilla2022"], strength="strong", rulesets=BOTH)
def tokens_seen_once(problem: Problem, family: Family) -> Pick[int] | Skip:
    """Text is read once where there is enough; up to four passes lose little where there is not."""
    if problem.task != "language-modeling":
        return skip("no text is continued")
    tokens = count(problem.data.tokens)
    if family != "transformer":
        return pick(
            REPEATS, f"{tokens} tokens are few for a trained model; up to four passes lose little", [1, 2, 3, 4]
        )
    return pick(1, f"{tokens} tokens are the budget, and a new token teaches more than a repeated one", [1, 2, 4])


@epochs.rule("EPOCH-GUIDE", sources=["guide:G-EP-1", "guide:R12"], strength="moderate", rulesets=GUIDE)
def many_epochs(train_rows: int) -> Pick[int] | Skip:
    """Many epochs; since 1cycle needs its end fixed, the best checkpoint is kept in place of stopping."""
    number = max(1, min(GUIDE_EPOCHS, MOST_SEEN // train_rows))
    return pick(number, f"{plural(train_rows, 'training example')} are seen many times, and the best epoch is kept")


@epochs.rule(
    "EPOCH-TUNING",
    sources=["mosbach2020", "bit2019", "devlin2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sets many epochs and stops early; published weights need few, with a fixed end.",
)
def few_passes_for_published_weights(problem: Problem, family: Family, train_rows: int) -> Pick[int] | Skip:
    """Published weights are near the goal: few passes, more of them where the data is small."""
    if family != "pretrained":
        return skip("needs published weights under a new head")
    passes = TUNING_EPOCHS.get(problem.data.kind, TUNING_EPOCHS["other"])
    number = passes[sum(train_rows >= size for size in TUNING_SIZES)]
    return pick(
        number,
        f"{plural(train_rows, 'training example')} move published {problem.data.kind} weights in few passes; small sets"
        " need more of them to settle",
        [max(1, number // 2), number, number * 2],
    )


@epochs.rule(
    "EPOCH-BUDGET",
    sources=["realmlp2024", "nnunet", "google-text-guide", "guide:G-EP-1"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide sets many epochs and stops early; the family's recipe says how many its schedule needs.",
)
def passes_of_the_recipe(family: Family, train_rows: int) -> Pick[int] | Skip:
    """The passes of the family's recipe, fewer once the data is so large that examples need no repeating."""
    usual = EPOCHS.get(family, USUAL_EPOCHS)
    number = max(1, min(usual, MOST_SEEN // train_rows))
    return pick(
        number,
        f"recipes for a {family} take up to {plural(usual, 'pass', 'passes')}, and {plural(train_rows, 'example')} give"
        f" {count(number * train_rows)} seen in all",
        [max(1, number // 2), number, number * 2],
    )


@early_stopping.rule(
    "STOP-HORIZON",
    sources=["guide:R12", "guide:G-ES-2", "playbook2023"],
    strength="strong",
    rulesets=BOTH,
)
def best_of_a_fixed_horizon(schedule: ScheduleSettings, epochs: int) -> Pick[EarlyStopping] | Skip:
    """A schedule that falls to its end must be run to its end; the best epoch is kept, none is skipped."""
    if schedule.name in ("constant", "plateau"):
        return skip("needs a schedule with a fixed end")
    return pick(
        EarlyStopping(patience=0, restore_best=True),
        f"{schedule.name} does its work near the end of its {plural(epochs, 'epoch')}, so it is run to it and the best"
        " epoch is kept",
    )


@early_stopping.rule(
    "STOP-PATIENCE",
    sources=["guide:G-ES-1", "guide:G-ES-2", "guide:G-EP-1", "guide:G-HID-11", "prechelt1998"],
    strength="strong",
    rulesets=BOTH,
)
def patience(family: Family, epochs: int) -> Pick[EarlyStopping] | Skip:
    """Stop after some epochs without improvement, and keep the best."""
    wait = PATIENCE.get(family, USUAL_PATIENCE)
    return pick(
        EarlyStopping(patience=wait, restore_best=True),
        f"the rate has no fixed end, so {plural(epochs, 'epoch')} are a ceiling that {wait} without improvement end",
    )


@seeds.rule("SEED-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def one_run(train_rows: int) -> Pick[list[int]] | Skip:
    """The guide is silent on seeds: one run."""
    return pick([0], f"the guide is silent, so {plural(train_rows, 'training example')} are learnt once")


@seeds.rule(
    "SEED-SEVERAL",
    sources=["bouthillier2021", "playbook2023"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent; on small data the spread between seeds is as large as that between good settings.",
)
def several_runs(train_rows: int, family: Family) -> Pick[list[int]] | Skip:
    """On small data one seed proves little: run three and compare means."""
    if train_rows >= SEED_ROWS or family in ("detector", "segmenter", "speech-to-text"):
        return skip(f"needs fewer than {count(SEED_ROWS)} training examples, and a cheap run")
    return pick(
        [0, 1, 2],
        f"{plural(train_rows, 'training example')} leave seeds as far apart as good settings are",
    )


@seeds.rule("SEED-ONE", sources=["bouthillier2021"], strength="moderate", rulesets=CURRENT)
def one_seed(train_rows: int) -> Pick[list[int]] | Skip:
    """On large data, or where a run is dear, one seed shows enough to go on."""
    return pick([0], f"{plural(train_rows, 'training example')} make a run dear and the spread between seeds small")
