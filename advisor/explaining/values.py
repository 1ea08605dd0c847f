"""How facts, choices and sources are written in a sentence."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import asdict

from advisor.errors import visible
from advisor.quantities import duration, memory, money

if TYPE_CHECKING:
    from advisor.explaining.explanation import Reference

LONGEST: Final = 160  # characters of one value in running text; the document holds it whole
LONGEST_TITLE: Final = 80  # characters of a value beside its name; a longer list is written an item a line
HEADS: Final = ("name", "kind")  # keys that say what a mapping is; the others qualify it
COLUMN: Final = {"name", "type"}  # keys of a column of a table, which goes by its name alone
GUIDE: Final = "the guide, "
PRECISE: Final = 1e4  # from which a number is written to the unit
SCIENTIFIC: Final = 1e7  # from which one that need not be whole is written with an exponent
WHOLE: Final = 100_000  # characters, which no value has
# How a number is written for people whose path ends so.
QUANTITIES: Final[Mapping[str, Callable[[float], str]]] = {
    "_hours": duration,
    "_gib": memory,
    "_usd": money,
    "_ms": lambda number: f"{number:,.4g} ms",
}


def shown(value: Any, longest: int = LONGEST) -> str:
    """A value in one short line: plain words, counts with separators, lists and mappings in brackets.

    >>> shown([256, 256, 256]), shown({"name": "cosine", "final_fraction": 0.0}), shown(12500)
    ('256, 256, 256', 'cosine (final_fraction 0)', '12,500')
    """
    text = visible(_written(value))
    return text if len(text) <= longest else text[: longest - 3] + "..."


def shown_at(path: str, value: Any, longest: int = LONGEST) -> str:
    """The value that stands at a path of a config or a problem, with its unit where the path names one.

    >>> shown_at("resources.training_hours", 0.0067), shown_at("data.rows", 569)
    ('24 seconds', '569')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        for ending, written in QUANTITIES.items():
            if path.endswith(ending):
                return written(value)
    return shown(value, longest)


def change(path: str, before: Any, after: Any, none: str = "left out") -> str:
    """A value that became another one: both, or what left a long list or mapping and what joined it.

    `none` stands for a value that is None.

    >>> change("training.batch_size", 32, 64)
    '32 -> 64'
    >>> long = [f"augmentation number {i}" for i in range(9)]
    >>> change("data.augmentation", long, long[1:] + ["noise"])
    'without augmentation number 0; with noise'
    """
    old, new = (none if each is None else shown_at(path, each, WHOLE) for each in (before, after))
    if max(len(old), len(new)) > LONGEST_TITLE:
        if isinstance(before, list) and isinstance(after, list) and (said := _reordered(before, after)):
            return said
        gone, come = _only(before, after), _only(after, before)
        parts = [f"{word} {shown(part, WHOLE)}" for word, part in (("without", gone), ("with", come)) if part]
        if parts and (gone, come) != (before, after):
            return "; ".join(parts)
    if old == new:  # as rounded
        old, new = shown(before), shown(after)
    return f"{old} -> {new}"


def _reordered(before: list[Any], after: list[Any]) -> str:
    """How the order of a list changed, where nothing else did."""
    if sorted(map(str, before)) != sorted(map(str, after)):
        return ""
    for item in before:
        old, new = before.index(item), after.index(item)
        if [*before[:old], *before[old + 1 :]] == [*after[:new], *after[new + 1 :]]:
            return f"{shown(item)}: from place {old + 1} to {new + 1}"
    return f"in another order: {shown(after, WHOLE)}"


def _only(one: Any, other: Any) -> Any:
    """What a list or a mapping holds and another one of its kind does not."""
    if isinstance(one, list) and isinstance(other, list):
        return [item for item in one if item not in other]
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: item for key, item in one.items() if key not in other or other[key] != item}
    return one


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
        if PRECISE <= abs(value) < SCIENTIFIC:
            return f"{value:,.0f}"
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
    sources = list(sources)
    listed: list[str] = []
    guide = [source.title.removeprefix(GUIDE) for source in sources if source.title.startswith(GUIDE)]
    for source in sources:
        if not source.title.startswith(GUIDE):
            listed.append(f"{source.title} ({source.where})" if places else source.title)
        elif guide:
            listed.append(f"the guide ({', '.join(guide)})")
            guide = []
    return "; ".join(listed)
