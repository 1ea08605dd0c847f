"""Which published network for text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.compute.spending import ORDINARY_HOURS, hours_allowed, operations_allowed
from advisor.knowledge.model.backbone.base import wanted
from advisor.knowledge.predicates import light_network_because
from advisor.knowledge.scopes import scope, tasks_but
from advisor.knowledge.training.budget import tokens_read, tokens_taught
from advisor.networks.published import LORA_RANKS, adapter_parameters, operations_to_read, published
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.config.words import Family, Method, Trainable
    from advisor.problem import Problem

CHAT_DECODERS: Final = ("qwen3_8b_chat", "qwen3_4b_chat", "qwen3_1_7b_chat", "qwen3_0_6b_chat", "smollm2_135m_chat")
FEW_ANSWERS: Final = 1_000  # examples below which a model that chats already is the better start; Unsloth's advice
DECODERS: Final = ("qwen3_8b", "qwen3_4b", "qwen3_1_7b", "qwen3_0_6b", "smollm2_135m")  # the last for a CPU
LONG_DECODERS: Final = ("qwen3_5_9b", "qwen3_5_4b", "qwen3_5_2b", "qwen3_5_0_8b", "smollm2_135m")
LONG_SEQUENCE: Final = 32_768  # tokens that Qwen3's base models read; Qwen3.5's read 262,144
LONG_TEXT: Final = 512  # tokens that DeBERTa reads; Ettin and mmBERT read 8192


@wanted.rule(
    "BACK-SETFIT", scope(family="sentence-embedding"), sources=["setfit2022"], strength="moderate", rulesets=BOTH
)
def sentence_encoder(problem: Problem) -> Pick[Wanted]:
    """A sentence encoder made for comparing texts, in the languages of the data."""
    if problem.data.multilingual:
        name = "paraphrase_multilingual_mpnet_base"
    else:
        light = problem.compute.device == "cpu" or light_network_because(problem)
        name = "minilm_l6" if light else "paraphrase_mpnet_base"
    return pick(
        Wanted(name, "all"),
        f"{plural(problem.data.rows, 'text')} adapt sentence embeddings that already measure similarity",
        ["minilm_l6", "paraphrase_mpnet_base"],
    )


@wanted.rule(
    "BACK-LM",
    scope(task="language-modeling"),
    sources=["schulman2025", "tinker", "biderman2024", "qwen35", "unsloth", "guide:R1"],
    strength="moderate",
    rulesets=BOTH,
)
def language_model(problem: Problem, family: Family, method: Method | None) -> Pick[Wanted]:
    """The largest open model that reads the tokens once in the hours that there are, and adapters if they hold them.

    Preferences and rewards are for a model that chats already, and so are few answers.
    Qwen3.5 is newer and reads more at once, but three of four blocks have linear attention, which in plain PyTorch
    keeps 2.4 times as much for the backward pass and takes 2.3 times as long as a block of Qwen3 (measured on 512
    tokens); so it is for sequences that Qwen3 does not read, and for use without training.
    """
    tokens, cpu = tokens_taught(problem), problem.compute.device == "cpu"
    long = problem.data.length > LONG_SEQUENCE
    chats = method in ("dpo", "kto", "grpo") or (method == "sft" and problem.data.rows < FEW_ANSWERS)
    decoders: tuple[str, ...] = LONG_DECODERS if long or family == "zero-shot" else DECODERS
    if chats:
        decoders = CHAT_DECODERS
    tiers = decoders[-1:] if cpu else decoders[:-1]
    if family == "zero-shot":
        return pick(Wanted(tiers[0], "none"), "a model that knows language already is used as it is")
    allowed, read = operations_allowed(problem, family), tokens_read(problem)
    readable = (n for n in tiers if operations_to_read(published(n), _learns(n, tokens), read) <= allowed)
    name = next(readable, tiers[-1])
    if method is not None:
        return pick(
            Wanted(name, _learns(name, tokens), taught=tokens),
            _start(problem, method, name, tiers, chats),
            [*tiers[::-1]],
        )
    learns, holds = _learns(name, tokens), adapter_parameters(published(name), LORA_RANKS[-1])
    hours = hours_allowed(problem, max(1, problem.compute.gpus)) or ORDINARY_HOURS
    larger = "" if name == tiers[0] else f"; a larger one would not read them within {duration(hours)}"
    if learns == "adapters":
        why = f"{plural(tokens, 'token')} can adapt a model that knows language already{larger}"
    else:
        why = (
            f"{plural(tokens, 'token')} are more than the {count(holds)} parameters that adapters have at rank"
            f" {LORA_RANKS[-1]}, so all weights of an open model go on learning{larger}"
        )
    if long and not cpu:
        why += f"; sequences of {count(problem.data.length)} tokens are longer than the {count(LONG_SEQUENCE)} of Qwen3"
    return pick(Wanted(name, learns, taught=tokens), why, [*reversed(decoders[:-1])])


def _start(problem: Problem, method: Method, name: str, tiers: Sequence[str], chats: bool) -> str:
    """Why a model is tuned on answers from these weights."""
    rows = plural(problem.data.rows, "example")
    if chats:
        why = f"{method} on {rows} begins from a model that chats already"
    else:
        why = f"{method} on {rows} makes a model that has read plain texts answer in its own way"
    if name == tiers[0]:
        return why
    hours = hours_allowed(problem, max(1, problem.compute.gpus)) or ORDINARY_HOURS
    return f"{why}; a larger one would not read {plural(tokens_read(problem), 'token')} within {duration(hours)}"


def _learns(name: str, tokens: int) -> Trainable:
    return "adapters" if tokens <= adapter_parameters(published(name), LORA_RANKS[-1]) else "all"


@wanted.rule(
    "BACK-TEXT",
    scope(kind="text", task=tasks_but("language-modeling"), family=("pretrained", "zero-shot")),
    sources=["deberta2021", "antoun2025", "ettin2025", "mmbert2025", "modernbert2024", "distilbert2019"],
    strength="strong",
    rulesets=BOTH,
)
def text_encoder(problem: Problem, family: Family) -> Pick[Wanted]:
    """DeBERTa-v3 needs the fewest labels; Ettin and mmBERT read long texts; small tiers where speed counts."""
    learns: Trainable = "none" if family == "zero-shot" else "all"
    light = light_network_because(problem)
    if problem.data.multilingual:
        return _several_languages(problem, learns, light)
    if light or problem.compute.device == "cpu":
        why = light or "training runs on a CPU"
        return pick(
            Wanted("deberta_v3_xsmall", learns), f"{why}, and {plural(problem.data.rows, 'text')} tune 22 million"
            " parameters beside their word vectors", ["distilbert", "deberta_v3_small"]
        )  # fmt: skip
    if problem.data.length > LONG_TEXT:
        return pick(
            Wanted("ettin_150m", learns),
            f"texts of {count(problem.data.length)} tokens are longer than the {LONG_TEXT} that DeBERTa reads",
            ["ettin_150m", "ettin_400m", "modernbert_base"],
        )
    return pick(
        Wanted("deberta_v3_base", learns),
        f"{plural(problem.data.rows, 'text')} of {plural(problem.data.length, 'token')}: of encoders pretrained on"
        " the same data it was the most accurate",
        ["deberta_v3_small", "deberta_v3_base", "ettin_150m", "deberta_v3_large"],
    )


def _several_languages(problem: Problem, learns: Trainable, light: str) -> Pick[Wanted]:
    """An encoder of many languages: mDeBERTa for accuracy, mmBERT for long texts and where it has to be light."""
    tiers = ["mmbert_small", "mdeberta_v3_base", "mmbert_base"]
    if light or problem.compute.device == "cpu":
        why = light or "training runs on a CPU"
        return pick(
            Wanted("mmbert_small", learns),
            f"the texts are not only in English, {why}, and {plural(problem.data.rows, 'text')} tune 42 million"
            " parameters beside their word vectors",
            tiers,
        )
    if problem.data.length > LONG_TEXT:
        return pick(
            Wanted("mmbert_base", learns),
            f"the texts are not only in English, and {count(problem.data.length)} tokens are longer than the"
            f" {LONG_TEXT} that mDeBERTa reads",
            tiers,
        )
    return pick(
        Wanted("mdeberta_v3_base", learns),
        f"{plural(problem.data.rows, 'text')} of {plural(problem.data.length, 'token')}, not only in English",
        tiers,
    )
