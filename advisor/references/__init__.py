"""What rules cite and what others set, as data files: the bibliography, the founding guide, other authorities."""

from advisor.references.bibliography import bibliography, guide, resolve
from advisor.references.source import GuideItem, Source

__all__ = ["GuideItem", "Source", "bibliography", "guide", "resolve"]
