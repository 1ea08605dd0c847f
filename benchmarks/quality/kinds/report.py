"""The part of docs/quality.md on images, recordings, texts and series, from the results that are committed."""

from pathlib import Path
from statistics import mean, median
from typing import Any, Final

from benchmarks.quality import store
from benchmarks.quality.kinds.sets import HELD_OUT, KINDS

RESULTS: Final = Path(__file__).parents[1] / "results-kinds.jsonl"
TITLES: Final = {"image": "Images", "audio": "Recordings", "text": "Texts", "series": "Series"}
SIMPLE: Final = {
    "image": ("logistic regression on pixels", "linear"),
    "audio": ("logistic regression on log-mel bands", "linear"),
    "text": ("logistic regression on TF-IDF", "linear"),
    "series": ("ridge on lags", "ridge"),
}
CLASSES: Final = ("accuracy", "log_loss")  # the headline and the loss of what has classes
FORECASTS: Final = ("mase", "mase")
Cases = dict[tuple[str, int], dict[str, dict[str, Any]]]  # set and seed to the results of each method

OPENING: Final = """\
## Images, recordings, texts and series

`python -m benchmarks.quality.kinds` trains once, untuned, on the advice for each set; beside it the network of Keras'
example for the kind (in plain PyTorch, so that its time is a lower bound), and a simple baseline whose strength three
folds choose. Means over the seeds on which all three ran: accuracy / log-loss / processor seconds, or of forecasts
MASE / seconds, where less is better. Sets marked * took no part in any choice."""


def cases(rows: dict[store.Key, store.Row], kind: str) -> Cases:
    """What the advice, the tutorial's network and the simple baseline scored where all three ran, by set and seed."""
    compared = {"advisor", "tutorial", SIMPLE[kind][1]}
    found: Cases = {}
    for (name, seed, method), row in rows.items():
        if row["kind"] == kind and method in compared and "error" not in row:
            found.setdefault((name, seed), {})[method] = row
    return {case: methods for case, methods in found.items() if set(methods) == compared}


def line(name: str, kind: str, found: Cases) -> str:
    """The means of a set over its seeds: advice, tutorial, simple baseline."""
    runs = [methods for (of, _), methods in found.items() if of == name]
    cells = [f"{name}{'*' if name in HELD_OUT else ''}", str(len(runs))]
    for method in ("advisor", "tutorial", SIMPLE[kind][1]):
        scores = ("mase",) if kind == "series" else CLASSES
        values = [f"{mean(run[method][score] for run in runs):.3f}" for score in scores]
        cells.append(" / ".join([*values, f"{mean(run[method]['cpu_seconds'] for run in runs):.0f}"]))
    return "| " + " | ".join(cells) + " |"


def better(ours: dict[str, Any], other: dict[str, Any], score: str) -> float:
    """1 where the advice has the better score, a half where both have the same."""
    if ours[score] == other[score]:
        return 0.5
    return float((ours[score] > other[score]) == (score == "accuracy"))


def against(method: str, called: str, kind: str, found: Cases) -> str:
    """How often the advice beat a method, by headline and loss, and at what part of its time."""
    pairs = [(methods["advisor"], methods[method]) for methods in found.values()]
    wins = [
        f"{sum(better(*pair, score) for pair in pairs):g}" for score in (FORECASTS if kind == "series" else CLASSES)
    ]
    by = f"{wins[0]} by MASE" if kind == "series" else f"{wins[0]} by accuracy and {wins[1]} by log-loss"
    ratio = median(ours["cpu_seconds"] / other["cpu_seconds"] for ours, other in pairs)
    return f"Of {len(pairs)} splits the advice beat the {called} on {by}, at {ratio:.2g} times its seconds."


def losses(method: str, called: str, kind: str, found: Cases) -> list[str]:
    """The sets on which a method had the better mean loss, and whether the config named another first choice."""
    told = []
    for name in sorted({name for name, _ in found}):
        runs = [methods for (of, _), methods in found.items() if of == name]
        score = (FORECASTS if kind == "series" else CLASSES)[1]
        ours, theirs = (mean(run[each][score] for run in runs) for each in ("advisor", method))
        if ours > theirs:
            first = sorted({run["advisor"].get("first_choice", "network") for run in runs} - {"network"})
            warned = f"; the config said to try first: {', '.join(first)}" if first else ""
            told.append(f"- `{name}`: {score.replace('_', '-')} {ours:.3f}, the {called} {theirs:.3f}{warned}.")
    return told


def section(rows: dict[store.Key, store.Row]) -> str:
    """A table for each kind, how often the advice won, and where it did not."""
    parts, behind = [OPENING], []
    for kind in KINDS:
        found = cases(rows, kind)
        if not found:
            continue
        called, method = SIMPLE[kind]
        head = f"| set | seeds | advisor | tutorial network | {called} |\n|---|---|---|---|---|"
        lines = [line(name, kind, found) for name in dict.fromkeys(name for name, _ in sorted(found))]
        peers = (("tutorial", "tutorial network"), (method, called))
        parts.append(f"### {TITLES[kind]}\n\n" + "\n".join([head, *lines]))
        parts.append("\n".join(against(peer, name, kind, found) for peer, name in peers))
        behind += [told for peer, name in peers for told in losses(peer, name, kind, found)]
    parts.append("### Where the advice loses by loss\n\n" + ("\n".join(behind) or "Nowhere."))
    return "\n\n".join(parts)


def read() -> dict[store.Key, store.Row]:
    """The results that are committed."""
    from benchmarks.quality.kinds.measuring import key

    return store.read(RESULTS, key)
