"""What people type for an option that is called otherwise here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from advisor.errors import Diagnostic, InputError, nearest

FILE: Final = "FILE"  # stands for a file that is named without an option

# What says the same here, by the word that others have for it: options, a file by itself, or the path of a choice.
MEANT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("--gpu", "--cuda", "--use-gpu", "--mps"), "--device gpu"),
    **dict.fromkeys(("--cpu", "--no-gpu", "--no-cuda"), "--device cpu"),
    **dict.fromkeys(("--num-gpus", "--n-gpus", "--ngpus"), "--gpus"),
    **dict.fromkeys(("--memory", "--vram", "--gpu-memory", "--ram"), "--memory-gib"),
    **dict.fromkeys(("--input", "--csv", "--file", "--dataset", "--data-path", "--data-dir", "--data"), FILE),
    **dict.fromkeys(("--config", "--problem", "--train-data"), FILE),
    **dict.fromkeys(("--label", "--labels", "--y", "--target-column", "--target-col", "--label-column"), "--target"),
    **dict.fromkeys(("--samples", "--n-samples", "--num-samples", "--examples", "--nrows", "--n-rows"), "--rows"),
    **dict.fromkeys(("--columns", "--n-features", "--num-features", "--inputs"), "--features"),
    **dict.fromkeys(("--n-classes", "--num-classes"), "--classes"),
    **dict.fromkeys(("--image-size", "--img-size", "--resolution", "--input-size"), "--image"),
    **dict.fromkeys(("--modality", "--data-type", "--type"), "--kind"),
    **dict.fromkeys(("--problem-type", "--task-type"), "--task"),
    **dict.fromkeys(("--score", "--scoring", "--eval-metric", "--metrics"), "--metric"),
    **dict.fromkeys(("--goal", "--objective", "--optimize-for", "--optimise-for"), "--priority"),
    **dict.fromkeys(("--group", "--group-id"), "--group-column"),
    **dict.fromkeys(("--time", "--date", "--date-column", "--timestamp"), "--time-column"),
    **dict.fromkeys(("--forecast-horizon", "--prediction-length", "--steps-ahead"), "--horizon"),
    **dict.fromkeys(("--seq-len", "--seq-length", "--max-length", "--length"), "--sequence-length"),
    **dict.fromkeys(("--time-limit", "--max-time", "--budget"), "--max-seconds"),
    **dict.fromkeys(("--out", "--outfile", "--output-file", "--output-dir", "--outdir", "--save"), "--output"),
    **dict.fromkeys(("--json",), "--format json"),
    **dict.fromkeys(("--yaml", "--yml"), "--format yaml"),
    **dict.fromkeys(("--overwrite", "--yes"), "--force"),
    **dict.fromkeys(("--non-interactive", "--batch-mode"), "--no-input"),
    **dict.fromkeys(("--silent",), "--quiet"),
    **dict.fromkeys(("--no-color", "--no-colour"), "--color never"),
    **dict.fromkeys(("--verbose", "-v", "--reasons"), "--explain text"),
    **dict.fromkeys(("--all-options", "--help-full"), "--help-all"),
    **dict.fromkeys(("--batch-size", "--batch", "--bs"), "training.batch_size"),
    **dict.fromkeys(("--lr", "--learning-rate", "--rate"), "training.learning_rate.initial"),
    **dict.fromkeys(("--epochs", "--max-epochs", "--num-epochs", "--n-epochs"), "training.epochs"),
    **dict.fromkeys(("--optimizer", "--optimiser", "--optim"), "training.optimizer.name"),
    **dict.fromkeys(("--weight-decay", "--wd", "--l2"), "training.optimizer.weight_decay"),
    **dict.fromkeys(("--momentum",), "training.optimizer.momentum"),
    **dict.fromkeys(("--scheduler", "--schedule", "--lr-schedule", "--lr-scheduler"), "training.schedule"),
    **dict.fromkeys(("--loss", "--criterion"), "training.loss.name"),
    **dict.fromkeys(("--label-smoothing",), "training.loss.label_smoothing"),
    **dict.fromkeys(("--clip-norm", "--clip", "--grad-clip"), "training.clip_norm"),
    **dict.fromkeys(("--model", "--family", "--arch", "--architecture", "--network"), "model.family"),
    **dict.fromkeys(("--backbone", "--pretrained-model", "--checkpoint"), "model.backbone.name"),
    **dict.fromkeys(("--layers", "--num-layers", "--n-layers", "--depth"), "model.hidden.layers"),
    **dict.fromkeys(("--units", "--width", "--hidden", "--hidden-size", "--hidden-dim"), "model.hidden.widths"),
    **dict.fromkeys(("--activation",), "model.activation.name"),
    **dict.fromkeys(("--norm", "--normalization", "--normalisation"), "model.normalization.kind"),
    **dict.fromkeys(("--dropout",), "model.dropout.rates"),
    **dict.fromkeys(("--folds", "--cv", "--k-folds"), "data.split.folds"),
    **dict.fromkeys(("--val-split", "--validation-split", "--valid-size", "--test-size"), "data.split.validation"),
    **dict.fromkeys(("--augmentation", "--augment"), "data.augmentation"),
    **dict.fromkeys(("--precision", "--amp", "--fp16", "--bf16"), "compute.precision"),
}  # fmt: skip


def unknown_options(command: str, known: Collection[str], arguments: Sequence[str], found: str) -> InputError:
    """The options of a command line that there are not, each with what says the same here.

    `found` is the first of them, as the parser met it.
    """
    options = list(_unknown(known, arguments))
    words = options if found in dict(options) else [(found, None), *options]
    return InputError(
        Diagnostic(f"No such option: {word}", hint=_hint(command, known, word, value)) for word, value in words
    )


def _unknown(known: Collection[str], arguments: Sequence[str]) -> Iterable[tuple[str, str | None]]:
    """Options that are not known, with the value that follows."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            return
        word, equals, value = argument.partition("=")
        if word.startswith("--") and word not in known:
            after = arguments[place + 1] if place + 1 < len(arguments) else "-"
            yield word, value if equals else None if after.startswith("-") else after


def _hint(command: str, known: Collection[str], word: str, value: str | None) -> str | None:
    meant = MEANT.get(word.lower().replace("_", "-"), "")
    if meant == FILE:
        said = f"advisor {command} {value or FILE}" + (" --target COLUMN" if "--target" in known else "")
        return f"name the file by itself: {said}"
    if meant.startswith("--") and meant.partition(" ")[0] in known:
        return f"did you mean {meant}?"
    if "." in meant and "--pin" in known:
        return f"--pin {meant}={value or 'VALUE'} fixes it; without that it follows from the facts"
    near = nearest(word.lstrip("-"), [option.lstrip("-") for option in known if option.startswith("--")])
    return f"did you mean --{near}?" if near else f"advisor {command} --help-all lists them all"
