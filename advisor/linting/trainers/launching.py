"""Shell scripts that start trainers: the flags of each command, read as a config; nothing is run."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from advisor.bounded import read_path
from advisor.errors import Diagnostic, InputError
from advisor.linting.facts import NOTHING, Facts
from advisor.linting.trainers.checking import Checked, check_trainer
from advisor.linting.trainers.known import recognised, trainers
from advisor.yamlio import Document
from advisor.yamlio.events import place, plain

SUFFIXES: Final = (".sh", ".bash", ".slurm", ".sbatch")
MAX_BYTES: Final = 1 << 20  # of a script
LONGEST: Final = 4096  # letters of a value, variables filled in
LEAST: Final = 3  # flags of a command that may be a trainer's
WORD: Final = re.compile(
    r"""(?:\$\(\([^\n]{0,400}?\)\)|\$\([^)\n]{0,400}\)|[^\s"'\\();|&<>]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+""", re.DOTALL
)
FLAG: Final = re.compile(r"--([A-Za-z][\w.-]*)(?:=(.*))?", re.DOTALL)
SET: Final = re.compile(
    r"(?:^|[;\s])(?:export\s+|local\s+|declare\s+)?([A-Za-z_]\w*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s;()]*+(?!\())"
)
VARIABLE: Final = re.compile(r"\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)")
REST: Final = re.compile(r"\"?\$(?:[@*]|\{\w+\[[@*]\]\})\"?")  # what a script is given, and arrays
PAIR: Final = re.compile(r"([A-Za-z_]\w*)=(.+)", re.DOTALL)


class Command(Document):
    """The flags of a command, and where each stands in the script."""

    def __init__(self, data: dict[str, Any], name: str, text: str, at: Mapping[str, int], start: int) -> None:
        super().__init__(data, name, text, None)
        self._at, self._start = at, start

    def place(self, path: tuple[str | int, ...], key: bool = False) -> tuple[int, int, str]:
        """Line, column and source line of a flag; of the command where there is none."""
        return place(self.text, self._at.get(str(path[0]) if path else "", self._start))


def is_script(path: str) -> bool:
    """Whether a target is a shell script, by its name."""
    return Path(path).suffix in SUFFIXES


def check_script(path: str, facts: Facts = NOTHING) -> Checked:
    """What is wrong with the commands of a script that start a trainer. Raises `InputError` where none does."""
    try:
        text = read_path(path, MAX_BYTES).decode(errors="replace")
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be read: {error.strerror or error}", path)) from None
    except ValueError:  # a NUL byte in the path
        raise InputError(Diagnostic("is not the name of a file", path)) from None
    checked = Checked([], [])
    for command in commands(text, path):
        if (trainer := recognised(command.data)) is not None:
            findings, said = check_trainer(command, trainer, facts, spelling=False)
            checked.findings.extend(findings)
            line = command.place(())[0]
            checked.said.extend(each.replace("is a config of", f"starts at line {line} with keys of") for each in said)
    if not checked.said:
        names = ", ".join(trainer.name for trainer in trainers())
        raise InputError(Diagnostic(f"starts no trainer that is known: {names}", path))
    return checked


def commands(text: str, name: str) -> Iterator[Command]:
    """The commands of a script with a few flags or more, each as a document of them."""
    plain_text = _without_comments(text)
    values: dict[str, str] = {}
    for start, line in _lines(plain_text):
        for found in SET.finditer(line):
            values[found[1]] = _filled(_unquoted(found[2]), values)
        for words in _apart(start, line):
            if words[0][1] in ("echo", "printf", "cat"):
                continue
            data, at = (_pairs if Path(words[0][1]).name == "yolo" else _flags)(words, values)
            if len(data) >= LEAST:
                yield Command(data, name, text, at, words[0][0])


def _without_comments(text: str) -> str:
    """The text with comments and continuations blank, each character in its place."""
    text = re.sub(r"(?m)(^|(?<=\s))#.*$", lambda found: " " * len(found[0]), text)
    return re.sub(r"\\[ \t]*\r?\n", lambda found: " " * len(found[0]), text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """What a shell takes for one line: with what stands in brackets of an array, or in quotes."""
    start, depth, quote = 0, 0, ""
    for i, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[i - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "(" and (depth or text[i - 1 : i] == "="):
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif letter == "\n" and not depth:
            yield start, text[start:i]
            start = i + 1
    yield start, text[start:]


def _apart(start: int, line: str) -> Iterator[list[tuple[int, str]]]:
    """The words of each command of a line, without those that name the files which it reads and writes."""
    words: list[tuple[int, str]] = []
    end = 0
    for each in WORD.finditer(line):
        between, end = line[end : each.start()], each.end()
        if ">" in between or "<" in between:
            continue
        if words and any(letter in between for letter in ";|&"):
            yield words
            words = []
        if line[end : end + 1] != ">" or not each[0].isdigit():
            words.append((start + each.start(), each[0]))
    if words:
        yield words


def _flags(words: list[tuple[int, str]], values: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, int]]:
    """The flags of a program, after those of what starts it, and where each stands."""
    script = [i for i, (_, word) in enumerate(words) if word.endswith(".py") or word in ("-m", "--module")]
    data: dict[str, list[Any]] = {}
    at: dict[str, int] = {}
    name = ""
    for where, word in _opened(words[script[0] + 1 :] if script else words):
        if found := FLAG.fullmatch(word):
            name = found[1].replace("-", "_")
            data[name], at[name] = ([] if found[2] is None else [_value(found[2], values)]), where
        elif word.startswith("-") and not _number(word):
            name = ""
        elif name and not REST.fullmatch(word):
            data[name].append(_value(word, values))
    return {key: _one(said) for key, said in data.items()}, at


def _opened(words: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Words, and those within quotes that hold flags: a variable that the command is given."""
    for where, word in words:
        inside = word.partition("=")[2] if PAIR.match(word) else word
        if inside[:1] in ("'", '"') and "--" in inside:
            offset = where + len(word) - len(inside) + 1
            yield from ((offset + each.start(), each[0]) for each in WORD.finditer(inside[1:-1]))
        else:
            yield where, word


def _pairs(words: list[tuple[int, str]], values: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, int]]:
    """What Ultralytics' command is given."""
    found = [(where, pair) for where, word in words if (pair := PAIR.fullmatch(word))]
    return {pair[1]: _value(pair[2], values) for _, pair in found}, {pair[1]: where for where, pair in found}


def _one(said: list[Any]) -> Any:
    return True if not said else said[0] if len(said) == 1 else said


def _value(word: str, values: Mapping[str, str]) -> Any:
    text = _filled(_unquoted(word), values)
    try:
        return {"True": True, "False": False}.get(text, plain(text))
    except ValueError:
        return text


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A word with the variables that the script has set; others stay, in a form that says so."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[3]
        return values.get(name) or found[2] or f"${{{name}}}"

    filled = VARIABLE.sub(value, text)
    return filled if len(filled) <= LONGEST else text


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word


def _number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
