"""What training has to hold: the size of the wanted network and the activations of one example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Load
from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope
from advisor.networks.forward_pass import published_tokens
from advisor.networks.published import published
from advisor.networks.training_memory import own_load, published_load
from advisor.quantities import count

if TYPE_CHECKING:
    from advisor.config.values import Sampling, Wanted
    from advisor.config.words import Method
    from advisor.networks.architecture import Architecture
    from advisor.networks.catalogue import Backbone
    from advisor.problem import Problem

PAIRED: Final = ("dpo", "orpo")  # methods that read two answers to a prompt at once
MIB: Final = 1 << 20

load: Decision[Load] = Decision("compute.load", "What does training have to hold?", name="load", lands=False)


def attended(problem: Problem, known: Backbone, max_length: int | None) -> int:
    """Positions that a published transformer attends over in one example; 0 where it is none."""
    return published_tokens(known, max_length, problem.data.seconds if known.positions_per_second else 0.0)


@load.rule(
    "LOAD-PUBLISHED",
    scope(family=PUBLISHED),
    sources=["korthikanti2022", "eleuther-cookbook"],
    strength="moderate",
    rulesets=BOTH,
)
def of_a_published_network(
    problem: Problem, wanted: Wanted, max_length: int | None, method: Method | None, sampling: Sampling | None
) -> Pick[Load]:
    """Its published size, and the activations measured or estimated at the size that examples have.

    A pair is two sequences, and an answer that the model writes itself stands behind its prompt.
    """
    length = 2 * max_length if max_length and method in PAIRED else max_length
    length = length + sampling.max_tokens if length and sampling else length
    found = published_load(wanted, attended(problem, published(wanted.backbone), length))
    return pick(
        found,
        f"{wanted.backbone} has {count(found.parameters)} parameters, and the activations of an example take"
        f" {found.kept / MIB:.3g} MiB in 32 bits",
    )


@load.rule(
    "LOAD-OWN",
    scope(family=FROM_SCRATCH),
    sources=["korthikanti2022", "chen2016"],
    strength="moderate",
    rulesets=BOTH,
)
def of_a_network_from_scratch(draft: Architecture) -> Pick[Load]:
    """Parameters and outputs of every layer, counted; normalisation and activation add little and come later."""
    found = own_load(draft)
    return pick(
        found,
        f"{count(found.parameters)} parameters, and the activations of an example of {'x'.join(map(str, draft.shape))}"
        f" take {found.kept / MIB:.2g} MiB in 32 bits",
    )
