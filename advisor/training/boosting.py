"""Boosted trees as a baseline: LightGBM as configs set it, where it is installed, or else scikit-learn's."""

from collections.abc import Container, Mapping, Sequence
from importlib.util import find_spec
from inspect import signature
from typing import Any, Final

ROUNDS: Final = 300  # after which LightGBM stops where what is held back gets no better
HELD: Final = 0.1  # of the rows, held back for that
LINEAR_ROWS: Final = 5_000  # that a linear program takes, which is what quantile regression is
THREADED_ROWS: Final = 10_000  # from which LightGBM uses several threads; below, they wait (its page on parameters)
ALPHA: Final = 1e-3  # weight of the absolute weights beside the quantile loss
# As `evaluation.baselines` says them: the tuned defaults of pytabkit.
CLASSES: Final = {"learning_rate": 0.04, "num_leaves": 50, "min_child_samples": 40, "subsample": 0.75}
NUMBERS: Final = {"learning_rate": 0.05, "num_leaves": 100, "min_child_samples": 3, "subsample": 0.7}


def boosted_trees(named: Container[str], classifies: bool, level: float | None = None) -> tuple[str, Any]:
    """A name and a classifier or regressor, of a quantile where its level is given: LightGBM if named and installed."""
    if "lightgbm" in named and find_spec("lightgbm"):
        return "lightgbm", _lightgbm(classifies, {} if level is None else {"objective": "quantile", "alpha": level})
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if classifies else HistGradientBoostingRegressor
    loss = {} if level is None else {"loss": "quantile", "quantile": level}
    return "boosted-trees", kind(max_iter=1000, learning_rate=0.05, early_stopping=True, random_state=0, **loss)


def of_quantiles(levels: Sequence[float], named: Container[str]) -> dict[str, Any]:
    """By name models of quantiles, as many for each as there are levels: of the target alone, linear, boosted trees."""
    from sklearn.dummy import DummyRegressor
    from sklearn.linear_model import QuantileRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    lines = [make_pipeline(StandardScaler(), QuantileRegressor(quantile=level, alpha=ALPHA)) for level in levels]
    trees = [boosted_trees(named, classifies=False, level=level) for level in levels]
    return {
        "empirical-quantiles": _Levels([DummyRegressor(strategy="quantile", quantile=level) for level in levels]),
        "linear-quantiles": _Levels(lines, LINEAR_ROWS),
        trees[0][0]: _Levels([tree for _, tree in trees]),
    }


class _Levels:
    """A model for each level, on at most so many rows; what they predict is sorted."""

    def __init__(self, models: Sequence[Any], rows: int | None = None) -> None:
        self.models = models
        self.rows = rows

    def fit(self, x: Any, y: Any) -> None:
        """Fit all of them."""
        step = -(-len(x) // self.rows) if self.rows else 1
        for model in self.models:
            model.fit(x[::step], y[::step])

    def predict(self, x: Any) -> Any:
        """A column for each level, in order."""
        from numpy import column_stack, sort

        return sort(column_stack([model.predict(x) for model in self.models]), axis=1)


def _lightgbm(classifies: bool, more: Mapping[str, Any]) -> Any:
    from lightgbm import LGBMClassifier, LGBMRegressor, early_stopping
    from numpy import unique
    from sklearn.model_selection import train_test_split

    base: Any = LGBMClassifier if classifies else LGBMRegressor
    since_4_7 = "eval_X" in signature(base.fit).parameters

    class Stopped(base):  # type: ignore[misc]
        """Boosting that holds back a part of its training rows for early stopping."""

        def fit(self, x: Any, y: Any) -> Any:
            """Fit on nine tenths until the last tenth gets no better, or on all rows where classes are rare."""
            if len(x) < THREADED_ROWS:
                self.set_params(n_jobs=1)
            if classifies and unique(y, return_counts=True)[1].min() < 2 / HELD:
                return super().fit(x, y)
            kept = {"test_size": HELD, "random_state": 0, "stratify": y if classifies else None}
            fitted, held, truth, answers = train_test_split(x, y, **kept)
            stop = early_stopping(ROUNDS, verbose=False)
            judged = {"eval_X": (held,), "eval_y": (answers,)} if since_4_7 else {"eval_set": [(held, answers)]}
            return super().fit(fitted, truth, **judged, callbacks=[stop])

    settings = CLASSES if classifies else NUMBERS
    return Stopped(n_estimators=1000, subsample_freq=1, random_state=0, verbose=-1, **settings, **more)
