"""Documents written so that YAML 1.1 and 1.2 readers agree on them, and files written whole or not at all.

PyYAML cannot write comments, reads its own `1e-05` as a string, and costs 16 ms
to import; hence this small emitter.
"""

import os
import re
from collections.abc import Iterator, Mapping
from errno import EISDIR
from math import isfinite
from pathlib import Path
from stat import S_IMODE
from typing import Any, BinaryIO

from advisor.errors import UNSAFE, Diagnostic, InputError, escaped, visible

Comments = Mapping[tuple[str, ...], str]

COMMENT_WIDTH = 100  # columns, indentation included
LONGEST_SIMPLE_KEY = 500  # characters; parsers give up on `key: value` when the key passes 1024
LONGEST_RECORD = 100  # characters of a mapping on one line, as an item of a list
LONGEST_FLOW = 80  # characters of a list of texts on one line; a longer one reads better item by item
STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")  # names of what is open already


def write_yaml(data: Any, comments: Comments | None = None, header: str | None = None) -> str:
    """YAML text of plain data, with `comments` above the keys that they belong to.

    A comment belongs to a path of keys; an index into a list is a key as a string: `("layers", "0", "units")`.
    """
    lines = _comment(header, "") if header is not None else []
    flow = _flow(data, inside=False)
    lines += [flow] if flow is not None else _block(data, "", comments or {}, ())
    return "\n".join(lines) + "\n"


def write_json(data: Any, indent: int | None = 2) -> str:
    """JSON text of plain data. What could steer a terminal is escaped; NaN and its like are a ValueError."""
    from json import dumps

    text = _mended(dumps(data, indent=indent, allow_nan=False, ensure_ascii=False))
    return UNSAFE.sub(lambda match: match[0] if match[0] == "\n" else dumps(match[0])[1:-1], text) + "\n"


def write_whole(path: str | os.PathLike[str], text: str, force: bool = False) -> None:
    """Write the file whole (temporary file, then rename) or not at all; InputError says why it could not be.

    An existing file is kept unless `force`; its permissions and the link that leads to it stay. What is no
    file (a pipe, /dev/stdout) is simply written to.
    """
    write_all({path: text}, force)


def copy_whole(source: Path, path: str | os.PathLike[str], force: bool = False) -> None:
    """Write what a file holds to another one as `write_whole` does."""
    write_all({path: source}, force)


def write_all(texts: Mapping[str | os.PathLike[str], str | Path], force: bool = False) -> None:
    """Write all of these texts, or what these files hold, as `write_whole` does, or none: on a full disk nothing of
    them is left.
    """
    staged: list[tuple[Path, Path]] = []
    path: str | os.PathLike[str] = ""
    try:
        for path, text in texts.items():
            _prepare(path, text, force, staged)
        for temporary, target in staged:
            temporary.replace(target)
    except BaseException as error:  # Ctrl-C too leaves nothing behind
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _explained(error, os.fspath(path)) from None
        raise


def _explained(error: OSError, shown: str) -> InputError:
    parent = Path(shown).parent
    if isinstance(error, FileNotFoundError) and not parent.exists():
        return InputError(Diagnostic(f"cannot be written: there is no directory {parent}", shown))
    return InputError(Diagnostic(f"cannot be written: {error.strerror or error}", shown))


def _prepare(path: str | os.PathLike[str], held: str | Path, force: bool, staged: list[tuple[Path, Path]]) -> None:
    """Write what is held to a temporary file beside its target, or at once to what is no file."""
    target = Path(os.path.realpath(path))
    if open_stream(path):
        with Path(path).open("ab") as stream:  # what was written there before stays
            _pour(held, stream)
        return
    exists = target.is_file()
    if exists and not force:
        raise InputError(Diagnostic("the file exists and was not overwritten", os.fspath(path), hint="--force"))
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target))
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    with temporary.open("xb") as stream:  # a new file's permissions are those of the umask
        staged.append((temporary, target))
        _pour(held, stream)
        stream.flush()
        os.fsync(stream.fileno())
    if exists:
        temporary.chmod(S_IMODE(target.stat().st_mode))


def _pour(held: str | Path, stream: BinaryIO) -> None:
    if isinstance(held, str):
        stream.write(held.encode())
        return
    import shutil

    with held.open("rb") as file:
        shutil.copyfileobj(file, stream)


def open_stream(path: str | os.PathLike[str]) -> bool:
    """Whether a path names what is no file of its own: a pipe, a device, or /dev/stdout wherever that leads."""
    place = Path(path)
    if place.absolute().as_posix().startswith(STREAMS):
        return True
    return place.exists() and not place.is_file() and not place.is_dir()


# --- structure ----------------------------------------------------------------------------------------------


def _flow(value: Any, inside: bool) -> str | None:
    """The value on one line (`inside` brackets or not); None when it holds a mapping, which takes a block."""
    if isinstance(value, Mapping):
        return None if value else "{}"
    if isinstance(value, list | tuple):
        parts = [part for part in (_flow(part, inside=True) for part in value) if part is not None]
        line = f"[{', '.join(parts)}]"
        prose = len(line) > LONGEST_FLOW and any(isinstance(part, str) for part in value)
        return None if len(parts) < len(value) or prose else line
    return _scalar(value, inside)


def _record(value: Any) -> str | None:
    """A short mapping of scalars as one line: a list of them reads as a table."""
    if not isinstance(value, Mapping) or any(isinstance(part, Mapping | list | tuple) for part in value.values()):
        return None
    line = ", ".join(f"{_text(key, inside=True)}: {_scalar(part, inside=True)}" for key, part in value.items())
    return f"{{{line}}}" if len(line) <= LONGEST_RECORD else None


def _block(value: Any, margin: str, comments: Comments, path: tuple[str, ...]) -> list[str]:
    """Lines of a mapping that is not empty, or of a list that holds one."""
    lines: list[str] = []
    for name, (start, held) in _entries(value, margin):
        here = (*path, name)
        if comments and here in comments:
            lines += _comment(comments[here], margin)
        flow = _flow(held, inside=False)
        if flow is None and start == "-" and not any(path[: len(here)] == here != path for path in comments):
            flow = _record(held)  # a comment inside takes lines
        if flow is not None:
            lines.append(f"{margin}{start} {flow}")
            continue
        below = _block(held, margin + "  ", comments, here)
        if start == "-":
            below[0] = f"{margin}- {below[0].lstrip(' ')}"
        else:
            lines.append(margin + start)
        lines += below
    return lines


def _entries(value: Any, margin: str) -> Iterator[tuple[str, tuple[str, Any]]]:
    if not isinstance(value, Mapping):
        for index, part in enumerate(value):
            yield str(index), ("-", part)
        return
    for key, part in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key must be a string, not {key!r}")
        shown = _text(key, inside=False)
        yield key, (f"{shown}:" if len(shown) <= LONGEST_SIMPLE_KEY else f"? {shown}\n{margin}:", part)


def _comment(prose: str, margin: str) -> list[str]:
    """Comment lines; each line of the prose is wrapped by itself, under its own indentation."""
    lines = []
    for line in prose.split("\n"):
        words = visible(line).split(" ")
        hang = margin + "# " + " " * next((at for at, word in enumerate(words) if word), 0)
        current = ""
        for word in filter(None, words):
            if current and len(hang) + len(current) + 1 + len(word) > COMMENT_WIDTH:
                lines.append(hang + current)
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append((hang + current).rstrip())
    return lines


# --- scalars ------------------------------------------------------------------------------------------------

_RESERVED = re.compile("y|yes|n|no|on|off|true|false|null|nan|inf|infinity", re.IGNORECASE)  # in some YAML
_PLAIN_START = re.compile(r"[A-Za-z_]|[^\x00-\xbf]|[0-9].* [A-Za-z]{2}")  # so no number or date goes on
_NOT_PLAIN = re.compile(r": |:$| #| $")
_NOT_PLAIN_INSIDE = re.compile(r"[][{},:?]| #| $")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _scalar(value: Any, inside: bool) -> str:
    if isinstance(value, str):
        return _text(value, inside)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)  # an IntEnum's own repr is a name
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value!r} cannot be written: not a finite number")
        shown = float.__repr__(value)  # as numpy's own repr is a call
        return shown if "." in shown else shown.replace("e", ".0e")  # YAML 1.1 takes 1e-05 for a string
    raise TypeError(f"not plain data: {type(value).__name__}")


def _text(text: str, inside: bool) -> str:
    """The string, plain where every YAML reads it back as this string, else in double quotes."""
    text = _mended(str.__str__(text))
    refused = _NOT_PLAIN_INSIDE if inside else _NOT_PLAIN
    unsafe = UNSAFE.search(text)
    if _PLAIN_START.match(text) and not unsafe and not refused.search(text) and not _RESERVED.fullmatch(text):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + UNSAFE.sub(lambda match: _SHORT.get(match[0]) or escaped(match[0]), quoted) + '"'


def _mended(text: str) -> str:
    """The text with surrogates, which no encoding can hold, joined where they pair and replaced elsewhere."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
