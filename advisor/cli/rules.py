"""`advisor rules`: the knowledge base."""

import re
import sys
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer
from msgspec.structs import asdict

from advisor.cli import completing, options
from advisor.cli.choices import ANSWERS, COLORS, STRENGTHS, one_of
from advisor.cli.completing import among
from advisor.cli.streams import emit, terminal
from advisor.engine import Rule
from advisor.errors import Diagnostic, InputError, nearest
from advisor.explaining.explanation import reference
from advisor.explaining.text import Line, plain_blocks, sources_of
from advisor.knowledge import knowledge
from advisor.knowledge.retired import RETIRED
from advisor.versions import RULESETS

BUILT: Final = (
    "site"  # where `make site` puts the documentation; `Documentation` of [project.urls] is where it is published
)
EXAMPLES = """\
  advisor rules ACT-SELU
  advisor rules dropout --strength strong
  advisor rules --source G-ACT-9 -f json
"""


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD ...]",
            help="Rule ids (ACT-SELU), decisions or parts of either.",
            autocompletion=among(completing.rules),
        ),
    ] = None,
    ruleset: options.Rules = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="KEY", help="Only rules that cite this source, for example G-ACT-9."),
    ] = None,
    strength: Annotated[
        str | None,
        typer.Option(
            "--strength",
            metavar="strong|moderate|folklore",
            help="Only rules of this strength.",
            autocompletion=among(STRENGTHS),
        ),
    ] = None,
    all_: options.All = False,
    format_: options.Answer = "text",
    color: options.Color = "auto",
    debug: options.Debug = False,
) -> None:
    """List the rules, filter them, or show some in full."""
    one_of(
        ("--format", format_, ANSWERS),
        ("--color", color, COLORS),
        ("--ruleset", ruleset, RULESETS),
        ("--strength", strength, STRENGTHS),
    )
    base = knowledge()
    rules = [rule for decision in base.decisions for rule in decision.rules]
    exact = [base.rules[word.upper()] for word in words or () if word.upper() in base.rules]
    chosen = exact or [rule for rule in rules if all(_about(rule, word) for word in words or ())]
    if ruleset:
        chosen = [rule for rule in chosen if ruleset in rule.rulesets]
    if source:
        known = {key.removeprefix("guide:") for rule in rules for key in rule.sources}
        if source.removeprefix("guide:") not in known:
            near = nearest(source, known)
            raise InputError(
                Diagnostic(f"no rule cites {source!r}", "--source", hint=f"did you mean {near}?" if near else None)
            )
        chosen = [rule for rule in chosen if source in rule.sources or f"guide:{source}" in rule.sources]
    if strength:
        chosen = [rule for rule in chosen if rule.strength == strength]
    if not chosen and words:
        if gone := next((word.upper() for word in words if word.upper() in RETIRED), None):
            raise InputError(Diagnostic(f"the rule {gone} is no more", hint=RETIRED[gone]))
        near = nearest(words[0], [*base.rules, *base.by_path])
        raise InputError(
            Diagnostic(f"no rule matches {' '.join(words)!r}", hint=f"did you mean {near}?" if near else None)
        )
    if exact or format_ == "json":
        print_rules(chosen, format_, all_, color)
    else:
        _list(chosen, all_, color)


def rule_data(rule: Rule[Any]) -> dict[str, Any]:
    """A rule as plain data."""
    return {
        "id": rule.id,
        "decision": rule.decision.path,
        "asks": rule.decision.asks,
        "says": " ".join(rule.doc.split()),
        "depends_on": list(rule.needs),
        "rulesets": list(rule.rulesets),
        "strength": rule.strength,
        "studied": {path: list(limits) for path, limits in rule.studied.items()},
        "versus_guide": rule.versus,
        "sources": [asdict(reference(key)) for key in rule.sources],
    }


def print_rules(rules: list[Rule[Any]], form: str, whole: bool, color: str) -> None:
    """Rules in full."""
    if form == "json":
        from advisor.yamlio import write_json

        emit(write_json([rule_data(rule) for rule in rules]))
    elif terminal(sys.stdout):
        from advisor.cli.show_rules import show_rules

        show_rules({rule: list(_lines(rule)) for rule in rules}, whole, color)
    else:
        emit(plain_blocks(map(_lines, rules)))


def _lines(rule: Rule[Any]) -> Iterator[Line]:
    yield Line("", rule.id, f"{rule.strength}; {', '.join(rule.rulesets)}")
    yield Line("decides", f"{rule.decision.path}: {rule.decision.asks}")
    yield Line("says", " ".join(rule.doc.split()))
    yield Line("reads", ", ".join(rule.needs))
    for path, (low, high) in rule.studied.items():
        yield Line("studied", f"{path} from {low:,} to {high:,}")
    if rule.versus:
        yield Line("differs", rule.versus)
    yield from sources_of(map(reference, rule.sources))
    yield Line("page", address(rule.id))


def address(rule_id: str) -> str:
    """Where the page of a rule is: below the documentation's URL, if the package names one, or where it is built."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("nn-advisor").get_all("Project-URL") or []
    except PackageNotFoundError:
        named = []
    urls = dict(each.split(", ", 1) for each in named)
    return f"{urls.get('Documentation', BUILT).rstrip('/')}/rules/{rule_id}.html"


def _list(rules: list[Rule[Any]], whole: bool, color: str) -> None:
    if terminal(sys.stdout):
        from advisor.cli.show_rules import show_list

        show_list({rule: first_paragraph(rule) for rule in rules}, whole, color)
    else:
        said = (f"{rule.id}\t{rule.decision.path}\t{rule.strength}\t{first_paragraph(rule)}\n" for rule in rules)
        emit("".join(said))


def _about(rule: Rule[Any], word: str) -> bool:
    """Whether a part of the rule's id or of its decision's path or name begins with this word."""
    named = f" {rule.id} {rule.decision.path} {rule.decision.name}".lower()
    return re.search(rf"[^a-z0-9]{re.escape(word.lower())}", named) is not None


def first_paragraph(rule: Rule[Any]) -> str:
    """What a rule says, in short."""
    return " ".join(rule.doc.split("\n\n")[0].split())
