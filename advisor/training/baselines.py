"""What the network has to beat, on the very rows, inputs and scores of its project.

Run as a process in the folder of a project, with the arguments of its train.py: its data.py and train.py are imported
from there. Prints a JSON object: scores by name of the baseline.
"""

import importlib
import json
import sys
import warnings
from typing import Any

CLASSES = ("binary", "multiclass", "ordinal")


def main() -> None:
    """Fit and judge the baselines; the first argument is the task, the rest are those of train.py."""
    task, *words = sys.argv[1:]
    sys.argv = ["train.py", *words]
    sys.path.insert(0, "")
    data, train = importlib.import_module("data"), importlib.import_module("train")
    args = train.arguments()
    examples = data.labelled(data.load(args.train), args.target)
    prep = data.fit(examples, data.facts_of(examples, args))
    test = data.labelled(data.load(args.test), args.target)
    learn, judge = (data.part_of(part, prep, "cpu") for part in (examples, test))
    wide = [_wide(part, prep) for part in (learn, judge)]
    prep["threshold"] = [0.5] * len(args.target) if task == "multilabel" else 0.5
    scores = {}
    truth = learn["truth"]
    if task == "regression" and truth.shape[1] == 1:
        truth = truth[:, 0]
    for name, model in _models(task, len(examples), truth.ndim).items():
        with warnings.catch_warnings(action="ignore"):  # of convergence, which a baseline need not reach
            model.fit(wide[0], truth)
            scores[name] = train.scores_of(judge["truth"], _answers(model, wide[1], task), prep)
    print(json.dumps(scores))  # noqa: T201, the answer of this process


def _wide(part: dict[str, Any], prep: dict[str, Any]) -> Any:
    """The network's inputs, with the categories that it embeds one-hot."""
    import numpy as np

    first, *codes = (inputs.numpy() for inputs in part["inputs"])
    sizes = [len(known) + 1 for known in prep.get("embedded", {}).values()]
    hot = [np.eye(size, dtype=np.float32)[code] for block in codes for size, code in zip(sizes, block.T, strict=True)]
    return np.hstack([first, *hot])


def _models(task: str, rows: int, dimensions: int) -> dict[str, Any]:
    from sklearn.dummy import DummyClassifier, DummyRegressor
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.linear_model import LogisticRegressionCV, RidgeCV
    from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor

    boosted: dict[str, Any] = {"max_iter": 1000, "learning_rate": 0.05, "early_stopping": True, "random_state": 0}
    if task == "regression":
        from numpy import geomspace

        trees = HistGradientBoostingRegressor(**boosted)
        forest = MultiOutputRegressor(trees) if dimensions > 1 else trees
        return {"constant": DummyRegressor(), "ridge": RidgeCV(geomspace(1e-3, 1e3, 13)), "boosted-trees": forest}
    line = LogisticRegressionCV(Cs=7, max_iter=1000, scoring="neg_log_loss", cv=5 if rows < 20_000 else 3)
    trees = HistGradientBoostingClassifier(**boosted)
    several = MultiOutputClassifier if task == "multilabel" else lambda model: model
    return {"constant": DummyClassifier(), "logistic-regression": several(line), "boosted-trees": several(trees)}


def _answers(model: Any, inputs: Any, task: str) -> Any:
    """Predictions in the shape that `scores_of` takes."""
    import numpy as np

    if task == "regression":
        return model.predict(inputs).reshape(len(inputs), -1)
    chances = model.predict_proba(inputs)
    return np.array([each[:, -1] for each in chances]).T if task == "multilabel" else chances


if __name__ == "__main__":
    main()
