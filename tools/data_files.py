"""Write the bibliography and the guide's items in their one form: a diff shows what changed in an entry.

`python -m tools.bibliography` writes; with `--check` it names what is stale and exits 1.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from advisor.references.bibliography import BIBLIOGRAPHY, GUIDE
from tools.gallery import bring_up_to_date

FIELDS: Final = (
    "id", "type", "author", "issued", "title", "container-title", "container-title-short", "volume", "issue", "page",
    "publisher", "number", "DOI", "URL", "section", "keyword", "note", "accessed", "custom",
)  # fmt: skip


def written(items: Iterable[Mapping[str, Any]]) -> str:
    """CSL-JSON items as the file holds them: a field a line, in one order."""
    return "[\n" + ",\n".join(map(_item, items)) + "\n]\n"


def _item(item: Mapping[str, Any]) -> str:
    fields = sorted(item.items(), key=lambda field: FIELDS.index(field[0]))
    lines = [f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields]
    return "  {\n" + ",\n".join(lines) + "\n  }"


def pages() -> Iterator[tuple[Path, str]]:
    """Each file with what it should hold."""
    yield BIBLIOGRAPHY, written(json.loads(BIBLIOGRAPHY.read_bytes()))
    yield GUIDE, json.dumps(json.loads(GUIDE.read_bytes()), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    only_check = "--check" in sys.argv
    sys.exit(bool(bring_up_to_date(pages(), only_check)) and only_check)
