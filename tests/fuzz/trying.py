"""How an input is tried: by what takes its format, in this process; only `InputError` may come of it."""

import io
import json
import os
import re
import resource
import sys
import zlib
from contextlib import redirect_stderr, suppress
from pathlib import Path
from typing import Any

from advisor.errors import UNSAFE, Diagnostic, InputError
from tests.fuzz.inputs import Input

MOST_KB = 1 << 20  # kilobytes of memory that an input may take: 1 GiB
HARD = 2 << 30  # bytes at which the process gets no more, so that no input takes the machine
LONGEST_S = 20.0
SAFE_FIX_ONE_IN = 4  # configs on which --fix is tried, too


class WrongError(AssertionError):
    """An input was answered wrongly."""


def limit_memory() -> None:
    """Let this process have no more than `HARD` of its own (files that are mapped and not copied do not count)."""
    with suppress(ValueError, OSError):  # where the system has no such limit, the measuring remains
        resource.setrlimit(resource.RLIMIT_DATA, (HARD, HARD))


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
    _forget_peak()
    try:
        with redirect_stderr(said):
            TRIED.get(form, _measured)(place)
        taken = True
    except InputError as error:
        taken = False
        check_text(str(error))
        if not str(error).strip():
            raise WrongError("refused without a word") from error
    check_text(said.getvalue())
    used = _peak_kb()
    if used > MOST_KB:
        raise WrongError(f"{used // 1024:,} MiB of memory")
    return taken


def _forget_peak() -> None:
    """Let the peak of memory begin anew, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_kb() -> int:
    """The most memory that this process has held, in kilobytes.

    Linux counts in `ru_maxrss` what the process that started this one held as well; VmHWM begins anew.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)):
        return int(found[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def check_text(text: str) -> None:
    for line in text.split("\n"):
        if UNSAFE.search(line):
            raise WrongError(f"a message steers the terminal: {line!r}")


def _measured(place: Path) -> None:
    from advisor.problem import Problem
    from advisor.problem.intake import Intake
    from advisor.profiling import profile
    from advisor.recommending import recommend
    from advisor.yamlio import write_json

    target = "y" if place.is_file() and place.suffix not in (".yaml", ".conll") and place.name != "coco.json" else ""
    intake = Intake()
    intake.measured(profile(os.fspath(place), target))
    answer = recommend(Problem.of(intake), "current").document()
    json.loads(write_json(answer), parse_constant=_no_json)


def _problem(place: Path) -> None:
    from advisor.problem import Problem
    from advisor.recommending import recommend
    from advisor.yamlio import read_document, write_json, write_yaml

    answer = recommend(Problem.from_file(place), "current").document()
    write_json(answer)
    if read_document(write_yaml(answer), "again").data != json.loads(write_json(answer)):
        raise WrongError("the config reads back as another")


def _config(place: Path) -> None:
    from advisor.exporting import TARGETS, export, read_source
    from advisor.linting import check_config, formats
    from advisor.linting.fixes import fixed
    from advisor.yamlio import read_document

    whole = place.read_bytes()
    which = zlib.crc32(whole)  # not every input is exported to all targets
    document = read_document(whole, place.name)
    _shown(check_config(document, None))
    if which % SAFE_FIX_ONE_IN == 0:
        text, _ = fixed(document, None, [], [])
        again = check_config(read_document(text, place.name), None)
        if left := [finding for finding in again if finding.safe]:
            raise WrongError(f"--fix leaves what is safe to fix: {left[0].rule}")
        if formats.as_text(again) and fixed(read_document(text, place.name), None, [], [])[0] != text:
            raise WrongError("--fix does not settle")
    export(list(TARGETS)[which % len(TARGETS)], read_source(document))


def _shown(found: Any) -> None:
    """Findings in every form: lines that steer no terminal and no CI, and JSON."""
    from advisor.linting import formats
    from advisor.yamlio import write_json

    check_text(formats.as_text(found))
    annotations = formats.as_github(found)
    check_text(annotations)
    if wrong := [line for line in annotations.splitlines() if not line.startswith("::")]:
        raise WrongError(f"an annotation breaks: {wrong[0]!r}")
    json.loads(write_json(formats.as_sarif(found)), parse_constant=_no_json)
    json.loads(write_json(formats.as_data(found)), parse_constant=_no_json)


def _no_json(word: str) -> None:
    raise WrongError(f"{word} in JSON")


def _trainer(place: Path) -> None:
    from advisor.linting.trainers import check_trainer, recognised
    from advisor.yamlio import read_document

    document = read_document(place.read_bytes(), place.name)
    if (trainer := recognised(document.data)) is None:
        raise InputError(Diagnostic("is of no trainer", place.name))
    _shown(check_trainer(document, trainer).findings)


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
    from advisor.linting.facts import Facts
    from advisor.linting.keras import check_keras, is_archive, is_keras, read_archive
    from advisor.yamlio import read_document

    name = os.fspath(place)
    document = read_archive(name) if is_archive(name) else read_document(place.read_bytes(), place.name)
    if not is_keras(document.data):
        raise InputError(Diagnostic("is no model", place.name))
    _shown(check_keras(document, Facts("multiclass", 10, 1000, 8.0)))


TRIED = {"problem": _problem, "config": _config, "trainer": _trainer, "history": _history}
TRIED |= {"model": _model, "archive": _model}
