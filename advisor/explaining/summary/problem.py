"""The problem in one line: what the data holds, and what is predicted."""

from pathlib import PurePath
from typing import Final

from advisor.errors import visible
from advisor.problem import Problem
from advisor.quantities import amount, count, decimal, plural

ANSWERS: Final = {  # what a language model is shown, where it is tuned on answers
    "answers": "answers to prompts",
    "preferences": "the better of two answers",
    "unpaired-preferences": "answers marked good or bad",
    "verifiable": "answers that can be checked",
}
EVEN: Final = 1.05  # largest class over smallest, up to which classes go without their ratio
LONGEST_NAME: Final = 40  # characters of a file, a folder or a column


def headline(problem: Problem) -> str:
    """What the data holds, and what is predicted: `train.csv: 569 rows, 30 numeric columns -> price (a number)`.

    What was assumed is said to be.
    """
    name = f"{source(problem)}: " if problem.data.path else ""
    return f"{name}{_inputs(problem)} -> {_output(problem)}"


def source(problem: Problem) -> str:
    """The name of the file, or of the folder with the one that holds it, as many are called `train`."""
    path = PurePath(problem.data.path)
    return _short(path.name if path.suffix else "/".join(path.parts[-2:]).replace("//", "/"))


def _short(name: str) -> str:
    text = visible(name)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 3] + "..."


def _inputs(problem: Problem) -> str:
    said, fact = _examples(problem)
    return ", ".join([said + _assumed(problem, fact), *_details(problem)])


def _assumed(problem: Problem, fact: str) -> str:
    """What follows a value that nobody said."""
    return ", assumed" if problem.origin(fact) == "assumed" else ""


def _examples(problem: Problem) -> tuple[str, str]:
    """How much data there is, and the fact that says so."""
    data, task = problem.data, problem.task
    match data.kind, task:
        case _, "language-modeling":
            return plural(data.tokens, "token"), "data.tokens"
        case _, "speech-recognition":
            return f"{amount(data.hours, 'hour')} of speech", "data.hours"
        case _, "forecasting":
            return f"{plural(data.series, 'series', 'series')} of {plural(data.rows, 'step')} in all", "data.rows"
        case "series", _:
            return plural(data.rows, "series", "series"), "data.rows"
        case "table", _:
            return plural(data.rows, "row"), "data.rows"
        case "image", _:
            return plural(data.rows, "volume" if data.volumetric else "image"), "data.rows"
        case "audio", _:
            return plural(data.rows, "clip"), "data.rows"
        case kind, _:
            return plural(data.rows, kind), "data.rows"


def _details(problem: Problem) -> list[str]:
    """What more is known of the inputs, of what was given or measured."""
    data = problem.data

    def known(*paths: str) -> bool:
        return all(problem.origin(path) != "assumed" for path in paths)

    parts = []
    if data.kind == "table" and known("data.features"):
        parts.append(_columns(data.features, data.categorical if known("data.categorical") else None))
    if data.kind == "image" and known("data.image.height", "data.image.width"):
        parts.append(f"{data.image.height} x {data.image.width} x {data.image.channels}")
    if data.kind == "text" and known("data.length"):
        parts.append(f"up to {plural(data.length, 'token')}")
    if data.kind == "audio" and known("data.seconds"):
        parts.append(f"{amount(data.seconds, 'second')} each")
    if problem.task != "forecasting" and data.kind in ("series", "sequence") and known("data.length"):
        parts.append(plural(data.length, "step"))
    if data.kind == "sequence" and known("data.features"):
        parts.append(f"{plural(data.features, 'value')} a step")
    if data.kind == "series" and data.covariates:
        parts.append(plural(data.covariates, "other variable"))
    if data.groups:
        parts.append(plural(data.groups, "group"))
    return parts


def _columns(features: int, categorical: int | None) -> str:
    if categorical is None:
        return plural(features, "column")
    numeric = features - categorical
    if not categorical:
        return f"{count(numeric)} numeric {'column' if numeric == 1 else 'columns'}"
    if not numeric:
        return f"{count(categorical)} categorical {'column' if categorical == 1 else 'columns'}"
    return f"{count(numeric)} numeric and {count(categorical)} categorical columns"


def _output(problem: Problem) -> str:
    """What is predicted; where the target has a name, by it."""
    data, what = problem.data, _predicted(problem)
    names = [data.target] if data.target else list(data.targets)
    if not names:
        return what
    if len(names) > 1:
        return f"{len(names)} columns ({what})"
    return f"{_short(names[0])} ({what})"


def _ratio(ratio: float) -> str:
    return decimal(ratio) if ratio >= 10 else f"{ratio:.2g}"


def _predicted(problem: Problem) -> str:
    data = problem.data
    classes = plural(data.classes, "class", "classes")
    if problem.task != "binary":
        classes += _assumed(problem, "data.classes")
    match problem.task:
        case "binary" | "multiclass":
            ratio = data.imbalance if problem.origin("data.imbalance") != "assumed" else 1.0
            return f"{classes}, {_ratio(ratio)} : 1" if ratio > EVEN else classes
        case "ordinal":
            return f"{classes} in order"
        case "multilabel":
            return f"any of {plural(data.outputs, 'label')}{'' if data.targets else _assumed(problem, 'data.outputs')}"
        case "regression":
            return "a number" if data.outputs == 1 else plural(data.outputs, "number")
        case "detection":
            return f"boxes of {classes}"
        case "segmentation":
            return f"{classes} for each {'voxel' if data.volumetric else 'pixel'}"
        case "token-classification":
            return f"{classes} for each word"
        case "language-modeling":
            return ANSWERS.get(data.supervision, "the next token")
        case "speech-recognition":
            return "the words spoken"
        case "forecasting":
            return f"{plural(data.horizon, 'step')} ahead{_assumed(problem, 'data.horizon')}"
