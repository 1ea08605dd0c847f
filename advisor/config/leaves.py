"""The leaves of the config by their dotted path, with the type of each."""

from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from msgspec import Struct, UnsetType

from advisor.config.document import Config


def leaf_type(path: str) -> Any:
    """The type of a part of the config, with its bounds. Raises KeyError where there is no such part.

    >>> leaf_type("training.early_stopping").__name__
    'EarlyStopping'
    """
    kind: Any = Config
    for name in path.split("."):
        fields = _fields(_bare(kind))
        if name not in fields:
            raise KeyError(path)
        kind = fields[name]
    return kind if get_origin(kind) is Annotated and not _struct(_bare(kind)) else _bare(kind)


def struct_type(path: str) -> type[Struct] | None:
    """The class of a part of the config that consists of several leaves, or None for a single leaf."""
    kind = _bare(leaf_type(path))
    return kind if _struct(kind) else None


def words(path: str) -> tuple[str, ...]:
    """The words that a leaf may be, or nothing where it is no choice among words."""
    kind = _bare(leaf_type(path))
    return tuple(word for word in get_args(kind) if isinstance(word, str))


def _struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


@cache
def _fields(struct: Any) -> dict[str, Any]:
    """The fields of a section, without the mark of those that may be left out."""
    if not _struct(struct):
        return {}
    return {name: _without_unset(kind) for name, kind in get_type_hints(struct, include_extras=True).items()}


def _without_unset(kind: Any) -> Any:
    arguments = get_args(kind)
    return next(a for a in arguments if a is not UnsetType) if UnsetType in arguments else kind
