"""Files of kinds that are not read, beside others that are: left out, and said, with the line that converts one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import listed, suffix
from advisor.profiling.shared.suffixes import SUFFIXES
from advisor.profiling.shared.tables.formats import CONVERTED, form_of

if TYPE_CHECKING:
    from advisor.profiling.shared.files import Files

# What holds data for sure, rather than a model or labels in another tool's format.
TOLD: Final = frozenset((".xls", ".xlsb", ".ods", ".rds", ".rdata", ".rda", ".orc", ".avro", ".dcm"))


def without_unread(files: Files) -> Files:
    """The files of a folder that are read, with a note of the others; as they are where none is a table or picture."""
    left = [path for path in files.paths if suffix(path) in TOLD] if files.folder else []
    known = frozenset[str]().union(*SUFFIXES.values())
    kept = [path for path in files.paths if path not in set(left)]
    if not left or not any(form_of(path)[0] not in (None, "document") or suffix(path) in known for path in kept):
        return files
    one, many = "1 file of a kind that is not read is", f"{len(left):,} files of kinds that are not read are"
    line = CONVERTED[suffix(left[0])].format(left[0], Path(left[0]).stem)
    note = f"{many if len(left) > 1 else one} left out: {listed(left, files.root)}; to read one: {line}"
    return files._replace(paths=kept, notes=[*files.notes, note])
