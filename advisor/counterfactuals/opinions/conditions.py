"""Where an authority speaks: the facts and choices that its conditions name."""

from typing import Any

from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain
from advisor.references.authorities import Authority, Bounds, Conditions, Setting


def said(authority: Authority, recommendation: Recommendation) -> dict[str, Setting]:
    """What an authority sets for a problem, by decision; nothing where it does not apply."""
    found: dict[str, Setting] = {}
    if holds(authority.when, recommendation):
        for setting in authority.settings:
            if setting.sets not in found and holds(setting.when, recommendation):
                found[setting.sets] = setting
    return found


def holds(when: Conditions, recommendation: Recommendation) -> bool:
    """Whether facts and choices are such that an authority, or one of its settings, speaks."""
    return all(_fits(known(recommendation, path), wanted) for path, wanted in when.items())


def known(recommendation: Recommendation, path: str) -> Any:
    """A fact, or a choice by its name where it consists of several parts; None where it is not there."""
    if path in FACTS:
        return recommendation.problem.value(path)
    choice = recommendation.choices.get(path)
    value = plain(choice.value) if choice else None
    return value.get("name", value.get("kind")) if isinstance(value, dict) else value


def _fits(value: Any, wanted: list[Any] | Bounds) -> bool:
    if isinstance(wanted, Bounds):
        return isinstance(value, int | float) and wanted.least <= value <= wanted.most
    return value in wanted
