"""The file that measured rates are kept in: where it lies, what it says, and whether it is this machine's.

`ADVISOR_CALIBRATION` names another file; empty, none is read. Without it the file lies where settings of a user do:
`$XDG_CONFIG_HOME/advisor/calibration.yaml`, in `~/.config` where that is not set, and in `%APPDATA%` on Windows.
"""

import os
import platform
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from advisor.problem.facts import Calibration

SCHEMA: Final = "advisor/calibration/v1"
VARIABLE: Final = "ADVISOR_CALIBRATION"
LARGEST: Final = 1 << 16  # bytes of a file that is read
DEVICES: Final = ("cpu", "gpu")  # as `compute.device` has them
SECTION: Final = "compute.calibration"
REMARKS: Final = """\
# What this machine reaches in training, as `advisor calibrate` measured it: recommend, explain, report, train and tune
# predict the hours of training from it. A measurement enters a config as facts, and what is made from that config later
# depends on them and not on this file. Measure anew after a change of hardware, of PyTorch or of its threads; delete
# this file, or set ADVISOR_CALIBRATION to nothing, and no measurement is used.
"""


class Stored(NamedTuple):
    """What a file holds by device, or why it is not used; neither where there is no file."""

    found: Mapping[str, Calibration]
    fault: str = ""


def path() -> Path | None:
    """Where the file lies; None where none is to be read."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    return folder() / "advisor" / "calibration.yaml"


def folder() -> Path:
    """Where settings of a user belong on this system."""
    if sys.platform == "win32" and (roaming := os.environ.get("APPDATA")):
        return Path(roaming)
    configured = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(configured) if Path(configured).is_absolute() else Path.home() / ".config"


def machine() -> str:
    """What this machine is called: its processor and how many cores it has."""
    return f"{processor()}, {os.cpu_count() or 1} cores"


def processor() -> str:
    """The model of the processor, as Linux tells it, or else what the system says."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
            names = (line.partition(":")[2].strip() for line in file if line.startswith("model name"))
            if name := next(names, ""):
                return name
    except OSError:
        pass
    return platform.processor() or platform.machine() or "unknown processor"


def text(measured: Mapping[str, Calibration]) -> str:
    """The file of a measurement of this machine."""
    from msgspec import to_builtins

    from advisor.yamlio import write_yaml

    document = {"schema": SCHEMA, "machine": machine()}
    document |= {device: to_builtins(measured[device]) for device in DEVICES if device in measured}
    return REMARKS + write_yaml(document)


def write(place: Path, measured: Mapping[str, Calibration]) -> None:
    """Write the file whole. Raises InputError where it cannot be written."""
    from advisor.errors import Diagnostic, InputError
    from advisor.yamlio import write_whole

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be made: {error.strerror}", str(place.parent))) from None
    write_whole(place, text(measured), force=True)


def read(place: Path | None) -> Stored:
    """What the file holds, where it is whole and this machine's."""
    if place is None or not place.is_file():
        return Stored({})
    from msgspec import ValidationError, convert

    from advisor.errors import InputError
    from advisor.yamlio import read_document

    try:
        with place.open("rb") as file:
            data = read_document(file.read(LARGEST), str(place)).data
    except OSError as error:
        return Stored({}, f"it cannot be read: {error.strerror}")
    except InputError as error:
        return Stored({}, f"it is damaged: {error.diagnostics[0].message}")
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        return Stored({}, f"its schema is not {SCHEMA}")
    if data.get("machine") != machine():
        return Stored({}, f"it was measured on {str(data.get('machine'))[:100]!r}, and this is {machine()!r}")
    try:
        found = {device: convert(data[device], Calibration) for device in DEVICES if device in data}
    except ValidationError as error:
        return Stored({}, f"it is damaged: {error}")
    if wrong := next((device for device, each in found.items() if each.kind != device or not _complete(each)), None):
        return Stored({}, f"it is damaged: not all rates of the {wrong} are there")
    return Stored(found)


def _complete(measured: Calibration) -> bool:
    """Whether day and rates are there, and the day is one."""
    try:
        date.fromisoformat(measured.date)
    except ValueError:
        return False
    return all(getattr(measured, name) is not None for name in Calibration.__struct_fields__)


def facts(measured: Calibration) -> dict[str, Any]:
    """The facts that a measurement makes, by path."""
    return {f"{SECTION}.{name}": getattr(measured, name) for name in Calibration.__struct_fields__}
