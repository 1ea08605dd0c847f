"""Series and sequences as examples: a class, labels or numbers for each."""

from typing import TYPE_CHECKING, Final

from advisor.exporting.code import literal
from advisor.exporting.source import known
from advisor.exporting.torch.common import PREDICTED, TRAINING, refuse, targets, training_context
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.scoring import scoring
from advisor.exporting.torch.steps import TEMPLATES, called, network, spared

if TYPE_CHECKING:
    from advisor.exporting.source import Source

FAMILIES: Final = ("mlp", "cnn", "rnn", "transformer")
SCALINGS: Final = ("window-standardize", "global-standardize", "standardize", "none", None)


def kind(source: "Source") -> Kind:
    """The pieces for sequences of steps, and what they are rendered with."""
    config, problem = source.config, source.problem
    data, family, missing = problem.data, known(config.model.family), config.data.missing
    if family not in FAMILIES:
        raise refuse(f"the family {family} on sequences", "model.family")
    series = data.kind == "series"
    scaling = known(config.data.series.scaling) if series else known(config.data.numeric.scaling)
    if scaling not in SCALINGS:
        raise refuse(f"the scaling {scaling} of sequences", f"data.{'series' if series else 'numeric'}.scaling")
    notes: list[str] = []
    features = 1 + data.covariates if series else data.features
    gaps = known(missing.numeric) not in ("none", None)
    indicator = gaps and not series and bool(known(missing.indicator)) and data.missing > 0
    if known(missing.indicator) and series:
        notes.append("data.missing.indicator: the network sees the values of a series, not where they were missing")
    steps = int(known(config.data.series.lookback) or data.length)
    context = training_context(source, notes)
    context |= network(config, steps, features * (2 if indicator else 1), notes)
    outputs = context["outputs"]
    unnamed = '["label"]' if outputs == 1 else f'[f"label{{k}}" for k in range({outputs})]'
    context |= {
        "forecasts": False,
        "named": "{examples.index.name: examples.index}",
        "features": features,
        "gaps": gaps,
        "missing": known(missing.numeric),
        "indicator": indicator,
        "scaling": "" if scaling == "none" else scaling or "",
        "default_targets": literal(targets(data)) if targets(data) else unnamed,
        "special": ["group"] if "grouped" in str(known(config.data.split.method)) else [],
        "described": f"{called(config)[0].upper()}{called(config)[1:]}, over {steps} steps of {features} values.",
    }
    context["spared"] = spared(config, context)
    scoring(context, notes)
    pieces = [
        "data/sequence.py.j2",
        "data/target.py.j2",
        "data/split.py.j2",
        f"model/{TEMPLATES[str(family)]}.py.j2",
        *TRAINING,
    ]
    return Kind(
        f"Predict {PREDICTED[problem.task]} from sequences of steps with {called(config)}.", pieces, context, notes
    )
