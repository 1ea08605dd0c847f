"""Every source that a rule may cite, by key, and every item of the founding guide, by id.

A paper's key is its first author, or the name its system is known by, and the year of its first version:
``klambauer2017``, ``realmlp2024``. Software and living documentation carry no year: ``keras-transfer``.
Items of the guide are cited as ``guide:G-ACT-9``, resolved ambiguities as ``guide:R7``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from advisor.knowledge.bibliography import (
    data,
    guide,
    layers,
    objectives,
    optimisation,
    scale,
    sequences,
    software,
    tabular,
    vision,
)
from advisor.knowledge.bibliography.source import GuideItem, Source

__all__ = ["BIBLIOGRAPHY", "GUIDE", "SOURCES", "GuideItem", "Source", "resolve"]

SOURCES: Final[tuple[Source, ...]] = (
    *guide.SOURCES,
    *optimisation.SOURCES,
    *layers.SOURCES,
    *objectives.SOURCES,
    *data.SOURCES,
    *tabular.SOURCES,
    *vision.SOURCES,
    *sequences.SOURCES,
    *scale.SOURCES,
    *software.SOURCES,
)

BIBLIOGRAPHY: Final[Mapping[str, Source]] = MappingProxyType({source.key: source for source in SOURCES})
GUIDE: Final[Mapping[str, str]] = MappingProxyType(guide.ITEMS)

_GUIDE_PREFIX: Final = "guide:"


def resolve(reference: str) -> Source | GuideItem:
    """Give what a rule's reference stands for.

    >>> resolve("klambauer2017").title
    'Self-Normalizing Neural Networks'
    >>> resolve("guide:R4").id
    'R4'
    """
    if reference in BIBLIOGRAPHY:
        return BIBLIOGRAPHY[reference]
    item = reference.removeprefix(_GUIDE_PREFIX)
    if item != reference and item in GUIDE:
        return GuideItem(item, GUIDE[item])
    raise KeyError(_unknown(reference))


def _unknown(reference: str) -> str:
    """Say that nothing is cited so, and what was perhaps meant."""
    from difflib import get_close_matches  # costs milliseconds, wanted only when a reference is wrong

    known = {key.lower(): key for key in (*BIBLIOGRAPHY, *(_GUIDE_PREFIX + item for item in GUIDE))}
    wanted = _GUIDE_PREFIX + reference if reference in GUIDE else reference
    nearest = [known[key] for key in get_close_matches(wanted.lower(), known, cutoff=0.5)]
    hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return f"no source is known as {reference!r}{hint}"
