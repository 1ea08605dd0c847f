"""The kind of network for whole texts: a text has classes or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.predicates import labels_of_a_class
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

TEXTS_WITH_CLASSES: Final = scope(kind="text", task=("binary", "multiclass", "multilabel"))
WHOLE_TEXTS: Final = scope(kind="text", task=("binary", "multiclass", "multilabel", "regression"))
FEW_SHOT: Final = (8, 64)  # labels of a class in SetFit's study, arXiv:2209.11055
NGRAM_RATIO: Final = 1_500  # texts per word of a text; Google's text classification guide
TIGHT_MS: Final = 10.0  # milliseconds; a small encoder takes about this long on a GPU (folklore)


def _against_an_encoder(problem: Problem) -> str:
    """What speaks against tuning a published encoder, as a clause; empty where nothing does."""
    limit = problem.priorities.latency_ms
    if not problem.priorities.pretrained:
        return "published weights are ruled out"
    if problem.compute.deploy == "edge":
        return "the network runs on an edge device"
    if limit is not None and limit < TIGHT_MS:
        return f"a prediction may take {limit:g} ms"
    if problem.compute.device == "cpu":
        return "there is no GPU to tune an encoder on"
    return ""


@family.rule(
    "FAM-TEXT-FEWSHOT",
    TEXTS_WITH_CLASSES,
    sources=["setfit2022", "setfit"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images and speech only; with few labels a tuned sentence encoder is"
    " far ahead of any network from random weights.",
)
def sentence_encoder_for_few_labels(problem: Problem) -> Pick[Family] | Skip:
    """Pairs of texts teach a sentence encoder what tells classes apart, from eight labels of a class on."""
    if not problem.priorities.pretrained or problem.compute.deploy == "edge":
        return skip("needs published weights, and a server to predict on")
    which = "for each label" if problem.task == "multilabel" else "of an average class"
    labels = labels_of_a_class(problem)
    if labels > FEW_SHOT[1]:
        return skip(f"needs at most {FEW_SHOT[1]} texts {which}")
    return pick(
        "sentence-embedding",
        f"{plural(labels, 'text')} {which}: pairs of texts turn so few into many examples for a sentence encoder, and a"
        " linear classifier does the rest",
        ["sentence-embedding", "pretrained"],
        f"the method was studied with more than {plural(labels, 'label')} of a class: compare with zero-shot"
        " classification by a large language model"
        if labels < FEW_SHOT[0]
        else None,
    )


@family.rule(
    "FAM-TEXT-PRETRAINED",
    WHOLE_TEXTS,
    sources=["devlin2018", "deberta2021", "modernbert2024"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images and speech only; for text they came in the year before it"
    " and have led since.",
)
def published_encoder_for_texts(problem: Problem) -> Pick[Family] | Skip:
    """A published encoder needs a new head and a few epochs on the labels."""
    if why := _against_an_encoder(problem):
        return skip(
            f"needs published weights, a GPU, a server to predict on and {TIGHT_MS:g} ms a prediction; here {why}"
        )
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'text')} and a GPU: a published encoder understands them already and needs a new"
        " head and a few epochs",
        ["pretrained", "sentence-embedding"],
        rows_warning(problem),
    )


@family.rule(
    "FAM-TEXT-NGRAMS-GUIDE",
    WHOLE_TEXTS,
    sources=["guide:G-IN-2", "guide:G-HID-2"],
    strength="moderate",
    rulesets=GUIDE,
)
def dense_stack_over_words(problem: Problem) -> Pick[Family]:
    """To the guide words are features like others: one input each, into a few dense layers."""
    return pick(
        "ngram-mlp",
        f"the guide is silent on text, so the words of {plural(problem.data.rows, 'text')} are inputs of a plain dense"
        " network",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-TEXT-NGRAMS",
    WHOLE_TEXTS,
    sources=["google-text-guide", "joulin2016"],
    strength="moderate",
    rulesets=CURRENT,
)
def ngrams_for_long_or_few_texts(problem: Problem) -> Pick[Family] | Skip:
    """With few texts for their length, which words occur tells more than their order can teach."""
    if not (why := _against_an_encoder(problem)):
        return skip(f"needs a CPU, an edge device, less than {TIGHT_MS:g} ms a prediction, or no published weights")
    ratio = problem.data.rows / problem.data.length
    if ratio >= NGRAM_RATIO:
        return skip(f"needs fewer than {count(NGRAM_RATIO)} texts for each word of one")
    return pick(
        "ngram-mlp",
        f"{why}, and {plural(problem.data.rows, 'text')} of {plural(problem.data.length, 'token')} (ratio {ratio:.3g})"
        " teach which words count, not their order",
        ["ngram-mlp", "sepcnn"],
        rows_warning(problem),
    )


@family.rule(
    "FAM-TEXT-SEPCNN",
    WHOLE_TEXTS,
    sources=["google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on text; with this many texts the order of words can be learnt, which a dense network"
    " over counts does not see.",
)
def convolutions_for_many_short_texts(problem: Problem) -> Pick[Family]:
    """With many texts for their length the order of words can be learnt, and separable convolutions do it cheaply."""
    return pick(
        "sepcnn",
        f"{_against_an_encoder(problem)}, and {plural(problem.data.rows, 'text')} of"
        f" {plural(problem.data.length, 'token')} are enough to learn the order of words",
        ["sepcnn", "ngram-mlp"],
        rows_warning(problem),
    )
