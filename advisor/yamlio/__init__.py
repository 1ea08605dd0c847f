"""The one place where documents are read and written: strict YAML and JSON."""

from advisor.yamlio.reading import MAX_BYTES, Document, read_document
from advisor.yamlio.writing import copy_whole, open_stream, write_all, write_json, write_whole, write_yaml

__all__ = [
    "MAX_BYTES",
    "Document",
    "copy_whole",
    "open_stream",
    "read_document",
    "write_all",
    "write_json",
    "write_whole",
    "write_yaml",
]
