"""Which reading of a learning-rate range test gives the better networks: `python -m benchmarks.quality.rates`.

Each network is trained at the rate that a reading finds, and once at the rate of the config; all else is the same. A
single network is trained on one split, as the mean of several would hide what a rate does to each.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import mean
from typing import Final, get_args

from advisor.config.words import Reading
from benchmarks.quality import advice, scoring, splitting, store
from benchmarks.quality.tables import Table, carried, synthetic

RESULTS: Final = Path(__file__).with_name("results-rates.jsonl")
TABLES: Final = (
    "breast_cancer", "digits", "diabetes", "made-smooth", "made-gaps", "made-clusters", "made-steps", "made-levels",
)  # fmt: skip
NETWORKS: Final = {"sgd": "guide", "nadam": "guide", "adamw": "current"}  # by optimiser, the ruleset
ALONE: Final = ("data.split.folds=1", "model.hidden.members=1", "model.stacking=none")
CONFIG: Final = "the config's rate"
CAP: Final = 1250  # rows


def loss_at(table: Table, optimizer: str, reading: str, folder: Path, seed: int) -> tuple[float, float]:
    """The loss on test rows of a network trained at a reading's rate, and the rate."""
    place = folder / f"{table.name}-{seed}"
    if not (place / "split.json").exists():
        splitting.write(table, seed, CAP, place)
    program = [sys.executable, "-m", "advisor"]
    pins = [word for pin in (f"training.optimizer.name={optimizer}", *ALONE) for word in ("--pin", pin)]
    asked = ["--data", "train.csv", "--target", table.target, "--ruleset", NETWORKS[optimizer], *pins]
    advice.run([*program, "recommend", *asked, "-o", "c.yaml", "--force", "--quiet"], place)
    if reading != CONFIG:
        advice.edit(place / "c.yaml", [f"training.learning_rate.range_test.reading={reading}"])
    advice.run([*program, "export", "torch", "c.yaml", "-o", "rates", "--force", "--quiet"], place)
    files = ["--train", "train.csv", "--test", "test.csv", "--out", "rates", "--seed", str(seed)]
    found = [] if reading == CONFIG else ["--find-lr"]
    advice.run([sys.executable, "rates/train.py", *files, *found], place)
    metrics = json.loads((place / "rates" / "metrics.json").read_text(encoding="utf-8"))
    score = scoring.LOSS[table.task].replace("_", "-")
    return metrics["test"][score], metrics["learning_rate"]


def main() -> int:
    """Measure what is not measured yet, and print each reading's mean place among all of its network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--results", type=Path, default=RESULTS, help="where results are kept")
    asked = parser.parse_args()
    known = store.read(asked.results)
    with tempfile.TemporaryDirectory(prefix="advisor-rates-") as scratch:
        for seed in asked.seeds:
            for table in (each for each in (*carried(), *synthetic()) if each.name in TABLES):
                for optimizer in NETWORKS:
                    for reading in (CONFIG, *get_args(Reading)):
                        row = {"table": table.name, "rows": splitting.learnt(table, CAP), "seed": seed,
                               "method": f"{optimizer}: {reading}"}  # fmt: skip
                        if store.key(row) in known:
                            continue
                        row["loss"], row["rate"] = loss_at(table, optimizer, reading, Path(scratch), seed)
                        store.append(asked.results, row)
                        print(row, flush=True)
    print("\n".join(summary(store.read(asked.results))))
    return 0


def summary(rows: dict[store.Key, store.Row]) -> list[str]:
    """A line of Markdown for each network and reading: the loss over that at the config's rate, and its mean rate."""
    lines = ["| optimiser | reading | loss over that at the config's rate | worst | rates |", "|---|---|---|---|---|"]
    for optimizer in NETWORKS:
        for reading in get_args(Reading):
            pairs = [
                (row, rows[table, seed, f"{optimizer}: {CONFIG}"])
                for (table, seed, method), row in rows.items()
                if method == f"{optimizer}: {reading}"
            ]
            ratios = [row["loss"] / base["loss"] for row, base in pairs]
            rates = sorted(row["rate"] for row, _ in pairs)
            if ratios:
                lines.append(
                    f"| {optimizer} | {reading} | {mean(ratios):.2f} | {max(ratios):.2f} | {rates[0]:.2g} to"
                    f" {rates[-1]:.2g} |"
                )
    return lines


if __name__ == "__main__":
    sys.exit(main())
