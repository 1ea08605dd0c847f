"""Which published network for text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Pick, pick
from advisor.knowledge.common import BOTH, count, plural
from advisor.knowledge.model.backbone.base import hurried, wanted
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family, Trainable
    from advisor.problem import Problem

LONG_TEXT: Final = 512  # tokens that DeBERTa reads; ModernBERT reads 8192


@wanted.rule(
    "BACK-SETFIT", scope(family="sentence-embedding"), sources=["setfit2022"], strength="moderate", rulesets=BOTH
)
def sentence_encoder(problem: Problem) -> Pick[Wanted]:
    """A sentence encoder made for comparing texts, in the languages of the data."""
    if problem.data.multilingual:
        name = "paraphrase_multilingual_mpnet_base"
    else:
        name = "minilm_l6" if problem.compute.device == "cpu" or hurried(problem) else "paraphrase_mpnet_base"
    return pick(
        Wanted(name, "all"),
        f"{plural(problem.data.rows, 'text')} are few, so sentence vectors that already measure likeness are adapted",
        ["minilm_l6", "paraphrase_mpnet_base"],
    )


@wanted.rule(
    "BACK-LM",
    scope(task="language-modeling"),
    sources=["lora2021", "schulman2025", "guide:R1"],
    strength="moderate",
    rulesets=BOTH,
)
def language_model(problem: Problem, family: Family) -> Pick[Wanted]:
    """Take the largest open model that the machine can hold, and train adapters: they forget less than full tuning."""
    name = "smollm2_135m" if problem.compute.device == "cpu" else "qwen3_8b"
    return pick(
        Wanted(name, "adapters" if family != "zero-shot" else "none"),
        f"{count(problem.data.tokens)} tokens teach a style to a trained model, not a language to a new one",
        ["qwen3_0_6b", "qwen3_1_7b", "qwen3_4b", "qwen3_8b"],
    )


@wanted.rule(
    "BACK-TEXT",
    scope(kind="text"),
    sources=["deberta2021", "antoun2025", "modernbert2024", "distilbert2019"],
    strength="strong",
    rulesets=BOTH,
)
def text_encoder(problem: Problem, family: Family) -> Pick[Wanted]:
    """DeBERTa-v3 learns from fewest labels; ModernBERT reads long texts; small tiers where speed counts."""
    learns: Trainable = "none" if family == "zero-shot" else "all"
    if problem.data.multilingual:
        return pick(Wanted("mdeberta_v3_base", learns), "the texts are in more than English", ["mdeberta_v3_base"])
    if hurried(problem) or problem.compute.device == "cpu":
        why = "predictions have to be quick" if hurried(problem) else "training runs on a cpu"
        return pick(
            Wanted("deberta_v3_xsmall", learns), f"{why}, and {plural(problem.data.rows, 'text')} tune 22 million"
            " parameters beside their word vectors", ["distilbert", "deberta_v3_small"]
        )  # fmt: skip
    if problem.data.length > LONG_TEXT:
        return pick(
            Wanted("modernbert_base", learns),
            f"texts of {count(problem.data.length)} tokens are longer than the {LONG_TEXT} that DeBERTa reads",
            ["modernbert_base", "modernbert_large"],
        )
    return pick(
        Wanted("deberta_v3_base", learns),
        f"{plural(problem.data.rows, 'text')} of {count(problem.data.length)} tokens: it was the more"
        " accurate encoder on the same pretraining data",
        ["deberta_v3_small", "deberta_v3_base", "modernbert_base", "deberta_v3_large"],
    )
