"""How text becomes inputs; one row a branch."""

from typing import Any

import pytest

from advisor.config.values import Wanted
from advisor.knowledge.data.texts import max_length, tokenizer, vocabulary
from tests.knowledge.deciding import decided, value

GPU = {"compute.device": "gpu"}


def text(task: str = "binary", length: int = 128, **facts: Any) -> dict[str, Any]:
    return {"data.kind": "text", "task": task, "data.length": length, **facts}


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("task", "family", "rule", "expected"),
    [
        ("binary", "pretrained", "TOK-BACKBONE", "backbone"),
        ("binary", "sentence-embedding", "TOK-BACKBONE", "backbone"),
        ("language-modeling", "transformer", "TOK-BYTE-PAIRS", "byte-pair"),
        ("language-modeling", "rnn", "TOK-BYTE-PAIRS", "byte-pair"),
        ("binary", "transformer", "TOK-BYTE-PAIRS", "byte-pair"),
        ("binary", "sepcnn", "TOK-WORDS", "word-sequence"),
        ("token-classification", "rnn", "TOK-WORDS", "word-sequence"),
    ],
)
def test_tokens(task: str, family: str, rule: str, expected: str, ruleset: str) -> None:
    said = decided(tokenizer, ruleset, text(task), family=family)
    assert (said[0], said[1].value) == (rule, expected)


@pytest.mark.parametrize(
    ("ruleset", "family", "length", "rule", "expected"),
    [
        ("current", "ngram-mlp", 100, "TOK-CHARACTERS", "word-and-character-ngrams"),
        ("current", "ngram-mlp", 101, "TOK-NGRAMS", "word-ngrams"),
        ("current", "mlp", 100, "TOK-NGRAMS", "word-ngrams"),
        ("guide", "ngram-mlp", 100, "TOK-NGRAMS", "word-ngrams"),
    ],
)
def test_short_texts_are_cut_into_characters_as_well(
    ruleset: Any, family: str, length: int, rule: str, expected: str
) -> None:
    said = decided(tokenizer, ruleset, text(length=length), family=family)
    assert (said[0], said[1].value) == (rule, expected)


@pytest.mark.parametrize(
    ("length", "backbone", "kept", "warns"),
    [
        pytest.param(1, "deberta_v3_base", 8, False, id="a word"),
        pytest.param(128, "deberta_v3_base", 128, False, id="a multiple of eight"),
        pytest.param(129, "deberta_v3_base", 136, False, id="rounded up"),
        pytest.param(512, "deberta_v3_base", 512, False, id="as long as it reads"),
        pytest.param(513, "deberta_v3_base", 512, True, id="longer than it reads"),
        pytest.param(5_000, "modernbert_base", 5_000, False, id="long, and a long reader"),
        pytest.param(100, "paraphrase_multilingual_mpnet_base", 104, False, id="few tokens"),
        pytest.param(3_000, "something else", 2_048, True, id="an unknown network"),
    ],
)
def test_length_of_published_networks(length: int, backbone: str, kept: int, warns: bool) -> None:
    choices = {"tokenizer": "backbone", "wanted": Wanted(backbone, "all")}
    rule, said = decided(max_length, "current", text(length=length), **choices)
    assert (rule, said.value) == ("LEN-BACKBONE", kept)
    assert bool(said.warning) is warns


def test_language_models_that_are_tuned_read_at_most_2048() -> None:
    choices = {"tokenizer": "backbone", "wanted": Wanted("qwen3_0_6b", "adapters")}
    _, said = decided(max_length, "current", text("language-modeling", length=9_000), **choices)
    assert said.value == 2_048
    assert not said.warning


@pytest.mark.parametrize(
    ("facts", "kept"),
    [({"length": 100}, 104), ({"length": 257}, 256), ({"length": 2_049, **GPU}, 2_048)],
)
def test_context_of_a_language_model(facts: dict[str, Any], kept: int) -> None:
    choices = {"tokenizer": "byte-pair", "wanted": None}
    rule, said = decided(max_length, "current", text("language-modeling", **facts), **choices)
    assert (rule, said.value) == ("LEN-CONTEXT", kept)


@pytest.mark.parametrize(
    ("task", "length", "kept", "why"),
    [
        ("binary", 499, 499, "499 words"),
        ("binary", 500, 500, "500 words"),
        ("binary", 501, 500, "more than 500 seldom tell more"),
        ("token-classification", 501, 501, "501 words"),
        ("token-classification", 2_049, 2_048, "more than 2,048 at once are costly"),
    ],
)
def test_words_kept(task: str, length: int, kept: int, why: str) -> None:
    choices = {"tokenizer": "word-sequence", "wanted": None}
    rule, said = decided(max_length, "current", text(task, length=length), **choices)
    assert (rule, said.value) == ("LEN-WORDS", kept)
    assert said.because.endswith(why)


@pytest.mark.parametrize(
    ("tokens", "size"),
    [
        (999_999, 512),
        (10**6, 4_096),
        (10**8 - 1, 4_096),
        (10**8, 16_384),
        (10**9 - 1, 16_384),
        (10**9, 32_768),
        (10**10 - 1, 32_768),
        (10**10, 65_536),
    ],
)
def test_byte_pairs_by_tokens(tokens: int, size: int) -> None:
    found = value(vocabulary, "current", text("language-modeling", tokens=tokens), tokenizer="byte-pair")
    assert found == size
    assert found % 64 == 0


@pytest.mark.parametrize(
    ("rows", "length", "size", "tokens"),
    [
        *[(2, 10, 40, tokens) for tokens in ("word-ngrams", "word-sequence")],
        *[(100, 100, 20_000, tokens) for tokens in ("word-ngrams", "word-sequence")],
        (10**6, 128, 20_000, "word-ngrams"),
        (2, 10, 220, "word-and-character-ngrams"),
    ],
)
def test_words_known(rows: int, length: int, size: int, tokens: str) -> None:
    assert value(vocabulary, "current", text(rows=rows, length=length), tokenizer=tokens) == size
