"""The page: what its template is rendered with. Whatever comes from the data is escaped by the template."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.counterfactuals import Boundaries, sensitivity
from advisor.errors import visible
from advisor.explaining import boundaries_of, explain_choices
from advisor.explaining.explanation import Explanation, Reference
from advisor.explaining.page.network import drawing
from advisor.explaining.page.plots import memory_plot, rate_plot, size_in_words
from advisor.explaining.summary import summarize
from advisor.explaining.text import lines_of
from advisor.explaining.values import items, sentence, shown
from advisor.recommending import Recommendation, plain

if TYPE_CHECKING:
    from jinja2 import Environment

SECTIONS: Final = {
    "data": "From files to inputs",
    "model": "The network",
    "training": "Training",
    "compute": "How it fits the machines",
    "evaluation": "Evaluation",
    "tracking": "What is logged",
    "tuning": "What to try next",
    "resources": "What it costs",
    "": "Intermediate decisions",
}
LABELS: Final = {  # of the lines of an explanation, as a page has room to say them
    "in general": "In general",
    "also read": "Also read",
    "instead": "Alternatives",
    "the guide": "The guide says",
    "differs": "Why this differs",
    "flips": "What would change it",
    "try next": "Try next",
    "beyond": "Beyond what was studied",
    "warning": "Warning",
    "agrees": "Rules that agree",
    "not": "Rules that do not apply",
    "default": "Otherwise",
}
MOST: Final = {"warnings": 2, "assumed": 3, "facts": 6}  # that are shown at once; the others weigh less
STRENGTHS: Final = {
    "strong": "shown in several studies, or true by construction",
    "moderate": "shown in a study, or common to several good recipes",
    "folklore": "practitioners' experience that nobody measured well",
    "given": "fixed by you",
}


class Point(NamedTuple):
    """What is said under one label of a choice."""

    label: str
    texts: list[str]


class Entry(NamedTuple):
    """A choice as it is shown."""

    explanation: Explanation
    because: str
    value: str
    items: list[str]
    points: list[Point]


def report(recommendation: Recommendation) -> str:
    """The whole advice as one HTML page that asks for nothing from elsewhere."""
    environment = _environment()
    style, script = (environment.get_template(name).render() for name in ("style.css.j2", "script.js.j2"))
    boundaries = boundaries_of(recommendation)
    found = list(explain_choices(recommendation, boundaries))
    summary = summarize(recommendation, boundaries)
    warnings = summary.warnings[: MOST["warnings"]]
    return environment.get_template("report.html.j2").render(
        style=style,
        script=script,
        policy=_policy(style, script),
        recommendation=recommendation,
        problem=recommendation.problem,
        **_facts(recommendation, boundaries),
        summary=summary,
        title=summary.problem.replace(" -> ", " → ", 1),
        warnings=warnings,
        more=_more(recommendation, {summary.first, *warnings}),
        layers=drawing(recommendation),
        parameters=recommendation["resources.parameters"],
        rate=rate_plot(recommendation),
        memory=memory_plot(recommendation),
        sections=_sections(found),
        total=len(found),
        sources=_sources(found),
        strengths=STRENGTHS,
        most=MOST,
        config=recommendation.to_yaml(),
    )


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("advisor.explaining.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "shown": lambda value: shown(plain(value)),
        "visible": visible,
        "bytes": size_in_words,
        "sentence": sentence,
    }
    return environment


def _policy(style: str, script: str) -> str:
    """What the browser lets the page do: this style, this script, and nothing from anywhere else."""
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    return (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; base-uri 'none';"
        " form-action 'none'"
    )


def _more(recommendation: Recommendation, said: set[str]) -> list[str]:
    """The warnings that were not said, in full."""
    return [text for warning in recommendation.warnings if (text := sentence(visible(warning))) not in said]


def _facts(recommendation: Recommendation, boundaries: Boundaries) -> dict[str, Any]:
    """The facts that were given or measured, and those assumed: first the ones on which most choices depend."""
    dependents = {weight.fact: weight.decisions for weight in sensitivity(recommendation, boundaries)}
    rows = [
        (leaf.path, leaf.description, value, origin, dependents.get(leaf.path, []))
        for leaf, value, origin in recommendation.problem.relevant()
    ]
    assumed = [row for row in rows if row[0] in recommendation.assumptions]
    return {
        "said": [row for row in rows if row[3] != "assumed"],
        "assumed": sorted((row for row in assumed if row[4]), key=lambda row: -len(row[4])),
        "harmless": [row for row in assumed if not row[4]],
    }


def _sections(found: Iterable[Explanation]) -> list[tuple[str, str, list[Entry]]]:
    """The choices by section: its key, its title and what is in it."""
    grouped = groupby(found, key=lambda one: one.decision.partition(".")[0] if one.in_config else "")
    return [(key or "behind", SECTIONS[key], [_entry(one) for one in group]) for key, group in grouped]


def _entry(one: Explanation) -> Entry:
    listed = items(one.value)
    value = f"{len(listed)} items" if listed else shown(one.value)
    return Entry(one, visible(one.sentence), value, listed, list(_points(one)))


def _points(one: Explanation) -> Iterator[Point]:
    """All that is said of a choice but its reason, its premises and its sources, which are shown in their own way."""
    said = [line for line in lines_of(one, whole=True) if line.label in LABELS]
    for label, group in groupby(said, key=lambda line: line.label):
        yield Point(LABELS[label], [line.text for line in group])


def _sources(found: Iterable[Explanation]) -> list[Reference]:
    """Every source that some choice rests on, the items of the guide last."""
    by_key = {source.key: source for one in found for source in one.sources}
    return sorted(by_key.values(), key=lambda source: (source.key.startswith("guide:"), source.title.casefold()))
