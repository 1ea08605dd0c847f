"""Which column of a log holds what: losses, scores, the rate and the gradient norm, by the names that loggers use."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

# Spellings of each series, the best first, in lower case with all but letters and digits as one underscore.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "epoch": ("epoch", "trainer_epoch", "train_epoch", "epochs", "ep", "episode", "episodes", "round", "rounds"),
    "step": (
        "step", "global_step", "trainer_global_step", "train_global_step", "iter", "iteration", "steps", "iterations",
        "num_updates", "update", "batch", "s", "total_timesteps", "time_total_timesteps", "timesteps", "total_steps",
        "current_steps",
    ),
    "train_loss": (
        "train_loss_epoch", "train_loss", "loss", "t_loss", "training_loss", "loss_train", "loss_training",
        "epoch_train_loss", "train_epoch_loss", "epoch_loss", "train_loss_step", "tr_loss", "total_loss",
        "train_total_loss", "trl", "training_epoch_average",
    ),
    "validation_loss": (
        "val_loss", "validation_loss", "valid_loss", "val_loss_epoch", "eval_loss", "validation_loss_epoch", "loss_val",
        "loss_valid", "loss_validation", "loss_eval", "epoch_val_loss", "val_epoch_loss", "dev_loss", "test_loss",
        "loss_test", "val_total_loss", "tel", "v_loss", "validation_epoch_average",
    ),
    "train_score": (
        "train_accuracy_epoch", "train_acc_epoch", "train_accuracy", "train_acc", "accuracy", "acc", "t_acc",
        "accuracy_train", "acc_train", "train_epoch_accuracy", "epoch_accuracy", "training_accuracy", "binary_accuracy",
        "categorical_accuracy", "sparse_categorical_accuracy", "train_top1", "train_acc1", "tr_acc", "tr_accuracy",
        "fast_rcnn_cls_accuracy", "roi_head_cls_accuracy",
    ),
    "validation_score": (
        "val_accuracy", "val_acc", "validation_accuracy", "valid_accuracy", "eval_accuracy", "val_accuracy_epoch",
        "val_acc_epoch", "accuracy_val", "accuracy_valid", "accuracy_validation", "acc_val", "val_epoch_accuracy",
        "valid_acc", "val_binary_accuracy", "val_categorical_accuracy", "val_sparse_categorical_accuracy", "eval_top1",
        "val_top1", "val_acc1", "eval_acc", "dev_acc", "dev_accuracy", "v_acc", "va_acc",
        "test_accuracy", "test_acc", "test_acc1", "top1",
        "acc1", "val_score", "valid_score", "validation_score", "eval_score",
    ),
    "learning_rate": (
        "learning_rate", "lr", "rate", "train_lr", "train_learning_rate", "epoch_learning_rate",
        "train_epoch_learning_rate", "epoch_lr",
    ),
    "gradient_norm": (
        "gradient_norm", "grad_norm", "train_grad_norm", "train_gradient_norm", "grad_2_norm_total",
        "grad_2_0_norm_total", "gnorm",
    ),
}  # fmt: skip
OF_OPTIMIZER: Final = re.compile(r"^(train_)?lr_[a-z]+\d?(_pg1)?$")  # as Lightning's monitor and Ultralytics name it
BY_LAYER: Final = re.compile(
    r"^(?:gradient_norm|grad_norm|gradients?|grad_2_norm)[ /_.:](.*(?:weight|kernel).*)$", re.IGNORECASE
)
TRAINING: Final = frozenset({"train", "training", "tr", "trn"})
VALIDATION: Final = frozenset({
    "val", "va", "valid", "validation", "eval", "evaluation", "dev", "test", "testing", "metrics", "cv",
})  # fmt: skip
LOSSES: Final = frozenset({"loss", "losses", "nll", "cost"})
# Beside the word in a name, where it holds no loss.
NO_LOSS: Final = frozenset({
    "best", "min", "max", "scale", "weight", "weights", "time", "std", "final", "num", "number", "count", "coef",
    "coeff",
})  # fmt: skip
TOTALS: Final = frozenset({"total", "sum", "all", "overall", "avg", "mean", "average", "epoch", "full"})
# Scores that are better the higher, the one to read first: words that a column's name holds together.
SCORES: Final = (
    {"map50", "95"}, {"map"}, {"ap"}, {"miou"}, {"accuracy"}, {"accuracies"}, {"acc"}, {"accs"}, {"top1"},
    {"acc1"}, {"iou"}, {"dice"}, {"f1"}, {"fb1"}, {"auc"}, {"auroc"},
    {"map50"},
)  # fmt: skip
# Scores that are better the lower; errors of numbers, where they are no loss of validation.
ERRORS: Final = ({"wer"}, {"cer"}, {"eer"}, {"per"}, {"rmse"}, {"mae"}, {"mse"})
OF_MASKS: Final = frozenset({"dice", "iou", "miou", "jaccard"})  # in the name of an overlap of masks
OF_THE_SAME: Final = frozenset({"auc", "auroc", "top5", "top3"})  # without a set, of what a bare accuracy is of
OF_RANKING: Final = frozenset({"auc", "auroc"})  # the same of how a rare class is ranked
HUMP: Final = re.compile(
    r"(?<=[a-z]{2})(?=[A-Z][a-z]{2}|[A-Z]{3})|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})"
)  # where a word begins in the middle of a name
# What is read as a loss where no column is called one, the best first: errors, and what grows with a loss.
AS_LOSS: Final = ("mse", "nll", "crossentropy", "xent", "bce", "rmse", "mae", "ppl")
CROSS: Final = "cross_entropy"  # which is one word
PERPLEXITY: Final = "perplexity"  # which is `ppl`
SAME_ERROR: Final = frozenset({"mse", "mae", "rmse", "mape"})  # measures of one error: of several the first is read
# Losses of networks that are trained against each other, and what reinforcement learning is judged by.
GENERATOR: Final = frozenset({"g", "gen", "generator", "gloss", "netg", "errg"})
DISCRIMINATOR: Final = frozenset({"d", "dis", "disc", "discrim", "discriminator", "critic", "dloss", "netd", "errd"})
OF_HEADS: Final = frozenset({"rcnn", "roi"})  # of a detector, whose scores are those of its training examples
JUDGED: Final = frozenset({"real", "fake", "data"})  # in the name of a loss beside that of a generator
OF_RIVALS: Final = frozenset({"adv", "adversarial"})  # in the name of a part that moves with a discriminator
OF_ONE_WORD: Final = frozenset({"gloss", "dloss", "errg", "errd"})
REWARDS: Final = frozenset({"reward", "rewards", "rew", "return", "returns"})
DIVERGENCE: Final = frozenset({"kl", "kld", "kldiv"})  # of a latent distribution from its prior
RECONSTRUCTION: Final = frozenset({"recon", "recons", "reconst", "reconstruction", "rec", "elbo"})  # beside it
OF_PREFERENCES: Final = frozenset({"chosen", "rejected", "margins", "accuracies"})  # beside a reward, not learnt by it
LOSS_LIKE: Final = ("train_loss", "validation_loss", "generator_loss", "reward")
FEW: Final = 3  # values that a candidate must hold where another has so many
SEEN: Final = 0.2  # part of the most values that a candidate must hold: a closing summary is no curve


# Words in Spanish, Catalan, Portuguese, Italian, French, German, Russian and Chinese.
ELSEWHERE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("epoca", "epoche", "epoque", "эпоха", "轮次", "轮数"), "epoch"),
    **dict.fromkeys(("perdida", "perdua", "perda", "perdita", "perte", "verlust", "потери", "损失"), "loss"),
    **dict.fromkeys(("exactitud", "acuracia", "accuratezza", "genauigkeit", "точность", "准确率"), "accuracy"),
    **dict.fromkeys(("entrenamiento", "entrenament", "treino", "treinamento", "entrainement", "训练"), "train"),
    **dict.fromkeys(("validacion", "validacio", "validacao", "validierung", "validazione", "验证"), "val"),
}
OTHER_LETTERS: Final = re.compile("|".join(word for word in ELSEWHERE if not word.isascii()), re.IGNORECASE)


class Source(NamedTuple):
    """The columns that a series is read from: where they are several, their sum, or else their mean."""

    columns: tuple[str, ...]
    averaged: bool = False

    def __str__(self) -> str:
        text = " + ".join(self.columns)
        return f"mean of {text}" if self.averaged else text


@lru_cache(maxsize=4096)
def folded(column: str) -> str:
    """A column's name in lower case, with all but letters and digits as one underscore; `ValLoss` is two words.

    A loss by its word in another language is a loss, and letters are read without their accents.
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", column) if not unicodedata.combining(mark))
    plain = OTHER_LETTERS.sub(lambda found: f" {ELSEWHERE[found[0].lower()]} ", plain)
    words = (
        re.sub(r"[^a-z0-9]+", "_", HUMP.sub("_", plain).lower())
        .strip("_")
        .replace(CROSS, "crossentropy")
        .replace(PERPLEXITY, "ppl")
        .split("_")
    )
    return "_".join(ELSEWHERE.get(word, word) for word in words)


def has_loss(columns: Iterable[str]) -> bool:
    """Whether a loss is among the columns, or what stands for one."""
    return any(name in LOSS_LIKE for name in kinds_of(tuple(columns)))


def names_loss(columns: Iterable[str]) -> bool:
    """Whether a loss is among the columns and called so, or what grows with one: errors are results as well."""
    errors = {column for column in columns if set(folded(column).split("_")) & SAME_ERROR}
    return has_loss(column for column in columns if column not in errors)


@lru_cache(maxsize=4096)
def kinds_of(columns: tuple[str, ...]) -> frozenset[str]:
    """The series that columns hold, by name: lines of a log have few different ones."""
    return frozenset(known_columns(columns))


def known_columns(columns: Iterable[str], count: Callable[[str], int] | None = None) -> dict[str, Source]:
    """By series the columns that hold it, where there are any; `count` says how many values a column holds."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(folded(column), column)
    places: dict[str, Source] = {}
    for name, spellings in NAMES.items():
        there = [by_name[spelling] for spelling in spellings if spelling in by_name]
        most = max((count(column) for column in there), default=0) if count else 0
        least = max(SEEN * most, min(FEW, most))
        if (best := next((c for c in there if count is None or count(c) >= least), None)) is not None:
            places[name] = Source((best,))
    for spelling, column in by_name.items():
        if OF_OPTIMIZER.match(spelling):
            places.setdefault("learning_rate", Source((column,)))
    if not _moving(by_name, places, count):
        _losses(by_name, places, count)
    _scores(by_name, places)
    _divergence(by_name, places)
    return places


def _divergence(by_name: Mapping[str, str], places: dict[str, Source]) -> None:
    """The divergence of a variational autoencoder's code from its prior, that of training first."""
    words = {column: set(name.split("_")) for name, column in by_name.items()}
    if not any(w & RECONSTRUCTION for w in words.values()):
        return
    found = [c for c, w in words.items() if w & DIVERGENCE and not w & (NO_LOSS | {"beta", "coef", "coefficient"})]
    if found:
        places["divergence"] = Source((min(found, key=lambda column: bool(words[column] & VALIDATION)),))


def _moving(by_name: Mapping[str, str], places: dict[str, Source], count: Callable[[str], int] | None) -> bool:
    """Losses of a generator against a discriminator, or a reward: no other loss of these measures progress."""
    words = {column: set(name.split("_")) for name, column in by_name.items()}
    losses = [column for column, w in words.items() if (w & LOSSES or w & OF_ONE_WORD) and not w & NO_LOSS]
    losses.sort(key=lambda column: (len(words[column]), list(words).index(column)))
    generator = next((c for c in losses if words[c] & GENERATOR and not words[c] & DISCRIMINATOR), None)
    discriminator = next((c for c in losses if words[c] & DISCRIMINATOR and not words[c] & GENERATOR), None)
    if generator and not discriminator:  # which is named by what it judges
        discriminator = next((c for c in losses if words[c] & JUDGED and c != generator), None)
    if discriminator and not generator and words[discriminator] & (DISCRIMINATOR - {"d", "dis"}):
        generator = next((c for c in losses if c != discriminator and not words[c] & VALIDATION), None)
    rewards = [c for c, w in words.items() if w & REWARDS and not w & (OF_PREFERENCES | {"std", "best", "weight"})]
    least = SEEN * max(map(count, words), default=0) if count else 0
    rewards = [column for column in rewards if count is None or count(column) > least]
    reward = min(rewards, key=lambda column: not words[column] & TOTALS, default=None)
    if generator and discriminator:
        places |= {"generator_loss": Source((generator,)), "discriminator_loss": Source((discriminator,))}
    elif reward:
        places["reward"] = Source((reward,))
    else:
        return False
    places.pop("train_loss", None)
    places.pop("validation_loss", None)
    return True


def _losses(by_name: Mapping[str, str], places: dict[str, Source], count: Callable[[str], int] | None) -> None:
    """Losses by other names: a total, the only one, or the sum of the parts."""
    taken = {column for source in places.values() for column in source.columns}
    parts: dict[str, list[tuple[set[str], str]]] = {"train_loss": [], "validation_loss": []}
    for name, column in by_name.items():
        words = set(name.split("_"))
        if words & LOSSES and not words & {*NO_LOSS, "ppl"} and column not in taken and not BY_LAYER.match(column):
            parts["validation_loss" if words & VALIDATION else "train_loss"].append((words, column))
    if not parts["validation_loss"] and not places.keys() & parts.keys():
        errors = _errors(by_name)
        single = len(parts["train_loss"]) == 1 and not parts["train_loss"][0][0] & TOTALS
        if not parts["train_loss"] or (single and all(errors.values())):  # a loss of one part, beside errors of all
            parts = errors
    if not any(parts.values()) and not places.keys() & parts.keys():  # `train` and `valid`, and no more
        for series, spellings in (("train_loss", TRAINING), ("validation_loss", VALIDATION - {"metrics"})):
            parts[series] = [({name}, column) for name, column in by_name.items() if name in spellings][:1]
        if not all(parts.values()):
            return
    for series, found in parts.items():
        if series in places or not found:
            continue
        own = [each for each in found if not each[0] & OF_RIVALS] or found
        totals = [column for words, column in own if not words - LOSSES - TRAINING - VALIDATION - TOTALS]
        totals = totals or _totals(own) or _beginnings([column for _, column in own])
        if all(words & SAME_ERROR for words, _ in own):
            totals = [own[0][1]]
        columns = tuple(totals[:1] or _together([column for _, column in own], count))
        # Parts of the validation loss are parts of the training loss as well; else each is of a set of its own.
        sets = series == "validation_loss" and len(columns) > len(places.get("train_loss", Source(())).columns) == 1
        places[series] = Source(columns, averaged=sets)


def _totals(found: Sequence[tuple[set[str], str]]) -> list[str]:
    """The column that is called a total of what all others are parts of: `avg_loss_x` beside `a_loss_x`, `b_loss_x`."""
    for words, column in found:
        rest = words - TOTALS
        if rest != words and len(found) > 2 and all(rest <= others for others, _ in found):
            return [column]
    return []


def _together(columns: Sequence[str], count: Callable[[str], int] | None) -> list[str]:
    """The parts of a sum that are logged about as often as the others: the rest is of another phase."""
    most = max(map(count, columns)) if count else 0
    if count is None or not most:
        return list(columns)
    return [column for column in columns if count(column) > most / 2]


def _errors(by_name: Mapping[str, str]) -> dict[str, list[tuple[set[str], str]]]:
    """Of training and validation the column of an error: the same one of both, where both have it."""
    words = {column: set(name.split("_")) for name, column in by_name.items()}
    found: dict[str, dict[str, str]] = {"validation_loss": {}, "train_loss": {}}
    for error in AS_LOSS:
        for column, named in words.items():
            if error in named and not named & (NO_LOSS | LOSSES):
                found["validation_loss" if named & VALIDATION else "train_loss"].setdefault(error, column)
    validation, train = found.values()
    both = next((error for error in AS_LOSS if error in train and error in validation), None)
    chosen = {series: both or next(iter(columns), "") for series, columns in found.items()}
    return {series: [({error}, found[series][error])] if error else [] for series, error in chosen.items()}


def _beginnings(columns: Sequence[str]) -> list[str]:
    """The column with whose name all others begin: `mini_val_loss` beside `mini_val_loss_bbox` and so on."""
    names = {column: folded(column) for column in columns}
    shortest = min(columns, key=lambda column: len(names[column]))
    others = [name for column, name in names.items() if column != shortest]
    return [shortest] if len(others) > 1 and all(name.startswith(f"{names[shortest]}_") for name in others) else []


def _of_what_is_rare(by_name: Mapping[str, str], places: dict[str, Source]) -> None:
    """The overlap of masks or a ranking, which both sets have, in place of an accuracy, which counts what is common."""
    for name, column in by_name.items():
        words = set(name.split("_"))
        part = words & VALIDATION
        if not words & (OF_MASKS | OF_RANKING) or len(part) != 1 or words & (LOSSES | {"best"}):
            continue
        rest = "_".join(word for word in name.split("_") if word not in part)
        spellings = (rest, *(f"{each}_{rest}" for each in TRAINING))
        if train := next((by_name[each] for each in spellings if each in by_name), None):
            places |= {"train_score": Source((train,)), "validation_score": Source((column,))}
            return


def _of_one_class(item: tuple[str, str]) -> bool:
    """Whether a score, by its name, is no mean: of scores by class the mean is read."""
    return not set(item[0].split("_")) & TOTALS


def _scores(by_name: Mapping[str, str], places: dict[str, Source]) -> None:
    """Scores by other names; one of neither part is of validation, which is where such scores are taken.

    A bare accuracy is of training, as Keras and most loops name it, but of validation beside a `train_loss` and a
    `valid_loss`, as fastai names them.
    """
    bare = places.get("train_score", Source(("",))).columns[0]
    if "validation_score" not in places and not set(folded(bare).split("_")) & TRAINING:
        beside = [
            set(folded(places[k].columns[0]).split("_")) for k in ("train_loss", "validation_loss") if k in places
        ]
        if len(beside) > 1 and beside[0] & TRAINING and bare:
            places["validation_score"] = places.pop("train_score")
    beside_bare = "train_score" in places and not set(folded(bare).split("_")) & TRAINING
    _of_what_is_rare(by_name, places)
    taken = {column for source in places.values() for column in source.columns}
    by_name = {name: column for name, column in by_name.items() if column not in taken}
    by_name = dict(sorted(by_name.items(), key=lambda item: item[0].endswith("_step")))  # those of single batches last
    for wanted in SCORES:
        for name, column in sorted(by_name.items(), key=_of_one_class):
            words = set(name.split("_"))
            if wanted <= words and not words & (LOSSES | {"best"}):
                of_training = words & (TRAINING | OF_HEADS) or any(f"{part}_{name}" in by_name for part in VALIDATION)
                of_training = of_training or (beside_bare and not words & VALIDATION and bool(words & OF_THE_SAME))
                places.setdefault("train_score" if of_training else "validation_score", Source((column,)))
    for wanted in ERRORS:
        for name, column in by_name.items():
            words = set(name.split("_"))
            if wanted == {"per"} and words - VALIDATION != wanted:
                continue  # a rate: `samples_per_second`
            if wanted <= SAME_ERROR and ("validation_loss" in places or not words & VALIDATION):
                continue  # beside a loss, or of no set
            if wanted <= words and not words & (TRAINING | {"best"}):
                places.setdefault("validation_error", Source((column,)))
