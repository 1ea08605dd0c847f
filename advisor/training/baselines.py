"""Baselines that the network has to beat, on the same examples, inputs and scores as its project.

Run as a process in the folder of a project, with the arguments of its train.py: its data.py and train.py are imported
from there. Prints a line of JSON as each baseline begins, with its name, and one when it is done, with its scores as
well: on what --test names, or else on the part that the first network of the project is validated on.
"""

import contextlib
import importlib
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

CLASSES: Final = ("binary", "multiclass", "ordinal")
WINDOWS: Final = 50_000  # of a forecast, to train ridge regression on


def main() -> None:
    """Fit and score the baselines.

    The first arguments are the task, the kind of data and what the config names, with commas; the rest are train.py's.
    """
    task, kind, named, *words = sys.argv[1:]
    sys.argv = ["train.py", *words]
    sys.path.insert(0, "")
    answer = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # where a project says what it finds in the data
        data, train = importlib.import_module("data"), importlib.import_module("train")
        args = train.arguments()
        if task == "forecasting":
            steps = _forecasts(data, train, args)
        else:
            steps = _answered(data, train, args, task, kind, named.split(","))
        for name, scores in steps:
            print(json.dumps({"name": name} | ({"scores": scores} if scores else {})), file=answer, flush=True)


def _answered(
    data: Any, train: Any, args: Any, task: str, kind: str, named: list[str]
) -> Iterator[tuple[str, dict[str, float] | None]]:
    """Models trained on features of each example: the name of each before it is trained, and then with its scores."""
    from advisor.training.boosting import of_quantiles
    from advisor.training.features import features

    examples = data.load(args.train)
    args.target = args.target or data.targets_in(examples)
    examples = data.labelled(examples, args.target)
    facts = data.facts_of(examples, args)
    if args.test:
        test = data.labelled(data.load(args.test), args.target)
    elif args.valid:
        test = data.labelled(data.load(args.valid), args.target)
    else:
        examples, test = next(iter(data.parts(examples, facts, args.seed[0])))
    prep = data.fit(examples, facts)
    train_part, test_part = (data.part_of(part, prep, "cpu") for part in (examples, test))
    pairs = ((examples, train_part), (test, test_part))
    inputs = [features(kind, data, part, rows, prep) for rows, part in pairs]
    prep["threshold"] = [0.5] * len(args.target) if task == "multilabel" else 0.5
    truth = train_part["truth"]
    if task == "regression" and truth.shape[1] == 1:
        truth = truth[:, 0]
    levels = _levels()
    models = of_quantiles(levels, named) if levels else _models(task, kind, named, len(examples), truth.ndim)
    for name, model in models.items():
        yield name, None
        with warnings.catch_warnings(action="ignore"):  # of convergence, which a baseline need not reach
            model.fit(inputs[0], truth)
            answers = _answers(model, inputs[1], task)
        yield name, train.scores_of(test_part["truth"], answers, prep)


def _levels() -> list[float]:
    """The quantiles that the project predicts, if any."""
    return list(getattr(importlib.import_module("scores"), "LEVELS", ()))


def _models(task: str, kind: str, named: list[str], rows: int, dimensions: int) -> dict[str, Any]:
    """Models by name: of a table boosted trees as well, of others what is linear in their features."""
    from sklearn.dummy import DummyClassifier, DummyRegressor
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegressionCV, RidgeCV
    from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from advisor.training.boosting import boosted_trees
    from advisor.training.features import LINEAR

    first = {
        "text": [TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)],
        "audio": [StandardScaler()],
    }.get(kind, [])
    if task == "regression":
        from numpy import geomspace

        ridge = make_pipeline(*first, RidgeCV(geomspace(1e-3, 1e3, 13)))
        called, trees = boosted_trees(named, classifies=False)
        forest = MultiOutputRegressor(trees) if dimensions > 1 else trees
        more = {called: forest} if kind == "table" else {}
        return {"constant": DummyRegressor(), LINEAR.get(kind, "ridge"): ridge} | more
    line = LogisticRegressionCV(Cs=7, max_iter=1000, scoring="neg_log_loss", cv=5 if rows < 20_000 else 3)
    called, trees = boosted_trees(named, classifies=True)
    several = MultiOutputClassifier if task == "multilabel" else lambda model: model
    more = {called: several(trees)} if kind == "table" else {}
    linear = make_pipeline(*first, several(line))
    return {"constant": DummyClassifier(), LINEAR.get(kind, "logistic-regression"): linear} | more


def _answers(model: Any, inputs: Any, task: str) -> Any:
    """Predictions in the shape that `scores_of` takes."""
    import numpy as np

    if task == "regression":
        return model.predict(inputs).reshape(len(inputs), -1)
    chances = model.predict_proba(inputs)
    return np.array([each[:, -1] for each in chances]).T if task == "multilabel" else chances


def _forecasts(data: Any, train: Any, args: Any) -> Iterator[tuple[str, dict[str, float] | None]]:
    """The seasonal naive forecast and ridge regression on the lags: the name of each, and then with its scores."""
    files = [data.load(path) for path in (args.train, args.valid) if path]
    facts = data.facts_of(files[0], args)
    steps = data.series_of(facts, *files)
    past, test = (data.series_of(facts, files[0]), steps) if args.valid else data.parts(steps)
    if args.test:
        test = data.series_of(facts, *files, data.load(args.test))
    prep = data.fit(past, facts)
    part = data.part_of(test, prep, "cpu")
    levels = _levels()
    if levels:
        prep["naive"] = train.naive_errors_of(data.part_of(past, prep, "cpu"))
    models: dict[str, Callable[[], Any]] = {
        "seasonal-naive": lambda: train.naive_of(part, prep) if levels else train.naive_of(part),
        "ridge-on-lags": lambda: _ridge(data, past, prep, part, levels),
    }
    for name, answers in models.items():
        yield name, None
        yield name, train.scores_of(part["truth"], answers(), prep)


def _ridge(data: Any, past: Any, prep: dict[str, Any], test: dict[str, Any], levels: list[float]) -> Any:
    """All steps ahead at once from the past ones, of the strength that forecasts the latest fifth of windows best.

    With levels there are quantiles of each step: those of the errors in that fifth, around the forecast.
    """
    import numpy as np

    part = data.part_of(past, prep, "cpu")
    x, center, scale = _windows(data, part)
    ahead = (part["y"].numpy()[:, :-1] - center) / scale
    known = np.flatnonzero(~np.isnan(ahead).any(axis=1))
    rows = known[np.linspace(0, len(known) - 1, min(len(known), WINDOWS)).astype(int)]
    early, late = np.split(rows, [max(1, len(rows) * 4 // 5)])

    def fitted(rows: Any, strength: float) -> Any:
        gram = x[rows].T @ x[rows]
        penalty = np.diag([*[gram.diagonal()[:-1].mean() * strength] * (len(gram) - 1), 0.0])  # the intercept is free
        return np.linalg.solve(gram + penalty, x[rows].T @ ahead[rows])

    def error(strength: float) -> float:
        return float(np.square(x[late] @ fitted(early, strength) - ahead[late]).mean())

    best = min([10.0**power for power in range(-7, 2)], key=error) if len(late) else 1e-3
    solution = fitted(rows, best)
    lags, center, scale = _windows(data, test)
    if levels:
        missed = ahead[late] - x[late] @ fitted(early, best) if len(late) else ahead[rows] - x[rows] @ solution
        spread = np.quantile(missed, levels, axis=0).T
        return (lags @ solution)[..., None] * scale[..., None] + center[..., None] + spread * scale[..., None]
    return lags @ solution * scale + center


def _windows(data: Any, part: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Lags and a column of ones, with the center and scale of each window."""
    import numpy as np
    import torch

    x, center, scale = (t.double().numpy() for t in data.windows_of(part, torch.arange(len(part["first"]))))
    return np.hstack([x[..., 0], np.ones((len(x), 1))]), center, scale


if __name__ == "__main__":
    main()
