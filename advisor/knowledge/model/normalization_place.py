"""Where normalisation stands. The module `normalization` registers these rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family, Normalization, NormalizationPlace


PUBLISHED: Final = (
    "pretrained", "sentence-embedding", "detector", "segmenter", "speech-to-text", "zero-shot",
)  # fmt: skip

place: Decision[NormalizationPlace] = Decision(
    "model.normalization.place",
    "Where does the normalisation stand?",
    applies=lambda normalization: normalization not in (None, "none"),
    absent="nothing is normalised between layers",
)


@place.rule("NORM-PLACE-BACKBONE", scope(family=PUBLISHED), sources=["timm"], strength="strong", rulesets=BOTH)
def where_the_backbone_has_it(normalization: Normalization) -> Pick[NormalizationPlace]:
    """A published network has its own places."""
    return pick("backbone", f"the published network fixes where its {normalization} normalisation stands")


@place.rule("NORM-PLACE-PRE", sources=["xiong2020", "resnet2016", "playbook2023"], strength="strong", rulesets=BOTH)
def ahead_of_each_block(family: Family, residual: bool | None, layers: int) -> Pick[NormalizationPlace] | Skip:
    """With x + f(Norm(x)) the skips stay clean, and gradients reach the first block undiminished."""
    if family != "transformer" and not (residual and family == "mlp"):
        return skip("needs residual blocks of attention or dense layers")
    return pick("pre-block", f"inside each of {plural(layers, 'residual block')}, so that the skips stay clean")


@place.rule("NORM-PLACE-STEPS", scope(family="rnn"), sources=["ba2016"], strength="folklore", rulesets=BOTH)
def after_each_recurrent_layer(layers: int) -> Pick[NormalizationPlace]:
    """Inside a recurrent cell fast implementations leave no place; after the layer there is one."""
    return pick("after-activation", f"on what each of {plural(layers, 'recurrent layer')} puts out, step by step")


@place.rule(
    "NORM-PLACE-BEFORE", sources=["ioffe2015", "resnet2015", "guide:G-BN-1"], strength="moderate", rulesets=BOTH
)
def before_the_activation(normalization: Normalization, layers: int) -> Pick[NormalizationPlace]:
    """The non-linearity works best on centred inputs of size one; the weights before it then need no bias."""
    return pick(
        "before-activation",
        f"{normalization} normalisation in {plural(layers, 'hidden layer')} centres what the non-linearity receives",
        try_next=["before-activation", "after-activation"],
    )
