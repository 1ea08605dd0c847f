"""What a rule may cite: a published source, or an item of the founding guide."""

from typing import Final, NamedTuple


class Source(NamedTuple):
    """One publication, manual or repository, and what it says that a rule may lean on."""

    key: str
    authors: str
    year: int
    title: str
    where: str
    says: str
    checked: str


class GuideItem(NamedTuple):
    """One item of the founding guide (``G-...``), or how an ambiguity in it is resolved (``R...``)."""

    id: str
    says: str


# How far an entry was checked, from most to least.
REPOSITORY: Final = "repository read"
DOCUMENTATION: Final = "documentation read"
ABSTRACT: Final = "abstract read"
EXCERPT: Final = "read in part"
ACCOUNTS: Final = "content confirmed by others' accounts of it"
CITATION: Final = "title and number confirmed; content from memory"
MEMORY: Final = "from memory, not re-checked"
GRADES: Final = (REPOSITORY, DOCUMENTATION, ABSTRACT, EXCERPT, ACCOUNTS, CITATION, MEMORY)
