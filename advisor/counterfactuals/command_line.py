"""Facts -> the command that gives the same advice without a question."""

import shlex
from collections.abc import Mapping
from typing import Any, Final

from advisor.errors import UNSAFE
from advisor.problem.fact import Origin
from advisor.problem.facts import FACTS
from advisor.versions import Ruleset

IMAGE_SIZES: Final = ("data.image.height", "data.image.width", "data.image.channels")


def equivalent(
    facts: Mapping[str, Any],
    origins: Mapping[str, Origin],
    ruleset: Ruleset = "current",
    output: str | None = None,
    document: str | None = None,
    data: str | None = None,
) -> str:
    """`advisor recommend` with a flag for each given fact; measured ones come from the files that hold them."""
    words = ["advisor", "recommend"]
    measured = [path for path in facts if origins.get(path) == "measured"]
    if measured and document is not None:
        words.append(document)
    if data is not None:
        words += ["--data", data]
    given = {path: value for path, value in facts.items() if origins.get(path) != "measured"}
    if data is not None:
        given.pop("data.path", None)
    if all(size in given for size in IMAGE_SIZES):
        words += ["--image", "x".join(str(given.pop(size)) for size in IMAGE_SIZES)]
    for path, value in given.items():
        words += _said(path, value)
    if ruleset != "current" or (measured and document is not None):
        words += ["--ruleset", ruleset]
    if output:
        words += ["-o", output]
    return " ".join(map(_quoted, words))


def _said(path: str, value: Any) -> list[str]:
    """The flag that says a fact, or `--set` where it has none."""
    if path == "data.targets":
        return [word for name in value for word in ("--target", str(name))]
    flag = FACTS[path].about.flag
    if isinstance(value, bool) and flag:
        return [f"--{'' if value else 'no-'}{flag}"]
    if FACTS[path].several:
        from msgspec.json import encode

        value = encode(value).decode()
    return [f"--{flag}", str(value)] if flag else ["--set", f"{path}={value}"]


def _quoted(word: str) -> str:
    """A word as a shell reads it; what could steer a terminal is written as an escape."""
    if not UNSAFE.search(word):
        return shlex.quote(word)
    plain = word.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + UNSAFE.sub(lambda match: f"\\U{ord(match[0]):08x}", plain) + "'"
