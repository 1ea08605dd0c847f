"""Where normalisation is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.scopes import PUBLISHED, families_but, scope
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Normalization, NormalizationPlace

place: Decision[NormalizationPlace] = Decision(
    "model.normalization.place",
    "Where is normalisation applied?",
    applies=lambda normalization: normalization not in (None, "none"),
    absent="nothing is normalised between layers",
)


@place.rule("NORM-PLACE-BACKBONE", scope(family=PUBLISHED), sources=["timm"], strength="strong", rulesets=BOTH)
def where_the_backbone_has_it(normalization: Normalization) -> Pick[NormalizationPlace]:
    """The architecture of a published network fixes where it normalises."""
    return pick("backbone", f"the published network fixes where its {normalization} normalisation is applied")


@place.rule(
    "NORM-PLACE-PRE",
    scope(family=("transformer", "mlp")),
    sources=["xiong2020", "resnet2016", "playbook2023"],
    strength="strong",
    rulesets=BOTH,
)
def ahead_of_each_block(family: Family, residual: bool | None, layers: int) -> Pick[NormalizationPlace] | Skip:
    """With x + f(Norm(x)) the skip connections stay linear, and gradients reach the first block undiminished."""
    if family == "mlp" and not residual:
        return skip("needs residual blocks")
    return pick("pre-block", f"inside {plural(layers, 'residual block')}, so that the skips stay linear")


@place.rule("NORM-PLACE-STEPS", scope(family="rnn"), sources=["ba2016"], strength="folklore", rulesets=BOTH)
def after_each_recurrent_layer(layers: int) -> Pick[NormalizationPlace]:
    """Fast implementations cannot normalise inside a recurrent cell, only its outputs."""
    return pick("after-activation", f"on the outputs of {plural(layers, 'recurrent layer')}, step by step")


@place.rule(
    "NORM-PLACE-BEFORE",
    scope(family=families_but("rnn", *PUBLISHED)),
    sources=["ioffe2015", "resnet2015", "guide:G-BN-1"],
    strength="moderate",
    rulesets=BOTH,
)
def before_the_activation(normalization: Normalization, layers: int) -> Pick[NormalizationPlace]:
    """The non-linearity works best on centred inputs of unit variance; the layer before it then needs no bias."""
    return pick(
        "before-activation",
        f"{normalization} normalisation in {plural(layers, 'hidden layer')} keeps the inputs of the non-linearity in"
        " range",
        try_next=["before-activation", "after-activation"],
    )
