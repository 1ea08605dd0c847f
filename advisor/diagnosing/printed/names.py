"""The numbers of a line by their names, which say of what set they are: losses, scores, rates."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from advisor.diagnosing.columns import HUMP, TRAINING, VALIDATION, folded, has_loss, kinds_of
from advisor.diagnosing.printed.places import EPOCH, STEP

NUMBER: Final = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
# `train loss 1.97`, `val_acc: 0.61`, `lr=3e-4`, `val loss is 0.03`, `loss so far is 1.2` in a line of text.
PAIR: Final = re.compile(
    r"((?:[A-Za-z]+[ _/.-]){0,3}"
    r"(?:loss|cost|acc|accuracy|lr|rate|grad_norm|gnorm|trl|tel|top1|acc1|m?iou|dice|f1|fb1|auc|auroc|map|reward|wer|cer|kld?|recon"
    r"|nll|cross[ _-]?entropy|xent|mse|rmse|mae|bce|ppl|perplexity|return)\w*(?:\svalue)?)"
    rf"['\"]?(?:\s*[:=]\s*(?:\[|tensor\(|['\"])?\s*|\s+(?:\w+\s+){{0,2}}is:?\s+|\s+)({NUMBER})\b(?![.\d]*(?:[xX/]|\s*(?:secs?|seconds|ms|mins?|minutes|hours?|s)\b))",
    re.IGNORECASE,
)
# A word of some name, without which a line holds none: it is looked for first, as most lines of a log hold none.
SOME: Final = re.compile(
    r"loss|cost|acc|norm|recon|reward|entropy|perplex|return|total|valid|for 'output'|\bD_"
    r"|(?:\b|_)(?:lr|rate|trl|tel|top1|m?iou|dice|f1|fb1|auc|auroc|map|wer|cer|kld?|nll|xent|r?mse|mae|bce|ppl|elbo|rec|train|val|test)",
    re.IGNORECASE,
)
# `0.98 C.E. Loss, 94.28% Accuracy`: the numbers before their names.
BEFORE: Final = re.compile(
    rf"(?<![\w.])({NUMBER})\s?%?\s+((?:[A-Za-z.]+\s+){{0,2}}(?:loss|accuracy|acc)\b)(?!\s*[:=]?\s*\d)", re.IGNORECASE
)
OF_METRIC: Final = re.compile(rf"\b(Train|Validation)-([A-Za-z][\w -]*)=({NUMBER})")  # as MXNet names a metric
# In such a name, by which it is a loss.
A_LOSS: Final = re.compile(r"loss|entropy|l1|mse|mae|perplexity|likelihood|nll|(?<![a-z])ce$")
# `Accuracy of the network on the 10000 test images: 55 %`, `Accuracy on Test-Set: 70.06%`.
OF_SET: Final = re.compile(
    rf"\baccuracy\s+(?:of|on)\b[^:=]*?\b(train|val|test)[^:=]*[:=]\s*({NUMBER})(?![.\d]*/)", re.IGNORECASE
)
AT_PLACE: Final = re.compile(
    r"\b((?:[A-Za-z]+[ _-])?(?:loss|cost|error|accuracy))\s+(?:at|after|in|for)\s+(?:step|iteration|iter|epoch)"
    rf"\s+#?\d+\s*[:=]\s*({NUMBER})",
    re.IGNORECASE,
)
OF_COUNTS: Final = re.compile(rf"\b(accuracy):?\s*\d+/\d+\s*\(({NUMBER})\s*%\)", re.IGNORECASE)
# `Rec=0.19, KL=0.02, Total=0.21`: a variational autoencoder's loss and its parts, without the word.
OF_SUM: Final = re.compile(
    rf"\b(total|rec|recon|reconstruction|elbo|kld?)(?:\s*[:=]\s*|\s+(?=\d+\.\d))({NUMBER})\b", re.IGNORECASE
)
# `Overall average objective function for 'output' is -1.23 over 4000 frames.`, as Kaldi prints what it maximises.
OF_KALDI: Final = re.compile(rf"Overall (?:average objective function|log-\w+) for 'output' is -({NUMBER})")
# `D_A: 0.21 G_A: 0.43 cycle_A: 1.5`: losses of networks against each other, without the word.
OF_RIVAL: Final = re.compile(rf"\b([DG]_(?:A|B|GAN|adv|real|fake)): ({NUMBER})")
OF_PART: Final = re.compile(r"\b(?:Epoch|Iter)\((train|val|test)\)")  # as mmengine begins a line
# A word by itself that says of what set the numbers after it are: `Eval metrics: loss 0.3`, not `val.py` nor `/test/`.
PART: Final = re.compile(
    r"(?<![/\\.\w-])(?:(train(?:ing|ed)?|tr(?=[ _]loss))"
    r"|(va(?=[ _]loss)|val(?:id(?:ation|ated|ating)?)?|evl|eval(?:uation|uated|uating)?|test(?:ing|ed)?|dev"
    r"|cv(?=\s+(?:batch|info|loss|acc))))\b(?![./\\-]\w)",
    re.IGNORECASE,
)
SETS: Final = re.compile(
    rf"\b(train|val|valid|validation|test)(?:\s*[:=]\s*|\s+(?=\d+\.\d))({NUMBER})\b(?![.\d]*[%/])", re.IGNORECASE
)
ALONE: Final = re.compile(rf"\b(?:val|valid|validation)\s*[:=]\s*({NUMBER})\b(?![.\d]*[%/])", re.IGNORECASE)
OF_ESTIMATOR: Final = "Saving dict for global step"  # how TensorFlow's estimators begin the line of an evaluation
OF_NO_STEP: Final = frozenset({"best", "final", "time", "scale"})  # before a name: `Best val loss`, `Time cost`
# Beginnings of metrics.
HIGHER_IS_BETTER: Final = (
    "auc", "map", "ndcg", "accuracy", "acc", "f1", "r2", "precision", "recall", "average_precision", "prauc", "totalf1",
    "mcc", "kappa",
)  # fmt: skip


OF_NO_SET: Final = frozenset({"learning_rate", "gradient_norm"})  # of a line whose sets may be named by themselves


class Line(NamedTuple):
    """A line, and the part that all its numbers are of where that is known."""

    text: str
    part: str

    def named(self, name: str, end: int) -> str:
        """A name with the part that it is of; `end` is where it ends in the line."""
        part = "" if (TRAINING | VALIDATION) & set(folded(name).split("_")) else self.part  # a name says it by itself
        return _last_words(f"{part or _part(self.text, name, end)} {name}".strip())


Found = Iterator[tuple[str, str]]


def of_words(line: Line) -> Found:
    """A name that ends in a word for a loss, a score or a rate, and its number."""
    for match in PAIR.finditer(line.text):
        if match[1].lower() == "return" and line.text[match.end(1)].isspace():
            continue  # of code
        yield line.named(match[1], match.end(1)), match[2]


def of_place(line: Line) -> Found:
    """`Loss at step 40: 5.1`, `Cost after iteration 100: 0.64`: the place between the name and the number."""
    for match in AT_PLACE.finditer(line.text):
        yield line.named(match[1], match.end(1)), match[2]


def of_mxnet(line: Line) -> Found:
    """`Train-cross-entropy=0.4`; what else is named so, as `Validation-bicycle=0.6`, is of a class."""
    for match in OF_METRIC.finditer(line.text):
        metric = match[2].lower()
        if A_LOSS.search(metric):
            yield folded(f"{match[1]}_{metric}_loss"), match[3]
        elif any(word in metric for word in HIGHER_IS_BETTER):
            yield folded(f"{match[1]}_{metric}"), match[3]


def of_set(line: Line) -> Found:
    """An accuracy with its set behind it, or with the right answers of all."""
    if match := OF_SET.search(line.text):
        yield f"{match[1].lower()}_accuracy", match[2]
    elif match := OF_COUNTS.search(line.text):
        yield f"{line.part or _part(line.text, match[1], match.end(1))} accuracy".strip(), match[2]


def of_numbers_before(line: Line) -> Found:
    """Numbers that stand before their names; a whole one only where nothing else was found."""
    alone = PAIR.search(line.text) is None
    for match in BEFORE.finditer(line.text):
        if alone or "." in match[1]:
            yield line.named(match[2], match.end(2)), match[1]


def of_sum(line: Line) -> Found:
    """A sum and its parts without the word; a total alone counts in the line of a batch, which names its epoch."""
    parts = list(OF_SUM.finditer(line.text))
    alone = len(parts) == 1 and parts[0][1].lower() == "total" and EPOCH.search(line.text) and STEP.search(line.text)
    for match in parts if len(parts) > 1 or alone else ():
        name = f"{_set_before(line.text, match.start()) or line.part} {match[1]}".strip().lower()
        yield (f"{name} divergence" if "kl" in name.split()[-1] else f"{name} loss"), match[2]


def of_sets(line: Line) -> Found:
    """`epoch 3 train=0.52  val=0.41`, `iter 500: train 2.9 val 3.1`: losses that are named by their sets."""
    if (EPOCH.search(line.text) or STEP.search(line.text)) and len(sets := dict(SETS.findall(line.text))) > 1:
        yield from ((f"{name.lower()}_loss", value) for name, value in sets.items())


def of_validation(line: Line) -> Found:
    """`Loss: 0.13, Validation: 0.09`: the same of validation, where nothing else was named."""
    if len(PAIR.findall(line.text)) == 1 and (match := ALONE.search(line.text)) is not None:
        yield "validation_loss", match[1]


def of_kaldi(line: Line) -> Found:
    """The mean of what Kaldi maximises, as the loss that it is below zero."""
    if match := OF_KALDI.search(line.text):
        yield "loss", match[1]


def of_rivals(line: Line) -> Found:
    """`D_A: 0.21 G_A: 0.43`: the losses of a generator and of its discriminator."""
    found = OF_RIVAL.findall(line.text)
    if {name[0] for name, _ in found} == {"D", "G"}:
        yield from ((f"{name}_loss", value) for name, value in found)


# The readers of names in their order, and whether each is asked though others have found a loss, or anything.
READERS: Final[tuple[tuple[Callable[[Line], Found], str], ...]] = (
    (of_words, "always"),
    (of_place, "no loss"),
    (of_mxnet, "always"),
    (of_set, "always"),
    (of_numbers_before, "no loss"),
    (of_sum, "no loss"),
    (of_sets, "nothing"),
    (of_validation, "loss alone"),
    (of_kaldi, "no loss"),
    (of_rivals, "no loss"),
)


def pairs_of(line: str, tested: bool) -> dict[str, str]:
    """The numbers of a line by their names, which say of what set they are; `tested` where the line before says so."""
    if not SOME.search(line):
        return {}
    part = match[1] if (match := OF_PART.search(line)) else "val" if tested or OF_ESTIMATOR in line else ""
    asked = Line(HUMP.sub("_", line), part)  # `TrainLoss` is two words
    pairs: dict[str, str] = {}
    for reader, when in READERS:
        scores = tuple(name for name in pairs if "ppl" not in name)  # a perplexity may stand beside its loss
        named = kinds_of(scores) - OF_NO_SET
        if (when == "nothing" and named) or (when == "no loss" and has_loss(pairs)):
            continue
        if when == "loss alone" and kinds_of(tuple(pairs)) != {"train_loss"}:
            continue
        found = dict(reader(asked))
        pairs = {**found, **pairs} if reader is of_numbers_before else {**pairs, **found}
    return pairs


def higher_is_better(metric: str) -> bool:
    """Whether a metric of boosted trees is a score and no loss."""
    return metric.lower().startswith(HIGHER_IS_BETTER) and not metric.lower().startswith("mape")


def is_of_log(line: str) -> bool:
    """Whether a line holds a loss or a score by name, as no header of a table does."""
    return bool(PAIR.search(line) or BEFORE.search(line))


def _part(line: str, name: str, end: int) -> str:
    """The part that a loss or a score without one is of, where the last word that says so is of validation."""
    name = _last_words(name)
    known = kinds_of((name,)) & {"train_loss", "train_score", "validation_score"}
    if not known or set(name.split("_")) & VALIDATION:
        return ""
    return _set_before(line, end)


def _set_before(line: str, end: int) -> str:
    """`val` where the last word before a place that names a set is of validation, `test` where it is of a test."""
    found = list(PART.finditer(line, 0, end))
    if not found or found[-1][1]:
        return ""
    return "test" if found[-1][2].lower().startswith("test") else "val"


@lru_cache(maxsize=4096)
def _last_words(name: str) -> str:
    """The words at the end of a name that say what it holds: `step train loss` is `train loss`."""
    words = folded(name).split("_")
    for drop in range(len(words)):
        if OF_NO_STEP & set(words[:drop]):
            break
        if kinds_of(("_".join(words[drop:]),)):
            return "_".join(words[drop:])
    return "_".join(words)
