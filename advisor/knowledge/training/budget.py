"""How much training is enough: examples, updates, and tokens for a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.knowledge.scopes import scope
from advisor.networks.scaling import TOKENS_PER_PARAMETER

if TYPE_CHECKING:
    from advisor.config.values import Sampling
    from advisor.config.words import Family
    from advisor.problem import Problem

LANGUAGE_MODEL: Final = scope(task="language-modeling", family="transformer")  # from random weights
BLOCK_PARAMETERS: Final = 12  # of a transformer block, times its width squared; Kaplan et al. 2020
GENERATIONS: Final = 8  # answers to a prompt whose rewards are compared; TRL's default
REPEATS: Final = 4  # epochs over text that are nearly as good as new text; Muennighoff et al. 2023
# Examples in all beyond which a network of the usual size hardly learns more, so that less than an epoch is enough.
# Image classifiers from scratch see 0.1 to 0.4 billion (90 to 300 epochs of ImageNet), BiT's longest tuning 10
# million; the rest is folklore.
ENOUGH: Final = {
    "mlp": 1_000_000_000,
    "tabm": 1_000_000_000,
    "ngram-mlp": 1_000_000_000,
    "linear-series": 1_000_000_000,
    "nhits": 1_000_000_000,
    "cnn": 400_000_000,
    "pretrained": 100_000_000,
    "unet": 20_000_000,
    "detector": 20_000_000,
    "segmenter": 20_000_000,
    "speech-to-text": 10_000_000,
    "sentence-embedding": 100_000,  # pairs
}
USUALLY_ENOUGH: Final = 200_000_000
VOLUMES_ENOUGH: Final = 1_000_000  # volumes, likewise; nnU-Net sees 500,000 patches


def transformer_parameters(widths: list[int]) -> int:
    """About twelve times the width squared for each block, word vectors left out."""
    return sum(BLOCK_PARAMETERS * width * width for width in widths)


def language_model(problem: Problem, family: Family) -> bool:
    """Whether a language model is trained from random weights."""
    return problem.task == "language-modeling" and family == "transformer"


def tokens_available(problem: Problem) -> int:
    """The tokens that are said, but at least one for each text."""
    return max(problem.data.tokens, problem.data.rows)


def tokens_read(problem: Problem) -> int:
    """The tokens of an epoch: for answers that a model is rewarded for, as many of its own as it is shown each time."""
    return problem.data.tokens * (GENERATIONS if problem.data.supervision == "verifiable" else 1)


def tokens_taught(problem: Problem) -> int:
    """The tokens that adapters have to hold: of chats the answers, of preferences and rewards about one for each."""
    data = problem.data
    if data.supervision == "none":
        return data.tokens
    return max(1, round(data.tokens * data.answer_share)) if data.supervision == "answers" else data.rows


def examples_per_epoch(
    problem: Problem,
    max_length: int | None,
    train_rows: int,
    packing: bool | None = None,
    sampling: Sampling | None = None,
) -> int:
    """Training examples: of a language model its texts, one after another, cut into sequences of its context.

    Chats stay whole unless they are packed; where a model is rewarded for its answers, each of them is an example.
    """
    if max_length is None or problem.task != "language-modeling":
        return train_rows
    if problem.data.supervision != "none" and not packing:
        return train_rows * (sampling.generations if sampling else 1)
    tokens = tokens_available(problem) * train_rows // problem.data.rows
    return max(1, -(-tokens // max_length))


def tokens_to_train_on(problem: Problem, widths: list[int]) -> int:
    """Twenty tokens for each parameter, as far as the text lasts when it is read four times."""
    wanted = TOKENS_PER_PARAMETER * transformer_parameters(widths)
    return max(1, min(wanted, REPEATS * tokens_available(problem)))


def enough_examples(problem: Problem, family: Family, widths: list[int], examples: int) -> int:
    """The examples, of so many in an epoch, after which more of them hardly help a network of this size."""
    if language_model(problem, family):
        return max(1, round(examples * tokens_to_train_on(problem, widths) / tokens_available(problem)))
    if problem.data.volumetric:
        return VOLUMES_ENOUGH
    return ENOUGH.get(family, USUALLY_ENOUGH)


def updates_per_epoch(examples: int, batch: int) -> int:
    """Training examples over the batch, the last batch counted even if it is not full."""
    return -(-examples // max(1, batch))
