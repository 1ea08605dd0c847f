"""Every source that a rule may cite, by key, and every item of the founding guide, by id.

A paper's key is its first author, or the name its system is known by, and the year of its first version:
``klambauer2017``, ``realmlp2024``. Software and living documentation carry no year: ``keras-transfer``.
Items of the guide are cited as ``guide:G-ACT-9``, resolved ambiguities as ``guide:R7``.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec.json import decode

from advisor.references.source import GuideItem, Source

BIBLIOGRAPHY: Final = Path(__file__).with_name("bibliography.json")
GUIDE: Final = Path(__file__).with_name("guide.json")

_GUIDE_PREFIX: Final = "guide:"


@cache
def bibliography() -> Mapping[str, Source]:
    """Every source by its key, in the order of the file."""
    sources = decode(BIBLIOGRAPHY.read_bytes(), type=list[Source])
    return MappingProxyType({source.key: source for source in sources})


@cache
def guide() -> Mapping[str, str]:
    """What each item of the guide says, by id."""
    return MappingProxyType(decode(GUIDE.read_bytes(), type=dict[str, str]))


def resolve(reference: str) -> Source | GuideItem:
    """Give what a rule's reference stands for.

    >>> resolve("klambauer2017").title
    'Self-Normalizing Neural Networks'
    >>> resolve("guide:R4").id
    'R4'
    """
    if reference in bibliography():
        return bibliography()[reference]
    item = reference.removeprefix(_GUIDE_PREFIX)
    if item != reference and item in guide():
        return GuideItem(item, guide()[item])
    raise KeyError(_unknown(reference))


def _unknown(reference: str) -> str:
    """Say that nothing is cited so, and what was perhaps meant."""
    from difflib import get_close_matches  # costs milliseconds, wanted only when a reference is wrong

    known = {key.lower(): key for key in (*bibliography(), *(_GUIDE_PREFIX + item for item in guide()))}
    wanted = _GUIDE_PREFIX + reference if reference in guide() else reference
    nearest = [known[key] for key in get_close_matches(wanted.lower(), known, cutoff=0.5)]
    hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return f"no source is known as {reference!r}{hint}"
