"""Configs of the gallery with a key left out are checked and exported, or refused with the field; none crashes."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.linting import check_config
from advisor.yamlio import Document, read_document, write_yaml

CONFIGS: Final = sorted(Path("configs").glob("*/config.yaml"))
EACH: Final = 43  # key that is left out in turn; a number that shares no factor with those of the sections


def keys(tree: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All keys, sections and what is in them."""
    for name, value in tree.items():
        yield (*before, name)
        if isinstance(value, dict):
            yield from keys(value, (*before, name))


def without(config: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The config with one key less."""
    left: Any = deepcopy(dict(config))
    tree = left
    for name in path[:-1]:
        tree = tree[name]
    del tree[path[-1]]
    return dict(left)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "path"), list(enumerate(CONFIGS)), ids=[path.parent.name for path in CONFIGS])
def test_a_key_that_is_left_out_is_named_or_does_no_harm(number: int, path: Path) -> None:
    config = read_document(path.read_text(), "config.yaml").data
    for key in list(keys(config))[number % EACH :: EACH]:
        document = read_document(write_yaml(without(config, key)), "config.yaml")
        for use in (check_config, exported):
            assert all(refused(use, document)), key


def exported(document: Document) -> None:
    """Export a config; nothing that is left out gets into a program."""
    project = export("torch", read_source(document))
    assert not [name for name, text in project.files.items() if "UNSET" in text]


def refused(use: Callable[[Document], Any], document: Document) -> list[str]:
    """The fields for which a config is refused; none where it is not."""
    try:
        use(document)
    except InputError as error:
        return [each.field for each in error.diagnostics]
    return []


@pytest.mark.parametrize(
    "path",
    [
        ("model", "family"),
        ("training", "loss", "name"),
        ("training", "optimizer", "name"),
        ("model",),
        ("training", "epochs"),
        ("model", "output", "units"),
        ("data", "split", "validation"),
    ],
)
def test_what_no_program_can_do_without_is_missed_by_both(path: tuple[str, ...]) -> None:
    config = read_document(Path("configs/titanic-like/config.yaml").read_text(), "config.yaml").data
    document = read_document(write_yaml(without(config, path)), "config.yaml")
    assert {finding.path for finding in check_config(document) if finding.rule == "CHK-MISSING"} >= {
        "model.family" if path == ("model",) else ".".join(path)
    }
    with pytest.raises(InputError, match=r"missing|needs this section"):
        export("torch", read_source(document))


def test_what_a_target_misses_is_said_to_be_missing() -> None:
    config = read_document(Path("configs/titanic-like/config.yaml").read_text(), "config.yaml").data
    document = read_document(write_yaml(without(config, ("model", "activation", "name"))), "config.yaml")
    with pytest.raises(InputError, match=r"model\.activation\.name: is missing; .* is advised"):
        export("torch", read_source(document))
