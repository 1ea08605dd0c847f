"""What the cells of a Jupyter notebook printed: text as it is, and tables in HTML as lines between tabs."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple


class Printed(NamedTuple):
    """The output of a cell, with the number that Jupyter shows beside it, or its place."""

    cell: str
    text: str


def printed_in(text: str) -> list[Printed] | None:
    """What each cell of a notebook printed, where anything; None where the text is no notebook."""
    if '"nbformat"' not in text or not text.lstrip().startswith("{"):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or "nbformat" not in document:
        return None
    sheets = _objects(document.get("worksheets"))  # of versions before 4
    cells = _objects(document.get("cells")) or [cell for sheet in sheets for cell in _objects(sheet.get("cells"))]
    found = []
    for place, cell in enumerate(cells, 1):
        outputs = "".join(map(_of_output, _objects(cell.get("outputs"))))
        if outputs.strip():
            count = cell.get("execution_count") or cell.get("prompt_number")
            found.append(Printed(f"cell [{count}]" if count else f"cell {place}", outputs))
    return found


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none of what is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _of_output(output: dict[str, Any]) -> str:
    """The text of an output; an HTML table goes before the words that stand for it."""
    data = output.get("data")
    data = data if isinstance(data, dict) else {"text/plain": output.get("text"), "text/html": output.get("html")}
    html = _joined(data.get("text/html"))
    if "<table" in html:
        return "\n" + "\n".join(_table(html)) + "\n"
    text = _joined(data.get("text/plain"))
    return text if text.endswith("\n") or not text else f"{text}\n"


def _joined(text: Any) -> str:
    return "".join(part for part in text if isinstance(part, str)) if isinstance(text, list) else str(text or "")


def _table(html: str) -> Iterator[str]:
    reader = _Rows()
    reader.feed(html)
    yield from ("\t".join(cell.strip() for cell in row) for row in reader.rows if row)


class _Rows(HTMLParser):
    """The cells of the rows of all tables."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        self.inside = tag in ("td", "th") or (self.inside and tag not in ("tr", "table"))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
