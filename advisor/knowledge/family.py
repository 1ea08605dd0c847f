"""The kind of network.

Each rule answers for one kind of data and says so first; so precedence counts among rules of one kind only.
"""

from advisor.knowledge import family_image, family_signal, family_table, family_text
from advisor.knowledge.family_base import family

__all__ = ["family", "family_image", "family_signal", "family_table", "family_text"]
