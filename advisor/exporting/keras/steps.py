"""Steps in order in Keras: forecasts of series, and series and sequences with an answer each."""

from typing import TYPE_CHECKING, Any

from advisor.exporting.keras.common import FORECASTING, TRAINING, adapt, refuse
from advisor.exporting.keras.convolution import convolutional
from advisor.exporting.keras.layers import NORMS, activation, normalising, spared
from advisor.exporting.source import known
from advisor.exporting.torch import forecasting, sequence
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source

MODELS = {
    "mlp": "dense_series",
    "linear-series": "linear_series",
    "nhits": "nhits",
    "rnn": "rnn_sequence",
    "cnn": "cnn",
    "transformer": "transformer_series",
}
IN_UNITS = {  # code that turns `out` back to the units of the series
    "none": "out * scale + center",
    "softplus": "ops.softplus(out + center / scale) * scale",
    "sigmoid": "ops.sigmoid(out)",
    "tanh": "ops.tanh(out)",
}
JUDGED = 1024  # sequences that are judged at once


def kind(source: "Source") -> Kind:
    """The pieces for the task, and what they are rendered with."""
    config, forecasts = source.config, source.problem.task == "forecasting"
    family = str(known(config.model.family))
    if family not in MODELS:
        raise refuse(f"the family {family}", "model.family")
    kind = forecasting.kind(source) if forecasts else sequence.kind(source)
    context = kind.context
    adapt(source, kind, **_network(source, family, context))
    if forecasts:
        out = known(config.model.output.activation) or "none"
        context.update(in_units=IN_UNITS[out], given="[*windows_of(part, rows)]", counted='len(part["first"])')
    else:
        context.update(judged_at_once=JUDGED)
    ridge = ["training/ridge.py.j2"] if context["ridge"] else []
    model = f"model/{MODELS[family]}.py.j2"
    if forecasts:
        theta = ["statistical/theta.py.j2"] if context["beside"] else []
        levels = ["scoring/levels.py.j2"] if context["levels"] else []
        pieces = ["data/steps.py.j2", "data/series.py.j2", model, *theta, *ridge, *levels, *FORECASTING]
    else:
        pieces = ["data/sequence.py.j2", "data/target.py.j2", "data/split.py.j2", model, *TRAINING]
    return Kind(kind.title, pieces, context, kind.notes, usage=kind.usage)


def _network(source: "Source", family: str, context: dict[str, Any]) -> dict[str, Any]:
    """The layers of the family as code."""
    config = source.config
    if family == "cnn":
        return convolutional(source, context, 1) | {
            "shape": f"(STEPS, {context['values']})",
            "blocks": context["blocks_per_stage"],
            "skipping": context["stochastic"],
            "head_dropout": context["head"],
            "scaled_inside": False,
            "sound": False,
        }
    norm = NORMS[context["norm"]["kind"]]
    alpha = known(config.model.dropout.kind) == "alpha"
    return {
        "active": activation(config, 1 if family == "transformer" else 0),
        "norm_code": norm,
        "drop_layer": "nn.AlphaDropout" if alpha else "nn.Dropout",
        "spared_code": spared(config, normalising(config, norm), []),
    }
