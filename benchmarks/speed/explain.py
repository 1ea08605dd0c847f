"""A full explanation with all that would change it, as a whole process: processor and wall-clock seconds."""

import statistics
from pathlib import Path

from benchmarks.speed.child import advisor, interleave, median_wall
from benchmarks.speed.report import Row, Section, failure

AIM = 0.5  # seconds of one core
PROBLEM = "task: binary\ndata:\n  rows: 5000\n  features: 20\n  categorical: 5\n"


def measure(directory: Path, runs: int) -> Section:
    """Time the whole explanation of a table and that of one choice."""
    problem = directory / "explained.yaml"
    problem.write_text(PROBLEM, encoding="utf-8")
    commands = {
        "advisor explain problem.yaml": advisor("explain", str(problem)),
        "advisor explain training.batch_size problem.yaml": advisor("explain", "training.batch_size", str(problem)),
        "advisor sensitivity problem.yaml": advisor("sensitivity", str(problem)),
    }
    rows = []
    for name, known in interleave(commands, runs, 1).items():
        if known[-1].failed:
            rows.append(failure(name, known[-1].code, known[-1].diagnostic))
            continue
        cpu, wall = statistics.median(cost.cpu_s for cost in known), median_wall(known)
        numbers = {"cpu_s": cpu, "median_s": wall}
        rows.append(Row(name, (f"{cpu * 1e3:.0f}", f"{wall * 1e3:.0f}"), numbers, f"<= {AIM} s cpu", cpu <= AIM))
    note = f"Medians of {runs} interleaved runs on one core, start-up included."
    return Section("explanation with flips", ("cpu ms", "wall ms"), tuple(rows), note)
