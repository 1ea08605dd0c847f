"""The best published defaults, from pytabkit: single models, on one thread."""

from typing import Any

import numpy as np

from benchmarks.quality.peers.part import Answers, Part


def realmlp(part: Part, **settings: Any) -> Answers:
    """RealMLP-TD; its epoch is chosen by class error or squared error."""
    from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

    kind = RealMLP_TD_Regressor if part.regression else RealMLP_TD_Classifier
    return _fitted(part, kind(device="cpu", n_threads=1, random_state=part.seed, n_cv=1, verbosity=0, **settings))


def realmlp_log_loss(part: Part) -> Answers:
    """RealMLP-TD as its authors advise for log-loss: cross-entropy chooses the epoch, no label smoothing."""
    return realmlp(part) if part.regression else realmlp(part, val_metric_name="cross_entropy", use_ls=False)


def tabm(part: Part) -> Answers:
    """TabM-D."""
    from pytabkit import TabM_D_Classifier, TabM_D_Regressor

    kind = TabM_D_Regressor if part.regression else TabM_D_Classifier
    return _fitted(part, kind(device="cpu", n_threads=1, random_state=part.seed, n_cv=1, verbosity=0))


def _fitted(part: Part, model: Any) -> Answers:
    learn, judge = part.frames()
    model.fit(learn, part.y())
    return np.asarray(model.predict(judge) if part.regression else model.predict_proba(judge), dtype=np.float64)
