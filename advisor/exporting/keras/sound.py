"""Recordings with classes in Keras: convolutions over spectrograms."""

from typing import TYPE_CHECKING, Final

from advisor.exporting.keras.common import TRAINING, adapt, refuse
from advisor.exporting.keras.convolution import convolutional
from advisor.exporting.source import known
from advisor.exporting.torch import sound
from advisor.exporting.torch.common import PREDICTED
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source

BENDS: Final = frozenset(("time-stretch", "frequency-stretch", "frequency-shift"))  # which read between places


def kind(source: "Source") -> Kind:
    """The pieces for recordings, and what they are rendered with."""
    family = known(source.config.model.family)
    if source.problem.task not in PREDICTED or family != "cnn":
        raise refuse(f"the family {family} for the task {source.problem.task} on sound", "model.family")
    kind = sound.kind(source)
    context = kind.context
    aug, mixes = context["aug"], context["mixes"]
    adapt(
        source,
        kind,
        **convolutional(source, context),
        changed=bool(aug),
        augments=bool(aug.keys() - {"mixup"}),
        bends=bool(aug.keys() & BENDS),
        mixes=mixes,
        mixes_described="Spectrograms, some of them mixed with others",
        soft=mixes and context["task"] == "multiclass",
    )
    context.update(shape="(BANDS, FRAMES, 1)", sound=True, scaled_inside=False)
    augmenting = ["data/augmenting.py.j2"] * context["augments"] + ["data/mixing.py.j2"] * mixes
    data = ["data/sounds.py.j2", "data/target.py.j2", "data/split.py.j2", "data/mel.py.j2"]
    linear = ["linear/beside.py.j2"] * context["beside"]
    pieces = [*data, "model/cnn.py.j2", *linear, *augmenting, *TRAINING]
    return Kind(kind.title, pieces, context, kind.notes, usage=kind.usage)
