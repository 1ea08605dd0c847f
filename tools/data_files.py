"""Write the data files in their one form, so that a diff shows what changed in an entry.

`python -m tools.data_files` writes; with `--check` it names what is stale and exits 1.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from advisor.networks.catalogue import BACKBONES, Backbone
from advisor.networks.devices import DEVICES, Device
from advisor.networks.forecasters import FORECASTERS, Forecaster
from advisor.networks.recognisers import RECOGNISERS, Recogniser
from advisor.networks.tabular import TABULAR, TabularModel
from advisor.references.bibliography import BIBLIOGRAPHY, GUIDE
from tools.gallery import bring_up_to_date

FIELDS: Final = (
    "id", "type", "author", "issued", "title", "container-title", "container-title-short", "volume", "issue", "page",
    "publisher", "number", "DOI", "URL", "section", "keyword", "note", "accessed", "custom",
)  # fmt: skip


def written(items: Iterable[Mapping[str, Any]], order: Sequence[str] = FIELDS) -> str:
    """Entries as the file holds them: a field a line, in one order."""
    return "[\n" + ",\n".join(_item(item, order) for item in items) + "\n]\n"


def _item(item: Mapping[str, Any], order: Sequence[str]) -> str:
    fields = sorted(item.items(), key=lambda field: order.index(field[0]))
    lines = [f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields]
    return "  {\n" + ",\n".join(lines) + "\n  }"


def pages() -> Iterator[tuple[Path, str]]:
    """Each file with what it should hold."""
    yield BIBLIOGRAPHY, written(json.loads(BIBLIOGRAPHY.read_bytes()))
    yield GUIDE, json.dumps(json.loads(GUIDE.read_bytes()), indent=2, ensure_ascii=False) + "\n"
    yield BACKBONES, written(json.loads(BACKBONES.read_bytes()), Backbone.__struct_fields__)
    yield DEVICES, written(json.loads(DEVICES.read_bytes()), Device.__struct_fields__)
    yield FORECASTERS, written(json.loads(FORECASTERS.read_bytes()), Forecaster.__struct_fields__)
    yield RECOGNISERS, written(json.loads(RECOGNISERS.read_bytes()), Recogniser.__struct_fields__)
    yield TABULAR, written(json.loads(TABULAR.read_bytes()), TabularModel.__struct_fields__)


if __name__ == "__main__":
    only_check = "--check" in sys.argv
    sys.exit(bool(bring_up_to_date(pages(), only_check)) and only_check)
