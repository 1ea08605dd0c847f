"""Whole texts in Keras: n-grams, and separable convolutions over words."""

from typing import TYPE_CHECKING

from advisor.exporting.keras.common import TRAINING, adapt, refuse
from advisor.exporting.keras.layers import DEPTHWISE, NORMS, activation, initial, normalising, spared
from advisor.exporting.source import known
from advisor.exporting.torch import text
from advisor.exporting.torch.common import PREDICTED
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source

FAMILIES = {
    "ngram-mlp": ("data/ngrams.py.j2", "model/ngrams.py.j2"),
    "sepcnn": ("data/words.py.j2", "model/sepcnn.py.j2"),
}
JUDGED = 256  # texts that are judged at once


def kind(source: "Source") -> Kind:
    """The pieces for texts, and what they are rendered with."""
    config, task = source.config, source.problem.task
    family = str(known(config.model.family))
    if task not in PREDICTED or family not in FAMILIES:
        raise refuse(f"the family {family} for the task {task} on text", "model.family")
    kind = text.kind(source)
    context = kind.context
    norm_kind = known(config.model.normalization.kind) or "none"
    norm, kernel = NORMS[norm_kind], context.get("kernel", 1)
    embedding = ["keras.layers.Embedding"] if family == "sepcnn" else []
    hidden = context["init"]["hidden"]
    depthwise = DEPTHWISE.get(hidden, "").format(kernel=kernel)
    depthwise_code = f"keras.initializers.{depthwise}" if depthwise else initial(hidden) if embedding else ""
    adapt(
        source,
        kind,
        active=activation(config, 1 if family == "sepcnn" else 0) if context["widths"] else "",
        norm={"kind": norm_kind, "place": known(config.model.normalization.place)},
        norm_code=norm,
        spared_code=spared(config, normalising(config, norm), embedding),
        depthwise_code=depthwise_code,
        judged_at_once=JUDGED,
    )
    data, model = FAMILIES[family]
    pieces = ["data/texts.py.j2", "data/target.py.j2", "data/split.py.j2", data, model]
    pieces += [*(["linear/beside.py.j2"] if context["beside"] else []), *TRAINING]
    return Kind(kind.title, pieces, context, kind.notes, usage=kind.usage)
