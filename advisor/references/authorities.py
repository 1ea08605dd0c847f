"""The authorities and what they set, as `authorities.yaml` says it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.yaml import decode

AUTHORITIES: Final = Path(__file__).with_name("authorities.yaml")
MAIN: Final = "main"  # the file of an authority, unless a setting names another

Checked = Literal["code", "text", "memory"]


class Bounds(Struct, frozen=True, forbid_unknown_fields=True):
    """A range of a number, ends included."""

    least: float = float("-inf")
    most: float = float("inf")


Conditions = Mapping[str, list[Any] | Bounds]


class Setting(Struct, frozen=True, forbid_unknown_fields=True):
    """What one authority sets for one decision, and where that stands."""

    sets: str
    place: str
    value: Any | UnsetType = UNSET
    any_of: list[Any] = []
    rule: str = ""
    given: dict[str, Any] = {}
    words: str = ""
    when: Conditions = {}
    file: str = MAIN
    at: str = ""
    spelt: Any | UnsetType = field(default=UNSET, name="is")
    checked: Literal["text", "memory"] = "text"


class Authority(Struct, frozen=True, forbid_unknown_fields=True):
    """A document, a library or a network with defaults of its own."""

    name: str
    what: str
    files: dict[str, str]
    url: str
    settings: list[Setting]
    package: str = ""
    version: str = ""
    when: Conditions = {}

    def source(self, setting: Setting) -> str:
        """Where a setting stands: the file, the place in it and the version."""
        version = f", {self.package} {self.version}" if self.package and " of " not in self.files[setting.file] else ""
        return f"{setting.place} ({self.files[setting.file]}{version})"

    @staticmethod
    def checked(setting: Setting) -> Checked:
        """How a setting was checked: read off the code by a test, read as text, or not again."""
        return "code" if setting.at else setting.checked


@cache
def authorities() -> tuple[Authority, ...]:
    """All of them, in the order in which they are shown."""
    return decode(AUTHORITIES.read_bytes(), type=tuple[Authority, ...])
