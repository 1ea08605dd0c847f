"""A wrong citation is worse than none: every entry's form is checked, and all of the guide is there."""

import re
from collections import Counter

import pytest

from advisor.knowledge.bibliography import BIBLIOGRAPHY, GUIDE, SOURCES, GuideItem, Source, resolve
from advisor.knowledge.bibliography.source import GRADES

PAPER_KEY = re.compile(r"[a-z]+(19|20)\d\d[a-z]?")  # klambauer2017, swin2021b: a name and a year
SOFTWARE_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")  # keras-transfer: living documents have no year
ARXIV = re.compile(r"arXiv:(\d\d)(0[1-9]|1[0-2])\.\d{4,5}")
DOI = re.compile(r"doi:10\.\d{4,9}/\S+")

# How many items each family of the guide has: G-IN-1 to G-IN-4, and so on; 94 in all.
FAMILIES = {
    "IN": 4,
    "OUT": 5,
    "HID": 13,
    "LOSS": 3,
    "BAT": 6,
    "EP": 1,
    "SC": 2,
    "LR": 5,
    "MOM": 3,
    "VAN": 2,
    "ACT": 10,
    "OACT": 5,
    "INIT": 4,
    "BN": 5,
    "CLIP": 3,
    "ES": 2,
    "DO": 8,
    "OPT": 5,
    "SCH": 5,
    "MISC": 3,
}
ITEMS = [f"G-{family}-{number}" for family, count in FAMILIES.items() for number in range(1, count + 1)]
RESOLUTIONS = [f"R{number}" for number in range(1, 16)]

each_source = pytest.mark.parametrize("source", SOURCES, ids=[source.key for source in SOURCES])


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_keys_titles_and_places_are_unique() -> None:
    assert not repeated([source.key for source in SOURCES])
    assert not repeated([source.title for source in SOURCES])
    assert not repeated([source.where for source in SOURCES])


def test_the_mapping_holds_every_source_and_cannot_be_changed() -> None:
    assert list(BIBLIOGRAPHY.values()) == list(SOURCES)
    with pytest.raises(TypeError):
        BIBLIOGRAPHY["guide"] = SOURCES[0]  # type: ignore[index]
    with pytest.raises(TypeError):
        GUIDE["G-IN-1"] = "something else"  # type: ignore[index]


@each_source
def test_an_entry_is_well_formed(source: Source) -> None:
    paper = PAPER_KEY.fullmatch(source.key)
    assert paper or SOFTWARE_KEY.fullmatch(source.key)
    assert not paper or str(source.year) in source.key
    assert source.checked in GRADES
    for text in source[:2] + source[3:]:
        assert isinstance(text, str)
        assert text
        assert text == " ".join(text.split()), "one line, single spaces"
        assert text.isprintable()
    assert source.says.endswith(".")
    assert len(source.says) <= 320


@each_source
def test_its_place_and_year_agree(source: Source) -> None:
    assert 1950 <= source.year <= 2026
    if source.where.startswith("arXiv:"):
        number = ARXIV.fullmatch(source.where)
        assert number, "arXiv:YYMM.NNNNN"
        arrived = 2000 + int(number[1])
        assert arrived <= source.year or source.key == "chawla2002"  # put on arXiv nine years after its print
    elif source.where.startswith("doi:"):
        assert DOI.fullmatch(source.where)


def test_the_guide_is_complete_and_in_order() -> None:
    assert len(ITEMS) == 94
    assert list(GUIDE) == ITEMS + RESOLUTIONS


@pytest.mark.parametrize("item", GUIDE)
def test_an_item_is_one_line(item: str) -> None:
    says = GUIDE[item]
    assert says.endswith(".")
    assert says == " ".join(says.split())
    assert len(says) <= 240


def test_no_two_items_say_the_same() -> None:
    assert not repeated(list(GUIDE.values()))


@pytest.mark.parametrize("key", BIBLIOGRAPHY)
def test_a_key_resolves_to_its_source(key: str) -> None:
    assert resolve(key) is BIBLIOGRAPHY[key]


@pytest.mark.parametrize("item", GUIDE)
def test_an_item_resolves_under_its_prefix(item: str) -> None:
    assert resolve(f"guide:{item}") == GuideItem(item, GUIDE[item])


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("klambauer2018", "klambauer2017"),
        ("Klambauer2017", "klambauer2017"),
        ("guide:G-ACT-11", "guide:G-ACT-1"),
        ("guide:g-act-9", "guide:G-ACT-9"),
        ("G-ACT-9", "guide:G-ACT-9"),
        ("R5", "guide:R5"),
    ],
)
def test_an_unknown_reference_names_the_nearest(reference: str, meant: str) -> None:
    with pytest.raises(KeyError, match=re.escape(meant)):
        resolve(reference)


@pytest.mark.parametrize("reference", ["", "guide:", "guide:klambauer2017", "zzzz"])
def test_a_stray_reference_is_an_error(reference: str) -> None:
    with pytest.raises(KeyError, match="no source is known as"):
        resolve(reference)
