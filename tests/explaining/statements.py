"""What reasons, alternatives and warnings claim."""

import re
from functools import cache
from typing import Final, get_args

from advisor.config.words import Family
from advisor.knowledge.common import named
from advisor.knowledge.training.budget import tokens_read, tokens_taught
from advisor.networks.published import published
from advisor.problem.accelerators import GPUS
from advisor.problem.vocabulary import CLASSIFICATION, SUPPORTED
from advisor.quantities import duration
from tests.explaining.claims import (
    KIND_OF,
    SEVERAL_CLASSES,
    Claim,
    Said,
    first_is,
    from_scratch,
    is_train,
    near,
    near_share,
    percent,
    read,
    schedule,
    sides,
)

FAMILIES: Final = {named(family): family for family in get_args(Family)}
TASK: Final = "(" + "|".join(sorted({task for tasks in SUPPORTED.values() for task in tasks})) + ")"
FAMILY: Final = "(" + "|".join(sorted(FAMILIES, key=len, reverse=True)) + ")"
OPTIMIZER: Final = "(muon-and-adamw|adamw|nadam|adamax|rmsprop|sgd)"
BACKBONE: Final = r"\b(?!match_)([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\b"


def chosen_family(said: Said, words: str) -> bool:
    """Whether the family that the words name is the one that was chosen."""
    return said.known.get("family") == FAMILIES[words]


DIGITS: Final = re.compile(r"\d[\d,.]*\d|\d")
MALFORMED: Final = re.compile(
    r"\bNone\b|\bnan\b|\binf\b|  |^\W*,|\ba [aeio]\w+ (?:device|image|MLP)"
    r"|^1 (?!series|class\b|s\b|x\b)\w+s\b(?! )|^1 (?!million|billion|trillion)\w+(?: of [\w ]+)? are\b"
    r"|(?<![\d.,])\b1 (?:rows|examples|images|texts|clips|steps|tokens|inputs|labels|columns|hours|layers|epochs)\b"
)


STATEMENTS: Final = [
    # Quantiles ------------------------------------------------------------------------------------------------
    Claim(
        r"\b{N} quantiles?\b(?! bins)",
        lambda s, n: read(n)[0] in (len(s.data.quantiles), len({*s.data.quantiles, 0.5})),
    ),
    Claim(r"\b{N} held-out examples?", lambda s, n: near(n, s.data.rows - s.known["train_rows"])),
    Claim(r"the loss is not that of quantiles", lambda s: s.known["loss"] != "quantile", "absent"),
    Claim(r"no quantiles are predicted", lambda s: s.known["loss"] != "quantile", "absent"),
    # Examples -------------------------------------------------------------------------------------------------
    Claim(
        r"(?<!validated on )(?<!only )(?<!about ){UNBOUND}{N} {ROWS}\b"
        r"(?! per | for each | of an average class| seen in all| in {N} updates|, as )",
        lambda s, n, *_: near(n, *s.rows, *s.parts) or is_train(s, n),
    ),
    Claim(r"examples? in {N} updates", lambda s, n: near(n, *s.updates)),
    Claim(r"class is validated on {N} examples?", lambda s, n: near_share(s, n, s.data.smallest_class)),
    Claim(r"^validated on only {N} examples?", lambda s, n: near_share(s, n, s.data.rows)),
    Claim(r"{N} training {ROWS}\b(?! would take)", is_train),
    Claim(r"{N} validation examples?", lambda s, n: near(n, s.data.rows - (s.known.get("train_rows") or 0))),
    Claim(r"{N} {ROWS} of the (?:rarest|rare) class", lambda s, n: near(n, s.data.smallest_class)),
    Claim(r"the smallest class has {N} examples?", lambda s, n: near(n, s.data.smallest_class)),
    Claim(r"the smallest of {N} classes has", lambda s, n: near(n, s.data.classes)),
    Claim(r"{N} labels? of a class", lambda s, n: near(n, s.data.smallest_class, int(s.per_class))),
    Claim(r"{N} \w+ for each label", lambda s, n: s.problem.task == "multilabel" and near(n, int(s.per_class))),
    Claim(r"{N} dollars rent", lambda s, n: near(n, s.problem.compute.dollars or 0)),
    Claim(
        r"^{N} (?:seconds?|minutes?|hours?|days?) were said",
        lambda s, n: read(n)[0] > 0 and bool(s.problem.compute.hours),
    ),
    Claim(
        r"training ends after {N} (?:seconds?|minutes?|hours?|days?)",
        lambda s, n: duration(s.known["max_hours"] or 0).startswith(f"{n} "),
    ),
    Claim(r"trillions of tokens, and these are {N}", lambda s, n: near(n, s.data.tokens)),
    Claim(r"{N} tokens? fit into adapters", lambda s, n: near(n, tokens_taught(s.problem))),
    Claim(r"enough to hold {N} tokens?", lambda s, n: near(n, tokens_taught(s.problem))),
    Claim(r"what {N} examples? of good and bad answers teach", lambda s, n: near(n, s.data.rows) and s.prefers),
    Claim(r"would not read {N} tokens? within", lambda s, n: near(n, tokens_read(s.problem))),
    # Answers --------------------------------------------------------------------------------------------------
    Claim(r"^{N} prompts? have an answer that a program can check", lambda s, n: near(n, s.data.rows) and s.gpu),
    Claim(r"answers are right$", lambda s: s.data.supervision == "verifiable"),
    Claim(r"measure first how often", lambda s: s.known["method"] == "grpo"),
    Claim(r"^writing the answers takes longer", lambda s: s.known["sampling"] is not None),
    Claim(r"^{N} answers? are marked", lambda s, n: near(n, s.data.rows)),
    Claim(r"{P} of them good", lambda s, p: percent(p, s.data.desirable)),
    Claim(r"^{P} of the answers are marked good", lambda s, p: percent(p, s.data.desirable)),
    Claim(r"^{N} (?:pairs?|marked answers?) are few", lambda s, n: near(n, s.data.rows) and s.data.rows < 1_000),
    Claim(r"^{N} pairs? of a chosen and a rejected", lambda s, n: near(n, s.data.rows)),
    Claim(
        r"^(speed|memory) comes first, and one run over {N} pairs?",
        lambda s, first, n: first_is(s, first) and near(n, s.data.rows),
    ),
    Claim(r"^{N} examples? show the answers that are wanted", lambda s, n: near(n, s.data.rows)),
    Claim(
        r"^{N} answers to each prompt are compared, and {N} tokens leave room",
        lambda s, n, m: near(n, s.value.generations) and near(m, s.value.max_tokens),
    ),
    Claim(
        r"answers are {P} of the tokens of {N} examples?",
        lambda s, p, n: percent(p, s.data.answer_share) and near(n, s.data.rows),
    ),
    Claim(r"writes answers, {P} of the tokens", lambda s, p: percent(p, s.data.answer_share)),
    Claim(r"^{N} is usual of (dpo|kto|orpo)", lambda s, n, name: near(n, s.value) and s.known["method"] == name),
    Claim(r"^(grpo) with rewards that a program computes", lambda s, name: s.known["method"] == name),
    Claim(r"recipes of (dpo|kto|orpo|grpo) tune all weights", lambda s, name: s.known["method"] == name),
    Claim(
        r"^(sft|dpo|kto|orpo|grpo) on {N} examples?",
        lambda s, name, n: s.known["method"] == name and near(n, s.data.rows),
    ),
    Claim(
        r"a model that (chats|has read plain texts)",
        lambda s, which: s.known["wanted"].backbone.endswith("_chat") == (which == "chats"),
    ),
    Claim(r"^{N} prompts? with {N} answers each make an update", lambda s, n, m: near(m, s.value / read(n)[0])),
    Claim(r"the answers to {N} prompts? are checked", lambda s, n: near(n, s.data.rows)),
    Claim(r"how far good answers are rewarded above bad", lambda s: s.known["method"] == "kto"),
    Claim(r"how often the chosen answer is the likelier", lambda s: s.known["method"] in ("dpo", "orpo")),
    Claim(r"^95% of the examples have at most {N} tokens?", lambda s, n: near(n, s.data.length)),
    Claim(
        r"^long examples have {N} tokens?, and more than {N} are too costly",
        lambda s, n, most: near(n, s.data.length) and near(most, s.value),
    ),
    Claim(r"^examples of more than {N} tokens lose their end", lambda s, n: near(n, s.value)),
    Claim(
        r"^an example has {N} tokens? on average, so {N} hold",
        lambda s, n, most: near(n, s.data.tokens / s.data.rows) and near(most, s.known["max_length"]),
    ),
    Claim(r"^each of {N} examples? is a sequence of its own", lambda s, n: near(n, s.data.rows)),
    Claim(r"^chat models of the family of " + BACKBONE, lambda s, name: s.known["backbone"] == name),
    Claim(r"before training: a loss of ln 2", lambda s: s.known["method"] == "dpo"),
    Claim(r"before training: a loss of half", lambda s: s.known["method"] == "kto"),
    Claim(r"before training: a loss far below", lambda s: s.known["method"] == "orpo"),
    Claim(r"before training: rewards that differ", lambda s: s.known["method"] == "grpo"),
    Claim(r"^the texts are plain, or no published", lambda s: s.known["method"] is None, "absent"),
    Claim(r"^the model is not rewarded", lambda s: s.known["method"] != "grpo", "absent"),
    Claim(r"^nothing is tuned on answers as they stand", lambda s: s.known["method"] != "sft", "absent"),
    Claim(r"^nothing is tuned on answers$", lambda s: s.known["method"] is None, "absent"),
    Claim(r"^no preferences and no rewards", lambda s: s.known["method"] in (None, "sft"), "absent"),
    Claim(r"^no marks are learnt", lambda s: s.known["method"] != "kto", "absent"),
    Claim(r"^answers are not imitated", lambda s: s.known["method"] != "sft", "absent"),
    Claim(
        r"^a model that is used as it is has none, and a method",
        lambda s: s.known["family"] == "zero-shot" or s.known["method"] not in (None, "sft"),
        "absent",
    ),
    Claim(r"of {N} tokens? are scored once", lambda s, n: near(n, s.data.tokens)),
    Claim(r"these speakers and words by {N}", lambda s, n: near(n, s.data.hours)),
    Claim(r"categories of {N} levels: too many", lambda s, n: near(n, *s.levels)),
    Claim(r"all epochs would take about {N}", lambda s, n: read(n)[0] > 0 and s.known["max_hours"] is not None),
    Claim(r"reads three channels and not {N}", lambda s, n: near(n, s.data.image.channels)),
    Claim(r"^training takes about {N}", lambda s, n: duration(s.value).startswith(f"{n} ")),
    Claim(r"the largest of {N} classes is", lambda s, n: near(n, s.data.classes)),
    Claim(r"on {N} hours a Conformer", lambda s, n: near(n, s.data.hours)),
    Claim(r"{N} {ROWS} of an average class", lambda s, n: near(n, int(s.per_class))),
    Claim(r"{UNBOUND}{N} images per class", lambda s, n: near(n, s.per_class, int(s.per_class), s.data.smallest_class)),
    Claim(r"fewer than {N} per class", lambda s, n: min(s.per_class, s.data.smallest_class) < read(n)[0]),
    Claim(r"{N} (row|image|text|clip|recording|sequence|volume)s?\b", lambda s, _, noun: s.data.kind in KIND_OF[noun]),
    Claim(r"{N} volumes?\b", lambda s, _: s.data.volumetric),
    Claim(r"{N} positive examples?", lambda s, n: near(n, s.data.smallest_class) and s.problem.task == "binary"),
    Claim(r"two examples of each class to stratify", lambda s: s.data.smallest_class < 2),
    Claim(r"neither an order in time", lambda s: not s.data.future and not s.data.time_column),
    Claim(r"nor several groups", lambda s: s.data.groups < 2),
    Claim(r"nor one class each", lambda s: s.problem.task not in SEVERAL_CLASSES),
    Claim(r"\d of {N} examples", lambda s, n: near(n, *s.rows, *s.parts) or is_train(s, n)),
    Claim(r"{N} of {N} examples", lambda s, part, whole: read(part)[0] <= read(whole)[0]),
    Claim(r"{N} of {N} (?:examples|steps) per", lambda s, part, whole: read(part)[0] <= read(whole)[0]),
    # What is too few and what is enough, by a generous measure --------------------------------------------------
    Claim(
        r"{N} (?:training )?{ROWS}(?: of the \w+ class)? (?:are|is) (?:too )?(?:few|little)",
        lambda s, n: read(n)[0] < 100_000,
    ),
    Claim(r"from {N} examples a network from scratch learns little", lambda s, n: read(n)[0] < 1_000),
    Claim(r"{N} {ROWS}[^,;:]* are enough", lambda s, n: read(n)[0] >= 100),
    Claim(r"{N} {ROWS}(?: of an average class)? can move every weight", lambda s, n: read(n)[0] >= 50),
    Claim(r"{N} {ROWS} (?:per class )?are enough to mix", lambda s, n: read(n)[0] >= 100),
    Claim(r"(?:are|is) massive scale", lambda s: s.data.rows >= 1_000_000),
    Claim(r"on {N} independent rows", lambda s, n: near(n, s.data.rows) and s.data.groups < 2 and not s.data.future),
    Claim(r"{N} series with other variables", lambda s, n: near(n, s.data.series) and s.data.features > 1),
    Claim(r"learns? little from {N} hours?", lambda s, n: near(n, s.data.hours)),
    Claim(r"bear {N} of SGD", lambda s, _: s.known["optimizer"] == "sgd"),
    # Features, classes and targets ------------------------------------------------------------------------------
    Claim(r"{UNBOUND}{N} numeric (?:columns?|inputs?)", lambda s, n: near(n, s.numeric, s.data.features)),
    Claim(r"{UNBOUND}{N} categorical columns?", lambda s, n: near(n, s.data.categorical)),
    Claim(r"(?:rows of|of|on|with) {N} columns?\b", lambda s, n: near(n, s.data.features, s.used)),
    Claim(r"^{N} columns?\b(?! of more than)", lambda s, n: near(n, s.data.features, s.used)),
    Claim(
        r"all {N} columns are categorical",
        lambda s, n: s.data.categorical == s.data.features and near(n, s.data.features),
    ),
    Claim(r"{N} values? per step", lambda s, n: near(n, s.data.features)),
    Claim(r"{N} channels?(?= do not| are| is)", lambda s, n: near(n, s.data.image.channels)),
    Claim(r"scales differ up to {N}-fold", lambda s, n: near(n, s.data.scale_ratio)),
    Claim(r"(?:has|have|levels of|category of) {N} levels?", lambda s, n: near(n, *s.levels)),
    Claim(r"texts of {N} tokens? \(ratio {N}\)", lambda s, _, n: bool(s.length) and near(n, s.data.rows / s.length)),
    Claim(r"{N} (?:exclusive )?classes\b(?! is|, which change)", lambda s, n: near(n, s.data.classes)),
    Claim(r"{UNBOUND}{N} targets?\b", lambda s, n: near(n, s.data.outputs)),
    Claim(r"{N} labels? (?:as bias|that may|has its own)", lambda s, n: near(n, s.data.outputs)),
    Claim(r"{P} of {N} (?:numeric )?columns have outliers", lambda s, p, n: percent(p, s.data.heavy_tails)),
    Claim(r"{P} of the targets?(?: values)?", lambda s, p: percent(p, s.data.target_outliers)),
    Claim(r"beside {P} outliers", lambda s, p: percent(p, s.data.target_outliers)),
    Claim(
        r"{P} (?:wrong labels|of the labels are wrong|of {N} labels are wrong)",
        lambda s, p, *_: percent(p, s.data.label_noise),
    ),
    Claim(r"no outliers known", lambda s: s.data.target_outliers <= 0.01),
    Claim(r"(?:a )?skewness of {N}", lambda s, n: near(n, s.data.target_skew)),
    Claim(r"{P} of the cells are missing", lambda s, p: percent(p, s.data.missing)),
    Claim(r"no cell of {N} \w+ is missing", lambda s, _: not s.cell_missing),
    Claim(r"(?:counts of|of|its) mean (?:of )?{N}", lambda s, n: near(n, s.data.target_mean)),
    Claim(r"unknown mean", lambda s: s.data.target_mean is None),
    Claim(r"deviation {N}(?!,? where)(?=,)", lambda s, n: near(n, s.data.target_deviation, 1)),
    Claim(r"whose scale is not known", lambda s: s.data.target_deviation is None or s.data.target_mean is None),
    Claim(
        r"(?:takes|range of predictions \(|range) \(?(counts|positive|unit|symmetric)\b",
        lambda s, word: s.data.target_range == word,
    ),
    Claim(r"counts of (?:mean|unknown)|^the counts|^counts:", lambda s: s.data.target_range == "counts"),
    Claim(r"the target is standardised", lambda s: "standardize" in s.known["target_transform"]),
    Claim(r"the target is centred", lambda s: "standardize" in str(s.known["target_transform"])),
    Claim(
        r"after (standardize|scale-by-seasonal-naive|log1p-standardize)", lambda s, w: s.known["target_transform"] == w
    ),
    Claim(r"\(transform: ([\w-]+)\)", lambda s, word: s.known["target_transform"] == word),
    # Balance of the classes -------------------------------------------------------------------------------------
    Claim(
        r"(?:class ratio(?: of)?|at a ratio of|a size ratio of|shares \(ratio|\(ratio up to) {N}",
        lambda s, n: near(n, s.data.imbalance),
    ),
    Claim(r"largest class (?:is|fills) {N} times", lambda s, n: near(n, s.data.imbalance)),
    Claim(r"largest class, {N} times the smallest", lambda s, n: near(n, s.data.imbalance)),
    Claim(r"largest, which has {N} times", lambda s, n: near(n, s.data.imbalance)),
    Claim(r"{N} times (?:rarer|fewer objects)", lambda s, n: near(n, s.data.imbalance)),
    Claim(r"the classes are of equal size", lambda s: s.data.imbalance < 1.005),
    Claim(r"equally frequent", lambda s: s.known["imbalance_strategy"] != "none"),
    # Order, groups and split ------------------------------------------------------------------------------------
    Claim(r"(?:in|the) {N} groups", lambda s, n: near(n, s.data.groups)),
    Claim(r"of {N} groups", lambda s, n: near(n, s.data.groups)),
    Claim(r"with {N} groups? a", lambda s, n: near(n, s.data.groups)),
    Claim(r"groups of unknown number", lambda s: s.data.groups == 0 and bool(s.data.group_column)),
    Claim(r"all examples are of one group", lambda s: s.data.groups == 1),
    Claim(r"will be used on later data", lambda s: s.data.future),
    Claim(r"a column orders them in time|is the time itself", lambda s: bool(s.data.time_column)),
    Claim(r"taken to be in order of time", lambda s: s.data.future),
    Claim(r"only the latest part can validate", lambda s: s.known["split_method"] == "time-ordered"),
    Claim(
        r"(?:over|of|each of|over) {N} folds",
        lambda s, n: near(n, s.known["folds"], s.value if s.decision.endswith("folds") else None),
    ),
    Claim(r"one split of|one part of {N} \w+ is held out", lambda s, *_: s.known["folds"] == 1),
    # Lengths and sizes ------------------------------------------------------------------------------------------
    Claim(
        r"(?:^|of ){N} x {N} x {N}\b",
        lambda s, h, w, c: (
            near(h, s.data.image.height) and near(w, s.data.image.width) and near(c, s.data.image.channels)
        ),
    ),
    Claim(r"images of {N} x {N} to", lambda s, h, w: near(h, s.data.image.height) and near(w, s.data.image.width)),
    Claim(r"^{N} x {N} pixels", lambda s, h, w: near(h, s.data.image.height) and near(w, s.data.image.width)),
    Claim(r"too small for published networks", lambda s: min(sides(s)) < 64),
    Claim(r"texts? of {N} tokens?", lambda s, n: near(n, s.length)),
    Claim(r"texts have {N} (?:tokens?|words?)", lambda s, n: near(n, s.length)),
    Claim(
        r"(?:examples|series|sequences|clips|texts) of {N} steps?",
        lambda s, n: near(n, s.length, *s.rows, s.known.get("max_length"), *s.shape, s.data.rows // s.data.series),
    ),
    Claim(r"{N} tokens (?:train|teach|change|give|show|for|make)", lambda s, n: near(n, s.data.tokens)),
    Claim(
        r"(?:of|for|from) {N} tokens\b(?! (?:hold|are cut))",
        lambda s, n: near(n, s.data.tokens, s.length, s.known.get("max_length")),
    ),
    Claim(r"clips of {N} s\b", lambda s, n: near(n, s.data.seconds)),
    Claim(r"one answer for {N} s", lambda s, n: near(n, s.data.seconds)),
    Claim(r"{N} hours? of (?:speech|transcripts)", lambda s, n: near(n, s.data.hours)),
    Claim(r"transcripts of {N} hours?", lambda s, n: near(n, s.data.hours)),
    Claim(r"{N} h of speech", lambda s, n: near(n, s.data.hours)),
    Claim(r"recordings have {N}", lambda s, n: near(n, s.data.sample_rate)),
    Claim(r"^{N} samples (?:a|per) second", lambda s, n: near(n, s.data.sample_rate)),
    Claim(r"{N} steps ahead", lambda s, n: near(n, s.data.horizon)),
    Claim(r"horizon of {N}", lambda s, n: near(n, s.data.horizon)),
    Claim(r"a forecast of {N} steps", lambda s, n: near(n, s.data.horizon)),
    Claim(r"season of {N}\b", lambda s, n: near(n, s.data.period)),
    Claim(r"no season known", lambda s: s.data.period is None),
    Claim(r"{N} (?:time steps|known steps)", lambda s, n: near(n, *s.rows)),
    Claim(r"{N} objects? (?:in an image|per image)", lambda s, n: near(n, s.data.objects)),
    Claim(r"on average {N} per image", lambda s, n: near(n, s.data.objects)),
    Claim(r"far from photographs", lambda s: s.data.domain == "far"),
    # Machines ---------------------------------------------------------------------------------------------------
    Claim(r"\b(?:[Oo]n|trained on) (?:a )?(?:CPU|cpu)\b", lambda s: not s.gpu),
    Claim(r"\b(?:[Oo]n|trained on) (?:a )?(?:GPU|gpu)\b", lambda s: s.gpu),
    Claim(
        r"a CPU is slow|a CPU gains nothing|there is one CPU|there is no GPU|without a GPU|laptop CPU",
        lambda s: not s.gpu,
    ),
    Claim(r"there is one GPU", lambda s: s.gpu and s.problem.compute.gpus <= 1),
    Claim(r"(?:of|not) {N} GPUs(?! of)", lambda s, n: near(n, s.problem.compute.gpus, s.known.get("devices"))),
    Claim(r"of the {N} GPUs", lambda s, n: near(n, s.problem.compute.gpus)),
    Claim(r"(?:on|for) (?:an )?edge\b|a edge device|small device|an edge device", lambda s: s.edge),
    Claim(r"(?:on|for) (?:a )?server\b", lambda s: not s.edge),
    Claim(r"GPUs since Ampere", lambda s: s.gpu and s.problem.compute.accelerator == "unknown"),
    Claim(
        r"(?:fits?|device of|to fit|exceeds|of|is) (?:the )?{N} GiB (?:of a device|hold|as it is|states|activations)",
        lambda s, n: near(n, s.problem.compute.device_memory_gib, *s.memory),
    ),
    Claim(r"an estimate of {N} GiB", lambda s, n: near(n, *s.memory)),
    Claim(r"estimate of {N} GiB fits the {N} GiB", lambda s, used, there: read(used)[0] <= read(there)[0] * 1.001),
    Claim(
        r"estimate of {N} GiB (?:after \S+ reductions? |as it is )exceeds the {N} GiB",
        lambda s, used, there: read(used)[0] >= read(there)[0] * 0.999,
    ),
    Claim(r"barely fits", lambda s: s.known["fit"].fits if s.known.get("fit") else s.value.fits),
    Claim(r"training does not fit|no reduction makes it fit", lambda s: not (s.known.get("fit") or s.value).fits),
    Claim(r"it fits {N} GiB as it is", lambda s, _: s.known["fit"].fits and not s.known["ladder"]),
    # Priorities -------------------------------------------------------------------------------------------------
    Claim(r"{PRIORITY} (?:comes )?first\b(?! and|,? and log|, and)", first_is),
    Claim(r"{PRIORITY} comes before speed", first_is),
    Claim(r"{PRIORITY} first, score {METRIC}", lambda s, _, word: s.problem.priorities.metric == word),
    Claim(r"predictions (?:have to|must) be quick|(?:has|have) to be fast", lambda s: s.quick),
    Claim(r"(?:a prediction may take|within) {N} ms", lambda s, n: near(n, s.problem.priorities.latency_ms)),
    Claim(
        r"{METRIC} (?:was asked for|is the score|counts the smallest)",
        lambda s, word: s.problem.priorities.metric == word,
    ),
    Claim(r"with {METRIC} as the score", lambda s, word: s.problem.priorities.metric == word),
    Claim(r"published weights are ruled out|allow published weights", lambda s: not s.problem.priorities.pretrained),
    Claim(
        r"(?:a|that) published (?:network|detector|segmentation network|encoder|recogniser|forecaster)"
        r" (?:sees|has|understands)|reuse most of",
        lambda s: s.problem.priorities.pretrained,
    ),
    Claim(r"(?:and no|without(?: a)?) published (?:weights|encoder)", from_scratch, rule="^FIRST"),
    Claim(r"^{N} runs?\b(?! of)", lambda s, n: near(n, s.problem.priorities.trials)),
    Claim(r"(wandb|tensorboard|mlflow|csv) was asked for", lambda s, word: s.problem.priorities.tracker == word),
    # What was observed ------------------------------------------------------------------------------------------
    Claim(
        r"earlier (?:network|run) (?:showed )?(overfit|underfit)",
        lambda s, word: s.problem.observed.fit.startswith(word),
    ),
    Claim(r"a run showed (overfitting|underfitting)", lambda s, word: s.problem.observed.fit == word),
    Claim(r"no run was seen", lambda s: s.problem.observed.fit == "unknown"),
    Claim(
        r"[Gg]radients (?:(?:were|seen|of an earlier network) )*(vanished|vanishing|exploded|exploding)\b",
        lambda s, word: s.problem.observed.gradients[:6] == word[:6],
    ),
    Claim(r"no explod\w+ (?:ones|gradients) were seen", lambda s: s.problem.observed.gradients != "exploding"),
    # The network ------------------------------------------------------------------------------------------------
    Claim(
        r"(?:^|[;,] |of |for |with |rate of )"
        + FAMILY
        + r" (?:on|of|with|can|is|trains|needs|learns|that|may|over|reads|from)",
        chosen_family,
    ),
    Claim(
        r"(?:ahead of|usual \S+ of|recipes for|rate of|layers of|parameters of|decay for|usual for|for) "
        + FAMILY
        + r"(?:$| (?:on|is|at|rises)|[:;,])",
        chosen_family,
    ),
    Claim(
        BACKBONE,
        lambda s, word: (
            word in str(s.known.get("backbone")) or word == getattr(s.known.get("wanted"), "backbone", None)
        ),
    ),
    Claim(r"(?:with|for|of|by|is) " + OPTIMIZER + r"\b", lambda s, word: word in (s.known.get("optimizer"), s.value)),
    Claim(r"^" + OPTIMIZER + r"\b", lambda s, word: s.known["optimizer"] == word),
    Claim(r"the (cosine|one-cycle|linear|plateau|constant) schedule", lambda s, word: schedule(s) == word),
    Claim(r"the schedule has no fixed end", lambda s: schedule(s) in ("plateau", "constant")),
    Claim(
        r"(?<!3 )(?<!hidden ){N} (?:hidden |dense |recurrent |SELU )?layers?\b(?= (?:deep|that|of|trains|on|$)|$|,)",
        lambda s, n: near(n, s.known.get("layers"), len(s.known.get("widths") or ()), 1),
    ),
    Claim(r"{N} stages? of convolutions", lambda s, n: near(n, len(s.known["widths"]))),
    Claim(r"{N} (?:residual )?blocks? of attention", lambda s, n: near(n, s.known["layers"])),
    Claim(r"{N} networks?\b", lambda s, n: near(n, s.networks, s.known.get("members"), s.known.get("folds"), s.value)),
    Claim(
        r"without (?:skips or )?normalisation",
        lambda s: s.known.get("normalization", s.value) in ("none", None) or s.value == "none",
    ),
    Claim(
        r"(?:with|of|that) (batch|layer|group|instance|rms|frozen-batch) normalisation",
        lambda s, word: s.known.get("normalization") == word or s.value == word,
    ),
    Claim(
        r"(?<![-\w])batch normalisation (?:keeps|in)|layers? with BatchNorm",
        lambda s, *_: s.known["normalization"] == "batch",
    ),
    Claim(
        r"^(relu|elu|selu|prelu|rrelu|leaky-relu|mish|gelu|tanh) (?:halves|keeps|passes|needs)",
        lambda s, word: s.known["activation"] == word,
    ),
    Claim(r"with tanh\b", lambda s: s.known["activation"] == "tanh"),
    Claim(r"{N} SELU layers", lambda s, n: s.known["activation"] == "selu" and near(n, s.known["layers"])),
    Claim(r"(?:piecewise-linear|pbld|periodic) embeddings", lambda s: s.known["numeric_embedding"].kind != "none"),
    Claim(r"only the (?:new )?head is trained", lambda s: s.known["trainable"] == "head"),
    Claim(r"fine-tuned on", lambda s: s.known["trainable"] in ("all", "adapters", "top")),
    Claim(r"(?<!are )trained from scratch on|from random weights alone", from_scratch),
    Claim(r"no hidden layers are trained", lambda s: not s.known["layers"]),
    Claim(
        r"nothing is trained|is used as it is on|is not trained",
        lambda s: s.known["family"] == "zero-shot" or s.known.get("optimizer") is None,
    ),
    # Training ---------------------------------------------------------------------------------------------------
    Claim(r"{N} examples? on a device", lambda s, n: near(n, s.known["micro_batch"])),
    Claim(r"only {N} examples? on a device", lambda s, n: read(n)[0] < 16),
    Claim(
        r"(?:(?:examples?|here|on so many) in|at) batches of {N}(?! to|,? scaled)",
        lambda s, n: near(n, s.known.get("batch_size"), s.value),
    ),
    Claim(r"an update of {N} examples?", lambda s, n: near(n, s.known.get("batch_size"), s.whole_batch)),
    Claim(r"{N} (?:volumes?|examples?) on a device", lambda s, n: near(n, s.known["micro_batch"])),
    Claim(
        r"(?:all of|each of|for|only|of) {N} epochs?\b",
        lambda s, n: near(
            n,
            s.known.get("epochs"),
            s.value,
            getattr(s.value, "patience", None),
            getattr(s.known.get("schedule"), "patience", None),
        ),
    ),
    Claim(r"{N} updates(?: in all| if)", lambda s, n: near(n, *s.updates)),
    Claim(r"(?:trains for) {N} updates", lambda s, n: near(n, s.known.get("max_steps"), s.known.get("total_steps"))),
    Claim(r"momentum of {N}", lambda s, n: near(n, s.known.get("momentum"))),
    Claim(r"a decay of {N}", lambda s, n: near(n, s.known.get("weight_decay"))),
    Claim(r"whatever the scale of the ([\w-]+) loss", lambda s, word: s.known["loss"] == word),
    Claim(r"the best epoch is picked by ([\w-]+)", lambda s, word: s.known["monitor"] == word),
    Claim(
        r"(?:the|of) " + TASK + r" (?:output|task|probabilities)",
        lambda s, word: s.problem.task == word,
    ),
    Claim(
        r"^(token-classification|language-modeling|segmentation|speech-recognition) (?:is|predicts)",
        lambda s, word: s.problem.task == word,
    ),
    Claim(r"(?:on|for|of) (table|image|text|audio|series|sequence) data", lambda s, word: s.data.kind == word),
    # One after the other: what single reasons say --------------------------------------------------------------
    Claim(r"{N} (?:dense |recurrent )?layers? (?:\(|deep|bound)", lambda s, n: near(n, s.known["layers"])),
    Claim(
        r"feature maps of {N} stages?|growing over {N} stages?",
        lambda s, *n: near(next(filter(None, n)), len(s.known["widths"])),
    ),
    Claim(r"halved {N} times? over {N} (?:stages?|levels?)", lambda s, n, m: read(n)[0] <= read(m)[0]),
    Claim(r"(?:over|its|all its) {N} (?:recurrent )?steps?\b", lambda s, n: near(n, s.length, *s.shape)),
    Claim(
        r"^(?:an example of )?{N} steps? (?:of {N}|of one|has no order|in order)",
        lambda s, n, *_: near(n, s.length, *s.shape, s.known.get("lookback"), s.data.rows),
    ),
    Claim(r"reads {N} steps", lambda s, n: near(n, s.length)),
    Claim(r"sequence of {N} steps", lambda s, n: near(n, s.length, *s.shape)),
    Claim(r"{N} steps of look-back", lambda s, n: near(n, s.known["lookback"])),
    Claim(r"^{N} steps are more", lambda s, n: near(n, s.length)),
    Claim(r"eighth of {N} steps", lambda s, n: near(n, s.data.rows)),
    Claim(r"[Ff]rom {N} steps|lags of {N} steps", lambda s, *n: near(next(filter(None, n)), s.data.rows)),
    Claim(r"^(?:for )?{N} series\b(?! of| with a)", lambda s, n: near(n, s.data.series)),
    Claim(r"with {N} other variables", lambda s, n: near(n, s.data.covariates)),
    Claim(
        r"^{N} s (?:are|in columns|of a recording|at)",
        lambda s, n: near(n, s.data.seconds, min(s.data.seconds, 30), min(s.data.sounding_seconds or 0, 30)),
    ),
    Claim(r"clips of {N} s are (?:read whole|cut to what sounds)", lambda s, n: near(n, s.data.seconds)),
    Claim(r"^{N} s of sound: |a moment of {N} s", lambda s, *n: near(next(filter(None, n)), s.data.seconds)),
    Claim(r"cut off clips of {N} s", lambda s, n: near(n, s.data.seconds)),
    Claim(r"of which {N} s sound", lambda s, n: near(n, s.data.sounding_seconds)),
    Claim(r"at {N} samples a second", lambda s, n: near(n, s.known["sample_rate"], s.data.sample_rate)),
    Claim(r"{N} mel bands", lambda s, n: near(n, s.known["mel_bands"])),
    Claim(r"reads all {N} pixels? a side", lambda s, n: near(n, *sides(s), *s.shape)),
    Claim(r"volumes of {N} x {N}", lambda s, h, w: near(h, s.data.image.height) and near(w, s.data.image.width)),
    Claim(r"volumes\b", lambda s: s.data.volumetric, rule="^(?!COMP|SEED|SHAPE-IMAGE)"),
    Claim(r"(?:a )?width of {N}", lambda s, n: near(n, *s.known["widths"])),
    Claim(r"blocks {N} wide", lambda s, n: near(n, *s.known["widths"])),
    Claim(r"depth of {N} blocks?", lambda s, n: near(n, s.known["layers"])),
    Claim(r"\({N} units\)", lambda s, n: near(n, *s.known["widths"])),
    Claim(r"rank {N}", lambda s, n: near(n, getattr(s.known.get("lora") or s.value, "rank", None))),
    Claim(r"^{N} tokens? (?:can|are each|show|hold)", lambda s, n: near(n, s.data.tokens)),
    Claim(r"^{N} objects? among", lambda s, n: near(n, s.data.objects)),
    Claim(r"^{N} numbers? measured", lambda s, n: near(n, s.data.outputs)),
    Claim(
        r"(?:of the|of your) {N} channels?|your {N} channels?",
        lambda s, *n: near(next(filter(None, n)), s.data.image.channels),
    ),
    Claim(r"standardise {N} variables?", lambda s, n: near(n, s.data.series, s.data.covariates + 1, s.data.features)),
    Claim(r"scaled by the statistics of its inputs \(([\w-]+)\)", lambda s, word: s.known["series_scaling"] == word),
    Claim(
        r"(batch|frozen-batch|layer|rms|group|instance) normalisation (?:is applied|in {N} hidden)",
        lambda s, word, *_: s.known["normalization"] == word,
    ),
    Claim(
        r"published (?:network|weights) (?:fixes|already|expect)|^published recipes|(?:ast|the model) was published",
        lambda s: bool(s.known["backbone"]),
    ),
    Claim(r"without published weights a detector", lambda s: not s.problem.priorities.pretrained),
    Claim(
        r"with (no|batch|frozen-batch|layer|rms|group|instance) normalisation is usually",
        lambda s, word: s.known["normalization"] == ("none" if word == "no" else word),
    ),
    Claim(r"without hidden layers", lambda s: not s.known["layers"]),
    Claim(r"inside {N} residual blocks", lambda s, _: s.known["residual"]),
    Claim(r"PReLU learns", lambda s: s.known["activation"] == "prelu"),
    Claim(r"the target is not centred", lambda s: "standardize" not in str(s.known["target_transform"])),
    Claim(r"is not transformed", lambda s: s.known["target_transform"] == "none"),
    Claim(
        r"[Aa]fter ([\w-]+), the (\w+) target",
        lambda s, how, word: s.known["target_transform"] == how and s.data.target_range == word,
    ),
    Claim(r"(counts|positive values) are forecast", lambda s, word: s.data.target_range == word.split()[0]),
    Claim(r"the target is (unbounded)", lambda s, word: s.data.target_range == word),
    Claim(r"the loss is (?!lowest)(\w+)", lambda s, word: s.known["loss"] == word),
    Claim(
        r"the loss of ([\w-]+) may rise while ([\w-]+)",
        lambda s, task, score: s.problem.task == task and s.value == score,
    ),
    Claim(
        r"results of ([\w-]+) are reported by ([\w-]+)",
        lambda s, task, score: s.problem.task == task and score in s.value,
    ),
    Claim(r"^for ([\w-]+) the only simple rival", lambda s, task: s.problem.task == task),
    Claim(r"near ln {N} =", lambda s, n: near(n, s.data.classes, s.known.get("units"), 2)),
    Claim(r"imbalance strategy ([\w-]+) moves", lambda s, word: s.known["imbalance_strategy"] == word),
    Claim(
        r"and {N} other scores|losses and {N} scores",
        lambda s, *n: near(next(filter(None, n)), len(s.known["metrics"]), len(s.known["metrics"]) - 1),
    ),
    Claim(r"^([\w-]+) scores the probabilities", lambda s, word: s.problem.priorities.metric == word),
    Claim(r"{N} ordered classes", lambda s, n: near(n, s.data.classes)),
    Claim(
        r"{N} exclusive outputs|^{N} outputs?\b",
        lambda s, *n: near(next(filter(None, n)), s.known["units"], s.data.outputs),
    ),
    Claim(r"one for each of {N} class(?:es)?", lambda s, n: near(n, s.data.classes)),
    Claim(
        r"a mirrored copy of each of {N} images? counts",
        lambda s, n: near(n, s.data.rows) and "horizontal-flip" in {change.name for change in s.known["augmentation"]},
    ),
    Claim(r"one for each of {N} labels?", lambda s, n: near(n, s.data.outputs)),
    Claim(r"and {N} class(?:es)?, at each place", lambda s, n: near(n, s.data.classes)),
    Claim(r"each of {N} n-grams", lambda s, n: near(n, *s.shape)),
    Claim(r"an input of ([\dx]+)", lambda s, size: size == "x".join(map(str, s.shape))),
    Claim(r"and {N} outputs?$", lambda s, n: near(n, s.known["units"])),
    Claim(r"after {N} of {N} updates", lambda s, n, m: read(n)[0] <= read(m)[0] and near(n, s.known["max_steps"])),
    Claim(r"(?:to the|at the) {N} above", lambda s, n: near(n, s.known["learning_rate"])),
    Claim(r"SGD at {N}", lambda s, n: near(n, s.known["learning_rate"])),
    Claim(r"until it has run, (\w+) keeps", lambda s, word: s.known["optimizer"] == word),
    Claim(r"\({N} here\)", lambda s, n: near(n, s.known["batch_size"])),
    Claim(
        r"scaled here to {N}",
        lambda s, n: near(n, s.known["batch_size"], s.known["batch_size"] * (s.known.get("max_length") or 1)),
    ),
    Claim(
        r"takes {N} of {N} GiB, so nothing smaller",
        lambda s, n, m: read(n)[0] <= read(m)[0] * 1.001 and near(m, s.problem.compute.device_memory_gib),
    ),
    Claim(
        r"no smaller tier is published, and even so it takes {N} of {N} GiB",
        lambda s, n, m: read(n)[0] >= read(m)[0] * 0.999 and near(m, s.problem.compute.device_memory_gib),
    ),
    Claim(
        r"(?:fit|exceeds|a device of|the memory of a device is) {N} GiB",
        lambda s, n: near(n, s.problem.compute.device_memory_gib),
    ),
    Claim(r"on the CPU of one machine", lambda s: not s.gpu),
    Claim(r"(\w+) data has no columns", lambda s, word: s.data.kind == word),
    Claim(r"the texts are not only in English", lambda s: s.data.multilingual),
    Claim(r"for commercial use", lambda s: s.problem.priorities.commercial),
    Claim(r"no number is filled in", lambda s: s.known["missing_numeric"] == "none"),
    Claim(r"nothing is known against {N} columns?", lambda s, n: near(n, s.data.features)),
    Claim(
        r"{N} inputs make a first layer|{N} inputs far outnumber",
        lambda s, *n: read(next(filter(None, n)))[0] >= max(s.known["widths"]),
    ),
    Claim(r"^a run takes about {N}", lambda s, n: duration(s.known["run_hours"]).startswith(f"{n} ")),
    Claim(
        r"{N} (?:seconds?|minutes?|hours?|days?) are too short",
        lambda s, n: read(n)[0] > 0 and (s.problem.compute.hours or s.problem.compute.dollars) is not None,
    ),
    Claim(r"(?<!run )takes about {N} hours", lambda s, n: 0.8 < read(n)[0] / s.value < 1.25),
    Claim(
        r"^{N} (?:seconds?|minutes?|hours?|days?) on (?!these machines train)",
        lambda s, n: duration(s.known["training_hours"]).startswith(f"{n} "),
    ),
    Claim(r"{N} hours? in", lambda s, n: near(n, s.data.hours)),
    Claim(r"published networks resample {N} samples a second", lambda s, n: near(n, s.data.sample_rate)),
    Claim(
        r"values from (0|-1) to 1|lies within (0|-1) to 1",
        lambda s, *low: s.data.target_range == {"0": "unit", "-1": "symmetric"}[low[0] or low[1]],
    ),
    Claim(
        r"^for {N} tokens? of text|[Ff]rom {N} tokens?|layer for {N} tokens?|of {N} tokens? (?:make|give)"
        r"|{N} tokens? (?:in all|read)",
        lambda s, *n: near(next(filter(None, n)), s.data.tokens),
    ),
    Claim(r"over {N} s\b", lambda s, n: near(n, s.data.seconds)),
    Claim(r"does not fit into {N} GiB", lambda s, n: near(n, s.problem.compute.device_memory_gib)),
    Claim(r"{N} residual blocks?:", lambda s, _: s.known["residual"] and s.data.kind != "table"),
    Claim(r"(?:asks for |forecaster for |N-HiTS for |^){N} steps? ahead", lambda s, n: near(n, s.data.horizon)),
    Claim(r"of {N} values? at once", lambda s, n: near(n, s.data.series, s.data.outputs, 1)),
    Claim(r"next token is one of (?:the )?{N}", lambda s, n: near(n, s.known["units"])),
    Claim(r"micro-batches of {N}", lambda s, n: near(n, s.known["micro_batch"])),
    Claim(r"activations of an example of ([\dx]+)", lambda s, size: size == "x".join(map(str, s.shape))),
    Claim(r"[Cc]alibration comes first", lambda s: first_is(s, "calibration")),
    Claim(r"^(unbounded|unit|symmetric) values are forecast", lambda s, word: s.data.target_range == word),
    Claim(r"how many of {N} levels", lambda s, n: near(n, s.data.classes - 1)),
    Claim(r"^{N} class(?:,| is a yes)", lambda s, n: near(n, s.data.classes)),
    Claim(r"in texts of up to {N}", lambda s, n: near(n, s.length)),
    Claim(r"over series of different period", lambda s: s.problem.task == "forecasting"),
    Claim(r"of some {N} steps?\b", lambda s, n: near(n, s.data.rows // s.data.series)),
    Claim(r"^{N} series of some\b", lambda s, n: near(n, s.data.series)),
    Claim(r"as short as these {N}, of some", lambda s, n: near(n, s.data.series)),
    Claim(r"with runs of characters as without", lambda s: s.known.get("tokenizer") == "word-and-character-ngrams"),
    Claim(r"in batches of {N} moves an output", lambda s, n: near(n, s.known["batch_size"])),
    Claim(
        r"{N} parameters want {N} tokens, \S+ of the {N} there",
        lambda s, _, want, there: read(want)[0] <= read(there)[0] and near(there, max(s.data.tokens, s.data.rows)),
    ),
    Claim(r"moves the probabilities away", lambda s: s.known["imbalance_strategy"] != "none"),
    Claim(r"tune every weight: here on|can move every weight", lambda s: s.known["trainable"] == "all"),
    Claim(r"too few to move published weights", lambda s: s.known["trainable"] == "head"),
    Claim(r"the network is used as it is", lambda s: s.known["trainable"] == "none"),
    Claim(
        r"before the top layers are trained|an estimate for the top blocks",
        lambda s: s.known["trainable"] == "top-blocks",
    ),
    Claim(r"^{N} blocks? with attention", lambda s, n: near(n, s.known["layers"])),
    Claim(r"an average over {N} of {N}", lambda s, n, m: read(n)[0] <= read(m)[0]),
    Claim(r"before training: the ([\w-]+) loss", lambda s, word: s.known["loss"] == word),
    Claim(r"before training: squared error", lambda s: s.known["loss"] == "mse"),
    Claim(
        r"gradients of (\w+) spike"
        r"|^(?!adamw|nadam|adamax|rmsprop|sgd|muon)(\w+) (?:has \S+ \w+ parameters|was published|was trained"
        r"|keeps the head)",
        lambda s, *names: (
            next(filter(None, names))
            in (s.known["backbone"], getattr(s.known["load"], "backbone", "a transformer"), "a")
        ),
    ),
    Claim(r"weights of " + FAMILY + r", so", chosen_family),
    Claim(r"^all {N} are trained", lambda s, n: near(n, s.known["network_parameters"])),
    Claim(r"^{N} parameters under", lambda s, n: near(n, published(s.known["backbone"]).parameters)),
    Claim(r"of texts of up to {N} tokens?", lambda s, n: near(n, s.length)),
    Claim(r"for {N} series", lambda s, n: near(n, s.data.series)),
    Claim(
        r"loss is taken over {N} of {N} tokens?", lambda s, n, m: read(n)[0] <= read(m)[0] and near(m, s.data.tokens)
    ),
    Claim(r"the only numeric column has outliers", lambda s: s.numeric == 1 and s.data.heavy_tails > 0),
    Claim(
        r"\b[Aa]n? (T4|V100|A10|A100|L4|H100|H200|B200)\b",
        lambda s, word: s.problem.compute.accelerator == word.lower(),
    ),
    Claim(r"training in \d+ bits takes {N} of {N} GiB", lambda s, _, n: near(n, s.problem.compute.device_memory_gib)),
    Claim(r"scaled by its window|each symbol is", lambda s: s.problem.task in ("forecasting", "speech-recognition")),
    Claim(r"causes multiply counts", lambda s: s.data.target_range == "counts"),
    Claim(r"any word, and with byte pairs", lambda s: s.problem.task == "language-modeling"),
    # Why a decision is absent -----------------------------------------------------------------------------------
    Claim(
        r"the data is not (audio|images|text|time series)",
        lambda s, w: s.data.kind != {"images": "image", "time series": "series"}.get(w, w),
        "absent",
    ),
    Claim(
        r"the network takes no spectrogram|the network hears waveforms",
        lambda s: s.data.kind != "audio" or s.known["sound_form"] != "log-mel",
        "absent",
    ),
    Claim(
        r"no category is (?:embedded|one-hot encoded)|there are no categorical columns",
        lambda s: (
            s.data.kind != "table" or s.data.categorical == 0 or s.known.get("encoding") in (None, "none", "one-hot")
        ),
        "absent",
    ),
    Claim(r"only a table has columns", lambda s: s.data.kind != "table", "absent"),
    Claim(r"classes are not weighted", lambda s: s.known["imbalance_strategy"] != "class-weights", "absent"),
    Claim(
        r"there are no classes to balance",
        lambda s: (
            s.problem.task
            in (
                "regression",
                "forecasting",
                "multilabel",
                "language-modeling",
                "speech-recognition",
                "token-classification",
            )
        ),
        "absent",
    ),
    Claim(
        r"the inputs are not (?:numbers that can be missing|columns of numbers)",
        lambda s: s.data.kind not in ("table", "sequence"),
        "absent",
        rule="^$",
    ),
    Claim(r"nothing is forecast", lambda s: s.problem.task != "forecasting", "absent"),
    Claim(
        r"predictions of a regression are clamped|only a regression predicts",
        lambda s: s.problem.task != "regression",
        "absent",
    ),
    Claim(r"no logarithm of the target", lambda s: "log" not in str(s.known["target_transform"]), "absent"),
    Claim(
        r"the target is not a number|classes have no scale",
        lambda s: s.problem.task not in ("regression", "forecasting"),
        "absent",
    ),
    Claim(
        r"the inputs are not sequences of tokens",
        lambda s: s.data.kind != "text" or s.known["family"] == "ngram-mlp",
        "absent",
    ),
    Claim(r"no vocabulary is built", lambda s: s.data.kind != "text" or s.known["tokenizer"] == "backbone", "absent"),
    Claim(
        r"no class probabilities are predicted|nothing is decided by a threshold",
        lambda s: s.problem.task not in CLASSIFICATION,
        "absent",
    ),
    Claim(
        r"nothing is trained|the published model is used as it is", lambda s: s.known["trainable"] == "none", "absent"
    ),
    Claim(r"no hidden layers are trained from scratch", lambda s: not s.known["layers"], "absent"),
    Claim(r"has no slope to choose", lambda s: s.known["activation"] not in ("leaky-relu", "prelu"), "absent"),
    Claim(r"no adapters are used", lambda s: s.known["trainable"] != "adapters", "absent"),
    Claim(
        r"the network is built from scratch",
        lambda s: (
            s.known["family"] not in ("pretrained", "detector", "segmenter", "sentence-embedding", "speech-to-text")
        ),
        "absent",
    ),
    Claim(
        r"no published weights (?:are trained|learn)",
        lambda s: not s.problem.priorities.pretrained or s.known.get("trainable") in (None, "head", "none", "adapters"),
        "absent",
    ),
    Claim(r"no pooled features", lambda s: s.known["family"] not in ("cnn", "pretrained"), "absent"),
    Claim(r"no dropout is used", lambda s: s.known["dropout"] in (None, "none"), "absent"),
    Claim(r"the network is not recurrent", lambda s: s.known["family"] != "rnn", "absent"),
    Claim(r"neither a CNN nor a U-Net", lambda s: s.known["family"] not in ("unet", "cnn"), "absent"),
    Claim(r"no convolutions are trained", lambda s: s.known["family"] not in ("unet", "cnn", "sepcnn"), "absent"),
    Claim(
        r"not a CNN over images or",
        lambda s: s.known["family"] != "cnn" or s.data.kind in ("series", "sequence"),
        "absent",
    ),
    Claim(
        r"no transformer blocks are|no attention is|no transformer reads patches",
        lambda s: s.known["family"] != "transformer" or "patches" in s.sentence,
        "absent",
    ),
    Claim(r"nothing is normalised", lambda s: s.known["normalization"] in (None, "none"), "absent"),
    Claim(
        r"only dense networks on tables",
        lambda s: s.data.kind != "table" or s.known["family"] not in ("mlp", "tabm"),
        "absent",
    ),
    Claim(r"the loss is not Huber's", lambda s: s.known["loss"] != "huber", "absent"),
    Claim(
        r"the loss does not take smoothed labels",
        lambda s: "cross-entropy" not in str(s.known["loss"]) or s.known["loss"] != "cross-entropy",
        "absent",
    ),
    Claim(r"the optimiser has no betas", lambda s: s.known["optimizer"] in (None, "sgd", "rmsprop"), "absent"),
    Claim(r"the optimiser has (?:betas in place|no such option)", lambda s: s.known["optimizer"] != "sgd", "absent"),
    Claim(
        r"this is ([\w-]+) with the ([\w-]+) schedule",
        lambda s, name, plan: name == s.known["optimizer"] and plan == getattr(s.known["schedule"], "name", None),
    ),
    Claim(r"an? ([A-Z][\w ]+) multiplies", lambda s, name: name == GPUS[s.problem.compute.accelerator].name),
    Claim(r"^(accuracy|speed|memory) comes first", lambda s, word: s.problem.priorities.first == word),
    Claim(r"smoothing the labels of a ([\w-]+) task", lambda s, task: task == s.problem.task),
    Claim(
        r"the guide is silent on (?:calibration|thresholds), so ([\w-]+) probabilities",
        lambda s, task: task == s.problem.task,
    ),
    Claim(r"nothing decays", lambda s: not s.known["weight_decay"], "absent"),
    Claim(r"every epoch runs to its end|all passes are made", lambda s: s.known["max_steps"] is None, "absent"),
]


# Those that name a number: in a template, where all are the same, they cannot be seen.
SPELT: Final = {claim for claim in STATEMENTS if re.search(r"\d", re.sub(r"\{[^}]*\}|\\d", "", claim.text))}


@cache
def shape(sentence: str) -> tuple[tuple[Claim, tuple[str, ...]], ...]:
    """The claims that a sentence may make, with what they name."""
    return tuple(
        (claim, match.groups())
        for claim in _candidates(DIGITS.sub("0", sentence))
        for match in claim.pattern.finditer(sentence)
    )


@cache
def _candidates(template: str) -> tuple[Claim, ...]:
    return tuple(claim for claim in STATEMENTS if claim in SPELT or claim.pattern.search(template))


def stated(said: Said) -> list[tuple[Claim, tuple[str, ...], bool]]:
    """What a sentence claims, with what it names, and whether each of it is so."""
    return [
        (claim, names, bool(claim.holds(said, *names))) for claim, names in shape(said.sentence) if claim.stands(said)
    ]
