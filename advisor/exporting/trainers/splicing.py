"""Values of a YAML or JSON text replaced where they stand: every other character stays."""

import json
from collections.abc import Mapping
from typing import Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.yamlio import Document, read_document, write_yaml
from advisor.yamlio.events import LINE_BREAK

Path = tuple[str, ...]
UNREAD: Final = "could not be written back without changing more than was asked"


def spliced(document: Document, values: Mapping[Path, Any]) -> str:
    """The text of a document with other values at these paths, each of which is there already.

    Raises `InputError` where the text that comes out would not read so.
    """
    text = document.text
    spans = _json_spans(document, values) if text.lstrip(" \t\r\n\ufeff")[:1] == "{" else _yaml_spans(text, values)
    for path, (start, end) in sorted(spans.items(), key=lambda each: -each[1][0]):
        text = text[:start] + _written(values[path], text, start, end) + text[end:]
    try:
        read: Any = read_document(text, document.name).data
    except InputError:
        read = None
    if len(spans) < len(values) or any(_at(read, path) != value for path, value in values.items()):
        raise InputError(Diagnostic(UNREAD, document.name))
    return text


def _json_spans(document: Document, values: Mapping[Path, Any]) -> dict[Path, tuple[int, int]]:
    """Where each value begins and ends in JSON."""
    starts = [0, *(found.end() for found in LINE_BREAK.finditer(document.text))]
    spans = {}
    for path in values:
        line, column, _ = document.place(path)
        start = starts[line - 1] + column - 1
        spans[path] = (start, json.JSONDecoder().raw_decode(document.text, start)[1])
    return spans


def _yaml_spans(text: str, values: Mapping[Path, Any]) -> dict[Path, tuple[int, int]]:
    """Where each value begins and ends in YAML."""
    import yaml

    spans: dict[Path, tuple[int, int]] = {}
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:  # which takes fewer texts than our own reader
        return spans
    for path in values:
        node = root
        for step in path:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            node = next((value for key, value in pairs if key.value == step), None)
        if node is not None:
            spans[path] = (node.start_mark.index, _end(node))
    return spans


def _end(node: Any) -> int:
    """Where a node's own text ends: a block goes on, by its mark, to what follows it."""
    if isinstance(node.value, str) or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1] if node.value else None
    return int(node.end_mark.index) if last is None else _end(last[1] if isinstance(last, tuple) else last)


def _written(value: Any, text: str, start: int, end: int) -> str:
    """A value as it stands in the text, in quotes where the one before was."""
    quote = text[start : start + 1]
    in_json = text.lstrip(" \t\r\n\ufeff")[:1] == "{"
    if in_json or isinstance(value, list | dict) or (isinstance(value, str) and quote == '"'):
        said = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, str) and quote == "'":
        said = "'" + value.replace("'", "''") + "'"
    else:
        said = write_yaml({"a": value}).partition(":")[2].strip()
    if not in_json and not text[:start].rpartition("\n")[2].strip():
        return f"  {said}"  # a list of lines may stand as far left as its key, and a value on one line may not
    return f" {said}" if start == end and text[start - 1 : start] == ":" else said


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data
