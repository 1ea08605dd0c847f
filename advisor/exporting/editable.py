"""Settings that a project reads from its config.yaml when it runs: what is edited there changes the training."""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

READ: Final = re.compile(r'\bsetting\("([\w.]+)"\)')


def setting(path: str) -> str:
    """Code that reads a number, or a list of them, from config.yaml; templates call it in place of the value.

    >>> print(setting("training.epochs"))
    setting("training.epochs")
    """
    return f'setting("{path}")'


def editable_in(code: Mapping[str, str]) -> list[str]:
    """The paths that the files of a project read from config.yaml, in order."""
    return sorted({path for text in code.values() for path in READ.findall(text)})


def files_to_read(editable: list[str], target: str, document: dict[str, Any]) -> dict[str, str]:
    """The module that reads them, and the config that the code was written for; nothing where none is read."""
    if not editable:
        return {}
    written = {"target": target, "editable": editable, "config": document}
    code = files("advisor.exporting.copied").joinpath("settings.py").read_text(encoding="utf-8")
    return {"settings.py": code, "written.json": json.dumps(written, ensure_ascii=False) + "\n"}
