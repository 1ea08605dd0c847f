"""Curves of training, as characters at a terminal and as a PNG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

Curves = Mapping[str, Sequence[float]]  # values by epoch, from the first one

WIDTH, HEIGHT = 76, 16  # characters
INK: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")  # told apart by all eyes, Okabe and Ito


def drawn(curves: Curves, title: str) -> str:
    """Curves as characters, without colour; empty where plotext is missing."""
    try:
        import plotext
    except ImportError:
        return ""
    figure = plotext
    figure.clear_figure()
    for (name, values), mark in zip(curves.items(), "•x+o#*" * len(curves), strict=False):
        figure.plot(range(1, len(values) + 1), list(values), label=name, marker=mark)
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
    except ImportError:
        return False
    figure = Figure(figsize=(6 * len(curves), 4), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (title, group) in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves.items(), strict=True):
        for place, (name, values) in enumerate(group.items()):
            axes.plot(range(1, len(values) + 1), values, label=name, color=INK[place % len(INK)])
        axes.set_title(title, parse_math=False)
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
        legend = axes.legend()
        for text in legend.get_texts():
            text.set_parse_math(False)
    figure.savefig(path, dpi=120)
    return True
