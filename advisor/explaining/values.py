"""How facts, choices and sources are written in a sentence."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import asdict

from advisor.errors import visible

if TYPE_CHECKING:
    from advisor.explaining.explanation import Reference

LONGEST: Final = 160  # characters of one value in running text; the document holds it whole
LONGEST_TITLE: Final = 80  # characters of a value beside its name; a longer list is written an item a line
HEADS: Final = ("name", "kind")  # keys that say what a mapping is; the others qualify it
COLUMN: Final = {"name", "type"}  # keys of a column of a table, which goes by its name alone
GUIDE: Final = "the guide, "


def shown(value: Any, longest: int = LONGEST) -> str:
    """A value in one short line: plain words, counts with separators, lists and mappings in brackets.

    >>> shown([256, 256, 256]), shown({"name": "cosine", "final_fraction": 0.0}), shown(12500)
    ('256, 256, 256', 'cosine (final_fraction 0)', '12,500')
    """
    text = visible(_written(value))
    return text if len(text) <= longest else text[: longest - 3] + "..."


def items(value: Any) -> list[str]:
    """The items of a list that is too long to stand beside its name; nothing for any other value."""
    if not isinstance(value, list) or len(visible(_written(value))) <= LONGEST_TITLE or len(set(map(str, value))) == 1:
        return []
    return [shown(item, 2 * LONGEST) for item in value]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "unknown"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if 1e-4 <= abs(value) < 1e15 or value == 0 else f"{value:.3g}"
    if isinstance(value, str):
        return value or "(none)"
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, list | tuple):
        if len(value) > 3 and all(item == value[0] for item in value):
            return f"{len(value)} times {_written(value[0])}"
        inner = ", ".join(_bracketed(item) for item in value)
        return inner or "(none)"
    return _mapping(asdict(value))


def _mapping(value: dict[str, Any]) -> str:
    if value.keys() >= COLUMN:
        return str(value["name"])
    head = next((key for key in HEADS if key in value), None)
    if head is None:
        return ", ".join(f"{key} {_written(item)}" for key, item in value.items())
    rest = {key: item for key, item in value.items() if key != head}
    if rest.keys() == {"settings"}:
        return f"{value[head]}: {rest['settings']}"
    return f"{value[head]} ({_mapping(rest)})" if rest else str(value[head])


def _bracketed(item: Any) -> str:
    headed = isinstance(item, dict) and any(key in item for key in HEADS)
    return f"({_written(item)})" if isinstance(item, dict | list | tuple) and not headed else _written(item)


def duration(hours: float) -> str:
    """A time as people say it, to two digits.

    >>> duration(0.0067), duration(0.15), duration(32), duration(220)
    ('24 seconds', '9 minutes', '32 hours', '9.2 days')
    """
    seconds = hours * 3600
    for size, word in ((172_800, "day"), (5_400, "hour"), (90, "minute")):
        if seconds >= size:
            unit = {"day": 86_400, "hour": 3_600, "minute": 60}[word]
            number = f"{seconds / unit:.2g}"
            break
    else:
        number, word = ("1", "second") if seconds < 1 else (f"{seconds:.2g}", "second")
    return f"{float(number):,g} {word}{'' if float(number) == 1 else 's'}"


def share(part: int, total: int) -> str:
    """A part in percent; nothing where there is none.

    >>> share(1, 4), share(1, 1000), share(0, 7)
    ('25%', '<1%', '')
    """
    if not part:
        return ""
    return "<1%" if part < total / 200 else f"{part / total:.0%}"


def sentence(text: str, names: Iterable[Any] = ()) -> str:
    """A reason as a sentence; one of the names that begins it keeps its spelling.

    >>> sentence("small sets need it"), sentence("adamw needs none", ["adamw"])
    ('Small sets need it.', 'adamw needs none.')
    """
    first = text.partition(" ")[0]
    begun = text if first in names or not first.isalpha() else text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."


def next_tries(value: Any) -> str:
    """What to try next, as a range or a list."""
    if isinstance(value, dict) and value.keys() == {"low", "high", "log"}:
        return f"{shown(value['low'])} to {shown(value['high'])}{' (logarithmic)' if value['log'] else ''}"
    return shown(value, 2 * LONGEST)


def cited(sources: "Iterable[Reference]", places: bool = False) -> str:
    """Sources in one line, the items of the guide together; with `places`, where each is found."""
    listed: list[str] = []
    guide = [source.title.removeprefix(GUIDE) for source in sources if source.title.startswith(GUIDE)]
    for source in sources:
        if not source.title.startswith(GUIDE):
            listed.append(f"{source.title} ({source.where})" if places else source.title)
        elif guide:
            listed.append(f"the guide ({', '.join(guide)})")
            guide = []
    return "; ".join(listed)
