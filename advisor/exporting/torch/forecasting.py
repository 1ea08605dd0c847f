"""Forecasts of time series: windows of the past, and all steps ahead at once."""

from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.exporting.source import known
from advisor.exporting.torch.common import LEARNING, refuse, training_context, watch
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.steps import TEMPLATES, called, network, spared

if TYPE_CHECKING:
    from advisor.exporting.source import Source

FAMILIES: Final = ("mlp", "linear-series", "nhits", "transformer")
SCALINGS: Final = ("subtract-last", "window-standardize", "global-standardize")
TRANSFORMS: Final = ("none", "standardize", "scale-by-seasonal-naive", None)
SCORES: Final = ("mase", "mae", "rmse")
OF_QUANTILES: Final = ("scaled-quantile-loss", "pinball-loss", "coverage")
UNITS: Final = {  # code that turns `out` back to the units of the series
    "none": "out * scale + center",
    "softplus": "F.softplus(out + center / scale) * scale",
    "sigmoid": "torch.sigmoid(out)",
    "tanh": "torch.tanh(out)",
}


def kind(source: "Source") -> Kind:
    """The pieces for forecasts, and what they are rendered with."""
    config, data = source.config, source.problem.data
    family, series = known(config.model.family), config.data.series
    if family == "zero-shot":
        raise InputError(
            Diagnostic(
                f"nothing is trained here: {known(config.model.backbone.weights)} forecasts as it is, by its own"
                " package (pip install chronos-forecasting)",
                field="model.family",
                hint="advisor recommend --no-pretrained advises a network of your own",
            )
        )
    if family not in FAMILIES:
        raise refuse(f"forecasts by the family {family}", "model.family")
    if data.outputs > 1:
        raise refuse(f"{data.outputs} values at once; let each be a series of its own", "problem.data.outputs")
    scaling, transform = known(series.scaling), known(config.data.target.transform)
    if scaling not in SCALINGS:
        raise refuse(f"the scaling {scaling} in a network of its own", "data.series.scaling")
    if transform not in TRANSFORMS:
        raise refuse(f"the target transform {transform} for forecasts", "data.target.transform")
    out = known(config.model.output.activation) or "none"
    if out not in UNITS:
        raise refuse(f"forecasts through {out}", "model.output.activation")
    notes: list[str] = []
    filled = known(config.data.missing.numeric) or "none"
    lookback, horizon = known(series.lookback) or 1, known(series.horizon) or 1
    context = training_context(source, notes)
    context |= network(config, lookback, 1 + data.covariates, notes)
    context |= {
        "forecasts": True,
        "lookback": lookback,
        "horizon": horizon,
        "period": data.period or 1,
        "series": data.series,
        "clock": data.time_column,
        "apart": data.group_column,
        "value": data.target,
        "variables": data.covariates,
        "scaling": scaling,
        "transform": transform,
        "missing": {"last": "mean"}.get(filled, filled),
        "carried": filled == "last",  # where nothing stands before it, a gap takes the mean
        "gaps": filled != "none",
        "in_units": UNITS[out],
        "beside": known(config.model.stacking) == "theta",
        "described": f"{horizon} steps ahead from {lookback}: {called(config)}.",
        "folds": 1,
    }
    if known(config.model.stacking) == "linear":
        notes.append("model.stacking: no linear model is blended with forecasts here")
    if context["init"]["output_bias"] not in ("zeros", "none", None):
        notes.append(f"model.initialization.output_bias: {context['init']['output_bias']} starts at zero here")
        context["init"]["output_bias"] = "zeros"
    if context["balanced"] or context["weighted"]:
        raise refuse("balanced classes in a forecast", "data.imbalance.strategy")
    _scores(context, notes)
    context["spared"] = spared(config, context)
    ridge = ["ridge"] if context["ridge"] else []
    pieces = [
        "data/steps.py.j2",
        "data/series.py.j2",
        f"model/{TEMPLATES[str(family)]}.py.j2",
        *(["statistical/theta.py.j2"] if context["beside"] else []),
        *(["scoring/levels.py.j2"] if context["levels"] else []),
        "scoring/forecasts.py.j2",
        *(f"training/{name}.py.j2" for name in ("windows", *ridge)),
        *LEARNING,
    ]
    return Kind(f"Forecast {horizon} steps of time series by {called(config)}.", pieces, context, notes)


def _scores(context: dict[str, Any], notes: list[str]) -> None:
    """Only what measures a forecast is kept."""
    scores = (*OF_QUANTILES, *SCORES) if context["levels"] else SCORES
    others = [metric for metric in context["metrics"] if metric not in scores]
    notes.extend(f"evaluation.metrics: {metric} is not computed for forecasts" for metric in others)
    watch(context, scores, "forecasts", notes)
    context.update(metrics=[metric for metric in context["metrics"] if metric in scores] or ["mae"])
