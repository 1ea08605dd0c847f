"""How long 40 trainings take, to hold against what is predicted: `python -m benchmarks.duration --help`.

Each case is recommended for, exported and trained for a few epochs on one core, by the clock of the process. Resumable:
what has a result is left out. `python -m benchmarks.duration.report` then writes docs/time.md.
"""

import argparse
import json
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from benchmarks.duration.cases import CASES, Case
from benchmarks.duration.measuring import load, measure
from benchmarks.duration.timed import preload

QUICK = ("titanic", "concrete", "stripes16", "tones", "m3_quarterly", "motions")


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duration", description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True, help="a folder with the data that the cases name")
    parser.add_argument("--cases", nargs="+", help="these alone")
    parser.add_argument("--quick", action="store_true", help="six small cases alone")
    parser.add_argument("--again", action="store_true", help="measure also what has a result")
    parser.add_argument("--work", type=Path, default=Path("build/duration"), help="for projects (%(default)s)")
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("results.jsonl"))
    return parser.parse_args()


def in_turn(cases: Sequence[Case]) -> list[Case]:
    """One of each kind after the other, so that whatever is done is done of all kinds."""
    kinds = dict.fromkeys(case.kind for case in cases)
    turns = zip_longest(*([case for case in cases if case.kind == kind] for kind in kinds))
    return [case for turn in turns for case in turn if case]


def main() -> None:
    """Measure what was asked for, a line of results for each case."""
    asked = arguments()
    known = load(asked.results)
    preload()
    for case in in_turn(CASES):
        wanted = case.name in (asked.cases or (QUICK if asked.quick else [each.name for each in CASES]))
        measured = case.name in known and "error" not in known[case.name]
        if not wanted or (measured and not asked.again):
            continue
        row = measure(case, asked.data_dir, asked.work.resolve())
        with asked.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        said = row["error"] if "error" in row else f"{row['seconds']:.3g} s"
        print(f"{case.name}: {said}", flush=True)


if __name__ == "__main__":
    main()
