"""Applying safe fixes to the text of a config, so that comments and layout stay."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from advisor.linting.config import check_config, set_leaf
from advisor.linting.finding import selected
from advisor.yamlio import Document, read_document, write_json, write_yaml

ROUNDS = 8  # one fix may uncover another


def fixed(document: Document, ruleset: str | None, select: list[str], ignore: list[str]) -> tuple[str, list[str]]:
    """The text of a config with its safe fixes applied, and what was set to what."""
    done: list[str] = []
    seen: list[Any] = []
    for _ in range(ROUNDS):
        fixes: dict[str, Any] = {}
        for finding in selected(check_config(document, ruleset), select, ignore):
            if finding.safe and not fixes.keys() & finding.fix.keys():
                fixes |= finding.fix
        if not fixes or document.data in seen:
            break
        seen.append(document.data)
        done += [f"{path} = {value}" for path, value in fixes.items()]
        document = read_document(_applied(document, fixes), document.name)
    return document.text, done


def _applied(document: Document, fixes: Mapping[str, Any]) -> str:
    """The text with these leaves set; a value on one line is replaced there, else the whole text is rewritten."""
    data = deepcopy(document.data)
    for path, value in fixes.items():
        set_leaf(data, path, value)
    text = document.text
    if text.lstrip()[:1] == "{":
        return write_json(data)
    lines = text.splitlines(keepends=True)
    for path, value in fixes.items():
        line, column, source = document.place(tuple(path.split(".")))
        lines[line - 1] = source[: column - 1] + _flow(value) + _comment(source) + "\n"
    patched = "".join(lines)
    try:
        same = bool(read_document(patched, document.name).data == data)
    except Exception:
        same = False
    return patched if same else write_yaml(data)


def _flow(value: Any) -> str:
    return write_yaml({"x": value}).removeprefix("x: ").strip()


def _comment(source: str) -> str:
    """The comment that ends a line."""
    found = re.search(r"\s+#.*", source)
    return found[0].rstrip() if found else ""
