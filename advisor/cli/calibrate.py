"""`advisor calibrate`: how quickly this machine trains, measured and kept."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from advisor.cli import options
from advisor.cli.profile import watching
from advisor.cli.streams import emit, tell
from advisor.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from advisor.problem.facts import Calibration

NEEDS: Final = "pip install 'nn-advisor[torch]', or PyTorch as https://pytorch.org/get-started has it for your GPU"
EXAMPLES = """\
  advisor calibrate                                 measure, and keep it for the commands that predict hours
  advisor calibrate --print                         measure, and write nothing
  ADVISOR_CALIBRATION= advisor recommend train.csv --target price        as if nothing had been measured
"""


def command(
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to keep it, in place of the user's settings."),
    ] = None,
    print_: Annotated[bool, typer.Option("--print", help="Print what is measured, and write no file.")] = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Measure how quickly this machine trains, and keep it: predicted hours of training follow from it.

    Trains small networks for a few steps each, in less than a minute, with the PyTorch that is installed, on the CPU
    and on a GPU if there is one. `recommend` and others then take the rates as facts for problems that train on this
    machine; their configs hold them, so that a config gives the same bytes wherever it is read. OMP_NUM_THREADS and
    taskset count: measure as you will train.
    """
    from advisor.calibrating import stored

    try:
        import torch
    except ImportError:
        raise InputError(Diagnostic("PyTorch is not installed, and training is measured with it", hint=NEEDS)) from None
    place = Path(output) if output else stored.path()
    if place is None and not print_:
        hint = "unset it, or say --output FILE or --print"
        raise InputError(Diagnostic("is empty: nothing is kept", stored.VARIABLE, hint=hint))
    devices = {"cpu": torch.device("cpu")}
    if (found := torch.accelerator.current_accelerator(check_available=True)) is not None:
        devices["gpu"] = found
    measured = {device: _measured(device, of, quiet) for device, of in devices.items()}
    if print_ or place is None:
        emit(stored.text(measured))
        return
    stored.write(place, measured)
    if not quiet:
        tell(f"wrote {place}")


def _measured(device: str, of: Any, quiet: bool) -> "Calibration":
    """What is measured of one device."""
    import torch

    from advisor.calibrating import measuring, stored

    name = stored.processor()
    if device == "gpu":
        name = torch.cuda.get_device_name(of) if of.type == "cuda" else str(of.type)
    with watching(quiet) as watch:

        def telling(part: float) -> None:
            watch(f"training small networks on {name}", part)

        found = measuring.calibration(of, name, datetime.now(UTC).date(), telling)
    if not quiet:
        tell(f"{name}: {found.step_us:g} us an update and {found.layer_us:g} us a layer, whatever they compute")
    return found
