"""What refusals need, and what absent decisions say: each a condition that must not hold, or must.

A refusal is a list of needs: `needs A, and B` is so where one of them fails, `needs A, or B` where all of them do.
"""

import re
from functools import cache
from typing import Any, Final

from advisor.knowledge.training.stability import TRANSFORMERS
from advisor.networks.catalogue import backbones
from tests.explaining.claims import SEVERAL_CLASSES, Claim, Condition, Said, compare, first_is, read, sides

ALSO_SAID: Final = re.compile(
    r"(?::|; |, (?:since|which|whose|where|as it|as far as|so that|against which|because"
    r"|and (?:it|there|that|the|its|they) (?:\w+ ){0,5}?(?:is|are|was|has|have|lowers|comes|centres|leaves|can)\b"
    r"|and \w+ (?:comes|was|is|centres|does)\b)).*$"
)


def quantity(said: Said, noun: str) -> float | None:
    """How many there are of what a need counts; None where that is not known here."""
    data, known, problem = said.data, said.known, said.problem
    if re.fullmatch(r"training (?:examples|rows)", noun):
        return known.get("train_rows")
    smallest = data.smallest_class if problem.task in SEVERAL_CLASSES else None
    values: dict[str, Any] = {
        r"(?:examples|images|rows|recordings|clips|texts|sequences)": data.rows,
        r"(?:time )?steps in all": data.rows,
        r"images per class": said.per_class,
        r"recordings of an average class": said.per_class if data.kind == "audio" else None,
        r"(?:images of an average class|labels of the rarest class)": smallest,
        r"numeric (?:columns|inputs)": said.numeric,
        r"columns": data.features,
        r"series": data.series,
        r"runs": problem.priorities.trials,
        r"steps": data.length,
        r"pixels": sides(said)[0] * sides(said)[1],
        r"pixels a side": max(sides(said)),
        r"tokens": data.tokens,
        r"hours(?: of transcribed speech)?": data.hours,
        r"samples (?:a|per) second": data.sample_rate,
        r"examples on a device": known.get("micro_batch"),
        r"layers": known.get("layers"),
        r"classes": data.classes,
        r"targets": data.outputs,
    }
    return next((value for pattern, value in values.items() if re.fullmatch(pattern, noun)), None)


def bounded(said: Said, relation: str, number: str, noun: str) -> bool | None:
    """Whether a count keeps to a bound, if the count is known."""
    value = quantity(said, noun)
    return None if value is None else compare(relation or "at least", value, read(number)[0])


def between(said: Said, low: str, high: str, noun: str) -> bool | None:
    """Whether a count lies in a range, if the count is known."""
    value = quantity(said, noun)
    return None if value is None else read(low)[0] <= value <= read(high)[0]


def bounded_after(said: Said, number: str, noun: str, relation: str) -> bool | None:
    """The same where the bound stands behind the noun."""
    return bounded(said, relation, number, noun)


NOUN: Final = (
    r"((?:training )?(?:examples|rows)(?! on a)|images per class|images of a class|images"
    r"|recordings of an average class|recordings|clips|texts"
    r"|sequences|(?:time )?steps in all|labels of the rarest class|numeric (?:columns|inputs)|columns|series|runs|steps"
    r"|pixels a side|pixels(?! or)|tokens|hours(?: of transcribed speech)?|samples (?:a|per) second"
    r"|examples on a device|layers|classes|targets)\b"
)


def max_levels(said: Said) -> int:
    """The levels of the largest categorical column in use, where no column was measured."""
    return max(
        [column.distinct for column in said.data.columns if column.type == "categorical"] or [said.data.cardinality]
    )


def need(pattern: str, holds: Condition) -> Claim:
    """What a refusal asks for, and whether it is there."""
    return Claim(pattern, holds, "skip")


def embedded(said: Said, word: str | None) -> bool:
    """Whether single numbers are embedded, in this way where one is named."""
    embedding = said.known["numeric_embedding"]
    return bool(embedding) and embedding.kind != "none" and embedding.kind.startswith((word or "").strip())


def is_transformer(said: Said) -> bool:
    """Whether blocks of attention are trained, of a family that has nothing else or of a published network."""
    published = backbones().get(said.known["backbone"] or "")
    return said.known["family"] in TRANSFORMERS or (published is not None and published.depth is not None)


def from_layers(said: Said) -> bool:
    """Whether there are hidden layers that are trained from scratch."""
    return bool(said.known["layers"])


def tail_unseen(said: Said) -> bool:
    """Whether fewer than one held-out example is expected beyond the outermost quantile."""
    tails = [min(level, 1 - level) for level in said.data.quantiles]
    return bool(tails) and (said.data.rows - said.known["train_rows"] + 1) * min(tails) < 1 - 1e-9


NEEDS: Final = [
    need(r"more time than was said", lambda s: s.problem.compute.hours is None and s.problem.compute.dollars is None),
    need(r"quantiles to predict", lambda s: bool(s.data.quantiles)),
    need(r"a single number to predict", lambda s: not s.data.quantiles),
    need(r"so few held-out examples that not one is expected", tail_unseen),
    need(r"preferences, marks or rewards", lambda s: s.known["method"] not in (None, "sft")),
    need(r"a model that is rewarded for its own answers", lambda s: s.known["sampling"] is not None),
    need(r"a GPU, as each prompt is answered many times", lambda s: s.gpu),
    need(r"answers marked bad beside the good ones", lambda s: s.data.desirable < 1),
    need(r"speed or memory as the first priority", lambda s: s.problem.priorities.first in ("speed", "memory")),
    need(
        r"a GPU with FlashAttention",
        lambda s: s.gpu and s.problem.compute.accelerator not in ("t4", "v100"),
    ),
    need(
        r"fewer than {N} examples, and answers that are less than {P} of the tokens",
        lambda s, n, p: s.data.rows < read(n)[0] and s.data.answer_share < float(p) / 100,
    ),
    need(
        r"examples of at most half of {N} tokens on average, and {N} sequences of them",
        lambda s, kept, least: (
            2 * s.data.tokens / s.data.rows <= read(kept)[0]
            and s.data.tokens // s.known["max_length"] >= read(least)[0]
        ),
    ),
    need(r"adjusted logits", lambda s: s.known["imbalance_strategy"] == "logit-adjustment"),
    need(
        r"fewer tokens than adapters hold",
        lambda s: s.known["trainable"] == "adapters",
    ),
    need(r"balanced accuracy as the score that counts", lambda s: s.problem.priorities.metric == "balanced-accuracy"),
    need(r"categories of {N} to {N} levels", lambda s, a, b: read(a)[0] <= max_levels(s) <= read(b)[0]),
    need(r"another priority than calibration", lambda s: not first_is(s, "calibration")),
    need(r"fewer than {N} tokens, as many", lambda s, n: s.data.tokens < read(n)[0]),
    need(r"labels that are taken to be right", lambda s: s.data.label_noise == 0),
    need(r"one answer for each row", lambda s: s.problem.task != "multilabel"),
    need(r"a positive target", lambda s: s.data.target_range == "positive"),
    need(r"a cheap run", lambda s: not s.data.volumetric),
    need(
        r"a first score of ([\w-]+) as priorities\.metric",
        lambda s, task: s.problem.task == task and s.problem.priorities.metric == s.known["metrics"][0],
    ),
    need(r"latency or memory first", lambda s: s.problem.priorities.first in ("latency", "memory")),
    need(
        r"a published model of which adapters learn, whatever memory there is",
        lambda s: s.known["wanted"].trainable == "adapters",
    ),
    need(r"a language model", lambda s: s.problem.task == "language-modeling"),
    need(r"a recogniser that decodes token by token", lambda s: str(s.known["backbone"]).startswith("whisper")),
    need(
        r"{N} residual blocks",
        lambda s, n: len(s.known["widths"]) * (s.known.get("blocks_per_stage") or 0) >= read(n)[0],
    ),
    need(r"whose top blocks alone are trained", lambda s: s.known["trainable"] == "top-blocks"),
    need(r"none$", lambda s: s.numeric == 0),
    need(r"at most {N} texts for each label", lambda s, n: s.per_class <= read(n)[0]),
    need(r"at most {N} texts of an average class", lambda s, n: int(s.per_class) <= read(n)[0]),
    need(
        r"grey or colour images of at least {N} pixels a side",
        lambda s, n: s.data.image.channels in (1, 3) and min(sides(s)) >= read(n)[0],
    ),
    need(
        r"under {N} examples of a class over {N} times rarer than the other",
        lambda s, few, ratio: s.data.smallest_class < read(few)[0] and s.data.imbalance > read(ratio)[0],
    ),
    need(
        r"fewer than {N} training rows for each numeric column",
        lambda s, n: s.known["train_rows"] < read(n)[0] * s.numeric,
    ),
    need(r"{N} validation examples", lambda s, n: s.data.rows - s.known["train_rows"] >= read(n)[0]),
    need(r"a look-back of fewer than {N} steps", lambda s, n: s.known["lookback"] < read(n)[0]),
    need(r"a model wider than {N}", lambda s, n: max(s.known["widths"]) > read(n)[0]),
    need(r"fewer than {N} texts for each word of one", lambda s, n: s.data.rows < read(n)[0] * s.data.length),
    need(
        r"less than {N} ms a prediction",
        lambda s, n: s.problem.priorities.latency_ms is not None and s.problem.priorities.latency_ms < read(n)[0],
    ),
    need(r"no published weights", lambda s: not s.problem.priorities.pretrained),
    need(r"a class ratio above {N}", lambda s, n: s.data.imbalance > read(n)[0]),
    need(
        r"F1 or balanced accuracy as the score(?! that)",
        lambda s: s.problem.priorities.metric in ("f1", "balanced-accuracy"),
    ),
    need(
        r"a score to which rare classes count as much as common ones \((\S+), (\S+)\)",
        lambda s, a, b: s.problem.priorities.metric in (a, b),
    ),
    need(r"a score of probabilities", lambda s: s.problem.priorities.metric in ("log-loss", "auc")),
    need(r"a table without a named score", lambda s: s.data.kind == "table" and s.problem.priorities.metric == "auto"),
    need(
        r"classes that were reweighted",
        lambda s: s.known["imbalance_strategy"] in ("class-weights", "balanced-sampling"),
    ),
    need(
        r"training that balances the classes",
        lambda s: s.known["imbalance_strategy"] in ("class-weights", "balanced-sampling"),
    ),
    need(r"a target that is not centred", lambda s: "standardize" not in str(s.known["target_transform"])),
    need(
        r"a target that is not transformed|counts that are not transformed",
        lambda s: (
            s.known["target_transform"] == "none" and ("counts" not in s.sentence or s.data.target_range == "counts")
        ),
    ),
    need(
        r"a target that is positive or a count, and not transformed",
        lambda s: s.known["target_transform"] == "none" and s.data.target_range in ("positive", "counts"),
    ),
    need(r"a target without an upper bound", lambda s: s.data.target_range not in ("unit", "symmetric")),
    need(r"no number to be filled in", lambda s: s.known["missing_numeric"] == "none"),
    need(r"numeric columns$", lambda s: s.numeric > 0),
    need(r"a single split", lambda s: s.known["folds"] == 1),
    need(r"a network over n-grams", lambda s: s.known["family"] == "ngram-mlp"),
    need(r"normalised layers", lambda s: s.known["normalization"] != "none"),
    need(
        r"a split by groups, {N} to {N} of them",
        lambda s, a, b: "grouped" in s.known["split_method"] and read(a)[0] <= s.data.groups <= read(b)[0],
    ),
    need(r"a split by a known number of groups", lambda s: "grouped" in s.known["split_method"] and s.data.groups > 1),
    need(r"fewer than 3 seasons or horizons of {N} steps?", lambda s, n: s.data.rows / s.data.series < 3 * read(n)[0]),
    need(
        r"series of 3 seasons or horizons",
        lambda s: s.data.rows / s.data.series >= 3 * max(s.data.horizon, s.data.period or 1),
    ),
    need(
        r"a published network with BatchNorm",
        lambda s: bool(s.known["backbone"]) and s.known["backbone"].startswith(("resnet", "mobilenet")),
    ),
    need(
        r"a (?:published network that was trained on waveforms)",
        lambda s: str(s.known["backbone"]).startswith(("wav2vec", "hubert")),
    ),
    need(
        r"a network that was published with settings for SGD",
        lambda s: str(s.known["backbone"]).startswith(("yolo", "lraspp", "fasterrcnn", "deeplab")),
    ),
    need(
        r"dense layers without normalisation and skip connections",
        lambda s: s.known["normalization"] == "none" and not s.known["residual"],
    ),
    need(
        r"networks without normalisation and skip connections",
        lambda s: s.known["normalization"] == "none" and not s.known["residual"],
    ),
    need(r"normalisation between layers", lambda s: s.known["normalization"] != "none"),
    need(r"a stack without batch normalisation", lambda s: s.known["normalization"] != "batch"),
    need(r"a transformer whose recipe clips at {N}", lambda s, _: is_transformer(s)),
    need(r"flat images", lambda s: not s.data.volumetric),
    # Bounds; what a longer phrase says stands before what it begins with ------------------------------------------
    need(
        r"at most {N} columns and {N} classes",
        lambda s, n, m: s.data.features <= read(n)[0] and s.data.classes <= read(m)[0],
    ),
    need(
        r"at most {N} targets and {N} classes",
        lambda s, n, m: s.data.outputs <= read(n)[0] and s.data.classes <= read(m)[0],
    ),
    need(r"images(?: with a side)? below {N} pixels(?: a side)?", lambda s, n: min(sides(s)) < read(n)[0]),
    need(
        r"grey images of at most {N} pixels a side",
        lambda s, n: s.data.image.channels == 1 and max(sides(s)) <= read(n)[0],
    ),
    need(r"more than {N} pixels on the shorter side", lambda s, n: min(sides(s)) > read(n)[0]),
    need(r"images of at most {N} pixels a side", lambda s, n: max(sides(s)) <= read(n)[0]),
    need(
        r"(at most|more than|fewer than|at least) {N} (rows|examples) on a (CPU|GPU)",
        lambda s, r, n, _, device: compare(r, s.data.rows, read(n)[0]) and s.gpu == (device == "GPU"),
    ),
    need(
        r"(?:more than|over) {N} outliers in the target|more than {P} outliers in the target",
        lambda s, *n: s.data.target_outliers > 0.01,
    ),
    need(r"more than {P} wrong labels", lambda s, p: 100 * s.data.label_noise > float(p)),
    need(r"{P} wrong labels", lambda s, p: 100 * s.data.label_noise >= float(p)),
    need(r"a skewness of {N} or more", lambda s, n: s.data.target_skew >= read(n)[0]),
    need(r"{N} to {N} " + NOUN, between),
    need(r"{N} " + NOUN + r" (or more|or fewer)", bounded_after),
    need(r"(?:(at least|at most|more than|fewer than|over|under) )?{N} (?:of )?(?:the )?" + NOUN, bounded),
    need(r"batches of {N} or more", lambda s, n: s.known["batch_size"] >= read(n)[0]),
    need(r"a rate of {N} or more", lambda s, n: s.known["learning_rate"] >= read(n)[0]),
    need(r"a single example on a device", lambda s: s.known["micro_batch"] == 1),
    need(r"a single run", lambda s: s.problem.priorities.trials == 1),
    need(r"a single target", lambda s: s.data.outputs == 1),
    need(r"a single output", lambda s: s.known["units"] == 1),
    need(r"several series", lambda s: s.data.series > 1),
    need(r"examples of a single step", lambda s: s.data.length == 1),
    need(r"images of a single object", lambda s: s.data.objects == 1 and s.data.classes == 1),
    need(r"more columns than rows", lambda s: s.data.features > s.data.rows),
    # Facts ----------------------------------------------------------------------------------------------------------
    need(r"two examples or more of each class", lambda s: s.data.smallest_class >= 2),
    need(
        r"(?:at least )?two (?:groups|or more groups)(?: of examples that belong together| or more)?",
        lambda s: s.data.groups >= 2 or (s.data.groups == 0 and bool(s.data.group_column)),
    ),
    need(r"a time column", lambda s: bool(s.data.time_column)),
    need(r"use on (?:data from a later time|later data)", lambda s: s.data.future),
    need(
        r"(?:images|sound) far from (?:photographs(?: \(medical, satellite\))?|speech and music)",
        lambda s: s.data.domain == "far",
    ),
    need(r"images near photographs", lambda s: s.data.domain == "near"),
    need(r"volumes(?: \(CT, MRI\))?", lambda s: s.data.volumetric),
    need(r"missing cells", lambda s: s.data.missing > 0),
    need(r"complete numbers", lambda s: s.data.missing == 0),
    need(r"a table of categorical columns only|all categorical", lambda s: s.data.categorical == s.data.features),
    need(r"numeric columns with outliers or heavy tails", lambda s: s.data.heavy_tails > 0.05 and s.numeric > 0),
    need(r"columns that give the target away", lambda s: bool(s.data.leaks)),
    need(r"(?:a target that counts something|counts)\b", lambda s: s.data.target_range == "counts"),
    need(r"a target that is positive and not a count", lambda s: s.data.target_range == "positive"),
    need(r"a target within (?:bounds|0 to 1 or -1 to 1)", lambda s: s.data.target_range in ("unit", "symmetric")),
    need(r"images that are neither grey nor colour", lambda s: s.data.image.channels not in (1, 3)),
    # Machines and priorities -----------------------------------------------------------------------------------------
    need(r"an? (?:GPU|gpu)(?: to train)?", lambda s: s.gpu),
    need(r"(?:training on )?a CPU", lambda s: not s.gpu),
    need(r"an? (?:edge|small) device", lambda s: s.edge),
    need(
        r"a server without a latency limit to predict on",
        lambda s: not s.edge and s.problem.priorities.latency_ms is None,
    ),
    need(r"a server(?: to (?:run|predict) on)?", lambda s: not s.edge),
    need(r"(?:no limit on latency|no latency limit)", lambda s: s.problem.priorities.latency_ms is None),
    need(r"a latency limit", lambda s: s.problem.priorities.latency_ms is not None),
    need(r"another priority than speed|time to t(?:une|rain)", lambda s: not first_is(s, "speed")),
    need(
        r"accuracy or calibration(?: to come)? first",
        lambda s: s.problem.priorities.first in ("accuracy", "calibration"),
    ),
    need(r"speed or latency first", lambda s: s.problem.priorities.first in ("speed", "latency")),
    need(r"neither (\w+) nor (\w+) first", lambda s, a, b: s.problem.priorities.first not in (a, b)),
    need(r"{PRIORITY}(?: to come)? first", first_is),
    need(r"published weights(?! of)", lambda s: s.problem.priorities.pretrained),
    need(r"{METRIC} as the score", lambda s, word: s.problem.priorities.metric == word),
    need(r"the metric {METRIC}", lambda s, word: s.problem.priorities.metric == word),
    # What was observed -----------------------------------------------------------------------------------------------
    need(r"no earlier run that overfitted", lambda s: s.problem.observed.fit != "overfitting"),
    need(r"an earlier run that (over|under)fitted", lambda s, word: s.problem.observed.fit == f"{word}fitting"),
    need(r"an earlier run whose gradients vanished", lambda s: s.problem.observed.gradients == "vanishing"),
    need(r"gradients that were seen to vanish or explode", lambda s: s.problem.observed.gradients != "unknown"),
    need(r"gradients that were seen to explode", lambda s: s.problem.observed.gradients == "exploding"),
    need(r"gradients that do not vanish", lambda s: s.problem.observed.gradients != "vanishing"),
    # Earlier choices -------------------------------------------------------------------------------------------------
    need(r"a split that is not by time", lambda s: s.known["split_method"] != "time-ordered"),
    need(r"groups\b", lambda s: s.data.groups > 1 or (s.data.groups == 0 and bool(s.data.group_column))),
    need(r"cross-validation|out-of-fold predictions|an ensemble over several folds", lambda s: s.known["folds"] > 1),
    need(r"(?:several )?networks (?:that are averaged|to average)(?: over folds)?", lambda s: (s.networks or 1) > 1),
    need(r"byte pairs", lambda s: s.known["tokenizer"] == "byte-pair"),
    need(r"the tokens of a published network", lambda s: s.known["tokenizer"] == "backbone"),
    need(r"an output without activation", lambda s: s.known["output_activation"] == "none"),
    need(r"a transformed target", lambda s: s.known["target_transform"] != "none"),
    need(r"a standardised target", lambda s: s.known["target_transform"] == "standardize"),
    need(r"subtract-last scaling", lambda s: s.known["series_scaling"] == "subtract-last"),
    need(r"an adaptive optimiser", lambda s: s.known["optimizer"] != "sgd"),
    need(r"SGD\b", lambda s: s.known["optimizer"] == "sgd"),
    need(r"another schedule than 1cycle", lambda s: s.known["schedule"].name != "one-cycle"),
    need(r"1cycle\b", lambda s: s.known["schedule"].name == "one-cycle"),
    need(r"recordings, or numbers to predict", lambda s: s.data.kind == "audio" or s.problem.task == "regression"),
    need(r"a constant rate", lambda s: s.known["schedule"].name == "constant"),
    need(r"a schedule with a fixed end", lambda s: s.known["schedule"].name not in ("plateau", "constant")),
    need(r"tanh\b", lambda s: s.known["activation"] == "tanh"),
    need(r"selu or elu", lambda s: s.known["activation"] in ("selu", "elu")),
    need(r"a rectifier", lambda s: s.known["activation"] in ("relu", "leaky-relu", "prelu", "rrelu")),
    need(r"recordings that are scaled one by one", lambda s: s.known["sound_scaling"] == "clip-statistics"),
    need(r"PReLU", lambda s: s.known["activation"] == "prelu"),
    need(r"hidden layers with SELU", lambda s: s.known.get("activation") == "selu"),
    need(r"alpha dropout", lambda s: s.known["dropout"] == "alpha"),
    need(r"stochastic depth", lambda s: s.known["dropout"] == "stochastic-depth"),
    need(r"BatchNorm between layers", lambda s: s.known["normalization"] == "batch" and from_layers(s)),
    need(r"a network without hidden layers(?: that are trained from scratch)?", lambda s: not s.known["layers"]),
    need(r"residual blocks", lambda s: bool(s.known["residual"])),
    need(
        r"images that are mirrored in training",
        lambda s: "horizontal-flip" in {change.name for change in s.known["augmentation"]},
    ),
    need(r"adapters on a published network", lambda s: s.known["trainable"] == "adapters"),
    need(r"(?:a frozen backbone|published features that are frozen)", lambda s: s.known["trainable"] == "head"),
    need(r"(piecewise-linear )?embeddings of the numbers", embedded),
    need(r"the focal loss as the answer to unequal classes", lambda s: s.known["imbalance_strategy"] == "focal"),
    need(r"wav2vec 2\.0", lambda s: str(s.known["backbone"]).startswith("wav2vec2")),
]


@cache
def shape(sentence: str) -> tuple[str, tuple[tuple[Claim, tuple[str, ...]], ...]]:
    """A refusal with a number in place of each need that was read, and those needs with what they name."""
    text = ALSO_SAID.sub("", sentence.removeprefix("needs ")).replace(", at more than", ", and more than")
    found: list[tuple[Claim, tuple[str, ...]]] = []
    for claim in NEEDS:
        while match := claim.pattern.search(text):
            text = f"{text[: match.start()]}<{len(found)}>{text[match.end() :]}"
            found.append((claim, match.groups()))
    return text, tuple(found)


def needed(said: Said) -> tuple[bool | None, list[tuple[Claim, tuple[str, ...], bool | None]]]:
    """Whether all that a refusal needs is there, as far as it is known, and what each need that was read says."""
    text, found = shape(said.sentence)
    values = [(claim, names, claim.holds(said, *names)) for claim, names in found]
    return _all(text, [so for _, _, so in values]), values


def _all(text: str, values: list[bool | None]) -> bool | None:
    parts = [_any(part, values) for part in re.split(r", and | and ", text)]
    return False if False in parts else None if None in parts else True


def _any(text: str, values: list[bool | None]) -> bool | None:
    parts = [_one(part.strip(), values) for part in re.split(r", or | or |, ", text)]
    if " or " in text:
        return True if True in parts else None if None in parts else False
    return False if False in parts else None if None in parts else True


def _one(text: str, values: list[bool | None]) -> bool | None:
    return values[int(text[1:-1])] if re.fullmatch(r"<\d+>", text) else None
