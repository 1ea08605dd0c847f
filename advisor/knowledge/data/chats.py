"""How chats become sequences of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.compute.memory_ladder import WITHOUT_BF16
from advisor.knowledge.data.texts import TENSOR_CORE, TEXTS, max_length
from advisor.knowledge.scopes import ANSWERED, scope
from advisor.networks.catalogue import backbones
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import ChatTemplate, Tokenization
    from advisor.problem import Problem

LONGEST: Final = {"gpu": 8_192, "cpu": 2_048}  # tokens of a chat that are trained on; folklore
TEMPLATES: Final[dict[str, ChatTemplate]] = {"llama": "llama-3", "olmo": "olmo", "mistral": "mistral"}  # else ChatML
ROOM: Final = 2.0  # examples of mean length that a sequence must hold, from which packing pays; folklore
LEAST_PACKED: Final = 3_200  # sequences that must be left: a hundred updates of 32; folklore

template: Decision[ChatTemplate] = Decision(
    "data.text.template",
    "How do the turns of a chat become one text?",
    scope=TEXTS,
    applies=lambda method: method is not None,
    absent="nothing is tuned on answers",
)
packing: Decision[bool] = Decision(
    "data.text.packing",
    "Do short chats share a sequence?",
    scope=TEXTS,
    applies=lambda method: method == "sft",
    absent="answers are not imitated, and others stand alone",
)


@max_length.rule(
    "LEN-CHATS", scope(supervision=ANSWERED), sources=["handbook", "trl-docs"], strength="moderate", rulesets=BOTH
)
def whole_chats(problem: Problem, tokenizer: Tokenization, wanted: Wanted | None) -> Pick[int] | Skip:
    """A chat that is cut loses its answer, so nearly all of them are kept whole."""
    if tokenizer != "backbone":
        return skip("needs the tokens of a published network")
    known = backbones().get(wanted.backbone) if wanted else None
    most = min((known.max_tokens if known else None) or LONGEST["cpu"], LONGEST[problem.compute.device])
    length = problem.data.length
    kept = min(-(-length // TENSOR_CORE) * TENSOR_CORE, most)
    if length <= most:
        return pick(kept, f"95% of the examples have at most {plural(length, 'token')}, and longer ones lose their end")
    return pick(
        kept,
        f"long examples have {plural(length, 'token')}, and more than {count(most)} are too costly here",
        warning=f"examples of more than {count(most)} tokens lose their end, which is where the answer stands: shorten"
        " the prompts, or leave them out",
    )


@template.rule("CHAT-TEMPLATE", sources=["trl-docs", "handbook"], strength="moderate", rulesets=BOTH)
def as_its_publisher_writes_chats(backbone: str) -> Pick[ChatTemplate]:
    """The marks around turns that the publisher's own chat models have, as servers and tokenizers know them."""
    found = (known for begins, known in TEMPLATES.items() if backbone.startswith(begins))
    name: ChatTemplate = next(found, "chatml")
    return pick(name, f"chat models of the family of {backbone} mark turns so")


@packing.rule("CHAT-PACKED", sources=["trl-docs", "handbook"], strength="moderate", rulesets=BOTH)
def short_chats_together(problem: Problem, max_length: int | None) -> Pick[bool] | Skip:
    """Where most of a batch would be padding, whole chats share a sequence, each seeing itself alone."""
    data, compute = problem.data, problem.compute
    kept = max_length or data.length
    mean = data.tokens / data.rows
    left = data.tokens // kept
    if compute.device == "cpu" or compute.accelerator in WITHOUT_BF16:
        return skip("needs a GPU with FlashAttention, which keeps chats in one sequence apart")
    if ROOM * mean > kept or left < LEAST_PACKED:
        return skip(
            f"needs examples of at most half of {count(kept)} tokens on average, and {count(LEAST_PACKED)} sequences of"
            f" them; the mean is {count(round(mean))}, which makes {count(left)}"
        )
    return pick(
        True,
        f"an example has {plural(round(mean), 'token')} on average, so {count(kept)} hold several that would be padded",
    )


@packing.rule("CHAT-ALONE", sources=["trl-docs"], strength="moderate", rulesets=BOTH)
def one_chat_a_sequence(problem: Problem) -> Pick[bool]:
    """An example a sequence keeps the number of updates, and no example sees another."""
    return pick(
        False, f"each of {plural(problem.data.rows, 'example')} is a sequence of its own, which no other shares"
    )
