"""Scores side by side, and the curves of runs, as text and numbers."""

from collections.abc import Mapping, Sequence
from statistics import mean, stdev

from advisor.config.words import LOWER_IS_BETTER
from advisor.errors import visible
from advisor.training.charts import Curves
from advisor.training.results import Run, changes


def scores_table(rows: Mapping[str, Mapping[str, float]], part: str) -> str:
    """Scores by name of the model as aligned columns, the best of each marked by a star.

    >>> print(scores_table({"network": {"rmse": 2.0}, "ridge": {"rmse": 3.0}}, "test"), end="")
    test part        rmse
    network       2.0000*
    ridge         3.0000
    """
    names = [name for name in next(iter(rows.values())) if all(name in scores for scores in rows.values())]
    best = {name: (min if name in LOWER_IS_BETTER else max)(scores[name] for scores in rows.values()) for name in names}
    table = [[f"{part} part", *names]]
    for model, scores in rows.items():
        table.append([model, *(f"{scores[n]:.4f}{'*' if scores[n] == best[n] else ' '}" for n in names)])
    return aligned(table)


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
    losses: dict[str, Sequence[float]] = {}
    scores: dict[str, Sequence[float]] = {}
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
    for run in runs[1:]:
        differ = changes(first.config, run.config)
        lines.append(f"{visible(run.name)} differs in: {'; '.join(map(visible, differ)) or 'nothing that is chosen'}\n")
    return "".join(lines)
