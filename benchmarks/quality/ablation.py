"""What single rules are worth: `python -m benchmarks.quality.ablation`.

On each table the advice is taken once more with one choice at the guide's answer, to which the rest adapts, for each
choice in which the rulesets differ there; or, with `--off`, with a rule left out. The report tells the differences to
the advice, normalised as on the page, over the tables where the config changed.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, stdev
from typing import Any, Final

from advisor import Problem, recommend
from advisor.engine import Pick
from advisor.recommending import plain
from benchmarks.quality import advice, measuring, splitting, store
from benchmarks.quality.__main__ import RESULTS as BESIDE
from benchmarks.quality.scoring import HEADLINE, LOSS, LOWER, normalised
from benchmarks.quality.store import Key, Row
from benchmarks.quality.tables import Table, carried, of_folder, synthetic

RESULTS: Final = Path(__file__).with_name("results-ablation.jsonl")
CAP: Final = 2500  # rows
TOLD: Final = (
    "data.missing",
    "data.numeric",
    "data.categorical",
    "data.target",
    "data.split.folds",
    "model.",
    "training.",
)
SEEDS: Final = "training.seeds"  # which say how often, not what, is trained


def guides(problem: Problem) -> Iterator[str]:
    """Each choice in which the guide differs, as the change that fixes it at the guide's answer."""
    for path, choice in recommend(problem).choices.items():
        other = choice.under("guide")
        if not path.startswith(TOLD) or path == SEEDS or other is None or not isinstance(other.answer, Pick):
            continue
        ours, theirs = plain(choice.value), plain(other.answer.value)
        if ours != theirs:
            leaf, fixed = _leaf(path, theirs)
            if not isinstance(fixed, dict):
                yield f"+{leaf}={json.dumps(fixed, separators=(',', ':'))}"


def _leaf(path: str, value: Any) -> tuple[str, Any]:
    """What to fix: of a choice of several fields its word, beside which the advisor completes the rest."""
    word = next((key for key in ("kind", "name") if isinstance(value, dict) and key in value), None)
    return (f"{path}.{word}", value[word]) if word else (path, value)


def variants(table: Table, seed: int, off: list[str], folder: Path) -> Iterator[str]:
    """The methods worth a run: those whose config is another."""
    place = folder / f"{table.name}-{seed}"
    if not (place / "split.json").exists():
        splitting.write(table, seed, CAP, place)
    yield "advisor"
    usual = config(place, table.target)
    changes = [f"-{rule}" for rule in off] or list(guides(Problem.from_data(place / "train.csv", table.target)))
    for change in changes:
        try:
            if config(place, table.target, change) != usual:
                yield f"advisor {change}"
        except RuntimeError as error:  # a choice that contradicts a fact, or that no other rule makes
            print(f"{table.name}: {change}: {str(error).strip().splitlines()[-1]}", file=sys.stderr)


def config(place: Path, target: str, *changes: str) -> dict[str, Any]:
    """What is trained, without the facts that it rests on."""
    from advisor.yamlio import read_document

    path = advice.recommended(place, target, changes=changes)
    document = read_document(path.read_bytes(), str(path)).data
    return {section: document[section] for section in ("data", "model", "training")}


def main() -> int:
    """Measure what is not measured yet, and print what each change is worth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, action="append", default=[], help="a folder with a manifest.yaml")
    parser.add_argument("--tables", nargs="+", help="these tables alone")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--off", nargs="+", default=[], metavar="RULE", help="leave out these rules, one at a time")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where results are kept")
    asked = parser.parse_args()
    known = store.read(asked.results)
    tables = [*carried(), *synthetic(), *(table for folder in asked.data_dir for table in of_folder(folder))]
    with tempfile.TemporaryDirectory(prefix="advisor-ablation-") as scratch:
        for seed in asked.seeds:
            for table in tables:
                if asked.tables and table.name not in asked.tables:
                    continue
                for method in variants(table, seed, asked.off, Path(scratch)):
                    if (store.case(table.name, splitting.learnt(table, CAP)), seed, method) not in known:
                        row = measuring.measure(table, seed, method, CAP, Path(scratch), sys.executable)
                        store.append(asked.results, row)
                        print(row, flush=True)
    print("\n".join(summary(store.read(asked.results), store.read(BESIDE))))
    return 0


def summary(rows: dict[Key, Row], beside: dict[Key, Row]) -> list[str]:
    """A line of Markdown for each change, the most harmful first: the mean differences, and their standard errors."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for (table, seed, method), row in rows.items():
        usual = rows.get((table, seed, "advisor"))
        trivial = beside.get((table, seed, "constant"))
        if method == "advisor" or usual is None or trivial is None or "error" in row or "error" in usual:
            continue
        others = [r for k, r in beside.items() if k[:2] == (table, seed) and "error" not in r]
        ours, changed = (
            [_place(score[row["task"]], each, trivial, [*others, usual]) for score in (HEADLINE, LOSS)]
            for each in (usual, row)
        )
        time = row["cpu_seconds"] / usual["cpu_seconds"]
        found.setdefault(_named(method), []).append((changed[0] - ours[0], changed[1] - ours[1], time))
    lines = ["| with | splits | headline | loss | time |", "|---|---|---|---|---|"]
    for name, values in sorted(found.items(), key=lambda item: mean(v[1] for v in item[1])):
        headline, loss, time = zip(*values, strict=True)
        lines.append(f"| {name} | {len(values)} | {_mean(headline)} | {_mean(loss)} | {mean(time):.2f} |")
    return lines


def _place(score: str, row: Row, trivial: Row, others: list[Row]) -> float:
    best = (min if score in LOWER else max)(each[score] for each in others)
    return normalised(score, row[score], trivial[score], best)


def _named(method: str) -> str:
    """A change, with all values of a choice together."""
    change = method.removeprefix("advisor ")
    return f"without {change[1:]}" if change.startswith("-") else f"the guide's `{change[1:].partition('=')[0]}`"


def _mean(values: tuple[float, ...]) -> str:
    error = f" ({stdev(values) / len(values) ** 0.5:.3f})" if len(values) > 1 else ""
    return f"{mean(values):+.3f}{error}"


if __name__ == "__main__":
    sys.exit(main())
