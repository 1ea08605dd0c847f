"""Measure how good the advice is: `python -m benchmarks.quality --help`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks.quality import measuring, splitting, store
from benchmarks.quality.peers.running import PEERS
from benchmarks.quality.tables import Table, carried, of_folder, synthetic

RESULTS = Path(__file__).with_name("results.jsonl")
QUICK = (
    "constant",
    "linear",
    "histogram-boosting",
    "sklearn-mlp",
    "tutorial",
    "tutorial-scaled-target",
    "guide",
    "advisor",
)
METHODS = (*PEERS, *measuring.ADVICE)
CAP, QUICK_CAP = 8000, 1000  # rows of a table that are learnt from and judged by at most


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument(
        "--data-dir", type=Path, action="append", default=[], help="a folder of tables with a manifest.yaml"
    )
    parser.add_argument("--tables", nargs="+", help="these tables alone")
    parser.add_argument(
        "--methods",
        nargs="+",
        help=f"of {', '.join(METHODS)}; 'advisor -RULE' leaves a rule out, 'advisor +PATH=VALUE' fixes a choice",
    )
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--cap", type=int, default=CAP, help="most rows of a table (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="small tables, cheap methods, one seed: ten minutes")
    parser.add_argument(
        "--results", type=Path, default=RESULTS, help="where results are kept; what is there is not run again"
    )
    parser.add_argument("--again", action="store_true", help="run what is there, too")
    parser.add_argument(
        "--python", default=sys.executable, help="interpreter of the peers, where an environment of their own has them"
    )
    return parser.parse_args()


def tables(asked: argparse.Namespace) -> Iterator[Table]:
    """The tables that were asked for."""
    for table in (*carried(), *synthetic(), *(table for folder in asked.data_dir for table in of_folder(folder))):
        if (not asked.tables or table.name in asked.tables) and (not asked.quick or len(table.frame) <= 2500):
            yield table


def main() -> int:
    """Measure what is not measured yet; the exit code says whether every method ran."""
    asked = arguments()
    seeds = asked.seeds[:1] if asked.quick else asked.seeds
    cap = min(asked.cap, QUICK_CAP) if asked.quick else asked.cap
    methods = asked.methods or (QUICK if asked.quick else METHODS)
    known = {} if asked.again else store.read(asked.results)
    todo = [
        (table, seed, method)
        for seed in seeds
        for table in tables(asked)
        for method in methods
        if (store.case(table.name, splitting.learnt(table, cap)), seed, method) not in known
        and measuring.differs(method, table.task)
    ]
    failed = 0
    bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty())
    with tempfile.TemporaryDirectory(prefix="advisor-quality-") as scratch, bar:
        for place, (table, seed, method) in enumerate(bar.track(todo, description="measuring"), start=1):
            row = measuring.measure(table, seed, method, cap, Path(scratch), asked.python)
            store.append(asked.results, row)
            failed += "error" in row
            shown = row.get("error") or ", ".join(
                f"{name} {row[name]:.4f}"
                for name in ("accuracy", "auc", "log_loss", "r2", "rmse", "seconds")
                if name in row
            )
            print(f"{place}/{len(todo)} {table.name} seed {seed} {method}: {shown}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
