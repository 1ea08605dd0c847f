"""How an input is tried: by what takes its format, in this process; only `InputError` may come of it."""

import io
import os
import re
import resource
import sys
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from advisor.errors import UNSAFE, InputError
from tests.fuzz.inputs import Input

MOST_KB = 1 << 20  # kilobytes of memory: 1 GiB
LONGEST_S = 20.0


class WrongError(AssertionError):
    """An input was answered wrongly."""


def lay(given: Input, folder: Path) -> Path:
    """Write the files of an input below a folder; what is given to a command."""
    for name, content in given.files.items():
        place = folder / name.replace("\0", "_")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder / given.name if given.name else folder


def attempt(form: str, place: Path) -> bool:
    """Whether the input is taken, not refused. Raises whatever is no refusal, and `WrongError` for a wrong one."""
    said = io.StringIO()
    try:
        with redirect_stderr(said):
            TRIED.get(form, _measured)(place)
        taken = True
    except InputError as error:
        taken = False
        _check_text(str(error))
        if not str(error).strip():
            raise WrongError("refused without a word") from error
    used = _peak_kb()
    if used > MOST_KB:
        raise WrongError(f"{used // 1024:,} MiB of memory")
    return taken


def _peak_kb() -> int:
    """The most memory that this process has held, in kilobytes.

    Linux counts in `ru_maxrss` what the process that started this one held as well; VmHWM begins anew.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)):
        return int(found[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def _check_text(text: str) -> None:
    for line in text.split("\n"):
        if UNSAFE.search(line):
            raise WrongError(f"a message steers the terminal: {line!r}")


def _measured(place: Path) -> None:
    from advisor.problem import Problem
    from advisor.problem.intake import Intake
    from advisor.profiling import profile
    from advisor.recommending import recommend
    from advisor.yamlio import write_yaml

    target = "y" if place.is_file() and place.suffix not in (".yaml", ".conll") else ""
    intake = Intake()
    intake.measured(profile(os.fspath(place), target))
    answer = recommend(Problem.of(intake), "current").document()
    if re.search(r"\bnan\b", write_yaml(answer)):
        raise WrongError("the config holds nan")


def _problem(place: Path) -> None:
    from advisor.problem import Problem
    from advisor.recommending import recommend
    from advisor.yamlio import read_document, write_json, write_yaml

    answer = recommend(Problem.from_file(place), "current").document()
    write_json(answer)
    if read_document(write_yaml(answer), "again").data != answer:
        raise WrongError("the config reads back as another")


def _config(place: Path) -> None:
    from advisor.exporting import export, read_source
    from advisor.linting import check_config
    from advisor.yamlio import read_document

    document = read_document(place.read_bytes(), place.name)
    check_config(document, None)
    source = read_source(document)
    export("torch", source)


def _history(place: Path) -> None:
    from advisor.cli.diagnose import _as_json, _histories
    from advisor.diagnosing.advice import NOTHING
    from advisor.diagnosing.rate_test import is_rate_test, read_rate_test

    runs: Any = _histories(os.fspath(place))
    if is_rate_test(runs[0]):
        read_rate_test(runs[0])
        return
    _as_json(runs, None, NOTHING)


def _model(place: Path) -> None:
    from advisor.linting import formats
    from advisor.linting.facts import NOTHING
    from advisor.linting.keras import check_keras, is_keras
    from advisor.yamlio import read_document

    document = read_document(place.read_bytes(), place.name)
    if is_keras(document.data):
        found = check_keras(document, NOTHING)
        formats.as_sarif(found)
        _check_text(formats.as_text(found))


TRIED = {"problem": _problem, "config": _config, "history": _history, "model": _model}
