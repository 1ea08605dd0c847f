"""Lines whose whole form a known program gives: a round of boosted trees, a batch of Darknet or of a translator."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from advisor.diagnosing.printed.names import NUMBER, higher_is_better

Row = Mapping[str, Any]

# `[50]  training's l2: 0.41  valid_0's l2: 0.52` and `[0]  train-rmse:0.41  eval-rmse:0.52`: a round of boosting.
ROUND: Final = re.compile(r"^\W*\[(\d+)\]\s+(?=\w+(?:'s |-)\w+:)")
OF_ROUND: Final = re.compile(rf"(\w+?)(?:'s |-)(\w+):\s*({NUMBER})")
# `1414: 0.784680, 0.851108 avg loss, 0.001000 rate`, as Darknet prints a batch.
DARKNET: Final = re.compile(rf"^\s*(\d+): {NUMBER}, ({NUMBER}) avg(?: loss)?, ({NUMBER}) rate")

# `250 val 3.6910` and `251 train 3.652931`, as nanoGPT's followers write a file.
NANO: Final = re.compile(rf"^(\d+) (train|val) ({NUMBER})\s*$")
# `[epoch:  3, iter:  18,900, lr:(1.993e-04,)] l_pix: 1.2640e-02`, as BasicSR and Real-ESRGAN print a batch.
BASICSR: Final = re.compile(rf"\[epoch:\s*(\d+), iter:\s*([\d,]+), lr:\(({NUMBER})")
OF_BASICSR: Final = re.compile(rf"\b(l_[a-z_]+): ({NUMBER})\b")
# `  3/99   1.93G  0.037  0.071  0  0.108  33  416  0.29  0.71  0.55  0.36  0.042  0.055  0`.
YOLO: Final = re.compile(rf"^\s*(\d+)/\d+\s+[\d.]+[GM]((?:\s+{NUMBER}){{13}})\s*$", re.IGNORECASE)
OF_YOLO: Final = (
    "train/box_loss", "train/obj_loss", "train/cls_loss", "all parts", "labels", "size", "precision", "recall",
    "metrics/mAP50", "metrics/mAP50-95", "val/box_loss", "val/obj_loss", "val/cls_loss",
)  # fmt: skip

# `Score at iteration 600 is 1.06`, as Deeplearning4j's listener prints a batch.
DL4J: Final = re.compile(rf"\bScore at iteration (\d+) is ({NUMBER})")
# `Epoch  14, Step:   100000, Batch Loss:     2.84`, as JoeyNMT prints a batch, and its greedy validation.
JOEY: Final = re.compile(rf"\bEpoch +(\d+), Step: +(\d+), Batch Loss: +({NUMBER})")
OF_JOEY: Final = re.compile(rf"\bValidation result \(.*\bepoch +(\d+), step +(\d+): .*\bppl: +({NUMBER})")
# `Checkpoint [9]	Validation-ppl=68.1	Validation-bleu=0.09`, as Sockeye prints the end of so many updates.
SOCKEYE: Final = re.compile(rf"\bCheckpoint \[(\d+)\]\s+(Train|Validation)-(?:ppl|perplexity)=({NUMBER})")
# Lines of these programs whose numbers are sums of an epoch or of a few batches, beside the means above.
LEFT_OUT: Final = re.compile(r"\bEpoch +\d+: total training loss|\bsockeye\..*\b(?:E=\d+ B=\d+|Checkpoint \[\d+\])\s")


def of_round(line: str) -> Row | None:
    """A round of boosted trees: the first metric that is a loss, of training and of the last set that was watched."""
    if not (match := ROUND.match(line)):
        return None
    found: dict[str, dict[str, str]] = {}
    for part, metric, value in OF_ROUND.findall(line):
        found.setdefault(metric, {})[part] = value
    metric = next((name for name in found if not higher_is_better(name)), None)
    if metric is None:
        return None
    parts = found[metric]
    train = next((part for part in parts if part.startswith("train") or part == "dtrain"), None)
    if train is None and len(parts) > 1:
        train = next(iter(parts))  # the first set that is watched is that of training, as examples have it
    row: dict[str, Any] = {"epoch": int(match[1])}
    if train is not None:
        row[f"train {metric} loss"] = parts[train]
    if watched := [part for part in parts if part != train]:
        row[f"valid {metric} loss"] = parts[watched[-1]]
    return row


def of_darknet(line: str) -> Row | None:
    """A batch, with the loss that Darknet smooths."""
    if not (match := DARKNET.match(line)):
        return None
    return {"step": int(match[1]), "loss": match[2], "lr": match[3]}


def of_yolo(line: str) -> Row | None:
    """An epoch of YOLO's older `results.txt`, which has no header: memory, losses, scores and losses of validation."""
    if not (match := YOLO.match(line)):
        return None
    numbers = match[2].split()
    return (
        {"epoch": int(match[1]), **dict(zip(OF_YOLO, numbers, strict=False))} if len(numbers) == len(OF_YOLO) else None
    )


def of_nano(line: str) -> Row | None:
    """A step with its loss, of training or validation."""
    return {"step": int(match[1]), f"{match[2]}_loss": match[3]} if (match := NANO.match(line)) else None


def of_basicsr(line: str) -> Row | None:
    """A batch of BasicSR: the parts of its loss, `l_g_pix` of a generator and `l_d_real` of its discriminator."""
    if not (match := BASICSR.search(line)) or not (parts := OF_BASICSR.findall(line, match.end())):
        return None
    place = {"epoch": int(match[1]), "step": int(match[2].replace(",", "")), "lr": match[3]}
    return {**place, **{f"{name.removeprefix('l_')}_loss": value for name, value in parts}}


def of_dl4j(line: str) -> Row | None:
    """A batch of Deeplearning4j, which calls its loss a score."""
    return {"step": int(match[1]), "loss": match[2]} if (match := DL4J.search(line)) else None


def of_translation(line: str) -> Row | None:
    """A batch or an evaluation of JoeyNMT or Sockeye: the logarithm of a perplexity is the loss of a token."""
    if match := JOEY.search(line):
        return {"epoch": int(match[1]), "step": int(match[2]), "loss": match[3]}
    if match := OF_JOEY.search(line):
        return {"epoch": int(match[1]), "step": int(match[2]), "val_loss": _log(match[3])}
    if match := SOCKEYE.search(line):
        return {"epoch": int(match[1]), "loss" if match[2] == "Train" else "val_loss": _log(match[3])}
    return {} if LEFT_OUT.search(line) else None


def _log(perplexity: str) -> float:
    number = float(perplexity)
    return math.log(number) if number > 0 else math.nan


PROGRAMS: Final[tuple[Callable[[str], Row | None], ...]] = (
    of_round, of_darknet, of_yolo, of_nano, of_basicsr, of_dl4j, of_translation,
)  # fmt: skip


def of_program(line: str) -> Row | None:
    """The row of a line that has the form of a known program; None for any other."""
    return next((row for reader in PROGRAMS if (row := reader(line)) is not None), None)
