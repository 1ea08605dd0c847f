"""The journal of a search: a line of JSON for each trial, written when it ends, so that a search goes on from there."""

import os
from hashlib import file_digest, sha256
from math import inf
from pathlib import Path
from typing import Any, Final

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import decode, encode

from advisor.errors import Diagnostic, InputError

NAME: Final = "trials.jsonl"


class Header(Struct, frozen=True):
    """What a search is of: hashes of the config and of the data, and what each trial is told."""

    config: str
    data: str
    words: list[str]


class Trial(Struct, frozen=True, kw_only=True):
    """One training run: what was fixed, what came of it."""

    number: int
    stage: str
    key: str  # of the config that was trained; see `advisor.tuning.trials.Candidate`
    pins: dict[str, Any]
    changed: dict[str, tuple[Any, Any]]  # by path, what it changed of the best before it: from and to
    seconds: float
    judged_by: str = ""  # the name of its score
    score: float | None = None  # on validation; None where it failed
    scores: dict[str, float | None] = {}  # all that were computed there
    rate: float | None = None  # the learning rate that it was trained at
    shows: list[str] = []  # conditions that its curves show, as `advisor diagnose` names them
    failed: str = ""  # why it has no score

    def loss(self, lower: bool) -> float:
        """The score as something to be lowered; infinite where there is none."""
        return inf if self.score is None else self.score if lower else -self.score


def hashed(*parts: Any) -> str:
    """What tells one config, or one set of data, from another: of a file its bytes count, of a folder names and sizes.

    >>> hashed({"a": 1}) == hashed({"a": 1}), hashed({"a": 1}) == hashed({"a": 2})
    (True, False)
    """
    found = sha256()
    for part in parts:
        path = Path(part) if isinstance(part, str) else None
        if path is not None and path.is_file():
            with path.open("rb") as file:
                found.update(file_digest(file, "sha256").digest())
        elif path is not None and path.is_dir():
            files = sorted(each for each in path.rglob("*") if each.is_file())
            found.update(encode([(str(each.relative_to(path)), each.stat().st_size) for each in files]))
        else:
            found.update(encode(part))
    return found.hexdigest()


class Journal:
    """The trials of a search, on disk and in memory."""

    def __init__(self, folder: Path, header: Header) -> None:
        """Open the journal of a folder, or begin it. Raises `InputError` where it is of another search."""
        self.path = folder / NAME
        self.trials: list[Trial] = []
        whole = self._read(header) if self.path.exists() else 0
        if not whole:
            self.path.write_bytes(encode(header) + b"\n")
        elif whole < self.path.stat().st_size:  # the last line was cut off
            os.truncate(self.path, whole)

    def _read(self, header: Header) -> int:
        """Read the lines that are whole; returns where they end."""
        end, lines = 0, self.path.read_bytes().splitlines(keepends=True)
        for number, line in enumerate(lines):
            if not line.endswith(b"\n"):
                break
            try:
                if number:
                    self.trials.append(decode(line, type=Trial))
                else:
                    self._refuse(decode(line, type=Header), header)
            except (DecodeError, ValidationError) as error:
                raise InputError(
                    Diagnostic(f"is no journal of a search: {error}", str(self.path), number + 1, hint="--force")
                ) from None
            end += len(line)
        return end

    def _refuse(self, found: Header, header: Header) -> None:
        """Raise `InputError` where the journal is of another search."""
        other = [name for name in header.__struct_fields__ if getattr(found, name) != getattr(header, name)]
        if other:
            said = {"config": "another config", "data": "other data", "words": "other options"}
            message = f"holds a search with {' and '.join(said[name] for name in other)}"
            hint = "name another folder with -o; --force begins anew"
            raise InputError(Diagnostic(message, str(self.path.parent), hint=hint))

    def find(self, key: str) -> Trial | None:
        """The trial that trained a config."""
        return next((trial for trial in self.trials if trial.key == key), None)

    def add(self, trial: Trial) -> None:
        """Keep a trial: on disk before anything else happens."""
        with self.path.open("ab") as file:
            file.write(encode(trial) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.trials.append(trial)
