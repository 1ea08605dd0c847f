"""How text becomes inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, named
from advisor.knowledge.scopes import PUBLISHED, families_but, scope, tasks_but
from advisor.networks.catalogue import backbones
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import Family, Tokenization
    from advisor.problem import Problem

TENSOR_CORE: Final = 8  # lengths in multiples of this (ml-engineering)
LONGEST: Final = 2_048  # tokens of one text; attention grows with the square (folklore)
LONGEST_CPU: Final = 256  # tokens that a CPU trains a language model on (folklore)
WORDS_KEPT: Final = 500  # tokens of a text, Google's text classification guide
TOP_NGRAMS: Final = 20_000  # n-grams or words kept, Google's text classification guide
NGRAMS_PER_TOKEN: Final = 2  # single words and pairs
PIECES_PER_TOKEN: Final = 9  # runs of 3 and 4 characters in a word of five letters and the spaces around it
SHORT_TEXTS: Final = 100  # tokens up to which runs of characters are counted as well; studied up to 32
# Tokens of text up to which so many byte pairs are worth having (folklore; GPT-2 has 50,257, nanochat 65,536).
BYTE_PAIRS: Final = ((1_000_000, 512), (100_000_000, 4_096), (1_000_000_000, 16_384), (10_000_000_000, 32_768))
MOST_BYTE_PAIRS: Final = 65_536  # nanochat

BAGS: Final = ("ngram-mlp", "mlp", "tabm")  # families that take a text as counts, without its order
TEXTS: Final = scope(kind="text")

tokenizer: Decision[Tokenization] = Decision(
    "data.text.tokenizer",
    "How is text cut into tokens?",
    scope=TEXTS,
    absent="the data is not text",
)
max_length: Decision[int] = Decision(
    "data.text.max_length",
    "How many tokens of a text are kept?",
    scope=TEXTS,
    applies=lambda tokenizer: tokenizer in ("backbone", "word-sequence", "byte-pair"),
    absent="the inputs are not sequences of tokens",
)
vocabulary: Decision[int] = Decision(
    "data.text.vocabulary",
    "How many tokens or n-grams does the network know?",
    scope=TEXTS,
    applies=lambda tokenizer: tokenizer not in (None, "backbone"),
    absent="no vocabulary is built from texts",
)


@tokenizer.rule(
    "TOK-BACKBONE", scope(family=PUBLISHED), sources=["devlin2018", "guide"], strength="strong", rulesets=BOTH
)
def as_the_backbone_reads() -> Pick[Tokenization]:
    """A published network understands its own tokens only."""
    return pick("backbone", "a published network understands the tokens that it was trained on, and no others")


@tokenizer.rule(
    "TOK-CHARACTERS",
    scope(family="ngram-mlp"),
    sources=["sklearn-text", "bojanowski2016"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.length": (20, 32)},
    versus="The guide is silent on text; runs of characters beside the words lowered the log-loss on both sets that"
    " they were learnt on, of questions and of tweets.",
)
def runs_of_characters_in_short_texts(problem: Problem) -> Pick[Tokenization] | Skip:
    """A short text has few words that others have too; runs of characters and punctuation come again.

    Over three folds the log-loss of logistic regression fell from 0.445 to 0.424 on TREC's questions, and from 0.641 to
    0.612 on the irony of tweets.
    """
    length = problem.data.length
    if length > SHORT_TEXTS:
        return skip(f"needs texts of at most {SHORT_TEXTS} tokens")
    return pick(
        "word-and-character-ngrams",
        f"texts of {plural(length, 'token')} share few words: runs of 3 and 4 characters also tell of words that come"
        " once what they are like",
        ["word-ngrams"],
    )


@tokenizer.rule(
    "TOK-NGRAMS",
    scope(family=BAGS),
    sources=["google-text-guide", "guide:G-IN-2"],
    strength="strong",
    rulesets=BOTH,
)
def counts_of_ngrams(problem: Problem) -> Pick[Tokenization]:
    """Words and pairs of words, weighted by how informative they are, become columns of a table."""
    return pick(
        "word-ngrams",
        f"a dense network takes {plural(problem.data.rows, 'text')} as a table, with a column for each word or pair",
    )


@tokenizer.rule(
    "TOK-WORDS",
    scope(task=tasks_but("language-modeling"), family=families_but("transformer", *PUBLISHED, *BAGS)),
    sources=["google-text-guide", "guide"],
    strength="moderate",
    rulesets=BOTH,
)
def words_in_order(problem: Problem, family: Family) -> Pick[Tokenization]:
    """Networks that read in order take one learnt vector per word."""
    return pick(
        "word-sequence", f"{named(family)} reads {plural(problem.data.length, 'word')} in order, a vector for each"
    )


@tokenizer.rule(
    "TOK-BYTE-PAIRS",
    scope(family=families_but(*PUBLISHED, *BAGS)),
    sources=["nanochat", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def byte_pairs_for_language(problem: Problem) -> Pick[Tokenization]:
    """A language model must be able to write any word: with byte pairs none is unknown."""
    what = "a language model has to write" if problem.task == "language-modeling" else "the network has to read"
    return pick("byte-pair", f"{what} any word, and with byte pairs none is unknown")


@max_length.rule("LEN-BACKBONE", sources=["devlin2018", "modernbert2024", "guide"], strength="strong", rulesets=BOTH)
def as_long_as_the_backbone_reads(problem: Problem, tokenizer: Tokenization, wanted: Wanted | None) -> Pick[int] | Skip:
    """Long texts are kept as far as the published network reads, short ones are not padded for nothing."""
    if tokenizer != "backbone":
        return skip("needs the tokens of a published network")
    known = backbones().get(wanted.backbone) if wanted else None
    reads = (known.max_tokens if known else None) or LONGEST
    costly = problem.task == "language-modeling" and reads > LONGEST
    most = LONGEST if costly else reads
    length = problem.data.length
    kept = min(-(-length // TENSOR_CORE) * TENSOR_CORE, most)
    if length <= most:
        return pick(kept, f"long texts have {plural(length, 'token')}, rounded up to a multiple of {TENSOR_CORE}")
    return pick(
        kept,
        f"long texts have {plural(length, 'token')}, and "
        + (
            f"attention over more than {count(most)} is costly, though the network reads {count(reads)} at once"
            if costly
            else f"the network reads {count(reads)} at once"
        ),
        warning=None
        if problem.task == "language-modeling"
        else f"texts of {plural(length, 'token')} are cut at {count(most)}: if what matters comes later, cut them into"
        " pieces and average the answers",
    )


@max_length.rule("LEN-CONTEXT", sources=["nanochat", "guide"], strength="moderate", rulesets=BOTH)
def context_of_a_language_model(problem: Problem, tokenizer: Tokenization) -> Pick[int] | Skip:
    """The context is what the texts need, as far as attention is affordable."""
    if tokenizer != "byte-pair":
        return skip("needs byte pairs")
    most = LONGEST_CPU if problem.compute.device == "cpu" else LONGEST
    length = problem.data.length
    kept = min(-(-length // TENSOR_CORE) * TENSOR_CORE, most)
    return pick(
        kept,
        f"texts have {plural(length, 'token')}, and attention over more than {count(most)} is costly on a"
        f" {problem.compute.device.upper()}"
        if length > most
        else f"texts have {plural(length, 'token')}, rounded up to a multiple of {TENSOR_CORE}",
        sorted({max(TENSOR_CORE, kept // 4), max(TENSOR_CORE, kept // 2), kept}),
    )


@max_length.rule("LEN-WORDS", sources=["google-text-guide", "guide"], strength="moderate", rulesets=BOTH)
def as_many_words_as_tell(problem: Problem) -> Pick[int]:
    """Words beyond some hundreds seldom change what a text is about; labels of single words need all of them."""
    length = problem.data.length
    labelled = problem.task == "token-classification"
    most = LONGEST if labelled else WORDS_KEPT
    why = f"more than {count(most)} at once are costly" if labelled else f"more than {count(most)} seldom tell more"
    return pick(min(length, most), f"long texts have {plural(length, 'word')}{f', and {why}' if length > most else ''}")


@vocabulary.rule("VOC-BYTE-PAIRS", sources=["nanochat", "ml-engineering", "guide"], strength="folklore", rulesets=BOTH)
def byte_pairs_by_tokens(problem: Problem, tokenizer: Tokenization) -> Pick[int] | Skip:
    """More text trains more byte pairs, in multiples of 64 for tensor cores."""
    if tokenizer != "byte-pair":
        return skip("needs byte pairs")
    tokens = problem.data.tokens
    size = next((pairs for most, pairs in BYTE_PAIRS if tokens < most), MOST_BYTE_PAIRS)
    return pick(
        size,
        f"{plural(tokens, 'token')} show so many byte pairs often enough to train their vectors",
        [size // 2, size, 2 * size],
    )


@vocabulary.rule("VOC-TOP", sources=["google-text-guide", "guide:G-IN-2"], strength="moderate", rulesets=BOTH)
def most_informative_words(problem: Problem, tokenizer: Tokenization) -> Pick[int]:
    """Beyond the 20,000 most informative words or n-grams accuracy levels off."""
    characters = tokenizer == "word-and-character-ngrams"
    there = problem.data.rows * problem.data.length * (NGRAMS_PER_TOKEN + PIECES_PER_TOKEN * characters)
    size = min(TOP_NGRAMS, there)
    hold = f"hold {'some' if characters else 'at most'} {count(there)} n-grams"
    return pick(
        size,
        f"{plural(problem.data.rows, 'text')} of {plural(problem.data.length, 'token')} {hold}, and beyond"
        f" {count(TOP_NGRAMS)} accuracy levels off",
        sorted({max(1, size // 4), size}),
    )
