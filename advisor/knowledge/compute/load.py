"""What training has to hold: the size of the wanted network and the activations of one example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Load
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, count
from advisor.networks.forward_pass import published_tokens
from advisor.networks.published import published
from advisor.networks.training_memory import own_load, published_load

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.networks.architecture import Architecture
    from advisor.networks.catalogue import Backbone
    from advisor.problem import Problem

MIB: Final = 1 << 20

load: Decision[Load] = Decision("compute.load", "What does training have to hold?", name="load", lands=False)


def attended(problem: Problem, known: Backbone, max_length: int | None) -> int:
    """Positions that a published transformer attends over in one example; 0 where it is none."""
    return published_tokens(known, max_length, problem.data.seconds if known.positions_per_second else 0.0)


@load.rule("LOAD-PUBLISHED", sources=["korthikanti2022", "eleuther-cookbook"], strength="moderate", rulesets=BOTH)
def of_a_published_network(problem: Problem, wanted: Wanted | None, max_length: int | None) -> Pick[Load] | Skip:
    """Its published size, and the activations measured or estimated at the size that examples have."""
    if wanted is None:
        return skip("needs a published network")
    burden = published_load(wanted, attended(problem, published(wanted.backbone), max_length))
    return pick(
        burden,
        f"{wanted.backbone} has {count(burden.parameters)} parameters, and an example keeps"
        f" {count(burden.kept / MIB)} MiB in 32 bits",
    )


@load.rule("LOAD-OWN", sources=["korthikanti2022", "chen2016"], strength="moderate", rulesets=BOTH)
def of_its_own(draft: Architecture | None) -> Pick[Load] | Skip:
    """Every layer counted, and the values of its maps; normalisation and activation add little and come later."""
    if draft is None:
        return skip("the network is a published one")
    burden = own_load(draft)
    return pick(
        burden,
        f"{count(burden.parameters)} parameters, and an example of {'x'.join(map(str, draft.shape))} keeps"
        f" {count(burden.kept / MIB)} MiB in 32 bits",
    )
