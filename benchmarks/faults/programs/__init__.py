"""All programs, by where they were published."""

from collections.abc import Mapping
from typing import Final

from benchmarks.faults.program import Program
from benchmarks.faults.programs.autotrainer import AUTOTRAINER
from benchmarks.faults.programs.neuralint import NEURALINT

SOURCES: Final[Mapping[str, tuple[Program, ...]]] = {"NeuraLint": NEURALINT, "AutoTrainer": AUTOTRAINER}
PROGRAMS: Final[Mapping[str, Program]] = {
    program.identifier: program for programs in SOURCES.values() for program in programs
}
