"""A language model trains on sequences of its context, and on no more tokens than are of use to it."""

from typing import Any

from advisor.knowledge.training.budget import (
    enough_examples,
    tokens_to_train_on,
)
from advisor.problem import Problem
from advisor.recommending import recommend

LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}


def test_a_language_model_reads_sequences_of_its_context_not_texts() -> None:
    """Long texts are cut into sequences, so that an epoch of few texts is many updates."""
    facts = {"task": "language-modeling", "rows": 2_148, "pretrained": False}
    for length, context in ((256, 256), (1024, 256)):
        chosen = recommend(Problem(**facts, **{"data.length": length}))
        sequences = -(-length * chosen["data.split.train_rows"] // context)
        assert chosen["data.text.max_length"] == context
        assert chosen["resources.steps_per_epoch"] == -(-sequences // chosen["training.batch_size"])
    many = Problem(task="language-modeling", rows=10**9, pretrained=False, **{"data.length": 10**5})
    chosen = recommend(many)
    read = chosen["training.max_steps"] * chosen["training.batch_size"] * chosen["data.text.max_length"]
    wanted = tokens_to_train_on(many, chosen["model.hidden.widths"])
    assert wanted * 0.99 <= read <= wanted * 1.01 + chosen["training.batch_size"] * chosen["data.text.max_length"]


def test_a_language_model_reads_no_more_than_it_takes_in() -> None:
    facts = Problem(**{**LANGUAGE, "data.tokens": 10**12})
    assert tokens_to_train_on(facts, [1024] * 10) == 20 * 12 * 1024 * 1024 * 10
    assert enough_examples(facts, "transformer", [1024] * 10, 10**9) == 2_516_582
