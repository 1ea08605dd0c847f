"""What a rule may cite: an item of the bibliography, as CSL-JSON writes it, or an item of the founding guide."""

from datetime import date
from typing import Final, Literal, NamedTuple

from msgspec import Struct, field

# How far an entry was checked, from most to least.
Grade = Literal[
    "repository read",
    "documentation read",
    "abstract read",
    "read in part",
    "content confirmed by others' accounts of it",
    "title and number confirmed; content from memory",
    "from memory, not re-checked",
]
OTHERS: Final = "others"  # the authors who are not named, as pandoc reads it


class Name(Struct, frozen=True, forbid_unknown_fields=True):
    """An author: a person's family name, or an organisation's whole one."""

    family: str = ""
    literal: str = ""


class Day(Struct, frozen=True, forbid_unknown_fields=True, rename={"parts": "date-parts"}):
    """A date, or only its year."""

    parts: tuple[tuple[int, ...]]


class Checked(Struct, frozen=True, forbid_unknown_fields=True):
    """What CSL has no field for: how far an entry was checked, and which file of a repository was read."""

    checked: Grade
    file: str = ""


class Source(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"container": "container-title", "short": "container-title-short", "doi": "DOI", "address": "URL"},
):
    """One publication, manual or repository, and what it says that a rule may lean on (`note`, in CSL)."""

    key: str = field(name="id")
    type: str
    author: tuple[Name, ...]
    issued: Day
    title: str
    container: str = ""
    short: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    publisher: str = ""
    number: str = ""
    doi: str = ""
    address: str = ""
    section: str = ""
    keyword: str
    says: str = field(name="note")
    accessed: Day | None = None
    custom: Checked

    @property
    def authors(self) -> str:
        """Who wrote it, in short."""
        names = [name.family or name.literal for name in self.author]
        return f"{names[0]} et al." if names[-1] == OTHERS else " & ".join(names)

    @property
    def year(self) -> int:
        """The year of its first version."""
        return self.issued.parts[0][0]

    @property
    def checked(self) -> Grade:
        """How far the entry was checked."""
        return self.custom.checked

    @property
    def read(self) -> date | None:
        """When it was read, as far as it was; None for what stands from memory."""
        return date(*self.accessed.parts[0]) if self.accessed else None

    @property
    def url(self) -> str:
        """Its address; empty where only its place in print is known."""
        return self.address or (f"https://doi.org/{self.doi}" if self.doi else "")

    @property
    def where(self) -> str:
        """Its place in short: a number where it has one, else the volume or the site."""
        if self.number or self.doi:
            return self.number or f"doi:{self.doi}"
        site = f"{self.address.removeprefix('https://')} {self.custom.file}".rstrip()
        return ", ".join(part for part in (self._in_print, site, self.section) if part)

    @property
    def _in_print(self) -> str:
        title = self.short or self.container
        if not self.volume:
            return f"{title}, pages {self.page}" if self.page else title
        issue = f"({self.issue})" if self.issue else ""
        pages = f":{self.page}" if self.page else ""
        return f"{title} {self.volume}{issue}{pages}"


class GuideItem(NamedTuple):
    """One item of the founding guide (``G-...``), or how an ambiguity in it is resolved (``R...``)."""

    id: str
    says: str
