"""Scores as code, of `truth`, `p` and `guess`: what is judged, what is predicted, and what is decided of that."""

import re
from typing import Any, Final

from advisor.exporting.torch.common import watch

F1_BY_LABEL: Final = "float(np.mean([*map(f1, truth.T > 0, guess.T)]))"
F1_BY_CLASS: Final = "float(np.mean([f1(truth == k, guess == k) for k in range(p.shape[1])]))"
ONE_CLASS: Final = {
    "accuracy": "float(np.mean(guess == truth))",
    "balanced-accuracy": "float(np.mean([np.mean(guess[truth == k] == k) for k in np.unique(truth)]))",
    "log-loss": "float(-np.mean(np.log(np.clip(p[np.arange(len(p)), truth], 1e-7, 1))))",
}
CLASSES: Final = ONE_CLASS | {
    "auc": "float(np.nanmean([area(truth == k, p[:, k]) for k in range(p.shape[1])]))",
    "pr-auc": "float(np.mean([average_precision(truth == k, p[:, k]) for k in range(p.shape[1])]))",
    "f1": F1_BY_CLASS,
    "macro-f1": F1_BY_CLASS,
}
SCORES: Final[dict[str, dict[str, str]]] = {
    "binary": ONE_CLASS
    | {
        "auc": "float(area(truth == 1, p[:, 1]))",
        "pr-auc": "average_precision(truth == 1, p[:, 1])",
        "f1": "f1(truth == 1, guess == 1)",
        "macro-f1": F1_BY_CLASS,
    },
    "multiclass": CLASSES,
    "ordinal": CLASSES
    | {
        "mae": "float(np.mean(np.abs(guess - truth)))",
        "quadratic-weighted-kappa": "kappa(truth, guess)",
    },
    "multilabel": {
        "auc": "float(np.nanmean([*map(area, truth.T > 0, p.T)]))",
        "pr-auc": "float(np.mean([*map(average_precision, truth.T > 0, p.T)]))",
        "mean-average-precision": "float(np.mean([*map(average_precision, truth.T > 0, p.T)]))",
        "f1": F1_BY_LABEL,
        "macro-f1": F1_BY_LABEL,
        "accuracy": "float(np.mean(guess == (truth > 0)))",
        "balanced-accuracy": "float(np.mean([np.mean(guess[truth == k] == k) for k in (0, 1)]))",
        "log-loss": "float(-np.mean(np.log(np.clip(np.where(truth > 0, p, 1 - p), 1e-7, 1))))",
    },
    "regression": {
        "rmse": "float(np.mean(np.sqrt(np.mean((p - truth) ** 2, axis=0))))",
        "mae": "float(np.mean(np.abs(p - truth)))",
        "r2": "float(np.mean(1 - np.mean((p - truth) ** 2, axis=0) / np.maximum(truth.var(axis=0), 1e-12)))",
        "poisson-deviance": "float(2 * np.mean(truth * np.log(truth.clip(1e-9) / p.clip(1e-9)) - truth + p))",
    },
}

OF_QUANTILES: Final = {
    "pinball-loss": "float(np.mean(pinball(truth - p)))",
    "coverage": "covered(truth - p)",
}


def of_the_median(scores: dict[str, str]) -> dict[str, str]:
    """The code of scores of single numbers, where `p` has a column for each quantile and `middle` is the median."""
    return {name: re.sub(r"\bp\b", "middle", code) for name, code in scores.items()}


def scoring(context: dict[str, Any], notes: list[str]) -> None:
    """Say in the context which scores there are and which helpers they need; note those that a task does not have."""
    task = context["task"]
    known = of_the_median(SCORES[task]) | OF_QUANTILES if context["levels"] else SCORES[task]
    found = {metric: known[metric] for metric in context["metrics"] if metric in known}
    unknown = [metric for metric in context["metrics"] if metric not in found and metric != "loss"]
    notes += [f"evaluation.metrics: {metric} is not computed for {task}" for metric in unknown]
    watch(context, tuple(found), task, notes)
    code = " ".join(found.values())
    context.update(
        metrics=list(found),
        score=found.__getitem__,
        needs_auc="area" in code,
        needs_ap="average_precision" in code,
        needs_f1="f1" in code,
        needs_kappa="kappa" in code,
        guesses="guess" in code,
        watches_guess="guess" in found.get(context["monitor"], ""),
        decides=task != "regression",
        calibration_loss=_calibration(task, bool(context["members"] or context["stacked"]), context["units"]),
    )


def _calibration(task: str, members: bool, units: int) -> str:
    """Code for the loss of calibrated probabilities, of `out`, `log` and `y`."""
    mean = ".mean(1)" if members else ""
    scaled = "out.double() / log.exp()"
    if task == "multiclass":
        return f"F.nll_loss(torch.log(({scaled}).softmax(-1){mean} + 1e-12), y)"
    if task == "binary":
        return f"F.binary_cross_entropy(torch.sigmoid({scaled}){mean}[:, 0], y.double())"
    if task == "ordinal":
        return f"F.binary_cross_entropy(torch.sigmoid({scaled}){mean}, (y[:, None] > torch.arange({units})).double())"
    return f"F.binary_cross_entropy(torch.sigmoid({scaled}){mean}, y.double())"
