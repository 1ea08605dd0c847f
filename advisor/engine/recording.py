"""A view of the facts that notes which of them are read."""

from types import MemberDescriptorType
from typing import Any


class Recorder:
    """Stands in for a tree of facts and adds the dotted path of every leaf that is read to `seen`.

    A branch is an object whose class lists its fields in `__struct_fields__`. Properties are computed on
    the recorder itself, so that what they read is noted too.
    """

    __slots__ = ("_facts", "_path", "_seen")

    def __init__(self, facts: Any, seen: dict[str, Any], path: str = "") -> None:
        self._facts = facts
        self._seen = seen
        self._path = path

    def __getattr__(self, name: str) -> Any:
        facts = self._facts
        kind = type(facts)
        if name not in kind.__struct_fields__:
            attribute = getattr(kind, name)
            if isinstance(attribute, MemberDescriptorType):  # what is no fact
                return getattr(facts, name)
            if isinstance(attribute, property) and attribute.fget:
                return attribute.fget(self)
            return attribute.__get__(self)
        value = getattr(facts, name)
        path = f"{self._path}.{name}" if self._path else name
        if hasattr(type(value), "__struct_fields__"):
            return Recorder(value, self._seen, path)
        self._seen[path] = value
        return value
