"""The schemas are as strict validators and editors want them."""

from typing import Any

import pytest

from advisor.problem import Problem
from advisor.problem.vocabulary import ALIASES
from advisor.schemas import config_schema, problem_schema


@pytest.mark.parametrize("schema", [problem_schema(), config_schema()], ids=["problem", "config"])
def test_schemas_are_as_strict_validators_want_them(schema: dict[str, Any]) -> None:
    """Ajv's strict mode refuses tuples without a length and types that are several; editors cache by `$id`."""
    assert schema["$id"] == f"urn:nn-advisor:{'problem' if schema['title'] == 'A problem for advisor' else 'config'}:v1"
    parts: list[Any] = [schema]
    tuples = 0
    while parts:
        part = parts.pop()
        parts += part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
        if isinstance(part, dict) and "prefixItems" in part:
            tuples += 1
            assert part["minItems"] == part["maxItems"] == len(part["prefixItems"])
            assert part["items"] is False
        if isinstance(part, dict) and "$ref" not in part and "properties" not in part:
            assert not isinstance(part.get("type"), list)
    assert tuples == 2


def test_words_that_others_use_are_in_the_schema_and_are_read() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(problem_schema())
    for path, words in ALIASES.items():
        section, _, name = path.rpartition(".")
        for word in words:
            document = {"task": "binary", section: {name: word}} if section else {name: word}
            assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("size", ["28x28x1", "28x28", [28, 28], [28, 28, 1]])
def test_a_size_of_images_fits_the_schema_as_it_is_read(size: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = {"task": "binary", "data": {"kind": "image", "image": size}}
    jsonschema.Draft202012Validator(problem_schema()).validate(document)
    assert Problem(task="binary", kind="image", image=size).data.image.height == 28
