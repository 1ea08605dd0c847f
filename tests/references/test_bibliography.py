"""A wrong citation is worse than none: every entry's form is checked, and all of the guide is there."""

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from advisor.diagnosing import remedies
from advisor.diagnosing.conditions import TESTS
from advisor.knowledge import knowledge
from advisor.references import GuideItem, Source, bibliography, guide, resolve
from advisor.references.bibliography import BIBLIOGRAPHY
from tools.data_files import pages

CSL = json.loads(Path(__file__).with_name("csl-data.json").read_bytes())  # github.com/citation-style-language/schema
SOURCES = list(bibliography().values())
GUIDE = guide()
MEMORY = "from memory, not re-checked"

PAPER_KEY = re.compile(r"[a-z]+(19|20)\d\d[a-z]?")  # klambauer2017: a name and a year, a letter for a second one
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


def test_it_is_csl_json() -> None:
    """As Zotero and pandoc read it, by the schema of the Citation Style Language itself."""
    assert not list(jsonschema.Draft7Validator(CSL).iter_errors(json.loads(BIBLIOGRAPHY.read_bytes())))


def test_files_are_written_in_their_one_form() -> None:
    for path, text in pages():
        assert path.read_text(encoding="utf-8") == text, "run `make format`"


def test_every_source_is_cited() -> None:
    cited = {source for rule in knowledge().rules.values() for source in rule.sources}
    cited |= {remedy.source for name, _, _ in TESTS for remedy in remedies(name)}
    assert [source.key for source in SOURCES if source.key not in cited] == []


def test_keys_in_comments_are_known() -> None:
    code = (Path(__file__).parents[2] / "advisor").rglob("*.py")
    comments = "\n".join(re.findall(r"#(.*)", "\n".join(path.read_text(encoding="utf-8") for path in code)))
    assert {match[0] for match in re.finditer(rf"\b{PAPER_KEY.pattern}\b", comments)} <= bibliography().keys()


def test_what_is_read_once_cannot_be_changed() -> None:
    assert len(bibliography()) == len(json.loads(BIBLIOGRAPHY.read_bytes()))
    with pytest.raises(TypeError):
        bibliography()["guide"] = SOURCES[0]  # type: ignore[index]
    with pytest.raises(TypeError):
        guide()["G-IN-1"] = "something else"  # type: ignore[index]


@each_source
def test_an_entry_is_well_formed(source: Source) -> None:
    paper = PAPER_KEY.fullmatch(source.key)
    assert paper or SOFTWARE_KEY.fullmatch(source.key)
    assert not paper or str(source.year) in source.key
    for text in (source.authors, source.title, source.where, source.keyword, source.says):
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
        assert arrived <= source.year
        assert source.url == f"https://arxiv.org/abs/{source.where.removeprefix('arXiv:')}"
    elif source.where.startswith("doi:"):
        assert DOI.fullmatch(source.where)
        assert source.url == f"https://doi.org/{source.doi}"


@each_source
def test_what_was_read_has_a_day_and_what_was_not_has_none(source: Source) -> None:
    assert (source.read is None) == (source.checked == MEMORY)
    if source.read:
        assert date(source.year, 1, 1) <= source.read <= date.today()


@pytest.mark.parametrize(
    ("key", "authors", "year", "where"),
    [
        ("klambauer2017", "Klambauer et al.", 2017, "arXiv:1706.02515"),
        ("huber1964", "Huber", 1964, "doi:10.1214/aoms/1177703732"),
        ("glorot2010", "Glorot & Bengio", 2010, "PMLR 9:249-256"),
        ("duan1983", "Duan", 1983, "Journal of the American Statistical Association 78(383):605-610"),
        ("kohavi1995", "Kohavi", 1995, "IJCAI 1995, pages 1137-1143"),
        ("dozat2016", "Dozat", 2016, "ICLR 2016 workshop, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"),
        ("sklearn-hgb", "scikit-learn developers", 2019, "scikit-learn.org, module ensemble"),
        ("wandb", "Weights & Biases", 2018, "docs.wandb.ai"),
        ("tabm", "Yandex Research", 2024, "github.com/yandex-research/tabm README.md"),
    ],
)
def test_authors_and_places_are_told_in_short(key: str, authors: str, year: int, where: str) -> None:
    source = bibliography()[key]
    assert (source.authors, source.year, source.where) == (authors, year, where)


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


@pytest.mark.parametrize("key", bibliography())
def test_a_key_resolves_to_its_source(key: str) -> None:
    assert resolve(key) is bibliography()[key]


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


@pytest.mark.parametrize(("code", "loaded"), [("", False), ("recommendation.explanation('text')", True)])
def test_only_an_explanation_loads_the_references(code: str, loaded: bool) -> None:
    program = f"""
        import sys
        from advisor import Problem, recommend
        recommendation = recommend(Problem(task='binary', rows=500))
        recommendation.to_yaml()
        {code}
        print('advisor.references' in sys.modules)
    """
    command = [sys.executable, "-c", dedent(program)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == str(loaded)
