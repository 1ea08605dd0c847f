"""What a training run's history says is going on, and what to do about it, in which order."""

from advisor.diagnosing.advice import Advice, Trained, advise, informed
from advisor.diagnosing.conditions import Condition, diagnose
from advisor.diagnosing.history import History
from advisor.diagnosing.reading import read_histories
from advisor.diagnosing.remedies import Remedy, remedies

__all__ = [
    "Advice", "Condition", "History", "Remedy", "Trained", "advise", "diagnose", "informed", "read_histories",
    "remedies",
]  # fmt: skip
