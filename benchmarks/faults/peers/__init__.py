"""Others, asked of the same programs: `PEERS[name](program, setup, folder, asked)` gives a part of a result."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.faults.peers.logs import TOOLS, asking
from benchmarks.faults.program import Program, Setup

PEERS: Final[Mapping[str, Callable[[Program, Setup, Path, Any], dict[str, Any]]]] = {
    name: asking(name) for name in TOOLS
}
