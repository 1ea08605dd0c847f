"""Networks over steps in order, for forecasts, series and sequences: what their templates are rendered with."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import ACTIVATIONS, DENSE_NORMS, INITIAL, activation, refuse, spared_from_decay

if TYPE_CHECKING:
    from advisor.config.document import Config

POSITION_NORMS: Final = {"layer": "nn.LayerNorm", "rms": "nn.RMSNorm"}
CHANNEL_NORMS: Final = {
    "batch": "nn.BatchNorm1d(width)",
    "layer": "nn.GroupNorm(1, width)",
    "group": "nn.GroupNorm(math.gcd(32, width), width)",
    "instance": "nn.InstanceNorm1d(width, affine=True)",
}
DROPS: Final = {
    "mlp": ("dropout", "alpha"),
    "linear-series": ("dropout", "alpha"),
    "nhits": ("dropout", "alpha"),
    "rnn": ("dropout", "variational"),
    "cnn": ("dropout", "stochastic-depth"),
    "transformer": ("dropout",),
}
TEMPLATES: Final = {
    "mlp": "dense_series",
    "linear-series": "linear_series",
    "nhits": "nhits",
    "rnn": "rnn_sequence",
    "cnn": "cnn_sequence",
    "transformer": "transformer_series",
}


def network(config: "Config", steps: int, values: int, notes: list[str]) -> dict[str, Any]:
    """What all templates of networks over steps share; `steps` of `values` numbers enter."""
    model, hidden = config.model, config.model.hidden
    family = str(known(model.family))
    norm, drop = known(model.normalization.kind) or "none", known(model.dropout.kind) or "none"
    widths = list(known(hidden.widths) or [])
    init = model.initialization
    for name, field in ((known(init.hidden), "hidden"), (known(init.output), "output")):
        if name not in (*INITIAL, None) and not (name == "ridge" and family == "linear-series" and field == "output"):
            raise refuse(f"the initialisation {name} in {family}", f"model.initialization.{field}")
    if drop not in ("none", *DROPS[family]):
        raise refuse(f"{drop} dropout in {family}", "model.dropout.kind")
    if known(model.dropout.head) and family != "cnn":
        notes.append(f"model.dropout.head: {family} has no pooled features to drop")
    if known(hidden.residual) and family == "mlp":
        notes.append("model.hidden.residual: a dense network over steps has no skips here")
    rates = list(known(model.dropout.rates) or []) if drop != "none" and widths else []
    uniform = len(set(rates)) <= 1
    context: dict[str, Any] = {
        "steps": steps,
        "values": values,
        "widths": widths,
        "width": widths[0] if widths else 0,
        "norm": {"kind": norm, "place": known(model.normalization.place)},
        "norm_layer": "",
        "act": model.activation,
        "activation": lambda width: activation(config, width),
        "rates": [] if set(rates) == {0.0} else rates,
        "uniform": uniform,
        "ridge": known(init.output) == "ridge",
        "batch_norm": norm == "batch",
    }
    return context | FAMILIES[family](config, context)


def spared(config: "Config", context: dict[str, Any]) -> str:
    """Code that says which parameters have no weight decay."""
    norms = [norm.partition("(")[0] for norm in (context["norm_layer"], context.get("norm_code", "")) if norm]
    norms += ["nn.PReLU"] if known(config.model.activation.name) == "prelu" else []
    return spared_from_decay(config, norms, [])


def called(config: "Config") -> str:
    """The network in a few words."""
    hidden = config.model.hidden
    widths = known(hidden.widths) or []
    plural = "s" if len(widths) != 1 else ""
    match known(config.model.family):
        case "linear-series":
            return "a linear layer over the past" + (" with a small network beside it" if widths else "")
        case "nhits":
            return f"{len(widths)} stacks at several time scales (N-HiTS)"
        case "transformer":
            return f"{len(widths)} blocks of attention" + (" over patches" if known(hidden.patch) else " over steps")
        case "cnn":
            return f"{len(widths)} stage{plural} of convolutions over steps"
        case "rnn":
            cell = str(known(hidden.cell) or "lstm").upper()
            return f"{len(widths)} {cell} layer{plural}{' in both directions' if known(hidden.bidirectional) else ''}"
        case _:
            return f"{len(widths)} dense layer{plural}"


def _known_activation(config: "Config") -> None:
    if known(config.model.activation.name) not in ACTIVATIONS:
        raise refuse(f"the activation {known(config.model.activation.name)} here", "model.activation.name")


def _dense(config: "Config", context: dict[str, Any]) -> dict[str, Any]:
    """A dense layer as code; the normalisation makes the bias before it redundant."""
    if context["widths"]:
        _known_activation(config)
    kind = context["norm"]["kind"]
    if kind != "none" and kind not in DENSE_NORMS:
        raise refuse(f"{kind} normalisation in dense layers", "model.normalization.kind")
    norm, acts = DENSE_NORMS.get(kind, ""), [activation(config, "units")] if context["widths"] else []
    if norm:
        after = context["norm"]["place"] == "after-activation"
        acts = [*acts, f"{norm}(units)"] if after else [f"{norm}(units)", *acts]
    layer = "nn.AlphaDropout" if known(config.model.dropout.kind) == "alpha" else "nn.Dropout"
    rates = context["rates"]
    drop = [f"{layer}(rate)"] if rates else []
    linear = f"nn.Linear(width, units{', bias=False' if norm else ''})"
    return {"norm_layer": norm, "layer_parts": ", ".join([linear, *acts, *drop])}


def _nhits(config: "Config", context: dict[str, Any]) -> dict[str, Any]:
    widths = context["widths"]
    pools = [2 ** (len(widths) - 1 - stack) for stack in range(len(widths))]  # from coarse to fine
    pairs = [list(pair) for pair in zip(pools, widths, strict=True)]
    return _dense(config, context) | {"pools_and_widths": pairs}


def _transformer(config: "Config", context: dict[str, Any]) -> dict[str, Any]:
    hidden, width = config.model.hidden, context["width"]
    kind, gated = context["norm"]["kind"], known(config.model.activation.name) == "swiglu"
    if kind not in POSITION_NORMS:
        raise refuse(f"{kind} normalisation in a transformer", "model.normalization.kind")
    if len(set(context["widths"])) != 1:
        raise refuse("a transformer whose blocks differ in width", "model.hidden.widths")
    if not gated:
        _known_activation(config)
    heads = known(hidden.heads) or 1
    if width % heads:
        raise refuse(f"{heads} heads in a width of {width}", "model.hidden.heads")
    patch, positions, padding = list(known(hidden.patch) or []), context["steps"], 0
    if patch:
        length, stride = patch
        positions = max(0, context["steps"] - length) // stride + 2
        padding = length + (positions - 1) * stride - context["steps"]
    feedforward = known(hidden.feedforward) or 4 * width
    return {
        "norm_layer": POSITION_NORMS[kind],
        "gated": gated,
        "act_code": "" if gated else activation(config, str(feedforward)),
        "heads": heads,
        "feedforward": feedforward,
        "patch": patch,
        "positions": positions,
        "padding": padding,
    }


def _cnn(config: "Config", context: dict[str, Any]) -> dict[str, Any]:
    _known_activation(config)
    hidden, kind = config.model.hidden, context["norm"]["kind"]
    kernel = known(hidden.kernel) or 3
    if kind not in ("none", *CHANNEL_NORMS):
        raise refuse(f"{kind} normalisation in convolutions", "model.normalization.kind")
    if kernel % 2 == 0:
        raise refuse(f"a kernel of {kernel}, which has no middle", "model.hidden.kernel")
    return {
        "norm_code": CHANNEL_NORMS.get(kind, ""),
        "after": kind != "none" and context["norm"]["place"] == "after-activation",
        "residual": bool(known(hidden.residual)),
        "kernel": kernel,
        "blocks_per_stage": known(hidden.blocks_per_stage) or 1,
        "stochastic": bool(context["rates"]) and known(config.model.dropout.kind) == "stochastic-depth",
        "head": known(config.model.dropout.head) or 0,
    }


def _rnn(config: "Config", context: dict[str, Any]) -> dict[str, Any]:
    hidden, width, kind = config.model.hidden, context["width"], context["norm"]["kind"]
    if kind not in ("none", *DENSE_NORMS, "rms"):
        raise refuse(f"{kind} normalisation in a recurrent network", "model.normalization.kind")
    if kind == "batch":
        raise refuse("BatchNorm between recurrent layers, whose steps differ in number", "model.normalization.kind")
    if len(set(context["widths"])) != 1:
        raise refuse("recurrent layers that differ in width", "model.hidden.widths")
    if known(config.model.activation.name) not in ("tanh", None):
        raise refuse("recurrent cells with another activation than tanh", "model.activation.name")
    bidirectional = bool(known(hidden.bidirectional))
    both = width * (2 if bidirectional else 1)
    return {
        "norm_layer": POSITION_NORMS.get(kind, ""),
        "cell": str(known(hidden.cell) or "lstm").upper(),
        "bidirectional": bidirectional,
        "both": both,
        "layer_inputs": [context["values"], *[both] * (len(context["widths"]) - 1)],
        "orthogonal": known(config.model.initialization.hidden) == "orthogonal",
        "variational": known(config.model.dropout.kind) == "variational",
    }


FAMILIES: Final = {
    "mlp": _dense,
    "linear-series": _dense,
    "nhits": _nhits,
    "rnn": _rnn,
    "cnn": _cnn,
    "transformer": _transformer,
}
