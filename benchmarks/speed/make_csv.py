"""Make a large CSV to profile: numbers, categories, dates, gaps and a target, the same for the same size.

python -m benchmarks.speed.make_csv FILE [--gb 1]
"""

import argparse
from pathlib import Path

import duckdb

SAMPLE_ROWS = 50_000  # rows written to learn how long one is


def unit(salt: int) -> str:
    """An SQL expression for a number in [0, 1) that depends on the row and the salt alone."""
    return f"(hash(i * 1000003 + {salt}) % 1000000007 / 1000000007.0)"


def missing(expression: str, fraction: float, salt: int) -> str:
    """The expression, missing in this fraction of the rows."""
    return f"CASE WHEN {unit(salt)} < {fraction} THEN NULL ELSE {expression} END"


def normal(salt: int) -> str:
    """A standard normal number (Box and Muller)."""
    return f"sqrt(-2 * ln({unit(salt)} + 1e-9)) * cos(2 * pi() * {unit(salt + 1)})"


COLUMNS = {
    "id": "i",
    "age": f"18 + floor({unit(1)} * 70)::INTEGER",
    "income": missing(f"round(exp(10 + {normal(2)}), 2)", 0.05, 4),
    **{f"reading_{k + 2}": f"round({10.0**k} * {normal(10 + 2 * k)}, 6)" for k in range(-2, 6)},
    "sensor": missing(f"round({normal(40)}, 4)", 0.2, 42),
    "visits": f"floor(-3 * ln({unit(50)} + 1e-9))::INTEGER",
    "constant": "7",
    "colour": f"['red', 'green', 'blue', 'black', 'white'][1 + floor({unit(60)} * 5)::INTEGER]",
    "city": f"'city ' || floor(2000 * pow({unit(61)}, 3))::INTEGER",
    "product": missing(f"'P-' || floor({unit(62)} * 50000)::INTEGER", 0.1, 63),
    "member": f"({unit(64)} < 0.3)",
    "signed_up": f"DATE '2015-01-01' + floor({unit(65)} * 3650)::INTEGER",
    "comment": f"'order ' || i || ', \"fragile\", by ' || floor({unit(66)} * 900)::INTEGER",
    "bought": f"CASE WHEN {unit(1)} + {unit(67)} > 1.2 THEN 'yes' ELSE 'no' END",
}
TARGET = "bought"


def copy_rows(path: Path, rows: int) -> None:
    """Write this many rows."""
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in COLUMNS.items())
    quoted = str(path).replace("'", "''")
    duckdb.sql(f"COPY (SELECT {columns} FROM range({rows}) AS t(i)) TO '{quoted}' (FORMAT csv, HEADER)")


def make_csv(path: Path, gigabytes: float) -> int:
    """Write a table of about this many GB (of 10^9 bytes), whole or not at all, and return its rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    try:
        copy_rows(partial, SAMPLE_ROWS)
        rows = max(1, round(gigabytes * 1e9 * SAMPLE_ROWS / partial.stat().st_size))
        copy_rows(partial, rows)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def main() -> None:
    """Write the file that the arguments name."""
    parser = argparse.ArgumentParser(description="Make a large CSV to profile.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--gb", type=float, default=1.0)
    arguments = parser.parse_args()
    rows = make_csv(arguments.file, arguments.gb)
    print(f"{arguments.file}: {rows:,} rows, {arguments.file.stat().st_size / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
