"""The epoch, the step and the fold that a line of a log names."""

import re
from typing import Final

EPOCH: Final = re.compile(
    r"\b(?:ep(?:och|isode|oche|oca|oque)?s?|época|эпоха)\b['\"]?(?:\((?:train|val|test)\))?[\s:=#\[(|]*['\"]?(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
STEP: Final = re.compile(
    r"\b(?:global_step(?:/max_steps)?|step|iter|iteration|it|batch|s|update|итерация)\b['\"]?[\s:=#\[(|]*['\"]?(\d+)",
    re.IGNORECASE,
)
BEFORE_WORD: Final = re.compile(r"\b(\d+)epoch results\b")  # as ESPnet begins the line of an epoch
OF_EPOCHS: Final = re.compile(r"\[(\d+)/\d+\],? ?\[\d+/\d+\]")  # an epoch of all, then a batch of all, without names
# `Train: 3 [ 250/1251 ( 20%)]`: an epoch and a batch of all, as timm names them.
OF_TIMM: Final = re.compile(r"^(?:\S+ )*?train: (\d+) \[\s*\d+/\d+", re.IGNORECASE)
IN_BRACKETS: Final = re.compile(r"\[E(\d+)\]")  # `[E2] step 40`
OF_PART: Final = re.compile(
    r"\[\s*(?:train|valid|val|test)\s*\|\s*(\d+)/\d+\s*\]", re.IGNORECASE
)  # `[ Valid | 005/100 ] loss = 1.2`
OF_BAR: Final = re.compile(r"\b(\d+)/\d+:?\s+\d+%\|")  # an epoch of all, as the description of a progress bar
OF_ALL: Final = re.compile(r"\b(?:iters|steps)\b[\s:=]*(\d+)/\d+", re.IGNORECASE)  # `Iters: 10/20000`
OF_MANY: Final = re.compile(r"^\[(\d+)/\d{4,}\]")  # `[20000/300000] Train loss`: a step of so many
FOLD: Final = re.compile(r"\bfold[\s_:#=]*(\d+)\b", re.IGNORECASE)
OF_TUTORIAL: Final = re.compile(r"^\W{0,2}\[(\d+),\s*(\d+)\]\s+\w*loss", re.IGNORECASE)  # `[2,  4000] loss: 1.286`
# `iteration:3 step:100/1687`: a step of those in an iteration, which is an epoch.
OF_ITERATION: Final = re.compile(r"\biter(?:ation)?\W{1,3}(\d+)\W+(?:step|batch)\W{1,3}(\d+)/\d+", re.IGNORECASE)
OF_BATCH: Final = re.compile(r"\b(?:TRAIN|CV) Batch (\d+)/(\d+)\b")  # `TRAIN Batch 3/200 loss 9.1`, as WeNet names it
HOW_MANY: Final = re.compile(r"\bepochs['\"]?\s*[:=]\s*\d+\s*$", re.IGNORECASE)  # epochs there are to be
# `Early stopping triggered at epoch 57`: where it ended, and no heading of what follows.
STOPPED: Final = re.compile(r"\bearly[ _-]?stop\w*[^|,;\d]{0,30}\b(?:at|after|in)\s+epoch", re.IGNORECASE)
BOTH: Final = (OF_ITERATION, OF_TUTORIAL, OF_BATCH)  # forms of an epoch and its step
EACH: Final = (
    ("epoch", EPOCH), ("epoch", BEFORE_WORD), ("epoch", OF_EPOCHS), ("epoch", IN_BRACKETS), ("epoch", OF_BAR),
    ("epoch", OF_PART), ("epoch", OF_TIMM),
    ("step", STEP), ("step", OF_ALL), ("step", OF_MANY), ("fold", FOLD),
)  # fmt: skip


def place_of(line: str) -> dict[str, float]:
    """The epoch, the step and the fold that a line names."""
    for form in BOTH:
        if (both := form.search(line)) is not None and not EPOCH.search(line):
            return {"epoch": float(both[1]), "step": float(both[2])}
    if HOW_MANY.search(line) or STOPPED.search(line):
        return {}
    found: dict[str, float] = {}
    for key, form in EACH:
        if key not in found and (match := form.search(line)) is not None:
            found[key] = float(match[1])
    return found
