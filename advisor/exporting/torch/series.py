"""Time series: forecasts, or a class for each."""

from typing import TYPE_CHECKING

from advisor.exporting.torch import forecasting, sequence

if TYPE_CHECKING:
    from advisor.exporting.source import Source
    from advisor.exporting.torch.kind import Kind


def kind(source: "Source") -> "Kind":
    """The pieces for the task."""
    if source.problem.task == "forecasting":
        return forecasting.kind(source)
    return sequence.kind(source)
