"""The whole advice as one page that stands by itself: HTML without scripts from elsewhere, fonts or requests."""

from advisor.explaining.page.rendering import report

__all__ = ["report"]
