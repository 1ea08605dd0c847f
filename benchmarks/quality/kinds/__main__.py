"""Measure the advice on images, recordings, texts and series: `python -m benchmarks.quality.kinds --help`."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.quality import store
from benchmarks.quality.kinds import measuring
from benchmarks.quality.kinds.sets import KINDS, SETS

RESULTS = Path(__file__).parents[1] / "results-kinds.jsonl"
SHOWN = ("accuracy", "log_loss", "mase", "mae", "cpu_seconds")


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.kinds", description=__doc__)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="these kinds alone")
    parser.add_argument("--sets", nargs="+", choices=SETS, help="these sets alone")
    parser.add_argument("--methods", nargs="+", help="these alone; 'advisor PATH=VALUE' changes the advice")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument(
        "--results", type=Path, default=RESULTS, help="where results are kept; what is there is not run again"
    )
    parser.add_argument("--again", action="store_true", help="run what is there, too")
    parser.add_argument("--folder", type=Path, help="where the sets are written and stay (a temporary one)")
    return parser.parse_args()


def main() -> int:
    """Measure what is not measured yet; the exit code says whether every method ran."""
    asked = arguments()
    known = {} if asked.again else store.read(asked.results, measuring.key)
    todo = [
        (name, seed, method)
        for seed in asked.seeds
        for name, (kind, _) in SETS.items()
        if kind in asked.kinds and (not asked.sets or name in asked.sets)
        for method in measuring.methods(kind, asked.methods)
        if (name, seed, method) not in known
    ]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="advisor-quality-") as scratch:
        for place, (name, seed, method) in enumerate(todo, start=1):
            row = measuring.measure(name, seed, method, asked.folder or Path(scratch))
            store.append(asked.results, row)
            failed += "error" in row
            shown = row.get("error") or ", ".join(f"{each} {row[each]:.4g}" for each in SHOWN if each in row)
            print(f"{place}/{len(todo)} {name} seed {seed} {method}: {shown}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
