"""Recurrent layers with an answer at each step."""

from typing import TYPE_CHECKING, Any

from advisor.exporting.source import known
from advisor.exporting.torch.common import refuse, spared_from_decay

if TYPE_CHECKING:
    from advisor.config.document import Config


def recurrent(config: "Config", context: dict[str, Any]) -> str:
    """What recurrent layers need; returns what they are called."""
    from advisor.networks.architecture import WORD_VECTOR

    model = config.model
    widths = list(known(model.hidden.widths) or [])
    drop = known(model.dropout.kind) or "none"
    if len(set(widths)) != 1:
        raise refuse(f"recurrent layers of unequal widths {widths}", "model.hidden.widths")
    if (known(model.normalization.kind) or "none") != "none":
        raise refuse(f"{model.normalization.kind} normalisation between recurrent layers", "model.normalization.kind")
    if drop not in ("none", "dropout", "variational"):
        raise refuse(f"{drop} dropout in recurrent layers", "model.dropout.kind")
    both = bool(known(model.hidden.bidirectional))
    cell = str(known(model.hidden.cell) or "lstm")
    context.update(
        widths=widths,
        word_vector=WORD_VECTOR,
        cell=cell,
        bidirectional=both,
        both=widths[0] * (2 if both else 1),
        drop=drop,
        rates=list(known(model.dropout.rates) or []) if drop != "none" else [],
        spared=spared_from_decay(config, [], ["nn.Embedding"]),
    )
    many = f"{len(widths)} {cell.upper()} layer{'s' if len(widths) > 1 else ''}"
    return many + (" that read both ways" if both else "")
