"""The shapes of published transformers: what their library builds them from, without a network connection.

Checked by building each without weights (transformers 5.24) and counting its parameters: see
`tests/arithmetic/test_architectures.py`. A setting that is the library's default for the type is left out.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Architecture(NamedTuple):
    """The type of model in transformers, and what of its configuration differs from the default."""

    type: str
    settings: Mapping[str, Any] = {}


_DEBERTA_V3: dict[str, Any] = {
    "relative_attention": True,
    "position_buckets": 256,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "pos_att_type": ["p2c", "c2p"],
    "position_biased_input": False,
    "max_relative_positions": -1,
    "layer_norm_eps": 1e-7,
    "type_vocab_size": 0,
    "pad_token_id": 0,
}


def _deberta(width: int, depth: int, heads: int, vocabulary: int = 128_100) -> Architecture:
    shape = {
        "hidden_size": width,
        "num_hidden_layers": depth,
        "num_attention_heads": heads,
        "intermediate_size": 4 * width,
        "vocab_size": vocabulary,
    }
    return Architecture("deberta-v2", {**shape, **_DEBERTA_V3})


def _whisper(width: int, encoder: int, decoder: int, heads: int, **more: int) -> Architecture:
    shape = {
        "d_model": width,
        "encoder_layers": encoder,
        "decoder_layers": decoder,
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": 4 * width,
        "decoder_ffn_dim": 4 * width,
    }
    return Architecture("whisper", shape | more)


def _decoder(
    kind: str, vocabulary: int, width: int, hidden: int, depth: int, heads: int, shared: int, **more: Any
) -> Architecture:
    shape = {
        "vocab_size": vocabulary,
        "hidden_size": width,
        "intermediate_size": hidden,
        "num_hidden_layers": depth,
        "num_attention_heads": heads,
        "num_key_value_heads": shared,
        "tie_word_embeddings": True,
    }
    return Architecture(kind, shape | more)


def _qwen3(width: int, hidden: int, depth: int, heads: int, **more: Any) -> Architecture:
    return _decoder("qwen3", 151_936, width, hidden, depth, heads, 8, head_dim=128, **more)


ARCHITECTURES: Mapping[str, Architecture] = {
    "distilbert": Architecture("distilbert"),
    "bert_base": Architecture("bert"),
    "deberta_v3_xsmall": _deberta(384, 12, 6),
    "deberta_v3_small": _deberta(768, 6, 12),
    "deberta_v3_base": _deberta(768, 12, 12),
    "deberta_v3_large": _deberta(1024, 24, 16),
    "mdeberta_v3_base": _deberta(768, 12, 12, 251_000),
    "modernbert_base": Architecture("modernbert"),
    "modernbert_large": Architecture(
        "modernbert",
        {"hidden_size": 1024, "num_hidden_layers": 28, "num_attention_heads": 16, "intermediate_size": 2624},
    ),
    "minilm_l6": Architecture(
        "bert", {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536}
    ),
    "paraphrase_mpnet_base": Architecture("mpnet", {"max_position_embeddings": 514}),
    "paraphrase_multilingual_mpnet_base": Architecture(
        "xlm-roberta", {"vocab_size": 250_002, "max_position_embeddings": 514, "type_vocab_size": 1}
    ),
    "ast": Architecture("audio-spectrogram-transformer"),
    "wav2vec2_base": Architecture("wav2vec2"),
    "whisper_tiny": _whisper(384, 4, 4, 6),
    "whisper_base": _whisper(512, 6, 6, 8),
    "whisper_small": _whisper(768, 12, 12, 12),
    "whisper_medium": _whisper(1024, 24, 24, 16),
    "whisper_large_v3": _whisper(1280, 32, 32, 20, num_mel_bins=128, vocab_size=51_866),
    "whisper_large_v3_turbo": _whisper(1280, 32, 4, 20, num_mel_bins=128, vocab_size=51_866),
    "smollm2_135m": _decoder("llama", 49_152, 576, 1536, 30, 9, 3),
    "qwen3_0_6b": _qwen3(1024, 3072, 28, 16),
    "qwen3_1_7b": _qwen3(2048, 6144, 28, 16),
    "qwen3_4b": _qwen3(2560, 9728, 36, 32),
    "qwen3_8b": _qwen3(4096, 12_288, 36, 32, tie_word_embeddings=False),
}
"""By the key of the backbone; those that transformers does not build are left out."""
