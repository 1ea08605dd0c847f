"""Our choices beside what others would set for the same facts."""

from typing import Any, Final, Literal, NamedTuple

from msgspec import UNSET

from advisor.counterfactuals.opinions.conditions import said
from advisor.counterfactuals.opinions.formulas import FORMULAS
from advisor.counterfactuals.perturbation import COMPUTED
from advisor.engine import Choice
from advisor.recommending import Recommendation, plain, recommend
from advisor.references.authorities import Authority, Checked, Setting, authorities
from advisor.versions import RULESETS, Ruleset

NAMES: Final[dict[str, str]] = {"guide": "the guide", "current": "current rules"}
HEADS: Final = ("name", "kind")  # what a choice of several parts is called by

Stance = Literal["agrees", "differs", "in words"]


class Opinion(NamedTuple):
    """What one authority sets for one decision; `stance` says how that stands to ours.

    `value` is None where it is said in words, or where an engine's ruleset does not make the choice; with
    `alternatives` it lists values that are as good as one another.
    """

    authority: str
    value: Any
    words: str
    stance: Stance
    source: str
    url: str
    checked: Checked | Literal["computed"]
    alternatives: bool = False


class Opinions(NamedTuple):
    """One of our choices, and what others would set."""

    decision: str
    value: Any
    rule: str
    because: str
    others: list[Opinion]


def opinions(recommendation: Recommendation) -> dict[str, Opinions]:
    """What others set for every decision on which somebody outside this engine speaks, or the other ruleset differs.

    In the order of the config; what is only computed (`resources`, memory) is left out.
    """
    speaking = [(authority, said(authority, recommendation)) for authority in authorities()]
    other: Ruleset = next(ruleset for ruleset in RULESETS if ruleset != recommendation.ruleset)
    problem = recommendation.problem
    opposed = recommend(problem.replace(pins={}) if problem.pins else problem, other)
    found = {}
    for path, choice in recommendation.choices.items():
        if not choice.decision.lands or path.startswith(COMPUTED):
            continue
        ours = plain(choice.value)
        engine = _of_ruleset(opposed, path, ours)
        outside = [
            opinion
            for authority, settings in speaking
            if path in settings
            if (opinion := _of_authority(recommendation, authority, settings[path], ours)) is not None
        ]
        if outside or engine.stance != "agrees":
            found[path] = Opinions(path, ours, choice.rule.id, choice.pick.because, [engine, *outside])
    return found


def _of_ruleset(opposed: Recommendation, path: str, ours: Any) -> Opinion:
    name = NAMES[opposed.ruleset]
    choice: Choice | None = opposed.choices.get(path)
    if choice is None:
        absent = opposed.resolution.base.by_path[path].absent
        return Opinion(name, None, f"leaves it out: {absent}", "differs", "", "", "computed")
    value = plain(choice.value)
    stance: Stance = "agrees" if value == ours else "differs"
    return Opinion(name, value, "", stance, f"{choice.rule.id}: {choice.pick.because}", "", "computed")


def _of_authority(recommendation: Recommendation, authority: Authority, setting: Setting, ours: Any) -> Opinion | None:
    value: Any = None
    stance: Stance = "in words"
    if setting.words:
        pass
    elif setting.any_of:
        value = setting.any_of
        stance = "agrees" if any(alike(ours, each) for each in value) else "differs"
    else:
        value = setting.value
        if value is UNSET:
            value = FORMULAS[setting.rule](recommendation, **setting.given)
            if value is None:
                return None
        stance = "agrees" if alike(ours, value) else "differs"
    source, checked = authority.source(setting), authority.checked(setting)
    return Opinion(
        authority.name, value, setting.words, stance, source, authority.url, checked, alternatives=bool(setting.any_of)
    )


def alike(ours: Any, theirs: Any) -> bool:
    """Whether a choice is what another sets, as far as that says; a part that ours leaves out is another."""
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and all(key in ours and alike(ours[key], each) for key, each in theirs.items())
    if isinstance(ours, dict):
        return any(ours.get(key) == theirs for key in HEADS)
    return bool(ours == theirs)
