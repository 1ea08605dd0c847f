"""What a config must be before it is judged or exported: keys, types and bounds, a search that can be run, no gaps."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from msgspec import ValidationError, convert

from advisor.config.document import Config
from advisor.config.leaves import leaf_type, struct_type, words
from advisor.errors import nearest
from advisor.knowledge.model.scratch_shapes import picture
from advisor.linting.finding import Finding
from advisor.pinning.constraints import View, findings
from advisor.recommending import Recommendation
from advisor.versions import CONFIG_SCHEMA, RULESETS

AROUND: Final = ("schema", "advisor", "ruleset", "problem", "warnings")  # keys that are no choice
SEARCH: Final = "tuning.search"
SPAN: Final = ("low", "high", "log")
# What programs that are made of a config cannot do without, where the advice for its problem has it.
NEEDED: Final = (
    "data.split.method", "data.split.validation", "data.categorical.one_hot_max", "data.audio.sample_rate",
    "model.family", "model.backbone.name", "model.input.shape", "model.hidden.widths", "model.hidden.members",
    "model.output.units", "training.loss.name", "training.optimizer.name", "training.epochs",
    "training.learning_rate.initial", "training.learning_rate.range_test", "training.schedule.name",
    "training.early_stopping.patience",
)  # fmt: skip
IMPOSSIBLE: Final = ("CHK-OUTPUT",)  # beside the constraints on fields, those that no program can be made of


def check_values(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Keys that there are not, values that their keys do not take, and a search that cannot be run."""
    ruleset = config.get("ruleset")
    if ruleset is not None and ruleset not in RULESETS:
        yield _schema("ruleset", f"expected one of {', '.join(RULESETS)}; got {str(ruleset)[:60]!r}")
    yield from _section({key: value for key, value in config.items() if key not in AROUND}, "")


def check_gaps(view: View, recommendation: Recommendation) -> Iterator[Finding]:
    """What is missing though no program can be made without it."""
    if view("schema") != CONFIG_SCHEMA:
        return  # what is not said is recommended
    same = view("model.family") in (None, recommendation.choices["model.family"].value)
    tree = View(recommendation.values())
    for path in NEEDED:
        section = path.partition(".")[0]
        if path == "model.input.shape" and view.problem and view.problem.data.kind != "image":
            continue  # the others measure it
        if path == "data.categorical.one_hot_max" and view("data.categorical.encoding") == "one-hot":
            continue  # of all columns
        if tree(path) is None or view(path) is not None or (section == "model" and not same):
            continue
        if section == "training" and not view("training") and view("model.family") == "zero-shot":
            continue
        message = f"is missing; {str(tree(path))[:60]} is advised"
        yield Finding(
            "CHK-MISSING", "error", path, message, "No program can be made without it.", {path: tree(path)}, True
        )


def check_shape(view: View) -> Iterator[Finding]:
    """An input shape of images that has not the sizes that its family takes: programs take them apart."""
    path, family, problem = "model.input.shape", view("model.family"), view.problem
    shape = view(path)
    if not isinstance(shape, list) or shape != (sizes := view.numbers(path)):
        return
    if problem is None or problem.data.kind != "image" or family not in words("model.family"):
        return
    like = picture(problem, family)
    if len(sizes) != len(like) or min(sizes) < 1:
        message = f"expected {len(like)} sizes of at least 1 for the family {family}, as in {like}; got {shape}"
        yield _schema(path, message[:200])


def check_exportable(view: View, recommendation: Recommendation) -> list[Finding]:
    """All for which no program can be made of a config."""
    broken = [
        Finding(each.constraint.id, "error", each.constraint.places[0], each.broken.because, each.constraint.doc,
                dict(each.broken.fix), each.broken.safe)
        for each in findings(View(without_mistyped(view.config), view.problem, view.ruleset))
        if each.constraint.id.endswith("-FIELDS") or (each.constraint.id in IMPOSSIBLE and not _trains(view))
    ]  # fmt: skip
    return [*check_values(view.config), *check_gaps(view, recommendation), *check_shape(view), *broken]


def _trains(view: View) -> bool:
    """Whether an output that does not suit the target can be trained all the same: it is then a matter of `check`."""
    said, task = view("model.output.activation"), view.task()
    if task in ("regression", "forecasting"):
        return said not in ("softmax", "cumulative-sigmoid")
    return task == "ordinal" and said == "softmax"


def without_mistyped(config: Mapping[str, Any]) -> dict[str, Any]:
    """The config without values of another type than their keys take; numbers out of their bounds stay."""
    kept: dict[str, Any] = deepcopy(dict(config))
    for finding in list(_section({key: value for key, value in config.items() if key not in AROUND}, "")):
        *sections, leaf = finding.path.split(".")
        tree: Any = kept
        for section in sections:
            tree = tree.get(section) if isinstance(tree, Mapping) else None
        if isinstance(tree, dict) and not isinstance(tree.get(leaf), int | float):
            tree.pop(leaf, None)
    return kept


# Keys and values ------------------------------------------------------------------------------------------------


def _section(tree: Mapping[str, Any], section: str) -> Iterator[Finding]:
    for name, value in tree.items():
        path = f"{section}.{name}" if section else str(name)
        if path == SEARCH:
            yield from _search(value)
            continue
        try:
            kind = struct_type(path)
        except KeyError:
            known: Any = struct_type(section) if section else Config
            near = nearest(str(name), known.__struct_fields__)
            hint = f"; did you mean {near}?" if near else ""
            yield _schema(path, f"there is no key {path}{hint}")
            continue
        if kind is not None and isinstance(value, Mapping):
            yield from _section(value, path)
        elif (wrong := _wrong(path, value)) is not None:
            yield _schema(path, wrong)


def _schema(path: str, message: str) -> Finding:
    return Finding("CHK-SCHEMA", "error", path, message, "A config has the keys and the types of its schema.")


def _wrong(path: str, value: Any) -> str | None:
    try:
        convert(value, leaf_type(path))
    except ValidationError as error:
        if words(path):
            near = nearest(str(value), words(path))
            hint = f"; did you mean {near}?" if near else ""
            return f"expected one of {', '.join(words(path))}; got {str(value)[:60]!r}{hint}"
        return str(error)[:1].lower() + str(error)[1:]
    return None


def _search(search: Any) -> Iterator[Finding]:
    """What is tried of each choice: a list of its values, or a range of numbers."""
    if not isinstance(search, Mapping):
        yield _schema(SEARCH, "expected the paths of choices, each with its values or a range")
        return
    for path, tried in search.items():
        place = f"{SEARCH}.{path}"
        try:
            leaf_type(str(path))
        except KeyError:
            yield _schema(place, "there is no such choice")
            continue
        if isinstance(tried, list):
            wrong = next((said for value in tried if (said := _wrong(str(path), value))), None)
            wrong = wrong or (None if tried else "there is nothing to try")
        elif isinstance(tried, Mapping):
            wrong = _no_span(str(path), tried)
        else:
            wrong = f"expected a list of values, or a range with low and high; got {str(tried)[:60]!r}"
        if wrong:
            yield _schema(place, wrong)


def _no_span(path: str, tried: Mapping[str, Any]) -> str | None:
    ends: list[Any] = [tried.get(name) for name in SPAN]
    low, high, log = ends
    if set(tried) - set(SPAN) or not _number(low) or not _number(high) or not isinstance(log, bool | None):
        return f"expected a range with low, high and log; got {str(dict(tried))[:60]}"
    if low >= high or (log and low <= 0):
        return f"a range goes up{', on a log scale from above zero' if log else ''}; got {low:g} to {high:g}"
    return _wrong(path, low) or _wrong(path, high)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
