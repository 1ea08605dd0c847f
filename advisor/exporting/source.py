"""What is exported: a config, and the recommendation that gives its reasons."""

import re
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, ValidationError, convert

from advisor.errors import Diagnostic, InputError
from advisor.pinning.constraints import View
from advisor.problem import Problem
from advisor.problem.intake import Intake
from advisor.recommending import Recommendation, plain, recommend
from advisor.versions import CONFIG_SCHEMA, RULESETS

if TYPE_CHECKING:
    from advisor.yamlio import Document


class Source:
    """A config, possibly edited by hand, with the reasons for what in it stands as recommended."""

    def __init__(self, document: dict[str, Any], recommendation: Recommendation) -> None:
        from advisor.config.document import Config

        self.folder = ""  # that the project goes to; paths in it start from there
        self.document = document
        self.recommendation = recommendation
        self.problem: Problem = recommendation.problem
        self.config: Config = convert(document, Config)

    def value(self, path: str) -> Any:
        """What stands in the config at a path; None where nothing does."""
        value: Any = self.document
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                return None
            value = value[name]
        return value

    def edited(self, path: str) -> bool:
        """Whether the value at a path is another than was recommended."""
        choice = self.recommendation.choices.get(path)
        return choice is not None and choice.decision.lands and self.value(path) != plain(choice.value)

    def reason(self, path: str) -> str:
        """Why the value at a path was chosen, in a sentence; empty where nothing was chosen."""
        choice = self.recommendation.choices.get(path)
        value = self.value(path)
        if choice is None:
            return "set by hand" if value is not None else ""
        if value == plain(choice.value):
            return choice.pick.because
        from advisor.explaining import shown

        return f"set by hand; the advisor's own choice is {shown(plain(choice.value))}: {choice.pick.because}"


def read_source(document: "Document") -> Source:
    """Read a config; of a problem the config that is recommended. Raises `InputError` with all that is wrong."""
    from advisor.config.document import Config

    intake = Intake()
    intake.document(document)
    ruleset: Any = intake.ruleset or "current"
    if ruleset not in RULESETS:
        raise InputError(document.complain(("ruleset",), f"expected one of {', '.join(RULESETS)}; got {ruleset!r}"))
    recommendation = recommend(Problem.of(intake), ruleset)
    if document.data.get("schema") != CONFIG_SCHEMA:
        return Source(recommendation.document(), recommendation)
    try:
        convert(document.data, Config)
    except ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        raise InputError(document.complain(tuple(_steps(place)), message)) from None
    config = dict(document.data)
    needed = ("model",) if config.get("model", {}).get("family") == "zero-shot" else ("model", "training")
    missing = [name for name in needed if not config.get(name)]
    if missing:
        raise InputError([Diagnostic("a config to export needs this section", document.name, field=n) for n in missing])
    from advisor.linting.config import steps
    from advisor.linting.validation import check_exportable

    faults = check_exportable(View(config, recommendation.problem, ruleset), recommendation)
    if faults:
        hint = "`advisor check --fix` writes what is usual"
        raise InputError(
            document.complain(steps(fault.path), fault.message, hint if fault.safe else None) for fault in faults
        )
    return Source(config, recommendation)


def _steps(place: str) -> list[str | int]:
    """The path that msgspec means by `.model.hidden.widths[0]`."""
    found = re.findall(r"\.([A-Za-z_]\w*)|\[(\d+)\]", place)
    return [name or int(index) for name, index in found]


def known(value: Any) -> Any:
    """The value, or None where a config leaves it out."""
    return None if value is UNSET else value
