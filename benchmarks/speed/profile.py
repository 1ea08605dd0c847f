"""Profiling a large CSV, against DuckDB's own SUMMARIZE of the same file."""

import sys
from pathlib import Path

from benchmarks.speed.child import advisor, interleave, median_wall, run
from benchmarks.speed.report import Row, Section, failure

AIM = 2.0  # times DuckDB's SUMMARIZE
TARGET = "bought"  # as in make_csv, which is not imported: it would load DuckDB into the process that measures
SUMMARIZE = """
import sys, duckdb
duckdb.execute("SUMMARIZE SELECT * FROM read_csv(?)", [sys.argv[1]]).fetchall()
"""
YARDSTICK, OURS = "duckdb SUMMARIZE", "advisor recommend --data"


def table_of(directory: Path, gigabytes: float) -> Path:
    """The table to profile, made where it is not there yet."""
    path = directory / f"table-{gigabytes:g}gb.csv"
    if not path.exists():
        print(f"making {path} ...", file=sys.stderr)
        made = run([sys.executable, "-m", "benchmarks.speed.make_csv", str(path), "--gb", str(gigabytes)])
        if made.failed:
            raise SystemExit(f"could not make {path}: {made.diagnostic}")
    return path


def warm(path: Path) -> None:
    """Read the file once, so that the page cache favours nobody."""
    with path.open("rb", buffering=0) as file:
        while file.read(1 << 24):
            pass


def measure(directory: Path, gigabytes: float, runs: int) -> Section:
    """Time both on the same file, in turn."""
    path = table_of(directory, gigabytes)
    warm(path)
    commands = {
        YARDSTICK: [sys.executable, "-c", SUMMARIZE, str(path)],
        OURS: advisor("recommend", "--data", str(path), "--target", TARGET, "--show-problem"),
    }
    costs = interleave(commands, runs, warm_up=0)
    rows = []
    for name, known in costs.items():
        if known[-1].failed:
            rows.append(failure(name, known[-1].code, known[-1].diagnostic))
            continue
        wall, peak = median_wall(known), max(cost.peak_mb for cost in known)
        cpu = sum(cost.cpu_s for cost in known) / len(known)
        values = {"wall_s": wall, "cpu_s": cpu, "peak_mb": peak}
        cells, aim, met = (f"{wall:.1f}", f"{cpu:.1f}", f"{peak:,.0f}", ""), "", None
        if name == OURS and not costs[YARDSTICK][-1].failed:
            ratio = wall / median_wall(costs[YARDSTICK])
            values["x_summarize"] = ratio
            cells, aim, met = (*cells[:3], f"{ratio:.2f}"), f"<= {AIM:g} x", ratio <= AIM
        rows.append(Row(name, cells, values, aim, met))
    title = f"profile of {path.stat().st_size / 1e9:.2f} GB"
    note = f"Medians of {runs} interleaved whole processes, file in the page cache; peak MB is the largest seen."
    return Section(title, ("s", "cpu s", "peak MB", "x SUMMARIZE"), tuple(rows), note)
