"""What should be read again."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from advisor.networks.catalogue import backbones
from advisor.networks.devices import known_devices
from advisor.references import bibliography
from tools.stale import LISTS, Entry, report

TODAY = date(2028, 3, 1)


def entry(name: str, days: int | None) -> Entry:
    return Entry(name, None if days is None else TODAY - timedelta(days), "abstract read")


def test_what_is_older_than_nine_months_comes_oldest_first_then_what_has_no_day() -> None:
    entries = [entry("new", 0), entry("unread", None), entry("edge", 274), entry("past", 275), entry("oldest", 900)]
    assert list(report("papers", entries, TODAY)) == [
        "papers: of 5 entries 2 were read more than nine months ago, 1 on no known day",
        "  2025-09-13  oldest  abstract read",
        "  2027-05-31  past    abstract read",
        "  unknown     unread  abstract read",
    ]


@pytest.mark.parametrize(("days", "apart"), [(274, True), (275, False)])
def test_what_could_not_be_opened_is_listed_apart_until_it_should_be_looked_for_again(days: int, apart: bool) -> None:
    looked = Entry("shut", None, "from memory: license", TODAY - timedelta(days))
    lines = list(report("papers", [entry("new", 0), looked], TODAY))
    assert lines[0].endswith("0 on no known day" if apart else "1 on no known day")
    assert lines[1:] == (
        [
            "papers: of 1 a source was looked for and could not be opened",
            "  2027-06-01  shut  from memory: license",
        ]
        if apart
        else ["  unknown     shut  from memory: license"]
    )


def test_a_fresh_list_is_one_line() -> None:
    (line,) = report("papers", [entry("new", 1)], TODAY)
    assert line == "papers: of 1 entries 0 were read more than nine months ago, 0 on no known day"


def test_it_lists_every_source_that_nobody_read() -> None:
    answer = subprocess.run([sys.executable, "-m", "tools.stale"], capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in answer.stdout.splitlines() if line.startswith("  ")}
    assert listed >= {key for key, source in bibliography().items() if source.read is None}


def test_it_lists_every_backbone_and_device_of_which_something_stands_from_memory() -> None:
    for name, known in (("backbones", backbones()), ("devices", known_devices())):
        unread = {entry.name for entry in LISTS[name]() if entry.read is None}
        assert unread == {key for key, entry in known.items() if entry.from_memory}
