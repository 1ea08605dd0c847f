"""Measure the advisor's speed: `python -m benchmarks.speed --help`."""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.speed import explain, images, profile, startup, stream, wizard
from benchmarks.speed.report import Section, as_document, as_text

PARTS = ("startup", "explain", "wizard", "stream", "profile", "images")
ROOT = Path(__file__).parents[2]


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Measure the advisor's speed.")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part alone (repeatable)")
    parser.add_argument("--quick", action="store_true", help="a look in under a minute: fewer runs, smaller files")
    parser.add_argument("--runs", type=int, help="runs of each start-up case (default 31, quick 20)")
    parser.add_argument("--lines", type=int, help="lines streamed for the rate (default 20,000, quick 2,000)")
    parser.add_argument("--csv-gb", type=float, help="size of the table to profile (default 1, quick 0.05)")
    parser.add_argument("--workdir", type=Path, default=ROOT / "build" / "bench", help="where large data is kept")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers here too")
    asked = parser.parse_args()
    if asked.runs is not None and asked.runs < 2:
        parser.error("--runs: at least 2")
    return asked


def main() -> int:
    """Measure, print, and say by the exit code whether every command ran."""
    asked = arguments()
    quick = asked.quick
    sections: list[Section] = []
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as name:
        scratch = Path(name)
        for part in asked.only or PARTS:
            if part == "startup":
                section = startup.measure(scratch, asked.runs or (20 if quick else 31))
            elif part == "explain":
                section = explain.measure(scratch, 5 if quick else 11)
            elif part == "wizard":
                section = wizard.measure(1 if quick else 3)
            elif part == "stream":
                few, many = (1_000, 10_000) if quick else (10_000, 100_000)
                section = stream.measure(scratch, asked.lines or (2_000 if quick else 20_000), few, many)
            elif part == "images":
                section = images.measure(asked.workdir, 2_000 if quick else 100_000, 1 if quick else 3)
            else:
                section = profile.measure(asked.workdir, asked.csv_gb or (0.05 if quick else 1.0), 1 if quick else 3)
            print(as_text(section), flush=True)
            sections.append(section)
    if asked.json:
        machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
        document = {"machine": machine, "sections": [as_document(section) for section in sections]}
        asked.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 1 if any(section.failed for section in sections) else 0


if __name__ == "__main__":
    sys.exit(main())
