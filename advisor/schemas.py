"""JSON Schema of problems and configs (draft 2020-12, as msgspec writes it), generated from the definitions."""

from typing import Any, Final

from msgspec.json import schema_components

from advisor.config.document import Config
from advisor.problem.facts import FACTS, FORMER, Facts
from advisor.problem.intake import IMAGE_SIZE
from advisor.problem.vocabulary import ALIASES
from advisor.versions import CONFIG_SCHEMA, PROBLEM_SCHEMA

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
IN_PROBLEM: Final = "Problem"  # what the names of a problem's parts begin with inside a config
REFERENCE: Final = "#/$defs/{name}"
NAME: Final = "urn:nn-advisor:{schema}"  # a name by which schemas refer to one another, and no address


def problem_schema() -> dict[str, Any]:
    """The schema of a problem document."""
    (root,), components = schema_components([Facts], ref_template=REFERENCE)
    definitions: dict[str, Any] = {name: _closed(component) for name, component in components.items()}
    facts = definitions["Facts"]
    facts["properties"] = {
        "schema": {"const": PROBLEM_SCHEMA, "description": "The version of this format."},
        **facts["properties"],
        "measured": {
            "anyOf": [{"type": "array", "items": {"enum": [*FACTS, *FORMER]}}, {"type": "null"}],
            "description": "Paths of the facts that were measured rather than given.",
        },
    }
    facts["properties"]["pins"] = {
        "anyOf": [{"type": "object"}, {"type": "null"}],
        "description": "Choices that are fixed whatever the rules say: by path, or nested as the config is.",
    }
    for path, others in ALIASES.items():
        section, _, name = path.rpartition(".")
        known = definitions[section.capitalize() or "Facts"]["properties"]
        known[name] = {**known[name], "enum": [*FACTS[path].choices, *sorted(others)]}
    for section in ("data", "compute", "priorities", "observed"):
        facts["properties"][section] = _or_nothing(facts["properties"][section])
    for former, path in FORMER.items():
        section, _, name = former.rpartition(".")
        known = definitions[section.capitalize()]["properties"]
        known[name] = {
            **known[path.rpartition(".")[2]],
            "description": f"The former name of {path}.",
            "deprecated": True,
        }
    sides = list(definitions["Image"]["properties"].values())
    definitions["Data"]["properties"]["image"] = {
        "description": "Size of an image: a mapping, HEIGHTxWIDTHxCHANNELS, or a list of these numbers.",
        "anyOf": [
            {"$ref": REFERENCE.format(name="Image")},
            {"type": "string", "pattern": f"^{IMAGE_SIZE}$"},
            *(
                {"type": "array", "prefixItems": sides[:size], "items": False, "minItems": size, "maxItems": size}
                for size in (2, 3)
            ),
            {"type": "null"},
        ],
    }
    return _titled(PROBLEM_SCHEMA, "A problem for advisor", root, definitions)


def config_schema() -> dict[str, Any]:
    """The schema of a config document; the problem inside it is described in full."""
    (root,), components = schema_components([Config], ref_template=REFERENCE)
    facts = {IN_PROBLEM + name: _moved(part) for name, part in problem_schema()["$defs"].items()}
    definitions = {**facts, **components}
    definitions["Config"]["properties"]["problem"] = {
        "$ref": REFERENCE.format(name=f"{IN_PROBLEM}Facts"),
        "description": "The facts that were given or measured.",
    }
    definitions["Config"]["properties"]["schema"] = {
        "const": CONFIG_SCHEMA,
        "description": "The version of this format.",
    }
    definitions["Config"]["required"] = ["schema", "ruleset", "problem", "model", "training"]
    return _titled(CONFIG_SCHEMA, "A config made by advisor", root, definitions)


def _titled(schema: str, title: str, root: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    named = NAME.format(schema=schema.replace("/", ":").removeprefix("advisor:"))
    return {"$schema": DIALECT, "$id": named, "title": title, **root, "$defs": definitions}


def _moved(part: Any) -> Any:
    """A part of the problem's schema inside a config's, whose own parts have some of the same names."""
    if isinstance(part, dict):
        return {
            key: REFERENCE.format(name=IN_PROBLEM + value.rpartition("/")[2]) if key == "$ref" else _moved(value)
            for key, value in part.items()
        }
    return [_moved(each) for each in part] if isinstance(part, list) else part


def _or_nothing(section: dict[str, Any]) -> dict[str, Any]:
    """A section whose facts are all left out may be there by name alone."""
    return {"description": section["description"], "anyOf": [{"$ref": section["$ref"]}, {"type": "null"}]}


def _closed(component: dict[str, Any]) -> dict[str, Any]:
    """A mapping of facts knows all its keys."""
    return {**component, "additionalProperties": False} if component.get("type") == "object" else component
