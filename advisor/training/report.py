"""Scores side by side, and the curves of runs, as text and numbers."""

from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import Final

from advisor.config.words import LOWER_IS_BETTER
from advisor.errors import visible
from advisor.training.charts import Curves
from advisor.training.results import Run, changes

Scores = Mapping[str, float]

UNRANKED: Final = ("coverage",)  # scores of which neither more nor less is better: the share that was asked for is

MOST_STRAIGHT: Final = 0.9  # share of a linear model in an answer from which the network hardly counts


def scores_table(rows: Mapping[str, Scores], part: str) -> str:
    """Scores by name of the model as aligned columns, the best of each marked by a star.

    >>> print(scores_table({"network": {"rmse": 2.0}, "ridge": {"rmse": 3.0}}, "test"), end="")
    test part        rmse
    network       2.0000*
    ridge         3.0000
    """
    names = [name for name in next(iter(rows.values())) if all(name in scores for scores in rows.values())]
    ranked = [name for name in names if name not in UNRANKED]
    best = {
        name: (min if name in LOWER_IS_BETTER else max)(scores[name] for scores in rows.values()) for name in ranked
    }
    table = [[f"{part} part", *names]]
    for model, scores in rows.items():
        table.append([model, *(f"{scores[n]:.4f}{'*' if scores[n] == best.get(n) else ' '}" for n in names)])
    return aligned(table)


def network_rows(run: Run, whole: Scores, alone: Scores | None) -> dict[str, Scores]:
    """The rows of a run's own scores: the networks alone, and with the share of a linear model where it has one."""
    straight = round(100 * run.linear_share)
    if not straight or alone is None:
        return {"network": whole}
    return {"network alone": alone, f"network + linear ({100 - straight} % / {straight} %)": whole}


def remarks(run: Run, rows: Mapping[str, Scores]) -> list[str]:
    """What a table of scores does not say by itself: its marks, what was not trained, and which model leads."""
    found = ["* the best of its column"] if len(rows) > 1 else []
    if run.cut:
        found.append(f"{run.cut}: more of it may do better")
    name = next(iter(next(iter(rows.values()))))
    scores = {model: each[name] for model, each in rows.items() if name in each}
    best = (min if name in LOWER_IS_BETTER else max)(scores, key=lambda model: scores[model])
    if not best.startswith("network"):
        found.append(f"by {name}, {best} is better than the network")
    elif run.linear_share > MOST_STRAIGHT:
        found.append("nearly all of the answer is the linear model's: the network adds little to it here")
    return found


def duration(seconds: float) -> str:
    """A time in the largest unit of which there is one or more.

    >>> duration(24.1), duration(400), duration(9000)
    ('24 s', '7 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.2g} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def aligned(table: Sequence[Sequence[str]]) -> str:
    """Rows of cells as lines: the first column to the left, the others to the right."""
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [
            f"{row[0]:<{widths[0]}}",
            *(f"{cell:>{max(width, 10)}}" for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def curves_of(runs: Sequence[Run]) -> dict[str, Curves]:
    """Curves by title: the losses, and the score that picks the epoch; of several runs the validation alone."""
    alone = len(runs) == 1
    losses: dict[str, dict[int, float]] = {}
    scores: dict[str, dict[int, float]] = {}
    watched = next((name for name in runs[0].metrics["validation"] if name in runs[0].history[0]), "")
    for run in runs:
        name = visible(run.name)
        if alone:
            losses["train"] = run.curve("train_loss")
        losses["validation" if alone else name] = run.curve("validation_loss")
        if watched:
            scores["validation" if alone else name] = run.curve(watched)
    return {"loss" if alone else "validation loss": losses} | ({watched: scores} if any(scores.values()) else {})


def comparison(runs: Sequence[Run]) -> str:
    """Runs by their headline score on validation, each beside the first: by how much it is better, and how often.

    Pairs are runs of the same seed and fold, so that what they share does not count.
    """
    first = runs[0]
    name = first.headline
    sign = -1 if name in LOWER_IS_BETTER else 1
    base = {(one["seed"], one["fold"]): one.get(name) for one in first.metrics["runs"]}
    table = [["run", name, "spread", "better by", "pairs won"]]
    for run in runs:
        scores = {(one["seed"], one["fold"]): one[name] for one in run.metrics["runs"] if name in one}
        if not scores:
            table.append([visible(run.name), "-", "-", "-", "-"])
            continue
        values = list(scores.values())
        gains = [sign * (value - base[key]) for key, value in scores.items() if base.get(key) is not None]
        spread = f"{stdev(values):.4f}" if len(values) > 1 else "-"
        own = run is first or not gains
        won = "-" if own else f"{sum(gain > 0 for gain in gains)} of {len(gains)}"
        table.append([visible(run.name), f"{mean(values):.4f}", spread, "-" if own else f"{mean(gains):+.4f}", won])
    lines = [aligned(table)]
    lines += [f"{visible(run.name)}: {run.cut}\n" for run in runs if run.cut]
    for run in runs[1:]:
        differ = changes(first.config, run.config)
        lines.append(f"{visible(run.name)} differs in: {'; '.join(map(visible, differ)) or 'nothing that is chosen'}\n")
    return "".join(lines)
