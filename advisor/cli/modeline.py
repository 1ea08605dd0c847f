"""The line at the start of a YAML file by which editors find its schema, where that lies beside the file."""

from pathlib import Path
from typing import Final

from advisor.versions import CONFIG_SCHEMA, PROBLEM_SCHEMA

START: Final = "# yaml-language-server: $schema="
SUFFIXES: Final = (".yaml", ".yml")
# What `advisor schema` prints, by the name under which it is looked for.
FILES: Final = {CONFIG_SCHEMA: "config.schema.json", PROBLEM_SCHEMA: "problem.schema.json"}


def modeline(text: str) -> str:
    """The line of a document that has one, with its end."""
    line, end, _ = text.partition("\n")
    return line.rstrip("\r") + "\n" if line.startswith(START) and end else ""


def with_modeline(path: str, text: str) -> str:
    """The text of a file, behind the line for its schema where that lies beside it."""
    place = Path(path)
    if place.suffix not in SUFFIXES or modeline(text):
        return text
    for line in text.splitlines():
        if line.startswith("schema: "):
            name = FILES.get(line.removeprefix("schema: "))
            return f"{START}{name}\n{text}" if name and (place.parent / name).is_file() else text
    return text
