"""Tables in Keras."""

from typing import TYPE_CHECKING

from advisor.exporting.keras.common import TRAINING, adapt
from advisor.exporting.keras.layers import NORMS, activation, normalising, spared
from advisor.exporting.source import known
from advisor.exporting.torch import table
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source


def kind(source: "Source") -> Kind:
    """The pieces for a table, and what they are rendered with. Raises `InputError` for what Keras cannot express."""
    config, kind = source.config, table.kind(source, side_by_side=False)
    context = kind.context
    members = int(known(config.model.hidden.members) or 1) if config.model.family == "mlp" else 1
    norm = NORMS[context["norm"]["kind"]]
    scales = ['isinstance(layer, Members) and variable.name != "shared"'] if context["members"] else []
    embeddings = ["keras.layers.Embedding"] if context["has_embeddings"] else []
    embeddings += ["Embedded"] if context["embeds"] else []
    adapt(
        source,
        kind,
        together=members if members > 1 else 0,
        active=activation(config) if context["widths"] else "",
        norm_code=norm,
        spared_code=spared(config, normalising(config, norm), embeddings, *scales),
    )
    levels = ["scoring/levels.py.j2"] if context["levels"] else []
    pieces = ["data/table.py.j2", "data/target.py.j2", "data/split.py.j2", "model/network.py.j2"]
    pieces += [*(["linear/beside.py.j2"] if context["beside"] else []), *levels, *TRAINING]
    return Kind(kind.title, pieces, context, kind.notes, kind.files)
