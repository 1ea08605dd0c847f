"""Problems per second through `advisor batch`, and whether its memory stays flat."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.speed.child import advisor, run
from benchmarks.speed.report import Row, Section, failure

RATE_AIM = 2_000  # problems a second on one core
FLAT = 1.05  # peak memory at ten times the lines may be this many times as large, and is still flat

# Tasks with the kind of data that each is about; rows and sizes vary from line to line.
SHAPES: tuple[dict[str, Any], ...] = (
    {"task": "binary", "data": {"kind": "table"}},
    {"task": "regression", "data": {"kind": "table"}},
    {"task": "multiclass", "data": {"kind": "table", "classes": 5}},
    {"task": "multiclass", "data": {"kind": "image", "classes": 10}},
    {"task": "segmentation", "data": {"kind": "image", "classes": 4}},
    {"task": "binary", "data": {"kind": "text"}},
    {"task": "multiclass", "data": {"kind": "sequence", "classes": 3}},
    {"task": "forecasting", "data": {"kind": "series"}},
)


def problems(count: int) -> Iterator[dict[str, Any]]:
    """Problems that all differ, the same ones each time.

    >>> first, *_ = problems(10)
    >>> first
    {'task': 'binary', 'data': {'kind': 'table', 'rows': 200, 'features': 5}}
    """
    for number in range(count):
        shape = SHAPES[number % len(SHAPES)]
        data = {**shape["data"], "rows": 200 + 37 * number}
        if data["kind"] in {"table", "sequence"}:
            data["features"] = 5 + number % 300
        yield {"task": shape["task"], "data": data}


def write_problems(path: Path, count: int) -> None:
    """Write the problems as JSON Lines."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(problem) + "\n" for problem in problems(count))


def count_lines(path: Path) -> int:
    """The lines of a file, of any size."""
    with path.open("rb") as file:
        return sum(1 for _ in file)


def measure(directory: Path, lines: int, few: int, many: int) -> Section:
    """Stream `lines` problems for the rate, then `few` and `many` for the memory."""
    rows, peaks = [], {}
    for count in dict.fromkeys((lines, few, many)):
        name = f"advisor batch, {count:,} lines"
        source, result = directory / f"{count}.jsonl", directory / f"{count}-results.jsonl"
        write_problems(source, count)
        cost = run(advisor("batch", str(source)), stdout=result)
        answered = count_lines(result)
        source.unlink()
        result.unlink()
        if cost.failed or answered != count:
            rows.append(failure(name, cost.code, cost.diagnostic or f"{answered:,} of {count:,} lines came out"))
            continue
        rate = count / max(cost.wall_s, cost.cpu_s)
        peaks[count] = cost.peak_mb
        aim, met = "", None
        if count == lines:
            aim, met = f">= {RATE_AIM:,} /s", rate >= RATE_AIM
        elif count == many and few in peaks:
            aim, met = f"<= {FLAT} x MB at {few:,}", cost.peak_mb <= FLAT * peaks[few]
        rows.append(
            Row(
                name,
                (f"{cost.wall_s:.2f}", f"{rate:,.0f}", f"{cost.peak_mb:.1f}"),
                {"wall_s": cost.wall_s, "cpu_s": cost.cpu_s, "per_core_s": rate, "peak_mb": cost.peak_mb},
                aim,
                met,
            )
        )
    note = "Per second and core: lines over the larger of wall-clock and processor time, start-up included."
    return Section("stream", ("s", "per s and core", "peak MB"), tuple(rows), note)
