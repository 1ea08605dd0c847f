"""Train published faulty programs and ask what finds their faults: `python -m benchmarks.faults --help`."""

import argparse
import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.faults.asking import ask
from benchmarks.faults.peers import PEERS
from benchmarks.faults.program import HALVES, Program, Setup
from benchmarks.faults.programs import PROGRAMS
from benchmarks.faults.training import HISTORY, MODEL, train
from benchmarks.quality import store

RESULTS: Final = Path(__file__).with_name("results.jsonl")
TRAINED: Final = Path(__file__).parents[2] / "build" / "faults"
METHODS: Final = ("training", "advisor", *PEERS)


def key(row: store.Row) -> store.Key:
    """What a result is of: program and version, seed, method."""
    return f"{row['program']}/{row['version']}", 0, row["method"]


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--programs", nargs="+", help="those whose identifiers hold one of these words")
    parser.add_argument("--half", choices=HALVES, help="one half alone")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=["training", "advisor"])
    parser.add_argument("--python", default=sys.executable, help="interpreter of an environment that has the peers")
    parser.add_argument("--trained", type=Path, default=TRAINED, help="where models and histories are kept")
    parser.add_argument("--results", type=Path, default=RESULTS, help="what is there is not run again")
    parser.add_argument("--again", action="store_true", help="run what is there, too")
    return parser.parse_args()


def measure(program: Program, name: str, setup: Setup, method: str, asked: argparse.Namespace) -> store.Row:
    """One result."""
    folder = asked.trained / program.identifier / name
    row: store.Row = {"program": program.identifier, "version": name, "method": method}
    if method == "training":
        row |= train(program, setup, folder) | {"keras": version("keras")}
    elif method == "advisor":
        answer = ask(folder, program.causes)
        row |= {"complaints": answer.complaints, "named": answer.named, "said": answer.said}
    else:
        row |= PEERS[method](program, setup, folder, asked)
    return row | {"date": datetime.now(UTC).date().isoformat()}


def main() -> int:
    """Measure what is not measured yet; the exit code says whether all could be."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    asked = arguments()
    known = {} if asked.again else store.read(asked.results, key)
    failed = 0
    for program in PROGRAMS.values():
        if (asked.half not in (None, program.half)) or not _wanted(program, asked.programs):
            continue
        for name, setup in program.versions():
            for method in asked.methods:
                place = asked.trained / program.identifier / name
                before = known.get((f"{program.identifier}/{name}", 0, method), {"error": ""})
                if "error" not in before and (method != "training" or _kept(place, before)):
                    continue
                row = _tried(program, name, setup, method, asked)
                failed += "error" in row
                store.append(asked.results, row)
                shown = {part: value for part, value in row.items() if part not in ("program", "version", "date")}
                print(program.identifier, name, shown, flush=True)
    store.write(asked.results, store.read(asked.results, key))
    return 1 if failed else 0


def _kept(place: Path, row: store.Row) -> bool:
    """Whether what a training left is still there."""
    return (place / MODEL).exists() and ("stopped" in row or (place / HISTORY).exists())


def _wanted(program: Program, words: list[str] | None) -> bool:
    return not words or any(word in program.identifier for word in words)


def _tried(program: Program, name: str, setup: Setup, method: str, asked: Any) -> store.Row:
    """The result, or the error that came instead."""
    try:
        return measure(program, name, setup, method, asked)
    except (OSError, RuntimeError, ValueError) as error:
        return {"program": program.identifier, "version": name, "method": method, "error": str(error)[:300]}


if __name__ == "__main__":
    sys.exit(main())
