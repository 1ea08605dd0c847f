"""Settings that a project reads from its config.yaml when it runs: what is edited there changes the training."""

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, Final

from advisor.exporting.code import literal

READ: Final = re.compile(r'\bsetting\("([\w.]+)"\)(?:\[(\d+)\])?')  # the path, and the place in a list


def setting(path: str) -> str:
    """Code that reads a number, or a list of them, from config.yaml; templates call it in place of the value.

    >>> print(setting("training.epochs"))
    setting("training.epochs")
    """
    return f'setting("{path}")'


def editable_in(code: Mapping[str, str]) -> dict[str, bool]:
    """The paths that the files of a project read from config.yaml, in order, and whether of a list the first alone."""
    read = [found for text in code.values() for found in READ.findall(text)]
    return {
        path: all(place == "0" for each, place in read if each == path) for path in sorted({path for path, _ in read})
    }


def with_values(code: str, value_of: Callable[[str], Any]) -> str:
    """The code of a script that reads no config.yaml: the values stand in it.

    >>> with_values('rate = setting("model.dropout.rates")[1]', {"model.dropout.rates": [0.1, 0.2]}.__getitem__)
    'rate = 0.2'
    """

    def value(found: re.Match[str]) -> str:
        path, place = found.groups()
        return literal(value_of(path) if place is None else value_of(path)[int(place)])

    return READ.sub(value, code)


def files_to_read(editable: Mapping[str, bool], target: str, document: dict[str, Any]) -> dict[str, str]:
    """The module that reads them, and the config that the code was written for; nothing where none is read."""
    if not editable:
        return {}
    written = {"target": target, "editable": editable, "config": document}
    code = files("advisor.exporting.copied").joinpath("settings.py").read_text(encoding="utf-8")
    return {"settings.py": code, "written.json": json.dumps(written, ensure_ascii=False) + "\n"}
