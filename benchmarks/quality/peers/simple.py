"""The trivial answer, linear models and boosted trees."""

from typing import Any

import numpy as np

from benchmarks.quality.peers.part import Answers, Part


def constant(part: Part) -> Answers:
    """The class shares, or the mean."""
    y = part.y()
    if part.regression:
        return np.full(len(part.test), y.mean())
    return np.tile(np.bincount(y) / len(y), (len(part.test), 1))


def linear(part: Part) -> Answers:
    """Logistic regression or ridge, its strength by cross-validation."""
    from sklearn.linear_model import LogisticRegressionCV, RidgeCV

    learn, judge = part.matrices()
    if part.regression:
        return np.asarray(RidgeCV(np.logspace(-3, 3, 13)).fit(learn, part.y()).predict(judge))
    model = LogisticRegressionCV(
        Cs=np.logspace(-3, 2, 6),
        l1_ratios=(0,),
        cv=3,
        scoring="neg_log_loss",
        max_iter=500,
        use_legacy_attributes=False,
    )
    return np.asarray(model.fit(learn, part.y()).predict_proba(judge))


def histogram_boosting(part: Part) -> Answers:
    """scikit-learn's histogram gradient boosting with its defaults."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if part.regression else HistGradientBoostingClassifier
    return _codes(part, kind(random_state=part.seed))


def lightgbm(part: Part) -> Answers:
    """LightGBM with its defaults."""
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMRegressor if part.regression else LGBMClassifier
    return _codes(part, kind(random_state=part.seed, n_jobs=1, verbose=-1))


def _codes(part: Part, model: Any) -> Answers:
    learn, judge = part.frames()
    for frame in (learn, judge):
        frame.columns = [f"c{place}" for place in range(frame.shape[1])]
        for name in frame.select_dtypes("category"):
            frame[name] = frame[name].cat.codes.astype(float)
    model.fit(learn, part.y())
    return np.asarray(model.predict(judge) if part.regression else model.predict_proba(judge))
