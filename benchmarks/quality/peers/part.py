"""One split as a peer sees it: frames, a target, a task, a seed; and the matrices that most peers learn from."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Answers = NDArray[np.float64]
"""Class probabilities of shape (rows, classes), in the order of `Part.classes`, or values of shape (rows,)."""


class Part(NamedTuple):
    """Rows to learn from and rows to predict; the target is text for classes and a number for regression."""

    train: pd.DataFrame
    test: pd.DataFrame
    target: str
    task: str
    seed: int

    @property
    def regression(self) -> bool:
        """Whether a number is predicted."""
        return self.task == "regression"

    @property
    def classes(self) -> list[str]:
        """The classes of the training rows, in order of text."""
        return sorted(self.train[self.target].astype(str).unique())

    def y(self) -> NDArray[Any]:
        """The training target: numbers, or the place of each class."""
        if self.regression:
            return np.asarray(self.train[self.target], dtype=np.float64)
        places = {name: place for place, name in enumerate(self.classes)}
        return np.asarray(self.train[self.target].astype(str).map(places), dtype=np.int64)

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Both parts without the target: texts as categories, gaps a level of their own; numbers filled by medians."""
        learn, judge = self.train.drop(columns=self.target), self.test.drop(columns=self.target, errors="ignore")
        numeric = [name for name in learn if pd.api.types.is_numeric_dtype(learn[name])]
        learn, judge = learn.copy(), judge.copy()
        for name in learn:
            if name in numeric:
                fill = learn[name].median()
                fill = 0.0 if pd.isna(fill) else fill
                learn[name] = learn[name].fillna(fill).astype(float)
                judge[name] = pd.to_numeric(judge[name], errors="coerce").fillna(fill).astype(float)
            else:
                levels = sorted(learn[name].dropna().astype(str).unique())
                for frame in (learn, judge):
                    known = frame[name].astype(str).where(frame[name].notna(), "missing")
                    frame[name] = pd.Categorical(known.where(known.isin(levels), "missing"), [*levels, "missing"])
        return learn, judge

    def matrices(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Both parts as standardised numbers and one-hot categories (of at most 50 levels), by the training part."""
        learn, judge = self.frames()
        columns = []
        for name in learn:
            if isinstance(learn[name].dtype, pd.CategoricalDtype):
                levels = learn[name].value_counts().index[:50]
                columns += [[(f[name] == level).to_numpy(dtype=float) for f in (learn, judge)] for level in levels]
            else:
                center, scale = learn[name].mean(), learn[name].std() or 1.0
                columns.append([((frame[name] - center) / scale).to_numpy() for frame in (learn, judge)])
        first, second = (np.stack(part, axis=1) for part in zip(*columns, strict=True))
        return first, second
