"""docs/quality.md, from the results that are committed."""

from collections.abc import Iterable
from pathlib import Path
from statistics import mean, median
from typing import Any, Final

from benchmarks.quality import ablation, rates, store
from benchmarks.quality.figure import diagram
from benchmarks.quality.kinds import report as kinds
from benchmarks.quality.measuring import SAME_AS, differs
from benchmarks.quality.scoring import HEADLINE, LOSS, normalised
from benchmarks.quality.store import Key, Row

ROOT: Final = Path(__file__).parents[2]
PAGE, FIGURE = ROOT / "docs" / "quality.md", ROOT / "docs" / "quality.svg"
LEAST: Final = 8  # tables that two methods must share to stand in one comparison
Splits = dict[tuple[str, int], tuple[float, float]]
Scores = dict[str, Splits]
NAMES: Final = {
    "advisor": "**advisor**", "guide": "advisor, `--ruleset guide`", "realmlp": "RealMLP-TD",
    "realmlp-log-loss": "RealMLP-TD, selected by cross-entropy", "tabm": "TabM-D",
    "search-20": "random search, 20 trials",
    "search-50": "random search, 50 trials", "tutorial": "tutorial network", "sklearn-mlp": "scikit-learn's MLP",
    "tutorial-scaled-target": "tutorial network, standardised target",
    "sklearn-mlp-scaled-target": "scikit-learn's MLP, standardised target",
    "histogram-boosting": "histogram gradient boosting", "lightgbm": "LightGBM", "linear": "linear model",
}  # fmt: skip


def normal(rows: dict[Key, Row]) -> Scores:
    """Headline and loss of each method on each split, 0 for the trivial answer and 1 for the best of all that ran."""
    found: Scores = {name: {} for name in NAMES}
    for table, seed in sorted({key[:2] for key in rows}):
        here = {key[2]: row for key, row in rows.items() if key[:2] == (table, seed) and "error" not in row}
        if "constant" not in here or "advisor" not in here:
            continue
        trivial = here["constant"]
        task = trivial["task"]
        for name in NAMES:
            row = here.get(name if differs(name, task) else SAME_AS[name][1])
            if row:
                scores = (HEADLINE[task], LOSS[task])
                found[name][table, seed] = tuple(_score(s, row, trivial, here.values()) for s in scores)  # type: ignore[assignment]
    return {name: splits for name, splits in found.items() if splits}


def _score(score: str, row: Row, trivial: Row, all_rows: Iterable[Row]) -> float:
    values = [each[score] for each in all_rows]
    return normalised(score, row[score], trivial[score], min(values) if score in ("log_loss", "rmse") else max(values))


def by_table(
    splits: dict[tuple[str, int], tuple[float, float]], which: int, shared: set[tuple[str, int]]
) -> dict[str, float]:
    """The mean over seeds of each table."""
    tables = sorted({table for table, _ in shared})
    return {t: mean(splits[t, s][which] for u, s in shared if u == t) for t in tables}


def against(scores: Scores, rows: dict[Key, Row]) -> list[str]:
    """A line for each method: the advice and it, on the tables that both ran on."""
    lines = []
    for name in NAMES:
        shared = set(scores.get(name, {})) & set(scores["advisor"])
        if name == "advisor" or len({t for t, _ in shared}) < LEAST:
            continue
        cells = [NAMES[name], f"{len({t for t, _ in shared})} / {len(shared)}"]
        for which in (0, 1):
            ours, theirs = (by_table(scores[m], which, shared) for m in ("advisor", name))
            wins = mean((ours[t] > theirs[t]) + (ours[t] == theirs[t]) / 2 for t in ours)
            cells += [
                f"{mean(ours.values()):.3f}",
                f"{mean(theirs.values()):.3f}",
                f"{wins:.0%} (p {sign_test(ours, theirs):.2g})",
            ]
            cells += [f"{min(ours.values()):.2f}", f"{min(theirs.values()):.2f}"]
        cells.append(f"{ratio(rows, shared, name):.2f}" if name not in SAME_AS else "")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def sign_test(ours: dict[str, float], theirs: dict[str, float]) -> float:
    """How likely so uneven a number of wins is between equals, ties left out; two-sided."""
    from math import comb

    wins, losses = sum(ours[t] > theirs[t] for t in ours), sum(ours[t] < theirs[t] for t in ours)
    count, fewer = wins + losses, min(wins, losses)
    return float(min(1.0, 2 * sum(comb(count, k) for k in range(fewer + 1)) / 2**count))


def ratio(rows: dict[Key, Row], shared: set[tuple[str, int]], name: str) -> float:
    """The median over splits of the advice's processor time over the other's."""
    times = []
    for table, seed in shared:
        ours, theirs = rows.get((table, seed, "advisor"), {}), rows.get((table, seed, name), {})
        if "cpu_seconds" in ours and "cpu_seconds" in theirs:
            times.append(ours["cpu_seconds"] / theirs["cpu_seconds"])
    return median(times) if times else float("nan")


def each_table(scores: Scores, rows: dict[Key, Row]) -> list[str]:
    """A line for each table, the weakest of the advice first."""
    shown = ("advisor", "realmlp", "histogram-boosting", "linear")
    tables: dict[str, list[Any]] = {}
    for table in sorted({t for t, _ in scores["advisor"]}):
        row = next(r for k, r in rows.items() if k[0] == table)
        cells = [f"{row['table']} ({row['task']}, {row['rows']} x {row['columns']})"]
        for name in shown:
            mine = [v for (t, _), v in scores.get(name, {}).items() if t == table]
            cells.append(f"{mean(v[0] for v in mine):.2f} / {mean(v[1] for v in mine):.2f}" if mine else "")
        tables[table] = cells
    order = sorted(tables, key=lambda t: mean(v[0] + v[1] for (u, _), v in scores["advisor"].items() if u == t))
    return ["| " + " | ".join(tables[t]) + " |" for t in order]


def first_choices(scores: Scores, rows: dict[Key, Row]) -> str:
    """How often boosting was better where the config said to try it first."""
    told, right = set(), set()
    for table, seed in set(scores["advisor"]) & set(scores.get("histogram-boosting", {})):
        if "boosted" in str(rows[table, seed, "advisor"].get("first_choice")):
            told.add((table, seed))
            if scores["histogram-boosting"][table, seed][0] > scores["advisor"][table, seed][0]:
                right.add((table, seed))
    return (
        f"On {len(told)} splits the config said to try boosted trees first; histogram boosting then had the better"
        f" headline on {len(right)}."
    )


INTRODUCTION: Final = """\
# How good the advice is

<!-- Generated by `make quality-page` from results.jsonl, results-kinds.jsonl and remarks.md in benchmarks/quality. -->

A network is trained once, untuned, on the recommended config, on each of {tables} tables ({splits} splits), and beside it
what people take otherwise, on the same splits and one thread. Scores are normalised for each split: 0 is the trivial
answer, 1 the best of all methods that ran, -1 the floor. The headline is AUC for two classes, accuracy for several, R²
for numbers; the loss is log-loss or RMSE. Each line compares on the tables that both ran on; p is that of a sign test
over tables; time is the median ratio of processor seconds, the advice over the other.

| beside | tables / splits | headline: advisor | it | advisor wins | worst | its worst | loss: advisor | it | advisor wins | worst | its worst | time |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""  # noqa: E501
TABLES: Final = """
![Mean ranks of methods that ran on the same splits](quality.svg)

## Where the advice loses

Headline / loss of each table, the weakest of the advice first:

| table | advisor | RealMLP-TD | histogram boosting | linear model |
|---|---|---|---|---|
"""
ABLATION: Final = """\
## What single rules are worth

The advice once more with one choice at the guide's answer, to which the rest adapts: how far the score moves,
normalised as above (standard errors in brackets), over the splits where the config changed
(`python -m benchmarks.quality.ablation`). Below zero, the rule of the current ruleset is the better one; the time is
over that of the advice.

"""
READINGS: Final = """\
## Which reading of the range test is best

A single network for each optimiser (SGD and Nadam under the guide's ruleset, AdamW under the current one), trained at
the rate that each reading finds: its loss over that at the config's own rate, and the range of rates that it found
(`python -m benchmarks.quality.rates`). So the current ruleset reads a tenth of the rate at the least loss, to check the
recipe's rate; the guide's reads tables at the valley.

"""


def page(rows: dict[Key, Row], written: str) -> str:
    """The page: `written` is what people wrote about the results, the rest is computed."""
    scores = normal(rows)
    ours = scores["advisor"]
    opening = INTRODUCTION.format(tables=len({table for table, _ in ours}), splits=len(ours))
    beside, each = "\n".join(against(scores, rows)), "\n".join(each_table(scores, rows))
    boosting = f"## Boosting first?\n\n{first_choices(scores, rows)}"
    others = kinds.section(kinds.read())
    readings = READINGS + "\n".join(rates.summary(store.read(rates.RESULTS)))
    worth = ABLATION + "\n".join(ablation.summary(store.read(ablation.RESULTS), rows))
    return (
        f"{opening}{beside}\n{TABLES}{each}\n\n{boosting}\n\n{others}\n\n{written.strip()}\n\n{worth}\n\n{readings}\n"
    )


def write() -> None:
    """Write the page and its figure anew."""
    rows = store.read(ROOT / "benchmarks" / "quality" / "results.jsonl")
    remarks = (Path(__file__).with_name("remarks.md")).read_text(encoding="utf-8")
    PAGE.write_text(page(rows, remarks), encoding="utf-8")
    FIGURE.write_text(
        diagram(normal(rows), {n: name.replace("*", "").replace("`", "") for n, name in NAMES.items()}),
        encoding="utf-8",
    )


if __name__ == "__main__":
    write()
