"""Profiling a folder of images by their headers, against listing it and reading the start of each file."""

import sys
from pathlib import Path

from benchmarks.speed.child import advisor, interleave, median_wall, run
from benchmarks.speed.report import Row, Section, failure

MAKE = """
import sys, random
from io import BytesIO
from pathlib import Path
from PIL import Image
folder, number = Path(sys.argv[1]), int(sys.argv[2])
draw = random.Random(0)
bodies = []
for _ in range(64):
    body = BytesIO()
    Image.frombytes("RGB", (32, 24), draw.randbytes(2304)).resize((320, 240)).save(body, "JPEG")
    bodies.append(body.getvalue())
for place in range(number):
    home = folder / f"class {place % 10}"
    home.mkdir(parents=True, exist_ok=True)
    (home / f"{place}.jpg").write_bytes(bodies[place % 64])
(folder / ".made").touch()
"""
READ = """
import os, sys
for place, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(f"{place}/{name}", "rb") as file:
            file.read(4096)
"""
YARDSTICK, OURS = "read 4 KB of each file", "advisor profile"


def folder_of(directory: Path, number: int) -> Path:
    """The images to profile, made where they are not there yet."""
    path = directory / f"images-{number}"
    if not (path / ".made").exists():
        print(f"making {path} ...", file=sys.stderr)
        made = run([sys.executable, "-c", MAKE, str(path), str(number)])
        if made.failed:
            raise SystemExit(f"could not make {path}: {made.diagnostic}")
    return path


def measure(directory: Path, number: int, runs: int) -> Section:
    """Time both on the same folder, in turn."""
    path = folder_of(directory, number)
    commands = {
        YARDSTICK: [sys.executable, "-c", READ, str(path)],
        OURS: advisor("profile", str(path)),
    }
    costs = interleave(commands, runs, warm_up=0)
    rows = []
    for name, known in costs.items():
        if known[-1].failed:
            rows.append(failure(name, known[-1].code, known[-1].diagnostic))
            continue
        wall, peak = median_wall(known), max(cost.peak_mb for cost in known)
        values = {"wall_s": wall, "per_s": number / wall, "peak_mb": peak}
        rows.append(Row(name, (f"{wall:.1f}", f"{number / wall:,.0f}", f"{peak:,.0f}"), values))
    note = f"Medians of {runs} interleaved whole processes; a sample of 1,000 images is decoded as well."
    return Section(f"headers of {number:,} images", ("s", "images per s", "peak MB"), tuple(rows), note)
