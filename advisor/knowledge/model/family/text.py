"""The kind of network for text: whole texts, single tokens, language itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.scopes import scope, tasks_but
from advisor.networks.scaling import TOKENS_PER_PARAMETER

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SMALL_DECODER: Final = 600_000_000  # parameters; a small published decoder worth tuning (Qwen3-0.6B)
SMALLEST_DECODER: Final = 135_000_000  # parameters; the smallest one worth tuning (SmolLM2-135M)
FEW_SHOT: Final = (8, 64)  # labels of a class in SetFit's study, arXiv:2209.11055
NGRAM_RATIO: Final = 1_500  # texts per word of a text; Google's text classification guide
TIGHT_MS: Final = 10.0  # milliseconds; a small encoder takes about this long on a GPU (folklore)


def labels_whole_texts(problem: Problem) -> bool:
    """Whether a text has one answer: classes or numbers."""
    return problem.data.kind == "text" and problem.task not in ("token-classification", "language-modeling")


def labels_of_a_class(problem: Problem) -> int:
    """Examples of the rarest class; of a typical label where a text may have several."""
    if problem.task == "multilabel":
        return problem.data.rows // problem.data.outputs
    return problem.data.smallest_class


def must_be_light(problem: Problem) -> str:
    """Why an encoder is too heavy, or nothing where it is not."""
    limit = problem.priorities.latency_ms
    if problem.compute.deploy == "edge":
        return "the network runs on a small device"
    if limit is not None and limit < TIGHT_MS:
        return f"a prediction may take {limit:g} ms"
    if problem.compute.device == "cpu":
        return "there is no GPU to tune an encoder on"
    return ""


# Language modelling -------------------------------------------------------------------------------------


@family.rule(
    "FAM-LM-TUNED",
    scope(task="language-modeling"),
    sources=["chinchilla2022", "lora2021", "biderman2024"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide says nothing of language models; tuning a published one beats training on so few tokens.",
)
def tune_a_published_decoder(problem: Problem) -> Pick[Family] | Skip:
    """Where tokens are fewer than about 20 for each parameter of a published decoder, tuning it is the better use."""
    if not problem.priorities.pretrained:
        return skip("needs language to model, and published weights")
    parameters = SMALL_DECODER if problem.data.domain == "near" else SMALLEST_DECODER
    enough = TOKENS_PER_PARAMETER * parameters
    if problem.data.tokens >= enough:
        return skip(f"needs fewer than {count(enough)} tokens, {TOKENS_PER_PARAMETER} a parameter of a small decoder")
    return pick(
        "pretrained",
        f"{count(problem.data.tokens)} tokens train {count(problem.data.tokens / TOKENS_PER_PARAMETER)} parameters,"
        f" fewer than the {count(parameters)} of a small published decoder, which has seen far more: tune one",
    )


@family.rule(
    "FAM-LM-SCRATCH",
    scope(task="language-modeling"),
    sources=["vaswani2017", "chinchilla2022", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def decoder_from_scratch(problem: Problem) -> Pick[Family]:
    """A transformer decoder is what language models are; its size follows from the tokens."""
    tokens = problem.data.tokens
    warning = None
    if tokens < TOKENS_PER_PARAMETER * SMALLEST_DECODER:
        warning = (
            f"{count(tokens)} tokens train a toy: a useful language model from random weights takes"
            f" {count(TOKENS_PER_PARAMETER * SMALLEST_DECODER)} tokens or more, so tune a published one if you may"
        )
    return pick(
        "transformer",
        f"{count(tokens)} tokens for {count(tokens / TOKENS_PER_PARAMETER)} parameters: a decoder learns from random"
        " weights (the guide is silent on language models)",
        warning=warning,
    )


# Tokens -------------------------------------------------------------------------------------------------


@family.rule(
    "FAM-TOKENS-PRETRAINED",
    scope(task="token-classification"),
    sources=["devlin2018", "deberta2021"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images and speech only; for text they came in the year before it"
    " and have led since.",
)
def published_encoder_for_tokens(problem: Problem) -> Pick[Family] | Skip:
    """A published encoder knows what words mean where they stand, which labels alone hardly teach."""
    if not problem.priorities.pretrained or problem.compute.deploy == "edge":
        return skip("needs published weights, and a server to run on")
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'text')} of up to {problem.data.length} tokens: a published encoder knows words in"
        " their context, which so many labels do not teach",
        ["pretrained", "rnn"],
        rows_warning(problem),
    )


@family.rule(
    "FAM-TOKENS-RNN",
    scope(task="token-classification"),
    sources=["guide:G-CLIP-1", "hochreiter1997"],
    strength="moderate",
    rulesets=BOTH,
)
def recurrence_over_tokens(problem: Problem) -> Pick[Family]:
    """A recurrent network gives each token an output that depends on its neighbours."""
    return pick(
        "rnn",
        f"each of {problem.data.length} tokens needs a label that depends on its neighbours, and a small recurrent"
        " network gives one without published weights",
        warning=rows_warning(problem),
    )


# Whole texts --------------------------------------------------------------------------------------------


@family.rule(
    "FAM-TEXT-FEWSHOT",
    scope(task=tasks_but("regression")),
    sources=["setfit2022", "setfit"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images and speech only; with few labels a tuned sentence encoder is"
    " far ahead of any network from random weights.",
)
def sentence_encoder_for_few_labels(problem: Problem) -> Pick[Family] | Skip:
    """Pairs of texts teach a sentence encoder what tells classes apart, from eight labels of a class on."""
    if not labels_whole_texts(problem):
        return skip("needs texts with classes")
    if not problem.priorities.pretrained or problem.compute.deploy == "edge":
        return skip("needs published weights, and a server to run on")
    labels = labels_of_a_class(problem)
    if labels > FEW_SHOT[1]:
        return skip(f"needs at most {FEW_SHOT[1]} labels of the rarest class")
    return pick(
        "sentence-embedding",
        f"{plural(labels, 'label')} of the rarest class: pairs of texts turn so few into many examples for a sentence"
        " encoder, and a linear classifier does the rest",
        ["sentence-embedding", "pretrained"],
        f"{plural(labels, 'label')} of a class are fewer than the method was studied with: compare with zero-shot"
        " classification by a large language model"
        if labels < FEW_SHOT[0]
        else None,
    )


@family.rule(
    "FAM-TEXT-PRETRAINED",
    sources=["devlin2018", "deberta2021", "modernbert2024"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images and speech only; for text they came in the year before it"
    " and have led since.",
)
def published_encoder_for_texts(problem: Problem) -> Pick[Family] | Skip:
    """A published encoder needs a new head and a few passes over the labels."""
    if not labels_whole_texts(problem):
        return skip("needs texts with one answer each")
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if why := must_be_light(problem):
        return skip(f"needs a GPU, a server to run on and {TIGHT_MS:g} ms a prediction; here {why}")
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'text')} and a GPU: a published encoder understands them already and needs a new"
        " head and a few passes",
        ["pretrained", "sentence-embedding"],
        rows_warning(problem),
    )


@family.rule("FAM-TEXT-NGRAMS-GUIDE", sources=["guide:G-IN-2", "guide:G-HID-2"], strength="moderate", rulesets=GUIDE)
def dense_stack_over_words(problem: Problem) -> Pick[Family] | Skip:
    """To the guide words are features like others: one input each, into a few dense layers."""
    if not labels_whole_texts(problem):
        return skip("needs texts with one answer each")
    return pick(
        "ngram-mlp",
        f"the guide is silent on text, so the words of {plural(problem.data.rows, 'text')} are inputs of a plain dense"
        " network",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-TEXT-NGRAMS",
    sources=["google-text-guide", "joulin2016"],
    strength="moderate",
    rulesets=CURRENT,
)
def ngrams_for_long_or_few_texts(problem: Problem) -> Pick[Family] | Skip:
    """With few texts for their length, which words occur tells more than their order can teach."""
    if not labels_whole_texts(problem):
        return skip("needs texts with one answer each")
    ratio = problem.data.rows / problem.data.length
    if ratio >= NGRAM_RATIO:
        return skip(f"needs fewer than {count(NGRAM_RATIO)} texts for each word of one")
    why = must_be_light(problem) if problem.priorities.pretrained else "published weights are ruled out"
    return pick(
        "ngram-mlp",
        f"{why}, and {plural(problem.data.rows, 'text')} of {problem.data.length} tokens (ratio {ratio:.3g}) teach"
        " which words count, not their order",
        ["ngram-mlp", "sepcnn"],
        rows_warning(problem),
    )


@family.rule(
    "FAM-TEXT-SEPCNN",
    sources=["google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on text; with this many texts the order of words can be learnt, which a dense network"
    " over counts does not see.",
)
def convolutions_for_many_short_texts(problem: Problem) -> Pick[Family] | Skip:
    """With many texts for their length the order of words can be learnt, and separable convolutions do it cheaply."""
    if not labels_whole_texts(problem):
        return skip("needs texts with one answer each")
    why = must_be_light(problem) if problem.priorities.pretrained else "published weights are ruled out"
    return pick(
        "sepcnn",
        f"{why}, and {count(problem.data.rows)} texts of {plural(problem.data.length, 'token')} are enough to learn the"
        " order of words",
        ["sepcnn", "ngram-mlp"],
        rows_warning(problem),
    )
