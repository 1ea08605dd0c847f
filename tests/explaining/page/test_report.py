"""`advisor report`: what its page says, that it is well formed, and that no name becomes markup."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pexpect
import pytest
from hypothesis import given, settings

from advisor import Problem, recommend
from advisor.counterfactuals import Boundaries, sensitivity
from advisor.explaining import explain_choices, shown
from advisor.explaining.boundaries import by_fact
from advisor.explaining.page import report
from advisor.explaining.page.network import drawing, layers
from advisor.explaining.page.plots import memory_parts, memory_plot, rate_plot
from advisor.explaining.summary import summarize
from advisor.explaining.values import items, next_tries, sentence
from advisor.networks.architecture import total_of
from advisor.networks.memory import GIB
from advisor.recommending import Recommendation
from tests.cli.running import CONFIGS, EXAMPLES, advisor, terminal
from tests.explaining.page.pages import CLASSES, COLUMN, Page, hostile_table, made
from tests.strategies import RULESETS, problems

GALLERY = (
    "house-prices",
    "digits-8x8",
    "mri-segmentation-8gb",
    "language-model-web-scale",
    "retail-many-series",
    "guide-titanic-like",
    "sensor-sequences",
)
names = pytest.mark.parametrize("name", GALLERY)


@cache
def advice(name: str) -> Recommendation:
    return recommend(
        Problem.from_file(str(CONFIGS / name / "problem.yaml")), "guide" if name.startswith("guide-") else "current"
    )


@cache
def page(name: str) -> Page:
    return Page(report(advice(name)))


@cache
def flips(name: str) -> Boundaries:
    return Boundaries(advice(name))


# --- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@names
def test_every_choice_is_there_with_all_that_is_known_of_it(name: str) -> None:
    found = list(explain_choices(advice(name), flips(name)))
    assert len(page(name).all("details")) > len(found)
    for explanation in found:
        text = page(name).by_id[explanation.decision]
        assert explanation.sentence in text
        assert explanation.rule in text
        assert explanation.strength in text
        for item in items(explanation.value) or [shown(explanation.value)]:
            assert item in text
        for premise in explanation.rests_on:
            assert re.search(rf"{re.escape(premise.path)}\s+=\s+{re.escape(shown(premise.value))}\s", text)
        for other in explanation.others:
            assert other.rule in text
            assert other.because in text
        for line in by_fact(explanation.flips):
            assert line in text
        if explanation.try_next:
            assert next_tries(explanation.try_next) in text
        for source in explanation.sources:
            assert source.title in text
            assert sentence(source.says) in text
            assert page(name).text.count(source.title) > 1, "the list at the end has it too"
    for warning in advice(name).warnings:
        assert warning[1:] in page(name).text


@pytest.mark.slow
@names
def test_the_page_begins_with_what_the_terminal_shows(name: str) -> None:
    summary = summarize(advice(name), flips(name))
    said = " ".join(page(name).by_id["main"].partition("These facts were not given")[0].split())
    assert summary.first in said
    beaten = f"{'To' if summary.network_first else 'Then'} beat: {', '.join(summary.baselines)}."
    assert (beaten in said) == bool(summary.baselines)
    for row in summary.rows:
        assert f"{row.label}{row.text}" in said
    for warning in summary.warnings[:2]:
        assert warning in said
    for each in summary.assumptions[:3]:
        assert re.search(rf"{re.escape(each.words)} \((decides )?{len(each.decisions)}\b[^)]*, {each.option}\)", said)


@pytest.mark.slow
def test_the_title_says_file_target_and_rows(tmp_path: Path) -> None:
    parsed = Page(made(tmp_path / "r.html", "--data", str(EXAMPLES / "diabetes.csv"), "--target", "progression"))
    title = "diabetes.csv: 442 rows, 10 numeric columns → progression (a number)"
    assert f"<h1><bdi>{title}</bdi></h1>" in parsed.source
    assert f"<title>{title}</title>" in parsed.source


def test_some_choice_of_them_would_change() -> None:
    """Else the test above would hold of nothing."""
    assert "What would change it" in page("house-prices").by_id["training.batch_size"]


@pytest.mark.slow
@names
def test_the_assumptions_come_first_and_those_on_which_most_hangs_before_the_others(name: str) -> None:
    parsed = page(name)
    ids = [each.attributes["id"] for each in parsed.all("h2")]
    rate = ["rate"] if "rate" in ids else []
    assert ids == ["answer", "assumptions", "network", *rate, "memory", "choices", "sources", "config"]
    assumed = parsed.text[: parsed.text.index("Given or measured")]
    for path, value in advice(name).assumptions.items():
        assert path in assumed
        assert shown(value) in assumed
    weights = [weight for weight in sensitivity(advice(name), flips(name)) if weight.origin == "assumed"]
    places = [re.search(rf"\n\s*{re.escape(weight.fact)}(?=[A-Z])", assumed) for weight in weights]
    found = [place.start() for place in places if place]
    assert len(found) >= len(advice(name).assumptions) // 3
    assert found == sorted(found)


@names
def test_the_config_on_the_page_is_the_config(name: str) -> None:
    assert advice(name).to_yaml() in page(name).text


# --- the numbers are those of the arithmetic -------------------------------------------------------------------------


@names
def test_the_parameters_of_the_layers_are_those_that_are_counted(name: str) -> None:
    listed = [int(str(each.attributes["value"])) for each in page(name).all("data") if "ol" in each.inside]
    assert sum(listed) == advice(name)["resources.parameters"]


@names
def test_the_parts_of_the_memory_are_those_that_are_counted(name: str) -> None:
    listed = [int(str(each.attributes["value"])) for each in page(name).all("data") if "table" in each.inside]
    assert sum(listed) / GIB == pytest.approx(advice(name)["compute.fit"].memory_gib, rel=1e-12)


@given(problems(), RULESETS)
@settings(max_examples=60, deadline=None)
def test_layers_memory_and_plots_fit_the_choices_of_any_problem(problem: Problem, ruleset: str) -> None:
    recommendation = recommend(problem, ruleset)  # type: ignore[arg-type]
    counted = recommendation["resources.parameters"]
    assert total_of(layers(recommendation)) == counted
    assert sum(drawn.size for drawn in drawing(recommendation)) == counted
    parts = memory_parts(recommendation)
    assert parts.total == sum(parts[:-1])
    assert parts.total / GIB == recommendation["compute.fit"].memory_gib
    assert 0 < memory_plot(recommendation).filled <= 1000
    plot = rate_plot(recommendation)
    assert (plot is None) == (not recommendation.document()["resources"].get("total_steps"))
    for curve in plot.curves if plot else ():
        points = [tuple(map(float, point.split(","))) for point in curve.points.split()]
        assert points == sorted(points, key=lambda point: point[0])
        assert all(0 <= x <= 100 and -1e-9 <= y <= 100 for x, y in points)
        assert (points[0][0], points[-1][0]) == (0, 100)


# --- its form --------------------------------------------------------------------------------------------------------


@names
def test_the_page_has_landmarks_headings_in_order_and_links_that_lead_somewhere(name: str) -> None:
    parsed = page(name)
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        assert len([each for each in parsed.all(landmark) if "svg" not in each.inside]) == 1, landmark
    assert parsed.all("html")[0].attributes["lang"] == "en"
    levels = [int(each.tag[1]) for each in parsed.elements if re.fullmatch("h[1-6]", each.tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [each.attributes["id"] for each in parsed.elements if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    targets = [str(each.attributes["href"]) for each in parsed.all("a")]
    assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)
    for each in parsed.elements:
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            if attribute in each.attributes:
                assert each.attributes[attribute] in ids
    assert all(each.attributes.get("role") == "img" or "aria-hidden" in each.attributes for each in parsed.all("svg"))


@names
def test_every_source_with_an_address_is_linked_to_it(name: str) -> None:
    cited = {
        source.url for explanation in explain_choices(advice(name)) for source in explanation.sources if source.url
    }
    assert {str(each.attributes["href"]) for each in page(name).all("a")} >= cited
    assert cited or name.startswith("guide-")


@names
def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else(name: str) -> None:
    (policy,) = [
        str(each.attributes["content"])
        for each in page(name).all("meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page(name).source, re.DOTALL)
        assert rules[f"{tag}-src"] == f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"
    assert not [each for each in page(name).elements if "style" in each.attributes]
    assert not [key for each in page(name).elements for key in each.attributes if key.startswith("on")]


@names
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    for each in page(name).elements:
        for attribute in ("src", "srcset", "data", "action", "xlink:href"):
            assert attribute not in each.attributes
        if each.tag != "a":
            assert each.attributes.get("href", "data:,") == "data:,"
    assert "@import" not in page(name).source
    assert "url(" not in page(name).source.split("</style>")[0]


def test_the_same_problem_gives_the_same_bytes() -> None:
    assert report(advice("house-prices")) == page("house-prices").source


# --- names from the data are data ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_hostile_names_of_files_columns_and_classes_stay_text(tmp_path: Path) -> None:
    table = hostile_table(tmp_path)
    source = made(tmp_path / "report.html", "--data", str(table), "--target", COLUMN)
    parsed = Page(source)
    assert "onerror" in parsed.text
    assert "{{ 7*7 }}" in parsed.text
    assert "🦔" in parsed.text
    assert not [each for each in parsed.elements if each.tag in ("img", "b")]
    assert len(parsed.all("script")) == len(parsed.all("style")) == 1
    plain = page("house-prices")
    assert {each.tag for each in parsed.elements} <= {each.tag for each in plain.elements} | {"ul", "li"}
    assert not re.search("[\u202e\u200f\u061c\x1b]", source)
    assert CLASSES[0] not in source


@pytest.mark.slow
def test_a_hostile_value_in_a_problem_stays_text(tmp_path: Path) -> None:
    name = "x</title></details><script>1</script>\n{% raw %}\u202e🦔"
    problem = {
        "task": "regression",
        "data": {
            "rows": 500,
            "target": name,
            "leaks": [name],
            "columns": [{"name": name, "type": "identifier"}, {"name": "b", "type": "numeric"}],
        },
    }
    run = advisor("report", "-", "-o", "-", given=json.dumps(problem))
    assert run.code == 0, run.err
    parsed = Page(run.text)
    assert "</details><script>1" in parsed.text
    assert len(parsed.all("script")) == 1
    assert "\u202e" not in run.text


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_way_to_say_a_problem_gives_its_page(tmp_path: Path) -> None:
    problem = str(CONFIGS / "house-prices" / "problem.yaml")
    piped = advisor("report", problem).text
    assert piped == advisor("report", problem, "-o", "-").text == page("house-prices").source
    assert advisor("report", str(CONFIGS / "house-prices" / "config.yaml")).text == piped
    flags = Page(advisor("report", "--task", "binary", "--rows", "5000", "--set", "data.features=9").text)
    assert "5,000" in flags.text
    pinned = Page(advisor("report", problem, "--pin", "training.optimizer.name=sgd").text)
    assert "sgd" in pinned.by_id["training.optimizer.name"]
    assert "given" in pinned.by_id["training.optimizer.name"]
    assert "adamw" in pinned.by_id["training.optimizer.name"]
    measured = Page(made(tmp_path / "r.html", "--data", str(EXAMPLES / "diabetes.csv"), "--target", "progression"))
    assert "measured" in measured.text


@pytest.mark.slow
def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    wrote = advisor("report", "--task", "binary", "--rows", "500", "-o", str(out))
    assert (wrote.code, wrote.out, wrote.err) == (0, b"", f"wrote {out}\n")
    before = out.read_bytes()
    again = advisor("report", "--task", "binary", "--rows", "900", "-o", str(out))
    assert again.code == 2
    assert "--force" in again.err
    assert out.read_bytes() == before
    assert advisor("report", "--task", "binary", "--rows", "900", "-o", str(out), "--force", "-q").err == ""
    assert out.read_bytes() != before
    wrong = advisor("report", "--task", "binry", "-o", str(tmp_path / "wrong.html"))
    assert wrong.code == 2
    assert "binary" in wrong.err
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_terminal_is_not_flooded_unless_it_is_asked_for() -> None:
    child = terminal("report", "--task", "binary", "--rows", "500")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    assert "-o report.html" in str(child.before)
