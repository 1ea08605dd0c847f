"""Honest simple baselines: a linear model on what is plain to see in each kind."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.kinds import reading

Floats = NDArray[np.float64]
STRENGTHS: Final = (0.01, 0.1, 1.0, 10.0, 100.0)  # inverse, of which three folds choose by log-loss
BANDS: Final = 40  # of log-mel


def constant(folder: Path, about: dict[str, Any]) -> Floats:
    """Class shares of the training part for every example."""
    _, y = reading.examples(folder, about, "train")
    inputs, _ = reading.examples(folder, about, "test")
    return np.tile(np.bincount(y, minlength=len(about["classes"])) / len(y), (len(inputs), 1))


def linear(folder: Path, about: dict[str, Any]) -> Floats:
    """Logistic regression on pixels, on mean and deviation of log-mel bands, or on TF-IDF of words and pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.preprocessing import StandardScaler

    (learn, y), (test, _) = (reading.examples(folder, about, part) for part in ("train", "test"))
    if about["kind"] == "text":
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        x, z = words.fit_transform(learn), words.transform(test)
    else:
        of = _pixels if about["kind"] == "image" else _bands
        scaler = StandardScaler()
        x, z = scaler.fit_transform(of(folder, learn)), scaler.transform(of(folder, test))
    model = LogisticRegressionCV(
        Cs=list(STRENGTHS), l1_ratios=(0.0,), cv=3, scoring="neg_log_loss", max_iter=300, use_legacy_attributes=False
    )
    return np.asarray(model.fit(x, y).predict_proba(z))


def _pixels(folder: Path, files: list[str]) -> Floats:
    return reading.pixels(folder, files).reshape(len(files), -1).astype(np.float64)


def _bands(folder: Path, files: list[str]) -> Floats:
    """Mean and deviation over time of the log of the power in bands as wide as the ear's."""
    waves = reading.waves(folder, files)
    cut = np.lib.stride_tricks.sliding_window_view(waves, 256, axis=1)[:, ::80] * np.hanning(256)
    power = np.abs(np.fft.rfft(cut, axis=2)) ** 2
    mel = 700 * (np.exp(np.linspace(0, np.log(1 + 4000 / 700), BANDS + 2)) - 1)
    bins = np.linspace(0, 4000, power.shape[2])
    rising = (bins - mel[:-2, None]) / (mel[1:-1] - mel[:-2])[:, None]
    falling = (mel[2:, None] - bins) / (mel[2:] - mel[1:-1])[:, None]
    found = np.log(power @ np.clip(np.minimum(rising, falling), 0, 1).T + 1e-6)
    return np.concatenate([found.mean(axis=1), found.std(axis=1)], axis=1)


def naive(folder: Path, about: dict[str, Any]) -> Floats:
    """What was a season before, or the last value."""
    lag = about["period"]
    past = reading.windows(folder, about, "test", reading.lookback_of(about)).past
    lag = lag if lag <= past.shape[1] else 1
    return past[:, past.shape[1] - lag + np.arange(about["horizon"]) % lag]


def ridge(folder: Path, about: dict[str, Any]) -> Floats:
    """Ridge regression of all steps ahead on the lags, both as differences from the last value."""
    from sklearn.linear_model import RidgeCV

    learn, test = (reading.windows(folder, about, part, reading.lookback_of(about)) for part in ("train", "test"))
    last, scale = learn.past[:, -1:], learn.unit
    model = RidgeCV(alphas=np.logspace(-3, 4, 15)).fit((learn.past - last) / scale, (learn.ahead - last) / scale)
    last = test.past[:, -1:]
    return np.asarray(model.predict((test.past - last) / test.unit) * test.unit + last)
