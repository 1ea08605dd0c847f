"""Completion in bash, which breaks words at `=`."""

import os
import re
from typing import Any, Final

from typer._click.shell_completion import add_completion_class, split_arg_string
from typer._completion_classes import BashComplete

SPECIAL: Final = re.compile(r"[^\w@%+=:,./-]")  # what bash would not take for a part of a word
NO_SPACE: Final = "    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null\n    return 0\n"


class Bash(BashComplete):
    """Words that bash broke at `=` are put together again, and only what follows is given back."""

    held = ""  # the part of the word that bash keeps as it is

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and that one as far as it is typed."""
        typed = split_arg_string(os.environ["COMP_WORDS"])
        at = int(os.environ["COMP_CWORD"])
        typed = [*typed[: at + 1], *[""] * (at + 1 - len(typed))]
        words: list[str] = []
        for place, word in enumerate(typed):
            if words and (word == "=" or typed[place - 1] == "="):
                words[-1] += word
                self.held = words[-1][: words[-1].rindex("=") + 1]
            else:
                words.append(word)
                self.held = ""
        return words[1:-1], words[-1]

    def format_completion(self, item: Any) -> str:
        """A word as bash reads it."""
        return SPECIAL.sub(r"\\\g<0>", str(item.value).removeprefix(self.held))


def install() -> None:
    """Have bash answered so."""
    add_completion_class(Bash, "bash")
