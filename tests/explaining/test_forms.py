"""Every form of an explanation says what was decided, why, on what it rests and where it leaves the guide."""

import html
import json
import re
from functools import cache
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.json import schema
from rich.console import Console

from advisor import Problem, Recommendation, recommend
from advisor.cli.show import show_explanation, show_recommendation
from advisor.explaining import Explanation, as_data, boundaries_of, explain, explain_choices
from advisor.explaining.boundaries import Flip, by_fact, summary
from advisor.explaining.markdown import escaped
from advisor.explaining.values import LONGEST, cited, items, next_tries, shown, shown_at
from advisor.problem.facts import Column
from advisor.yamlio import read_document

HOSTILE = "<script>alert(1)</script>`*_[x](y)|\x1b[31m\u202e&amp;\n# heading"
PROBLEMS = {
    "table": {"task": "binary", "rows": 400, "features": 9, "categorical": 3, "cardinality": 40, "missing": 0.1},
    "counts": {"task": "regression", "rows": 20_000, "features": 5, "target_range": "counts"},
    "image": {"task": "multiclass", "image": "64x64x3", "rows": 5_000, "device": "gpu"},
    "objects": {"task": "detection", "rows": 2_000, "gpus": 2, "commercial": True},
    "text": {"task": "language-modeling", "tokens": 10**10, "gpus": 64, "accelerator": "h100", "nodes": 8},
    "audio": {"task": "speech-recognition", "hours": 5.0},
    "series": {"task": "forecasting", "rows": 5_000, "series": 3, "horizon": 12},
    "sequence": {"task": "multiclass", "kind": "sequence", "rows": 900, "sequence_length": 50, "groups": 9},
    "guide": {"task": "ordinal", "rows": 3_000, "features": 12},
    "hostile": {
        "task": "regression",
        "rows": 500,
        "target": HOSTILE,
        "group_column": HOSTILE,
        "groups": 20,
        "data.columns": [{"name": HOSTILE, "type": "identifier"}, {"name": "b", "type": "numeric"}],
        "data.leaks": [HOSTILE],
    },
}
names = pytest.mark.parametrize("name", PROBLEMS)


@cache
def made(name: str) -> Recommendation:
    return recommend(Problem(**PROBLEMS[name]), "guide" if name == "guide" else "current")


@cache
def told(name: str) -> list[Explanation]:
    return list(explain_choices(made(name), boundaries_of(made(name))))


class Text(HTMLParser):
    """The text of a page and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.attributes: list[Any] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def unescaped(markdown: str) -> str:
    return re.sub(r"\\([\\`*_{}\[\]<>#|!~$&])", r"\1", markdown)


# --- what all forms say --------------------------------------------------------------------------------------------


@pytest.mark.slow
@names
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_each_form_says_every_choice_with_its_reason_grounds_and_departure(name: str, form: str) -> None:
    recommendation = made(name)
    if form == "html":
        page = Text(recommendation._repr_html_()).text
    elif form == "markdown":
        page = unescaped(recommendation.explanation("markdown"))
    else:
        page = recommendation.explanation("text")
    page = page.replace("`", "")
    for explanation in told(name):
        assert explanation.decision in page
        assert explanation.rule in page
        assert explanation.because[1:].replace("`", "") in page
        for item in items(explanation.value) or [shown_at(explanation.decision, explanation.value)]:
            assert item.replace("`", "") in page
        for premise in explanation.rests_on:
            assert (
                f"{premise.path} = {shown_at(premise.path, premise.value).replace('`', '')} ({premise.origin})" in page
            )
        for other in explanation.alternatives:
            assert other.because in page
        if explanation.guide:
            assert shown(explanation.guide.value) in page
            assert explanation.versus in page
        for place in explanation.outside:
            assert place in page
        if explanation.try_next:
            assert next_tries(explanation.try_next) in page
        if explanation.flips:
            assert summary(explanation.flips).replace("`", "") in page
    for warning in recommendation.warnings:
        assert warning.replace("`", "") in page


@pytest.mark.slow
def test_the_problems_show_every_part_of_an_explanation() -> None:
    """Else the test above would hold of nothing."""
    said = [explanation for name in PROBLEMS for explanation in told(name)]
    assert any(explanation.guide and explanation.versus for explanation in said)
    assert any(explanation.outside for explanation in said)
    assert any(explanation.alternatives for explanation in said)
    assert any(explanation.agreements for explanation in said)
    assert any(explanation.warning for explanation in said)
    assert any(explanation.flips for explanation in said)
    assert any(items(explanation.value) for explanation in said)
    assert any(premise.origin == "left out" for explanation in said for premise in explanation.also_read)
    assert {explanation.in_config for explanation in said} == {True, False}
    assert {other.outcome for explanation in said for other in explanation.others} == {"picks", "declines", "default"}


@pytest.mark.slow
@names
def test_the_whole_text_of_a_choice_says_more(name: str) -> None:
    for explanation in told(name):
        page = made(name).explain(explanation.decision)
        assert explanation.asks in page
        for other in explanation.others:
            assert other.rule in page
            assert other.because in page
        for line in by_fact(explanation.flips):
            assert line in page
        for source in explanation.sources:
            assert source.title in page
            assert source.says in page
        for premise in explanation.also_read:
            assert f"{premise.path} = {shown(premise.value)} ({premise.origin})" in page or (
                premise.origin == "left out" and f"{premise.path} (left out)" in page
            )


# --- comments ------------------------------------------------------------------------------------------------------


@names
def test_comments_stand_above_their_keys_and_change_nothing(name: str) -> None:
    recommendation = made(name)
    text = recommendation.to_yaml(comments=True)
    assert read_document(text, "config.yaml").data == read_document(recommendation.to_yaml(), "config.yaml").data
    comments = " ".join(line.strip().removeprefix("# ") for line in text.splitlines() if line.lstrip().startswith("#"))
    for explanation in told(name):
        if explanation.in_config:
            assert f"{explanation.because} [{explanation.rule}]" in comments
    for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if before.endswith("[LOSS-SQUARED]"):
            assert line.strip().startswith("name:")


# --- JSON ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@names
def test_json_holds_every_account_in_the_form_of_its_definition(name: str) -> None:
    valid = Draft202012Validator(schema(Explanation))
    data = json.loads(explain(made(name), "json"))
    assert data == as_data(made(name))
    assert list(data) == ["schema", "ruleset", "facts", "assumptions", "warnings", "choices"]
    assert data["schema"] == "advisor/explanation/v1"
    assert [choice["decision"] for choice in data["choices"]] == list(made(name).choices)
    flips = {explanation.decision: explanation.flips for explanation in told(name)}
    for choice in data["choices"]:
        valid.validate(choice)
        assert [Flip(**flip) for flip in choice["flips"]] == flips[choice["decision"]]
        assert list(choice) == list(Explanation.__struct_fields__)
        resolved = made(name).document()
        for part in choice["decision"].split(".") if choice["in_config"] else ():
            resolved = resolved[part]
        assert resolved == choice["value"] or not choice["in_config"]
    for path, fact in data["facts"].items():
        assert fact["origin"] == made(name).problem.origin(path)
    assert data["assumptions"].keys() <= {path for path, fact in data["facts"].items() if fact["origin"] == "assumed"}


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown form 'pdf'"):
        made("table").explanation("pdf")  # type: ignore[arg-type]


# --- what comes from the data stays data ---------------------------------------------------------------------------


@names
def test_html_holds_the_tags_of_the_page_and_no_others(name: str) -> None:
    page = made(name)._repr_html_()
    parsed = Text(page)
    tags = {"table", "tr", "th", "td", "code", "ul", "li", "details", "summary", "br"}
    assert parsed.tags <= tags
    assert parsed.attributes == []
    for tag in tags - {"br"}:
        assert page.count(f"<{tag}>") == page.count(f"</{tag}>")


def test_hostile_names_neither_steer_a_terminal_nor_become_markup() -> None:
    recommendation = made("hostile")
    pages = {
        "text": recommendation.explanation("text"),
        "markdown": recommendation.explanation("markdown"),
        "html": recommendation._repr_html_(),
        "json": recommendation.explanation("json"),
        "yaml": recommendation.to_yaml(comments=True),
    }
    for form, page in pages.items():
        assert "alert(1)" in page, form
        assert "\x1b" not in page, form
        assert "\u202e" not in page, form
        assert not re.search(r"^\s*# heading", page, re.MULTILINE), form
    assert "<script>" not in pages["html"]
    assert html.escape("<script>") in pages["html"]
    assert "<script>" not in re.sub(r"`[^`\n]*`", "", pages["markdown"])
    assert escaped("<script>") in pages["markdown"]


@pytest.mark.parametrize("character", "\\`*_{}[]<>#|!~$&")
def test_markdown_shows_markup_as_it_stands(character: str) -> None:
    assert escaped(f"a{character}b") == f"a\\{character}b"


# --- at a terminal -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@names
def test_reports_fit_a_terminal_of_80_columns(name: str) -> None:
    stream = StringIO()
    screen = Console(file=stream, width=80, force_terminal=False, color_system=None, highlight=False, emoji=False)
    for whole in (False, True):
        for explanation in told(name):
            show_explanation(explanation, screen, whole)
    assert max(map(len, stream.getvalue().splitlines())) <= 80
    for explanation in told(name):
        assert explanation.rule in stream.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_config_with_reasons_fits_a_terminal(width: int) -> None:
    stream = StringIO()
    screen = Console(file=stream, width=width, force_terminal=False, color_system=None, highlight=False, emoji=False)
    show_recommendation(made("table"), screen)
    assert max(map(len, stream.getvalue().splitlines())) <= width
    for name in made("table").document()["model"]:
        assert f"\n  {name}" in stream.getvalue()


# --- what would change a choice, in words ----------------------------------------------------------------------------


def flip(fact: str, at: Any, value: Any, side: Any = "other", moves: bool = False, alone: bool = False) -> Flip:
    return Flip(fact, side, at, value, moves, alone)


@pytest.mark.parametrize(
    ("flips", "line"),
    [
        ([flip("data.rows", 10_000, 64, "above")], "64 where data.rows >= 10,000"),
        (
            [flip("data.rows", 99, 16, "below"), flip("data.rows", 10_000, 64, "above")],
            "16 where data.rows <= 99; 64 where data.rows >= 10,000",
        ),
        (
            [flip("data.rows", 99, 1, "below"), flip("data.rows", 5_000, 1, "above"), flip("device", "gpu", 1)],
            "1 where data.rows <= 99 or >= 5,000, or device = gpu",
        ),
        ([flip("chip", word, 8) for word in ("t4", "v100", "a10", "l4")], "8 where chip = t4 or v100 or 2 others"),
        ([flip("chip", word, 8) for word in ("t4", "v100", "a10")], "8 where chip = t4 or v100 or a10"),
        ([flip("data.rows", 4_962, None, "below", alone=True)], "left out where data.rows = 4,962"),
        ([flip("task", "ordinal", ["x" * 99])], "another where task = ordinal"),
        ([flip("a", 1, 2, "above", moves=True), flip("b", 1, 2, "above", moves=True)], "follows a, b"),
    ],
)
def test_what_would_change_a_choice_is_said_in_a_line_by_what_it_would_be(flips: list[Flip], line: str) -> None:
    assert summary(flips) == line


# --- how values are written ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "unknown"),
        (12_500, "12,500"),
        (0.0, "0"),
        (0.00035, "0.00035"),
        (1e-06, "1e-06"),
        (1234.5678, "1,235"),
        ("", "(none)"),
        ([], "(none)"),
        ([64], "64"),
        ([256, 256, 256], "256, 256, 256"),
        ([256] * 4, "4 times 256"),
        ([[1, 2], [3]], "(1, 2), (3)"),
        ({"kind": "none"}, "none"),
        ({"name": "cosine", "final_fraction": 0.0}, "cosine (final_fraction 0)"),
        ({"name": "ridge", "settings": "as usual"}, "ridge: as usual"),
        ([{"name": "flip", "strength": 0.5}, {"name": "mixup"}], "flip (strength 0.5), mixup"),
        ([{"cardinality": 24, "dim": 8}], "(cardinality 24, dim 8)"),
        ((Column(name="age", type="numeric"), Column(name="sex", type="constant")), "age, sex"),
        ("\x1b[31m", "\\x1b[31m"),
    ],
    ids=str,
)
def test_values_are_written_in_plain_words(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_long_value_is_cut_and_a_long_list_written_an_item_a_line() -> None:
    assert len(shown("x" * (LONGEST + 1))) == LONGEST
    assert shown("x" * LONGEST) == "x" * LONGEST
    sentences = ["look at the data before anything else is done", "fix the seed and run twice to see the noise"]
    assert items(sentences) == sentences
    assert items(sentences[:1]) == []
    assert items([512] * 99) == []
    assert items("x" * 200) == []


def test_ranges_and_lists_are_tried_next() -> None:
    assert next_tries({"low": 0.002, "high": 0.2, "log": True}) == "0.002 to 0.2 (logarithmic)"
    assert next_tries({"low": 1, "high": 5, "log": False}) == "1 to 5"
    assert next_tries([16, 32, 64]) == "16, 32, 64"


def test_the_items_of_the_guide_are_cited_together_where_the_first_stands() -> None:
    explanation = next(a for name in PROBLEMS for a in told(name) if len([s for s in a.sources if not s.where]) > 1)
    line = cited(explanation.sources)
    assert line.count("the guide") == 1
    for source in explanation.sources:
        assert source.title.removeprefix("the guide, ") in line
    assert cited(explanation.sources, places=True).count("()") == 0
