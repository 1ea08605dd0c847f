"""Whole-process start-up, against a bare typer program that prints a line."""

import json
import statistics
import sys
from pathlib import Path

from benchmarks.speed.child import advisor, interleave, median_wall
from benchmarks.speed.report import Row, Section, failure

PASS, BARE = "python -c pass", "bare typer program"
AIM = 1.5  # times the bare typer program, for a recommendation
WARM_UP = 3  # runs that are not counted: they fill the page cache and write .pyc files

BARE_PROGRAM = """\
import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command()
def main() -> None:
    print("a line")


app()
"""
PROBLEM = {"task": "binary", "data": {"rows": 1000, "features": 20}}
PROBLEM_YAML = "task: binary\ndata:\n  rows: 1000\n  features: 20\n"


def measure(directory: Path, runs: int) -> Section:
    """Time the cases in turn and set each beside the bare program."""
    bare, as_yaml, as_json = (directory / name for name in ("bare.py", "problem.yaml", "problem.json"))
    bare.write_text(BARE_PROGRAM, encoding="utf-8")
    as_yaml.write_text(PROBLEM_YAML, encoding="utf-8")
    as_json.write_text(json.dumps(PROBLEM), encoding="utf-8")
    commands = {
        PASS: [sys.executable, "-c", "pass"],
        BARE: [sys.executable, str(bare)],
        "advisor --version": advisor("--version"),
        "advisor recommend problem.yaml": advisor("recommend", str(as_yaml)),
        "advisor recommend problem.yaml -f json": advisor("recommend", str(as_yaml), "-f", "json"),
        "advisor recommend problem.json -f json": advisor("recommend", str(as_json), "-f", "json"),
    }
    costs = interleave(commands, runs, WARM_UP)
    python, typer = median_wall(costs[PASS]), median_wall(costs[BARE])
    rows = []
    for name, known in costs.items():
        if known[-1].failed:
            rows.append(failure(name, known[-1].code, known[-1].diagnostic))
            continue
        median, slow = median_wall(known), statistics.quantiles([cost.wall_s for cost in known], n=20)[-1]
        ratio = median / typer
        aimed = "recommend" in name
        rows.append(
            Row(
                name,
                (f"{median * 1e3:.1f}", f"{slow * 1e3:.1f}", f"{median / python:.2f}", f"{ratio:.2f}"),
                {"median_s": median, "p95_s": slow, "x_pass": median / python, "x_typer": ratio},
                f"<= {AIM} x typer" if aimed else "",
                ratio <= AIM if aimed else None,
            )
        )
    note = f"Medians of {runs} interleaved runs after {WARM_UP} to warm up, stdout thrown away."
    return Section("start-up", ("ms", "p95 ms", "x pass", "x typer"), tuple(rows), note)
