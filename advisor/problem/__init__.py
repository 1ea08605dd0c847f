"""The facts of a problem: what is to be predicted, from which data, on which machines, and what matters."""

from advisor.problem.problem import Problem

__all__ = ["Problem"]
