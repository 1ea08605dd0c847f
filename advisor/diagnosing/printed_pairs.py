"""What a line of a log holds: losses and scores by name, and the epoch and step that it is of."""

import re
from functools import lru_cache
from typing import Final

from advisor.diagnosing.columns import HUMP, VALIDATION, folded, has_loss, kinds_of

NUMBER: Final = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
# `train loss 1.97`, `val_acc: 0.61`, `lr=3e-4`, `val loss is 0.03`, `loss so far is 1.2` in a line of text.
PAIR: Final = re.compile(
    r"((?:[A-Za-z]+[ _/.-]){0,3}"
    r"(?:loss|cost|acc|accuracy|lr|rate|grad_norm|gnorm|trl|tel|top1|acc1|miou|dice|f1|auc|map|reward|wer|cer|kld?|recon)\w*)"
    rf"['\"]?(?:\s*[:=]\s*(?:\[|tensor\()?\s*|\s+(?:\w+\s+){{0,2}}is:?\s+|\s+)({NUMBER})\b(?![.\d]*[xX/])",
    re.IGNORECASE,
)
# `0.98 C.E. Loss, 94.28% Accuracy`: the numbers before their names.
BEFORE: Final = re.compile(
    rf"(?<![\w.])({NUMBER})\s?%?\s+((?:[A-Za-z.]+\s+){{0,2}}(?:loss|accuracy|acc)\b)(?!\s*[:=]?\s*\d)", re.IGNORECASE
)
OF_METRIC: Final = re.compile(rf"\b(Train|Validation)-([A-Za-z][\w-]*)=({NUMBER})")  # as MXNet names a metric
# `Accuracy of the network on the 10000 test images: 55 %`, `Accuracy on Test-Set: 70.06%`.
OF_SET: Final = re.compile(
    rf"\baccuracy\s+(?:of|on)\b[^:=]*?\b(train|val|test)[^:=]*[:=]\s*({NUMBER})(?![.\d]*/)", re.IGNORECASE
)
OF_COUNTS: Final = re.compile(rf"\b(accuracy):?\s*\d+/\d+\s*\(({NUMBER})\s*%\)", re.IGNORECASE)
# `Rec=0.19, KL=0.02, Total=0.21`: a variational autoencoder's loss and its parts, without the word.
OF_SUM: Final = re.compile(rf"\b(total|rec|recon|reconstruction|elbo|kld?)\s*[:=]\s*({NUMBER})\b", re.IGNORECASE)
EPOCH: Final = re.compile(
    r"\b(?:ep(?:och|isode|oche|oca|oque)?s?|época|эпоха)\b['\"]?(?:\((?:train|val|test)\))?[\s:=#\[(|]*['\"]?(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
HOW_MANY: Final = re.compile(r"\bepochs['\"]?\s*[:=]\s*\d+\s*$", re.IGNORECASE)  # epochs there are to be
OF_PART: Final = re.compile(r"\b(?:Epoch|Iter)\((train|val|test)\)")  # as mmengine begins a line
# A word by itself that says of what set the numbers after it are: `Eval metrics: loss 0.3`, not `val.py` nor `/test/`.
PART: Final = re.compile(
    r"(?<![/\\.\w-])(?:(train(?:ing)?)|(val(?:id(?:ation)?)?|eval(?:uation)?|test(?:ing)?))\b(?![./\\-]\w)",
    re.IGNORECASE,
)
SETS: Final = re.compile(rf"\b(train|val|valid|validation|test)\s*[:=]\s*({NUMBER})\b(?![.\d]*[%/])", re.IGNORECASE)
STEP: Final = re.compile(
    r"\b(?:global_step(?:/max_steps)?|step|iter|iteration|it|batch|s|итерация)\b['\"]?[\s:=#\[(|]*['\"]?(\d+)",
    re.IGNORECASE,
)
BEFORE_WORD: Final = re.compile(r"\b(\d+)epoch results\b")  # as ESPnet begins the line of an epoch
OF_ESTIMATOR: Final = "Saving dict for global step"  # how TensorFlow's estimators begin the line of an evaluation
OF_EPOCHS: Final = re.compile(r"\[(\d+)/\d+\],? \[\d+/\d+\]")  # an epoch of all, then a batch of all, without names
# `iteration:3 step:100/1687`: a step of those in an iteration, which is an epoch.
OF_ITERATION: Final = re.compile(r"\biter(?:ation)?\W{1,3}(\d+)\W+(?:step|batch)\W{1,3}(\d+)/\d+", re.IGNORECASE)
OF_NO_STEP: Final = frozenset({"best", "final", "time", "scale"})  # before a name: `Best val loss`, `Time cost`
HIGHER_IS_BETTER: Final = ("auc", "map", "ndcg", "accuracy", "acc", "f1", "r2")  # beginnings of metrics


def place_of(line: str) -> dict[str, float]:
    """The epoch and the step that a line names."""
    if (both := OF_ITERATION.search(line)) is not None and not EPOCH.search(line):
        return {"epoch": float(both[1]), "step": float(both[2])}
    if HOW_MANY.search(line):
        return {}
    found = {}
    for key, pattern in (("epoch", EPOCH), ("epoch", BEFORE_WORD), ("epoch", OF_EPOCHS), ("step", STEP)):
        if match := pattern.search(line):
            found[key] = float(match[1])
    return found


def pairs_of(line: str, tested: bool) -> dict[str, str]:
    """The numbers of a line by their names, which say of what set they are; `tested` where the line before says so."""
    line = HUMP.sub("_", line)  # `TrainLoss` is two words
    part = match[1] if (match := OF_PART.search(line)) else "val" if tested or OF_ESTIMATOR in line else ""
    pairs = {_last_words(f"{part or _part(line, match[1], match.end(1))} {match[1]}".strip()): match[2]
             for match in PAIR.finditer(line)}  # fmt: skip
    for match in OF_METRIC.finditer(line):
        metric = match[2].lower()
        kind = "" if any(word in metric for word in HIGHER_IS_BETTER) else "_loss"
        pairs[folded(f"{match[1]}_{metric}{kind}")] = match[3]
    if match := OF_SET.search(line):
        pairs[f"{match[1].lower()}_accuracy"] = match[2]
    elif match := OF_COUNTS.search(line):
        pairs[f"{part or _part(line, match[1], match.end(1))} accuracy".strip()] = match[2]
    if not has_loss(pairs):
        for match in BEFORE.finditer(line):
            if not pairs or "." in match[1]:
                pairs.setdefault(
                    _last_words(f"{part or _part(line, match[2], match.end(2))} {match[2]}".strip()), match[1]
                )
    if not has_loss(pairs) and len(parts := list(OF_SUM.finditer(line))) > 1:
        for match in parts:
            name = f"{_set_before(line, match.start()) or part} {match[1]}".strip().lower()
            pairs[f"{name} divergence" if "kl" in name.split()[-1] else f"{name} loss"] = match[2]
    if not pairs and EPOCH.search(line) and len(sets := dict(SETS.findall(line))) > 1:
        pairs = {f"{name.lower()}_loss": value for name, value in sets.items()}  # `train=0.52  val=0.41`
    return pairs


def _part(line: str, name: str, end: int) -> str:
    """The part that a loss or a score without one is of, where the last word that says so is of validation."""
    name = _last_words(name)
    known = kinds_of((name,)) & {"train_loss", "train_score", "validation_score"}
    if not known or set(name.split("_")) & VALIDATION:
        return ""
    return _set_before(line, end)


def _set_before(line: str, end: int) -> str:
    """`val` where the last word before a place that names a set is of validation."""
    of_training = [bool(found[1]) for found in PART.finditer(line, 0, end)]
    return "" if not of_training or of_training[-1] else "val"


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
