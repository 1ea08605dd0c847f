"""Tables: the families mlp and tabm, for every task."""

import re
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.code import literal
from advisor.exporting.editable import setting
from advisor.exporting.source import known
from advisor.exporting.torch.common import (
    ACTIVATIONS,
    DENSE_NORMS,
    INITIAL,
    PREDICTED,
    TRAINING,
    activation,
    refuse,
    spared_from_decay,
    training_context,
)
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.scoring import scoring
from advisor.problem.units import factors_to
from advisor.yamlio import write_json

if TYPE_CHECKING:
    from advisor.config.document import Config
    from advisor.exporting.source import Source

MOST_LINES: Final = 24  # lines of column names in train.py, beyond which they move to columns.json
DROPS: Final = {"dropout": "nn.Dropout", "alpha": "nn.AlphaDropout"}
NAMES: Final = {"batch": "BatchNorm", "layer": "LayerNorm"}


def kind(source: "Source", side_by_side: bool = True) -> Kind:
    """The pieces for a table and their context; `side_by_side` where several networks can train as one."""
    config, problem = source.config, source.problem
    family = known(config.model.family)
    if family not in ("mlp", "tabm"):
        raise refuse(f"the family {family} on a table", "model.family")
    notes: list[str] = []
    context = training_context(source, notes) | _data(source) | dense_layers(config, notes)
    context["stacked"] = _stacked(source, context, notes) if side_by_side else 0
    context["beside"] = _beside(config, context, side_by_side, notes)
    context["spared"] = spared_from_decay(config, *_modules(context))
    scoring(context, notes)
    files = {"columns.json": write_json(context["columns_json"])} if context["columns_file"] else {}
    title = f"Predict {PREDICTED[problem.task]} from the rows of a table with {_called(config)}."
    levels = ["scoring/levels.py.j2"] if context["levels"] else []
    pieces = [
        "data/table.py.j2",
        "data/target.py.j2",
        "data/split.py.j2",
        "model/stack.py.j2" if context["stacked"] else f"model/{family}.py.j2",
        *(["linear/beside.py.j2"] if context["beside"] else []),
        *levels,
        *TRAINING,
    ]
    return Kind(title, pieces, context, notes, files)


def _called(config: "Config") -> str:
    widths = known(config.model.hidden.widths) or []
    if config.model.family == "tabm":
        return f"TabM, {config.model.hidden.members} members that share {len(widths)} dense layers"
    return f"{len(widths)} dense layers" if widths else "a linear network"


def _stacked(source: "Source", context: dict[str, Any], notes: list[str]) -> int:
    """How many plain networks are averaged for each fold, all side by side; 0 where they are trained one by one."""
    members = known(source.config.model.hidden.members)
    alone = members == 1 and context["folds"] == 1
    if source.config.model.family != "mlp" or not members or alone:
        return 0
    needs = {
        "model.normalization.kind": "no normalisation" if context["norm_layer"] else "",
        "model.hidden.residual": "no skips" if context["residual"] else "",
        "model.activation.name": "another activation" if context["act"].name == "prelu" else "",
        "data.imbalance.strategy": "no sampling" if context["imbalance"] == "balanced-sampling" else "",
        "compute.strategy": "one device" if context["parallel"] else "",
        "training.optimizer.name": "one that takes stacks of matrices" if "muon" in context["optimizer"].name else "",
        "data.split.method": "rows in no order" if context["folds"] > 1 and _in_time(source) else "",
    }
    for field, need in needs.items():
        if need:
            notes.append(f"model.hidden.members: several networks side by side need {need} ({field}); one is trained")
            return 0
    return int(members)


def _in_time(source: "Source") -> bool:
    return bool(known(source.config.data.split.method) == "time-ordered")


def _beside(config: "Config", context: dict[str, Any], side_by_side: bool, notes: list[str]) -> bool:
    """Whether a linear model stands beside; its share of the answer needs networks that are judged fold by fold."""
    if known(config.model.stacking) == "theta":
        notes.append("model.stacking: Theta forecasts series, and nothing is blended with networks over tables here")
    if known(config.model.stacking) != "linear":
        return False
    if known(config.model.output.activation) not in ("none", "sigmoid", "softmax", None):
        notes.append("model.stacking: a linear model beside needs an output without bounds or a link; there is none")
        return False
    if context["folds"] > 1 and (context["stacked"] or not side_by_side):
        return True
    needed = f"networks {'side by side ' if side_by_side else ''}over several folds"
    notes.append(f"model.stacking: a linear model beside needs {needed}; there is none")
    return False


def _data(source: "Source") -> dict[str, Any]:
    """Which columns there are and how they are encoded."""
    config, problem = source.config, source.problem
    data, facts = config.data, problem.data
    dropped = list(known(data.drop_columns) or [])
    columns = [column for column in facts.columns if column.name not in dropped]
    numeric = [column.name for column in columns if column.type in ("numeric", "date")]
    categorical = [column.name for column in columns if column.type == "categorical"]
    dates = [column.name for column in columns if column.type == "date"]
    flagged = [column.name for column in columns if column.name in numeric and column.missing > 0]
    embeddings = known(data.categorical.embeddings) or []
    units = {column.name: factors_to(column.unit) for column in columns if column.name in numeric and column.unit}
    by_column = {size.column: size.dim for size in embeddings if size.column}
    measured = bool(facts.columns)
    encoded = known(data.categorical.encoding) not in (None, "none")
    has_embeddings = data.categorical.encoding == "one-hot-and-embedding" and bool(
        by_column if measured else embeddings
    )
    embedded = {name: by_column[name] for name in categorical if name in by_column} if measured else {}
    widest = max((size.dim for size in embeddings if size.cardinality > 100), default=600)
    special = {}
    if "grouped" in str(data.split.method):
        special["group"] = facts.group_column
    elif data.split.method == "time-ordered" and facts.time_column:
        special["time"] = facts.time_column
    texts = {text.column: text.dim for text in known(data.text_columns) or [] if text.column not in dropped}
    lines = sum(
        literal(names).count("\n") + 1 for names in (numeric, categorical, flagged, dates, units, embedded, texts)
    )
    return {
        "measured": measured,
        "plain_names": measured and _plain([column.name for column in facts.columns]),
        "numeric": numeric,
        "categorical": categorical if encoded else [],
        "dates": dates,
        "flagged": flagged,
        "in_units": units,
        "embedded": embedded,
        "texts": texts,
        "columns_file": lines > MOST_LINES,
        "columns_json": {
            "numeric": numeric, "categorical": categorical, "dates": dates, "flagged": flagged, "embedded": embedded,
            **({"units": units} if units else {}), **({"texts": texts} if texts else {}),
        },
        "left_out": dropped,
        "has_numeric": bool(numeric) if measured else facts.features > facts.categorical,
        "has_categorical": bool(categorical) and encoded if measured else facts.categorical > 0 and encoded,
        "counted_categorical": facts.categorical,
        "has_embeddings": has_embeddings,
        "pixels": False,
        "small_width": next((size.dim for size in embeddings if size.cardinality <= 100), 8),
        "widest": widest,
        "special": special,
        "time_column": bool(special.get("time")),
    }  # fmt: skip


def _plain(names: list[str]) -> bool:
    """Whether the header can be taken as it stands: no column had to be given a name, or another one."""
    lower = {name.lower() for name in names}
    copies = any(stem.lower() in lower for stem, _, number in (n.rpartition("_") for n in names) if number.isdecimal())
    return not copies and not any(re.fullmatch(r"column\d+", name) for name in names)


def dense_layers(config: "Config", notes: list[str]) -> dict[str, Any]:
    """The network, as constructors."""
    model = config.model
    widths = list(known(model.hidden.widths) or [])
    members = int(known(model.hidden.members) or 1) if model.family == "tabm" else 0
    if widths and model.activation.name not in ACTIVATIONS:
        raise refuse(f"the activation {known(model.activation.name)} in dense layers", "model.activation.name")
    norm, kind = model.normalization, known(model.normalization.kind) or "none"
    if kind != "none" and (kind not in DENSE_NORMS or members):
        raise refuse(f"{kind} normalisation in {model.family}", "model.normalization.kind")
    init = model.initialization
    for name, field in ((known(init.hidden), "hidden"), (known(init.output), "output")):
        if name not in (*INITIAL, None):
            raise refuse(f"the initialisation {name}", f"model.initialization.{field}")
    drop = known(model.dropout.kind) or "none"
    if drop not in ("none", *DROPS):
        raise refuse(f"{drop} dropout in dense layers", "model.dropout.kind")
    if known(model.dropout.head):
        notes.append("model.dropout.head: a network for tables has no pooled features to drop")
    rates = list(known(model.dropout.rates) or []) if drop != "none" else []
    residual = bool(known(model.hidden.residual)) and len(widths) > 1 and not members
    if known(model.hidden.residual) and members:
        notes.append("model.hidden.residual: the layers of TabM have no skips")
    embedding = known(model.numeric_embedding)
    embedding_kind = embedding.kind if embedding else "none"
    layer_norm = DENSE_NORMS.get(kind, "")
    context: dict[str, Any] = {
        "widths": widths,
        "members": members,
        "act": model.activation,
        "norm": {"kind": kind, "place": known(norm.place)},
        "norm_layer": layer_norm,
        "rates": rates,
        "drop_layer": DROPS.get(drop, ""),
        "residual": residual,
        "embedding": {
            "kind": embedding_kind,
            "dim": known(embedding.dim) if embedding else None,
            "hidden": known(embedding.hidden) if embedding else None,
            "sigma": known(embedding.sigma) if embedding else None,
            "bins": known(embedding.bins) if embedding else None,
        },
        "embeds": embedding_kind != "none",
        "activation": lambda width: activation(config, width),
        "described": f"{_called(config)[0].upper()}{_called(config)[1:]}, then {model.output.units} output"
        + ("s." if model.output.units != 1 else "."),
    }
    context |= _layers(config, context)
    return context


def _layers(config: "Config", context: dict[str, Any]) -> dict[str, Any]:
    """What stands in the list of one hidden layer, as code; the normalisation makes the bias before it redundant."""
    norm, drop, rates = context["norm_layer"], context["drop_layer"], context["rates"]
    dropped = [f"{drop}(rate)"] if rates else []
    linear = f"nn.Linear(width, units{', bias=False' if norm else ''})"
    if context["residual"] and norm:
        parts = [f"{norm}(width)", activation(config, "width"), linear, *dropped]
        first = [linear]
    else:
        acts = [activation(config, "units")]
        if norm:
            acts = (
                [*acts, f"{norm}(units)"]
                if context["norm"]["place"] == "after-activation"
                else [f"{norm}(units)", *acts]
            )
        parts = [linear, *acts, *dropped]
        first = parts
    width = str(context["widths"][0]) if context["widths"] else "0"
    opening = ", ".join(first).replace("units", width).replace("(rate)", f"({setting('model.dropout.rates')}[0])")
    return {"layer_parts": ", ".join(parts), "first_layers": opening}


def _modules(context: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Classes of modules that normalise, and of those that embed."""
    norms = ["Members"] if context["members"] else []
    norms += [context["norm_layer"]] if context["norm_layer"] else []
    norms += ["nn.PReLU"] if context["act"].name == "prelu" else []
    embeddings = ["nn.Embedding"] if context["has_embeddings"] else []
    kinds = {"piecewise-linear": "Bins", "periodic": "Periodic", "pbld": "Periodic"}
    embeddings += [kinds[context["embedding"]["kind"]]] if context["embeds"] else []
    return norms, embeddings
