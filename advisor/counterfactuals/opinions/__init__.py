"""What other authorities would set for the same facts: the guide by its own rules, others by constants with sources."""

from advisor.counterfactuals.opinions.opinions import NAMES, Opinion, Opinions, opinions

__all__ = ["NAMES", "Opinion", "Opinions", "opinions"]
