"""Search on tables by the guide's walk and at random, with as many trials each: `python -m benchmarks.tuning --help`.

A fifth of each table is set aside. Both searches begin with the config that is recommended, train the same project with
one seed and are judged on the same validation rows; what the best trial of each scores on the fifth is what counts. A
trial that both ask for is trained once.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import pandas as pd

from advisor.api import Problem
from advisor.config.words import LOWER_IS_BETTER
from advisor.exporting import Source
from advisor.exporting.search.space import space
from advisor.recommending import recommend
from advisor.training.results import read_run
from advisor.training.splitting import hold_out
from advisor.tuning.budget import Budget
from advisor.tuning.journal import Header, Journal, Trial
from advisor.tuning.trials import FOLDER, Trials
from advisor.tuning.walk import Walk
from benchmarks.quality.tables import Table, of_folder
from benchmarks.tuning.random_search import random_search


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tuning", description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True, help="a folder of tables with a manifest.yaml")
    parser.add_argument("--tables", nargs="+", help="these tables alone")
    parser.add_argument("--trials", nargs="+", type=int, default=[10, 30], help="budgets to compare (%(default)s)")
    parser.add_argument("--max-seconds", type=float, default=30, help="of a trial (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of random search and of the rows set aside (%(default)s)")
    parser.add_argument("--ruleset", choices=("current", "guide"), default="current", help="(%(default)s)")
    parser.add_argument("--cap", type=int, default=8000, help="most rows of a table (%(default)s)")
    parser.add_argument("--work", type=Path, default=Path("build/tuning"), help="where trials are kept (%(default)s)")
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("results.jsonl"))
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for, a line of results for each search."""
    asked = arguments()
    for table in of_folder(asked.data_dir):
        if not asked.tables or table.name in asked.tables:
            for row in measured(table, asked):
                with asked.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
                print(json.dumps(row), flush=True)


def measured(table: Table, asked: argparse.Namespace) -> list[dict[str, Any]]:
    """The searches on one table."""
    folder = asked.work / asked.ruleset / f"{table.name}-{asked.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    source, train, test = _set_up(table, asked, folder)
    searched = space(source, [])
    words = ["--train", str(train.resolve()), "--test", str(test.resolve()), "--seed", "0", "--device", "cpu"]
    trials = Trials(source, searched.edited, folder, words)
    journal = Journal(folder, Header(config=str(asked.max_seconds), data=table.name, words=words))
    rows = []
    for most in sorted(asked.trials):
        walk = Walk(searched, trials, journal, Budget(trials=most), asked.max_seconds)
        walk.walk()
        drawn = random_search(searched, trials, journal, most, asked.max_seconds, asked.seed)
        for method, done in (("recommended", walk.done[:1]), ("guide", walk.done), ("random", drawn)):
            best = min(done, key=walk.loss)
            rows.append(_row(table, asked, method, most, best, folder))
    return rows


def _set_up(table: Table, asked: argparse.Namespace, folder: Path) -> tuple[Source, Path, Path]:
    """The config that is recommended for all but a fifth of the rows, and both parts."""
    whole = folder / "table.csv"
    frame: pd.DataFrame = table.frame
    if len(frame) > asked.cap:
        frame = frame.sample(asked.cap, random_state=asked.seed)
    frame.to_csv(whole, index=False)
    source = _source(whole, table, asked.ruleset)
    train, test = hold_out(whole, source, folder)
    return _source(train, table, asked.ruleset), train, test


def _source(path: Path, table: Table, ruleset: Any) -> Source:
    recommendation = recommend(Problem.from_data(path, table.target, task=table.task), ruleset)
    return Source(recommendation.document(), recommendation)


def _row(table: Table, asked: argparse.Namespace, method: str, most: int, best: Trial, folder: Path) -> dict[str, Any]:
    """What the best trial of a search scores, on validation and on what was set aside."""
    test = read_run(str(folder / FOLDER / f"{best.number:03}")).metrics["test"]
    return {
        "table": table.name, "ruleset": asked.ruleset, "seed": asked.seed, "trials": most, "method": method,
        "score": best.judged_by, "lower": best.judged_by in LOWER_IS_BETTER, "validation": best.score,
        "test": test[best.judged_by], "best": best.number,
    }  # fmt: skip


if __name__ == "__main__":
    main()
