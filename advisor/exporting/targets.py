"""What can be exported to, and what each target covers."""

from collections.abc import Callable
from importlib import import_module
from typing import Final, NamedTuple

from advisor.errors import Complaint, InputError, nearest
from advisor.exporting.project import Project
from advisor.exporting.source import Source


class Target(NamedTuple):
    """A kind of project, written by `export` of a module that is imported when it is asked for."""

    name: str
    what: str
    covers: str
    module: str


TARGETS: Final = {
    target.name: target
    for target in (
        Target(
            "torch",
            "a readable PyTorch project: train.py, predict.py, config.yaml, requirements.txt, README.md",
            "tables (mlp, tabm), forecasts of series (linear-series, nhits, transformer, mlp), series and sequences to"
            " classify or regress (cnn, rnn, transformer, mlp); published forecasters run by their own package",
            "advisor.exporting.torch",
        ),
    )
}


def export(target: str, source: Source) -> Project:
    """The project that a target makes of a config. Raises `InputError` where it cannot make one."""
    if target not in TARGETS:
        near = nearest(target, TARGETS)
        raise InputError(
            Complaint(
                f"expected one of {', '.join(TARGETS)}; got {target!r}",
                "TARGET",
                hint=f"did you mean {near}?" if near else None,
            )
        )
    write: Callable[[Source], Project] = import_module(TARGETS[target].module).export
    return write(source)
