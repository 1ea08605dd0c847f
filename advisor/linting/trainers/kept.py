"""Which checkpoint is kept as the best: told by the right score, and looked at when it is saved."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from advisor.linting.finding import Finding

if TYPE_CHECKING:
    from advisor.linting.trainers.recipe import Recipe

OF_HUGGING_FACE: Final = ("hugging-face", "trl", "llama-factory")  # trainers that take its arguments as they are
FALLING: Final = re.compile(r"(^|_)(wer|cer|ter|per|ppl|perplexity|error|mse|rmse|mae|mape|eer|distance)(_|$)")
RISING: Final = re.compile(
    r"(^|_)(accuracy|acc|f1|auc|bleu|rouge\w*|map|iou|dice|recall|precision|mcc|matthews_correlation)(_|$)"
)
BEST: Final = "Unless it is said, every score but a loss is taken to be better the higher it is."
TOGETHER: Final = "The best checkpoint is one that was both saved and evaluated."
STEPS: Final = 500  # between two evaluations, or two checkpoints, where nothing is said


def check_kept(recipe: "Recipe") -> Iterator[Finding]:
    """All of it."""
    if recipe.trainer.key in OF_HUGGING_FACE or recipe.trainer.key == "axolotl":
        yield from _best(recipe)
    if recipe.trainer.key in OF_HUGGING_FACE and str(recipe.data.get("load_best_model_at_end")).lower() == "true":
        yield from _together(recipe)


def _best(recipe: "Recipe") -> Iterator[Finding]:
    """The score by which the best checkpoint is told, taken the wrong way round."""
    name, greater = str(recipe.data.get("metric_for_best_model") or ""), recipe.data.get("greater_is_better")
    word = name.lower().removeprefix("eval_")
    if not name:
        return
    if FALLING.search(word) and not word.endswith("loss") and greater is not False:
        message = (
            f"{name} is better the lower it is, and the highest is taken for the best: set greater_is_better to false"
        )
    elif word.endswith("loss") and greater is True:
        message = f"{name} is better the lower it is: leave greater_is_better out, or set it to false"
    elif RISING.search(word) and greater is False:
        message = f"{name} is better the higher it is: leave greater_is_better out, or set it to true"
    else:
        return
    path = "metric_for_best_model" if greater is None else "greater_is_better"
    yield Finding("CHK-BEST-METRIC", "error", path, message, BEST)


def _together(recipe: "Recipe") -> Iterator[Finding]:
    """Evaluation and saving, which the trainer refuses to start without where they fall apart."""
    data = recipe.data
    evaluated = data.get("eval_strategy", data.get("evaluation_strategy"))
    if evaluated is None or not all(isinstance(each, str) for each in (evaluated, data.get("save_strategy", ""))):
        return  # the script or an older version may say when
    seen, saved = evaluated.lower(), str(data.get("save_strategy", "steps")).lower()
    if saved == "best":
        return
    if seen != saved:
        message = (
            f"keeps the best checkpoint, and evaluates by {seen} but saves by {saved}: the trainer refuses to start"
        )
        if seen == "no":
            message = "keeps the best checkpoint, and never evaluates: the trainer refuses to start"
        yield Finding("CHK-BEST-STRATEGY", "error", "load_best_model_at_end", message, TOGETHER)
        return
    between, each = (
        _steps(data.get("save_steps", STEPS)),
        _steps(data.get("eval_steps") or data.get("logging_steps", STEPS)),
    )
    if seen == "steps" and between and each and between % each:
        message = f"keeps the best checkpoint, and {between:g} save_steps are no multiple of {each:g} eval_steps"
        yield Finding("CHK-BEST-STRATEGY", "error", "load_best_model_at_end", message, TOGETHER)


def _steps(value: Any) -> float | None:
    """A number of steps; None for a share of them."""
    return float(value) if isinstance(value, int | float) and value >= 1 else None
