"""What the suffixes of files, and how they begin, say of what is in them."""

from __future__ import annotations

from typing import Final

TEXTS: Final = frozenset((".txt", ".text", ".md", ".rst"))
LOOSE: Final = frozenset((".txt", ".text"))  # texts that may as well be tables
DOCUMENTS: Final = frozenset((".json", ".yaml", ".yml", ".xml", ".html", ".htm"))  # texts that are none
CONLL: Final = frozenset((".conll", ".conll03", ".conllu", ".iob", ".iob2", ".bio", ".bioes"))
SUFFIXES: Final[dict[str, frozenset[str]]] = {}  # of files that a table may name, by kind, as each registers them
SOUND: Final = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"FORM")  # how recordings begin
