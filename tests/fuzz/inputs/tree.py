"""An input: files, and the one of them that a command is given."""

from typing import NamedTuple

Tree = dict[str, bytes]  # files by their paths below a folder


class Input(NamedTuple):
    """Files, and the one of them (or their folder, where that is empty) that a command is given."""

    files: Tree
    name: str
