"""Curves of training, as characters at a terminal and as a PNG."""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Final

Curves = Mapping[str, Mapping[int, float]]  # by name, values by epoch

WIDTH, HEIGHT = 76, 16  # characters
MARKS: Final = 8  # on the axis of epochs, or a few more
INK: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # told apart by all eyes, Okabe and Ito


def floor(curves: Curves) -> float:
    """Where the axis of values begins: at zero, so that heights compare, or at the lowest value below it.

    >>> floor({"loss": {1: 0.9, 2: 0.7}}), floor({"r2": {1: -0.5, 2: 0.7}})
    (0.0, -0.5)
    """
    return min([0.0, *(value for values in curves.values() for value in values.values() if isfinite(value))])


def drawn(curves: Curves, title: str) -> str:
    """Curves as characters, without colour; empty where plotext is missing."""
    try:
        import plotext
    except ImportError:
        return ""
    figure = plotext
    figure.clear_figure()
    for (name, values), mark in zip(curves.items(), "•x+o#*" * len(curves), strict=False):
        figure.plot(list(values), list(values.values()), label=name, marker=mark)
    epochs = sorted({epoch for values in curves.values() for epoch in values})
    figure.xticks(epochs[:: max(1, len(epochs) // MARKS)])
    figure.ylim(floor(curves), None)
    figure.title(title)
    figure.xlabel("epoch")
    figure.plotsize(WIDTH, HEIGHT)
    figure.theme("clear")
    return str(figure.uncolorize(figure.build())) + "\n"


def save_png(curves: Mapping[str, Curves], path: Path) -> bool:
    """Draw a panel for each group of curves into a PNG; false where matplotlib is missing."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError:
        return False
    figure = Figure(figsize=(6 * len(curves), 4), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (title, group) in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves.items(), strict=True):
        for place, (name, values) in enumerate(group.items()):
            axes.plot(list(values), list(values.values()), label=name, color=INK[place % len(INK)])
        axes.set_ylim(bottom=floor(group))
        axes.set_title(title, parse_math=False)
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        legend = axes.legend()
        for text in legend.get_texts():
            text.set_parse_math(False)
    figure.savefig(path, dpi=120)
    return True
