"""Whether a file that stands where a problem may stand is one, or data to be measured."""

import stat
from pathlib import Path
from typing import Final

from advisor.cli.streams import STDIN, tell
from advisor.errors import Diagnostic, InputError

PATTERN: Final = frozenset("*?")
YAML: Final = (".yaml", ".yml")
LINES: Final = (".jsonl", ".ndjson")  # where each line is a row, whatever its keys are called
OPENINGS: Final = frozenset(
    {"schema", "ruleset", "task", "data", "compute", "priorities", "observed", "measured", "pins", "problem"}
)  # keys with which a problem or a config may begin
YOLO: Final = "train"  # the key that descriptions of YOLO's data sets have and problems have not
HEAD: Final = 1 << 16  # bytes that tell
LONGEST_DOCUMENT: Final = 1 << 24  # bytes; no longer one is read as a problem


def told_apart(problem: str | None, data: str | None, quiet: bool = False) -> tuple[str | None, str | None]:
    """The problem file and the data among what was named as PROBLEM and by --data.

    Says on stderr what a file was taken for where its suffix does not tell. Raises InputError for two sets of data.
    """
    if problem is None or not is_data(problem):
        return problem, data
    if data is not None:
        raise InputError(Diagnostic("is data, and --data names other data", problem, hint="name one of them"))
    doubtful = Path(problem).is_file() and Path(problem).suffix.lower() in (*YAML, ".json", "")
    if doubtful and not quiet:
        tell(f"note: {problem} was taken for data, as it does not begin as a problem does")
    return None, problem


def is_data(path: str) -> bool:
    """Whether a path names data: a folder, a pattern, or a file that holds no problem and no config."""
    if path == STDIN:
        return False
    place = Path(path)
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError):  # reading it as a problem says what is wrong
        return not PATTERN.isdisjoint(path) and place.suffix.lower() not in YAML and "\0" not in path
    if stat.S_ISDIR(mode):
        return True
    suffix = place.suffix.lower()
    if not stat.S_ISREG(mode):  # a pipe can be read only once
        return False
    if suffix in LINES:
        return True
    try:
        with place.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").lstrip()
    if text[:1] in ("{", "[") and suffix not in YAML:
        return _is_json_data(place, text)
    keys = [
        line.partition(":")[0].strip("\"' \t") for line in text.splitlines() if ":" in line and line[:1] not in " #-"
    ]
    if suffix in YAML:
        return YOLO in keys and not OPENINGS.intersection(keys)
    return not keys or keys[0] not in OPENINGS


def _is_json_data(place: Path, text: str) -> bool:
    """Whether JSON is rows, in a list or line by line, columns, or annotations, rather than a mapping of facts."""
    from msgspec import DecodeError
    from msgspec.json import decode

    if text.startswith("[") or place.stat().st_size > LONGEST_DOCUMENT:
        return True
    try:
        data = decode(place.read_bytes())
    except DecodeError:
        first, _, rest = text.partition("\n")
        return rest.lstrip().startswith("{") and first.rstrip().endswith("}")
    if any(isinstance(data[key], str | dict) for key in OPENINGS.intersection(data)):
        return False
    values = list(data.values())
    return any(isinstance(each, list) for each in values) or (
        len(values) > 1 and all(isinstance(each, dict) for each in values)
    )
