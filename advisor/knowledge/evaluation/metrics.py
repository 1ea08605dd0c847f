"""The scores that are reported, and the one that picks the best epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import MAY_BE_QUANTILES
from advisor.knowledge.scopes import ANSWERED, NUMBERS, scope, tasks_but
from advisor.problem.vocabulary import CLASSIFICATION, METRICS, metrics_for
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import ImbalanceStrategy, Loss, Method
    from advisor.problem import Problem


RARE_POSITIVES: Final = 4.0  # largest class over smallest at which positives are 20%, folklore
FLATTERED: Final = 3.0  # largest class over smallest from which accuracy looks too good, folklore
STEADY_VALIDATION: Final = 1_000  # examples; below it accuracy jumps by more than 1.5 points by chance
DECISION_SCORES: Final = ("accuracy", "balanced-accuracy", "f1")  # scores that count decisions, so they move in jumps
EXCLUSIVE: Final = ("binary", "multiclass")
LOSS_STANDS_IN: Final = {  # tasks whose loss only stands in for the score that counts
    "detection": "map50-95",
    "segmentation": "dice",
    "token-classification": "span-f1",
    "speech-recognition": "wer",
}

# Scores of tasks that have one of their own, the headline first, as is usual.
OWN: Final = {
    "ordinal": ("quadratic-weighted-kappa", "mae", "accuracy", "log-loss"),
    "multilabel": ("mean-average-precision", "macro-f1", "log-loss"),
    "detection": ("map50-95", "map50"),
    "segmentation": ("dice", "miou"),
    "token-classification": ("span-f1", "token-accuracy"),
    "language-modeling": ("bits-per-byte", "perplexity"),
    "speech-recognition": ("wer", "cer"),
    "forecasting": ("mase", "mae", "rmse"),
}

metrics: Decision[list[str]] = Decision(
    "evaluation.metrics",
    "Which scores are reported, the headline first?",
)
monitor: Decision[str] = Decision(
    "evaluation.monitor",
    "Which validation score picks the best epoch?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def score_asked_for(problem: Problem) -> str:
    """The score that the user named, where the task has such a score; nothing otherwise."""
    metric = problem.priorities.metric
    return metric if metric in metrics_for(problem.task) else ""


def quantile_score(problem: Problem) -> str:
    """The first score of quantiles: of series, which differ in size, in units of their naive error."""
    return "scaled-quantile-loss" if problem.task == "forecasting" else "pinball-loss"


def usual_scores(problem: Problem) -> list[str]:
    """The scores of a task, the headline first."""
    task, imbalance = problem.task, problem.data.imbalance
    if task in OWN:
        return list(OWN[task])
    if task == "regression":
        deviance = ["poisson-deviance"] if problem.data.target_range == "counts" else []
        return ["rmse", "mae", "r2", *deviance]
    if task == "binary":
        return ["pr-auc" if imbalance > RARE_POSITIVES else "auc", "f1", "accuracy", "log-loss"]
    return ["macro-f1", "accuracy", "log-loss"] if imbalance > FLATTERED else ["accuracy", "macro-f1", "log-loss"]


@metrics.rule(
    "EVAL-QUANTILES",
    MAY_BE_QUANTILES,
    sources=["gneiting2007", "autogluon-quantiles"],
    strength="moderate",
    rulesets=BOTH,
)
def scores_of_quantiles(problem: Problem) -> Pick[list[str]] | Skip:
    """The quantile loss rewards sharp and honest quantiles; how often the truth lies between shows honesty alone.

    For series twice the loss is divided by the naive error of each, as MASE divides: at the median it is MASE.
    """
    asked = problem.data.quantiles
    if not asked:
        return skip("needs quantiles to predict")
    coverage = ["coverage"] if len(asked) > 1 else []
    single = dict.fromkeys([*(["mase"] if problem.task == "forecasting" else []), "mae", score_asked_for(problem)])
    honest = f", and how often the truth lies between {min(asked):g} and {max(asked):g}" if coverage else ""
    return pick(
        [quantile_score(problem), *coverage, *filter(None, single)],
        f"the loss of {plural(len(asked), 'quantile')}{honest}; scores of single numbers are those of the median",
    )


@metrics.rule(
    "EVAL-ASKED",
    scope(task=METRICS),
    sources=["karpathy2019", "guide:G-HID-13"],
    strength="strong",
    rulesets=BOTH,
)
def the_score_that_was_asked_for(problem: Problem) -> Pick[list[str]] | Skip:
    """The score that the user asked for comes first; others beside it show what it hides."""
    metric = score_asked_for(problem)
    if not metric:
        return skip(
            f"needs a first score of {problem.task} as priorities.metric, and that is {problem.priorities.metric}"
        )
    if problem.data.quantiles:
        return skip("needs a single number to predict")
    others = [score for score in usual_scores(problem) if score != metric]
    return pick(
        [metric, *others],
        f"{metric} was asked for, and {plural(len(others), 'other score')} beside it show what it hides",
    )


@metrics.rule(
    "EVAL-METHOD",
    scope(supervision=ANSWERED),
    sources=["trl-docs", "tulu2024"],
    strength="moderate",
    rulesets=BOTH,
)
def the_score_of_the_method(problem: Problem, method: Method | None) -> Pick[list[str]] | Skip:
    """Preferences are scored by how often the chosen answer is the likelier one, and rewards by themselves."""
    if method in (None, "sft"):
        return skip("needs preferences, marks or rewards")
    if method == "grpo":
        return pick(["reward"], f"the answers to {plural(problem.data.rows, 'prompt')} are checked by a program")
    rows = plural(problem.data.rows, "example")
    if method == "kto":
        return pick(["reward-margin", "loss"], f"of {rows} it tells how far good answers are rewarded above bad ones")
    return pick(["preference-accuracy", "loss"], f"of {rows} it tells how often the chosen answer is the likelier one")


@metrics.rule(
    "EVAL-OWN",
    scope(task=OWN),
    sources=["hyndman2006", "coral2019", "nnunet2018", "nanochat"],
    strength="folklore",
    rulesets=BOTH,
)
def the_score_of_the_task(problem: Problem) -> Pick[list[str]]:
    """Some tasks have scores of their own by which everyone reports; the guide is silent on them."""
    scores = list(OWN[problem.task])
    mase = ", which compares each series with its seasonal naive forecast" if problem.task == "forecasting" else ""
    return pick(
        scores,
        f"results of {problem.task} are reported by {scores[0]}{mase}",
        warning="never average MASE over series of different period: it depends on the lag that it is scaled with"
        if problem.task == "forecasting" and problem.data.series > 1
        else None,
    )


@metrics.rule(
    "EVAL-GUIDE",
    scope(task=tasks_but(*OWN)),
    sources=["guide:G-HID-13", "guide:G-LOSS-1", "guide:G-LOSS-3"],
    strength="moderate",
    rulesets=GUIDE,
)
def guide_looks_at_loss_and_accuracy(problem: Problem) -> Pick[list[str]]:
    """The guide compares runs by loss and accuracy."""
    if problem.task == "regression":
        return pick(["rmse", "mae"], f"squared and absolute error of {plural(problem.data.outputs, 'target')}")
    return pick(["accuracy", "log-loss"], f"loss and accuracy over {plural(problem.data.classes, 'class', 'classes')}")


@metrics.rule(
    "EVAL-RARE",
    scope(task=EXCLUSIVE),
    sources=["saito2015", "abdelhamid2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide compares runs by loss and accuracy, which look good even where the rare class is never found.",
)
def scores_that_see_rare_classes(problem: Problem) -> Pick[list[str]] | Skip:
    """Where one class is rare, accuracy and ROC look better than the predictions of that class are."""
    imbalance = problem.data.imbalance
    needed = RARE_POSITIVES if problem.task == "binary" else FLATTERED
    if imbalance <= needed:
        return skip(f"needs a class ratio above {needed:g}, and it is {decimal(imbalance)}")
    scores = usual_scores(problem)
    return pick(
        scores,
        f"always predicting the largest class, {decimal(imbalance)} times the smallest, looks accurate;"
        f" {scores[0]} sees through it",
    )


@metrics.rule(
    "EVAL-CLASSES",
    scope(task=EXCLUSIVE),
    sources=["realmlp2024", "guo2017"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide compares runs by loss and accuracy; ranking and rare classes count as well.",
)
def ranking_decisions_and_probabilities(problem: Problem) -> Pick[list[str]]:
    """A classifier ranks, decides and gives probabilities, and a network may do one well and another badly."""
    scores = usual_scores(problem)
    classes = plural(problem.data.classes, "class", "classes")
    return pick(
        scores,
        f"{classes} at a ratio of {decimal(problem.data.imbalance)}: {scores[0]} first, and log-loss to catch"
        " overconfidence",
    )


@metrics.rule(
    "EVAL-NUMBERS",
    scope(task="regression"),
    sources=["grinsztajn2022", "gorishniy2021"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide names no score of regression beside its loss; R² says how much better than the mean it is.",
)
def errors_and_what_they_explain(problem: Problem) -> Pick[list[str]]:
    """RMSE is in units of the target, MAE forgives outliers, R² compares with predicting the mean."""
    return pick(
        usual_scores(problem),
        f"the errors of {plural(problem.data.outputs, 'target')} in units of the target, and against predicting its"
        " mean",
    )


@monitor.rule("MON-METHOD", scope(supervision=ANSWERED), sources=["trl-docs"], strength="moderate", rulesets=BOTH)
def what_the_method_learns_by(problem: Problem, method: Method | None) -> Pick[str] | Skip:
    """A method that learns from preferences has a loss of its own, and one that is rewarded is told by its reward."""
    if method in (None, "sft"):
        return skip("needs preferences, marks or rewards")
    rows = plural(problem.data.rows, "example")
    if method == "grpo":
        return pick("reward", f"the mean reward of answers to {rows} says what is learnt, and the loss does not")
    return pick(
        "loss",
        f"on the held-out part of {rows} the loss of {method.upper()} says whether the better answers are the likelier",
    )


@monitor.rule(
    "MON-GUIDE", sources=["guide:G-ES-1", "guide:G-ES-2", "guide:G-HID-12"], strength="moderate", rulesets=GUIDE
)
def guide_watches_the_validation_loss(problem: Problem) -> Pick[str]:
    """The guide stops when the validation loss no longer improves, and keeps the best checkpoint."""
    return pick("loss", f"the validation loss of the {problem.task} task decides when to stop and what to keep")


@monitor.rule(
    "MON-OWN",
    scope(task=LOSS_STANDS_IN),
    sources=["whisper", "nnunet", "ultralytics"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide watches the validation loss; in these tasks it may rise while the score still improves.",
)
def the_score_that_loss_stands_in_for(problem: Problem) -> Pick[str]:
    """Where the loss only stands in for the score, the score picks the epoch: WER kept falling while the loss rose."""
    score = LOSS_STANDS_IN[problem.task]
    return pick(score, f"the loss of {problem.task} may rise while {score} still improves")


@monitor.rule(
    "MON-QUANTILES",
    MAY_BE_QUANTILES,
    sources=["gneiting2007", "autogluon-quantiles"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide watches the validation loss; the same loss in the target's own units, or in those of each series'"
    " naive error, picks the same epochs and can be read.",
)
def the_loss_of_quantiles(problem: Problem) -> Pick[str] | Skip:
    """Quantiles are judged by their own loss: the error of the median does not see that an interval is too narrow."""
    asked = problem.data.quantiles
    if not asked:
        return skip("needs quantiles to predict")
    score = quantile_score(problem)
    return pick(score, f"{score} judges {plural(len(asked), 'quantile')} at once, and not the median alone")


@monitor.rule(
    "MON-ASKED",
    scope(task=METRICS),
    sources=["playbook2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide watches the validation loss; a score that was asked for decides where it can be measured well.",
)
def the_score_asked_for_where_it_is_steady(problem: Problem, train_rows: int) -> Pick[str] | Skip:
    """The score that was asked for picks the epoch, unless it moves in jumps on few examples."""
    metric, held_out = score_asked_for(problem), max(0, problem.data.rows - train_rows)
    if not metric:
        return skip(
            f"needs a first score of {problem.task} as priorities.metric, and that is {problem.priorities.metric}"
        )
    decided = metric in DECISION_SCORES or (metric == "mae" and problem.task in CLASSIFICATION)
    if decided and held_out < STEADY_VALIDATION:
        return skip(
            f"needs {count(STEADY_VALIDATION)} validation examples: on {count(held_out)} the {metric} moves in jumps"
        )
    return pick(
        metric, f"{metric} was asked for, and on {plural(held_out, 'validation example')} it is measured well enough"
    )


@monitor.rule(
    "MON-ADJUSTED",
    scope(task="multiclass"),
    sources=["menon2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide watches the validation loss; logits that were adjusted in training are no log-probabilities of"
    " the classes as frequent as they are.",
)
def the_balanced_score_of_adjusted_logits(problem: Problem, imbalance_strategy: ImbalanceStrategy) -> Pick[str] | Skip:
    """Adjusted logits are right for a balanced score, and their log-loss by the true frequencies is not."""
    if imbalance_strategy != "logit-adjustment":
        return skip(f"needs adjusted logits, and the imbalance strategy is {imbalance_strategy}")
    return pick(
        "macro-f1",
        f"log priors were added to the logits of {count(problem.data.classes)} classes in the loss, so that a score to"
        " which each class counts alike picks the epoch",
    )


@monitor.rule(
    "MON-NUMBERS",
    scope(task=NUMBERS),
    sources=["hyndman2006", "playbook2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide watches the validation loss; the error in the target's own units picks the same epochs and can be"
    " read.",
)
def the_error_of_numbers(problem: Problem, loss: Loss | None) -> Pick[str]:
    """Numbers are scored by the error that they were trained for, in the units of the target."""
    if loss == "poisson":
        return pick("poisson-deviance", f"the loss is {loss}, and its deviance improves with it")
    score = "mae" if loss in ("mae", "huber") or problem.task == "forecasting" else "rmse"
    return pick(
        score,
        f"{score} is in the units of {plural(problem.data.outputs, 'target')}, which people can read, whatever the"
        f" scale of the {loss} loss",
    )


@monitor.rule(
    "MON-LOG-LOSS",
    scope(task=tasks_but(*NUMBERS, *LOSS_STANDS_IN)),
    sources=["berta2025", "pytabkit"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide watches the validation loss, which is the same unless labels are smoothed or classes weighted.",
)
def log_loss_for_classes(problem: Problem, train_rows: int) -> Pick[str]:
    """Accuracy stays while a network overfits and grows overconfident; log-loss shows both at once.

    The project's first measurement: selecting by class error keeps the accuracy and worsens the log-loss.
    """
    if problem.task == "language-modeling":
        tokens = plural(problem.data.tokens, "token")
        return pick("log-loss", f"bits per byte and perplexity of {tokens} are the log-loss of the next one, rescaled")
    held_out = max(0, problem.data.rows - train_rows)
    return pick(
        "log-loss",
        f"on {plural(held_out, 'validation example')} accuracy jumps and hides overconfidence; log-loss is smooth and"
        " shows it",
    )
