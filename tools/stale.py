"""List what was read more than nine months ago, or on no known day, in the data files that hold what others say.

`python -m tools.stale` prints it, the oldest first; a file more is one line in LISTS. What stands from memory because
no source could be opened is listed apart, and comes back to the others nine months after it was looked for.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from advisor.networks.catalogue import Backbone, backbones
from advisor.networks.devices import Device, known_devices
from advisor.networks.forecasters import forecasters
from advisor.networks.recognisers import recognisers
from advisor.networks.tabular import tabular_models
from advisor.problem.not_covered import tools
from advisor.references import bibliography
from advisor.references.source import Grade, Source

UNOPENED: Final[Grade] = "title and number confirmed; content from memory"
FRESH: Final = timedelta(days=274)  # since an entry was read


class Entry(NamedTuple):
    """One entry of a data file: when it was read, and where or how far."""

    name: str
    read: date | None
    how: str
    sought: date | None = None
    """When a source was looked for and could not be opened."""


def entry(each: Backbone | Device) -> Entry:
    """One entry of a catalogue; it is as old as what nothing confirms."""
    if each.from_memory:
        return Entry(each.key, None, f"from memory: {', '.join(each.from_memory)}", each.sought)
    return Entry(each.key, each.read, each.source)


def source(each: Source) -> Entry:
    """One entry of the bibliography; of what is known by its title alone the content was looked for."""
    if each.checked == UNOPENED:
        return Entry(each.key, None, each.checked, each.read)
    return Entry(each.key, each.read, each.checked)


LISTS: Final[dict[str, Callable[[], Iterable[Entry]]]] = {
    "bibliography": lambda: map(source, bibliography().values()),
    "backbones": lambda: map(entry, backbones().values()),
    "models of tables": lambda: (Entry(each.name, each.read, each.source) for each in tabular_models().values()),
    "forecasters": lambda: (Entry(each.name, each.read, each.source) for each in forecasters().values()),
    "recognisers": lambda: (Entry(each.name, each.read, each.source) for each in recognisers().values()),
    "tools": lambda: (Entry(each.name, each.checked, each.source) for each in tools().values()),
    "devices": lambda: map(entry, known_devices().values()),
}


def report(title: str, entries: Iterable[Entry], today: date) -> Iterator[str]:
    """A line that counts, then one for each entry that should be read again."""
    entries = list(entries)
    dated = sorted((each.read, each) for each in entries if each.read)
    old = [each for read, each in dated if today - read > FRESH]
    unread = [each for each in entries if each.read is None]
    unopened = [each for each in unread if each.sought and today - each.sought <= FRESH]
    unknown = [each for each in unread if each not in unopened]
    counts = f"{len(old)} were read more than nine months ago, {len(unknown)} on no known day"
    yield f"{title}: of {len(entries)} entries {counts}"
    width = max((len(each.name) for each in (*old, *unread)), default=0)
    for each in (*old, *unknown):
        day = each.read.isoformat() if each.read else "unknown"
        yield f"  {day:10}  {each.name:{width}}  {each.how}"
    if unopened:
        yield f"{title}: of {len(unopened)} a source was looked for and could not be opened"
        for each in unopened:
            yield f"  {each.sought}  {each.name:{width}}  {each.how}"


def main() -> None:
    """Print the report of every list."""
    for title, entries in LISTS.items():
        print(*report(title, entries(), date.today()), sep="\n")


if __name__ == "__main__":
    main()
